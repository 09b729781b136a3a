"""The frame of a document: letterhead, cover notices, title, number, date, signature, imprint, annexes."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from services.plans.annexes import find_annexes
from services.plans.dates import DateHit, as_range, whole_date
from services.plans.numerals import mark_of
from services.plans.paragraphs import Para, part_of_para
from services.plans.reading import Annex, DateRange, Found, Notice, Span, UnitName
from services.plans.titles import (
    PLAN_END,
    document_number,
    hands_over,
    is_notice,
    is_signature,
    names_of,
    same_title,
    title_at,
)
from services.plans.units import split_units

_COPIED = re.compile(r"^(?:抄送|抄报|主送|分送)：")
_IMPRINT = re.compile(
    r"^(?P<who>.{0,40}?)(?P<date>(?:19|20|二)[\d〇○零一二三四五六七八九]{2,3}年.{1,4}月.{1,3}日)(?:印发|印制|印)$"
)
_TITLED_BY = re.compile(r"^(?P<who>.{4,40}?)(?=关于|印发|转发)")
_MAX_SIGNERS = 6
_WEB_LINES, _WEB_LETTERS = 6, 30
_STAMPED = re.compile(r"^（[^（）]{2,30}代?(?:章|印)）$")
_TOLD = re.compile(r"如下|根据|为了|制定|现将|通知|特此")
_OTHER_HEAD = "红头写作“{}”，与落款不一致，请核对。"
_OUTER_DATE = "方案本身没有写日期，这是转发通知的日期。"


@dataclass
class Frame:
    """The frame, and `body`: the paragraphs of the plan and its annexes, `section` set."""

    body: list[Para] = field(default_factory=list[Para])
    title: Found | None = None
    notices: list[Notice] = field(default_factory=list[Notice])
    issuer: Found | None = None
    letterhead: list[Found] = field(default_factory=list[Found])
    doc_number: Found | None = None
    issue_date: DateRange | None = None
    recipients: Found | None = None
    copied_to: list[UnitName] = field(default_factory=list[UnitName])
    annexes: list[Annex] = field(default_factory=list[Annex])


@dataclass
class _Sign:
    units: list[Para] = field(default_factory=list[Para])
    date: tuple[Para, DateHit] | None = None
    start: int = 0
    end: int = 0


@dataclass
class _Front:
    title: Para | None = None
    begin: int = 0
    notices: list[tuple[Para, int]] = field(default_factory=list[tuple[Para, int]])


def read_frame(paras: list[Para]) -> Frame:
    """Take the frame off the paragraphs of a document."""
    frame = Frame()
    red = [p for p in paras if p.section == "letterhead"]
    frame.letterhead = [p.found(0, len(p.key.removesuffix("文件"))) for p in red]
    rest = [p for p in paras if p.section != "letterhead"]
    imprint_unit, imprint_date = _imprint(rest, frame)
    front = _walk(rest)
    before, body = rest[: front.begin], rest[front.begin :]
    if front.title is not None:
        frame.title = front.title.found(0, len(front.title.key))
    head = _under_title(body)
    body = body[len(head) :]
    annexes = find_annexes(body, front.title.key if front.title else "")
    body = [p for i, p in enumerate(body) if i not in annexes.consumed]
    frame.annexes = annexes.found
    signed = _signed(body)
    lead = _signed(head)
    if signed is None and head:
        units = [p for p in head if is_signature(p)]
        signed = _Sign(units[:1], lead.date if lead else None)
    frame.body = [
        p for i, p in enumerate(body) if not (signed and signed.start <= i < signed.end)
    ]
    _number(before, frame)
    _notices(before, front, frame)
    _settle(before, frame, signed, (imprint_unit, imprint_date), red)
    return frame


def _under_title(body: list[Para]) -> list[Para]:
    """An office and a day in brackets right under the title."""
    out: list[Para] = []
    for para in body[:3]:
        bare = (
            part_of_para(para, 1, len(para.key) - 1) if para.key[:1] == "（" else para
        )
        parts = [bare] if para.cells else _office_and_day(bare)
        if para.cells or not all(is_signature(p) or whole_date(p.key) for p in parts):
            break
        out += parts
    return out


def _office_and_day(para: Para) -> list[Para]:
    """「某办公室  2023年2月20日」 in one line as two."""
    for gap in sorted(para.gaps):
        parts = [part_of_para(para, 0, gap), part_of_para(para, gap, len(para.key))]
        if is_signature(parts[0]) and whole_date(parts[1].key):
            return parts
    return [para]


def _is_leftover(para: Para) -> bool:
    """A short line that cannot belong to a document behind its imprint."""
    if para.cells or mark_of(para.key) or para.key.startswith("附"):
        return False
    return len(para.key) <= _WEB_LETTERS and not _COPIED.match(para.key)


def _imprint(
    rest: list[Para], frame: Frame
) -> tuple[Para | None, tuple[Para, DateHit] | None]:
    """Cut the imprint off the end: 抄送, and who printed it when; what a web page adds behind goes too."""
    behind = rest[-_WEB_LINES:]
    for n, para in reversed(list(enumerate(behind))):
        after = behind[n + 1 :]
        if _IMPRINT.match(para.key) and all(_is_leftover(p) for p in after):
            del rest[len(rest) - len(after) :]
            break
    unit: Para | None = None
    date: tuple[Para, DateHit] | None = None
    for _ in range(6):
        if not rest:
            break
        last = rest[-1]
        if _COPIED.match(last.key):
            start = last.key.index("：") + 1
            for piece in split_units(last.key, start, len(last.key)):
                label = last.key[: start - 1]
                name = last.words(piece.start, piece.end)
                frame.copied_to.append(
                    UnitName(name, label, last.place(piece.start, piece.end))
                )
        elif (found := _IMPRINT.match(last.key)) and date is None:
            if hit := whole_date(last.key[found.start("date") :]):
                shift = found.start("date")
                date = (
                    last,
                    DateHit(
                        shift, shift + hit.end, hit.first, hit.last, hit.precision, True
                    ),
                )
            if found["who"]:
                unit = part_of_para(last, 0, found.end("who"))
        elif unit is None and date is not None and is_signature(last):
            unit = last
        else:
            break
        rest.pop()
    return unit, date


def _walk(rest: list[Para]) -> _Front:
    """Walk down from the top to the plan's own title, past any cover notices."""
    front = _Front()
    names: list[str] = []
    given, i = False, 0
    while i < len(rest):
        mark = mark_of(rest[i].key)
        if mark and mark.level <= 2 and not rest[i].cells:
            break
        title = title_at(rest, i)
        if title is None:
            given = given or bool(front.notices and hands_over(rest[i].key))
            i += 1
            continue
        para, count = title
        if is_notice(para.key) and not any(
            same_title(n, para.key) and PLAN_END.search(n) for n in names
        ):
            front.notices.append((para, i))
            names += names_of(para.key)
            given = False
            i += count
            front.begin = i
            continue
        if _is_plan_title(para.key, names, given, bool(front.notices)):
            front.title, front.begin = para, i + count
            return front
        i += 1
    if (
        front.notices
    ):  # the notice itself is the plan, or its document is not in the file
        notice, at = front.notices[-1]
        front.title = _named_in(notice) or notice
        front.begin = max(front.begin, at + 1)
    return front


def _named_in(notice: Para) -> Para | None:
    """The document that a notice issues under a name of its own, when its text follows without a title."""
    found = re.search(r"(?:印发|发布)《(?P<n>[^《》]{6,60})》的通知$", notice.key)
    return part_of_para(notice, *found.span("n")) if found else None


def _is_plan_title(key: str, names: list[str], given: bool, noticed: bool) -> bool:
    if any(same_title(key, n) for n in names):
        return True
    return bool(PLAN_END.search(key)) and (given or not noticed)


def _signed(paras: list[Para]) -> _Sign | None:
    """A signature: one or more offices alone, and a date alone under them (the last such group)."""
    best: _Sign | None = None
    for i, para in enumerate(paras):
        hit = None if para.cells else whole_date(para.key)
        if hit is None:
            continue
        start = i
        while start > max(0, i - _MAX_SIGNERS) and (
            is_signature(paras[start - 1]) or _STAMPED.match(paras[start - 1].key)
        ):
            start -= 1
        signers = [p for p in paras[start:i] if not _STAMPED.match(p.key)]
        units = [u for p in signers for u in _apart(p)]
        best = _Sign(units, (para, hit), start, i + 1)
    return best


def _undated(part: list[Para]) -> _Sign:
    """An office alone at the end of a notice, above the title of its document, signs it without a day."""
    end = len(part)
    while end > 1 and not is_signature(part[end - 1]) and "。" not in part[end - 1].key:
        end -= 1
    start = end
    while start > 1 and is_signature(part[start - 1]):
        start -= 1
    return _Sign(part[start:end])


def _apart(para: Para) -> list[Para]:
    """Offices that stand side by side in one line."""
    cuts = [0, *sorted(para.gaps), len(para.key)]
    parts = [part_of_para(para, a, b) for a, b in itertools.pairwise(cuts)]
    return parts if len(parts) > 1 and all(is_signature(p) for p in parts) else [para]


def _together(units: list[Para]) -> Found | None:
    """The offices that sign together as one value."""
    if not units:
        return None
    place = Span(units[0].span.start, units[-1].span.end)
    return Found("、".join(u.words() for u in units), place)


def _number(before: list[Para], frame: Frame) -> None:
    for para in before:
        if number := document_number(para.key):
            size = para.key.index("号") + 1 if "号" in para.key else len(para.key)
            frame.doc_number = Found(number, para.place(0, size), para.words(0, size))


def _notices(before: list[Para], front: _Front, frame: Frame) -> None:
    starts = [at for _, at in front.notices]
    below: set[int] = set()
    for n, (title, at) in enumerate(front.notices):
        end = starts[n + 1] if n + 1 < len(starts) else len(before)
        part = before[at + 1 : end]
        sign = _signed(part) or _undated(part)
        above = before[at - 1] if at and is_signature(before[at - 1]) else None
        number = next(
            (
                before[i]
                for i in range(starts[n - 1] if n else 0, at)
                if i not in below and document_number(before[i].key)
            ),
            None,
        )
        if number is None and (under := _number_under(before, at, end)) is not None:
            below.add(under)
            number = before[under]
        issued = as_range(*sign.date, None) if sign.date else None
        one = above or _title_issuer(title)
        issuer = _together(sign.units or ([one] if one else []))
        frame.notices.append(
            Notice(
                title.found(0, len(title.key)),
                issuer,
                Found(document_number(number.key), number.span, number.words())
                if number
                else None,
                issued,
                _recipients(part),
            )
        )


def _number_under(before: list[Para], at: int, end: int) -> int | None:
    """The place of a number that stands under a notice's title, above those it is sent to."""
    for i in range(at + 1, min(end, at + _MAX_SIGNERS)):
        if before[i].key.endswith("："):
            return None
        if document_number(before[i].key):
            return i
    return None


def _title_issuer(title: Para) -> Para | None:
    found = _TITLED_BY.match(title.key)
    part = part_of_para(title, 0, found.end("who")) if found else None
    return part if part and is_signature(part) else None


def _recipients(part: list[Para]) -> Found | None:
    for para in part[:4]:
        if not para.key.endswith("：") or "。" in para.key or mark_of(para.key):
            continue
        if not _TOLD.search(para.key):
            return para.found(0, len(para.key) - 1)
    return None


def _settle(
    before: list[Para],
    frame: Frame,
    signed: _Sign | None,
    imprint: tuple[Para | None, tuple[Para, DateHit] | None],
    red: list[Para],
) -> None:
    """Issuer, date and recipients of the plan: those of the innermost notice, then what the frame tells."""
    inner = frame.notices[-1] if frame.notices else None
    nested = len(frame.notices) > 1
    printed_by, printed = imprint
    issuer = inner.issuer if inner else None
    if issuer is None and signed:
        issuer = _together(signed.units)
    if issuer is None and not frame.notices:
        above = [p for p in before if is_signature(p)]
        issuer = above[-1].found(0, len(above[-1].key)) if above else None
    if issuer is None and printed_by and not nested:
        issuer = printed_by.found(0, len(printed_by.key))
    if issuer is None and len(red) == 1:
        issuer = red[0].found(0, len(red[0].key.removesuffix("文件")))
    frame.issuer = _doubted(issuer, red)
    dates = [inner.issue_date if inner else None]
    dates.append(as_range(*signed.date, None) if signed and signed.date else None)
    dates.append(as_range(*printed, None) if printed and not nested else None)
    frame.issue_date = next((d for d in dates if d), None)
    if frame.issue_date is None and nested:
        outer = next(
            (n.issue_date for n in reversed(frame.notices) if n.issue_date), None
        )
        if outer:
            frame.issue_date = DateRange(
                outer.raw,
                outer.start,
                outer.end,
                outer.precision,
                outer.span,
                doubt=_OUTER_DATE,
            )
    frame.recipients = inner.recipients if inner else None
    frame.recipients = frame.recipients or _recipients(frame.body[:3])


def _doubted(issuer: Found | None, red: list[Para]) -> Found | None:
    """The issuer, doubted when a single letterhead names another office."""
    if issuer is None or len(red) != 1:
        return issuer
    head = red[0].key.removesuffix("文件")
    if re.sub(r"\W", "", head) in re.sub(r"\W", "", issuer.value):
        return issuer
    return Found(issuer.value, issuer.span, issuer.raw, _OTHER_HEAD.format(head))
