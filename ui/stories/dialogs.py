"""Dialogs of the stories page: change a placement and its title, join, split, choose where to type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from models.vocabulary import GENRES, OutletLevel
from services.registers.outlets import OutletRow
from services.registers.units import UnitRow
from services.story_queries import PlacementRow, StoryDetail
from services.weeks import week_of
from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog
from ui.widgets.form import Field
from ui.widgets.header import WeekStepper
from ui.widgets.picker import Picker, PickItem


def edit_fields(outlets: Sequence[OutletRow], row: PlacementRow) -> list[Field]:
    """The fields of a placement and of its story's title."""
    known = [PickItem(o.id, o.name, o.initials, note=o.level.label) for o in outlets]
    columns = next((o.columns for o in outlets if o.id == row.outlet_id), ())
    levels = [(str(int(level)), level.label) for level in OutletLevel]
    return [
        Field("title", "标题", required=True, hint="改标题会改到这篇稿件的全部刊播。"),
        Field("published_on", "刊播日期", kind="date", required=True),
        Field("outlet", "媒体", kind="pick", options=known, required=True),
        Field("level", "层级", kind="choice", options=levels),
        Field("column_name", "栏目", kind="suggest", options=list(columns)),
        Field("genre", "体裁", kind="suggest", options=list(GENRES)),
        Field("spot", "版面/时段"),
        Field("link", "链接"),
        Field("note", "备注"),
    ]


def edit_values(row: PlacementRow) -> dict[str, Any]:
    """What stands in the fields of a placement."""
    return {
        "title": row.title,
        "published_on": row.published_on,
        "outlet": row.outlet_id,
        "level": str(int(row.level)),
        "column_name": row.column_name,
        "genre": row.genre,
        "spot": row.spot,
        "link": row.link,
        "note": row.note,
    }


class JoinDialog(SheetDialog):
    """Which of several titles the joined story keeps; `kept()` is the id of its story."""

    def __init__(self, parent: QWidget, found: Sequence[StoryDetail]) -> None:
        super().__init__(parent, "合并为一篇", ok="合并")
        total = sum(len(s.placements) for s in found)
        self.body.addWidget(
            make_label(
                f"{len(found)} 篇合并为一篇，{total} 条刊播都保留。选择保留哪个标题：",
                wrap=True,
            )
        )
        self._group = QButtonGroup(self)
        column = QVBoxLayout()
        column.setSpacing(px(4))
        # The story of most placements is the likely one to keep.
        likely = max(found, key=lambda s: (len(s.placements), -s.id))
        for story in found:
            choice = QRadioButton(f"{story.title}　（{len(story.placements)} 条）")
            choice.setChecked(story is likely)
            self._group.addButton(choice, story.id)
            column.addWidget(choice)
        self.body.addLayout(column)

    def kept(self) -> int:
        """Id of the story whose title stays."""
        return self._group.checkedId()


class WhereDialog(SheetDialog):
    """For which unit and week a report is typed."""

    def __init__(
        self, parent: QWidget, units: Sequence[UnitRow], week: dt.date
    ) -> None:
        super().__init__(parent, "补录稿件", ok="下一步")
        self.body.addWidget(make_label("哪个单位"))
        self.unit = Picker(
            [PickItem(u.id, u.label, u.initials, note=u.group) for u in units]
        )
        self.unit.setPlaceholderText("输入名称或拼音首字母")
        self.unit.setAccessibleName("单位")
        self.body.addWidget(self.unit)
        self.body.addWidget(make_label("哪一周的周报"))
        self.stepper = WeekStepper(week_of(week))
        row = QHBoxLayout()
        row.addWidget(self.stepper)
        row.addStretch(1)
        self.body.addLayout(row)
        self.accept_wanted.connect(self._check)

    def _check(self) -> None:
        if self.unit.value() is None:
            self.set_error("请先选择单位。")
            self.unit.setFocus()
        else:
            self.accept()
