"""Menu of a node, and the questions that adding an annex needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from ui.campaigns.editor.nodes import Node
from ui.campaigns.editor.outline_deeds import OutlineDeeds
from ui.widgets import buttons
from ui.widgets.dialogs import SheetDialog
from ui.widgets.form import Field, Form


def show_menu(
    parent: QWidget,
    node: Node | None,
    where: QPoint,
    deeds: OutlineDeeds,
    after_saving: Callable[[Callable[[], Any]], None],
) -> None:
    """What can be done with a node of the text; what is typed is saved before."""
    if node is None or not node.section:
        return
    entries: list[Any] = [("在后面加一条（Ctrl+Enter）", deeds.add_after)]
    if node.movable:
        entries += [
            ("在前面加一条", deeds.add_before),
            ("在下面加一级（Ctrl+Shift+Enter）", deeds.add_below),
            None,
            ("升一级（Shift+Tab）", deeds.promote),
            ("降一级（Tab）", deeds.demote),
            ("上移（Alt+↑）", deeds.up),
            ("下移（Alt+↓）", deeds.down),
            None,
            ("记为任务", deeds.make_measure),
        ]
    entries += [None, ("给这一部分重新编号", deeds.renumber)]
    if node.part_id is not None:
        entries += [None, ("删除（Delete）", deeds.delete)]
    wrapped = [
        None if entry is None else (entry[0], lambda act=entry[1]: after_saving(act))
        for entry in entries
    ]
    buttons.make_menu(wrapped, parent).popup(where)


def ask_annex(parent: QWidget, deeds: OutlineDeeds) -> None:
    """Ask for the name of a new annex."""
    dialog = SheetDialog(parent, "新增附件", ok="新增")
    form = Form([Field("title", "附件名称", required=True)])
    dialog.body.addWidget(form)

    def accepted() -> None:
        if form.check():
            dialog.accept()
            deeds.add_annex(form.values()["title"])

    dialog.accept_wanted.connect(accepted)
    form.submitted.connect(dialog.accept_wanted.emit)
    dialog.open()
    form.focus("title")
