"""The keys of a weekly snapshot: plain values only, so that it can be frozen as JSON and hashed."""

from __future__ import annotations

from typing import NotRequired, TypedDict

SNAPSHOT_VERSION = 1
"""Layout of a snapshot, stored with it, so that an old issue can still be written later."""
TREND_WEEKS = 8
"""Weeks in the trend and on the sheet of returns, the issue's own week included."""


class Counts(TypedDict):
    """Totals of one week; `received` counts every expected return that came, nil and late ones too.

    `pending` is how many of `missing` were not due yet when the figures were taken. Rates are 0–1, None
    where nothing was expected.
    """

    week: str
    expected: int
    received: int
    on_time: int
    nil: int
    late: int
    missing: int
    pending: int
    exempt: int
    returned: int
    stories: int
    placements: int
    rate: float | None
    on_time_rate: float | None


class TrendWeek(TypedDict):
    """One week of the trend; `recorded` is false where nothing at all is stored for the week."""

    week: str
    label: str
    recorded: bool
    stories: int
    placements: int
    expected: int
    received: int
    on_time: int


class ShareLine(TypedDict):
    """One level or kind of outlet: this week, last week, the same week last year (None: no data).

    `stories` counts the distinct stories that appeared there: a story on two levels counts in both lines.
    """

    label: str
    stories: int
    placements: int
    last_week: int | None
    last_year: int | None


class RankLine(TypedDict):
    """A unit among the first or the last; equal figures share a place."""

    place: int
    unit: str
    group: str
    stories: int
    placements: int


class SilentLine(TypedDict):
    """A unit that sent nothing, and for how many owed weeks in a row, this one included."""

    unit: str
    group: str
    weeks: int
    liaison: str
    phone: str


class UnitLine(TypedDict):
    """One unit in the fixed order. `state` is a ReturnState value; `levels` counts placements by level.

    `received_on` is an ISO date or None; `pending` marks a missing return that was not due yet; `note`
    says why the unit is exempt or was sent back, in the clerk's own words.
    """

    number: int
    unit: str
    group: str
    state: str
    nil: bool
    pending: bool
    received_on: str | None
    stories: int
    placements: int
    levels: list[int]
    silent_weeks: int
    note: str


class PlacementLine(TypedDict):
    """One placement. `story` numbers the stories of the issue from 1, so that copies can be seen."""

    story: int
    unit: str
    group: str
    title: str
    published_on: str
    outlet: str
    level: str
    kind: str
    column: str
    genre: str
    spot: str
    link: str
    note: str


class ReturnCell(TypedDict):
    """State of one unit in one week; `pending` marks a missing return that was not due yet."""

    state: str
    nil: bool
    pending: bool
    placements: int


class ReturnsLine(TypedDict):
    """One unit over the weeks of the trend, oldest first; a cell is None where nothing was owed."""

    unit: str
    group: str
    cells: list[ReturnCell | None]
    silent_weeks: int
    note: str


class CorrectionLine(TypedDict):
    """A later change to a week that was issued before.

    `number` is the issue it corrects; `change` is added, changed or removed; `subject` says what is
    corrected (刊播 or 报送); `before` and `after` say what was told and what holds now.
    """

    number: int
    week: str
    subject: str
    change: str
    unit: str
    title: str
    before: str
    after: str


class CorrectedTotals(TypedDict):
    """Totals of an issued week, [as told, as they are now]."""

    number: int
    week: str
    stories: list[int]
    placements: list[int]
    received: list[int]


class SlotLine(TypedDict):
    """A slot of the week after: `day` is ISO; `state` is the word that the clerk reads."""

    day: str
    time: str
    unit: str
    outlet: str
    column: str
    person: str
    place: str
    topic: str
    state: str
    liaison: str
    phone: str


class Snapshot(TypedDict):
    """Everything that the weekly workbook shows.

    `number` and `issued_at` (ISO, to the second) are None in a preview; `week` is the Monday (ISO), `due`
    the due moment (ISO); `counts` holds this week's totals, `last_week` and `last_year` those of the week
    before and of 52 weeks before, None where nothing is stored for them. `first` and `last` are ranked by
    placements, then stories; `last` only has units that are not among `first` and that had placements.
    `next_slots` is there where something is scheduled for the week after.
    """

    version: int
    number: int | None
    office: str
    title: str
    week: str
    week_label: str
    due: str
    issued_at: str | None
    issued_by: str
    counts: Counts
    last_week: Counts | None
    last_year: Counts | None
    trend: list[TrendWeek]
    levels: list[ShareLine]
    kinds: list[ShareLine]
    first: list[RankLine]
    last: list[RankLine]
    silent: list[SilentLine]
    nil_units: list[str]
    units: list[UnitLine]
    placements: list[PlacementLine]
    return_weeks: list[str]
    returns: list[ReturnsLine]
    corrections: list[CorrectionLine]
    corrected_totals: list[CorrectedTotals]
    unpublished_years: list[int]
    next_slots: NotRequired[list[SlotLine]]
