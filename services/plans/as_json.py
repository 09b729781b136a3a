"""A reading as plain data, in the form that readings by hand are written in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.plans.reading import (
    Annex,
    Contact,
    DateRange,
    Found,
    Heading,
    Notice,
    Phase,
    PlanReading,
    Span,
    Task,
    UnitName,
)

Data = dict[str, Any]


def as_data(reading: PlanReading) -> Data:
    """The reading as a JSON object: names and values only, places as [start, end] where they are few."""
    number, title = reading.doc_number, reading.title
    last = reading.notices[-1] if reading.notices else None
    return {
        "doc_type": reading.kind.value,
        "title": title.value if title else None,
        "notice_title": last.title.value if last else None,
        "notices": [_notice(n) for n in reading.notices],
        "issuer": _value(reading.issuer),
        "letterhead_units": [f.value for f in reading.letterhead],
        "doc_number": _value(number),
        "doc_number_raw": (number.raw or number.value) if number else None,
        "issue_date": _start(reading.issue_date),
        "recipients": _value(reading.recipients),
        "copied_to": [u.name for u in reading.copied_to],
        "source": _value(reading.source),
        "period": _period(reading.period),
        "phases": [_phase(p) for p in reading.phases if p.section == "main"],
        "headings": [_heading(h) for h in reading.headings],
        "goals": [f.value for f in reading.goals],
        "key_messages": [f.value for f in reading.key_messages],
        "requirements": [f.value for f in reading.requirements],
        "tasks": [_task(t) for t in reading.tasks],
        "leadership": [
            {"role": p.role, "name": p.name, "post": p.post} for p in reading.leadership
        ],
        "member_units": [u.name for u in reading.member_units],
        "columns": [f.value for f in reading.columns],
        "outlets": [f.value for f in reading.outlets],
        "channels_generic": [f.value for f in reading.places],
        "contacts": [_contact(c) for c in reading.contacts],
        "annexes": [a.title for a in reading.annexes],
        "annex_periods": [_annex(a, reading) for a in reading.annexes if a.period],
        "tables": [[list(row) for row in t.rows] for t in reading.tables],
        "schedule_rows": [
            {"no": r.no, "unit": r.unit, "date": _start(r.date)}
            for r in reading.schedule
        ],
        "vote_weights": {
            w.name: int(w.percent) if w.percent.is_integer() else w.percent
            for w in reading.weights
        }
        or None,
        "doubts": _doubts(reading),
        "remarks": list(reading.remarks),
    }


def _value(found: Found | None) -> str | None:
    return found.value if found else None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _start(date: DateRange | None) -> str | None:
    return _iso(date.start) if date else None


def _period(date: DateRange | None) -> Data | None:
    if date is None:
        return None
    return {
        "start": _iso(date.start),
        "end": _iso(date.end),
        "precision": date.precision.value,
        "raw": date.raw,
    }


def _notice(notice: Notice) -> Data:
    return {
        "title": notice.title.value,
        "issuer": _value(notice.issuer),
        "doc_number": _value(notice.doc_number),
        "issue_date": _start(notice.issue_date),
        "recipients": _value(notice.recipients),
    }


def _phase(phase: Phase) -> Data:
    dates = phase.dates
    return {
        "name": phase.name,
        "start": _start(dates),
        "end": _iso(dates.end) if dates else None,
        "raw": dates.raw if dates else None,
        "recurrence": phase.recurrence.rule if phase.recurrence else None,
    }


def _heading(heading: Heading) -> Data:
    return {
        "section": heading.section,
        "level": heading.level,
        "number": heading.number,
        "text": heading.text,
        "text_start": heading.text_start,
        "parent": heading.parent,
    }


def _task(task: Task) -> Data:
    return {
        "section": task.section,
        "number": task.number,
        "kind": task.kind,
        "text_start": task.text[:20],
        "lead_units": _names(task.lead_units),
        "support_units": _names(task.support_units),
        "lead_label": task.lead_units[0].label if task.lead_units else None,
        "support_label": task.support_units[0].label if task.support_units else None,
        "actors_implicit": _names(task.actors),
        "deadlines": [
            {
                "raw": d.raw,
                "iso": _iso(d.end),
                "precision": d.precision.value,
                "past": d.past,
            }
            for d in task.deadlines
        ],
        "targets": [t.value for t in task.targets],
        "quotas": [
            {"per": q.per, "min": q.least, "max": q.most, "what": q.what}
            for q in task.quotas
        ],
        "recurrence": task.recurrence.rule if task.recurrence else None,
        "report_to": _value(task.report_to),
    }


def _names(units: tuple[UnitName, ...]) -> list[str]:
    return [u.name for u in units]


def _contact(contact: Contact) -> Data:
    return {
        "section": contact.section,
        "name": contact.name,
        "phone": contact.phone or None,
        "email_raw": contact.email or None,
        "email_suggest": contact.email_suggest or None,
        "email_suspect": bool(contact.email_suggest)
        or "@" not in (contact.email or "@"),
        "dept": contact.dept or None,
        "dept_inferred": contact.dept_inferred,
    }


def _annex(annex: Annex, reading: PlanReading) -> Data:
    own = [_phase(p) for p in reading.phases if p.section == annex.section]
    return {"annex": annex.number, **(_period(annex.period) or {}), "phases": own}


def _doubts(reading: PlanReading) -> list[Data]:
    """Every doubted value with its reason and place."""
    found: list[tuple[str, str, str, Span | None]] = []
    for name, one in (("issuer", reading.issuer), ("title", reading.title)):
        if one:
            found.append((name, one.value, one.doubt, one.span))
    if day := reading.issue_date:
        found.append(("issue_date", day.raw, day.doubt, day.span))
    found += [("headings", h.number, h.doubt, h.span) for h in reading.headings]
    for task in reading.tasks:
        units = (*task.lead_units, *task.support_units)
        found += [("units", u.name, u.doubt, u.span) for u in units]
        found += [("deadlines", d.raw, d.doubt, d.span) for d in task.deadlines]
    found += [("phases", p.name, p.doubt, p.span) for p in reading.phases]
    found += [("leadership", p.name, p.doubt, p.span) for p in reading.leadership]
    found += [("member_units", u.name, u.doubt, u.span) for u in reading.member_units]
    found += [("columns", c.value, c.doubt, c.span) for c in reading.columns]
    found += [("contacts", c.name, c.doubt, c.span) for c in reading.contacts]
    found += [("annexes", a.title, a.doubt, a.span) for a in reading.annexes]
    found += [("schedule_rows", r.unit, r.doubt, r.span) for r in reading.schedule]
    found += [("vote_weights", w.name, w.doubt, w.span) for w in reading.weights]
    return [
        {
            "field": field,
            "value": value,
            "reason": doubt,
            "place": [span.start, span.end] if span else None,
        }
        for field, value, doubt, span in found
        if doubt
    ]
