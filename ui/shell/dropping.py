"""Files dropped on the window: documents are read as plans, forms taken back, tables taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.intake.dropped import Dropped, by_name, find_forms, has_plans
from ui.navigation import Place

if TYPE_CHECKING:
    from ui.context import AppContext
    from ui.main_window import MainWindow

_NAMED = 3

Way = tuple[str, str, tuple[Path, ...], Callable[[], object]]
"""Key, what the button says, the files, what is done with them."""


def cover_words(paths: Sequence[str]) -> str:
    """What the cover says while files hang over the window."""
    found = by_name([Path(p) for p in paths])
    if found.documents and not found.tables:
        return "松开鼠标，读入这份方案" if len(paths) == 1 else "松开鼠标，读入这些方案"
    if found.tables and not found.documents:
        return "松开鼠标，收下这些表格"
    return "松开鼠标，收下这些文件"


def take(window: MainWindow, context: AppContext, paths: Sequence[str]) -> None:
    """Go where the files belong; where they belong to several places, ask what is to be done first."""
    found = by_name([Path(p) for p in paths])
    if not found.tables:
        _go_on(window, context, found)
        return

    def part(any_plans: bool) -> None:
        if not any_plans:
            _go_on(window, context, found)
            return

        def work(report: Any) -> Dropped:
            return find_forms(found, lambda path: report(0, 0, f"正在看“{path.name}”"))

        context.jobs.run(
            work,
            on_success=lambda parted: _go_on(window, context, parted),
            on_error=lambda _e: _go_on(window, context, found),
            title="正在认文件",
        )

    context.read(has_plans, part, owner=window, key="dropped")


def _go_on(window: MainWindow, context: AppContext, found: Dropped) -> None:
    ways = _ways(window, context, found)
    if len(ways) == 1:
        ways[0][3]()
    elif ways:
        _ask(window, context, ways)


def _ways(window: MainWindow, context: AppContext, found: Dropped) -> list[Way]:
    def plans() -> None:
        files = [str(p) for p in found.documents]
        window.go(Place("plan_review", {"files": files}))

    def tables() -> None:
        window.go(Place("intake", {"paths": [str(p) for p in found.tables]}))

    def forms() -> None:
        from ui.campaigns.forms.actions import PlanFileActions

        PlanFileActions(context, window).take_forms(list(found.forms))

    ways: list[Way] = [
        ("plans", "读入方案", found.documents, plans),
        ("forms", "收进度表", found.forms, forms),
        ("tables", "收表格", found.tables, tables),
    ]
    return [way for way in ways if way[2]]


def _ask(window: MainWindow, context: AppContext, ways: list[Way]) -> None:
    """What was dropped is of several kinds: one after the other."""
    from ui.widgets import dialogs

    lines = [
        f"{_KINDS[key]} {len(files)} 个：{_names(files)}" for key, _, files, _ in ways
    ]
    text = "\n".join(lines) + "\n\n这几种要分开办。先办哪一种？其余的办完再接着办。"

    def answered(key: str) -> None:
        chosen = next((w for w in ways if w[0] == key), None)
        if chosen is None:
            return
        chosen[3]()
        rest = [w for w in ways if w is not chosen]
        left = sum(len(w[2]) for w in rest)
        context.toast(
            f"另外 {left} 个文件还没有办，办完这些再拖进来也可以",
            act=("接着办", lambda: _go_rest(window, context, rest)),
        )

    dialogs.ask(
        window,
        "拖进来的文件不是一种",
        text,
        [
            (key, f"先{label}", "primary" if at == 0 else "")
            for at, (key, label, _, _) in enumerate(ways)
        ],
        answered,
    )


def _go_rest(window: MainWindow, context: AppContext, rest: list[Way]) -> None:
    if len(rest) == 1:
        rest[0][3]()
    else:
        _ask(window, context, rest)


_KINDS = {"plans": "文档", "forms": "任务进度表", "tables": "表格"}


def _names(files: Sequence[Path]) -> str:
    shown = "、".join(f.name for f in files[:_NAMED])
    return f"{shown} 等" if len(files) > _NAMED else shown
