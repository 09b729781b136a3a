"""Text tables (.csv, .tsv, .txt): encoding and separator found out, cells as text."""

from __future__ import annotations

import csv
import io

from services.intake import workbook_refusals as refusals
from services.intake.workbook import Value
from services.intake.workbook_limits import MAX_CELLS, MAX_ROWS

_SEPARATORS = "\t,;|，；"


def read_text(name: str, data: bytes) -> list[list[Value]]:
    """Rows of a text table; `rows[0]` is its first line.

    UTF-8, UTF-16 with a mark, and GB18030 are known. Raises FileProblem for what is no text, or too much.
    """
    text = _decode(name, data)
    separator = _separator(text)
    rows: list[list[Value]] = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    csv.field_size_limit(1 << 20)
    try:
        for line in reader:
            row: list[Value] = [v.strip() or None for v in line]
            while row and row[-1] is None:
                row.pop()
            rows.append(row)
            cells += len(row)
            if len(rows) > MAX_ROWS or cells > MAX_CELLS:
                raise refusals.too_many_rows(name, MAX_ROWS)
    except csv.Error as error:
        raise refusals.bad_quotes(name, len(rows) + 1) from error
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _decode(name: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" in data:
        encodings = ()
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusals.unknown_text(name)


def _separator(text: str) -> str:
    """The separator that splits the first lines most evenly; a comma where none does."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]
    best, score = ",", 0
    for candidate in _SEPARATORS:
        counts = [line.count(candidate) for line in lines]
        if counts and sorted(counts)[len(counts) // 2] > score:
            best, score = candidate, sorted(counts)[len(counts) // 2]
    return best
