"""One window for a data folder; what a cut-off run left does not stand in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import InUse
from ui.start.opening import LOCK_NAME, WindowLock


def test_a_second_window_is_told(tmp_path: Path) -> None:
    first, second = WindowLock(tmp_path), WindowLock(tmp_path)
    first.take()
    with pytest.raises(InUse):
        second.take()
    first.release()
    second.take()
    second.release()


def test_a_lock_left_by_a_process_of_the_same_number_is_taken_over(
    tmp_path: Path,
) -> None:
    lock = WindowLock(tmp_path)
    lock.take()
    words = (tmp_path / LOCK_NAME).read_bytes()
    lock.release()
    # As after a power cut: the file says this process's number, and nobody holds it.
    (tmp_path / LOCK_NAME).write_bytes(words)
    again, other = WindowLock(tmp_path), WindowLock(tmp_path)
    again.take()
    with pytest.raises(InUse):
        other.take()
    again.release()
