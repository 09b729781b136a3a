"""A county for tests of the ledger and the timeline: two plans whose days hang on today."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary_campaigns import CampaignState, MeasureState, UnitRole
from services.campaigns import edit
from services.campaigns.fields import Item
from services.campaigns.measures import LedgerRow
from services.campaigns.states import set_state
from tests.ui.campaigns.plans_kit import DAY, TODAY, add_plan
from ui.campaigns.ledger.view import LedgerView

__all__ = ["DAY", "TODAY"]


@pytest.fixture
def ledger_county(small_county: Database) -> Database:
    """A running plan with an overdue, a near, a done and an undated measure and a requirement; a draft of two."""
    db = small_county
    with db.writing("新建方案") as session:
        plan = edit.new_campaign(
            session,
            "云岭县文明交通宣传方案",
            short_name="文明交通",
            state=CampaignState.RUNNING,
        )

        def add(head: str, due: dt.date | None, raw: str = "", **more: object) -> int:
            text = f"{head}。围绕{head}做好宣传。"
            made = edit.add_item(
                session, Item.MEASURE, plan, head=head, text=text, **more
            )
            if due is not None:
                edit.add_item(
                    session,
                    Item.DEADLINE,
                    plan,
                    measure_id=made,
                    raw=raw,
                    due_on=due,
                )
            return made

        leaflet = add("宣传折页", TODAY - 3 * DAY, "三日前", number="二（一）")
        guide = add("路口劝导", TODAY + 5 * DAY, number="二（二）")
        done = add("集中总结", TODAY - 40 * DAY, number="二（三）")
        add("专题专栏", None, number="二（四）")
        add("压实责任", None, kind="requirement", number="三（一）")
        edit.set_units(session, leaflet, UnitRole.LEAD, ["云岭县商务局"])
        edit.set_units(session, leaflet, UnitRole.SUPPORT, ["司法局", "白水镇"])
        edit.set_units(session, guide, UnitRole.LEAD, ["云岭县司法局"])
        edit.set_units(session, guide, UnitRole.SUPPORT, ["县交警大队"])
        edit.add_item(
            session,
            Item.TARGET,
            plan,
            measure_id=guide,
            text="培训劝导员120名",
            amount=120,
            unit_word="名",
        )
        edit.add_item(
            session,
            Item.DELIVERABLE,
            plan,
            measure_id=leaflet,
            name="宣传折页",
            per="year",
            least=2,
            most=3,
        )
        edit.add_item(
            session,
            Item.PHASE,
            plan,
            name="集中宣传",
            starts_on=TODAY - 30 * DAY,
            ends_on=TODAY + 30 * DAY,
        )
        set_state(session, [done], MeasureState.DONE, today=TODAY)
    add_plan(db, "河长制宣传方案", [TODAY - DAY, None], CampaignState.DRAFT)
    return db


def rows_of(view: LedgerView) -> list[LedgerRow]:
    """The rows of a ledger in the order shown."""
    found = (view.table.row(i) for i in view.table.ids())
    return [row for row in found if isinstance(row, LedgerRow)]


def shown(view: LedgerView) -> str:
    """What the panel says."""
    labels = view.panel.findChildren(QLabel)
    return "\n".join(x.text() for x in labels if x.isVisibleTo(view.panel))


def says(view: LedgerView, words: str, qtbot: QtBot) -> None:
    """Wait until the panel says something: it is built anew after each change."""
    qtbot.waitUntil(lambda: words in shown(view), timeout=5000)
