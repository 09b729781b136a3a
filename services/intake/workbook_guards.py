"""What is checked before a workbook from outside is parsed: kind, sizes, secrets, macros, cells far away.

The parser allocates the whole rectangle up to the last filled cell and aborts the process when that does not
fit, so the rectangle is measured here first, on the packed XML, in small pieces.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from models.errors import FileProblem

MAX_FILE = 64 << 20
"""Bytes of a file that is read at all."""
MAX_UNPACKED = 640 << 20
"""Bytes that the parts of a workbook may come to."""
MAX_RATIO = 200
"""Unpacked over packed size of a part larger than `RATIO_FROM`."""
RATIO_FROM = 32 << 20
MAX_ROWS = 200_000
MAX_COLUMNS = 2_000
MAX_CELLS = 3_000_000
"""Cells of the rectangle from A1 to the last filled cell of a sheet."""

_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Kind(Enum):
    """What a file is by its first bytes and parts, whatever its name says."""

    XLSX = auto()
    XLSB = auto()
    ODS = auto()
    XLS = auto()
    TEXT = auto()


@dataclass(frozen=True)
class Checked:
    """A file that may be parsed: its kind, and for a zipped workbook its open archive and sheet parts."""

    kind: Kind
    archive: zipfile.ZipFile | None = None
    parts: dict[str, str] | None = None


def check(name: str, data: bytes) -> Checked:
    """Say what a file is, or raise FileProblem with the sentence for the clerk. `name` is without folder."""
    if not data:
        raise FileProblem(
            f"“{name}”是空文件，里面没有内容。请向报送单位要一份重新保存的文件。"
        )
    if len(data) > MAX_FILE:
        raise FileProblem(
            f"“{name}”有 {len(data) >> 20} 兆，超过了 {MAX_FILE >> 20} 兆，程序没有读取。"
            "请删去里面的图片，或把表格复制到新的工作簿再导入。"
        )
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _check_zip(name, data)
    if data.startswith(_OLE):
        return _check_ole(name, data)
    return _check_plain(name, data)


def damaged(name: str) -> FileProblem:
    """The file cannot be read to its end."""
    return FileProblem(
        f"“{name}”已损坏或没有复制完整，读不出来。请在 Excel 或 WPS 里打开它另存一份，或请报送单位重新发送。"
    )


def too_far(name: str, sheet: str, row: int, column: int) -> FileProblem:
    """A filled cell lies where no table reaches; `row` and `column` count from 1."""
    return FileProblem(
        f"“{name}”的工作表“{sheet}”在第 {row} 行 {letters(column)} 列还有内容，离表格太远，程序没有读取。"
        "请在 Excel 里按 Ctrl+End 跳到那里，删除多余的行和列后保存，再导入。"
    )


def letters(column: int) -> str:
    """Column letters of a column number from 1."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def _encrypted(name: str) -> FileProblem:
    return FileProblem(
        f"“{name}”设了打开密码，程序读不出来。请在 Excel 或 WPS 里打开它，去掉密码后保存，再导入。"
    )


def _macros(name: str) -> FileProblem:
    return FileProblem(
        f"“{name}”是带宏的工作簿，为了安全程序没有打开它。"
        "请在 Excel 或 WPS 里另存为“Excel 工作簿（.xlsx）”，再导入。"
    )


def _bomb(name: str) -> FileProblem:
    return FileProblem(
        f"“{name}”解开后大得不正常，可能是有害的压缩文件，程序没有读取。请向报送单位核实，重新要一份。"
    )


def _not_workbook(name: str, what: str) -> FileProblem:
    return FileProblem(
        f"“{name}”{what}，不是表格，程序没有读取。请把内容放进 Excel 表格（.xlsx）再导入，或复制后用“粘贴文字”导入。"
    )


# --- plain files ------------------------------------------------------------------------------------------


def _check_plain(name: str, data: bytes) -> Checked:
    suffix = name.rpartition(".")[2].lower()
    if data.startswith(b"%PDF"):
        raise _not_workbook(name, "是 PDF 文件")
    if data[:2] in (b"\xff\xd8", b"BM") or data[:4] in (b"\x89PNG", b"GIF8"):
        raise _not_workbook(name, "是图片")
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        raise FileProblem(
            f"“{name}”其实是网页，不是 Excel 文件。请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”，再导入。"
        )
    if head.startswith(b"<?xml"):
        raise FileProblem(
            f"“{name}”是 XML 文件，程序不读这种格式。请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”，再导入。"
        )
    if suffix in ("csv", "txt", "tsv"):
        return Checked(Kind.TEXT)
    raise FileProblem(
        f"“{name}”的名字像表格，内容却不是 Excel 文件，读不出来。请在 Excel 或 WPS 里重新保存，再导入。"
    )


# --- zipped workbooks -------------------------------------------------------------------------------------


def _check_zip(name: str, data: bytes) -> Checked:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise damaged(name) from error
    infos = archive.NameToInfo
    if any(info.flag_bits & 1 for info in infos.values()):
        raise _encrypted(name)
    _check_sizes(name, archive)
    try:
        return _check_parts(name, archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        KeyError,
        OSError,
    ) as error:
        raise damaged(name) from error


def _check_parts(name: str, archive: zipfile.ZipFile) -> Checked:
    names = {n.lower().replace("\\", "/"): n for n in archive.NameToInfo}
    if any(n.endswith("vbaproject.bin") for n in names) or name.lower().endswith(
        (".xlsm", ".xltm", ".xlam")
    ):
        raise _macros(name)
    if "xl/workbook.xml" in names:
        parts = sheet_parts(archive, names)
        for title, part in parts.items():
            _check_reach(name, title, archive, part)
        return Checked(Kind.XLSX, archive, parts)
    if "xl/workbook.bin" in names:
        return Checked(Kind.XLSB, archive)
    if "content.xml" in names:
        return Checked(Kind.ODS, archive)
    if any(n.startswith("word/") for n in names):
        raise _not_workbook(name, "是 Word 文档")
    if any(n.startswith("ppt/") for n in names):
        raise _not_workbook(name, "是演示文稿")
    if name.lower().endswith((".xlsx", ".xls", ".ods", ".xlsb")):
        raise damaged(name)
    raise _not_workbook(name, "是压缩包")


def _check_sizes(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse what unpacks to too much, by what is declared and by what really comes out."""
    total = 0
    for info in archive.NameToInfo.values():
        # A declared size may lie; deflate cannot pass 1032 : 1, so only large parts need to be unpacked.
        size = info.file_size
        if info.compress_size * 1032 > RATIO_FROM:
            size = max(size, _real_size(name, archive, info))
        if size > RATIO_FROM and size > MAX_RATIO * max(info.compress_size, 1):
            raise _bomb(name)
        total += size
        if total > MAX_UNPACKED:
            raise _bomb(name)


def _real_size(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    return info.file_size


def sheet_parts(archive: zipfile.ZipFile, names: dict[str, str]) -> dict[str, str]:
    """Sheet title → part that holds its cells."""
    parts: dict[str, str] = {}
    for lower, real in names.items():
        if lower.startswith("xl/worksheets/") and lower.endswith(".xml"):
            parts[real] = real
    return parts


_PLAIN_FAR = re.compile(rb'r="(?:[A-Za-z]{2}|[A-Za-z]?\d{5})')
_ODD_QUOTES = (b"='", b"= ", b" =", b"=\n", b"\n=", b"=\t", b"\t=", b"=\r", b"\r=")
_FILLED = re.compile(
    rb"""<(?:\w+:)?c(?=[\s>])([^<>]*?)(?<!/)>(?!\s*</(?:\w+:)?c\s*>)"""
)
_REF = re.compile(rb"""(?<![\w:])r\s*=\s*["']([A-Za-z]{0,3})(\d{1,10})["']""")
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])([^<>]*)>")


def _check_reach(name: str, title: str, archive: zipfile.ZipFile, part: str) -> None:
    """Refuse a sheet whose filled cells span more than can be held."""
    info = archive.getinfo(part)
    if info.file_size <= _CHUNK:
        xml = archive.read(part)
        odd = any(mark in xml for mark in _ODD_QUOTES)
        if not odd and _PLAIN_FAR.search(xml) is None:
            return
        row, column = _reach([xml])
    else:
        row, column = _reach(_pieces(archive, part))
    if row > MAX_ROWS or column > MAX_COLUMNS or row * column > MAX_CELLS:
        raise too_far(name, title, row, column)


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part in pieces that end where a cell or row begins."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_CHUNK):
            block = rest + block
            cut = max(block.rfind(b"<c "), block.rfind(b"<row"), block.rfind(b":c "))
            if cut <= 0 or len(block) > 8 * _CHUNK:
                cut = len(block)
            yield block[:cut]
            rest = block[cut:]
    yield rest


def _reach(pieces: Iterator[bytes] | list[bytes]) -> tuple[int, int]:
    """Last row and last column (from 1) that hold a filled cell."""
    last_row = last_column = 0
    for xml in pieces:
        if b"</" not in xml:
            continue
        for match in _FILLED.finditer(xml):
            found = _REF.search(match[1])
            if found is None:
                continue
            last_row = max(last_row, int(found[2]))
            column = 0
            for letter in found[1].upper():
                column = column * 26 + letter - 64
            last_column = max(last_column, column)
    return last_row, last_column


# --- old workbooks ----------------------------------------------------------------------------------------


def _check_ole(name: str, data: bytes) -> Checked:
    def has(entry: str) -> bool:
        return entry.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise _encrypted(name)
    if has("WordDocument"):
        raise _not_workbook(name, "是 Word 文档")
    if has("PowerPoint Document"):
        raise _not_workbook(name, "是演示文稿")
    if has("_VBA_PROJECT_CUR"):
        raise _macros(name)
    if not (has("Workbook") or has("Book")):
        raise damaged(name)
    return Checked(Kind.XLS)
