"""Reading what comes from outside: values, rows, merges, links, formats, folders."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import Cancelled, FileProblem
from services.forms_shared import LIST_SHEET, MARK_SHEET
from services.intake.workbook import (
    MAX_FILES,
    Value,
    list_files,
    read_book,
    read_books,
)
from services.intake.workbook_links import apply_links
from tests.services.workbook_files import (
    SOFFICE,
    biff,
    by_office,
    ole,
    with_part,
    workbook,
)

ROWS: list[list[Value]] = [
    ["序号", "刊播日期", "标题", "媒体"],
    [1, dt.date(2026, 11, 16), "我县召开大会", "县电视台"],
    [2, dt.datetime(2026, 11, 17, 8, 30), "第二篇", "云岭发布"],
    [2.5, None, "１６ 号", True],
]


def test_values_and_row_numbers(tmp_path: Path) -> None:
    path = workbook(tmp_path / "表.xlsx", [[], [], *ROWS, [], ["", None]])
    book = read_book(path)
    assert book.name == "表.xlsx"
    assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [s.name for s in book.sheets] == ["周报"]
    assert book.sheets[0].rows == [[], [], *ROWS]
    assert type(book.sheets[0].rows[3][0]) is int
    assert read_book(tmp_path / "no.xlsx", data=path.read_bytes()).sheets == book.sheets


def test_many_files_are_read_as_one_by_one(tmp_path: Path) -> None:
    paths = [workbook(tmp_path / f"{n}.xlsx", [[n, "甲"]]) for n in range(40)]
    paths[3].write_bytes(b"PK no workbook")
    paths[20].unlink()
    paths[39].write_bytes(b"")
    told: list[Path] = []
    read = list(read_books(paths, told.append))
    assert told == paths == [p for p, _ in read]
    for number, (path, book) in enumerate(read):
        if number in {3, 20, 39}:
            assert isinstance(book, FileProblem)
            with pytest.raises(FileProblem, match=re.escape(str(book))):
                read_book(path)
        else:
            assert book == read_book(path)


def test_reading_many_files_can_be_cancelled(tmp_path: Path) -> None:
    paths = [workbook(tmp_path / f"{n}.xlsx", [[n]]) for n in range(3)]

    def stop(path: Path) -> None:
        if path == paths[1]:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(read_books(paths, stop))


@pytest.mark.parametrize("shown", [True, False])
def test_the_hidden_mark_is_read_only_where_the_small_print_is_gone(
    tmp_path: Path, shown: bool
) -> None:
    mark = f"PDFORM|1|{'0a' * 16}|2026-11-16|1"
    book = openpyxl.Workbook()
    first: Any = book.active
    first["A1"], first["A9"] = "标题", f"表格编号：{mark}" if shown else "无"
    book.create_sheet(MARK_SHEET)["A1"] = mark
    book.save(tmp_path / "表.xlsx")
    names = [s.name for s in read_book(tmp_path / "表.xlsx").sheets]
    assert names == (["Sheet"] if shown else ["Sheet", MARK_SHEET])
    book[MARK_SHEET]["XFD1048576"] = 1  # would take all memory if it were parsed
    book.save(tmp_path / "远.xlsx")
    if shown:
        assert [s.name for s in read_book(tmp_path / "远.xlsx").sheets] == ["Sheet"]
    else:
        with pytest.raises(FileProblem, match=MARK_SHEET):
            read_book(tmp_path / "远.xlsx")


def test_times_of_day_and_durations_are_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx",
        [[dt.time(8, 30), dt.time(20, 5, 7), dt.timedelta(hours=30)]],
    )
    assert read_book(path).sheets[0].rows == [["08:30", "20:05:07", "30:00"]]


def test_hidden_sheets_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("藏").sheet_state = "hidden"
    book.create_sheet("深藏").sheet_state = "veryHidden"
    book.save(tmp_path / "h.xlsx")
    found = read_book(tmp_path / "h.xlsx").sheets
    assert [(s.name, s.hidden) for s in found] == [
        ("Sheet", False),
        ("藏", True),
        ("深藏", True),
    ]


def test_lists_of_our_own_forms_are_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    lists: Any = book.create_sheet(LIST_SHEET)
    lists["XFD1048576"] = "never parsed"
    book.create_sheet("三")["A1"] = "值"
    book.save(tmp_path / "o.xlsx")
    found = read_book(tmp_path / "o.xlsx").sheets
    assert [(s.name, s.rows) for s in found] == [("Sheet", []), ("三", [["值"]])]


def test_merged_cells_keep_all_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (
        ["标题", "媒体"],
        ["甲", "县电视台"],
        ["乙", None],
        ["丙", None],
        [None, None],
        ["丁", "市日报"],
    ):
        sheet.append(row)
    sheet.merge_cells("B2:B5")
    sheet.merge_cells("C1:E1")
    book.save(tmp_path / "m.xlsx")
    rows = read_book(tmp_path / "m.xlsx").sheets[0].rows
    assert rows == [
        ["标题", "媒体"],
        ["甲", "县电视台"],
        ["乙", "县电视台"],
        ["丙", "县电视台"],
        [],
        ["丁", "市日报"],
    ]


def test_hyperlinks_and_link_formulas(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["标题", "链接", "备注"])
    sheet.append(["有链接的标题", "点这里", "查看"])
    sheet.append(["第二", '=HYPERLINK("http://a.cn/?x=1&y=2","网页")', None])
    sheet.append(["第三", "http://shown.cn/1", '=HYPERLINK("http://b.cn/","说明在此")'])
    sheet["A2"].hyperlink = "http://t.cn/title"
    sheet["B2"].hyperlink = "http://t.cn/b?a=1&b=2"
    sheet["C2"].hyperlink = "https://t.cn/c"
    sheet["B4"].hyperlink = "http://t.cn/other"
    book.save(tmp_path / "l.xlsx")
    found = read_book(tmp_path / "l.xlsx").sheets[0]
    assert found.rows == [
        ["标题", "链接", "备注"],
        ["有链接的标题", "http://t.cn/b?a=1&b=2", "https://t.cn/c"],
        ["第二", "http://a.cn/?x=1&y=2"],
        ["第三", "http://shown.cn/1", "说明在此"],
    ]
    assert found.links[1, 0] == "http://t.cn/title"
    assert found.links[3, 2] == "http://b.cn/"


def test_link_beyond_the_rows_does_not_blow_up() -> None:
    rows: list[list[Value]] = [["链接"]]
    apply_links(rows, {(1_000_000, 0): "http://a.cn"}, {})
    assert rows == [["链接"]]


def test_cached_value_of_a_formula_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", [["=1+1", "=A1&B9"]])

    def cache(xml: bytes) -> bytes:
        return xml.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
        )

    path = with_part(path, tmp_path / "g.xlsx", "xl/worksheets/sheet1.xml", cache)
    assert read_book(path).sheets[0].rows == [[2, "〔公式没有结果〕=A1&B9"]]


def test_longest_cell_and_control_characters(tmp_path: Path) -> None:
    long = "长" * 32_767
    path = workbook(tmp_path / "c.xlsx", [[long, "CONTROL"]])

    def spoil(xml: bytes) -> bytes:
        return xml.replace(b"CONTROL", b"a\x01b&#x1F;&#31;c&#10;d")

    part = "xl/worksheets/sheet1.xml"
    rows = read_book(with_part(path, tmp_path / "d.xlsx", part, spoil)).sheets[0].rows
    assert rows[0][0] == long
    assert rows[0][1] in ("a\x01b\x1f\x1fc\nd", "abc\nd")


def test_odd_names(tmp_path: Path) -> None:
    folder = tmp_path / ("很长的文件夹" * 8)
    folder = folder / ("第二层" * 12) / ("b" * 60)
    folder.mkdir(parents=True)
    path = workbook(folder / "【县委办】 第47周 (修改) [终稿].xlsx", ROWS)
    assert len(str(path)) > 200
    assert read_book(path).sheets[0].rows == ROWS


def test_path_of_260_characters(tmp_path: Path) -> None:
    folder = tmp_path / ("d" * 200)
    folder.mkdir()
    room = 260 - len(str(folder)) - len("/.xlsx")
    path = folder / ("n" * max(room, 40) + ".xlsx")
    assert len(str(path)) >= 260
    workbook(path, ROWS)
    assert read_book(path).sheets[0].rows == ROWS
    with pytest.raises(FileProblem, match="路径太长"):
        read_book(tmp_path / ("x" * 4000 + ".xlsx"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_tables(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = [["标题", "媒体"], ['我县"放管服"，见效', "县电视台"], [], ["末行", ""]]
    quoted = "\r\n".join(
        separator.join('"' + v.replace('"', '""') + '"' for v in line) for line in lines
    )
    path = tmp_path / "a.csv"
    path.write_bytes((quoted + "\r\n\r\n").encode(encoding))
    assert read_book(path).sheets[0].rows == [
        ["标题", "媒体"],
        ['我县"放管服"，见效', "县电视台"],
        [],
        ["末行"],
    ]


def test_old_workbook_built_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(ole({"Workbook": biff([(0, 0, 1.0), (2, 3, 2.5)])}))
    assert read_book(path).sheets[0].rows == [[1], [], [None, None, None, 2.5]]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_formats_saved_by_libreoffice(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "周报 1"
    for row in ROWS:
        sheet.append(row)
    sheet["D7"] = "末"
    sheet["C5"], sheet["C6"] = "三", "四"
    sheet["D5"] = "省日报"
    sheet.merge_cells("D5:D6")
    sheet["B7"] = "链接"
    sheet["B7"].hyperlink = "http://a.cn/x"
    for row in range(8, 400):
        sheet.cell(row, 2).number_format = "yyyy-mm-dd"
    book.save(tmp_path / "s.xlsx")
    wanted = [
        *ROWS,
        [None, None, "三", "省日报"],
        [None, None, "四", "省日报"],
        [None, "http://a.cn/x", None, "末"],
    ]
    for suffix in ("xls", "ods", "xlsx"):
        found = read_book(by_office(tmp_path / "s.xlsx", suffix)).sheets[0]
        if suffix == "xls":
            wanted_here = [*wanted[:-1], [None, "链接", None, "末"]]
        else:
            wanted_here = wanted
        assert found.name == "周报 1"
        assert found.rows == wanted_here, suffix


def test_a_name_that_lies_about_the_format(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    lying = path.rename(tmp_path / "a.xls")
    assert read_book(lying).sheets[0].rows == ROWS


def test_folders_are_walked_and_bounded(tmp_path: Path) -> None:
    root = tmp_path / "收件"
    (root / "乙").mkdir(parents=True)
    (root / ".隐藏").mkdir()
    names = ["b.xlsx", "a.xls", "~$b.xlsx", ".c.xlsx", "说明.docx", "乙/c.ODS", ".隐藏/d.xlsx"]  # fmt: skip
    for name in names:
        (root / name).write_bytes(b"x")
    single = tmp_path / "单独.docx"
    single.write_bytes(b"x")
    missing = tmp_path / "没有.xlsx"
    files, left = list_files([root, single, missing, root / "b.xlsx"])
    assert [str(f.relative_to(tmp_path)) for f in files] == [
        "收件/a.xls",
        "收件/b.xlsx",
        "收件/乙/c.ODS",
        "单独.docx",
    ]
    assert [p.name for p, _ in left] == ["说明.docx", "没有.xlsx"]
    assert "没有找到" in left[1][1]


def test_folder_of_five_thousand_files(tmp_path: Path) -> None:
    for number in range(5_000):
        (tmp_path / f"{number:04}.xlsx").touch()
    files, left = list_files([tmp_path])
    assert len(files) == MAX_FILES == 2_000
    assert files == sorted(files)
    assert [p for p, _ in left] == [tmp_path]
    assert "还有 3000 个没有读取" in left[0][1]
    files, left = list_files([*files, tmp_path / "4999.xlsx", files[0]])
    assert len(files) == MAX_FILES
    assert [p.name for p, _ in left] == ["4999.xlsx"]


def test_folder_of_other_things(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number:03}.jpg").touch()
    files, left = list_files([tmp_path])
    assert files == []
    assert len(left) == 201
    assert left[-1] == (tmp_path, "另有 100 个文件不是表格，已跳过。")


_CELLS = st.one_of(
    st.none(),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")),
        min_size=1,
        max_size=12,
    ).filter(
        lambda t: t == t.strip() and not t.startswith(("=", "#")) and "_x" not in t
    ),
    st.integers(-(10**12), 10**12),
    st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)),
    st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(_CELLS, max_size=6), max_size=8))
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Value]]
) -> None:
    path = workbook(tmp_path_factory.mktemp("p") / "p.xlsx", rows)
    wanted: list[list[Value]] = []
    for row in rows:
        kept = list(row)
        while kept and kept[-1] is None:
            kept.pop()
        wanted.append(kept)
    while wanted and not wanted[-1]:
        wanted.pop()
    assert read_book(path).sheets[0].rows == wanted
