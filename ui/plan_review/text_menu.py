"""The menu of the text: copied, given to the value that is meant, made a new entry of a section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from services.plans.correcting.fields import SECTIONS, Kind

if TYPE_CHECKING:
    from ui.plan_review.check import CheckStep

_FIRST = ("tasks", "member_units", "phases", "key_messages", "columns", "outlets")


def text_menu(step: CheckStep) -> QMenu:
    """The menu for what is selected in the text now."""
    chosen = step.text.chosen() is not None
    menu = QMenu(step)
    copy = menu.addAction("复制")
    copy.setEnabled(chosen)
    copy.triggered.connect(step.text.copy)
    menu.addSeparator()
    fill = menu.addAction(f"填到“{step.meant_words()}”\tF4")
    fill.setEnabled(chosen)
    fill.triggered.connect(lambda: step.deeds.do("take"))
    more = menu.addMenu("新增为")
    more.setEnabled(chosen)
    sections = [s for s in SECTIONS if s.kind not in (Kind.SECTION, Kind.TABLE)]
    sections.sort(key=lambda s: _FIRST.index(s.key) if s.key in _FIRST else len(_FIRST))
    for n, section in enumerate(sections):
        if n == len(_FIRST):
            more.addSeparator()
        act = more.addAction(section.label)
        act.triggered.connect(
            lambda _checked=False, key=section.key: step.deeds.take_as(key)
        )
    menu.addSeparator()
    split = menu.addAction("从这里把任务拆成两条")
    path = step.tree.path()
    split.setEnabled(not chosen and len(path) >= 2 and path[0] == "tasks")
    split.triggered.connect(lambda: step.deeds.do("split"))
    return menu


def open_text_menu(step: CheckStep, at: QPoint) -> None:
    """Open it; it goes when it is closed."""
    menu = text_menu(step)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
