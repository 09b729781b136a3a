"""Issuing a plan as an official document: what goes on its head and its foot, which annexes, then a Word file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from models.errors import FileProblem
from ui.context import AppContext
from ui.theme import px
from ui.widgets.dialogs import SheetDialog, TextDialog, ask, pick_target
from ui.widgets.form import Field, Form
from ui.widgets.form_dialog import grow
from ui.widgets.labels import make_label

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from services.output.word.blocks import Wanted
    from services.output.word.plan_document import Issued

_WORD = "Word 文档 (*.docx)"
_KEY = "plans.document"
_RED, _SEALED, _FOOT = (
    "plans.document_red",
    "plans.document_sealed",
    "plans.document_foot",
)
_NOTE = "按《党政机关公文格式》（GB/T 9704-2012）排版。牵头、配合单位和时限按台账现在的内容写入。"
_ONLY_HERE = "文号和日期只用于这份文件，不改动方案。"
_NO_TITLE_FONT = "标题用方正小标宋简体；电脑上没有这种字体时，Word 会用宋体代替。"


@dataclass(frozen=True)
class PlanHead:
    """What the dialog begins with; `annexes` are (number, title)."""

    title: str
    label: str
    number: str
    issued_on: dt.date | None
    printer: str
    annexes: tuple[tuple[int, str], ...]


def issue_document(context: AppContext, parent: QWidget, plan_id: int) -> None:
    """Ask how a plan is to be issued and write the Word file in a job."""

    def show(head: PlanHead) -> None:
        dialog = IssueDialog(context, parent, plan_id, head)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    context.read(
        lambda session: _head(session, plan_id),
        show,
        owner=parent,
        key="plans-document",
    )


def _head(session: Session, plan_id: int) -> PlanHead:
    from services.campaigns.store import load_plan
    from services.output.word.blocks import offices
    from services.output.word.plan_blocks import annex_number

    plan = load_plan(session, plan_id)
    annexes = [p for p in plan.parts if p.kind == "annex"]
    return PlanHead(
        plan.title,
        plan.short_name or plan.title,
        plan.doc_number,
        plan.issued_on,
        next(iter(offices(plan.issuer)), ""),
        tuple((annex_number(a, n), a.heading) for n, a in enumerate(annexes, start=1)),
    )


class IssueDialog(SheetDialog):
    """Head, number, day, imprint, annexes; then the place of the file."""

    def __init__(
        self, context: AppContext, parent: QWidget, plan_id: int, head: PlanHead
    ) -> None:
        super().__init__(parent, "生成正式公文", ok="选择位置…", wide=True)
        self._context, self._plan_id, self._head = context, plan_id, head
        self._window = parent
        self.body.addWidget(make_label(_NOTE, "note", ink="soft", wrap=True))
        self.form = Form(
            [
                Field("number", "发文字号", placeholder="例如：某宣发〔2026〕3号"),
                Field("issued_on", "成文日期", "date"),
                Field("printed_by", "印发机关", hint="写在末页版记里"),
                Field("printed_on", "印发日期", "date", hint="不填就用成文日期"),
                Field("letterhead", "带红头（发文机关标志和红线）", "check"),
                Field("sealed", "落款加盖印章", "check"),
                Field("foot", "末页加版记（抄送、印发机关）", "check"),
            ],
            columns=2,
        )
        self.form.set_values(
            {
                "number": head.number,
                "issued_on": head.issued_on,
                "printed_by": head.printer,
                "letterhead": self._kept(_RED),
                "sealed": self._kept(_SEALED),
                "foot": self._kept(_FOOT),
            }
        )
        self.form.changed.connect(lambda _key: self.set_error(""))
        self.body.addWidget(self.form)
        self.annexes = self._annex_boxes()
        words = f"{_ONLY_HERE}{_NO_TITLE_FONT}"
        self.body.addWidget(make_label(words, "note", ink="soft", wrap=True))
        self.accept_wanted.connect(self._ask_target)
        self.form.submitted.connect(self._ask_target)

    def open(self) -> None:
        """Show the dialog over its window, ready for the number."""
        super().open()
        self.form.focus("number")
        grow(self)

    def wanted(self) -> Wanted:
        """What was chosen."""
        from services.output.word.blocks import Wanted

        values = self.form.values()
        chosen = frozenset(n for n, box in self.annexes if box.isChecked())
        everything = len(chosen) == len(self.annexes)
        return Wanted(
            letterhead=bool(values["letterhead"]),
            number=str(values["number"]).strip(),
            issued_on=values["issued_on"],
            printed_by=str(values["printed_by"]).strip(),
            printed_on=values["printed_on"],
            annexes=None if everything else chosen,
            imprint=bool(values["foot"]),
            sealed=bool(values["sealed"]),
        )

    def write_to(self, target: Path) -> None:
        """Write the file in a job; where that cannot be done, another name is offered."""
        wanted = self.wanted()
        for key, name in ((_RED, "letterhead"), (_SEALED, "sealed"), (_FOOT, "foot")):
            self._context.state.put(key, bool(self.form.values()[name]))
        context, plan_id, window = self._context, self._plan_id, self._window

        def work(report: Any) -> Issued:
            from services.campaigns.store import load_plan
            from services.output.word.plan_document import issue_plan

            with context.db.reading() as session:
                plan = load_plan(session, plan_id)
            return issue_plan(plan, wanted, target, report)

        def failed(error: BaseException) -> None:
            if not isinstance(error, FileProblem):
                context.show_error(error)
                return
            buttons = [("again", "换个名字…", "primary"), ("stop", "不存了", "plain")]
            ask(window, "没有写成", str(error), buttons, lambda a: again(a))

        def again(answer: str) -> None:
            if answer == "again":
                issue_document(context, window, plan_id)

        context.jobs.run(
            work,
            on_success=lambda issued: tell(context, window, issued),
            on_error=failed,
            title=f"正在生成 {target.name}",
        )
        self.accept()

    # --- inside ------------------------------------------------------------------------------------

    def _kept(self, key: str) -> bool:
        kept = self._context.state.get(key)
        return kept if isinstance(kept, bool) else True

    def _annex_boxes(self) -> list[tuple[int, QCheckBox]]:
        if not self._head.annexes:
            return []
        self.body.addWidget(make_label("随文发出的附件", ink="soft"))
        column = QVBoxLayout()
        column.setSpacing(px(4))
        boxes: list[tuple[int, QCheckBox]] = []
        for number, title in self._head.annexes:
            shown = title if len(title) <= 36 else title[:36] + "…"
            box = QCheckBox(f"附件{number}　{shown}")
            box.setToolTip(title)
            box.setChecked(True)
            column.addWidget(box)
            boxes.append((number, box))
        self.body.addLayout(column)
        return boxes

    def _ask_target(self) -> None:
        if not self.form.check():
            return
        from services.output.writing import safe_name

        name = f"{safe_name(self._head.title)}.docx"
        state = self._context.state
        target = pick_target(self, "保存公文", name, _WORD, state, _KEY)
        if target is not None:
            self.write_to(target)


def tell(context: AppContext, window: QWidget, issued: Issued) -> None:
    """Say that the file was written, and what in it wants to be looked at."""
    context.toast_file(f"已生成 {issued.path.name}", issued.path)
    if issued.notes:
        lines = "\n".join(f"{n}．{words}" for n, words in enumerate(issued.notes, 1))
        dialog = TextDialog(
            window, "公文已生成，下面几处请核对", f"{issued.path.name}\n\n{lines}"
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
