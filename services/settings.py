"""Settings of the office, stored in the database as JSON values with defaults here."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import ValidationError
from models.tables import Setting


@dataclass(frozen=True)
class OfficeSettings:
    """What the office decided; every field has a default.

    `due_weekday` counts from Monday = 0; `due_time` is HH:MM; `board_weeks` is the width of the board;
    `stray_days` is how many days before its week a reported date may lie before it counts as a mistake.
    """

    office: str = ""
    clerk: str = ""
    due_weekday: int = 4
    due_time: str = "17:00"
    board_weeks: int = 12
    stray_days: int = 31
    issue_title: str = "宣传工作周报"
    form_rows: int = 25
    onboarded: bool = False


def load(session: Session) -> OfficeSettings:
    """The settings as stored, defaults for the rest."""
    known = {f.name for f in fields(OfficeSettings)}
    values: dict[str, Any] = {}
    stored = select(Setting.key, Setting.value).where(Setting.deleted_at.is_(None))
    for key, packed in session.execute(stored):
        if key in known:
            values[key] = json.loads(packed)
    return OfficeSettings(**values)


def save(session: Session, **values: Any) -> OfficeSettings:
    """Store some settings; raises ValidationError naming the field."""
    _check(values)
    stored = {s.key: s for s in session.scalars(select(Setting))}
    for key, value in values.items():
        packed = json.dumps(value, ensure_ascii=False)
        if key in stored:
            stored[key].value = packed
            stored[key].deleted_at = None
        else:
            session.add(Setting(key=key, value=packed))
    session.flush()
    return load(session)


def get_raw(session: Session, key: str, default: Any = None) -> Any:
    """One value outside OfficeSettings (a list of holidays, a remembered choice)."""
    packed = session.scalar(
        select(Setting.value).where(Setting.key == key, Setting.deleted_at.is_(None))
    )
    return default if packed is None else json.loads(packed)


def put_raw(session: Session, key: str, value: Any) -> None:
    """Store one value outside OfficeSettings."""
    packed = json.dumps(value, ensure_ascii=False)
    stored = session.scalar(select(Setting).where(Setting.key == key))
    if stored is None:
        session.add(Setting(key=key, value=packed))
    else:
        stored.value = packed
        # Undoing the first saving puts the row away; saving anew brings it back.
        stored.deleted_at = None
    session.flush()


def _check(values: dict[str, Any]) -> None:
    known = {f.name for f in fields(OfficeSettings)}
    for key, value in values.items():
        if key not in known:
            raise KeyError(key)
        if key == "office" and not str(value).strip():
            raise ValidationError("请填写办公室名称，例如“云岭县委宣传部”。", "office")
        if key == "due_weekday" and not 0 <= int(value) <= 6:
            raise ValidationError("截止日请选周一到周日中的一天。", "due_weekday")
        if key == "due_time":
            try:
                dt.time.fromisoformat(str(value))
            except ValueError:
                raise ValidationError(
                    "截止时间请写成 17:00 这样的形式。", "due_time"
                ) from None
        if key == "board_weeks" and not 4 <= int(value) <= 26:
            raise ValidationError("看板周数请填 4 到 26。", "board_weeks")
        if key == "stray_days" and not 0 <= int(value) <= 366:
            raise ValidationError("补报天数请填 0 到 366。", "stray_days")
        if key == "form_rows" and not 5 <= int(value) <= 200:
            raise ValidationError("表格行数请填 5 到 200。", "form_rows")
