"""Folding text from outside: widths, blanks, quotes, controls; and keys that decide sameness."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLANKS = re.compile(r"[\s\u00a0\u2000-\u200d\u2028\u2029\u202f\u205f\u3000\ufeff]+")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)
_NOT_WORD = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_MARKS = re.compile(
    r"[“”‘’（）《》〈〉【】「」『』〔〕，。、；：？！…—～·\s\"'(),.!?:;\-]+"
)


def clean(value: object) -> str:
    """Text of a cell or a field: control characters out, runs of blanks to one space, trimmed.

    Full-width punctuation stays as it was written; only what cannot be seen is changed.
    """
    if isinstance(value, str) and value.isprintable() and "  " not in value:
        return value.strip(" ")  # nothing unseen in it: most texts
    if value is None:
        return ""
    return _BLANKS.sub(" ", _CONTROLS.sub("", str(value))).strip()


def narrow(value: object) -> str:
    """`clean`, with full-width letters, digits and marks made half-width (NFKC)."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", clean(value))).strip()


@lru_cache(maxsize=20_000)
def fold(value: str) -> str:
    """Key for names and headings: NFKC, lower case, no blanks, no punctuation."""
    if not value.isprintable():
        value = clean(value)
    # Without the common marks, which never join a letter, most titles need no normalising: it is slow.
    plain = _MARKS.sub("", value)
    if not unicodedata.is_normalized("NFKC", plain):
        plain = unicodedata.normalize("NFKC", value)
    key = plain.casefold()
    return key if key.isalnum() else _NOT_WORD.sub("", key)


def title_key(title: str) -> str:
    """Key that decides whether two titles are the same story; a title of marks only keeps itself."""
    return fold(title) or clean(title)


@lru_cache(maxsize=1_000)
def digits_of(key: str) -> tuple[str, ...]:
    """The numbers in a title key: two titles with other numbers are never nearly the same."""
    return () if key.isalpha() else tuple(_DIGITS.findall(key))


def split_names(value: str) -> list[str]:
    """Names of a list joined by 、，,；; or line ends; blanks and repeats left out, order kept."""
    if not value:
        return []
    parts = (clean(p) for p in re.split(r"[、，,；;\n|]+", value))
    return list(dict.fromkeys(p for p in parts if p))


def join_names(names: list[str] | tuple[str, ...]) -> str:
    """The stored form of a list of names."""
    return "、".join(names)
