"""Chinese numbers up to 9999, both ways, and the marks that number the parts of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

HAN = "零〇一二三四五六七八九十百千两"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_NAMES = "零一二三四五六七八九"

LEVEL_HAN, LEVEL_HAN_BRACKET, LEVEL_ARABIC, LEVEL_ARABIC_BRACKET = 1, 2, 3, 4

_N = "[一二三四五六七八九十百零]{1,5}"
_MARKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (LEVEL_HAN, re.compile(rf"(?P<n>{_N})(?:、|[，．.](?!\d))")),
    (LEVEL_HAN, re.compile(rf"第(?P<n>{_N})(?:章|部分)[、：]?")),
    (LEVEL_HAN_BRACKET, re.compile(rf"（(?P<n>{_N})）[、．.]?")),
    (
        LEVEL_ARABIC,
        re.compile(r"(?P<n>\d{1,3})(?:[．.、](?!\d)|[．.](?=\d{4}年|\d{1,2}月))"),
    ),
    (LEVEL_ARABIC_BRACKET, re.compile(r"（(?P<n>\d{1,3})）[、．.]?")),
    (LEVEL_ARABIC_BRACKET, re.compile(r"(?P<n>\d{1,2})）[、．.]?")),
)
# A scanner reads 一 between brackets as a dash of one kind or another.
_DASHED = re.compile(r"（[—–－\-ー]）")


@dataclass(frozen=True)
class Mark:
    """A number at the start of a paragraph: `size` letters long, `value` as an integer."""

    level: int
    number: str
    value: int
    size: int
    damaged: bool = False


def to_int(text: str) -> int | None:
    """The value of a number in Chinese or Arabic digits, or None: 三十二 → 32, 二〇二一 → 2021."""
    if text.isdecimal():
        return int(text)
    if not text or any(c not in HAN for c in text):
        return None
    if not any(c in _SCALES for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, None
    for c in text:
        if c in _SCALES:
            total += (1 if digit is None else digit) * _SCALES[c]
            digit = None
        else:
            digit = _DIGITS[c]
    return total + (digit or 0)


def to_han(value: int) -> str:
    """The Chinese number of 1–9999 as official documents write it: 10 → 十, 105 → 一百零五."""
    if not 0 < value < 10_000:
        raise ValueError(f"{value} is not between 1 and 9999")
    out, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, scale)
        if digit:
            out += ("零" if gap and out else "") + _NAMES[digit] + name
        gap = not digit
    return out[1:] if out.startswith("一十") else out


def mark_of(key: str) -> Mark | None:
    """The mark at the start of a paragraph without blanks and with full-width marks, or None."""
    for level, pattern in _MARKS:
        if found := pattern.match(key):
            value = to_int(found["n"])
            if value is None or (
                level <= LEVEL_HAN_BRACKET and to_han(value or 1) != found["n"]
            ):
                continue  # 一一、 and the like are words, not numbers
            return Mark(level, found[0], value, found.end())
    if found := _DASHED.match(key):
        return Mark(LEVEL_HAN_BRACKET, "（一）", 1, found.end(), damaged=True)
    return None
