"""Alembic's entry: runs on the connection and in the transaction that models.migrate opened."""

from alembic import context

from models import tables, tables_campaigns, tables_schedules
from models.base import Base

_ = tables, tables_campaigns, tables_schedules  # importing them fills the metadata
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
