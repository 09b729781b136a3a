"""Small Word documents made by hand for tests: paragraphs, automatic numbers, tables, traps."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def para(text: str, *, num: tuple[int, int] | None = None, props: str = "") -> str:
    """A paragraph; `num` is (numId, level)."""
    number = (
        f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
        if num
        else ""
    )
    return f'<w:p><w:pPr>{number}</w:pPr><w:r>{props}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def table(rows: list[list[str]]) -> str:
    """A table; a cell 「^」 goes on with the one above it."""
    out = ""
    for row in rows:
        cells = ""
        for cell in row:
            merge = "<w:tcPr><w:vMerge/></w:tcPr>" if cell == "^" else ""
            cells += f"<w:tc>{merge}{para('' if cell == '^' else cell)}</w:tc>"
        out += f"<w:tr>{cells}</w:tr>"
    return f"<w:tbl>{out}</w:tbl>"


def levels(*forms: tuple[str, str]) -> str:
    """A numbering.xml with one list: (form, text) of each level."""
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(forms)
    )
    return (
        f'<w:numbering {_NS}><w:abstractNum w:abstractNumId="7">{inner}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )


def made(
    body: str, *, numbering: str = "", more: dict[str, bytes] | None = None
) -> bytes:
    """The bytes of a .docx with this body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "word/document.xml",
            f"<w:document {_NS}><w:body>{body}</w:body></w:document>",
        )
        if numbering:
            archive.writestr("word/numbering.xml", numbering)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()
