"""Measures that stand in a table: their units and days written back into its cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.output.word.blocks import Block, Kind
from services.output.word.marks import squeezed
from services.output.word.plan_days import words_of
from services.plans.task_tables import task_columns

if TYPE_CHECKING:
    from services.campaigns.types import DeadlineRow, MeasureRow, MeasureUnitRow


def write_table_measure(
    measure: MeasureRow,
    units: Sequence[MeasureUnitRow],
    days: Sequence[DeadlineRow],
    blocks: Sequence[Block],
) -> bool:
    """Bring the row of a measure up to what the ledger says; False where no row tells it."""
    for block in blocks:
        if block.kind is not Kind.TABLE or block.section != measure.section:
            continue
        columns: dict[str, int] = {}
        for index, row in enumerate(block.cells):
            columns = task_columns(row) or columns
            at = columns.get("task")
            if at is None or at >= len(row):
                continue
            if squeezed(row[at]) == squeezed(measure.text):
                _write(block.cells[: index + 1], columns, units, days)
                return True
    return False


def _write(
    rows: Sequence[list[str]],
    columns: dict[str, int],
    units: Sequence[MeasureUnitRow],
    days: Sequence[DeadlineRow],
) -> None:
    """Write into the last of the rows; the others are those above it."""
    lead = [u.name for u in units if u.role == "lead"]
    duty = [u.name for u in units if u.role == "support" and "责任" in u.label]
    support = [u.name for u in units if u.role == "support" and "责任" not in u.label]
    if "lead" in columns:
        _put(rows, columns["lead"], lead)
        if "duty" in columns:
            _put(rows, columns["duty"], duty)
        else:
            support = duty + support
    else:
        _put(rows, columns["duty"], lead)
    if "support" in columns:
        _put(rows, columns["support"], support)
    until, row = columns.get("until"), rows[-1]
    if until is not None and until < len(row) and days:
        said = squeezed(_told(rows, until))
        fresh = [d for d in days if d.due_on and squeezed(d.raw) not in said]
        if fresh:
            row[until] = "、".join(words_of(d, row[until]) for d in days)


def _told(rows: Sequence[list[str]], at: int) -> str:
    """What a cell says: an empty one says what stands above it."""
    return next((r[at] for r in reversed(rows) if at < len(r) and r[at].strip()), "")


def _put(rows: Sequence[list[str]], at: int, names: list[str]) -> None:
    """Write names into a cell unless it says them already, by itself or by the merged cell above."""
    if at >= len(rows[-1]) or not names:
        return
    from services.plans.units import split_units

    words = _told(rows, at)
    said = [words[p.start : p.end] for p in split_units(words, 0, len(words))]
    if [squeezed(n) for n in said] != [squeezed(n) for n in names]:
        rows[-1][at] = "、".join(names)
