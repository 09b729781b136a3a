"""Measuring the sheets of an .xlsx on its packed XML, before the parser allocates them."""

from __future__ import annotations

import html
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from services.forms_shared import LIST_SHEET, MARK_SHEET
from services.intake.workbook_guards import Checked
from services.intake.workbook_limits import Budget

_WHOLE = 8 << 20
"""Bytes up to which the XML of a sheet is looked at in one piece."""
_CHUNK = 1 << 20
_SMALL_PACKED = 30_000
"""Packed bytes that cannot come to more than 31 MB, whatever they declare."""
_OFTEN = 1_500
"""Bytes up to which an unpacked part is kept: small ones are the same in form after form."""
_BLANK_END = 2 << 20
"""Bytes of blank cells at the end of a sheet from which on they are cut off before parsing."""

_CELLS_AFAR = re.compile(rb'<c(?! r="[A-Z]\d{1,4}"|ol|on|us)')
_CELLS_ODD = re.compile(rb'<c(?! r="[A-Z]{1,3}\d{1,7}"|ol|on|us)')
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>(?!</c>)')
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^<>]*)>(\s*</(?:\w+:)?c\s*>)?")
_REF = re.compile(rb"""(?<![\w:])r\s*=\s*["']([A-Za-z]{0,3})(\d{1,10})["']""")
_VALUES = (b"<v", b"<is", b":v", b":is")
_SHEET = re.compile(rb"sheet\s([^<>]*)>")
_RELATION = re.compile(rb"Relationship\s([^<>]*)>")
_ID = re.compile(rb"""\b[Ii]d\s*=\s*["']([^"']*)["']""")
_NAME = re.compile(rb"""\bname\s*=\s*("[^"]*"|'[^']*')""")
_TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']*)["']""")
_MARK = re.compile(rb"PDFORM\|1\|[0-9a-f]{32}\|\d{4}-\d\d-\d\d\|\d{1,4}")
_CONTROLS = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\d|3[01]));"
)
_AFTER_NAME = frozenset((b" ", b">", b"/", b"\t", b"\r", b"\n"))
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def check_xlsx(
    checked: Checked, archive: zipfile.ZipFile, names: dict[str, str], budget: Budget
) -> Checked:
    """Refuse sheets that reach too far; cut off long blank ends; note hyperlinks. Raises FileProblem."""
    shorter: dict[str, bytes] = {}
    parts, mark_part = _sheet_parts(checked.data, archive, names)
    shows_mark = bool(parts)
    for part, title in parts:
        if part == mark_part and shows_mark:
            checked.mark_unread = True
            continue
        info = archive.getinfo(part)
        if info.file_size > _WHOLE:
            found = _measure(_pieces(archive, part))
            budget.take(title, found.row, found.column, found.filled)
            if found.blank_end > _BLANK_END and found.tail:
                shorter[part] = _without_blank_end(archive, part, found)
            shows_mark = False
            continue
        xml = _unpacked(checked.data, archive, info)
        if _CELLS_AFAR.search(xml) is not None or _has_prefixed_cells(xml):
            found = _measure([xml])
            budget.take(title, found.row, found.column, found.filled)
        behind = max(xml.rfind(b"</sheetData>"), 0)
        mark = xml.rfind(b"PDFORM|", 0, behind)
        shows_mark = shows_mark and mark >= 0 and _MARK.match(xml, mark) is not None
        if xml.find(b"hyperlinks", behind) >= 0 or b"<f>" in xml or b"<f " in xml:
            _note_links(checked, archive, names, part, title, xml)
    if shorter:
        checked.data = _repacked(archive, shorter)
    return checked


def attributes(tag: bytes) -> dict[str, str]:
    """Attributes of a tag, prefixes cut off."""
    return {
        key.decode().rpartition(":")[2]: html.unescape(
            (one or two).decode("utf-8", "replace")
        )
        for key, one, two in _ATTRIBUTE.findall(tag)
    }


def relations(xml: bytes) -> dict[str, dict[str, str]]:
    """Id → attributes of the relations of a part."""
    found = (attributes(tag) for tag in _RELATION.findall(xml))
    return {each.get("Id", ""): each for each in found}


def _unpacked(data: bytes, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part, at a third of the cost that `ZipFile.read` has for a small one."""
    at = info.header_offset
    if info.compress_type != zipfile.ZIP_DEFLATED or data[at : at + 4] != b"PK\x03\x04":
        return archive.read(info)
    start = at + 30 + sum(struct.unpack_from("<HH", data, at + 26))
    packed = data[start : start + info.compress_size]
    if info.file_size <= _OFTEN:
        return _inflated_before(packed, info.file_size)
    return _inflated(packed, info.file_size)


def _inflated(packed: bytes, size: int) -> bytes:
    if len(packed) <= _SMALL_PACKED:
        part = zlib.decompress(packed, -15, size + 1)
    else:  # declared sizes may lie: one byte more than declared tells
        part = zlib.decompressobj(-15).decompress(packed, size + 1)
    if len(part) != size:
        raise zipfile.BadZipFile
    return part


_inflated_before = lru_cache(maxsize=64)(_inflated)


def _has_prefixed_cells(xml: bytes) -> bool:
    """Whether there could be a cell tag with a prefix (x:c), which the quick patterns do not see."""
    at = xml.find(b":")
    while at >= 0:
        if xml[at + 1 : at + 2] == b"c" and xml[at + 2 : at + 3] in _AFTER_NAME:
            return True
        at = xml.find(b":", at + 1)
    return False


def _sheet_parts(
    data: bytes, archive: zipfile.ZipFile, names: dict[str, str]
) -> tuple[tuple[tuple[str, str], ...], str]:
    """(Part, title of the sheet) for everything that the parser could take for a sheet, and the part with
    the mark of our own forms, which comes last ("" where there is none).
    """
    rels = names.get("xl/_rels/workbook.xml.rels")
    book = names["xl/workbook.xml"]
    return _titled(
        _unpacked(data, archive, archive.getinfo(rels)) if rels else b"",
        _unpacked(data, archive, archive.getinfo(book)),
        tuple(names.items()),
    )


@lru_cache(maxsize=16)  # forms that one program saved agree in all of this
def _titled(
    rels: bytes, book: bytes, entries: tuple[tuple[str, str], ...]
) -> tuple[tuple[tuple[str, str], ...], str]:
    names = dict(entries)
    parts = {
        real: posixpath.basename(real)
        for lower, real in names.items()
        if lower.startswith("xl/worksheets/") and lower.endswith(".xml")
    }
    targets: dict[bytes, str] = {}
    for tag in _RELATION.findall(rels):
        key, target = _ID.search(tag), _TARGET.search(tag)
        if key and target:
            targets[key[1]] = html.unescape(target[1].decode("utf-8", "replace"))
    named: dict[str, set[str]] = {}
    for tag in _SHEET.findall(book):
        key, title = _ID.search(tag), _NAME.search(tag)
        target = targets.get(key[1], "") if key else ""
        for path in (target.lstrip("/"), posixpath.normpath("xl/" + target)):
            real = names.get(path.lower())
            if real is not None:
                parts[real] = (
                    html.unescape(title[1][1:-1].decode("utf-8", "replace"))
                    if title
                    else real
                )
                named.setdefault(real, set()).add(_own_name(tag))
    mark_part = ""
    for real, own in named.items():
        if own == {LIST_SHEET}:
            del parts[real]  # our own drop-down lists are not parsed
        elif own == {MARK_SHEET}:
            mark_part = real
            parts[real] = parts.pop(real)
    return tuple(parts.items()), mark_part


def _own_name(tag: bytes) -> str:
    """The name of a sheet that our own forms hide, "" for any other one."""
    if tag.count(b"name") != 1:
        return ""
    return next((n for n in (LIST_SHEET, MARK_SHEET) if _quoted(n) in tag), "")


def _quoted(name: str) -> bytes:
    return f'name="{name}"'.encode()


@dataclass
class _Found:
    """Last filled row and column (from 1), number of filled cells, and the blank end of a sheet.

    `end` is the offset behind the last filled piece, `blank_end` the bytes behind it, `tail` the XML from
    the end of the cells on (merges, links).
    """

    row: int = 0
    column: int = 0
    filled: int = 0
    end: int = 0
    blank_end: int = 0
    tail: bytes = b""


def _measure(pieces: Iterator[bytes] | list[bytes]) -> _Found:
    found = _Found()
    row = column = 0
    size = 0
    for piece in pieces:
        size += len(piece)
        if found.tail:
            found.tail += piece
        elif (at := piece.rfind(b"</sheetData>")) >= 0:
            found.tail = piece[at:]
        if not any(mark in piece for mark in _VALUES):
            row += piece.count(b"<row") + piece.count(b":row")
            continue
        found.end = size
        if _CELLS_ODD.search(piece) is None and not _has_prefixed_cells(piece):
            cells = _FILLED.findall(piece)
            found.filled += len(cells)
            found.row = max(found.row, max((int(r) for _, r in cells), default=0))
            widest = max((_column(c) for c in {c for c, _ in cells}), default=0)
            found.column = max(found.column, widest)
            row = max(row, found.row)
            continue
        row, column = _walk(piece, found, row, column)
    found.blank_end = size - found.end
    return found


def _walk(piece: bytes, found: _Found, row: int, column: int) -> tuple[int, int]:
    """Follow rows and cells one by one, counting on where they do not say their place."""
    for tag, inside, closed in _TAG.findall(piece):
        ref = _REF.search(inside)
        if tag == b"row":
            row = int(ref[2]) if ref else row + 1
            column = 0
            continue
        if ref:
            column = _column(ref[1].upper())
            at = int(ref[2])
        else:
            column += 1
            at = max(row, 1)
        if not closed and not inside.endswith(b"/"):
            found.filled += 1
            found.row = max(found.row, at)
            found.column = max(found.column, column)
    return row, column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part in pieces that end where a cell or a row begins."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_CHUNK):
            block = rest + block
            cut = max(block.rfind(b"<c"), block.rfind(b"<row"))
            if cut <= 0:
                cut = block.rfind(b"<")
            if cut <= 0:
                cut = len(block)
            yield block[:cut]
            rest = block[cut:]
    yield rest


def _without_blank_end(archive: zipfile.ZipFile, part: str, found: _Found) -> bytes:
    """The XML of a sheet up to its last filled cell, closed properly, with what stands behind the cells."""
    with archive.open(part) as stream:
        head = stream.read(found.end)
    if head.rfind(b"<row") > max(head.rfind(b"</row>"), head.rfind(b"<sheetData")):
        opened = head[head.rfind(b"<row") :]
        if not opened.split(b">", 1)[0].endswith(b"/"):
            head += b"</row>"
    return head + found.tail


def _repacked(archive: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for info in archive.infolist():
            name = info.filename
            if name in changed:
                copy.writestr(name, changed[name])
            elif not name.startswith(("xl/media/", "xl/drawings/", "xl/charts/")):
                copy.writestr(name, archive.read(name))
    return target.getvalue()


def without_controls(data: bytes) -> bytes | None:
    """The workbook without control characters, which XML forbids and some programs write; None if it has none."""
    changed: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.filename.lower().endswith(".xml"):
                xml = archive.read(info)
                if _CONTROLS.search(xml) is not None:
                    changed[info.filename] = _CONTROLS.sub(b"", xml)
        return _repacked(archive, changed) if changed else None


def _note_links(
    checked: Checked,
    archive: zipfile.ZipFile,
    names: dict[str, str],
    part: str,
    title: str,
    xml: bytes,
) -> None:
    from services.intake.workbook_links import read_links

    folder, base = posixpath.split(part)
    rels = names.get(f"{folder}/_rels/{base}.rels".lower())
    targets = relations(archive.read(rels)) if rels else {}
    links, texts = read_links(xml, targets)
    if links:
        checked.links[title] = links
    if texts:
        checked.texts[title] = texts
