"""Measuring the sheets of .xls and .xlsb on their records, before the parser allocates them."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass

from services.intake import workbook_refusals as refusals
from services.intake.workbook_guards import Checked
from services.intake.workbook_limits import Budget

_END = 0xFFFFFFFA
"""Sector numbers from here on are marks (end of chain, free …)."""
_MOST_ENTRIES = 20_000
_SMALL_STREAM = 4096

# Records of .xls that hold a value in one cell; blank ones are left out.
_XLS_CELLS = frozenset(
    (2, 3, 4, 5, 6, 0x7E, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x206, 0x27E, 0x406)
)
_XLS_MANY = 0xBD
_XLS_BEGIN = frozenset((0x809, 0x409, 0x209, 0x09))
_XLS_PASSWORD = 0x2F
_XLS_SHEET = 0x85
_MACRO_SHEET = 0x40

# Records of .xlsb: a row's head, and the cells that hold a value.
_XLSB_ROW = 0
_XLSB_CELLS = frozenset(range(2, 12)) | {62}


@dataclass(frozen=True)
class _Entry:
    start: int
    size: int


Entries = dict[str, bytes]
"""Name of a stream or storage → bytes of the stream; only the streams with cells are read."""


def read_entries(data: bytes) -> Entries | None:
    """Names in an OLE file with the bytes of its workbook stream; None for a damaged file."""
    try:
        return _read_entries(data)
    except (struct.error, IndexError, ValueError):
        return None


def _read_entries(data: bytes) -> Entries:
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        raise ValueError
    size = 1 << shift
    fat = _fat(data, size)
    directory = _chain(data, size, fat, struct.unpack_from("<I", data, 48)[0])
    found: dict[str, _Entry] = {}
    root = _Entry(_END, 0)
    for offset in range(0, min(len(directory), _MOST_ENTRIES * 128), 128):
        entry = directory[offset : offset + 128]
        if len(entry) < 128 or entry[66] == 0:
            continue
        length = min(max(struct.unpack_from("<H", entry, 64)[0] - 2, 0), 62)
        name = entry[:length].decode("utf-16-le", "replace")
        start, stream_size = struct.unpack_from("<II", entry, 116)
        if entry[66] == 5:
            root = _Entry(start, stream_size)
        else:
            found.setdefault(name, _Entry(start, stream_size))
    entries: Entries = dict.fromkeys(found, b"")
    for name in found:
        if name.lower() in ("workbook", "book"):
            entries[name] = _stream(data, size, fat, found[name], root)
    return entries


def _fat(data: bytes, size: int) -> list[int]:
    """The table that says which sector follows which."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    following, count = struct.unpack_from("<II", data, 68)
    seen = 0
    while following < _END and seen < count:
        block = _sector(data, size, following)
        numbers = struct.unpack(f"<{size // 4}I", block)
        sectors += numbers[:-1]
        following = numbers[-1]
        seen += 1
    table: list[int] = []
    most = len(data) // size + 1
    for sector in sectors:
        if sector < _END and len(table) <= most:
            table += struct.unpack(f"<{size // 4}I", _sector(data, size, sector))
    return table


def _sector(data: bytes, size: int, number: int) -> bytes:
    start = (number + 1) * size
    block = data[start : start + size]
    if not block:
        raise ValueError
    return block.ljust(size, b"\x00")


def _chain(data: bytes, size: int, fat: list[int], start: int) -> bytes:
    blocks: list[bytes] = []
    at = start
    while at < _END:
        blocks.append(_sector(data, size, at))
        if len(blocks) > len(fat):
            raise ValueError  # the chain bites its tail
        at = fat[at]
    return b"".join(blocks)


def _stream(
    data: bytes, size: int, fat: list[int], entry: _Entry, root: _Entry
) -> bytes:
    if entry.size >= _SMALL_STREAM:
        return _chain(data, size, fat, entry.start)[: entry.size]
    (first,) = struct.unpack_from("<I", data, 60)
    small = _chain(data, size, fat, root.start)
    packed = _chain(data, size, fat, first)
    table = struct.unpack(f"<{len(packed) // 4}I", packed)
    blocks: list[bytes] = []
    at = entry.start
    while at < _END and len(blocks) <= len(table):
        blocks.append(small[at * 64 : at * 64 + 64])
        at = table[at]
    return b"".join(blocks)[: entry.size]


def check_xls(checked: Checked, entries: Entries, budget: Budget) -> Checked:
    """Refuse a workbook with a password, with macro sheets, or that reaches too far. Raises FileProblem."""
    stream = next((v for k, v in entries.items() if k.lower() == "workbook"), b"")
    stream = stream or next((v for k, v in entries.items() if k.lower() == "book"), b"")
    if len(stream) < 8:
        raise refusals.damaged(budget.name)
    at, end = 0, len(stream)
    row = column = filled = 0
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind in _XLS_CELLS and length >= 4:
            here, there = struct.unpack_from("<HH", stream, at)
            row, column = max(row, here + 1), max(column, there + 1)
            filled += 1
        elif kind == _XLS_MANY and length >= 6:
            here = struct.unpack_from("<H", stream, at)[0]
            there = struct.unpack_from("<H", stream, at + length - 2)[0]
            row, column = max(row, here + 1), max(column, there + 1)
            filled += (length - 6) // 6
        elif kind == _XLS_PASSWORD:
            raise refusals.encrypted(budget.name)
        elif kind == _XLS_SHEET and length >= 6 and stream[at + 5] == 1:
            raise refusals.macros(budget.name)
        elif kind in _XLS_BEGIN:
            budget.take(_title(budget), row, column, filled)
            row = column = filled = 0
            if (
                length >= 4
                and struct.unpack_from("<H", stream, at + 2)[0] == _MACRO_SHEET
            ):
                raise refusals.macros(budget.name)
        at += length
    budget.take(_title(budget), row, column, filled)
    return checked


def check_xlsb(
    checked: Checked, archive: zipfile.ZipFile, names: dict[str, str], budget: Budget
) -> Checked:
    """Refuse sheets that reach too far. Raises FileProblem. Merged ranges of .xlsb are not told by anyone."""
    for lower, real in names.items():
        if lower.startswith("xl/worksheets/") and lower.endswith(".bin"):
            _measure_xlsb(archive.read(real), real.rpartition("/")[2], budget)
    return checked


def _measure_xlsb(part: bytes, title: str, budget: Budget) -> None:
    at, end = 0, len(part)
    row = last_row = last_column = filled = 0
    try:
        while at < end:
            kind, at = _number(part, at, 2)
            length, at = _number(part, at, 4)
            if kind == _XLSB_ROW and length >= 4:
                row = struct.unpack_from("<I", part, at)[0]
            elif kind in _XLSB_CELLS and length >= 4:
                column = struct.unpack_from("<I", part, at)[0]
                last_row = max(last_row, row + 1)
                last_column = max(last_column, column + 1)
                filled += 1
            at += length
    except (struct.error, IndexError) as error:
        raise refusals.damaged(budget.name) from error
    budget.take(title, last_row, last_column, filled)


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of up to `most` bytes, seven bits each, and the place behind it."""
    number = 0
    for place in range(most):
        byte = part[at]
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return number, at


def _title(budget: Budget) -> str:
    return budget.name.rpartition(".")[0]
