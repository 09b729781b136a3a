"""Errors as a clerk meets them: a calm sentence, or the report of a bug; log and crash files."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any, ClassVar

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtWidgets import QApplication, QWidget

from models.errors import AppError, Cancelled, StorageError

LOG_NAME = "publicity-desk.log"
CRASH_NAME = "crash.txt"
KEPT_CRASHES = 5
LOG_BYTES = 1_000_000
LOG_FILES = 5

log = logging.getLogger("ui")

ParentGetter = Callable[[], QWidget | None]


class _Catcher(QObject):
    """Brings an error from any thread to the UI thread."""

    caught = Signal(object)


class _Installed:
    """What was installed; the crash file stays open for as long as the process lives."""

    catcher: _Catcher | None = None
    crash_file: IO[str] | None = None
    handler: logging.Handler | None = None
    log_path: Path | None = None
    parents: ClassVar[list[ParentGetter]] = []
    showing = False


def install(log_folder: Path, parent_getter: ParentGetter) -> None:
    """Catch what nobody caught: into a rotating log, and onto the screen as the report of a bug.

    A folder that cannot be written costs the log, not the start. May be called again with another folder.
    """
    _Installed.parents = [parent_getter]
    _open_log(log_folder)
    _open_crash_file(log_folder)
    if _Installed.catcher is None:
        _Installed.catcher = _Catcher()
        _Installed.catcher.caught.connect(lambda error: present(None, error))
    sys.excepthook = _on_uncaught
    threading.excepthook = _on_thread_uncaught
    qInstallMessageHandler(_on_qt_message)


def uninstall() -> None:
    """Take the hooks off again and close the files (end of the program, tests)."""
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__
    qInstallMessageHandler(None)
    _close_log()
    if _Installed.crash_file is not None:
        faulthandler.disable()
        path = Path(_Installed.crash_file.name)
        _Installed.crash_file.close()
        _Installed.crash_file = None
        # A file without a word means that the program ended well.
        if path.is_file() and path.stat().st_size == 0:
            path.unlink(missing_ok=True)
    _Installed.catcher = None
    _Installed.parents = []


def last_crash(log_folder: Path) -> str | None:
    """What the last run left when it crashed, None when it ended well; the file is put aside.

    Call before `install`.
    """
    path = log_folder / CRASH_NAME
    try:
        text = path.read_text(encoding="utf-8", errors="replace").strip()
        if not text:
            return None
        aside = sorted(log_folder.glob("crash-*.txt"))
        number = int(aside[-1].stem.removeprefix("crash-")) + 1 if aside else 1
        path.replace(log_folder / f"crash-{number:04d}.txt")
        for old in aside[: max(0, len(aside) + 1 - KEPT_CRASHES)]:
            old.unlink(missing_ok=True)
    except (OSError, ValueError):
        return None
    return text


def present(parent: QWidget | None, error: BaseException) -> None:
    """Show an error without stopping the program: a sentence for what a clerk can mend, else a bug's report."""
    if isinstance(error, Cancelled | KeyboardInterrupt):
        return
    if isinstance(error, AppError):
        log.info("%s: %s", type(error).__name__, error)
    else:
        log.error("unexpected error", exc_info=error)
    app = QApplication.instance()
    if not isinstance(app, QApplication) or _Installed.showing:
        return
    owner = parent if parent is not None else _owner()
    if isinstance(error, AppError):
        _show_sentence(owner, error)
    else:
        _show_bug(owner, error)


def details(error: BaseException) -> str:
    """The text that 复制详情 copies: what happened, where, with which versions."""
    import platform
    import traceback

    trace = "".join(traceback.format_exception(error))
    place = _Installed.log_path
    return (
        f"宣传工作台 出错详情\n系统：{platform.platform()}\nPython {platform.python_version()} · Qt {qVersion()}\n"
        f"日志：{place if place is not None else '没有'}\n\n{trace}"
    )


# --- dialogs -------------------------------------------------------------------------------------------


def _show_sentence(owner: QWidget | None, error: AppError) -> None:
    from ui.widgets.dialogs import MessageDialog

    title = "没有存上" if isinstance(error, StorageError) else "请看一下"
    note = (
        "已经存好的内容没有变；没有存上的这一步可以排除原因后重做。"
        if isinstance(error, StorageError)
        else ""
    )
    dialog = MessageDialog(owner, title, str(error), note=note, icon="warning")
    _open(dialog)


def _show_bug(owner: QWidget | None, error: BaseException) -> None:
    from ui.widgets.dialogs import MessageDialog

    dialog = MessageDialog(
        owner,
        "程序出了差错",
        "刚才这一步没有做成，已经存好的数据没有受影响，可以继续使用。",
        note="如果再次出现，请把详情复制下来交给维护人员。",
        icon="warning",
        details=details(error),
    )
    _open(dialog)


def _open(dialog: Any) -> None:
    # One at a time: an error in a paint event would otherwise pile up boxes.
    _Installed.showing = True

    def closed(_result: int) -> None:
        _Installed.showing = False
        dialog.deleteLater()

    dialog.finished.connect(closed)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.open()


def _owner() -> QWidget | None:
    found = next((get() for get in _Installed.parents), None)
    return found if found is not None else QApplication.activeWindow()


# --- hooks ---------------------------------------------------------------------------------------------


def _on_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _hand_over(error)


def _on_thread_uncaught(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
        _hand_over(args.exc_value)


def _hand_over(error: BaseException) -> None:
    if _Installed.catcher is not None and QApplication.instance() is not None:
        _Installed.catcher.caught.emit(error)
    else:
        log.error("unexpected error", exc_info=error)


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
    }
    logging.getLogger("qt").log(
        levels.get(kind, logging.ERROR),
        "%s: %s",
        getattr(context, "category", ""),
        text,
    )


# --- files ---------------------------------------------------------------------------------------------


class _LogFile(logging.Handler):
    """A rotating log file, opened with the first line: its module is slow to import."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; a log that cannot be written is no reason to stop."""
        try:
            if self._file is None:
                self._file = self._open()
            self._file.emit(record)
        except OSError:
            self.handleError(record)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        super().close()

    def _open(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler

        file = RotatingFileHandler(
            self._path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
        form = "%(asctime)s %(levelname)s %(name)s %(message)s"
        file.setFormatter(logging.Formatter(form))
        return file


def _open_log(folder: Path) -> None:
    _close_log()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    handler = _LogFile(folder / LOG_NAME)
    root = logging.getLogger()
    root.addHandler(handler)
    if root.level in (logging.NOTSET, logging.WARNING):
        root.setLevel(logging.INFO)
    _Installed.handler = handler
    _Installed.log_path = folder / LOG_NAME


def _close_log() -> None:
    if _Installed.handler is not None:
        logging.getLogger().removeHandler(_Installed.handler)
        _Installed.handler.close()
        _Installed.handler = None
        _Installed.log_path = None


def _open_crash_file(folder: Path) -> None:
    try:
        file = (folder / CRASH_NAME).open("w", encoding="utf-8")
    except OSError:
        return
    faulthandler.enable(file)
    if _Installed.crash_file is not None:
        _Installed.crash_file.close()
    _Installed.crash_file = file
