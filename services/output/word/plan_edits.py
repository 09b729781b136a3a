"""What was edited in the ledger and the forms, written back into the words of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.output.word.plan_blocks import Block
from services.output.word.plan_duties import write_units
from services.output.word.plan_people import set_people_lines

if TYPE_CHECKING:
    from services.campaigns.types import Plan


def write_back(plan: Plan, blocks: list[Block]) -> list[str]:
    """Bring the blocks up to what the plan's rows say; returns what could not be written, in sentences."""
    set_people_lines(plan, blocks)
    by_part: dict[int, list[Block]] = {}
    for block in blocks:
        if block.part_id is not None:
            by_part.setdefault(block.part_id, []).append(block)
    for measure in plan.measures:
        own = by_part.get(measure.part_id or -1, [])
        if own:
            added = write_units(own, plan.units_by_measure.get(measure.id, ()))
            at = blocks.index(own[0]) + 1
            blocks[at:at] = added
    return []
