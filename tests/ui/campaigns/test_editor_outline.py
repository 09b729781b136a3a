"""The outline in the real window: read in place, moved by keys and by drag, added, deleted, undone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from models.vocabulary_campaigns import PartKind
from services.campaigns import edit, parts, store
from tests.services.campaigns import plan_kit
from tests.ui.campaigns.editor_kit import (
    Desk,
    desk,
    plan_db,
    plan_folder,
    window_desk,
)
from tests.ui.window import button, dialog, open_window
from ui.campaigns.editor.nodes import build
from ui.campaigns.editor.part_section import PartSection
from ui.campaigns.editor.tree_model import NODE, OutlineModel
from ui.main_window import MainWindow
from ui.navigation import Place

__all__ = ["desk", "open_window", "plan_db", "plan_folder", "window_desk"]

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_tree_shows_every_section_and_keeps_qt_s_rules(
    desk: Desk, qtbot: QtBot
) -> None:
    model = OutlineModel()
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    model.set_roots(build(desk.plan()))
    titles = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert titles == [
        "基本信息",
        "发文通知",
        "正文",
        "附件1路口劝导安排",
        "组织领导",
        "成员单位",
        "抄送",
        "阶段",
        "目标与重点",
        "任务",
        "栏目、媒体、阵地",
        "联系人",
        "权重",
        "表格",
        "日程安排",
        "原文",
    ]
    text = model.index(2, 0)
    assert [model.index(r, 0, text).data() for r in range(model.rowCount(text))] == [
        "导语",
        "一、工作目标",
        "二、重点任务",
        "三、工作要求",
        "落款",
    ]
    assert model.find("phases").data(NODE).doubts == 1
    assert model.parent(QModelIndex()) == QModelIndex()
    tester.deleteLater()


def test_what_is_typed_is_saved_on_leaving_and_can_be_undone(
    desk: Desk, qtbot: QtBot
) -> None:
    section = desk.open_part("拍摄宣传片")
    desk.write(section.form.widget("heading"), "拍摄公益短片")
    desk.write(section.form.widget("body"), "县融媒体中心每年拍摄2部。\n另行通知。")
    desk.open("phases")
    part = desk.part("拍摄公益短片")
    assert part.body == "县融媒体中心每年拍摄2部。\n另行通知。"
    assert "已保存" in desk.tab.bar.state.text()
    desk.undo()
    desk.undo()
    assert desk.part("拍摄宣传片").body.startswith("县融媒体中心每年拍摄1部宣传片")


def test_typed_words_stay_while_the_plan_changes_elsewhere(
    desk: Desk, qtbot: QtBot
) -> None:
    section = desk.open_part("拍摄宣传片")
    desk.write(section.form.widget("body"), "正在写的话")
    with desk.context.db.writing("别处的修改") as session:
        part = desk.part("拍摄宣传片")
        parts.change_part(session, part.id, heading="改了标题", body="别处的正文")
        edit.change_campaign(session, 1, short_name="新简称")
    desk.idle()
    qtbot.waitUntil(
        lambda: section.form.values()["heading"] == "改了标题", timeout=5000
    )
    assert section.form.values()["body"] == "正在写的话"
    desk.open("facts")
    assert desk.part("改了标题").body == "正在写的话"


def test_escape_takes_the_stored_words_back(desk: Desk, qtbot: QtBot) -> None:
    section = desk.open_part("拍摄宣传片")
    heading = section.form.widget("heading")
    desk.write(heading, "写错了")
    qtbot.keyClick(heading, Qt.Key.Key_Escape)
    assert section.form.values()["heading"] == "拍摄宣传片"
    assert not section.is_dirty()


def test_a_part_without_words_is_refused_where_it_stands(
    desk: Desk, qtbot: QtBot
) -> None:
    section = desk.open_part("重点任务")
    desk.write(section.form.widget("heading"), "")
    desk.open("facts")
    assert desk.tab.tree.current_key() == f"part:{desk.part('重点任务').id}"
    assert desk.tab.stack.currentWidget() is section
    left: list[bool] = []
    assert not desk.tab.can_leave(lambda: left.append(True))
    button(dialog(qtbot), "继续编辑").click()
    assert not left
    desk.tab.activateWindow()
    qtbot.waitUntil(desk.tab.isActiveWindow)
    desk.write(section.form.widget("heading"), "重点工作")
    desk.open("facts")
    assert "二、重点工作" in desk.heads()


def test_keys_move_promote_and_demote_as_in_word(window_desk: Desk) -> None:
    desk = window_desk
    before = desk.heads()
    desk.open_part("开展路口劝导")
    desk.key(Qt.Key.Key_Up, ALT)
    assert desk.heads()[2:4] == ["（一）开展路口劝导", "（二）拍摄宣传片"]
    assert desk.tab.tree.current_key() == f"part:{desk.part('开展路口劝导').id}"
    desk.key(Qt.Key.Key_Down, ALT)
    assert desk.heads() == before
    desk.key(Qt.Key.Key_Tab)
    assert "1.开展路口劝导" in desk.heads()
    desk.key(Qt.Key.Key_Tab, SHIFT)
    assert desk.heads() == before
    desk.key(Qt.Key.Key_Left, ALT, SHIFT)
    assert "三、开展路口劝导" in desk.heads()
    assert "四、工作要求" in desk.heads()
    desk.key(Qt.Key.Key_Right, ALT, SHIFT)
    assert desk.heads() == before


def test_a_part_is_dragged_under_another_one(desk: Desk) -> None:
    outline = desk.tab.tree.outline
    moved, target = desk.part("压实责任"), desk.part("重点任务")
    data = outline.mimeData([outline.find(f"part:{moved.id}")])
    over = outline.find(f"part:{target.id}")
    assert outline.canDropMimeData(data, Qt.DropAction.MoveAction, 0, 0, over)
    outline.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, over)
    desk.idle()
    assert desk.heads()[1:5] == [
        "二、重点任务",
        "（一）压实责任",
        "（二）拍摄宣传片",
        "（三）开展路口劝导",
    ]
    assert [m.number for m in desk.plan().measures] == ["二（二）", "二（三）"]
    desk.undo()
    assert desk.heads()[2] == "（一）拍摄宣传片"


def test_a_part_cannot_be_dragged_into_itself_or_out_of_the_text(desk: Desk) -> None:
    outline = desk.tab.tree.outline
    tasks, film = desk.part("重点任务"), desk.part("拍摄宣传片")
    data = outline.mimeData([outline.find(f"part:{tasks.id}")])
    for key in (f"part:{film.id}", f"part:{tasks.id}", "phases", "facts"):
        over = outline.find(key)
        assert not outline.canDropMimeData(data, Qt.DropAction.MoveAction, -1, 0, over)


def test_a_part_is_dragged_into_the_annex(desk: Desk) -> None:
    outline = desk.tab.tree.outline
    film = desk.part("拍摄宣传片")
    annex = next(p for p in desk.plan().parts if p.kind == "annex")
    data = outline.mimeData([outline.find(f"part:{film.id}")])
    over = outline.find(f"part:{annex.id}")
    outline.dropMimeData(data, Qt.DropAction.MoveAction, -1, 0, over)
    desk.idle()
    assert desk.heads("annex1") == ["一、时间安排", "二、拍摄宣传片"]


def test_a_new_part_follows_is_named_and_written(desk: Desk, qtbot: QtBot) -> None:
    desk.open_part("拍摄宣传片")
    desk.key(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "（二）新的条款" in desk.heads())
    key = f"part:{desk.part('新的条款').id}"
    qtbot.waitUntil(lambda: desk.tab.tree.current_key() == key)
    desk.idle()
    section = desk.tab.stack.currentWidget()
    assert isinstance(section, PartSection)
    heading = section.form.widget("heading")
    qtbot.waitUntil(heading.hasFocus)
    desk.write(heading, "开设专栏")
    desk.open("facts")
    assert desk.heads()[2:5] == [
        "（一）拍摄宣传片",
        "（二）开设专栏",
        "（三）开展路口劝导",
    ]


def test_deleting_takes_the_parts_below_and_is_undone_by_the_toast(
    window_desk: Desk, qtbot: QtBot
) -> None:
    desk, window = window_desk, window_desk.window
    assert window is not None
    before = desk.heads()
    desk.open_part("重点任务")
    desk.key(Qt.Key.Key_Delete)
    assert desk.heads() == ["一、工作目标", "三、工作要求", "（三）压实责任"]
    assert "2 项任务仍在台账里" in window.toasts.text
    assert len(desk.plan().measures) == 2
    button(window.toasts, "撤销").click()
    desk.idle()
    qtbot.waitUntil(lambda: desk.heads() == before)


def test_the_words_of_a_part_are_marked_in_the_source(desk: Desk, qtbot: QtBot) -> None:
    desk.tab.bar.source.setChecked(True)
    desk.open_part("开展路口劝导")
    marked = desk.tab.source.marked()
    assert len(marked) == 1
    assert marked[0].startswith("（二）开展路口劝导")
    assert "120名" in marked[0]
    assert "工作要求" not in marked[0]
    at = plan_kit.TEXT.index("（二）开展路口劝导")
    qtbot.waitUntil(lambda: desk.tab.source.text.textCursor().position() == at)


def test_finding_goes_from_part_to_part(desk: Desk, qtbot: QtBot) -> None:
    words = desk.tab.bar.words
    words.setFocus()
    words.insert("劝导员")
    desk.idle()
    assert desk.tab.tree.current_key() == f"part:{desk.part('开展路口劝导').id}"
    assert QApplication.focusWidget() is words
    words.clear()
    words.insert("每周五")
    desk.idle()
    assert desk.tab.tree.current_key() == f"part:{desk.part('时间安排').id}"


def test_the_place_brings_the_clerk_back_to_the_part(desk: Desk) -> None:
    key = f"part:{desk.part('压实责任').id}"
    desk.open(key)
    args = desk.tab.place_args()
    desk.open("weights")
    desk.tab.show_plan(1, Place.of("campaigns", plan=1, **args))
    desk.idle()
    assert desk.tab.tree.current_key() == key


def test_what_is_typed_goes_along_when_the_page_is_left(
    window_desk: Desk, qtbot: QtBot
) -> None:
    desk, window = window_desk, window_desk.window
    assert window is not None
    section = desk.open_part("拍摄宣传片")
    desk.write(section.form.widget("body"), "写到一半就走")
    window.go(Place("home"))
    qtbot.waitUntil(lambda: page_is(window, "home"))
    desk.idle()
    assert desk.part("拍摄宣传片").body == "写到一半就走"
    window.back()
    desk.idle()
    qtbot.waitUntil(lambda: page_is(window, "campaigns"))
    assert desk.tab.tree.current_key() == f"part:{desk.part('拍摄宣传片').id}"
    section = desk.open_part("重点任务")
    desk.write(section.form.widget("heading"), "")
    window.go(Place("home"))
    button(dialog(qtbot), "不保存").click()
    qtbot.waitUntil(lambda: page_is(window, "home"))
    assert "二、重点任务" in desk.heads()


def test_a_menu_elsewhere_finds_what_was_typed_its_own_does_not_save(
    desk: Desk, qtbot: QtBot
) -> None:
    section = desk.open_part("拍摄宣传片")
    body = section.form.widget("body")
    desk.write(body, "打开菜单之前写的")
    own, other = QMenu(body), QMenu(desk.tab.bar)
    for menu in (own, other):
        menu.addAction("一项")
    own.popup(body.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(
        body, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason)
    )
    own.close()
    desk.idle()
    assert section.is_dirty()
    other.popup(desk.tab.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(
        body, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason)
    )
    desk.idle()
    other.close()
    assert desk.part("拍摄宣传片").body == "打开菜单之前写的"


def test_opening_words_of_a_plan_written_by_hand(desk: Desk, qtbot: QtBot) -> None:
    with desk.context.db.writing("新建") as session:
        new = edit.new_campaign(session, "手写的方案")
    desk.tab.show_plan(new, Place.of("campaigns", plan=new, node="section:main"))
    desk.idle()
    desk.tab.deeds.add_last()
    desk.idle()
    desk.tab.deeds.add_words(PartKind.LEAD)
    desk.idle()
    section = desk.tab.stack.currentWidget()
    assert isinstance(section, PartSection)
    desk.write(section.form.widget("body"), "为做好宣传，制定本方案。")
    desk.open("facts")
    with desk.context.db.reading() as session:
        rows = store.load_plan(session, new).parts
    assert [(p.kind, p.number, p.body) for p in rows] == [
        ("lead", "", "为做好宣传，制定本方案。"),
        ("head", "一、", ""),
    ]


def page_is(window: MainWindow, key: str) -> bool:
    page = window.current_page()
    return page is not None and page.key == key
