"""What the stories page reads in one go, and the export of its list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from models.vocabulary import OutletLevel
from services import story_queries
from services.story_queries import StoryFilter

if TYPE_CHECKING:
    from ui.context import AppContext

Found = tuple[Any, tuple[int, int], dict[OutletLevel, int]]
"""Ids in order, (stories, placements), placements by level."""


def read_list(
    session: Session,
    wanted: StoryFilter,
    sort: str,
    descending: bool,
    story_id: int | None,
) -> tuple[Found, int | None]:
    """Ids, counts and levels of a filter, and the newest placement of a story that is looked for."""
    ids = story_queries.placement_ids(session, wanted, sort, descending=descending)
    counts = story_queries.count(session, wanted)
    levels = story_queries.by_level(session, wanted)
    chosen: int | None = None
    if story_id is not None:
        placements = story_queries.story_detail(session, story_id).placements
        chosen = placements[-1].id if placements else None
    return (ids, counts, levels), chosen


def export_list(
    context: AppContext,
    target: Path,
    wanted: StoryFilter,
    words: str,
    sort: tuple[str, bool],
) -> None:
    """Write the list to a file, in a job that can be cancelled, and say what came of it."""

    def work(report: Any) -> Any:
        from services.output.story_list import write_story_list

        return write_story_list(
            context.db,
            wanted,
            target,
            sort=sort[0],
            descending=sort[1],
            words=words,
            report=report,
        )

    def done(result: Any) -> None:
        context.toast(
            f"已导出 {result.stories:,} 篇 {result.placements:,} 条到“{target.name}”"
        )

    context.jobs.run(
        work,
        on_success=done,
        on_error=context.show_error,
        on_cancel=lambda: context.toast("已取消导出，没有生成文件"),
        title="导出稿件名单",
    )
