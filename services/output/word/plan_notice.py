"""The notice that covers a plan: number, title, recipients, its own words, signature."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from services.output.word.blocks import Block, Kind, day_words, offices
from services.output.word.marks import squeezed
from services.plans.dates import whole_date

if TYPE_CHECKING:
    from services.campaigns.types import NoticeRow, Plan

ANNEX_LINE = re.compile(r"^附(?:件|录|表)?\d{0,2}[：:]")
LISTED = re.compile(r"^\d{1,2}[.．、]")
_SENTENCE = "现将《{}》印发给你们，请结合实际认真组织实施。"
_FORWARD = "现将《{}》转发给你们，请认真贯彻落实。"


def cover(
    plan: Plan,
    notice: NoticeRow,
    inner: bool,
    number: str,
    issued: dt.date | None,
    note: list[Block],
) -> Iterator[Block]:
    """The blocks of a notice; the innermost (`inner`) carries the number and the day that are wanted, and `note`."""
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
        yield from signed(notice.issuer, notice.issued_on)
        return
    outer = [n.issued_on for n in plan.notices[:-1]]
    day = None if issued in outer and notice.issued_on is None else issued
    yield from signed(plan.issuer or notice.issuer, day)


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
        listing = bool(ANNEX_LINE.match(para.key)) or (
            listing and bool(LISTED.match(para.key))
        )
        if len(para.key) > 6 and not (listing and annexed):
            out.append(para.words())
    was = next(iter(re.findall(r"《([^《》]{6,})》", "".join(out))), "")
    if title and title[0] is not None and title[1] is not None:
        written = squeezed(plan.source_text[title[0] : title[1]])
        if was and squeezed(was) == written and squeezed(plan.title) != written:
            out = [line.replace(was, plan.title) for line in out]
    return out


def signed(issuer: str, day: dt.date | None) -> list[Block]:
    """The offices and the day under a document."""
    out = [Block(Kind.ISSUER, name) for name in offices(issuer)]
    return [*out, Block(Kind.DATE, day_words(day))] if day else out
