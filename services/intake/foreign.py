"""Sheets without a mark: which unit, which week, which column holds what."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

from models.errors import ValidationError
from models.vocabulary import GENRES
from services import text
from services.intake.dates import parse_day
from services.intake.forms import Layout, Rows, header_key, read_layout
from services.intake.known import Known
from services.intake.preview import ColumnGuess, Proposal
from services.intake.rows import show
from services.registers.outlets import parse_level
from services.registers.units import UnitRow
from services.weeks import week_of

SAMPLE_ROWS = 40
"""Rows looked at to tell what a column holds."""
NEEDED = ("date", "title", "outlet")
"""Without these a program alone takes nothing in."""

_NEEDED_WORDS = {"date": "刊播日期", "title": "标题", "outlet": "媒体"}
_UNIT_LABEL = re.compile(
    r"(?:报送单位|填报单位|单位名称|单位|部门)(?:[（(]\s*盖章\s*[）)])?\s*[:：]\s*(.+)"
)
_DATE_IN_TEXT = re.compile(
    r"(?:(?:\d{4}|[二〇零一三四五六七八九]{4})\s*[年./\-])?\s*\d{1,2}\s*[月./\-]\s*\d{1,2}\s*[日号]?|(?<!\d)20\d{6}(?!\d)"
)
_LINK = re.compile(r"^\s*(?:https?://|www\.)", re.IGNORECASE)
_GENRE_KEYS = frozenset(text.fold(g) for g in GENRES)


def propose(
    known: Known,
    file_name: str,
    sheet_name: str,
    rows: Rows,
    received: dt.date,
    *,
    header_row: int | None = None,
    unit_id: int | None = None,
    week: dt.date | None = None,
    mapping: dict[int, str] | None = None,
) -> Proposal:
    """How a sheet could be read; what the clerk said (the last four) is taken as it is.

    `header_row` is an Excel row (from 1).
    """
    layout = _layout(known, rows, received, header_row)
    above = rows[: layout.header] if layout else rows[:6]
    units, named = _units(known, file_name, sheet_name, above)
    if unit_id is not None:
        chosen: int | None = unit_id
    else:
        chosen = units[0].id if units else None
    fields = _mapping(known, layout, chosen, mapping)
    body = rows[layout.header + 1 :] if layout else rows
    guessed = mapping is None and any(f not in fields.values() for f in NEEDED)
    if guessed:
        for column, name in guess_columns(known, body, received).items():
            if column not in fields and name not in fields.values():
                fields[column] = name
    found_week, week_sure = (
        (week, True)
        if week
        else _week(file_name, sheet_name, above, body, fields, received)
    )
    own_units = "unit" in fields.values() and unit_id is None
    # A clerk who maps the columns may leave the date out: then each row asks for its own.
    needed = NEEDED if mapping is None else NEEDED[1:]
    absent = [_NEEDED_WORDS[f] for f in needed if f not in fields.values()]
    missing = _missing(absent, own_units or chosen is not None, found_week)
    alone = named and len(units) == 1 and not _divided(known, body, chosen)
    agreed = unit_id is not None or alone or own_units
    headings = layout.headings if layout else ()
    certain = not missing and agreed and week_sure and not guessed
    return Proposal(
        None if own_units else chosen,
        tuple((u.id, u.name) for u in units),
        found_week,
        layout.header + 1 if layout else None,
        _columns(headings, body, fields),
        certain,
        missing,
    )


def guess_columns(known: Known, rows: Rows, near: dt.date) -> dict[int, str]:
    """Column index → field by what the cells look like, for a table without headings."""
    width = max((len(r) for r in rows[:SAMPLE_ROWS]), default=0)
    scores: list[tuple[float, int, str]] = []
    for column in range(width):
        cells = [r[column] for r in rows[:SAMPLE_ROWS] if column < len(r)]
        cells = [c for c in cells if c is not None and c != ""]
        if not cells:
            continue
        for name, test in _TESTS.items():
            share = sum(test(known, c, near) for c in cells) / len(cells)
            if share >= 0.5:
                scores.append((share, -column, name))
        length = sum(len(show(c)) for c in cells) / len(cells)
        if length >= 5:
            # Titles are the longest texts; links are longer but known by their look.
            scores.append((min(0.49, length / 100), -column, "title"))
    found: dict[int, str] = {}
    for _share, column, name in sorted(scores, reverse=True):
        if -column not in found and name not in found.values():
            found[-column] = name
    return dict(sorted(found.items()))


def _is_day(_known: Known, value: object, near: dt.date) -> bool:
    if isinstance(value, int | float) and value < 10_000:
        return False  # a running number is no date
    try:
        parse_day(value, near=near)
    except ValidationError:
        return False
    return True


def _is_link(_known: Known, value: object, _near: dt.date) -> bool:
    return isinstance(value, str) and bool(_LINK.match(value))


def _is_outlet(known: Known, value: object, _near: dt.date) -> bool:
    return isinstance(value, str) and known.outlet(value).outlet is not None


def _is_level(_known: Known, value: object, _near: dt.date) -> bool:
    return isinstance(value, str) and parse_level(value) is not None


def _is_genre(_known: Known, value: object, _near: dt.date) -> bool:
    return isinstance(value, str) and text.fold(value) in _GENRE_KEYS


def _is_unit(known: Known, value: object, _near: dt.date) -> bool:
    return isinstance(value, str) and known.units.exact(value) is not None


def _is_number(_known: Known, value: object, _near: dt.date) -> bool:
    return isinstance(value, int | float) and 0 < value < 1000


_TESTS = {
    "number": _is_number,
    "date": _is_day,
    "link": _is_link,
    "outlet": _is_outlet,
    "level": _is_level,
    "genre": _is_genre,
    "unit": _is_unit,
}


def _layout(
    known: Known, rows: Rows, near: dt.date, header_row: int | None
) -> Layout | None:
    """The headings: named by the clerk, known words, or a row of texts above what looks like a table."""
    if header_row is not None:
        return read_layout(rows, header_row - 1)
    found = read_layout(rows)
    if found is not None:
        return found
    for index, row in enumerate(rows[:20]):
        words = [v for v in row if v is not None and v != ""]
        if len(words) < 3 or not all(isinstance(v, str) for v in words):
            continue
        if any(len(str(v)) > 20 or _is_day(known, v, near) for v in words):
            continue
        below = guess_columns(known, rows[index + 1 :], near)
        if "title" in below.values() and "date" in below.values():
            return read_layout(rows, index)
        return None
    return None


def _mapping(
    known: Known,
    layout: Layout | None,
    unit_id: int | None,
    mapping: dict[int, str] | None,
) -> dict[int, str]:
    """Column index → field: the clerk's, the one kept for this unit, or what the headings say."""
    if mapping is not None:
        return {c: f for c, f in mapping.items() if f}
    if layout is None:
        return {}
    kept = known.mappings.get((unit_id or 0, header_key(layout.headings)))
    return dict(kept or layout.mapping)


def _units(
    known: Known, file_name: str, sheet_name: str, above: Rows
) -> tuple[list[UnitRow], bool]:
    """Units that the labels, the title, the sheet's and the file's name speak of, best first.

    And whether they are named there; otherwise they are only near to what is, for the clerk to confirm.
    """
    found: list[UnitRow] = []
    titles = [show(v) for row in above for v in row if isinstance(v, str)]
    for row in above:
        texts = [show(v) for v in row]
        for place, words in enumerate(texts):
            match = _UNIT_LABEL.match(words)
            told = match[1] if match else ""
            if not told and text.fold(words) in _UNIT_WORDS:
                told = next((t for t in texts[place + 1 :] if t), "")
            unit = known.units.exact(told) if told else None
            if unit is not None:
                found.append(unit)
    stem = file_name.rsplit(".", 1)[0]
    for passage in (*titles, sheet_name, stem):
        if len(passage) < 80:
            found += known.units.mentioned(passage)
    named = bool(found)
    if not found:
        words = re.sub(r"[\d._\-—()（）年月日第周报表至\s]+", " ", stem).split()
        for word in sorted(words, key=len, reverse=True)[:2]:
            found += known.units.near(word)
    return list(dict.fromkeys(found))[:5], named


def _divided(known: Known, body: Rows, chosen: int | None) -> bool:
    """Whether a line between the rows names another unit: then the rows are not all of one."""
    for row in body:
        words = [v for v in row if v is not None and v != ""]
        if len(words) == 1 and isinstance(words[0], str):
            unit = known.units.exact(words[0].strip(" :："))
            if unit is not None and unit.id != chosen:
                return True
    return False


_UNIT_WORDS = frozenset({"单位", "报送单位", "填报单位", "单位名称", "部门"})


def _week(
    file_name: str,
    sheet_name: str,
    above: Rows,
    body: Rows,
    fields: dict[int, str],
    received: dt.date,
) -> tuple[dt.date | None, bool]:
    """The week told in a title or a name, else that of the dates; and whether that is sure."""
    titles = [show(v) for row in above for v in row if isinstance(v, str)]
    for passage in (*titles, sheet_name, file_name.rsplit(".", 1)[0]):
        told = week_told(passage, received)
        if told is not None:
            return told, True
    column = next((c for c, f in fields.items() if f == "date"), None)
    if column is None:
        return week_of(received), False
    days: list[dt.date] = []
    for row in body[:500]:
        if column < len(row) and row[column] not in (None, ""):
            try:
                days.append(parse_day(row[column], near=received))
            except ValidationError:
                continue
    weeks = Counter(week_of(d) for d in days if d <= received + dt.timedelta(days=7))
    if not weeks:
        return week_of(received), False
    if len(weeks) == 1:
        return next(iter(weeks)), True
    return max(weeks), False


def week_told(passage: str, near: dt.date) -> dt.date | None:
    """The week that a title speaks of: its dates lie in one week, or run from a Monday on."""
    days: list[dt.date] = []
    for written in _DATE_IN_TEXT.findall(text.narrow(passage)):
        try:
            days.append(parse_day(written.strip(), near=near))
        except ValidationError:
            continue
    if not days:
        return None
    first = min(days)
    within = all((d - week_of(first)).days < 7 for d in days)
    return week_of(first) if within else None


def _missing(absent: list[str], unit_known: bool, week: dt.date | None) -> str:
    """What the clerk still has to say, as one sentence; empty when nothing."""
    parts: list[str] = []
    if not unit_known:
        parts.append("是哪个单位的")
    if week is None:
        parts.append("是哪一周的")
    if absent:
        parts.append(f"哪一列是{'、'.join(absent)}")
    return f"请指明{'，'.join(parts)}。" if parts else ""


def _columns(
    headings: Sequence[str], body: Rows, fields: dict[int, str]
) -> tuple[ColumnGuess, ...]:
    width = max([len(headings), *(len(r) for r in body[:SAMPLE_ROWS])], default=0)
    guesses: list[ColumnGuess] = []
    for column in range(min(width, 60)):
        cells = (show(r[column]) for r in body[:SAMPLE_ROWS] if column < len(r))
        samples = tuple(c[:40] for c in cells if c)[:3]
        heading = headings[column] if column < len(headings) else ""
        if heading or samples:
            guesses.append(
                ColumnGuess(column, heading, samples, fields.get(column, ""))
            )
    return tuple(guesses)
