"""What can be done with stories and placements: change, join, split, delete; each can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from models.errors import ValidationError
from models.vocabulary import OutletLevel
from services import stories, story_queries
from services.registers.outlets import list_outlets
from services.story_queries import PlacementRow, StoryDetail
from ui.navigation import Place
from ui.stories.dialogs import JoinDialog, edit_fields, edit_values
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from services.story_ties import Tie
    from ui.context import AppContext


class StoryDeeds(QObject):
    """Carries out changes on the rows that it is given."""

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    def edit(self, row: PlacementRow) -> None:
        """Change a placement and the title of its story."""

        def show(outlets: Any) -> None:
            def submit(values: dict[str, Any], done: Done) -> None:
                self._context.write(
                    f"修改稿件《{row.title}》",
                    lambda s: change(s, row, values),
                    on_done=lambda _r: done(None),
                    on_error=done,
                    undo_toast=f"已修改《{values['title']}》",
                )

            dialog = FormDialog(
                self._page,
                f"修改 · {row.unit}",
                edit_fields(outlets, row),
                submit,
                values=edit_values(row),
                ok="保存",
                columns=2,
            )
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._context.read(list_outlets, show, owner=self._page, key="edit")

    def join(self, rows: Sequence[PlacementRow]) -> None:
        """Make the stories of some placements one, after asking which title stays."""
        ids = list(dict.fromkeys(r.story_id for r in rows))
        if len(ids) < 2:
            self._context.toast("请先选中两篇以上的稿件（按住 Ctrl 点选），再合并")
            return
        if len({r.unit_id for r in rows}) > 1:
            self._context.toast("只能合并同一单位的稿件")
            return

        def show(found: list[StoryDetail]) -> None:
            dialog = JoinDialog(self._page, found)

            def store() -> None:
                keep = dialog.kept()
                order = [keep, *(i for i in ids if i != keep)]
                title = next(s.title for s in found if s.id == keep)
                self._context.write(
                    f"合并 {len(ids)} 篇稿件为《{title}》",
                    lambda s: stories.join(s, order),
                    on_done=lambda _i: dialog.accept(),
                    on_error=lambda e: dialog.set_error(str(e)),
                    undo_toast=f"已合并为《{title}》",
                )

            dialog.accept_wanted.connect(store)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._context.read(
            lambda s: [story_queries.story_detail(s, i) for i in ids],
            show,
            owner=self._page,
            key="join",
        )

    def split(self, rows: Sequence[PlacementRow]) -> None:
        """Make placements of one story a story of their own."""
        if len({r.story_id for r in rows}) != 1:
            self._context.toast("请选中同一篇稿件的刊播，再拆分")
            return
        ids = [r.id for r in rows]
        title = rows[0].title

        def submit(values: dict[str, Any], done: Done) -> None:
            self._context.write(
                f"从《{title}》拆出 {len(ids)} 条刊播",
                lambda s: stories.split(s, ids, values["title"]),
                on_done=lambda _i: done(None),
                on_error=done,
                undo_toast=f"已拆出为《{values['title']}》",
            )

        where = "、".join(dict.fromkeys(r.outlet for r in rows))
        dialog = FormDialog(
            self._page,
            "拆成另一篇稿件",
            [Field("title", "新稿件的标题", required=True)],
            submit,
            values={"title": title},
            ok="拆出",
            note=f"{where} 的 {len(ids)} 条刊播将单独算一篇。",
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def delete(self, rows: Sequence[PlacementRow]) -> None:
        """Put placements into the recycle bin; the toast offers undo."""
        ids = [r.id for r in rows]
        if not ids:
            return
        what = (
            f"《{rows[0].title}》" if len({r.story_id for r in rows}) == 1 else "稿件"
        )
        self._context.write(
            f"删除{what}的 {len(ids)} 条刊播",
            lambda s: stories.delete_placements(s, ids),
            undo_toast=f"已删除{what}的 {len(ids)} 条刊播",
        )

    def tie(self, rows: Sequence[PlacementRow]) -> None:
        """Tie the stories of some placements to a plan, after asking to which."""
        from ui.stories.tie_dialog import TieStoriesDialog

        TieStoriesDialog.open_for(self._context, self._page, rows)

    def untie(self, tie: Tie) -> None:
        """Take a tie of a story away."""
        from services.campaigns import links

        self._context.write(
            f"取消稿件与方案《{tie.campaign}》的关联",
            lambda s: links.untie(s, [tie.id]),
            undo_toast=f"已取消与《{tie.campaign}》的关联",
        )

    def go_plan(self, tie: Tie) -> None:
        """Go to what was published for the plan of a tie."""
        args = {"measure": tie.measure_id} if tie.measure_id else {}
        self._context.navigate(
            Place.of("campaigns", plan=tie.campaign_id, tab="published", **args)
        )


def change(session: Session, row: PlacementRow, values: dict[str, Any]) -> None:
    """Store the fields of a form; only those that differ. Raises ValidationError naming the field."""
    if values["title"] != row.title:
        stories.change_title(session, row.story_id, values["title"])
    if values["outlet"] is None:
        raise ValidationError("请选择媒体。", "outlet")
    wanted: dict[str, Any] = {
        "published_on": values["published_on"],
        "outlet_id": values["outlet"],
        "column_name": values["column_name"],
        "genre": values["genre"],
        "spot": values["spot"],
        "link": values["link"],
        "note": values["note"],
    }
    changed = {k: v for k, v in wanted.items() if v != getattr(row, k)}
    level = OutletLevel(int(values["level"])) if values["level"] else row.level
    # Another outlet brings its own level, unless the clerk chose one here.
    if level is not row.level:
        changed["level"] = int(level)
    if changed:
        stories.change_placement(session, row.id, **changed)
