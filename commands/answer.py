"""What a command gives back, and the data folder that it works on."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.database import FILE_NAME, Database
from models.errors import NotFound

DONE, FAILED, USAGE = 0, 1, 2
"""Exit codes."""


@dataclass(frozen=True)
class Answer:
    """The result of a command: `data` for --json, `lines` for people.

    `complaint` is a sentence for stderr, empty when all went well; `code` is the exit code.
    """

    data: dict[str, Any]
    lines: list[str] = field(default_factory=list[str])
    complaint: str = ""
    code: int = DONE


@dataclass(frozen=True)
class Place:
    """The data folder of a command; `named` says that the caller chose it himself."""

    folder: Path
    named: bool

    @property
    def has_data(self) -> bool:
        """Whether there is a database file, an empty one apart."""
        path = self.folder / FILE_NAME
        return path.is_file() and path.stat().st_size > 0

    @contextlib.contextmanager
    def opened(self, *, create: bool = False) -> Generator[Database]:
        """The database, closed on leaving; NotFound where there is none and none may be made."""
        if not create and not self.has_data:
            raise NotFound(
                f"“{self.folder}”里还没有数据，什么也没有做。"
                "请先用 init 建立数据，或用 --data 指明数据所在的文件夹。"
            )
        db = Database.open(self.folder)
        db.actor = "命令"
        try:
            yield db
        finally:
            db.close()
