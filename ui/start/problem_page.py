"""The page in place of the data when it could not be opened: what happened, what was kept, what to do next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.start.trouble import Kind, Trouble
from ui.state import StateStore
from ui.widgets import buttons, dialogs
from ui.widgets.cards import Card, make_label

_WIDTH = 620


class ProblemPage(QWidget):
    """Tells one trouble.

    Signals: `retry_wanted()`, `restore_wanted(Path)`, `empty_wanted()`, `folder_wanted(Path)`,
    `quit_wanted()`.
    """

    retry_wanted = Signal()
    restore_wanted = Signal(object)
    empty_wanted = Signal()
    folder_wanted = Signal(object)
    quit_wanted = Signal()

    def __init__(
        self, trouble: Trouble, state: StateStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.trouble = trouble
        self._state = state
        self.setAccessibleName(trouble.title)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._card())
        row.addStretch()
        outer.addLayout(row)
        outer.addStretch(3)

    def _card(self) -> Card:
        card = Card(self)
        card.setFixedWidth(theme.px(_WIDTH))
        body = card.body
        body.setContentsMargins(*(theme.px(n) for n in (32, 28, 32, 28)))
        body.setSpacing(theme.px(12))
        head = QHBoxLayout()
        mark = QLabel()
        mark.setPixmap(theme.pixmap("warning", "late_ink", theme.px(24)))
        head.addWidget(mark)
        head.addWidget(make_label(self.trouble.title, "title"), 1)
        body.addLayout(head)
        sentence = make_label(self.trouble.sentence, wrap=True)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body.addWidget(sentence)
        words = f"数据文件夹：{self.trouble.folder}"
        place = make_label(words, "note", ink="soft", wrap=True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body.addWidget(place)
        body.addSpacing(theme.px(8))
        row = QHBoxLayout()
        for button in self._buttons():
            row.addWidget(button)
        row.addStretch()
        row.addWidget(buttons.quiet("退出", self.quit_wanted.emit))
        body.addLayout(row)
        return card

    def _buttons(self) -> list[QPushButton]:
        """The useful next steps, the likeliest first."""
        kind = self.trouble.kind
        steps: list[tuple[str, Callable[[], object]]] = []
        if kind is Kind.DAMAGED:
            good = self.trouble.backup
            if good is not None:
                label = f"恢复 {good.made_at.month}月{good.made_at.day}日 {good.made_at:%H:%M} 的备份"
                path = good.path
                steps.append((label, lambda: self.restore_wanted.emit(path)))
            steps.append(("另选备份…", self._choose_backup))
            if good is None:
                steps.append(("从空白开始", self.empty_wanted.emit))
        elif kind is Kind.NEWER:
            steps.append(("换一个数据文件夹…", self._choose_folder))
        else:
            steps.append(("再试一次", self.retry_wanted.emit))
            if kind is not Kind.FULL:
                steps.append(("换一个数据文件夹…", self._choose_folder))
        steps.append(("打开数据文件夹", self._open_folder))
        first, *rest = steps
        made = [buttons.primary(first[0], first[1])]
        made += [buttons.plain(text, step) for text, step in rest]
        made[0].setFocus()
        return made

    def _choose_backup(self) -> None:
        from ui.start.backup_chooser import BackupChooser, read_offered

        offered = read_offered(self.trouble.folder)
        chooser = BackupChooser(self, offered, self._state)
        chooser.chosen.connect(self.restore_wanted.emit)
        chooser.open()

    def _choose_folder(self) -> None:
        chosen = dialogs.pick_folder(
            self, "选择数据文件夹", self._state, "start.folder"
        )
        if chosen is not None:
            self.folder_wanted.emit(chosen)

    def _open_folder(self) -> None:
        standing: Path = self.trouble.folder
        while not standing.exists() and standing != standing.parent:
            standing = standing.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(standing)))
