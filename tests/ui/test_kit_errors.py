"""Errors: what a clerk is shown, what is written to the log, what a crash leaves for the next start."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from models.errors import Cancelled, FileProblem, StorageError, ValidationError
from ui import errors
from ui.widgets.dialogs import MessageDialog

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def log_folder(window: QWidget, tmp_path: Path) -> Iterator[Path]:
    hooks = sys.excepthook, threading.excepthook
    root = logging.getLogger()
    level = root.level
    folder = tmp_path / "日志"
    errors.install(folder, lambda: window)
    yield folder
    errors.uninstall()
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks


def dialog_of(window: QWidget) -> MessageDialog:
    found = [one for one in window.findChildren(MessageDialog) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def words(dialog: MessageDialog) -> str:
    return "\n".join(one.text() for one in dialog.findChildren(QLabel))


def log_text(folder: Path) -> str:
    return (folder / errors.LOG_NAME).read_text(encoding="utf-8")


def caused() -> RuntimeError:
    """An error with a traceback."""
    try:
        raise RuntimeError("a bug of ours")
    except RuntimeError as error:
        return error


def test_a_mistake_of_the_clerk_is_a_sentence(
    window: QWidget, log_folder: Path
) -> None:
    errors.present(window, ValidationError("单位名称不能空。", "name"))
    dialog = dialog_of(window)
    assert "单位名称不能空。" in words(dialog)
    assert dialog.details == ""
    dialog.accept()
    assert "Traceback" not in log_text(log_folder)


def test_trouble_with_the_disk_says_what_was_kept(
    window: QWidget, log_folder: Path
) -> None:
    errors.present(window, StorageError("磁盘已满。"))
    said = words(dialog_of(window))
    assert "磁盘已满。" in said
    assert "已经存好的内容没有变" in said
    dialog_of(window).accept()


def test_a_bug_goes_to_the_log_and_its_details_can_be_copied(
    window: QWidget, log_folder: Path
) -> None:
    errors.present(window, caused())
    dialog = dialog_of(window)
    assert "a bug of ours" not in words(dialog)
    dialog.copy_details()
    copied = QGuiApplication.clipboard().text()
    assert "RuntimeError: a bug of ours" in copied
    assert "in caused" in copied
    dialog.accept()
    assert "Traceback" in log_text(log_folder)


def test_one_box_at_a_time(window: QWidget, log_folder: Path) -> None:
    errors.present(window, FileProblem("一"))
    errors.present(window, FileProblem("二"))
    dialog_of(window).accept()
    errors.present(window, FileProblem("三"))
    assert "三" in words(dialog_of(window))
    dialog_of(window).accept()
    assert "二" in log_text(log_folder)


def test_a_cancelled_work_is_no_error(window: QWidget, log_folder: Path) -> None:
    errors.present(window, Cancelled())
    assert window.findChildren(MessageDialog) == []


def test_what_nobody_caught_is_shown_from_any_thread(
    qtbot: QtBot, window: QWidget, log_folder: Path
) -> None:
    def work() -> None:
        raise caused()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(
        lambda: any(one.isVisible() for one in window.findChildren(MessageDialog))
    )
    dialog_of(window).accept()
    sys.excepthook(RuntimeError, caused(), None)
    dialog_of(window).accept()
    assert log_text(log_folder).count("RuntimeError: a bug of ours") == 2


def test_what_qt_says_is_written_down(window: QWidget, log_folder: Path) -> None:
    qWarning("QLayout: something odd")
    assert "WARNING qt" in log_text(log_folder)
    assert "something odd" in log_text(log_folder)


def test_a_folder_that_cannot_be_written_costs_only_the_log(
    window: QWidget, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    hooks = sys.excepthook, threading.excepthook
    errors.install(blocked / "日志", lambda: window)
    errors.present(window, FileProblem("打不开。"))
    dialog_of(window).accept()
    errors.uninstall()
    sys.excepthook, threading.excepthook = hooks


CRASH = """
import os, sys, faulthandler
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from ui import errors
errors.install(Path(sys.argv[1]), lambda: None)
if sys.argv[2] == "crash":
    faulthandler._sigsegv()
errors.uninstall()
"""


def _run(folder: Path, how: str) -> int:
    return subprocess.run(
        [sys.executable, "-c", CRASH, str(folder), how],
        cwd=REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=60,
        check=False,
    ).returncode


def test_a_crash_is_found_at_the_next_start_once(tmp_path: Path) -> None:
    assert _run(tmp_path, "crash") != 0
    text = errors.last_crash(tmp_path)
    assert text is not None
    assert "Segmentation fault" in text
    assert errors.last_crash(tmp_path) is None
    assert [one.name for one in tmp_path.glob("crash-*.txt")] == ["crash-0001.txt"]


def test_a_good_end_leaves_no_crash(tmp_path: Path) -> None:
    assert _run(tmp_path, "well") == 0
    assert errors.last_crash(tmp_path) is None
    assert list(tmp_path.glob("crash*.txt")) == []


def test_old_crashes_are_not_kept_for_ever(tmp_path: Path) -> None:
    for at in range(errors.KEPT_CRASHES + 3):
        (tmp_path / errors.CRASH_NAME).write_text(f"crash {at}", encoding="utf-8")
        assert errors.last_crash(tmp_path) == f"crash {at}"
    kept = sorted(one.name for one in tmp_path.glob("crash-*.txt"))
    assert len(kept) == errors.KEPT_CRASHES
    assert kept[-1] == f"crash-{errors.KEPT_CRASHES + 3:04d}.txt"


def test_details_name_the_versions_and_the_place(qapp: QApplication) -> None:
    text = errors.details(caused())
    assert "Python" in text
    assert "in caused" in text
