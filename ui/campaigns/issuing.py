"""The menus of what goes out of plans, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.widgets.buttons import MenuEntry

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.campaigns.forms.actions import PlanFileActions
    from ui.context import AppContext

Act = Callable[["PlanFileActions"], object]


def issue_entries(
    context: AppContext, parent: QWidget, plan_id: int
) -> list[MenuEntry]:
    """Entries of the menu 「发出与导出」 of a plan."""

    def issue() -> None:
        from ui.campaigns.forms.document import issue_document

        issue_document(context, parent, plan_id)

    def to(act: Act) -> Callable[[], None]:
        return _file_action(context, parent, act)

    return [
        ("正式公文（Word）…", issue),
        None,
        ("任务台账（Excel）…", to(lambda files: files.export_ledger(plan_id))),
        ("按牵头单位分解（Excel）…", to(lambda files: files.export_split(plan_id))),
        ("宣传成效（Excel）…", to(lambda files: files.export_reach(plan_id))),
        None,
        ("发进度表给单位…", to(lambda files: files.send_forms(plan_id))),
        ("收回填好的进度表…", to(lambda files: files.take_forms())),
    ]


def all_entries(context: AppContext, parent: QWidget) -> list[MenuEntry]:
    """Entries for all plans at once."""

    def to(act: Act) -> Callable[[], None]:
        return _file_action(context, parent, act)

    return [
        ("发进度表给各单位…", to(lambda files: files.send_forms())),
        ("收回填好的进度表…", to(lambda files: files.take_forms())),
        None,
        ("全部方案的台账（Excel）…", to(lambda files: files.export_ledger())),
    ]


def _file_action(context: AppContext, parent: QWidget, act: Act) -> Callable[[], None]:
    def run() -> None:
        from ui.campaigns.forms.actions import PlanFileActions

        act(PlanFileActions(context, parent))

    return run
