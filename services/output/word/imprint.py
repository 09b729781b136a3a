"""版记: the ruled block at the foot of the last page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.output.word import layout, styles
from services.output.word.xml import element, put

_THICK, _THIN = 20, 14
"""Twips: 0.35 mm above and below, 0.25 mm between."""
_ONE = round(layout.SIZE_4 * 20)
"""A letter of its size in twips."""


def add_imprint(
    body: Any, copied_to: Sequence[str], printed_by: str, printed_on: str
) -> None:
    """Add the block behind everything else: a frame at the foot of the page that the text ends on.

    The rules are thin dark paragraphs, since they are as broad as the text and the words are not. A frame of
    paragraphs without borders stands at the foot in Word, WPS and LibreOffice alike; a floating table does not.
    """
    rows: list[Any] = []
    if copied_to:
        rows.append(_copied("抄送：" + "，".join(copied_to).rstrip("。") + "。"))
    if printed_by or printed_on:
        rows.append(_printed(printed_by, f"{printed_on}印发" if printed_on else ""))
    last = body[-1]
    for n, row in enumerate(rows):
        last.addprevious(_rule(_THIN if n else _THICK))
        last.addprevious(row)
    last.addprevious(_rule(_THICK))
    anchor, properties = _paragraph(framed=False)
    put(properties, element("spacing", before=0, after=0, line=20, lineRule="exact"))
    last.addprevious(anchor)


def _paragraph(*, framed: bool = True) -> tuple[Any, Any]:
    made = element("p")
    properties = element("pPr")
    put(properties, element("pStyle", val=styles.style_id(styles.IMPRINT)))
    if framed:
        frame = element(
            "framePr",
            w=layout.twips(layout.BODY_WIDTH),
            wrap="notBeside",
            hAnchor="margin",
            vAnchor="margin",
            xAlign="left",
            yAlign="bottom",
        )
        put(properties, frame)
    made.append(properties)
    return made, properties


def _rule(thickness: int) -> Any:
    made, properties = _paragraph()
    put(properties, element("shd", val="clear", color="auto", fill="000000"))
    height = element("spacing", before=0, after=0, line=thickness, lineRule="exact")
    put(properties, height)
    return made


def _copied(words: str) -> Any:
    """抄送, one letter in on both sides; further lines begin under the first name."""
    made, properties = _paragraph()
    put(properties, element("ind", left=4 * _ONE, right=_ONE, hanging=3 * _ONE))
    _add(made, words)
    return made


def _printed(office: str, day: str) -> Any:
    """Who printed it at the left, when at the right, each one letter in."""
    room = layout.BODY_WIDTH * 72 / 25.4 / layout.SIZE_4 - 3
    made, properties = _paragraph()
    tabs = element("tabs")
    tabs.append(element("tab", val="right", pos=layout.twips(layout.BODY_WIDTH) - _ONE))
    put(properties, tabs)
    put(properties, element("ind", left=_ONE))
    _add(made, office)
    if day:
        run = element("r")
        if layout.width_of(office + day) > room:  # too long for one line
            run.append(element("br"))
        run.append(element("tab"))
        made.append(run)
        _add(made, day)
    return made


def _add(paragraph: Any, words: str) -> None:
    if words:
        run = element("r")
        text = element("t")
        text.text = words
        run.append(text)
        paragraph.append(run)
