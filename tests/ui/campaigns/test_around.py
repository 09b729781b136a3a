"""Plans around the window: what is due on the desk, the search, commands, files dropped on the window."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from models.database import FILE_NAME, Database
from models.vocabulary_campaigns import CampaignState, UnitRole
from services import settings
from services.campaigns import edit
from services.campaigns.finding import find_measures
from services.campaigns.pressing import pressing
from services.intake.dropped import Dropped, by_name, find_forms
from services.output.progress_forms import write_progress_forms
from services.plans.correcting import draft
from services.registers.units import save_unit
from services.returns import receive
from tests.ui.campaigns.plans_kit import DAY, THIS, TODAY, add_plan, measures_of
from tests.ui.window import (
    OpenWindow,
    button,
    context_of,
    dialog,
    idle,
    open_window,
    page_of,
)
from ui.campaigns.forms.check_dialog import CheckDialog
from ui.campaigns.new_dialog import NewPlanDialog
from ui.home.due import due_tasks, plan_draft
from ui.home.lines import TaskLine
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.search_sources import Hit, find
from ui.shell.dropping import cover_words
from ui.widgets.dialogs import QuestionDialog

__all__ = ["open_window"]

Fill = Callable[[Database], object]


@pytest.fixture
def folder(tmp_path: Path, empty_database: Path) -> Callable[[Fill], Path]:
    """A data folder of an office at work, filled further by a function."""

    def make(fill: Fill) -> Path:
        made = tmp_path / "office"
        made.mkdir()
        shutil.copy(empty_database, made / FILE_NAME)
        db = Database.open(made)
        with db.writing("开始") as session:
            settings.save(session, office="云岭县委宣传部", onboarded=True)
            unit = save_unit(session, name="云岭县商务局", group="县直部门")
            receive(session, unit, THIS, TODAY, nil=True)
        fill(db)
        db.close()
        return made

    return make


def a_plan(db: Database) -> int:
    return add_plan(
        db,
        "云岭县文明交通宣传方案",
        [TODAY - 2 * DAY, TODAY + 3 * DAY, TODAY + 60 * DAY],
        short_name="文明交通",
        doc_number="云宣发〔2026〕3号",
    )


# --- the desk ---------------------------------------------------------------------------------------------


def test_the_desk_names_what_is_due_and_leads_to_the_measure(
    qtbot: QtBot, open_window: OpenWindow, folder: Callable[[Fill], Path]
) -> None:
    window = open_window(folder(a_plan))
    page = page_of(window, "home")
    lines = page.due.findChildren(TaskLine)
    assert [x.text() for x in lines] == ["任务1", "任务2"]
    assert "逾期 2 天" in lines[0].accessibleDescription()
    assert "还有 3 天" in lines[1].accessibleDescription()
    notes = [x.text() for x in page.due.findChildren(QLabel)]
    assert "逾期 1 项，14 天内到期 1 项" in notes
    qtbot.mouseClick(lines[0], Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    opened = page_of(window, "campaigns").place()
    first = measures_of(context_of(window).db, 1)[0]
    assert (opened.get("plan"), opened.get("tab")) == (1, "ledger")
    assert opened.get("measure") == first
    window.back()
    idle(qtbot, window)
    assert page_of(window, "home") is page


def test_without_plans_the_desk_shows_no_such_card(
    qtbot: QtBot, open_window: OpenWindow, folder: Callable[[Fill], Path]
) -> None:
    window = open_window(folder(lambda _db: None))
    assert not page_of(window, "home").due.isVisible()


def test_old_overdue_measures_do_not_hide_what_comes(db: Database) -> None:
    add_plan(db, "大方案", [TODAY - n * DAY for n in (900, 800, 3, 2)])
    add_plan(db, "小方案", [TODAY, TODAY + 2 * DAY], short_name="小")
    with db.reading() as session:
        found = due_tasks(pressing(session, TODAY), 5)
    assert [(t.text, t.mark) for t in found] == [
        ("任务4", "逾期"),
        ("任务3", "逾期"),
        ("任务1", "今天"),
        ("任务2", "临期"),
        ("任务2", "逾期"),
        ("还有 1 项到期的任务", "更多"),
    ]
    assert "年" in found[4].note
    assert found[-1].place == Place.of("campaigns", view="all", state="open")


def test_an_office_that_has_just_begun_is_told_of_plans_until_it_has_one(
    qtbot: QtBot, open_window: OpenWindow, empty_database: Path, tmp_path: Path
) -> None:
    shutil.copy(empty_database, tmp_path / FILE_NAME)
    db = Database.open(tmp_path)
    with db.writing("开始") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    db.close()
    window = open_window(tmp_path)
    steps = page_of(window, "home").steps

    def words() -> list[str]:
        return [x.text() for x in steps.findChildren(TaskLine) if x.isVisible()]

    assert words() == ["手里有宣传方案的，可以先读进来"]
    a_plan(context_of(window).db)
    qtbot.waitUntil(lambda: words() == ["任务1", "任务2"])


def test_a_plan_that_was_read_and_not_saved_waits_on_the_desk(
    qtbot: QtBot, open_window: OpenWindow, folder: Callable[[Fill], Path]
) -> None:
    made = folder(lambda _db: None)
    draft.keep(made, [{"name": "方案.docx", "steps": 2}], 0)
    window = open_window(made)
    waiting = page_of(window, "home").waiting
    line = next(
        x for x in waiting.findChildren(TaskLine) if x.text() == "有方案核对到一半"
    )
    assert "“方案.docx”核对到一半，改过 2 处" in line.accessibleDescription()
    assert plan_draft(made.parent) == ""


def test_desk_search_and_stories_map_no_plan_tables() -> None:
    """Mapping them costs a tenth of a second of every start."""
    asked = (
        "import sys, ui.home.page, ui.search_sources, ui.stories.page, ui.shell.dropping;"
        "print('models.tables_campaigns' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


# --- search and commands -----------------------------------------------------------------------------------


def hits(db: Database, words: str) -> list[Hit]:
    with db.reading() as session:
        return [h for h in find(session, words) if h.kind in ("方案", "任务")]


def test_plans_are_found_by_name_number_and_initials(db: Database) -> None:
    a_plan(db)
    for words in ("文明", "wmjt", "云宣发〔2026〕3号"):
        found = [h for h in hits(db, words) if h.kind == "方案"]
        assert [(h.title, h.place.get("plan")) for h in found] == [("文明交通", 1)]


def test_measures_are_found_by_their_words_those_of_running_plans_first(
    db: Database,
) -> None:
    add_plan(db, "旧方案", [None], CampaignState.CLOSED)
    add_plan(db, "新方案", [None])
    found = [h for h in hits(db, "任务1 做好") if h.kind == "任务"]
    assert [h.note for h in found] == ["新方案", "旧方案"]
    assert found[0].place.get("measure") == measures_of(db, 2)[0]


def test_marks_in_searched_words_mean_themselves(db: Database) -> None:
    a_plan(db)
    with db.reading() as session:
        assert find_measures(session, "%", 5) == []
        assert find_measures(session, "任务_", 5) == []
        assert len(find_measures(session, "任务", 5)) == 3


def test_the_command_for_a_new_plan_works_from_any_page(
    qtbot: QtBot, open_window: OpenWindow, folder: Callable[[Fill], Path]
) -> None:
    window = open_window(folder(lambda _db: None))
    command = next(c for c in window.commands.commands if c.text == "新建方案")
    command.run()
    made = dialog(qtbot, NewPlanDialog)
    made.form.set_values({"title": "护河行动宣传方案"})
    made.ok_button.click()
    qtbot.waitUntil(lambda: window.current_page() is window.pages.get("campaigns"))
    idle(qtbot, window)
    assert page_of(window, "campaigns").plan_header.title.text() == "护河行动宣传方案"


def test_the_keyboard_goes_to_the_list_and_to_the_opened_plan(
    qtbot: QtBot, open_window: OpenWindow, folder: Callable[[Fill], Path]
) -> None:
    window = open_window(folder(a_plan))
    window.rail.setFocus()
    window.rail.chosen.emit("campaigns")
    idle(qtbot, window)
    page = page_of(window, "campaigns")
    view = page._views["plans"].table.view
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.opened.tab_shown() is not None)
    idle(qtbot, window)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.opened.isAncestorOf(focused)


def test_the_rail_leads_from_a_plan_up_to_the_list(
    qtbot: QtBot, open_window: OpenWindow, folder: Callable[[Fill], Path]
) -> None:
    window = open_window(folder(a_plan))
    window.go(Place.of("campaigns", plan=1))
    idle(qtbot, window)
    window.rail.chosen.emit("campaigns")
    idle(qtbot, window)
    assert page_of(window, "campaigns").place().get("view") == "plans"
    window.back()
    idle(qtbot, window)
    assert page_of(window, "campaigns").place().get("plan") == 1


# --- files dropped ------------------------------------------------------------------------------------------


def drop(window: MainWindow, paths: list[Path]) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    window.dragEnterEvent(QDragEnterEvent(QPoint(9, 9), copy, mime, left, none))
    assert window.cover.isVisible()
    window.dropEvent(QDropEvent(QPointF(9, 9), copy, mime, left, none))
    assert not window.cover.isVisible()


def book(path: Path) -> Path:
    made = openpyxl.Workbook()
    made.active["A1"] = "标题"  # type: ignore[index]
    made.save(path)
    return path


def test_documents_go_to_the_review(
    open_window: OpenWindow,
    folder: Callable[[Fill], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = open_window(folder(a_plan))
    went: list[Place] = []
    monkeypatch.setattr(window, "go", went.append)
    files = [tmp_path / "方案.docx", tmp_path / "旧方案.wps"]
    drop(window, files)
    assert went == [Place("plan_review", {"files": [str(f) for f in files]})]


def test_tables_go_to_the_intake_although_there_are_plans(
    qtbot: QtBot,
    open_window: OpenWindow,
    folder: Callable[[Fill], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = open_window(folder(a_plan))
    went: list[Place] = []
    monkeypatch.setattr(window, "go", went.append)
    file = book(tmp_path / "周报.xlsx")
    drop(window, [file])
    qtbot.waitUntil(lambda: went == [Place("intake", {"paths": [str(file)]})])


def test_a_mix_is_explained_and_done_one_after_the_other(
    qtbot: QtBot,
    open_window: OpenWindow,
    folder: Callable[[Fill], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = open_window(folder(lambda _db: None))
    went: list[Place] = []
    monkeypatch.setattr(window, "go", went.append)
    table, document = book(tmp_path / "周报.xlsx"), tmp_path / "方案.docx"
    drop(window, [table, document])
    asked = dialog(qtbot, QuestionDialog)
    words = " ".join(x.text() for x in asked.findChildren(QLabel))
    assert "文档 1 个：方案.docx" in words
    assert "表格 1 个：周报.xlsx" in words
    qtbot.mouseClick(button(asked, "先收表格"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [p.page for p in went] == ["intake"])
    assert "另外 1 个文件" in window.toasts.text
    qtbot.mouseClick(button(window.toasts, "接着办"), Qt.MouseButton.LeftButton)
    assert [p.page for p in went] == ["intake", "plan_review"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["方案.pdf"], "松开鼠标，读入这份方案"),
        (["一.docx", "二.HTML"], "松开鼠标，读入这些方案"),
        (["周报.xlsx"], "松开鼠标，收下这些表格"),
        (["周报.xlsx", "方案.md"], "松开鼠标，收下这些文件"),
    ],
)
def test_the_cover_says_what_will_be_done(names: list[str], words: str) -> None:
    assert cover_words(names) == words


def forms_of_a_plan(db: Database, folder: Path) -> list[Path]:
    """Progress forms of a plan that one unit leads."""
    with db.writing("登记") as session:
        save_unit(session, name="云岭县教体局", group="县直部门")
    plan = add_plan(db, "文明交通宣传方案", [TODAY])
    with db.writing("牵头") as session:
        measure = measures_of(db, plan)[0]
        edit.set_units(session, measure, UnitRole.LEAD, ["云岭县教体局"])
    write_progress_forms(db, folder, campaign_id=plan)
    return sorted(folder.glob("*.xlsx"))


def test_progress_forms_are_told_from_other_tables(
    db: Database, tmp_path: Path
) -> None:
    made = forms_of_a_plan(db, tmp_path / "表")
    other = book(tmp_path / "周报.xlsx")
    document = tmp_path / "方案.docx"
    found = find_forms(by_name([*made, other, document]))
    assert found == Dropped((document,), (other,), tuple(made))
    assert find_forms(by_name([other])) == Dropped((), (other,), ())


def test_progress_forms_dropped_are_read_for_the_ledger(
    qtbot: QtBot,
    open_window: OpenWindow,
    folder: Callable[[Fill], Path],
    tmp_path: Path,
) -> None:
    made: list[Path] = []
    window = open_window(
        folder(lambda db: made.extend(forms_of_a_plan(db, tmp_path / "表")))
    )
    drop(window, made[:1])
    shown = dialog(qtbot, CheckDialog)
    assert page_of(window, "home")
    shown.reject()
