"""The columns of the list of placements."""

from __future__ import annotations

from models.vocabulary import OutletLevel
from services.story_queries import PlacementRow
from services.weeks import week_label
from ui.widgets.tables import Column


def level_token(level: OutletLevel) -> str:
    """The chip token of a level, in the reds of the bar of shares, never the colour of a state."""
    return f"level_{int(level)}"


def _day(row: PlacementRow) -> str:
    return row.published_on.isoformat()


def _tip(row: PlacementRow) -> str:
    lines = [row.title, row.where, f"{week_label(row.week)}的周报"]
    if row.link:
        lines.append(row.link)
    if row.note:
        lines.append(f"备注：{row.note}")
    return "\n".join(lines)


COLUMNS: tuple[Column, ...] = (
    Column("published_on", "刊播日期", 90, text=_day, sortable=True),
    Column("title", "标题", 160, stretch=True, tip=_tip, sortable=True),
    Column("unit", "单位", 100, sortable=True),
    Column("outlet", "媒体", 112, tip=lambda r: r.where, sortable=True),
    Column(
        "level",
        "层级",
        54,
        align="center",
        chip=lambda r: (r.level.short, level_token(r.level)),
        sortable=True,
    ),
    Column("column_name", "栏目", 80, ink=lambda _r: "text_soft", sortable=True),
    Column("genre", "体裁", 54, ink=lambda _r: "text_soft", sortable=True),
)

NARROW: dict[str, int] = {"column_name": 800, "genre": 700, "level": 560}
"""Columns that give way, and the width of the table below which they do."""
