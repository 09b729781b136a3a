"""outlet schedules"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LIVE = sa.text("deleted_at IS NULL")


def _make(table: str, *columns: sa.Column[Any], links: dict[str, str]) -> None:
    """A table of records; `links` are column → parent table."""
    keys = {**links, "changed_action": "action"}
    op.create_table(
        table,
        *columns,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{parent}.id"], name=f"fk_{table}_{column}"
            )
            for column, parent in keys.items()
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _index(table: str, *columns: str) -> None:
    for column in (*columns, "changed_action"):
        op.create_index(f"ix_{table}_{column}", table, [column])


def _number(name: str, *, empty: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=empty)


def _words(name: str, length: int | None = None) -> sa.Column[str]:
    kind = sa.Text() if length is None else sa.String(length=length)
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    _series()
    _slots()
    _done_to_slots()
    _places()


def _series() -> None:
    _make(
        "schedule_series",
        _words("name", 120),
        _words("initials", 120),
        _number("campaign_id", empty=True),
        _number("outlet_id", empty=True),
        _words("column_name", 120),
        _number("first_on"),
        _number("last_on", empty=True),
        _words("rhythm"),
        _number("capacity", empty=True),
        _words("time", 60),
        _words("place", 120),
        _words("person", 120),
        _words("note"),
        links={"campaign_id": "campaign", "outlet_id": "outlet"},
    )
    _index("schedule_series", "campaign_id", "outlet_id")
    _make(
        "schedule_blackout",
        _number("series_id", empty=True),
        _number("outlet_id", empty=True),
        _number("first_on"),
        _number("last_on"),
        _words("reason"),
        links={"series_id": "schedule_series", "outlet_id": "outlet"},
    )
    _index("schedule_blackout", "series_id", "outlet_id")


def _slots() -> None:
    _make(
        "slot",
        _number("series_id", empty=True),
        _number("number"),
        _number("unit_id"),
        _number("outlet_id", empty=True),
        _words("column_name", 120),
        _number("campaign_id", empty=True),
        _number("day", empty=True),
        _number("planned_on", empty=True),
        _words("time", 60),
        _words("place", 120),
        _words("person", 120),
        _words("topic"),
        _words("state", 12),
        _number("confirmed_on", empty=True),
        _number("recorded_on", empty=True),
        _number("published_on", empty=True),
        _words("reason"),
        _words("note"),
        _number("placement_id", empty=True),
        sa.Column("off_meant", sa.Boolean(), nullable=False),
        links={
            "series_id": "schedule_series",
            "unit_id": "unit",
            "outlet_id": "outlet",
            "campaign_id": "campaign",
            "placement_id": "placement",
        },
    )
    _index("slot", "outlet_id", "campaign_id", "placement_id")
    op.create_index(
        "uq_slot_series_number",
        "slot",
        ["series_id", "number"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND series_id IS NOT NULL"),
    )
    op.create_index("ix_slot_day", "slot", ["day", "outlet_id", "unit_id", "state"])
    op.create_index("ix_slot_unit", "slot", ["unit_id", "day"])


def _done_to_slots() -> None:
    _make(
        "slot_change",
        _number("slot_id"),
        _words("kind", 12),
        _number("day_before", empty=True),
        _number("day_after", empty=True),
        _words("state_before", 12),
        _words("state_after", 12),
        _words("reason"),
        _words("made_at", 19),
        links={"slot_id": "slot"},
    )
    _index("slot_change", "slot_id")
    _make(
        "slot_refusal",
        _number("slot_id"),
        _number("placement_id"),
        links={"slot_id": "slot", "placement_id": "placement"},
    )
    _index("slot_refusal", "slot_id", "placement_id")


def _places() -> None:
    _make(
        "outlet_capacity",
        _number("outlet_id"),
        _words("column_name", 120),
        _number("per_day"),
        links={"outlet_id": "outlet"},
    )
    _index("outlet_capacity")
    op.create_index(
        "uq_outlet_capacity",
        "outlet_capacity",
        ["outlet_id", "column_name"],
        unique=True,
        sqlite_where=_LIVE,
    )
    _make(
        "place_booking",
        _number("outlet_id"),
        _number("campaign_id", empty=True),
        _number("unit_id", empty=True),
        _number("first_on"),
        _number("last_on"),
        _words("material"),
        _number("count"),
        _words("note"),
        links={"outlet_id": "outlet", "campaign_id": "campaign", "unit_id": "unit"},
    )
    _index("place_booking", "campaign_id", "unit_id")
    op.create_index(
        "ix_place_booking_place", "place_booking", ["outlet_id", "first_on", "last_on"]
    )
    op.create_index("ix_place_booking_days", "place_booking", ["first_on", "last_on"])
    _make(
        "recurring_column",
        _number("outlet_id"),
        _words("column_name", 120),
        _number("campaign_id", empty=True),
        _number("per_month"),
        _number("first_on", empty=True),
        _number("last_on", empty=True),
        _words("note"),
        links={"outlet_id": "outlet", "campaign_id": "campaign"},
    )
    _index("recurring_column", "outlet_id", "campaign_id")
