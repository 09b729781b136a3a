"""From a reading to rows of the plan's tables: plain dicts, every place in the text kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from services import text
from services.campaigns.bodies import pieces
from services.campaigns.counts import count_in
from services.campaigns.matching import Matcher
from services.registers.lookup import OutletIndex

if TYPE_CHECKING:
    from services.plans.reading import (
        Contact,
        DateRange,
        Found,
        PlanReading,
        Span,
        Task,
        UnitName,
    )

Rows = list[dict[str, Any]]


def head_values(reading: PlanReading) -> dict[str, Any]:
    """Values of the campaign's own record."""
    period, issued = reading.period, reading.issue_date
    title = text.clean(reading.title.value) if reading.title else ""
    return {
        "title": title,
        "kind": reading.kind.value,
        "issuer": _value(reading.issuer),
        "letterhead": "、".join(f.value for f in reading.letterhead),
        "doc_number": _value(reading.doc_number),
        "issued_on": issued.start if issued else None,
        "issued_raw": issued.raw if issued else "",
        "recipients": _value(reading.recipients),
        "starts_on": period.start if period else None,
        "ends_on": period.end if period else None,
        "period_raw": period.raw if period else "",
        "period_precision": period.precision.value if period else "",
        "source_text": reading.text,
        "spans": json.dumps(_spans(reading), ensure_ascii=False),
        "remarks": "\n".join(reading.remarks),
    }


def notice_rows(reading: PlanReading) -> Rows:
    """The covering notices."""
    return [
        {
            "title": notice.title.value,
            "issuer": _value(notice.issuer),
            "doc_number": _value(notice.doc_number),
            "issued_on": notice.issue_date.start if notice.issue_date else None,
            "issued_raw": notice.issue_date.raw if notice.issue_date else "",
            "recipients": _value(notice.recipients),
            **_place(notice.title.span, notice.title.doubt),
        }
        for notice in reading.notices
    ]


def part_rows(reading: PlanReading) -> Rows:
    """The outline with the words under each head."""
    rows: Rows = []
    for piece in pieces(reading):
        head, annex = piece.head, piece.annex
        period = annex.period if annex else None
        named = head.text or "" if head else annex.title if annex else ""
        number = head.number if head else str(annex.number) if annex else ""
        doubt = head.doubt if head else annex.doubt if annex else ""
        rows.append(
            {
                "kind": piece.kind.value,
                "section": piece.section,
                "level": head.level if head else None,
                "number": number,
                "heading": named,
                "body": piece.body,
                "run_in": piece.run_in,
                "starts_on": period.start if period else None,
                "ends_on": period.end if period else None,
                "period_raw": period.raw if period else "",
                "period_precision": period.precision.value if period else "",
                **_place(piece.span, doubt),
            }
        )
    return rows


def unit_rows(reading: PlanReading, matcher: Matcher) -> Rows:
    """Member units and those that are sent a copy."""
    return [
        {"role": role, **_unit(unit, matcher)}
        for role, units in (
            ("member", reading.member_units),
            ("copied", reading.copied_to),
        )
        for unit in units
    ]


def person_rows(reading: PlanReading) -> Rows:
    """The leading group and the contacts."""
    empty = {
        "section": "main",
        "role": "",
        "post": "",
        "dept": "",
        "dept_inferred": False,
        "phone": "",
        "email": "",
        "email_suggest": "",
    }
    leaders = [
        {
            **empty,
            "kind": "leader",
            "role": p.role,
            "name": p.name,
            "post": p.post,
            **_place(p.span, p.doubt),
        }
        for p in reading.leadership
    ]
    return leaders + [{**empty, **_contact(c)} for c in reading.contacts]


def phase_rows(reading: PlanReading) -> Rows:
    """The phases."""
    return [
        {
            "section": phase.section,
            "name": phase.name,
            "starts_on": phase.dates.start if phase.dates else None,
            "ends_on": phase.dates.end if phase.dates else None,
            "raw": phase.dates.raw if phase.dates else "",
            "precision": phase.dates.precision.value if phase.dates else "",
            "recurrence": phase.recurrence.rule if phase.recurrence else "",
            "recurrence_raw": phase.recurrence.raw if phase.recurrence else "",
            **_place(phase.span, phase.doubt),
        }
        for phase in reading.phases
    ]


def message_rows(reading: PlanReading) -> Rows:
    """Goals, key messages, requirements."""
    kinds = (
        ("goal", reading.goals),
        ("message", reading.key_messages),
        ("requirement", reading.requirements),
    )
    return [
        {"kind": kind, "text": found.value, **_place(found.span, found.doubt)}
        for kind, many in kinds
        for found in many
    ]


def channel_rows(reading: PlanReading, outlets: OutletIndex) -> Rows:
    """Columns, outlets and places."""
    kinds = (
        ("column", reading.columns),
        ("outlet", reading.outlets),
        ("place", reading.places),
    )
    rows: Rows = []
    for kind, many in kinds:
        for found in many:
            known = outlets.exact(found.value) if kind == "outlet" else None
            rows.append(
                {
                    "kind": kind,
                    "name": found.value,
                    "outlet_id": known.id if known else None,
                    **_place(found.span, found.doubt),
                }
            )
    return rows


def table_rows(reading: PlanReading) -> Rows:
    """The tables."""
    return [
        {
            "section": table.section,
            "rows": json.dumps(table.rows, ensure_ascii=False),
            **_place(table.span),
        }
        for table in reading.tables
    ]


def slot_rows(reading: PlanReading, matcher: Matcher) -> Rows:
    """The rows of a schedule."""
    return [
        {
            "number": row.no,
            "unit_id": matcher.unit_id(row.unit) if row.unit else None,
            "name": row.unit,
            "on_day": row.date.start if row.date else None,
            "raw": row.date.raw if row.date else "",
            "cells": json.dumps(row.cells, ensure_ascii=False),
            **_place(row.span, row.doubt),
        }
        for row in reading.schedule
    ]


def weight_rows(reading: PlanReading) -> Rows:
    """Voter groups."""
    return [
        {"name": w.name, "percent": w.percent, **_place(w.span, w.doubt)}
        for w in reading.weights
    ]


def measure_row(task: Task, part_id: int | None) -> dict[str, Any]:
    """The measure's own record."""
    return {
        "part_id": part_id,
        "section": task.section,
        "kind": task.kind,
        "number": task.number,
        "head": task.head,
        "text": task.text,
        "recurrence": task.recurrence.rule if task.recurrence else "",
        "recurrence_raw": task.recurrence.raw if task.recurrence else "",
        "report_to": _value(task.report_to),
        **_place(task.span),
    }


def measure_unit_rows(task: Task, measure_id: int, matcher: Matcher) -> Rows:
    """Units of a measure: lead, support, implied."""
    roles = (
        ("lead", task.lead_units),
        ("support", task.support_units),
        ("implied", task.actors),
    )
    return [
        {"measure_id": measure_id, "role": role, **_unit(unit, matcher)}
        for role, units in roles
        for unit in units
    ]


def deadline_rows(task: Task, measure_id: int) -> Rows:
    """Dates of a measure."""
    return [
        {
            "measure_id": measure_id,
            "raw": date.raw,
            "starts_on": date.start,
            "due_on": date.end,
            "precision": date.precision.value,
            "past": date.past,
            **_place(date.span, date.doubt),
        }
        for date in task.deadlines
    ]


def target_rows(task: Task, measure_id: int, whole: str) -> Rows:
    """Numbers to reach; those that are quotas come as deliverables. `whole` is the text that was read."""
    quotas = {quota.span for quota in task.quotas}
    rows: Rows = []
    for found in task.targets:
        if found.span in quotas:
            continue
        amount, unit_word = count_in(found.value)
        rows.append(
            {
                "measure_id": measure_id,
                "text": found.value,
                "amount": amount,
                "unit_word": unit_word,
                "by_day": _by_day(found, task.deadlines, whole),
                "yearly": "每年" in found.value or "年均" in found.value,
                **_place(found.span, found.doubt),
            }
        )
    return rows


def deliverable_rows(task: Task, measure_id: int) -> Rows:
    """What is to be made, so many in each year, quarter …; named by the whole clause where it names nothing."""
    clauses = {target.span: target.value for target in task.targets}
    return [
        {
            "measure_id": measure_id,
            "name": quota.what or clauses.get(quota.span, ""),
            "per": quota.per,
            "least": quota.least,
            "most": quota.most,
            **_place(quota.span),
        }
        for quota in task.quotas
    ]


def _by_day(found: Found, dates: Iterable[DateRange], whole: str) -> Any:
    """The day of the date that stands before the target in its own sentence, or is inside it."""
    if found.span is None:
        return None
    best: DateRange | None = None
    for date in dates:
        if date.end is None or date.past or date.span.start >= found.span.end:
            continue
        if date.span.start < 0:  # typed by a clerk: it stands before nothing
            continue
        if re.search(r"[。；]", whole[date.span.end : found.span.start]):
            continue
        if best is None or date.span.start > best.span.start:
            best = date
    return best.end if best else None


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "kind": "contact",
        "section": contact.section,
        "name": contact.name,
        "phone": contact.phone,
        "email": contact.email,
        "email_suggest": contact.email_suggest,
        "dept": contact.dept,
        "dept_inferred": contact.dept_inferred,
        **_place(contact.span, contact.doubt),
    }


def _unit(unit: UnitName, matcher: Matcher) -> dict[str, Any]:
    return {
        "unit_id": matcher.unit_id(unit.name),
        "name": unit.name,
        "label": unit.label,
        **_place(unit.span, unit.doubt),
    }


def _spans(reading: PlanReading) -> dict[str, tuple[int | None, int | None, str]]:
    values: dict[str, Found | DateRange | None] = {
        "title": reading.title,
        "issuer": reading.issuer,
        "doc_number": reading.doc_number,
        "issued_on": reading.issue_date,
        "recipients": reading.recipients,
        "period": reading.period,
        "source": reading.source,
    }
    return {
        name: (
            value.span.start if value.span else None,
            value.span.end if value.span else None,
            value.doubt,
        )
        for name, value in values.items()
        if value is not None
    }


def _value(found: Found | None) -> str:
    return found.value if found else ""


def _place(span: Span | None, doubt: str = "") -> dict[str, Any]:
    in_text = span is not None and span.start >= 0  # else a clerk typed it
    return {
        "span_start": span.start if span and in_text else None,
        "span_end": span.end if span and in_text else None,
        "doubt": doubt,
    }
