"""The first step: drop or choose files, a folder, or paste text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import plain, primary
from ui.widgets.cards import Card, make_label
from ui.widgets.drop import DropZone


class ChooseStep(QWidget):
    """What a clerk can give: signals `files_wanted`, `folder_wanted`, `paste_wanted`, `dropped(paths)`,
    `draft_wanted(bool)` (go on with what was left, or put it aside).
    """

    files_wanted = Signal()
    folder_wanted = Signal()
    paste_wanted = Signal()
    dropped = Signal(list)
    draft_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(12))
        self._draft = self._draft_card()
        box.addWidget(self._draft)
        box.addWidget(self._zone(), 1)
        box.addWidget(self._advice())

    def show_draft(self, words: str) -> None:
        """Offer to go on with an intake that was left; "" takes the offer away."""
        self._draft_words.setText(words)
        self._draft.setVisible(bool(words))

    def _draft_card(self) -> QWidget:
        card = Card()
        line = QHBoxLayout()
        self._draft_words = make_label("", wrap=True)
        line.addWidget(self._draft_words, 1)
        line.addWidget(plain("不要了", lambda: self.draft_wanted.emit(False)))
        line.addWidget(primary("接着核对", lambda: self.draft_wanted.emit(True)))
        card.body.addLayout(line)
        card.hide()
        return card

    def _zone(self) -> QWidget:
        zone = DropZone()
        zone.dropped.connect(self.dropped)
        box = zone.body
        box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.setSpacing(theme.px(12))
        picture = QLabel()
        theme.follow(
            picture,
            lambda: picture.setPixmap(
                theme.pixmap("download", "text_faint", theme.px(44))
            ),
        )
        title = make_label("把各单位交来的表格拖到这里", "heading")
        hint = make_label(
            "一个文件、许多文件、整个文件夹都可以；U 盘里的也可以直接拖。\n"
            "认得 Excel（.xlsx .xls）、WPS 和 LibreOffice（.ods）的表格，单位自己做的表也能收。",
            ink="soft",
        )
        for label in (picture, title, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addStretch()
        for part in (picture, title, hint):
            box.addWidget(part)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addStretch()
        choose = primary("选择文件…", self.files_wanted.emit, shortcut="Ctrl+O")
        self.setFocusProxy(choose)
        buttons.addWidget(choose)
        buttons.addWidget(plain("选择文件夹…", self.folder_wanted.emit))
        buttons.addWidget(
            plain("粘贴文字…", self.paste_wanted.emit, shortcut="Ctrl+Shift+V")
        )
        buttons.addStretch()
        box.addLayout(buttons)
        box.addStretch()
        return zone

    @staticmethod
    def _advice() -> QWidget:
        return make_label(
            "先核对、后入库：选好以后逐行列出新增、改动、重复和需修改的，您点“入库”之前什么也不会改变；"
            "入库以后也可以整批撤销。原来的文件不会被改动。",
            "note",
            ink="soft",
            wrap=True,
        )
