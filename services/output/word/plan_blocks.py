"""A plan as a row of blocks: what will be a paragraph, a head, a table, with the words it will have."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from models.vocabulary_campaigns import PartKind
from services.output.word.marks import squeezed, tidy_marks
from services.plans.dates import whole_date

if TYPE_CHECKING:
    from services.campaigns.types import NoticeRow, PartRow, Plan, TableRow

MAIN = "main"
TWO = 2
_FORM_LINE = re.compile(r"^(?:[\u4e00-\u9fff（）]{2,10}：)+$")
_FORM_LABEL = re.compile(r"：(?=[\u4e00-\u9fff（）]{2,10}：)")
_SENTENCE = "现将《{}》印发给你们，请结合实际认真组织实施。"
_FORWARD = "现将《{}》转发给你们，请认真贯彻落实。"
_ANNEX_LINE = re.compile(r"^附(?:件|录|表)?\d{0,2}[：:]")
_LISTED = re.compile(r"^\d{1,2}[.．、]")
_IMPRINTED = re.compile(r"(?:印发|印制)$")
_COPIED = re.compile(r"^(?:抄送|抄报|分送)[：:]")


class Kind(StrEnum):
    """What a block will be on paper."""

    LETTERHEAD = "letterhead"
    NUMBER = "number"
    TITLE = "title"
    RECIPIENTS = "recipients"
    BODY = "body"
    PERSON = "person"
    HEAD = "head"
    TABLE = "table"
    ANNEX_NOTE = "annex_note"
    ISSUER = "issuer"
    DATE = "date"
    PAGE = "page"
    ANNEX = "annex"
    COPIED = "copied"
    PRINTED = "printed"


@dataclass
class Block:
    """A block: `text` is its words; of a head its own words, `run_in` what goes on in the same paragraph.

    `cells` are the rows of a table, `part_id` the part of the outline that it comes from.
    """

    kind: Kind
    text: str = ""
    section: str = MAIN
    part_id: int | None = None
    level: int | None = None
    number: str = ""
    run_in: str = ""
    sep: str = "。"
    cells: list[list[str]] = field(default_factory=list[list[str]])
    role: str = ""
    name: str = ""
    day: str = ""

    def line(self) -> str:
        """The block as it stands in a plain text, the rows of a table line by line."""
        if self.kind is Kind.TABLE:
            return "\n".join("\t".join(row) for row in self.cells)
        if self.kind is Kind.HEAD:
            mark = "" if not self.run_in or not self.text else self.sep
            if mark and self.text[-1] in "。：；！？，":
                mark = ""
            return f"{self.number}{self.text}{mark}{self.run_in}"
        if self.kind is Kind.PERSON:
            label = f"{self.role}：" if self.role else ""
            return f"{label}{self.name}  {self.text}".rstrip()
        if self.kind is Kind.RECIPIENTS:
            return f"{self.text}："
        if self.kind is Kind.PRINTED:
            return f"{self.text}  {self.day}印发" if self.day else self.text
        return self.text


@dataclass(frozen=True)
class Wanted:
    """How a plan is to be issued; empty values are those of the plan.

    `annexes`: numbers of the annexes that go out, None for all; `letterhead`: with the red head.
    """

    letterhead: bool = True
    number: str = ""
    issued_on: dt.date | None = None
    printed_by: str = ""
    printed_on: dt.date | None = None
    annexes: frozenset[int] | None = None
    imprint: bool = True
    sealed: bool = True


def day_words(day: dt.date | None) -> str:
    """A day as documents write it: 2021年8月16日; '' for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def offices(issuer: str) -> list[str]:
    """Offices that sign together: names joined by 、 outside brackets."""
    parts = re.split(r"、(?![^（(]*[）)])", issuer)
    return [p.strip() for p in parts if p.strip()]


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
        blocks += _notice(
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
    blocks += [] if annexed else listed
    if not notices:
        blocks += _signed(plan.issuer, issued)
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


def _notice(
    plan: Plan,
    notice: NoticeRow,
    inner: bool,
    number: str,
    issued: dt.date | None,
    note: list[Block],
) -> Iterator[Block]:
    own = number if inner else notice.doc_number
    if own:
        yield Block(Kind.NUMBER, own)
    yield Block(Kind.TITLE, notice.title)
    recipients = (plan.recipients if inner else "") or notice.recipients
    if recipients:
        yield Block(Kind.RECIPIENTS, recipients.rstrip("：:"))
    words = _notice_words(plan, notice, annexed=bool(note))
    if not words:
        named = _handed_over(plan, notice)
        form = _FORWARD if "转发" in notice.title else _SENTENCE
        words = [form.format(named)]
    for line in words:
        yield Block(Kind.BODY, line, "notice")
    yield from note
    if not inner:
        yield from _signed(notice.issuer, notice.issued_on)
        return
    outer = [n.issued_on for n in plan.notices[:-1]]
    day = None if issued in outer and notice.issued_on is None else issued
    yield from _signed(plan.issuer or notice.issuer, day)


def _handed_over(plan: Plan, notice: NoticeRow) -> str:
    """What a notice hands over: the next notice's title, else the plan's."""
    places = [n.id for n in plan.notices]
    at = places.index(notice.id) + 1
    return plan.notices[at].title if at < len(plan.notices) else plan.title


def _notice_words(plan: Plan, notice: NoticeRow, *, annexed: bool) -> list[str]:
    """The words of a notice as they were read, without recipients, signature and number.

    `annexed`: its list of annexes is made anew.
    """
    from services.plans.paragraphs import paragraphs
    from services.plans.titles import document_number, is_signature

    if notice.span_end is None or not plan.source_text:
        return []
    starts = [n.span_start for n in plan.notices if n.span_start is not None]
    title = plan.spans.get("title")
    if title is not None and title[0] is not None:
        starts.append(title[0])
    end = min((s for s in starts if s >= notice.span_end), default=None)
    if end is None or end <= notice.span_end:
        return []
    out: list[str] = []
    listing = False
    for para in paragraphs(plan.source_text):
        if not notice.span_end <= para.span.start < end or para.cells:
            continue
        signs = is_signature(para) or whole_date(para.key)
        if signs or para.section == "letterhead" or document_number(para.key):
            continue
        if para.key.endswith("：") and "。" not in para.key:
            continue
        listing = bool(_ANNEX_LINE.match(para.key)) or (
            listing and bool(_LISTED.match(para.key))
        )
        if len(para.key) > 6 and not (listing and annexed):
            out.append(para.words())
    was = next(iter(re.findall(r"《([^《》]{6,})》", "".join(out))), "")
    if title and title[0] is not None and title[1] is not None:
        written = squeezed(plan.source_text[title[0] : title[1]])
        if was and squeezed(was) == written and squeezed(plan.title) != written:
            out = [line.replace(was, plan.title) for line in out]
    return out


def _signed(issuer: str, day: dt.date | None) -> list[Block]:
    out = [Block(Kind.ISSUER, name) for name in offices(issuer)]
    return [*out, Block(Kind.DATE, day_words(day))] if day else out


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
        if _ANNEX_LINE.match(key):
            listing = True
            continue
        if listing and (_LISTED.match(key) or any(key in t for t in titles)):
            continue
        if _IMPRINTED.search(key):
            break  # behind the imprint only a web page goes on
        listing = False
        made_anew = key in issuers or whole_date(key) is not None or _COPIED.match(key)
        if not made_anew:
            out.append(line)
    return out
