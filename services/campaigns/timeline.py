"""The timeline of a plan: phases and measures as bars on days, grouped; the layout, not the drawing."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.vocabulary_campaigns import MeasureState, PartKind
from services.campaigns import types
from services.campaigns.figures import periods
from services.campaigns.measures import LedgerFilter, LedgerRow, ledger
from services.campaigns.shares import unit_places
from services.campaigns.store import get_campaign, rows_of

TODAY_REACH = 400
"""Days between the last bar and today up to which the axis is drawn on to today."""

PHASES_TITLE = "宣传步骤"
NO_LEAD = "没有写明牵头单位"
NO_HEAD = "任务"
_BY = re.compile(r"[前底末内止]")
_FROM_TO = re.compile(r"[-—–~～－至到]")


class GroupBy(StrEnum):
    """How the measures of a timeline are put together."""

    SECTION = "section"
    UNIT = "unit"


class Zoom(StrEnum):
    """How fine the axis is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"month": "按月", "quarter": "按季", "year": "按年"}[self.value]


@dataclass(frozen=True)
class Bar:
    """Days of a row, both inclusive; without `first` only the last day is known, without `last` only the first.

    `words` are the date as written, `met` whether it was ticked off, `past` whether the text tells it as done.
    """

    first: dt.date | None
    last: dt.date | None
    words: str = ""
    met: bool = False
    past: bool = False

    @property
    def begin(self) -> dt.date:
        """The earliest day known."""
        return self.first or self.last or dt.date.min

    @property
    def end(self) -> dt.date:
        """The latest day known."""
        return self.last or self.first or dt.date.max


@dataclass(frozen=True)
class TimelineRow:
    """A phase or a measure; `key` is unique in its timeline, `record_id` that of the phase or measure.

    `state` is None for a phase. `name` is the heading, else the beginning of the text. `when` are the dates as
    written, with how it recurs.
    """

    key: str
    is_phase: bool
    record_id: int
    number: str
    name: str
    text: str
    leads: str
    supports: str
    state: MeasureState | None
    share: int | None
    when: str
    due_on: dt.date | None
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class TimelineGroup:
    """Rows under a title: the phases, a part of the plan, or a lead unit."""

    title: str
    rows: tuple[TimelineRow, ...]


@dataclass(frozen=True)
class Timeline:
    """A whole timeline. `first` and `last` bound the axis (whole months); `undated` rows have no bar.

    A measure with several lead units stands under each of them when grouped by unit.
    """

    campaign_id: int
    title: str
    today: dt.date
    first: dt.date
    last: dt.date
    groups: tuple[TimelineGroup, ...]
    undated: tuple[TimelineRow, ...]

    @property
    def rows(self) -> tuple[TimelineRow, ...]:
        """All rows with bars, in the order shown."""
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class Tick:
    """A stretch of the axis with its label, both days inclusive."""

    first: dt.date
    last: dt.date
    label: str


def timeline(
    session: Session,
    campaign_id: int,
    today: dt.date,
    by: GroupBy = GroupBy.SECTION,
) -> Timeline:
    """The timeline of a plan as it stands on a day. Raises NotFound."""
    campaign = get_campaign(session, campaign_id)
    phases = rows_of(session, t.CampaignPhase, types.PhaseRow, campaign_id)
    wanted = LedgerFilter(campaign_id=campaign_id, kinds=frozenset())
    measures = ledger(session, today, wanted)
    if by is GroupBy.UNIT:
        places = unit_places(session)
        titles = {m.id: _unit_titles(m, places) for m in measures}
        order = {name: place for place, name in places.values()}
    else:
        parts = rows_of(session, t.CampaignPart, types.PartRow, campaign_id)
        titles = section_titles(parts, [m.measure for m in measures])
        order = dict[str, int]()
    return lay_out(
        campaign_id,
        campaign.short_name or campaign.title,
        today,
        [*period_rows(campaign), *(phase_row(p) for p in phases)],
        [(measure_row(m), titles[m.id]) for m in measures if _shown(m)],
        order,
    )


def lay_out(
    campaign_id: int,
    title: str,
    today: dt.date,
    phases: Sequence[TimelineRow],
    measures: Sequence[tuple[TimelineRow, Sequence[str]]],
    order: Mapping[str, int] | None = None,
) -> Timeline:
    """Put rows into groups: phases first, then measures under each of their titles.

    Groups come in the order of `order`, those that it lacks after them as they come.
    """
    grouped: dict[str, list[TimelineRow]] = {}
    undated = [row for row in phases if not row.bars]
    for row, titles in measures:
        if not row.bars:
            undated.append(row)
            continue
        for place, name in enumerate(titles):
            key = row.key if place == 0 else f"{row.key}.{place}"
            grouped.setdefault(name, []).append(_keyed(row, key))
    rank = dict(order or {})
    names = sorted(grouped, key=lambda n: (n == NO_LEAD, rank.get(n, len(rank))))
    groups = [TimelineGroup(name, tuple(grouped[name])) for name in names]
    dated = tuple(row for row in phases if row.bars)
    if dated:
        groups.insert(0, TimelineGroup(PHASES_TITLE, dated))
    bars = [bar for group in groups for row in group.rows for bar in row.bars]
    first, last = axis(bars, today)
    return Timeline(
        campaign_id, title, today, first, last, tuple(groups), tuple(undated)
    )


def axis(bars: Iterable[Bar], today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the axis: whole months around all bars, with today when it is near enough."""
    days = [day for bar in bars for day in (bar.begin, bar.end)] or [today]
    first, last = min(days), max(days)
    if (
        first - dt.timedelta(days=TODAY_REACH)
        <= today
        <= last + dt.timedelta(days=TODAY_REACH)
    ):
        first, last = min(first, today), max(last, today)
    length = calendar.monthrange(last.year, last.month)[1]
    return first.replace(day=1), last.replace(day=length)


def ticks(first: dt.date, last: dt.date, zoom: Zoom) -> tuple[list[Tick], list[Tick]]:
    """The two bands over the axis: years, and below them months or quarters, cut to the axis."""
    fine = "month" if zoom is Zoom.MONTH else "quarter"
    upper = [
        _cut(a, b, first, last, f"{a.year} 年")
        for _, a, b in periods("year", first, last)
    ]
    lower = [
        _cut(a, b, first, last, _fine_label(zoom, a))
        for _, a, b in periods(fine, first, last)
    ]
    return upper, lower


def bar_of(date: types.DeadlineRow) -> Bar | None:
    """The bar of a measure's date, None when it names no day.

    「6月底前」「2021年底」 say the last day only: the first day stored with them is that of the written month or
    year, not the day on which the work begins.
    """
    first, last = date.starts_on, date.due_on
    if first is None and last is None:
        return None
    is_by = bool(_BY.search(date.raw)) and not _FROM_TO.search(date.raw)
    if last is not None and (is_by or (first == last and not date.raw)):
        first = None
    return Bar(first, last, date.raw, date.met_on is not None, date.past)


def measure_row(row: LedgerRow) -> TimelineRow:
    """A measure of the ledger as a row."""
    bars: dict[tuple[object, ...], Bar] = {}
    for bar in filter(None, map(bar_of, row.deadlines)):
        same = bars.setdefault((bar.first, bar.last, bar.met, bar.past), bar)
        if same.words != bar.words:
            words = "、".join(filter(None, (same.words, bar.words)))
            bars[bar.first, bar.last, bar.met, bar.past] = replace(same, words=words)
    seen = dict.fromkeys(d.raw for d in row.deadlines if d.raw)
    when = [
        *seen,
        *([row.measure.recurrence_raw] if row.measure.recurrence_raw else []),
    ]
    return TimelineRow(
        key=f"m{row.id}",
        is_phase=False,
        record_id=row.id,
        number=row.measure.number,
        name=row.measure.head or row.measure.text[:40],
        text=row.measure.text,
        leads=row.lead_names,
        supports=row.support_names,
        state=row.state,
        share=row.share,
        when="、".join(dict.fromkeys(when)) or _days(row.deadlines),
        due_on=row.due_on,
        bars=tuple(sorted(bars.values(), key=lambda b: (b.end, b.begin))),
    )


def _days(dates: Sequence[types.DeadlineRow]) -> str:
    """The days of dates that were typed in without words."""
    return "、".join(d.due_on.isoformat() for d in dates if d.due_on)


def period_rows(campaign: t.Campaign) -> list[TimelineRow]:
    """The row of the whole plan, where its period is known."""
    if campaign.starts_on is None and campaign.ends_on is None:
        return []
    words = campaign.period_raw
    bar = Bar(campaign.starts_on, campaign.ends_on, words)
    return [_phase("plan", 0, "整个方案", words, (bar,))]


def phase_row(phase: types.PhaseRow) -> TimelineRow:
    """A phase as a row."""
    dated = phase.starts_on is not None or phase.ends_on is not None
    bars = (Bar(phase.starts_on, phase.ends_on, phase.raw),) if dated else ()
    when = [words for words in (phase.raw, phase.recurrence_raw) if words]
    return _phase(f"p{phase.id}", phase.id, phase.name, "，".join(when), bars)


def _phase(
    key: str, record_id: int, name: str, when: str, bars: tuple[Bar, ...]
) -> TimelineRow:
    return TimelineRow(
        key=key,
        is_phase=True,
        record_id=record_id,
        number="",
        name=name,
        text=name,
        leads="",
        supports="",
        state=None,
        share=None,
        when=when,
        due_on=None,
        bars=bars,
    )


def section_titles(
    parts: Sequence[types.PartRow], measures: Sequence[types.MeasureRow]
) -> dict[int, tuple[str, ...]]:
    """Measure id → the title of the part of the plan under which it stands.

    That is the highest head above it; where all measures stand under one, the head below that, unless every
    measure would then stand alone.
    """
    chains = _chains(parts)
    found = {m.id: chains.get(m.part_id or 0, ()) for m in measures}
    for depth in (0, 1):
        titles = {key: _at(chain, depth) for key, chain in found.items()}
        names = set(titles.values())
        if len(names) > 1 and (depth == 0 or len(names) * 2 <= len(titles)):
            return {key: (title,) for key, title in titles.items()}
    return {key: (_at(chain, 0),) for key, chain in found.items()}


def _at(chain: Sequence[str], depth: int) -> str:
    return chain[min(depth, len(chain) - 1)] if chain else NO_HEAD


def _chains(parts: Sequence[types.PartRow]) -> dict[int, tuple[str, ...]]:
    """Part id → titles of the heads above it, of its annex first; its own where nothing stands above."""
    found: dict[int, tuple[str, ...]] = {}
    above: list[tuple[int, str]] = []
    for part in parts:
        words = f"{part.number}{part.heading}".strip()
        if part.kind == PartKind.ANNEX.value:
            above = [
                (0, f"附件 {part.section.removeprefix('annex')} {part.heading}".strip())
            ]
            found[part.id] = (above[0][1],)
            continue
        if part.level is None:
            found[part.id] = tuple(name for _, name in above)
            continue
        above = [pair for pair in above if pair[0] < part.level]
        held = tuple(name for _, name in above)
        found[part.id] = held or (words,)
        above.append((part.level, words))
    return found


def _unit_titles(
    row: LedgerRow, places: Mapping[int | None, tuple[int, str]]
) -> tuple[str, ...]:
    names = [places[u.unit_id][1] if u.unit_id in places else u.name for u in row.leads]
    return tuple(dict.fromkeys(names)) or (NO_LEAD,)


def _shown(row: LedgerRow) -> bool:
    """A requirement stands on the timeline only when it is dated."""
    return row.measure.kind != "requirement" or bool(row.deadlines)


def _keyed(row: TimelineRow, key: str) -> TimelineRow:
    return row if key == row.key else replace(row, key=key)


def _cut(
    begin: dt.date, end: dt.date, first: dt.date, last: dt.date, label: str
) -> Tick:
    return Tick(max(begin, first), min(end, last), label)


def _fine_label(zoom: Zoom, begin: dt.date) -> str:
    if zoom is Zoom.MONTH:
        return f"{begin.month}月"
    quarter = "一二三四"[(begin.month - 1) // 3]
    return f"{quarter}季度" if zoom is Zoom.QUARTER else quarter
