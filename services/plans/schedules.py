"""Tables, and among them the schedules: a unit, an outlet or a column, and a day in each row."""

from __future__ import annotations

import re

from services.plans.dates import as_range, find_dates
from services.plans.paragraphs import Para
from services.plans.reading import DateRange, SlotRow, Span, TableFound
from services.plans.tasks import Dating

_NO = re.compile(r"^(?:序号|编号|序|号|期数|期次|期号|场次|批次|次序)$")
_UNIT = re.compile(r"单位|部门|乡镇|街道|名称|对象|嘉宾")
_DUTY = re.compile(r"牵头|责任|承办|主办|负责|落实")
_TASK = re.compile(r"任务|措施|举措|内容|事项|项目")
_DATE = re.compile(r"时间|日期|日程|排期")
_NO_DATE = "这一行的日期看不明白，请核对。"


def find_tables(paras: list[Para]) -> list[TableFound]:
    """Rows that follow each other as one table."""
    out: list[TableFound] = []
    rows: list[Para] = []
    for para in [*paras, None]:
        if (
            para is not None
            and para.cells
            and (not rows or rows[-1].section == para.section)
        ):
            rows.append(para)
            continue
        form = len(rows) == 1 and rows[0].section != "main" and len(rows[0].cells) > 2
        if len(rows) > 1 or form:  # a form in an annex may have nothing but its head
            cells = tuple(r.cells for r in rows)
            out.append(
                TableFound(
                    rows[0].section, cells, Span(rows[0].span.start, rows[-1].span.end)
                )
            )
        rows = [para] if para is not None and para.cells else []
    return out


def find_schedule(paras: list[Para], dating: Dating) -> list[SlotRow]:
    """The rows of every table with a column for a unit and one for a day; blank cells take what stands above."""
    out: list[SlotRow] = []
    columns: tuple[int | None, int, int] | None = None
    above: list[str] = []
    section = ""
    for para in paras:
        if not para.cells or para.section != section:
            columns, section = None, para.section
        if not para.cells:
            continue
        if header := _header(para.cells):
            columns, above = header, []
            continue
        if columns is None:
            continue
        own = [*para.cells, *[""] * (len(above) - len(para.cells))]
        cells = [c or (above[n] if n < len(above) else "") for n, c in enumerate(own)]
        above = cells
        if row := _slot(para, cells, columns, dating):
            out.append(row)
    return out


def _header(cells: tuple[str, ...]) -> tuple[int | None, int, int] | None:
    names = ["".join(c.split()) for c in cells]
    if any(len(n) > 14 for n in names) or any(re.search(r"\d", n) for n in names):
        return None
    unit = next((i for i, n in enumerate(names) if _UNIT.search(n)), None)
    date = next((i for i, n in enumerate(names) if _DATE.search(n) and i != unit), None)
    if unit is None or date is None:
        return None
    if _DUTY.search(names[unit]) and any(_TASK.search(n) for n in names):
        return None  # who answers for what by when: measures, not a schedule
    return next((i for i, n in enumerate(names) if _NO.match(n)), None), unit, date


def _slot(
    para: Para, cells: list[str], columns: tuple[int | None, int, int], dating: Dating
) -> SlotRow | None:
    no_at, unit_at, date_at = columns
    if max(unit_at, date_at) >= len(cells) or not cells[unit_at].strip():
        return None
    digits = (
        re.sub(r"\D", "", cells[no_at])
        if no_at is not None and no_at < len(cells)
        else ""
    )
    date = _date(para, cells[date_at], dating)
    unit = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", cells[unit_at])
    doubt = "" if date else _NO_DATE
    return SlotRow(
        int(digits) if digits else None, unit, date, para.span, tuple(cells), doubt
    )


def _date(para: Para, cell: str, dating: Dating) -> DateRange | None:
    text = "".join(cell.split())
    short = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})", text)
    if short:
        text = f"{short[1]}月{short[2]}日"
    hit = next((h for h in find_dates(text, dating.year) if h.last or h.first), None)
    if hit is None:
        return None
    at = para.key.find(text)
    found = as_range(para, hit, None)
    place = para.place(at, at + len(text)) if at >= 0 else para.span
    return DateRange(
        cell, found.start, found.end, found.precision, place, doubt=found.doubt
    )
