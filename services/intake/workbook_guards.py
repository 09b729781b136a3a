"""What is checked before a workbook from outside is parsed: its kind, sizes, secrets and macros.

The parser allocates the whole rectangle up to the last filled cell of a sheet and aborts the process when
that does not fit, so the rectangle is measured first: see the modules for each format.
"""

from __future__ import annotations

import copy
import io
import zipfile
import zlib
from dataclasses import dataclass, field
from enum import Enum, auto

from services.intake import workbook_refusals as refusals
from services.intake.workbook_limits import (
    MAX_FILE,
    MAX_PARTS,
    MAX_RATIO,
    MAX_ROWS,
    MAX_TEXTS,
    MAX_UNPACKED,
    RATIO_FROM,
    Budget,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TABLE_ENDINGS = (".xlsx", ".xls", ".ods", ".xlsb", ".et", ".xltx")
_MACRO_ENDINGS = (".xlsm", ".xltm", ".xlam", ".xla", ".xlt")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM")


class Kind(Enum):
    """What a file is by its first bytes and parts, whatever its name says."""

    XLSX = auto()
    XLSB = auto()
    ODS = auto()
    XLS = auto()
    TEXT = auto()


Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range, each (row, column) from 0."""


@dataclass
class Checked:
    """A file that may be parsed. `data` may be shorter than the file, blank ends of sheets left out.

    `merges` are those that the parser does not tell (sheet title → ranges); `links` are the targets of cells
    (sheet title → (row, column) from 0 → address); `texts` what formulas without a stored value show.
    `mark_unread`: the hidden sheet with our form's mark was not checked, for the other sheets show the mark
    themselves; it must not be parsed.
    """

    kind: Kind
    data: bytes
    merges: dict[str, list[Merge]] = field(default_factory=dict[str, list[Merge]])
    links: dict[str, dict[tuple[int, int], str]] = field(
        default_factory=dict[str, dict[tuple[int, int], str]]
    )
    texts: dict[str, dict[tuple[int, int], str]] = field(
        default_factory=dict[str, dict[tuple[int, int], str]]
    )
    mark_unread: bool = False


def check(name: str, data: bytes) -> Checked:
    """Say what a file is, or raise FileProblem with the sentence for the clerk. `name` is without folder."""
    if not data:
        raise refusals.empty(name)
    if len(data) > MAX_FILE:
        raise refusals.too_big(name, len(data), MAX_FILE)
    if data[:2] == b"PK":
        return _check_zip(name, data)
    if data.startswith(_OLE):
        return _check_ole(name, data)
    return _check_plain(name, data)


def _check_plain(name: str, data: bytes) -> Checked:
    if data.startswith(b"%PDF"):
        raise refusals.not_a_table(name, "是 PDF 文件")
    if data.startswith(_PICTURES):
        raise refusals.not_a_table(name, "是图片或影音文件")
    if data.startswith((b"Rar!", b"7z\xbc\xaf")):
        raise refusals.not_a_table(name, "是压缩包，请先解压")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        raise refusals.web_page(name)
    if head.startswith(b"<?xml"):
        raise refusals.web_page(name) if b"<html" in head else refusals.xml_file(name)
    if name.lower().endswith((".csv", ".txt", ".tsv")):
        return Checked(Kind.TEXT, data)
    raise refusals.not_its_name(name)


def _check_zip(name: str, data: bytes) -> Checked:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(name, archive)
            return _check_parts(name, data, archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        KeyError,
        ValueError,
        OSError,
        UnicodeError,
    ) as error:
        raise refusals.damaged(name) from error


def _check_parts(name: str, data: bytes, archive: zipfile.ZipFile) -> Checked:
    names = {n.lower().replace("\\", "/"): n for n in archive.NameToInfo}
    if len(names) != len(archive.infolist()):
        raise refusals.damaged(
            name
        )  # two parts of one name: which one counts is anybody's guess
    if name.lower().endswith(_MACRO_ENDINGS) or any(map(_is_macro, names)):
        raise refusals.macros(name)
    if "xl/workbook.xml" in names:
        from services.intake.workbook_xlsx import check_xlsx

        return check_xlsx(Checked(Kind.XLSX, data), archive, names, Budget(name))
    if "xl/workbook.bin" in names:
        from services.intake.workbook_binary import check_xlsb

        return check_xlsb(Checked(Kind.XLSB, data), archive, names, Budget(name))
    if "content.xml" in names:
        from services.intake.workbook_ods import check_ods

        return check_ods(Checked(Kind.ODS, data), archive, names, Budget(name))
    if any(n.startswith("word/") for n in names):
        raise refusals.not_a_table(name, "是 Word 文档")
    if any(n.startswith("ppt/") for n in names):
        raise refusals.not_a_table(name, "是演示文稿")
    if name.lower().endswith(_TABLE_ENDINGS):
        raise refusals.damaged(name)
    raise refusals.not_a_table(name, "是压缩包，请先解压")


def _is_macro(part: str) -> bool:
    """Whether a part (lower case) holds a program: VBA, an old macro sheet, or LibreOffice Basic."""
    if part.endswith("vbaproject.bin") or part.startswith(
        ("xl/macrosheets/", "xl/dialogsheets/")
    ):
        return True
    return (
        part.startswith(("basic/", "scripts/"))
        and part.endswith((".xml", ".py", ".js"))
        and not part.endswith(
            ("script-lb.xml", "script-lc.xml", "dialog-lb.xml", "dialog-lc.xml")
        )
    )


def _check_sizes(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse what unpacks to too much, by what is declared and by what really comes out."""
    infos = archive.infolist()
    if len(infos) > MAX_PARTS:
        raise refusals.bomb(name)
    total = 0
    for info in infos:
        if info.flag_bits & 1:
            raise refusals.encrypted(name)
        size = info.file_size
        packed = max(info.compress_size, 1)
        if size > RATIO_FROM and size > MAX_RATIO * packed:
            raise refusals.bomb(name)
        total += size
        if total > MAX_UNPACKED:
            raise refusals.bomb(name)
        if size > MAX_TEXTS and "sharedstrings" in info.filename.lower():
            raise refusals.too_many_rows(name, MAX_ROWS)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusals.damaged(name)
    # Deflate cannot pass 1032 : 1, so only where that would be much must the declared sizes be tried.
    if 1032 * sum(i.compress_size for i in infos) > MAX_TEXTS:
        for info in infos:
            if info.compress_type == zipfile.ZIP_DEFLATED:
                _check_declared(name, archive, info)


def _check_declared(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Refuse a part that unpacks to more than it declares."""
    open_ended = copy.copy(info)
    open_ended.file_size = info.file_size + (1 << 20)
    size = 0
    with archive.open(open_ended) as stream:
        while block := stream.read(1 << 20):
            size += len(block)
            if size > info.file_size:
                raise refusals.bomb(name)


def _check_ole(name: str, data: bytes) -> Checked:
    from services.intake.workbook_binary import check_xls, read_entries

    entries = read_entries(data)
    if entries is None:
        raise refusals.damaged(name)
    found = {e.lower() for e in entries}
    if found & {"encryptedpackage", "encryptioninfo", "dataspaces", "\x06dataspaces"}:
        raise refusals.encrypted(name)
    if "worddocument" in found:
        raise refusals.not_a_table(name, "是 Word 文档")
    if "powerpoint document" in found:
        raise refusals.not_a_table(name, "是演示文稿")
    if found & {"_vba_project_cur", "_vba_project", "macros"}:
        raise refusals.macros(name)
    return check_xls(Checked(Kind.XLS, data), entries, Budget(name))
