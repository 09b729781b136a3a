"""150 filled forms of 20 rows each, as they come back from the units."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

from models.database import Database
from services import forms_shared as shared
from services.output.forms import write_forms
from services.registers.outlets import OutletRow, list_outlets
from services.sample_titles import TOPICS, make_title

ROWS = 20


def make_filled(
    data: Path,
    week: dt.date,
    folder: Path,
    seed: int = 3,
    limit: int | None = None,
) -> list[Path]:
    """Write the forms of a week and fill in `ROWS` rows of each, or of the first `limit`; returns the files."""
    from openpyxl import load_workbook

    db = Database.open(data)
    try:
        blank = write_forms(db, week, folder / "blank")
        with db.reading() as session:
            outlets = list_outlets(session)
    finally:
        db.close()
    rng = random.Random(seed)
    target = folder / "filled"
    target.mkdir(exist_ok=True)
    files: list[Path] = []
    for _, name, path in blank.files[:limit]:
        book: Any = load_workbook(path)
        sheet = book[shared.FORM_SHEET]
        header = next(
            row[0].row
            for row in sheet.iter_rows(max_row=20)
            if row[0].value == shared.HEADINGS[0]
        )
        for offset, values in enumerate(_rows(rng, name, outlets, week)):
            for column, value in enumerate(values, start=2):
                if value != "":
                    sheet.cell(header + 2 + offset, column, value)
        files.append(target / path.name)
        book.save(files[-1])
    return files


def _rows(
    rng: random.Random, unit: str, outlets: list[OutletRow], week: dt.date
) -> list[list[Any]]:
    topics = list(TOPICS.values())
    rows: list[list[Any]] = []
    while len(rows) < ROWS:
        title = make_title(rng, rng.choice(topics), unit, "消息")
        title += f"（{rng.randint(1, 99999)}）"
        day = week + dt.timedelta(days=rng.randint(0, 4))
        for outlet in rng.sample(outlets, rng.choice((1, 1, 2))):
            written: Any = rng.choice((day, day, f"{day.month}月{day.day}日"))
            link = f"https://news.example.com/{day:%Y%m%d}/{rng.randint(1, 999999)}"
            column = rng.choice(outlet.columns) if outlet.columns else ""
            level = outlet.level.label
            rows.append(
                [written, title, outlet.name, level, column, "消息", "", link, ""]
            )
    return rows[:ROWS]
