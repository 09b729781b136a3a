"""The commands seen from outside: the issue's table key by key, weeks, due moments, units that come and go."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.acceptance.blackbox import (
    STATES,
    Desk,
    cells_of,
    fill,
    monday,
    piece,
    sentence,
    unit_list,
)

WEEK = "2026-03-18"
TITLES = [
    "春耕备耕现场会召开",
    "政务服务大厅延时办公",
    "森林防火巡山记",
    "老旧小区改造完工",
]


def filled(
    form: Path, to: Path, day: str = "2026-03-17", title: str = TITLES[0]
) -> Path:
    return fill(form, [piece(day, title, "云岭日报")], to=to)


# --- the table, key by key -----------------------------------------------------------


def test_every_command_prints_one_object_with_the_keys_of_the_issue(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path / "县 数据")
    assert set(desk.good("init", "--office", "某县委宣传部")) == {
        "data",
        "units",
        "weeks",
    }
    taken = desk.good(
        "import-units", unit_list(tmp_path / "u.xlsx", [[1, "甲局"], [2, "乙局"]])
    )
    assert set(taken) == {"taken", "changed", "skipped", "problems"}
    assert set(desk.good("export-units", tmp_path / "o.xlsx")) == {
        "taken",
        "changed",
        "skipped",
        "problems",
    }
    made = desk.good("forms", "--week", WEEK, "--out", tmp_path / "forms")
    assert set(made) == {"week", "files"}
    assert made["week"] == "2026-03-16"
    assert [set(file) for file in made["files"]] == [{"unit", "path"}] * 2
    form = filled(Path(made["files"][0]["path"]), tmp_path / "a.xlsx")
    done = desk.good("import-forms", form, "--received", "2026-03-19")
    assert set(done) == {
        "batch",
        "files",
        "taken",
        "changed",
        "duplicates",
        "skipped",
        "problems",
    }
    assert [set(file) for file in done["files"]] == [
        {"path", "unit", "week", "outcome"}
    ]
    assert (done["taken"], done["changed"], done["duplicates"], done["skipped"]) == (
        1,
        0,
        0,
        0,
    )
    board = desk.good("board", "--week", WEEK)
    assert set(board) == {"week", "expected", "received", "on_time", "units"}
    keys = {
        "unit",
        "group",
        "state",
        "received_on",
        "stories",
        "placements",
        "silent_weeks",
    }
    assert [set(line) for line in board["units"]] == [keys] * 2
    issue = desk.good("issue-week", "--week", WEEK, "--out", tmp_path / "i.xlsx")
    assert set(issue) == {"number", "week", "hash", "units", "stories", "placements"}
    assert (issue["number"], issue["week"], issue["units"]) == (1, "2026-03-16", 2)
    assert (issue["stories"], issue["placements"]) == (1, 1)
    undone = desk.good("undo-import", done["batch"])
    assert set(undone) == {"batch", "undone"}
    assert undone["batch"] == done["batch"]
    assert undone["undone"] >= 1
    assert desk.good("check") == {"ok": True, "findings": []}


def test_problems_carry_the_keys_of_the_issue_and_tell_where(
    desk: Desk, forms: dict[str, Path], tmp_path: Path
) -> None:
    form = fill(
        forms["青山镇"],
        [
            piece("2026-03-17", TITLES[0], "云岭日报"),
            piece("2026-13-17", TITLES[1], "云岭日报"),
        ],
        to=tmp_path / "青.xlsx",
    )
    done = desk.take(form, received="2026-03-20")
    assert (done["taken"], done["skipped"]) == (1, 1)
    [problem] = done["problems"]
    assert set(problem) == {"file", "sheet", "row", "column", "reason", "mend"}
    assert problem["file"].endswith("青.xlsx")
    assert (problem["row"], problem["column"]) == (9, "刊播日期")
    assert problem["reason"]
    assert problem["mend"]


# --- a week by any of its days -------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    ["2026-11-16", "2026-11-22", "2026年11月18日", "2026.11.18", "20261118", "2026/11/18", "２０２６年１１月１８日",
     "２０２６．１１．１８", " 2026-11-18 "],
)  # fmt: skip
def test_any_writing_of_any_day_names_the_week(desk: Desk, day: str) -> None:
    assert desk.board(day)["week"] == "2026-11-16"


@pytest.mark.parametrize(
    "day", ["2025-12-29", "2025-12-31", "2026-01-01", "2026-01-04"]
)
def test_the_week_across_new_year_is_one_week(
    desk: Desk, day: str, tmp_path: Path
) -> None:
    assert desk.board(day)["week"] == "2025-12-29"
    form = desk.forms(day, tmp_path / "f")["青山镇"]
    rows = [piece("12月31日", TITLES[0], "云岭日报"), piece("1月2日", TITLES[1], "云岭日报"),
            piece("2026.1.4", TITLES[2], "云岭日报")]  # fmt: skip
    assert desk.take(fill(form, rows), received="2025-12-31")["taken"] == 3
    for other in ("2025-12-29", "2026-01-01", "2026-01-04"):
        line = desk.unit(other, "青山镇")
        assert (line["state"], line["stories"]) == ("received", 3)
    assert desk.unit("2026-01-05", "青山镇")["stories"] == 0
    assert desk.unit("2025-12-28", "青山镇")["stories"] == 0


def test_days_without_a_year_fall_in_the_year_of_their_side_of_new_year(
    desk: Desk, tmp_path: Path
) -> None:
    form = desk.forms("2026-01-01", tmp_path / "f")["青山镇"]
    fill(
        form,
        [
            piece("12月30日", TITLES[0], "云岭日报"),
            piece("1月3日", TITLES[1], "云岭日报"),
        ],
    )
    assert desk.take(form, received="2026-01-04")["problems"] == []
    desk.good("issue-week", "--week", "2026-01-01", "--out", tmp_path / "i.xlsx")
    cells = "\n".join(
        str(value) for row in cells_of(tmp_path / "i.xlsx") for value in row
    )
    assert "2025-12-30" in cells
    assert "2026-01-03" in cells


# --- due moments ---------------------------------------------------------------------

# Holidays and worked weekends after the State Council's lists of 2025 and 2026: the last day that is on time.
LAST_DAYS = [
    ("2026-03-16", "2026-03-20"),  # a plain week: Friday
    (
        "2025-09-22",
        "2025-09-26",
    ),  # plain; the Sunday after it (28th) is worked, and changes nothing
    (
        "2025-09-29",
        "2025-09-30",
    ),  # National Day from Wednesday: Tuesday is the workday before
    ("2025-10-06", "2025-10-10"),  # holiday to the 8th, Friday is worked
    (
        "2025-01-27",
        "2025-01-27",
    ),  # Spring Festival from the 28th to 4 February: only Monday is worked
    ("2025-02-03", "2025-02-07"),  # holiday to the 4th
    ("2025-04-28", "2025-04-30"),  # Labour Day from Thursday
    ("2025-06-02", "2025-06-06"),  # Dragon Boat on Monday
    ("2026-01-01", "2025-12-31"),  # New Year across the week, from Thursday
    ("2026-09-21", "2026-09-24"),  # Mid-Autumn 2026 falls on Friday the 25th
    (
        "2026-02-09",
        "2026-02-13",
    ),  # Friday before Spring Festival; Saturday the 14th is a make-up day
]


@pytest.mark.parametrize(("week", "last"), LAST_DAYS)
def test_on_time_ends_with_the_due_day(
    desk: Desk, tmp_path: Path, week: str, last: str
) -> None:
    form = desk.forms(week, tmp_path / "f")["青山镇"]
    fill(form, nil="是")
    other = desk.copy(tmp_path / "other")
    desk.take(form, received=last)
    assert desk.unit(week, "青山镇")["state"] == "nil"
    assert (desk.board(week)["received"], desk.board(week)["on_time"]) == (1, 1)
    after = str(dt.date.fromisoformat(last) + dt.timedelta(days=1))
    other.take(form, received=after)
    line = other.unit(week, "青山镇")
    assert (line["state"], line["received_on"]) == ("late", after)
    assert (other.board(week)["received"], other.board(week)["on_time"]) == (1, 0)


def test_a_week_of_holidays_alone_is_due_after_or_before_but_never_breaks(
    desk: Desk,
) -> None:
    # 2026-02-16 … 22 lies whole within Spring Festival 2026 (15 to 23 February).
    board = desk.board("2026-02-18")
    assert (board["week"], board["expected"]) == ("2026-02-16", 5)


# --- silence -------------------------------------------------------------------------


def test_silent_weeks_count_the_weeks_in_a_row_and_a_nil_return_breaks_them(
    desk: Desk, tmp_path: Path
) -> None:
    weeks = [str(monday("2026-01-05") + dt.timedelta(weeks=n)) for n in range(12)]
    for number, week in enumerate(weeks):
        made = desk.forms(week, tmp_path / week)
        sent = [
            fill(
                made["区水利局"],
                [piece(week, f"{TITLES[number % 4]}之{number}", "云岭日报")],
            )
        ]
        if number in (0, 5):
            sent.append(fill(made["青山镇"], nil="✓"))
        if number == 8:
            sent.append(fill(made["区农业农村局"], nil="1"))
        assert desk.take(*sent, received=week)["skipped"] == 0
    expected = {"青山镇": 0, "区农业农村局": 0, "青山街道办事处": 0, "区水利局": 0}
    for number, week in enumerate(weeks):
        for name in expected:
            came = name == "区水利局" or (name, number) in {
                ("青山镇", 0),
                ("青山镇", 5),
                ("区农业农村局", 8),
            }
            expected[name] = 0 if came else expected[name] + 1
        lines = {line["unit"]: line for line in desk.board(week)["units"]}
        assert {name: lines[name]["silent_weeks"] for name in expected} == expected, (
            week
        )


def test_a_late_return_is_no_silence(
    desk: Desk, forms: dict[str, Path], tmp_path: Path
) -> None:
    desk.take(filled(forms["青山镇"], tmp_path / "late.xlsx"), received="2026-04-30")
    line = desk.unit(WEEK, "青山镇")
    assert (line["state"], line["received_on"], line["silent_weeks"]) == (
        "late",
        "2026-04-30",
        0,
    )


def test_received_is_judged_by_the_day_given_not_by_the_day_of_typing(
    desk: Desk, forms: dict[str, Path], tmp_path: Path
) -> None:
    made = [
        filled(forms["青山镇"], tmp_path / "a.xlsx"),
        fill(forms["区水利局"], nil="是", to=tmp_path / "b.xlsx"),
    ]
    desk.take(made[0], received="２０２６年３月２０日")
    desk.take(
        made[1], received="3月21日" if dt.date.today().year == 2026 else "2026-03-21"
    )
    states = {line["unit"]: line["state"] for line in desk.board(WEEK)["units"]}
    assert states == {"区发展和改革局": "missing", "区水利局": "late", "区农业农村局": "missing", "青山镇": "received",
                      "青山街道办事处": "missing"}  # fmt: skip
    board = desk.board(WEEK)
    assert (board["expected"], board["received"], board["on_time"]) == (5, 2, 1)
    assert desk.unit(WEEK, "青山镇")["received_on"] == "2026-03-20"


# --- units that come and go ----------------------------------------------------------


def test_rates_never_pass_one_when_units_open_close_and_merge(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "d")
    desk.good("init")
    rows = [
        [1, "老局", None, "部门", None, None, "2026-03-10", "新局"],
        [2, "新局", None, "部门", None, "2026-03-11"],
        [3, "常在局", None, "部门"],
        [4, "将来局", None, "部门", None, "2030-01-01"],
        [5, "早没局", None, "部门", None, "2010-01-01", "2020-12-31"],
    ]
    desk.good("import-units", unit_list(tmp_path / "u.xlsx", rows))
    seen = {}
    for week in ("2026-03-02", "2026-03-09", "2026-03-16"):
        made = desk.forms(week, tmp_path / week)
        desk.take(*[fill(path, nil="是") for path in made.values()], received=week)
        board = desk.board(week)
        assert board["received"] == board["on_time"] == len(made)
        assert board["received"] <= board["expected"]
        assert {line["state"] for line in board["units"]} <= STATES
        seen[week] = set(made)
    assert seen["2026-03-02"] == {"老局", "常在局"}
    assert seen["2026-03-16"] == {"新局", "常在局"}
    assert "常在局" in seen["2026-03-09"]
    # History stays: closing 新局 and 常在局 afterwards changes no week that is past.
    before = {week: desk.board(week) for week in seen}
    closed = [[1, "新局", None, "部门", None, "2026-03-11", "2026-03-31"], [2, "常在局", None, "部门", None, None,
              "2026-03-31", "新局"]]  # fmt: skip
    desk.good("import-units", unit_list(tmp_path / "c.xlsx", closed[1:]))
    after = {week: desk.board(week) for week in seen}
    for week in seen:
        assert {line["unit"] for line in before[week]["units"]} == {
            line["unit"] for line in after[week]["units"]
        }
        assert (before[week]["expected"], before[week]["received"]) == (
            after[week]["expected"],
            after[week]["received"],
        )
    assert "常在局" not in {
        line["unit"]
        for line in desk.board("2026-04-08")["units"]
        if line["state"] != "exempt"
    }


def test_a_form_of_a_week_when_the_unit_was_closed_never_counts_above_one(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path / "d")
    desk.good("init")
    desk.good(
        "import-units", unit_list(tmp_path / "u.xlsx", [[1, "甲局"], [2, "乙局"]])
    )
    form = filled(desk.forms(WEEK, tmp_path / "f")["乙局"], tmp_path / "x.xlsx")
    closed = [[2, "乙局", None, None, None, None, "2026-02-28", "甲局"]]
    assert (
        desk.good("import-units", unit_list(tmp_path / "c.xlsx", closed))["changed"]
        == 1
    )
    desk("import-forms", form, "--received", "2026-03-19")
    board = desk.board(WEEK)
    assert board["expected"] == 1
    assert board["received"] <= board["expected"]


# --- exit codes and sentences --------------------------------------------------------

USAGE = [
    ["board"], ["board", "--week", "2026-02-30"], ["board", "--week", "昨天吧"], ["fly"], ["forms", "--week", WEEK],
    ["import-forms"], ["issue-week", "--week", WEEK], ["init", "--seed", "很多"], ["board", "--week", WEEK, "--fly"],
    ["import-forms", "x.xlsx", "--received", "2026-13-01"], ["undo-import", "第一批"],
]  # fmt: skip
REFUSED = [
    ["import-forms", "没有这个文件.xlsx"], ["import-units", "没有这个文件.xlsx"], ["undo-import"], ["undo-import", "7"],
]  # fmt: skip


@pytest.mark.parametrize("words", USAGE)
def test_wrong_arguments_end_with_two_and_a_chinese_sentence(
    desk: Desk, words: list[str]
) -> None:
    result = desk(*words)
    assert (result.code, set(result.json) <= {"error"}) == (2, True)
    assert sentence(result.err), result.err


@pytest.mark.parametrize("words", REFUSED)
def test_a_refusal_ends_with_one_and_changes_nothing(
    desk: Desk, words: list[str]
) -> None:
    before = desk.dump()
    result = desk(*words)
    assert result.code == 1
    assert sentence(result.err), result.err
    assert desk.dump() == before


def test_without_data_every_command_but_init_refuses_and_makes_no_folder(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path / "nothing")
    for words in (
        ["board", "--week", WEEK],
        ["check"],
        ["undo-import"],
        ["export-units", tmp_path / "o.xlsx"],
    ):
        result = desk(*words)
        assert result.code == 1
        assert sentence(result.err), result.err
    assert not desk.data.exists()


def test_the_same_in_a_process_of_its_own(desk: Desk) -> None:
    done = desk.alone("board", "--week", "２０２６年３月１８日")
    assert (done.code, done.err) == (0, "")
    assert done.json == desk.board(WEEK)
    assert [desk.alone("board").code, desk.alone("undo-import").code] == [2, 1]
    assert sentence(desk.alone("nonsense").err)


def test_a_second_init_harms_nothing(
    desk: Desk, forms: dict[str, Path], tmp_path: Path
) -> None:
    desk.take(filled(forms["青山镇"], tmp_path / "a.xlsx"), received="2026-03-19")
    before = desk.board(WEEK)
    desk("init", "--office", "别的办公室")
    desk("init", "--sample")
    assert desk.board(WEEK) == before
