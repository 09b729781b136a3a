"""Blocks of the measure's panel: what was done, the files, the stories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from services.campaigns.attachments import AttachmentRow
from services.campaigns.detail import MeasureDetail
from services.campaigns.progress import Entry
from ui import theme
from ui.campaigns.ledger.blocks import block, heading, selectable
from ui.campaigns.ledger.words import day_words, size_words
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.chips import Chip
from ui.widgets.labels import make_label

if TYPE_CHECKING:
    from ui.campaigns.ledger.deeds import MeasureDeeds
    from ui.campaigns.ledger.files import FileDeeds
    from ui.widgets.picker import PickItem

ENTRIES_SHOWN = 5


class FileButton(QPushButton):
    """The name of a file, cut in its middle to the room there is, so that its ending is seen."""

    def __init__(self, name: str, on_click: Callable[[], None]) -> None:
        super().__init__()
        self._name = name
        self.setProperty("look", "quiet")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"打开“{name}”（只读的副本）")
        self.setAccessibleName(f"打开附件 {name}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(px(60))
        self.setStyleSheet("text-align: left;")
        self.clicked.connect(lambda: on_click())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As much of the name as there is room for."""
        super().resizeEvent(event)
        metrics = QFontMetrics(theme.font("body"))
        middle = Qt.TextElideMode.ElideMiddle
        self.setText(metrics.elidedText(self._name, middle, self.width() - px(18)))

    def minimumSizeHint(self) -> QSize:
        """Never the width of the name."""
        return QSize(px(60), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """The width of the whole name."""
        wide = QFontMetrics(theme.font("body")).horizontalAdvance(self._name)
        return QSize(wide + px(20), super().sizeHint().height())


def entries_block(
    detail: MeasureDetail,
    deeds: MeasureDeeds,
    files: FileDeeds,
    register: Sequence[PickItem],
    *,
    whole: bool,
    on_more: Callable[[], None],
) -> QWidget:
    """What was done, the newest first."""
    box, column = block()
    column.setSpacing(px(6))
    count = f"{len(detail.entries)} 条" if detail.entries else ""
    add = buttons.quiet("记进展", lambda: deeds.add_entry(detail.row, register))
    add.setObjectName("add-entry")
    column.addWidget(heading("进展", count, add))
    if not detail.entries:
        words = "还没有记录。做了一步记一条，状态会自动改为“进行中”。"
        column.addWidget(make_label(words, "note", ink="soft", wrap=True))
    shown = detail.entries if whole else detail.entries[:ENTRIES_SHOWN]
    for entry in shown:
        column.addWidget(_entry(detail, entry, deeds, files, register))
    rest = len(detail.entries) - len(shown)
    if rest:
        more = buttons.quiet(f"还有 {rest} 条", on_more)
        more.setObjectName("more-entries")
        column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
    return box


def _entry(
    detail: MeasureDetail,
    entry: Entry,
    deeds: MeasureDeeds,
    files: FileDeeds,
    register: Sequence[PickItem],
) -> QWidget:
    box, column = block()
    column.setSpacing(px(2))
    line = QHBoxLayout()
    line.setSpacing(px(6))
    line.addWidget(make_label(day_words(entry.on_day, detail.today), "bold"))
    unit = detail.unit_names.get(entry.unit_id or 0, "")
    told = " · ".join(dict.fromkeys(filter(None, (unit, entry.who))))
    line.addWidget(make_label(told, "note", ink="soft", wrap=True), 1)
    if entry.share is not None:
        line.addWidget(Chip(f"{entry.share}%", "ok" if entry.share == 100 else "info"))
    row = detail.row
    more = _more(
        f"{day_words(entry.on_day, detail.today)}这条进展",
        [
            ("修改…", lambda: deeds.change_entry(row, entry, register)),
            ("添加附件…", lambda: files.choose(row, entry.id)),
            None,
            ("删除", lambda: deeds.delete_entry(row, entry)),
        ],
    )
    more.setObjectName(f"entry-{entry.id}")
    line.addWidget(more)
    column.addLayout(line)
    column.addWidget(selectable(entry.text, "note"))
    for file in detail.attached_to(entry.id):
        column.addLayout(_file_line(detail, file, files))
    return box


def files_block(detail: MeasureDetail, files: FileDeeds) -> QWidget:
    """The files of the measure itself; those of an entry stand with it."""
    box, column = block()
    add = buttons.quiet(
        "添加…",
        lambda: files.choose(detail.row),
        tip="添加附件（Ctrl+U），也可以把文件拖进来",
    )
    add.setObjectName("add-file")
    add.setAccessibleName("添加附件")
    count = f"{len(detail.attachments)} 个" if detail.attachments else ""
    column.addWidget(heading("附件", count, add))
    for file in detail.attached_to(None):
        column.addLayout(_file_line(detail, file, files))
    if not detail.attachments:
        column.addWidget(
            make_label("把文件拖到这里，或点“添加”。", "note", ink="soft", wrap=True)
        )
    return box


def _file_line(
    detail: MeasureDetail, file: AttachmentRow, files: FileDeeds
) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(px(4))
    opener = FileButton(file.name, lambda: files.open(file))
    opener.setObjectName(f"file-{file.id}")
    line.addWidget(opener, 1)
    if file.missing or file.damaged:
        words = "文件不见了" if file.missing else "已损坏"
        lost = make_label(words, "note", ink="wrong")
        lost.setToolTip("请从备份的“附件”文件夹里找回，或移除后重新添加")
        opener.setAccessibleDescription(words)
        line.addWidget(lost)
    else:
        line.addWidget(make_label(size_words(file.size), "note", ink="soft"))
    line.addWidget(
        _more(
            f"附件 {file.name}",
            [
                ("打开", lambda: files.open(file)),
                ("另存为…", lambda: files.save_as(file)),
                None,
                ("移除", lambda: files.remove(detail.row, file)),
            ],
        )
    )
    return line


def published_block(detail: MeasureDetail, on_go: Callable[[], None]) -> QWidget:
    """How many stories were published for the measure, and the way to them."""
    box, column = block()
    stories = detail.row.stories
    go = buttons.quiet("宣传成效", on_go, tip="看这条任务刊播了哪些稿件，或关联稿件")
    go.setObjectName("published")
    column.addWidget(
        heading("稿件", f"已关联 {stories} 篇" if stories else "还没有关联稿件", go)
    )
    return box


def _more(name: str, entries: Sequence[buttons.MenuEntry]) -> QToolButton:
    button = buttons.icon_button("more", f"{name}的更多操作")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(buttons.make_menu(entries, button))
    return button


def add_all(column: QVBoxLayout, blocks: Sequence[QWidget | None]) -> None:
    """Put blocks one under the other, with a line between them."""
    from ui.widgets.cards import Separator

    first = True
    for one in blocks:
        if one is None:
            continue
        if not first:
            column.addWidget(Separator())
        column.addWidget(one)
        first = False
