"""What every test finds ready: a real database, a Qt without a screen, a LibreOffice of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

# Before any test imports Qt: a machine without a screen must run them all.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# As services/__init__.py has it: a test may import openpyxl before any of ours.
os.environ.setdefault("OPENPYXL_LXML", "False")

from tests.support import db, empty_database

__all__ = ["db", "empty_database"]

CONVERT_SECONDS = 90

# A busy machine is no failure; on CI the same commit gives the same examples.
settings.register_profile("house", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")


@pytest.fixture(scope="session")
def soffice() -> str:
    """The LibreOffice program; without it the test is skipped, on CI it fails."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(
                "LibreOffice is missing on CI: .ci/run should have installed it"
            )
        pytest.skip("LibreOffice is not installed")
    return program


@pytest.fixture(scope="session")
def soffice_convert(
    soffice: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path, str], Path]:
    """`soffice_convert(path, "pdf")` opens a file with LibreOffice and saves it as another kind.

    The new file lies in a folder of its own, under the same stem. The profile belongs to this
    run alone, so that a LibreOffice which is open elsewhere neither helps nor hinders.
    """
    profile = tmp_path_factory.mktemp("soffice-profile")

    def convert(path: Path, kind: str) -> Path:
        out = tmp_path_factory.mktemp("soffice-out")
        command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        command += [
            "--norestore",
            "--convert-to",
            kind,
            "--outdir",
            str(out),
            str(path),
        ]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=CONVERT_SECONDS,
            check=False,
        )
        made = out / f"{path.stem}.{kind.partition(':')[0]}"
        if not made.exists():
            pytest.fail(
                f"LibreOffice made no {kind} of {path.name}: {done.stdout}{done.stderr}"
            )
        return made

    return convert
