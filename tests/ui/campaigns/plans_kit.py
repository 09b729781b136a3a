"""What tests of the plans pages share: a county with plans and stories, pages that are shown and waited for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary_campaigns import CampaignState
from services.campaigns import edit
from services.campaigns.fields import Item
from services.registers.outlets import list_outlets
from services.stories import PlacementDraft, add_story
from services.weeks import week_of
from tests.ui.support import until_idle
from ui.context import AppContext

_D = TypeVar("_D", bound=QDialog)
TODAY = dt.date.today()
DAY = dt.timedelta(days=1)
THIS = week_of(TODAY)


def add_plan(
    db: Database,
    title: str,
    due: list[dt.date | None],
    state: CampaignState = CampaignState.RUNNING,
    **values: Any,
) -> int:
    """A plan with one measure for each day."""
    with db.writing(f"新建《{title}》") as session:
        plan = edit.new_campaign(session, title, state=state, **values)
        for place, day in enumerate(due, start=1):
            measure = edit.add_item(
                session,
                Item.MEASURE,
                plan,
                number=f"{place}.",
                head=f"任务{place}",
                text=f"任务{place}。做好宣传。",
            )
            if day is not None:
                edit.add_item(
                    session, Item.DEADLINE, plan, measure_id=measure, due_on=day
                )
    return plan


def add_stories(db: Database, unit: int = 1) -> list[int]:
    """Three stories of a unit in this week, each in two outlets; returns their ids."""
    found: list[int] = []
    with db.writing("补录") as session:
        first, second, *_ = (o.id for o in list_outlets(session))
        for title in ("路口劝导进校园", "宣传片开机", "政策问答"):
            drafts = [PlacementDraft(THIS, first), PlacementDraft(THIS, second)]
            found.append(
                add_story(session, unit, THIS, title, drafts, received_on=THIS)
            )
    return found


def measures_of(db: Database, plan: int) -> list[int]:
    """Ids of the measures of a plan in order."""
    from services.campaigns.store import load_plan

    with db.reading() as session:
        return [m.id for m in load_plan(session, plan).measures]


def settle(widget: QWidget, context: AppContext, qtbot: QtBot) -> None:
    """Wait until what was asked for stands on the widget."""
    until_idle(qtbot, context)
    widget.repaint()
    until_idle(qtbot, context)


def dialog_of(parent: QWidget, kind: type[_D], context: AppContext, qtbot: QtBot) -> _D:
    """The dialog of a kind that is open over a widget."""
    until_idle(qtbot, context)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in parent.findChildren(kind)))
    return next(d for d in parent.findChildren(kind) if d.isVisible())


def wait_for(qtbot: QtBot, true: Callable[[], bool]) -> None:
    """Wait until something holds."""
    qtbot.waitUntil(true, timeout=10_000)
