"""A plan as a row of blocks: what will be a paragraph, a head, a table, with the words it will have."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from models.vocabulary_campaigns import PartKind
from services.output.word.blocks import MAIN, Block, Kind, Wanted, day_words, offices
from services.output.word.marks import squeezed, tidy_marks
from services.output.word.plan_notice import ANNEX_LINE, LISTED, cover, signed
from services.plans.dates import whole_date

if TYPE_CHECKING:
    from services.campaigns.types import NoticeRow, PartRow, Plan, TableRow

TWO = 2
_FORM_LINE = re.compile(r"^(?:[\u4e00-\u9fff（）]{2,10}：)+$")
_FORM_LABEL = re.compile(r"：(?=[\u4e00-\u9fff（）]{2,10}：)")
_IMPRINTED = re.compile(r"(?:印发|印制)$")
_COPIED = re.compile(r"^(?:抄送|抄报|分送)[：:]")


def compose(plan: Plan, wanted: Wanted) -> list[Block]:
    """The blocks of a plan in the order of the document, before edits are written back."""
    number = wanted.number or plan.doc_number
    issued = wanted.issued_on or plan.issued_on
    blocks: list[Block] = []
    notices = _covering(plan)
    annexes = _annexes(plan, wanted)
    # The plan itself is the first annex of its notice where its own annexes begin with the second.
    annexed = bool(notices and annexes and annex_number(annexes[0], 1) == TWO)
    blocks += _letterhead(plan, wanted, notices)
    listed = [
        Block(Kind.ANNEX_NOTE, a.heading, "listed", number=str(annex_number(a, n)))
        for n, a in enumerate(annexes, 1)
    ]
    for place, notice in enumerate(notices):
        inner = place == len(notices) - 1
        if place:
            blocks.append(Block(Kind.PAGE))
        note = [Block(Kind.ANNEX_NOTE, plan.title, "listed", number="1"), *listed]
        blocks += cover(
            plan, notice, inner, number, issued, note if annexed and inner else []
        )
    if annexed:
        blocks.append(Block(Kind.ANNEX, plan.title, number="1"))
    else:
        if notices:
            blocks.append(Block(Kind.PAGE))
        elif number:
            blocks.append(Block(Kind.NUMBER, number))
        blocks.append(Block(Kind.TITLE, plan.title))
    if not notices and plan.recipients:
        blocks.append(Block(Kind.RECIPIENTS, plan.recipients.rstrip("：:")))
    blocks += _once_told(blocks, _section(plan, MAIN, loose=True))
    blocks += _skeleton(plan)
    blocks += [] if annexed else listed
    if not notices:
        blocks += signed(plan.issuer, issued)
    for note, annex in zip(listed, annexes, strict=True):
        content = list(_section(plan, annex.section))
        if content:
            blocks.append(
                Block(Kind.ANNEX, annex.heading, annex.section, number=note.number)
            )
            blocks += content
    if wanted.imprint:
        blocks += _imprint(plan, wanted, issued)
    return [_tidied(block) for block in blocks]


def _skeleton(plan: Plan) -> Iterator[Block]:
    """Heads for a plan that has lists and measures but no outline of its own."""
    from services.campaigns.outline import number_of

    if any(p.kind == PartKind.HEAD and p.section == MAIN for p in plan.parts):
        return
    led = any(p.kind == "leader" for p in plan.people)
    led = led or any(u.role == "member" for u in plan.units)
    loose = any(m.part_id is None and m.span_start is None for m in plan.measures)
    wanted = (("组织领导", led), ("宣传步骤", bool(plan.phases)), ("重点任务", loose))
    names = [name for name, there in wanted if there]
    for n, name in enumerate(names, start=1):
        yield Block(Kind.HEAD, name, level=1, number=number_of(1, n))


def _once_told(before: Sequence[Block], body: Iterator[Block]) -> Iterator[Block]:
    """The body without a first line that only names the recipients, who stand above it."""
    told = before[-1] if before and before[-1].kind is Kind.RECIPIENTS else None
    for block in body:
        if told and squeezed(block.text) == squeezed(told.line()):
            told = None
            continue
        yield block


def _letterhead(
    plan: Plan, wanted: Wanted, notices: Sequence[NoticeRow]
) -> Iterator[Block]:
    if wanted.letterhead:
        # Who passes a plan on writes under his own head.
        issuer = notices[0].issuer if len(notices) > 1 else plan.issuer
        heads = offices(plan.letterhead.replace("文件", "")) or offices(issuer)
        if len(notices) <= 1:
            heads = _sound_heads(heads, issuer)
        yield from (Block(Kind.LETTERHEAD, head) for head in heads)


def _covering(plan: Plan) -> list[NoticeRow]:
    """The notices that cover the plan; one that is the plan itself does not."""
    if plan.notices and squeezed(plan.notices[-1].title) == squeezed(plan.title):
        return list(plan.notices[:-1])
    return list(plan.notices)


def _sound_heads(heads: list[str], issuer: str) -> list[str]:
    """A single letterhead that a scanner misread gives way to the signature."""
    from rapidfuzz.distance import Levenshtein

    if len(heads) == 1 and issuer and heads[0] != issuer:
        near = Levenshtein.distance(heads[0], issuer) <= max(1, len(issuer) // 8)
        return [issuer] if near else heads
    return heads


def _tidied(block: Block) -> Block:
    block.text, block.run_in = tidy_marks(block.text), tidy_marks(block.run_in)
    block.name = tidy_marks(block.name)
    block.cells = [[tidy_marks(cell) for cell in row] for row in block.cells]
    return block


def _imprint(plan: Plan, wanted: Wanted, issued: dt.date | None) -> list[Block]:
    copied = [u.name for u in plan.units if u.role == "copied"]
    out: list[Block] = []
    if copied:
        out.append(
            Block(Kind.COPIED, "抄送：" + "，".join(copied) + "。", cells=[copied])
        )
    # Of several offices the first one prints.
    printer = wanted.printed_by or next(iter(offices(plan.issuer)), "")
    day = wanted.printed_on or issued
    if printer and day:
        out.append(Block(Kind.PRINTED, printer, day=day_words(day)))
    return out


def _annexes(plan: Plan, wanted: Wanted) -> list[PartRow]:
    found = [p for p in plan.parts if p.kind == PartKind.ANNEX]
    if wanted.annexes is None:
        return found
    return [p for n, p in enumerate(found, 1) if annex_number(p, n) in wanted.annexes]


def annex_number(part: PartRow, place: int) -> int:
    """The number of an annex, its place in the plan where it carries none."""
    return int(part.number) if part.number.isdecimal() else place


def _section(plan: Plan, section: str, *, loose: bool = False) -> Iterator[Block]:
    """The parts of a section with its tables where they stood; `loose`: also those whose section is gone."""
    tables = [t for t in plan.tables if t.section == section]
    if loose:
        known = {p.section for p in plan.parts} | {MAIN}
        tables += [t for t in plan.tables if t.section not in known]
    parts = [p for p in plan.parts if p.section == section]
    places = _places(plan) if tables else {}
    waiting = list(tables)
    for part in parts:
        for block in _part(plan, part):
            at = _place_of(block, places, part)
            while waiting and _stands_before(waiting[0], at):
                yield _table(waiting.pop(0))
            yield block
    for table in waiting:
        yield _table(table)


def _table(table: TableRow) -> Block:
    return Block(Kind.TABLE, "", table.section, cells=[list(r) for r in table.cells])


def _stands_before(table: TableRow, at: int | None) -> bool:
    return table.span_start is not None and at is not None and table.span_start < at


def _places(plan: Plan) -> dict[str, int]:
    """Where each paragraph stood in the text that was read."""
    from services.plans.paragraphs import paragraphs

    out: dict[str, int] = {}
    for para in paragraphs(plan.source_text):
        out.setdefault(squeezed(para.words()), para.span.start)
    return out


def _place_of(block: Block, places: dict[str, int], part: PartRow) -> int | None:
    own = part.span_start if block.kind is Kind.HEAD else None
    return own if own is not None else places.get(squeezed(block.line()))


def _part(plan: Plan, part: PartRow) -> Iterator[Block]:
    lines = [line for line in part.body.split("\n") if line.strip()]
    if part.kind == PartKind.HEAD:
        run_in = lines.pop(0) if lines and part.run_in else ""
        if not part.heading and not run_in and lines:
            run_in = lines.pop(0)
        yield Block(
            Kind.HEAD,
            part.heading,
            part.section,
            part.id,
            part.level,
            part.number,
            run_in,
            _separator(plan, part),
        )
    if part.kind == PartKind.CLOSING:
        lines = _own_closing(plan, lines)
    for line in lines:
        line = line.strip()
        if _FORM_LINE.match(line):  # the blanks of a line to be filled in
            line = _FORM_LABEL.sub("：" + " " * 10, line)
        yield Block(Kind.BODY, line, part.section, part.id)


def _separator(plan: Plan, part: PartRow) -> str:
    """What stood between a head and the words behind it."""
    if part.span_end is None:
        return "。"
    behind = plan.source_text[part.span_end : part.span_end + 2].strip()[:1]
    return "：" if behind in ("：", ":") else "。"


def _own_closing(plan: Plan, lines: Sequence[str]) -> list[str]:
    """Closing words but for what is made anew: list of annexes, signature, day, copies, imprint."""
    out: list[str] = []
    issuers = {squeezed(name) for name in offices(plan.issuer)} | {
        squeezed(plan.issuer)
    }
    titles = [squeezed(p.heading) for p in plan.parts if p.kind == PartKind.ANNEX]
    listing = False
    for line in lines:
        key = squeezed(line)
        if ANNEX_LINE.match(key):
            listing = True
            continue
        if listing and (LISTED.match(key) or any(key in t for t in titles)):
            continue
        if _IMPRINTED.search(key):
            break  # behind the imprint only a web page goes on
        listing = False
        made_anew = key in issuers or whole_date(key) is not None or _COPIED.match(key)
        if not made_anew:
            out.append(line)
    return out
