"""What two plans must have in common to be the same plan: plain values, blanks and width of marks aside."""

from __future__ import annotations

import re
from typing import Any

from services.campaigns.types import Plan
from services.output.word.marks import squeezed

_DUTY = re.compile(
    r"\((?:牵头|责任|配合|主办|承办|协办|完成)[^()]*(?:\([^()]*\)[^()]*)*\)"
)


def facts(plan: Plan, *, bodies: bool = True) -> dict[str, Any]:
    """Everything that is issued of a plan, by name."""
    measures = {
        m.id: squeezed(m.number) or squeezed(m.text)[:12] for m in plan.measures
    }
    sections = {p.section for p in plan.parts} | {"main"}
    return {
        "title": squeezed(plan.title),
        "number": plan.doc_number,
        "issuer": squeezed(plan.issuer),
        "date": plan.issued_on,
        "recipients": squeezed(plan.recipients),
        "notices": [squeezed(n.title) for n in plan.notices],
        "heads": [
            (p.section, p.level, squeezed(p.number), squeezed(p.heading))
            for p in plan.parts
            if p.kind == "head"
        ],
        "bodies": [_body(p.body) for p in plan.parts if p.kind != "closing"]
        if bodies
        else [],
        "lead": _units(plan, measures, "lead"),
        "support": _units(plan, measures, "support"),
        "measures": [(m.section, measures[m.id], m.kind) for m in plan.measures],
        "deadlines": [
            (measures[d.measure_id], d.starts_on, d.due_on) for d in plan.deadlines
        ],
        "phases": [
            (p.section, squeezed(p.name), p.starts_on, p.ends_on) for p in plan.phases
        ],
        "people": [
            (p.role, squeezed(p.name), squeezed(p.post))
            for p in plan.people
            if p.kind == "leader"
        ],
        "members": [squeezed(u.name) for u in plan.units if u.role == "member"],
        "copied": [squeezed(u.name) for u in plan.units if u.role == "copied"],
        "annexes": [
            (p.section, squeezed(p.heading)) for p in plan.parts if p.kind == "annex"
        ],
        "tables": [
            (
                t.section if t.section in sections else "",
                [[squeezed(c) for c in row] for row in t.cells],
            )
            for t in plan.tables
        ],
        "slots": [(s.number, squeezed(s.name), s.on_day) for s in plan.slots],
        "contacts": [
            (p.section, squeezed(p.name), p.phone, p.email, squeezed(p.dept))
            for p in plan.people
            if p.kind == "contact"
        ],
        "weights": [(squeezed(w.name), w.percent) for w in plan.weights],
    }


def _body(body: str) -> str:
    """Words under a head without the brackets of duties, which may have been added, and without joints."""
    return _DUTY.sub("", squeezed(body)).replace("、", "").rstrip("。;")


def _units(plan: Plan, measures: dict[int, str], role: str) -> list[tuple[str, str]]:
    return [
        (measures[u.measure_id], squeezed(u.name))
        for u in plan.measure_units
        if u.role == role
    ]


def differences(one: Plan, other: Plan) -> dict[str, tuple[Any, Any]]:
    """The facts that differ."""
    a, b = facts(one), facts(other)
    return {name: _differing(a[name], b[name]) for name in a if a[name] != b[name]}


def _differing(a: Any, b: Any) -> tuple[Any, Any]:
    if isinstance(a, list) and isinstance(b, list):
        return [x for x in a if x not in b], [x for x in b if x not in a]
    return a, b
