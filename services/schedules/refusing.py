"""Refusing what the rules of the office forbid."""

from __future__ import annotations

from collections.abc import Sequence

from models.errors import ValidationError
from services.schedules.conflicts import Grade
from services.schedules.types import ConflictRow


def refuse_forbidden(found: Sequence[ConflictRow]) -> None:
    """Raise ValidationError (field day) with the first conflict that a rule forbids."""
    for conflict in found:
        if conflict.grade is Grade.FORBID:
            raise ValidationError(
                f"{conflict.sentence}按本单位的规则不允许这样排，没有改动。"
                "可以换一天，或在排期规则里把这一条改为“警告”。",
                "day",
            )
