"""The one-page summary, drawn once for the screen, the picture for a phone, and the PDF."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPicture

from services.weekly_types import TrendWeek
from services.weekly_words import Figure, Headline

WIDTH = 1080.0
"""Width of the drawing in its own units; the height follows from what it says."""

_MARGIN = 64.0
_INNER = WIDTH - 2 * _MARGIN
_INK = QColor("#1F2328")
_SOFT = QColor("#5C646C")
_LINE = QColor("#E3E5E8")
_RED = QColor("#A61B1B")
_TINT = QColor("#F7ECEC")
_PALE = QColor("#C9CED4")
_SHADES = tuple(
    QColor(c) for c in ("#7A1414", "#A61B1B", "#C95A5A", "#DE9A94", "#B9C0C8")
)
_BLOCK = 36.0
_NAMED = 8


class SummarySheet:
    """Draws a headline at a width of WIDTH; `height` is known once it is made.

    Always light: it is a document, whatever the theme of the window.
    """

    def __init__(self, headline: Headline, family: str) -> None:
        self._headline = headline
        self._family = family
        picture = QPicture()
        painter = QPainter(picture)
        self.height = self._draw(painter)
        painter.end()

    def paint(self, painter: QPainter) -> None:
        """Draw with the painter's origin at the top left, one unit a logical unit of the painter."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, WIDTH, self.height), QColor("#FFFFFF"))
        self._draw(painter)
        painter.restore()

    # --- parts, each returns where the next begins ---------------------------------------------------

    def _draw(self, painter: QPainter) -> float:
        y = self._title(painter, _MARGIN)
        y = self._figures(painter, y + _BLOCK)
        y = self._sentences(painter, y + _BLOCK)
        y = self._levels(painter, y + _BLOCK)
        y = self._trend(painter, y + _BLOCK)
        y = self._lists(painter, y + _BLOCK)
        return self._foot(painter, y + _BLOCK) + _MARGIN

    def _title(self, painter: QPainter, y: float) -> float:
        head = self._headline
        name = head.title or "宣传工作周汇总"
        size = 46.0
        while size > 26 and self._metrics(size, True).horizontalAdvance(name) > _INNER:
            size -= 2
        y += self._text(
            painter, name, y, size, _RED, bold=True, align=Qt.AlignmentFlag.AlignHCenter
        )
        y += 22
        painter.setPen(QPen(_RED, 4))
        painter.drawLine(
            QRectF(_MARGIN, y, _INNER, 0).topLeft(),
            QRectF(_MARGIN, y, _INNER, 0).topRight(),
        )
        painter.setPen(QPen(_RED, 1.5))
        painter.drawLine(
            QRectF(_MARGIN, y + 6, _INNER, 0).topLeft(),
            QRectF(_MARGIN, y + 6, _INNER, 0).topRight(),
        )
        y += 22
        self._text(painter, head.number, y, 26, _INK, bold=True)
        return y + self._text(
            painter, head.week, y, 26, _INK, align=Qt.AlignmentFlag.AlignRight
        )

    def _figures(self, painter: QPainter, y: float) -> float:
        figures = self._headline.figures
        gap, columns = 20.0, 2
        width = (_INNER - gap * (columns - 1)) / columns
        height = 150.0
        for place, figure in enumerate(figures):
            row, column = divmod(place, columns)
            box = QRectF(
                _MARGIN + column * (width + gap),
                y + row * (height + gap),
                width,
                height,
            )
            self._figure(painter, box, figure)
        rows = -(-len(figures) // columns)
        return y + rows * height + max(rows - 1, 0) * gap

    def _figure(self, painter: QPainter, box: QRectF, figure: Figure) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_TINT)
        painter.drawRoundedRect(box, 12, 12)
        inside = box.adjusted(24, 18, -24, -16)
        self._line(
            painter,
            inside.left(),
            inside.top(),
            inside.width(),
            figure.label,
            24,
            _SOFT,
        )
        self._line(
            painter,
            inside.left(),
            inside.top() + 32,
            inside.width(),
            figure.value,
            46,
            _RED,
            bold=True,
        )
        self._line(
            painter,
            inside.left(),
            inside.top() + 90,
            inside.width(),
            figure.note,
            21,
            _SOFT,
        )

    def _sentences(self, painter: QPainter, y: float) -> float:
        for line in self._headline.brief:
            y += self._text(painter, line, y, 26, _INK) + 10
        return y - 10

    def _levels(self, painter: QPainter, y: float) -> float:
        levels = self._headline.levels
        total = sum(number for _, number in levels)
        y = self._heading(painter, "各层级刊播", y)
        if not total:
            return y + self._text(painter, "本周没有刊播。", y, 24, _SOFT)
        x = _MARGIN
        painter.setPen(Qt.PenStyle.NoPen)
        for place, (_, number) in enumerate(levels):
            width = _INNER * number / total
            painter.setBrush(_SHADES[place % len(_SHADES)])
            painter.drawRect(QRectF(x, y, width, 34))
            x += width
        y += 50
        width = _INNER / len(levels)
        for place, (label, number) in enumerate(levels):
            left = _MARGIN + place * width
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_SHADES[place % len(_SHADES)])
            painter.drawRect(QRectF(left, y + 9, 16, 16))
            self._line(painter, left + 24, y, width - 28, f"{label} {number}", 24, _INK)
        return y + 34

    def _trend(self, painter: QPainter, y: float) -> float:
        weeks = self._headline.trend
        y = self._heading(painter, "近几周刊播", y)
        height = 190.0
        most = max((w["placements"] for w in weeks), default=0) or 1
        slot = _INNER / max(len(weeks), 1)
        for place, week in enumerate(weeks):
            self._bar(
                painter,
                QRectF(_MARGIN + place * slot, y, slot, height),
                week,
                most,
                place == len(weeks) - 1,
            )
        return y + height + 36

    def _bar(
        self, painter: QPainter, slot: QRectF, week: TrendWeek, most: int, present: bool
    ) -> None:
        tall = (slot.height() - 34) * week["placements"] / most
        bar = QRectF(slot.center().x() - 28, slot.bottom() - tall, 56, tall)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_RED if present else _PALE)
        painter.drawRect(bar)
        middle = Qt.AlignmentFlag.AlignHCenter
        number = str(week["placements"]) if week["recorded"] else "—"
        ink = _RED if present else _SOFT
        self._line(
            painter,
            slot.left(),
            bar.top() - 32,
            slot.width(),
            number,
            22,
            ink,
            bold=present,
            align=middle,
        )
        self._line(
            painter,
            slot.left(),
            slot.bottom() + 6,
            slot.width(),
            week["label"],
            20,
            ink,
            align=middle,
        )

    def _lists(self, painter: QPainter, y: float) -> float:
        head = self._headline
        ranked = [
            (f"{r['place']}", r["unit"], f"{r['placements']} 次")
            for r in head.first[:_NAMED]
        ]
        silent = [("", s["unit"], f"{s['weeks']} 周") for s in head.silent[:_NAMED]]
        if len(head.silent) > _NAMED:
            silent.append(("", f"……共 {len(head.silent)} 家", ""))
        gap = 48.0
        width = (_INNER - gap) / 2
        left = self._list(
            painter, "刊播较多", ranked, _MARGIN, y, width, "本周没有刊播"
        )
        right = self._list(
            painter,
            "未报送（连续周数）",
            silent,
            _MARGIN + width + gap,
            y,
            width,
            "都已报送",
        )
        return max(left, right)

    def _list(
        self,
        painter: QPainter,
        title: str,
        rows: Sequence[tuple[str, str, str]],
        x: float,
        y: float,
        width: float,
        nothing: str,
    ) -> float:
        y = self._heading(painter, title, y, x, width)
        if not rows:
            self._line(painter, x, y, width, nothing, 24, _SOFT)
            return y + 40
        for mark, name, number in rows:
            indent = 36.0 if mark else 0.0
            if mark:
                self._line(painter, x, y, 30, mark, 24, _RED, bold=True)
            self._line(painter, x + indent, y, width - indent - 110, name, 24, _INK)
            self._line(
                painter,
                x + width - 110,
                y,
                110,
                number,
                24,
                _SOFT,
                align=Qt.AlignmentFlag.AlignRight,
            )
            y += 42
        return y

    def _foot(self, painter: QPainter, y: float) -> float:
        head = self._headline
        painter.setPen(QPen(_LINE, 1.5))
        painter.drawLine(
            QRectF(_MARGIN, y, _INNER, 0).topLeft(),
            QRectF(_MARGIN, y, _INNER, 0).topRight(),
        )
        y += 20
        self._text(painter, head.moment or "未签发的预览", y, 22, _SOFT)
        words = "　".join(w for w in (head.office, head.signed) if w)
        return y + self._text(
            painter, words or " ", y, 24, _INK, align=Qt.AlignmentFlag.AlignRight
        )

    # --- words -------------------------------------------------------------------------------------

    def _heading(
        self,
        painter: QPainter,
        words: str,
        y: float,
        x: float = _MARGIN,
        width: float = _INNER,
    ) -> float:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_RED)
        painter.drawRect(QRectF(x, y + 6, 6, 26))
        self._line(painter, x + 18, y, width - 18, words, 27, _INK, bold=True)
        return y + 54

    def _font(self, size: float, bold: bool) -> QFont:
        font = QFont(self._family)
        font.setPixelSize(round(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _metrics(self, size: float, bold: bool) -> QFontMetricsF:
        return QFontMetricsF(self._font(size, bold))

    def _line(
        self,
        painter: QPainter,
        x: float,
        y: float,
        width: float,
        words: str,
        size: float,
        ink: QColor,
        *,
        bold: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """One line that never grows: too long a text is made smaller, then cut with an ellipsis."""
        while size > 16 and self._metrics(size, bold).horizontalAdvance(words) > width:
            size -= 1
        metrics = self._metrics(size, bold)
        painter.setFont(self._font(size, bold))
        painter.setPen(ink)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
        painter.drawText(
            QRectF(x, y, width, metrics.height() + 2),
            align | Qt.AlignmentFlag.AlignTop,
            shown,
        )

    def _text(
        self,
        painter: QPainter,
        words: str,
        y: float,
        size: float,
        ink: QColor,
        *,
        bold: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> float:
        """A paragraph over the whole width; returns its height."""
        flags = int(align | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        metrics = self._metrics(size, bold)
        room = QRectF(0, 0, _INNER, 10_000)
        height = metrics.boundingRect(room, flags, words).height()
        painter.setFont(self._font(size, bold))
        painter.setPen(ink)
        painter.drawText(QRectF(_MARGIN, y, _INNER, height + 2), flags, words)
        return height
