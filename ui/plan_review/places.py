"""From a value to its words in the text, and from a place of the text to the value that came from it."""

from __future__ import annotations

from collections.abc import Sequence

from services.plans.correcting import paths
from services.plans.correcting.fields import Kind, field_of, section_of
from services.plans.correcting.items import Item, known, walk
from services.plans.correcting.paths import Path
from services.plans.reading import Notice, PlanReading, Span

_BEFORE, _BEHIND = 240, 320


def span_of(reading: PlanReading, path: Path, item: Item) -> Span | None:
    """The place of a value's words; a plain field is looked for near its record."""
    if item.span is not None or item.kind is Kind.SECTION:
        return item.span
    if len(path) < 3 or not paths.exists(reading, path[:2]):
        return None
    holder = paths.get(reading, path[:2])
    around = known(holder.title.span if isinstance(holder, Notice) else holder.span)
    spec = field_of(path)
    if around is None or spec is None:
        return None
    if path[0] == "tasks" and spec.name == "text":
        return around
    words = item.words
    if not spec.is_plain or not words or spec.kind is Kind.CHOICE:
        return None if item.words and not spec.is_plain else around
    at = reading.text.find(words, around.start, around.end + _BEHIND)
    if at < 0:
        at = reading.text.rfind(words, max(0, around.start - _BEFORE), around.end)
    return Span(at, at + len(words)) if at >= 0 else around


class PlaceIndex:
    """Where the words of every value stand."""

    def __init__(self, sections: Sequence[Item]) -> None:
        self._spans: list[tuple[int, int, Path]] = []
        self.order: dict[Path, int] = {}
        for n, (path, item) in enumerate(walk(tuple(sections))):
            self.order[path] = n
            if item.span is not None:
                self._spans.append((item.span.start, item.span.end, path))

    def path_at(self, place: int) -> Path | None:
        """The value with the fewest words around a place; inside a record rather than the record itself."""
        best: tuple[int, int, Path] | None = None
        for start, end, path in self._spans:
            if start <= place < end:
                rank = (end - start, -len(path) + (path[0] == "headings"), path)
                if best is None or rank[:2] < best[:2]:
                    best = rank
        return best[2] if best else None


def where_words(reading: PlanReading, path: Path, item: Item) -> str:
    """「任务 三（四） › 牵头单位」: what leads to a value."""
    section = section_of(path)
    if len(path) == 1:
        return (
            section.label
            if item.kind is Kind.SECTION
            else f"{section.label} › {item.label}"
        )
    if item.kind is Kind.RECORD:
        return f"{section.label} {item.label}".strip()
    if len(path) < 3:
        return section.label
    spec = field_of(path)
    record = paths.get(reading, path[:2])
    name = ""
    for field in ("number", "name", "unit", "title"):
        found = getattr(record, field, "")
        name = str(getattr(found, "value", found) or "")
        if name:
            break
    name = name if len(name) <= 24 else name[:24] + "…"
    return " › ".join(
        p for p in (f"{section.label} {name}", spec.label if spec else "") if p
    )
