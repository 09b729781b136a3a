"""first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=19), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["undoes"], ["action.id"], name=op.f("fk_action_undoes")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["action.id"], name=op.f("fk_action_undone_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_table(
        "import_batch",
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.String(length=19), nullable=False),
        sa.Column("received_on", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_import_batch_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_action"],
            ["action.id"],
            name=op.f("fk_import_batch_changed_action"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_batch_changed_action"),
            ["changed_action"],
            unique=False,
        )

    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("op", sa.String(length=10), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_journal_action_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_journal_action_id"), ["action_id"], unique=False
        )
        batch_op.create_index(
            "ix_journal_record", ["table_name", "record_id"], unique=False
        )

    op.create_table(
        "outlet",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("initials", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_action"], ["action.id"], name=op.f("fk_outlet_changed_action")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet")),
    )
    with op.batch_alter_table("outlet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outlet_changed_action"), ["changed_action"], unique=False
        )
        batch_op.create_index(
            "uq_outlet_name",
            ["name"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_action"], ["action.id"], name=op.f("fk_setting_changed_action")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("key", name=op.f("uq_setting_key")),
    )
    with op.batch_alter_table("setting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_setting_changed_action"), ["changed_action"], unique=False
        )

    op.create_table(
        "unit_group",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_action"], ["action.id"], name=op.f("fk_unit_group_changed_action")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_group")),
    )
    with op.batch_alter_table("unit_group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unit_group_changed_action"), ["changed_action"], unique=False
        )
        batch_op.create_index(
            "uq_unit_group_name",
            ["name"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "weekly_issue",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.String(length=19), nullable=False),
        sa.Column("issued_by", sa.String(length=60), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("upto_action", sa.Integer(), nullable=False),
        sa.Column("contents", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_action"],
            ["action.id"],
            name=op.f("fk_weekly_issue_changed_action"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_issue")),
        sa.UniqueConstraint("number", name=op.f("uq_weekly_issue_number")),
    )
    with op.batch_alter_table("weekly_issue", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_weekly_issue_changed_action"),
            ["changed_action"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_weekly_issue_week"), ["week"], unique=False
        )

    op.create_table(
        "outlet_column",
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("initials", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_action"],
            ["action.id"],
            name=op.f("fk_outlet_column_changed_action"),
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlet.id"], name=op.f("fk_outlet_column_outlet_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_column")),
    )
    with op.batch_alter_table("outlet_column", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outlet_column_changed_action"),
            ["changed_action"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_outlet_column_outlet_id"), ["outlet_id"], unique=False
        )

    op.create_table(
        "unit",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("initials", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=True),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_action"], ["action.id"], name=op.f("fk_unit_changed_action")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["unit_group.id"], name=op.f("fk_unit_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["unit.id"], name=op.f("fk_unit_merged_into_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unit_changed_action"), ["changed_action"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_unit_group_id"), ["group_id"], unique=False
        )
        batch_op.create_index(
            "uq_unit_name",
            ["name"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "week_state",
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("upto_action", sa.Integer(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["weekly_issue.id"], name=op.f("fk_week_state_issue_id")
        ),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_week_state")),
    )
    op.create_table(
        "column_mapping",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("header_key", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_action"],
            ["action.id"],
            name=op.f("fk_column_mapping_changed_action"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_column_mapping_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
    )
    with op.batch_alter_table("column_mapping", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_column_mapping_changed_action"),
            ["changed_action"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_column_mapping_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "import_file",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("week", sa.Integer(), nullable=True),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_file_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_action"],
            ["action.id"],
            name=op.f("fk_import_file_changed_action"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_import_file_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_file_batch_id"), ["batch_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_import_file_changed_action"),
            ["changed_action"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_import_file_sha256"), ["sha256"], unique=False
        )

    op.create_table(
        "liaison",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=True),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_action"], ["action.id"], name=op.f("fk_liaison_changed_action")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_liaison_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liaison")),
    )
    with op.batch_alter_table("liaison", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_liaison_changed_action"), ["changed_action"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_liaison_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "story",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_action"], ["action.id"], name=op.f("fk_story_changed_action")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_story_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_story_changed_action"), ["changed_action"], unique=False
        )
        batch_op.create_index(
            "ix_story_unit_first", ["unit_id", "first_on"], unique=False
        )

    op.create_table(
        "weekly_return",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Integer(), nullable=True),
        sa.Column("nil", sa.Boolean(), nullable=False),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("exempt_reason", sa.Text(), nullable=False),
        sa.Column("returned_on", sa.Integer(), nullable=True),
        sa.Column("returned_reason", sa.Text(), nullable=False),
        sa.Column("accepted_on", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_action"],
            ["action.id"],
            name=op.f("fk_weekly_return_changed_action"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_weekly_return_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_return")),
    )
    with op.batch_alter_table("weekly_return", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_weekly_return_changed_action"),
            ["changed_action"],
            unique=False,
        )
        batch_op.create_index(
            "ix_weekly_return_unit_week", ["unit_id", "week"], unique=False
        )
        batch_op.create_index(
            "uq_weekly_return_week_unit",
            ["week", "unit_id"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "placement",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.String(length=120), nullable=False),
        sa.Column("genre", sa.String(length=40), nullable=False),
        sa.Column("spot", sa.String(length=120), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", sa.String(length=19), nullable=True),
        sa.Column("changed_action", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_action"], ["action.id"], name=op.f("fk_placement_changed_action")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["import_file.id"], name=op.f("fk_placement_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlet.id"], name=op.f("fk_placement_outlet_id")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["weekly_return.id"], name=op.f("fk_placement_return_id")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_placement_story_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_placement_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_placement_changed_action"), ["changed_action"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_placement_file_id"), ["file_id"], unique=False
        )
        batch_op.create_index(
            "ix_placement_outlet", ["outlet_id", "week"], unique=False
        )
        batch_op.create_index(
            "ix_placement_published", ["published_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_placement_return_id"), ["return_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_placement_story_id"), ["story_id"], unique=False
        )
        batch_op.create_index(
            "ix_placement_unit", ["unit_id", "published_on"], unique=False
        )
        batch_op.create_index(
            "ix_placement_week",
            ["week", "unit_id", "level", "deleted_at", "story_id"],
            unique=False,
        )
