"""The value that is meant, in full: why it is doubted, what was read at first, what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.theme import px
from ui.widgets.buttons import icon_button, make_menu, plain, quiet
from ui.widgets.labels import make_label

HEIGHT = 172


@dataclass(frozen=True)
class Shown:
    """What the card shows. `where` leads to the value; `unit` says which unit of the register is meant."""

    where: str = ""
    words: str = ""
    doubt: str = ""
    alike: int = 0
    """How many values are doubted for the same reason, this one included."""
    original: str = ""
    unit: str = ""
    is_typed: bool = False
    can_edit: bool = False
    can_add: str = ""
    """What 增加 adds; "" where nothing can be added."""
    can_delete: bool = False
    can_take: bool = False
    is_task: bool = False
    can_move: bool = False
    suggestion: str = ""


class DetailCard(QFrame):
    """`deed(name)`: settle, settle_like, take, edit, add, delete, up, down, split, merge, revert, suggest, units."""

    deed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail_card")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(8), px(12), px(10))
        column.setSpacing(px(4))
        self._where = make_label("", "note", ink="soft")
        column.addWidget(self._where)
        self._words = QPlainTextEdit()
        self._words.setReadOnly(True)
        self._words.setObjectName("detail_words")
        self._words.setFrameShape(QFrame.Shape.NoFrame)
        self._words.setAccessibleName("选中的内容")
        self._words.document().setDocumentMargin(0)
        self._words.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column.addWidget(self._words, 1)
        self._reason, self._reason_line = self._line("warning", "ask_ink")
        self._note, self._note_line = self._line("info", "text_soft")
        self.like = quiet(
            "", self._wish("settle_like"), tip="同样原因的都核对无误（Shift+空格）"
        )
        self.like.setProperty("look", "note")
        line = self._reason_line.layout()
        assert isinstance(line, QHBoxLayout)
        line.addWidget(self.like, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._reason_line)
        column.addWidget(self._note_line)
        column.addLayout(self._buttons())
        theme.follow(self, self._dress)

    def show_value(self, shown: Shown) -> None:
        """Show a value and what can be done with it."""
        self._where.setText(shown.where)
        words = shown.words or "原文没有。可以在左边选中文字后按 F4，或按 F2 填写。"
        self._words.setPlainText(words)
        self._words.setProperty("faint", not shown.words)
        self._reason.setText(shown.doubt)
        self._reason_line.setVisible(bool(shown.doubt))
        self.like.setText(f"同样的 {shown.alike} 处都核对无误")
        self.like.setVisible(shown.alike > 1)
        notes = [shown.unit]
        if shown.original:
            notes.append(f"原来读作：{_cut(shown.original)}")
        if shown.is_typed:
            notes.append("由人填写，原文里没有对应的位置")
        if shown.suggestion:
            notes.append(f"可能是：{shown.suggestion}")
        note = "　".join(n for n in notes if n)
        self._note.setText(note)
        self._note_line.setVisible(bool(note))
        self.settle.setVisible(bool(shown.doubt))
        self.edit.setEnabled(shown.can_edit)
        self.add.setVisible(bool(shown.can_add))
        self.add.setText(f"增加{shown.can_add}")
        self._can_take = shown.can_take
        self._show_actions(shown)

    def set_words_chosen(self, chosen: bool) -> None:
        """Whether words are selected in the text."""
        self._chosen = chosen
        self.take.setEnabled(chosen and self._can_take)

    # --- inside --------------------------------------------------------------------------------------

    def _line(self, icon: str, ink: str) -> tuple[QLabel, QWidget]:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        picture = QLabel()
        theme.follow(
            picture, lambda: picture.setPixmap(theme.pixmap(icon, ink, px(15)))
        )
        words = make_label("", "note", wrap=True)
        theme.follow(
            words,
            lambda: words.setStyleSheet(f"color: {theme.color(ink).name()}"),
        )
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        holder.hide()
        return words, holder

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(6))
        self._can_take = self._chosen = False
        self.settle = plain("核对无误", self._wish("settle"), tip="核对无误（空格）")
        self.take = plain(
            "用选中的文字",
            self._wish("take"),
            tip="把左边选中的文字填到这里（F4）",
        )
        self.edit = plain("修改", self._wish("edit"), tip="修改（F2 或双击）")
        self.add = plain("增加", self._wish("add"), tip="在后面增加一条（Insert）")
        self.more = icon_button("more", "更多")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = make_menu(
            [
                ("删除　Delete", self._wish("delete")),
                None,
                ("上移　Alt+↑", self._wish("up")),
                ("下移　Alt+↓", self._wish("down")),
                None,
                ("在原文光标处拆成两条", self._wish("split")),
                ("与下一条合并", self._wish("merge")),
                None,
                ("恢复成原来读出的内容", self._wish("revert")),
                ("采用建议的写法", self._wish("suggest")),
            ],
            self.more,
        )
        self.more.setMenu(self.menu)
        for button in (self.settle, self.take, self.edit, self.add):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.more)
        self.settle.hide()
        return row

    def _wish(self, name: str) -> Callable[[], None]:
        return lambda: self.deed.emit(name)

    def _show_actions(self, shown: Shown) -> None:
        self.take.setEnabled(self._chosen and shown.can_take)
        wanted = (
            shown.can_delete,
            None,
            shown.can_move,
            shown.can_move,
            None,
            shown.is_task,
            shown.is_task,
            None,
            bool(shown.original),
            bool(shown.suggestion),
        )
        for action, on in zip(self.menu.actions(), wanted, strict=True):
            if on is not None:
                action.setEnabled(on)
        self.more.setEnabled(any(bool(w) for w in wanted))

    def _dress(self) -> None:
        self.setFixedHeight(px(HEIGHT))
        line = theme.color("line").name()
        self.setStyleSheet(
            f"#detail_card {{ border: none; border-top: 1px solid {line}; }}"
            "#detail_words { border: none; background: transparent; padding: 0; }"
        )


def _cut(words: str) -> str:
    return words if len(words) <= 60 else words[:60] + "…"
