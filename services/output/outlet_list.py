"""The outlet list as a workbook that can be edited and imported again."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from services import text
from services.output.list_book import Cell, write_list
from services.register_headings import OUTLET_HEADINGS
from services.registers.outlets import list_outlets

_WIDTHS = (6, 30, 10, 10, 28, 36, 24)


def write_outlets(session: Session, target: Path) -> Path:
    """Write all outlets by level; returns the path. Raises FileProblem."""
    rows: list[list[Cell]] = [
        [
            number,
            outlet.name,
            outlet.level.label,
            outlet.kind,
            text.join_names(outlet.aliases),
            text.join_names(outlet.columns),
            outlet.note,
        ]
        for number, outlet in enumerate(list_outlets(session), start=1)
    ]
    note = "层级填中央、省、市、县(区)或单位自有；别名、栏目有几个的用、隔开；改好后可以直接导入。"
    headings = list(OUTLET_HEADINGS.values())
    return write_list(target, "媒体名单", headings, rows, _WIDTHS, note)
