"""Liaisons of the sample county who fill in their forms, each in his own way, mistakes included."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.vocabulary import OutletLevel
from services import forms_shared as shared
from services.output.writing import safe_name, save_workbook
from services.registers.outlets import OutletRow
from services.registers.units import UnitRow
from services.sample_names import CHANNELS, UNITS
from services.sample_titles import GENRES_OF_KIND, TOPICS, make_title
from services.weeks import week_label

_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
_TICKS = ("是", "✓", "√", "1")
_TOPICS = {unit.name: unit.topic for unit in UNITS}
_CHANNELS = {name for name, *_ in CHANNELS}
_WEIGHTS = dict(zip(OutletLevel, (1, 4, 12, 60, 12), strict=True))

WAYS: tuple[Callable[[dt.date], str | dt.date], ...] = (
    lambda day: day,
    lambda day: f"{day.month}月{day.day}日",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}.{day.month}.{day.day}".translate(_WIDE),
)
"""How people write a day."""


@dataclass(frozen=True)
class Filled:
    """What came back: the files, and how many rows in them are right or wrong, how many files say nothing."""

    paths: list[Path]
    rows: int
    wrong: int
    nil: int


@dataclass(frozen=True)
class _Piece:
    day: dt.date
    title: str
    outlet: OutletRow
    column: str
    genre: str
    spot: str
    link: str


def fill_forms(
    forms: list[tuple[UnitRow, Path]],
    outlets: list[OutletRow],
    week: dt.date,
    folder: Path,
    seed: int = 2026,
) -> Filled:
    """Write the filled form of each unit into `folder`.

    In the order of `forms`: every eighth sends nothing, every seventh ticks the nil box, the second uses a
    sheet of its own, the fourth has one wrong row; the rest fill in one to four placements.
    """
    rng = random.Random(f"{seed} {week}")
    paths: list[Path] = []
    rows = wrong = nil = 0
    for place, (unit, blank) in enumerate(forms):
        if place % 8 == 5:
            continue
        if place % 7 == 0:
            tick = _TICKS[place // 7 % len(_TICKS)]
            paths.append(_fill(blank, folder / blank.name, [], tick))
            nil += 1
            continue
        pieces = _pieces(rng, unit, outlets, week)
        rows += len(pieces)
        if place == 1:
            paths.append(_own_sheet(unit, week, pieces, folder))
            continue
        write_day = WAYS[place % len(WAYS)]
        table = [_row(piece, write_day(piece.day)) for piece in pieces]
        if place == 3:
            table.append(_row(pieces[0], "13月32日", "（日期写错的一行）"))
            wrong += 1
        paths.append(_fill(blank, folder / blank.name, table, ""))
    return Filled(paths, rows, wrong, nil)


def _pieces(
    rng: random.Random, unit: UnitRow, outlets: list[OutletRow], week: dt.date
) -> list[_Piece]:
    topic = TOPICS[_TOPICS.get(unit.name, "township")]
    shared_by_all = [o for o in outlets if o.name in _CHANNELS]
    weights = [_WEIGHTS[o.level] for o in shared_by_all]
    pieces: list[_Piece] = []
    for _ in range(rng.choice((1, 1, 2))):
        day = week + dt.timedelta(days=rng.randint(0, 4))
        picked = rng.choices(shared_by_all, weights, k=rng.choice((1, 1, 2)))
        chosen = sorted({o.id: o for o in picked}.values(), key=lambda o: o.level)
        genre = rng.choice(GENRES_OF_KIND.get(chosen[0].kind, ("消息",)))
        title = make_title(rng, topic, unit.label, genre)
        for outlet in chosen:
            online = outlet.kind in ("网站", "微信", "客户端", "短视频")
            link = f"https://news.example.com/{day:%Y%m%d}/{rng.randint(1000, 9999)}"
            pieces.append(
                _Piece(
                    day,
                    title,
                    outlet,
                    rng.choice(outlet.columns) if outlet.columns else "",
                    genre,
                    "第3版" if outlet.kind == "报纸" else "",
                    link if online else "",
                )
            )
    return pieces


def _row(piece: _Piece, day: str | dt.date, more: str = "") -> list[str | dt.date]:
    """The cells from 刊播日期 to 备注."""
    return [
        day,
        piece.title + more,
        piece.outlet.name,
        piece.outlet.level.label,
        piece.column,
        piece.genre,
        piece.spot,
        piece.link,
        "",
    ]


def _fill(
    blank: Path, target: Path, table: list[list[str | dt.date]], tick: str
) -> Path:
    from openpyxl import load_workbook

    book: Any = load_workbook(blank)
    sheet = book[shared.FORM_SHEET]
    header = _find(sheet, shared.HEADINGS[0])
    for offset, values in enumerate(table):
        row = header.row + 2 + offset  # the example stands between
        for column, value in enumerate(values, start=header.column + 1):
            if value != "":
                sheet.cell(row, column, value)
    if tick:
        label = _find(sheet, shared.NIL_LABEL)
        sheet.cell(label.row, label.column + 1, tick)
    return save_workbook(book, target)


def _find(sheet: Any, words: str) -> Any:
    for row in sheet.iter_rows(max_row=20):
        for cell in row:
            if cell.value == words:
                return cell
    raise LookupError(words)


def _own_sheet(
    unit: UnitRow, week: dt.date, pieces: list[_Piece], folder: Path
) -> Path:
    """A table without our mark: a title above, other headings in another order."""
    from openpyxl import Workbook

    book: Any = Workbook()
    sheet = book.active
    sheet.title = "统计表"
    sheet.append([f"{unit.name}宣传报道统计表"])
    sheet.merge_cells("A1:F1")
    sheet.append([f"统计时间：{week_label(week)}"])
    sheet.append(["序号", "稿件题目", "刊发媒体", "媒体级别", "发布日期", "网址"])
    for number, piece in enumerate(pieces, start=1):
        sheet.append(
            [
                number,
                piece.title,
                piece.outlet.name,
                piece.outlet.level.label,
                f"{piece.day.month}月{piece.day.day}日",
                piece.link,
            ]
        )
    return save_workbook(
        book, folder / f"{safe_name(unit.label)}宣传统计{week.isoformat()}.xlsx"
    )
