"""Real files of the kinds that come from outside, good and bad, built byte by byte for the tests."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

SOFFICE = shutil.which("soffice")


def workbook(path: Path, rows: Sequence[Sequence[Any]], title: str = "周报") -> Path:
    """A plain .xlsx with one sheet."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def with_part(source: Path, target: Path, part: str, change: Any) -> Path:
    """Copy a zipped workbook with one part changed by `change(bytes) -> bytes`, or added."""
    with zipfile.ZipFile(source) as old:
        parts = {n: old.read(n) for n in old.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return target


def with_cells(source: Path, target: Path, rows: bytes) -> Path:
    """Copy a workbook with more rows of XML at the end of its first sheet."""

    def add(xml: bytes) -> bytes:
        at = xml.index(b"</sheetData>")
        return xml[:at] + rows + xml[at:]

    return with_part(source, target, "xl/worksheets/sheet1.xml", add)


def lying_zip(data: bytes, part: str, declared: int) -> bytes:
    """The zip with another unpacked size declared for one part, in both of its heads."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(part)
    struct.pack_into("<I", changed, info.header_offset + 22, declared)
    name = part.encode()
    at = data.rindex(name) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", changed, at + 24, declared)
    return bytes(changed)


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE file (512-byte sectors) with these streams in its root; each is padded to 4096 bytes."""
    sectors: list[bytes] = []
    fat: list[int] = []
    entries: list[bytes] = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, 1)]
    for place, (name, data) in enumerate(streams.items(), start=1):
        data = data.ljust(max(4096, -(-len(data) // 512) * 512), b"\x00")
        start = len(sectors)
        count = len(data) // 512
        sectors += [data[i * 512 : i * 512 + 512] for i in range(count)]
        fat += [*range(start + 1, start + count), 0xFFFFFFFE]
        right = place + 1 if place < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, start, len(data), 0xFFFFFFFF, right))
    packed = b"".join(entries)
    packed = packed.ljust(-(-len(packed) // 512) * 512, b"\x00")
    directory = len(sectors)
    count = len(packed) // 512
    sectors += [packed[i * 512 : i * 512 + 512] for i in range(count)]
    fat += [*range(directory + 1, directory + count), 0xFFFFFFFE]
    tables = -(-(len(fat) + 1) // 127)
    first_table = len(sectors)
    fat += [0xFFFFFFFD] * tables
    fat += [0xFFFFFFFF] * (tables * 128 - len(fat))
    sectors += [
        struct.pack("<128I", *fat[i * 128 : i * 128 + 128]) for i in range(tables)
    ]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    difat = [first_table + i for i in range(tables)]
    head += struct.pack("<109I", *difat, *[0xFFFFFFFF] * (109 - tables))
    return head + b"".join(sectors)


def _entry(
    name: str,
    kind: int,
    start: int,
    size: int,
    child: int,
    right: int = 0xFFFFFFFF,
) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    entry = text.ljust(64, b"\x00") + struct.pack("<HBB", len(text), kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, right, child) + bytes(36)
    return entry + struct.pack("<IQ", start, size)


def biff(cells: Sequence[tuple[int, int, float]], extra: bytes = b"") -> bytes:
    """The workbook stream of an .xls with one sheet of numbers (row, column, value)."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    begin = struct.pack("<HHHHII", 0x600, 5, 0x1CC1, 0x7CC, 0, 6)
    name = "周报".encode("utf-16-le")
    sheet = struct.pack("<HHHHII", 0x600, 0x10, 0x1CC1, 0x7CC, 0, 6)
    body = record(0x809, sheet)
    for row, column, value in cells:
        body += record(0x203, struct.pack("<HHHd", row, column, 0, value))
    body += record(0x0A, b"")
    globals_ = record(0x809, begin) + extra
    bound_size = 4 + 6 + 2 + len(name)
    offset = len(globals_) + bound_size + 4
    bound = struct.pack("<IBB", offset, 0, 0) + struct.pack("<BB", 2, 1) + name
    return globals_ + record(0x85, bound) + record(0x0A, b"") + body


def by_office(source: Path, suffix: str) -> Path:
    """The workbook saved anew by LibreOffice in another format."""
    assert SOFFICE
    profile = (source.parent / "office").as_uri()
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix,
         "--outdir", str(source.parent / suffix), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return source.parent / suffix / f"{source.stem}.{suffix}"
