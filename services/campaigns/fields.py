"""What can be edited in each list of a plan: fields, what must be filled in, what is checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.errors import ValidationError
from models.vocabulary_campaigns import (
    CHANNEL_KINDS,
    MEASURE_KINDS,
    MESSAGE_KINDS,
    PERIODS,
    PERSON_KINDS,
    PRECISIONS,
    UnitRole,
)
from services import text


class Item(StrEnum):
    """A list of a plan that is edited line by line."""

    NOTICE = "notice"
    UNIT = "unit"
    PERSON = "person"
    PHASE = "phase"
    MESSAGE = "message"
    CHANNEL = "channel"
    TABLE = "table"
    SLOT = "slot"
    WEIGHT = "weight"
    MEASURE = "measure"
    MEASURE_UNIT = "measure_unit"
    DEADLINE = "deadline"
    TARGET = "target"
    DELIVERABLE = "deliverable"


@dataclass(frozen=True)
class Spec:
    """How a list is stored: table, its word, editable fields (name → kind of value), the field that must be filled.

    Kinds: text (one line), long (line ends kept), day, whole, number, flag, or `in:` and a set of codes.
    `parents`: fields that point at a record of the same campaign. `span`: two days that must not be crossed.
    """

    table: type[t.PlanRecord]
    word: str
    fields: Mapping[str, str]
    needed: tuple[tuple[str, str], ...]
    parents: Mapping[str, type[t.PlanRecord]] | None = None
    span: tuple[str, str] | None = None


_DATED = {"starts_on": "day", "ends_on": "day", "raw": "text", "precision": "precision"}
_REPEATED = {"recurrence": "text", "recurrence_raw": "text"}
_OF_MEASURE: Mapping[str, type[t.PlanRecord]] = {"measure_id": t.Measure}

SPECS: dict[Item, Spec] = {
    Item.NOTICE: Spec(
        t.CampaignNotice,
        "通知",
        {
            "title": "text",
            "issuer": "text",
            "doc_number": "text",
            "issued_on": "day",
            "issued_raw": "text",
            "recipients": "text",
        },
        (("title", "请填写通知标题。"),),
    ),
    Item.UNIT: Spec(
        t.CampaignUnit,
        "单位",
        {"role": "role", "unit_id": "unit", "name": "text", "label": "text"},
        (("name", "请填写单位名称。"), ("role", "请选择是成员单位还是抄送单位。")),
    ),
    Item.PERSON: Spec(
        t.CampaignPerson,
        "人员",
        {
            "kind": "person",
            "section": "text",
            "role": "text",
            "name": "text",
            "post": "text",
            "dept": "text",
            "phone": "text",
            "email": "text",
        },
        (("kind", "请选择是组织领导还是联系人。"),),
    ),
    Item.PHASE: Spec(
        t.CampaignPhase,
        "阶段",
        {"section": "text", "name": "text", **_DATED, **_REPEATED},
        (("name", "请填写阶段名称。"),),
        span=("starts_on", "ends_on"),
    ),
    Item.MESSAGE: Spec(
        t.KeyMessage,
        "要点",
        {"kind": "message", "text": "long"},
        (("text", "请填写内容。"),),
    ),
    Item.CHANNEL: Spec(
        t.CampaignChannel,
        "渠道",
        {"kind": "channel", "name": "text", "outlet_id": "outlet"},
        (("name", "请填写名称。"), ("kind", "请选择专栏、媒体或阵地。")),
    ),
    Item.TABLE: Spec(
        t.CampaignTable,
        "表格",
        {"section": "text", "rows": "long"},
        (("rows", "表格没有内容。"),),
    ),
    Item.SLOT: Spec(
        t.CampaignSlot,
        "安排",
        {
            "number": "whole",
            "unit_id": "unit",
            "name": "text",
            "on_day": "day",
            "raw": "text",
        },
        (("name", "请填写单位名称。"),),
    ),
    Item.WEIGHT: Spec(
        t.CampaignWeight,
        "权重",
        {"name": "text", "percent": "percent"},
        (("name", "请填写投票方名称。"), ("percent", "请填写所占百分比。")),
    ),
    Item.MEASURE: Spec(
        t.Measure,
        "任务",
        {
            "part_id": "parent",
            "section": "text",
            "kind": "measure",
            "number": "text",
            "head": "text",
            "text": "long",
            "report_to": "text",
            **_REPEATED,
        },
        (("text", "请填写任务内容。"),),
        parents={"part_id": t.CampaignPart},
    ),
    Item.MEASURE_UNIT: Spec(
        t.MeasureUnit,
        "单位",
        {
            "measure_id": "parent",
            "role": "role",
            "unit_id": "unit",
            "name": "text",
            "label": "text",
        },
        (
            ("name", "请填写单位名称。"),
            ("role", "请选择牵头或配合。"),
            ("measure_id", "请先选择任务。"),
        ),
        parents=_OF_MEASURE,
    ),
    Item.DEADLINE: Spec(
        t.MeasureDeadline,
        "时限",
        {
            "measure_id": "parent",
            "raw": "text",
            "starts_on": "day",
            "due_on": "day",
            "precision": "precision",
            "past": "flag",
            "met_on": "day",
        },
        (("measure_id", "请先选择任务。"),),
        parents=_OF_MEASURE,
        span=("starts_on", "due_on"),
    ),
    Item.TARGET: Spec(
        t.Target,
        "指标",
        {
            "measure_id": "parent",
            "text": "long",
            "amount": "number",
            "unit_word": "text",
            "by_day": "day",
            "yearly": "flag",
        },
        (("text", "请填写指标内容。"),),
        parents=_OF_MEASURE,
    ),
    Item.DELIVERABLE: Spec(
        t.Deliverable,
        "成果",
        {
            "measure_id": "parent",
            "name": "text",
            "per": "period",
            "least": "whole",
            "most": "whole",
        },
        (("name", "请填写成果名称。"),),
        parents=_OF_MEASURE,
    ),
}
"""Every list with what can be edited in it."""

_CODES: dict[str, frozenset[str]] = {
    "role": frozenset(r.value for r in UnitRole),
    "person": frozenset(PERSON_KINDS),
    "message": frozenset(MESSAGE_KINDS),
    "channel": frozenset(CHANNEL_KINDS),
    "measure": frozenset(MEASURE_KINDS),
    "period": frozenset(PERIODS),
    "precision": frozenset(PRECISIONS),
}
_EARLIEST, _LATEST = dt.date(1949, 10, 1), dt.date(2199, 12, 31)
_LONGEST_LINE, _LONGEST_TEXT = 2_000, 100_000


def checked(session: Session, spec: Spec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values tidied, each by its kind. Raises ValidationError with the field."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        kind = spec.fields.get(name)
        if kind is None:
            raise ValidationError("这一项不能这样改。", name)
        found[name] = _checked(session, name, kind, value)
    return found


def check_whole(spec: Spec, values: Mapping[str, Any]) -> None:
    """What a whole record must keep to: needed fields, days in order, quotas in order. Raises ValidationError."""
    for name, sentence in spec.needed:
        if values.get(name) in (None, ""):
            raise ValidationError(sentence, name)
    if spec.span:
        first, last = (values.get(name) for name in spec.span)
        if first and last and last < first:
            raise ValidationError(
                f"结束日期（{last}）早于开始日期（{first}），请改其中一个。",
                spec.span[1],
            )
    least, most = values.get("least"), values.get("most")
    if least is not None and most is not None and most < least:
        raise ValidationError(
            f"最多（{most}）少于最少（{least}），请改其中一个。", "most"
        )


def _checked(session: Session, name: str, kind: str, value: Any) -> Any:
    if kind in _CODES:
        if value not in _CODES[kind]:
            raise ValidationError("请从列出的选项里选择。", name)
        return str(value)
    if kind == "text":
        return _short(name, text.clean(value), _LONGEST_LINE)
    if kind == "long":
        return _short(name, str(value or "").strip(), _LONGEST_TEXT)
    if kind == "flag":
        return bool(value)
    if value is None or value == "":
        return None
    if kind == "day":
        return _day(name, value)
    if kind in {"whole", "percent", "number"}:
        return _number(name, kind, value)
    return _linked(session, name, kind, value)


def _short(name: str, words: str, longest: int) -> str:
    if len(words) > longest:
        raise ValidationError(f"这里最多填写 {longest} 个字，请缩短。", name)
    return words


def checked_day(name: str, value: Any) -> dt.date | None:
    """A day or None; raises ValidationError for anything else and for years that cannot be meant."""
    return None if value is None else _day(name, value)


def _day(name: str, value: Any) -> dt.date:
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise ValidationError("请填写日期，如 2026-03-31。", name)
    if not _EARLIEST <= value <= _LATEST:
        raise ValidationError(f"日期 {value} 不对，请核对年份。", name)
    return value


def _number(name: str, kind: str, value: Any) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValidationError("请填写数字。", name)
    if value != value or value < 0 or value > 1e12:
        raise ValidationError("请填写 0 以上的数字。", name)
    if kind == "percent" and value > 100:
        raise ValidationError("百分比不能超过 100。", name)
    if kind == "whole" and value != int(value):
        raise ValidationError("请填写整数。", name)
    return int(value) if kind == "whole" else float(value)


def _linked(session: Session, name: str, kind: str, value: Any) -> int:
    from models.tables import Outlet, Unit

    table = {"unit": Unit, "outlet": Outlet}.get(kind)
    if table is not None:
        record = session.get(table, value)
        if record is None or record.deleted_at is not None:
            raise ValidationError("名册里已经没有这一项了，请重新选择。", name)
    return int(value)
