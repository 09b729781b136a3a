"""收表格: from files or text to stored placements, in three steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from services.intake.preview import FileAnswer, Preview, RowStatus
from services.weeks import week_of
from ui import theme
from ui.context import AppContext
from ui.intake.check import CheckStep
from ui.intake.choose import ChooseStep
from ui.intake.confirm_dialog import ConfirmDialog, waits
from ui.intake.draft import Draft
from ui.intake.lines import weeks_words
from ui.intake.paste_dialog import PasteDialog
from ui.intake.result import ResultStep
from ui.intake.steps import StepsBar
from ui.intake.work import Taken, read_draft, take
from ui.navigation import Place
from ui.page import Page
from ui.widgets.dialogs import pick_files, pick_folder
from ui.widgets.header import PageHeader
from ui.widgets.picker import PickItem

CHOOSE, CHECK, RESULT = range(3)
_FILTER = "表格 (*.xlsx *.xls *.ods *.xlsb *.csv *.et);;所有文件 (*)"


class IntakePage(Page):
    """Choose → check → take. Holds the preview; nothing is stored before 入库."""

    key = "intake"
    title = "收表格"
    icon = "intake"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._preview: Preview | None = None
        self._draft: Draft | None = None
        self._action: int | None = None
        self._done_draft: Draft | None = None
        self._units: list[PickItem] = []
        self._week = week_of(dt.date.today())
        self._busy = False
        self._declined: set[int] = set()
        self._build()
        self._connect()
        self._load_names()

    # --- page --------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """`paths` are read at once; `paste` opens the text dialog; `week` is where a sheet without a week
        belongs at first guess.
        """
        week = place.get("week")
        if week:
            self._week = week_of(dt.date.fromisoformat(str(week)))
        paths = [Path(str(p)) for p in place.get("paths") or []]
        if paths:
            self._read(paths)
        elif self._preview is None or self._step() == RESULT:
            self._go(CHOOSE)
        if place.get("paste"):
            self._paste(unit_id=place.get("unit"))
        self.shown_data.emit()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Names may have changed; a preview is checked against the data again when it is taken."""
        if not changed_tables or changed_tables & {
            "unit",
            "outlet",
            "unit_group",
            "outlet_column",
        }:
            self._load_names()

    # --- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        margin = theme.px(24)
        box.setContentsMargins(margin, theme.px(16), margin, theme.px(12))
        box.setSpacing(theme.px(12))
        self._header = PageHeader(self.title)
        self._bar = StepsBar()
        self._header.add_action(self._bar)
        box.addWidget(self._header)
        self._choose = ChooseStep()
        self._check = CheckStep(self.context.state)
        self._result = ResultStep()
        self._stack = QStackedWidget()
        for step in (self._choose, self._check, self._result):
            self._stack.addWidget(step)
        box.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._choose.files_wanted.connect(self._on_files)
        self._choose.folder_wanted.connect(self._on_folder)
        self._choose.paste_wanted.connect(self._paste)
        self._choose.dropped.connect(self._read)
        self._choose.draft_wanted.connect(self._on_draft)
        self._check.row_edited.connect(self._on_row_edited)
        self._check.row_decided.connect(self._on_row_decided)
        self._check.file_opened.connect(self._confirm)
        self._check.waiting_wanted.connect(self._on_waiting)
        self._check.received_changed.connect(self._on_received)
        self._check.problems_wanted.connect(self._on_problems)
        self._check.commit_wanted.connect(self._on_commit)
        self._check.cancel_wanted.connect(self._on_cancel)
        self._result.undo_wanted.connect(self._on_undo)
        self._result.problems_wanted.connect(self._on_problems)
        self._result.more_wanted.connect(self._on_more)
        self._result.board_wanted.connect(self._on_board)

    def _load_names(self) -> None:
        def work(session: Any) -> tuple[list[PickItem], list[PickItem]]:
            from services.registers.outlets import list_outlets
            from services.registers.units import list_units

            units = [
                PickItem(u.id, u.name, u.initials, u.short_name, u.group)
                for u in list_units(session)
            ]
            return units, [
                PickItem(o.name, o.name, o.initials) for o in list_outlets(session)
            ]

        def done(found: tuple[list[PickItem], list[PickItem]]) -> None:
            self._units = found[0]
            self._check.set_units(found[0])
            self._check.set_outlets(found[1])

        self.context.read(work, done, owner=self, key="names")

    def _step(self) -> int:
        return self._stack.currentIndex()

    def _go(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self._bar.set_step(step)
        if step == CHOOSE:
            draft = self._draft or Draft.load(self.context.state)
            self._choose.show_draft(draft.words if draft else "")
            self._choose.setFocus()
            self._header.set_subtitle("")
        elif step == CHECK and self._preview is not None:
            self._header.set_subtitle(weeks_words(self._preview))

    # --- reading -----------------------------------------------------------------------------------

    def _on_files(self) -> None:
        paths = pick_files(
            self, "选择交来的表格", _FILTER, self.context.state, "intake"
        )
        if paths:
            self._read(paths)

    def _on_folder(self) -> None:
        folder = pick_folder(self, "选择放表格的文件夹", self.context.state, "intake")
        if folder:
            self._read([folder])

    def _read(self, paths: list[Path]) -> None:
        self._prepare(Draft(paths=[str(p) for p in paths]))

    def _paste(self, unit_id: int | None = None, text: str = "") -> None:
        dialog = PasteDialog(self, self._units, self._week, text, unit_id)
        dialog.given.connect(
            lambda words, unit, week: self._prepare(
                Draft(text=words, unit_id=unit, week=week.isoformat())
            )
        )
        dialog.open()

    def _on_draft(self, wanted: bool) -> None:
        draft = self._draft or Draft.load(self.context.state)
        if not wanted or draft is None:
            self._forget()
            self._go(CHOOSE)
            if draft is not None:
                self.context.toast(
                    "已不再保留上次核对的内容", lambda: self._take_back(draft)
                )
            return
        self._prepare(draft)

    def _take_back(self, draft: Draft) -> None:
        draft.save(self.context.state)
        self._draft = draft
        self._go(CHOOSE)

    def _prepare(self, draft: Draft) -> None:
        """Read what a draft names and do again what was mended in it."""
        if self._busy:
            self.context.toast("正在读取，请稍候")
            return
        db = self.context.db

        def done(preview: Preview) -> None:
            self._set_busy(False)
            self._preview, self._draft, self._action = preview, draft, None
            self._declined.clear()
            draft.files = len({f.path for f in preview.files})
            draft.save(self.context.state)
            self._check.show_preview(preview, fresh=True)
            self._go(CHECK)
            self._ask_next()

        self._run("正在读取表格", lambda report: read_draft(db, draft, report), done)

    def _run(
        self, title: str, work: Callable[[Any], Any], done: Callable[[Any], Any]
    ) -> None:
        self._set_busy(True)

        def failed(error: BaseException) -> None:
            self._set_busy(False)
            self.context.show_error(error)

        self.context.jobs.run(
            work,
            on_success=done,
            on_error=failed,
            on_cancel=lambda: self._set_busy(False),
            title=title,
        )

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._stack.setEnabled(not busy)

    # --- checking ----------------------------------------------------------------------------------

    def _on_row_edited(self, row_id: int, fields: dict[str, str]) -> None:
        preview = self._preview
        if preview is None:
            return
        if not fields:
            self._check.go_on(row_id)
            return

        def work(session: Any) -> None:
            from services.intake.prepare import recheck

            recheck(session, preview, row_id, fields)

        if self._draft is not None:
            self._draft.note_row(preview, row_id, fields)
        self._change(work, lambda: self._after_edit(preview, row_id))

    def _after_edit(self, preview: Preview, row_id: int) -> None:
        if preview.row(row_id).status is not RowStatus.WRONG:
            self._check.go_on(row_id)

    def _on_row_decided(self, row_id: int, values: dict[str, Any]) -> None:
        preview = self._preview
        if preview is None:
            return
        looked = preview.row(row_id).status in (RowStatus.WRONG, RowStatus.CONFIRM)

        def work(session: Any) -> None:
            from services.intake.prepare import set_row

            set_row(session, preview, row_id, **values)

        if self._draft is not None:
            self._draft.note_set(preview, row_id, values)
        self._change(work, lambda: self._check.go_on(row_id) if looked else None)

    def _change(self, work: Callable[[Any], None], then: Callable[[], Any]) -> None:
        """Change the preview in a job, keep the draft, show what came of it."""

        def done(_result: None) -> None:
            self._set_busy(False)
            if self._draft is not None:
                self._draft.save(self.context.state)
            if self._preview is not None:
                self._check.show_preview(self._preview, fresh=False)
                self._header.set_subtitle(weeks_words(self._preview))
            then()

        def failed(error: BaseException) -> None:
            self._set_busy(False)
            self.context.show_error(error)

        # Not disabled like a long job: the table keeps its focus while a row is checked.
        self._busy = True
        self.context.read(work, done, on_error=failed, owner=self)

    def _on_received(self, day: dt.date) -> None:
        if self._preview is not None:
            self._preview.received = day
        if self._draft is not None:
            self._draft.received = day.isoformat()
            self._draft.save(self.context.state)

    def _ask_next(self) -> None:
        """Ask about the first file that nobody was asked about yet."""
        if self._preview is None or not self.isVisible():
            return
        for file in self._preview.files:
            if waits(file) and file.id not in self._declined:
                self._confirm(file.id)
                return

    def _on_waiting(self) -> None:
        self._declined.clear()
        self._ask_next()

    def _confirm(self, file_id: object) -> None:
        preview = self._preview
        if preview is None or not isinstance(file_id, int):
            return
        file = preview.file(file_id)
        if not waits(file):
            return
        others = sum(
            waits(f) and f.id != file_id and f.id not in self._declined
            for f in preview.files
        )
        dialog = ConfirmDialog(self, file, self._units, self._week, others)
        dialog.answered.connect(self._on_answer)
        dialog.rejected.connect(
            lambda: self._declined.update(f.id for f in preview.files if waits(f))
        )
        dialog.open()

    def _on_answer(self, file_id: int, answer: FileAnswer) -> None:
        preview = self._preview
        if preview is None:
            return

        def work(session: Any) -> None:
            from services.intake.prepare import answer_file

            answer_file(session, preview, file_id, answer)

        if self._draft is not None:
            self._draft.note_file(preview, file_id, answer)
        self._declined.add(file_id)
        self._change(work, self._after_answer)

    def _after_answer(self) -> None:
        if self._preview is None:
            return
        if any(waits(f) and f.id not in self._declined for f in self._preview.files):
            self._ask_next()
        else:
            self._check.show_preview(self._preview, fresh=True)

    def _on_problems(self) -> None:
        preview = self._preview
        if preview is None:
            return
        folder = pick_folder(
            self, "退回修改的表放到哪个文件夹", self.context.state, "intake.problems"
        )
        if folder is None:
            return

        def work(_report: Any) -> list[Path]:
            from services.intake.problem_book import write_problem_books

            return write_problem_books(preview, folder)

        def done(paths: list[Path]) -> None:
            self._set_busy(False)
            self.context.toast(
                f"已写好 {len(paths)} 个退回修改的表，一个单位一个；改好交回来可以直接收"
            )

        self._run("正在写退回修改的表", work, done)

    def _on_cancel(self) -> None:
        self._preview = None
        self._go(CHOOSE)

    # --- taking ------------------------------------------------------------------------------------

    def _on_commit(self) -> None:
        preview = self._preview
        if preview is None or self._busy:
            return
        if self._check.has_typed():
            self.context.toast("右边这一行改了还没有确认：先按回车，或者点“改好”")
            return

        db = self.context.db
        self._run("正在入库", lambda report: take(db, preview, report), self._on_taken)

    def _on_taken(self, taken: Taken) -> None:
        self._set_busy(False)
        self._action, self._done_draft = taken.action_id, self._draft
        if taken.action_id is not None:
            self.context.note_action(taken.action_id)
        self._forget()
        self._result.show_taken(taken)
        if self._preview is not None:
            weeks = [f.week for f in self._preview.files if f.week is not None]
            self._week = max(weeks, default=self._week)
        self._go(RESULT)

    def _on_undo(self) -> None:
        if self._action is not None:
            self.context.undo_action(self._action, self._on_undone)

    def _on_undone(self, _reverted: object) -> None:
        """What was mended is offered again: the files were perhaps taken for the wrong week only."""
        self._action = None
        self._result.show_undone()
        if self._done_draft is not None:
            self._draft = self._done_draft
            self._draft.save(self.context.state)

    def _on_more(self) -> None:
        self._preview = None
        self._go(CHOOSE)

    def _on_board(self) -> None:
        self.context.navigate(Place.of("reporting", week=self._week.isoformat()))

    def _forget(self) -> None:
        self._draft = None
        Draft.drop(self.context.state)
