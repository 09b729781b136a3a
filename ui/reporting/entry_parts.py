"""Parts of the entry of a story: the proposal of a known story, and what the week holds already."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from services.stories import StoryMatch
from services.story_queries import StoryDetail
from ui.reporting import words
from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.chips import Chip
from ui.widgets.side import clear_layout


class SameStory(QFrame):
    """Proposes a known story for the title that is typed; `story_id()` when the clerk agrees."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._match: StoryMatch | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.chip = Chip("同一稿件", "merged")
        self.words = make_label("", "note", wrap=True)
        self.check = QCheckBox("并入这一篇（Alt+J）")
        self.check.setShortcut(QKeySequence("Alt+J"))
        row.addWidget(self.chip)
        row.addWidget(self.words, 1)
        row.addWidget(self.check)
        self.hide()

    def show_match(self, match: StoryMatch | None) -> None:
        """Propose a story, or nothing; a new proposal begins agreed to."""
        before, self._match = self._match, match
        self.setVisible(match is not None)
        if match is None:
            return
        story = match.story
        first = words.day_words(story.first_on)
        self.chip.set("同一稿件" if match.exact else "标题相近", "merged")
        self.words.setText(
            f"{first}已有这一篇。"
            if match.exact
            else f"{first}已有《{story.title}》，标题几乎相同。"
        )
        if before is None or before.story.id != story.id:
            self.check.setChecked(True)

    def story_id(self) -> int | None:
        """The story that the placements are added to, None for a new one."""
        agreed = self._match is not None and self.check.isChecked()
        return self._match.story.id if agreed and self._match else None


class SavedStories(QWidget):
    """The stories of the return so far."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        self.title = make_label("", "bold")
        column.addWidget(self.title)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumHeight(px(96))
        inner = QWidget()
        inner.setObjectName("scrolled")
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(2))
        area.setWidget(inner)
        column.addWidget(area, 1)

    def show_stories(self, found: Sequence[StoryDetail]) -> None:
        """List stories with where they were placed."""
        clear_layout(self._box)
        placements = sum(len(s.placements) for s in found)
        self.title.setText(
            f"这一周已有 {len(found)} 篇 {placements} 条"
            if found
            else "这一周还没有稿件"
        )
        for story in found:
            where = "、".join(p.outlet for p in story.placements)
            label = make_label(f"{story.title}　{where}", "note", ink="soft", wrap=True)
            self._box.addWidget(label)
        self._box.addStretch(1)
