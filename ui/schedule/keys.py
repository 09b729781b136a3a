"""The keys of the calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from ui.schedule.entries import DAY

if TYPE_CHECKING:
    from ui.schedule.view import CalendarView

_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ARROWS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def is_mine(view: CalendarView, event: QKeyEvent) -> bool:
    """Whether a key that is a shortcut elsewhere means what is selected here."""
    alt_arrow = bool(event.modifiers() & _ALT) and Qt.Key(event.key()) in _ARROWS
    return (alt_arrow or event.key() == Qt.Key.Key_Delete) and bool(view.selected)


def press(view: CalendarView, event: QKeyEvent) -> bool:
    """Carry a key out; False when it means nothing here."""
    key, held = Qt.Key(event.key()), event.modifiers()
    if key == Qt.Key.Key_Shift:
        view.gestures.key_changed(event)
        return False
    if key == Qt.Key.Key_Escape:
        return _escape(view)
    step = _ARROWS.get(key)
    if step is not None:
        if held & _ALT:
            return _move(view, step)
        _go(view, key, extend=bool(held & _SHIFT), alone=bool(held & _CTRL))
        return True
    if event.matches(QKeySequence.StandardKey.SelectAll):
        inside = [e.id for e in view.entries.values() if view.span.inside(e.day)]
        view.select(inside, current=view.current)
        return True
    return _deed(view, key, held)


def _deed(view: CalendarView, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
    if key in _ENTER:
        if view.selected:
            view.opened.emit()
        else:
            view.add_wanted.emit(view.here)
    elif key == Qt.Key.Key_Insert:
        view.add_wanted.emit(view.here)
    elif key == Qt.Key.Key_Delete and view.selected:
        view.cancel_wanted.emit(view.ordered())
    elif key == Qt.Key.Key_Space and view.current is not None and held & _CTRL:
        view.toggle(view.current)
    elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        view.step_wanted.emit(-1 if key == Qt.Key.Key_PageUp else 1)
    elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        monday = view.here - DAY * view.here.weekday()
        _stand(view, monday if key == Qt.Key.Key_Home else monday + DAY * 6, 0)
    else:
        return False
    return True


def _escape(view: CalendarView) -> bool:
    if view.gestures.cancel():
        return True
    if view.selected or view.bar is not None:
        view.choose_day(view.here)
        return True
    return False


def _move(view: CalendarView, step: int) -> bool:
    """Alt+← → by a workday, Alt+↑ ↓ by a week."""
    ids = [i for i in view.ordered() if view.entries[i].movable]
    if not ids:
        return bool(view.selected)
    if abs(step) == 1:
        view.shift_wanted.emit(ids, step)
    else:
        view.move_wanted.emit({i: view.entries[i].day + DAY * step for i in ids}, False)
    return True


def _go(view: CalendarView, key: Qt.Key, *, extend: bool, alone: bool) -> None:
    """← → to the next day; ↑ ↓ through the entries of a day and on into the next week."""
    mine = view.days.get(view.here, [])
    at = next((n for n, e in enumerate(mine) if e.id == view.current), None)
    if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        _stand(view, view.here + DAY * _ARROWS[key], at or 0, extend=extend)
    elif key == Qt.Key.Key_Down:
        after = 0 if at is None else at + 1
        if after < len(mine) and not alone:
            _stand(view, view.here, after, extend=extend)
        else:
            _stand(view, view.here + DAY * 7, 0, extend=extend)
    elif at and not alone:
        _stand(view, view.here, at - 1, extend=extend)
    else:
        _stand(view, view.here - DAY * 7, -1, extend=extend)


def _stand(view: CalendarView, day: dt.date, at: int, *, extend: bool = False) -> None:
    if not view.span.holds(day) or (view.span.month and not view.span.inside(day)):
        view.day_out.emit(day)
        return
    here = view.days.get(day, [])
    if not here:
        if extend:
            view.here = day
            view.repaint_all()
        else:
            view.choose_day(day)
        return
    entry = here[-1] if at < 0 else here[min(at, len(here) - 1)]
    view.here = day
    chosen = sorted(view.selected | {entry.id}) if extend else [entry.id]
    view.select(chosen, current=entry.id)
