"""The third step: what was taken, what was not, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.intake.work import Taken
from ui.widgets.buttons import plain, primary
from ui.widgets.cards import AnswerCard, Card, SectionTitle, Tile, make_label

_MOST = 12


class ResultStep(QWidget):
    """Says what a commit did. Signals are wishes."""

    undo_wanted = Signal()
    board_wanted = Signal()
    more_wanted = Signal()
    problems_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(12))
        card = AnswerCard()
        self._taken = Tile("0", "新增")
        self._changed = Tile("0", "改动")
        self._same = Tile("0", "重复，跳过")
        self._left = Tile("0", "没有收")
        for tile in (self._taken, self._changed, self._same, self._left):
            card.add_tile(tile)
        card.add_stretch()
        self._undone = make_label(
            "这次入库已撤销，库里和入库以前一样。改过的地方还留着，点“再收一批”可以接着核对。",
            "bold",
            ink="accent",
        )
        self._undone.hide()
        box.addWidget(self._undone)
        box.addWidget(card)
        self._why = Card()
        self._why.body.addWidget(SectionTitle("没有收的和要留意的"))
        self._reasons = QLabel()
        self._reasons.setWordWrap(True)
        self._reasons.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._why.body.addWidget(self._reasons)
        box.addWidget(self._why)
        box.addStretch()
        line = QHBoxLayout()
        self._undo = plain("撤销这次入库", self.undo_wanted.emit)
        self._problems = plain("导出退单位修改…", self.problems_wanted.emit)
        line.addWidget(self._undo)
        line.addWidget(self._problems)
        line.addStretch()
        line.addWidget(plain("再收一批", self.more_wanted.emit))
        self._board = primary("看周报", self.board_wanted.emit)
        line.addWidget(self._board)
        box.addLayout(line)

    def show_taken(self, taken: Taken) -> None:
        """Show the figures, and the reasons of what was not taken."""
        result, reasons = taken.result, taken.reasons
        nil = f"，零报告 {taken.nil_units} 个单位" if taken.nil_units else ""
        self._taken.set(str(result.taken), f"新增{nil}")
        removed = f"，移除 {result.removed}" if result.removed else ""
        self._changed.set(str(result.changed), f"改动{removed}")
        self._same.set(str(result.duplicates), "重复，跳过")
        left = result.skipped
        self._left.set(str(left), "行没有收", "late_ink" if left else "text")
        text = reasons[:_MOST]
        if len(reasons) > _MOST:
            text.append(f"……还有 {len(reasons) - _MOST} 处，导出的表里都有。")
        self._reasons.setText("\n".join(text))
        self._why.setVisible(bool(reasons))
        self._undone.hide()
        self._problems.setVisible(bool(reasons))
        self._undo.setVisible(taken.action_id is not None)
        self._undo.setEnabled(True)
        self._undo.setText("撤销这次入库")
        self._board.setFocus()

    def show_undone(self) -> None:
        """The batch was undone: say so over the figures."""
        self._undo.setEnabled(False)
        self._undo.setText("已撤销")
        self._undone.show()
