"""How large a workbook from outside may be, and the count of what it asks for."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake import workbook_refusals as refusals

MAX_FILE = 64 << 20
"""Bytes of a file that is read at all."""
MAX_UNPACKED = 640 << 20
"""Bytes that the parts of a workbook may come to; a million styled blank rows come to 300 MB."""
MAX_TEXTS = 96 << 20
"""Bytes of the part with the shared texts, which the parser holds in memory."""
MAX_RATIO = 250
"""Unpacked over packed size of a part larger than `RATIO_FROM` bytes; real sheets stay under 60."""
RATIO_FROM = 24 << 20
MAX_PARTS = 5_000
MAX_ROWS = 200_000
MAX_COLUMNS = 2_000
MAX_CELLS = 3_000_000
"""Cells of the rectangle from A1 to the last filled cell of a sheet, and filled cells of a workbook."""


@dataclass
class Budget:
    """Counts what the sheets of one workbook come to; `name` is the file's, for the sentence."""

    name: str
    filled: int = 0

    def take(self, sheet: str, row: int, column: int, filled: int) -> None:
        """A sheet whose last filled cell is at `row`, `column` (from 1). Raises FileProblem when it is too much."""
        if row > MAX_ROWS or column > MAX_COLUMNS or row * column > MAX_CELLS:
            raise refusals.too_far(self.name, sheet, row, column)
        self.filled += filled
        if self.filled > MAX_CELLS:
            raise refusals.too_many_rows(self.name, MAX_ROWS)
