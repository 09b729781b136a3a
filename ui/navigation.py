"""Places in the program, and the way back through them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where the clerk is: a page and whatever brings the page back to the same row, filter and scroll.

    `args` hold plain values only (text, numbers, lists, ISO days), so that a place can be stored.
    """

    page: str
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def of(cls, page: str, **args: Any) -> Place:
        """A place from keywords: `Place.of("registers", tab="units", unit=12)`."""
        return cls(page, args)

    def get(self, name: str, default: Any = None) -> Any:
        """One argument of the place."""
        return self.args.get(name, default)


@dataclass
class Trail:
    """Places behind and ahead; the present one is known to the window."""

    limit: int = 60
    behind: list[Place] = field(default_factory=list[Place])
    ahead: list[Place] = field(default_factory=list[Place])

    def leave(self, place: Place) -> None:
        """Remember a place that is left by going somewhere new."""
        if not self.behind or self.behind[-1] != place:
            self.behind.append(place)
            del self.behind[: -self.limit]
        self.ahead.clear()

    def back(self, present: Place) -> Place | None:
        """The place before, None at the start."""
        return self._step(present, self.behind, self.ahead)

    def forward(self, present: Place) -> Place | None:
        """The place after, None at the end."""
        return self._step(present, self.ahead, self.behind)

    @staticmethod
    def _step(present: Place, from_: list[Place], to: list[Place]) -> Place | None:
        if not from_:
            return None
        to.append(present)
        return from_.pop()


@dataclass(frozen=True)
class PageSpec:
    """A page of the window: made by `factory` when it is first opened.

    `rail` says whether it stands in the rail; a page that does not (intake, issue) names in `under` the
    rail entry that stays lit while it is open. `foot` puts it at the foot of the rail.
    """

    key: str
    title: str
    icon: str
    factory: Callable[..., Any]
    rail: bool = True
    under: str = ""
    foot: bool = False
