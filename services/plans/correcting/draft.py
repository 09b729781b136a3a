"""The draft of a plan that is read but not saved: its corrections with undo, and its file that outlives a crash."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from services.plans.correcting.kept import as_kept, from_kept
from services.plans.reading import PlanReading

FILE_NAME = "plan_drafts.json"
ASIDE_NAME = "plan_drafts.unread.json"
_VERSION = 1
_STEPS = 200
_PEEK = 1_000
_WORDS = re.compile(r'"words": ("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True)
class UnitAnswer:
    """What the clerk said about a name: `kind` is link (to `unit_id`), new (with `name` and `group`) or leave.

    `remember` adds the name to the unit's aliases.
    """

    kind: str
    unit_id: int | None = None
    name: str = ""
    group: str = ""
    remember: bool = False


@dataclass(frozen=True)
class State:
    """A reading with the answers about its units."""

    reading: PlanReading
    answers: Mapping[str, UnitAnswer] = field(default_factory=dict[str, UnitAnswer])


@dataclass
class Draft:
    """One document on its way into the record. `name` is the file's, `sha256` the hash of its bytes."""

    name: str
    state: State
    path: str = ""
    sha256: str = ""
    saved_id: int | None = None
    steps: int = 0
    _behind: list[tuple[str, State]] = field(
        default_factory=list[tuple[str, State]], repr=False
    )
    _ahead: list[tuple[str, State]] = field(
        default_factory=list[tuple[str, State]], repr=False
    )

    @property
    def reading(self) -> PlanReading:
        """The reading as corrected so far."""
        return self.state.reading

    @property
    def answers(self) -> Mapping[str, UnitAnswer]:
        """What was said about names of units."""
        return self.state.answers

    @cached_property
    def original(self) -> PlanReading:
        """What the program read, before any correction."""
        from services.plans.reader import read_plan

        if self.steps == 0 and not self._behind:
            return self.state.reading
        return read_plan(self.state.reading.text)

    # --- correcting --------------------------------------------------------------------------------

    def correct(self, label: str, reading: PlanReading) -> None:
        """Put a corrected reading in place; `label` is what undo says."""
        self._go(label, replace(self.state, reading=reading))

    def answer(self, label: str, answers: Mapping[str, UnitAnswer | None]) -> None:
        """Say what names mean; None takes an answer back."""
        known = {**self.answers, **answers}
        kept = {name: a for name, a in known.items() if a is not None}
        self._go(label, replace(self.state, answers=kept))

    def undo(self) -> str | None:
        """Take the last correction back; what it was, None where there is none."""
        return self._step(self._behind, self._ahead)

    def redo(self) -> str | None:
        """Do again what was taken back."""
        return self._step(self._ahead, self._behind)

    def drop_last(self) -> None:
        """Take the last correction back for good: it was begun and not finished."""
        if self._behind:
            _label, self.state = self._behind.pop()
            self.steps = max(0, self.steps - 1)

    @property
    def can_undo(self) -> bool:
        """Whether something can be taken back."""
        return bool(self._behind)

    @property
    def can_redo(self) -> bool:
        """Whether something can be done again."""
        return bool(self._ahead)

    def _go(self, label: str, state: State) -> None:
        _ = self.original  # what it was before the first correction
        self._behind.append((label, self.state))
        del self._behind[:-_STEPS]
        self._ahead.clear()
        self.state = state
        self.steps += 1

    def _step(
        self, source: list[tuple[str, State]], target: list[tuple[str, State]]
    ) -> str | None:
        if not source:
            return None
        label, state = source.pop()
        target.append((label, self.state))
        self.state = state
        self.steps += -1 if source is self._behind else 1
        return label

    # --- keeping -----------------------------------------------------------------------------------

    def as_data(self) -> dict[str, Any]:
        """The draft as JSON data, without the steps that led to it."""
        return {
            "name": self.name,
            "path": self.path,
            "sha256": self.sha256,
            "steps": self.steps,
            "reading": as_kept(self.reading),
            "answers": {name: asdict(a) for name, a in self.answers.items()},
        }

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Draft:
        """The draft back; raises KeyError, TypeError or ValueError for data that are none."""
        answers = {n: UnitAnswer(**a) for n, a in data["answers"].items()}
        reading = from_kept(PlanReading, data["reading"])
        return Draft(
            data["name"],
            State(reading, answers),
            data["path"],
            data["sha256"],
            steps=int(data["steps"]),
        )


@dataclass(frozen=True)
class Kept:
    """Drafts that were left; `at` is the one that was open."""

    drafts: tuple[Draft, ...]
    at: int = 0

    @property
    def words(self) -> str:
        """What is offered when they are found again."""
        return _words([(d.name, d.steps) for d in self.drafts], self.at)


def keep(folder: FilePath, data: Sequence[dict[str, Any]], at: int) -> None:
    """Write drafts (`Draft.as_data`) to their file in the data folder, a whole new file in place of the old one.

    Raises OSError.
    """
    target = folder / FILE_NAME
    growing = target.with_suffix(".part")
    words = _words([(one["name"], one["steps"]) for one in data], at)
    body = {"version": _VERSION, "words": words, "at": at, "drafts": list(data)}
    with growing.open("w", encoding="utf-8") as file:
        json.dump(body, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    growing.replace(target)


def load(folder: FilePath) -> Kept | None:
    """The drafts that were left, None where there are none.

    A file that cannot be understood is put aside under another name, so that it is never written over.
    """
    try:
        body = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        if body["version"] != _VERSION:
            raise ValueError(body["version"])
        drafts = tuple(Draft.from_data(one) for one in body["drafts"])
        at = int(body["at"])
    except OSError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        with contextlib.suppress(OSError):
            (folder / FILE_NAME).replace(folder / ASIDE_NAME)
        return None
    return Kept(drafts, min(max(at, 0), len(drafts) - 1)) if drafts else None


def peek(folder: FilePath) -> str:
    """What is offered of the drafts that were left, without reading them; '' where there are none."""
    try:
        with (folder / FILE_NAME).open(encoding="utf-8") as file:
            found = _WORDS.search(file.read(_PEEK))
        return str(json.loads(found[1])) if found else ""
    except (OSError, ValueError):
        return ""


def drop(folder: FilePath) -> None:
    """Forget the drafts."""
    with contextlib.suppress(OSError):
        (folder / FILE_NAME).unlink(missing_ok=True)


def _words(found: Sequence[tuple[str, int]], at: int) -> str:
    """What is offered when drafts (name, number of corrections) are found again."""
    if not found:
        return ""
    more = f"等 {len(found)} 份文件" if len(found) > 1 else ""
    steps = sum(steps for _, steps in found)
    mended = f"，改过 {steps} 处" if steps else ""
    name = found[min(max(at, 0), len(found) - 1)][0]
    return f"上次读入的“{name}”{more}核对到一半{mended}，还没有保存为方案。"
