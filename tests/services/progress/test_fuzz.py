"""Forms and ledgers that were spoilt at random: always a sentence, never a crash, never a half-taken batch."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.database import Database
from services.intake.progress.commit import commit
from services.output.ledger_book import write_ledger_book
from services.output.writing import put_text
from tests.services.progress import kit

SPOILT: tuple[object, ...] = (
    None,
    0,
    -5,
    1e300,
    True,
    "已逾期",
    "abc",
    "2026-13-01",
    dt.date(2026, 3, 1),
    dt.time(8),
    "长" * 6000,
    "=1+1",
    "PDT|x|y",
    "PDPROG|1|*|2026-03-10|1",
    "１００％",
    "3万",
    "牵头填",
    "不再实施",
    "PDT|" + "a" * 32 + "|-|done|-|-|-|-|-|-",
)


def _spoil(source: Path, target: Path, rnd: random.Random) -> Path:
    book: Any = openpyxl.load_workbook(source)
    for sheet in book.worksheets:
        for _ in range(rnd.randint(1, 25)):
            cell = sheet.cell(rnd.randint(1, sheet.max_row + 2), rnd.randint(1, 14))
            if cell.coordinate not in sheet.merged_cells:
                put_text(cell, rnd.choice(SPOILT))
    book.save(target)
    return target


@pytest.mark.parametrize("seed", range(3))
def test_spoilt_tables_are_told_or_taken(
    db: Database, tmp_path: Path, seed: int
) -> None:
    plan = kit.make_plan(db)
    made = kit.forms(db, tmp_path)
    ledger = write_ledger_book(db, tmp_path / "台账.xlsx", plan, today=kit.TODAY)
    sources = [made.combined, ledger, *(path for *_, path in made.files)]
    rnd = random.Random(seed)
    for number in range(5):
        path = _spoil(rnd.choice(sources), tmp_path / f"{number}.xlsx", rnd)
        preview = kit.read(db, path)
        for item in preview.items:
            preview.set_accept(item.id, accept=rnd.random() < 0.7)
        for problem in preview.problems:
            assert problem.sentence
            assert not any(w in problem.sentence for w in ("None", "nan", "Error"))
        wanted = sum(item.counts for item in preview.items)
        result = commit(db, preview)
        assert result.stored == wanted
