"""Files kept with a measure: added by dialog or drop, opened, saved elsewhere, removed."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from models.errors import AppError
from services.campaigns import attachments
from services.campaigns.attachments import AttachmentRow
from ui.campaigns.ledger.words import title_of

if TYPE_CHECKING:
    from services.campaigns.measures import LedgerRow
    from ui.context import AppContext


class FileDeeds(QObject):
    """Carries out what is done with the files of measures."""

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self.context = context
        self.page = page

    def choose(self, row: LedgerRow, entry_id: int | None = None) -> None:
        """Let the clerk choose files to add."""
        from ui.widgets.dialogs import pick_files

        paths = pick_files(
            self.page.window(),
            "添加附件",
            "所有文件 (*)",
            self.context.state,
            "attachments",
        )
        self.add(row, paths, entry_id)

    def add(
        self, row: LedgerRow, paths: Sequence[Path], entry_id: int | None = None
    ) -> None:
        """Keep files with a measure, or with one of its entries; those that cannot be taken are named."""
        if not paths:
            return
        db, name = self.context.db, title_of(row)
        title = f"给“{name}”添加 {len(paths)} 个附件"

        def work(report: Any) -> tuple[int, list[str], int]:
            kept, wrong = 0, list[str]()
            with db.writing(title) as session:
                for place, path in enumerate(paths):
                    report(place, len(paths), path.name)
                    try:
                        attachments.attach(
                            session, db.folder, row.id, path, entry_id=entry_id
                        )
                        kept += 1
                    except AppError as error:
                        if len(paths) == 1:
                            raise
                        wrong.append(str(error))
                if not kept:
                    raise AppError("\n".join(wrong))
                session.flush()
                action: int = session.info["doing"].id
            return kept, wrong, action

        def done(outcome: tuple[int, list[str], int]) -> None:
            kept, wrong, action = outcome
            self.context.note_action(action)
            self.context.toast(
                f"已添加 {kept} 个附件"
                + (f"，{len(wrong)} 个没有添加" if wrong else ""),
                lambda: self.context.undo_action(action),
            )
            if wrong:
                self.context.show_error(AppError("\n".join(wrong)))

        self.context.jobs.run(
            work,
            on_success=done,
            on_error=self.context.show_error,
            on_cancel=lambda: self.context.toast("已取消，没有添加附件"),
            title="添加附件",
        )

    def open(self, file: AttachmentRow) -> None:
        """Open a copy that cannot be written to, under its own name."""

        def work(_report: Any) -> Path:
            folder = Path(tempfile.mkdtemp(prefix="attachment-"))
            with self.context.db.reading() as session:
                path = attachments.save_as(
                    session, self.context.folder, file.id, folder / _safe(file.name)
                )
            path.chmod(stat.S_IREAD)
            return path

        def done(path: Path) -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self.context.toast("这台电脑上没有能打开这种文件的程序，可以先另存")

        self.context.jobs.run(work, on_success=done, on_error=self.context.show_error)

    def save_as(self, file: AttachmentRow) -> None:
        """Copy a file to where the clerk wants it."""
        from ui.widgets.dialogs import pick_target

        target = pick_target(
            self.page.window(),
            "另存附件",
            file.name,
            "所有文件 (*)",
            self.context.state,
            "attachments.out",
        )
        if target is not None:
            self.save_to(file, target)

    def save_to(self, file: AttachmentRow, target: Path) -> None:
        """Copy a file to a target."""

        def work(_report: Any) -> Path:
            with self.context.db.reading() as session:
                return attachments.save_as(
                    session, self.context.folder, file.id, target
                )

        self.context.jobs.run(
            work,
            on_success=lambda path: self.context.toast_file(
                f"已另存为“{path.name}”", path
            ),
            on_error=self.context.show_error,
            title="另存附件",
        )

    def remove(self, row: LedgerRow, file: AttachmentRow) -> None:
        """Take a file away from its measure; undo brings it back."""
        self.context.write(
            f"移除“{title_of(row)}”的附件“{file.name}”",
            lambda s: attachments.detach(s, file.id),
            undo_toast=f"已移除附件“{file.name}”",
        )


def _safe(name: str) -> str:
    """A file name that every system takes."""
    plain = "".join("_" if c in '\\/:*?"<>|' or ord(c) < 32 else c for c in name)
    return plain.strip(" .") or "附件"
