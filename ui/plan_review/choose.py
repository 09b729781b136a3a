"""The first step: a document chosen, dropped or pasted; or the draft that was left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ui import theme
from ui.theme import px
from ui.widgets.buttons import plain, primary
from ui.widgets.cards import Card, make_label
from ui.widgets.dialogs import SheetDialog
from ui.widgets.drop import DropZone


class ChooseStep(QWidget):
    """`files_wanted`, `paste_wanted`, `dropped(paths)`, `draft_wanted(bool)`, `by_hand_wanted`."""

    files_wanted = Signal()
    paste_wanted = Signal()
    by_hand_wanted = Signal()
    dropped = Signal(list)
    draft_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        self._draft = Card()
        line = QHBoxLayout()
        self._draft_words = make_label("", wrap=True)
        line.addWidget(self._draft_words, 1)
        line.addWidget(plain("不要了", lambda: self.draft_wanted.emit(False)))
        line.addWidget(primary("接着核对", lambda: self.draft_wanted.emit(True)))
        self._draft.body.addLayout(line)
        self._draft.hide()
        box.addWidget(self._draft)
        box.addWidget(self._zone(), 1)
        box.addWidget(
            make_label(
                "读完以后，左边是原文，右边是读懂的内容，逐项核对、可以更正；原文没有的不会编造。"
                "点“保存为方案”之前什么也不会存入记录，保存以后也可以整个撤销。原来的文件不会被改动。",
                "note",
                ink="soft",
                wrap=True,
            )
        )

    def show_draft(self, words: str) -> None:
        """Offer to go on with what was left; "" takes the offer away."""
        self._draft_words.setText(words)
        self._draft.setVisible(bool(words))

    def _zone(self) -> QWidget:
        zone = DropZone()
        zone.dropped.connect(self.dropped)
        box = zone.body
        box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.setSpacing(px(12))
        picture = QLabel()
        theme.follow(
            picture,
            lambda: picture.setPixmap(theme.pixmap("file", "text_faint", px(44))),
        )
        title = make_label("把方案文件拖到这里", "heading")
        hint = make_label(
            "Word 文档（.docx）、带文字的 PDF、网页、文本文件都能读；一次可以放几份，逐份核对。\n"
            "旧格式的 .doc、.wps 请先另存为 .docx；扫描件请先识别成文字。",
            ink="soft",
        )
        for label in (picture, title, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addStretch()
        for part in (picture, title, hint):
            box.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addStretch()
        choose = primary("选择文件…", self.files_wanted.emit, shortcut="Ctrl+O")
        self.setFocusProxy(choose)
        row.addWidget(choose)
        row.addWidget(
            plain("粘贴文字…", self.paste_wanted.emit, shortcut="Ctrl+Shift+V")
        )
        row.addWidget(plain("手工新建方案", self.by_hand_wanted.emit))
        row.addStretch()
        box.addLayout(row)
        box.addStretch()
        return zone


class PasteDialog(SheetDialog):
    """Takes the text of a document: `given(text)`."""

    given = Signal(str)

    def __init__(self, parent: QWidget, text: str = "") -> None:
        super().__init__(parent, "粘贴方案全文", ok="识读", wide=True)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(
            "从网页、聊天窗口或别的文档里复制方案全文，粘贴到这里。标题、编号和落款请一并带上。"
        )
        self.text.setAccessibleName("方案全文")
        self.text.setPlainText(text)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(px(320))
        self.body.addWidget(self.text, 1)
        self.accept_wanted.connect(self._on_accept)

    def _on_accept(self) -> None:
        words = self.text.toPlainText()
        if not words.strip():
            self.set_error("还没有粘贴文字。")
            self.text.setFocus()
            return
        self.given.emit(words)
        self.accept()
