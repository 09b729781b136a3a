"""What tests of pages share: a small register, a context with jobs, and waiting for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary import OutletLevel
from services.registers.outlets import save_outlet
from services.registers.units import save_unit, set_liaison
from ui.context import AppContext
from ui.jobs import JobRunner
from ui.state import StateStore


@pytest.fixture
def small_county(db: Database) -> Database:
    """Three units in two groups and three outlets."""
    with db.writing("登记单位和媒体") as session:
        trade = save_unit(
            session, name="云岭县商务局", short_name="商务局", group="县直部门"
        )
        set_liaison(session, trade, "周洁", "0871-0000 0007")
        save_unit(session, name="云岭县司法局", short_name="司法局", group="县直部门")
        save_unit(session, name="白水镇", group="乡镇街道")
        save_outlet(session, name="省电视台", level=OutletLevel.PROVINCE, kind="电视")
        save_outlet(session, name="市日报", level=OutletLevel.CITY, kind="报纸")
        save_outlet(session, name="县融媒体中心", level=OutletLevel.COUNTY, kind="微信")
    return db


@pytest.fixture
def context(db: Database, qtbot: QtBot) -> Iterator[AppContext]:
    """A context whose jobs are all finished before the database closes; errors fail the test."""
    jobs = JobRunner()
    made = AppContext(db, jobs, StateStore(db.folder))
    errors: list[BaseException] = []
    made.error_shown.connect(errors.append)
    yield made
    jobs.cancel_all()
    assert jobs.wait_all(5000)
    made.close()
    assert not errors, errors


def until_idle(qtbot: QtBot, context: AppContext) -> None:
    """Wait until no job runs and every callback was delivered."""
    qtbot.waitUntil(lambda: not context.jobs.jobs(), timeout=10_000)


def heard(signal: Any) -> list[Any]:
    """Collects what a signal says from now on."""
    said: list[Any] = []
    signal.connect(
        lambda *values: said.append(values[0] if len(values) == 1 else values)
    )
    return said
