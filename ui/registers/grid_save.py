"""Saving the changed rows of a grid as one action, with every wrong cell named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.errors import AppError, NotFound, ValidationError

Cells = Mapping[str, str]


@dataclass(frozen=True)
class RowChange:
    """One changed row: its place in the grid, the record's id (None: new), and the text of all cells."""

    row: int
    record_id: int | None
    cells: Cells


@dataclass(frozen=True)
class CellProblem:
    """What is wrong in one cell; `field` "" means the whole row."""

    row: int
    field: str
    message: str


class GridProblems(AppError):
    """Nothing was saved: these cells have to be mended first."""

    def __init__(self, problems: list[CellProblem]) -> None:
        number = len(problems)
        super().__init__(
            f"还没有保存：有 {number} 处要改。{problems[0].message}"
            if number > 1
            else f"还没有保存：{problems[0].message}"
        )
        self.problems = problems


Save = Callable[[Session, "int | None", Cells], int]
StandIn = Callable[[str, int], str]
_MOST = 12
"""Wrong cells of one row that are looked for."""


def save_rows(
    session: Session,
    changes: Iterable[RowChange],
    save: Save,
    stand_in: StandIn = lambda _field, _row: "",
) -> list[tuple[int, int]]:
    """Save each change with `save`; returns (row, record id).

    All or nothing: raises GridProblems with every wrong cell of all rows, and the caller's action rolls
    back. `stand_in(field, row)` is a text that would pass in a cell.
    """
    saved: list[tuple[int, int]] = []
    problems: list[CellProblem] = []
    if "doing" in session.info:
        from models import journal

        journal.action_id(
            session
        )  # made here, or a row that is taken back would take it along
    for change in changes:
        try:
            with session.begin_nested():
                saved.append(
                    (change.row, save(session, change.record_id, change.cells))
                )
        except ValidationError as error:
            problems.append(CellProblem(change.row, error.field or "", str(error)))
            problems += _others(session, change, save, stand_in, error.field or "")
        except NotFound as error:
            problems.append(CellProblem(change.row, "", str(error)))
    if problems:
        raise GridProblems(problems)
    return saved


def _others(
    session: Session, change: RowChange, save: Save, stand_in: StandIn, first: str
) -> list[CellProblem]:
    """What else is wrong in a row: it is tried again with the wrong cells emptied, then stood in for."""
    found: list[CellProblem] = []
    cells, seen, stood, wrong = dict(change.cells), {first}, set[str](), first
    for _ in range(2 * _MOST):
        if cells.get(wrong, "").strip() and wrong not in stood:
            cells[wrong] = ""
        elif wrong and wrong not in stood and (text := stand_in(wrong, change.row)):
            cells[wrong] = text
            stood.add(wrong)
        else:
            break
        trial = session.begin_nested()
        try:
            save(session, change.record_id, cells)
            break
        except ValidationError as error:
            wrong = error.field or ""
            if wrong not in seen:
                seen.add(wrong)
                found.append(CellProblem(change.row, wrong, str(error)))
        except NotFound:
            break
        finally:
            trial.rollback()
    return found


def day_of(cells: Cells, field: str) -> dt.date | None:
    """The date in a cell, None for an empty one; raises ValidationError naming the field."""
    words = cells.get(field, "").strip()
    if not words:
        return None
    from services.intake.dates import parse_day

    try:
        return parse_day(words, near=dt.date.today())
    except ValidationError as error:
        raise ValidationError(str(error), field) from None


def day_text(day: dt.date | None) -> str:
    """A date as the grid shows it."""
    return "" if day is None else day.isoformat()


def matches(query: str, initials: str, *names: str) -> bool:
    """Whether a row answers to what is typed in the search box: any name, or pinyin initials."""
    from services import text

    key = text.fold(query)
    if not key:
        return True
    return (
        initials.startswith(key)
        or key in initials
        or any(key in text.fold(n) for n in names if n)
    )
