"""Choosing a backup to go back to: kind, moment and what is in each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.backups import Backup
from ui import theme
from ui.state import StateStore
from ui.widgets import buttons, dialogs
from ui.widgets.dialogs import SheetDialog
from ui.widgets.labels import make_label
from ui.widgets.tables import Column, PagedTable

if TYPE_CHECKING:
    from services.backups import Contents

KIND_ROLES = {
    "每日": "neutral",
    "手动": "received",
    "退出时": "neutral",
    "升级前": "info",
    "恢复前": "late",
    "损坏": "wrong",
}


@dataclass(frozen=True)
class Offered:
    """A backup with what is in it (None: it cannot be read)."""

    backup: Backup
    inside: Contents | None

    @property
    def id(self) -> str:
        """The name of the file."""
        return self.backup.path.name

    @property
    def words(self) -> str:
        """What is in it."""
        return self.inside.words if self.inside is not None else "打不开，已损坏"


def read_offered(folder: Path) -> list[Offered]:
    """The backups of a data folder that hold something, those made by habit first. Runs in a job."""
    from services import backups

    found = backups.by_preference(backups.list_backups(folder))
    offered = [Offered(b, backups.contents(b.path)) for b in found]
    return [o for o in offered if o.inside is None or not o.inside.is_empty]


class BackupChooser(SheetDialog):
    """`chosen(Path)` when the clerk took one; another file may be looked for as well."""

    chosen = Signal(object)

    def __init__(
        self, parent: QWidget, offered: list[Offered], state: StateStore
    ) -> None:
        super().__init__(parent, "选择一份备份", ok="恢复这份备份", wide=True)
        self._state = state
        self.body.addWidget(
            make_label(
                "现在的数据会先另存到“备份”文件夹（恢复前-…），需要时可以再换回来。",
                ink="soft",
                wrap=True,
            )
        )
        self.table = PagedTable(
            [
                Column(
                    "made_at",
                    "时间",
                    150,
                    text=lambda o: f"{o.backup.made_at:%Y-%m-%d %H:%M}",
                ),
                Column("kind", "来由", 90, chip=kind_chip),
                Column("words", "里面", 300, stretch=True),
            ]
        )
        self.table.setMinimumHeight(theme.px(240))
        self.table.set_rows(offered, id_of=lambda o: o.id)
        self.table.row_activated.connect(lambda _id: self._take())
        self.body.addWidget(self.table, 1)
        self.body.addWidget(buttons.quiet("从别处选择文件…", self._choose_file))
        self.accept_wanted.connect(self._take)
        if offered:
            self.table.select(offered[0].id)

    def _take(self) -> None:
        row = self.table.row(self.table.current_id())
        if not isinstance(row, Offered):
            self.set_error("请先选一份备份。")
        elif row.inside is None:
            self.set_error("这份备份打不开，请另选一份。")
        else:
            self._give(row.backup.path)

    def _choose_file(self) -> None:
        found = dialogs.pick_files(
            self, "选择一份备份", "备份 (*.db)", self._state, "start.backup"
        )
        if found:
            self._give(found[0])

    def _give(self, path: Path) -> None:
        from models.errors import AppError
        from services import backups

        try:
            backups.check_backup(path)
        except AppError as error:
            self.set_error(str(error))
            return
        self.accept()
        self.chosen.emit(path)


def kind_chip(offered: Offered) -> tuple[str, str]:
    """Word and role of a backup's kind."""
    kind = offered.backup.kind
    return kind, KIND_ROLES.get(kind, "neutral")
