"""Work off the UI thread: progress, cancel, and callbacks on the UI thread."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal
from shiboken6 import isValid

from models.errors import Cancelled

log = logging.getLogger(__name__)


class Report(Protocol):
    """What a work calls to tell how far it is; raises Cancelled once the clerk pressed cancel."""

    def __call__(self, done: int, total: int, text: str = "") -> None:
        """`done` of `total` (0 while unknown), and what is being done."""
        ...


Work = Callable[[Any], Any]
OnSuccess = Callable[[Any], Any]
OnError = Callable[[BaseException], Any]
OnProgress = Callable[[int, int, str], Any]


class Job:
    """One piece of work: `done` of `total` (0 while unknown), `text` for the clerk, `running` until it ended."""

    def __init__(self, title: str, cancellable: bool) -> None:
        self.title = title
        self.cancellable = cancellable
        self.done = 0
        self.total = 0
        self.text = ""
        self.running = True
        self._wanted_off = threading.Event()
        self._told = True

    @property
    def cancel_wanted(self) -> bool:
        """Whether cancel was pressed; the work may still be rolling back."""
        return self._wanted_off.is_set()

    def cancel(self) -> None:
        """Ask the work to stop: its next report raises Cancelled, and what it did is rolled back."""
        if self.cancellable:
            self._wanted_off.set()


class _Task:
    """What a worker is handed: a job, its work, and room for what comes of it."""

    def __init__(self, job: Job, work: Work) -> None:
        self.job = job
        self.work: Work | None = work
        self.result: Any = None
        self.error: BaseException | None = None


class _Calls:
    """What stays on the UI thread: the callbacks, and the work once more.

    They name widgets; a worker that held the last of these names would take the widget apart in its own
    thread, which crashes Qt.
    """

    def __init__(
        self,
        work: Work,
        on_success: OnSuccess | None,
        on_error: OnError | None,
        on_progress: OnProgress | None,
        on_cancel: Callable[[], Any] | None,
    ) -> None:
        self.work = work
        self.on_success = on_success
        self.on_error = on_error
        self.on_progress = on_progress
        self.on_cancel = on_cancel


class JobRunner(QObject):
    """Runs works in a few threads of its own, first come, first served.

    Signals, on the UI thread: `started(Job)`, `progressed(Job)`, `finished(Job)` (after the callbacks),
    `busy_changed(bool)` when the first job begins and the last one ends.
    """

    started = Signal(object)
    progressed = Signal(object)
    finished = Signal(object)
    busy_changed = Signal(bool)
    _reported = Signal(object)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None, threads: int = 2) -> None:
        super().__init__(parent)
        self._limit = threads
        self._threads = 0
        self._waiting: deque[_Task] = deque()
        self._work_there = threading.Semaphore(0)
        self._tasks: dict[_Task, _Calls] = {}
        # Emitted in a worker's thread, so that Qt brings them to this object's thread.
        self._reported.connect(self._on_reported)
        self._ended.connect(self._on_ended)

    def run(
        self,
        work: Work,
        on_success: OnSuccess | None = None,
        on_error: OnError | None = None,
        on_progress: OnProgress | None = None,
        *,
        on_cancel: Callable[[], Any] | None = None,
        title: str = "",
        cancellable: bool = True,
    ) -> Job:
        """Start `work(report)`; exactly one of success, error and cancel is called back.

        `on_success(result)`, `on_error(exception)`, `on_progress(done, total, text)`, `on_cancel()`. Without
        `on_error` the error is shown as the window shows errors. A title makes the job visible in the bar.
        """
        job = Job(title, cancellable)
        task = _Task(job, work)
        calls = _Calls(work, on_success, on_error, on_progress, on_cancel)
        self._tasks[task] = calls
        self._waiting.append(task)
        self._work_there.release()
        if self._threads < min(self._limit, len(self._tasks)):
            self._threads += 1
            threading.Thread(
                target=self._serve, name=f"job-{self._threads}", daemon=True
            ).start()
        self.started.emit(job)
        if len(self._tasks) == 1:
            self.busy_changed.emit(True)
        return job

    def jobs(self) -> list[Job]:
        """The jobs that wait or run, oldest first."""
        return [task.job for task in self._tasks]

    def cancel_all(self) -> None:
        """Ask every job that may be cancelled to stop."""
        for job in self.jobs():
            job.cancel()

    def wait_all(self, ms: int) -> bool:
        """Wait until every job ended and was called back; False when `ms` milliseconds were not enough."""
        if not self._tasks:
            return True
        loop = QEventLoop()
        limit = QTimer()
        limit.setSingleShot(True)
        limit.timeout.connect(loop.quit)
        self.busy_changed.connect(loop.quit)
        limit.start(ms)
        while self._tasks and limit.isActive():
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        self.busy_changed.disconnect(loop.quit)
        return not self._tasks

    # --- in a worker's thread ------------------------------------------------------------------------

    def _serve(self) -> None:
        # The thread keeps the runner alive on purpose: were a worker the last to let go of it, Qt would
        # take it apart in that thread and crash.
        while True:
            self._work_there.acquire()
            task = self._waiting.popleft()
            self._carry_out(task)
            if not isValid(self):
                return
            try:
                self._ended.emit(task)
            except RuntimeError:  # the window went away meanwhile
                return
            del task

    def _carry_out(self, task: _Task) -> None:
        job = task.job

        def report(done: int, total: int, text: str = "") -> None:
            if job.cancel_wanted:
                raise Cancelled
            job.done, job.total, job.text = done, total, text
            # One report on its way at a time: a work may report each of a million rows.
            if job._told and isValid(self):
                job._told = False
                self._reported.emit(task)

        try:
            if job.cancel_wanted:
                raise Cancelled
            if task.work is not None:
                task.result = task.work(report)
        except BaseException as error:  # noqa: BLE001 - handed to the UI thread
            task.error = error
        finally:
            task.work = None

    # --- on the UI thread ----------------------------------------------------------------------------

    def _on_reported(self, task: _Task) -> None:
        task.job._told = True
        calls = self._tasks.get(task)
        if calls is None:
            return
        if calls.on_progress is not None:
            calls.on_progress(task.job.done, task.job.total, task.job.text)
        self.progressed.emit(task.job)

    def _on_ended(self, task: _Task) -> None:
        task.job.running = False
        calls = self._tasks.pop(task)
        result, error = task.result, task.error
        task.result = task.error = None
        try:
            _call_back(calls, result, error)
        finally:
            self.finished.emit(task.job)
            if not self._tasks:
                self.busy_changed.emit(False)


def _call_back(calls: _Calls, result: Any, error: BaseException | None) -> None:
    if error is None:
        if calls.on_success is not None:
            calls.on_success(result)
    elif isinstance(error, Cancelled):
        if calls.on_cancel is not None:
            calls.on_cancel()
    elif calls.on_error is not None:
        calls.on_error(error)
    else:
        from ui import errors

        errors.present(None, error)
