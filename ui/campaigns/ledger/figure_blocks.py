"""Blocks of the measure's panel: targets with the values reached, quotas with what was made."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.campaigns.detail import MeasureDetail
from services.campaigns.figures import QuotaPeriod, QuotaState, TargetState
from ui.campaigns.ledger.blocks import block, heading, selectable
from ui.campaigns.ledger.deeds import MeasureDeeds, parse_number
from ui.campaigns.ledger.words import (
    amount_words,
    day_words,
    goal_chip,
    quota_words,
)
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.chips import Chip
from ui.widgets.dates import mark_wrong
from ui.widgets.labels import make_label

_PERIODS_SHOWN = 4
_PIECES_SHOWN = 6


class ValueEdit(QLineEdit):
    """A number typed in place: Enter and leaving store it, Esc puts it back, an empty field takes it away."""

    def __init__(
        self, detail: MeasureDetail, target: TargetState, year: int, deeds: MeasureDeeds
    ) -> None:
        super().__init__()
        self._detail, self._target, self._year = detail, target, year
        self._deeds = deeds
        known = next((v.value for v in target.values if v.year == year), None)
        self._known = known
        self.setText(amount_words(known) if known is not None else "")
        self._before = self.text()
        self.setObjectName(f"value-{target.target.id}-{year}")
        self.setAccessibleName(f"{target.target.text}，{year} 年达到")
        self.setPlaceholderText("未填")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(px(84))
        self.editingFinished.connect(self._store)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts back what stood there."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._before:
            self.setText(self._before)
            self._mark("")
            return
        super().keyPressEvent(event)

    def _store(self) -> None:
        text = self.text().strip()
        if text == self._before.strip():
            self._mark("")
            return
        value = parse_number(text) if text else None
        if text and value is None:
            self._mark("请填写 0 以上的数字，例如 12 或 87.5")
            return
        self._mark("")
        self._before = text
        if value != self._known:
            self._deeds.record(self._detail, self._target, self._year, value)

    def _mark(self, problem: str) -> None:
        mark_wrong(self, bool(problem))
        self.setToolTip(problem)
        self.setAccessibleDescription(problem)


def targets_block(detail: MeasureDetail, deeds: MeasureDeeds) -> QWidget | None:
    """Each target with a field for each year; None where there are none."""
    if not detail.targets:
        return None
    box, column = block()
    column.setSpacing(px(6))
    column.addWidget(heading("指标", f"{len(detail.targets)} 项"))
    for target in detail.targets:
        _add_target(column, detail, target, deeds)
    return box


def _add_target(
    column: QVBoxLayout, detail: MeasureDetail, target: TargetState, deeds: MeasureDeeds
) -> None:
    head = QHBoxLayout()
    head.setSpacing(px(6))
    head.addWidget(selectable(target.target.text, "note"), 1)
    other = buttons.icon_button(
        "plus", "填写其他年份的达到值", lambda: deeds.ask_year(detail, target)
    )
    other.setObjectName(f"year-{target.target.id}")
    head.addWidget(other, 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(head)
    years = sorted({v.year for v in target.values} | {detail.today.year})
    newest = max((v.year for v in target.values), default=detail.today.year)
    judged = detail.today.year if target.target.yearly else newest
    for year in years:
        line = QHBoxLayout()
        line.setSpacing(px(6))
        line.addWidget(make_label(f"{year} 年", "note", ink="soft"))
        line.addWidget(ValueEdit(detail, target, year, deeds))
        words, role = goal_chip(target)
        if words and year == judged:
            line.addWidget(Chip(words, role))
        line.addStretch(1)
        column.addLayout(line)


def quotas_block(detail: MeasureDetail, deeds: MeasureDeeds) -> QWidget | None:
    """Each thing to make, counted per period; None where there are none."""
    if not detail.quotas:
        return None
    box, column = block()
    column.setSpacing(px(6))
    for quota in detail.quotas:
        _add_quota(column, detail, quota, deeds)
    return box


def _add_quota(
    column: QVBoxLayout, detail: MeasureDetail, quota: QuotaState, deeds: MeasureDeeds
) -> None:
    made = quota.deliverable
    add = buttons.quiet("记一件", lambda: deeds.add_piece(detail.row, made))
    add.setObjectName(f"piece-{made.id}")
    add.setAccessibleName(f"记一件{made.name}")
    column.addWidget(heading("成果", quota_words(quota), add))
    column.addWidget(selectable(made.name, "note"))
    earlier = len(quota.periods) - _PERIODS_SHOWN
    if earlier > 0:
        short = sum(p.missing > 0 for p in quota.periods[:-_PERIODS_SHOWN])
        words = f"更早的 {earlier} 期" + (
            f"，其中 {short} 期不足" if short else "，都已做够"
        )
        column.addWidget(make_label(words, "note", ink="soft"))
    for period in quota.periods[-_PERIODS_SHOWN:]:
        column.addLayout(_period_line(detail, period))
    for piece in reversed(quota.pieces[-_PIECES_SHOWN:]):
        line = QHBoxLayout()
        line.setSpacing(px(6))
        count = f" × {piece.amount}" if piece.amount > 1 else ""
        line.addWidget(
            make_label(day_words(piece.made_on, detail.today), "note", ink="soft")
        )
        line.addWidget(selectable(f"{piece.title}{count}", "note"), 1)
        away = buttons.icon_button(
            "trash", f"删除“{piece.title}”", lambda p=piece: deeds.delete_piece(made, p)
        )
        line.addWidget(away)
        column.addLayout(line)


def _period_line(detail: MeasureDetail, period: QuotaPeriod) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(px(6))
    line.addWidget(make_label(period.label, "note", ink="soft"))
    line.addWidget(make_label(f"已做 {period.made} 件", "note"))
    over = period.last < detail.today
    if not period.missing:
        line.addWidget(Chip("已做够", "ok"))
    elif over:
        line.addWidget(Chip(f"少 {period.missing} 件", "late"))
    else:
        line.addWidget(make_label(f"还差 {period.missing} 件", "note", ink="soft"))
    line.addStretch(1)
    return line
