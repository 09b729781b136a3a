"""What was edited in the ledger and the forms, written back into the words of the plan.

What a block says already stays as it is written; only what differs is exchanged, and only what is missing is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from services.output.word.blocks import Block
from services.output.word.marks import squeezed
from services.output.word.plan_days import write_days
from services.output.word.plan_duties import write_units
from services.output.word.plan_measures import add_measure
from services.output.word.plan_missing import add_missing
from services.output.word.plan_people import set_people_lines
from services.output.word.plan_tables import write_table_measure
from services.output.word.plan_words import exchange_words, read_back

if TYPE_CHECKING:
    from services.campaigns.types import MeasureRow, MeasureUnitRow, Plan, Row
    from services.output.word.plan_words import ReadBack
    from services.plans.reading import Task

_UNSAID_UNITS = "“{}”：正文里的牵头、配合单位与台账不一致，请核对这一条。"
_GONE = "“{}”：台账里还有这项任务，正文里这一条已经删除，公文里没有写。"
_UNSAID_DAYS = "“{}”：正文里的时限与台账不一致，请核对这一条。"


def write_back(plan: Plan, blocks: list[Block]) -> list[str]:
    """Bring the blocks up to what the plan's rows say; returns what could not be written, in sentences."""
    set_people_lines(plan, blocks)
    _exchange_changed(plan, blocks)
    by_part: dict[int, list[Block]] = {}
    for block in blocks:
        if block.part_id is not None:
            by_part.setdefault(block.part_id, []).append(block)
    back = read_back(blocks)
    tasks = _tasks(back)
    # From the end, so that the places of what was read stay right.
    for measure in reversed(plan.measures):
        days = plan.deadlines_by_measure.get(measure.id, ())
        own = by_part.get(measure.part_id or -1, [])
        if own:
            write_days(plan, own, back, tasks.get(_key(measure)), days)
    for measure in plan.measures:
        units = plan.units_by_measure.get(measure.id, ())
        days = plan.deadlines_by_measure.get(measure.id, ())
        own = by_part.get(measure.part_id or -1, [])
        task = tasks.get(_key(measure))
        if not own:
            told = write_table_measure(measure, units, days, blocks)
            made_here = measure.part_id is None and measure.span_start is None
            if not told and made_here:
                add_measure(measure, units, days, blocks)
        elif task is None or not _says_units(task, units):
            added = write_units(own, units)
            at = blocks.index(own[0]) + 1
            blocks[at:at] = added
    add_missing(plan, blocks)
    return list(_differences(plan, blocks))


def _tasks(back: ReadBack) -> dict[tuple[str, str], Task]:
    return {(t.section, squeezed(t.number)): t for t in back.reading.tasks if t.number}


def _key(measure: MeasureRow) -> tuple[str, str]:
    return measure.section, squeezed(measure.number)


def _says_units(task: Task, units: Sequence[MeasureUnitRow]) -> bool:
    return all(
        [squeezed(u.name) for u in said]
        == [squeezed(u.name) for u in units if u.role == role]
        for role, said in (("lead", task.lead_units), ("support", task.support_units))
    )


def _exchange_changed(plan: Plan, blocks: list[Block]) -> None:
    """Rows that hold one quoted value: where it was changed, its words are exchanged in the text."""
    source = plan.source_text
    values: list[tuple[Row, str, str]] = []
    values += [(u, u.name, "main") for u in plan.units if u.role == "member"]
    values += [(c, c.name, "") for c in plan.channels]
    values += [(t, t.text, "") for t in plan.targets]
    values += [(m, m.text, "main") for m in plan.messages if m.kind != "goal"]
    for row, value, section in values:
        if row.span_start is None or row.span_end is None:
            continue
        old, new = squeezed(source[row.span_start : row.span_end]), squeezed(value)
        if not old or old == new:
            continue
        own = [b for b in blocks if not section or b.section == section]
        said = any(new in squeezed(b.line()) for b in own)
        if not (said and old in new):
            exchange_words(own, old, value)


def _differences(plan: Plan, blocks: Sequence[Block]) -> Iterator[str]:
    """Measures whose units or days the text still says otherwise."""
    tasks = _tasks(read_back(blocks))
    parts = {p.id for p in plan.parts}
    for measure in plan.measures:
        if measure.part_id is not None and measure.part_id not in parts:
            yield _GONE.format(f"{measure.number} {measure.head or measure.text[:16]}")
            continue
        task = tasks.get(_key(measure))
        if task is None or measure.part_id is None:
            continue
        name = f"{measure.number} {measure.head or measure.text[:16]}"
        units = plan.units_by_measure.get(measure.id, ())
        for role, said in (("lead", task.lead_units), ("support", task.support_units)):
            wanted = [squeezed(u.name) for u in units if u.role == role]
            if {squeezed(u.name) for u in said} != set(wanted):
                yield _UNSAID_UNITS.format(name)
                break
        days = plan.deadlines_by_measure.get(measure.id, ())
        wanted_days = {d.due_on for d in days if d.due_on}
        if {d.end for d in task.deadlines if d.end} != wanted_days:
            yield _UNSAID_DAYS.format(name)
