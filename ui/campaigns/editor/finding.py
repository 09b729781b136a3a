"""Going through a plan: to the next part with some words, to the next doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ui.campaigns.editor.desk import Desk, Section
from ui.campaigns.editor.nodes import PART, Node
from ui.campaigns.editor.tree_view import OutlineTree


class Finder:
    """`section` gives what is shown, `go` leaves to a node once what is typed is saved."""

    def __init__(
        self,
        desk: Desk,
        tree: OutlineTree,
        section: Callable[[], Section | None],
        go: Callable[[str], None],
    ) -> None:
        self._desk, self._tree = desk, tree
        self._section, self._go = section, go

    def words(self, words: str, *, again: bool = False) -> None:
        """Go to the next part whose words hold these; typing begins at the present one."""
        plan = self._desk.plan
        if not words or plan is None:
            return
        bodies = {f"{PART}{p.id}": f"{p.number}{p.heading}{p.body}" for p in plan.parts}
        for node in self._from(1 if again else 0):
            if words in bodies.get(node.key, node.title):
                self._go(node.key)
                return
        if again:
            self._desk.context.toast(f"正文和大纲里没有“{words}”")

    def doubt(self) -> None:
        """Go to the next line of the section, else the next node, that has a doubt."""
        section = self._section()
        if section is not None and section.next_doubt():
            return
        for node in self._from(1):
            if node.doubts > sum(child.doubts for child in node.children):
                self._go(node.key)
                shown = self._section()
                if shown is not None and shown.node == node:
                    shown.next_doubt()
                return
        self._desk.context.toast("没有存疑的地方了")

    def _from(self, skip: int) -> Iterator[Node]:
        """All nodes once around, from the chosen one on (`skip` 1: behind it, it last)."""
        outline = self._tree.outline
        keys, key = outline.keys(), self._tree.current_key()
        start = keys.index(key) + skip if key in keys else 0
        for one in [*keys[start:], *keys[:start]]:
            node = outline.node(outline.find(one))
            if node is not None:
                yield node
