"""The text of a plan, pasted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog

_OFFERED = 120
"""Characters on the clipboard from which it is put into the field: a shorter text is no plan."""


class PastePlanDialog(SheetDialog):
    """Takes a text; `given(text)` when it is to be read."""

    given = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "粘贴方案文字", ok="读取", wide=True)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(
            "在网页、微信或 WPS 里选中方案全文，复制后粘贴到这里（从标题到落款和附件）。"
        )
        self.text.setAccessibleName("方案文字")
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(px(300))
        self.body.addWidget(self.text, 1)
        copied = QGuiApplication.clipboard().text()
        if len(copied) >= _OFFERED:
            self.text.setPlainText(copied)
            self.text.selectAll()
        said = "读出来的内容先给您核对，不会直接存入。"
        if len(copied) >= _OFFERED:
            said = "已放入刚才复制的文字，不对可以直接重新粘贴。" + said
        self.body.addWidget(make_label(said, "note", ink="soft", wrap=True))
        self.accept_wanted.connect(self._on_accept)

    def _on_accept(self) -> None:
        words = self.text.toPlainText()
        if not words.strip():
            self.set_error("还没有粘贴文字。")
            self.text.setFocus()
            return
        self.accept()
        self.given.emit(words)
