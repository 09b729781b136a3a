"""Sending out progress forms: which plans, which day, which folder, then a job that can be cancelled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from models.errors import Cancelled
from ui.context import AppContext
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import Separator, make_label
from ui.widgets.dialogs import SheetDialog, pick_folder
from ui.widgets.form import Field, Form
from ui.widgets.form_dialog import grow

_FOLDER = "plans.progress_folder"
_OPEN_ONLY = "plans.progress_open_only"
_NAMED = 3


@dataclass(frozen=True)
class Reach:
    """Whom the forms go to: units, measures, names that the register does not know, names that mean many."""

    units: int
    measures: int
    unknown: tuple[str, ...]
    collective: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What will be made, in one paragraph."""
        if not self.units:
            return "没有可以发的单位：任务还没有写明牵头或配合单位，或都已办结。"
        words = f"会为 {self.units} 个单位各生成一份，共 {self.measures} 项任务；另有一份含全部单位的合并表。"
        if self.unknown:
            words += f"其中{_some(self.unknown)}不在单位名册里，表头没有联络员。"
        if self.collective:
            words += f"{_some(self.collective)}是统称，不单独发表。"
        return words


def _some(names: tuple[str, ...]) -> str:
    shown = "、".join(f"“{name}”" for name in names[:_NAMED])
    return (
        f"{shown}等 {len(names)} 个"
        if len(names) > _NAMED
        else shown + _one(len(names))
    )


def _one(count: int) -> str:
    return "" if count == 1 else f"这 {count} 个"


class SendFormsDialog(SheetDialog):
    """Writes one workbook for each unit and one with all units into a folder of the day."""

    def __init__(
        self, context: AppContext, parent: QWidget, plan_id: int | None, plan: str
    ) -> None:
        super().__init__(parent, "发进度表给单位", ok="生成表格")
        self.setMinimumWidth(px(520))
        self._context, self._plan_id = context, plan_id
        self._written: Path | None = None
        note = (
            "为每个牵头或配合的单位生成一份进度表（任务进展报送表），列出它的任务和目前进展，由单位填写本期进展后交回。"
            "收回来时能自动认出单位和任务。"
        )
        self.body.addWidget(make_label(note, "note", ink="soft", wrap=True))
        scopes = [("all", "全部进行中的方案")]
        if plan_id is not None:
            scopes.insert(0, ("one", plan if len(plan) <= 24 else plan[:24] + "…"))
        self.form = Form(
            [
                Field("scope", "发哪些任务", "choice", scopes),
                Field("as_of", "截至", "date", hint="按这一天的情况填写目前进展"),
                Field("open_only", "只发未办结的任务", "check"),
            ],
            columns=1,
        )
        kept = context.state.get(_OPEN_ONLY)
        self.form.set_values(
            {
                "scope": scopes[0][0],
                "as_of": dt.date.today(),
                "open_only": kept if isinstance(kept, bool) else True,
            }
        )
        self.form.changed.connect(lambda _k: self._tell())
        self.body.addWidget(self.form)
        self.folder = QLineEdit(str(self._first_folder()))
        self.folder.setAccessibleName("保存到哪个文件夹")
        self.folder.textChanged.connect(lambda _t: self._tell_folder())
        self.change = buttons.plain("更改…", self._choose)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(make_label("存到", ink="soft"))
        line.addWidget(self.folder, 1)
        line.addWidget(self.change)
        self.body.addLayout(line)
        self.target = make_label("", "note", ink="soft", wrap=True)
        self.body.addWidget(self.target)
        self.body.addWidget(Separator())
        self.outcome = make_label("正在统计…", wrap=True)
        self.body.addWidget(self.outcome)
        self.open_button = buttons.plain("打开文件夹", self._open_folder)
        self.open_button.hide()
        self.body.addWidget(self.open_button)
        self.accept_wanted.connect(self._start)
        self._tell()

    def day_folder(self) -> Path:
        """The folder of the day, inside the folder chosen."""
        day = self.form.values()["as_of"] or dt.date.today()
        return Path(self.folder.text().strip()) / f"{day.isoformat()} 进度表"

    def set_busy(self, busy: bool) -> None:
        """Nothing can be changed while the forms are written."""
        super().set_busy(busy)
        for widget in (self.form, self.folder, self.change):
            widget.setEnabled(not busy)
        if busy:
            self.set_error("")
            self.outcome.setText("正在生成…")
        grow(self)

    # --- inside ------------------------------------------------------------------------------------

    def _first_folder(self) -> Path:
        kept = self._context.state.get(_FOLDER)
        if isinstance(kept, str) and kept:
            return Path(kept)
        place = QStandardPaths.StandardLocation.DocumentsLocation
        documents = QStandardPaths.writableLocation(place)
        return Path(documents or Path.home()) / "任务进展"

    def _choose(self) -> None:
        chosen = pick_folder(self, "表格存到哪里", self._context.state, _FOLDER)
        if chosen is not None:
            self.folder.setText(str(chosen))

    def _scope(self) -> int | None:
        return self._plan_id if self.form.values()["scope"] == "one" else None

    def _tell_folder(self) -> None:
        self.target.setText(f"会建立文件夹：{self.day_folder()}")
        self.set_error("")

    def _tell(self) -> None:
        """Say what will be made; counted off the window's thread."""
        self._tell_folder()
        values, scope = self.form.values(), self._scope()
        day = values["as_of"] or dt.date.today()
        open_only = bool(values["open_only"])

        def count(session: Any) -> Reach:
            from services.output.progress_form_rows import form_plan

            plan = form_plan(session, day, scope, open_only=open_only)
            rows = {line.row.id for unit in plan.units for line in unit.lines}
            unknown = tuple(u.name for u in plan.units if u.unit_id is None)
            return Reach(
                len(plan.units),
                len(rows),
                unknown,
                tuple(n for n, _ in plan.collective),
            )

        def show(reach: Reach) -> None:
            if self._written is None and self.form.isEnabled():
                self.outcome.setText(reach.sentence)
                self.ok_button.setEnabled(reach.units > 0)
                grow(self)

        self._context.read(count, show, owner=self, key="reach")

    def _start(self) -> None:
        if self._written is not None:
            self.accept()
            return
        if not self.form.check():
            return
        if not self.folder.text().strip():
            self.set_error("请选择存到哪个文件夹。")
            grow(self)
            return
        values, scope, folder = self.form.values(), self._scope(), self.day_folder()
        day = values["as_of"] or dt.date.today()
        open_only = bool(values["open_only"])
        self._context.state.put(_FOLDER, self.folder.text().strip())
        self._context.state.put(_OPEN_ONLY, open_only)
        self.set_busy(True)

        def work(report: Any) -> Any:
            from services.output.progress_forms import write_progress_forms

            return write_progress_forms(
                self._context.db,
                folder,
                as_of=day,
                campaign_id=scope,
                open_only=open_only,
                report=report,
            )

        self._context.jobs.run(
            work,
            on_success=lambda result: self._on_written(result, folder),
            on_error=self._on_failed,
            on_cancel=lambda: self._on_failed(Cancelled()),
            title="生成进度表",
        )

    def _on_written(self, result: Any, folder: Path) -> None:
        self.set_busy(False)
        self._written = folder
        count = len(result.files)
        self.outcome.setText(
            f"已生成 {count} 个单位的进度表，另有一份合并表，"
            f"在里面的“{result.combined.parent.name}”文件夹里。"
        )
        for widget in (self.form, self.folder, self.change):
            widget.setEnabled(False)
        self.target.hide()
        self.cancel_button.hide()
        self.ok_button.setText("关闭")
        self.open_button.show()
        self.open_button.setFocus()
        grow(self)
        self._context.toast(f"已生成 {count} 个单位的进度表")

    def _on_failed(self, error: BaseException) -> None:
        self.set_busy(False)
        if isinstance(error, Cancelled):
            self.set_error("已取消，没有留下没写完的表格。")
        else:
            self.set_error(str(error))
        self._tell_after()

    def _tell_after(self) -> None:
        """The count again, without taking the error away."""
        words = self._error.text()
        self._tell()
        self.set_error(words)
        grow(self)

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written)))
