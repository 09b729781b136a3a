"""Schedules as frozen values, for pages and files. Days are inclusive; ids are those of the records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from models.vocabulary_schedules import ChangeKind, DayKind
from services.schedules.conflicts import Grade, Rule
from services.schedules.series import Rhythm, SlotState


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One unit on one day of one outlet or column.

    `number` is its number in the series, from 1, and never changes; 0 for a slot of no series. `day` is None
    while it has none (`reason` says why). `planned_on` is the day that it was first laid on. `off_meant`: it
    was put on a day off on purpose. Names are empty where the id is None.
    """

    id: int
    uid: str
    series_id: int | None
    series: str
    number: int
    unit_id: int
    unit: str
    unit_short: str
    outlet_id: int | None
    outlet: str
    column: str
    campaign_id: int | None
    campaign: str
    day: dt.date | None
    planned_on: dt.date | None
    time: str
    place: str
    person: str
    topic: str
    state: SlotState
    confirmed_on: dt.date | None
    recorded_on: dt.date | None
    published_on: dt.date | None
    reason: str
    note: str
    placement_id: int | None
    off_meant: bool

    @property
    def where(self) -> str:
        """「县广播电视台·一把手谈营商环境」: outlet and column, as far as they are known."""
        return "·".join(w for w in (self.outlet, self.column) if w)

    @property
    def moved(self) -> bool:
        """Whether it no longer stands on the day that it was first laid on."""
        return self.planned_on is not None and self.day != self.planned_on

    @property
    def label(self) -> str:
        """The short name of the unit, else its name."""
        return self.unit_short or self.unit


@dataclass(frozen=True, slots=True)
class Blackout:
    """Days on which nothing is laid, and why."""

    first: dt.date
    last: dt.date
    reason: str = ""


@dataclass(frozen=True)
class BlackoutRow:
    """A stored blackout: of one series, of one outlet, or (both None) of the whole office."""

    id: int
    series_id: int | None
    series: str
    outlet_id: int | None
    outlet: str
    first: dt.date
    last: dt.date
    reason: str


@dataclass(frozen=True)
class SeriesRow:
    """A series with the counts of its slots; cancelled ones count only in `cancelled`.

    `total` counts what is to happen: planned + confirmed + recorded + published. `unplaced` are those of
    `planned` without a day. `from_day`/`to_day` are the days that the slots really span.
    """

    id: int
    uid: str
    name: str
    campaign_id: int | None
    campaign: str
    outlet_id: int | None
    outlet: str
    column: str
    first: dt.date
    last: dt.date | None
    rhythm: Rhythm
    capacity: int | None
    time: str
    place: str
    person: str
    note: str
    blackout: tuple[Blackout, ...] = ()
    planned: int = 0
    confirmed: int = 0
    recorded: int = 0
    published: int = 0
    cancelled: int = 0
    unplaced: int = 0
    from_day: dt.date | None = None
    to_day: dt.date | None = None

    @property
    def total(self) -> int:
        """Slots that are to happen or have happened."""
        return self.planned + self.confirmed + self.recorded + self.published

    @property
    def where(self) -> str:
        """Outlet and column, as far as they are known."""
        return "·".join(w for w in (self.outlet, self.column) if w)


@dataclass(frozen=True)
class SlotChangeRow:
    """One thing done to a slot. `before`/`after` are days; states are set where the state changed."""

    id: int
    slot_id: int
    kind: ChangeKind
    before: dt.date | None
    after: dt.date | None
    state_before: SlotState | None
    state_after: SlotState | None
    reason: str
    at: dt.datetime


@dataclass(frozen=True)
class BookingRow:
    """An advertising place or a screen taken from `first` to `last`; `count` is screens, boards or sheets."""

    id: int
    uid: str
    outlet_id: int
    outlet: str
    campaign_id: int | None
    campaign: str
    unit_id: int | None
    unit: str
    first: dt.date
    last: dt.date
    material: str
    count: int
    note: str

    def covers(self, day: dt.date) -> bool:
        """Whether the booking runs on a day."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class QuotaRow:
    """A recurring column: how many pieces are expected in a month, between two days (None: open)."""

    id: int
    uid: str
    outlet_id: int
    outlet: str
    column: str
    campaign_id: int | None
    campaign: str
    per_month: int
    first: dt.date | None
    last: dt.date | None
    note: str


@dataclass(frozen=True)
class QuotaMonth:
    """A recurring column in one month (its first day): `delivered` placements, `planned` slots still to come.

    `expected` is 0 in months in which the column does not run.
    """

    quota: QuotaRow
    month: dt.date
    expected: int
    delivered: int
    planned: int

    @property
    def short(self) -> int:
        """Pieces that are missing still; 0 where the month is fulfilled."""
        return max(self.expected - self.delivered, 0)


@dataclass(frozen=True)
class ConflictRow:
    """What does not go together on a day. In a proposal `slot_ids` are places in it, from 0."""

    rule: Rule
    grade: Grade
    day: dt.date
    slot_ids: tuple[int, ...]
    sentence: str
    booking_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DayInfo:
    """A day of the calendar. `name` is the holiday it belongs to (国庆节), mostly empty.

    `unpublished`: the holidays of its year are not known. `blackout`: why nothing is laid on it, for the whole
    office or the outlet asked for; empty where it is open.
    """

    day: dt.date
    kind: DayKind
    name: str
    unpublished: bool
    blackout: str = ""


@dataclass(frozen=True)
class MonthData:
    """What a calendar shows between two days: every day, slots in the order of day, time, series, number.

    `unplaced` are slots without a day that the filter lets through, whatever the month.
    """

    first: dt.date
    last: dt.date
    days: tuple[DayInfo, ...]
    slots: tuple[SlotRow, ...]
    bookings: tuple[BookingRow, ...]
    conflicts: tuple[ConflictRow, ...]
    unplaced: tuple[SlotRow, ...]
    unpublished: tuple[int, ...]

    @cached_property
    def slots_by_day(self) -> dict[dt.date, tuple[SlotRow, ...]]:
        """Day → its slots; days without slots are not in it."""
        found: dict[dt.date, list[SlotRow]] = {}
        for slot in self.slots:
            if slot.day is not None:
                found.setdefault(slot.day, []).append(slot)
        return {day: tuple(rows) for day, rows in found.items()}

    @cached_property
    def info(self) -> dict[dt.date, DayInfo]:
        """Day → what kind of day it is."""
        return {day.day: day for day in self.days}

    @cached_property
    def conflicts_by_slot(self) -> dict[int, tuple[ConflictRow, ...]]:
        """Slot id → its findings, the most serious first."""
        found: dict[int, list[ConflictRow]] = {}
        for row in self.conflicts:
            for slot_id in row.slot_ids:
                found.setdefault(slot_id, []).append(row)
        return {
            key: tuple(sorted(rows, key=lambda c: -c.grade))
            for key, rows in found.items()
        }

    @cached_property
    def bookings_by_day(self) -> dict[dt.date, tuple[BookingRow, ...]]:
        """Day → bookings that run on it."""
        return {
            day.day: tuple(b for b in self.bookings if b.covers(day.day))
            for day in self.days
        }


@dataclass(frozen=True)
class SlotFilter:
    """Which slots are wanted; an empty filter lets all through. `words` are looked for in names and topic.

    `before`: only days before this one.
    """

    outlet_id: int | None = None
    column: str = ""
    campaign_id: int | None = None
    unit_id: int | None = None
    series_id: int | None = None
    states: frozenset[SlotState] = frozenset()
    words: str = ""
    before: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DraftSlot:
    """A slot of a proposal, before it is kept; the clerk may change its day and its details."""

    unit_id: int
    unit: str
    day: dt.date | None
    reason: str = ""
    time: str = ""
    place: str = ""
    person: str = ""
    topic: str = ""


@dataclass(frozen=True)
class SeriesDraft:
    """What a clerk asks for. `unit_ids` in their order, a unit once for each time it comes.

    `capacity`: slots a day in all in the outlet and column, those of other series included; None leaves it
    to the rhythm.
    """

    name: str
    unit_ids: tuple[int, ...]
    first: dt.date
    rhythm: Rhythm
    last: dt.date | None = None
    capacity: int | None = None
    blackout: tuple[Blackout, ...] = ()
    outlet_id: int | None = None
    column: str = ""
    campaign_id: int | None = None
    time: str = ""
    place: str = ""
    person: str = ""
    topic: str = ""
    note: str = ""


@dataclass(frozen=True)
class SeriesProposal:
    """What a draft gives. `conflicts` name slots by their place in `slots`, from 0, and look at what is stored.

    `notes` are sentences about weeks or months left short; `unpublished` years whose holidays are not known.
    """

    draft: SeriesDraft
    slots: tuple[DraftSlot, ...]
    notes: tuple[str, ...]
    unpublished: tuple[int, ...]
    conflicts: tuple[ConflictRow, ...]

    @property
    def unplaced(self) -> int:
        """How many slots have no day."""
        return sum(slot.day is None for slot in self.slots)


@dataclass(frozen=True)
class MoveChange:
    """What becomes, or became, of one slot."""

    slot_id: int
    unit: str
    series: str
    number: int
    before: dt.date | None
    after: dt.date | None
    reason: str
    state: SlotState


@dataclass(frozen=True)
class MoveResult:
    """What a move does: changes by day, and the conflicts that it would make (old ones are not told).

    A result with `forbidden` is refused by the functions that store.
    """

    changes: tuple[MoveChange, ...]
    conflicts: tuple[ConflictRow, ...]
    unpublished: tuple[int, ...] = ()

    @property
    def grade(self) -> Grade:
        """The most serious conflict; OFF for none."""
        return max((c.grade for c in self.conflicts), default=Grade.OFF)

    @property
    def forbidden(self) -> bool:
        """Whether a rule forbids it."""
        return self.grade is Grade.FORBID


@dataclass(frozen=True)
class Fulfilment:
    """A placement that arrived from a unit and looks like what a slot was planned for; `why` says what fits."""

    slot: SlotRow
    placement_id: int
    title: str
    outlet: str
    column: str
    day: dt.date
    why: str


@dataclass(frozen=True)
class Published:
    """A slot that became a placement. `corrects`: its week was issued already, so it goes out as a correction."""

    slot_id: int
    placement_id: int
    week: dt.date
    corrects: bool


@dataclass(frozen=True)
class AnnexRow:
    """A row of the schedule in a plan's annex; `unit_id` None: the register does not know the name."""

    number: int | None
    name: str
    unit_id: int | None
    unit: str
    day: dt.date | None
    raw: str


@dataclass(frozen=True)
class Annex:
    """The schedule in a plan's annex: what a series can be made of in one step. `name`: the proposed name."""

    campaign_id: int
    campaign: str
    name: str
    outlet_id: int | None
    outlet: str
    column: str
    rows: tuple[AnnexRow, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names that the register does not know."""
        return tuple(r.name for r in self.rows if r.unit_id is None)


@dataclass(frozen=True)
class CapacityRow:
    """Slots a day that an outlet (`column` empty) or one of its columns takes; for a place: boards at once."""

    id: int
    outlet_id: int
    outlet: str
    column: str
    per_day: int


@dataclass(frozen=True)
class ScheduleRules:
    """The rules of the office for the settings page: a grade for each rule, capacities, blackouts."""

    grades: dict[Rule, Grade] = field(default_factory=dict[Rule, Grade])
    capacities: tuple[CapacityRow, ...] = ()
    blackouts: tuple[BlackoutRow, ...] = ()
