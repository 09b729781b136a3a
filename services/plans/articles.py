"""A published piece that came instead of a plan: its title, day, source and sub-heads, nothing more."""

from __future__ import annotations

import re

from services.plans.dates import as_range, find_dates
from services.plans.outline import Outline
from services.plans.paragraphs import Para
from services.plans.reading import DateRange, Found, Precision, Span

_FIELD = re.compile(
    r"^(?P<k>title|date|标题|日期|时间)\s*[:：]\s*(?P<v>.+?)\s*$", re.MULTILINE
)
_FENCE = re.compile(
    r"\A\ufeff?\s*---[ \t]*\r?\n(?P<in>.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_SOURCE = re.compile(r"(?:文章|稿件|信息|新闻)?来源：(?P<s>[^）。，；：（\d|丨]{2,20})")
_BYLINE = re.compile(r"本报讯|本报记者|（记者|通讯员|据.{2,8}(?:报道|消息)|^.{0,6}讯（")
_DATE = re.compile(r"(?:19|20)\d{2}-\d{2}-\d{2}")


def front_fields(text: str) -> dict[str, Found]:
    """Title and date of the fenced head that saved pages begin with; empty without one."""
    fence = _FENCE.match(text)
    if not fence:
        return {}
    out: dict[str, Found] = {}
    for m in _FIELD.finditer(text, *fence.span("in")):
        value = m["v"].strip("\"'")
        start = m.start("v") + (len(m["v"]) - len(m["v"].lstrip("\"'")))
        key = "title" if m["k"] in ("title", "标题") else "date"
        out[key] = Found(value, Span(start, start + len(value)))
    return out


def fence_end(text: str) -> int:
    """Where the fenced head ends, 0 without one."""
    fence = _FENCE.match(text)
    return fence.end() if fence else 0


def source_of(paras: list[Para]) -> Found | None:
    """The paper or site that a piece says it came from."""
    for para in paras:
        if found := _SOURCE.search(para.key):
            return para.found(*found.span("s"))
    return None


def is_article(paras: list[Para], fields: dict[str, Found]) -> bool:
    """Whether a text without a plan looks like a published piece."""
    if "title" in fields or source_of(paras):
        return True
    return any(_BYLINE.search(p.key[:60]) for p in paras[:6])


def article_title(paras: list[Para], fields: dict[str, Found]) -> Found | None:
    """The title of a piece: from its head, else a short first line."""
    if "title" in fields:
        return fields["title"]
    for para in paras[:2]:
        if (
            not para.cells
            and 4 <= len(para.key) <= 50
            and not re.search(r"[。；]", para.key)
        ):
            return para.found(0, len(para.key))
    return None


def article_date(paras: list[Para], fields: dict[str, Found]) -> DateRange | None:
    """The day of publication: from its head, else a line of the first few that tells a whole date."""
    if (
        (found := fields.get("date"))
        and (day := _DATE.search(found.value))
        and found.span
    ):
        hit = next(iter(find_dates(day[0], None)), None)
        start = found.span.start + day.start()
        if hit and hit.first:
            return DateRange(
                day[0],
                hit.first,
                hit.last,
                hit.precision,
                Span(start, start + len(day[0])),
            )
    for para in (*paras[:4], *paras[-3:]):
        if len(para.key) <= 60:
            for hit in find_dates(para.key, None):
                if hit.precision is Precision.DAY and hit.first:
                    return as_range(para, hit, None)
    return None


def sub_heads(outline: Outline) -> tuple[Para, ...]:
    """Paragraphs in bold that stand as sub-heads."""
    return tuple(p for p in outline.loose if p.strong)
