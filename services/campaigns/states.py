"""States of measures as the clerk sets them, and dates ticked off; overdue is never set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.errors import NotFound, ValidationError
from models.vocabulary_campaigns import MeasureState
from services import text
from services.campaigns.hanging import parts_of


def get_measure(session: Session, measure_id: int) -> t.Measure:
    """The stored measure; raises NotFound, for one of a deleted plan too."""
    measure = session.get(t.Measure, measure_id)
    if measure is None or measure.deleted_at is not None:
        raise NotFound("这条任务已经不在台账里了，可能刚被删除。")
    campaign = session.get(t.Campaign, measure.campaign_id)
    if campaign is None or campaign.deleted_at is not None:
        raise NotFound("这条任务所属的方案已经删除；可以到回收站里找回。")
    return measure


def set_state(
    session: Session,
    measure_ids: Sequence[int],
    state: MeasureState,
    *,
    today: dt.date,
    closed_on: dt.date | None = None,
    reason: str = "",
) -> None:
    """Set the state of measures.

    `closed_on` is the day on which they were done or dropped (today when None); a dropped one needs a reason. An
    open state clears both. Raises NotFound, ValidationError.
    """
    if state is MeasureState.OVERDUE:
        raise ValidationError("“已逾期”由程序按时限判断，不能手工设置。", "state")
    words = text.clean(reason)
    if state is MeasureState.DROPPED and not words:
        raise ValidationError("请填写不再实施的理由。", "dropped_reason")
    held = _held(session, measure_ids)
    day = closed_on or today
    if state.closed and day > today:
        raise ValidationError(
            f"办结日期（{day}）晚于今天，请填写实际办结的日期。", "closed_on"
        )
    for measure_id in measure_ids:
        measure = get_measure(session, measure_id)
        same = measure.state == state.value
        measure.state = state.value
        measure.dropped_reason = words if state is MeasureState.DROPPED else ""
        if not state.closed:
            measure.closed_on = None
        elif not same or closed_on is not None:
            measure.closed_on = day
    session.flush()
    held.clear()


def _held(session: Session, ids: Sequence[int]) -> list[object]:
    """Measures and their plans, read in a few statements: while they are held, asking for one costs none."""
    measures = [
        measure
        for part in parts_of(ids)
        for measure in session.scalars(select(t.Measure).where(t.Measure.id.in_(part)))
    ]
    plans = {measure.campaign_id for measure in measures}
    query = select(t.Campaign).where(t.Campaign.id.in_(plans))
    return [*measures, *session.scalars(query)]


def begin(measure: t.Measure) -> None:
    """A measure that had not begun is under way, since something was done for it."""
    if measure.state == MeasureState.NOT_BEGUN.value:
        measure.state = MeasureState.UNDER_WAY.value


def meet_deadline(session: Session, deadline_id: int, met_on: dt.date | None) -> None:
    """Tick off one date of a measure (None: take the tick away), so that the next one counts. Raises NotFound."""
    deadline = session.get(t.MeasureDeadline, deadline_id)
    if deadline is None or deadline.deleted_at is not None:
        raise NotFound("这个时限已经不在了，可能刚被删除。")
    deadline.met_on = met_on
    session.flush()
