"""campaign plans"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _record(table: str) -> list[Any]:
    """What every record has."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        _link(table, "changed_action", "action"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def _part(table: str) -> list[Any]:
    """What every part of a campaign has."""
    return [
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=True),
        sa.Column("span_end", sa.Integer(), nullable=True),
        sa.Column("doubt", sa.Text(), nullable=False),
        _link(table, "campaign_id", "campaign"),
        *_record(table),
    ]


def _link(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=f"fk_{table}_{column}"
    )


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def upgrade() -> None:
    _plan()
    _people()
    _tables()
    _measures()
    _figures()
    _followed()


def _plan() -> None:
    op.create_table(
        "campaign",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("initials", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("letterhead", sa.Text(), nullable=False),
        sa.Column("doc_number", sa.String(length=120), nullable=False),
        sa.Column("issued_on", sa.Integer(), nullable=True),
        sa.Column("issued_raw", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=True),
        sa.Column("ends_on", sa.Integer(), nullable=True),
        sa.Column("period_raw", sa.Text(), nullable=False),
        sa.Column("period_precision", sa.String(length=10), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("template_of_id", sa.Integer(), nullable=True),
        _link("campaign", "template_of_id", "campaign"),
        *_record("campaign"),
    )
    _index("campaign", "changed_action", "template_of_id")
    op.create_table(
        "campaign_notice",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("doc_number", sa.String(length=120), nullable=False),
        sa.Column("issued_on", sa.Integer(), nullable=True),
        sa.Column("issued_raw", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        *_part("campaign_notice"),
    )
    _index("campaign_notice", "campaign_id", "changed_action")
    op.create_table(
        "campaign_part",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("run_in", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=True),
        sa.Column("ends_on", sa.Integer(), nullable=True),
        sa.Column("period_raw", sa.Text(), nullable=False),
        sa.Column("period_precision", sa.String(length=10), nullable=False),
        *_part("campaign_part"),
    )
    _index("campaign_part", "campaign_id", "changed_action")
    op.create_table(
        "campaign_phase",
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=True),
        sa.Column("ends_on", sa.Integer(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("precision", sa.String(length=10), nullable=False),
        sa.Column("recurrence", sa.String(length=40), nullable=False),
        sa.Column("recurrence_raw", sa.Text(), nullable=False),
        *_part("campaign_phase"),
    )
    _index("campaign_phase", "campaign_id", "changed_action")
    op.create_table(
        "key_message",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_part("key_message"),
    )
    _index("key_message", "campaign_id", "changed_action")


def _people() -> None:
    op.create_table(
        "campaign_unit",
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        _link("campaign_unit", "unit_id", "unit"),
        *_part("campaign_unit"),
    )
    _index("campaign_unit", "campaign_id", "changed_action", "unit_id")
    op.create_table(
        "campaign_person",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("dept", sa.Text(), nullable=False),
        sa.Column("dept_inferred", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("email_suggest", sa.String(length=120), nullable=False),
        *_part("campaign_person"),
    )
    _index("campaign_person", "campaign_id", "changed_action")
    op.create_table(
        "campaign_channel",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        _link("campaign_channel", "outlet_id", "outlet"),
        *_part("campaign_channel"),
    )
    _index("campaign_channel", "campaign_id", "changed_action", "outlet_id")


def _tables() -> None:
    op.create_table(
        "campaign_table",
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        *_part("campaign_table"),
    )
    _index("campaign_table", "campaign_id", "changed_action")
    op.create_table(
        "campaign_slot",
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Integer(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        _link("campaign_slot", "unit_id", "unit"),
        *_part("campaign_slot"),
    )
    _index("campaign_slot", "campaign_id", "changed_action", "unit_id")
    op.create_table(
        "campaign_weight",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("percent", sa.Float(), nullable=False),
        *_part("campaign_weight"),
    )
    _index("campaign_weight", "campaign_id", "changed_action")


def _measures() -> None:
    op.create_table(
        "measure",
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recurrence", sa.String(length=40), nullable=False),
        sa.Column("recurrence_raw", sa.Text(), nullable=False),
        sa.Column("report_to", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("dropped_reason", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Integer(), nullable=True),
        _link("measure", "part_id", "campaign_part"),
        *_part("measure"),
    )
    _index("measure", "campaign_id", "changed_action", "part_id")
    op.create_table(
        "measure_unit",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        _link("measure_unit", "measure_id", "measure"),
        _link("measure_unit", "unit_id", "unit"),
        *_part("measure_unit"),
    )
    _index("measure_unit", "campaign_id", "changed_action", "measure_id", "unit_id")
    op.create_table(
        "measure_deadline",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Integer(), nullable=True),
        sa.Column("precision", sa.String(length=10), nullable=False),
        sa.Column("past", sa.Boolean(), nullable=False),
        sa.Column("met_on", sa.Integer(), nullable=True),
        _link("measure_deadline", "measure_id", "measure"),
        *_part("measure_deadline"),
    )
    _index("measure_deadline", "campaign_id", "changed_action", "measure_id")
    op.create_index("ix_measure_deadline_due", "measure_deadline", ["due_on"])


def _figures() -> None:
    op.create_table(
        "target",
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("unit_word", sa.String(length=20), nullable=False),
        sa.Column("by_day", sa.Integer(), nullable=True),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        _link("target", "measure_id", "measure"),
        *_part("target"),
    )
    _index("target", "campaign_id", "changed_action", "measure_id")
    op.create_table(
        "target_value",
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("on_day", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _link("target_value", "target_id", "target"),
        *_part("target_value"),
    )
    _index("target_value", "campaign_id", "changed_action", "target_id")
    op.create_table(
        "deliverable",
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("per", sa.String(length=10), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        _link("deliverable", "measure_id", "measure"),
        *_part("deliverable"),
    )
    _index("deliverable", "campaign_id", "changed_action", "measure_id")
    op.create_table(
        "deliverable_piece",
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=True),
        _link("deliverable_piece", "deliverable_id", "deliverable"),
        _link("deliverable_piece", "story_id", "story"),
        *_part("deliverable_piece"),
    )
    _index(
        "deliverable_piece",
        "campaign_id",
        "changed_action",
        "deliverable_id",
        "story_id",
    )


def _followed() -> None:
    op.create_table(
        "progress_entry",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("share", sa.Integer(), nullable=True),
        _link("progress_entry", "measure_id", "measure"),
        _link("progress_entry", "unit_id", "unit"),
        *_part("progress_entry"),
    )
    _index("progress_entry", "campaign_id", "changed_action", "unit_id")
    op.create_index(
        "ix_progress_entry_measure", "progress_entry", ["measure_id", "on_day"]
    )
    op.create_table(
        "attachment",
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        _link("attachment", "entry_id", "progress_entry"),
        _link("attachment", "measure_id", "measure"),
        *_part("attachment"),
    )
    _index(
        "attachment",
        "campaign_id",
        "changed_action",
        "entry_id",
        "measure_id",
        "sha256",
    )
    op.create_table(
        "campaign_story",
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=True),
        _link("campaign_story", "measure_id", "measure"),
        _link("campaign_story", "placement_id", "placement"),
        _link("campaign_story", "story_id", "story"),
        *_part("campaign_story"),
    )
    _index(
        "campaign_story",
        "campaign_id",
        "changed_action",
        "measure_id",
        "placement_id",
        "story_id",
    )
