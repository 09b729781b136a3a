"""「① 选文件 › ② 核对 › ③ 入库」."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui import theme

_WORDS = ("① 选文件", "② 核对", "③ 入库")


class StepsBar(QWidget):
    """Which of the three steps the clerk is at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(8))
        self._labels: list[QLabel] = []
        for place, word in enumerate(_WORDS):
            if place:
                arrow = QLabel("›")
                arrow.setObjectName("note")
                box.addWidget(arrow)
            label = QLabel(word)
            box.addWidget(label)
            self._labels.append(label)
        self.set_step(0)

    def set_step(self, step: int) -> None:
        """0 choose, 1 check, 2 taken."""
        for place, label in enumerate(self._labels):
            present = place == step
            label.setObjectName("step_now" if present else "note")
            label.style().unpolish(label)
            label.style().polish(label)
        self.setAccessibleName(f"第 {step + 1} 步：{_WORDS[step][2:]}")
