"""Every page of the window with the sample county: shown, read again, left and come back to, without an error."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models.database import FILE_NAME, Database
from services.sample import make_sample
from tests.ui.window import WAIT, OpenWindow, idle, open_window, page_of
from ui.navigation import Place
from ui.pages import page_specs

__all__ = ["open_window"]

_KEYS = [s.key for s in page_specs()]


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    db = Database.open(folder)
    make_sample(db)
    db.close()
    return folder / FILE_NAME


@pytest.fixture
def sample_folder(sample_file: Path, tmp_path: Path) -> Path:
    shutil.copy(sample_file, tmp_path / FILE_NAME)
    return tmp_path


def test_every_page_shows_its_data_and_can_be_read_again(
    qtbot: QtBot, open_window: OpenWindow, sample_folder: Path
) -> None:
    window = open_window(sample_folder)
    shown: list[str] = []
    window.page_shown.connect(shown.append)
    for key in _KEYS:
        window.go(Place(key))
        idle(qtbot, window)
        page = page_of(window, key)
        window.refresh_all()
        idle(qtbot, window)
        assert page.place().page == key
        assert page.accessibleName()
    assert set(_KEYS) - {"home"} <= set(shown)


def test_way_back_through_all_pages(
    qtbot: QtBot, open_window: OpenWindow, sample_folder: Path
) -> None:
    window = open_window(sample_folder)
    for key in _KEYS:
        window.go(Place(key))
        idle(qtbot, window)
    for key in reversed(_KEYS[:-1]):
        window.back()
        idle(qtbot, window)
        page_of(window, key)


@pytest.mark.parametrize("size", [(960, 600), (1920, 1080)])
def test_pages_stand_in_small_and_large_windows(
    qtbot: QtBot, open_window: OpenWindow, sample_folder: Path, size: tuple[int, int]
) -> None:
    window = open_window(sample_folder)
    window.resize(*size)
    for key in _KEYS:
        window.go(Place(key))
        idle(qtbot, window)
        page = page_of(window, key)
        qtbot.waitUntil(lambda p=page: p.width() > 0, timeout=WAIT)
        assert page.width() <= window.width(), key
        assert window.width() == size[0], f"{key} does not fit into {size[0]}"
