"""The few sentences and numbers of a weekly issue's one-page summary."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from services.weekly_types import Counts, RankLine, SilentLine, Snapshot, TrendWeek

NO_DATA = "—"
"""Stands where nothing is stored to compare with."""
_NAMED = 8


@dataclass(frozen=True)
class Figure:
    """One large number of the summary: label, value and the small line under it."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Headline:
    """What a one-page summary needs.

    `lines` is the week in sentences, `brief` those of them that the rest does not show;
    `number` is 「第 12 期」 or 「预览」; `moment` and `signed` are 落款 (empty in a preview); `levels` and
    `trend` feed two small charts: (label, placements) and the weeks oldest first.
    """

    office: str
    title: str
    number: str
    week: str
    moment: str
    signed: str
    figures: tuple[Figure, ...]
    levels: tuple[tuple[str, int], ...]
    trend: tuple[TrendWeek, ...]
    first: tuple[RankLine, ...]
    last: tuple[RankLine, ...]
    silent: tuple[SilentLine, ...]
    lines: tuple[str, ...]
    brief: tuple[str, ...]


def headline(snapshot: Snapshot) -> Headline:
    """The summary of a snapshot, for a picture, a page or a message."""
    return Headline(
        office=snapshot["office"],
        title=snapshot["title"],
        number=number_words(snapshot),
        week=snapshot["week_label"],
        moment=moment_words(snapshot),
        signed=day_words(snapshot["issued_at"]),
        figures=figures(snapshot),
        levels=tuple((s["label"], s["placements"]) for s in snapshot["levels"]),
        trend=tuple(snapshot["trend"]),
        first=tuple(snapshot["first"]),
        last=tuple(snapshot["last"]),
        silent=tuple(snapshot["silent"]),
        lines=tuple(summary_lines(snapshot)),
        brief=tuple(brief_lines(snapshot)),
    )


def figures(snapshot: Snapshot) -> tuple[Figure, ...]:
    """Placements, stories, reporting rate and on-time rate with what they are compared with."""
    now, before = snapshot["counts"], snapshot["last_week"]
    year = snapshot["last_year"]
    return (
        Figure(
            "刊播",
            f"{now['placements']:,} 次",
            _against(now, before, year, "placements"),
        ),
        Figure(
            "稿件", f"{now['stories']:,} 篇", _against(now, before, year, "stories")
        ),
        Figure(
            "报送率",
            percent(now["rate"]),
            f"应报 {now['expected']} 家，已报 {now['received']} 家",
        ),
        Figure("按时率", percent(now["on_time_rate"]), f"按时 {now['on_time']} 家"),
    )


def summary_lines(snapshot: Snapshot) -> list[str]:
    """The week in a few sentences, most important first."""
    lines = [_placements_line(snapshot), _returns_line(snapshot["counts"])]
    levels = [
        f"{s['label']} {s['placements']} 次"
        for s in snapshot["levels"]
        if s["placements"]
    ]
    if levels:
        lines.append(f"按层级：{'，'.join(levels)}。")
    if snapshot["first"]:
        names = "、".join(
            f"{r['unit']}（{r['placements']} 次）" for r in snapshot["first"]
        )
        lines.append(f"刊播较多：{names}。")
    if snapshot["silent"]:
        lines.append(_silent_line(snapshot["silent"]))
    return lines + _corrections_lines(snapshot)


def brief_lines(snapshot: Snapshot) -> list[str]:
    """The sentences that say what no figure, chart or list of a one-page summary says."""
    told = [_placements_line(snapshot), _returns_line(snapshot["counts"])]
    return told + _corrections_lines(snapshot)


def percent(rate: float | None) -> str:
    """A rate (0–1) as 「95.0%」, — where there is none."""
    return NO_DATA if rate is None else f"{rate * 100:.1f}%"


def change_words(now: int, before: int | None) -> str:
    """「增 5」, 「减 3」, 「持平」, or — where there is nothing to compare with."""
    if before is None:
        return NO_DATA
    if now == before:
        return "持平"
    return f"增 {now - before:,}" if now > before else f"减 {before - now:,}"


def number_words(snapshot: Snapshot) -> str:
    """「第 12 期」, or 「预览，未签发」."""
    number = snapshot["number"]
    return "预览，未签发" if number is None else f"第 {number} 期"


def moment_words(snapshot: Snapshot) -> str:
    """「2026年11月20日 17:30 签发」, empty in a preview."""
    issued = snapshot["issued_at"]
    if issued is None:
        return ""
    moment = dt.datetime.fromisoformat(issued)
    return f"{day_words(issued)} {moment:%H:%M} 签发"


def day_words(iso: str | None) -> str:
    """「2026年11月20日」 of an ISO day or moment, empty for None."""
    if iso is None:
        return ""
    day = dt.datetime.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def _against(now: Counts, before: Counts | None, year: Counts | None, key: str) -> str:
    values: list[str] = []
    for word, then in (("较上周", before), ("较去年同周", year)):
        number = _value(then, key)
        values.append(f"{word} {change_words(_value(now, key) or 0, number)}")
    return "，".join(values)


def _value(counts: Counts | None, key: str) -> int | None:
    if counts is None:
        return None
    return counts["placements"] if key == "placements" else counts["stories"]


def _placements_line(snapshot: Snapshot) -> str:
    now = snapshot["counts"]
    if not now["placements"]:
        return "本周没有刊播记录。"
    words = f"本周刊播 {now['placements']:,} 次，稿件 {now['stories']:,} 篇"
    for word, then in (
        ("上周", snapshot["last_week"]),
        ("去年同周", snapshot["last_year"]),
    ):
        if then is not None:
            change = change_words(now["placements"], then["placements"])
            change = change if change == "持平" else change + " 次"
            words += f"，刊播与{word}比{change}"
    return words + "。"


def _returns_line(now: Counts) -> str:
    if not now["expected"]:
        return "本周没有需要报送的单位。"
    late = now["received"] - now["on_time"]
    parts = [_joined((("按时", now["on_time"]), ("迟报", late)))]
    parts.append(_joined((("其中零报告", now["nil"]), ("退回修改", now["returned"]))))
    came = "；".join(p for p in parts if p)
    words = f"应报 {now['expected']} 家，已报 {now['received']} 家"
    words += f"（{came}）" if came else ""
    words += f"，报送率 {percent(now['rate'])}，按时率 {percent(now['on_time_rate'])}"
    rest = _joined(
        (
            ("未报", now["missing"] - now["pending"]),
            ("未报（尚未到截止时间）", now["pending"]),
            ("免报", now["exempt"]),
        )
    )
    return f"{words}；{rest}。" if rest else f"{words}。"


def _joined(counts: tuple[tuple[str, int], ...]) -> str:
    """「按时 26 家，迟报 6 家」, those of zero left out."""
    return "，".join(f"{word} {number} 家" for word, number in counts if number)


def _corrections_lines(snapshot: Snapshot) -> list[str]:
    if not snapshot["corrections"]:
        return []
    numbers = sorted({c["number"] for c in snapshot["corrections"]})
    which = "、".join(str(n) for n in numbers)
    return [f"更正第 {which} 期共 {len(snapshot['corrections'])} 处。"]


def _silent_line(silent: list[SilentLine]) -> str:
    names = "、".join(f"{s['unit']}（{s['weeks']} 周）" for s in silent[:_NAMED])
    more = f"等 {len(silent)} 家" if len(silent) > _NAMED else ""
    return f"未报送及连续周数：{names}{more}。"
