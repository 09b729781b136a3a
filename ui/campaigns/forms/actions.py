"""What goes out of a plan as workbooks, and what comes back filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QWidget

from models.errors import FileProblem
from ui.context import AppContext
from ui.theme import px

_EXCEL = "Excel 表格 (*.xlsx)"
_KEY = "plans.export"
_PAGE_EACH = "plans.split_page_each"
_ALL = "全部方案"
Write = Callable[[Path, Any], Path]


@dataclass(frozen=True)
class _File:
    """A workbook to write: what it is called in the window, the name proposed, the work."""

    title: str
    name: str
    write: Write


class PlanFileActions(QObject):
    """Carries out the entries of the menu 「发出与导出」; `plan_id` None means all plans, where that makes sense."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._window = context, parent

    def send_forms(self, plan_id: int | None = None) -> None:
        """Make the progress forms for the units: which day and which folder, then a job."""

        def show(title: str) -> None:
            from ui.campaigns.forms.send_dialog import SendFormsDialog

            dialog = SendFormsDialog(self._context, self._window, plan_id, title)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._with_title(plan_id, show)

    def take_forms(self, paths: list[Path] | None = None) -> None:
        """Read filled forms (asked for where `paths` is None), show what would be entered, then enter it."""
        if paths:
            self._read(list(paths), dt.date.today())
            return
        from ui.campaigns.forms.take_dialog import TakeFormsDialog

        dialog = TakeFormsDialog(self._context, self._window)
        dialog.chosen.connect(self._read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_ledger(self, plan_id: int | None = None) -> None:
        """Write the ledger workbook of a plan, or of all."""

        def ask_target(title: str) -> None:
            from services.output.ledger_book import ledger_name, write_ledger_book

            today = dt.date.today()

            def write(target: Path, report: Any) -> Path:
                return write_ledger_book(
                    self._context.db, target, plan_id, today=today, report=report
                )

            name = ledger_name(title or _ALL, today)
            self._ask_target(_File("导出任务台账", name, write))

        self._with_title(plan_id, ask_target)

    def export_reach(self, plan_id: int) -> None:
        """Write what was published for a plan."""

        def ask_target(title: str) -> None:
            from services.output.reach_book import reach_name, write_reach_book

            today = dt.date.today()

            def write(target: Path, report: Any) -> Path:
                return write_reach_book(
                    self._context.db, target, plan_id, today=today, report=report
                )

            self._ask_target(_File("导出宣传成效", reach_name(title, today), write))

        self._with_title(plan_id, ask_target)

    def export_split(self, plan_id: int) -> None:
        """Write the decomposition table by lead unit; asks whether each unit begins a page."""

        def ask(title: str) -> None:
            from services.output.split_book import split_name, write_split_book
            from ui.widgets.cards import make_label
            from ui.widgets.dialogs import SheetDialog

            dialog = SheetDialog(self._window, "按牵头单位分解", ok="选择位置…")
            dialog.setMinimumWidth(px(440))
            words = (
                "每个牵头单位列出它的任务、配合单位、时限和指标，按单位的固定顺序排列。"
            )
            dialog.body.addWidget(make_label(words, ink="soft", wrap=True))
            each = QCheckBox("每个单位另起一页打印，便于分发")
            each.setChecked(bool(self._context.state.get(_PAGE_EACH)))
            dialog.body.addWidget(each)

            def write(target: Path, report: Any) -> Path:
                return write_split_book(
                    self._context.db,
                    target,
                    plan_id,
                    page_each=page_each,
                    report=report,
                )

            page_each = False

            def go_on() -> None:
                nonlocal page_each
                page_each = each.isChecked()
                self._context.state.put(_PAGE_EACH, page_each)
                dialog.accept()
                self._ask_target(_File("导出任务分解表", split_name(title), write))

            dialog.accept_wanted.connect(go_on)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._with_title(plan_id, ask)

    # --- inside ------------------------------------------------------------------------------------

    def _with_title(self, plan_id: int | None, go_on: Callable[[str], None]) -> None:
        """Go on with the plan's name, "" for all plans."""
        if plan_id is None:
            go_on("")
            return

        def title(session: Any) -> str:
            from services.campaigns.store import campaign_row, get_campaign

            return campaign_row(get_campaign(session, plan_id)).label

        self._context.read(title, go_on, owner=self._window, key="plan-files")

    def _ask_target(self, file: _File) -> None:
        from ui.widgets.dialogs import pick_target

        target = pick_target(
            self._window, file.title, file.name, _EXCEL, self._context.state, _KEY
        )
        if target is not None:
            self.write_to(file, target)

    def write_to(self, file: _File, target: Path) -> None:
        """Write a workbook in a job; where that cannot be done, another name is offered."""

        def failed(error: BaseException) -> None:
            if not isinstance(error, FileProblem):
                self._context.show_error(error)
                return
            from ui.widgets.dialogs import ask

            ask(
                self._window,
                "没有写成",
                str(error),
                [("again", "换个名字…", "primary"), ("stop", "不存了", "plain")],
                lambda answer: self._ask_target(file) if answer == "again" else None,
            )

        self._context.jobs.run(
            lambda report: file.write(target, report),
            on_success=lambda path: self._context.toast_file(
                f"已写好 {path.name}", path
            ),
            on_error=failed,
            title=f"正在写 {target.name}",
        )

    def _read(self, paths: list[Path], received: dt.date) -> None:
        def work(report: Any) -> Any:
            from services.intake.progress.prepare import prepare

            return prepare(self._context.db, paths, received=received, report=report)

        def show(preview: Any) -> None:
            from ui.campaigns.forms.check_dialog import CheckDialog

            dialog = CheckDialog.open_for(self._context, self._window, preview)
            dialog.again_wanted.connect(lambda: self._read(paths, received))

        self._context.jobs.run(
            work,
            on_success=show,
            on_error=self._context.show_error,
            title="正在读取进度表",
        )
