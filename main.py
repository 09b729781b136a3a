"""The one door: without a word the window, with a word one of the commands."""

from __future__ import annotations

import gc
import sys

_GC_YOUNG = 50_000
"""Objects between two collections: at Python's 700 the imports alone cause hundreds of them."""


def main(argv: list[str] | None = None) -> int:
    """Open the window or carry out a command; returns the exit code (0 done, 1 refused or failed, 2 usage)."""
    words = sys.argv[1:] if argv is None else argv
    gc.set_threshold(_GC_YOUNG, 20, 20)
    # Only what the window needs is imported on its way to the first frame: argparse is for commands.
    folder = _window_folder(words)
    if folder is None:
        return _command(words)
    from commands.data_folder import data_folder
    from ui.app import run

    return run(data_folder(folder), words)


def _command(words: list[str]) -> int:
    try:
        from commands.cli import run

        return run(words)
    except KeyboardInterrupt:  # before the command itself was listening
        print("已中断，什么也没有做。", file=sys.stderr)
        return 1


def _window_folder(words: list[str]) -> str | None:
    """The folder named by --data ("" for none) where nothing else is said; None calls for the commands."""
    if not words:
        return ""
    if len(words) == 1 and words[0].startswith("--data="):
        return words[0].removeprefix("--data=") or None
    if len(words) == 2 and words[0] == "--data":
        return words[1] or None
    return None


if __name__ == "__main__":
    sys.exit(main())
