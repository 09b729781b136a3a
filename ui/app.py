"""The application: made, shown, run until the window is closed."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from ui.look import MODE_KEY, SIZE_KEY, STANDARD
from ui.state import StateStore

if TYPE_CHECKING:
    from ui.main_window import MainWindow

NAME = "宣传工作台"
LOGS = "日志"


def run(data_dir: Path | None, argv: Sequence[str] = ()) -> int:
    """Open the window on a data folder (None: the one of PUBLICITY_DESK_DATA, else the user's own).

    Returns the exit code. Nothing of the database is imported before the first frame is painted.
    """
    gc.disable()  # until the first frame stands: there is nothing to collect yet
    app = _application(argv)
    folder = data_dir if data_dir is not None else default_folder()
    state = StateStore(folder)
    from ui.main_window import MainWindow

    window = MainWindow(folder, state)
    window.first_painted.connect(lambda: dress(app, state))
    window.painted.connect(lambda: _after_first_frame(app, folder, window))
    window.restore_geometry()
    window.show()
    try:
        return app.exec()
    finally:
        gc.enable()
        window.shut_down()
        from ui import errors

        errors.uninstall()


def _after_first_frame(app: QApplication, folder: Path, window: MainWindow) -> None:
    """Catch errors, speak Chinese in menus: what costs more than the first frame can spare."""
    gc.enable()
    gc.freeze()
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
    from PySide6.QtGui import QIcon

    from ui import errors, theme

    icon = QIcon()
    for size in (48, 256):
        icon.addFile(str(theme.RESOURCES / "app" / f"publicity-desk-{size}.png"))
    app.setWindowIcon(icon)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)  # 复制, 粘贴 … in the menus of text fields
    place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", place):
        app.installTranslator(translator)
    errors.last_crash(
        folder / LOGS
    )  # put aside; the window tells of it by its own mark
    errors.install(folder / LOGS, lambda: window)


def dress(app: QApplication, state: StateStore) -> None:
    """Apply the remembered look (light or dark, text size)."""
    from ui import theme

    mode = state.get(MODE_KEY, "system")
    size = state.get(SIZE_KEY, STANDARD)
    theme.apply(
        app,
        mode=mode if mode in ("light", "dark", "system") else "system",
        size=size if size in (0, 1, 2) else STANDARD,
    )


def default_folder() -> Path:
    """The data folder when nobody named one."""
    named = os.environ.get("PUBLICITY_DESK_DATA", "")
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("PublicityDesk", appauthor=False)


def _application(argv: Sequence[str]) -> QApplication:
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication([sys.argv[0], *argv])
    app.setApplicationName("PublicityDesk")
    app.setApplicationDisplayName(NAME)
    return app
