"""What can be done with the outline: add, move, promote, delete, number anew; each one undoable action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from models.vocabulary_campaigns import PartKind
from services.campaigns import types
from services.campaigns.outline import number_of
from ui.campaigns.editor.desk import Desk
from ui.campaigns.editor.nodes import PART, Node, part_title
from ui.campaigns.editor.tree_model import Drop

NEW_HEADING = "新的条款"


class OutlineDeeds(QObject):
    """Works on the part that `current` gives; `made(key)` asks to go to a new part once it is read."""

    made = Signal(str)

    def __init__(
        self, desk: Desk, current: Callable[[], Node | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.desk, self._current = desk, current

    # --- adding --------------------------------------------------------------------------------------

    def add_after(self) -> None:
        """A part behind the chosen one and all below it, on its level."""
        part = self._part()
        if part is None:
            self.add_last()
            return
        if part.kind == PartKind.ANNEX.value:
            self.add_below()
            return
        heads = self._heads(part.section)
        before = self._behind(heads, part)
        self._add(part.section, part.level or 1, before)

    def add_before(self) -> None:
        """A part before the chosen one, on its level."""
        part = self._part()
        if part is not None and part.kind == PartKind.HEAD.value:
            self._add(part.section, part.level or 1, part.id)
        else:
            self.add_last()

    def add_below(self) -> None:
        """A part as the last one under the chosen one."""
        part = self._part()
        if part is None:
            self.add_last()
            return
        heads = self._heads(part.section)
        if part.kind != PartKind.HEAD.value:
            self._add(part.section, 1, None)
            return
        below = [h for h in self._under(heads, part) if h.level]
        level = min((h.level or 4 for h in below), default=(part.level or 0) + 1)
        if level > 4:
            self.desk.context.toast("公文的条款最多四级，下面不能再加一级")
            return
        self._add(part.section, level, self._behind(heads, part))

    def add_last(self) -> None:
        """A part of the first level at the end of the section that is chosen."""
        node = self._current()
        self._add(node.section if node and node.section else "main", 1, None)

    def add_words(self, kind: PartKind) -> None:
        """The opening or closing words of the main text; those that are there already are gone to."""
        plan = self.desk.plan
        assert plan is not None
        plan_id = plan.id
        for part in plan.parts:
            if part.kind == kind.value and part.section == "main":
                self.desk.node_wanted.emit(f"{PART}{part.id}")
                return

        def work(session: Session) -> int:
            from services.campaigns import parts

            return parts.add_words(session, plan_id, kind)

        self.desk.write(
            f"新增{kind.label}",
            work,
            lambda part_id: self.made.emit(f"{PART}{part_id}"),
            undo_toast=f"已新增{kind.label}",
        )

    def add_annex(self, title: str) -> None:
        """An annex behind the others."""
        plan_id = self.desk.campaign_id

        def work(session: Session) -> int:
            from sqlalchemy import select

            from models.tables_campaigns import CampaignPart
            from services.campaigns import parts

            section = parts.add_annex(session, plan_id, title)
            return (
                session.scalar(
                    select(CampaignPart.id).where(
                        CampaignPart.campaign_id == plan_id,
                        CampaignPart.section == section,
                        CampaignPart.deleted_at.is_(None),
                    )
                )
                or 0
            )

        self.desk.write(
            f"新增附件“{title}”",
            work,
            lambda part_id: self.made.emit(f"{PART}{part_id}"),
            undo_toast=f"已新增附件“{title}”",
        )

    # --- moving --------------------------------------------------------------------------------------

    def drop(self, drop: Drop) -> None:
        """Put a head where it was dropped and count the numbers anew."""
        part = self._by_id(drop.part_id)
        if part is None:
            return
        level = drop.level if part.level is not None else None

        def work(session: Session) -> None:
            from services.campaigns import parts

            parts.put_part(
                session,
                drop.part_id,
                drop.before_id,
                level,
                section=drop.section,
                count=True,
            )

        self._move(part, "移动", work)

    def up(self) -> None:
        """Before the head of its level above it."""
        part = self._head()
        if part is None:
            return
        heads = self._heads(part.section)
        at = heads.index(part)
        for other in reversed(heads[:at]):
            if other.level == part.level:
                self._put(part, other.id, "上移")
                return
            if (other.level or 9) < (part.level or 9):
                break
        self.desk.context.toast("已经是这一级的第一条")

    def down(self) -> None:
        """Behind the next head of its level."""
        part = self._head()
        if part is None:
            return
        heads = self._heads(part.section)
        own = self._under(heads, part)
        after = heads[heads.index(part) + len(own) + 1 :]
        if not after or after[0].level != part.level:
            self.desk.context.toast("已经是这一级的最后一条")
            return
        self._put(part, self._behind(heads, after[0]), "下移")

    def promote(self) -> None:
        """One level up, with all below."""
        self._level("升级", "promote")

    def demote(self) -> None:
        """One level down, with all below."""
        self._level("降级", "demote")

    def renumber(self) -> None:
        """Count the numbers of the chosen section anew."""
        node = self._current()
        section = node.section if node and node.section else "main"
        plan_id = self.desk.campaign_id

        def work(session: Session) -> int:
            from services.campaigns import parts

            return parts.renumber(session, plan_id, section)

        def done(count: int) -> None:
            if not count:
                self.desk.context.toast("编号本来就是连续的")

        self.desk.write("重新编号", work, done)

    # --- the rest ------------------------------------------------------------------------------------

    def delete(self) -> None:
        """Into the recycle bin, with all below; tasks that stand there stay in the ledger."""
        part = self._part()
        if part is None:
            return
        plan = self.desk.plan
        assert plan is not None
        gone = {part.id, *(p.id for p in self._under(self._heads(part.section), part))}
        if part.kind == PartKind.ANNEX.value:
            gone = {p.id for p in plan.parts if p.section == part.section}
        left = sum(m.part_id in gone for m in plan.measures)
        name = f"{part.number}{part_title(part)[:20]}"
        words = f"已删除“{name}”" + (
            f"和它的 {len(gone) - 1} 个下级" if len(gone) > 1 else ""
        )
        if left:
            words += f"；其中 {left} 项任务仍在台账里"

        def work(session: Session) -> None:
            from services.campaigns import parts

            parts.delete_part(session, part.id)

        self.desk.write(f"删除条款“{name}”", work, undo_toast=words)

    def settle(self, part_id: int) -> None:
        """A doubt was looked at."""

        def work(session: Session) -> None:
            from services.campaigns import parts

            parts.settle_part(session, part_id)

        self.desk.write("核对条款", work)

    def make_measure(self) -> None:
        """A measure with the words of the part."""
        part = self._head()
        if part is None:
            return
        plan_id = self.desk.campaign_id
        words = part.body or part.heading

        def work(session: Session) -> int:
            from services.campaigns import edit
            from services.campaigns.fields import Item

            return edit.add_item(
                session,
                Item.MEASURE,
                plan_id,
                part_id=part.id,
                section=part.section,
                number=part.number.rstrip("、．."),
                head=part.heading,
                text=words,
            )

        name = part_title(part)[:20]
        self.desk.write(
            f"新增任务“{name}”",
            work,
            lambda measure_id: self.made.emit(f"measures#{measure_id}"),
            undo_toast=f"已把“{name}”记为任务",
        )

    # --- inside --------------------------------------------------------------------------------------

    def _add(self, section: str, level: int, before_id: int | None) -> None:
        plan_id = self.desk.campaign_id
        heads = self._heads(section)
        number = number_of(level, 1) if heads or level == 1 else ""

        def work(session: Session) -> int:
            from services.campaigns import parts

            running = parts.running(session, plan_id, section)
            part_id = parts.add_part(
                session,
                plan_id,
                heading=NEW_HEADING,
                level=level,
                number=number,
                section=section,
                before_id=before_id,
            )
            parts.renumber(session, plan_id, section, running)
            return part_id

        self.desk.write(
            "新增条款",
            work,
            lambda part_id: self.made.emit(f"{PART}{part_id}"),
            undo_toast="已新增一条，编号已顺延",
        )

    def _put(self, part: types.PartRow, before_id: int | None, word: str) -> None:
        def work(session: Session) -> None:
            from services.campaigns import parts

            parts.move_part(session, part.id, before_id, count=True)

        self._move(part, word, work)

    def _move(
        self, part: types.PartRow, word: str, work: Callable[[Session], Any]
    ) -> None:
        name = f"{part.number}{part_title(part)[:20]}"
        self.desk.write(f"{word}条款“{name}”", work, undo_toast=f"已{word}“{name}”")

    def _level(self, word: str, name: str) -> None:
        part = self._head()
        if part is None:
            return

        def work(session: Session) -> None:
            from services.campaigns import parts

            getattr(parts, name)(session, part.id, count=True)

        self._move(part, word, work)

    def _part(self) -> types.PartRow | None:
        node = self._current()
        return self._by_id(node.part_id) if node and node.part_id else None

    def _head(self) -> types.PartRow | None:
        part = self._part()
        return part if part and part.kind == PartKind.HEAD.value else None

    def _by_id(self, part_id: int | None) -> types.PartRow | None:
        plan = self.desk.plan
        return next((p for p in plan.parts if p.id == part_id), None) if plan else None

    def _heads(self, section: str) -> list[types.PartRow]:
        plan = self.desk.plan
        assert plan is not None
        return [
            p
            for p in plan.parts
            if p.section == section and p.kind == PartKind.HEAD.value
        ]

    def _under(
        self, heads: list[types.PartRow], part: types.PartRow
    ) -> list[types.PartRow]:
        if part not in heads or part.level is None:
            return []
        found: list[types.PartRow] = []
        for other in heads[heads.index(part) + 1 :]:
            if other.level is not None and other.level <= part.level:
                break
            found.append(other)
        return found

    def _behind(self, heads: list[types.PartRow], part: types.PartRow) -> int | None:
        """The head behind a part and all below it."""
        if part not in heads:
            return None
        at = heads.index(part) + len(self._under(heads, part)) + 1
        return heads[at].id if at < len(heads) else None
