"""读入方案: documents read, looked through and corrected, then saved as plans, each as one action."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from services.plans.correcting.draft import Draft
from ui.context import AppContext
from ui.navigation import Place
from ui.page import Page
from ui.plan_review import work
from ui.plan_review.check import CheckStep
from ui.plan_review.choose import ChooseStep
from ui.plan_review.files_bar import FilesBar
from ui.plan_review.keeper import Keeper
from ui.plan_review.keys import own_key
from ui.plan_review.left_over import LeftOver
from ui.plan_review.saver import Saver
from ui.plan_review.work import Entry
from ui.theme import px
from ui.widgets.buttons import icon_button, plain, primary
from ui.widgets.dialogs import pick_files
from ui.widgets.empty import EmptyState
from ui.widgets.header import PageHeader
from ui.widgets.picker import PickItem

if TYPE_CHECKING:
    from ui.campaigns.deeds import PlanDeeds

CHOOSE, CHECK, REFUSED = range(3)
_FILTER = "方案文档 (*.docx *.pdf *.txt *.md *.html *.htm);;所有文件 (*)"


class PlanReviewPage(Page):
    """Choose → look through → save. Holds the drafts; nothing is stored before 保存为方案."""

    key = "plan_review"
    title = "读入方案"
    icon = "campaign"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.entries: list[Entry] = []
        self.at = 0
        self._busy = False
        self.keeper = Keeper(context, self)
        self._saver = Saver(self)
        self._left = LeftOver(self)
        self._plans: PlanDeeds | None = None
        self._build()
        self._connect()
        self._load_units()
        self._left.look()

    # --- page ----------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """`files` are read at once, so is `text`; `draft` goes on with what was left; else the draft that is open,
        or the chooser.
        """
        files = [Path(str(p)) for p in place.get("files") or []]
        text = str(place.get("text") or "")
        if files:
            self.read_files(files)
        elif text.strip():
            self.read_text(text)
        elif place.get("paste"):
            self._paste()
        elif place.get("draft") and not any(e.is_open for e in self.entries):
            self._left.go_on()
        elif not any(e.is_open for e in self.entries):
            self.choose_again()
        self.shown_data.emit()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Units may have changed."""
        if not changed_tables or changed_tables & {"unit", "unit_group"}:
            self._load_units()

    def place(self) -> Place:
        """The page itself: what is open stays open."""
        return Place(self.key)

    def can_leave(self, then: Callable[[], None] | None = None) -> bool:
        """Leaving keeps the draft."""
        self.keeper.flush()
        return True

    # --- building ------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(16), px(24), px(12))
        box.setSpacing(px(10))
        self.header = PageHeader(self.title)
        self.undo_button = icon_button("undo", "撤销更正（Ctrl+Z）", self.undo)
        self.redo_button = icon_button("redo", "重做更正（Ctrl+Y）", self.redo)
        self.more_button = plain("再读一份…", self._on_files, shortcut="Ctrl+O")
        self.drop_button = plain("放弃", self.discard)
        self.save_button = primary("保存为方案", self._saver.save, shortcut="Ctrl+S")
        self._actions = (
            self.undo_button,
            self.redo_button,
            self.more_button,
            self.drop_button,
            self.save_button,
        )
        for action in self._actions:
            self.header.add_action(action)
        box.addWidget(self.header)
        self.files = FilesBar()
        self.files.hide()
        box.addWidget(self.files)
        self.choose = ChooseStep()
        self.check = CheckStep(self.context.state)
        self.refused = EmptyState(
            "这份文件没有读出来",
            "",
            [
                ("粘贴文字…", self._paste, False),
                ("选择别的文件…", self._on_files, True),
            ],
            icon="warning",
        )
        self.stack = QStackedWidget()
        for part in (self.choose, self.check, self.refused):
            self.stack.addWidget(part)
        box.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.choose.files_wanted.connect(self._on_files)
        self.choose.paste_wanted.connect(self._paste)
        self.choose.by_hand_wanted.connect(self._by_hand)
        self.choose.dropped.connect(self.read_files)
        self.choose.draft_wanted.connect(self._left.answer)
        self.check.changed.connect(self._on_changed)
        self.check.said.connect(self.context.toast)
        self.check.paste_wanted.connect(self._paste)
        self.check.by_hand_wanted.connect(self._by_hand)
        self.check.as_plan_wanted.connect(self._as_plan)
        self.check.plan_wanted.connect(self.open_plan)
        self.files.chosen.connect(self.show_entry)

    def _load_units(self) -> None:
        def read(session: Any) -> list[PickItem]:
            from services.registers.units import list_units

            return [
                PickItem(u.id, u.name, u.initials, u.short_name, u.group)
                for u in list_units(session)
            ]

        def done(units: list[PickItem]) -> None:
            self.check.set_units(units)
            self.match_units()

        self.context.read(read, done, owner=self, key="units")

    # --- reading -------------------------------------------------------------------------------------

    def read_files(self, paths: list[Path]) -> None:
        """Read documents in a job; they are added to those that wait."""
        self._read(lambda report: work.read_files(paths, report))

    def read_text(self, text: str) -> None:
        """Read pasted text in a job."""
        self._read(lambda report: work.read_text(text, report))

    def _read(self, job: Callable[[Any], list[Entry]]) -> None:
        if self._busy:
            self.context.toast("正在读取，请稍候")
            return
        self._set_busy(True)

        def done(found: list[Entry]) -> None:
            self._set_busy(False)
            self.entries = [e for e in self.entries if e.is_open]
            self.at = len(self.entries)
            self.entries += found
            if self._left.is_known:
                self._left.join()
            self.show_entry(self.at)
            self.keeper.note()

        def failed(error: BaseException) -> None:
            self._set_busy(False)
            self.context.show_error(error)

        self.context.jobs.run(
            job,
            on_success=done,
            on_error=failed,
            on_cancel=lambda: self._set_busy(False),
            title="正在读入方案",
        )

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.stack.setEnabled(not busy)
        self.save_button.setEnabled(not busy)

    def _on_files(self) -> None:
        paths = pick_files(self, "选择方案文件", _FILTER, self.context.state, "plans")
        if paths:
            self.read_files(paths)

    def _paste(self) -> None:
        self._deeds().paste()

    def _by_hand(self) -> None:
        self._deeds().create()

    def _deeds(self) -> PlanDeeds:
        from ui.campaigns.deeds import PlanDeeds

        if self._plans is None:
            self._plans = PlanDeeds(self.context, self)
        return self._plans

    # --- showing -------------------------------------------------------------------------------------

    @property
    def may_keep(self) -> bool:
        """Whether drafts may be written: not before those of the last run are known."""
        return self._left.is_known

    @property
    def entry(self) -> Entry | None:
        """The document that is shown."""
        return self.entries[self.at] if 0 <= self.at < len(self.entries) else None

    @property
    def draft(self) -> Draft | None:
        """The draft that is shown."""
        entry = self.entry
        return entry.draft if entry is not None else None

    def show_entry(self, at: int) -> None:
        """Show one of the documents."""
        self.at = min(max(at, 0), len(self.entries) - 1)
        entry = self.entry
        if entry is None:
            self.choose_again()
            return
        if entry.draft is None:
            self.refused.set("这份文件没有读出来", entry.refusal)
            self.stack.setCurrentIndex(REFUSED)
        else:
            self.check.show_draft(entry.draft)
            self.stack.setCurrentIndex(CHECK)
            self.match_units()
            self._saver.look_for_same()
            self.check.tree.setFocus()
        self.tell()

    def choose_again(self) -> None:
        """The first step, unless a document waits."""
        self.entries = [e for e in self.entries if e.is_open]
        if self.entries:
            self.show_entry(0)
            return
        self.stack.setCurrentIndex(CHOOSE)
        self.choose.setFocus()
        self.tell()

    def tell(self) -> None:
        """Bring header and file list up to date."""
        entry, draft = self.entry, self.draft
        shown = self.stack.currentIndex()
        is_plan = entry is not None and entry.is_plan and shown == CHECK
        for action in self._actions:
            action.setVisible(shown == CHECK and entry is not None)
        for action in (self.undo_button, self.redo_button, self.save_button):
            action.setVisible(is_plan)
        self.more_button.setVisible(shown != CHOOSE)
        self.drop_button.setVisible(shown != CHOOSE)
        self.header.set_subtitle(_cut(entry.name, 40) if entry else "")
        if draft is not None:
            self.undo_button.setEnabled(draft.can_undo)
            self.redo_button.setEnabled(draft.can_redo)
            self.save_button.setEnabled(draft.saved_id is None and not self._busy)
        self.files.setVisible(len(self.entries) > 1 and shown != CHOOSE)
        self.files.show_entries(self.entries, self.at)

    def match_units(self) -> None:
        """Look the names of the document up in the register."""
        draft = self.draft
        if draft is None:
            return
        reading = draft.reading

        def read(session: Any) -> Any:
            from services.campaigns.matching import match_units

            return match_units(session, reading)

        def done(found: Any) -> None:
            if self.draft is draft:
                self.check.set_matches(found)

        self.context.read(read, done, owner=self, key="match")

    def _on_changed(self) -> None:
        self.tell()
        self.keeper.note()
        if self._names_changed():
            self.match_units()

    def _names_changed(self) -> bool:
        from services.campaigns.matching import unit_names

        if self.draft is None:
            return False
        known = {m.name for m in self.check.matches}
        return set(unit_names(self.draft.reading)) != known

    def _as_plan(self) -> None:
        draft = self.draft
        if draft is None:
            return
        draft.correct("按方案整理", work.empty_plan(draft.reading))
        self.check.show_draft(draft)
        self._on_changed()

    # --- deeds ---------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last correction back; without one, the last action of the window."""
        if not self.check.turn_back():
            self.context.undo_last()

    def redo(self) -> None:
        """Do again what was taken back."""
        if not self.check.turn_back(redo=True):
            self.context.redo_last()

    def discard(self) -> None:
        """Put the document aside; the toast brings it back."""
        entry = self.entry
        if entry is None:
            return
        at = self.at
        self.entries.remove(entry)
        self.keeper.note()
        self.show_entry(min(at, len(self.entries) - 1))

        def back() -> None:
            self.entries.insert(min(at, len(self.entries)), entry)
            self.keeper.note()
            self.show_entry(self.entries.index(entry))

        if entry.draft is not None:
            self.context.toast(f"已放弃“{_cut(entry.name, 20)}”，没有存入记录", back)

    def saved(self, draft: Draft) -> None:
        """A draft became a plan: on to the next document, or to the plan."""
        self.keeper.note()
        self.keeper.flush()
        waiting = [n for n, e in enumerate(self.entries) if e.is_open and e.is_plan]
        if waiting:
            later = [n for n in waiting if n > self.at]
            self.show_entry(later[0] if later else waiting[0])
        elif draft.saved_id is not None:
            self.tell()
            self.open_plan(draft.saved_id)

    def come_back(self, draft: Draft) -> None:
        """A saved plan was taken back: its draft waits again."""
        if all(e.draft is not draft for e in self.entries):
            self.entries.append(Entry(draft.name, draft, path=draft.path))
        self.tell_saved()
        if not (self.entry and self.entry.is_open) or self.draft is draft:
            at = next(n for n, e in enumerate(self.entries) if e.draft is draft)
            self.show_entry(at)

    def tell_saved(self) -> None:
        """Another set of documents waits to be saved: on disk and in the list."""
        self.keeper.note()
        self.keeper.flush()
        self.tell()

    def open_plan(self, plan_id: int) -> None:
        """Go to a plan in the record."""
        self.context.navigate(Place.of("campaigns", plan=plan_id))

    # --- Qt ------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """The keys of this page before those of the window: Ctrl+Z takes back a correction."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._key_of(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def _key_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        return own_key(self, event) if self.stack.currentIndex() == CHECK else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._key_of(event)
        if act is not None:
            act()
            return
        super().keyPressEvent(event)


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"
