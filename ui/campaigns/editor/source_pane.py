"""The source text, read-only, with the words that the chosen value came from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from ui import theme
from ui.campaigns.editor.desk import Span
from ui.theme import px
from ui.widgets.cards import Card, SectionTitle


class SourcePane(Card):
    """`set_text` once a plan, `show_words` for each choice."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setContentsMargins(px(14), px(12), px(10), px(12))
        self.heading = SectionTitle("原文", "只读，读入时的样子")
        self.body.addWidget(self.heading)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setAccessibleName("方案原文")
        self.text.setPlaceholderText("这份方案是手工新建的，没有原文。")
        self.body.addWidget(self.text, 1)
        self._shown = ""
        self._spans: list[Span] = []
        theme.follow(self, self._mark)

    def set_text(self, text: str) -> None:
        """Show the source text of a plan; the same text stays as it is."""
        if text != self._shown:
            self._shown = text
            self.text.setPlainText(text)
            self._spans = []

    def marked(self) -> list[str]:
        """The words that are marked."""
        return [
            self._shown[a:b] for a, b in self._spans if a is not None and b is not None
        ]

    def show_words(self, spans: Sequence[Span]) -> None:
        """Mark words by their offsets and bring the first into sight."""
        self._spans = [s for s in spans if s[0] is not None and s[1] is not None]
        self._mark()
        if len(self._spans) == 1 or (self._spans and len(self._spans) < 4):
            # Once the pane has its size: before, the middle is not known.
            QTimer.singleShot(0, self, self._centre)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._centre)

    def _centre(self) -> None:
        if not self._spans:
            return
        cursor = self._cursor(self._spans[0])
        cursor.setPosition(cursor.selectionStart())
        self.text.setTextCursor(cursor)
        self.text.centerCursor()

    def _mark(self) -> None:
        look = QTextCharFormat()
        look.setBackground(theme.color("warn_tint"))
        look.setForeground(theme.color("warn_ink"))
        found: list[QTextEdit.ExtraSelection] = []
        for span in self._spans:
            one = QTextEdit.ExtraSelection()
            one.cursor = self._cursor(span)  # pyright: ignore[reportAttributeAccessIssue]
            one.format = look  # pyright: ignore[reportAttributeAccessIssue]
            found.append(one)
        self.text.setExtraSelections(found)

    def _cursor(self, span: Span) -> QTextCursor:
        cursor = QTextCursor(self.text.document())
        last = max(self.text.document().characterCount() - 1, 0)
        start, end = span
        cursor.setPosition(min(self._utf16(start or 0), last))
        cursor.setPosition(
            min(self._utf16(end or 0), last), QTextCursor.MoveMode.KeepAnchor
        )
        return cursor

    def _utf16(self, at: int) -> int:
        # Qt counts letters beyond the basic plane (rare characters in names) twice.
        head = self._shown[:at]
        return at if head.isascii() else at + sum(ord(c) > 0xFFFF for c in head)
