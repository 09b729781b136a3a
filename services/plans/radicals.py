"""Letters that only look right: some PDF files hold radicals (⽂ ⻛) in the place of the characters they show."""

from __future__ import annotations

import unicodedata

_KANGXI = range(0x2F00, 0x2FD6)
# Of the supplement only those that are a whole character; Unicode gives no mapping for them.
_SUPPLEMENT = dict(
    zip(
        "⺏⺠⺟⺩⺬⺼⻁⻄⻅⻆⻉⻋⻌⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻟⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "尣民母王示肉虎西见角贝车辶長镸长门阝青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜龟龟",
        strict=True,
    )
)
_TABLE = str.maketrans(
    {
        **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in _KANGXI},
        **_SUPPLEMENT,
        "\u2f3e": "户",  # Unicode means the old forms; these documents write the new ones
        "\u2fad": "青",
    }
)
_FIRST, _LAST = "\u2e80", "\u2fdf"


def plain_letters(text: str) -> str:
    """The text with radicals as the characters they stand for, letter for letter."""
    if not any(_FIRST <= letter <= _LAST for letter in text):
        return text
    return text.translate(_TABLE)
