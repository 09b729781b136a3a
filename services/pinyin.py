"""Pinyin initials for pickers: 生态环境局 → sthjj."""

from __future__ import annotations


def initials(text: str) -> str:
    """Lower-case initials of a Chinese text; letters and digits stay, marks are dropped."""
    from pypinyin import Style, lazy_pinyin

    parts = lazy_pinyin(text, style=Style.FIRST_LETTER, errors=lambda rest: list(rest))
    return "".join(p[0] for p in parts if p and p[0].isalnum()).lower()
