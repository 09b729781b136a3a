"""The supervisor's workbook: what stands in it, that it prints, opens elsewhere, and never changes."""

from __future__ import annotations

import copy
import datetime as dt
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from models.database import Database
from models.errors import Cancelled, FileProblem
from services.output.weekly_sheets import web_address
from services.output.weekly_workbook import SHEETS, sheet_names, write_issue
from services.sample import make_sample
from services.weekly_issue import (
    IssueInfo,
    issue_snapshot,
    issue_week,
    preview_snapshot,
)
from services.weekly_types import PlacementLine, Snapshot

WEEK = dt.date(2026, 11, 16)
NOW = dt.datetime(2026, 11, 20, 17, 30)
SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed"
)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Database:
    folder = tmp_path_factory.mktemp("county")
    (folder / empty_database.name).write_bytes(empty_database.read_bytes())
    database = Database.open(folder)
    make_sample(database, today=NOW.date())
    return database


@pytest.fixture(scope="module")
def issue(county: Database) -> IssueInfo:
    return issue_week(county, WEEK, by="周明", now=NOW)


@pytest.fixture(scope="module")
def snapshot(county: Database, issue: IssueInfo) -> Snapshot:
    with county.reading() as session:
        return issue_snapshot(session, issue.id)


@pytest.fixture(scope="module")
def written(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_issue(snapshot, tmp_path_factory.mktemp("out") / "周报.xlsx")


def rows_of(path: Path, sheet: str) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def texts(rows: list[list[Any]]) -> list[str]:
    """All values of a sheet as text; fractions to twelve digits, since LibreOffice keeps fifteen."""
    found = [v for row in rows for v in row if v not in ("", None)]
    return [f"{v:.12g}" if isinstance(v, float) else str(v) for v in found]


def line(title: str, link: str = "", **values: Any) -> PlacementLine:
    base = PlacementLine(
        story=1,
        unit="甲局",
        group="县直部门",
        title=title,
        published_on="2026-11-17",
        outlet="云岭日报",
        level="县(区)",
        kind="报纸",
        column="",
        genre="消息",
        spot="",
        link=link,
        note="",
    )
    return PlacementLine(**{**base, **values})


def with_lines(snapshot: Snapshot, lines: list[PlacementLine]) -> Snapshot:
    other = copy.deepcopy(snapshot)
    other["placements"] = lines
    return other


def test_the_sheets_hold_the_snapshot(written: Path, snapshot: Snapshot) -> None:
    book = CalamineWorkbook.from_path(str(written))
    assert tuple(book.sheet_names) == sheet_names(snapshot)
    summary = texts(rows_of(written, "概要"))
    for words in (
        "宣传工作周报",
        "第 1 期",
        "云岭县委宣传部",
        "周明　2026年11月20日 17:30 签发",
        "2026年11月16日—22日宣传报道情况",
        "2026年11月20日",
    ):
        assert words in summary
    units = rows_of(written, "各单位")[3:]
    for row, given in zip(units, snapshot["units"], strict=False):
        assert row[1] == given["unit"]
        assert row[5:12] == [given["stories"], given["placements"], *given["levels"]]
    total = units[len(snapshot["units"])]
    assert total[1] == "合计"
    assert total[6] == snapshot["counts"]["placements"]
    placed = rows_of(written, "刊播明细")[3:]
    assert len(placed) == len(snapshot["placements"])
    for row, given in zip(placed, snapshot["placements"], strict=True):
        assert row[2:4] == [given["unit"], given["title"]]
        assert row[4] == dt.date.fromisoformat(given["published_on"])
        assert row[5:8] == [given["outlet"], given["level"], given["kind"]]
        assert row[11] == given["link"]
    weeks = rows_of(written, "近八周报送")
    assert weeks[2][3:11] == [
        f"{d.month}/{d.day}周"
        for d in (dt.date.fromisoformat(w) for w in snapshot["return_weeks"])
    ]
    assert [row[1] for row in weeks[3 : 3 + len(snapshot["returns"])]] == [
        r["unit"] for r in snapshot["returns"]
    ]
    assert "前几期没有需要更正的内容。" in texts(rows_of(written, "更正"))


def test_totals_are_numbers_that_excel_can_reckon_with(
    written: Path, snapshot: Snapshot
) -> None:
    table = {row[0]: row[1:] for row in rows_of(written, "概要") if row[0]}
    counts, before = snapshot["counts"], snapshot["last_week"]
    assert before is not None
    assert table["刊播（次）"][:3] == [
        counts["placements"],
        before["placements"],
        counts["placements"] - before["placements"],
    ]
    assert table["报送率"][0] == pytest.approx(counts["rate"])
    assert table["刊播（次）"][3:5] == ["—", "—"]  # nothing is stored for last year
    for level in snapshot["levels"]:
        assert table[level["label"]][0] == level["placements"]


def test_the_same_snapshot_gives_the_same_bytes(
    county: Database, issue: IssueInfo, written: Path, tmp_path: Path
) -> None:
    again = issue_week(county, WEEK, by="别人", now=NOW + dt.timedelta(days=9))
    with county.reading() as session:
        snapshot = issue_snapshot(session, again.id)
    second = write_issue(snapshot, tmp_path / "另一个名字.xlsx")
    assert second.read_bytes() == written.read_bytes()


def test_another_start_of_the_program_gives_the_same_bytes(
    snapshot: Snapshot, written: Path, tmp_path: Path
) -> None:
    """Sets are ordered differently in each process; no such order may reach the file."""
    stored = tmp_path / "snapshot.json"
    stored.write_text(json.dumps(snapshot), encoding="utf-8")
    script = (
        "import json, pathlib, sys\n"
        "from services.output.weekly_workbook import write_issue\n"
        "snapshot = json.loads(pathlib.Path(sys.argv[1]).read_text('utf-8'))\n"
        "write_issue(snapshot, pathlib.Path(sys.argv[2]))\n"
    )
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.xlsx"
        subprocess.run(
            [sys.executable, "-c", script, str(stored), str(target)],
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert target.read_bytes() == written.read_bytes()


def test_links_are_real_and_dates_and_numbers_are_typed(
    written: Path, snapshot: Snapshot
) -> None:
    sheet: Any = load_workbook(written)["刊播明细"]
    for row, given in enumerate(snapshot["placements"], start=4):
        link = sheet.cell(row, 12).hyperlink
        assert (link.target if link else "") == given["link"]
        assert sheet.cell(row, 5).is_date
        assert isinstance(sheet.cell(row, 1).value, int)
    assert sheet.auto_filter.ref == f"A3:M{len(snapshot['placements']) + 3}"
    assert sheet.freeze_panes == "E4"


def test_every_sheet_is_laid_out_for_a4(written: Path) -> None:
    book: Any = load_workbook(written)
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_area
        assert "&P" in sheet.oddFooter.center.text
        if sheet.title == "概要":
            assert len(sheet._charts) == 2
            assert [b.id for b in sheet.row_breaks.brk]
        else:
            assert sheet.print_title_rows == "$3:$3"
            assert sheet.page_setup.fitToWidth == 1
            assert sheet.page_setup.fitToHeight == 0
    assert book["刊播明细"].page_setup.orientation == "landscape"
    for name in ("各单位", "近八周报送"):
        rules = [r for cf in book[name].conditional_formatting for r in cf.rules]
        assert {'LEFT(D4,2)="未报"', 'LEFT(D4,2)="迟报"'} <= {
            r.formula[0] for r in rules
        }


def test_text_that_looks_like_a_formula_or_holds_marks_stays_text(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    nasty = [
        '=HYPERLINK("http://evil.example","点我")',
        "+1",
        "-1",
        "@SUM(A1)",
        "#N/A",
        "<b>&amp;\"'",
        "_x0041_标题",
        "带\x00控制\x0b符",
        "两\n行",
        " 前后空格 ",
    ]
    shot = with_lines(snapshot, [line(t, note=t) for t in nasty])
    path = write_issue(shot, tmp_path / "怪.xlsx")
    kept = [t.replace("\x00", "").replace("\x0b", "") for t in nasty]
    sheet = load_workbook(path)["刊播明细"]
    for row, want in enumerate(kept, start=4):
        cell = sheet.cell(row, 4)
        assert cell.data_type == "s"
        got = str(cell.value).replace("_x005F_", "_")
        assert got == want
        assert sheet.cell(row, 13).data_type == "s"
    assert sheet["D4"].quotePrefix
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet3.xml")


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://a.cn/1?x=1&y=2#z", "https://a.cn/1?x=1&y=2#z"),
        ("HTTP://A.CN", "HTTP://A.CN"),
        ("https://a.cn/中文", "https://a.cn/%E4%B8%AD%E6%96%87"),
        ("https://a.cn/%E4", "https://a.cn/%E4"),
        ("https://a.cn/100%", None),
        ("https://", None),
        ("www.a.cn", None),
        ("javascript:alert(1)", None),
        ("file:///c:/x", None),
        ("https://a.cn/a b", "https://a.cn/a%20b"),
        ("https://a.cn/" + "x" * 2500, None),
    ],
)
def test_only_sound_web_addresses_become_links(link: str, target: str | None) -> None:
    assert web_address(link) == target


def test_a_preview_says_so_and_an_empty_week_is_whole(
    county: Database, snapshot: Snapshot, tmp_path: Path
) -> None:
    with county.reading() as session:
        preview = preview_snapshot(session, dt.date(2025, 3, 3), now=NOW)
    path = write_issue(preview, tmp_path / "空.xlsx")
    summary = texts(rows_of(path, "概要"))
    assert "预览，未签发" in summary
    assert "　　本周没有刊播记录。" in summary
    assert not any(t.endswith(" 签发") for t in summary)
    assert "本周没有刊播记录。" in texts(rows_of(path, "刊播明细"))
    assert preview["number"] is None


def test_corrections_are_listed_with_number_and_new_totals(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    shot = copy.deepcopy(snapshot)
    shot["corrections"] = [
        {
            "number": 7,
            "week": "2026-11-09",
            "subject": "刊播",
            "change": "added",
            "unit": "县住建局",
            "title": "补报的稿件",
            "before": "—",
            "after": "11月11日　云岭日报（县(区)）",
        }
    ]
    shot["corrected_totals"] = [
        {
            "number": 7,
            "week": "2026-11-09",
            "stories": [3, 4],
            "placements": [5, 6],
            "received": [9, 9],
        }
    ]
    rows = rows_of(write_issue(shot, tmp_path / "更正.xlsx"), "更正")
    assert rows[3][1:9] == [
        "第 7 期",
        "2026年11月9日—15日",
        "县住建局",
        "刊播",
        "新增",
        "补报的稿件",
        "—",
        "11月11日　云岭日报（县(区)）",
    ]
    assert any(
        "刊播 6 次（原报 5 次）" in t and "已报 9 家（不变）" in t for t in texts(rows)
    )


def test_progress_is_told_and_cancelling_leaves_the_old_file(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    target = tmp_path / "周报.xlsx"
    write_issue(snapshot, target, lambda done, total, _: told.append((done, total)))
    parts = len(sheet_names(snapshot)) + 1
    assert told == [(n, parts) for n in range(1, parts + 1)]
    before = target.read_bytes()

    def cancel(done: int, _total: int, _text: str) -> None:
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_issue(snapshot, target, cancel)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_a_target_that_is_open_in_excel_is_told_in_a_sentence(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "周报.xlsx"
    target.write_bytes(b"old")

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", locked)
    monkeypatch.setattr("pathlib.Path.replace", locked)
    with pytest.raises(FileProblem, match="正在被 Excel、WPS 或其他程序打开"):
        write_issue(snapshot, target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_writing_costs_no_more_than_bare_openpyxl(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    """Against the same cells without any look; the bench holds the exact figure, this holds the order."""
    lines = [
        line(
            f"营商环境宣传报道第{n}篇",
            f"https://a.cn/{n}.html",
            story=n,
            column="云岭新闻",
        )
        for n in range(1, 2001)
    ]
    shot = with_lines(snapshot, lines)
    path = tmp_path / "ours.xlsx"

    def ours() -> None:
        write_issue(shot, path)

    ours()
    source = load_workbook(path)
    cells = {
        ws.title: [[c.value for c in row] for row in ws.iter_rows()] for ws in source
    }

    def bare() -> None:
        book = Workbook()
        book.remove(book.active)  # type: ignore[arg-type]
        for title, rows in cells.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "bare.xlsx")

    def cost(work: Any) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    ratio = min(cost(ours) for _ in range(3)) / min(cost(bare) for _ in range(3))
    assert ratio < 1.3


# --- through LibreOffice --------------------------------------------------------------


def convert(path: Path, kind: str, folder: Path) -> Path:
    assert SOFFICE is not None
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder / "converted"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / "converted" / f"{path.stem}.{kind}"


@needs_office
def test_libreoffice_reads_the_same_cells(written: Path, tmp_path: Path) -> None:
    other = convert(written, "xlsx", tmp_path)
    for sheet in SHEETS:
        ours, theirs = rows_of(written, sheet), rows_of(other, sheet)
        assert texts(ours) == texts(theirs), sheet


@needs_office
def test_the_printed_pages_hold_everything_and_no_hash_marks(
    written: Path, snapshot: Snapshot, tmp_path: Path
) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(
        io.BytesIO(convert(written, "pdf", tmp_path).read_bytes())
    )
    pages = [page.get_textpage().get_text_range() for page in document]
    sizes = {tuple(sorted(round(v) for v in page.get_size())) for page in document}
    assert sizes == {(595, 842)}
    everything = "".join(pages)
    assert "###" not in everything
    assert not re.search(r"#(REF|NAME|VALUE|DIV)", everything)
    flat = re.sub(r"\s+", "", everything)
    for unit in snapshot["units"]:
        assert unit["unit"] in flat
    # No page holds a stray column: each of a table's pages begins with its headings.
    for page in pages[3:]:
        assert "序号" in page
    assert all(len(page.strip()) > 100 for page in pages)
