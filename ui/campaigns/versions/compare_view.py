"""Old beside new: what changed, filtered by kind and by list, with the way back for every value."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QTextBrowser, QWidget

from services.campaigns.comparing import Mark
from ui import theme
from ui.campaigns.versions.page_html import MORE, page
from ui.campaigns.versions.reading import Compared, Line
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import Card
from ui.widgets.labels import make_label
from ui.widgets.pills import PillBar
from ui.widgets.printing import print_html

_STEP = 60
_EVERY = "全部内容"
_ALL, _NUMBERS = "all", "number"


class CompareView(Card):
    """`line_wanted(Compared, Line)` and `field_wanted(Compared, Line, place of the field)` when a link is taken."""

    line_wanted = Signal(object, object)
    field_wanted = Signal(object, object, int)

    def __init__(self) -> None:
        super().__init__()
        self.body.setContentsMargins(px(16), px(12), px(10), px(10))
        self._found: Compared | None = None
        self._most = _STEP
        head = QHBoxLayout()
        head.setSpacing(px(8))
        self.title = make_label("", "heading")
        self.title.setMinimumWidth(px(60))
        head.addWidget(self.title, 1)
        self.print_button = buttons.plain("打印…", self._print)
        head.addWidget(self.print_button)
        self.body.addLayout(head)
        self.note = make_label("", "note", ink="soft", wrap=True)
        self.body.addWidget(self.note)
        self.filters = QWidget()
        row = QHBoxLayout(self.filters)
        row.setContentsMargins(0, 0, px(6), 0)
        row.setSpacing(px(8))
        self.marks = PillBar()
        self.marks.chosen.connect(lambda _key: self._again())
        row.addWidget(self.marks, 1)
        self.lists = QComboBox()
        self.lists.setAccessibleName("看哪一类内容")
        self.lists.setMinimumWidth(px(130))
        self.lists.currentTextChanged.connect(lambda _t: self._again())
        row.addWidget(self.lists)
        self.body.addWidget(self.filters)
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName("新旧对照")
        self.text.anchorClicked.connect(self._on_link)
        self.body.addWidget(self.text, 1)
        self.setFocusProxy(self.text)
        theme.follow(self, self._fill)

    def say(self, title: str, note: str) -> None:
        """Say why there is nothing to compare."""
        self._found = None
        self.title.setText(title)
        self.note.setText(note)
        self.filters.hide()
        self.print_button.hide()
        self.text.clear()

    def show_found(self, found: Compared, title: str, *, keep: bool) -> None:
        """Show a comparison; with `keep` filters and scroll stay."""
        self._found = found
        top = self.text.verticalScrollBar().value()
        self.title.setText(title)
        total = len(found.lines)
        words = "两边一样，没有不同之处。"
        if total:
            act = "取到本方案里来，取来后" if found.other else "改回当时的样子，改回后"
            numbers = sum(line.only_number for line in found.lines)
            words = f"{total - numbers} 处不同"
            words += f"，另有 {numbers} 处只是编号顺延" if numbers else ""
            words += f"。点右边的字可以{act}还能撤销。"
        self.note.setText(words)
        self.filters.setVisible(bool(total))
        self.print_button.setVisible(bool(total))
        self._fill_filters(found, keep=keep)
        if not keep:
            self._most = _STEP
        self._fill()
        self.text.verticalScrollBar().setValue(top if keep else 0)

    def shown(self) -> list[Line]:
        """The lines that the filters let through."""
        if self._found is None:
            return []
        mark, word = self.marks.current(), self.lists.currentText()
        return [
            line
            for line in self._found.lines
            if (mark in ("", _ALL) or _kind(line) == mark)
            and (mark == _NUMBERS or not line.only_number)
            and word in ("", _EVERY, line.word)
        ]

    def _fill_filters(self, found: Compared, *, keep: bool) -> None:
        kinds = [_kind(line) for line in found.lines]
        renumbered = kinds.count(_NUMBERS)
        items: list[Any] = [(_ALL, "全部", len(kinds) - renumbered)]
        shown = (Mark.CHANGED, Mark.ADDED, Mark.REMOVED, Mark.MOVED)
        items += [(mark.value, mark.label, kinds.count(mark.value)) for mark in shown]
        if renumbered:
            items.append((_NUMBERS, "只是编号", renumbered))
        self.marks.set_items(items)
        if not keep:
            self.marks.set_current(_ALL)
        chosen = self.lists.currentText() if keep else _EVERY
        self.lists.blockSignals(True)
        self.lists.clear()
        words = list(dict.fromkeys(line.word for line in found.lines))
        self.lists.addItems([_EVERY, *words])
        self.lists.setCurrentText(chosen if chosen in words else _EVERY)
        self.lists.blockSignals(False)

    def _again(self) -> None:
        self._most = _STEP
        self._fill()

    def _fill(self) -> None:
        if self._found is None:
            return
        lines = self.shown()
        self.text.setHtml(
            page(
                self._found,
                lines[: self._most],
                len(lines) - self._most,
                print_out=False,
            )
            if lines
            else f"<p style='color:{theme.current().hex('text_soft')}'>这一类没有不同之处。</p>"
        )

    def _on_link(self, url: QUrl) -> None:
        words, found = url.toString(), self._found
        if found is None:
            return
        if words == MORE:
            top = self.text.verticalScrollBar().value()
            self._most += _STEP
            self._fill()
            self.text.verticalScrollBar().setValue(top)
            return
        kind, _, key = words.partition(":")
        at = 0
        if kind == "field":
            key, _, place = key.rpartition(":")
            at = int(place)
        line = next((x for x in found.lines if x.key == key), None)
        if line is None:
            return
        if kind == "field":
            self.field_wanted.emit(found, line, at)
        else:
            self.line_wanted.emit(found, line)

    def _print(self) -> None:
        if self._found is not None:
            lines = self.shown()
            html = f"<h3>{self.title.text()}</h3>" + page(
                self._found, lines, 0, print_out=True
            )
            print_html(self, html, self.title.text())


def _kind(line: Line) -> str:
    return _NUMBERS if line.only_number else line.mark.value
