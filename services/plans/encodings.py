"""Bytes of a plain text to letters: byte order mark, UTF-8, UTF-16 by its zeros, GB18030."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096


def decode(data: bytes) -> str | None:
    """The text of some bytes, None when they are no text in a known encoding."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _try(data, name)
    if text := _try(_whole_utf8(data), "utf-8"):
        return text if _is_text(text) else None
    for name in _guesses(data):
        text = _try(data, name)
        if text and _is_text(text):
            return text
    return None


def _guesses(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark has Latin zeros or Chinese high bytes on one side only."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2], sample[1::2]
    low = [
        sum(0x4E <= b <= 0x9F or b in (0, 0x30, 0xFF) for b in side)
        for side in (even, odd)
    ]
    half = max(1, len(odd))
    utf16: tuple[str, ...] = ()
    if len(data) % 2 == 0 and max(low) > 0.9 * half and min(low) < 0.75 * half:
        utf16 = ("utf-16-le",) if low[1] > low[0] else ("utf-16-be",)
    return (*utf16, "gb18030")


def _whole_utf8(data: bytes) -> bytes:
    """A file cut off in the middle of a letter loses that letter only."""
    for cut in range(1, 4):
        tail = data[-cut : -cut + 1] if cut > 1 else data[-1:]
        if tail and tail[0] >= 0xC0:
            need = 2 if tail[0] < 0xE0 else 3 if tail[0] < 0xF0 else 4
            return data[:-cut] if cut < need else data
        if tail and tail[0] < 0x80:
            break
    return data


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _is_text(text: str) -> bool:
    """Whether letters are text and not the bytes of a program or a picture."""
    sample = text[:_SAMPLE]
    odd = sum(
        (c < " " and c not in "\t\r\n\f\x0b") or "\ue000" <= c <= "\uf8ff"
        for c in sample
    )
    return odd <= len(sample) * 0.02
