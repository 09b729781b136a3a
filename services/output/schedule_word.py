"""A schedule in Word: the annex of an official document, a notice to each unit, a contact list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.output.schedule_rows import ANNEX_HEADINGS, annex_rows, long_day
from services.schedules.notice import filled
from services.schedules.types import SlotRow


@dataclass(frozen=True)
class NoticeParty:
    """The unit that a notice goes to, and whom it names; the sender signs."""

    liaison: str = ""
    phone: str = ""


def write_annex_document(
    title: str, slots: Sequence[SlotRow], target: Path, *, mark: str = "附件"
) -> Path:
    """Write the schedule as an annex after GB/T 9704: mark, title, table. Returns the path; raises FileProblem."""
    from services.output.word.paper import Paper

    paper = Paper()
    paper.annex(mark, title)
    paper.table(
        [ANNEX_HEADINGS, *([str(n), unit, when] for n, unit, when in annex_rows(slots))]
    )
    return paper.save(target, title=title)


def write_notices(
    template: str,
    slots: Sequence[SlotRow],
    target: Path,
    *,
    office: str,
    on: dt.date,
    contact: str = "",
    people: Mapping[int, tuple[str, str]] | None = None,
) -> Path:
    """Write a notice to each unit, one page each, from the office's template (see services.schedules.notice).

    A unit that comes several times gets one notice with all its days. `people`: unit id → liaison, phone.
    Returns the path; raises FileProblem, ValidationError for a template that cannot be filled.
    """
    from services.output.word.paper import Paper

    paper = Paper(sealed=False)
    by_unit: dict[int, list[SlotRow]] = {}
    for slot in slots:
        by_unit.setdefault(slot.unit_id, []).append(slot)
    for place, mine in enumerate(by_unit.values()):
        if place:
            paper.new_page()
        liaison, phone = (people or {}).get(mine[0].unit_id, ("", ""))
        notice = filled(
            template, mine, office=office, on=on, contact=contact,
            liaison=liaison, phone=phone,
        )  # fmt: skip
        paper.title(notice.title)
        if notice.to:
            paper.recipients(notice.to)
        for line in notice.body:
            paper.body(line)
        paper.signature([office] if office else [], _signed(on))
    return paper.save(target, title="采访安排通知")


def write_contact_list(
    title: str,
    slots: Sequence[SlotRow],
    people: Mapping[int, tuple[str, str]],
    target: Path,
) -> Path:
    """Write who is to be called for a series: unit, liaison, phone, day. Returns the path; raises FileProblem."""
    from services.output.word.paper import Paper

    paper = Paper()
    paper.title(title)
    paper.blank()
    rows = [["序号", "单位", "联络员", "电话", "时间安排"]]
    whens: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for (_, _, when), slot in zip(annex_rows(slots), _ordered(slots), strict=True):
        names.setdefault(slot.unit_id, slot.unit)
        whens.setdefault(slot.unit_id, []).append(when)
    for number, (unit_id, unit) in enumerate(names.items(), start=1):
        liaison, phone = people.get(unit_id, ("", ""))
        days = "、".join(whens[unit_id])
        rows.append([str(number), unit, liaison or "（未登记）", phone, days])
    paper.table(rows)
    return paper.save(target, title=title)


def _ordered(slots: Sequence[SlotRow]) -> list[SlotRow]:
    from services.output.schedule_rows import to_happen

    return to_happen(slots)


def _signed(on: dt.date) -> str:
    return long_day(on).split("（", 1)[0]
