"""What files from outside are: documents that a plan may be read from, filled progress forms, or other tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

DOCUMENTS = frozenset(
    {".docx", ".doc", ".wps", ".pdf", ".txt", ".md", ".html", ".htm", ".rtf"}
)
_PEEKED = 3
"""Tables that are looked into before all are: what is dropped together mostly is of one kind."""

_HAS_PLANS = text("SELECT 1 FROM campaign WHERE deleted_at IS NULL LIMIT 1")


@dataclass(frozen=True)
class Dropped:
    """Files by what is to be done with them; a folder counts as tables."""

    documents: tuple[Path, ...] = ()
    tables: tuple[Path, ...] = ()
    forms: tuple[Path, ...] = ()


def by_name(paths: Sequence[Path]) -> Dropped:
    """Told by the names alone, nothing is opened."""
    documents = tuple(p for p in paths if p.suffix.lower() in DOCUMENTS)
    return Dropped(documents, tuple(p for p in paths if p not in documents))


def has_plans(session: Session) -> bool:
    """Whether there is any plan, so that a table may be a progress form of it."""
    return session.execute(_HAS_PLANS).first() is not None


def find_forms(dropped: Dropped, tell: Callable[[Path], None] | None = None) -> Dropped:
    """Part the tables into filled progress forms (or edited ledgers) and others.

    A few are looked into first; where none of them is a form, all are taken for other tables. `tell` is called
    before a file is opened and may raise.
    """
    from services.intake.workbook import list_files

    files, _left = list_files(list(dropped.tables))
    if not _forms_among(files[:_PEEKED], tell):
        return dropped
    forms = _forms_among(files, tell)
    # A folder is taken apart only where it holds both kinds.
    rest = tuple(f for f in files if f not in forms)
    return Dropped(dropped.documents, rest, tuple(f for f in files if f in forms))


def _forms_among(
    files: Sequence[Path], tell: Callable[[Path], None] | None
) -> frozenset[Path]:
    from models.errors import FileProblem
    from services.intake.progress.sheets import find_sheets
    from services.intake.workbook import read_books

    return frozenset(
        path
        for path, book in read_books(files, tell)
        if not isinstance(book, FileProblem) and find_sheets(book)
    )
