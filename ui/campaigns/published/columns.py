"""The columns of what was published for a plan: measures with their figures, and placements."""

from __future__ import annotations

from collections.abc import Sequence

from models.vocabulary import OutletLevel
from services.campaigns.links import Published
from services.campaigns.reach import ReachLine, StoryChoice
from ui.stories.columns import level_token
from ui.widgets.tables import Column


def _count(number: int) -> str:
    return f"{number:,}" if number else "–"


def _level(level: OutletLevel) -> Column:
    return Column(
        f"level{int(level)}",
        level.short,
        44,
        align="right",
        text=lambda line: _count(line.levels[level]),
        ink=lambda line: None if line.levels[level] else "text_faint",
    )


def _name(line: ReachLine) -> str:
    return f"{line.number}　{line.words}" if line.number else line.words


def _is_total(line: ReachLine) -> bool:
    return line.measure_id is None and line.state is None


MEASURES: tuple[Column, ...] = (
    Column("words", "任务", 180, stretch=True, text=_name, tip=_name, bold=_is_total),
    Column("stories", "稿件", 48, align="right", text=lambda x: _count(x.stories)),
    Column(
        "placements", "刊播", 48, align="right", text=lambda x: _count(x.placements)
    ),
    *(_level(level) for level in OutletLevel),
)

PLACEMENTS: tuple[Column, ...] = (
    Column(
        "published_on",
        "日期",
        88,
        text=lambda r: r.published_on.isoformat(),
        sortable=True,
    ),
    Column("title", "标题", 160, stretch=True, tip=lambda r: r.title, sortable=True),
    Column("unit", "单位", 92, sortable=True),
    Column("outlet", "媒体", 100, tip=lambda r: _where(r), sortable=True),
    Column(
        "level",
        "层级",
        54,
        align="center",
        chip=lambda r: (
            OutletLevel(r.level).short,
            level_token(OutletLevel(r.level)),
        ),
        sortable=True,
    ),
)
FIRST_SORT = ("published_on", True)

CHOICES: tuple[Column, ...] = (
    Column("title", "标题", 240, stretch=True, tip=lambda r: r.title),
    Column("unit", "单位", 104),
    Column("last_on", "最近刊播", 92, text=lambda r: r.last_on.isoformat()),
    Column("placements", "刊播", 56, align="right"),
    Column(
        "level",
        "最高层级",
        76,
        align="center",
        chip=lambda r: (r.level.short, level_token(r.level)),
    ),
    Column("tied", "", 68, chip=lambda r: _tied(r)),
)


def ordered(rows: Sequence[Published], key: str, descending: bool) -> list[Published]:
    """Placements sorted by a column; equal ones keep the newest first."""
    return sorted(rows, key=lambda r: getattr(r, key), reverse=descending)


def _where(row: Published) -> str:
    name = row.column_name.strip("《》")
    return f"{row.outlet}《{name}》" if name else row.outlet


def _tied(row: StoryChoice) -> tuple[str, str] | None:
    return ("已归入", "ok") if row.tied else None
