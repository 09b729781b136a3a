"""What the intake tests share: a small county, forms filled as a liaison fills them, foreign sheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from models.database import Database
from models.tables import Placement, Story
from models.vocabulary import OutletLevel
from services.output.forms import write_forms
from services.registers.outlets import save_outlet
from services.registers.units import save_unit

WEEK = dt.date(2026, 11, 16)
FRIDAY = dt.date(2026, 11, 20)
UNITS = ("生态环境局", "教育体育局", "青石镇")
OUTLETS = (
    ("人民日报", OutletLevel.CENTRAL, ""),
    ("新华网", OutletLevel.CENTRAL, ""),
    ("学习强国", OutletLevel.CENTRAL, "学习强国平台"),
    ("省电视台", OutletLevel.PROVINCE, ""),
    ("云岭日报", OutletLevel.CITY, ""),
    ("云岭发布", OutletLevel.COUNTY, ""),
    ("云岭县融媒体中心", OutletLevel.COUNTY, "县融媒体中心、县融媒"),
)
Cells = Sequence[object]


@dataclass
class County:
    """A database with three units and seven outlets, and the forms of a week."""

    db: Database
    folder: Path
    units: dict[str, int]
    outlets: dict[str, int]

    def forms(self, week: dt.date = WEEK) -> dict[str, Path]:
        """Fresh forms of a week: unit name → path."""
        result = write_forms(self.db, week, self.folder / f"forms-{week}")
        return {name: path for _, name, path in result.files}

    def form(
        self,
        rows: Sequence[Cells] = (),
        *,
        unit: str = UNITS[0],
        week: dt.date = WEEK,
        tick: object = None,
        name: str = "",
    ) -> Path:
        """A form as it comes back: `rows` from 刊播日期 on; `tick` stands right of the nil label."""
        blank = self.folder / "blank" / f"{week}"
        if not blank.exists():
            write_forms(self.db, week, blank)
        source = next(p for p in blank.glob("*.xlsx") if unit in p.name)
        book = load_workbook(source)
        fill(book.worksheets[0], rows, tick)
        target = self.folder / "in" / (name or f"{unit}-{week}.xlsx")
        target.parent.mkdir(exist_ok=True)
        book.save(target)
        return target


def fill(sheet: Any, rows: Sequence[Cells], tick: object = None) -> None:
    """Put rows under the example line, and a tick beside the label."""
    for row in sheet.iter_rows():
        for cell in row:
            if tick is not None and cell.value == "本周无报道":
                sheet.cell(cell.row, cell.column + 1).value = tick
            if cell.value == "例":
                for place, values in enumerate(rows, start=cell.row + 1):
                    for column, value in enumerate(values, start=2):
                        sheet.cell(place, column).value = value


def sheet_file(target: Path, rows: Sequence[Cells], title: str = "Sheet1") -> Path:
    """Somebody's own workbook with one sheet."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def make_county(db: Database, folder: Path) -> County:
    """Register units and outlets."""
    with db.writing("登记") as session:
        units = {n: save_unit(session, name=n, group="县直") for n in UNITS}
        outlets = {
            n: save_outlet(session, name=n, level=level, aliases=aliases)
            for n, level, aliases in OUTLETS
        }
    return County(db, folder, units, outlets)


def placements(db: Database) -> list[tuple[str, dt.date, int, int]]:
    """(title, day, outlet id, story id) of all live placements, in order of entry."""
    with db.reading() as session:
        found = (
            session.query(
                Story.title,
                Placement.published_on,
                Placement.outlet_id,
                Placement.story_id,
            )
            .join(Placement, Placement.story_id == Story.id)
            .filter(Placement.deleted_at.is_(None))
            .order_by(Placement.id)
        )
        return [tuple(row) for row in found]  # type: ignore[misc]


def live_stories(db: Database) -> list[str]:
    """Titles of live stories."""
    with db.reading() as session:
        query = session.query(Story.title).filter(Story.deleted_at.is_(None))
        return [t for (t,) in query.order_by(Story.id)]
