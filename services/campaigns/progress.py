"""What was done for a measure: dated entries, told by whom, with how much of it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.errors import NotFound, ValidationError
from services import text
from services.campaigns.states import begin, get_measure
from services.registers.units import get_unit

TEXT_MAX = 5_000


class Same(Enum):
    """Says that a value stays as it is."""

    SAME = "same"


SAME = Same.SAME


@dataclass(frozen=True)
class Entry:
    """One dated entry; `share` is 0–100 or None where it was not told."""

    id: int
    measure_id: int
    on_day: dt.date
    text: str
    who: str
    unit_id: int | None
    share: int | None


def add_entry(
    session: Session,
    measure_id: int,
    on_day: dt.date,
    words: str,
    *,
    today: dt.date,
    who: str = "",
    unit_id: int | None = None,
    share: int | None = None,
) -> int:
    """Write down what was done on a day; a measure that had not begun is under way then. Returns the entry's id.

    Raises NotFound, ValidationError (no words, a day to come, a share outside 0–100).
    """
    measure = get_measure(session, measure_id)
    if unit_id is not None:
        get_unit(session, unit_id)
    entry = t.ProgressEntry(
        campaign_id=measure.campaign_id,
        measure_id=measure_id,
        on_day=_day(on_day, today),
        text=_words(words),
        who=text.clean(who),
        unit_id=unit_id,
        share=_share(share),
    )
    session.add(entry)
    begin(measure)
    session.flush()
    return entry.id


def change_entry(
    session: Session,
    entry_id: int,
    *,
    today: dt.date,
    on_day: dt.date,
    words: str,
    who: str,
    share: int | None,
    unit_id: int | Same | None = SAME,
) -> None:
    """Change an entry; its unit stays unless one (or None) is given. Raises NotFound, ValidationError."""
    entry = _get(session, entry_id)
    if not isinstance(unit_id, Same):
        if unit_id is not None:
            get_unit(session, unit_id)
        entry.unit_id = unit_id
    entry.on_day, entry.text = _day(on_day, today), _words(words)
    entry.who, entry.share = text.clean(who), _share(share)
    session.flush()


def delete_entry(session: Session, entry_id: int) -> None:
    """Put an entry and its attachments into the recycle bin. Raises NotFound."""
    entry = _get(session, entry_id)
    now = dt.datetime.now()
    entry.deleted_at = now
    query = select(t.Attachment).where(
        t.Attachment.entry_id == entry_id, t.Attachment.deleted_at.is_(None)
    )
    for attachment in session.scalars(query):
        attachment.deleted_at = now
    session.flush()


def entries(session: Session, measure_ids: Sequence[int]) -> list[Entry]:
    """The entries of measures, the newest first."""
    query = (
        select(t.ProgressEntry)
        .where(
            t.ProgressEntry.measure_id.in_(measure_ids),
            t.ProgressEntry.deleted_at.is_(None),
        )
        .order_by(t.ProgressEntry.on_day.desc(), t.ProgressEntry.id.desc())
    )
    return [
        Entry(e.id, e.measure_id, e.on_day, e.text, e.who, e.unit_id, e.share)
        for e in session.scalars(query)
    ]


def _get(session: Session, entry_id: int) -> t.ProgressEntry:
    entry = session.get(t.ProgressEntry, entry_id)
    if entry is None or entry.deleted_at is not None:
        raise NotFound("这条进展记录已经不在了，可能刚被删除。")
    return entry


def _day(day: dt.date, today: dt.date) -> dt.date:
    if day > today:
        raise ValidationError(
            f"进展日期（{day}）还没有到，请填写实际发生的日期。", "on_day"
        )
    return day


def _words(words: str) -> str:
    tidy = words.strip()
    if not tidy:
        raise ValidationError("请填写做了什么。", "text")
    if len(tidy) > TEXT_MAX:
        raise ValidationError(f"进展最多填写 {TEXT_MAX} 个字，请缩短。", "text")
    return tidy


def _share(share: int | None) -> int | None:
    if share is not None and not 0 <= share <= 100:
        raise ValidationError("完成比例请填写 0 到 100 之间的整数。", "share")
    return share
