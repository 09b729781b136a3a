"""The text as it was read: headings stand out, the words behind a value are marked, doubted words underlined."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from services.plans.reading import PlanReading, Span
from ui import theme
from ui.plan_review.text_map import TextMap
from ui.theme import px

_LINE = 142
_PLAIN_FROM = 400_000


class SourceText(QTextEdit):
    """Read-only text: `place_clicked(int)` a place of the text, `words_chosen(bool)` whether words are selected,
    `menu_wanted(QPoint)` a place on the screen.
    """

    place_clicked = Signal(int)
    words_chosen = Signal(bool)
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("source_text")
        self.setAccessibleName("原文")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._map = TextMap("")
        self._text = ""
        self._made: QTextDocument | None = None
        self._span: Span | None = None
        self._heads: list[tuple[int, int, bool]] = []
        self._marked: tuple[int, int] | None = None
        self._marked_doubt = False
        self._doubts: list[tuple[int, int]] = []
        self._hits: list[tuple[int, int]] = []
        self.copyAvailable.connect(self.words_chosen)
        theme.follow(self, self._dress)

    # --- what is shown -----------------------------------------------------------------------------

    def show_reading(self, reading: PlanReading) -> None:
        """Show the text of a reading."""
        self._map, self._text = TextMap(reading.text), reading.text
        self._span = None
        self._marked, self._doubts, self._hits = None, [], []
        self._heads = [
            (self._map.to_shown(s.start), self._map.to_shown(s.end), big)
            for s, big in _heads(reading)
        ]
        made = QTextDocument(self)
        made.setUndoRedoEnabled(False)
        made.setDocumentMargin(px(14))
        made.setDefaultFont(theme.font("body"))
        option = made.defaultTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        made.setDefaultTextOption(option)
        made.setPlainText(self._map.shown)
        self._format(made)
        self.setDocument(made)
        if self._made is not None:
            self._made.deleteLater()
        self._made = made
        self.verticalScrollBar().setValue(0)

    def show_span(self, span: Span | None, *, doubt: bool = False) -> None:
        """Mark the words of a value and bring them into view; None marks nothing."""
        self._marked_doubt, self._span = doubt, span
        if span is None:
            self._marked = None
        else:
            begin, end = self._map.to_shown(span.start), self._map.to_shown(span.end)
            self._marked = (begin, max(end, begin + 1))
            self._bring(begin, self._marked[1])
        self.viewport().update()

    def set_doubts(self, spans: Sequence[Span]) -> None:
        """Underline the words of doubted values."""
        self._doubts = sorted(
            (self._map.to_shown(s.start), self._map.to_shown(s.end)) for s in spans
        )
        self.viewport().update()

    def marked_words(self) -> str:
        """The words that are marked now."""
        return self._text[self._span.start : self._span.end] if self._span else ""

    def chosen(self) -> tuple[int, int] | None:
        """The selected letters as places of the text, None when nothing is selected."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return None
        return (
            self._map.to_text(cursor.selectionStart()),
            self._map.to_text(cursor.selectionEnd()),
        )

    def place(self) -> int:
        """The place of the text where the cursor stands."""
        return self._map.to_text(self.textCursor().position())

    def choose(self, start: int, end: int) -> None:
        """Select letters of the text."""
        cursor = self.textCursor()
        cursor.setPosition(self._map.to_shown(start))
        cursor.setPosition(self._map.to_shown(end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    # --- finding -----------------------------------------------------------------------------------

    def find_all(self, words: str) -> int:
        """Mark every place of some words; how many there are."""
        self._hits = []
        wanted = words.casefold()
        text = self.toPlainText().casefold() if wanted else ""
        at = text.find(wanted) if wanted else -1
        while at >= 0 and len(self._hits) < 2_000:
            self._hits.append((at, at + len(wanted)))
            at = text.find(wanted, at + len(wanted))
        self.viewport().update()
        return len(self._hits)

    def go_to_hit(self, forward: bool = True, *, fresh: bool = False) -> int:
        """Select the next or previous place found; its number from 1, 0 when there is none."""
        if not self._hits:
            return 0
        cursor = self.textCursor()
        here = cursor.selectionStart() if cursor.hasSelection() else cursor.position()
        starts = [a for a, _ in self._hits]
        if forward:
            at = bisect_left(starts, here if fresh else here + 1) % len(starts)
        else:
            at = (bisect_left(starts, here) - 1) % len(starts)
        begin, end = self._hits[at]
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._bring(begin, end)
        return at + 1

    # --- Qt ------------------------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if not self.textCursor().hasSelection():
            self.place_clicked.emit(self.place())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        cursor = self.cursorForPosition(event.pos())
        if not self.textCursor().hasSelection():
            self.setTextCursor(cursor)
        self.menu_wanted.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not self.textCursor().hasSelection():
            self.place_clicked.emit(self.place())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -self.verticalScrollBar().value())
        for rect in self._rects(self._hits):
            painter.fillRect(rect, theme.color("ask_tint"))
        if self._marked is not None:
            tint = "ask_tint" if self._marked_doubt else "info_tint"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(tint))
            for rect in self._rects([self._marked]):
                painter.drawRoundedRect(rect.adjusted(-2, 0, 2, 0), px(3), px(3))
            ink = "ask_ink" if self._marked_doubt else "focus"
            self._underline(painter, [self._marked], theme.color(ink), 2.0)
        self._underline(painter, self._doubts, theme.color("ask_ink"), 1.2, dots=True)
        painter.end()
        super().paintEvent(event)

    # --- inside --------------------------------------------------------------------------------------

    def _underline(
        self,
        painter: QPainter,
        spans: Sequence[tuple[int, int]],
        ink: QColor,
        width: float,
        *,
        dots: bool = False,
    ) -> None:
        pen = QPen(ink, width)
        if dots:
            pen.setStyle(Qt.PenStyle.DashLine)
            pen.setDashPattern([2.0, 2.0])
        painter.setPen(pen)
        for rect in self._rects(spans):
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _rects(self, spans: Sequence[tuple[int, int]]) -> list[QRectF]:
        """The boxes of those letters that are in view."""
        if not spans:
            return []
        top = self.cursorForPosition(self.viewport().rect().topLeft()).position()
        foot = self.cursorForPosition(self.viewport().rect().bottomRight()).position()
        out: list[QRectF] = []
        for begin, end in spans:
            if end >= top and begin <= foot + 1:
                out += self._boxes(max(begin, top - 200), min(end, foot + 200))
        return out

    def _boxes(self, begin: int, end: int) -> list[QRectF]:
        document = self.document()
        out: list[QRectF] = []
        block = document.findBlock(begin)
        while block.isValid() and block.position() < end:
            first = max(begin - block.position(), 0)
            last = min(end - block.position(), block.length() - 1)
            if last > first:
                out += self._block_boxes(block, first, last)
            block = block.next()
        return out

    def _block_boxes(self, block: QTextBlock, first: int, last: int) -> list[QRectF]:
        corner: QPointF = (
            self.document().documentLayout().blockBoundingRect(block).topLeft()
        )
        layout = block.layout()
        out: list[QRectF] = []
        for n in range(layout.lineCount()):
            line = layout.lineAt(n)
            begin = max(first, line.textStart())
            end = min(last, line.textStart() + line.textLength())
            if end <= begin:
                continue
            left = _x(line.cursorToX(begin))
            right = _x(line.cursorToX(end))
            ascent = line.ascent() + line.descent()
            foot = line.y() + line.height()
            out.append(
                QRectF(
                    corner.x() + left,
                    corner.y() + foot - ascent - px(1),
                    right - left,
                    ascent + px(2),
                )
            )
        return out

    def _bring(self, begin: int, end: int) -> None:
        """Scroll so that the words stand in the upper part, unless they are in view."""
        boxes = self._boxes(begin, min(end, begin + 400))
        if not boxes:
            return
        top, foot = boxes[0].top(), boxes[-1].bottom()
        bar = self.verticalScrollBar()
        high = self.viewport().height()
        seen = bar.value()
        if top >= seen + px(8) and foot <= seen + high - px(8):
            return
        if top >= seen + px(8) and top <= seen + high * 0.5:
            return
        bar.setValue(max(0, int(top - high * 0.25)))

    def _format(self, made: QTextDocument) -> None:
        if made.characterCount() > _PLAIN_FROM:
            return  # laid out in no time only when it is plain
        cursor = QTextCursor(made)
        cursor.select(QTextCursor.SelectionType.Document)
        block = QTextBlockFormat()
        block.setLineHeight(
            _LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        block.setBottomMargin(px(3))
        cursor.mergeBlockFormat(block)
        self._shrink_blanks(made)
        strong = QTextCharFormat()
        strong.setFontWeight(QFont.Weight.DemiBold)
        big = QTextCharFormat(strong)
        big.setFontPointSize(theme.font("heading").pointSizeF())
        for begin, end, is_title in self._heads:
            cursor.setPosition(begin)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(big if is_title else strong)

    @staticmethod
    def _shrink_blanks(made: QTextDocument) -> None:
        """Blank lines part paragraphs; they need not be as high as a line."""
        low = QTextBlockFormat()
        low.setLineHeight(px(6), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        low.setBottomMargin(0)
        cursor = QTextCursor(made)
        block = made.begin()
        while block.isValid():
            if block.length() <= 2 and not block.text().strip():
                cursor.setPosition(block.position())
                cursor.setBlockFormat(low)
            block = block.next()

    def _dress(self) -> None:
        self.setStyleSheet("#source_text { border: none; background: transparent; }")
        document = self.document()
        if document is not None:
            document.setDefaultFont(theme.font("body"))
        self.viewport().update()


def _x(found: Any) -> float:
    """Qt gives the place alone or with the letter it stands before."""
    return float(found[0]) if isinstance(found, tuple) else float(found)


def _heads(reading: PlanReading) -> list[tuple[Span, bool]]:
    found = [(h.span, False) for h in reading.headings if h.span.start >= 0 and h.text]
    titles = [n.title.span for n in reading.notices]
    titles.append(reading.title.span if reading.title else None)
    found += [(span, True) for span in titles if span is not None]
    return found
