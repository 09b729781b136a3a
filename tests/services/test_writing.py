"""Files are written whole or not at all, with the same bytes for the same content, and text stays text."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import FileProblem
from services.intake.workbook import read_book
from services.output.writing import (
    MAX_TEXT,
    as_text,
    free_name,
    put_text,
    replace_file,
    safe_name,
    save_workbook,
)


def _book(value: object) -> Any:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    put_text(sheet["A1"], value)
    return book


@pytest.mark.parametrize(
    "value",
    ["=1+1", "+86 871", "-说明", "@我", "#N/A", "_x0041_", "平常", "=HYPERLINK(1)"],
)
def test_text_stays_text(tmp_path: Path, value: str) -> None:
    path = save_workbook(_book(value), tmp_path / "t.xlsx")
    assert read_book(path).sheets[0].rows == [[value]]
    sheet: Any = openpyxl.load_workbook(path).active
    assert sheet["A1"].data_type == "s"


def test_what_excel_cannot_hold() -> None:
    assert as_text("a\x00b\x1fc\r\nd") == "abc\nd"
    long = as_text("长" * 40_000)
    assert len(long) == MAX_TEXT
    assert long.endswith("已截断）")


def test_same_content_same_bytes(tmp_path: Path) -> None:
    one = save_workbook(_book("甲"), tmp_path / "1.xlsx").read_bytes()
    assert save_workbook(_book("甲"), tmp_path / "2.xlsx").read_bytes() == one


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "full"), "磁盘空间不够"),
        (PermissionError(errno.EACCES, "open"), "正在被 Excel、WPS 或其他程序打开"),
        (OSError(errno.EIO, "gone"), "没有响应"),
    ],
)
def test_a_failure_leaves_the_former_file(
    tmp_path: Path, error: OSError, words: str
) -> None:
    target = tmp_path / "周报.xlsx"
    target.write_bytes(b"former")

    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise error

    with pytest.raises(FileProblem, match=words):
        replace_file(target, fail)
    assert target.read_bytes() == b"former"
    assert [p.name for p in tmp_path.iterdir()] == ["周报.xlsx"]


def test_targets_that_cannot_be(tmp_path: Path) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"x")

    with pytest.raises(FileProblem, match="不存在"):
        replace_file(tmp_path / "没有" / "a.xlsx", write)
    (tmp_path / "夹.xlsx").mkdir()
    with pytest.raises(FileProblem, match="同名的文件夹"):
        replace_file(tmp_path / "夹.xlsx", write)
    assert free_name(tmp_path / "夹.xlsx").name == "夹（2）.xlsx"


@given(st.text(max_size=200))
def test_safe_names_are_safe(words: str) -> None:
    name = safe_name(words)
    assert 0 < len(name) <= 80
    assert not set(name) & set('<>:"/\\|?*\n\t')
    assert name == name.strip(" .")
    assert name.split(".")[0].lower() not in {"con", "nul", "aux", "prn", "com1"}
