"""The ledger workbook: what it shows, that it can be edited and read in again, that it prints right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdfium2 import PdfDocument

from models.database import Database
from models.errors import Cancelled, FileProblem, NotFound
from models.vocabulary_campaigns import MeasureState, UnitRole
from services import progress_shared as shared
from services.campaigns import edit
from services.campaigns.fields import Item
from services.campaigns.figures import record_value
from services.campaigns.progress import add_entry
from services.campaigns.states import set_state
from services.intake.progress.commit import commit
from services.intake.progress.preview import ItemKind, ItemStatus
from services.output.ledger_book import write_ledger_book
from services.output.split_book import write_split_book
from tests.services.progress import kit

FILM, CORNER, LETTER = kit.TASKS


@pytest.fixture
def plan(db: Database) -> int:
    """The plan with an entry, a value, a closed measure and a phase."""
    made = kit.make_plan(db)
    with db.writing("记进展") as session:
        rows = kit.rows(db)
        add_entry(
            session,
            rows[FILM].id,
            dt.date(2026, 3, 5),
            "=已开机",
            today=kit.TODAY,
            share=40,
        )
        record_value(session, rows[FILM].targets[0].id, 2026, 1, on_day=kit.TODAY)
        set_state(session, [rows[LETTER].id], MeasureState.DONE, today=kit.TODAY)
        edit.add_item(
            session,
            Item.PHASE,
            made,
            name="集中宣传",
            starts_on=dt.date(2026, 3, 1),
            ends_on=dt.date(2026, 5, 31),
        )
    return made


def _write(db: Database, plan: int | None, path: Path) -> Path:
    return write_ledger_book(db, path, plan, today=kit.TODAY)


def _edit(path: Path, cells: dict[str, dict[str, Any]], sheet: str) -> Path:
    return kit.fill(path, cells, sheet=sheet)


def test_the_ledger_shows_every_measure_with_its_state(
    db: Database, plan: int, tmp_path: Path
) -> None:
    book: Any = openpyxl.load_workbook(_write(db, plan, tmp_path / "a.xlsx"))
    assert book.sheetnames[:5] == ["任务台账", "时间轴", "按单位", "指标", "概况"]
    sheet = book["任务台账"]
    assert "青宣发〔2026〕2号" in sheet["A2"].value
    _, heads = kit.columns_of(sheet)
    row = kit.row_of(sheet, FILM)
    shown = {h: sheet.cell(row, c).value for h, c in heads.items()}
    assert shown["状态"] == "进行中"
    assert shown["完成比例"] == 0.4
    assert shown["最新进展"] == "=已开机"
    assert "已达 1" in shown["指标与达到值"]
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.auto_filter.ref == "A3:L6"
    assert sheet.column_dimensions["M"].hidden


def test_an_untouched_ledger_says_nothing(
    db: Database, plan: int, tmp_path: Path
) -> None:
    preview = kit.read(db, _write(db, plan, tmp_path / "a.xlsx"))
    assert not preview.items
    assert not preview.problems


def test_an_edited_ledger_enters_states_progress_and_values(
    db: Database, plan: int, tmp_path: Path
) -> None:
    path = _write(db, plan, tmp_path / "a.xlsx")
    _edit(
        path,
        {
            FILM: {
                "最新进展": "杀青",
                "完成比例": 0.9,
                "进展日期": dt.date(2026, 3, 9),
            },
            CORNER: {"状态": "已完成", "办结日期": dt.date(2026, 3, 8)},
            LETTER: {"状态": "不再实施", "备注": "并入其他任务"},
        },
        "任务台账",
    )
    _edit(path, {FILM: {"达到值": 2, "达到值2": 50}}, "指标")
    preview = kit.read(db, path)
    assert not preview.problems
    assert {i.status for i in preview.items} == {ItemStatus.NEW}
    result = commit(db, preview)
    assert (result.entries, result.states, result.values) == (1, 2, 2)
    newest = kit.told(db, FILM)[0]
    assert (newest.text, newest.on_day, newest.share) == (
        "杀青",
        dt.date(2026, 3, 9),
        90,
    )
    assert kit.rows(db)[CORNER].measure.closed_on == dt.date(2026, 3, 8)
    assert kit.rows(db)[LETTER].measure.dropped_reason == "并入其他任务"
    assert kit.values(db, plan) == {"拍摄3部片子": [2.0], "播放100场次": [50.0]}
    assert kit.take(db, path).stored == 0


def test_only_what_was_edited_counts_where_the_record_moved_on(
    db: Database, plan: int, tmp_path: Path
) -> None:
    path = _write(db, plan, tmp_path / "a.xlsx")
    with db.writing("别处改的") as session:
        rows = kit.rows(db)
        set_state(session, [rows[FILM].id], MeasureState.DONE, today=kit.TODAY)
        set_state(session, [rows[CORNER].id], MeasureState.DONE, today=kit.TODAY)
    _edit(path, {CORNER: {"状态": "不再实施", "备注": "改期"}}, "任务台账")
    preview = kit.read(db, path)
    (item,) = preview.items
    assert (item.kind, item.status) == (ItemKind.STATE, ItemStatus.ASK)
    assert "已完成" in item.reason


def test_clearing_the_progress_deletes_nothing_and_is_told(
    db: Database, plan: int, tmp_path: Path
) -> None:
    path = _write(db, plan, tmp_path / "a.xlsx")
    book: Any = openpyxl.load_workbook(path)
    sheet = book["任务台账"]
    _, heads = kit.columns_of(sheet)
    sheet.cell(kit.row_of(sheet, FILM), heads["最新进展"]).value = None
    book.save(path)
    preview = kit.read(db, path)
    assert not preview.items
    assert preview.problems[0].column == "最新进展"


def test_the_ledger_of_all_plans_names_the_plan_and_reads_back(
    db: Database, plan: int, tmp_path: Path
) -> None:
    path = _write(db, None, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(path)["任务台账"]
    _, heads = kit.columns_of(sheet)
    assert heads["方案"] == 2
    _edit(path, {CORNER: {"状态": "进行中"}}, "任务台账")
    assert kit.take(db, path).states == 1
    assert plan


def test_the_timeline_draws_phases_and_dates(
    db: Database, plan: int, tmp_path: Path
) -> None:
    book: Any = openpyxl.load_workbook(_write(db, plan, tmp_path / "a.xlsx"))
    sheet = book["时间轴"]
    rows = {str(r[1].value): r for r in sheet.iter_rows(min_row=5)}
    phase = [c.fill.fgColor.rgb for c in rows["集中宣传"][4:]]
    assert (
        phase.count("FFC9CFD6") == 14
    )  # weeks from 2 March to 31 May, and that of 1 March
    assert [c.value for c in rows[CORNER][4:]].count("◆") == 1
    assert "没有写明日期" in str(sheet.cell(sheet.max_row, 1).value)


def test_the_same_record_gives_the_same_bytes_and_a_cancel_leaves_the_file(
    db: Database, plan: int, tmp_path: Path
) -> None:
    first = _write(db, plan, tmp_path / "a.xlsx").read_bytes()
    assert _write(db, plan, tmp_path / "b.xlsx").read_bytes() == first

    def stop(done: int, _total: int, _text: str) -> None:
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_ledger_book(db, tmp_path / "a.xlsx", plan, report=stop)
    assert (tmp_path / "a.xlsx").read_bytes() == first
    with pytest.raises(FileProblem):
        _write(db, plan, tmp_path / "no" / "a.xlsx")
    with pytest.raises(NotFound):
        _write(db, 999, tmp_path / "c.xlsx")


def test_a_plan_without_measures_gives_sheets_that_say_so(
    db: Database, tmp_path: Path
) -> None:
    with db.writing("新建") as session:
        empty = edit.new_campaign(session, "空方案")
    book: Any = openpyxl.load_workbook(_write(db, empty, tmp_path / "a.xlsx"))
    for name in ("任务台账", "时间轴", "按单位", "指标"):
        words = " ".join(str(c.value) for r in book[name].iter_rows() for c in r)
        assert "没有" in words


def test_long_ledgers_print_headings_on_each_page(
    db: Database,
    plan: int,
    tmp_path: Path,
    soffice_convert: Callable[[Path, str], Path],
) -> None:
    with db.writing("许多任务") as session:
        for number in range(40):
            edit.add_item(
                session,
                Item.MEASURE,
                plan,
                number=f"三（{number}）",
                head=f"第{number}项",
                text="做好宣传。" * 20,
            )
    pdf = PdfDocument(soffice_convert(_write(db, plan, tmp_path / "a.xlsx"), "pdf"))
    try:
        pages = [p.get_textpage().get_text_bounded() for p in pdf]
    finally:
        pdf.close()
    ledger_pages = [p for p in pages if "最新进展" in p and "办结日期" in p]
    assert len(ledger_pages) >= 3
    assert all(f"第 {n} 页" in page for n, page in enumerate(pages, start=1))
    assert not any("PDT|" in page for page in pages)


def test_measures_are_split_by_lead_unit_in_the_fixed_order(
    db: Database, plan: int, tmp_path: Path
) -> None:
    with db.writing("改牵头") as session:
        rows = kit.rows(db)
        first = [kit.STRANGER, "县交警大队", kit.LEADER]
        edit.set_units(session, rows[FILM].id, UnitRole.LEAD, first)
        edit.set_units(session, rows[LETTER].id, UnitRole.LEAD, [])
    path = write_split_book(db, tmp_path / "s.xlsx", plan, page_each=True)
    sheet: Any = openpyxl.load_workbook(path).active
    bands = [
        str(c.value) for c in sheet["A"][3:] if c.value and not str(c.value).isdigit()
    ]
    assert bands == [
        f"一、{kit.LEADER}（牵头 2 项）",
        f"二、{kit.HELPER}（牵头 1 项）",
        f"三、{kit.STRANGER}（牵头 1 项）",
        "没有写明牵头单位的任务（1 项）",
    ]
    assert sheet["G5"].value == f"与{kit.STRANGER}、{kit.HELPER}共同牵头"
    assert [b.id for b in sheet.row_breaks.brk] == [6, 8, 10]
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    again = write_split_book(db, tmp_path / "t.xlsx", plan, page_each=True)
    assert again.read_bytes() == path.read_bytes()


def test_marks_and_codes_survive_their_text() -> None:
    mark = shared.Mark(shared.BookKind.LEDGER, "0" * 32, kit.TODAY)
    assert shared.parse_mark(f"表格编号：{shared.make_mark(mark)}") == mark
    assert shared.parse_mark("PDPROG|1|*|2026-02-30|1") is None
    code = shared.RowCode(
        "a" * 32, "b" * 32, MeasureState.DONE, kit.TODAY, 0, "12ab", None, 0.5, 2026
    )
    assert shared.parse_code(shared.make_code(code)) == code
    assert shared.parse_code("PDT|a|b") is None
    assert shared.parse_code("PDT|a|b|weird|-|-|-|-|-|-") is None
