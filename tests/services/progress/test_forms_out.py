"""Progress forms as they go out: who gets one, what stands in it, what may be filled in, how it prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdfium2 import PdfDocument

from models.database import Database
from models.errors import Cancelled, FileProblem, ValidationError
from models.vocabulary_campaigns import MeasureState, UnitRole
from services import progress_shared as shared
from services.campaigns import edit
from services.campaigns.progress import add_entry
from services.campaigns.states import set_state
from services.output.progress_forms import write_progress_forms
from tests.services.progress import kit


def test_each_unit_gets_its_own_measures_and_one_book_holds_all(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    made = kit.forms(db, tmp_path)
    assert [(name, count) for _, name, count, _ in made.files] == [
        (kit.LEADER, 3),
        (kit.HELPER, 3),
    ]
    book: Any = openpyxl.load_workbook(made.combined)
    assert book.sheetnames[:2] == ["宣传部", kit.HELPER]
    assert [book[n].sheet_state for n in book.sheetnames[2:]] == [
        "hidden",
        "veryHidden",
    ]


def test_the_form_shows_what_is_known_and_frees_only_what_is_to_be_filled(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    with db.writing("记进展") as session:
        measure = kit.rows(db)[kit.TASKS[1]].id
        add_entry(
            session,
            measure,
            dt.date(2026, 3, 2),
            "培训 40 名",
            today=kit.TODAY,
            share=30,
        )
    made = kit.forms(db, tmp_path)
    sheet = kit.sheet_of(openpyxl.load_workbook(kit.form_of(made, kit.LEADER)))
    _, heads = kit.columns_of(sheet)
    row = kit.row_of(sheet, kit.TASKS[1])
    assert "培训 40 名" in sheet.cell(row, heads["目前进展"]).value
    assert "30%" in sheet.cell(row, heads["目前进展"]).value
    assert sheet.cell(row, heads["完成时限"]).value == "2026-03-20"
    assert sheet.protection.sheet
    assert not sheet.protection.password
    free = {h for h, c in heads.items() if not sheet.cell(row, c).protection.locked}
    assert free == {"本期进展", "完成比例", "状态", "完成日期", "备注"}
    assert sheet.column_dimensions["M"].hidden
    assert "PDPROG|1|" in str(sheet.cell(sheet.max_row, 1).value)
    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert len(lists) == 1


def test_a_supporting_unit_fills_in_its_progress_only(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    made = kit.forms(db, tmp_path)
    sheet = kit.sheet_of(openpyxl.load_workbook(kit.form_of(made, kit.HELPER)))
    _, heads = kit.columns_of(sheet)
    row = kit.row_of(sheet, kit.TASKS[0])
    free = {h for h, c in heads.items() if not sheet.cell(row, c).protection.locked}
    assert free == {"本期进展", "备注"}
    assert sheet.cell(row, heads["职责"]).value == "配合"


def test_closed_measures_and_closed_plans_are_left_out_unless_asked_for(
    db: Database, tmp_path: Path
) -> None:
    plan = kit.make_plan(db)
    with db.writing("办结") as session:
        measure = kit.rows(db)[kit.TASKS[0]].id
        set_state(session, [measure], MeasureState.DONE, today=kit.TODAY)
    some = kit.forms(db, tmp_path / "a")
    whole = write_progress_forms(
        db, tmp_path / "b", as_of=kit.TODAY, campaign_id=plan, open_only=False
    )
    assert [count for *_, count, _ in some.files] == [2, 2]
    assert [count for *_, count, _ in whole.files] == [3, 3]
    with db.writing("结束") as session:
        edit.change_campaign(session, plan, state="closed")
    with pytest.raises(ValidationError):
        kit.forms(db, tmp_path / "c")


def test_a_name_that_means_many_units_gets_no_form_and_an_unknown_one_does(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    with db.writing("改单位") as session:
        measure = kit.rows(db)[kit.TASKS[0]].id
        names = [kit.STRANGER, "各成员单位", "市级有关部门"]
        edit.set_units(session, measure, UnitRole.SUPPORT, names)
    made = kit.forms(db, tmp_path)
    assert [name for _, name, _, _ in made.files] == [
        kit.LEADER,
        kit.HELPER,
        kit.STRANGER,
    ]
    assert made.files[-1][0] is None
    assert made.collective == (("各成员单位", 1), ("市级有关部门", 1))


def test_the_same_record_gives_the_same_bytes(db: Database, tmp_path: Path) -> None:
    kit.make_plan(db)
    first, second = kit.forms(db, tmp_path / "a"), kit.forms(db, tmp_path / "b")
    pairs = zip(first.files, second.files, strict=True)
    assert all(a[3].read_bytes() == b[3].read_bytes() for a, b in pairs)
    assert first.combined.read_bytes() == second.combined.read_bytes()


def test_filled_forms_are_never_written_over_and_blank_ones_are(
    db: Database, tmp_path: Path
) -> None:
    kit.make_plan(db)
    made = kit.forms(db, tmp_path)
    kit.forms(db, tmp_path)
    path = kit.fill(
        kit.form_of(made, kit.HELPER), {kit.TASKS[0]: {"本期进展": "已劝导"}}
    )
    before = path.read_bytes()
    with pytest.raises(FileProblem) as refused:
        kit.forms(db, tmp_path)
    assert path.name in str(refused.value)
    assert path.read_bytes() == before


def test_a_cancelled_job_leaves_nothing(db: Database, tmp_path: Path) -> None:
    kit.make_plan(db)

    def stop(done: int, _total: int, _text: str) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_progress_forms(db, tmp_path / "x", as_of=kit.TODAY, report=stop)
    assert not [p for p in (tmp_path / "x").rglob("*") if p.is_file()]


def test_the_form_prints_one_page_wide_with_headings_and_mark(
    db: Database, tmp_path: Path, soffice_convert: Callable[[Path, str], Path]
) -> None:
    kit.make_plan(db)
    made = kit.forms(db, tmp_path)
    pdf = PdfDocument(soffice_convert(kit.form_of(made, kit.LEADER), "pdf"))
    try:
        assert len(pdf) == 1
        width, height = pdf[0].get_size()
        words = pdf[0].get_textpage().get_text_bounded()
    finally:
        pdf.close()
    assert width > height
    assert f"{kit.LEADER}任务进展报送表" in words
    assert "第 1 页" in words
    for _, heading in shared.FORM_COLUMNS[:-1]:
        assert heading in words
    assert "PDT|" not in words
