"""The named styles of an official document, so that a clerk can go on in Word by style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.output.word import layout
from services.output.word.layout import Face
from services.output.word.xml import element, put


@dataclass(frozen=True)
class Look:
    """A paragraph style: `indent` letters before the first line, `outline` its level in Word's navigation."""

    name: str
    face: Face = layout.BODY
    size: float = layout.SIZE_3
    align: str = "both"
    indent: float = 2.0
    outline: int | None = None
    keep_next: bool = False
    pitch: int = layout.LINE
    color: str = ""
    bold: bool = False


BODY = Look("公文正文")
FLUSH = Look("公文顶格", indent=0)
TITLE = Look("公文标题", layout.TITLE, layout.SIZE_2, "center", 0, 0, keep_next=True)
ANNEX_TITLE = Look(
    "附件标题", layout.TITLE, layout.SIZE_2, "center", 0, 0, keep_next=True
)
HEADS = {
    1: Look("一级标题", layout.HEAD, outline=0, keep_next=True),
    2: Look("二级标题", layout.SUBHEAD, outline=1, keep_next=True),
    3: Look("三级标题", outline=2, keep_next=True),
    4: Look("四级标题", outline=3, keep_next=True),
}
SUBHEAD = Look("无编号小标题", layout.SUBHEAD, outline=1, keep_next=True, bold=True)
ANNEX_MARK = Look("附件标记", layout.HEAD, indent=0, align="left", keep_next=True)
LETTERHEAD = Look(
    "发文机关标志", layout.TITLE, 36, "center", 0, pitch=1000, color=layout.RED
)
NUMBER = Look("发文字号", align="center", indent=0)
SIGNATURE = Look("落款", align="right", indent=0, keep_next=True)
TABLE_HEAD = Look("表头", layout.HEAD, layout.SIZE_S4, "center", 0, pitch=400)
TABLE_TEXT = Look("表格文字", layout.BODY, layout.SIZE_S4, "left", 0, pitch=400)
IMPRINT = Look("版记", size=layout.SIZE_4, align="left", indent=0, pitch=460)
PAGE_NUMBER = Look("页码", layout.PLAIN, layout.SIZE_4, "right", 0, pitch=400)
ALL = (
    BODY, FLUSH, TITLE, ANNEX_TITLE, *HEADS.values(), SUBHEAD, ANNEX_MARK, LETTERHEAD, NUMBER, SIGNATURE,
    TABLE_HEAD, TABLE_TEXT, IMPRINT, PAGE_NUMBER,
)  # fmt: skip


def fonts(face: Face) -> Any:
    """The fonts of a run: one for all scripts, no theme's."""
    return element(
        "rFonts",
        ascii=face.name,
        hAnsi=face.name,
        eastAsia=face.name,
        cs=face.name,
        hint="eastAsia",
    )


def run_properties(face: Face, size: float, color: str = "", *, bold: bool) -> Any:
    """The rPr of a style or a run."""
    made = element("rPr")
    made.append(fonts(face))
    if bold:
        made.append(element("b"))
    if color:
        made.append(element("color", val=color))
    if size == layout.SIZE_3:
        made.append(element("spacing", val=layout.TIGHTER))
    made.append(element("sz", val=round(size * 2)))
    made.append(element("szCs", val=round(size * 2)))
    made.append(element("snapToGrid", val=0))
    return made


def _paragraph_properties(look: Look) -> Any:
    made = element("pPr")
    if look.keep_next:
        put(made, element("keepNext"))
    put(made, element("widowControl", val=0))
    put(made, element("autoSpaceDE", val=0))
    put(made, element("autoSpaceDN", val=0))
    put(made, element("adjustRightInd", val=0))
    put(made, element("snapToGrid", val=0))
    put(
        made,
        element("spacing", before=0, after=0, line=look.pitch, lineRule="exact"),
    )
    if look.indent:
        put(made, first_line(look.indent))
    put(made, element("jc", val=look.align))
    if look.outline is not None:
        put(made, element("outlineLvl", val=look.outline))
    return made


def first_line(letters: float) -> Any:
    """An indent of the first line by so many letters."""
    return element(
        "ind",
        firstLineChars=round(letters * 100),
        firstLine=layout.chars(letters),
    )


def install(document: Any) -> None:
    """Put our styles in place of the template's; nothing of a theme's fonts stays."""
    styles: Any = document.styles.element
    for old in list(styles):
        if old.tag.endswith(("}style", "}latentStyles")):
            styles.remove(old)
    defaults = next(c for c in styles if c.tag.endswith("}docDefaults"))
    for child in list(defaults):
        defaults.remove(child)
    run = element("rPrDefault")
    run.append(run_properties(layout.BODY, layout.SIZE_3, bold=False))
    run[0].append(element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    paragraph = element("pPrDefault")
    paragraph.append(element("pPr"))
    defaults.append(run)
    defaults.append(paragraph)
    normal = _style("Normal", "Normal", None)
    # The grid counts its letters by the size of this style.
    normal.append(run_properties(layout.BODY, layout.SIZE_3, bold=False))
    styles.append(normal)
    for look in ALL:
        styles.append(_own(look))
    table = element("style", type="table", default=1, styleId="TableNormal")
    table.append(element("name", val="Normal Table"))
    table.append(_cell_margins())
    styles.append(table)


def style_id(look: Look) -> str:
    """The id by which paragraphs name their style."""
    return f"GW{ALL.index(look) + 1}"


def _style(style: str, name: str, based: str | None) -> Any:
    made = element("style", type="paragraph", styleId=style)
    if based is None:
        from docx.oxml.ns import qn

        made.set(qn("w:default"), "1")
    else:
        made.set(_custom(), "1")
    made.append(element("name", val=name))
    if based is not None:
        made.append(element("basedOn", val=based))
    made.append(element("qFormat"))
    return made


def _custom() -> str:
    from docx.oxml.ns import qn

    return qn("w:customStyle")


def _own(look: Look) -> Any:
    made = _style(style_id(look), look.name, "Normal")
    made.append(_paragraph_properties(look))
    made.append(run_properties(look.face, look.size, look.color, bold=look.bold))
    return made


def _cell_margins() -> Any:
    made = element("tblPr")
    made.append(element("tblInd", w=0, type="dxa"))
    margins = element("tblCellMar")
    for side, width in (("top", 0), ("left", 108), ("bottom", 0), ("right", 108)):
        margins.append(element(side, w=width, type="dxa"))
    made.append(margins)
    return made
