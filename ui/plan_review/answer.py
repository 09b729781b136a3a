"""What was read, in one row: how much was understood, how much waits to be looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from services.campaigns.types import CampaignRow
from services.plans.correcting.fields import DOC_KINDS
from services.plans.reading import PlanReading
from ui.theme import px
from ui.widgets.buttons import quiet
from ui.widgets.cards import AnswerCard, Tile
from ui.widgets.labels import make_label


class ReviewAnswer(AnswerCard):
    """`part_wanted(key)` when a figure is clicked; `plan_wanted(id)` for the same plan saved before."""

    part_wanted = Signal(str)
    plan_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = self.add_tile(Tile("0", "任务"))
        self._units = self.add_tile(Tile("0", "单位"))
        self._doubts = self.add_tile(
            Tile("0", "待核", on_click=lambda: self.part_wanted.emit("doubts"))
        )
        self._open = self.add_tile(
            Tile("0", "单位待核对", on_click=lambda: self.part_wanted.emit("units"))
        )
        holder = QWidget()
        holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self._said = make_label("", "note", ink="soft", wrap=True)
        self._said.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self._show = quiet("打开已有的", self._on_show)
        self._show.hide()
        row.addWidget(self._said, 1)
        row.addWidget(self._show)
        self.add(holder)
        self._remarks = ""
        self._same: CampaignRow | None = None

    def show_reading(self, reading: PlanReading, doubts: int) -> None:
        """Show the figures of a reading."""
        self._tasks.set(str(len(reading.tasks)), "任务")
        self._doubts.set(str(doubts), "待核", "ask_ink" if doubts else "text")
        kind = DOC_KINDS.get(reading.kind.value, "")
        parts = [f"读作{kind}"] if kind and reading.kind.value != "other" else []
        if reading.annexes:
            parts.append(f"附件 {len(reading.annexes)} 个")
        told = "，".join(parts)
        remarks = "".join(reading.remarks)
        self._remarks = "。".join(p for p in (told, remarks) if p)
        self._tell()

    def show_units(self, names: int, left: int) -> None:
        """How many units are named, and how many are not tied to the register."""
        self._units.set(str(names), "单位")
        self._open.set(str(left), "单位待核对", "ask_ink" if left else "text")

    def show_same(self, same: CampaignRow | None) -> None:
        """A plan saved before that is probably the same."""
        self._same = same
        self._show.setVisible(same is not None)
        self._tell()

    def _tell(self) -> None:
        if self._same is None:
            self._said.setText(self._remarks)
            return
        day = f"（{self._same.issued_on}）" if self._same.issued_on else ""
        self._said.setText(f"记录里已有同一份方案{day}：{_cut(self._same.title)}")

    def _on_show(self) -> None:
        if self._same is not None:
            self.plan_wanted.emit(self._same.id)


def _cut(words: str) -> str:
    return words if len(words) <= 28 else words[:28] + "…"
