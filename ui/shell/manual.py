"""The manual, read inside the program: chapters at the left, the text at the right."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ui import theme

_TEXT = 720
"""Width of the text column, in pixels at the standard size."""
_PARTS_OF_PAGE = {
    "registers": "单位",
    "reporting": "周报",
    "campaigns": "方案",
    "plan_review": "方案",
    "schedule": "排期",
    "stories": "稿件",
    "intake": "收表格",
    "issue": "汇总",
    "history": "操作记录",
    "settings": "备份",
    "home": "开始",
}


def manual_folder() -> Path:
    """Where the chapters lie: docs/manual of the source tree, or beside the packaged program."""
    base = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[2]))
    return base / "docs" / "manual"


def chapters(folder: Path) -> list[tuple[str, Path]]:
    """(title, file) of each chapter, in the order of the file names; the title is the first heading."""
    found: list[tuple[str, Path]] = []
    files = sorted(folder.glob("*.md"), key=lambda p: (p.stem != "README", p.name))
    for path in files:
        title = path.stem
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("# "):
                title = line[2:].strip()
                break
        found.append((title, path))
    return found


class _Text(QTextBrowser):
    """Shows pictures no wider than the text."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Pictures of the window are taken at its full width: made to fit, smoothly."""
        url = QUrl(name) if isinstance(name, str) else name
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, url)
        found = self.document().baseUrl().resolved(url).toLocalFile()
        picture = QImage(found)
        room = theme.px(_TEXT)
        if picture.isNull() or picture.width() <= room:
            return picture
        ratio = self.devicePixelRatioF()
        wide = min(picture.width(), round(room * ratio))
        made = picture.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
        made.setDevicePixelRatio(wide / room)
        return made


class ManualWindow(QDialog):
    """A window of its own beside the work; Esc closes it."""

    def __init__(self, parent: QWidget, folder: Path, page: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(theme.px(1060), theme.px(700))
        self._chapters = chapters(folder)
        self.list = QListWidget()
        self.list.setAccessibleName("章节")
        self.list.setFixedWidth(theme.px(240))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        look = theme.current()
        self.list.setStyleSheet(
            f"QListWidget::item {{ padding: {theme.px(6)}px {theme.px(8)}px; border-radius: 6px; }}"
            "QListWidget::item:selected {"
            f" background: {look.hex('accent_tint')}; color: {look.hex('accent_ink')}; }}"
        )
        self.text = _Text()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName("手册正文")
        self.text.setOpenExternalLinks(False)
        self.text.setSearchPaths([str(folder)])
        self.text.document().setDocumentMargin(theme.px(24))
        self.text.anchorClicked.connect(self._on_link)
        self.text.setOpenLinks(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        side = QVBoxLayout()
        side.setContentsMargins(theme.px(8), theme.px(16), theme.px(8), theme.px(8))
        side.addWidget(self.list)
        layout.addLayout(side)
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
        _dress(document)
        self.text.moveCursor(self.text.textCursor().MoveOperation.Start)

    def _on_link(self, url: QUrl) -> None:
        name = Path(url.path()).name
        for i, (_title, path) in enumerate(self._chapters):
            if path.name == name:
                self.list.setCurrentRow(i)
                return
        if url.hasFragment():
            self.text.scrollToAnchor(url.fragment())


def _dress(document: QTextDocument) -> None:
    """Headings of a reading size, and air between the lines."""
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        cursor.setPosition(block.position())
        look = QTextBlockFormat()
        look.setLineHeight(
            140, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        if level:
            look.setTopMargin(theme.px(10 if level > 1 else 0))
            look.setBottomMargin(theme.px(6))
            words = QTextCharFormat()
            size = 2 if level == 1 else 1  # Qt's steps: 3 and 2 would shout
            words.setProperty(QTextFormat.Property.FontSizeAdjustment.value, size)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.mergeCharFormat(words)
            cursor.setPosition(block.position())
        cursor.mergeBlockFormat(look)
        block = block.next()


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
