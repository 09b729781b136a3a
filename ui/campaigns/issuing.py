"""The menu 「发出与导出」 of an opened plan: what goes out of it, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ui.campaigns.registry import exists
from ui.widgets.buttons import MenuEntry

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.context import AppContext

_DOCUMENT = "ui.campaigns.forms.document"
_ACTIONS = "ui.campaigns.forms.actions"


def issue_entries(
    context: AppContext, parent: QWidget, plan_id: int
) -> list[MenuEntry]:
    """Entries of the menu for a plan."""
    found: list[MenuEntry] = []
    if exists(_DOCUMENT):

        def issue() -> None:
            from ui.campaigns.forms.document import issue_document

            issue_document(context, parent, plan_id)

        found += [("正式公文（Word）…", issue), None]
    if exists(_ACTIONS):
        found += [
            ("任务台账（Excel）…", _with(context, parent, "export_ledger", plan_id)),
            (
                "按牵头单位分解（Excel）…",
                _with(context, parent, "export_split", plan_id),
            ),
            None,
            ("发进度表给单位…", _with(context, parent, "send_forms", plan_id)),
            ("收回填好的进度表…", _with(context, parent, "take_forms", None)),
        ]
    return found


def all_entries(context: AppContext, parent: QWidget) -> list[MenuEntry]:
    """Entries for all plans at once."""
    if not exists(_ACTIONS):
        return []
    return [
        ("发进度表给各单位…", _with(context, parent, "send_forms", None)),
        ("收回填好的进度表…", _with(context, parent, "take_forms", None)),
        None,
        ("全部方案的台账（Excel）…", _with(context, parent, "export_ledger", None)),
    ]


def _with(
    context: AppContext, parent: QWidget, name: str, argument: Any
) -> Callable[[], None]:
    def run() -> None:
        from ui.campaigns.forms.actions import PlanFileActions

        getattr(PlanFileActions(context, parent), name)(argument)

    return run
