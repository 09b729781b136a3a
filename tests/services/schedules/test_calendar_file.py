"""Holiday lists out of files: tables in several shapes, the sentences of a notice, and nonsense."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.database import Database
from models.errors import FileProblem
from models.tables import Action
from services import history, workdays
from services.intake.workbook import Book, Sheet, Value, read_book
from services.schedules.calendar_file import CalendarFile, read_calendar
from services.schedules.calendar_import import import_calendar
from tests.services.schedules.calendars import days_between

D = dt.date

NEW_YEAR = days_between(D(2027, 1, 1), D(2027, 1, 3))
SPRING = days_between(D(2027, 2, 5), D(2027, 2, 11))
OFF = frozenset([*NEW_YEAR, *SPRING])
WORKED = frozenset([D(2027, 2, 14), D(2027, 2, 20)])

# Invented for the tests, in the shape of the yearly notice.
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕7号
各省、自治区、直辖市人民政府：
现将2027年元旦、春节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。2月14日（周日）、2月20日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班工作。
国务院办公厅
2026年11月4日
"""


def read(tmp_path: Path, content: str, name: str = "放假.csv") -> CalendarFile:
    target = tmp_path / name
    target.write_text(content, encoding="utf-8")
    return read_calendar(read_book(target))


def workbook(tmp_path: Path, rows: list[list[Any]], name: str = "放假.xlsx") -> Path:
    from openpyxl import Workbook

    book: Any = Workbook()
    for row in rows:
        book.active.append(row)
    target = tmp_path / name
    book.save(target)
    return target


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("通知.txt", NOTICE),
        (
            "放假.csv",
            "日期,安排,说明\n2027年1月1日至3日,放假,元旦\n2027-02-05至2027-02-11,放假,春节\n"
            "2027-02-14,上班,\n2027/2/20,上班,春节调休\n",
        ),
        (
            "无标题.csv",
            "元旦,2027.1.1—2027.1.3,休\n春节,20270205至20270211,假期\n,20270214,补班\n,20270220,班\n",
        ),
        (
            "起止.csv",
            "节日,开始日期,结束日期,类型\n元旦,2027-01-01,2027-01-03,放假\n春节,2027-02-05,2027-02-11,放假\n"
            "春节,2027-02-14,,调休上班\n春节,2027-02-20,2027-02-20,调休上班\n",
        ),
        (
            "两列.csv",
            "节日,放假日期,调休上班日期\n元旦,1月1日至3日,\n春节,2月5日—11日,2月14日、2月20日\n",
        ),
        ("2027年.txt", "放假：1月1日至3日、2月5日至11日\n上班：2月14日、2月20日\n"),
        (
            "英文.csv",
            "date,type\n"
            + "".join(f"{d},holiday\n" for d in sorted(OFF))
            + "".join(f"{d},workday\n" for d in sorted(WORKED)),
        ),
        (
            "是否.csv",
            "日期,是否上班\n"
            + "".join(f"{d},否\n" for d in sorted(OFF))
            + "".join(f"{d},是\n" for d in sorted(WORKED)),
        ),
        (
            "调休.csv",
            "2027年1月1日至3日,放假\n2027年2月5日至11日,放假\n2027-02-14,调休\n2027-02-20,调休\n",
        ),
    ],
)
def test_the_same_list_in_many_shapes(tmp_path: Path, name: str, content: str) -> None:
    if name == "两列.csv":
        content = "2027年放假安排\n" + content
    found = read(tmp_path, content, name)
    assert sorted(found.off) == sorted(OFF)
    assert sorted(found.worked) == sorted(WORKED)
    assert found.years == (2027,)


def test_a_workbook_with_real_dates(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["2027年放假安排"], ["日期", "安排"]]
    rows += [[d, "放假"] for d in sorted(OFF)]
    rows += [[dt.datetime.combine(d, dt.time()), "上班"] for d in sorted(WORKED)]
    found = read_calendar(read_book(workbook(tmp_path, rows)))
    assert (found.off, found.worked) == (OFF, WORKED)


def test_one_day_given_late(tmp_path: Path) -> None:
    """The words of an extra holiday in mid-year: a day off, a day swapped, a day worked for it."""
    found = read(
        tmp_path,
        "关于2027年纪念日调休放假的通知\n9月2日至4日调休放假，共3天。其中9月2日（星期四）放假，"
        "9月3日（星期五）调休，9月5日（星期日）上班。\n",
        "通知.txt",
    )
    assert sorted(found.off) == days_between(D(2027, 9, 2), D(2027, 9, 4))
    assert found.worked == {D(2027, 9, 5)}


def test_a_year_holds_for_the_rest_of_its_row(tmp_path: Path) -> None:
    found = read(tmp_path, "2027年1月1日至3日放假，1月9日（周六）上班。\n", "元旦.txt")
    assert sorted(found.off) == days_between(D(2027, 1, 1), D(2027, 1, 3))
    assert found.worked == {D(2027, 1, 9)}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("会议纪要\n大家好\n", "没有找到放假或上班的日期"),
        ("甲,乙\n丙,丁\n", "没有找到放假或上班的日期"),
        ("2027-01-01,放假\n2027-13-45,放假\n", "第 2 行：没有 13 月"),
        ("2027-01-01,放假\n2027年2月30日,放假\n", "第 2 行：2月没有 30 日"),
        ("2027-01-01,放假\n不知道,放假\n", "第 2 行：没有看得懂的日期"),
        ("日期,安排\n2027-01-01,也许\n", "第 2 行：没有写是放假还是上班"),
        ("1月1日,放假\n", "第 1 行：“1月1日”没有写是哪一年"),
        ("2027年1月5日至3日,放假\n", "结束日早于开始日"),
        ("2027-01-01至2028-01-01,放假\n", "超过 31 天"),
        ("2027-01-01,2027-01-05,放假\n", "有两个日期"),
        ("2027-01-01,放假\n2027-01-01,上班\n", "既写了放假又写了上班"),
        ("2027年2月5日至11日,调休\n", "“调休”分不清"),
        ("2027-01-1x,放假\n", "第 1 行：没有看得懂的日期"),
        ("2027-01-01,放假\n2027-01-011,放假\n", "第 2 行：没有看得懂的日期"),
        ("2127-01-01,放假\n", "年份 2127 不对"),
    ],
)
def test_nonsense_is_refused(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(FileProblem, match=words) as caught:
        read(tmp_path, content)
    assert "放假安排没有变化" in str(caught.value)
    assert "放假.csv" in str(caught.value)


cells: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.sampled_from(
        [
            "放假",
            "上班",
            "调休",
            "日期",
            "开始日期",
            "结束",
            "2027-01-01",
            "1月1日至3日",
            "至",
            "是否上班",
        ]
    ),
)


@given(st.lists(st.lists(cells, max_size=5), max_size=8))
def test_anything_is_read_or_refused_with_a_sentence(rows: list[list[Value]]) -> None:
    book = Book("任意.xlsx", "", [Sheet("表", rows)])
    said = ""
    found = None
    try:
        found = read_calendar(book)
    except FileProblem as error:
        said = str(error)
    if found is None:
        assert said.startswith("“任意.xlsx”")
    else:
        assert found.off or found.worked
        assert not found.off & found.worked


# --- into the office's calendar -------------------------------------------------------


def take_in(db: Database, book: Book) -> None:
    with db.writing("导入放假安排", kind="import") as session:
        import_calendar(session, read_calendar(book))


def calendar(db: Database) -> workdays.Workdays:
    with db.reading() as session:
        return workdays.load(session)


def listing(*rows: tuple[str, str]) -> Book:
    return Book("放假.csv", "", [Sheet("放假", [list(r) for r in rows])])


def test_a_year_that_was_not_known(db: Database) -> None:
    with db.writing("导入放假安排", kind="import") as session:
        book = listing(
            ("2027年2月5日至11日", "放假"),
            ("2027-02-14", "上班"),
            ("2027-02-20", "上班"),
        )
        change = import_calendar(session, read_calendar(book))
    assert change.years == (2027,)
    assert list(change.off) == [d for d in SPRING if d.weekday() < 5]
    assert set(change.worked) == WORKED
    known = calendar(db)
    assert known.is_published(2027)
    worked = [
        d for d in days_between(D(2027, 2, 1), D(2027, 2, 21)) if known.is_workday(d)
    ]
    assert worked == [
        *days_between(D(2027, 2, 1), D(2027, 2, 4)),
        D(2027, 2, 12),
        *days_between(D(2027, 2, 14), D(2027, 2, 20)),
    ]


def test_one_late_holiday_keeps_the_others(db: Database) -> None:
    """A list with one day must not turn the rest of a published year into plain weekends."""
    before = workdays.Workdays()
    take_in(db, listing(("2026-09-03", "放假"), ("2026-09-06", "上班")))
    after = calendar(db)
    changed = [
        d
        for d in days_between(D(2026, 1, 1), D(2026, 12, 31))
        if before.is_workday(d) != after.is_workday(d)
    ]
    assert changed == [D(2026, 9, 3), D(2026, 9, 6)]
    assert not after.is_workday(D(2026, 9, 3))
    assert after.is_workday(D(2026, 9, 6))


def test_a_later_list_corrects_an_earlier_one(db: Database) -> None:
    take_in(db, listing(("2027-03-01", "放假"), ("2027-03-06", "上班")))
    take_in(db, listing(("2027-03-06", "放假"), ("2027-03-02", "放假")))
    known = calendar(db)
    assert [known.is_workday(D(2027, 3, n)) for n in (1, 2, 3, 6)] == [
        False,
        False,
        True,
        False,
    ]


def test_the_same_list_again_changes_nothing(db: Database) -> None:
    book = listing(("2027-02-05", "放假"), ("2027-02-14", "上班"))
    take_in(db, book)
    with db.writing("导入放假安排", kind="import") as session:
        change = import_calendar(session, read_calendar(book))
    assert (change.off, change.worked) == ((), ())


def test_a_published_year_that_is_confirmed_stays_published(db: Database) -> None:
    take_in(db, listing(("2026-10-01", "放假")))
    assert calendar(db).entered == {}


def test_an_ordinary_workday_as_make_up_day_is_refused(db: Database) -> None:
    take_in(db, listing(("2027-02-05", "放假")))
    before = calendar(db)
    with pytest.raises(FileProblem, match="本来就上班"):
        take_in(db, listing(("2027-03-01", "放假"), ("2027-03-02", "上班")))
    assert calendar(db) == before


def test_a_calendar_of_every_day_is_taken(db: Database) -> None:
    """Some offices keep the whole year, one row a day."""
    rows = [
        (d.isoformat(), "休息" if d.weekday() > 4 or d in OFF else "工作日")
        for d in days_between(D(2027, 1, 1), D(2027, 12, 31))
    ]
    take_in(db, listing(*rows))
    known = calendar(db)
    assert not known.is_workday(D(2027, 2, 8))
    assert known.is_workday(D(2027, 2, 12))


def test_an_import_can_be_undone(db: Database) -> None:
    take_in(db, listing(("2027-02-05", "放假")))
    before = calendar(db)
    take_in(db, listing(("2027-02-08", "放假"), ("2026-09-03", "放假")))
    assert calendar(db) != before
    with db.reading() as session:
        last = session.query(Action).order_by(Action.id.desc()).first()
        assert last is not None
        number = last.id
    history.undo_action(db, number)
    assert calendar(db) == before
