"""What was wrong with a row or a file: one record that names the place, the reason and the mend."""

from __future__ import annotations

from dataclasses import dataclass

REASON_HEADING = "问题与改法"
"""Extra heading of the workbook that is sent back; a sheet that has it adds to a form, it is not a new one."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was wrong; `row` is the Excel row, None for a whole sheet or file.

    `column` is the heading as a form shows it, empty where no single column is meant.
    """

    file: str
    sheet: str
    row: int | None
    column: str
    reason: str
    mend: str

    @property
    def sentence(self) -> str:
        """「第 6 行 刊播日期：没有 13 月…」, for a list or a tooltip."""
        place = f"第 {self.row} 行" if self.row else ""
        where = " ".join(part for part in (place, self.column) if part)
        words = self.reason
        if self.mend not in words:
            stop = "" if words.endswith(("。", "！", "？", "；")) else "。"
            words += stop + self.mend
        return f"{where}：{words}" if where else words
