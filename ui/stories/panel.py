"""The detail of a story: its placements everywhere, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from services.story_queries import PlacementRow, StoryDetail
from services.story_ties import Tie
from services.weeks import week_label
from ui.stories.columns import level_token
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import Separator, make_label
from ui.widgets.chips import Chip
from ui.widgets.side import SidePanel


@dataclass(frozen=True)
class StoryDeed:
    """One thing that can be done; `keys` is its shortcut as portable text."""

    name: str
    label: str
    keys: str
    run: Callable[[], None]


class StoryPanel(SidePanel):
    """Shows a `StoryDetail` with one placement marked; `placement_chosen(id)` on a click on another."""

    placement_chosen = Signal(object)
    return_wanted = Signal(object)
    plan_wanted = Signal(object)
    untie_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("所选稿件")
        self.story: StoryDetail | None = None
        self.ties: Sequence[Tie] = ()

    def show_nothing(self, title: str = "没有选中稿件", note: str = "") -> None:
        """Say what to do while nothing is chosen."""
        self.story = None
        self.clear()
        self.set_title(title)
        self.set_note(note or "在左边选一条，这里显示同一篇稿件的全部刊播。")

    def show_several(
        self, placements: int, stories: int | None, deeds: list[StoryDeed]
    ) -> None:
        """Several rows are selected; `stories` is None where they were not counted."""
        self.story = None
        self.clear()
        self.set_title(f"选中 {placements:,} 条刊播")
        self.set_note("" if stories is None else f"属于 {stories} 篇稿件")
        if stories is None or stories > 1:
            self.body.addWidget(
                make_label(
                    "同一单位的几篇其实是一篇时，可以合并；刊播记录都会保留。",
                    "note",
                    ink="soft",
                    wrap=True,
                )
            )
        self._fill_foot(deeds)

    def show_story(
        self,
        story: StoryDetail,
        chosen: int,
        deeds: list[StoryDeed],
        ties: Sequence[Tie] = (),
    ) -> None:
        """Show a story; `chosen` is the id of the placement stood on, `ties` are its plans."""
        self.story, self.ties = story, ties
        self.clear()
        self.set_title(story.title)
        outlets = len({p.outlet_id for p in story.placements})
        several = f"，{outlets} 家媒体" if outlets > 1 else ""
        self.set_note(f"{story.unit} · 刊播 {len(story.placements)} 条{several}")
        for row in story.placements:
            self.body.addWidget(Separator())
            self.body.addWidget(self._placement(row, row.id == chosen))
        if story.note:
            self.body.addWidget(Separator())
            self.body.addWidget(make_label(story.note, "note", ink="soft", wrap=True))
        if ties:
            self.body.addWidget(Separator())
            self.body.addWidget(make_label("归入的方案", "note", ink="soft"))
        for tie in ties:
            self.body.addWidget(self._tie(tie))
        self._fill_foot(deeds)

    def _tie(self, tie: Tie) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        words = f"{tie.campaign} › {tie.measure}" if tie.measure else tie.campaign
        if tie.placement_id is not None:
            words += "（只归入一条刊播）"
        row.addWidget(make_label(words, "note", wrap=True), 1)
        row.addWidget(
            buttons.icon_button(
                "forward", f"看《{tie.campaign}》", lambda: self.plan_wanted.emit(tie)
            )
        )
        row.addWidget(
            buttons.icon_button(
                "close",
                f"取消与《{tie.campaign}》的关联",
                lambda: self.untie_wanted.emit(tie),
            )
        )
        return line

    def _placement(self, row: PlacementRow, is_chosen: bool) -> QWidget:
        block = _Block()
        block.pressed.connect(lambda: self.placement_chosen.emit(row.id))
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(3))
        head = QHBoxLayout()
        head.setSpacing(px(6))
        head.addWidget(Chip(row.level.short, level_token(row.level)))
        head.addWidget(
            make_label(row.outlet, "bold" if is_chosen else "body", wrap=True), 1
        )
        day = f"{row.published_on.month}月{row.published_on.day}日"
        head.addWidget(make_label(day, "note", ink="soft"))
        column.addLayout(head)
        details = [
            f"《{row.column_name.strip('《》')}》" if row.column_name else "",
            row.genre,
            row.spot,
        ]
        shown = " · ".join(d for d in details if d)
        if shown:
            column.addWidget(make_label(shown, "note", ink="soft", wrap=True))
        if row.note:
            column.addWidget(make_label(row.note, "note", ink="soft", wrap=True))
        links = QHBoxLayout()
        links.setSpacing(0)
        if is_web(row.link):
            links.addWidget(
                buttons.quiet("打开链接", lambda: open_link(row.link), tip=row.link)
            )
        elif row.link:
            column.addWidget(make_label(row.link, "note", ink="soft", wrap=True))
        to_return = buttons.quiet(
            "看这一周的周报",
            lambda: self.return_wanted.emit(row),
            tip=f"{week_label(row.week)}的周报",
        )
        links.addWidget(to_return)
        links.addStretch(1)
        if is_chosen:
            column.addLayout(links)
        return block

    def _fill_foot(self, deeds: list[StoryDeed]) -> None:
        for deed in deeds[:3]:
            tip = deed.label.rstrip("…")
            button = buttons.plain(
                deed.label, deed.run, tip=f"{tip}（{deed.keys}）" if deed.keys else tip
            )
            button.setMinimumWidth(px(54))
            self.foot.addWidget(button)
        self.foot.addStretch(1)
        if deeds[3:]:
            more = buttons.icon_button("more", "更多操作")
            more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            more.setMenu(buttons.make_menu([(d.label, d.run) for d in deeds[3:]], more))
            self.foot.addWidget(more)


class _Block(QFrame):
    """A placement that is chosen by a click."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: object) -> None:
        """A click chooses."""
        del event
        self.pressed.emit()


def is_web(link: str) -> bool:
    """Whether a link may be opened: only web addresses, never files or other programs."""
    return link.casefold().startswith(("http://", "https://"))


def open_link(link: str) -> None:
    """Open a web address in the browser."""
    if is_web(link):
        QDesktopServices.openUrl(QUrl(link))
