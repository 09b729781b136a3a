"""Marks as official documents write them: full-width beside Chinese letters, quotes in pairs."""

from __future__ import annotations

import re

_HAN = r"[\u4e00-\u9fff“”《》（）〔〕、。，；：！？]"
_WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
_NEAR = re.compile(rf"(?<={_HAN})[,:;?!()]|[,:;?!()](?={_HAN})")
_BRACKET = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
_CLOSING = re.compile(r"（([^（）()]*)\)|\(([^（）()]*)）")
_FOLDED = str.maketrans("，：；？！（）〔〕［］【】", ",:;?!()[][][]")
_QUOTES = re.compile("[\"“”'‘’「」『』]")


def tidy_marks(text: str) -> str:
    """The text with its marks full-width where they stand beside Chinese letters, straight quotes in pairs."""
    text = text.strip()
    if text.isascii():
        return text
    text = _BRACKET.sub(r"（\1）", text)
    text = _NEAR.sub(lambda m: _WIDE[m[0]], text)
    text = _CLOSING.sub(lambda m: f"（{m[1] if m[1] is not None else m[2]}）", text)
    if text.count('"') and text.count('"') % 2 == 0:
        parts = text.split('"')
        text = "".join(
            part + ("" if n == len(parts) - 1 else "”" if n % 2 else "“")
            for n, part in enumerate(parts)
        )
    return text


def squeezed(text: str) -> str:
    """A text for comparing: no blanks, marks narrow, one kind of quote."""
    return _QUOTES.sub('"', re.sub(r"\s+|\*\*", "", text).translate(_FOLDED))
