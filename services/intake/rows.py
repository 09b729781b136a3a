"""One row of a form: its cells become a typed placement, or problems that say how to mend it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from models.vocabulary import GENRES, OutletLevel
from services import text
from services.intake.dates import DateError, mend_for, parse_day
from services.intake.known import Known
from services.intake.preview import (
    FIELD_LABELS,
    NEW_OUTLET,
    OutletChoice,
    Parsed,
)
from services.intake.problems import Problem
from services.intake.workbook_links import NO_RESULT
from services.registers.outlets import parse_level
from services.stories import MAX_TITLE
from services.weeks import sunday

_LIMITS = {"outlet": 120, "column": 120, "genre": 40, "spot": 120, "note": 2000}
_SHORT = min(_LIMITS.values())
MAX_LINK = 2000
_URL = re.compile(
    r"(?:[Hh][Tt][Tt][Pp][Ss]?://|[Ww]{3}\.)[^\s<>\"'，。；、（）《》【】“”]+"
)
_BARE_URL = re.compile(r"[a-z0-9][a-z0-9.\-]*\.(?:cn|com|net|org|gov|cc|top)(?:/\S*)?")
_SEVERAL_URLS = re.compile(r"https?://")
_ODD_IN_LINK = re.compile(r"[\s<>\"']|https?://")
_BLANK = dict.fromkeys(FIELD_LABELS, "")
_GENRE_BY_KEY = {text.fold(g): g for g in GENRES}
_SEVERAL = re.compile(r"[、，,；;/\n|]|(?<=》)\s*(?=《)")
_EMPTY_WORDS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "0"})


class Place(NamedTuple):
    """Where a row stands, for its problems."""

    file: str
    sheet: str
    row: int | None


_NO_RESULT_WORDS = (
    "这一格是公式，表里没有存下算出来的结果",
    "请在 Excel 里打开、保存一次再导入，或者直接填写。",
)


@dataclass(slots=True)
class Reading:
    """What a row says: the texts as typed, the typed values (None: not usable), and what was wrong."""

    text: dict[str, str]
    parsed: Parsed | None = None
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    candidates: list[OutletChoice] = field(default_factory=list)


def read_row(
    known: Known,
    place: Place,
    week: dt.date,
    values: dict[str, object],
    outlet_id: int | None = None,
) -> Reading:
    """Read one row of a return of `week`; `outlet_id` is the clerk's choice (NEW_OUTLET: as a new one).

    `values` is field (see FIELD_LABELS) → cell value or typed text.
    """
    texts = _BLANK.copy()
    long = False
    before = known.shown
    formulas: list[str] = []
    for name, value in values.items():
        if name not in texts:
            continue
        if not isinstance(value, str):
            texts[name] = show(value)
            continue
        shown = before.get(value)
        if shown is None:
            shown = text.clean(value)
            if shown.startswith(NO_RESULT):
                formulas.append(name)
            elif len(shown) <= _SHORT:
                before[value] = shown
            elif name in _LIMITS:
                long = True
        texts[name] = shown
    reading = Reading(texts)
    if formulas:
        for name in formulas:
            _problem(reading, place, name, *_NO_RESULT_WORDS)
        return reading
    day = _read_day(known, place, week, values.get("date"), reading)
    title = _read_title(place, reading)
    found = _read_outlet(known, place, reading, outlet_id)
    link, extra = _read_link(place, reading)
    if long:
        _check_lengths(place, reading)
    if reading.problems or day is None or not title or found is None:
        return reading
    outlet, name, level = found
    note = texts["note"]
    genre = texts["genre"]
    reading.parsed = Parsed(
        day,
        title,
        text.title_key(title),
        outlet,
        name,
        level,
        texts["column"],
        _GENRE_BY_KEY.get(text.fold(genre), genre) if genre else "",
        texts["spot"],
        link,
        f"{note}；{extra}" if note and extra else note or extra,
    )
    return reading


def show(value: object) -> str:
    """A cell's value as the clerk would have typed it."""
    if isinstance(value, str):
        return text.clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return text.clean(value)


def several_outlets(known: Known, written: str) -> list[str]:
    """The outlets that one cell names, one where it names one; nothing is cut that is a name itself."""
    found = known.named.get(written)
    if found is None:
        found = known.named[written] = _several_outlets(known, written)
    return found


def _several_outlets(known: Known, written: str) -> list[str]:
    if not _SEVERAL.search(written) or known.outlet(written).outlet is not None:
        return [written]
    parts = [text.clean(p) for p in _SEVERAL.split(written)]
    parts = list(dict.fromkeys(p for p in parts if p))
    if len(parts) < 2 or any(len(p) > 30 for p in parts):
        return [written]
    # 、 stands between names and in none of them; other marks count where a name is known.
    if "、" in written or any(known.outlet(p).outlet is not None for p in parts):
        return parts
    return [written]


def _problem(reading: Reading, place: Place, name: str, reason: str, mend: str) -> None:
    label = FIELD_LABELS[name]
    reading.problems.append(
        Problem(place.file, place.sheet, place.row, label, reason, mend)
    )


def _check_lengths(place: Place, reading: Reading) -> None:
    for name, limit in _LIMITS.items():
        if len(reading.text[name]) > limit:
            _problem(
                reading,
                place,
                name,
                f"有 {len(reading.text[name])} 个字，超过 {limit} 个字",
                "请核对是否粘贴了正文，删短后再导入。",
            )


def _read_day(
    known: Known, place: Place, week: dt.date, value: object, reading: Reading
) -> dt.date | None:
    """The day of a row; a day inside the week is remembered, the same few come again and again."""
    found = known.days.get((week, value))
    if found is not None:
        day, reading.text["date"] = found
        return day
    day = _new_day(known, place, week, value, reading)
    if day is not None and day >= week:
        known.days[week, value] = day, reading.text["date"]
    return day


def _new_day(
    known: Known, place: Place, week: dt.date, value: object, reading: Reading
) -> dt.date | None:
    near = week + dt.timedelta(days=3)
    if value is None or (isinstance(value, str) and not text.clean(value)):
        _problem(reading, place, "date", "没有填写刊播日期", mend_for(near))
        return None
    try:
        day = parse_day(value, near=near)
    except DateError as error:
        _problem(reading, place, "date", error.reason, error.mend)
        return None
    if not isinstance(value, str):
        reading.text["date"] = day.isoformat()
    end = sunday(week)
    if day > end:
        reason = f"{_said(day, week)} 在本周之后"
        _problem(reading, place, "date", reason, mend_for(near))
        return None
    before = (week - day).days
    if before > known.stray_days:
        mend = mend_for(near)
        year_off = _same_day(day, week.year) or _same_day(day, end.year)
        if year_off and year_off != day and abs((year_off - near).days) <= 31:
            mend = f"如果是 {year_off.isoformat()}，请改正年份。"
        reason = f"{_said(day, week)} 比本周早了 {before} 天"
        _problem(reading, place, "date", reason, mend)
        return None
    if before > 0:
        reading.notices.append(f"补报：{day.month}月{day.day}日 在本周之前")
    return day


def _said(day: dt.date, week: dt.date) -> str:
    return f"{day.month}月{day.day}日" if day.year == week.year else day.isoformat()


def _same_day(day: dt.date, year: int) -> dt.date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _read_title(place: Place, reading: Reading) -> str:
    title = reading.text["title"]
    if not text.fold(title):
        reason = f"“{title}”不是标题" if title else "没有填写标题"
        _problem(reading, place, "title", reason, "请填写刊播时的标题。")
        return ""
    if len(title) > MAX_TITLE:
        _problem(
            reading,
            place,
            "title",
            f"标题有 {len(title)} 个字，超过 {MAX_TITLE} 个字",
            "请核对是否粘贴了正文，只留标题。",
        )
        return ""
    return title


def _read_outlet(
    known: Known, place: Place, reading: Reading, outlet_id: int | None
) -> tuple[int | None, str, OutletLevel] | None:
    """(id or None for a new one, name, level); what is found without a word to say is remembered."""
    stated = reading.text["level"]
    written = reading.text["outlet"]
    if outlet_id is None and (plain := known.plain.get((written, stated))):
        return plain
    said = len(reading.notices)
    level = parse_level(stated) if stated else None
    if stated and level is None and stated not in _EMPTY_WORDS:
        reading.notices.append(f"层级“{text.clean(stated)[:20]}”认不出，按媒体的层级收")
    chosen = known.outlets.by_id.get(outlet_id) if outlet_id else None
    if chosen is None and not text.fold(written):
        mend = "请填写媒体名称，如“云岭日报”；也可以从下拉框里选。"
        _problem(reading, place, "outlet", "没有填写媒体", mend)
        return None
    if chosen is None:
        found = known.outlet(written)
        chosen = found.outlet if outlet_id != NEW_OUTLET else None
        if chosen is None:
            return _new_outlet(
                reading,
                found.name,
                level or found.level,
                level,
                found.candidates,
                outlet_id,
            )
        if found.notice:
            reading.notices.append(found.notice)
    if level is not None and level is not chosen.level:
        reading.notices.append(
            f"层级填的是“{level.label}”，名册里“{chosen.name}”是“{chosen.level.label}”，按名册收"
        )
    result = chosen.id, chosen.name, chosen.level
    if outlet_id is None and len(reading.notices) == said:
        known.plain[written, stated] = result
    return result


def _new_outlet(
    reading: Reading,
    name: str,
    level: OutletLevel,
    stated: OutletLevel | None,
    candidates: tuple[OutletChoice, ...],
    outlet_id: int | None,
) -> tuple[None, str, OutletLevel]:
    if outlet_id is None:
        reading.candidates = list(candidates)
    guess = "" if stated else f"，层级暂定“{level.label}”"
    reading.notices.append(f"名册里没有“{name[:40]}”，按新媒体登记、待核定{guess}")
    return None, name, level


def _read_link(place: Place, reading: Reading) -> tuple[str, str]:
    """The link, and words in its cell that are none (kept with the note)."""
    written = reading.text["link"]
    if written in _EMPTY_WORDS:
        return "", ""
    if (
        written.startswith(("http://", "https://"))
        and written.isascii()
        and not _ODD_IN_LINK.search(written, 5)
        and len(written) <= MAX_LINK
    ):
        return written, ""
    match = _URL.search(written)
    if match is None:
        bare = written.replace(" ", "")
        if _BARE_URL.fullmatch(bare.lower()):
            return bare, ""
        reading.notices.append("链接栏里不是网址，已移到备注")
        if len(written) > MAX_LINK:
            _too_long(reading, place, written)
        return "", f"链接栏：{written}"
    joined = written.replace(" ", "") if written.isascii() else written
    whole = _URL.fullmatch(joined)
    link = joined if whole and not _SEVERAL_URLS.search(joined[4:]) else match[0]
    if len(link) > MAX_LINK:
        _too_long(reading, place, link)
    if not whole and text.fold(written.replace(link, "")):
        reading.notices.append("链接栏里还有别的文字，只取网址")
    return link, ""


def _too_long(reading: Reading, place: Place, link: str) -> None:
    reason = f"链接有 {len(link)} 个字符，超过 {MAX_LINK} 个"
    _problem(reading, place, "link", reason, "请换成较短的网址，或先留空。")
