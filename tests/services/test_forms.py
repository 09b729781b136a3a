"""The forms that go out to the units: marks, drop-downs, locks, printing, and nothing filled in is lost."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from models.database import Database
from models.errors import Cancelled, FileProblem, ValidationError
from models.vocabulary import GENRES, OutletLevel
from services import forms_shared as shared
from services import settings as office_settings
from services.intake.workbook import read_book
from services.output.forms import COMBINED_FOLDER, FormsResult, write_forms
from services.registers.outlets import save_outlet
from services.registers.units import close_unit, save_unit, set_liaison
from services.sample import make_sample
from services.weeks import week_of

WEEK = dt.date(2026, 11, 16)
SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed"
)


@pytest.fixture
def units(db: Database) -> list[int]:
    with db.writing("准备") as session:
        office_settings.save(session, office="云岭县委宣传部", form_rows=12)
        save_outlet(
            session,
            name="云岭日报",
            level=OutletLevel.CITY,
            kind="报纸",
            columns=("营商环境", "乡村振兴"),
        )
        save_outlet(session, name="省电视台", level=OutletLevel.PROVINCE, kind="电视")
        ids = [
            save_unit(
                session,
                name="云岭县生态环境局",
                short_name="县生态环境局",
                group="县直",
            ),
            save_unit(session, name="望岭镇", group="乡镇"),
        ]
        set_liaison(session, ids[0], "周明", "0871-1234567")
    return ids


def sheet_of(result: FormsResult, place: int = 0) -> Any:
    return load_workbook(result.files[place][2])[shared.FORM_SHEET]


def uid_of(db: Database, unit: int) -> str:
    from models.tables import Unit

    with db.reading() as session:
        stored = session.get(Unit, unit)
        assert stored is not None
        return stored.uid


def fill(path: Path, row: int = 8) -> None:
    book = load_workbook(path)
    book[shared.FORM_SHEET].cell(row, 3, "单位填好的标题")
    book.save(path)


def test_a_form_says_which_unit_and_week_it_is(
    db: Database, units: list[int], tmp_path: Path
) -> None:
    result = write_forms(db, WEEK + dt.timedelta(days=3), tmp_path / "表格")
    assert result.week == WEEK
    assert [(u, n) for u, n, _ in result.files] == [
        (units[0], "云岭县生态环境局"),
        (units[1], "望岭镇"),
    ]
    assert result.files[0][2].name == "01_云岭县生态环境局_2026-11-16.xlsx"
    for unit, _, path in result.files:
        want = shared.FormMark(uid_of(db, unit), WEEK, shared.FORM_VERSION)
        book = load_workbook(path)
        assert book[shared.MARK_SHEET].sheet_state == "veryHidden"
        assert book[shared.LIST_SHEET].sheet_state == "hidden"
        assert shared.parse_mark(book[shared.MARK_SHEET]["A1"].value) == want
        foot = book[shared.FORM_SHEET].cell(8 + 12, 1).value
        assert str(foot).startswith(shared.MARK_LABEL)
        assert shared.parse_mark(foot) == want


def test_headings_example_and_nil_tick_stand_where_the_reader_looks(
    db: Database, units: list[int], tmp_path: Path
) -> None:
    path = write_forms(db, WEEK, tmp_path / "表格").files[0][2]
    rows = next(s for s in read_book(path).sheets if s.name == shared.FORM_SHEET).rows
    head = next(i for i, row in enumerate(rows) if tuple(row[:10]) == shared.HEADINGS)
    example = rows[head + 1]
    assert shared.is_example(example[2])
    assert example[1] in (WEEK, dt.datetime.combine(WEEK, dt.time()))
    assert example[3:6] == ["云岭日报", "市", "营商环境"]
    label = next(
        (r, c)
        for r, row in enumerate(rows[:head])
        for c, v in enumerate(row)
        if v == shared.NIL_LABEL
    )
    assert label == (4, 3)
    assert [row[0] for row in rows[head + 2 : head + 14]] == list(range(1, 13))
    joined = "".join(str(v) for row in rows[:head] for v in row if v)
    for words in (
        "云岭县生态环境局宣传报道周报表",
        "周明",
        "0871-1234567",
        "11月20日（周五）17:00",
    ):
        assert words in joined


def test_drop_downs_hold_the_registers_and_take_new_words_too(
    db: Database, units: list[int], tmp_path: Path
) -> None:
    path = write_forms(db, WEEK, tmp_path / "表格").files[0][2]
    book = load_workbook(path)
    sheet, lists = book[shared.FORM_SHEET], book[shared.LIST_SHEET]
    columns = [[c.value for c in col if c.value is not None] for col in lists.columns]
    assert columns == [
        ["省电视台", "云岭日报"],
        [lv.label for lv in OutletLevel],
        ["营商环境", "乡村振兴"],
        list(GENRES),
        ["是"],
    ]
    rules = {str(r.sqref): r for r in sheet.data_validations.dataValidation}
    assert {"D8:D19", "E8:E19", "F8:F19", "G8:G19", "E5", "B8:B19"} == set(rules)
    for cells in ("D8:D19", "E8:E19", "F8:F19", "G8:G19", "E5"):
        assert rules[cells].type == "list"
        assert rules[cells].errorStyle == "warning"  # a new outlet may be written
    assert rules["B8:B19"].type == "date"
    assert not rules["B8:B19"].showErrorMessage  # 8月16日 is for the reader to judge


def test_only_what_is_to_be_filled_in_is_unlocked(
    db: Database, units: list[int], tmp_path: Path
) -> None:
    sheet = sheet_of(write_forms(db, WEEK, tmp_path / "表格"))
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    free = {
        c.coordinate
        for row in sheet.iter_rows(max_col=10)
        for c in row
        if not c.protection.locked
    }
    entries = {f"{letter}{row}" for letter in "ABCDEFGHIJ" for row in range(8, 20)}
    assert free == entries | {"E5"}
    assert not sheet.protection.insertRows
    assert not sheet.protection.deleteRows


def test_forms_print_on_a4_landscape_with_the_headings_on_each_page(
    db: Database, units: list[int], tmp_path: Path
) -> None:
    sheet = sheet_of(write_forms(db, WEEK, tmp_path / "表格"))
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation) == (9, "landscape")
    assert (setup.fitToWidth, setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$6:$6"
    assert sheet.print_area == "'周报表'!$A$1:$J$20"
    assert sheet.freeze_panes == "A7"


def test_the_workbook_of_all_units_marks_each_sheet(
    db: Database, units: list[int], tmp_path: Path
) -> None:
    result = write_forms(db, WEEK, tmp_path / "表格")
    assert result.combined.parent.name == COMBINED_FOLDER
    book = load_workbook(result.combined)
    assert book.sheetnames == [
        "县生态环境局",
        "望岭镇",
        shared.LIST_SHEET,
        shared.MARK_SHEET,
    ]
    whole = shared.parse_mark(book[shared.MARK_SHEET]["A1"].value)
    assert whole is not None
    assert whole.every_unit
    for name, unit in zip(book.sheetnames, units, strict=False):
        mark = shared.parse_mark(book[name].cell(20, 1).value)
        assert mark == shared.FormMark(uid_of(db, unit), WEEK)


def test_only_units_that_exist_get_a_form(
    db: Database, units: list[int], tmp_path: Path
) -> None:
    with db.writing("撤并") as session:
        close_unit(session, units[0], WEEK - dt.timedelta(days=1), units[1])
    result = write_forms(db, WEEK, tmp_path / "一")
    assert [n for _, n, _ in result.files] == ["望岭镇"]
    with db.writing("撤并") as session:
        close_unit(session, units[1], WEEK - dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="没有需要报送的单位"):
        write_forms(db, WEEK, tmp_path / "二")
    assert not (tmp_path / "二").exists()


def test_odd_names_make_sound_files_and_sheets(db: Database, tmp_path: Path) -> None:
    names = [
        "局/委:办*公?室",
        "=SUM(A1)",
        "很" * 60 + "长的单位",
        "很" * 60 + "长的单位二",
    ]
    with db.writing("准备") as session:
        for name in names:
            save_unit(session, name=name)
    result = write_forms(db, WEEK, tmp_path / "表格")
    assert len({p for _, _, p in result.files}) == 4
    for (_, name, path), sheet in zip(
        result.files, load_workbook(result.combined).worksheets, strict=False
    ):
        assert path.is_file()
        assert len(sheet.title) <= 31
        assert sheet["A1"].value == f"{name}宣传报道周报表"
        assert sheet["A1"].data_type == "s"


def test_blank_forms_are_written_again_with_the_same_bytes(
    db: Database, units: list[int], tmp_path: Path
) -> None:
    first = write_forms(db, WEEK, tmp_path / "表格")
    paths = [*(p for _, _, p in first.files), first.combined]
    before = [p.read_bytes() for p in paths]
    write_forms(db, WEEK, tmp_path / "表格")
    assert [p.read_bytes() for p in paths] == before
    with db.writing("换人") as session:
        set_liaison(session, units[0], "李强", "1", since=WEEK)
    write_forms(db, WEEK, tmp_path / "表格")
    assert paths[0].read_bytes() != before[0]
    assert paths[1].read_bytes() == before[1]


@pytest.mark.parametrize("what", ["entry", "nil", "other"])
def test_a_form_that_was_filled_in_is_never_written_over(
    db: Database, units: list[int], tmp_path: Path, what: str
) -> None:
    result = write_forms(db, WEEK, tmp_path / "表格")
    path = result.files[1][2]
    if what == "entry":
        fill(path)
    elif what == "nil":
        book = load_workbook(path)
        book[shared.FORM_SHEET]["E5"] = "√"
        book.save(path)
    else:
        path.write_text("这不是表格")
    before = [p.read_bytes() for p in (result.files[0][2], path)]
    with pytest.raises(
        FileProblem, match=r"已有填过的表格：“02_望岭镇_2026-11-16\.xlsx”"
    ):
        write_forms(db, WEEK, tmp_path / "表格")
    assert [p.read_bytes() for p in (result.files[0][2], path)] == before


def test_an_open_target_is_told_and_leaves_nothing_half_written(
    db: Database, units: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "表格"
    result = write_forms(db, WEEK, folder)
    open_one = result.files[1][2]
    before = {p: p.read_bytes() for p in folder.rglob("*.xlsx")}

    def locked(source: Path, target: Path) -> Path:
        if Path(target) == open_one:
            raise PermissionError(13, "Permission denied")
        return Path(shutil.move(source, target))

    monkeypatch.setattr("os.replace", locked)
    monkeypatch.setattr("pathlib.Path.replace", locked)
    with pytest.raises(
        FileProblem, match=r"02_望岭镇_2026-11-16\.xlsx”：这个文件正在被 Excel"
    ):
        write_forms(db, WEEK, folder)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_cancelling_removes_the_new_files(
    db: Database, units: list[int], tmp_path: Path
) -> None:
    folder = tmp_path / "表格"

    def cancel(done: int, total: int, _text: str) -> None:
        assert total == 3
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_forms(db, WEEK, folder, cancel)
    assert [p for p in folder.rglob("*") if p.is_file()] == []


def test_sixty_forms_are_quick(db: Database, tmp_path: Path) -> None:
    make_sample(db, today=dt.date(2026, 11, 20))
    start = time.process_time()
    result = write_forms(db, WEEK, tmp_path / "表格")
    assert len(result.files) == 60
    assert time.process_time() - start < 5


@given(day=st.dates(dt.date(2000, 1, 3), dt.date(2100, 1, 1)), uid=st.uuids())
def test_marks_round_trip_for_any_day(day: dt.date, uid: Any) -> None:
    mark = shared.make_mark(uid.hex, day)
    want = shared.FormMark(uid.hex, week_of(day))
    assert shared.parse_mark(mark) == want
    assert shared.parse_mark(f"{shared.MARK_LABEL}{mark}　　第1页") == want
    wide = mark.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})
    assert shared.parse_mark(wide) == want


@pytest.mark.parametrize(
    ("value", "ticked"),
    [
        ("是", True), ("✓", True), ("√", True), (1, True), (1.0, True), ("１", True),
        (True, True), (" 是。", True), ("YES", True), ("否", False), ("", False),
        (None, False), (0, False), ("无", False), (2, False), ("□", False),
    ],
)  # fmt: skip
def test_ticks(value: object, ticked: bool) -> None:
    assert shared.is_ticked(value) is ticked


@needs_office
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_form_that_libreoffice_saved_again_keeps_its_mark(
    db: Database, units: list[int], tmp_path: Path, kind: str
) -> None:
    assert SOFFICE is not None
    path = write_forms(db, WEEK, tmp_path / "表格").files[0][2]
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(tmp_path / "out"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    book = read_book(tmp_path / "out" / f"{path.stem}.{kind}")
    form = next(s for s in book.sheets if s.name == shared.FORM_SHEET)
    marks = [m for row in form.rows for v in row if (m := shared.parse_mark(v))]
    assert marks == [shared.FormMark(uid_of(db, units[0]), WEEK)]
    assert any(tuple(row[:10]) == shared.HEADINGS for row in form.rows)
    if kind == "xlsx":
        again = load_workbook(tmp_path / "out" / path.name)[shared.FORM_SHEET]
        kinds = {r.type for r in again.data_validations.dataValidation}
        assert kinds == {"list", "date"}
        assert again.protection.sheet
