"""What the black-box tests hold in their hands: the commands, and workbooks made by the tests alone."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from commands.cli import run

ROOT = Path(__file__).resolve().parents[2]
UNIT_HEADINGS = [
    "序号",
    "单位名称",
    "简称",
    "分组",
    "别名",
    "启用日期",
    "停用日期",
    "并入单位",
    "联络员",
    "电话",
]
FORM_HEADINGS = [
    "序号",
    "刊播日期",
    "标题",
    "媒体",
    "层级",
    "栏目",
    "体裁",
    "版面/时段",
    "链接",
    "备注",
]
STATES = {"received", "nil", "late", "missing", "exempt", "returned"}


@dataclass(frozen=True)
class Answer:
    """What one command came back with: exit code, the JSON object (if any), both streams."""

    code: int
    json: dict[str, Any]
    out: str
    err: str


class Desk:
    """One data folder and the commands on it."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, *words: object) -> Answer:
        """One command in this process."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([*map(str, words), "--data", str(self.data), "--json"])
        return answer(code, out.getvalue(), err.getvalue())

    def good(self, *words: object) -> dict[str, Any]:
        """The JSON object of a command that must succeed."""
        result = self(*words)
        assert result.code == 0, result
        return result.json

    def alone(self, *words: object) -> Answer:
        """One command in a process of its own, the way the task scheduler calls it."""
        done = subprocess.run(
            [
                sys.executable,
                ROOT / "main.py",
                *map(str, words),
                "--data",
                self.data,
                "--json",
            ],
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=120,
        )
        return answer(done.returncode, done.stdout, done.stderr)

    def take(self, *words: object, received: str | None = None) -> dict[str, Any]:
        more = [] if received is None else ["--received", received]
        return self.good("import-forms", *words, *more)

    def board(self, week: str) -> dict[str, Any]:
        return self.good("board", "--week", week)

    def unit(self, week: str, name: str) -> dict[str, Any]:
        """The board's line of one unit."""
        found = [line for line in self.board(week)["units"] if line["unit"] == name]
        assert len(found) == 1, found
        return found[0]

    def totals(self, week: str) -> tuple[int, int]:
        """Stories and placements of the whole board."""
        lines = self.board(week)["units"]
        return sum(line["stories"] for line in lines), sum(
            line["placements"] for line in lines
        )

    def forms(self, week: str, out: Path) -> dict[str, Path]:
        """Forms by unit."""
        return {
            file["unit"]: Path(file["path"])
            for file in self.good("forms", "--week", week, "--out", out)["files"]
        }

    def dump(self) -> list[str]:
        """Every row of the database as SQL, read without the program."""
        with tempfile.TemporaryDirectory() as folder:
            for path in self.data.glob("publicity.db*"):
                shutil.copy(path, folder)
            copy = sqlite3.connect(Path(folder) / "publicity.db")
            try:
                return list(copy.iterdump())
            finally:
                copy.close()

    def copy(self, to: Path) -> Desk:
        shutil.copytree(self.data, to)
        return Desk(to)


def answer(code: int, out: str, err: str) -> Answer:
    """Reads stdout as one JSON object (nothing else may stand there)."""
    value: dict[str, Any] = json.loads(out) if out.strip() else {}
    assert isinstance(value, dict)
    return Answer(code, value, out, err)


def unit_list(
    path: Path,
    rows: Iterable[Sequence[object]],
    headings: Sequence[str] = UNIT_HEADINGS,
) -> Path:
    """A unit list; rows in the order of the headings, cut short where nothing follows."""
    book = Workbook()
    sheet = active(book)
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def active(book: Workbook) -> Worksheet:
    assert isinstance(book.active, Worksheet)
    return book.active


def sheet_of(
    path: Path,
    rows: Iterable[Sequence[object]],
    *,
    headings: Sequence[str] = FORM_HEADINGS,
    title: str | None = None,
    name: str | None = None,
) -> Path:
    """Somebody's own sheet: an optional title above, headings, rows."""
    book = Workbook()
    sheet = active(book)
    if name:
        sheet.title = name
    if title:
        sheet.append([title])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def piece(
    date: object, title: object, outlet: object, level: object = "县", **more: object
) -> list[object]:
    """One row in the order of the form's headings, without its number."""
    return [
        date,
        title,
        outlet,
        level,
        more.get("column"),
        more.get("kind", "消息"),
        more.get("page"),
        more.get("link"),
        more.get("note"),
    ]


def header(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """Row of the headings and the column of each (1-based)."""
    for row in sheet.iter_rows(max_row=40):
        found = {
            str(cell.value).strip(): int(cell.column or 0)
            for cell in row
            if cell.value is not None
        }
        if "标题" in found and "媒体" in found:
            return int(row[0].row or 0), found
    raise AssertionError("the form has no row of headings")


def put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Write one cell; openpyxl's types know cells of merged areas too, which take no value."""
    cell: Any = sheet.cell(row, column)
    cell.value = value


def form_sheet(book: Workbook) -> Worksheet:
    """The sheet with the headings."""
    for sheet in book.worksheets:
        with contextlib.suppress(AssertionError):
            header(sheet)
            return sheet
    raise AssertionError("no sheet of the form has headings")


def nil_cell(sheet: Worksheet) -> tuple[int, int]:
    """Where the nil tick goes: the cell right of 「本周无报道」 (past its merged area)."""
    for row in sheet.iter_rows(max_row=20):
        for cell in row:
            if (
                isinstance(cell.value, str)
                and cell.value.strip().rstrip("：:") == "本周无报道"
            ):
                right = int(cell.column or 0)
                for area in sheet.merged_cells.ranges:
                    if cell.coordinate in area:
                        right = area.max_col
                return int(cell.row or 0), right + 1
    raise AssertionError("the form has no nil tick")


def fill(
    form: Path,
    rows: Iterable[Sequence[object]] = (),
    *,
    nil: object = None,
    to: Path | None = None,
) -> Path:
    """Fills a form in the way a liaison would: below the headings and the example line."""
    book = load_workbook(form)
    sheet = form_sheet(book)
    top, columns = header(sheet)
    line = top + 1
    while str(sheet.cell(line, columns["序号"]).value or "").startswith("例"):
        line += 1
    for row in rows:
        for heading, value in zip(FORM_HEADINGS[1:], row, strict=True):
            if value is not None:
                put(sheet, line, columns[heading], value)
        line += 1
    if nil is not None:
        put(sheet, *nil_cell(sheet), nil)
    target = to or form
    book.save(target)
    book.close()
    return target


def cells_of(path: Path) -> list[tuple[object, ...]]:
    """Every row of every sheet as values."""
    book = load_workbook(path)
    return [
        row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)
    ]


_COMMANDS = [
    "init",
    "import-units",
    "export-units",
    "import-forms",
    "undo-import",
    "issue-week",
    "forms",
    "board",
    "check",
    "demo",
    "main.py",
]
_PLAIN = (
    r"“[^”]*”|--[a-z-]+|\S+\.(xlsx|xls|ods)|/\S+|Sheet\d*|Excel|WPS|LibreOffice|"
    + "|".join(map(re.escape, _COMMANDS))
)


def sentence(text: str) -> bool:
    """Chinese, without an English or a Python word (quoted names, options, files and commands aside)."""
    return bool(re.search(r"[一-鿿]", text)) and not re.search(
        r"[A-Za-z]{2,}", re.sub(_PLAIN, "", text)
    )


def monday(text: str) -> dt.date:
    day = dt.date.fromisoformat(text)
    return day - dt.timedelta(days=day.weekday())


@functools.cache
def soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(kind: str, out: Path, *files: Path) -> list[Path]:
    """Several files through LibreOffice in one start; the paths of what it wrote."""
    program = soffice()
    assert program is not None
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                out,
                *files,
            ],
            check=True,
            capture_output=True,
            timeout=170,
        )
    ending = kind.split(":", 1)[0]
    made = [out / f"{file.stem}.{ending}" for file in files]
    assert all(path.exists() for path in made), made
    return made
