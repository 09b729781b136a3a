"""The tables of registers, weekly returns, stories, imports, issues and the journal."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Day, Moment, Record

# A row in the recycle bin must not block a new row of the same name.
_LIVE = text("deleted_at IS NULL")


class Setting(Record):
    """One setting of the office: `key` and a JSON `value`."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(String(80), unique=True)
    value: Mapped[str] = mapped_column(Text)


class UnitGroup(Record):
    """A group of units (分组) such as 县直部门; `position` orders the groups."""

    __tablename__ = "unit_group"
    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        Index("uq_unit_group_name", "name", unique=True, sqlite_where=_LIVE),
    )


class Unit(Record):
    """A unit that owes weekly returns. `aliases` are joined by 、; dates are inclusive."""

    __tablename__ = "unit"
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit_group.id"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    aliases: Mapped[str] = mapped_column(Text, default="")
    initials: Mapped[str] = mapped_column(String(120), default="")
    valid_from: Mapped[dt.date | None] = mapped_column(Day)
    valid_to: Mapped[dt.date | None] = mapped_column(Day)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (Index("uq_unit_name", "name", unique=True, sqlite_where=_LIVE),)


class Liaison(Record):
    """The one person whom a unit names (宣传联络员), from–to."""

    __tablename__ = "liaison"
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(60), default="")
    valid_from: Mapped[dt.date | None] = mapped_column(Day)
    valid_to: Mapped[dt.date | None] = mapped_column(Day)
    note: Mapped[str] = mapped_column(Text, default="")


class Outlet(Record):
    """A newspaper, station, site or account. `confirmed` is false while it is only known from a form."""

    __tablename__ = "outlet"
    name: Mapped[str] = mapped_column(String(120))
    level: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(String(20), default="")
    aliases: Mapped[str] = mapped_column(Text, default="")
    initials: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[int] = mapped_column(default=0)
    confirmed: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (Index("uq_outlet_name", "name", unique=True, sqlite_where=_LIVE),)


class OutletColumn(Record):
    """A named series inside an outlet (专题专栏)."""

    __tablename__ = "outlet_column"
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[int] = mapped_column(default=0)


class WeeklyReturn(Record):
    """What one unit sent for one week, or was let off. Its state is derived, see services.returns."""

    __tablename__ = "weekly_return"
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    week: Mapped[dt.date] = mapped_column(Day)
    received_on: Mapped[dt.date | None] = mapped_column(Day)
    nil: Mapped[bool] = mapped_column(default=False)
    exempt: Mapped[bool] = mapped_column(default=False)
    exempt_reason: Mapped[str] = mapped_column(Text, default="")
    returned_on: Mapped[dt.date | None] = mapped_column(Day)
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    accepted_on: Mapped[dt.date | None] = mapped_column(Day)
    source: Mapped[str] = mapped_column(String(20), default="")
    form_version: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        Index(
            "uq_weekly_return_week_unit",
            "week",
            "unit_id",
            unique=True,
            sqlite_where=_LIVE,
        ),
        Index("ix_weekly_return_unit_week", "unit_id", "week"),
    )


class Story(Record):
    """One piece of publicity by one unit; `title_key` is the folded title that decides sameness."""

    __tablename__ = "story"
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(Text)
    title_key: Mapped[str] = mapped_column(Text)
    first_on: Mapped[dt.date] = mapped_column(Day)
    note: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (Index("ix_story_unit_first", "unit_id", "first_on"),)


class Placement(Record):
    """One story in one outlet on one date, reported in the return of `week` (its Monday).

    `unit_id`, `week` and `level` repeat what story, return and outlet say, for the covering index.
    """

    __tablename__ = "placement"
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"), index=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("weekly_return.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    week: Mapped[dt.date] = mapped_column(Day)
    published_on: Mapped[dt.date] = mapped_column(Day)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    level: Mapped[int] = mapped_column()
    column_name: Mapped[str] = mapped_column(String(120), default="")
    genre: Mapped[str] = mapped_column(String(40), default="")
    spot: Mapped[str] = mapped_column(String(120), default="")
    link: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_file.id"), index=True
    )
    source_row: Mapped[int | None] = mapped_column()
    __table_args__ = (
        Index(
            "ix_placement_week", "week", "unit_id", "level", "deleted_at", "story_id"
        ),
        Index("ix_placement_published", "published_on", "id"),
        Index("ix_placement_outlet", "outlet_id", "week"),
        Index("ix_placement_unit", "unit_id", "published_on"),
    )


class ImportBatch(Record):
    """One commit of an intake; undone as one."""

    __tablename__ = "import_batch"
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    received_on: Mapped[dt.date] = mapped_column(Day)
    taken: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    duplicates: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(Text, default="")


class ImportFile(Record):
    """One file of a batch: its name without folder, hash of its bytes, and what became of it."""

    __tablename__ = "import_file"
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    week: Mapped[dt.date | None] = mapped_column(Day)
    form_version: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str] = mapped_column(String(20))
    taken: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)


class ColumnMapping(Record):
    """How a unit's own sheet is read: folded header texts joined by | → JSON {column index: field}."""

    __tablename__ = "column_mapping"
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    header_key: Mapped[str] = mapped_column(Text)
    mapping: Mapped[str] = mapped_column(Text)


class WeeklyIssue(Record):
    """What the supervisor received for a week: numbered, frozen. `contents` is zlib-packed JSON."""

    __tablename__ = "weekly_issue"
    number: Mapped[int] = mapped_column(unique=True)
    week: Mapped[dt.date] = mapped_column(Day, index=True)
    issued_at: Mapped[dt.datetime] = mapped_column(Moment)
    issued_by: Mapped[str] = mapped_column(String(60), default="")
    hash: Mapped[str] = mapped_column(String(64))
    upto_action: Mapped[int] = mapped_column(default=0)
    contents: Mapped[bytes] = mapped_column(LargeBinary)


class WeekState(Base):
    """What the supervisor was last told about a week, so that later changes can be shown as corrections."""

    __tablename__ = "week_state"
    week: Mapped[dt.date] = mapped_column(Day, primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("weekly_issue.id"))
    upto_action: Mapped[int] = mapped_column()
    rows: Mapped[bytes] = mapped_column(LargeBinary)


class Action(Base):
    """One thing a clerk did; `undone_by` names the action that undid it."""

    __tablename__ = "action"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(30), default="edit")
    title: Mapped[str] = mapped_column(Text)
    undoes: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("action.id"))


class Journal(Base):
    """One record touched by an action.

    `op` is insert or update; `before` and `after` hold the touched fields as JSON. An insert leaves both
    empty: its first values are the present ones walked back through the later updates.
    """

    __tablename__ = "journal"
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    table_name: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column()
    op: Mapped[str] = mapped_column(String(10))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (Index("ix_journal_record", "table_name", "record_id"),)
