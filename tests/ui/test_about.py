"""关于: what it says, and the 诊断包 that it writes, with data and without."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.database import FILE_NAME, Database
from services.version import program_version
from tests.ui.window import WAIT, OpenWindow, button, dialog, idle, open_window
from ui.about.dialog import AboutDialog, show_about
from ui.widgets import dialogs

__all__ = ["open_window"]


@pytest.fixture
def folder(db: Database) -> Path:
    """A data folder that the window can open."""
    return db.folder


def test_tells_version_and_folder_and_copies_them(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    window = open_window(folder)
    about = show_about(window)
    told = dict(about.facts())
    assert told["版本"] == program_version().label
    assert told["数据文件夹"] == str(folder)
    button(about, "复制").click()
    assert program_version().number in QApplication.clipboard().text()
    button(about, "关闭").click()
    qtbot.waitUntil(lambda: not window.findChildren(AboutDialog), timeout=WAIT)


def test_the_command_writes_the_package_where_it_was_asked_to(
    qtbot: QtBot,
    open_window: OpenWindow,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "给维护人员.zip"
    monkeypatch.setattr(dialogs, "pick_target", lambda *_args: target)
    window = open_window(folder)
    command = next(c for c in window.commands.commands if c.text == "关于与诊断包")
    assert command.searchable
    command.run()
    about = dialog(qtbot, AboutDialog)
    button(about, "写诊断包…").click()
    idle(qtbot, window)
    assert about.said.text() == f"写好了：{target}"
    assert about.package_button.isEnabled()
    with zipfile.ZipFile(target) as archive:
        assert "屏幕 1" in archive.read("版本.txt").decode()
        assert "完好" in archive.read("数据.txt").decode()


def test_a_place_that_cannot_be_written_is_said_in_the_dialog(
    qtbot: QtBot, open_window: OpenWindow, folder: Path, tmp_path: Path
) -> None:
    window = open_window(folder)
    about = show_about(window)
    about.write_to(tmp_path / "没有" / "a.zip")
    idle(qtbot, window)
    assert about.said.isVisible()
    assert "写好了" not in about.said.text()
    assert about.package_button.isEnabled()


def test_it_helps_where_the_data_do_not_open(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "坏的"
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(b"no database" * 1000)
    window = open_window(folder)
    about = show_about(window)
    target = tmp_path / "a.zip"
    about.write_to(target)
    idle(qtbot, window)
    with zipfile.ZipFile(target) as archive:
        assert "没有读出来" in archive.read("数据.txt").decode()


def test_closing_it_while_it_writes_does_no_harm(
    qtbot: QtBot, open_window: OpenWindow, folder: Path, tmp_path: Path
) -> None:
    window = open_window(folder)
    about = show_about(window)
    about.write_to(tmp_path / "a.zip")
    about.accept()
    idle(qtbot, window)
    assert (tmp_path / "a.zip").is_file()
