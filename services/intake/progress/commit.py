"""Storing what a preview of progress accepted: one action, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import journal
from models.database import Database
from models.errors import NotFound, ValidationError
from services.campaigns.figures import record_value
from services.campaigns.progress import add_entry, change_entry
from services.campaigns.states import set_state
from services.intake.problems import Problem
from services.intake.progress.prepare import refresh
from services.intake.progress.preview import (
    Counts,
    Item,
    ItemKind,
    Preview,
    counts,
)

Report = Callable[[int, int, str], None]
_ORDER = {ItemKind.ENTRY: 0, ItemKind.VALUE: 1, ItemKind.STATE: 2}
_STEP = 20


@dataclass(frozen=True)
class ProgressResult:
    """What was stored; `action_id` is the action that can be undone, None where there was nothing to store."""

    action_id: int | None
    entries: int
    states: int
    values: int
    waiting: int
    same: int
    wrong: int
    problems: tuple[Problem, ...]

    @property
    def stored(self) -> int:
        """How many items were stored."""
        return self.entries + self.states + self.values


def commit(
    db: Database, preview: Preview, report: Report | None = None
) -> ProgressResult:
    """Store the ticked items of a preview as one action; what is wrong or not ticked is left.

    Where the record moved since the preview, everything is compared again first, and what turned doubtful by that
    is left too. `report` may raise Cancelled: nothing is stored.
    """
    with db.reading() as session:
        refresh(session, preview)
    if not counts(preview).will_write:
        return _result(None, counts(preview), preview)
    with db.writing(_title(preview), kind="import") as session:
        refresh(session, preview)
        totals = counts(preview)
        taken = sorted(
            (i for i in preview.items if i.counts),
            key=lambda i: (_ORDER[i.kind], i.on_day or preview.received, i.id),
        )
        for done, item in enumerate(taken):
            if report and done % _STEP == 0:
                report(done, len(taken), "正在登记进展")
            _store(session, preview, item)
        session.flush()
        action_id = journal.action_id(session) if taken else None
    return _result(action_id, totals, preview)


def _store(session: Session, preview: Preview, item: Item) -> None:
    try:
        if item.kind is ItemKind.ENTRY:
            _store_entry(session, preview, item)
        elif item.kind is ItemKind.STATE:
            _store_state(session, preview, item)
        else:
            assert item.target_id is not None
            assert item.year is not None
            assert item.value is not None
            record_value(
                session,
                item.target_id,
                item.year,
                item.value,
                on_day=item.on_day or preview.received,
            )
    except (ValidationError, NotFound) as error:
        file = preview.file(item.file_id)
        raise ValidationError(
            f"“{file.name}”第 {item.row} 行（{item.number} {item.task}）没有登记成：{error}"
            "整批都没有保存，请去掉这一条的勾再试。"
        ) from error


def _store_entry(session: Session, preview: Preview, item: Item) -> None:
    assert item.measure_id is not None
    file = preview.file(item.file_id)
    on_day = item.on_day or preview.received
    if item.entry_id is not None:
        change_entry(
            session,
            item.entry_id,
            today=preview.received,
            on_day=on_day,
            words=item.words,
            who=file.who,
            share=item.share,
        )
        return
    add_entry(
        session,
        item.measure_id,
        on_day,
        item.words,
        today=preview.received,
        who=file.who,
        unit_id=file.unit_id,
        share=item.share,
    )


def _store_state(session: Session, preview: Preview, item: Item) -> None:
    assert item.measure_id is not None
    assert item.state is not None
    set_state(
        session,
        [item.measure_id],
        item.state,
        today=preview.received,
        closed_on=item.closed_on,
        reason=item.dropped,
    )


def _title(preview: Preview) -> str:
    files = {f.path: f for f in preview.files if _gave(preview, f.id)}
    units: Sequence[str] = list(dict.fromkeys(f.unit for f in files.values() if f.unit))
    if len(files) == 1:
        return f"收进展：“{next(iter(files.values())).name}”"
    return f"收进展：{len(units) or len(files)} 个单位的表"


def _gave(preview: Preview, file_id: int) -> bool:
    return any(i.file_id == file_id and i.counts for i in preview.items)


def _result(action_id: int | None, totals: Counts, preview: Preview) -> ProgressResult:
    return ProgressResult(
        action_id,
        totals.entries if action_id is not None else 0,
        totals.states if action_id is not None else 0,
        totals.values if action_id is not None else 0,
        totals.waiting,
        totals.same,
        totals.wrong,
        tuple(preview.problems),
    )
