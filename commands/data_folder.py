"""Where the data lies: named, portable beside the packaged program, or the user's own folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "PUBLICITY_DESK_DATA"
PORTABLE_FOLDER = "data"
PORTABLE_MARK = "portable"
_APP = "PublicityDesk"


def data_folder(named: str = "") -> Path:
    """The data folder: `named`, the environment's, the portable one, or the user's own (no administrator needed).

    A packaged program is portable when a folder `data` or a file `portable` lies beside it. Nothing is made here.
    """
    chosen = named or os.environ.get(VARIABLE, "")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if getattr(sys, "frozen", False):
        beside = Path(sys.executable).absolute().parent
        portable = beside / PORTABLE_FOLDER
        if portable.is_dir() or (beside / PORTABLE_MARK).is_file():
            return portable
    from platformdirs import user_data_path

    return user_data_path(_APP, appauthor=False)
