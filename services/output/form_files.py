"""Forms as files: nothing that somebody filled in is written over, nothing half-done is left behind."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from models.errors import FileProblem


def refuse_filled(
    targets: Sequence[Path], holds_entries: Callable[[Path], bool]
) -> None:
    """Refuse to write over forms that somebody filled in: they may not have been taken in yet."""
    filled = [p.name for p in targets if p.is_file() and holds_entries(p)]
    if filled:
        more = f"等 {len(filled)} 个文件" if len(filled) > 1 else ""
        raise FileProblem(
            f"这个文件夹里已有填过的表格：“{filled[0]}”{more}。为避免盖掉单位填报的内容，"
            "没有生成新表格。请另选一个文件夹，或先把填过的表格移走。"
        )


def make_folder(folder: Path, chosen: Path) -> None:
    """Make a folder inside the chosen one; raises FileProblem."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem(
            f"不能在“{chosen}”建立文件夹，没有生成表格。请换一个可以写入的位置。"
        ) from error


@contextlib.contextmanager
def all_or_none(targets: Sequence[Path]) -> Generator[None]:
    """Remove the files that were not there before where the writing of all of them fails or is cancelled."""
    fresh = [path for path in targets if not path.exists()]
    try:
        yield
    except BaseException:
        for path in fresh:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise
