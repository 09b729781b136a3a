"""The outlet list to Excel and back: exact, forgiving about layout, strict about what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.database import FILE_NAME, Database
from models.tables import Action, Outlet
from models.vocabulary import OUTLET_KINDS, OutletLevel
from services import history, text
from services.intake.list_sheet import ListCounts
from services.intake.outlet_list import (
    OutletListPreview,
    commit_outlets,
    preview_outlets,
)
from services.intake.workbook import read_book
from services.output.outlet_list import write_outlets
from services.registers import outlets
from tests.services.workbook_files import workbook


def take(db: Database, path: Path) -> tuple[OutletListPreview, ListCounts]:
    """Import a file as one action."""
    with db.writing("导入媒体名单", kind="import") as session:
        preview = preview_outlets(session, read_book(path))
        return preview, commit_outlets(session, preview)


def cells(db: Database, path: Path) -> list[list[Any]]:
    """The exported list as cells."""
    with db.reading() as session:
        write_outlets(session, path)
    return read_book(path).sheets[0].rows


def names(db: Database) -> list[str]:
    """Outlet names in their order."""
    with db.reading() as session:
        return [o.name for o in outlets.list_outlets(session)]


@pytest.fixture
def media(db: Database) -> Database:
    """Three outlets, one of them only known from a form."""
    with db.writing("媒体") as session:
        outlets.save_outlet(
            session,
            name="云岭电视台",
            level=OutletLevel.COUNTY,
            kind="电视",
            aliases="县电视台、云岭台",
            columns="新闻联播、政策面对面",
        )
        outlets.save_outlet(
            session,
            name="春城日报",
            level=OutletLevel.CITY,
            kind="报纸",
            note="市委机关报",
        )
        outlets.save_outlet(
            session, name="某公众号", level=OutletLevel.OWN, confirmed=False
        )
    return db


def test_export_and_import_changes_nothing(media: Database, tmp_path: Path) -> None:
    rows = cells(media, tmp_path / "o.xlsx")
    assert rows == [
        ["序号", "媒体名称", "层级", "类型", "别名", "栏目", "备注"],
        [1, "春城日报", "市", "报纸", None, None, "市委机关报"],
        [2, "云岭电视台", "县(区)", "电视", "县电视台、云岭台", "新闻联播、政策面对面"],
        [3, "某公众号", "单位自有"],
    ]
    with media.reading() as session:
        actions = len(list(session.scalars(select(Action))))
        before = outlets.list_outlets(session)
    _, counts = take(media, tmp_path / "o.xlsx")
    assert counts == ListCounts(0, 0, 3, 0)
    with media.reading() as session:
        assert outlets.list_outlets(session) == before
        assert len(list(session.scalars(select(Action)))) == actions


def test_words_of_level_and_kind_are_understood(db: Database, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "m.xlsx",
        [
            ["全县媒体名册"],
            ["备注", "媒体级别", "平台名称", "媒体类型", "专栏"],
            ["x", "省级", "《云南日报》", "报刊", "要闻，深读"],
            [None, "县（区）级", "云岭发布", "微信公众号", None],
            [None, "自有", "县局抖音号", "抖音", None],
        ],
    )
    preview, counts = take(db, path)
    assert (preview.problems, counts.taken) == ((), 3)
    with db.reading() as session:
        first, second, third = outlets.list_outlets(session)
    assert (first.name, first.level, first.kind) == (
        "云南日报",
        OutletLevel.PROVINCE,
        "报纸",
    )
    assert first.columns == ("要闻", "深读")
    assert (second.level, second.kind) == (OutletLevel.COUNTY, "微信")
    assert (third.level, third.kind) == (OutletLevel.OWN, "短视频")
    assert first.initials == "ynrb"


def test_wrong_rows_are_told_and_good_ones_go_in(
    media: Database, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path / "m.xlsx",
        [
            ["媒体名称", "层级", "类型", "别名"],
            ["甲报", "地球级", None, None],
            ["乙报", None, None, None],
            ["丙报", "省", "飞鸽", None],
            ["丁报", "省", None, "县电视台"],
            [None, "省", None, None],
            ["戊报", "中央", None, None],
            ["戊 报", "中央", None, None],
            ["长" * 121, "中央", None, None],
            ["云岭台", None, None, "县电视台"],
        ],
    )
    preview, counts = take(media, path)
    told = {(p.row, p.column): p.reason for p in preview.problems}
    assert set(told) == {
        (2, "层级"), (3, "层级"), (4, "类型"), (5, "别名"), (6, "媒体名称"), (8, "媒体名称"), (9, "媒体名称"),
    }  # fmt: skip
    assert told[2, "层级"] == "“地球级”不是层级。"
    assert told[5, "别名"] == "“县电视台”已是第 10 行“云岭电视台”的名称或别名。"
    assert (counts.taken, counts.changed, counts.skipped) == (1, 1, 7)
    with media.reading() as session:
        station = next(o for o in outlets.list_outlets(session) if "电视" in o.name)
    assert station.aliases == ("县电视台",)
    assert station.kind == ""


def test_order_inside_a_level_and_undo(media: Database, tmp_path: Path) -> None:
    before = cells(media, tmp_path / "o.xlsx")
    path = workbook(
        tmp_path / "n.xlsx",
        [
            ["序号", "媒体名称", "层级", "栏目"],
            [1, "新报", "县", "甲、乙"],
            [2, "云岭电视台", "县", "政策面对面、新栏目"],
        ],
    )
    preview, counts = take(media, path)
    assert (counts.taken, counts.changed) == (1, 1)
    assert preview.rows[1].changes == ("栏目",)
    assert names(media) == ["春城日报", "新报", "云岭电视台", "某公众号"]
    with media.reading() as session:
        assert (
            not session.scalars(select(Outlet).where(Outlet.name == "某公众号"))
            .one()
            .confirmed
        )
        action = session.scalars(select(Action.id).order_by(Action.id.desc())).first()
    assert action is not None
    history.undo_action(media, action)
    assert cells(media, tmp_path / "again.xlsx") == before


_NAME = (
    st.text(
        st.sampled_from("云岭日报电视台微信APP融媒（）-=+@'\"&<1"),
        min_size=1,
        max_size=8,
    )
    .map(lambda t: text.clean(t).strip("《》"))
    .filter(lambda t: bool(text.fold(t)))
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            _NAME,
            st.sampled_from(OutletLevel),
            st.sampled_from(("", *OUTLET_KINDS)),
            st.lists(st.sampled_from(("要闻", "专题", "=1+1", "“引”")), unique=True),
            st.sampled_from(("", "备注", "-说明")),
            _NAME,
        ),
        min_size=1,
        max_size=10,
        unique_by=lambda row: text.fold(row[0]),
    )
)
def test_round_trip_is_exact(
    empty_database: Path,
    tmp_path_factory: pytest.TempPathFactory,
    register: list[tuple[str, OutletLevel, str, list[str], str, str]],
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    pair: list[Database] = []
    for name in ("a", "b"):
        (folder / name).mkdir()
        shutil.copy(empty_database, folder / name / FILE_NAME)
        pair.append(Database.open(folder / name))
    first, second = pair
    taken = {text.fold(row[0]) for row in register}
    with first.writing("媒体") as session:
        for name, level, kind, columns, note, alias in register:
            fresh = text.fold(alias) not in taken
            taken.add(text.fold(alias))
            outlets.save_outlet(
                session,
                name=name,
                level=level,
                kind=kind,
                columns=tuple(columns),
                note=note,
                aliases=(alias,) if fresh else (),
            )
    rows = cells(first, folder / "o.xlsx")
    preview, counts = take(first, folder / "o.xlsx")
    assert preview.problems == ()
    assert counts == ListCounts(0, 0, len(register), 0)
    _, counts = take(second, folder / "o.xlsx")
    assert counts == ListCounts(len(register), 0, 0, 0)
    assert cells(second, folder / "p.xlsx") == rows
    for each in pair:
        each.close()
