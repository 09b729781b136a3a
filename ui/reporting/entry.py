"""Typing a report by hand: a story and all its placements, keyboard only; a draft survives a closed window."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.errors import ValidationError
from services import stories
from services.stories import KnownStory, PlacementDraft
from services.weeks import sunday
from ui.context import AppContext
from ui.reporting import words
from ui.reporting.entry_data import (
    Draft,
    DraftLine,
    EntryData,
    keep_draft,
    kept_draft,
    load_entry,
)
from ui.reporting.entry_line import COLUMNS, EntryLine, lay_columns
from ui.reporting.entry_parts import SameStory, SavedStories
from ui.reporting.new_outlet import NewOutletDialog
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import Separator, make_label
from ui.widgets.dates import DateField
from ui.widgets.dialogs import SheetDialog

_KEEP_AFTER_MS = 1500


class EntryDialog(SheetDialog):
    """Stays open for one story after another; Ctrl+Enter saves, Enter goes on to the next placement."""

    def __init__(
        self,
        context: AppContext,
        parent: QWidget,
        unit_id: int,
        unit: str,
        week: dt.date,
        data: EntryData,
    ) -> None:
        title = f"补录稿件 · {unit} · {words.week_short(week)}"
        super().__init__(parent, title, ok="保存这一篇", cancel="关闭", wide=True)
        self._context, self._unit_id, self._unit, self._week = (
            context,
            unit_id,
            unit,
            week,
        )
        self._data = data
        self._busy = False
        self.lines: list[EntryLine] = []
        self._keeper = QTimer(self)
        self._keeper.setSingleShot(True)
        self._keeper.setInterval(_KEEP_AFTER_MS)
        self._keeper.timeout.connect(context.state.save)
        self._build()
        self.accept_wanted.connect(self.save)
        QShortcut(QKeySequence("Ctrl+Delete"), self, self._remove_current)
        self._start(kept_draft(context.state, unit_id, week))

    @classmethod
    def open_for(
        cls,
        context: AppContext,
        parent: QWidget,
        unit_id: int,
        unit: str,
        week: dt.date,
    ) -> None:
        """Read what is needed and show the dialog over the window."""

        def show(data: EntryData) -> None:
            dialog = cls(context, parent, unit_id, unit, week, data)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()
            dialog.title_edit.setFocus()

        context.read(
            lambda s: load_entry(s, unit_id, week), show, owner=parent, key="entry"
        )

    # --- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setMinimumWidth(px(880))
        self.restored = QWidget()
        told = QHBoxLayout(self.restored)
        told.setContentsMargins(0, 0, 0, 0)
        told.addWidget(make_label("已恢复上次没有保存的内容。", "note", ink="soft"))
        self.clear_button = buttons.quiet("清空", self._clear, tip="不要这些，重新填写")
        told.addWidget(self.clear_button)
        told.addStretch(1)
        self.restored.hide()
        self.body.addWidget(self.restored)
        self.body.addWidget(make_label("标题", "note", ink="soft"))
        self.title_edit = QLineEdit()
        self.title_edit.setAccessibleName("标题")
        self.title_edit.setMaxLength(stories.MAX_TITLE + 100)
        self.title_edit.textEdited.connect(lambda _t: self._on_changed())
        self.body.addWidget(self.title_edit)
        self.title_note = make_label("", "note", ink="wrong", wrap=True)
        self.title_note.hide()
        self.body.addWidget(self.title_note)
        self.same = SameStory()
        self.body.addWidget(self.same)
        self.body.addWidget(self._titles())
        self._lines_box = QVBoxLayout()
        self._lines_box.setSpacing(px(6))
        self.body.addLayout(self._lines_box)
        self.body.addLayout(self._under_lines())
        self.body.addWidget(Separator())
        self.saved = SavedStories()
        self.body.addWidget(self.saved, 1)
        self.saved.show_stories(self._data.saved)

    def _titles(self) -> QWidget:
        head = QWidget()
        grid = QGridLayout(head)
        lay_columns(grid)
        for place, (title, _w, _s) in enumerate(COLUMNS):
            grid.addWidget(make_label(title, "note", ink="soft"), 0, place)
        return head

    def _under_lines(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.more_button = buttons.quiet(
            "＋ 再加一条刊播", self.add_line, tip="在任意一格按 Enter 也可以"
        )
        row.addWidget(self.more_button)
        row.addWidget(
            make_label(
                "Tab 到下一格 · Enter 再加一条 · Ctrl+Enter 保存 · Ctrl+Delete 去掉一条",
                "note",
                ink="faint",
            )
        )
        row.addStretch(1)
        self.received_label = make_label("收到日期", "note", ink="soft")
        self.received = DateField()
        self.received.setAccessibleName("收到日期")
        self.received.set_date(dt.date.today())
        row.addWidget(self.received_label)
        row.addWidget(self.received)
        return row

    # --- the story as typed ------------------------------------------------------------------------

    def draft(self) -> Draft:
        """The story as typed so far."""
        return Draft(self.title_edit.text(), [li.values() for li in self.lines])

    def add_line(self) -> EntryLine:
        """Add a placement of the same day as the last one, ready for its outlet."""
        last = self.lines[-1].values() if self.lines else None
        line = self._new_line()
        if last is not None:
            line.set_values(DraftLine(day=last.day, genre=last.genre))
            line.focus_outlet()
        self._on_changed()
        return line

    def _start(self, draft: Draft | None) -> None:
        self._clear_lines()
        self.title_edit.setText(draft.title if draft else "")
        for values in (draft.lines if draft else []) or [self._first_line()]:
            self._new_line().set_values(values)
        self.restored.setVisible(draft is not None)
        self._show_received()
        self._look_for_same()

    def _clear(self) -> None:
        """Let the restored draft go and begin anew."""
        self.set_error("")
        self.title_note.hide()
        keep_draft(self._context.state, self._unit_id, self._week, Draft())
        self._start(None)
        self.title_edit.setFocus()

    def _first_line(self) -> DraftLine:
        today = dt.date.today()
        inside = self._week <= today <= sunday(self._week)
        return DraftLine(day=(today if inside else self._week).isoformat())

    def _new_line(self) -> EntryLine:
        line = EntryLine(self._data, self._week, self)
        line.changed.connect(self._on_changed)
        line.next_wanted.connect(lambda: self._after(line))
        line.remove_wanted.connect(lambda: self._remove(line))
        line.new_outlet_wanted.connect(lambda name: self._new_outlet(line, name))
        self.lines.append(line)
        self._lines_box.addWidget(line)
        self._order_tabs()
        return line

    def _order_tabs(self) -> None:
        """Tab goes from the title through the lines: new fields would else come after the buttons."""
        order: list[QWidget] = [self.title_edit, self.same.check]
        for line in self.lines:
            order += line.tab_fields()
        order += [self.more_button, self.received.edit]
        order += [self.cancel_button, self.ok_button]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _after(self, line: EntryLine) -> None:
        place = self.lines.index(line)
        if place + 1 < len(self.lines):
            self.lines[place + 1].focus_outlet()
        else:
            self.add_line()

    def _remove(self, line: EntryLine) -> None:
        if len(self.lines) == 1:
            line.set_values(self._first_line())
        else:
            self.lines.remove(line)
            line.hide()
            line.deleteLater()
            self.lines[-1].focus_outlet()
        self._on_changed()

    def _remove_current(self) -> None:
        for line in self.lines:
            if line.isAncestorOf(self.focusWidget() or self):
                self._remove(line)
                return

    def _clear_lines(self) -> None:
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines.clear()

    def _on_changed(self) -> None:
        self.title_note.hide()
        self.set_error("")
        self._look_for_same()
        self._keep()
        self._keeper.start()

    def _look_for_same(self) -> None:
        """Propose the story that the title belongs to, if there is one near."""
        title = self.title_edit.text().strip()
        day = next((d for d in (li.day.date() for li in self.lines) if d), self._week)
        match = self._data.matcher.find(self._unit_id, title, day) if title else None
        self.same.show_match(match)

    def _show_received(self) -> None:
        came = self._data.stored.received_on is not None
        self.received.setVisible(not came)
        self.received_label.setVisible(True)
        self.received_label.setText(
            f"周报 {words.came_words(self._data.stored)}" if came else "收到日期"
        )

    # --- saving ------------------------------------------------------------------------------------

    def save(self) -> None:
        """Store the story; on success the next one can be typed at once."""
        if self._busy:
            return
        try:
            title = stories.check_title(self.title_edit.text())
        except ValidationError as error:
            self._show_error(error)
            return
        story_id = self.same.story_id()
        drafts: list[PlacementDraft] = []
        for place, line in enumerate(self.lines):
            if place and line.values().is_empty:
                continue
            try:
                drafts.append(self._checked(line, drafts, story_id))
            except ValidationError as error:
                line.show_error(error)
                return
        received = self.received.date() or dt.date.today()
        self._busy = True
        self._context.write(
            f"补录稿件：{self._unit}《{title}》",
            lambda s: stories.add_story(
                s,
                self._unit_id,
                self._week,
                title,
                drafts,
                story_id=story_id,
                received_on=received,
            ),
            on_done=lambda found: self._on_saved(found, title, drafts),
            on_error=self._on_failed,
            undo_toast=f"已补录《{title}》，{len(drafts)} 条刊播",
        )

    def _checked(
        self, line: EntryLine, before: list[PlacementDraft], story_id: int | None
    ) -> PlacementDraft:
        """The placement of a line; raises ValidationError where the story has it already."""
        draft = line.draft()
        stored = {
            (p.outlet_id, p.published_on)
            for s in self._data.saved
            if s.id == story_id
            for p in s.placements
        }
        stored |= {(d.outlet_id, d.published_on) for d in before}
        if (draft.outlet_id, draft.published_on) in stored:
            raise ValidationError(
                f"这篇稿件已有{words.day_words(draft.published_on)}在这家媒体的刊播，请改日期或媒体，"
                "或去掉这一条。",
                "outlet",
            )
        return draft

    def _on_saved(
        self, story_id: int, title: str, drafts: list[PlacementDraft]
    ) -> None:
        self._busy = False
        first = min(d.published_on for d in drafts)
        self._data.matcher.add(
            KnownStory(
                story_id,
                self._unit_id,
                title,
                stories.text.title_key(title),
                first,
            )
        )
        keep_draft(self._context.state, self._unit_id, self._week, Draft())
        self._start(None)
        self.title_edit.setFocus()
        self._reload()

    def _on_failed(self, error: BaseException) -> None:
        self._busy = False
        self._show_error(error)

    def _show_error(self, error: BaseException) -> None:
        if isinstance(error, ValidationError) and error.field == "title":
            self.title_note.setText(str(error))
            self.title_note.show()
            self.title_edit.setFocus()
        else:
            self.set_error(str(error))

    def _reload(self) -> None:
        def show(data: EntryData) -> None:
            self._data = data
            for line in self.lines:
                line.set_data(data)
            self.saved.show_stories(data.saved)
            self._show_received()

        unit_id, week = self._unit_id, self._week
        self._context.read(
            lambda s: load_entry(s, unit_id, week), show, owner=self, key="entry"
        )

    # --- a new outlet, the draft -------------------------------------------------------------------

    def _new_outlet(self, line: EntryLine, name: str) -> None:
        def made(outlet_id: int) -> None:
            def show(data: EntryData) -> None:
                self._data = data
                for each in self.lines:
                    each.set_data(data)
                line.outlet.set_value(outlet_id)
                line.column.setFocus()
                self._on_changed()

            unit_id, week = self._unit_id, self._week
            self._context.read(
                lambda s: load_entry(s, unit_id, week), show, owner=self, key="entry"
            )

        dialog = NewOutletDialog(self._context, self, name)
        dialog.made.connect(made)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _keep(self) -> None:
        """What is typed is remembered at once, and soon written to the disk."""
        keep_draft(self._context.state, self._unit_id, self._week, self.draft())

    def done(self, result: int) -> None:
        """However the dialog ends, what was typed is kept."""
        self._keeper.stop()
        self._keep()
        self._context.state.save()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter never saves by itself: in the title it goes to the first placement."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.title_edit.hasFocus():
                self.lines[0].focus_outlet()
            return
        super().keyPressEvent(event)
