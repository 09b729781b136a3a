"""The line over the editor: finding, doubts, what is saved, adding, the source text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from models.vocabulary_campaigns import PartKind
from ui.campaigns.editor.nodes import Node
from ui.campaigns.editor.outline_deeds import OutlineDeeds
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.labels import make_label


class EditorBar(QWidget):
    """`say(kind, words)` shows whether everything is saved."""

    def __init__(
        self,
        deeds: OutlineDeeds,
        add_annex: Callable[[], Any],
        after_saving: Callable[[Callable[[], Any]], None],
    ) -> None:
        super().__init__()

        def saved(act: Callable[[], Any]) -> Callable[[], None]:
            return lambda: after_saving(act)

        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.words = QLineEdit()
        self.words.setPlaceholderText("在正文里找，回车找下一处")
        self.words.setAccessibleName("在正文里找")
        self.words.setClearButtonEnabled(True)
        self.words.setFixedWidth(px(200))
        row.addWidget(self.words)
        self.jump = buttons.menu_button("转到", [])
        self.jump.setToolTip("一步转到方案的某一部分")
        row.addWidget(self.jump)
        self.doubts = buttons.quiet("", tip="到下一处存疑（F8）")
        self.doubts.hide()
        row.addWidget(self.doubts)
        self.untied = buttons.quiet("", tip="逐个说明它们是名册里的哪个单位")
        self.untied.hide()
        row.addWidget(self.untied)
        row.addStretch(1)
        self.state = make_label("", "note", ink="soft")
        self.state.setAccessibleName("保存状态")
        row.addWidget(self.state)
        row.addWidget(
            buttons.menu_button(
                "新增条款",
                [
                    ("在后面加一条（Ctrl+Enter）", saved(deeds.add_after)),
                    ("在前面加一条", saved(deeds.add_before)),
                    ("在下面加一级（Ctrl+Shift+Enter）", saved(deeds.add_below)),
                    ("在末尾加一条", saved(deeds.add_last)),
                    None,
                    ("导语", saved(lambda: deeds.add_words(PartKind.LEAD))),
                    ("落款", saved(lambda: deeds.add_words(PartKind.CLOSING))),
                    ("新增附件…", saved(add_annex)),
                    None,
                    ("给这一部分重新编号", saved(deeds.renumber)),
                ],
            )
        )
        self.source: QPushButton = buttons.plain("原文对照", tip="把读入的原文放在右边")
        self.source.setCheckable(True)
        self.source.setProperty("look", "pill")
        row.addWidget(self.source)

    def focus_words(self) -> None:
        """Go into the search field."""
        self.words.setFocus()
        self.words.selectAll()

    def show_roots(self, roots: Sequence[Node], go: Callable[[str], Any]) -> None:
        """Offer the roots of the tree to go to."""
        entries: list[buttons.MenuEntry] = []
        for root in roots:
            words = f"{root.number}{'　' if root.number else ''}{root.title[:24]}"
            if root.count:
                words += f"（{root.count}）"
            entries.append((words, lambda key=root.key: go(key)))
        former = self.jump.menu()
        self.jump.setMenu(buttons.make_menu(entries, self.jump))
        if former is not None:
            former.deleteLater()

    def show_doubts(self, doubts: int) -> None:
        """Say how many doubts there are."""
        self.doubts.setText(f"{doubts} 处存疑，下一处")
        self.doubts.setVisible(doubts > 0)

    def show_untied(self, names: int) -> None:
        """Say how many unit names are tied to no unit of the register."""
        self.untied.setText(f"{names} 个单位未对应名册")
        self.untied.setVisible(names > 0)

    def say(self, kind: str, words: str) -> None:
        """Show the state of saving."""
        now = f"{dt.datetime.now():%H:%M}"
        said = {
            "typing": "正在录入…",
            "saving": "正在保存…",
            "saved": f"已保存 {now}",
            "trouble": "没有保存",
        }[kind]
        self.state.setText(said)
        self.state.setToolTip(words)
        wrong = "wrong" if kind == "trouble" else "soft"
        if self.state.property("ink") != wrong:
            self.state.setProperty("ink", wrong)
            self.state.style().unpolish(self.state)
            self.state.style().polish(self.state)
