"""Places inside a reading: a path of field names and positions, and the reading with one place changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

Path = tuple[str | int, ...]
_T = TypeVar("_T")


def get(root: Any, path: Path) -> Any:
    """What stands at a path; raises AttributeError or IndexError where there is no such place."""
    for step in path:
        root = root[step] if isinstance(step, int) else getattr(root, step)
    return root


def exists(root: Any, path: Path) -> bool:
    """Whether there is such a place."""
    try:
        get(root, path)
    except (AttributeError, IndexError, TypeError):
        return False
    return True


def put(root: _T, path: Path, value: Any) -> _T:
    """The same tree with another value at a path; everything beside it stays the same object."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    new = put(get(root, (step,)), rest, value)
    if isinstance(step, int):
        many: Any = root
        at = step % len(many)
        return (*many[:at], new, *many[at + 1 :])  # type: ignore[return-value]
    return replace(root, **{step: new})  # type: ignore[type-var]


def insert(root: _T, path: Path, at: int, *values: Any) -> _T:
    """Values put into the list at `path`, before the position `at`."""
    many = get(root, path)
    return put(root, path, (*many[:at], *values, *many[at:]))


def remove(root: _T, path: Path) -> _T:
    """Without the list entry at `path` (its last step is a position)."""
    many, at = get(root, path[:-1]), path[-1]
    assert isinstance(at, int)
    return put(root, path[:-1], (*many[:at], *many[at + 1 :]))


def move(root: _T, path: Path, by: int) -> tuple[_T, Path]:
    """The list entry at `path` moved by some positions, as far as the list reaches; its new path."""
    many, at = list(get(root, path[:-1])), path[-1]
    assert isinstance(at, int)
    to = min(max(at + by, 0), len(many) - 1)
    many.insert(to, many.pop(at))
    return put(root, path[:-1], tuple(many)), (*path[:-1], to)
