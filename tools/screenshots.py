"""Pictures of every page, taken from the real window with the sample county: docs/images/*.png.

`python -m tools.screenshots [--size 1366x768] [--scale 100] [--dark] [--out FOLDER] [--only NAME …]`
Without a display Xvfb is used where it is installed, else Qt's offscreen platform.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_MS = 30_000
_SMALLEST = 0  # Qt's word for the strongest compression

if TYPE_CHECKING:
    from ui.main_window import MainWindow


@dataclass(frozen=True)
class Shot:
    """One picture: a place, what to do there."""

    name: str
    page: str = ""
    args: dict[str, Any] = field(default_factory=dict[str, Any])
    act: Callable[[MainWindow], object] | None = None


def main() -> int:
    """Take the pictures; returns the exit code."""
    args = _arguments()
    if _needs_display():
        return _under_xvfb()
    os.environ["QT_SCALE_FACTOR"] = str(args.scale / 100)
    os.environ["QT_FONT_DPI"] = "96"
    sys.path.insert(0, str(ROOT))
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="publicity-shots-") as folder:
        taken = _take(Path(folder), args)
    for path in taken:
        print(path)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="pictures of every page")
    parser.add_argument("--size", default="1366x768", help="width x height")
    parser.add_argument("--scale", type=int, default=100, help="per cent")
    parser.add_argument("--text", type=int, default=1, choices=(0, 1, 2))
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--only", nargs="*", default=[])
    return parser.parse_args()


def _needs_display() -> bool:
    return (
        sys.platform.startswith("linux")
        and not os.environ.get("DISPLAY")
        and not os.environ.get("WAYLAND_DISPLAY")
        and not os.environ.get("QT_QPA_PLATFORM")
    )


def _under_xvfb() -> int:
    """Run this program again with a display of its own."""
    command = [sys.executable, "-m", "tools.screenshots", *sys.argv[1:]]
    runner = shutil.which("xvfb-run")
    if runner is None:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    else:
        screen = "-screen 0 3840x2400x24"
        command = [runner, "-a", "-s", screen, *command]
        environment = {**os.environ, "QT_QPA_PLATFORM": "xcb"}
    return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


def _take(folder: Path, args: argparse.Namespace) -> list[Path]:
    from ui import app as application
    from ui import theme
    from ui.main_window import MainWindow
    from ui.state import StateStore

    app = application._application([])
    theme.apply(app, mode="dark" if args.dark else "light", size=args.text)
    _make_data(folder)
    window = MainWindow(folder / "sample", StateStore(None))
    width, _, height = args.size.partition("x")
    window.resize(int(width), int(height))
    window.show()
    _until(window, lambda: window.current_page() is not None)
    taken: list[Path] = []
    for shot in _shots(*_filled_forms(folder)):
        if args.only and shot.name not in args.only:
            continue
        taken.append(_shoot(window, shot, args.out))
    window.shut_down()
    if not args.only or "first-start" in args.only:
        taken.append(_first_start(folder / "new", args, (int(width), int(height))))
    return taken


def _make_data(folder: Path) -> None:
    from models.database import Database
    from models.vocabulary import OutletLevel
    from services import settings
    from services.registers import outlets
    from services.sample import make_sample

    db = Database.open(folder / "sample")
    make_sample(db)
    with db.writing("填写办公室名称") as session:
        settings.save(session, clerk="李敏")
    with db.writing("收表格：县文旅局") as session:
        outlets.save_outlet(
            session, name="云岭发布视频号", level=OutletLevel.COUNTY, confirmed=False
        )
    db.close()


def _filled_forms(folder: Path) -> tuple[list[str], list[str]]:
    """Files of this week as liaisons send them back, mistakes included: our forms, and sheets of their own."""
    from commands.demo_liaisons import fill_forms
    from models.database import Database
    from models.vocabulary import ReturnState
    from services.board import board
    from services.output.forms import write_forms
    from services.registers.outlets import list_outlets
    from services.weeks import week_of

    week = week_of(dt.date.today())
    db = Database.open(folder / "sample")
    with db.reading() as session:
        rows = board(session, week, weeks=1).rows
        outlets = list_outlets(session)
    sent = write_forms(db, week, folder / "forms")
    db.close()
    blank = {unit_id: path for unit_id, _name, path in sent.files}
    owing = [
        (r.unit, blank[r.unit.id])
        for r in rows
        if r.last and r.last.state is ReturnState.MISSING and r.unit.id in blank
    ]
    (folder / "filled").mkdir()
    filled = fill_forms(owing, outlets, week, folder / "filled")
    marked = {path.name for path in blank.values()}
    return [str(p) for p in filled.paths if p.name in marked], [
        str(p) for p in filled.paths if p.name not in marked
    ]


def _shots(forms: list[str], own: list[str]) -> list[Shot]:
    return [
        Shot("home", "home"),
        Shot("reporting", "reporting"),
        Shot("stories", "stories"),
        Shot("intake", "intake"),
        Shot("intake-confirm", "intake", {"paths": own}),
        Shot("intake-check", "intake", {"paths": forms}),
        Shot("issue", "issue"),
        Shot("plans", "campaigns"),
        Shot("plan-ledger", "campaigns", {"plan": 1, "tab": "ledger", "measure": 3}),
        Shot("plan-outline", "campaigns", {"plan": 1, "tab": "outline"}),
        Shot("plan-timeline", "campaigns", {"plan": 1, "tab": "timeline"}),
        Shot("plan-published", "campaigns", {"plan": 1, "tab": "published"}),
        Shot("plan-versions", "campaigns", {"plan": 1, "tab": "versions"}),
        Shot("plan-all", "campaigns", {"view": "all"}),
        Shot("plan-units", "campaigns", {"view": "units"}),
        Shot("plan-review", "plan_review", {"text": _plan_text()}),
        Shot("schedule-month", "schedule", {"view": "month"}),
        Shot("schedule-week", "schedule", {"view": "week"}),
        Shot("schedule-list", "schedule", {"view": "list"}),
        Shot("registers", "registers", {"tab": "units", "id": 3}),
        Shot("registers-liaisons", "registers", {"tab": "liaisons"}),
        Shot("registers-groups", "registers", {"tab": "groups"}),
        Shot("registers-outlets", "registers", {"tab": "outlets"}),
        Shot("registers-close", "registers", {"tab": "units", "id": 3}, _close_unit),
        Shot("history", "history", {"tab": "all"}, _first_action),
        Shot("settings-office", "settings", {"tab": "office"}),
        Shot("settings-look", "settings", {"tab": "look"}),
        Shot("settings-holidays", "settings", {"tab": "holidays"}),
        Shot("settings-backups", "settings", {"tab": "backups"}, _name_folder),
        Shot("search", "home", {}, _search),
        Shot("shortcuts", "home", {}, lambda w: w.commands.shortcuts()),
    ]


def _plan_text() -> str:
    """A plan as it is pasted: that of the sample, for the year before."""
    from services.sample_plan import plan_text

    return plan_text(dt.date.today() - dt.timedelta(days=365))


def _shoot(window: MainWindow, shot: Shot, out: Path) -> Path:
    from ui.navigation import Place

    window.go(Place(shot.page, shot.args))
    window.trail.behind.clear()
    window.commands.place_changed()
    _settle(window)
    if shot.act is not None:
        shot.act(window)
        _settle(window)
    target = out / f"{shot.name}.png"
    _save(_picture(window), target)
    _close_sheets(window)
    return target


def _save(picture: Any, target: Path) -> None:
    """Without an alpha channel, packed as small as PNG goes."""
    from PySide6.QtGui import QImage

    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB888)
    image.save(str(target), "PNG", _SMALLEST)


def _picture(window: MainWindow) -> Any:
    """The window with the sheets that stand over it, as the clerk sees them."""
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QColor, QPainter

    picture = window.grab()
    painter = QPainter(picture)
    for sheet in _sheets(window):
        at = sheet.frameGeometry().topLeft() - window.frameGeometry().topLeft()
        if sheet.isModal():
            painter.fillRect(window.rect(), QColor(0, 0, 0, 40))
            box = sheet.size()
            at = QPoint(
                (window.width() - box.width()) // 2,
                (window.height() - box.height()) // 2,
            )
        painter.drawPixmap(at, sheet.grab())
    painter.end()
    return picture


def _sheets(window: MainWindow) -> list[Any]:
    from PySide6.QtWidgets import QApplication, QDialog

    return [
        w
        for w in QApplication.topLevelWidgets()
        if w is not window and isinstance(w, QDialog) and w.isVisible()
    ]


def _close_sheets(window: MainWindow) -> None:
    for sheet in _sheets(window):
        sheet.close()
    _settle(window)


def _first_start(folder: Path, args: argparse.Namespace, size: tuple[int, int]) -> Path:
    from ui.main_window import MainWindow
    from ui.start.first_start import FirstStart
    from ui.state import StateStore

    window = MainWindow(folder, StateStore(None))
    window.resize(*size)
    window.show()
    _until(window, lambda: isinstance(window.stack.currentWidget(), FirstStart))
    page = window.stack.currentWidget()
    assert isinstance(page, FirstStart)
    page.form.set_values({"office": "云岭县委宣传部", "clerk": "李敏"})
    page.next()
    _settle(window)
    target = args.out / "first-start.png"
    _save(window.grab(), target)
    window.shut_down()
    return target


def _close_unit(window: MainWindow) -> None:
    page: Any = window.current_page()
    page.view().close_unit()


def _first_action(window: MainWindow) -> None:
    page: Any = window.current_page()
    ids = page.table.ids()
    if ids:
        page.table.select(ids[0])


def _name_folder(window: MainWindow) -> None:
    """A folder as an office would name it, instead of this run's own."""
    from PySide6.QtWidgets import QLabel

    page: Any = window.current_page()
    for label in page.findChildren(QLabel):
        if label.text() == str(window.folder):
            label.setText("D:\\宣传工作台\\数据")


def _search(window: MainWindow) -> None:
    window.commands.search()
    for sheet in _sheets(window):
        field: Any = getattr(sheet, "field", None)
        if field is not None:
            field.setText("xc")


def _settle(window: MainWindow) -> None:
    """Until no job runs and everything is painted."""
    _until(window, lambda: not window.jobs.jobs())
    _wait(250)
    _until(window, lambda: not window.jobs.jobs())


def _until(window: MainWindow, ready: Callable[[], bool]) -> None:
    from PySide6.QtCore import QDeadlineTimer

    limit = QDeadlineTimer(PATIENCE_MS)
    while not ready():
        if limit.hasExpired():
            raise TimeoutError(f"nothing came: {window.windowTitle()}")
        _wait(20)


def _wait(ms: int) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
