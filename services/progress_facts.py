"""Measures as forms and ledger workbooks show them: ledger rows with the values that their targets reached."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.vocabulary_campaigns import CampaignState, MeasureState
from services import progress_shared as shared
from services.campaigns import types
from services.campaigns.measures import LEDGER_KINDS, LedgerFilter, LedgerRow, ledger
from services.campaigns.types import CampaignRow
from services.registers.units import UnitRow

_COLLECTIVE = re.compile(
    r"^(?:各|其他|其它|全[市县区州省]|所有|相关|有关)|(?:有关|相关|责任|成员|各)(?:部门|单位)|^[市县区州省]级各|权的部门$|^(?:乡镇|街道|镇街|园区|村|社区|企业)$"
)
_DUTIES = re.compile(
    r"\s*[（(](?:牵头|责任|配合|主办|协办|完成时限|时限)[^。；]{0,8}[：:][^。]*[）)]\s*$"
)


@dataclass(frozen=True)
class Told:
    """A value that a target had reached in a year, told on a day."""

    year: int
    value: float
    on_day: dt.date


@dataclass(frozen=True)
class Facts:
    """Ledger rows in the order of the plans, and target id → its values, the oldest year first."""

    today: dt.date
    rows: tuple[LedgerRow, ...]
    values: dict[int, tuple[Told, ...]]

    def told(self, target: types.TargetRow, year: int) -> Told | None:
        """The value that counts now: of a yearly target that of `year`, else the newest."""
        own = self.values.get(target.id, ())
        if target.yearly:
            own = tuple(v for v in own if v.year == year)
        return own[-1] if own else None


def load_facts(
    session: Session,
    today: dt.date,
    campaign_id: int | None = None,
    *,
    kinds: frozenset[str] = LEDGER_KINDS,
    running: bool = False,
) -> Facts:
    """Measures of one plan or of all (`running`: of those under way), as they stand on `today`."""
    states = frozenset(
        s for s in CampaignState if running and s == CampaignState.RUNNING
    )
    wanted = LedgerFilter(campaign_id=campaign_id, kinds=kinds, campaign_states=states)
    rows = tuple(ledger(session, today, wanted))
    query = select(t.TargetValue).where(t.TargetValue.deleted_at.is_(None))
    if campaign_id is not None:
        query = query.where(t.TargetValue.campaign_id == campaign_id)
    found: dict[int, list[Told]] = {}
    for v in session.scalars(query.order_by(t.TargetValue.year, t.TargetValue.id)):
        found.setdefault(v.target_id, []).append(Told(v.year, v.value, v.on_day))
    return Facts(today, rows, {key: tuple(told) for key, told in found.items()})


def successor(
    units: Mapping[int, UnitRow], unit_id: int | None, day: dt.date
) -> int | None:
    """The unit that stands in on a day for one that was merged into it; the same id for all others."""
    seen: set[int] = set()
    while unit_id is not None and unit_id not in seen:
        seen.add(unit_id)
        unit = units.get(unit_id)
        if unit is None or unit.merged_into_id is None or unit.exists_on(day):
            break
        unit_id = unit.merged_into_id
    return unit_id


def is_collective(name: str) -> bool:
    """Whether a name means many units (各成员单位, 市级有关部门): no form can be addressed to it."""
    return bool(_COLLECTIVE.search(name))


def plan_order(rows: Iterable[LedgerRow]) -> list[int]:
    """The plans of some rows, each once, in order."""
    return list(dict.fromkeys(row.campaign_id for row in rows))


def code_of(
    row: LedgerRow, target: types.TargetRow | None, told: Told | None, year: int
) -> str:
    """The code of a row as it goes out."""
    measure = row.measure
    return shared.make_code(
        shared.RowCode(
            measure.uid,
            target.uid if target else "",
            MeasureState(measure.state),
            measure.closed_on,
            row.share,
            shared.key_of(row.last_text),
            row.last_on,
            told.value if told else None,
            (told.year if told else year) if target else None,
        )
    )


def task_words(row: LedgerRow, limit: int = 0) -> str:
    """What is to be done, head and words, cut to `limit` characters (0: whole); without the bracket that names
    units and days at its end, since these stand in columns of their own.
    """
    head, words = row.measure.head.strip(), row.measure.text.strip()
    whole = words if not head or words.startswith(head) else f"{head}。{words}"
    whole = _DUTIES.sub("", whole) or whole
    return whole[:limit] + "…" if limit and len(whole) > limit else whole


def due_words(row: LedgerRow) -> str:
    """The dates of a measure, a line each: the day, or the words where no day is known."""
    lines: list[str] = []
    for date in row.deadlines:
        if date.past:
            continue
        words = date.due_on.isoformat() if date.due_on else date.raw
        if words and date.met_on:
            words += "（已办）"
        if words:
            lines.append(words)
    if row.measure.recurrence_raw:
        lines.append(row.measure.recurrence_raw)
    return "\n".join(dict.fromkeys(lines))


def target_words(target: types.TargetRow) -> str:
    """A target as a form shows it: its words, with the number where they hold none."""
    return target.text.strip()


def plan_title(campaign: CampaignRow) -> str:
    """A plan's title with its number, for a heading."""
    number = f"（{campaign.doc_number}）" if campaign.doc_number else ""
    return f"{campaign.title}{number}"
