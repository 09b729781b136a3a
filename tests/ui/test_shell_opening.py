"""What keeps data from opening: each with its sentence, nothing harmed, and the next step that works."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from models.database import BACKUP_FOLDER, FILE_NAME, Database
from models.schema import SCHEMA_VERSION
from services import backups, settings
from services.registers import units
from tests.ui.window import OpenWindow, button, context_of, idle, open_window, page_of
from ui.main_window import MainWindow
from ui.start.opening import RunMark
from ui.start.problem_page import ProblemPage
from ui.start.trouble import Kind

__all__ = ["open_window"]


@pytest.fixture
def folder(small_county: Database) -> Path:
    """A closed data folder that has been used before."""
    with small_county.writing("填写办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", onboarded=True)
    small_county.close()
    return small_county.folder


def test_damaged_database_offers_the_newest_whole_backup(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    db = Database.open(folder)
    whole = backups.make_backup(db)
    db.close()
    newer = folder / BACKUP_FOLDER / "每日-20991231-120000.db"
    newer.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    damaged = _damage(folder)

    window = open_window(folder)
    page = _problem(window)
    assert page.trouble.kind is Kind.DAMAGED
    assert page.trouble.backup is not None
    assert page.trouble.backup.path == whole.path
    assert (folder / FILE_NAME).read_bytes() == damaged

    restore = next(b for b in page.findChildren(QPushButton) if "恢复" in b.text())
    qtbot.mouseClick(restore, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.current_page() is not None, timeout=20_000)
    assert "云岭县商务局" in _units(context_of(window).db)
    aside = [p.read_bytes() for p in (folder / BACKUP_FOLDER).glob("恢复前-*.db")]
    assert damaged in aside


def test_damaged_database_without_backup_can_be_set_aside(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    damaged = _damage(folder)
    window = open_window(folder)
    page = _problem(window)
    assert "没有找到完好的备份" in page.trouble.sentence
    qtbot.mouseClick(button(page, "从空白开始"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.context is not None, timeout=20_000)
    assert _units(context_of(window).db) == []
    aside = list((folder / BACKUP_FOLDER).glob("损坏-*.db"))
    assert [p.read_bytes() for p in aside] == [damaged]


def test_second_window_on_the_same_folder_is_told_and_can_try_again(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    first = open_window(folder)
    page_of(first, "home")
    second = open_window(folder)
    page = _problem(second)
    assert page.trouble.kind is Kind.IN_USE
    assert "已经有一个窗口" in _text(page)
    first.close()
    qtbot.mouseClick(button(page, "再试一次"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: second.current_page() is not None, timeout=20_000)


def test_database_of_a_newer_program_is_left_untouched(
    open_window: OpenWindow, folder: Path
) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    before = (folder / FILE_NAME).read_bytes()
    page = _problem(open_window(folder))
    assert page.trouble.kind is Kind.NEWER
    assert "更新版本" in _text(page)
    assert (folder / FILE_NAME).read_bytes() == before


def test_read_only_folder_is_told(
    open_window: OpenWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode, **k: mode != os.W_OK and real(path, mode, **k)
    )
    page = _problem(open_window(folder))
    assert page.trouble.kind is Kind.READ_ONLY
    assert "只读" in _text(page)


def test_full_disk_is_told(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models import database, migrate

    def full(*_args: object) -> None:
        raise migrate.storage_error(
            sqlite3.OperationalError("database or disk is full")
        )

    monkeypatch.setattr(migrate, "upgrade", full)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9, 4096))
    page = _problem(open_window(tmp_path / "new"))
    assert page.trouble.kind is Kind.FULL
    assert "磁盘已满" in _text(page)
    assert database.FILE_NAME == FILE_NAME


def test_folder_that_cannot_be_made_leads_to_another_one(
    qtbot: QtBot,
    open_window: OpenWindow,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from ui.widgets import dialogs

    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    window = open_window(blocked / "data")
    page = _problem(window)
    assert page.trouble.kind is Kind.READ_ONLY
    monkeypatch.setattr(dialogs, "pick_folder", lambda *_a, **_k: folder)
    qtbot.mouseClick(button(page, "换一个数据文件夹…"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.current_page() is not None, timeout=20_000)
    assert context_of(window).folder == folder
    assert blocked.read_text() == "not a folder"


def test_last_run_that_crashed_is_told_once(
    qtbot: QtBot, open_window: OpenWindow, folder: Path
) -> None:
    RunMark(folder).set()
    window = open_window(folder)
    qtbot.waitUntil(
        lambda: any("没有正常退出" in x.text() for x in window.findChildren(QLabel))
    )
    window.close()
    again = open_window(folder)
    idle(qtbot, again)
    assert again.flow.crashed is None
    assert not any("没有正常退出" in x.text() for x in again.findChildren(QLabel))


def _damage(folder: Path) -> bytes:
    for suffix in ("-wal", "-shm"):
        (folder / (FILE_NAME + suffix)).unlink(missing_ok=True)
    path = folder / FILE_NAME
    path.write_bytes(b"\x13" * 9000)
    return path.read_bytes()


def _problem(window: MainWindow) -> ProblemPage:
    page = window.stack.currentWidget()
    assert isinstance(page, ProblemPage)
    assert window.context is None
    return page


def _text(page: ProblemPage) -> str:
    return " ".join(x.text() for x in page.findChildren(QLabel))


def _units(db: Database) -> list[str]:
    with db.reading() as session:
        return [u.name for u in units.list_units(session)]
