"""The page of an official document: size, grid, page numbers on the outer side, settings, fonts and their stand-ins."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from services.output.word import layout, styles
from services.output.word.xml import element, put

_UNWANTED = (
    "stylesWithEffects", "webSettings", "numbering", "customXml", "thumbnail",
)  # fmt: skip
_SETTINGS_GONE = ("rsids", "savePreviewPicture", "shapeDefaults", "docId", "docVars")


def set_up(document: Any, *, landscape: bool = False) -> None:
    """Make the first section and the settings those of an official document."""
    _drop_template_parts(document)
    styles.install(document)
    _settings(document)
    _fonts(document)
    shape_section(document.sections[0], landscape=landscape)
    _page_numbers(document.sections[0])


def shape_section(section: Any, *, landscape: bool = False) -> None:
    """A4 with the margins and the grid of the standard; a broad page has its head at the binding or the cut."""
    from docx.enum.section import WD_ORIENTATION
    from docx.shared import Mm

    wide, high = layout.PAGE_WIDTH, layout.PAGE_HEIGHT
    section.orientation = (
        WD_ORIENTATION.LANDSCAPE if landscape else WD_ORIENTATION.PORTRAIT
    )
    section.page_width = Mm(high if landscape else wide)
    section.page_height = Mm(wide if landscape else high)
    top, right, bottom, left = (
        (layout.LEFT, layout.TOP, layout.RIGHT, layout.BOTTOM)
        if landscape
        else (layout.TOP, layout.RIGHT, layout.BOTTOM, layout.LEFT)
    )
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
    section.header_distance, section.footer_distance = Mm(15), Mm(layout.FOOTER)
    if landscape:
        section.footer_distance = Mm(15)
    properties = section._sectPr
    for old in [c for c in properties if c.tag.endswith("}docGrid")]:
        properties.remove(old)
    properties.append(
        element(
            "docGrid",
            type="linesAndChars",
            linePitch=layout.LINE,
            charSpace=layout.CHAR_SPACE,
        )
    )


def _page_numbers(section: Any) -> None:
    """「— 1 —」: right on odd pages, left on even ones, one letter in."""
    for footer, align in (
        (section.footer, "right"),
        (section.even_page_footer, "left"),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        _number_line(paragraph, align)


def _number_line(paragraph: Any, align: str) -> None:
    properties = paragraph._p.get_or_add_pPr()
    put(properties, element("pStyle", val=styles.style_id(styles.PAGE_NUMBER)))
    one = layout.twips(layout.SIZE_4 * 25.4 / 72)
    side = {"right": one} if align == "right" else {"left": one}
    put(properties, element("ind", **side))
    put(properties, element("jc", val=align))
    _text(paragraph, "— ")
    for kind in ("begin", None, "separate", "1", "end"):
        run = element("r")
        if kind is None:
            words = element("instrText")
            words.text = "PAGE"
            run.append(words)
        elif kind == "1":
            words = element("t")
            words.text = "1"
            run.append(words)
        else:
            run.append(element("fldChar", fldCharType=kind))
        paragraph._p.append(run)
    _text(paragraph, " —")


def _text(paragraph: Any, words: str) -> None:
    run = element("r")
    text = element("t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(text)
    paragraph._p.append(run)


def _drop_template_parts(document: Any) -> None:
    """Take python-docx's own extras out: a picture, lists, another program's styles."""
    for package in (document.part.package, document.part):
        for key, relation in list(package.rels.items()):
            target = str(getattr(relation, "_target", "")) + relation.reltype
            named = "" if relation.is_external else str(relation.target_part.partname)
            if any(word in named or word in target for word in _UNWANTED):
                package.rels.pop(key)


def _settings(document: Any) -> None:
    settings: Any = document.settings.element
    for child in list(settings):
        local = str(child.tag).rpartition("}")[2]
        if local in _SETTINGS_GONE:
            settings.remove(child)
        elif local == "zoom":
            _set(child, "percent", "100")
            _set(child, "val", None)
        elif local == "themeFontLang":
            _set(child, "eastAsia", "zh-CN")
        elif local == "defaultTabStop":
            _set(child, "val", str(layout.chars(2)))
        elif local == "compat":
            for rule in child:
                if "compatibilityMode" in rule.values():
                    _set(rule, "val", "15")
    document.settings.odd_and_even_pages_header_footer = True


def _set(node: Any, name: str, value: str | None) -> None:
    from docx.oxml.ns import qn

    if value is None:
        node.attrib.pop(qn(f"w:{name}"), None)
    else:
        node.set(qn(f"w:{name}"), value)


def _fonts(document: Any) -> None:
    """The font table: each face with the names that may stand in for it."""
    # Not typed by its package.
    serialize: Any = vars(import_module("docx.opc.oxml"))["serialize_part_xml"]
    root = element("fonts")
    for face in layout.FACES:
        font = element("font", name=face.name)
        font.append(element("altName", val=",".join(face.instead)))
        font.append(element("charset", val="86"))
        font.append(element("family", val="roman" if face.roman else "swiss"))
        font.append(element("pitch", val="variable"))
        root.append(font)
    data = serialize(root)
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = data
