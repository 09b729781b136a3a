"""What was published for a plan, as a workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from models.database import Database
from models.errors import NotFound
from models.vocabulary import OutletLevel
from services.campaigns import links, store
from services.output.reach_book import (
    FIGURES,
    PLACEMENTS,
    reach_name,
    write_reach_book,
)
from services.registers.outlets import save_outlet
from services.stories import PlacementDraft, add_story
from tests.services.campaigns import plan_kit

MONDAY = dt.date(2026, 3, 9)
TODAY = dt.date(2026, 3, 20)


@pytest.fixture
def plan(db: Database) -> int:
    units = plan_kit.register(db)
    with db.writing("稿件") as session:
        paper = save_outlet(
            session, name="省报", level=OutletLevel.PROVINCE, kind="报纸"
        )
        site = save_outlet(session, name="县网", level=OutletLevel.COUNTY, kind="网站")
        drafts = [PlacementDraft(MONDAY, paper), PlacementDraft(MONDAY, site)]
        add_story(
            session,
            units["县交警大队"],
            MONDAY,
            "=劝导进校园",
            drafts,
            received_on=MONDAY,
        )
    return plan_kit.save(db)


def _rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return [tuple(c.value for c in row) for row in book[sheet].iter_rows(min_row=3)]


def test_figures_and_placements_are_written(
    db: Database, plan: int, tmp_path: Path
) -> None:
    with db.reading() as session:
        film, corner = (m.id for m in store.load_plan(session, plan).measures)
    with db.writing("归入") as session:
        links.tie_stories(session, plan, [1], measure_id=film)
        links.tie_stories(session, plan, [1], measure_id=corner)
    target = tmp_path / reach_name("文明交通", TODAY)
    assert write_reach_book(db, target, plan, today=TODAY) == target
    figures = _rows(target, FIGURES)
    assert figures[0][:6] == ("编号", "任务", "牵头单位", "状态", "稿件", "刊播")
    assert figures[1] == (
        "二（一）",
        "拍摄宣传片",
        "县委宣传部",
        "未开始",
        *(1, 2, 0, 1, 0, 1, 0),
    )
    assert figures[-1] == ("合计", None, None, None, 1, 2, 0, 1, 0, 1, 0)
    listed = _rows(target, PLACEMENTS)
    assert len(listed) == 3
    assert listed[1][2] == "=劝导进校园"
    assert listed[1][7] == "二（一） 拍摄宣传片\n二（二） 开展路口劝导"


def test_the_same_plan_gives_the_same_bytes(
    db: Database, plan: int, tmp_path: Path
) -> None:
    one, two = (
        write_reach_book(db, tmp_path / name, plan, today=TODAY).read_bytes()
        for name in ("一.xlsx", "二.xlsx")
    )
    assert one == two


def test_a_plan_without_stories_says_so(
    db: Database, plan: int, tmp_path: Path
) -> None:
    target = write_reach_book(db, tmp_path / "空.xlsx", plan, today=TODAY)
    assert _rows(target, PLACEMENTS)[1][0] == "还没有稿件归入这份方案。"
    assert [row[4] for row in _rows(target, FIGURES)[1:]] == [0, 0, 0]


def test_a_plan_that_is_gone_leaves_no_file(db: Database, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        write_reach_book(db, tmp_path / "无.xlsx", 9)
    assert not list(tmp_path.glob("*.xlsx"))
