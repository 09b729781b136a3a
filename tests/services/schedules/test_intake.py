"""Forms of units and slots: what arrives is proposed, a row that goes opens its slot, undo brings both back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from models.database import Database
from services.intake.commit import commit
from services.intake.prepare import prepare, set_row
from services.intake.preview import RowStatus
from services.intake.undo import undo_batch
from services.integrity import check
from services.registers.lookup import outlet_index, unit_index
from services.schedules import fulfilling, slots
from services.schedules.series import SlotState
from services.schedules.types import DraftSlot, SlotRow
from tests.services.intake_kit import FRIDAY, UNITS, make_county

A = "一把手谈营商环境：专访开发区主任"
B = "青石镇推进农村污水治理"
DAY = dt.date(2026, 11, 18)


def test_a_form_fulfils_a_slot_and_a_newer_form_opens_it_again(
    db: Database, tmp_path: Path
) -> None:
    county = make_county(db, tmp_path)
    with db.writing("排期") as session:
        unit = unit_index(session).exact(UNITS[0])
        outlet = outlet_index(session).exact("云岭日报")
        assert unit is not None
        assert outlet is not None
        slot_id = slots.add_slot(
            session,
            DraftSlot(unit.id, "", dt.date(2026, 11, 19)),
            outlet_id=outlet.id,
            column="一把手谈营商环境",
        )
    first = county.form([(DAY, A, "云岭日报"), (DAY, B, "新华网")])
    commit(db, prepare(db, [first], received=FRIDAY))
    with db.writing("对应") as session:
        [found] = fulfilling.fulfilments(session)
        assert (found.slot.id, found.title) == (slot_id, A)
        fulfilling.accept_fulfilments(session, [(slot_id, found.placement_id)])

    def state() -> SlotRow:
        with db.reading() as session:
            return slots.get_slot(session, slot_id)

    assert (state().state, state().published_on) == (SlotState.PUBLISHED, DAY)
    dated = county.form(
        [(dt.date(2026, 11, 19), A, "云岭日报"), (DAY, B, "新华网")], name="改期.xlsx"
    )
    commit(db, prepare(db, [dated], received=FRIDAY))
    assert state().published_on == dt.date(2026, 11, 19)
    undo_batch(db)
    assert state().published_on == DAY
    newer = county.form([(DAY, B, "新华网")], name="改后.xlsx")
    preview = prepare(db, [newer], received=FRIDAY, ask=True)
    gone = next(r for r in preview.rows if r.status is RowStatus.GONE)
    with db.reading() as session:
        set_row(session, preview, gone.id, accept=True)
    commit(db, preview)
    assert (state().state, state().placement_id) == (SlotState.PLANNED, None)
    assert check(db) == []
    undo_batch(db)
    assert (state().state, state().placement_id) == (
        SlotState.PUBLISHED,
        found.placement_id,
    )
    undo_batch(db)  # the report that a slot leans on stays
    assert state().placement_id == found.placement_id
    assert check(db) == []
