"""The outline tree of a plan as plain values: what stands under what, with counts and doubts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.vocabulary_campaigns import PartKind
from services.campaigns import types

PART, TABLE = "part:", "table:"
_NUMBERED = 14


@dataclass(frozen=True)
class Node:
    """One line of the tree: `key` names it, `number` stands before the title, `doubts` counts its own and those below.

    `part_id` and `section` are set for parts; `level` for heads with a number; `movable` for heads.
    """

    key: str
    title: str
    number: str = ""
    count: int | None = None
    doubts: int = 0
    part_id: int | None = None
    section: str = ""
    level: int | None = None
    movable: bool = False
    soft: bool = False
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """The node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def build(plan: types.Plan) -> tuple[Node, ...]:
    """All roots of the tree in the order of the page."""
    found = [
        Node("facts", "基本信息", doubts=sum(bool(s[2]) for s in plan.spans.values())),
        _listed("notices", "发文通知", plan.notices),
        _text(plan),
        *_annexes(plan),
    ]
    for key, title, rows in lists(plan):
        node = _listed(key, title, rows)
        if key == "measures":
            node = replace(
                node, doubts=sum(len(doubts_of(plan, m)) for m in plan.measures)
            )
        found.append(node)
    found.append(_tables(plan))
    found.append(_listed("slots", "日程安排", plan.slots))
    found.append(Node("source", "原文", soft=not plan.source_text))
    return tuple(found)


def lists(plan: types.Plan) -> tuple[tuple[str, str, Sequence[types.Row]], ...]:
    """(key, title, rows) of the lists between outline and tables."""
    return (
        ("leaders", "组织领导", [p for p in plan.people if p.kind == "leader"]),
        ("members", "成员单位", [u for u in plan.units if u.role != "copied"]),
        ("copied", "抄送", [u for u in plan.units if u.role == "copied"]),
        ("phases", "阶段", plan.phases),
        ("messages", "目标与重点", plan.messages),
        ("measures", "任务", plan.measures),
        ("channels", "栏目、媒体、阵地", plan.channels),
        ("contacts", "联系人", [p for p in plan.people if p.kind == "contact"]),
        ("weights", "权重", plan.weights),
    )


def doubts_of(plan: types.Plan, measure: types.MeasureRow) -> list[str]:
    """The doubts that a measure and what hangs on it carry."""
    own: Iterable[tuple[str, Sequence[Any]]] = (
        ("", (measure,)),
        ("单位：", plan.units_by_measure.get(measure.id, ())),
        ("时限：", plan.deadlines_by_measure.get(measure.id, ())),
        ("指标：", [x for x in plan.targets if x.measure_id == measure.id]),
        ("成果：", [x for x in plan.deliverables if x.measure_id == measure.id]),
    )
    return [f"{word}{row.doubt}" for word, rows in own for row in rows if row.doubt]


def part_title(part: types.PartRow) -> str:
    """The heading, else the first words of the body."""
    words = part.heading or part.body.split("\n", 1)[0]
    return words if len(words) <= 60 else words[:60] + "…"


def part_labels(plan: types.Plan) -> dict[int, str]:
    """Heads of the outline by id, each with a label of its own."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for part in plan.parts:
        if part.kind != "head":
            continue
        label = f"{part.number}{part_title(part)[:_NUMBERED]}"
        at = 2
        base = label
        while label in taken:
            label, at = f"{base}〔{at}〕", at + 1
        taken.add(label)
        found[part.id] = label
    return found


def _listed(key: str, title: str, rows: Sequence[types.Row]) -> Node:
    doubts = sum(bool(row.doubt) for row in rows)
    return Node(key, title, count=len(rows), doubts=doubts, soft=not rows)


def _text(plan: types.Plan) -> Node:
    children = _section(plan, "main")
    return Node(
        "section:main",
        "正文",
        count=sum(1 for p in plan.parts if p.section == "main"),
        doubts=sum(c.doubts for c in children),
        section="main",
        children=children,
    )


def _annexes(plan: types.Plan) -> Iterator[Node]:
    for part in plan.parts:
        if part.kind != PartKind.ANNEX.value:
            continue
        children = _section(plan, part.section)
        yield Node(
            f"{PART}{part.id}",
            part.heading or "（没有名称）",
            number=f"附件{part.number}",
            count=len(children) or None,
            doubts=bool(part.doubt) + sum(c.doubts for c in children),
            part_id=part.id,
            section=part.section,
            children=children,
        )


def _section(plan: types.Plan, section: str) -> tuple[Node, ...]:
    rows = [p for p in plan.parts if p.section == section and p.kind != "annex"]
    return tuple(_nested(rows, 0, len(rows)))


def _nested(rows: Sequence[types.PartRow], start: int, end: int) -> Iterator[Node]:
    at = start
    while at < end:
        part, level = rows[at], rows[at].level
        after = at + 1
        while after < end and _below(level, rows[after]):
            after += 1
        children = tuple(_nested(rows, at + 1, after))
        yield _part(part, children)
        at = after


def _below(level: int | None, row: types.PartRow) -> bool:
    if level is None or row.kind != PartKind.HEAD.value:
        return False
    return row.level is None or row.level > level


def _part(part: types.PartRow, children: tuple[Node, ...]) -> Node:
    fixed = {PartKind.LEAD.value: "导语", PartKind.CLOSING.value: "落款"}
    word = fixed.get(part.kind, "")
    return Node(
        f"{PART}{part.id}",
        word or part_title(part),
        number=part.number,
        doubts=bool(part.doubt) + sum(c.doubts for c in children),
        part_id=part.id,
        section=part.section,
        level=part.level,
        movable=part.kind == PartKind.HEAD.value,
        soft=bool(word) or not part.heading,
        children=children,
    )


def _tables(plan: types.Plan) -> Node:
    children = tuple(
        Node(
            f"{TABLE}{table.id}",
            f"表 {at}　" + "、".join(c for c in table.cells[0] if c)[:40],
            doubts=bool(table.doubt),
        )
        for at, table in enumerate(plan.tables, start=1)
    )
    return Node(
        "tables",
        "表格",
        count=len(children),
        doubts=sum(c.doubts for c in children),
        soft=not children,
        children=children,
    )
