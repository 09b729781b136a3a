"""Declarative base, column types and the parts that every business record shares."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Integer, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Day(TypeDecorator[dt.date]):
    """A date, stored as its proleptic Gregorian ordinal (int): small, sortable, fast to group by."""

    impl = Integer
    cache_ok = True

    def process_bind_param(
        self, value: dt.date | int | None, dialect: Dialect
    ) -> int | None:
        """Date (or an ordinal that is one already) to ordinal."""
        if value is None or isinstance(value, int):
            return value
        return value.toordinal()

    def process_result_value(
        self, value: Any | None, dialect: Dialect
    ) -> dt.date | None:
        """Ordinal to date."""
        return None if value is None else dt.date.fromordinal(value)


class Moment(TypeDecorator[dt.datetime]):
    """A local moment to the second, stored as sortable ISO text."""

    impl = String(19)
    cache_ok = True

    def process_bind_param(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> str | None:
        """Datetime to text."""
        return None if value is None else value.isoformat(sep=" ", timespec="seconds")

    def process_result_value(
        self, value: Any | None, dialect: Dialect
    ) -> dt.datetime | None:
        """Text to datetime."""
        return None if value is None else dt.datetime.fromisoformat(value)


def new_uid() -> str:
    """A fresh identity that travels between machines (UUID4, 32 hex digits)."""
    return uuid.uuid4().hex


def new_uids(count: int) -> list[str]:
    """Many fresh identities of the same kind, made from one draw of random bytes."""
    drawn = bytearray(os.urandom(16 * count))
    drawn[6::16] = drawn[6::16].translate(_VERSION_4)
    drawn[8::16] = drawn[8::16].translate(_VARIANT)
    digits = drawn.hex()
    return [digits[i : i + 32] for i in range(0, 32 * count, 32)]


_VERSION_4 = bytes(0x40 | (byte & 0x0F) for byte in range(256))
_VARIANT = bytes(0x80 | (byte & 0x3F) for byte in range(256))


class Base(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Record(Base):
    """A business record: journaled, never hard-deleted.

    `uid` names it across machines, `deleted_at` puts it into the recycle bin, `changed_action` is the
    action that touched it last (set by the unit of work).
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), default=new_uid)
    deleted_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    changed_action: Mapped[int | None] = mapped_column(
        ForeignKey("action.id"), index=True
    )
