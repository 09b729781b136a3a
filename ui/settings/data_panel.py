"""The data folder, backups (made, listed, restored) and the check of the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout

from services.backups import Backup, Contents
from ui import theme
from ui.context import AppContext
from ui.navigation import Place
from ui.settings.panel import Panel
from ui.start.backup_chooser import KIND_ROLES
from ui.widgets import buttons, dialogs
from ui.widgets.cards import make_label
from ui.widgets.empty import EmptyState
from ui.widgets.tables import Column, PagedTable


class DataPanel(Panel):
    """数据与备份; the window itself closes the data and puts a backup in their place."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._backups: list[Backup] = []
        self._build_backups()
        self._build_check()
        self._build_folder()
        self.column.addStretch()

    def _build_backups(self) -> None:
        card = self.add_card(
            "备份",
            "每天第一次打开时自动备份，有改动的退出时再备份一份，各留 14 天。另外建议每周把“备份”文件夹复制到优盘。",
        )
        self.table = PagedTable(
            [
                Column(
                    "made_at",
                    "时间",
                    170,
                    text=lambda b: f"{b.made_at:%Y-%m-%d %H:%M:%S}",
                ),
                Column("kind", "来由", 100, chip=_kind_chip),
                Column("size", "大小", 90, "right", text=lambda b: size_text(b.size)),
                Column("name", "文件", 240, stretch=True, text=lambda b: b.path.name),
            ],
            state=self.context.state,
            key="settings.backups",
        )
        self.table.setMinimumHeight(theme.px(230))
        self.table.set_empty(EmptyState("还没有备份", "可以现在备份一次。"))
        self.table.row_selected.connect(self._on_selected)
        card.body.addWidget(self.table)
        row = QHBoxLayout()
        self.make_button = buttons.primary("现在备份", self._make)
        self.restore_button = buttons.plain("恢复这份备份…", self._ask_restore)
        self.restore_button.setEnabled(False)
        row.addWidget(self.make_button)
        row.addWidget(self.restore_button)
        row.addWidget(buttons.plain("从别处恢复…", self._choose_file))
        row.addStretch()
        card.body.addLayout(row)

    def _build_check(self) -> None:
        card = self.add_card(
            "数据检查",
            "逐项核对数据库文件和记录之间的关系，只看不改；数据多时要几秒钟。",
        )
        self.result = make_label("", wrap=True)
        self.result.hide()
        card.body.addWidget(self.result)
        row = QHBoxLayout()
        self.check_button = buttons.plain("开始检查", self._check)
        row.addWidget(self.check_button)
        row.addStretch()
        card.body.addLayout(row)

    def _build_folder(self) -> None:
        card = self.add_card(
            "数据文件夹",
            "所有数据、备份和日志都在这个文件夹里，换电脑时整个复制过去即可。",
        )
        words = make_label(str(self.context.folder), wrap=True)
        words.setTextInteractionFlags(
            words.textInteractionFlags().TextSelectableByMouse
        )
        card.body.addWidget(words)
        row = QHBoxLayout()
        row.addWidget(buttons.plain("打开文件夹", self._open_folder))
        row.addStretch()
        card.body.addLayout(row)

    # --- backups -----------------------------------------------------------------------------------

    def load(self, place: Place) -> None:
        """List the backups."""
        folder = self.context.folder

        def work(_report: Any) -> list[Backup]:
            from services import backups

            return backups.list_backups(folder)

        self.context.jobs.run(
            work, on_success=self._show, on_error=self.context.show_error
        )

    def _show(self, found: list[Backup]) -> None:
        self._backups = found
        self.table.set_rows(found, id_of=lambda b: b.path.name)
        self.loaded.emit()

    def _on_selected(self, name: object) -> None:
        self.restore_button.setEnabled(name is not None)

    def _make(self) -> None:
        db = self.context.db
        self.make_button.setEnabled(False)

        def work(_report: Any) -> Backup:
            from services import backups

            return backups.make_backup(db)

        def done(made: Backup) -> None:
            self.make_button.setEnabled(True)
            self.context.toast(f"已备份：{made.path.name}，{size_text(made.size)}")
            self.context.backups_changed.emit()
            self.load(Place("settings"))

        def failed(error: BaseException) -> None:
            self.make_button.setEnabled(True)
            self.context.show_error(error)

        self.context.jobs.run(work, on_success=done, on_error=failed, title="正在备份")

    def _ask_restore(self) -> None:
        chosen = self.table.row(self.table.current_id())
        if isinstance(chosen, Backup):
            self.ask_restore(chosen.path, f"{chosen.made_at:%Y年%m月%d日 %H:%M} 的备份")

    def _choose_file(self) -> None:
        chosen = dialogs.pick_files(
            self, "选择一份备份", "备份 (*.db)", self.context.state, "settings.backup"
        )
        if chosen:
            self.ask_restore(chosen[0], f"“{chosen[0].name}”")

    def ask_restore(self, path: Path, name: str) -> None:
        """Ask before the present data are replaced, and say what is in the backup and what is there now."""
        present = self.context.db.path

        def work(_report: Any) -> tuple[Contents | None, Contents | None]:
            from services import backups

            backups.check_backup(path)
            return backups.contents(path), backups.contents(present)

        self.context.jobs.run(
            work,
            on_success=lambda found: self._ask(path, name, *found),
            on_error=self.context.show_error,
        )

    def _ask(
        self, path: Path, name: str, inside: Contents | None, now: Contents | None
    ) -> None:
        def answered(key: str) -> None:
            if key == "restore":
                self.context.restore_wanted.emit(path)

        words = f"将恢复到{name}"
        if inside is not None and now is not None:
            words += f"，里面{inside.words}；现在{now.words}"
        dialogs.ask(
            self,
            "用备份替换现在的数据？",
            f"{words}。\n现在的数据会先另存到“备份”文件夹（恢复前-…），需要时可以再换回来。",
            [("restore", "恢复", "danger"), ("cancel", "取消", "plain")],
            answered,
        )

    # --- check and folder ----------------------------------------------------------------------------

    def _check(self) -> None:
        db = self.context.db
        self.check_button.setEnabled(False)
        self.result.setText("正在检查…")
        self.result.show()

        def work(_report: Any) -> list[str]:
            from services import integrity

            return integrity.check(db)

        def done(findings: list[str]) -> None:
            self.check_button.setEnabled(True)
            self.result.setText(check_words(findings))

        def failed(error: BaseException) -> None:
            self.check_button.setEnabled(True)
            self.result.hide()
            self.context.show_error(error)

        self.context.jobs.run(
            work, on_success=done, on_error=failed, title="正在检查数据"
        )

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.context.folder)))


def check_words(findings: list[str]) -> str:
    """The result of a check in a sentence, or a list of what was found and what to do."""
    if not findings:
        return "✓ 数据完好，没有发现问题。"
    listed = "\n".join(f"· {line}" for line in findings)
    return f"发现 {len(findings)} 处问题，数据没有被改动：\n{listed}\n请先备份，再把这段文字交给维护人员。"


def size_text(size: int) -> str:
    """Bytes as a clerk reads them."""
    if size < 1024 * 1024:
        return f"{max(size // 1024, 1)} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def _kind_chip(backup: Backup) -> tuple[str, str]:
    return backup.kind, KIND_ROLES.get(backup.kind, "neutral")
