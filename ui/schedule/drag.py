"""What is on its way while the mouse holds entries, and the rubber band."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect

from ui.schedule.entries import Entry, Finding

WEEKDAYS = "一二三四五六日"
SHOWN = 4
_NOTE, _FORBID = 1, 3


@dataclass
class Drag:
    """Entries taken by the mouse: where each was, where each would go, and what is wrong with that."""

    grabbed: Entry
    entries: tuple[Entry, ...]
    at: QPoint
    target: dt.date | None = None
    moves: dict[int, dt.date] = field(default_factory=dict[int, dt.date])
    findings: tuple[Finding, ...] = ()
    push: bool = False
    checked: bool = False

    @property
    def ids(self) -> frozenset[int]:
        """What is on its way."""
        return frozenset(e.id for e in self.entries)

    @property
    def stays(self) -> bool:
        """Whether letting go now would change nothing."""
        if self.target is None:
            return True
        here = {e.id: e.day for e in self.entries}
        return all(here[key] == day for key, day in self.moves.items())

    @property
    def grade(self) -> int:
        """The gravest finding."""
        return max((f.grade for f in self.findings), default=0)

    def grade_of(self, day: dt.date) -> int:
        """The gravest finding on one day."""
        return max((f.grade for f in self.findings if f.day == day), default=0)

    def words(self) -> list[tuple[str, str]]:
        """What the balloon says: [(text, token)]."""
        if self.target is None or self.stays:
            return [("放到哪一天就排到哪一天，按 Esc 不移", "text_soft")]
        several = len(self.entries) > 1
        what = f"{len(self.entries)} 个" if several else self.grabbed.text
        lines = [(f"{what}移到 {day_words(self.target)}", "text")]
        tokens = {_NOTE: "info_ink", 2: "warn_ink", _FORBID: "wrong_ink"}
        grave = sorted(self.findings, key=lambda f: -f.grade)
        for one in grave[:SHOWN]:
            word = ("", "提示", "警告", "禁止")[one.grade]
            lines.append((f"{word}　{one.sentence}", tokens[one.grade]))
        if len(grave) > SHOWN:
            lines.append((f"还有 {len(grave) - SHOWN} 处", "text_soft"))
        if self.push:
            lines.append(("后面的一起顺延", "accent_ink"))
        elif not several:
            lines.append(("按住 Shift：后面的一起顺延", "text_soft"))
        return lines


@dataclass
class Band:
    """A rubber band; `kept` is what was selected before it."""

    start: QPoint
    end: QPoint
    kept: frozenset[int]

    @property
    def box(self) -> QRect:
        """The box between its ends."""
        return QRect(self.start, self.end).normalized()


def day_words(day: dt.date) -> str:
    """「11月18日（周三）」."""
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
