"""The window: rail, pages made when they are first wanted, status line; painted before the data are opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from ui import trace
from ui.navigation import PageSpec, Place, Trail
from ui.pages import HOME, page_specs
from ui.shell.first_frame import FirstFrame
from ui.state import StateStore

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QPaintEvent,
        QResizeEvent,
    )
    from PySide6.QtWidgets import QWidget

    from ui.context import AppContext, Step, Undo
    from ui.jobs import JobRunner
    from ui.page import Page
    from ui.shell.after_opening import AfterOpening
    from ui.shell.commands import Commands
    from ui.shell.drop_cover import DropCover
    from ui.start.flow import OpeningFlow
    from ui.start.opening import Opened
    from ui.start.trouble import Trouble
    from ui.widgets.rail import NavRail
    from ui.widgets.status import StatusLine
    from ui.widgets.toast import ToastHost

TITLE = "宣传工作台"
_SIZE = (1366, 768)
_LEAST = (960, 600)
_KEPT = ("intake", "plan_review")


class MainWindow(QMainWindow):
    """One window on one data folder.

    Signals: `first_painted()` after the first frame, before anything is built; `painted()` when the shell
    stands; `data_opened()` when the database stands open; `page_shown(key)` when a page's first data stand.
    What the first frame can do without is imported after it: see `ui.shell.first_frame`.
    """

    first_painted = Signal()
    painted = Signal()
    data_opened = Signal()
    page_shown = Signal(str)

    def __init__(self, folder: Path, state: StateStore) -> None:
        super().__init__()
        self.state = state
        self.folder = folder
        self.context: AppContext | None = None
        self.trail = Trail()
        self.pages: dict[str, Page] = {}
        self._specs: dict[str, PageSpec] = {s.key: s for s in page_specs()}
        self._current = ""
        self._closing = False
        self._shut = False
        self._painted = False
        self._frame_seen = False
        self._shown_once = False
        self._ready = False
        self.after: AfterOpening | None = None
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self.setMinimumSize(*_LEAST)
        self.resize(*_SIZE)
        self.rail: NavRail
        self.status: StatusLine
        self.stack = QStackedWidget()
        self._first_frame: FirstFrame | None = FirstFrame(self, state)

    # --- building ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first paint of the window starts everything else."""
        super().paintEvent(event)
        if not self._frame_seen:
            self._frame_seen = True
            QTimer.singleShot(0, self._after_first_frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the first frame in shape while it is shown."""
        super().resizeEvent(event)
        if self._first_frame is not None:
            self._first_frame.fit()

    def _after_first_frame(self) -> None:
        if self._closing:
            return
        trace.mark(trace.FIRST_FRAME)
        self.first_painted.emit()
        self._build()
        self._build_rest()
        self.painted.emit()
        self.flow.open()

    def _build(self) -> None:
        from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

        from ui.shell import remembering
        from ui.shell.skeleton import Skeleton
        from ui.widgets.rail import NavRail
        from ui.widgets.status import StatusLine

        if self._first_frame is not None:
            self._first_frame.remove()
            self._first_frame = None
        self.rail = NavRail()
        self.rail.set_items(
            [(s.key, s.title, s.icon, s.foot) for s in self._specs.values() if s.rail]
        )
        self.rail.chosen.connect(self._on_rail)
        self.status = StatusLine()
        remembered = remembering.place(self.state, self._specs)
        spec = self._specs.get(remembered.page) or self._specs[HOME]
        self.rail.set_current(spec.under or spec.key)
        self.stack.addWidget(Skeleton(spec.title))
        self._right = right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        central = QWidget()
        central.setObjectName("shell")
        whole = QVBoxLayout(central)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(self.status)
        self.setCentralWidget(central)
        self.status.set_left([(None, "正在打开数据…", "", None)])
        self.stack.setFocus()  # else the rail's first entry wears a ring for a moment

    def _build_rest(self) -> None:
        """What the first frame can do without."""
        from ui import theme
        from ui.jobs import JobRunner
        from ui.shell.commands import Commands
        from ui.shell.drop_cover import DropCover
        from ui.start.flow import OpeningFlow
        from ui.widgets.progress import JobBar
        from ui.widgets.toast import ToastHost

        central = self.centralWidget()
        assert central is not None
        self.jobs: JobRunner = JobRunner(self)
        self.flow: OpeningFlow = OpeningFlow(self.jobs, self.folder, self)
        self.flow.opened.connect(self._on_opened)
        self.flow.failed.connect(self._on_failed)
        self._right.addWidget(JobBar(self.jobs))
        self.toasts: ToastHost = ToastHost(self)
        self.cover: DropCover = DropCover(central)
        self.commands: Commands = Commands(self)
        self._text_size = theme.current().size
        theme.notifier().changed.connect(self._on_look_changed)
        self._painted = True

    # --- the data come and go ------------------------------------------------------------------------

    def _on_opened(self, opened: Opened) -> None:
        from ui.context import AppContext

        context = AppContext(opened.db, self.jobs, self.state, self)
        self.context = context
        context.toast_wanted.connect(self._show_toast)
        context.act_toast_wanted.connect(self._show_toast)
        context.place_wanted.connect(self.go)
        context.back_wanted.connect(self.back)
        context.error_shown.connect(self._show_error)
        context.restore_wanted.connect(self.restore_backup)
        context.data_changed.connect(self._on_data_changed)
        self.commands.set_context(context)
        self.data_opened.emit()
        if opened.onboarded:
            from ui.shell import remembering

            self._show_place(remembering.place(self.state, self._specs))
        else:
            self._show_first_start()
        QTimer.singleShot(0, self._after_opening)

    def _after_opening(self) -> None:
        if self.context is None:
            return
        from ui.shell.after_opening import AfterOpening

        self.after = AfterOpening(self.context, self.status, self.flow, self)
        self.after.start()

    def _on_failed(self, trouble: Trouble) -> None:
        from ui.start.problem_page import ProblemPage

        page = ProblemPage(trouble, self.state)
        page.retry_wanted.connect(self._reopen)
        page.restore_wanted.connect(lambda path: self._reopen(restore=path))
        page.empty_wanted.connect(self._begin_empty)
        page.folder_wanted.connect(self.flow.change_folder)
        page.quit_wanted.connect(self.close)
        self.rail.hide()
        self.status.set_right("")
        self.status.set_left([("warning", trouble.title, trouble.sentence, None)])
        self._put_alone(page)

    def _begin_empty(self) -> None:
        self._put_skeleton()
        self.flow.begin_empty()

    def _reopen(self, *, restore: Path | None = None) -> None:
        self._put_skeleton()
        if restore is None:
            self.flow.open()
        else:
            self.flow.restore(restore)

    def restore_backup(self, backup: Path) -> None:
        """Close the data, put a backup in their place and open it (the settings page asks for this)."""
        self._let_go()
        self._reopen(restore=backup)

    def _let_go(self, *, at_closing: bool = False) -> None:
        """Close the database; pages go with it."""
        if self.after is not None:
            self.after.stop()
            self.after.deleteLater()
            self.after = None
        if self._painted:
            self.jobs.wait_all(30_000)
        context, self.context = self.context, None
        self._ready = False
        if self._painted:
            self.commands.set_context(None)
            self._put_skeleton()
        for page in self.pages.values():
            page.deleteLater()
        self.pages.clear()
        self._current = ""
        self.trail = Trail()
        if context is not None:
            context.close()
            if at_closing:
                self._keep_backup(context)
            context.db.close()

    def _keep_backup(self, context: AppContext) -> None:
        """What was done since the last backup is kept; the window is out of sight by now."""
        import contextlib

        from models.errors import AppError
        from services import backups

        self.hide()
        with contextlib.suppress(AppError, OSError):
            backups.closing_backup(context.db)

    def _put_skeleton(self) -> None:
        from ui.shell.skeleton import Skeleton

        self._put_alone(Skeleton(""))

    def _put_alone(self, widget: QWidget) -> None:
        """Show a widget that is no page, in the place of whatever else was no page."""
        pages = {id(p) for p in self.pages.values()}
        for i in reversed(range(self.stack.count())):
            old = self.stack.widget(i)
            if old is not None and id(old) not in pages:
                self.stack.removeWidget(old)
                old.deleteLater()
        self.stack.addWidget(widget)
        self.stack.setCurrentWidget(widget)

    def _show_first_start(self) -> None:
        from ui.start.first_start import FirstStart

        assert self.context is not None
        self.rail.hide()
        page = FirstStart(self.context)
        page.finished.connect(self._on_first_start_done)
        self._put_alone(page)

    def _on_first_start_done(self, place: Place) -> None:
        self._show_place(place)

    # --- going from place to place -------------------------------------------------------------------

    def current_page(self) -> Page | None:
        """The page that is shown, None before the data stand."""
        return self.pages.get(self._current)

    def go(self, place: Place) -> None:
        """Go to a place, once the present page lets the clerk leave."""
        page = self.current_page()
        if not self._ready or place.page not in self._specs:
            return
        if page is not None:
            if not page.can_leave(lambda: self.go(place)):
                self._light_rail()
                return
            self.trail.leave(page.place())
        self._show_place(place)

    def back(self) -> None:
        """Go back to where the clerk came from."""
        self._step(forward=False)

    def forward(self) -> None:
        """Take back going back."""
        self._step(forward=True)

    def _step(self, *, forward: bool) -> None:
        page = self.current_page()
        if page is None or not page.can_leave(lambda: self._step(forward=forward)):
            return
        take = self.trail.forward if forward else self.trail.back
        place = take(page.place())
        if place is not None:
            self._show_place(place)

    def refresh_all(self) -> None:
        """Read everything on the present page again (F5)."""
        page = self.current_page()
        if page is not None:
            page.refresh(frozenset())

    def _on_rail(self, key: str) -> None:
        page = self.current_page()
        if key != self._current:
            self.go(Place(key))
        elif page is not None:
            page.rail_again()

    def _show_place(self, place: Place) -> None:
        self._ready = True
        self.rail.show()
        if place.page not in self._specs:
            place = Place(HOME)
        page = self._page(place.page)
        self.stack.setCurrentWidget(page)
        self._current = place.page
        self._light_rail()
        stale = bool(page.property("stale"))
        page.setProperty("stale", False)
        page.open(place)
        if stale:
            page.refresh(frozenset())
        title = self._specs[place.page].title
        self.setWindowTitle(f"{title} - {TITLE}")
        self.commands.place_changed()
        page.setFocus()

    def _light_rail(self) -> None:
        spec = self._specs.get(self._current)
        if spec is not None:
            self.rail.set_current(spec.under or spec.key)

    def _page(self, key: str) -> Page:
        page = self.pages.get(key)
        if page is None:
            assert self.context is not None
            page = cast("Page", self._specs[key].factory(self.context))
            page.shown_data.connect(lambda: self._on_shown(key))
            self.pages[key] = page
            self.stack.addWidget(page)
            self.commands.dress_header(page)
        return page

    def _on_shown(self, key: str) -> None:
        if not self._shown_once:
            self._shown_once = True
            trace.mark(trace.PAGE_SHOWN)
        self.page_shown.emit(key)

    def _on_data_changed(self, tables: frozenset[str]) -> None:
        for key, page in self.pages.items():
            if key == self._current:
                page.refresh(tables)
            else:
                page.setProperty("stale", True)

    def _on_look_changed(self) -> None:
        """At another text size pages are laid out anew; one that holds files not yet taken in stays."""
        from ui import theme

        page, size = self.current_page(), theme.current().size
        if size == self._text_size or page is None:
            return
        self._text_size = size
        place = page.place()
        for key in [k for k in self.pages if k not in _KEPT]:
            old = self.pages.pop(key)
            self.stack.removeWidget(old)
            old.deleteLater()
        self._current = ""
        self._show_place(place)

    # --- telling -------------------------------------------------------------------------------------

    def _show_toast(
        self, text: str, undo: Undo | None, act: Step | None = None
    ) -> None:
        self.toasts.show_toast(text, undo, act=act)

    def _show_error(self, error: BaseException) -> None:
        from ui import errors

        errors.present(self, error)

    # --- files dropped on the window -----------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files from outside are welcome once the data stand."""
        if self._ready and event.mimeData().hasUrls():
            from ui.shell.dropping import cover_words

            event.acceptProposedAction()
            self.cover.rise(cover_words(_local(event.mimeData())))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The files went away again."""
        self.cover.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Files dropped anywhere are taken in."""
        self.cover.hide()
        paths = _local(event.mimeData())
        if paths and self.context is not None:
            from ui.shell.dropping import take

            event.acceptProposedAction()
            self.activateWindow()
            take(self, self.context, paths)

    # --- remembering and closing ---------------------------------------------------------------------

    def restore_geometry(self) -> None:
        """Size and place of the last run, as far as they still fit a screen."""
        from ui.shell import remembering

        remembering.restore_geometry(self, self.state)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless something unsaved or a running job has to be asked about first."""
        from ui.shell import remembering
        from ui.shell.closing import may_close

        if self._painted and not self._closing and not may_close(self):
            event.ignore()
            return
        self._closing = True
        page = self.current_page()
        remembering.keep(self, self.state, page.place() if page is not None else None)
        super().closeEvent(event)
        self.shut_down()

    def close_now(self) -> None:
        """Close without asking again: the question was answered."""
        self._closing = True
        self.close()

    def shut_down(self) -> None:
        """Let go of jobs, database and folder; may be called twice."""
        if self._shut:
            return
        self._shut = True
        self._let_go(at_closing=True)
        self.state.save()
        if self._painted:
            self.flow.release()


def _local(mime: QMimeData) -> list[str]:
    """The files that were dropped."""
    return [u.toLocalFile() for u in mime.urls() if u.isLocalFile()]
