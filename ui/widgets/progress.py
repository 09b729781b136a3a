"""The bar that shows a long job, with 取消."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.jobs import Job, JobRunner
from ui.theme import px
from ui.widgets.buttons import plain
from ui.widgets.labels import make_label

DELAY_MS = 600


class JobBar(QFrame):
    """Appears 600 ms after a titled job began, and goes when it ended; indeterminate while the total is 0."""

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobbar")
        self._job: Job | None = None
        self._built = False
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(DELAY_MS)
        self._clock.timeout.connect(self._appear)
        runner.started.connect(self._on_started)
        runner.progressed.connect(self._on_progressed)
        runner.finished.connect(self._on_finished)
        self._runner = runner
        self.hide()

    def _build(self) -> None:
        """What is inside is made with the first long job."""
        self._built = True
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(8), px(8), px(8))
        row.setSpacing(px(16))
        words = QVBoxLayout()
        words.setSpacing(px(4))
        head = QHBoxLayout()
        self._title = make_label("", "bold")
        self._text = make_label("", "note", ink="soft")
        head.addWidget(self._title)
        head.addWidget(self._text, 1)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        words.addLayout(head)
        words.addWidget(self._bar)
        row.addLayout(words, 1)
        self._cancel = plain("取消", self._on_cancel)
        row.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignVCenter)

    def _on_started(self, job: Job) -> None:
        if self._job is None and job.title:
            self._job = job
            self._clock.start()

    def _on_progressed(self, job: Job) -> None:
        if job is self._job and self.isVisible():
            self._fill(job)

    def _on_finished(self, job: Job) -> None:
        if job is not self._job:
            return
        self._clock.stop()
        waiting = [one for one in self._runner.jobs() if one.title and one is not job]
        self._job = waiting[0] if waiting else None
        if self._job is None:
            self.hide()
        elif self.isVisible():
            self._fill(self._job)
        else:
            self._clock.start()

    def _appear(self) -> None:
        if self._job is not None:
            if not self._built:
                self._build()
            self._fill(self._job)
            self.show()
            self.raise_()

    def _fill(self, job: Job) -> None:
        self._title.setText(job.title)
        self._bar.setRange(0, job.total)
        if job.total:
            self._bar.setValue(min(job.done, job.total))
        counted = f"{job.done:,} / {job.total:,}" if job.total else ""
        said = "正在取消…" if job.cancel_wanted else job.text
        self._text.setText("　".join(part for part in (said, counted) if part))
        self._bar.setAccessibleName(f"{job.title} {counted}".strip())
        self._cancel.setVisible(job.cancellable)
        self._cancel.setEnabled(not job.cancel_wanted)

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._fill(self._job)
