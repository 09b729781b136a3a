"""What the page lets jobs do: read documents, keep the drafts on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import AppError
from services.plans.correcting import draft as drafts
from services.plans.correcting.draft import Draft, State
from services.plans.reading import PlanReading

Report = Callable[[int, int, str], None]
PASTED = "粘贴的文字"
READABLE = {".docx", ".pdf", ".txt", ".md", ".html", ".htm", ".doc", ".wps"}


@dataclass
class Entry:
    """A document on the page: its draft, or the sentence that says why it was not read."""

    name: str
    draft: Draft | None = None
    refusal: str = ""
    path: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits to be saved."""
        return self.draft is not None and self.draft.saved_id is None

    @property
    def is_plan(self) -> bool:
        """Whether something that can be saved as a plan was found."""
        return self.draft is not None and self.draft.reading.kind.value in (
            "plan",
            "notice",
        )


def read_files(paths: Sequence[Path], report: Report) -> list[Entry]:
    """Read documents one after another; one that cannot be read keeps its sentence."""
    files = [file for path in paths for file in _files(path)]
    found: list[Entry] = []
    for n, file in enumerate(files):
        report(n, len(files), file.name)
        found.append(_read(file))
    report(len(files), len(files), "")
    return found


def read_text(text: str, report: Report) -> list[Entry]:
    """Read pasted text."""
    from services.plans.radicals import plain_letters
    from services.plans.reader import read_plan

    report(0, 0, "")
    reading = read_plan(plain_letters(text))
    return [Entry(PASTED, Draft(PASTED, State(reading)))]


def _read(file: Path) -> Entry:
    from services.plans.files import read_document
    from services.plans.reader import read_plan

    try:
        document = read_document(file)
    except AppError as error:
        return Entry(file.name, refusal=str(error), path=str(file))
    state = State(read_plan(document.text))
    made = Draft(document.name, state, str(file), document.sha256)
    return Entry(document.name, made, path=str(file))


def _files(path: Path) -> list[Path]:
    """A folder stands for the documents in it."""
    if not path.is_dir():
        return [path]
    inside = sorted(p for p in path.iterdir() if p.suffix.lower() in READABLE)
    return [p for p in inside if p.is_file() and not p.name.startswith("~$")] or [path]


def keep(folder: Path, waiting: Sequence[Draft], at: int) -> None:
    """Write the drafts that wait to their file, or take the file away where none does. Raises OSError."""
    if waiting:
        drafts.keep(folder, [d.as_data() for d in waiting], at)
    else:
        drafts.drop(folder)


def still(entry: Draft) -> Draft:
    """A draft as it stands now, for another thread."""
    return Draft(entry.name, entry.state, entry.path, entry.sha256, steps=entry.steps)


def empty_plan(reading: PlanReading) -> PlanReading:
    """A document in which no plan was found, taken as one that the clerk sorts by hand."""
    from dataclasses import replace

    from services.plans.reading import DocKind

    return replace(reading, kind=DocKind.PLAN)
