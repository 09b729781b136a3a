"""Desks of the black-box tests: made once by the commands, copied for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.blackbox import Desk, unit_list

UNITS = [
    [
        1,
        "区发展和改革局",
        "区发改局",
        "区直部门",
        "发改局、发改委",
        "2024-01-01",
        None,
        None,
        "王一",
        "13800000001",
    ],
    [2, "区水利局", None, "区直部门"],
    [3, "区农业农村局", "农业局", "区直部门", "农业农村局、农委"],
    [4, "青山镇", None, "乡镇街道", None, None, None, None, "赵四", "0871-1234567"],
    [5, "青山街道办事处", "青山街道", "乡镇街道"],
]


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("blackbox")
    desk = Desk(folder / "数据")
    desk.good("init", "--office", "云岭区委宣传部")
    taken = desk.good("import-units", unit_list(folder / "名册.xlsx", UNITS))
    assert taken == {"taken": 5, "changed": 0, "skipped": 0, "problems": []}
    return desk


@pytest.fixture
def desk(_made: Desk, tmp_path: Path) -> Desk:
    """Five units, no week yet; a copy for this test."""
    return _made.copy(tmp_path / "data")


@pytest.fixture(scope="session")
def forms(_made: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Empty forms of the five units for the week of 2026-03-16 (its due moment: Friday the 20th)."""
    return _made.forms("2026-03-18", tmp_path_factory.mktemp("forms"))
