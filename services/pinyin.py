"""Pinyin initials for pickers: 生态环境局 → sthjj."""

from __future__ import annotations


def initials(text: str) -> str:
    """Lower-case initials of a Chinese text; letters and digits stay, marks are dropped."""
    from pypinyin import Style, lazy_pinyin

    parts = lazy_pinyin(
        text,
        style=Style.FIRST_LETTER,
        # A list is taken too, its stub does not know: letters and digits one by one.
        errors=list,  # pyright: ignore[reportArgumentType]
    )
    return "".join(p[0] for p in parts if p and p[0].isalnum()).lower()
