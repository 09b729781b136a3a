"""Text of Word documents from their own XML: automatic numbers, tables as rows with tabs, no deleted text.

Nothing outside the file is ever opened: links stay links. Sizes are limited before anything is unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from services.plans import refusals
from services.plans.docx_numbers import Numbers

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element  # noqa: TID251 - a name for types only

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MAX_PARTS = 5_000
MAX_UNPACKED = 400 << 20
MAX_XML = 80 << 20
MAX_RATIO = 300
_RATIO_FROM = 4 << 20
_DOCUMENT = "word/document.xml"
_NUMBERING, _STYLES = "word/numbering.xml", "word/styles.xml"
_SKIPPED = {
    f"{W}del",
    f"{W}moveFrom",
    f"{W}instrText",
    f"{W}delText",
    f"{_MC}Fallback",
    f"{W}pPr",
    f"{W}rPr",
    f"{W}sectPr",
}


def docx_text(name: str, data: bytes) -> str:
    """The text of a .docx, one line a paragraph; raises FileProblem when it is damaged, harmful or no document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _check(name, archive)
            document = _xml(name, archive, _DOCUMENT)
            numbers = Numbers(
                _xml(name, archive, _NUMBERING) if _NUMBERING in parts else None,
                _xml(name, archive, _STYLES) if _STYLES in parts else None,
            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        KeyError,
    ) as error:
        raise refusals.damaged(name) from error
    body = document.find(f"{W}body")
    return "\n".join(_blocks(body, numbers)) if body is not None else ""


def _check(name: str, archive: zipfile.ZipFile) -> set[str]:
    infos = archive.infolist()
    names = {i.filename for i in infos}
    total = sum(i.file_size for i in infos)
    if len(infos) > MAX_PARTS or total > MAX_UNPACKED:
        raise refusals.bomb(name)
    if any(
        i.file_size > _RATIO_FROM and i.file_size > MAX_RATIO * max(1, i.compress_size)
        for i in infos
    ):
        raise refusals.bomb(name)
    if any(i.flag_bits & 1 for i in infos):
        raise refusals.encrypted(name)
    if _DOCUMENT not in names:
        raise (
            refusals.table(name)
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names
            else refusals.other_kind(name)
        )
    return names


def _xml(name: str, archive: zipfile.ZipFile, part: str) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    with archive.open(part) as stream:
        raw = stream.read(MAX_XML + 1)
    if len(raw) > MAX_XML:
        raise refusals.bomb(name)
    try:
        return fromstring(raw)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise refusals.damaged(name) from error


def _blocks(parent: Element, numbers: Numbers) -> Iterator[str]:
    """The lines of paragraphs and tables, those of text boxes behind the paragraph that holds them."""
    stack = [iter(parent)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == f"{W}p":
            boxes: list[Element] = []
            text = numbers.prefix(element) + _paragraph(element, boxes)
            if _centred(element):
                text = " ".join(text.split("\n"))  # a title broken by hand is one
            yield from text.split("\n")
            stack.extend(iter(box) for box in reversed(boxes))
        elif element.tag == f"{W}tbl":
            yield from _table(element, numbers)
        elif element.tag not in _SKIPPED:
            stack.append(iter(element))


def _paragraph(element: Element, boxes: list[Element]) -> str:
    out: list[str] = []
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == f"{W}t":
            out.append(child.text or "")
        elif child.tag == f"{W}tab":
            out.append("  ")
        elif child.tag in (f"{W}br", f"{W}cr"):
            out.append("\n")
        elif child.tag == f"{W}noBreakHyphen":
            out.append("-")
        elif child.tag == f"{W}txbxContent":
            boxes.append(child)
        elif child.tag not in _SKIPPED and not _hidden(child):
            stack.append(iter(child))
    return "".join(out)


def _centred(paragraph: Element) -> bool:
    side = paragraph.find(f"{W}pPr/{W}jc")
    return side is not None and side.get(f"{W}val") == "center"


def _hidden(run: Element) -> bool:
    if run.tag != f"{W}r":
        return False
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val") not in ("0", "false")


def _table(table: Element, numbers: Numbers) -> Iterator[str]:
    for row in table.iter(f"{W}tr"):
        cells: list[str] = []
        for cell in row.iter(f"{W}tc"):
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            text = "".join(" ".join(line.split()) for line in _blocks(cell, numbers))
            cells.append(
                "" if merge is not None and merge.get(f"{W}val") != "restart" else text
            )
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            wide = span.get(f"{W}val", "1") if span is not None else "1"
            cells += [""] * (min(int(wide), 60) - 1 if wide.isdecimal() else 0)
        filled = [c for c in cells if c]
        spread = sum(1 for _ in row.iter(f"{W}tc")) > 1
        yield "\t".join(cells) if spread and filled else "".join(filled)
