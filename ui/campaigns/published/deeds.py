"""Ties of stories to a plan: made, moved to another measure, taken away; each can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.campaigns.links import Published
    from ui.context import AppContext

NAME = 22
"""Characters of a measure's name in what is told."""
Done = Callable[[BaseException | None], object]


def tie(
    context: AppContext,
    plan: tuple[int, str],
    ids: Sequence[int],
    measure: tuple[int, str] | None,
    done: Done,
    *,
    placements: bool = False,
) -> None:
    """Tie stories to a plan (id, name) or a measure of it (id, name); says how many were tied.

    With `placements` the ids are those of single placements, else of stories with all that they have.
    """
    from services.campaigns import links

    plan_id, plan_name = plan
    measure_id = measure[0] if measure else None
    where = f"《{plan_name}》" + (f"的“{_cut(measure[1])}”" if measure else "")
    what = f" {len(ids)} {'条刊播' if placements else '篇稿件'}"
    work = links.tie_placements if placements else links.tie_stories

    def told(number: int) -> None:
        done(None)
        if not number:
            context.toast(f"所选的早已归入{where}，没有改动")

    context.write(
        f"把{what}归入{where}",
        lambda s: work(s, plan_id, ids, measure_id=measure_id),
        on_done=told,
        on_error=done,
        undo_toast=f"已把{what}归入{where}",
    )


def untie(context: AppContext, rows: Sequence[Published]) -> None:
    """Take ties away; a tie of a whole story goes with all its placements."""
    from services.campaigns import links

    ids = list(dict.fromkeys(r.link_id for r in rows))
    if not ids:
        return
    titles = list(dict.fromkeys(r.title for r in rows))
    what = f"《{titles[0]}》" if len(titles) == 1 else f" {len(titles)} 篇稿件"
    context.write(
        f"取消{what}与方案的关联",
        lambda s: links.untie(s, ids),
        undo_toast=f"已取消{what}与方案的关联，稿件本身没有改动",
    )


def move(
    context: AppContext,
    plan_id: int,
    rows: Sequence[Published],
    measure: tuple[int, str] | None,
    done: Done,
) -> None:
    """Tie the stories of some ties to another measure (id, name), or to the plan only."""
    from services.campaigns import links

    ids = list(dict.fromkeys(r.link_id for r in rows))
    stories = list(dict.fromkeys(r.story_id for r in rows))
    where = f"“{_cut(measure[1])}”" if measure else "整个方案"

    def work(session: Any) -> None:
        links.untie(session, ids)
        links.tie_stories(
            session, plan_id, stories, measure_id=measure[0] if measure else None
        )

    context.write(
        f"把 {len(stories)} 篇稿件改归到{where}",
        work,
        on_done=lambda _r: done(None),
        on_error=done,
        undo_toast=f"已把 {len(stories)} 篇稿件改归到{where}",
    )


def _cut(name: str) -> str:
    """A measure's name short enough for a toast."""
    return name if len(name) <= NAME else f"{name[: NAME - 1]}…"
