"""The measures of a plan as lines of a grid: units as names with 、 between them, the part by its heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from models.errors import ValidationError
from models.vocabulary_campaigns import MEASURE_KINDS, PERIODS, UnitRole
from services.campaigns import types
from services.campaigns.fields import Item
from ui.campaigns.editor.desk import Choices
from ui.campaigns.editor.nodes import doubts_of
from ui.campaigns.editor.sheets import DOUBT, YES, Cells, Sheet
from ui.registers.grid_save import day_text
from ui.widgets.grid import GridColumn, GridLine

BREAK = "⏎"
"""Stands in a cell for the end of a paragraph."""
ROLES = {"leads": UnitRole.LEAD, "supports": UnitRole.SUPPORT}


def split_names(words: str) -> list[str]:
    """Unit names out of a text: 、 ， ； and line ends separate them."""
    return [
        name for part in re.split(r"[、，,；;\n]+", words) if (name := part.strip())
    ]


def names_of(plan: types.Plan, measure_id: int, role: UnitRole) -> list[str]:
    """The units of one role of a measure, as written."""
    rows = plan.units_by_measure.get(measure_id, ())
    return [u.name for u in rows if u.role == role.value]


@dataclass(frozen=True)
class MeasureSheet(Sheet):
    """Measures; `plan` gives the plan that is shown."""

    plan: Callable[[], types.Plan | None] = lambda: None
    labels: Callable[[], dict[int, str]] = dict

    def line(self, row: types.MeasureRow, choices: Choices) -> GridLine:
        """A measure with its units, its next date and its part."""
        plan = self.plan()
        assert plan is not None
        dates = plan.deadlines_by_measure.get(row.id, ())
        due = [d.due_on for d in dates if d.due_on and not d.past and not d.met_on]
        cells = {
            "number": row.number,
            "head": row.head,
            "text": row.text.replace("\n", BREAK),
            "kind": MEASURE_KINDS.get(row.kind, ""),
            "leads": "、".join(names_of(plan, row.id, UnitRole.LEAD)),
            "supports": "、".join(names_of(plan, row.id, UnitRole.SUPPORT)),
            "due": day_text(min(due, default=None)),
            "part": self.labels().get(row.part_id or 0, ""),
            "doubt": "；".join(doubts_of(plan, row)),
        }
        return GridLine(row.id, cells, flagged=bool(cells["doubt"]))

    def values(self, cells: Cells, choices: Choices) -> dict[str, Any]:
        """The values of the columns that are given."""
        found: dict[str, Any] = {}
        for key, words in cells.items():
            if key in ROLES:
                found[key] = split_names(words)
            elif key == "text":
                found[key] = words.replace(BREAK, "\n")
            elif key == "kind":
                found[key] = self._value(key, words, cells)
            elif key == "part":
                found["part_id"] = self._part(words)
            elif key in ("number", "head"):
                found[key] = words
        if found.get("kind") is None:
            found.pop("kind", None)
        return found

    def _part(self, words: str) -> int | None:
        plan, name = self.plan(), words.strip()
        if not name or plan is None:
            return None
        for part_id, label in self.labels().items():
            if label == name:
                return part_id
        raise ValidationError(f"正文里没有条款“{name}”，请从列表里选，或清空。", "part")


def store_units(session: Session, measure_id: int, values: Mapping[str, Any]) -> None:
    """Give a measure the units that were written into its cells."""
    from services.campaigns import edit

    for key, role in ROLES.items():
        if key in values:
            edit.set_units(session, measure_id, role, values[key])


def make_sheet(
    plan: Callable[[], types.Plan | None], labels: Callable[[], dict[int, str]]
) -> MeasureSheet:
    """The sheet of measures over the plan that is shown, with the labels of its heads."""

    def parts() -> list[str]:
        return list(labels().values())

    return MeasureSheet(
        "measures",
        "任务",
        "任务",
        Item.MEASURE,
        lambda _now: (
            GridColumn("number", "编号", 76),
            GridColumn("head", "任务名称", 150),
            GridColumn("text", "任务内容", 220, required=True, stretch=True),
            GridColumn("leads", "牵头单位", 130, hint="几家之间用 、 分开"),
            GridColumn("supports", "配合单位", 130, hint="几家之间用 、 分开"),
            GridColumn("due", "最近时限", 92, editable=False, hint="在右边的时限里改"),
            GridColumn("part", "所在条款", 110, "pick", parts),
            GridColumn("kind", "类别", 64, "choice", tuple(MEASURE_KINDS.values())),
            DOUBT,
        ),
        lambda now: now.measures,
        {"kind": MEASURE_KINDS},
        apart=("leads", "supports"),
        aside=store_units,
        plan=plan,
        labels=labels,
    )


def _of(measure_id: int, rows: Sequence[Any]) -> list[Any]:
    return [r for r in rows if r.measure_id == measure_id]


def measure_sheets(measure_id: Callable[[], int]) -> tuple[Sheet, Sheet, Sheet]:
    """Dates, targets and quotas of the measure that `measure_id` gives."""
    return (
        Sheet(
            "deadlines",
            "时限",
            "时限",
            Item.DEADLINE,
            lambda _now: (
                GridColumn("due_on", "截止", 96, "date", hint="最后一天"),
                GridColumn("raw", "文中写法", 110, stretch=True),
                GridColumn("starts_on", "开始", 96, "date"),
                GridColumn("past", "已过去", 60, "choice", ("", YES)),
                DOUBT,
            ),
            lambda plan: _of(measure_id(), plan.deadlines),
            {"due_on": "day", "starts_on": "day", "past": "flag"},
        ),
        Sheet(
            "targets",
            "指标",
            "指标",
            Item.TARGET,
            lambda _now: (
                GridColumn("text", "指标内容", 150, required=True, stretch=True),
                GridColumn("amount", "数量", 64, align="right"),
                GridColumn("unit_word", "单位", 52),
                GridColumn("by_day", "期限", 96, "date"),
                GridColumn("yearly", "每年", 52, "choice", ("", YES)),
                DOUBT,
            ),
            lambda plan: _of(measure_id(), plan.targets),
            {"amount": "number", "by_day": "day", "yearly": "flag"},
        ),
        Sheet(
            "deliverables",
            "成果",
            "成果要求",
            Item.DELIVERABLE,
            lambda _now: (
                GridColumn("name", "成果", 120, required=True, stretch=True),
                GridColumn(
                    "per", "周期", 76, "choice", tuple(PERIODS.values()), required=True
                ),
                GridColumn("least", "最少", 56, align="right"),
                GridColumn("most", "最多", 56, align="right"),
                DOUBT,
            ),
            lambda plan: _of(measure_id(), plan.deliverables),
            {"per": PERIODS, "least": "whole", "most": "whole"},
        ),
    )
