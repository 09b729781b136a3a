"""What a ledger workbook or a decomposition table holds, read in one go; and what its sheets share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from models.vocabulary_campaigns import CampaignState, MeasureState
from services import progress_facts, settings
from services.campaigns import types
from services.campaigns.measures import state_counts
from services.campaigns.shares import UnitShare, unit_shares
from services.campaigns.store import campaign_row, get_campaign, list_campaigns
from services.campaigns.timeline import Timeline, timeline
from services.output import style
from services.output.style import Look, Styles
from services.progress_facts import Facts

HEAD_ROW = 3
"""Row of the headings on every table sheet; rows above hold title and explanation."""
FIRST_ROW = 4
STATE_COLOURS: dict[MeasureState, tuple[str, str]] = {
    MeasureState.NOT_BEGUN: ("E9EDF2", "43546A"),
    MeasureState.UNDER_WAY: ("E3EEFA", "1A4F8B"),
    MeasureState.DONE: ("E4F1E6", "1D6B2C"),
    MeasureState.OVERDUE: ("FBE3E3", "A61B1B"),
    MeasureState.DROPPED: ("F3F3F3", "767676"),
}
"""State of a measure → (fill, ink) as RRGGBB; the word always goes with it."""

HEAD = Look(style.HEI, 10, fill=style.HEAD, across="center")
CELL = Look(size=9.5)
MID = replace(CELL, across="center")
DAY = replace(MID, form=style.DATE_FORMAT, wrap=False)
TITLE = Look(style.SONG, 18, bold=True, border="none", across="center")
NOTE = Look(style.FANGSONG, 11, border="none", across="center")
LINE = 13.0
TALLEST = 400.0


@dataclass(frozen=True)
class BookData:
    """A plan (`campaign` None: all of them) as it stood on `facts.today`."""

    office: str
    campaign: types.CampaignRow | None
    plans: dict[int, types.CampaignRow]
    facts: Facts
    shares: tuple[UnitShare, ...]
    timeline: Timeline | None

    @property
    def day(self) -> dt.date:
        """The day whose state is shown."""
        return self.facts.today

    @property
    def name(self) -> str:
        """The plan's title, or what stands for all plans."""
        return f"《{self.campaign.title}》" if self.campaign else "宣传方案"

    @property
    def issuer(self) -> str:
        """Who issued the plan, else the office."""
        return (self.campaign.issuer if self.campaign else "") or self.office

    @property
    def day_words(self) -> str:
        """「截至2026年11月21日」."""
        return f"截至{self.day.year}年{self.day.month}月{self.day.day}日"

    @property
    def counts(self) -> dict[MeasureState, int]:
        """How many measures stand in each state."""
        return state_counts(self.facts.rows)


def load_data(
    session: Session, campaign_id: int | None, today: dt.date, *, whole: bool = True
) -> BookData:
    """Read a plan, or with None all that are not drafts; `whole` reads shares and timeline too. Raises NotFound."""
    campaign = None
    if campaign_id is not None:
        campaign = campaign_row(get_campaign(session, campaign_id))
    plans = {c.id: c for c in list_campaigns(session)}
    facts = progress_facts.load_facts(session, today, campaign_id)
    if campaign is None:
        rows = tuple(
            r for r in facts.rows if r.campaign_state is not CampaignState.DRAFT
        )
        facts = replace(facts, rows=rows)
    return BookData(
        settings.load(session).office,
        campaign,
        plans,
        facts,
        tuple(unit_shares(session, today, campaign_id)) if whole else (),
        timeline(session, campaign_id, today) if whole and campaign_id else None,
    )


def count_words(data: BookData) -> str:
    """「共 32 项：未开始 20、进行中 …」; states without measures left out."""
    parts = [f"{state.label} {n}" for state, n in data.counts.items() if n]
    total = len(data.facts.rows)
    return f"共 {total} 项：{'、'.join(parts)}" if parts else "没有任务"


def top(
    sheet: Any,
    styles: Styles,
    title: str,
    note: str,
    headings: tuple[str, ...],
    widths: tuple[float, ...],
) -> None:
    """Title, explanation and headings of a table sheet."""
    last = len(headings)
    style.widths(sheet, widths)
    room = sum(widths)
    lines = style.lines_needed(title, room / 1.75)
    style.band(sheet, 1, 1, last, title, styles.get(TITLE), 10 + 26 * lines)
    tall = 6 + 16 * style.lines_needed(note, room / 1.05)
    style.band(sheet, 2, 1, last, note, styles.get(NOTE), tall)
    style.put_row(sheet, HEAD_ROW, headings, [styles.get(HEAD)] * last)
    sheet.row_dimensions[HEAD_ROW].height = 27


def page(sheet: Any, data: BookData, last_column: str, last_row: int) -> None:
    """A4 landscape with the headings on each page, page numbers and the office."""
    sheet.sheet_view.showGridLines = False
    style.a4(
        sheet,
        landscape=True,
        titles=f"{HEAD_ROW}:{HEAD_ROW}",
        area=f"A1:{last_column}{last_row}",
        foot_left=data.issuer,
        foot_right=data.day_words,
    )


def row_height(
    values: list[Any] | tuple[Any, ...], widths: tuple[float, ...], least: int = 2
) -> float:
    """Row height in points for the longest wrapped text."""
    most = least
    for value, width in zip(values, widths, strict=False):
        if isinstance(value, str):
            most = max(most, style.lines_needed(value, width))
    return min(TALLEST, 5 + LINE * most)


def mark_states(sheet: Any, cells: str) -> None:
    """Colour cells by their word, so that a state changed by hand changes its colour."""
    from openpyxl.formatting import rule as rules
    from openpyxl.styles import Font, PatternFill

    module: Any = rules
    first = cells.split(":")[0]
    for state, (fill, ink) in STATE_COLOURS.items():
        overdue = state is MeasureState.OVERDUE
        rule = module.FormulaRule(
            formula=[f'{first}="{state.label}"'],
            font=Font(color="FF" + ink, bold=overdue),
            fill=PatternFill("solid", bgColor="FF" + fill),
        )
        sheet.conditional_formatting.add(cells, rule)


def nothing(sheet: Any, styles: Styles, last: int, words: str) -> None:
    """A line in place of the rows of a table that has none."""
    look = Look(style.KAI, 11, colour=style.SOFT, across="center")
    style.band(sheet, FIRST_ROW, 1, last, words, styles.get(look), 30)
