"""What stands on the page's place while the data are being opened."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.widgets.empty import Loading
from ui.widgets.page_header import PageHeader


class Skeleton(QWidget):
    """A page's title over a quiet line that says what goes on."""

    def __init__(
        self, title: str, text: str = "正在打开数据…", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(n) for n in (24, 16, 24, 16)))
        layout.addWidget(PageHeader(title))
        layout.addWidget(Loading(text), 1)
