"""周汇总 in its page: preview, freeze, files, corrections."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary import OutletLevel
from services import returns, stories
from services.registers.outlets import list_outlets
from services.registers.units import list_units
from tests.ui.support import until_idle
from ui.context import AppContext
from ui.issue.page import IssuePage
from ui.issue.state import default_target
from ui.issue.summary_files import picture
from ui.navigation import Place

WEEK = dt.date(2026, 11, 9)


@pytest.fixture
def page(small_county: Database, context: AppContext, qtbot: QtBot) -> IssuePage:
    """The page at a week that is over."""
    add(small_county, "古城夜游线路上新", dt.date(2026, 11, 10))
    shown = IssuePage(context)
    qtbot.addWidget(shown)
    shown.resize(1190, 700)
    shown.open(Place.of("issue", week=WEEK.isoformat()))
    shown.show()
    qtbot.waitExposed(shown)
    until_idle(qtbot, context)
    return shown


def add(db: Database, title: str, day: dt.date) -> None:
    """One story of the first unit in one city paper."""
    with db.writing("补录") as session:
        unit = list_units(session)[0]
        outlet = next(o for o in list_outlets(session) if o.level is OutletLevel.CITY)
        stories.add_story(
            session,
            unit.id,
            WEEK,
            title,
            [stories.PlacementDraft(day, outlet.id)],
            received_on=dt.date(2026, 11, 13),
        )


def test_freezing_writes_the_workbook_and_later_news_is_a_correction(
    page: IssuePage, context: AppContext, qtbot: QtBot, db: Database
) -> None:
    assert page._state is not None and page._state.info is None
    page._issue.click()
    until_idle(qtbot, context)
    state = page._state
    assert state is not None and state.info is not None
    assert (state.info.number, state.info.stories, state.info.placements) == (1, 1, 1)
    assert not page._issue.isVisible()
    target = default_target(context.folder, state.info)
    assert load_workbook(target).sheetnames[0] == "概要"

    add(db, "迟来的一条", dt.date(2026, 11, 12))
    until_idle(qtbot, context)
    page.refresh(frozenset({"placement"}))
    until_idle(qtbot, context)
    assert page._state is not None and page._state.later > 0
    assert page._state.info is not None and page._state.info.placements == 1


def test_summary_becomes_a_picture_and_a_pdf(
    page: IssuePage, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    import pypdfium2

    page._issue.click()
    until_idle(qtbot, context)
    assert page._state is not None and page._sheet is not None
    image = picture(page._sheet)
    assert image.width() == 1080 and 1200 < image.height() < 3000
    for kind in ("png", "pdf"):
        page._write(kind, tmp_path / f"汇总.{kind}", page._state, page._sheet)
        until_idle(qtbot, context)
    assert QImage(str(tmp_path / "汇总.png")).width() == 1080
    pdf = pypdfium2.PdfDocument(tmp_path / "汇总.pdf")
    assert len(pdf) == 1
    assert [round(side) for side in pdf[0].get_size()] == [595, 842]
    words = pdf[0].get_textpage().get_text_range()
    assert "第 1 期" in words and "古城夜游" not in words


def test_a_week_before_its_due_moment_is_asked_about(
    page: IssuePage,
    context: AppContext,
    qtbot: QtBot,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "ui.issue.page.ask", lambda _p, _t, text, _b, _a: asked.append(text)
    )
    counts = (
        page._state.snapshot["counts"] if page._state and page._state.snapshot else None
    )
    assert counts is not None
    counts["pending"] = 2
    page._issue.click()
    until_idle(qtbot, context)
    assert len(asked) == 1 and "2 个单位没有报" in asked[0]
    assert page._state is not None and page._state.info is None


def test_returns_are_counted(
    page: IssuePage, context: AppContext, qtbot: QtBot, db: Database
) -> None:
    with db.writing("零报告") as session:
        returns.receive(
            session, list_units(session)[1].id, WEEK, dt.date(2026, 11, 12), nil=True
        )
    page.refresh(frozenset({"weekly_return"}))
    until_idle(qtbot, context)
    assert page._state is not None and page._state.snapshot is not None
    assert page._state.snapshot["counts"]["received"] == 2
