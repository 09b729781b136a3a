"""The notice to a unit about its slots: a text of the office with placeholders, and filling it in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.errors import ValidationError
from services import settings, text
from services.schedules.series import SlotState
from services.schedules.types import SlotRow

TEMPLATE_KEY = "schedule_notice"
MAX_LENGTH = 4_000

DEFAULT = """关于做好{栏目}采访工作的通知
{单位}：
根据工作安排，{媒体}{栏目}拟对你单位进行采访，现将有关事项通知如下。
一、采访时间：{日期}{时间}
二、采访地点：{地点}
三、采访对象：{人员}
四、采访主题：{主题}
请提前做好准备，安排专人对接，并于采访前一个工作日与我们确认。如有特殊情况不能按时接受采访，请及早告知，以便调整。
联系人：{联系人}"""
"""The text as delivered: the first line is the title, a line that ends with a colon the recipient."""

PLACEHOLDERS: dict[str, str] = {
    "单位": "单位名称",
    "媒体": "媒体名称",
    "栏目": "栏目名称，带引号",
    "日期": "日期和星期；几期时逐个列出",
    "时间": "几点",
    "地点": "地点",
    "人员": "采访对象",
    "主题": "主题",
    "方案": "宣传方案",
    "联络员": "单位的宣传联络员",
    "电话": "联络员的电话",
    "联系人": "办公室的联系人",
    "办公室": "办公室名称",
    "今天": "出通知的日期",
}
"""What the office may write between braces, and what comes there."""

_FIELD = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Notice:
    """A filled notice: its title, whom it goes to ('' where the text does not say), its paragraphs."""

    title: str
    to: str
    body: tuple[str, ...]


def load_template(session: Session) -> str:
    """The office's text, else the one delivered."""
    return str(settings.get_raw(session, TEMPLATE_KEY, "") or DEFAULT)


def save_template(session: Session, words: str) -> None:
    """Store the office's text; an empty one goes back to the one delivered.

    Raises ValidationError (field template) for a placeholder that nothing fills, or a text without a body.
    """
    tidy = "\n".join(text.clean(line) for line in words.strip().splitlines())
    if tidy:
        check_template(tidy)
    settings.put_raw(session, TEMPLATE_KEY, "" if tidy == DEFAULT else tidy)


def check_template(words: str) -> None:
    """Raise ValidationError (field template) for a text that cannot be filled in."""
    if len(words) > MAX_LENGTH:
        raise ValidationError(f"通知最多 {MAX_LENGTH} 个字，请缩短。", "template")
    if len([line for line in words.splitlines() if line.strip()]) < 2:
        raise ValidationError(
            "通知至少要有两行：第一行是标题，后面是正文。", "template"
        )
    for name in _FIELD.findall(words):
        if name not in PLACEHOLDERS:
            known = "、".join(f"{{{n}}}" for n in PLACEHOLDERS)
            raise ValidationError(
                f"通知里的“{{{name}}}”没有对应的内容。可以用的有：{known}。", "template"
            )
    if words.count("{") != words.count("}"):
        raise ValidationError("通知里的花括号没有成对，请检查。", "template")


def filled(
    template: str,
    slots: Sequence[SlotRow],
    *,
    office: str,
    on: dt.date,
    contact: str = "",
    liaison: str = "",
    phone: str = "",
) -> Notice:
    """The notice for the slots of one unit; a numbered line whose value is empty is left out.

    Raises ValidationError where the text cannot be filled in.
    """
    check_template(template)
    values = _values(slots) | {
        "联络员": liaison,
        "电话": phone,
        "联系人": contact,
        "办公室": office,
        "今天": f"{on.year}年{on.month}月{on.day}日",
    }
    lines = [line for line in (_line(w, values) for w in template.splitlines()) if line]
    title, rest = lines[0], lines[1:]
    to = ""
    if rest and rest[0].endswith(("：", ":")):
        to = rest[0].rstrip("：:")
        rest = rest[1:]
    return Notice(title, to, tuple(_renumbered(rest)))


def _values(slots: Sequence[SlotRow]) -> dict[str, str]:
    live = [s for s in slots if s.state is not SlotState.CANCELLED] or list(slots)
    days = sorted({s.day for s in live if s.day})
    several = len(days) > 1
    columns = list(
        dict.fromkeys(s.column or s.series for s in live if s.column or s.series)
    )

    def joined(name: str) -> str:
        return "、".join(dict.fromkeys(v for s in live if (v := getattr(s, name))))

    if several:
        told = "、".join(
            f"{_day(s.day)}{s.time}" for s in sorted(live, key=_by_day) if s.day
        )
    else:
        told = _day(days[0]) if days else "时间另行通知"
    return {
        "单位": live[0].unit,
        "媒体": joined("outlet"),
        "栏目": "".join(f"“{_inside(c)}”" for c in columns),
        "日期": told,
        "时间": "" if several else joined("time"),
        "地点": joined("place"),
        "人员": joined("person"),
        "主题": joined("topic"),
        "方案": joined("campaign"),
    }


def _inside(name: str) -> str:
    """A name as it stands between quotes: its own become single ones."""
    return name.replace("“", "‘").replace("”", "’")


def _day(day: dt.date | None) -> str:
    if day is None:
        return ""
    return (
        f"{day.year}年{day.month}月{day.day}日（星期{'一二三四五六日'[day.weekday()]}）"
    )


def _by_day(slot: SlotRow) -> tuple[dt.date, str]:
    return slot.day or dt.date.max, slot.time


def _line(words: str, values: dict[str, str]) -> str:
    """The line filled in; '' where all that it would tell is empty."""
    names = _FIELD.findall(words)
    label = _FIELD.sub("", words).rstrip("。；;")
    if names and label.endswith(("：", ":")) and not any(values[n] for n in names):
        return ""
    return text.clean(_FIELD.sub(lambda m: values[m[1]], words))


_NUMBERED = re.compile(r"^[一二三四五六七八九十]{1,3}、")


def _renumbered(lines: Sequence[str]) -> list[str]:
    """一、二、三、 without gaps, where lines were left out; a single line needs no number."""
    digits = "一二三四五六七八九十"
    found: list[str] = []
    number = 0
    single = sum(bool(_NUMBERED.match(line)) for line in lines) == 1
    for line in lines:
        if single:
            line = _NUMBERED.sub("", line)
        elif _NUMBERED.match(line) and number < len(digits):
            line = f"{digits[number]}、{_NUMBERED.sub('', line)}"
            number += 1
        found.append(line)
    return found
