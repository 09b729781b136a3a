"""The unit list to Excel and back: exact, forgiving about layout, strict about what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.database import Database
from models.errors import FileProblem
from models.tables import Action, Liaison, WeeklyReturn
from services import history
from services.intake.list_sheet import ListCounts
from services.intake.unit_list import UnitListPreview, commit_units, preview_units
from services.intake.workbook import read_book
from services.output.unit_list import write_units
from services.register_headings import UNIT_HEADINGS
from services.registers import units
from tests.services.workbook_files import workbook

HEADINGS = list(UNIT_HEADINGS.values())
SHORT = ["单位名称", "别名", "启用日期", "停用日期", "并入单位"]


def take(db: Database, path: Path) -> tuple[UnitListPreview, ListCounts]:
    """Import a file as the command does."""
    with db.writing("导入单位名单", kind="import") as session:
        preview = preview_units(session, read_book(path))
        return preview, commit_units(session, preview)


def look(db: Database, path: Path) -> UnitListPreview:
    """Preview a file."""
    with db.reading() as session:
        return preview_units(session, read_book(path))


def cells(db: Database, path: Path) -> list[list[Any]]:
    """The exported list as cells."""
    with db.reading() as session:
        write_units(session, path)
    return read_book(path).sheets[0].rows


def names(db: Database) -> list[str]:
    """Unit names in the fixed order."""
    with db.reading() as session:
        return [u.name for u in units.list_units(session)]


def sheet(tmp_path: Path, *rows: Sequence[Any], head: Sequence[str] = SHORT) -> Path:
    """A list with these rows."""
    return workbook(tmp_path / "名单.xlsx", [head, *rows])


@pytest.fixture
def county(db: Database) -> Database:
    """Four units in two groups, one merged into another."""
    with db.writing("名册") as session:
        new = units.save_unit(
            session, name="县文化和旅游局", short_name="文旅局", group="县直部门"
        )
        units.save_unit(
            session,
            name="县旅游局",
            group="县直部门",
            aliases="旅游委、旅发委",
            valid_from=dt.date(1996, 3, 1),
            valid_to=dt.date(2019, 2, 28),
            merged_into_id=new,
        )
        units.save_unit(session, name="青石镇", group="乡镇", note="山区")
        units.save_unit(session, name="无组单位")
        units.set_liaison(session, new, "张三", "0871-6666 1234")
    return db


def test_headings_are_those_of_the_contract(county: Database, tmp_path: Path) -> None:
    rows = cells(county, tmp_path / "u.xlsx")
    assert (
        "·".join(rows[0])
        == "序号·单位名称·简称·分组·别名·启用日期·停用日期·并入单位·联络员·电话"
    )
    assert rows[1][:4] == [1, "县文化和旅游局", "文旅局", "县直部门"]
    assert rows[1][4:] == [None, None, None, None, "张三", "0871-6666 1234"]
    assert rows[2] == [
        2, "县旅游局", None, "县直部门", "旅游委、旅发委", dt.date(1996, 3, 1), dt.date(2019, 2, 28), "县文化和旅游局",
    ]  # fmt: skip
    assert [r[1] for r in rows[3:]] == ["青石镇", "无组单位"]


def test_export_and_import_changes_nothing(county: Database, tmp_path: Path) -> None:
    cells(county, tmp_path / "u.xlsx")
    with county.reading() as session:
        before = units.list_units(session)
        actions = len(list(session.scalars(select(Action))))
    preview, counts = take(county, tmp_path / "u.xlsx")
    assert counts == ListCounts(taken=0, changed=0, same=4, skipped=0)
    assert preview.problems == ()
    with county.reading() as session:
        assert units.list_units(session) == before
        assert len(list(session.scalars(select(Action)))) == actions


def test_export_is_the_same_after_import_into_an_empty_database(
    county: Database, tmp_path: Path
) -> None:
    rows = cells(county, tmp_path / "u.xlsx")
    other = Database.open(tmp_path / "other")
    _, counts = take(other, tmp_path / "u.xlsx")
    assert counts.taken == 4
    assert cells(other, tmp_path / "v.xlsx") == rows
    assert (tmp_path / "u.xlsx").read_bytes() == (tmp_path / "v.xlsx").read_bytes()
    other.close()


def test_columns_in_any_order_under_a_title(db: Database, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "名单.xlsx",
        [
            ["云岭县宣传联络员名单"],
            [],
            [
                "联系电话",
                "备用",
                "宣传联络员",
                "单位名称（全称）",
                "所属分组",
                "成立日期",
            ],
            [13800001234, "x", "李四", " 县  教育局 ", "县直部门", "2019年3月1日"],
            [None, None, None, None, None, None],
            [
                "１３９００００１２３４",
                None,
                "王五",
                "县卫健局",
                "县直部门",
                "1998.5.20",
            ],
            [
                "联系电话",
                "备用",
                "宣传联络员",
                "单位名称（全称）",
                "所属分组",
                "成立日期",
            ],
        ],
    )
    preview, counts = take(db, path)
    assert (counts.taken, counts.skipped, preview.problems) == (2, 0, ())
    with db.reading() as session:
        first, second = units.list_units(session)
    assert (first.name, first.liaison, first.phone) == (
        "县 教育局",
        "李四",
        "13800001234",
    )
    assert first.valid_from == dt.date(2019, 3, 1)
    assert (second.phone, second.valid_from) == ("13900001234", dt.date(1998, 5, 20))
    assert first.initials == "xjyj"


def test_merged_group_cells_and_several_sheets(db: Database, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    one: Any = book.active
    for row in (["分组", "单位"], ["县直", "甲局"], [None, "乙局"]):
        one.append(row)
    one.merge_cells("A2:A3")
    two: Any = book.create_sheet("乡镇")
    for row in (["单位", "分组"], ["丙镇", "乡镇"]):
        two.append(row)
    book.create_sheet("说明").append(["请各单位核对"])
    book.save(tmp_path / "m.xlsx")
    take(db, tmp_path / "m.xlsx")
    with db.reading() as session:
        found = [(u.group, u.name) for u in units.list_units(session)]
    assert found == [("县直", "甲局"), ("县直", "乙局"), ("乡镇", "丙镇")]


def test_a_list_without_the_name_column_is_refused(
    db: Database, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "x.xlsx", [["姓名", "电话"], ["张三", "1"]])
    with pytest.raises(FileProblem, match="没有找到“单位名称”这一列"):
        look(db, path)


def test_wrong_rows_are_told_and_good_ones_go_in(
    county: Database, tmp_path: Path
) -> None:
    path = sheet(
        tmp_path,
        ["甲局", None, "2020-01-01", "2019-12-31", None],
        ["乙局", None, "2020-13-01", None, None],
        ["丙局", None, None, None, "没有的局"],
        ["丁局", None, None, None, None],
        ["丁 局", None, None, None, None],
        [None, "别名", None, None, None],
        ["戊局", "文旅局", None, None, None],
        ["己局", None, None, None, "己局"],
        ["庚局", None, None, None, "丙局"],
        ["长" * 121, None, None, None, None],
        ["旅游委", None, None, None, None],
        ["县旅游局", None, None, None, None],
    )
    preview, counts = take(county, path)
    told = [(p.row, p.column, p.reason) for p in preview.problems]
    assert told == [
        (2, "停用日期", "停用日期 2019-12-31 早于启用日期 2020-01-01。"),
        (3, "启用日期", "没有 13 月。"),
        (4, "并入单位", "名册和本表里都没有“没有的局”。"),
        (6, "单位名称", "“丁 局”与第 5 行重名。"),
        (7, "单位名称", "没有填写单位名称。"),
        (8, "别名", told[5][2]),
        (9, "并入单位", "单位不能并入自己，也不能互相并入。"),
        (10, "并入单位", "名册和本表里都没有“丙局”。"),
        (11, "单位名称", "单位名称太长。"),
        (12, "单位名称", "这一行与第 13 行是同一个单位（县旅游局）。"),
    ]
    assert "“文旅局”已是名册里的“县文化和旅游局”" in told[5][2]
    for problem in preview.problems:
        assert problem.file == "名单.xlsx"
        assert problem.mend.endswith("。")
    assert (counts.taken, counts.skipped) == (1, 10)
    assert "丁局" in names(county)


def test_a_date_that_excel_knows_as_a_day_of_1900_or_2999(
    db: Database, tmp_path: Path
) -> None:
    path = sheet(
        tmp_path,
        ["甲局", None, dt.date(2999, 1, 1), None, None],
        ["乙局", None, "2999-01-01", None, None],
        ["丙局", None, "1949年10月1日", None, None],
    )
    preview, _ = take(db, path)
    assert [p.row for p in preview.problems] == [2, 3]
    assert all("2026-01-31" in p.mend for p in preview.problems)
    with db.reading() as session:
        assert units.list_units(session)[0].valid_from == dt.date(1949, 10, 1)


def test_known_by_alias_renamed_by_alias(county: Database, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["旅游委", "旅游委"],
        ["青石街道", "青石镇、青石"],
        head=["单位名称", "别名"],
    )
    preview = look(county, path)
    first, second = preview.rows
    assert (first.status, first.name, first.aliases) == (
        "changed",
        "县旅游局",
        ("旅游委",),
    )
    assert (second.status, second.name) == ("changed", "青石街道")
    assert second.changes == ("单位名称", "别名")
    _, counts = take(county, path)
    assert (counts.taken, counts.changed) == (0, 2)
    with county.reading() as session:
        by_name = {u.name: u for u in units.list_units(session)}
    assert by_name["青石街道"].aliases == ("青石镇", "青石")
    assert by_name["青石街道"].note == "山区"
    assert by_name["县旅游局"].valid_to == dt.date(2019, 2, 28)


def test_names_may_change_hands(county: Database, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["县文化和旅游局", "旅发委"],
        ["县旅游局", "青石"],
        ["青石镇", "旅游委"],
        head=["单位名称", "别名"],
    )
    with county.writing("别名") as session:
        stone = next(u for u in units.list_units(session) if u.name == "青石镇")
        units.save_unit(session, stone.id, name="青石镇", group="乡镇", aliases="青石")
    preview, counts = take(county, path)
    assert (preview.problems, counts.changed) == ((), 3)
    with county.reading() as session:
        found = {u.name: u.aliases for u in units.list_units(session)}
    assert found["县旅游局"] == ("青石",)
    assert found["青石镇"] == ("旅游委",)


def test_merging_and_closing_keeps_history(county: Database, tmp_path: Path) -> None:
    with county.writing("报送") as session:
        stone = next(u for u in units.list_units(session) if u.name == "青石镇")
        session.add(
            WeeklyReturn(unit_id=stone.id, week=dt.date(2026, 11, 16), nil=True)
        )
    path = sheet(
        tmp_path,
        ["青石镇", None, None, "2026-12-31", "新镇"],
        ["新镇", None, "2027-01-01", None, None],
    )
    take(county, path)
    with county.reading() as session:
        rows = {u.name: u for u in units.list_units(session)}
        assert rows["青石镇"].merged_into_id == rows["新镇"].id
        assert not rows["青石镇"].exists_on(dt.date(2027, 1, 1))
        assert session.scalars(select(WeeklyReturn)).one().unit_id == stone.id


def test_a_circle_of_merges_is_refused(db: Database, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["甲局", None, None, None, "乙局"],
        ["乙局", None, None, None, "丙局"],
        ["丙局", None, None, None, "甲局"],
    )
    preview, _ = take(db, path)
    assert preview.problems
    with db.reading() as session:
        for unit in units.list_units(session):
            seen = {unit.id}
            at = unit.merged_into_id
            while at is not None:
                assert at not in seen
                seen.add(at)
                at = units.get_unit(session, at).merged_into_id


def test_numbers_set_the_order(county: Database, tmp_path: Path) -> None:
    rows = cells(county, tmp_path / "u.xlsx")
    rows[1][0], rows[2][0] = 2, 1
    new: list[Any] = [1.5, "新局", None, "县直部门"]
    path = workbook(tmp_path / "v.xlsx", [*rows, new])
    preview, counts = take(county, path)
    assert (counts.taken, counts.changed, counts.same) == (1, 2, 2)
    assert {c for r in preview.rows for c in r.changes} == {"序号"}
    assert names(county) == ["县旅游局", "新局", "县文化和旅游局", "青石镇", "无组单位"]


def test_part_of_the_list_does_not_disturb_the_order(
    county: Database, tmp_path: Path
) -> None:
    before = names(county)
    path = workbook(
        tmp_path / "p.xlsx",
        [
            ["序号", "单位名称", "联络员", "电话"],
            [1, "青石镇", "赵六", "123"],
            [2, "无组单位", None, None],
        ],
    )
    preview, counts = take(county, path)
    assert (counts.changed, counts.same) == (1, 1)
    assert preview.rows[0].changes == ("联络员", "电话")
    assert names(county) == before


def test_a_new_liaison_ends_the_former_ones_term(
    county: Database, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path / "l.xlsx",
        [
            ["单位", "联络员", "电话"],
            ["文旅局", "钱七", "222"],
            ["青石镇", None, "333"],
        ],
    )
    preview, counts = take(county, path)
    assert [p.reason for p in preview.problems] == ["填了电话，没有填联络员姓名。"]
    assert (counts.changed, counts.skipped) == (1, 1)
    with county.reading() as session:
        people = list(session.scalars(select(Liaison).order_by(Liaison.id)))
        assert [(p.name, p.valid_to is None) for p in people] == [
            ("张三", False),
            ("钱七", True),
        ]


def test_the_whole_import_is_one_action_and_can_be_undone(
    county: Database, tmp_path: Path
) -> None:
    before = cells(county, tmp_path / "before.xlsx")
    path = sheet(
        tmp_path,
        ["甲局", "甲", None, None, "青石镇"],
        ["青石镇", "青石", None, "2030-01-01", None],
    )
    take(county, path)
    assert cells(county, tmp_path / "after.xlsx") != before
    with county.reading() as session:
        last = session.scalars(select(Action).order_by(Action.id.desc())).first()
        assert last is not None
        assert last.title == "导入单位名单"
        number = last.id
    history.undo_action(county, number)
    assert cells(county, tmp_path / "again.xlsx") == before
