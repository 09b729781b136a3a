"""What the packaged program goes without, and that nothing needed is among it."""

from __future__ import annotations

import ast
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("main.py", "models", "services", "commands", "ui")


@pytest.fixture(scope="module")
def recipe() -> dict[str, Any]:
    """The names of packaging/left_out.py, read as build.spec reads them."""
    return runpy.run_path(str(ROOT / "packaging" / "left_out.py"))


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("PySide6/translations/qtbase_de.qm", True),
        ("PySide6/translations/qtbase_zh_CN.qm", False),
        (r"PySide6\translations\qtbase_zh_CN.qm", False),
        (r"PySide6\plugins\platforms\qwindows.dll", False),
        (r"PySide6\plugins\platforms\qdirect2d.dll", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", False),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", False),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", True),
        ("PySide6/Qt/lib/libQt6Svg.so.6", False),
        ("PySide6/Qt6PrintSupport.dll", False),
        ("PySide6/opengl32sw.dll", True),
        ("resources/app/publicity-desk.ico", False),
        ("docs/manual/01-start.md", False),
    ],
)
def test_files_go_or_stay(recipe: dict[str, Any], name: str, gone: bool) -> None:
    assert bool(recipe["left_out"](name)) is gone


def test_every_omission_has_a_reason(recipe: dict[str, Any]) -> None:
    for table in ("MODULES", "HOOKS", "FILES", "KEPT"):
        assert recipe[table]
        assert all(len(reason) > 5 for reason in recipe[table].values()), table


def test_nothing_that_the_program_imports_is_left_out(recipe: dict[str, Any]) -> None:
    gone = tuple(recipe["MODULES"])
    for path in _sources():
        for name in _imported(path):
            below = [g for g in gone if name == g or name.startswith(g + ".")]
            assert not below, f"{path.relative_to(ROOT)} imports {name}"


def _sources() -> list[Path]:
    found: list[Path] = []
    for name in OURS:
        path = ROOT / name
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return found


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def test_unused_libraries_are_found_through_chains(recipe: dict[str, Any]) -> None:
    unused: Callable[[dict[str, set[str]]], set[str]] = recipe["unused_libraries"]
    needs = {
        "PySide6/QtGui.abi3.so": {"libQt6Gui.so.6"},
        "PySide6/Qt/lib/libQt6Gui.so.6": {"libpng16.so.16", "libc.so.6"},
        "libpng16.so.16": {"libz.so.1"},
        "libz.so.1": set(),
        "libpython3.11.so.1.0": {"libm.so.6"},
        "libcairo.so.2": {"libpixman-1.so.0"},
        "libpixman-1.so.0": {"libcairo.so.2"},
        "PySide6/Qt/lib/libQt6EglFs.so.6": {"libQt6Gui.so.6"},
    }
    assert unused(needs) == {
        "libcairo.so.2",
        "libpixman-1.so.0",
        "PySide6/Qt/lib/libQt6EglFs.so.6",
    }
