"""Measures in tables: a responsibility table has a column for the task and one for who leads it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.plans.paragraphs import Para, cells_of
from services.plans.reading import Task, UnitName
from services.plans.targets import find_quotas, find_recurrence, find_targets
from services.plans.tasks import Dating, find_deadlines
from services.plans.units import looks_like_unit, split_units

_TASK = re.compile(r"任务|措施|举措|工作内容|内容|事项|项目|活动名称")
_LEAD = re.compile(r"牵头|主办|主责")
_DUTY = re.compile(r"责任|承办|负责|落实|实施单位")
_SUPPORT = re.compile(r"配合|协办|协助|参与|参加")
_UNTIL = re.compile(r"时限|时间|期限|节点")
_NO = re.compile(r"序号|编号|^序$")
_NOT_PEOPLE = re.compile(r"责任人|负责人|领导")


def find_table_tasks(paras: list[Para], dating: Dating) -> list[Task]:
    """The measures of every table with a column for the task and one for the unit that leads it."""
    out: list[Task] = []
    columns: dict[str, int] = {}
    section, above = "", list[Para]()
    for para in paras:
        if not para.cells or para.section != section:
            columns, section, above = {}, para.section, []
        if not para.cells:
            continue
        if header := task_columns(para.cells):
            columns, above = header, []
        elif columns:
            cells = cells_of(para)
            cells = [
                c if c.key or n >= len(above) else above[n] for n, c in enumerate(cells)
            ]
            above = cells
            if task := _task(para, cells, columns, dating):
                out.append(task)
    return out


def task_columns(cells: Sequence[str]) -> dict[str, int]:
    """The columns of a head row: no, lead, support, duty, until, task; empty where it is none of measures."""
    names = ["".join(c.split()) for c in cells]
    if any(len(n) > 12 for n in names):
        return {}
    out: dict[str, int] = {}
    rules = (
        ("no", _NO),
        ("lead", _LEAD),
        ("support", _SUPPORT),
        ("duty", _DUTY),
        ("until", _UNTIL),
        ("task", _TASK),
    )
    for n, name in enumerate(names):
        kind = next((k for k, rule in rules if rule.search(name)), "")
        if (
            kind
            and kind not in out
            and not (kind in ("lead", "duty") and _NOT_PEOPLE.search(name))
        ):
            out[kind] = n
    return out if "task" in out and ("lead" in out or "duty" in out) else {}


def _task(
    para: Para, cells: list[Para], columns: dict[str, int], dating: Dating
) -> Task | None:
    def cell(kind: str) -> Para | None:
        at = columns.get(kind)
        return (
            cells[at] if at is not None and at < len(cells) and cells[at].key else None
        )

    text = cell("task")
    if text is None or len(text.key) < 2:
        return None
    lead = _units(cell("lead"), "牵头单位")
    duty = _units(cell("duty"), "责任单位")
    support = _units(cell("support"), "配合单位") + (duty if lead else ())
    number, until = cell("no"), cell("until")
    targets = find_targets(text, 0)
    return Task(
        section=para.section,
        number=number.key if number else "",
        head="",
        text=text.words(),
        span=para.span,
        lead_units=lead or duty,
        support_units=support,
        deadlines=tuple(find_deadlines(until or text, dating)),
        targets=tuple(targets),
        quotas=tuple(q for t in targets for q in find_quotas(t)),
        recurrence=find_recurrence(text),
    )


def _units(cell: Para | None, label: str) -> tuple[UnitName, ...]:
    if cell is None:
        return ()
    out: list[UnitName] = []
    for piece in split_units(cell.key, 0, len(cell.key)):
        doubt = (
            ""
            if looks_like_unit(cell.key[piece.start : piece.end])
            else "看起来不像单位名称，请核对。"
        )
        out.append(
            UnitName(
                cell.words(piece.start, piece.end),
                label,
                cell.place(piece.start, piece.end),
                doubt,
            )
        )
    return tuple(out)
