"""The measures of a plan as lines of a grid: units as names with 、 between them, the part by its heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from models.errors import ValidationError
from models.vocabulary_campaigns import MEASURE_KINDS, UnitRole
from services.campaigns import types
from services.campaigns.fields import Item
from ui.campaigns.editor.desk import Choices
from ui.campaigns.editor.nodes import doubts_of
from ui.campaigns.editor.sheets import DOUBT, Cells, Sheet
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
