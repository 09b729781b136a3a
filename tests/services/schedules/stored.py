"""Units, outlets and series for tests on a real database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from models.vocabulary import OutletLevel
from services.registers.outlets import save_outlet
from services.registers.units import save_unit
from services.schedules.series import PerWorkday, Rhythm
from services.schedules.types import SeriesDraft

D = dt.date

PINGCHUAN = (
    "经济开发区管委会",
    "区发改局",
    "区工信局",
    "区司法局",
    "区人社局",
    "区住建局",
    "区交通局",
    "区商务局",
    "区文旅局",
    "区市场监管局",
    "区金融办",
    "市自然资源局平川分局",
    "市生态环境局平川分局",
    "税务局",
    "区经合局",
    "区行政审批中心",
)
"""The sixteen units of the Pingchuan annex in their order."""


def add_units(session: Session, names: Sequence[str]) -> list[int]:
    """Ids of new units."""
    return [save_unit(session, name=name) for name in names]


def add_station(session: Session, name: str = "区广播电视台") -> int:
    """Id of a new outlet."""
    return save_outlet(session, name=name, level=OutletLevel.COUNTY, kind="电视")


def pingchuan_draft(session: Session) -> SeriesDraft:
    """The Pingchuan series: two units each workday from 16 August 2021."""
    return SeriesDraft(
        "一把手谈营商环境",
        tuple(add_units(session, PINGCHUAN)),
        D(2021, 8, 16),
        PerWorkday(2),
        outlet_id=add_station(session),
        column="一把手谈营商环境",
        person="主要负责人",
    )


def draft_of(
    unit_ids: Sequence[int],
    first: dt.date,
    rhythm: Rhythm,
    **more: object,
) -> SeriesDraft:
    """A draft with a name."""
    return SeriesDraft("专访", tuple(unit_ids), first, rhythm, **more)  # pyright: ignore[reportArgumentType]
