"""A list of holidays and make-up days out of a file: a table, or the text of the yearly notice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.errors import FileProblem, ValidationError
from services import text
from services.intake.dates import parse_day
from services.intake.workbook import Book, Value
from services.schedules.series import short_words

OFF, WORKED = "放假", "上班"
MAX_SPAN = 31
"""Days that one entry from–to may cover."""

_HOW = (
    "每行写一个日期（或“某日至某日”）和“放假”或“上班”，例如：2027年1月1日至3日 放假。"
)

_FULL = r"(?:\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号]?|20\d{6})"
_SHORT = r"(?:\d{1,2}\s*月\s*\d{1,2}\s*[日号]?)"
_DATE = rf"(?:{_FULL}|{_SHORT})"
_TO = r"\s*(?:至|到|[—–―~]+|-{1,2})\s*"
_STOP = r"(?![\dA-SU-Za-z])"  # a T begins the time of day
_SPAN = rf"(?<!\d){_DATE}{_STOP}(?:{_TO}(?:{_DATE}|\d{{1,2}}\s*[日号]){_STOP})?"
_TOKEN = re.compile(
    rf"(?P<span>{_SPAN})|(?P<kind>(?<!不)(?:放假|休息|公休|补班|上班|工作日)\s*(?P<head>:)?)"
    r"|(?P<swapped>调休)(?!\s*(?:放假|休息|补班|上班))"
)
_ENDS = re.compile(rf"({_DATE})(?:{_TO}(.+))?")
_BRACKETS = re.compile(
    r"\([^()]*\)|〔[^〕]*〕|\[[^\]]*\]|(?:星期|周)[一二三四五六日天]"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年?(?!\d)")
_TITLE_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年(?:度)?(?!\s*\d)")

_OFF_WORDS = frozenset(
    text.split_names(
        "放假、休、休息、放假日、假日、节假日、法定节假日、法定假日、假期、放假调休、公休、休假、off、holiday"
    )
)
_WORKED_WORDS = frozenset(
    text.split_names(
        "上班、班、补班、上班日、调休上班、工作日、工作、调休工作日、补班日、调班、正常上班、"
        "work、workday、worked、makeup、makeupday、makeupworkday"
    )
)
_SWAPPED_WORDS = frozenset(("调休", "调休日"))
_YES = frozenset(("是", "1", "true", "y", "yes", "√"))
_NO = frozenset(("否", "0", "false", "n", "no", "×"))
_DATE_HEADINGS = frozenset(("日期", "时间", "放假时间", "date", "day"))


@dataclass(frozen=True)
class CalendarFile:
    """What a file says: days off (weekends may be among them) and worked days, none in both."""

    name: str
    off: frozenset[dt.date]
    worked: frozenset[dt.date]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that the file speaks of."""
        return tuple(sorted({d.year for d in self.off | self.worked}))


@dataclass
class _Reading:
    """Where the reader stands in one sheet."""

    book: str
    sheet: str
    year: int | None
    row: int = 0
    row_year: int | None = None
    table: bool = False
    headings: list[str] = field(default_factory=list[str])
    off: set[dt.date] = field(default_factory=set[dt.date])
    worked: set[dt.date] = field(default_factory=set[dt.date])

    def problem(self, words: str) -> FileProblem:
        where = f"“{self.book}”第 {self.row} 行"
        return FileProblem(f"{where}：{words}放假安排没有变化。")


def read_calendar(book: Book) -> CalendarFile:
    """Days off and make-up days of a file; all of it or nothing.

    Takes tables (a date or from–to, and 放假 or 上班; or a column for each) and the sentences of a notice.
    A day without a year belongs to the year of
    the day before it in the row, else of the title or of the file's name. Raises FileProblem with
    the row and the reason.
    """
    off: set[dt.date] = set()
    worked: set[dt.date] = set()
    for sheet in book.sheets:
        if sheet.hidden:
            continue
        named = _YEAR.search(text.narrow(sheet.name)) or _YEAR.search(
            text.narrow(book.name)
        )
        reading = _Reading(book.name, sheet.name, int(named[1]) if named else None)
        for number, row in enumerate(sheet.rows, start=1):
            reading.row, reading.row_year = number, None
            _take_row(reading, row)
        off |= reading.off
        worked |= reading.worked
    if not off and not worked:
        raise FileProblem(
            f"“{book.name}”里没有找到放假或上班的日期，放假安排没有变化。{_HOW}"
        )
    both = sorted(off & worked)
    if both:
        raise FileProblem(
            f"“{book.name}”里 {both[0].year}年{short_words(both[0])}既写了放假又写了上班，"
            "放假安排没有变化。请改其中一个。"
        )
    return CalendarFile(book.name, frozenset(off), frozenset(worked))


def _take_row(reading: _Reading, row: Sequence[Value]) -> None:
    cells = [_plain(v) for v in row]
    filled = [c for c in cells if c]
    if not filled:
        return
    if _is_heading(cells):
        reading.headings = [text.fold(c) for c in cells]
        reading.table = True
        return
    kinds = [c for c in filled if _kind_of(c) or text.fold(c) in _SWAPPED_WORDS]
    reading.table = reading.table or bool(kinds)
    line = _line(reading, cells)
    pending: list[dt.date] = []
    found = 0
    seen: set[str] = set()
    ahead = ""
    for token in _TOKEN.finditer(line):
        if token["span"]:
            days = _days(reading, token["span"])
            found += len(days)
            if ahead:
                _put(reading, days, ahead)
            else:
                pending += days
            continue
        if token["swapped"]:
            if pending:
                _put(reading, pending, _swapped(reading, pending))
            pending = []
            continue
        kind = WORKED if token["kind"][0] in "补上工" else OFF
        seen.add(kind)
        ahead = kind if token["head"] else ""
        if not ahead:
            _put(reading, pending, kind)
            pending = []
    if pending and len(seen) == 1:
        _put(reading, pending, seen.pop())
        pending = []
    _check_row(reading, filled, line, found, pending)


def _check_row(
    reading: _Reading,
    filled: list[str],
    line: str,
    found: int,
    pending: list[dt.date],
) -> None:
    """A row of a table must say something; among the sentences of a notice there are others."""
    if not found:
        title = _TITLE_YEAR.search(line)
        if title:
            reading.year = int(title[1])
        elif reading.table and len(filled) > 1:
            raise reading.problem(
                f"没有看得懂的日期（写的是“{' '.join(filled)[:30]}”）。{_HOW}"
            )
    elif pending and reading.table:
        raise reading.problem(f"没有写是放假还是上班。{_HOW}")


def _put(reading: _Reading, days: list[dt.date], kind: str) -> None:
    (reading.worked if kind == WORKED else reading.off).update(days)


def _is_heading(cells: list[str]) -> bool:
    folded = [text.fold(c) for c in cells]
    if any(_TOKEN.search(c) and re.search(r"\d", c) for c in cells):
        return False
    roles = [_role(h) for h in folded]
    return any(h in _DATE_HEADINGS for h in folded) or any(
        r in ("begin", "end", "off", "worked") and h not in _OFF_WORDS | _WORKED_WORDS
        for r, h in zip(roles, folded, strict=True)
        if "日期" in h or "时间" in h or r in ("begin", "end")
    )


def _role(heading: str) -> str:
    """What a column holds, by its folded heading."""
    if heading.startswith(("是否", "is")):
        yes = "放假" in heading or "休" in heading or "holiday" in heading
        return "is_off" if yes else "is_worked"
    if (
        heading in ("开始", "起", "start", "from")
        or "开始" in heading
        or "起始" in heading
    ):
        return "begin"
    if (
        heading in ("结束", "止", "至", "end", "to")
        or "结束" in heading
        or "截止" in heading
    ):
        return "end"
    if any(w in heading for w in ("上班", "补班", "调休")):
        return "worked"
    return "off" if heading.startswith("放假") and heading != "放假安排" else ""


def _line(reading: _Reading, cells: list[str]) -> str:
    """The row as one line in which every date stands before its word."""
    parts: list[str] = []
    plain_dates = 0
    for index, cell in enumerate(cells):
        if not cell:
            continue
        heading = reading.headings[index] if index < len(reading.headings) else ""
        role = _role(heading)
        whole = re.fullmatch(_SPAN, cell) is not None
        kind = _kind_of(cell)
        if role in ("is_off", "is_worked"):
            parts.append(_answer(reading, cell, role))
        elif text.fold(cell) in _SWAPPED_WORDS:
            parts.append("调休")
        elif kind:
            parts.append(kind)
        elif role == "end" and whole and parts:
            parts.append(f"至{cell}")
        elif role in ("off", "worked") and _TOKEN.search(cell):
            parts.append(f"{cell} {OFF if role == 'off' else WORKED}")
        else:
            plain_dates += whole
            parts.append(cell)
    if plain_dates > 1:
        raise reading.problem(
            "有两个日期，分不清是两天还是一段。请在中间写“至”，或一行写一天。"
        )
    return re.sub(r"\s*至\s*", "至", " ".join(parts))


def _answer(reading: _Reading, cell: str, role: str) -> str:
    folded = text.fold(cell) or cell
    if folded not in _YES and folded not in _NO:
        raise reading.problem(f"“{cell}”请写“是”或“否”。")
    return OFF if (folded in _YES) == (role == "is_off") else WORKED


def _swapped(reading: _Reading, days: list[dt.date]) -> str:
    """调休 alone: a weekend day is worked for it, a weekday is off."""
    if len(days) != 1:
        raise reading.problem("“调休”分不清是放假还是上班，请写“放假”或“上班”。")
    return WORKED if days[0].weekday() > 4 else OFF


def _kind_of(cell: str) -> str:
    folded = text.fold(cell)
    if folded in _OFF_WORDS:
        return OFF
    return WORKED if folded in _WORKED_WORDS else ""


def _days(reading: _Reading, span: str) -> list[dt.date]:
    ends = _ENDS.fullmatch(span)
    assert ends is not None  # a span of _TOKEN has this form
    first = _day(reading, ends[1], None)
    if not ends[2]:
        return [first]
    last = _day(reading, ends[2], first)
    if last < first:
        raise reading.problem(f"“{span}”的结束日早于开始日，请改一下。")
    if (last - first).days >= MAX_SPAN:
        raise reading.problem(f"“{span}”超过 {MAX_SPAN} 天，请核对。")
    return [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]


def _day(reading: _Reading, words: str, start: dt.date | None) -> dt.date:
    if not re.match(_FULL, words):
        year = start.year if start else reading.row_year or reading.year
        if year is None:
            raise reading.problem(f"“{words}”没有写是哪一年，请写上年份。")
        if "月" not in words and start is not None:
            words = f"{start.month}月{words}"
        words = f"{year}年{words}"
    try:
        found = parse_day(words, near=dt.date(2026, 1, 1))
    except ValidationError as error:
        raise reading.problem(
            f"{getattr(error, 'reason', error)}，请改一下。"
        ) from None
    reading.row_year = found.year
    return found


def _plain(value: Value) -> str:
    """A cell as half-width text, without weekdays and what stands in brackets."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    return text.clean(_BRACKETS.sub("", text.narrow(value)))
