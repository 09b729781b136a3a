"""What the check of filled progress forms shows: lines, filters, columns; no widgets here."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake.problems import Problem
from services.intake.progress.preview import Counts, Item, ItemStatus, Preview
from ui.widgets.tables import Column

TICK, NO_TICK = "☑", "☐"
ROLES = {
    ItemStatus.NEW: "new",
    ItemStatus.ASK: "ask",
    ItemStatus.SAME: "duplicate",
    ItemStatus.WRONG: "wrong",
}


@dataclass(frozen=True)
class Line:
    """A line of the check: an item, or a problem of a whole file (`item` None, negative id)."""

    id: int
    unit: str
    file: str
    sheet: str
    item: Item | None
    problem: Problem | None

    @property
    def status(self) -> ItemStatus:
        """What would be done with it."""
        return self.item.status if self.item else ItemStatus.WRONG

    @property
    def tickable(self) -> bool:
        """Whether the clerk may tick it."""
        return self.item is not None and self.status in (
            ItemStatus.NEW,
            ItemStatus.ASK,
        )

    @property
    def tick(self) -> str:
        """The mark of its tick, "" where there is none."""
        if self.item is None or not self.tickable:
            return ""
        return TICK if self.item.accept else NO_TICK

    @property
    def task(self) -> str:
        """Number and head of the measure."""
        return f"{self.item.number} {self.item.task}".strip() if self.item else ""

    @property
    def kind(self) -> str:
        """What is entered."""
        if self.item is not None:
            return self.item.kind.label
        return "文件"

    @property
    def before(self) -> str:
        """What stands in the record now."""
        return self.item.before if self.item else ""

    @property
    def after(self) -> str:
        """What the form says."""
        return self.item.after if self.item else self.file

    @property
    def reason(self) -> str:
        """Why it is asked about or wrong, and how to mend it."""
        if self.item is not None:
            return self.item.reason
        return self.problem.sentence if self.problem else ""

    @property
    def words(self) -> str:
        """Everything of the line, for the space below the table."""
        where = " · ".join(p for p in (self.unit, self.file, self.sheet) if p)
        item = self.item
        if item is None:
            return f"{where}\n{self.reason}"
        parts = [f"{where} · 第 {item.row} 行", f"{item.campaign} {self.task}".strip()]
        if item.target and item.problem is None:
            parts.append(f"指标：{item.target}")
        if self.before:
            parts.append(f"台账里：{self.before}")
        if self.after:
            parts.append(f"表里填的：{self.after}")
        if self.reason:
            parts.append(self.reason)
        return "\n".join(parts)


COLUMNS = (
    Column("tick", "登记", 48, align="center"),
    Column(
        "status",
        "情况",
        78,
        chip=lambda line: (line.status.label, ROLES[line.status]),
    ),
    Column("unit", "单位", 136, tip=lambda line: f"{line.unit}\n{line.file}"),
    Column("task", "任务", 220, tip=lambda line: line.task),
    Column("kind", "内容", 72),
    Column(
        "before",
        "台账里",
        150,
        ink=lambda _l: "text_soft",
        tip=lambda line: line.before,
    ),
    Column("after", "表里填的", 200, tip=lambda line: line.after),
    Column(
        "reason",
        "说明",
        220,
        stretch=True,
        ink=lambda line: (
            "wrong_ink" if line.status is ItemStatus.WRONG else "text_soft"
        ),
        tip=lambda line: line.reason,
    ),
)


def lines_of(preview: Preview) -> list[Line]:
    """Every line, what needs the clerk first: wrong, asked about, then what is entered, then what is known."""
    found: list[Line] = []
    number = 0
    for file in preview.files:
        for problem in file.problems:
            number -= 1
            found.append(Line(number, file.unit, file.name, file.sheet, None, problem))
    for item in preview.items:
        file = preview.file(item.file_id)
        found.append(Line(item.id, file.unit, file.name, file.sheet, item, None))
    rank = {
        ItemStatus.WRONG: 0,
        ItemStatus.ASK: 1,
        ItemStatus.NEW: 2,
        ItemStatus.SAME: 3,
    }
    return sorted(found, key=lambda line: rank[line.status])


def pills_of(lines: list[Line]) -> list[tuple[str, str, int | None]]:
    """The filters with their numbers."""
    return [
        ("all", "全部", len(lines)),
        *(
            (
                status.value,
                status.label,
                sum(line.status is status for line in lines),
            )
            for status in (
                ItemStatus.NEW,
                ItemStatus.ASK,
                ItemStatus.WRONG,
                ItemStatus.SAME,
            )
        ),
    ]


def answer(preview: Preview, totals: Counts) -> str:
    """What a commit would do, in a sentence."""
    units = len({f.unit for f in preview.files if f.unit and f.lines})
    blank = sum(f.outcome.value == "blank" for f in preview.files)
    files = len({f.path for f in preview.files})
    words = f"读了 {files} 个文件"
    words += f"、{units} 个单位的表" if units else ""
    words += f"（{blank} 份没有填写）" if blank else ""
    if not totals.will_write:
        return f"{words}，没有打勾的内容可以登记。"
    parts = [
        f"进展 {totals.entries} 条" if totals.entries else "",
        f"状态 {totals.states} 项" if totals.states else "",
        f"指标值 {totals.values} 个" if totals.values else "",
    ]
    return f"{words}，将登记{'、'.join(p for p in parts if p)}。"
