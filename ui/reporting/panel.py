"""The detail of one cell: unit, liaison, state, the stories of that week, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from services.board import Cell
from services.story_queries import PlacementRow, StoryDetail
from services.weeks import short_label
from ui import theme
from ui.reporting import words
from ui.reporting.actions import Deed
from ui.reporting.data import CellView
from ui.stories.columns import level_token
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import Separator, make_label
from ui.widgets.chips import Chip
from ui.widgets.side import SidePanel

_FOOT = 3
_FIRST_IN_FOOT = ("unexempt", "receive", "nil", "send_back", "accept")


class CellPanel(SidePanel):
    """Shows a `CellView`; `story_wanted(story id)` when the clerk opens one of its stories."""

    story_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("所选单位这一周的报送")
        self.view: CellView | None = None

    def show_nothing(self, title: str, note: str) -> None:
        """Say what to do while no cell is chosen."""
        self.view = None
        self.clear()
        self.set_title(title)
        self.set_note(note)

    def show_cell(
        self, view: CellView, deeds: dict[str, Deed], silent_weeks: int = 0
    ) -> None:
        """Show one cell, what can be done with it, and how long the unit has been silent."""
        self.view = view
        self.clear()
        unit = view.unit
        self.set_title(unit.label)
        person = " · ".join(p for p in (unit.liaison, unit.phone) if p)
        self.set_note(person or "没有登记联络员")
        self.body.addWidget(self._state_line(view, deeds))
        silent = words.silent_words(silent_weeks)
        if silent:
            self.body.addWidget(make_label(silent, "note", ink="wrong"))
        for line in words.return_notes(view.stored):
            self.body.addWidget(make_label(line, "note", ink="soft", wrap=True))
        for story in view.stories:
            self.body.addWidget(Separator())
            self.body.addWidget(self._story(story))
        if view.came or view.placements:
            self.body.addWidget(Separator())
            self.body.addWidget(
                make_label(_comparison(view), "note", ink="soft", wrap=True)
            )
        if not view.stories:
            self.body.addWidget(
                make_label(_empty_words(view), "note", ink="soft", wrap=True)
            )
        self._fill_foot(deeds)

    # --- parts -------------------------------------------------------------------------------------

    def _state_line(self, view: CellView, deeds: dict[str, Deed]) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        if view.state is None:
            row.addWidget(make_label("单位当时未设立或已停用", "note", ink="soft"), 1)
            return line
        cell = Cell(
            view.week,
            view.state,
            view.stored.nil,
            view.stored.received_on,
            len(view.stories),
            view.placements,
            view.pending,
        )
        token = words.mark(cell)[1]
        text = "待报" if view.pending else words.state_words(cell)
        row.addWidget(Chip(text, token), 0, Qt.AlignmentFlag.AlignTop)
        came = words.came_words(view.stored)
        if not came and view.state.value == "missing":
            came = f"{words.day_words(view.due)}截止"
        elif not came:
            came = words.week_short(view.week)
        if "received_on" in deeds:
            change = buttons.quiet(
                came, deeds["received_on"].run, tip="更正收到日期（D）"
            )
            change.setProperty("look", "note")
            theme.follow(change, lambda: change.setFont(theme.font("note")))
            row.addWidget(change)
            row.addStretch(1)
        else:
            row.addWidget(make_label(came, "note", ink="soft", wrap=True), 1)
        return line

    def _story(self, story: StoryDetail) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        title = _StoryTitle(story.title)
        title.opened.connect(lambda: self.story_wanted.emit(story.id))
        column.addWidget(title)
        for placement in story.placements:
            column.addWidget(_placement(placement))
        return block

    def _fill_foot(self, deeds: dict[str, Deed]) -> None:
        shown: list[Deed] = [deeds[n] for n in _FIRST_IN_FOOT if n in deeds][:1]
        shown += [deeds[n] for n in ("history", "entry") if n in deeds]
        rest = [d for d in deeds.values() if d not in shown]
        for deed in shown[:_FOOT]:
            name = deed.label.rstrip("…")
            tip = f"{name}（{deed.key}）" if deed.key else name
            button = buttons.plain(deed.short or deed.label, deed.run, tip=tip)
            button.setMinimumWidth(px(54))
            self.foot.addWidget(button)
        self.foot.addStretch(1)
        if rest:
            more = buttons.icon_button("more", "更多操作")
            more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            more.setMenu(buttons.make_menu([(d.label, d.run) for d in rest], more))
            self.foot.addWidget(more)


class _StoryTitle(QLabel):
    """A title that opens its story by click or Enter."""

    opened = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("打开这篇稿件")
        self.setProperty("look", "opens")

    def mouseReleaseEvent(self, event: object) -> None:
        """A click opens."""
        del event
        self.opened.emit()

    def keyPressEvent(self, event: object) -> None:
        """Enter and Space open."""
        key = event.key()  # type: ignore[attr-defined]
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]


def _placement(row: PlacementRow) -> QWidget:
    line = QWidget()
    box = QHBoxLayout(line)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(6))
    box.addWidget(
        Chip(row.level.short, level_token(row.level)), 0, Qt.AlignmentFlag.AlignTop
    )
    words_ = f"{row.where} {short_label(row.published_on)}"
    label = make_label(words_, "note", ink="soft", wrap=True)
    if row.link:
        label.setToolTip(row.link)
    box.addWidget(label, 1)
    return line


def _comparison(view: CellView) -> str:
    stories = len(view.stories) - view.before[0]
    placements = view.placements - view.before[1]
    if not stories and not placements:
        return "与上周相比　稿件、刊播持平"
    return f"与上周相比　稿件 {_signed(stories)}　刊播 {_signed(placements)}"


def _signed(number: int) -> str:
    return (
        f"+{number}"
        if number > 0
        else str(number).replace("-", "−")
        if number
        else "持平"
    )


def _empty_words(view: CellView) -> str:
    if view.state is None:
        return "这一周不用报送。"
    if view.state.value == "exempt":
        return "这一周免报。"
    if view.stored.nil:
        return "单位报告：本周无报道。"
    if view.came:
        return "登记了收到，还没有录入稿件。按 B 补录。"
    return "还没有收到这个单位的周报。"
