"""Text tables (.csv, .tsv, .txt): encoding and separator found out, cells as text."""

from __future__ import annotations

import csv
import io

from models.errors import FileProblem
from services.intake.workbook_guards import MAX_CELLS, MAX_ROWS

_SEPARATORS = "\t,;|，；"


def read_text(name: str, data: bytes) -> list[list[str | None]]:
    """Rows of a text table; `rows[0]` is its first line.

    UTF-8, UTF-16 with a mark, and GB18030 are known. Raises FileProblem for what is no text, or too much.
    """
    text = _decode(name, data)
    separator = _separator(text)
    rows: list[list[str | None]] = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    csv.field_size_limit(1 << 20)
    try:
        for line in reader:
            row: list[str | None] = [v.strip() or None for v in line]
            while row and row[-1] is None:
                row.pop()
            rows.append(row)
            cells += len(row)
            if len(rows) > MAX_ROWS or cells > MAX_CELLS:
                raise FileProblem(
                    f"“{name}”超过 {MAX_ROWS} 行，程序没有读取。请拆成几个文件再导入。"
                )
    except csv.Error as error:
        raise FileProblem(
            f"“{name}”第 {len(rows) + 1} 行附近的引号不成对或内容过长，读不出来。"
            "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”，再导入。"
        ) from error
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
    raise FileProblem(
        f"“{name}”不是能认出的文字文件，读不出来。请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”，再导入。"
    )


def _separator(text: str) -> str:
    """The separator that splits the first lines most evenly; a comma where none does."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]
    best, score = ",", 0
    for candidate in _SEPARATORS:
        counts = [line.count(candidate) for line in lines]
        if counts and sorted(counts)[len(counts) // 2] > score:
            best, score = candidate, sorted(counts)[len(counts) // 2]
    return best
