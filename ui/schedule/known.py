"""What the schedule page offers to pick from: outlets, columns, units, plans, series."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QComboBox
from sqlalchemy.orm import Session

from services.registers.groups import GroupRow, list_groups
from services.registers.outlets import OutletRow, list_outlets
from services.registers.units import UnitRow, list_units
from services.schedules.types import SeriesRow
from ui.widgets.form import Form
from ui.widgets.picker import PickItem

PLACE_KINDS = frozenset({"LED屏", "公交屏", "宣传栏", "其他"})
"""Kinds of outlet that are booked for a time rather than filled day by day."""


@dataclass(frozen=True)
class Known:
    """Rows of the registers, as pickers and dialogs need them."""

    outlets: tuple[OutletRow, ...] = ()
    units: tuple[UnitRow, ...] = ()
    groups: tuple[GroupRow, ...] = ()
    campaigns: tuple[tuple[int, str], ...] = ()
    series: tuple[SeriesRow, ...] = ()

    def unit(self, unit_id: int) -> UnitRow | None:
        """A unit by its id."""
        return next((u for u in self.units if u.id == unit_id), None)

    def columns_of(self, outlet_id: int | None) -> list[str]:
        """Names of the columns of an outlet, and of those that series have used in it."""
        own = next((list(o.columns) for o in self.outlets if o.id == outlet_id), [])
        used = [s.column for s in self.series if s.outlet_id == outlet_id and s.column]
        return list(dict.fromkeys([*own, *used]))

    def unit_items(self, on: dt.date | None = None) -> list[PickItem]:
        """Units to pick, those that exist on a day."""
        day = on or dt.date.today()
        return [
            PickItem(u.id, u.label, u.initials, note=u.group)
            for u in self.units
            if u.exists_on(day)
        ]

    def outlet_items(self) -> list[PickItem]:
        """Outlets to pick."""
        return [
            PickItem(o.id, o.name, o.initials, note=o.level.label) for o in self.outlets
        ]

    def campaign_choices(self, none: str) -> list[tuple[str, str]]:
        """Plans for a choice, with the words for none."""
        return [("", none), *((str(key), title) for key, title in self.campaigns)]


def load_known(session: Session) -> Known:
    """Read all of it."""
    from services.campaigns.store import list_campaigns
    from services.schedules.store import list_series

    return Known(
        tuple(list_outlets(session)),
        tuple(list_units(session)),
        tuple(list_groups(session)),
        tuple((c.id, c.label) for c in list_campaigns(session)),
        tuple(list_series(session)),
    )


def shrink(form: Form, *keys: str) -> None:
    """Long names in a choice must not widen the form."""
    for key in keys:
        box: Any = form.widget(key)
        box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        box.setMinimumContentsLength(8)


def chosen_id(value: object) -> int | None:
    """The id that a choice means; None for its first entry."""
    return int(str(value)) if value else None
