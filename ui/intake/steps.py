"""「① 选文件 › ② 核对 › ③ 入库」."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.widgets.cards import make_label

_WORDS = ("① 选文件", "② 核对", "③ 入库")


class StepsBar(QWidget):
    """Which of the three steps the clerk is at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(8))
        self._labels: list[tuple[QWidget, QWidget]] = []
        for place, word in enumerate(_WORDS):
            if place:
                box.addWidget(make_label("›", ink="faint"))
            rest, present = (
                make_label(word, ink="soft"),
                make_label(word, "bold", ink="accent"),
            )
            box.addWidget(rest)
            box.addWidget(present)
            self._labels.append((rest, present))
        self.set_step(0)

    def set_step(self, step: int) -> None:
        """0 choose, 1 check, 2 taken."""
        for place, (rest, present) in enumerate(self._labels):
            rest.setVisible(place != step)
            present.setVisible(place == step)
        self.setAccessibleName(f"第 {step + 1} 步：{_WORDS[step][2:]}")
