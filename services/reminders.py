"""Reminders (催报): who owes a return, and the text to send, read out or print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sqlalchemy.orm import Session

from models.vocabulary import ReturnState
from services import settings, workdays
from services.board import Board, board
from services.settings import OfficeSettings
from services.weeks import sunday, week_of

LOOK_BACK = 12
"""Weeks that are looked through for missing returns."""
_LISTED = 4


@dataclass(frozen=True)
class ReminderRow:
    """One unit that owes its return of the week.

    `weeks` are the Mondays of all weeks missed in a row up to this one, oldest first; `silent_weeks` counts
    those of them that are over the due moment; `state` is missing or returned (sent back, not mended yet).
    """

    unit_id: int
    unit: str
    group: str
    liaison: str
    phone: str
    weeks: tuple[dt.date, ...]
    silent_weeks: int
    state: ReturnState
    pending: bool = False


@dataclass(frozen=True)
class ReminderText:
    """The notice for all units, and one message for each unit, in the order of the rows."""

    title: str
    notice: str
    personal: tuple[tuple[int, str], ...]
    html: str


def missing(
    session: Session, week: dt.date, now: dt.datetime | None = None
) -> list[ReminderRow]:
    """The units that owe a return for a week, in the fixed order: not sent, or sent back and still open.

    `now` tells which weeks are not due yet; without it every week counts as due.
    """
    return rows_of(board(session, week, weeks=LOOK_BACK, now=now))


def rows_of(shown: Board) -> list[ReminderRow]:
    """The reminder rows of a board that was read already."""
    rows: list[ReminderRow] = []
    for row in shown.rows:
        last = row.last
        if last is None or last.state not in (
            ReturnState.MISSING,
            ReturnState.RETURNED,
        ):
            continue
        weeks: list[dt.date] = []
        for cell in reversed(row.cells):
            if cell is None or cell.state is ReturnState.EXEMPT:
                continue
            if cell.state is not ReturnState.MISSING:
                break
            weeks.append(cell.week)
        if last.state is ReturnState.RETURNED:
            weeks = [last.week]
        unit = row.unit
        rows.append(
            ReminderRow(
                unit.id,
                unit.name,
                unit.group,
                unit.liaison,
                unit.phone,
                tuple(reversed(weeks)),
                row.silent_weeks,
                last.state,
                last.pending,
            )
        )
    return rows


def choose(
    rows: Sequence[ReminderRow],
    *,
    groups: Sequence[str] | None = None,
    at_least: int = 0,
) -> list[ReminderRow]:
    """The rows of some groups (None: all) with at least so many silent weeks (0: all)."""
    return [
        r
        for r in rows
        if (groups is None or r.group in groups) and r.silent_weeks >= at_least
    ]


def reminder_text(
    rows: Sequence[ReminderRow], office: OfficeSettings, week: dt.date, due: dt.datetime
) -> ReminderText:
    """The words of a reminder: one notice that lists all units, and a message for each liaison."""
    week = week_of(week)
    name = office.office or "宣传部"
    title = f"{_week_words(week)}宣传周报催报名单"
    overdue = not rows or not all(r.pending for r in rows)
    opening = (
        f"{_week_words(week)}的宣传周报应于{_moment(due)}前报送，"
        f"{'截至目前仍有' if overdue else '目前还有'} {len(rows)} 个单位未报齐。"
        "请以下单位联络员尽快报送；本周没有报道的，也请报“本周无报道”。"
    )
    lines = [
        f"{i}. {r.unit}　{_person(r)}　{_what(r, week)}" for i, r in enumerate(rows, 1)
    ]
    notice = "\n".join([title, "", opening, "", *lines, "", name])
    personal = tuple((r.unit_id, _personal(r, name, week, due)) for r in rows)
    return ReminderText(
        title, notice, personal, _html(rows, title, opening, name, week)
    )


def load(
    session: Session, week: dt.date, now: dt.datetime | None = None
) -> tuple[list[ReminderRow], OfficeSettings, dt.datetime]:
    """All that a reminder needs: rows, the office and the due moment of the week."""
    office = settings.load(session)
    due = workdays.due_moment(workdays.load(session), office, week_of(week))
    return missing(session, week, now), office, due


def _personal(row: ReminderRow, office: str, week: dt.date, due: dt.datetime) -> str:
    greeting = f"{row.unit}{row.liaison}同志：" if row.liaison else f"{row.unit}："
    if row.state is ReturnState.RETURNED:
        body = f"贵单位{_week_words(week)}的宣传周报已退回修改，请改好后尽快重新报送。"
    elif row.pending:
        body = f"贵单位{_week_words(week)}的宣传周报请于{_moment(due)}前报送。"
    else:
        body = (
            f"贵单位{_week_words(week)}的宣传周报尚未收到"
            f"（应于{_moment(due)}前报送），请尽快补报。"
        )
    earlier = [w for w in row.weeks if w != week]
    if earlier:
        body += f"此前未报的还有：{_list_weeks(earlier, week)}，请一并补报。"
    if row.state is not ReturnState.RETURNED:
        body += "本周没有报道的，也请回复“本周无报道”。"
    return f"{greeting}{body}谢谢支持！（{office}）"


def _what(row: ReminderRow, week: dt.date) -> str:
    if row.state is ReturnState.RETURNED:
        return "退回修改，待重报"
    silent = f"，已连续 {row.silent_weeks} 周未报" if row.silent_weeks > 1 else ""
    if row.pending:
        earlier = [w for w in row.weeks if w != week]
        return (
            f"本周待报；此前未报：{_list_weeks(earlier, week)}{silent}"
            if earlier
            else "本周待报"
        )
    if len(row.weeks) > 1:
        return f"未报：{_list_weeks(row.weeks, week)}{silent}"
    return "本周未报"


def _person(row: ReminderRow) -> str:
    if not row.liaison:
        return "（未登记联络员）"
    return f"{row.liaison} {row.phone}".strip()


def _list_weeks(weeks: Sequence[dt.date], present: dt.date) -> str:
    """The newest few weeks by their Mondays; a longer row is closed with its number."""
    shown = list(weeks)[-_LISTED:]
    words = "、".join(
        f"{w.year}年{w.month}月{w.day}日当周"
        if w.year != present.year
        else f"{w.month}月{w.day}日当周"
        for w in shown
    )
    return f"{words}等 {len(weeks)} 周" if len(weeks) > len(shown) else words


def _week_words(week: dt.date) -> str:
    end = sunday(week)
    start_text = f"{week.month}月{week.day}日"
    if end.year != week.year:
        return f"{week.year}年{start_text}至{end.year}年{end.month}月{end.day}日"
    if end.month != week.month:
        return f"{start_text}至{end.month}月{end.day}日"
    return f"{start_text}至{end.day}日"


def _moment(due: dt.datetime) -> str:
    weekday = "一二三四五六日"[due.weekday()]
    return f"{due.month}月{due.day}日（周{weekday}）{due:%H:%M}"


def _html(
    rows: Sequence[ReminderRow], title: str, opening: str, office: str, week: dt.date
) -> str:
    """The printed notice: a heading and a ruled table, A4 portrait."""
    head = "".join(
        f"<th>{t}</th>" for t in ("序号", "单位", "联络员", "电话", "未报情况", "备注")
    )
    body = "".join(
        "<tr>"
        + f"<td align='center'>{i}</td>"
        + "".join(
            f"<td>{escape(t)}</td>"
            for t in (r.unit, r.liaison, r.phone, _what(r, week), "")
        )
        + "</tr>"
        for i, r in enumerate(rows, 1)
    )
    return (
        f"<h2 align='center'>{escape(title)}</h2><p>{escape(opening)}</p>"
        "<table border='1' cellspacing='0' cellpadding='5' width='100%'>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p align='right'>{escape(office)}</p>"
    )
