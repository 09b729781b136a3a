"""The whole weekly round in the real window: forms out, forms in, mended, taken, seen, issued, corrected."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from models.database import Database
from services.integrity import check
from services.sample import make_sample
from tests.filled_forms import fill_form, piece
from tests.ui.window import (
    OpenWindow,
    button,
    context_of,
    dialog,
    idle,
    open_window,
    page_of,
)
from ui.intake.page import CHECK, RESULT, IntakePage
from ui.issue.page import IssuePage
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.reporting.forms_dialog import FormsDialog

__all__ = ["open_window"]

WEEK = dt.date(2026, 11, 2)
TODAY = dt.date(2026, 11, 10)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample county, copied by each test."""
    folder = tmp_path_factory.mktemp("sample")
    db = Database.open(folder)
    make_sample(db, today=TODAY)
    db.close()
    return folder


@pytest.fixture
def window(open_window: OpenWindow, sample: Path, tmp_path: Path) -> MainWindow:
    data = tmp_path / "数据 文件夹"
    shutil.copytree(sample, data)
    return open_window(data)


def go(qtbot: QtBot, window: MainWindow, place: Place) -> None:
    context_of(window).navigate(place)
    idle(qtbot, window)


def send_forms(qtbot: QtBot, window: MainWindow, folder: Path) -> dict[str, Path]:
    """Write the week's forms by the dialog of the weekly page; unit → file."""
    go(qtbot, window, Place.of("reporting", week=WEEK.isoformat()))
    page = page_of(window, "reporting")
    qtbot.mouseClick(button(page, "发表格"), Qt.MouseButton.LeftButton)
    sheet: FormsDialog = dialog(qtbot, FormsDialog)
    sheet.folder.setText(str(folder))
    assert sheet.stepper.week() == WEEK
    qtbot.mouseClick(sheet.ok_button, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    found = {p.stem.split("_")[1]: p for p in sheet.week_folder().glob("*.xlsx")}
    sheet.reject()
    # A desktop gives the keyboard back to the window by itself, the offscreen platform does not.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return found


def test_the_weekly_round(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    blanks = send_forms(qtbot, window, tmp_path / "发出")
    assert len(blanks) > 50
    names = list(blanks)[:3]
    back = tmp_path / "交回"
    back.mkdir()
    title = "全县首个一件事联办窗口启用"
    fill_form(
        blanks[names[0]],
        back / "一.xlsx",
        [
            piece(dt.date(2026, 11, 3), title, "云岭电视台"),
            piece("11月4日", title, "澜川日报"),
        ],
    )
    fill_form(
        blanks[names[1]],
        back / "二.xlsx",
        [piece("11月45日", "日期写错了的一条", "澜川日报")],
    )
    shutil.copy(back / "一.xlsx", back / "一（副本）.xlsx")

    go(qtbot, window, Place.of("intake", paths=[str(back)]))
    page: IntakePage = page_of(window, "intake")
    assert page._stack.currentIndex() == CHECK
    preview = page._preview
    assert preview is not None
    before = _placements(window)
    # The wrong row is chosen at once; its field takes the keyboard, Enter mends it.
    form = page._check._side._form
    field = form.widget("date")
    assert isinstance(field, QLineEdit)
    field.setText("11月5日")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert not preview.problems
    qtbot.mouseClick(page._check._commit, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert page._stack.currentIndex() == RESULT
    assert _placements(window) == before + 3

    # Ctrl+Z takes the whole batch back, Ctrl+Y brings it again.
    assert context_of(window).can_undo
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot, window)
    assert _placements(window) == before
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot, window)
    assert _placements(window) == before + 3

    go(qtbot, window, Place.of("issue", week=WEEK.isoformat()))
    issue: IssuePage = page_of(window, "issue")
    qtbot.mouseClick(issue._issue, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    state = issue._state
    assert state is not None
    assert state.info is not None
    target = issue._file_of(state.info)
    assert target is not None
    detail = load_workbook(target)["刊播明细"]
    titles = [c.value for row in detail.iter_rows() for c in row if c.value == title]
    assert len(titles) == 2
    assert check(context_of(window).db) == []


def test_window_closed_in_the_middle_of_checking_loses_nothing(
    qtbot: QtBot, window: MainWindow, open_window: OpenWindow, tmp_path: Path
) -> None:
    blanks = send_forms(qtbot, window, tmp_path / "发出")
    form = fill_form(
        next(iter(blanks.values())),
        tmp_path / "交回.xlsx",
        [piece("11月45日", "日期写错了的一条", "澜川日报")],
    )
    go(qtbot, window, Place.of("intake", paths=[str(form)]))
    page: IntakePage = page_of(window, "intake")
    field = page._check._side._form.widget("date")
    assert isinstance(field, QLineEdit)
    field.setText("11月5日")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    idle(qtbot, window)
    folder = context_of(window).folder
    window.close()
    again = open_window(folder)
    go(qtbot, again, Place("intake"))
    page = page_of(again, "intake")
    qtbot.mouseClick(button(page, "接着核对"), Qt.MouseButton.LeftButton)
    idle(qtbot, again)
    assert page._preview is not None
    assert page._preview.rows[0].text["date"] == "11月5日"
    assert not page._preview.problems


def _placements(window: MainWindow) -> int:
    from sqlalchemy import func, select

    from models.tables import Placement

    with context_of(window).db.reading() as session:
        live = select(func.count(Placement.id)).where(Placement.deleted_at.is_(None))
        return session.scalar(live) or 0
