"""One row of the preview at the right: what was typed, what is wrong, how to mend it, what to decide."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.vocabulary import GENRES, OutletLevel
from services.intake.preview import FIELD_LABELS, NEW_OUTLET, PreviewRow, RowStatus
from services.intake.problems import Problem
from ui import theme
from ui.intake.lines import STATUS_ROLE, place_words
from ui.widgets.buttons import plain, primary
from ui.widgets.cards import make_label
from ui.widgets.chips import Chip
from ui.widgets.form import Field, Form
from ui.widgets.picker import PickItem
from ui.widgets.side import SidePanel

_FIELDS = ("unit", *FIELD_LABELS)
_FIELD_OF = {"单位": "unit", **{label: key for key, label in FIELD_LABELS.items()}}
_ADVICE = {
    RowStatus.WRONG: "改好后按回车，到下一个需要看的行。",
    RowStatus.CONFIRM: "选定以后到下一个需要看的行。",
}


def advice(problem: Problem) -> str:
    """What is wrong and how to mend it, without the place."""
    return replace(problem, row=None, column="").sentence


def row_words(row: PreviewRow) -> str:
    """「第 6 行」, 「粘贴的一行」, 「库里的一条」."""
    if row.row is not None:
        return f"第 {row.row} 行"
    return "库里的一条" if row.status is RowStatus.GONE else "粘贴的一行"


class RowSide(SidePanel):
    """Shows and mends a row.

    Signals: `edited(row id, {field: text})` with the fields that were changed; `decided(row id, {name: value})`
    with what `set_row` takes; `problems_wanted()`.
    """

    edited = Signal(int, object)
    decided = Signal(int, object)
    problems_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._row: PreviewRow | None = None
        self._form = Form(self._fields())
        self._form.submitted.connect(self._on_submitted)
        self._head = QVBoxLayout()
        self._head.setSpacing(theme.px(8))
        self._body_words = QWidget()
        self._body_words.setLayout(self._head)
        self._head.setContentsMargins(0, 0, 0, theme.px(8))
        self.body.addWidget(self._body_words)
        self.body.addWidget(self._form)
        self._advice = make_label("", "note", ink="soft", wrap=True)
        self.body.addWidget(self._advice)
        self.body.addStretch()
        self._leave = plain("不收这一行", self._on_leave)
        self._save = primary("改好", self._on_submitted, tip="回车")
        self.foot.addWidget(self._leave)
        self.foot.addStretch()
        self.foot.addWidget(self._save)
        self.show_row(None)

    def set_units(self, units: list[PickItem]) -> None:
        """Units that the unit field offers, for tables and messages of many units; ids are their names."""
        self._form.set_options("unit", units)

    def set_outlets(self, outlets: list[PickItem]) -> None:
        """Outlets that the outlet field offers; ids are their names."""
        self._form.set_options("outlet", outlets)

    def show_row(self, row: PreviewRow | None) -> None:
        """Show a row; None shows what to do."""
        self._row = row
        self._clear_words()
        filled = row is not None
        self._form.setVisible(filled)
        self._leave.setVisible(filled)
        self._save.setVisible(filled)
        if row is None:
            self.set_title("没有选中行")
            self.set_note("用 ↑ ↓ 选一行，在这里看原文、改错、作决定。")
            self._advice.clear()
            return
        number = row_words(row)
        self.set_title(f"{number} · {row.unit}" if row.unit else number)
        self.set_note(place_words(row))
        self._words(row)
        self._fill(row)
        self._advice.setText(_ADVICE.get(row.status, ""))
        gone = row.status is RowStatus.GONE
        self._form.setVisible(not gone)
        self._save.setVisible(not gone)
        self._leave.setText(self._leave_words(row))

    def focus_first_problem(self) -> None:
        """Put the cursor into the first field that is wrong."""
        if self._row is None:
            return
        for problem in self._row.problems:
            key = _FIELD_OF.get(problem.column)
            if key:
                self._form.focus(key)
                return

    def has_typed(self) -> bool:
        """Whether fields differ from the row shown."""
        return self._row is not None and bool(self._typed(self._row))

    # --- inside ------------------------------------------------------------------------------------

    @staticmethod
    def _fields() -> list[Field]:
        levels = [level.label for level in OutletLevel]
        return [
            Field("unit", "单位", kind="suggest"),
            Field("date", FIELD_LABELS["date"]),
            Field("title", FIELD_LABELS["title"]),
            Field("outlet", FIELD_LABELS["outlet"], kind="suggest"),
            Field(
                "level",
                FIELD_LABELS["level"],
                kind="suggest",
                options=levels,
            ),
            Field("column", FIELD_LABELS["column"]),
            Field(
                "genre",
                FIELD_LABELS["genre"],
                kind="suggest",
                options=GENRES,
            ),
            Field("spot", FIELD_LABELS["spot"]),
            Field("link", FIELD_LABELS["link"]),
            Field("note", FIELD_LABELS["note"]),
        ]

    def _fill(self, row: PreviewRow) -> None:
        self._form.clear_errors()
        self._form.set_values({key: row.text.get(key, "") for key in _FIELDS})
        self._form.set_shown("unit", "unit" in row.text)
        loose: list[str] = []
        for problem in row.problems:
            key = _FIELD_OF.get(problem.column)
            words = advice(problem)
            if key:
                self._form.set_error(key, words)
            else:
                loose.append(words)
        if loose:
            self._form.set_error("", "；".join(loose))

    def _clear_words(self) -> None:
        while self._head.count():
            item = self._head.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _say(self, words: str) -> None:
        label = make_label(words, wrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._head.addWidget(label)

    def _buttons(self, *buttons: QWidget) -> None:
        line = QWidget()
        box = QVBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(6))
        for button in buttons:
            holder = QHBoxLayout()
            holder.addWidget(button)
            holder.addStretch()
            box.addLayout(holder)
        self._head.addWidget(line)

    def _words(self, row: PreviewRow) -> None:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(Chip(row.status.label, STATUS_ROLE[row.status]))
        if not row.accept and row.status not in (RowStatus.DUPLICATE, RowStatus.GONE):
            line.addWidget(Chip("不收", "duplicate"))
        line.addStretch()
        self._head.addWidget(holder)
        if row.reason:
            self._say(row.reason)
        for change in row.changes:
            self._say(
                f"{change.label}：{change.before or '（空）'} → {change.after or '（空）'}"
            )
        for notice in row.notices:
            self._say(notice)
        if row.story is not None:
            self._story_words(row)
        if row.status is RowStatus.CONFIRM:
            self._outlet_words(row)
        if row.status is RowStatus.GONE:
            self._say(
                "入库时会从库里移除。"
                if row.accept
                else "要移除，点下面的“入库时移除”。"
            )

    def _story_words(self, row: PreviewRow) -> None:
        story = row.story
        if story is None:
            return
        alike = "标题相同" if story.exact else "标题相近"
        day = f"{story.first_on.month}月{story.first_on.day}日"
        if row.own_story:
            self._say(f"已改为单独一篇（{day}有{alike}的“{story.title}”）。")
            self._buttons(plain("并入那一篇", lambda: self._decide(own_story=False)))
        elif row.status is RowStatus.JOINS:
            self._say(
                f"{alike}，{day}已有“{story.title}”，作为同一篇稿件的又一次刊播。"
            )
            self._buttons(plain("另立一篇", lambda: self._decide(own_story=True)))

    def _outlet_words(self, row: PreviewRow) -> None:
        name = row.text.get("outlet", "")
        buttons: list[QWidget] = [
            plain(
                f"就是“{choice.name}”（{choice.level.short}）",
                lambda c=choice.outlet_id: self._decide(outlet_id=c),
            )
            for choice in row.candidates[:4]
        ]
        buttons.append(
            plain(f"“{name}”是新媒体，收下", lambda: self._decide(outlet_id=NEW_OUTLET))
        )
        self._buttons(*buttons)

    @staticmethod
    def _leave_words(row: PreviewRow) -> str:
        if row.status is RowStatus.GONE:
            return "不移除" if row.accept else "入库时移除"
        return "不收这一行" if row.accept else "还是收这一行"

    def _typed(self, row: PreviewRow) -> dict[str, str]:
        values = self._form.values()
        return {
            key: str(values.get(key) or "")
            for key in _FIELDS
            if str(values.get(key) or "") != row.text.get(key, "")
        }

    def _decide(self, **what: object) -> None:
        if self._row is not None:
            self.decided.emit(self._row.id, what)

    def _on_leave(self) -> None:
        if self._row is not None:
            self._decide(accept=not self._row.accept)

    def _on_submitted(self) -> None:
        if self._row is None:
            return
        self.edited.emit(self._row.id, self._typed(self._row))
