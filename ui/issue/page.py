"""周汇总: the week as the supervisor will see it, frozen with one click, written as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from models.errors import FileProblem
from services.weekly_issue import IssueInfo
from services.weeks import week_of
from ui import theme
from ui.context import AppContext
from ui.issue.sheet_view import SheetView
from ui.issue.side import IssueSide
from ui.issue.state import IssueState, default_target, file_stem, load
from ui.issue.summary_files import picture, save_pdf, save_picture
from ui.issue.summary_sheet import SummarySheet
from ui.navigation import Place
from ui.page import Page
from ui.widgets.buttons import primary
from ui.widgets.dialogs import ask, pick_target
from ui.widgets.empty import EmptyState, Loading
from ui.widgets.header import PageHeader, WeekStepper
from ui.widgets.side import SplitView

_FILTERS = {
    "xlsx": "Excel 工作簿 (*.xlsx)",
    "pdf": "PDF 文件 (*.pdf)",
    "png": "图片 (*.png)",
}
_NAMES = {"xlsx": "存 Excel", "pdf": "存 PDF", "png": "存图片"}


class IssuePage(Page):
    """Preview → 出本周汇总 → files. A frozen issue is only read."""

    key = "issue"
    title = "周汇总"
    icon = "issue"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._week = week_of(dt.date.today())
        self._state: IssueState | None = None
        self._sheet: SummarySheet | None = None
        self._files: dict[int, Path] = {}
        self._busy = False
        self._build()

    # --- page --------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """`week` is any ISO day of the week."""
        week = place.get("week")
        if week:
            self._week = week_of(dt.date.fromisoformat(str(week)))
        self._stepper.set_week(self._week)
        self._load()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Anything may move the preview."""
        self._load()

    def place(self) -> Place:
        """The week."""
        return Place.of(self.key, week=self._week.isoformat())

    # --- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        margin = theme.px(24)
        box.setContentsMargins(margin, theme.px(16), margin, theme.px(12))
        box.setSpacing(theme.px(12))
        header = PageHeader(self.title)
        self._stepper = WeekStepper()
        self._stepper.week_chosen.connect(self._on_week)
        header.add_left(self._stepper)
        self._issue = primary("出本周汇总", self._on_issue, shortcut="Ctrl+Return")
        header.add_action(self._issue)
        box.addWidget(header)
        self._view = SheetView()
        self._left = QStackedWidget()
        self._left.addWidget(Loading())
        self._left.addWidget(self._view)
        self._left.addWidget(
            EmptyState(
                "这一期读不出来", "内容与定稿时的校验不一致，请按右边的说明处理。"
            )
        )
        self._side = IssueSide()
        self._side.place_wanted.connect(self.context.navigate)
        self._side.week_wanted.connect(self._on_week)
        self._side.open_wanted.connect(self._on_open)
        self._side.folder_wanted.connect(self._on_folder)
        self._side.save_wanted.connect(self._on_save)
        box.addWidget(
            SplitView(self._left, self._side, self.context.state, "issue.split"), 1
        )

    # --- showing -----------------------------------------------------------------------------------

    def _load(self) -> None:
        week, now = self._week, dt.datetime.now()
        self.context.read(
            lambda s: load(s, week, now), self._show, owner=self, key="state"
        )

    def _show(self, state: IssueState) -> None:
        self._state = state
        if state.head is not None:
            self._sheet = self._view.show_headline(state.head)
            self._left.setCurrentIndex(1)
            if self.isVisible() and self.focusWidget() is None:
                self._view.setFocus()
        else:
            self._sheet = None
            self._left.setCurrentIndex(2)
        self._side.show_state(state, self._file_of(state.info))
        self._issue.setVisible(state.info is None)
        ready = state.snapshot is not None and bool(state.snapshot["units"])
        begun = state.week <= dt.date.today()
        self._issue.setEnabled(ready and begun and not self._busy)
        self._issue.setToolTip(
            ""
            if ready and begun
            else "这一周还没有开始"
            if ready
            else "还没有登记单位，没有可以汇总的"
        )
        self.shown_data.emit()

    def _file_of(self, info: IssueInfo | None) -> Path | None:
        """Where the workbook of an issue lies, None where it is not known or gone."""
        if info is None:
            return None
        known = self._files.get(info.id) or default_target(self.context.folder, info)
        return known if known.exists() else None

    def _on_week(self, week: object) -> None:
        if isinstance(week, dt.date):
            self.context.navigate(Place.of(self.key, week=week.isoformat()))

    # --- issuing -----------------------------------------------------------------------------------

    def _on_issue(self) -> None:
        state = self._state
        if (
            state is None
            or state.info is not None
            or state.snapshot is None
            or self._busy
        ):
            return
        pending = state.snapshot["counts"]["pending"]
        if not pending:
            self._freeze()
            return
        ask(
            self,
            "现在就出汇总？",
            f"还没到截止时间，{pending} 个单位没有报。出了以后这一期就定稿，"
            "后来交的会作为更正列进下一期。",
            [("go", "现在就出", "primary"), ("stay", "再等等", "plain")],
            lambda answer: self._freeze() if answer == "go" else None,
        )

    def _freeze(self) -> None:
        week, db, folder = self._week, self.context.db, self.context.folder

        def work(report: Any) -> tuple[IssueInfo, Path | None, FileProblem | None]:
            from services.output.weekly_workbook import write_issue
            from services.weekly_issue import issue_snapshot, issue_week

            info = issue_week(db, week)
            with db.reading() as session:
                snapshot = issue_snapshot(session, info.id)
            target = default_target(folder, info)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                return info, write_issue(snapshot, target, report), None
            except FileProblem as problem:
                return info, None, problem
            except OSError as error:
                return (
                    info,
                    None,
                    FileProblem(f"“{target.parent}”写不进去：{error.strerror}。"),
                )

        def done(result: tuple[IssueInfo, Path | None, FileProblem | None]) -> None:
            info, path, problem = result
            self._load()
            if path is not None:
                self._files[info.id] = path
                self.context.toast_file(
                    f"第 {info.number} 期已定稿，Excel 已写好", path
                )
                return
            self.context.toast(
                f"第 {info.number} 期已定稿；{problem}请用“存 Excel…”另选位置"
            )

        self._run("正在出汇总", work, done)

    # --- files -------------------------------------------------------------------------------------

    def _on_open(self) -> None:
        file = self._file_of(self._state.info if self._state else None)
        if file is not None and not QDesktopServices.openUrl(
            QUrl.fromLocalFile(str(file))
        ):
            self.context.toast("没有找到能打开 Excel 文件的程序，请到所在文件夹里打开")

    def _on_folder(self) -> None:
        file = self._file_of(self._state.info if self._state else None)
        if file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))

    def _on_save(self, kind: str) -> None:
        state, sheet = self._state, self._sheet
        if (
            state is None
            or state.info is None
            or state.snapshot is None
            or sheet is None
        ):
            return
        if kind == "copy":
            QGuiApplication.clipboard().setImage(picture(sheet))
            self.context.toast("图片已复制，可以直接粘贴到聊天里")
            return
        name = f"{file_stem(state.info)}.{kind}"
        target = pick_target(
            self, _NAMES[kind], name, _FILTERS[kind], self.context.state, "issue.files"
        )
        if target is not None:
            self._write(kind, target, state, sheet)

    def _write(
        self, kind: str, target: Path, state: IssueState, sheet: SummarySheet
    ) -> None:
        info, snapshot = state.info, state.snapshot
        if info is None or snapshot is None:
            return

        def work(report: Any) -> Path:
            if kind == "pdf":
                return save_pdf(sheet, target, file_stem(info))
            if kind == "png":
                return save_picture(sheet, target)
            from services.output.weekly_workbook import write_issue

            return write_issue(snapshot, target, report)

        def done(path: Path) -> None:
            if kind == "xlsx":
                self._files[info.id] = path
                self._load()
            self.context.toast_file(f"已写好 {path.name}", path)

        def failed(error: BaseException) -> None:
            if not isinstance(error, FileProblem):
                self.context.show_error(error)
                return
            ask(
                self,
                "没有写成",
                str(error),
                [("again", "换个名字…", "primary"), ("stop", "不存了", "plain")],
                lambda answer: self._on_save(kind) if answer == "again" else None,
            )

        self._run(f"正在写 {target.name}", work, done, failed)

    def _run(
        self,
        title: str,
        work: Callable[[Any], Any],
        done: Callable[[Any], Any],
        on_error: Callable[[BaseException], Any] | None = None,
    ) -> None:
        self._busy = True
        self._issue.setEnabled(False)

        def free() -> None:
            self._busy = False
            if self._state is not None:
                self._issue.setEnabled(self._state.info is None)

        def finished(result: Any) -> None:
            free()
            done(result)

        def failed(error: BaseException) -> None:
            free()
            (on_error or self.context.show_error)(error)

        self.context.jobs.run(
            work, on_success=finished, on_error=failed, on_cancel=free, title=title
        )
