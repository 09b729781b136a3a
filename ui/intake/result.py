"""The third step: what was taken, what was not, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import plain, primary
from ui.widgets.cards import AnswerCard, Card, SectionTitle, Tile


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
        box.addWidget(card)
        self._why = Card()
        self._why.body.addWidget(SectionTitle("没有收的，为什么"))
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

    def show_result(
        self,
        taken: int,
        changed: int,
        duplicates: int,
        skipped: int,
        reasons: list[str],
        *,
        can_undo: bool,
    ) -> None:
        """Show the figures and the reasons of what was not taken."""
        self._taken.set(str(taken), "新增")
        self._changed.set(str(changed), "改动")
        self._same.set(str(duplicates), "重复，跳过")
        self._left.set(str(skipped), "没有收", "late_ink" if skipped else "text")
        most = 12
        text = reasons[:most]
        if len(reasons) > most:
            text.append(f"……还有 {len(reasons) - most} 处，导出的表里都有。")
        self._reasons.setText("\n".join(text))
        self._why.setVisible(bool(reasons))
        self._problems.setVisible(bool(reasons))
        self._undo.setVisible(can_undo)
        self._undo.setEnabled(True)
        self._board.setFocus()

    def show_undone(self) -> None:
        """The batch was undone: nothing is left to undo."""
        self._undo.setEnabled(False)
        self._undo.setText("已撤销")
