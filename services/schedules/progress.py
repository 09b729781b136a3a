"""Slots as they are run: confirmed, recorded, published into the weekly round, and one step back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_schedules as t
from models.errors import NotFound, ValidationError
from models.journal import bulk_update
from models.tables import Placement, WeeklyIssue
from models.vocabulary_schedules import ChangeKind
from services import stories, text
from services.campaigns.links import tie_placements
from services.registers.units import exists_on, get_unit
from services.returns import FROM_SLOT
from services.schedules.changes import Deed, carry_out
from services.schedules.moves import state_by_dates
from services.schedules.rows import slots_by_id
from services.schedules.series import SlotState, day_words, short_words
from services.schedules.types import Published, SlotRow
from services.weeks import week_of

_ORDER = (
    SlotState.PLANNED,
    SlotState.CONFIRMED,
    SlotState.RECORDED,
    SlotState.PUBLISHED,
)
_DATES = {
    SlotState.CONFIRMED: "confirmed_on",
    SlotState.RECORDED: "recorded_on",
    SlotState.PUBLISHED: "published_on",
}
_VERBS = {
    SlotState.CONFIRMED: "确认",
    SlotState.RECORDED: "录制",
    SlotState.PUBLISHED: "刊播",
}


class StateSkipped(ValidationError):
    """A state would be passed over; asks whether to fill it in. `left_out` are the states in between."""

    def __init__(self, sentence: str, left_out: tuple[SlotState, ...]) -> None:
        super().__init__(sentence, "state")
        self.left_out = left_out


def advance(
    session: Session,
    slot_ids: Sequence[int],
    state: SlotState,
    on: dt.date,
    *,
    fill: bool = False,
) -> None:
    """Confirm slots, or note that they are recorded, on a day; publishing is `publish`.

    With `fill` the states in between get the same day; slots that are there already are passed over.
    Raises StateSkipped without it, ValidationError where all are there already or days would run
    backwards, NotFound.
    """
    if state not in (SlotState.CONFIRMED, SlotState.RECORDED):
        raise KeyError(state)
    slots = _waiting(slots_by_id(session, slot_ids), state, fill)
    deeds: list[Deed] = []
    for slot in slots:
        if slot.day is None:
            raise ValidationError(f"“{slot.unit}”还没有日期，请先排好日期。", "day")
        values: dict[str, Any] = {"state": state, **_dates(slot, state, on)}
        if state is SlotState.RECORDED and slot.confirmed_on and on < slot.confirmed_on:
            raise ValidationError(
                f"“{slot.unit}”{short_words(slot.confirmed_on)}才确认，录制日期不能早于这一天。",
                "on",
            )
        deeds.append(Deed(slot, ChangeKind.STATE, values))
    carry_out(session, deeds)


def publish(
    session: Session,
    slot_ids: Sequence[int],
    on: dt.date | None = None,
    *,
    titles: Mapping[int, str] | None = None,
    fill: bool = False,
    today: dt.date | None = None,
) -> tuple[Published, ...]:
    """Note that slots were published on a day (default: their own): each becomes a placement of its week.

    A story of the unit with the same title is added to, a placement that is there already is taken. The
    return of the unit counts as received on that day until its own comes. `titles`: slot id → title.
    Raises StateSkipped, ValidationError (field: outlet_id, published_on, title), NotFound.
    """
    slots = _waiting(slots_by_id(session, slot_ids), SlotState.PUBLISHED, fill)
    done: list[Published] = []
    deeds: list[Deed] = []
    for slot in slots:
        day = _published_day(slot, on, today or dt.date.today())
        title = (titles or {}).get(slot.id) or suggested_title(slot)
        placement_id = _place(session, slot, day, title)
        if slot.campaign_id is not None and slot.campaign:
            tie_placements(session, slot.campaign_id, [placement_id])
        values = {
            "state": SlotState.PUBLISHED,
            **_dates(slot, SlotState.PUBLISHED, day),
            "placement_id": placement_id,
        }
        deeds.append(Deed(slot, ChangeKind.STATE, values))
        week = week_of(day)
        done.append(Published(slot.id, placement_id, week, _issued(session, week)))
    carry_out(session, deeds)
    return tuple(done)


def step_back(session: Session, slot_ids: Sequence[int], reason: str = "") -> None:
    """One state back; of a published slot the placement that publishing made goes to the recycle bin.

    A placement that came from the unit stays. Raises ValidationError for a slot that is only planned.
    """
    slots = slots_by_id(session, slot_ids)
    deeds: list[Deed] = []
    made: list[int] = []
    for slot in slots:
        if slot.state not in _DATES:
            raise ValidationError(
                f"“{slot.unit}”{slot.state.label}，没有上一步。", "state"
            )
        values: dict[str, Any] = {_DATES[slot.state]: None}
        if slot.state is SlotState.PUBLISHED:
            values |= {"state": state_by_dates(slot), "placement_id": None}
            if slot.placement_id is not None and _own_placement(session, slot.id):
                made.append(slot.placement_id)
        elif slot.state is SlotState.RECORDED and slot.confirmed_on is not None:
            values["state"] = SlotState.CONFIRMED
        else:
            values["state"] = SlotState.PLANNED
        deeds.append(Deed(slot, ChangeKind.STATE, values, reason))
    carry_out(session, deeds)
    live = [i for i in made if _is_live(session, i)]
    if live:
        stories.delete_placements(session, live)


def suggested_title(slot: SlotRow) -> str:
    """The title that a published slot gets when the clerk gives none: its topic, else column and unit."""
    if slot.topic:
        return slot.topic
    name = slot.column or slot.series
    return f"{name}：{slot.unit}" if name else f"{slot.unit}专访"


def placements_gone(session: Session, placement_ids: Sequence[int]) -> None:
    """Placements were deleted: slots that they fulfilled go back to the state before."""
    if not placement_ids:
        return
    linked = _linked(session)
    ids = [linked[i] for i in placement_ids if i in linked]
    deeds = [
        Deed(
            slot,
            ChangeKind.STATE,
            {
                "state": state_by_dates(slot),
                "published_on": None,
                "placement_id": None,
            },
            "刊播记录已删除",
        )
        for slot in slots_by_id(session, ids)
    ]
    carry_out(session, deeds)


def placements_moved(session: Session, days: Mapping[int, dt.date]) -> None:
    """Placements got another day (id → day): slots that they fulfilled were published on it."""
    if not days:
        return
    linked = _linked(session)
    changes = {linked[i]: {"published_on": d} for i, d in days.items() if i in linked}
    bulk_update(session, t.Slot, changes)


def _linked(session: Session) -> dict[int, int]:
    """Placement → slot that it fulfils; read whole, since an import may change any number of placements."""
    query = select(t.Slot.placement_id, t.Slot.id).where(
        t.Slot.placement_id.is_not(None), t.Slot.deleted_at.is_(None)
    )
    rows = session.execute(query).tuples()
    return {placement: slot for placement, slot in rows if placement is not None}


def _waiting(slots: Sequence[SlotRow], state: SlotState, fill: bool) -> list[SlotRow]:
    """The slots that have not reached the state; of several chosen those that have are passed over."""
    place = _ORDER.index(state)
    for slot in slots:
        if slot.state is SlotState.CANCELLED:
            raise ValidationError(
                f"“{slot.unit}”已取消，请先恢复，再登记{_VERBS[state]}。", "state"
            )
    todo = [s for s in slots if _ORDER.index(s.state) < place]
    if slots and not todo:
        first = slots[0]
        raise ValidationError(
            f"“{first.unit}”{first.state.label}，不用再登记。", "state"
        )
    missing: set[SlotState] = set()
    names: list[str] = []
    for slot in todo:
        between = _ORDER[_ORDER.index(slot.state) + 1 : place]
        if between:
            missing |= set(between)
            names.append(slot.unit)
    if missing and not fill:
        left_out = tuple(s for s in _ORDER if s in missing)
        verbs = "、".join(_VERBS[s] for s in left_out)
        who = "、".join(f"“{n}”" for n in names[:3])
        more = f"等 {len(names)} 期" if len(names) > 3 else ""
        raise StateSkipped(
            f"{who}{more}还没有登记{verbs}。可以连同{verbs}一起登记为同一天，或先登记{_VERBS[left_out[0]]}。",
            left_out,
        )
    return todo


def _dates(slot: SlotRow, state: SlotState, on: dt.date) -> dict[str, dt.date]:
    """The day of the state, and of those before it that have none."""
    found: dict[str, dt.date] = {_DATES[state]: on}
    for passed in _ORDER[_ORDER.index(slot.state) + 1 : _ORDER.index(state)]:
        if getattr(slot, _DATES[passed]) is None:
            found[_DATES[passed]] = on
    return found


def _published_day(slot: SlotRow, on: dt.date | None, today: dt.date) -> dt.date:
    day = on or slot.day
    if slot.outlet_id is None:
        raise ValidationError(
            f"“{slot.unit}”这一期没有写媒体，请先补上媒体，再登记刊播。", "outlet_id"
        )
    if day is None:
        raise ValidationError(
            f"“{slot.unit}”还没有日期，请填写刊播日期。", "published_on"
        )
    if day > today:
        raise ValidationError(
            f"“{slot.unit}”的刊播日期{day_words(day)}还没有到，不能登记为已刊播。",
            "published_on",
        )
    return day


def _place(session: Session, slot: SlotRow, day: dt.date, title: str) -> int:
    """The placement of a published slot, made where there is none yet."""
    assert slot.outlet_id is not None  # _published_day has looked
    unit = get_unit(session, slot.unit_id)
    if not exists_on(unit.valid_from, unit.valid_to, day):
        raise ValidationError(
            f"“{unit.name}”在{short_words(day)}没有启用，不能登记刊播。", "published_on"
        )
    title = stories.check_title(title)
    matcher = stories.StoryMatcher.load(session, [slot.unit_id], day, day)
    match = matcher.find(slot.unit_id, title, day)
    story_id = match.story.id if match and match.exact else None
    if story_id is not None:
        there = session.scalar(
            select(Placement.id)
            .where(
                Placement.story_id == story_id,
                Placement.outlet_id == slot.outlet_id,
                Placement.published_on == day,
                Placement.deleted_at.is_(None),
            )
            .limit(1)
        )
        if there is not None:
            return there
    draft = stories.PlacementDraft(
        day, slot.outlet_id, column_name=slot.column, note=text.clean(slot.note)
    )
    story_id = stories.add_story(
        session,
        slot.unit_id,
        week_of(day),
        title,
        [draft],
        story_id=story_id,
        received_on=day,
        source=FROM_SLOT,
    )
    newest = select(Placement.id).where(
        Placement.story_id == story_id, Placement.deleted_at.is_(None)
    )
    found = session.scalar(newest.order_by(Placement.id.desc()).limit(1))
    if found is None:
        raise NotFound("刊播没有登记成功，请再试一次。")
    return found


def _own_placement(session: Session, slot_id: int) -> bool:
    """Whether publishing the slot made its placement, and not the unit's own report."""
    query = (
        select(t.SlotChange.kind)
        .where(
            t.SlotChange.slot_id == slot_id,
            t.SlotChange.state_after == SlotState.PUBLISHED.value,
            t.SlotChange.deleted_at.is_(None),
        )
        .order_by(t.SlotChange.id.desc())
    )
    return session.scalar(query.limit(1)) == ChangeKind.STATE.value


def _is_live(session: Session, placement_id: int) -> bool:
    placement = session.get(Placement, placement_id)
    return placement is not None and placement.deleted_at is None


def _issued(session: Session, week: dt.date) -> bool:
    query = select(WeeklyIssue.id).where(
        WeeklyIssue.week == week, WeeklyIssue.deleted_at.is_(None)
    )
    return session.scalar(query.limit(1)) is not None
