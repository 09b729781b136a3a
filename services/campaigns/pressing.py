"""What is overdue or soon due, for the first page: read by plain statements, so that the start maps no plan tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_ANY = text(
    "SELECT 1 FROM campaign WHERE deleted_at IS NULL AND state = 'running' LIMIT 1"
)
_DUE = text(
    """
    SELECT m.id, c.id, coalesce(nullif(c.short_name, ''), c.title), m.number, m.head, m.text, min(d.due_on),
           (SELECT group_concat(name, '、') FROM
               (SELECT u.name FROM measure_unit u WHERE u.measure_id = m.id AND u.role = 'lead'
                AND u.deleted_at IS NULL ORDER BY u.position, u.id))
    FROM campaign c
    JOIN measure m ON m.campaign_id = c.id
    JOIN measure_deadline d ON d.measure_id = m.id
    WHERE c.deleted_at IS NULL AND c.state = 'running' AND (:plan IS NULL OR c.id = :plan)
      AND m.deleted_at IS NULL AND m.kind IN ('measure', 'step') AND m.state NOT IN ('done', 'dropped')
      AND d.deleted_at IS NULL AND d.past = 0 AND d.met_on IS NULL AND d.due_on IS NOT NULL
    GROUP BY m.id
    HAVING min(d.due_on) <= :until
    ORDER BY min(d.due_on), c.id, m.position, m.id
    """
)

LATELY_DAYS = 60
"""Days for which an overdue measure presses more than what falls due next."""


@dataclass(frozen=True)
class PressingMeasure:
    """A measure whose next day is over or near; `days_left` counts to it, negative when it is over."""

    id: int
    campaign_id: int
    campaign: str
    number: str
    words: str
    leads: str
    due_on: dt.date
    days_left: int


@dataclass(frozen=True)
class Pressing:
    """Overdue measures and those due from today on within some days, each by day."""

    overdue: tuple[PressingMeasure, ...] = ()
    soon: tuple[PressingMeasure, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.overdue or self.soon)

    @property
    def by_urgency(self) -> tuple[PressingMeasure, ...]:
        """What fell due lately, the newest first; what falls due next; what has been lying for longer."""
        lately = [m for m in self.overdue if m.days_left >= -LATELY_DAYS]
        long_ago = [m for m in self.overdue if m.days_left < -LATELY_DAYS]
        return (*reversed(lately), *self.soon, *reversed(long_ago))


def pressing(
    session: Session, today: dt.date, days: int = 14, campaign_id: int | None = None
) -> Pressing:
    """The same measures as `measures.due`, of all plans or one, in one statement; nothing where no plan runs."""
    if session.execute(_ANY).first() is None:
        return Pressing()
    until = today + dt.timedelta(days=days)
    wanted = {"until": until.toordinal(), "plan": campaign_id}
    rows = [_measure(row, today) for row in session.execute(_DUE, wanted).tuples()]
    return Pressing(
        tuple(r for r in rows if r.days_left < 0),
        tuple(r for r in rows if r.days_left >= 0),
    )


def _measure(row: Any, today: dt.date) -> PressingMeasure:
    measure_id, plan_id, plan, number, head, words, due, leads = row
    due_on = dt.date.fromordinal(due)
    return PressingMeasure(
        measure_id,
        plan_id,
        plan,
        number,
        head or words,
        leads or "",
        due_on,
        (due_on - today).days,
    )
