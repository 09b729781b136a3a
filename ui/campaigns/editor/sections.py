"""The section for each node of the tree, made when it is first wanted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from services.campaigns import types
from ui.campaigns.editor.desk import Desk, Section
from ui.campaigns.editor.nodes import PART, TABLE, Node
from ui.campaigns.editor.outline_deeds import OutlineDeeds
from ui.campaigns.editor.sheets import SHEETS
from ui.widgets import buttons
from ui.widgets.cards import Card, SectionTitle
from ui.widgets.labels import make_label


class SectionMaker:
    """`section(node)`: the one section that shows nodes of that kind."""

    def __init__(self, desk: Desk, deeds: OutlineDeeds) -> None:
        self._desk, self._deeds = desk, deeds
        self._made: dict[str, Section] = {}

    def section(self, node: Node) -> Section:
        """The section of a node."""
        kind = _kind(node.key)
        if kind not in self._made:
            self._made[kind] = self._make(kind)
        return self._made[kind]

    def _make(self, kind: str) -> Section:
        desk = self._desk
        if kind == PART:
            from ui.campaigns.editor.part_section import PartSection

            return PartSection(desk, self._deeds)
        if kind == TABLE:
            from ui.campaigns.editor.tables_section import TablesSection

            return TablesSection(desk)
        if kind == "facts":
            from ui.campaigns.editor.facts_section import FactsSection

            return FactsSection(desk)
        if kind == "measures":
            from ui.campaigns.editor.measures_section import MeasuresSection

            return MeasuresSection(desk)
        if kind in SHEETS:
            from ui.campaigns.editor.sheet_section import SheetSection

            return SheetSection(desk, SHEETS[kind])
        return TextSection(desk, self._deeds)


def _kind(key: str) -> str:
    if key.startswith(PART):
        return PART
    return TABLE if key.startswith(TABLE) or key == "tables" else key


class TextSection(Section):
    """The main text as a whole, and the source: read here, edited part by part."""

    def __init__(self, desk: Desk, deeds: OutlineDeeds) -> None:
        super().__init__(desk)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card = Card()
        outer.addWidget(card)
        self.heading = SectionTitle("正文")
        card.body.addWidget(self.heading)
        self.hint = make_label("", ink="soft", wrap=True)
        card.body.addWidget(self.hint)
        self.add = buttons.plain("在末尾加一条", deeds.add_last)
        card.body.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setAccessibleName("全文")
        card.body.addWidget(self.text, 1)
        self.setFocusProxy(self.text)

    def show_node(self, node: Node) -> None:
        super().show_node(node)
        self.refresh()

    def refresh(self) -> None:
        plan, node = self.desk.plan, self.node
        if plan is None or node is None:
            return
        source = node.key == "source"
        self.add.setVisible(not source)
        if source:
            self.heading.set("原文", plan.source_name)
            self.hint.setText(
                "读入时的文字，一字未改。改方案请在左边选条款；这里只供核对。"
                if plan.source_text
                else "这份方案是手工新建的，没有原文。"
            )
            words = plan.source_text
        else:
            rows = [p for p in plan.parts if p.section == "main"]
            self.heading.set("正文", f"{len(rows)} 条" if rows else "还没有内容")
            self.hint.setText(
                "在左边选一条来改。大纲里 Tab 和 Shift+Tab 降级升级，Alt+↑↓ 移动，也可以用鼠标拖动。"
            )
            words = "\n".join(_words(p) for p in rows)
        if self.text.toPlainText() != words:
            self.text.setPlainText(words)


def _words(part: types.PartRow) -> str:
    head = f"{part.number}{part.heading}"
    if head and part.body and part.run_in:
        stop = "" if not part.heading or part.heading.endswith("。") else "。"
        return f"{head}{stop}{part.body}"
    return "\n".join(words for words in (head, part.body) if words)
