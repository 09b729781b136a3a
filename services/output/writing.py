"""Writing files so that nothing half-written is ever seen, and the same content gives the same bytes."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import io
import os
import re
import secrets
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from models.errors import FileProblem

if TYPE_CHECKING:
    from openpyxl import Workbook

CREATOR = "宣传工作台"
MAX_TEXT = 32_767
"""Characters that one Excel cell can hold."""
CUT_MARK = "…（内容过长，已截断）"

_FIXED = dt.datetime(2020, 1, 1)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(?=\.|$)")
_PART = "~pd-"
_FORGOTTEN = 3600.0
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_WINDOWS_FULL = {39, 112}
_WINDOWS_SHARED = {5, 32, 33}


def as_text(value: object) -> str:
    """Text that a cell can hold: what Excel refuses is out, line ends are line feeds, ≤ 32,767 characters."""
    text = "" if value is None else str(value)
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - len(CUT_MARK)] + CUT_MARK
    return text


def put_text(cell: Any, value: object) -> None:
    """Put a value into an openpyxl cell so that no text is ever taken for a formula.

    Numbers, dates and booleans go in as they are, None empties the cell, everything else goes in as text;
    a text that begins like a formula also gets Excel's quote prefix, so that editing the cell keeps it text.
    """
    if value is None or (
        isinstance(value, (bool, int, float, dt.date, dt.time))
        and not isinstance(value, str)
    ):
        cell.value = value
        return
    raw = str(value)
    # Excel reads _x0041_ as an escaped character: the underscore itself must be escaped.
    cell.value = _ESCAPE_LIKE.sub("_x005F_", as_text(raw))
    if raw.startswith(_FORMULA_STARTS):
        cell.data_type = "s"
        cell.quotePrefix = True
    elif raw.startswith("#"):
        cell.data_type = "s"  # openpyxl takes “#N/A” for an error value


def sheet_name(label: str, taken: set[str]) -> str:
    """A sheet name that Excel accepts (31 characters, none of its seven marks) and that is not taken.

    `taken` holds folded names; the new one is added.
    """
    base = "".join("-" if c in "[]:*?/\\" else c for c in label).strip("' ")[:31]
    base = base or "表"
    name, number = base, 2
    while name.casefold() in taken:
        tail = f"({number})"
        name, number = base[: 31 - len(tail)] + tail, number + 1
    taken.add(name.casefold())
    return name


def safe_name(text: str) -> str:
    """A part of a file name that Windows accepts, at most 80 characters; 「未命名」 for nothing usable."""
    name = _ILLEGAL.sub("", text)
    name = re.sub(r'[<>:"/\\|?*\t\r\n]+', "-", name)
    name = re.sub(r"\s+", " ", name).strip(" .")
    name = _RESERVED.sub(r"_\1", name)[:80]
    while len(name.encode()) > 236:
        name = name[:-1]
    return name.strip(" .") or "未命名"


def free_name(target: Path) -> Path:
    """A name beside `target` that is not taken: 周报.xlsx → 周报（2）.xlsx."""
    for number in range(2, 1000):
        candidate = target.with_name(f"{target.stem}（{number}）{target.suffix}")
        if not candidate.exists():
            return candidate
    return target.with_name(f"{target.stem}-{secrets.token_hex(4)}{target.suffix}")


def save_workbook(wb: Workbook, target: Path) -> Path:
    """Save an openpyxl workbook; the same content gives the same bytes. Returns the path written.

    Raises FileProblem (open in Excel, folder missing or read-only, disk full) with the former file untouched.
    """
    from openpyxl.writer.excel import ExcelWriter

    from services.output.fast_xml import FastWriter

    # A write-only workbook holds no cells any more: its rows are on the disk already.
    writer = ExcelWriter if wb.write_only else FastWriter
    properties = wb.properties
    properties.creator = CREATOR
    properties.lastModifiedBy = CREATOR
    properties.created = properties.modified = _FIXED

    def write(path: Path) -> None:
        with _SteadyZip(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            writer(wb, archive).write_data()

    return replace_file(target, write)


def save_document(document: Any, target: Path) -> Path:
    """Save a python-docx document; the same content gives the same bytes. Returns the path written.

    Raises FileProblem as `save_workbook` does.
    """
    properties = document.core_properties
    properties.author = properties.last_modified_by = CREATOR
    properties.created = properties.modified = _FIXED
    properties.revision = 1
    properties.comments = ""
    made = io.BytesIO()
    document.save(made)

    def write(path: Path) -> None:
        with (
            zipfile.ZipFile(made) as parts,
            _SteadyZip(path, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name in parts.namelist():
                archive.writestr(name, parts.read(name))

    return replace_file(target, write)


def replace_file(target: Path, write: Callable[[Path], None]) -> Path:
    """Let `write` fill a new file beside `target`, then put it in its place; returns `target`.

    Raises FileProblem with the former file untouched and nothing left behind.
    """
    target = Path(target)
    try:
        _check_target(target)
    except OSError as error:  # a name so long that even asking after it fails
        raise _problem(error, target) from error
    _sweep(target.parent)
    part = target.with_name(f"{_PART}{secrets.token_hex(6)}.tmp")
    try:
        write(part)
        part.replace(target)
    except OSError as error:
        raise _problem(error, target) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def try_target(target: Path) -> None:
    """Refuse a place that cannot be written to, before something is done that cannot be taken back.

    Raises FileProblem (folder missing or read-only, open in Excel, name too long); leaves nothing behind.
    """
    probe = target.with_name(f"{_PART}{secrets.token_hex(6)}.tmp")
    try:
        _check_target(target)
        if target.exists():
            with target.open("r+b"):
                pass
        probe.touch()
    except OSError as error:
        raise _problem(error, target) from error
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)


class _SteadyZip(zipfile.ZipFile):
    """A zip whose members all carry the same moment and system, whatever the clock and the machine."""

    def _steady(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, _FIXED.timetuple()[:6])
        info.compress_type = self.compression
        info.create_system = 0
        return info

    def writestr(
        self,
        zinfo_or_arcname: str | zipfile.ZipInfo,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Write a member from memory."""
        named = zinfo_or_arcname
        name = named.filename if isinstance(named, zipfile.ZipInfo) else named
        super().writestr(self._steady(name), data, compress_type, compresslevel)

    def write(
        self,
        filename: str | os.PathLike[str],
        arcname: str | os.PathLike[str] | None = None,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Write a member from a file."""
        info = self._steady(str(arcname or filename))
        source: IO[bytes]
        with Path(filename).open("rb") as source, self.open(info, "w") as member:
            shutil.copyfileobj(source, member, 1 << 20)


def _check_target(target: Path) -> None:
    """What can be known before the work is done."""
    folder = target.parent
    if not folder.is_dir():
        raise FileProblem(
            f"没有写入“{target.name}”：文件夹“{folder}”不存在。请先建立这个文件夹，或另选一个位置。"
        )
    if target.is_dir():
        raise FileProblem(
            f"没有写入“{target.name}”：这个位置已有同名的文件夹。请换一个文件名。"
        )
    if target.exists() and not os.access(target, os.W_OK):
        raise FileProblem(
            f"没有写入“{target.name}”：原文件是只读的。请去掉只读属性，或另存为“{free_name(target).name}”。"
        )


def _sweep(folder: Path) -> None:
    """Remove what a killed program left behind in the folder long ago."""
    with contextlib.suppress(OSError):
        for left in folder.glob(f"{_PART}*.tmp"):
            if time.time() - left.stat().st_mtime > _FORGOTTEN:
                left.unlink()


def _problem(error: OSError, target: Path) -> FileProblem:
    name = target.name
    windows = getattr(error, "winerror", None)
    if error.errno in _FULL or windows in _WINDOWS_FULL:
        return FileProblem(
            f"没有写入“{name}”：磁盘空间不够。请清理磁盘，或换一个盘保存；原来的文件没有变动。"
        )
    if error.errno == errno.ENAMETOOLONG or windows == 206:
        return FileProblem(
            f"没有写入“{name}”：文件名或路径太长。请换一个短一些的名称或位置。"
        )
    if error.errno == errno.EROFS:
        return _read_only(target)
    if isinstance(error, PermissionError):
        if target.exists() and (windows in _WINDOWS_SHARED or _may_write(target)):
            return FileProblem(
                f"没有写入“{name}”：这个文件正在被 Excel、WPS 或其他程序打开。"
                f"请先关闭它再试，或另存为“{free_name(target).name}”；原来的文件没有变动。"
            )
        return _read_only(target)
    if isinstance(error, FileNotFoundError):
        return FileProblem(
            f"没有写入“{name}”：保存的位置刚刚不见了，可能优盘已拔出。请检查后再试，或换一个位置。"
        )
    return FileProblem(
        f"没有写入“{name}”：磁盘或网络盘没有响应。请检查后再试，或换一个位置；原来的文件没有变动。"
    )


def _read_only(target: Path) -> FileProblem:
    return FileProblem(
        f"没有写入“{target.name}”：文件夹“{target.parent}”不允许写入。请换一个可以写入的位置。"
    )


def _may_write(target: Path) -> bool:
    return os.access(target.parent, os.W_OK) and os.access(target, os.W_OK)
