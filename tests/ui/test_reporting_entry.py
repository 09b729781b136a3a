"""Typing a report by hand: keys only, several placements at once, the same story proposed, the draft kept."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from models.database import Database
from models.vocabulary import OutletLevel
from services import returns
from services.registers.outlets import list_outlets, save_outlet
from services.stories import PlacementDraft, add_story
from services.story_queries import StoryDetail, stories_of
from tests.ui.support import heard, until_idle
from ui.context import AppContext
from ui.reporting.entry import EntryDialog
from ui.reporting.entry_data import Draft, DraftLine, keep_draft, kept_draft
from ui.reporting.new_outlet import NewOutletDialog
from ui.state import StateStore

WEEK = dt.date(2026, 11, 16)
UNIT = 1
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def county(small_county: Database) -> Database:
    with small_county.writing("补录") as session:
        _tv, paper, _site = (o.id for o in list_outlets(session))
        save_outlet(
            session,
            paper,
            name="市日报",
            level=OutletLevel.CITY,
            columns="民生观察、头条",
        )
        add_story(
            session,
            UNIT,
            WEEK,
            "夜经济街区开街首周客流破十万",
            [PlacementDraft(WEEK + dt.timedelta(days=1), paper)],
            received_on=WEEK,
        )
    return small_county


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def opened(
    context: AppContext, parent: QWidget, qtbot: QtBot, unit: int = UNIT
) -> EntryDialog:
    EntryDialog.open_for(context, parent, unit, "商务局", WEEK)
    until_idle(qtbot, context)
    dialog = parent.findChildren(EntryDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    dialog.activateWindow()
    return dialog


def saved(db: Database, unit: int = UNIT) -> list[StoryDetail]:
    with db.reading() as session:
        return stories_of(session, unit, WEEK)


def write(edit: QLineEdit, text: str) -> None:
    """Type as an input method does: keyClicks knows no Chinese."""
    edit.setFocus()
    edit.selectAll()
    edit.insert(text)


def type_outlet(qtbot: QtBot, dialog: EntryDialog, line: int, keys: str) -> None:
    """Type initials into the outlet and take the first of the list."""
    outlet = dialog.lines[line].outlet
    outlet.setFocus()
    write(outlet, keys)
    qtbot.keyClick(outlet, Qt.Key.Key_Return)


def test_a_story_with_two_placements_is_typed_with_keys_alone(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    toasts = heard(context.toast_wanted)
    dialog = opened(context, parent, qtbot)
    write(dialog.title_edit, "家电以旧换新政策问答")
    qtbot.keyClick(dialog.title_edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.lines[0].outlet.hasFocus())
    first = dialog.lines[0]
    first.day.edit.setText("11-18")
    type_outlet(qtbot, dialog, 0, "srb")
    assert first.outlet.text() == "市日报"
    qtbot.keyClicks(first.column, "msgc")
    qtbot.keyClick(first.column, Qt.Key.Key_Return)
    assert first.column.text() == "民生观察"
    qtbot.keyClick(first.link, Qt.Key.Key_Return)
    assert len(dialog.lines) == 2
    assert dialog.lines[1].day.date() == dt.date(2026, 11, 18), "the day goes on"
    type_outlet(qtbot, dialog, 1, "sds")
    assert len(saved(county)) == 1, "nothing is stored before Ctrl+Enter"

    qtbot.keyClick(dialog.lines[1].spot, Qt.Key.Key_Return, CTRL)
    until_idle(qtbot, context)

    story = saved(county)[-1]
    assert story.title == "家电以旧换新政策问答"
    assert [
        (p.outlet, p.published_on.day, p.column_name) for p in story.placements
    ] == [
        ("省电视台", 18, ""),
        ("市日报", 18, "民生观察"),
    ]
    assert dialog.isVisible(), "ready for the next story"
    assert dialog.title_edit.text() == ""
    assert len(dialog.lines) == 1
    assert dialog.saved.title.text() == "这一周已有 2 篇 3 条"
    text, undo = toasts[-1]
    assert text == "已补录《家电以旧换新政策问答》，2 条刊播"
    undo()
    until_idle(qtbot, context)
    assert len(saved(county)) == 1
    dialog.close()


@pytest.mark.parametrize(
    ("title", "chip"),
    [
        ("“夜经济”街区开街首周客流破十万", "同一稿件"),
        ("夜经济街区开街首周客流突破十万", "标题相近"),
    ],
)
def test_a_known_story_is_proposed_and_joined(
    county: Database,
    context: AppContext,
    parent: QWidget,
    qtbot: QtBot,
    title: str,
    chip: str,
) -> None:
    dialog = opened(context, parent, qtbot)
    write(dialog.title_edit, title)
    qtbot.waitUntil(dialog.same.isVisible)
    assert dialog.same.chip.accessibleName() == chip
    assert "11月17日" in dialog.same.words.text()
    assert dialog.same.check.isChecked()
    type_outlet(qtbot, dialog, 0, "sds")
    dialog.save()
    until_idle(qtbot, context)
    found = saved(county)
    assert len(found) == 1
    assert found[0].title == "夜经济街区开街首周客流破十万"
    assert [p.outlet for p in found[0].placements] == ["省电视台", "市日报"]
    dialog.close()


def test_the_proposal_can_be_declined(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    dialog = opened(context, parent, qtbot)
    write(dialog.title_edit, "夜经济街区开街首周客流突破十万")
    dialog.same.check.setChecked(False)
    type_outlet(qtbot, dialog, 0, "srb")
    dialog.save()
    until_idle(qtbot, context)
    assert len(saved(county)) == 2
    dialog.close()


def test_the_same_placement_is_not_stored_twice(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    dialog = opened(context, parent, qtbot)
    write(dialog.title_edit, "夜经济街区开街首周客流破十万")
    dialog.lines[0].day.set_date(WEEK + dt.timedelta(days=1))
    type_outlet(qtbot, dialog, 0, "srb")
    dialog.save()
    until_idle(qtbot, context)
    assert "已有11月17日在这家媒体的刊播" in dialog.lines[0].note.text()
    assert len(saved(county)[0].placements) == 1
    dialog.close()


def test_what_is_missing_is_said_at_its_place_and_nothing_is_stored(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    dialog = opened(context, parent, qtbot)
    dialog.save()
    assert dialog.title_note.text() == "请填写稿件标题。"
    write(dialog.title_edit, "政策问答")
    assert not dialog.title_note.isVisible()
    dialog.save()
    assert "请选择媒体" in dialog.lines[0].note.text()
    write(dialog.lines[0].outlet, "没有这家报")
    dialog.lines[0].link.setFocus()
    dialog.save()
    assert "名册里没有“没有这家报”" in dialog.lines[0].note.text()
    assert dialog.lines[0].outlet.text() == "没有这家报", "what was typed stays"
    type_outlet(qtbot, dialog, 0, "srb")
    dialog.lines[0].day.edit.setText("12月30日")
    dialog.save()
    assert "晚于本周末" in dialog.lines[0].note.text()
    dialog.lines[0].day.edit.setText("没有日期")
    dialog.save()
    assert "看不出“没有日期”是哪一天" in dialog.lines[0].note.text()
    until_idle(qtbot, context)
    assert len(saved(county)) == 1
    dialog.close()


def test_a_day_far_before_the_week_is_pointed_out_but_may_be_stored(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    dialog = opened(context, parent, qtbot)
    write(dialog.title_edit, "补报的旧稿")
    type_outlet(qtbot, dialog, 0, "srb")
    dialog.lines[0].day.edit.setText("2026.9.1")
    dialog.lines[0].day.date()
    assert "请核对" in dialog.lines[0].note.text()
    dialog.save()
    until_idle(qtbot, context)
    assert saved(county)[-1].placements[0].published_on == dt.date(2026, 9, 1)
    dialog.close()


def test_a_closed_window_keeps_the_draft_for_its_unit_and_week(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    dialog = opened(context, parent, qtbot)
    write(dialog.title_edit, "没打完的")
    type_outlet(qtbot, dialog, 0, "srb")
    dialog.lines[0].link.setText("http://a.example/1")
    dialog.reject()
    context.state.save()

    again = StateStore(context.folder)
    draft = kept_draft(again, UNIT, WEEK)
    assert draft is not None
    assert (draft.title, draft.lines[0].outlet) == ("没打完的", "市日报")
    assert kept_draft(again, 2, WEEK) is None

    other = opened(context, parent, qtbot)
    assert other.title_edit.text() == "没打完的"
    assert other.lines[0].outlet.value() is not None
    assert other.lines[0].link.text() == "http://a.example/1"
    assert other.restored.isVisible()
    other.save()
    until_idle(qtbot, context)
    other.reject()
    assert kept_draft(context.state, UNIT, WEEK) is None, "what is saved is no draft"


def test_a_damaged_draft_counts_as_none(context: AppContext) -> None:
    keep_draft(context.state, UNIT, WEEK, Draft("稿", [DraftLine(outlet="市日报")]))
    assert kept_draft(context.state, UNIT, WEEK) is not None
    key = f"entry.draft.{UNIT}.{WEEK.isoformat()}"
    for damaged in ("文字", {"lines": [{"nothing": 1}]}, {"lines": "x"}, {}):
        context.state.put(key, damaged)
        assert kept_draft(context.state, UNIT, WEEK) is None


def test_an_outlet_that_is_in_no_register_is_added_on_the_way(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    dialog = opened(context, parent, qtbot)
    write(dialog.title_edit, "直播带货")
    type_outlet(qtbot, dialog, 0, "云岭发布")
    qtbot.waitUntil(lambda: bool(dialog.findChildren(NewOutletDialog)))
    new = dialog.findChildren(NewOutletDialog)[-1]
    assert new.form.values()["name"] == "云岭发布"
    new.accept_wanted.emit()
    until_idle(qtbot, context)
    until_idle(qtbot, context)
    assert dialog.lines[0].outlet.text() == "云岭发布"
    dialog.save()
    until_idle(qtbot, context)
    placement = saved(county)[-1].placements[0]
    assert (placement.outlet, placement.level) == ("云岭发布", OutletLevel.COUNTY)
    dialog.close()


def test_lines_can_be_taken_away_and_empty_ones_are_not_stored(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    dialog = opened(context, parent, qtbot)
    write(dialog.title_edit, "政策问答")
    type_outlet(qtbot, dialog, 0, "srb")
    dialog.add_line()
    dialog.add_line()
    assert len(dialog.lines) == 3
    dialog.lines[2].outlet.setFocus()
    qtbot.keyClick(dialog.lines[2].outlet, Qt.Key.Key_Delete, CTRL)
    assert len(dialog.lines) == 2
    dialog.save()
    until_idle(qtbot, context)
    assert len(saved(county)[-1].placements) == 1
    dialog.close()


def test_the_day_of_receipt_is_asked_only_while_nothing_came(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    dialog = opened(context, parent, qtbot)
    assert not dialog.received.isVisible()
    assert "11月16日收到" in dialog.received_label.text()
    dialog.close()
    dialog = opened(context, parent, qtbot, unit=2)
    assert dialog.received.isVisible()
    dialog.received.set_date(WEEK + dt.timedelta(days=3))
    write(dialog.title_edit, "普法进校园")
    type_outlet(qtbot, dialog, 0, "srb")
    dialog.save()
    until_idle(qtbot, context)
    with county.reading() as session:
        assert returns.get(session, 2, WEEK).received_on == WEEK + dt.timedelta(days=3)
    dialog.close()


def test_tab_goes_through_two_lines_and_what_is_typed_lands_there(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    dialog = opened(context, parent, qtbot)
    dialog.add_line()
    qtbot.waitUntil(dialog.lines[1].isVisible)
    dialog.title_edit.setFocus()
    write(dialog.title_edit, "社区书屋")
    expected = [field for line in dialog.lines for field in line.tab_fields()]
    seen: list[QWidget | None] = []
    for _ in expected:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        seen.append(dialog.focusWidget())
    assert seen == expected
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.more_button
    dialog.title_edit.setFocus()
    qtbot.keyClick(dialog.title_edit, Qt.Key.Key_Tab)
    qtbot.keyClicks(dialog.focusWidget(), "1119")
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.lines[0].day.date() == dt.date(2026, 11, 19)
    dialog.close()


def test_an_unreadable_day_is_named_and_stays(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    dialog = opened(context, parent, qtbot)
    write(dialog.title_edit, "社区书屋")
    line = dialog.lines[0]
    write(line.day.edit, "上周五")
    type_outlet(qtbot, dialog, 0, "srb")
    qtbot.keyClick(line.spot, Qt.Key.Key_Return, CTRL)
    assert "看不出“上周五”是哪一天" in line.note.text()
    assert line.day.edit.text() == "上周五"
    assert len(saved(county)) == 1
    dialog.close()


def test_a_restored_draft_can_be_cleared(
    county: Database, context: AppContext, parent: QWidget, qtbot: QtBot
) -> None:
    keep_draft(context.state, UNIT, WEEK, Draft("旧标题", [DraftLine(outlet="某台")]))
    dialog = opened(context, parent, qtbot)
    assert dialog.restored.isVisible()
    dialog.clear_button.setFocus()
    qtbot.keyClick(dialog.clear_button, Qt.Key.Key_Space)
    assert (dialog.title_edit.text(), dialog.lines[0].outlet.text()) == ("", "")
    assert not dialog.restored.isVisible()
    assert kept_draft(context.state, UNIT, WEEK) is None
    dialog.close()
