"""A part of the text edited in place: number, heading, body, its place in the outline, its tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from models.errors import ValidationError
from models.vocabulary_campaigns import PartKind
from services.campaigns import types
from ui.campaigns.editor.auto_form import AutoForm, grow_long
from ui.campaigns.editor.desk import Desk, Section, Span
from ui.campaigns.editor.doubts import DoubtStrip
from ui.campaigns.editor.nodes import Node, part_title
from ui.campaigns.editor.outline_deeds import OutlineDeeds
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import Card
from ui.widgets.form import Field, Form
from ui.widgets.labels import make_label
from ui.widgets.side import clear_layout

_FIELDS = ("number", "heading", "run_in", "body")
_NAMED = frozenset({PartKind.HEAD.value, PartKind.ANNEX.value})
_LINK = 22
_BODY_HINT = "在这里写正文。每一段占一行；离开时自动保存。"


class PartSection(Section):
    """The editor of one part."""

    def __init__(self, desk: Desk, deeds: OutlineDeeds) -> None:
        super().__init__(desk)
        self.deeds = deeds
        self._part: types.PartRow | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card = Card()
        card.body.setContentsMargins(px(20), px(12), px(20), px(14))
        outer.addWidget(card, 1)
        card.body.addLayout(self._head())
        self.doubts = DoubtStrip()
        card.body.addWidget(self.doubts)
        self.form = Form(
            [
                Field("number", "编号", placeholder="（一）"),
                Field("heading", "标题", placeholder="这一条的标题，没有就空着"),
                Field("body", "正文", "long", placeholder=_BODY_HINT),
                Field("run_in", "标题后接排正文", "check"),
            ],
            columns=2,
        )
        grid = self.form.layout()
        assert isinstance(grid, QGridLayout)
        grid.setColumnStretch(0, 0)
        grid.setColumnStretch(1, 1)
        self.form.widget("number").setFixedWidth(px(132))
        self.form.widget("run_in").setToolTip("正文接在标题后面写，不另起一段")
        grow_long(self.form, "body", px(120), fill=True)
        grid.setRowStretch(2, 1)
        grid.setRowStretch(4, 0)
        grid.setRowStretch(3, 0)
        self.auto = AutoForm(self.form)
        self.auto.left.connect(self.save)
        self.form.submitted.connect(lambda: self.form.focus("body"))
        self.auto.typed.connect(lambda: desk.said.emit("typing", ""))
        card.body.addWidget(self.form, 1)
        self._tasks = QVBoxLayout()
        self._tasks.setSpacing(px(2))
        card.body.addLayout(self._tasks)
        self.setFocusProxy(self.form.widget("heading"))
        self._on_key("Ctrl+Return", lambda: self._then(self.deeds.add_after))

    # --- showing -------------------------------------------------------------------------------------

    def show_node(self, node: Node) -> None:
        super().show_node(node)
        self._show(fresh=True)

    def refresh(self) -> None:
        self._show(fresh=False)

    def _show(self, *, fresh: bool) -> None:
        plan, node = self.desk.plan, self.node
        if plan is None or node is None:
            return
        part = next((p for p in plan.parts if p.id == node.part_id), None)
        if part is None:
            return
        changed = self._part is None or self._part.id != part.id
        self._part = part
        annex = part.kind == PartKind.ANNEX.value
        self._path.setText(self._path_words(plan, part))
        head = part.kind == PartKind.HEAD.value
        for button in self._level_buttons:
            button.setEnabled(head)
        self.form.set_shown("number", head or annex)
        self.form.set_shown("heading", head or annex)
        self.setFocusProxy(self.form.widget("heading" if head or annex else "body"))
        self.form.set_shown("run_in", head and bool(part.heading))
        self.auto.load(
            {name: getattr(part, name) for name in _FIELDS}, fresh=fresh or changed
        )
        self.doubts.show_doubts(
            [(part.doubt, lambda: self.deeds.settle(part.id))] if part.doubt else []
        )
        self._show_tasks(plan, part)
        self.desk.shown_words.emit([_words_of(plan, part)])

    def _path_words(self, plan: types.Plan, part: types.PartRow) -> str:
        own = [p for p in plan.parts if p.section == part.section]
        above: list[str] = []
        level = part.level or 99
        for other in reversed(own[: own.index(part)]):
            if other.level is not None and other.level < level:
                above.append(f"{other.number}{part_title(other)[:16]}")
                level = other.level
        root = "正文"
        if part.section != "main":
            annex = next((p for p in own if p.kind == PartKind.ANNEX.value), None)
            root = f"附件{annex.number}" if annex else "附件"
        words = [root, *reversed(above)]
        if part.kind in {PartKind.LEAD.value, PartKind.CLOSING.value}:
            words.append(PartKind(part.kind).label)
        return " › ".join(words)

    def _show_tasks(self, plan: types.Plan, part: types.PartRow) -> None:
        clear_layout(self._tasks)
        own = [m for m in plan.measures if m.part_id == part.id]
        if part.kind != PartKind.HEAD.value:
            return
        row = QHBoxLayout()
        words = f"这一条里的任务（{len(own)}）" if own else "这一条里没有任务"
        row.addWidget(make_label(words, "note", ink="soft"))
        row.addStretch(1)
        row.addWidget(
            buttons.quiet(
                "把这一条记为任务",
                lambda: self._then(self.deeds.make_measure),
                tip="用这一条的标题和正文新建一项任务，进入任务台账",
            )
        )
        self._tasks.addLayout(row)
        for measure in own[:6]:
            title = measure.head or measure.text
            link = buttons.quiet(
                f"{measure.number}　{title[:_LINK]}{'…' if len(title) > _LINK else ''}",
                lambda m=measure: self.desk.node_wanted.emit(f"measures#{m.id}"),
                tip=title,
            )
            self._tasks.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    # --- saving --------------------------------------------------------------------------------------

    def collect(self) -> dict[str, Any]:
        if self._part is None:
            return {}
        return self.auto.changes()

    def store(
        self,
        changes: dict[str, Any],
        done: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        part = self._part
        assert part is not None
        name = f"{part.number}{part_title(part)[:20]}"

        def work(session: Session) -> None:
            from services.campaigns import parts

            parts.change_part(session, part.id, **changes)

        def stored(_none: Any) -> None:
            self.auto.mark_saved(changes)
            done()

        self.desk.write(f"修改条款“{name}”", work, stored, on_error=failed)

    def trouble(self, error: BaseException) -> None:
        field = error.field if isinstance(error, ValidationError) else ""
        self.form.set_error(field or "", str(error))
        if field in _FIELDS:
            self.form.focus(str(field))

    def begin(self) -> None:
        named = self._part is not None and self._part.kind in _NAMED
        self.form.focus("heading" if named else "body")

    def discard(self) -> None:
        self.auto.discard()

    # --- inside --------------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(2))
        self._path = make_label("", "note", ink="soft")
        self._path.setMinimumWidth(px(40))
        row.addWidget(self._path, 1)
        deeds = self.deeds
        self._level_buttons: list[QWidget] = []
        for icon, tip, act in (
            ("chevron-left", "升一级（大纲里 Shift+Tab）", deeds.promote),
            ("chevron-right", "降一级（大纲里 Tab）", deeds.demote),
            ("chevron-up", "上移（大纲里 Alt+↑）", deeds.up),
            ("chevron-down", "下移（大纲里 Alt+↓）", deeds.down),
        ):
            button = buttons.icon_button(icon, tip, lambda act=act: self._then(act))
            self._level_buttons.append(button)
            row.addWidget(button)
        self._delete = buttons.icon_button(
            "trash", "删除这一条和它的下级（Delete，可以撤销）", deeds.delete
        )
        row.addSpacing(px(6))
        row.addWidget(self._delete)
        return row

    def _then(self, act: Callable[[], Any]) -> None:
        """Save what is typed first."""
        self.save(lambda: (act(), None)[1])

    def _on_key(self, keys: str, act: Callable[[], Any]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)


def _words_of(plan: types.Plan, part: types.PartRow) -> Span:
    """The place of a part in the source: from its number to the next part."""
    start, end = part.span_start, part.span_end
    if start is None or end is None:
        return None, None
    after = [p.span_start for p in plan.parts if p.span_start and p.span_start > start]
    last = min([*after, start + len(part.heading) + len(part.body) + 200])
    words = plan.source_text[start:last].rstrip("#* \n\t")
    return start, max(start + len(words), end)
