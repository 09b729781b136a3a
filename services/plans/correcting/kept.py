"""A reading as plain JSON data and back, so that corrections outlive the program."""

from __future__ import annotations

import datetime as dt
import types
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

_T = TypeVar("_T")


def as_kept(value: Any) -> Any:
    """A frozen value as JSON data; fields that stand at their default are left out."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [as_kept(one) for one in cast("list[Any]", value)]
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: as_kept(getattr(value, f.name))
            for f in fields(value)
            if f.default is MISSING or getattr(value, f.name) != f.default
        }
    return value


def from_kept(kind: type[_T], data: Any) -> _T:
    """The value back; raises ValueError, TypeError or KeyError for data that are none."""
    return _back(kind, data)


def _back(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        return _back(next(k for k in get_args(kind) if k is not type(None)), data)
    if origin is tuple:
        inside = get_args(kind)[0]
        return tuple(_back(inside, one) for one in data)
    if is_dataclass(kind):
        hints = _hints(kind)
        if not isinstance(data, dict):
            raise TypeError(kind)
        known = cast("dict[str, Any]", data)
        return kind(**{n: _back(hints[n], v) for n, v in known.items()})  # type: ignore[operator]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    if kind is dt.date:
        return dt.date.fromisoformat(data)
    return data


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
