"""Bring a database to the present schema: backup first, all or nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

from models.database import BACKUP_FOLDER, copy_database
from models.engine import APPLICATION_ID, make_engine, storage_error
from models.errors import StorageError
from models.schema import SCHEMA_VERSION


def upgrade(path: Path, version: int | None, target: str = "head") -> None:
    """Run the migrations on a database file; `version` is the stored one, None for a new file.

    An existing database is copied to 备份/ first. A failure leaves the file as it was.
    """
    if version is not None:
        stamp = dt.datetime.now().strftime("%Y%m%d-%H%M%S")
        folder = path.parent / BACKUP_FOLDER
        folder.mkdir(exist_ok=True)
        copy_database(path, folder / f"升级前-v{version}-{stamp}.db")
    engine = make_engine(path)
    try:
        # SQLite ignores the pragma inside a transaction, so it is set on the bare connection: a table
        # that is rebuilt must not take its children along.
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.execution_options(writing=True).begin():
                    config = Config()
                    config.set_main_option(
                        "script_location", str(Path(__file__).parent / "migrations")
                    )
                    config.attributes["connection"] = connection
                    command.upgrade(config, target)
                    broken = connection.exec_driver_sql(
                        "PRAGMA foreign_key_check"
                    ).fetchall()
                    if broken:
                        raise StorageError(
                            "升级数据库时发现数据不完整，已退回升级前的状态，数据没有变化。"
                        )
                    if target == "head":
                        connection.exec_driver_sql(
                            f"PRAGMA user_version={SCHEMA_VERSION}"
                        )
                    connection.exec_driver_sql(
                        f"PRAGMA application_id={APPLICATION_ID}"
                    )
            finally:
                raw.execute("PRAGMA foreign_keys=ON")
    except DBAPIError as error:
        raise storage_error(error) from error
    finally:
        engine.dispose()
