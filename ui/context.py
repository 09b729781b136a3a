"""What every page is handed: the database, jobs, navigation, toasts, and reading and writing off the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from ui.navigation import Place
from ui.state import StateStore

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from models.database import Database
    from ui.jobs import JobRunner

T = TypeVar("T")
Undo = Callable[[], None]
Step = tuple[str, Callable[[], object]]


class AppContext(QObject):
    """The one way from a page to the rest of the program.

    Signals, all on the UI thread: `data_changed(frozenset of table names)` after each commit;
    `toast_wanted(text, undo or None)`, or `act_toast_wanted(text, undo or None, (label, step))`;
    `backups_changed()` when a backup was made;
    `place_wanted(Place)`; `back_wanted()`; `error_shown(exception)`;
    `restore_wanted(Path of a backup)`;
    `undo_changed()` when there is more or less to undo.
    """

    data_changed = Signal(object)
    toast_wanted = Signal(str, object)
    act_toast_wanted = Signal(str, object, object)
    backups_changed = Signal()
    place_wanted = Signal(object)
    back_wanted = Signal()
    error_shown = Signal(object)
    undo_changed = Signal()
    restore_wanted = Signal(object)
    _committed = Signal(object)

    def __init__(
        self,
        db: Database,
        jobs: JobRunner,
        state: StateStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.db = db
        self.jobs = jobs
        self.state = state
        self._latest: dict[tuple[int, str], int] = {}
        self._undoable: list[int] = []
        self._redoable: list[int] = []
        # The commit happens in a worker's thread: a queued signal brings the news to the UI thread.
        self._committed.connect(self.data_changed)
        db.on_commit.append(self._on_commit)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.db.folder

    def close(self) -> None:
        """Hear no more of the database."""
        if self._on_commit in self.db.on_commit:
            self.db.on_commit.remove(self._on_commit)

    # --- telling and going -------------------------------------------------------------------------

    def toast(
        self, text: str, undo: Undo | None = None, act: Step | None = None
    ) -> None:
        """Say in one line what was done; with `undo` it carries 撤销, `act` is another (label, step)."""
        if act is None:
            self.toast_wanted.emit(text, undo)
        else:
            self.act_toast_wanted.emit(text, undo, act)

    def toast_file(self, text: str, file: Path) -> None:
        """Say that a file was written; the line carries 打开."""

        def open_file() -> None:
            from PySide6.QtCore import QUrl
            from PySide6.QtGui import QDesktopServices

            QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))

        self.toast(text, act=("打开", open_file))

    def navigate(self, place: Place) -> None:
        """Go to a place; the present one can be come back to."""
        self.place_wanted.emit(place)

    def back(self) -> None:
        """Go back to where the clerk came from."""
        self.back_wanted.emit()

    def show_error(self, error: BaseException) -> None:
        """Show an error as the window shows errors: a sentence, or the report of a bug."""
        self.error_shown.emit(error)

    # --- reading and writing -----------------------------------------------------------------------

    def read(
        self,
        work: Callable[[Session], T],
        on_done: Callable[[T], Any],
        *,
        on_error: Callable[[BaseException], Any] | None = None,
        owner: QObject | None = None,
        key: str = "",
    ) -> Any:
        """Read in a job; `on_done(result)` is called on the UI thread.

        `work` returns plain values (no ORM objects). With `owner`, nothing is delivered once that object is
        gone; with `key` as well, only the newest of several readings under the same key is delivered
        (typing in a search box). Returns the job.
        """
        ticket = self._ticket(owner, key)

        def reading(_report: Any) -> T:
            with self.db.reading() as session:
                return work(session)

        def done(result: T) -> None:
            if self._is_wanted(ticket):
                on_done(result)

        def failed(error: BaseException) -> None:
            if self._is_wanted(ticket):
                (on_error or self.show_error)(error)

        return self.jobs.run(reading, on_success=done, on_error=failed)

    def write(
        self,
        title: str,
        work: Callable[[Session], T],
        kind: str = "edit",
        *,
        on_done: Callable[[T], Any] | None = None,
        on_error: Callable[[BaseException], Any] | None = None,
        undo_toast: str = "",
    ) -> Any:
        """Carry out one action of the clerk in a job.

        `title` is what the history shows. `undo_toast` is said afterwards, with 撤销. Errors go to
        `on_error`, without it to the window. Returns the job.
        """

        def writing(_report: Any) -> tuple[T, int | None]:
            with self.db.writing(title, kind=kind) as session:
                result = work(session)
                session.flush()
                action: int | None = session.info["doing"].id
            return result, action

        def done(outcome: tuple[T, int | None]) -> None:
            result, action = outcome
            if action is not None:
                self.note_action(action)
            if on_done is not None:
                on_done(result)
            if undo_toast:
                undo = None if action is None else (lambda: self.undo_action(action))
                self.toast(undo_toast, undo)

        return self.jobs.run(
            writing, on_success=done, on_error=on_error or self.show_error
        )

    # --- undo --------------------------------------------------------------------------------------

    def note_action(self, action_id: int) -> None:
        """Remember an action that this window did, for Ctrl+Z."""
        self._undoable.append(action_id)
        del self._undoable[:-100]
        self._redoable.clear()
        self.undo_changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether this window did something that can be undone."""
        return bool(self._undoable)

    @property
    def can_redo(self) -> bool:
        """Whether something was undone that can be done again."""
        return bool(self._redoable)

    def undo_last(self) -> None:
        """Undo the last action of this window."""
        if not self._undoable:
            self.toast("没有可以撤销的操作")
            return
        self._turn_back(self._undoable[-1])

    def redo_last(self) -> None:
        """Do again what was undone last."""
        if not self._redoable:
            self.toast("没有可以重做的操作")
            return
        self._turn_back(self._redoable[-1])

    def undo_action(
        self, action_id: int, on_done: Callable[[Any], Any] | None = None
    ) -> None:
        """Undo one action, wherever it stands in the row; says what came of it."""
        self._turn_back(action_id, on_done)

    def _turn_back(
        self, action_id: int, on_done: Callable[[Any], Any] | None = None
    ) -> None:
        def work(_report: Any) -> tuple[str, Any]:
            from services import history

            with self.db.reading() as session:
                title = history.turned_title(session, action_id)
            return title, history.undo_action(self.db, action_id)

        def done(outcome: tuple[str, Any]) -> None:
            from services import history

            title, reverted = outcome
            self._forget(action_id)
            # However it was asked for, what was undone can be done again with Ctrl+Y.
            is_undo = title.startswith(history.UNDONE)
            (self._redoable if is_undo else self._undoable).append(reverted.action_id)
            self.undo_changed.emit()
            text = f"已{title}"
            if reverted.conflicts:
                text += f"；有 {len(reverted.conflicts)} 条后来又改过，保持现在的样子"
            self.toast(text)
            if on_done is not None:
                on_done(reverted)

        def failed(error: BaseException) -> None:
            self._forget(action_id)
            self.undo_changed.emit()
            self.show_error(error)

        self.jobs.run(work, on_success=done, on_error=failed)

    def _forget(self, action_id: int) -> None:
        for kept in (self._undoable, self._redoable):
            if action_id in kept:
                kept.remove(action_id)

    # --- inside ------------------------------------------------------------------------------------

    def _on_commit(self, tables: frozenset[str]) -> None:
        self._committed.emit(tables)

    def _ticket(self, owner: QObject | None, key: str) -> _Ticket:
        slot = (id(owner), key)
        if owner is not None and key:
            self._latest[slot] = self._latest.get(slot, 0) + 1
        return _Ticket(owner, slot, self._latest.get(slot, 0))

    def _is_wanted(self, ticket: _Ticket) -> bool:
        if ticket.owner is not None and not isValid(ticket.owner):
            self._latest.pop(ticket.slot, None)
            return False
        return self._latest.get(ticket.slot, 0) == ticket.number


@dataclass(frozen=True)
class _Ticket:
    """A reading's place among those of the same owner and key."""

    owner: QObject | None
    slot: tuple[int, str]
    number: int
