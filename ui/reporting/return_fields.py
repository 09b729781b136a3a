"""Fields of the small dialogs for one return: a day, a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from models.errors import ValidationError
from ui.widgets.form import Field


def day_field(key: str, label: str, hint: str = "") -> Field:
    """A required day."""
    return Field(key, label, kind="date", required=True, hint=hint)


def reason_field(key: str, label: str, common: Sequence[str]) -> Field:
    """A reason: typed, or one of the common ones."""
    return Field(
        key,
        label,
        kind="suggest",
        options=list(common),
        required=True,
        placeholder=f"例如：{common[0]}" if common else "",
    )


def need_day(value: object, key: str) -> dt.date:
    """The day of a form; raises ValidationError naming the field where it is empty."""
    if not isinstance(value, dt.date):
        raise ValidationError("请填写日期，例如 11月19日。", key)
    return value
