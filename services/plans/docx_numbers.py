"""Automatic numbers of Word paragraphs, counted as Word counts them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.plans.numerals import to_han

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element  # noqa: TID251 - a name for types only

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographTraditional",
    "taiwaneseCounting",
    "chineseLegalSimplified",
}
_CIRCLES = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_MAX_LEVELS = 9


@dataclass(frozen=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass
class Numbers:
    """The numberings of a document; `prefix` must be asked for every paragraph in order."""

    numbering: Element | None
    styles: Element | None
    _levels: dict[tuple[str, int], _Level] = field(
        default_factory=dict[tuple[str, int], _Level], init=False
    )
    _abstract: dict[str, str] = field(default_factory=dict[str, str], init=False)
    _by_style: dict[str, tuple[str, int]] = field(
        default_factory=dict[str, tuple[str, int]], init=False
    )
    _counts: dict[str, list[int]] = field(
        default_factory=dict[str, list[int]], init=False
    )

    def __post_init__(self) -> None:
        """Read the definitions once."""
        if self.numbering is not None:
            for abstract in self.numbering.iter(f"{_W}abstractNum"):
                self._read_levels(abstract)
            for number in self.numbering.iter(f"{_W}num"):
                of = number.find(f"{_W}abstractNumId")
                if of is not None:
                    self._abstract[_get(number, "numId")] = _get(of, "val")
        if self.styles is not None:
            for style in self.styles.iter(f"{_W}style"):
                found = _num_pr(style.find(f"{_W}pPr"))
                if found:
                    self._by_style[_get(style, "styleId")] = found

    def _read_levels(self, abstract: Element) -> None:
        for level in abstract.iter(f"{_W}lvl"):
            start = _get(level.find(f"{_W}start"), "val")
            self._levels[_get(abstract, "abstractNumId"), _int(_get(level, "ilvl"))] = (
                _Level(
                    _get(level.find(f"{_W}numFmt"), "val"),
                    _get(level.find(f"{_W}lvlText"), "val"),
                    _int(start, 1),
                )
            )

    def prefix(self, paragraph: Element) -> str:
        """The number that Word shows before a paragraph, '' for none and for bullets."""
        props = paragraph.find(f"{_W}pPr")
        found = _num_pr(props)
        if found is None and props is not None:
            found = self._by_style.get(_get(props.find(f"{_W}pStyle"), "val"))
        if not found or found[0] == "0":
            return ""
        abstract, depth = (
            self._abstract.get(found[0], ""),
            min(found[1], _MAX_LEVELS - 1),
        )
        level = self._levels.get((abstract, depth))
        if level is None or level.form in ("bullet", "none", ""):
            return ""
        counts = self._counts.setdefault(abstract, [0] * _MAX_LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (_MAX_LEVELS - depth - 1)
        text = level.text
        for n in range(depth + 1):
            own = self._levels.get((abstract, n), level)
            text = text.replace(f"%{n + 1}", _shown(counts[n] or own.start, own.form))
        return text


def _num_pr(props: Element | None) -> tuple[str, int] | None:
    if props is None:
        return None
    number = props.find(f"{_W}numPr/{_W}numId")
    if number is None:
        return None
    return _get(number, "val"), _int(_get(props.find(f"{_W}numPr/{_W}ilvl"), "val"))


def _shown(value: int, form: str) -> str:
    if form in _HAN and 0 < value < 10_000:
        return to_han(value)
    if form in _CIRCLES and 0 < value <= 20:
        return chr(0x245F + value)
    return str(value)


def _get(element: Element | None, name: str) -> str:
    return element.get(f"{_W}{name}", "") if element is not None else ""


def _int(text: str, default: int = 0) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else default
