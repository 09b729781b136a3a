"""Figures of a plan: targets with the values reached in each year, quotas counted per year, quarter, month."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.errors import NotFound, ValidationError
from models.tables import Story
from services import text
from services.campaigns import types
from services.campaigns.store import get_campaign, rows_of

_CEILING = re.compile(
    r"不超过|不高于|不多于|控制在|以内|之内|(?:日|天|时|钟|月|元)内|(?:压减|压缩|缩短|缩减|减少|降低|下降)(?:至|到)"
)


@dataclass(frozen=True)
class Reached:
    """The value that a target had reached in a year."""

    id: int
    year: int
    value: float
    on_day: dt.date
    note: str


@dataclass(frozen=True)
class TargetState:
    """A target with its values, the oldest year first.

    `reached` is whether the newest value has come up to the number (for a yearly target: that of `year`); None
    where the number or the value is not known.
    """

    target: types.TargetRow
    values: tuple[Reached, ...]
    reached: bool | None


@dataclass(frozen=True)
class Piece:
    """Pieces that were made on a day."""

    id: int
    made_on: dt.date
    title: str
    amount: int
    story_id: int | None


@dataclass(frozen=True)
class QuotaPeriod:
    """How many pieces one year, quarter, month or week holds: `first` and `last` day inclusive."""

    label: str
    first: dt.date
    last: dt.date
    made: int
    least: int
    most: int

    @property
    def missing(self) -> int:
        """Pieces still to be made to reach the least number."""
        return max(0, self.least - self.made)


@dataclass(frozen=True)
class QuotaState:
    """A deliverable with its pieces, and its count in each period from the campaign's first to the present one."""

    deliverable: types.DeliverableRow
    pieces: tuple[Piece, ...]
    periods: tuple[QuotaPeriod, ...]


def record_value(
    session: Session,
    target_id: int,
    year: int,
    value: float,
    *,
    on_day: dt.date,
    note: str = "",
) -> int:
    """Write down what a target has reached in a year; a value of the same year is replaced. Returns its id.

    Raises NotFound, ValidationError.
    """
    target = session.get(t.Target, target_id)
    if target is None or target.deleted_at is not None:
        raise NotFound("这个指标已经不在了，可能刚被删除。")
    if not 1949 <= year <= 2199:
        raise ValidationError("请填写四位数的年份。", "year")
    if value != value or value < 0 or value > 1e15:
        raise ValidationError("请填写 0 以上的数字。", "value")
    query = select(t.TargetValue).where(
        t.TargetValue.target_id == target_id,
        t.TargetValue.year == year,
        t.TargetValue.deleted_at.is_(None),
    )
    record = session.scalar(query.limit(1))
    if record is None:
        record = t.TargetValue(
            campaign_id=target.campaign_id, target_id=target_id, year=year
        )
        session.add(record)
    record.value, record.on_day, record.note = float(value), on_day, text.clean(note)
    session.flush()
    return record.id


def forget_value(session: Session, target_id: int, year: int) -> None:
    """Take away what was written down for a year; without such a value nothing happens."""
    query = select(t.TargetValue).where(
        t.TargetValue.target_id == target_id,
        t.TargetValue.year == year,
        t.TargetValue.deleted_at.is_(None),
    )
    for record in session.scalars(query):
        record.deleted_at = dt.datetime.now()
    session.flush()


def add_piece(
    session: Session,
    deliverable_id: int,
    made_on: dt.date,
    title: str,
    *,
    amount: int = 1,
    story_id: int | None = None,
) -> int:
    """Write down that pieces were made; returns the id. Raises NotFound, ValidationError."""
    deliverable = session.get(t.Deliverable, deliverable_id)
    if deliverable is None or deliverable.deleted_at is not None:
        raise NotFound("这项成果已经不在方案里了，可能刚被删除。")
    if amount < 1:
        raise ValidationError("件数请填写 1 以上的整数。", "amount")
    if story_id is not None:
        story = session.get(Story, story_id)
        if story is None or story.deleted_at is not None:
            raise NotFound("这篇稿件已经不在了，可能刚被删除。")
        title = title or story.title
    record = t.DeliverablePiece(
        campaign_id=deliverable.campaign_id,
        deliverable_id=deliverable_id,
        made_on=made_on,
        title=text.clean(title),
        amount=amount,
        story_id=story_id,
    )
    session.add(record)
    session.flush()
    return record.id


def delete_piece(session: Session, piece_id: int) -> None:
    """Put a piece into the recycle bin. Raises NotFound."""
    record = session.get(t.DeliverablePiece, piece_id)
    if record is None or record.deleted_at is not None:
        raise NotFound("这条记录已经不在了，可能刚被删除。")
    record.deleted_at = dt.datetime.now()
    session.flush()


def target_states(
    session: Session, campaign_id: int, today: dt.date
) -> list[TargetState]:
    """The targets of a plan with what they have reached."""
    get_campaign(session, campaign_id)
    values: dict[int, list[Reached]] = {}
    query = (
        select(t.TargetValue)
        .where(
            t.TargetValue.campaign_id == campaign_id, t.TargetValue.deleted_at.is_(None)
        )
        .order_by(t.TargetValue.year, t.TargetValue.id)
    )
    for v in session.scalars(query):
        values.setdefault(v.target_id, []).append(
            Reached(v.id, v.year, v.value, v.on_day, v.note)
        )
    found: list[TargetState] = []
    for target in rows_of(session, t.Target, types.TargetRow, campaign_id):
        own = tuple(values.get(target.id, ()))
        found.append(TargetState(target, own, _reached(target, own, today.year)))
    return found


def quota_states(
    session: Session, campaign_id: int, today: dt.date
) -> list[QuotaState]:
    """The deliverables of a plan, counted per period.

    Periods run from the campaign's first day (its date of issue, else the first piece) to `today` or its last
    day, whichever is earlier; they are those of the calendar, and weeks begin on Monday.
    """
    campaign = get_campaign(session, campaign_id)
    pieces: dict[int, list[Piece]] = {}
    query = (
        select(t.DeliverablePiece)
        .where(
            t.DeliverablePiece.campaign_id == campaign_id,
            t.DeliverablePiece.deleted_at.is_(None),
        )
        .order_by(t.DeliverablePiece.made_on, t.DeliverablePiece.id)
    )
    for p in session.scalars(query):
        pieces.setdefault(p.deliverable_id, []).append(
            Piece(p.id, p.made_on, p.title, p.amount, p.story_id)
        )
    found: list[QuotaState] = []
    for made in rows_of(session, t.Deliverable, types.DeliverableRow, campaign_id):
        own = pieces.get(made.id, [])
        days = [p.made_on for p in own]
        first = campaign.starts_on or campaign.issued_on or min(days, default=today)
        last = min(today, campaign.ends_on or today)
        first, last = min([first, *days]), max([last, *days])
        spans = periods(made.per, first, max(first, last))
        counted = tuple(
            QuotaPeriod(
                label,
                begin,
                end,
                sum(p.amount for p in own if begin <= p.made_on <= end),
                made.least,
                made.most,
            )
            for label, begin, end in spans
        )
        found.append(QuotaState(made, tuple(own), counted))
    return found


def _reached(
    target: types.TargetRow, values: tuple[Reached, ...], year: int
) -> bool | None:
    if target.yearly:
        values = tuple(v for v in values if v.year == year)
    if target.amount is None or not values:
        return None
    if is_ceiling(target.text):
        return values[-1].value <= target.amount
    return values[-1].value >= target.amount


def is_ceiling(words: str) -> bool:
    """Whether a target is not to be passed: 「压减至 1 个工作日内」「不超过 5 天」."""
    return bool(_CEILING.search(words))


def periods(
    per: str, first: dt.date, last: dt.date
) -> Iterable[tuple[str, dt.date, dt.date]]:
    """The periods of the calendar that cover two days, whole: words, first and last day."""
    if per not in {"year", "half", "quarter", "month", "week", "day"}:
        yield "全程", first, last
        return
    begin = _begin(per, first)
    while begin <= last:
        following = _after(per, begin)
        yield _label(per, begin), begin, following - dt.timedelta(days=1)
        begin = following


_MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}


def _begin(per: str, day: dt.date) -> dt.date:
    if per == "day":
        return day
    if per == "week":
        return day - dt.timedelta(days=day.weekday())
    size = _MONTHS[per]
    return dt.date(day.year, (day.month - 1) // size * size + 1, 1)


def _after(per: str, begin: dt.date) -> dt.date:
    if per in {"day", "week"}:
        return begin + dt.timedelta(days=1 if per == "day" else 7)
    month = begin.month - 1 + _MONTHS[per]
    return dt.date(begin.year + month // 12, month % 12 + 1, 1)


def _label(per: str, begin: dt.date) -> str:
    if per == "year":
        return f"{begin.year} 年"
    if per == "half":
        return f"{begin.year} 年{'上' if begin.month == 1 else '下'}半年"
    if per == "quarter":
        return f"{begin.year} 年第{'一二三四'[begin.month // 3]}季度"
    if per == "month":
        return f"{begin.year} 年 {begin.month} 月"
    if per == "day":
        return begin.isoformat()
    return f"{begin} 那一周"
