"""Corrections of a reading: words, days, entries, words taken from the text; and that nothing else moves."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import ValidationError
from services.plans.correcting import changes, paths, pick, tasks
from services.plans.correcting.draft import Draft, State
from services.plans.correcting.fields import NOWHERE, SECTIONS
from services.plans.correcting.items import ItemMaker, walk
from services.plans.correcting.kept import as_kept, from_kept
from services.plans.correcting.paths import Path
from services.plans.reading import DocKind, PlanReading
from tests.services.plans.correcting.a_plan import TEXT, reading


def names(read: PlanReading, path: Path) -> list[str]:
    return [u.name for u in paths.get(read, path)]


def place(words: str) -> tuple[int, int]:
    at = TEXT.index(words)
    return at, at + len(words)


# --- single values -------------------------------------------------------------------------------------


def test_a_corrected_title_keeps_its_place_and_tells_what_was_read() -> None:
    read = reading()
    now = changes.set_words(read, ("title",), "云岭县文明乡风方案")
    assert now.title is not None and read.title is not None
    assert now.title.value == "云岭县文明乡风方案"
    assert (now.title.span, now.title.raw) == (read.title.span, read.title.value)
    assert now.tasks is read.tasks


def test_no_words_take_a_value_away_and_never_put_another_in_its_place() -> None:
    now = changes.set_words(reading(), ("doc_number",), "  ")
    assert now.doc_number is None


def test_a_correction_settles_the_doubt_of_its_record() -> None:
    read = reading()
    assert read.contacts[0].doubt
    now = changes.set_words(read, ("contacts", 0, "email"), "zhaomin@qq.com")
    assert (now.contacts[0].email, now.contacts[0].doubt) == ("zhaomin@qq.com", "")


def test_a_doubt_settled_leaves_the_value_as_it_is() -> None:
    read = reading()
    path = ("tasks", 0, "deadlines", 0)
    now = changes.settle(read, path)
    before, after = paths.get(read, path), paths.get(now, path)
    assert before.doubt and not after.doubt
    assert (after.raw, after.end) == (before.raw, before.end)


def test_days_are_corrected_under_the_words_of_the_text() -> None:
    path = ("tasks", 0, "deadlines", 0)
    now = changes.set_dates(reading(), path, None, dt.date(2026, 5, 31))
    date = paths.get(now, path)
    assert (date.raw, date.start, date.end, date.doubt) == (
        "4月30日前",
        None,
        dt.date(2026, 5, 31),
        "",
    )


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValidationError, match="早于"):
        changes.set_dates(
            reading(), ("period",), dt.date(2026, 5, 1), dt.date(2026, 4, 1)
        )


def test_a_typed_day_says_itself_in_words() -> None:
    now = changes.set_dates(reading(), ("period",), None, dt.date(2026, 12, 31))
    assert now.period is not None
    assert now.period.span == NOWHERE
    assert "2026-12-31" in now.period.raw


@pytest.mark.parametrize("words", ["abc", "-3", "101"])
def test_a_share_that_is_none_is_refused(words: str) -> None:
    read, path = changes.add(reading(), ("weights",))
    with pytest.raises(ValidationError):
        changes.set_words(read, (*path, "percent"), words)


def test_choices_are_taken_by_their_word() -> None:
    now = changes.set_words(reading(), ("tasks", 0, "kind"), "步骤")
    assert now.tasks[0].kind == "step"
    assert changes.set_words(now, ("kind",), "通知").kind is DocKind.NOTICE


# --- entries -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", [s.key for s in SECTIONS if s.key not in ("basic", "tables")]
)
def test_what_is_added_and_left_empty_is_gone_when_saved(key: str) -> None:
    read = reading()
    now, path = changes.add(read, (key,))
    assert len(paths.get(now, (key,))) == len(paths.get(read, (key,))) + 1
    assert paths.exists(now, path)
    assert changes.pruned(now) == read


def test_an_entry_is_added_behind_the_one_that_is_meant() -> None:
    now, path = changes.add(reading(), ("tasks", 0, "support_units", 0))
    now = changes.set_words(now, path, "县教育局")
    assert names(now, ("tasks", 0, "support_units")) == [
        "县农业农村局",
        "县教育局",
        "白水镇",
    ]


def test_nothing_that_was_read_is_pruned() -> None:
    read = reading()
    assert changes.pruned(read) is read


def test_entries_are_moved_as_far_as_the_list_reaches() -> None:
    now, path = paths.move(reading(), ("tasks", 0), 1)
    assert [t.head for t in now.tasks][:2] == ["制作宣传产品", "开展集中宣讲"]
    again, at = paths.move(now, path, 9)
    assert at == ("tasks", 2)
    assert again.tasks[2].head == "开展集中宣讲"


# --- measures parted and joined ------------------------------------------------------------------------


def test_a_measure_is_parted_with_what_stands_on_each_side() -> None:
    read = reading()
    at = TEXT.index("年内每个乡镇")
    now = tasks.split_task(read, 0, at)
    first, second = now.tasks[0], now.tasks[1]
    assert first.text.endswith("共开展宣讲60场。")
    assert second.text.startswith("年内每个乡镇再宣讲一次")
    assert [d.raw for d in first.deadlines] == ["4月30日前"]
    assert [d.raw for d in second.deadlines] == ["年内"]
    assert not first.lead_units
    assert [u.name for u in second.lead_units] == ["县委宣传部"]
    assert first.span.end == second.span.start == at


def test_parted_and_joined_again_is_the_same_measure() -> None:
    read = reading()
    now = tasks.merge_tasks(tasks.split_task(read, 0, TEXT.index("年内每个乡镇")), 0)
    assert now.tasks == read.tasks


def test_two_measures_joined_name_each_unit_once() -> None:
    now = tasks.merge_tasks(reading(), 1)
    joined = now.tasks[1]
    assert [u.name for u in joined.lead_units] == ["县融媒体中心"]
    assert len(joined.targets) == 3
    assert len(now.tasks) == 2


def test_a_place_outside_the_measure_does_not_part_it() -> None:
    with pytest.raises(ValidationError, match="原文"):
        tasks.split_task(reading(), 0, 3)


def test_the_last_measure_has_nothing_to_be_joined_with() -> None:
    with pytest.raises(ValidationError):
        tasks.merge_tasks(reading(), 2)


# --- words taken from the text -------------------------------------------------------------------------


def test_selected_words_become_the_title_with_their_place() -> None:
    span = place("文明乡风宣传工作")
    now, path = pick.take_words(reading(), ("title",), *span)
    assert now.title is not None and now.title.span is not None
    assert now.title.value == "文明乡风宣传工作"
    assert (now.title.span.start, now.title.span.end) == span
    assert path == ("title",)


def test_a_list_of_units_becomes_as_many_units() -> None:
    span = place("县委宣传部、县农业农村局、县商务局、县融媒体中心")
    now, _ = pick.take_words(reading(), ("tasks", 2, "support_units"), *span)
    assert names(now, ("tasks", 2, "support_units")) == [
        "县委宣传部",
        "县农业农村局",
        "县商务局",
        "县融媒体中心",
    ]
    first = now.tasks[2].support_units[0]
    assert TEXT[first.span.start : first.span.end] == "县委宣传部"


def test_selected_words_are_read_as_a_date_with_the_year_of_the_plan() -> None:
    now, path = pick.take_words(
        reading(), ("tasks", 2, "deadlines"), *place("4月30日前")
    )
    date = paths.get(now, path)
    assert date.end == dt.date(2026, 4, 30)
    assert date.doubt


def test_words_without_a_date_are_refused_where_a_date_is_wanted() -> None:
    with pytest.raises(ValidationError, match="日期"):
        pick.take_words(reading(), ("issue_date",), *place("提高认识"))


def test_a_measure_taken_from_the_text_knows_its_units_and_its_place() -> None:
    read = reading()
    without = changes.delete(read, ("tasks", 1))
    begin = TEXT.index("（二）制作")
    now, path = pick.take_words(
        without, ("tasks",), begin, TEXT.index("（三）开设") - 1
    )
    assert path == ("tasks", 1)
    task = now.tasks[1]
    assert (task.head, [u.name for u in task.lead_units]) == (
        "制作宣传产品",
        ["县融媒体中心"],
    )
    assert [d.end for d in task.deadlines] == [dt.date(2026, 10, 31)]
    assert task.quotas[0].most == 3


def test_blank_words_are_refused() -> None:
    at = TEXT.index("\n\n")
    with pytest.raises(ValidationError):
        pick.take_words(reading(), ("title",), at, at + 2)


# --- the whole -----------------------------------------------------------------------------------------


def test_a_reading_comes_back_from_json_as_it_was() -> None:
    read = reading()
    data = json.loads(json.dumps(as_kept(read), ensure_ascii=False))
    assert from_kept(PlanReading, data) == read


@st.composite
def _steps(draw: st.DrawFn) -> list[tuple[str, int, str]]:
    deed = st.sampled_from(["words", "delete", "add", "move"])
    words = st.text("县委局一二3。、 a", max_size=6)
    return draw(st.lists(st.tuples(deed, st.integers(0, 400), words), max_size=12))


@settings(max_examples=40, deadline=None)
@given(_steps())
def test_every_row_of_any_draft_has_a_path_and_undo_leads_back(
    steps: list[tuple[str, int, str]],
) -> None:
    read = reading()
    draft = Draft("试", State(read))
    for deed, at, words in steps:
        rows = [p for p, _ in walk(ItemMaker().sections(draft.reading))]
        path = rows[at % len(rows)]
        try:
            if deed == "words":
                now = changes.set_words(draft.reading, path, words)
            elif deed == "delete":
                now = changes.delete(draft.reading, path)
            elif deed == "add":
                now, _ = changes.add(draft.reading, path)
            elif path and isinstance(path[-1], int):
                now, _ = paths.move(draft.reading, path, 1)
            else:
                continue
        except ValidationError:
            continue
        draft.correct(deed, now)
    for path, item in walk(ItemMaker().sections(draft.reading)):
        if path != ("basic",):
            assert paths.exists(draft.reading, path), item
    kept = json.loads(json.dumps(draft.as_data(), ensure_ascii=False))
    assert Draft.from_data(kept).reading == draft.reading
    while draft.undo():
        pass
    assert draft.reading is read
    assert draft.steps == 0
