"""A working day in one process: every page of the window, an import, an issue; prints the peak memory.

Arguments: data folder, folder of filled forms, day of arrival, week to issue, workbook to write.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

_PATIENCE_MS = 5_000


def main(argv: list[str]) -> int:
    """Carry out the day; the last line printed is a JSON object."""
    data, forms, received, week, target = argv
    shown = _window(Path(data))
    import main as program

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        codes = [
            program.main(
                ["import-forms", forms, "--received", received, "--data", data]
            ),
            program.main(
                ["issue-week", "--week", week, "--out", target, "--data", data]
            ),
            program.main(["board", "--week", week, "--data", data]),
        ]
    print(json.dumps({"peak_mb": _peak_mb(), "pages": shown, "codes": codes}))
    return max(codes)


def _window(data: Path) -> list[str]:
    """Open the window, go to every page once, close it; returns the pages whose data were shown."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ui import app as ui_app
    from ui.main_window import MainWindow
    from ui.navigation import Place
    from ui.pages import page_specs

    QApplication([])
    keys = [spec.key for spec in page_specs()]
    waiting = [k for k in keys if k != "home"]
    shown: list[str] = []
    patience = QTimer(singleShot=True, interval=_PATIENCE_MS)

    def window() -> MainWindow:
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        return found[0]

    def start() -> None:
        window().page_shown.connect(on_shown)
        patience.timeout.connect(go_on)
        patience.start()

    def on_shown(key: str) -> None:
        if key not in shown:
            shown.append(key)
            QTimer.singleShot(0, go_on)

    def go_on() -> None:
        patience.start()
        if waiting:
            window().go(Place(waiting.pop(0)))
        else:
            patience.stop()
            window().close_now()

    QTimer.singleShot(0, start)
    ui_app.run(data, [])
    return shown


def _peak_mb() -> float:
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        return psutil.Process().memory_info().peak_wset / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
