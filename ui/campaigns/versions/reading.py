"""Two states of a plan read and laid beside each other, as lines for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from models.errors import NotFound, ValidationError
from services.campaigns import comparing, types, versions
from services.campaigns.comparing import FieldChange, Mark
from services.campaigns.word_marks import marked

HEAD = "plan"
LONGEST = 4_000
"""Letters of a wording that are shown."""
_WARM = 400
"""Lines whose marks are found while reading, so that the page need not wait for them."""
_SILENT = frozenset(
    {"section", "precision", "period_precision", "state", "level", "kind", "label"}
    | {"run_in", "dept_inferred", "past", "yearly"}
)


@dataclass(frozen=True)
class Line:
    """One difference: `listed` names the list (`plan` for the plan's own fields), `word` what a clerk calls it.

    `name` says which record; `changes` are its fields then and now. `old` is the earlier record (with the id of the
    present one where there is one), None for what was added; `record_id` that of the present one.
    """

    key: str
    listed: str
    word: str
    name: str
    mark: Mark
    changes: tuple[FieldChange, ...]
    old: types.Row | None
    record_id: int | None

    @property
    def only_number(self) -> bool:
        """Whether nothing changed but the number, as happens to all that stands behind a new part."""
        return self.mark is Mark.CHANGED and {c.field for c in self.changes} == {
            "number"
        }


@dataclass(frozen=True)
class Compared:
    """The lines that differ, and how the two sides are called; `same` plan or another one."""

    old_name: str
    new_name: str
    lines: tuple[Line, ...]
    old: types.Plan
    new: types.Plan
    other: bool = False


@dataclass(frozen=True)
class Known:
    """What can be compared: the moments of the plan, and other plans as (id, title), the earlier one first."""

    moments: tuple[versions.Moment, ...]
    others: tuple[tuple[int, str], ...]
    started_from: int | None


def read_known(session: Session, campaign_id: int) -> Known:
    """The moments of a plan, the newest first, and the plans that it can be laid beside."""
    from services.campaigns import store

    record = store.get_campaign(session, campaign_id)
    others = [
        (plan.id, plan.label)
        for plan in store.list_campaigns(session)
        if plan.id != campaign_id
    ]
    first = record.template_of_id
    others.sort(key=lambda one: one[0] != first)
    known = {number for number, _ in others}
    return Known(
        tuple(versions.moments(session, campaign_id)),
        tuple(others),
        first if first in known else None,
    )


def read_earlier(session: Session, campaign_id: int, action_id: int) -> Compared:
    """The plan after an action beside the present one. Raises NotFound."""
    from services.campaigns import store

    old = versions.plan_at(session, campaign_id, action_id)
    new = store.load_plan(session, campaign_id)
    return Compared("当时", "现在", lines_of(old, new), old, new)


def read_step(session: Session, campaign_id: int, action_id: int) -> Compared:
    """What one action did: the plan before it beside the plan after it. Raises NotFound, ValidationError."""
    new = versions.plan_at(session, campaign_id, action_id)
    try:
        old = versions.plan_at(session, campaign_id, action_id - 1)
    except NotFound:
        raise ValidationError(
            "方案就是这一次存进来的，之前还没有。要看后来改了什么，请用“和现在比”。"
        ) from None
    return Compared("改之前", "改之后", lines_of(old, new), old, new)


def read_other(session: Session, campaign_id: int, other_id: int) -> Compared:
    """Another plan beside this one. Raises NotFound."""
    from services.campaigns import store
    from services.campaigns.aligning import as_earlier

    new = store.load_plan(session, campaign_id)
    other = store.load_plan(session, other_id)
    old = as_earlier(other, new)
    name = other.short_name or other.title
    return Compared(name, "本方案", lines_of(old, new), old, new, other=True)


def lines_of(old: types.Plan, new: types.Plan) -> tuple[Line, ...]:
    """What differs, in the order of the plan."""
    found = comparing.compare(old, new)
    lines: list[Line] = []
    if found.head:
        lines.append(
            Line(HEAD, HEAD, "基本信息", "", Mark.CHANGED, found.head, None, new.id)
        )
    measures = {m.id: m for m in (*old.measures, *new.measures)}
    for listed, word, pairs in found.named:
        for pair in pairs:
            if pair.mark is Mark.SAME:
                continue
            row = pair.new or pair.old
            assert row is not None
            lines.append(
                Line(
                    f"{listed}:{row.id}",
                    listed,
                    _word(word),
                    name_of(row, measures),
                    pair.mark,
                    _changes(pair),
                    pair.old,
                    pair.new.id if pair.new is not None else None,
                )
            )
    for line in lines[:_WARM]:
        for change in line.changes:
            marked(change.old[:LONGEST], change.new[:LONGEST])
    return tuple(lines)


def name_of(row: Any, measures: dict[int, types.MeasureRow] | None = None) -> str:
    """What a clerk would call a record."""
    name = ""
    for field in ("heading", "head", "title", "name", "text", "body", "raw", "role"):
        name = getattr(row, field, "")
        if name:
            break
    if isinstance(row, types.TableRow):
        name = "、".join(c for c in row.cells[0] if c) if row.cells else "表格"
    number = getattr(row, "number", "")
    words = f"{number or ''}{str(name)[:40]}" or "（空）"
    owner = (measures or {}).get(getattr(row, "measure_id", None) or 0)
    if owner is not None:
        words = f"任务“{(owner.head or owner.text)[:18]}”：{words}"
    return words


def _word(word: str) -> str:
    return {"大纲": "条款"}.get(word, word)


def _changes(pair: comparing.Pair[Any]) -> tuple[FieldChange, ...]:
    """The fields that differ; all words of a record that was added or removed; nothing for one that only moved."""
    if pair.mark is Mark.MOVED:
        return ()
    row = pair.new or pair.old
    assert row is not None
    if isinstance(row, types.TableRow):
        return (FieldChange("rows", "表格内容", _table(pair.old), _table(pair.new)),)
    if pair.mark is Mark.CHANGED:
        return pair.changes
    blank = comparing.blank_like(row)
    one, two = (blank, row) if pair.mark is Mark.ADDED else (row, blank)
    return tuple(
        change
        for change in comparing.field_changes(one, two)
        if change.field not in _SILENT
    )


def _table(row: types.TableRow | None) -> str:
    return "\n".join(" | ".join(cells) for cells in row.cells) if row else ""
