"""The floor of the first frame: an empty QMainWindow of the same size, marked as the program marks its own."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class _Window(QMainWindow):
    painted = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt names it
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, self._mark)

    def _mark(self) -> None:
        with Path(os.environ["PUBLICITY_DESK_TRACE"]).open("a") as file:
            file.write(f"first_frame {time.monotonic_ns()}\n")
        self.close()


def main() -> int:
    """Show the window once."""
    app = QApplication(sys.argv)
    window = _Window()
    window.resize(1366, 768)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
