"""A plan issued as a Word document: `issue_plan(plan, wanted, target)`."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.output.word.blocks import Block, Kind, Wanted, offices
from services.output.word.plan_blocks import compose
from services.output.word.plan_edits import write_back

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.campaigns.types import Plan
    from services.output.word.paper import Paper


@dataclass(frozen=True)
class Issued:
    """What was written: the file, and sentences on what the text does not yet say as the ledger has it."""

    path: Path
    notes: tuple[str, ...]


def plan_blocks(plan: Plan, wanted: Wanted) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks of a plan with everything edited written back, and what could not be."""
    blocks = compose(plan, wanted)
    notes = write_back(plan, blocks)
    return blocks, tuple(notes)


def issue_plan(
    plan: Plan,
    wanted: Wanted,
    target: Path,
    report: Callable[[int, int, str], None] | None = None,
) -> Issued:
    """Write a plan as a .docx laid out after GB/T 9704-2012. Raises FileProblem."""
    from services.output.word.paper import Paper

    if report:
        report(0, 3, "正在整理方案内容")
    blocks, notes = plan_blocks(plan, wanted)
    if report:
        report(1, 3, "正在排版")
    paper = Paper(sealed=wanted.sealed)
    draw(paper, blocks)
    if report:
        report(2, 3, "正在写入文件")
    return Issued(paper.save(target, title=plan.title), notes)


def draw(paper: Paper, blocks: Sequence[Block]) -> None:
    """Put blocks on paper in order."""
    red = any(b.kind is Kind.LETTERHEAD for b in blocks)
    first_number = True
    under_red = 0
    before: Kind | None = None
    for kind, group in itertools.groupby(blocks, key=_group):
        rows = list(group)
        if kind is Kind.LETTERHEAD:
            paper.letterhead([b.text for b in rows])
            if not any(b.kind is Kind.NUMBER for b in blocks):
                paper.red_line()
            under_red = 2
        elif kind is Kind.NUMBER:
            paper.number(rows[-1].text, red_line=red and first_number)
            under_red = 2 if red and first_number else 1
            first_number = False
        elif kind is Kind.TITLE:
            paper.title(rows[0].text, blank_above=under_red)
            under_red = 0
        elif kind is Kind.PAGE:
            paper.new_page()
        elif kind is Kind.ANNEX_NOTE:
            paper.annex_note([(b.number, b.text) for b in rows])
        elif kind is Kind.ISSUER:
            issuers = [b.text for b in rows if b.kind is Kind.ISSUER]
            day = next((b.text for b in rows if b.kind is Kind.DATE), "")
            paper.signature(issuers, day)
        elif kind is Kind.COPIED:
            _imprint(paper, rows)
        else:
            if before is Kind.TITLE and kind is not Kind.RECIPIENTS:
                paper.blank()
            for block in rows:
                _draw_one(paper, block, blocks)
        before = kind


def _group(block: Block) -> Kind:
    """Blocks that are drawn together."""
    if block.kind is Kind.DATE:
        return Kind.ISSUER
    return Kind.COPIED if block.kind is Kind.PRINTED else block.kind


def _draw_one(paper: Paper, block: Block, blocks: Sequence[Block]) -> None:
    if block.kind is Kind.RECIPIENTS:
        paper.recipients(block.text)
    elif block.kind is Kind.HEAD:
        paper.head(block.level, block.number, block.text, block.run_in, block.sep)
    elif block.kind is Kind.PERSON:
        paper.person(block.role, block.name, block.text)
    elif block.kind is Kind.TABLE:
        paper.table(block.cells)
    elif block.kind is Kind.ANNEX:
        listed = sum(b.kind is Kind.ANNEX_NOTE for b in blocks)
        alone = listed == 1 and block.number == "1"
        paper.annex("附件" if alone else f"附件{block.number}", block.text)
    else:
        paper.body(block.text)


def _imprint(paper: Paper, rows: Sequence[Block]) -> None:
    copied = [
        name for b in rows if b.kind is Kind.COPIED for row in b.cells for name in row
    ]
    printed = next((b for b in rows if b.kind is Kind.PRINTED), None)
    paper.imprint(
        copied, printed.text if printed else "", printed.day if printed else ""
    )


__all__ = ["Issued", "Wanted", "draw", "issue_plan", "offices", "plan_blocks"]
