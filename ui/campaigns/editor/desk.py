"""What all sections of the editor share: the plan, what can be picked, writing, and the manner of saving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from models.errors import AppError
from services.campaigns import types
from ui.campaigns.editor.nodes import Node, part_labels
from ui.context import AppContext

Done = Callable[[], None] | None
Span = tuple[int | None, int | None]


@dataclass(frozen=True)
class Choices:
    """What can be picked: units and outlets as (id, name, initials, group)."""

    units: tuple[tuple[int, str, str, str], ...] = ()
    outlets: tuple[tuple[int, str, str, str], ...] = ()

    def unit_names(self) -> list[tuple[str, str]]:
        """Units as grids offer them."""
        return [(name, letters) for _, name, letters, _ in self.units]

    def outlet_names(self) -> list[tuple[str, str]]:
        """Outlets as grids offer them."""
        return [(name, letters) for _, name, letters, _ in self.outlets]

    def unit_name(self, unit_id: int | None) -> str:
        """Name of a unit, empty when it is none."""
        return next((u[1] for u in self.units if u[0] == unit_id), "")

    def outlet_name(self, outlet_id: int | None) -> str:
        """Name of an outlet, empty when it is none."""
        return next((o[1] for o in self.outlets if o[0] == outlet_id), "")


def read_choices(session: Session) -> Choices:
    """Units and outlets of the registers."""
    from services.registers.outlets import list_outlets
    from services.registers.units import list_units

    return Choices(
        tuple((u.id, u.name, u.initials, u.group) for u in list_units(session)),
        tuple((o.id, o.name, o.initials, o.level.label) for o in list_outlets(session)),
    )


class Desk(QObject):
    """`said(kind, words)`: typing, saving, saved, trouble; `node_wanted(key)`; `shown_words(spans)` for the source."""

    said = Signal(str, str)
    node_wanted = Signal(str)
    shown_words = Signal(object)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self.plan: types.Plan | None = None
        self.labels: dict[int, str] = {}
        self.choices = Choices()

    def take(self, plan: types.Plan, choices: Choices) -> None:
        """Lay a newer reading of the plan on the desk."""
        self.plan, self.choices = plan, choices
        self.labels = part_labels(plan)

    @property
    def campaign_id(self) -> int:
        """Id of the plan that is shown."""
        assert self.plan is not None
        return self.plan.id

    def write(
        self,
        title: str,
        work: Callable[[Session], Any],
        on_done: Callable[[Any], Any] | None = None,
        *,
        undo_toast: str = "",
        on_error: Callable[[BaseException], Any] | None = None,
    ) -> None:
        """Carry out one undoable action; a refusal of the service is told, not boxed."""
        self.said.emit("saving", "正在保存…")

        def done(result: Any) -> None:
            self.said.emit("saved", title)
            if on_done is not None:
                on_done(result)

        def failed(error: BaseException) -> None:
            if on_error is not None:
                on_error(error)
            elif isinstance(error, AppError):
                self.said.emit("trouble", str(error))
                self.context.toast(str(error))
            else:
                self.said.emit("trouble", "没有保存")
                self.context.show_error(error)

        self.context.write(
            title, work, on_done=done, on_error=failed, undo_toast=undo_toast
        )


class Section(QWidget):
    """What stands in the middle for a node of the tree.

    Everything typed is saved when its field or grid is left, as one action; what cannot be saved stays where it
    is, marked, and the section cannot be left without a question.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.node: Node | None = None
        self._busy = False
        self._refused: Any = None
        self._waiting: list[Callable[[], None]] = []

    def show_node(self, node: Node) -> None:
        """Show another node; nothing is unsaved at this moment."""
        self.node = node

    def refresh(self) -> None:
        """The plan on the desk is newer; keep what is typed and not saved."""

    def is_dirty(self) -> bool:
        """Whether anything typed is not saved, or is just being saved."""
        return self._busy or bool(self.collect())

    def collect(self) -> Any:
        """What is unsaved, falsy when nothing is."""
        return None

    def store(
        self,
        changes: Any,
        done: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Write what was collected; call one of both."""
        raise NotImplementedError

    def trouble(self, error: BaseException) -> None:
        """Show beside its field what could not be saved."""

    def discard(self) -> None:
        """Go back to what is saved."""

    def begin(self) -> None:
        """Go to where something new is written first."""
        self.setFocus()

    def next_doubt(self) -> bool:
        """Stand on the next doubt of this section; False when there is none further on."""
        return False

    def go_to(self, target: dict[str, Any]) -> None:
        """Stand on a row or field that a place names."""

    def place(self) -> dict[str, Any]:
        """Where the section stands, as plain values."""
        return {}

    def save(self, done: Done = None) -> None:
        """Save what is unsaved as one action; `done` is called once nothing is unsaved."""
        if done is not None:
            self._waiting.append(done)
        if not self._busy:
            self._start()

    def _start(self) -> None:
        changes = self.collect()
        if not changes:
            self._go_on()
            return
        if changes == self._refused and not self._waiting:
            return  # said already, and nothing was typed since
        self._busy = True
        self.store(changes, self._on_stored, self._on_failed)

    def _go_on(self) -> None:
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()

    def _on_stored(self) -> None:
        self._busy = False
        self._refused = None
        if self._waiting:
            self._start()

    def _on_failed(self, error: BaseException) -> None:
        self._busy = False
        self._refused = self.collect()
        if not self._refused:
            self._go_on()  # the clerk let go of it in the meantime
            return
        self._waiting.clear()
        self.desk.said.emit(
            "trouble", str(error) if isinstance(error, AppError) else "没有保存"
        )
        if isinstance(error, AppError):
            self.trouble(error)
        else:
            self.desk.context.show_error(error)


def spans_of(rows: Sequence[types.Row]) -> list[Span]:
    """The places of rows in the source text."""
    return [(r.span_start, r.span_end) for r in rows if r.span_start is not None]
