"""Rows of a unit list against the register: matched, read, checked together, compared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from services import text
from services.intake.list_sheet import (
    CHANGED,
    NEW,
    SAME,
    Claim,
    ListRow,
    arranged,
    clashing,
    match_rows,
)
from services.register_headings import UNIT_HEADINGS
from services.registers.units import UnitRow

MAX_NAME = 120

_COMPARED = tuple(name for name in UNIT_HEADINGS if name != "number")


@dataclass(frozen=True)
class UnitListRow:
    """One good row: the unit as it will be, `status` new, changed or same.

    `changes` are the headings that differ from the register; `merged_into` is a name; `number` the 序号.
    """

    sheet: str
    row: int
    status: str
    unit_id: int | None
    name: str
    short_name: str
    group: str
    aliases: tuple[str, ...]
    valid_from: dt.date | None
    valid_to: dt.date | None
    merged_into: str
    liaison: str
    phone: str
    number: float | None
    changes: tuple[str, ...] = ()

    @property
    def keys(self) -> dict[str, tuple[str, str]]:
        """Folded name → (field, name) for all names that the unit answers to."""
        found = {text.fold(self.name): ("name", self.name)}
        if self.short_name:
            found.setdefault(
                text.fold(self.short_name), ("short_name", self.short_name)
            )
        for alias in self.aliases:
            found.setdefault(text.fold(alias), ("aliases", alias))
        return found


@dataclass
class Draft:
    """A row on its way: what the file says, the unit it is matched to, the unit as it will be."""

    source: ListRow
    present: UnitRow | None = None
    result: UnitListRow | None = None
    merge: str = ""


@dataclass
class Plan:
    """All rows of a file against the register."""

    stored: list[UnitRow]
    drafts: list[Draft] = field(default_factory=list[Draft])

    def refuse(self, draft: Draft, name: str, reason: str, mend: str) -> None:
        """Leave a row out and say why."""
        draft.source.wrong(name, reason, mend)
        draft.result = None


def make_plan(stored: list[UnitRow], sources: list[ListRow]) -> Plan:
    """Decide on every row: good ones get a `result`, the others say in their source what is wrong."""
    plan = Plan(stored, [Draft(s) for s in sources])
    _match(plan)
    for draft in plan.drafts:
        if not draft.source.problems:
            _read(draft)
    while _refuse_clashes(plan) or _refuse_merges(plan):
        pass  # a row that is left out keeps its unit as it was, which may clash with another row
    _compare(plan)
    return plan


def _match(plan: Plan) -> None:
    by_other: dict[str, UnitRow] = {}
    for unit in plan.stored:
        for name in (unit.short_name, *unit.aliases):
            if name:
                by_other.setdefault(text.fold(name), unit)
    by_name = {text.fold(u.name): u for u in plan.stored}
    sources = [d.source for d in plan.drafts]
    found = match_rows(sources, by_name, by_other, ("单位", "同一个单位"))
    for draft, unit in zip(plan.drafts, found, strict=True):
        draft.present = unit


def _read(draft: Draft) -> None:
    """The unit as the row wants it; columns that the file lacks keep what is stored."""
    source, old = draft.source, draft.present
    name = source.text("name")
    if old is not None and text.fold(name) in {
        text.fold(n) for n in (old.short_name, *old.aliases) if n
    } - {text.fold(old.name)}:
        name = old.name  # the file calls the unit by one of its other names
    short = (
        source.text("short_name")
        if source.has("short_name")
        else _old(old, "short_name")
    )
    group = source.text("group") if source.has("group") else _old(old, "group")
    aliases = _aliases(source, old, name, short)
    start = (
        source.day("valid_from") if source.has("valid_from") else old and old.valid_from
    )
    end = source.day("valid_to") if source.has("valid_to") else old and old.valid_to
    merged = (
        source.text("merged_into")
        if source.has("merged_into")
        else _old(old, "merged_into")
    )
    if len(name) > MAX_NAME:
        source.wrong("name", "单位名称太长。", f"请控制在 {MAX_NAME} 个字以内。")
    for field_, value in (("short_name", short), ("group", group)):
        if len(value) > 60:
            source.wrong(field_, "内容太长。", "请控制在 60 个字以内。")
    if any(len(a) > MAX_NAME for a in aliases):
        source.wrong(
            "aliases",
            "有一个别名太长。",
            f"每个别名请控制在 {MAX_NAME} 个字以内，用、隔开。",
        )
    if start and end and end < start:
        source.wrong(
            "valid_to",
            f"停用日期 {end.isoformat()} 早于启用日期 {start.isoformat()}。",
            "请改正其中一个。",
        )
    person, phone = _person(source, old)
    if source.problems:
        return
    draft.result = UnitListRow(
        source.sheet, source.row, SAME, old.id if old else None, name, short, group, aliases,
        start or None, end or None, merged, person, phone, source.number(),
    )  # fmt: skip


def _old(unit: UnitRow | None, name: str) -> str:
    return "" if unit is None else str(getattr(unit, name))


def _aliases(
    source: ListRow, old: UnitRow | None, name: str, short: str
) -> tuple[str, ...]:
    if not source.has("aliases"):
        return old.aliases if old else ()
    own = {text.fold(name), text.fold(short)}
    listed = text.split_names(source.text("aliases"))
    return tuple(a for a in listed if text.fold(a) not in own and text.fold(a))


def _person(source: ListRow, old: UnitRow | None) -> tuple[str, str]:
    """Liaison and phone; an empty cell never takes a stored liaison away."""
    old_name, old_phone = (old.liaison, old.phone) if old else ("", "")
    name = source.text("liaison") or old_name
    phone = text.narrow(source.text("phone"))
    if len(name) > 60 or len(phone) > 60:
        wide = "liaison" if len(name) > 60 else "phone"
        source.wrong(wide, "内容太长。", "请控制在 60 个字以内，只填现任一位联络员。")
    if phone and not name:
        source.wrong(
            "liaison", "填了电话，没有填联络员姓名。", "请补上姓名，或删去电话。"
        )
    if not phone and name == old_name:
        phone = old_phone
    return name, phone


def _refuse_clashes(plan: Plan) -> bool:
    """Refuse rows whose names lead to another unit already; True when one was refused."""
    good = [(d, d.result) for d in plan.drafts if d.result]
    kept = {d.present.id for d, _ in good if d.present}
    owners: dict[str, str] = {}
    for unit in plan.stored:
        if unit.id not in kept:
            owners.update(dict.fromkeys(_held(unit), f"名册里的“{unit.name}”"))
    claims = [Claim(d.source, r.name, r.keys, _held(d.present)) for d, r in good]
    found = clashing(claims, owners)
    for index, name, shown, owner in found:
        reason = f"“{shown}”已是{owner}的名称、简称或别名。"
        plan.refuse(good[index][0], name, reason, "请换一个，或从其中一个单位删去。")
    return bool(found)


def _held(unit: UnitRow | None) -> frozenset[str]:
    if unit is None:
        return frozenset()
    names = (unit.name, unit.short_name, *unit.aliases)
    return frozenset(text.fold(n) for n in names if n)


def _refuse_merges(plan: Plan) -> bool:
    """Refuse rows that are merged into an unknown unit, into themselves, or in a circle."""
    taken = {d.present.id for d in plan.drafts if d.result and d.present}
    target: dict[str, str] = {}
    into: dict[str, str] = {}
    for unit in plan.stored:
        if unit.id not in taken:
            into[unit.name] = unit.merged_into
            for name in (unit.name, unit.short_name, *unit.aliases):
                target.setdefault(text.fold(name), unit.name)
    for draft in plan.drafts:
        if draft.result:
            into[draft.result.name] = draft.result.merged_into
            for key in draft.result.keys:
                target[key] = draft.result.name
    refused = False
    for draft in plan.drafts:
        row = draft.result
        if row is None or not row.merged_into:
            continue
        found = target.get(text.fold(row.merged_into))
        if found is None:
            plan.refuse(
                draft,
                "merged_into",
                f"名册和本表里都没有“{row.merged_into}”。",
                "请改成名册里的单位名称，或先把它加进来。",
            )
            refused = True
            continue
        draft.merge = found
        seen, at = {row.name}, found
        while at and at not in seen:
            seen.add(at)
            at = target.get(text.fold(into.get(at, "")), "") if into.get(at) else ""
        if at:
            plan.refuse(
                draft,
                "merged_into",
                "单位不能并入自己，也不能互相并入。",
                "请改正并入单位，或留空。",
            )
            return True
    return refused


def _compare(plan: Plan) -> None:
    """Say of each good row whether it is new, changed or the same."""
    moved = _moved(plan)
    for draft in plan.drafts:
        row, old = draft.result, draft.present
        if row is None:
            continue
        row = replace(row, merged_into=draft.merge if row.merged_into else "")
        if old is None:
            draft.result = replace(row, status=NEW)
            continue
        changes = [
            UNIT_HEADINGS[n] for n in _COMPARED if getattr(row, n) != getattr(old, n)
        ]
        if old.id in moved:
            changes.insert(0, UNIT_HEADINGS["number"])
        draft.result = replace(
            row, status=CHANGED if changes else SAME, changes=tuple(changes)
        )


def _moved(plan: Plan) -> set[int]:
    """Stored units that get another place inside their group by the numbers in the file."""
    group = {u.id: u.group for u in plan.stored}
    numbers: dict[int, float] = {}
    for draft in plan.drafts:
        if draft.present and draft.result:
            group[draft.present.id] = draft.result.group
            if draft.result.number is not None:
                numbers[draft.present.id] = draft.result.number
    moved: set[int] = set()
    for name in set(group.values()):
        before = [u.id for u in plan.stored if group[u.id] == name]
        after = arranged(before, numbers)
        moved |= {b for b, a in zip(before, after, strict=True) if a != b}
    return moved & set(numbers)
