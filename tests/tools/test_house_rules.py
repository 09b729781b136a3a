"""The house rules find what they are for, and the house keeps them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import house_rules


def _write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Path(name)


@pytest.mark.parametrize(
    "line",
    [
        "see /wo" + "rk/main/notes",
        "cd /ro" + "ot/x",
        "/ho" + "me/lin/desk/a.db",
        r"C:\Us" + r"ers\lin\desk",
        "https://py" + "pi.org/simple",
        "pip install --extra-in" + "dex-url x",
    ],
)
def test_machine_paths_and_registry_hosts_are_found(tmp_path: Path, line: str) -> None:
    name = _write(tmp_path, "docs/a.md", f"first\n{line}\n")
    found = list(house_rules.forbidden_words([name], tmp_path))
    assert len(found) == 1
    assert found[0].startswith("docs/a.md:2:")


@pytest.mark.parametrize(
    "line",
    ["build/work/main", "./root/x", "https://example.com/home/a/b", "~/home/x/y"],
)
def test_ordinary_paths_are_left_alone(tmp_path: Path, line: str) -> None:
    name = _write(tmp_path, "a.md", line)
    assert list(house_rules.forbidden_words([name], tmp_path)) == []


def test_a_dependency_without_a_decision_is_named(tmp_path: Path) -> None:
    _write(tmp_path, "requirements/runtime.in", "PySide6-Essentials==6\nnumpy>=2\n")
    _write(tmp_path, "requirements/dev.in", "-r runtime.in\npytest>=8\n")
    _write(tmp_path, "docs/decisions.md", "PySide6-Essentials 6; pytest, pytest-qt.")
    assert list(house_rules.dependencies_undecided(tmp_path)) == [
        "requirements/runtime.in: numpy is not in docs/decisions.md"
    ]


def test_pins_must_agree_and_be_there(tmp_path: Path) -> None:
    _write(tmp_path, "requirements/runtime.in", "numpy>=2\nalembic\n")
    _write(tmp_path, "requirements/dev.in", "pytest\n")
    _write(tmp_path, "requirements/runtime.txt", "numpy==2.1 \\\n    --hash=sha256:0\n")
    _write(tmp_path, "requirements/dev.txt", "numpy==2.2 \\\npytest==8 \\\n")
    assert list(house_rules.pins_astray(tmp_path)) == [
        "requirements/runtime.txt: alembic is not pinned",
        "requirements: numpy is pinned differently in runtime.txt and dev.txt",
    ]


def test_an_import_that_is_not_required_is_named(tmp_path: Path) -> None:
    _write(tmp_path, "requirements/runtime.in", "openpyxl\n")
    name = _write(
        tmp_path,
        "services/a.py",
        "import os\nimport openpyxl\n\ndef f():\n    import pytest\n",
    )
    test = _write(tmp_path, "tests/a.py", "import pytest\n")
    assert list(house_rules.imports_not_required([name, test], tmp_path)) == [
        "services/a.py:5: pytest is not in requirements/runtime.in"
    ]


def test_versions_must_agree(tmp_path: Path) -> None:
    _write(tmp_path, "pyproject.toml", '[project]\nversion = "1.2.0"\n')
    _write(tmp_path, "CHANGELOG.md", "# Changelog\n\n## 1.1.0\n")
    _write(tmp_path, "README.md", "版本：1.2.0；from version 1.0.9")
    _write(tmp_path, "ui/__init__.py", 'VERSION = "1.2.1"\n')
    assert list(house_rules.versions_apart(tmp_path)) == [
        "CHANGELOG.md: its newest version is not 1.2.0",
        "README.md: it names version 1.0.9",
        "ui/__init__.py: it names version 1.2.1",
    ]


def test_long_files_are_counted(tmp_path: Path) -> None:
    short = _write(tmp_path, "a.py", "x = 1\n" * 500)
    long = _write(tmp_path, "b.py", "x = 1\n" * 501)
    assert list(house_rules.long_files([short, long], tmp_path)) == [(long, 501)]
