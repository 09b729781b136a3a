"""Small pieces of WordprocessingML for what python-docx has no words for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# What Word wants to stand behind an element of a paragraph's or a run's properties, in its fixed order.
_PARAGRAPH = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
    "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct",
    "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing",
    "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl",
    "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
)  # fmt: skip


def element(tag: str, **attributes: str | int) -> Any:
    """An element of the w: namespace with attributes of the same."""
    from docx.oxml.ns import qn

    # Not typed by its package.
    made: Any = vars(import_module("docx.oxml"))["OxmlElement"](f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def put(properties: Any, child: Any) -> None:
    """Put a child into a pPr at the place that the schema wants, in place of one of the same name."""
    name = _local(child)
    for old in [c for c in properties if _local(c) == name]:
        properties.remove(old)
    rank = _PARAGRAPH.index(name)
    for index, other in enumerate(properties):
        if _local(other) in _PARAGRAPH and _PARAGRAPH.index(_local(other)) > rank:
            properties.insert(index, child)
            return
    properties.append(child)


def _local(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]
