"""The manual, read inside the program: chapters at the left, the text at the right."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextBrowser, QWidget

from ui import theme

_PARTS_OF_PAGE = {
    "registers": "名册",
    "reporting": "周报",
    "stories": "稿件",
    "intake": "收表格",
    "issue": "汇总",
    "history": "操作记录",
    "settings": "设置",
    "home": "开始",
}


def manual_folder() -> Path:
    """Where the chapters lie: docs/manual of the source tree, or beside the packaged program."""
    base = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[2]))
    return base / "docs" / "manual"


def chapters(folder: Path) -> list[tuple[str, Path]]:
    """(title, file) of each chapter, in the order of the file names; the title is the first heading."""
    found: list[tuple[str, Path]] = []
    for path in sorted(folder.glob("*.md")):
        title = path.stem
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("# "):
                title = line[2:].strip()
                break
        found.append((title, path))
    return found


class ManualWindow(QDialog):
    """A window of its own beside the work; Esc closes it."""

    def __init__(self, parent: QWidget, folder: Path, page: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(theme.px(980), theme.px(680))
        self._chapters = chapters(folder)
        self.list = QListWidget()
        self.list.setAccessibleName("章节")
        self.list.setFixedWidth(theme.px(220))
        self.text = QTextBrowser()
        self.text.setAccessibleName("手册正文")
        self.text.setOpenExternalLinks(False)
        self.text.setSearchPaths([str(folder)])
        self.text.document().setDocumentMargin(theme.px(24))
        self.text.anchorClicked.connect(self._on_link)
        self.text.setOpenLinks(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self.text, 1)
        for title, _path in self._chapters:
            self.list.addItem(title)
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(self._first(page))

    def _first(self, page: str) -> int:
        word = _PARTS_OF_PAGE.get(page, "")
        for i, (title, _path) in enumerate(self._chapters):
            if word and word in title:
                return i
        return 0

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._chapters):
            return
        path = self._chapters[row][1]
        document = self.text.document()
        document.setBaseUrl(QUrl.fromLocalFile(str(path)))
        document.setMarkdown(
            path.read_text("utf-8"), QTextDocument.MarkdownFeature.MarkdownDialectGitHub
        )
        self.text.moveCursor(self.text.textCursor().MoveOperation.Start)

    def _on_link(self, url: QUrl) -> None:
        name = Path(url.path()).name
        for i, (_title, path) in enumerate(self._chapters):
            if path.name == name:
                self.list.setCurrentRow(i)
                return
        if url.hasFragment():
            self.text.scrollToAnchor(url.fragment())


def open_manual(parent: QWidget, page: str = "") -> ManualWindow | None:
    """Open the manual at the chapter of a page; a missing manual is told."""
    folder = manual_folder()
    if not chapters(folder):
        from ui.widgets import dialogs

        dialogs.ask(
            parent,
            "没有找到使用手册",
            "程序文件夹里缺少手册。请重新解压一份完整的程序。",
            [("ok", "知道了", "primary")],
            lambda _key: None,
        )
        return None
    window = ManualWindow(parent, folder, page)
    window.show()
    return window
