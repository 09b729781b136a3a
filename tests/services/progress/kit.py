"""A plan to report on, forms made of it, and forms filled in as a liaison would, in Excel or WPS."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl

from models.database import Database
from models.vocabulary_campaigns import CampaignState, MeasureState, UnitRole
from services import progress_shared as shared
from services.campaigns import edit
from services.campaigns.fields import Item
from services.campaigns.figures import TargetState, target_states
from services.campaigns.measures import LedgerRow, ledger
from services.campaigns.progress import Entry, entries
from services.intake.progress.commit import ProgressResult, commit
from services.intake.progress.prepare import prepare
from services.intake.progress.preview import Preview
from services.output.progress_forms import ProgressForms, write_progress_forms
from services.output.writing import put_text
from services.registers.units import save_unit, set_liaison

TODAY = dt.date(2026, 3, 10)
LEADER, HELPER, STRANGER = "县委宣传部", "县公安局交警大队", "县融媒体中心"
TASKS = ("拍摄宣传片", "开展路口劝导", "印发倡议书")


def make_plan(db: Database) -> int:
    """A running plan of three measures: the first with two targets, all led by LEADER, helped by HELPER."""
    with db.writing("登记单位") as session:
        leader = save_unit(session, name=LEADER, short_name="宣传部")
        set_liaison(session, leader, "李联络", "0871-1", dt.date(2025, 1, 1))
        save_unit(session, name=HELPER, aliases=("县交警大队",))
    with db.writing("新建方案") as session:
        plan = edit.new_campaign(
            session,
            "青禾县文明交通宣传方案",
            state=CampaignState.RUNNING,
            issuer="青禾县委宣传部",
            doc_number="青宣发〔2026〕2号",
        )
        for number, task in enumerate(TASKS, start=1):
            measure = edit.add_item(
                session,
                Item.MEASURE,
                plan,
                number=f"二（{number}）",
                head=task,
                text=f"{task}。做好{task}的各项工作。",
            )
            edit.set_units(session, measure, UnitRole.LEAD, [LEADER])
            edit.set_units(session, measure, UnitRole.SUPPORT, ["县交警大队"])
            if number == 1:
                for words, amount in (("拍摄3部片子", 3.0), ("播放100场次", 100.0)):
                    edit.add_item(
                        session,
                        Item.TARGET,
                        plan,
                        measure_id=measure,
                        text=words,
                        amount=amount,
                        unit_word=words[-1],
                    )
            if number == 2:
                edit.add_item(
                    session,
                    Item.DEADLINE,
                    plan,
                    measure_id=measure,
                    due_on=dt.date(2026, 3, 20),
                )
    return plan


def forms(db: Database, folder: Path, as_of: dt.date = TODAY) -> ProgressForms:
    """The forms of a day."""
    return write_progress_forms(db, folder, as_of=as_of)


def form_of(made: ProgressForms, unit: str) -> Path:
    """The form of a unit."""
    return next(path for _, name, _, path in made.files if name == unit)


def sheet_of(book: Any, name: str | None = None) -> Any:
    """The sheet that is filled in."""
    return book[name or shared.FORM_SHEET]


def columns_of(sheet: Any) -> tuple[int, dict[str, int]]:
    """The row of the headings, and heading → column."""
    for row in range(1, 12):
        heads = {str(c.value): c.column for c in sheet[row] if c.value}
        if "任务" in heads:
            return row, heads
    raise AssertionError("no headings")


def row_of(sheet: Any, task: str) -> int:
    """The first row of a measure, by the start of its words."""
    head, heads = columns_of(sheet)
    for row in range(head + 1, sheet.max_row + 1):
        if str(sheet.cell(row, heads["任务"]).value or "").startswith(task):
            return row
    raise AssertionError(task)


def fill(
    source: Path,
    cells: dict[str, dict[str, Any]],
    target: Path | None = None,
    *,
    sheet: str | None = None,
    day: object = None,
    person: str | None = None,
) -> Path:
    """Fill in a form: task → heading → value; a heading 「指标达到值2」 is that of the second target."""
    book: Any = openpyxl.load_workbook(source)
    page = sheet_of(book, sheet)
    _, heads = columns_of(page)
    for task, values in cells.items():
        row = row_of(page, task)
        for heading, value in values.items():
            down = int(heading[-1]) - 1 if heading[-1].isdigit() else 0
            cell = page.cell(row + down, heads[heading.rstrip("0123456789")])
            put_text(cell, value)  # openpyxl would take “=+” for a formula
    for cell in page[3]:
        if day is not None and str(cell.value or "").startswith(shared.DAY_LABEL):
            page.cell(3, cell.column + 1).value = day
        if person and str(cell.value or "").startswith(shared.PERSON_LABEL):
            page.cell(3, cell.column + 1).value = person
    book.save(target or source)
    return target or source


def read(db: Database, *paths: Path, received: dt.date = TODAY) -> Preview:
    """Read forms."""
    return prepare(db, list(paths), received=received)


def take(db: Database, *paths: Path, received: dt.date = TODAY) -> ProgressResult:
    """Read forms and enter what is beyond doubt."""
    return commit(db, read(db, *paths, received=received))


def rows(db: Database, day: dt.date = TODAY) -> dict[str, LedgerRow]:
    """Head → measure, as the ledger has it."""
    with db.reading() as session:
        return {row.measure.head: row for row in ledger(session, day)}


def told(db: Database, task: str) -> list[Entry]:
    """The entries of a measure, the newest first."""
    with db.reading() as session:
        return entries(session, [rows(db)[task].id])


def values(db: Database, plan: int) -> dict[str, list[float]]:
    """Words of a target → the values that it reached."""
    with db.reading() as session:
        found: list[TargetState] = target_states(session, plan, TODAY)
    return {x.target.text: [v.value for v in x.values] for x in found}


def states(db: Database) -> dict[str, MeasureState]:
    """Head → stored state."""
    return {head: MeasureState(r.measure.state) for head, r in rows(db).items()}
