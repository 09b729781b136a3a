"""Text size, light and dark: applied at once, remembered with the window."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QApplication

from ui import theme
from ui.app import dress
from ui.context import AppContext
from ui.look import MODE_KEY, SIZE_KEY
from ui.navigation import Place
from ui.settings.panel import Panel
from ui.widgets.cards import make_label
from ui.widgets.pills import PillBar

_MODES = (("system", "跟随系统"), ("light", "浅色"), ("dark", "深色"))


class LookPanel(Panel):
    """外观."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        card = self.add_card(
            "外观", "选中就生效，只影响这台电脑上的显示，不影响导出和打印。"
        )
        card.body.addWidget(make_label("明暗"))
        self.modes = PillBar([(key, text, None) for key, text in _MODES])
        self.modes.chosen.connect(lambda key: self._apply(MODE_KEY, key))
        card.body.addWidget(self.modes)
        card.body.addWidget(make_label("文字大小"))
        self.sizes = PillBar(
            [(str(i), text, None) for i, text in enumerate(theme.SIZES)]
        )
        self.sizes.chosen.connect(lambda key: self._apply(SIZE_KEY, int(key)))
        card.body.addWidget(self.sizes)
        self.column.addStretch()

    def load(self, place: Place) -> None:
        """Show the remembered look."""
        self.modes.set_current(str(self.context.state.get(MODE_KEY, "system")))
        self.sizes.set_current(str(self.context.state.get(SIZE_KEY, theme.STANDARD)))
        self.loaded.emit()

    def _apply(self, key: str, value: object) -> None:
        self.context.state.put(key, value)
        dress(cast(QApplication, QApplication.instance()), self.context.state)
