"""Forms out, filled in, taken: the record says exactly that, the next forms show it, and it is undone as one."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from models.database import FILE_NAME, Database
from models.vocabulary_campaigns import MeasureState
from services import history
from tests.services.progress import kit

WORDS = (
    st.text(
        st.sampled_from("已完成拍摄3部，正在剪辑=+-@#<>&'\"（）。一二 AB1"),
        min_size=1,
        max_size=30,
    )
    .map(lambda w: " ".join(w.split()))
    .filter(bool)
)
STATES = (MeasureState.UNDER_WAY, MeasureState.DONE, MeasureState.NOT_BEGUN)


@st.composite
def _filled(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """What a leading unit fills in: task → heading → value."""
    found: dict[str, dict[str, Any]] = {}
    for task in kit.TASKS:
        cells: dict[str, Any] = {}
        if draw(st.booleans()):
            cells["本期进展"] = draw(WORDS)
        if draw(st.booleans()):
            cells["完成比例"] = draw(st.integers(0, 100)) / 100
        state = draw(st.none() | st.sampled_from(STATES))
        if state is not None:
            cells["状态"] = state.label
        if state is MeasureState.DONE and draw(st.booleans()):
            cells["完成日期"] = draw(st.dates(dt.date(2026, 1, 1), kit.TODAY))
        if task == kit.TASKS[0] and draw(st.booleans()):
            cells["指标达到值2"] = draw(
                st.integers(0, 10_000) | st.decimals(0, 10_000, places=2).map(float)
            )
        if cells:
            found[task] = cells
    return found


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking means many workbooks
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(_filled(), st.none() | st.dates(dt.date(2026, 3, 1), kit.TODAY))
def test_what_was_filled_in_is_what_the_record_says(
    empty_database: Path,
    tmp_path_factory: pytest.TempPathFactory,
    filled: dict[str, dict[str, Any]],
    day: dt.date | None,
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    shutil.copy(empty_database, folder / FILE_NAME)
    db = Database.open(folder)
    try:
        _trip(db, folder, filled, day)
    finally:
        db.close()


def _trip(
    db: Database,
    folder: Path,
    filled: dict[str, dict[str, Any]],
    day: dt.date | None,
) -> None:
    plan = kit.make_plan(db)
    form = kit.form_of(kit.forms(db, folder / "a"), kit.LEADER)
    path = kit.fill(form, filled, day=day)
    preview = kit.read(db, path)
    assert not preview.problems
    for item in preview.items:
        preview.set_accept(item.id, accept=True)
    result = kit.commit(db, preview)
    _check_record(db, plan, filled, day or kit.TODAY)
    again = kit.take(db, path)
    assert again.action_id is None
    assert again.wrong == 0
    _check_next_form(db, folder, filled)
    if result.action_id is not None:
        history.undo_action(db, result.action_id)
        assert not any(kit.told(db, task) for task in kit.TASKS)
        assert set(kit.states(db).values()) == {MeasureState.NOT_BEGUN}
        assert not any(kit.values(db, plan).values())


def _check_record(
    db: Database, plan: int, filled: dict[str, dict[str, Any]], day: dt.date
) -> None:
    for task in kit.TASKS:
        cells = filled.get(task, {})
        row, told = kit.rows(db)[task], kit.told(db, task)
        share = cells.get("完成比例")
        wanted = None if share is None else round(share * 100)
        words = cells.get("本期进展")
        if words is not None:
            assert [(e.text, e.on_day, e.share, e.who) for e in told] == [
                (words, day, wanted, "李联络")
            ]
        else:
            assert [e.share for e in told] == ([] if wanted is None else [wanted])
        state = cells.get("状态")
        if state is not None:
            assert MeasureState(row.measure.state).label == state
        else:
            begun = MeasureState.UNDER_WAY if told else MeasureState.NOT_BEGUN
            assert row.measure.state == begun
        if state == MeasureState.DONE.label:
            assert row.measure.closed_on == cells.get("完成日期", day)
    value = filled.get(kit.TASKS[0], {}).get("指标达到值2")
    assert kit.values(db, plan)["播放100场次"] == ([] if value is None else [value])


def _check_next_form(
    db: Database, folder: Path, filled: dict[str, dict[str, Any]]
) -> None:
    if all(s.closed for s in kit.states(db).values()):
        return
    form = kit.form_of(kit.forms(db, folder / "b"), kit.LEADER)
    sheet = kit.sheet_of(openpyxl.load_workbook(form))
    _, heads = kit.columns_of(sheet)
    for task, cells in filled.items():
        if kit.states(db)[task].closed:
            continue
        shown = sheet.cell(kit.row_of(sheet, task), heads["目前进展"]).value
        assert cells.get("本期进展", "") in shown
        assert cells.get("状态", "") in shown or cells["状态"] == "未开始"


def test_every_cell_of_a_filled_form_arrives(db: Database, tmp_path: Path) -> None:
    plan = kit.make_plan(db)
    form = kit.form_of(kit.forms(db, tmp_path), kit.LEADER)
    kit.fill(
        form,
        {
            kit.TASKS[0]: {
                "本期进展": "完成脚本",
                "完成比例": 40,
                "状态": "进行中",
                "指标达到值": 1,
                "指标达到值2": "12场次",
                "备注": "缺设备",
            },
            kit.TASKS[1]: {"状态": "已完成", "完成日期": "3月8日"},
        },
        day=dt.date(2026, 3, 9),
        person="王填报",
    )
    result = kit.take(db, form)
    assert (result.entries, result.states, result.values) == (1, 2, 2)
    (entry,) = kit.told(db, kit.TASKS[0])
    assert entry.text == "完成脚本（备注：缺设备）"
    assert (entry.on_day, entry.who, entry.share) == (
        dt.date(2026, 3, 9),
        "王填报",
        40,
    )
    assert kit.rows(db)[kit.TASKS[1]].measure.closed_on == dt.date(2026, 3, 8)
    assert kit.values(db, plan) == {"拍摄3部片子": [1.0], "播放100场次": [12.0]}


def test_the_combined_book_comes_back_too(db: Database, tmp_path: Path) -> None:
    kit.make_plan(db)
    made = kit.forms(db, tmp_path)
    path = kit.fill(
        made.combined, {kit.TASKS[2]: {"本期进展": "已印发"}}, sheet=kit.HELPER
    )
    assert kit.take(db, path).entries == 1
    (entry,) = kit.told(db, kit.TASKS[2])
    assert entry.who == kit.HELPER
    assert kit.rows(db)[kit.TASKS[2]].state is MeasureState.UNDER_WAY
