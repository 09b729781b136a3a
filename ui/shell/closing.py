"""Closing the window in the middle of something: asked about, and nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.widgets import dialogs

if TYPE_CHECKING:
    from ui.jobs import Job
    from ui.main_window import MainWindow


def may_close(window: MainWindow) -> bool:
    """Whether the window may close now; otherwise the question is on screen and its answer goes on from there."""
    page = window.current_page()
    if page is not None and not page.can_leave(window.close_now):
        return False
    working = named_jobs(window)
    if not working:
        return True
    _ask(window, working[0])
    return False


def named_jobs(window: MainWindow) -> list[Job]:
    """Running jobs that the clerk knows of (those with a title)."""
    return [j for j in window.jobs.jobs() if j.title and j.running]


def _ask(window: MainWindow, job: Job) -> None:
    def answered(key: str) -> None:
        if key == "wait":
            _close_after(window)
        elif key == "stop":
            window.jobs.cancel_all()
            _close_after(window)

    dialogs.ask(
        window,
        "还有工作没有做完",
        f"“{job.title}”正在进行。可以等它做完再退出；也可以停下它再退出，停下时已做的部分会整个退回，原有数据不变。",
        [
            ("wait", "做完后退出", "primary"),
            ("stop", "停下并退出", "plain"),
            ("stay", "不退出", "plain"),
        ],
        answered,
    )


def _close_after(window: MainWindow) -> None:
    """Close once no named job runs any more."""
    if not named_jobs(window):
        window.close_now()
        return

    def looked(_busy: object) -> None:
        if not named_jobs(window):
            window.jobs.busy_changed.disconnect(looked)
            window.jobs.finished.disconnect(looked)
            window.close_now()

    window.jobs.busy_changed.connect(looked)
    window.jobs.finished.connect(looked)
