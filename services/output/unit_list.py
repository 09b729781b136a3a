"""The unit list as a workbook that can be edited and imported again."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from services import text
from services.output.list_book import Cell, write_list
from services.register_headings import UNIT_HEADINGS
from services.registers.units import list_units

_WIDTHS = (6, 30, 14, 14, 26, 12, 12, 24, 10, 16)


def write_units(session: Session, target: Path) -> Path:
    """Write all units, closed ones too, in the fixed order; returns the path. Raises FileProblem."""
    rows: list[list[Cell]] = [
        [
            unit.number,
            unit.name,
            unit.short_name,
            unit.group,
            text.join_names(unit.aliases),
            unit.valid_from,
            unit.valid_to,
            unit.merged_into,
            unit.liaison,
            unit.phone,
        ]
        for unit in list_units(session)
    ]
    notes = "别名有几个的用、隔开；停用的单位填停用日期，不要删行；改好后可以直接导入。"
    return write_list(
        target, "单位名单", list(UNIT_HEADINGS.values()), rows, _WIDTHS, notes
    )
