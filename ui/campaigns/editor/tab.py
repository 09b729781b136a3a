"""方案内容: the outline of a plan at the left, the editing of what is chosen beside it, the source text on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from models.errors import NotFound
from services.campaigns import types
from services.campaigns.tying import Untied, names_untied, untied
from ui.campaigns.editor.asking import ask_annex, show_menu
from ui.campaigns.editor.bar import EditorBar
from ui.campaigns.editor.desk import Choices, Desk, Section, read_choices
from ui.campaigns.editor.finding import Finder
from ui.campaigns.editor.nodes import PART, TABLE, build
from ui.campaigns.editor.outline_deeds import OutlineDeeds
from ui.campaigns.editor.sections import SectionMaker
from ui.campaigns.editor.source_pane import SourcePane
from ui.campaigns.editor.tree_view import OutlineTree
from ui.campaigns.tab import PlanTab
from ui.context import AppContext
from ui.navigation import Place
from ui.shell.leaving import ask_unsaved
from ui.theme import px
from ui.widgets.empty import EmptyState, Loading

_REGISTERS = frozenset({"unit", "outlet"})
_TREE = 268
_SOURCE = 340
_FIRST = "facts"


class EditorTab(PlanTab):
    """Opened at `node` (facts, part:ID, measures …) and `at` in it, or at `measure`, `part`.

    Everything typed is saved when it is left; Ctrl+S saves at once. The tab can be left without a question unless
    something cannot be saved.
    """

    key = "outline"
    title = "方案内容"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._plan_id: int | None = None
        self._key = ""
        self._wanted: dict[str, Any] = {}
        self._only_doubts = False
        self.desk = Desk(context, self)
        self.tree = OutlineTree()
        self.deeds = OutlineDeeds(self.desk, self.tree.current_node, self)
        self.maker = SectionMaker(self.desk, self.deeds)
        self.finder = Finder(self.desk, self.tree, self._section, self._leave_to)
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        self.bar = EditorBar(
            self.deeds, lambda: ask_annex(self, self.deeds), self._after_saving
        )
        column.addWidget(self.bar)
        card = QFrame()
        card.setObjectName("card")
        card.setMinimumWidth(px(180))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, px(6), 1, px(6))
        inside.addWidget(self.tree)
        self.stack = QStackedWidget()
        self.stack.setMinimumWidth(px(320))
        self.loading = Loading()
        self.stack.addWidget(self.loading)
        self.source = SourcePane()
        self.source.setMinimumWidth(px(220))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(px(12))
        self.split.setChildrenCollapsible(False)
        for at, widget in enumerate((card, self.stack, self.source)):
            self.split.addWidget(widget)
            self.split.setStretchFactor(at, 1 if at == 1 else 0)
        kept = self.context.state.get("editor.widths")
        whole = isinstance(kept, list) and len(kept) == 2
        tree, source = kept if whole else (px(_TREE), px(_SOURCE))
        self.split.setSizes([int(tree), 10_000, int(source)])
        self.split.splitterMoved.connect(self._keep_widths)
        column.addWidget(self.split, 1)
        self.source.setVisible(bool(self.context.state.get("editor.source")))
        self.bar.source.setChecked(self.source.isVisibleTo(self))
        self.setFocusProxy(self.tree)

    def _connect(self) -> None:
        desk, tree = self.desk, self.tree
        desk.said.connect(self._on_said)
        desk.node_wanted.connect(self.go)
        desk.shown_words.connect(self.source.show_words)
        self.deeds.made.connect(self._go_later)
        tree.chosen.connect(self._on_chosen)
        tree.deed.connect(self._on_deed)
        tree.menu_wanted.connect(
            lambda where: show_menu(
                self, tree.current_node(), where, self.deeds, self._after_saving
            )
        )
        tree.outline.dropped.connect(
            lambda drop: self._after_saving(lambda: self.deeds.drop(drop))
        )
        self.bar.source.toggled.connect(self._show_source)
        self.bar.doubts.clicked.connect(self.finder.doubt)
        self.bar.untied.clicked.connect(lambda: self._after_saving(self._ask_units))
        words = self.bar.words
        words.textChanged.connect(lambda text: self.finder.words(text.strip()))
        words.returnPressed.connect(
            lambda: self.finder.words(words.text().strip(), again=True)
        )
        for keys, act in (
            ("Ctrl+S", self._save_now),
            ("Ctrl+F", self.bar.focus_words),
            ("F8", self.finder.doubt),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # --- tab -----------------------------------------------------------------------------------------

    def show_plan(self, campaign_id: int, place: Place) -> None:
        """Show a plan at a node, a part or a measure."""
        target = dict(place.get("at") or {})
        node = str(place.get("node") or "")
        if isinstance(place.get("measure"), int):
            node, target = "measures", {"id": place.get("measure")}
        elif isinstance(place.get("part"), int):
            node = f"{PART}{place.get('part')}"
        if campaign_id != self._plan_id:
            self._plan_id = campaign_id
            self.desk.plan = None
            self._key = ""
            self.stack.setCurrentWidget(self.loading)
        self._wanted = {"node": node, "target": target}
        self._read()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the plan again; what is typed and not saved stays."""
        own = any(t.startswith(("campaign", "measure")) for t in changed_tables)
        named = changed_tables & {"key_message", "target", "deliverable", *_REGISTERS}
        if self._plan_id is not None and (not changed_tables or own or named):
            self._read()

    def place_args(self) -> dict[str, Any]:
        """The node, and where its section stands."""
        section = self._section()
        return {"node": self._key, "at": section.place() if section else {}}

    def can_leave(self, then: Callable[[], None] | None = None) -> bool:
        """Save what is typed; ask only where it cannot be saved."""
        section = self._section()
        if section is None or not section.is_dirty():
            return True

        def saved() -> None:
            self._on_trouble = None
            if then is not None:
                then()

        self._on_trouble = lambda words: self._ask_leave(section, words, then)
        section.save(saved)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the outline."""
        if event.key() == Qt.Key.Key_Escape and not self.tree.hasFocus():
            self.tree.setFocus()
        else:
            super().keyPressEvent(event)

    # --- reading -------------------------------------------------------------------------------------

    def _read(self) -> None:
        plan_id = self._plan_id
        if plan_id is None:
            return

        def work(session: Session) -> tuple[types.Plan, Choices]:
            from services.campaigns import store

            return store.load_plan(session, plan_id), read_choices(session)

        self.context.read(
            work, self._show, on_error=self._on_gone, owner=self, key="plan"
        )

    def _show(self, found: tuple[types.Plan, Choices]) -> None:
        plan = found[0]
        self.desk.take(*found)
        roots = build(plan)
        self.tree.show_roots(roots)
        self.source.set_text(plan.source_text)
        doubts = sum(node.doubts for node in roots)
        self.bar.show_doubts(doubts)
        self.bar.show_roots(roots, self.go)
        self.bar.show_untied(len(names_untied(plan)) if found[1].units else 0)
        wanted, self._wanted = self._wanted, {}
        key = str(wanted.get("node") or "") or self._key or _FIRST
        if not self.tree.outline.find(key.split("#")[0]).isValid():
            key = self._near(key)
        if key.split("#")[0] != self._key:
            self._open(key, wanted.get("target") or {})
        else:
            section = self._section()
            node = self.tree.current_node()
            if section is not None:
                section.node = node or section.node
                section.refresh()
                if wanted.get("target"):
                    section.go_to(wanted["target"])
        self.shown_data.emit()

    def _near(self, key: str) -> str:
        """The node to stand on when the chosen one is gone: its neighbour in the tree as it was."""
        fallback = "section:main" if key.startswith(PART) else _FIRST
        if key.startswith(TABLE):
            fallback = "tables"
        current = self.tree.current_key()
        return current or fallback

    def _on_gone(self, error: BaseException) -> None:
        if not isinstance(error, NotFound):
            self.context.show_error(error)
            return
        self.desk.plan = None
        self._key = ""
        self.tree.outline.set_roots(())
        gone = EmptyState("这份方案已经不在了", str(error))
        self.stack.addWidget(gone)
        self.stack.setCurrentWidget(gone)
        self.shown_data.emit()

    # --- going from node to node ---------------------------------------------------------------------

    def go(self, key: str) -> None:
        """Go to a node (`measures#12` to a measure of the list), once what is typed is saved."""
        if self.tree.outline.find(key.split("#")[0]).isValid():
            self._leave_to(key)
        else:
            self._go_later(key)

    def _go_later(self, key: str) -> None:
        self._wanted = {"node": key, "target": {}}
        self._read()

    def _on_chosen(self, key: str) -> None:
        if key != self._key:
            self._leave_to(key)

    def _leave_to(self, key: str) -> None:
        section = self._section()
        if section is None or not section.is_dirty():
            self._open(key, {})
            return

        def stay(_words: str) -> None:
            self.tree.select(self._key)

        def go_on() -> None:
            self._on_trouble = None
            self._open(key, {})

        self._on_trouble = stay
        section.save(go_on)

    def _open(self, key: str, target: dict[str, Any]) -> None:
        name, _, row = key.partition("#")
        self.tree.select(name)
        node = self.tree.current_node()
        if node is None:
            return
        fresh_part = self._wanted_new(name)
        self._key = name
        section = self.maker.section(node)
        if self.stack.indexOf(section) < 0:
            self.stack.addWidget(section)
        section.show_node(node)
        self.stack.setCurrentWidget(section)
        if row:
            target = {"id": int(row)}
        if target:
            section.go_to(target)
        self._place_source()
        if fresh_part:
            section.begin()

    def _wanted_new(self, key: str) -> bool:
        """Whether a part was just made: its heading is to be written over at once."""
        plan = self.desk.plan
        if plan is None or not key.startswith(PART) or key == self._key:
            return False
        from ui.campaigns.editor.outline_deeds import NEW_HEADING

        return any(
            f"{PART}{p.id}" == key and p.heading in ("", NEW_HEADING) and not p.body
            for p in plan.parts
        )

    def _section(self) -> Section | None:
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Section) else None

    # --- deeds ---------------------------------------------------------------------------------------

    def _on_deed(self, name: str) -> None:
        if name == "edit":
            section = self._section()
            if section is not None:
                section.setFocus(Qt.FocusReason.TabFocusReason)
            return
        deeds = {
            "up": self.deeds.up,
            "down": self.deeds.down,
            "promote": self.deeds.promote,
            "demote": self.deeds.demote,
            "after": self.deeds.add_after,
            "below": self.deeds.add_below,
            "delete": self.deeds.delete,
        }
        self._after_saving(deeds[name])

    def _after_saving(self, act: Callable[[], Any]) -> None:
        section = self._section()
        if section is None or not section.is_dirty():
            act()
        else:
            section.save(act)

    def _ask_units(self) -> None:
        plan_id = self._plan_id
        if plan_id is None:
            return

        def show(found: list[Untied]) -> None:
            from ui.campaigns.editor.tie_dialog import TieDialog

            TieDialog(self, self.desk, found).open()

        self.context.read(lambda s: untied(s, plan_id), show, owner=self, key="units")

    # --- the rest ------------------------------------------------------------------------------------

    _on_trouble: Callable[[str], None] | None = None

    def _on_said(self, kind: str, words: str) -> None:
        self.bar.say(kind, words)
        if kind == "trouble":
            act, self._on_trouble = self._on_trouble, None
            if act is not None:
                act(words)

    def _save_now(self) -> None:
        section = self._section()
        if section is not None:
            section.save(lambda: self.bar.say("saved", ""))

    def _ask_leave(
        self, section: Section, words: str, then: Callable[[], None] | None
    ) -> None:
        ask_unsaved(
            self,
            f"有修改不能保存：{words}",
            section.save,
            section.discard,
            then,
        )

    def _show_source(self, shown: bool) -> None:
        self.context.state.put("editor.source", shown)
        self._place_source()

    def _place_source(self) -> None:
        """Beside everything but itself."""
        self.source.setVisible(self.bar.source.isChecked() and self._key != "source")

    def _keep_widths(self, *_: Any) -> None:
        sizes = self.split.sizes()
        if self.source.isVisible():
            self.context.state.put("editor.widths", [sizes[0], sizes[2]])
        else:
            kept = self.context.state.get("editor.widths")
            source = kept[1] if isinstance(kept, list) and len(kept) == 2 else _SOURCE
            self.context.state.put("editor.widths", [sizes[0], source])
