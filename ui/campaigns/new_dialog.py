"""A new plan: empty, or started from an earlier one with its dates moved."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.errors import ValidationError
from ui.campaigns.words import period_words
from ui.theme import px
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog
from ui.widgets.form import Field, Form
from ui.widgets.form_dialog import grow
from ui.widgets.picker import PickItem

if TYPE_CHECKING:
    from services.campaigns.overview import PlanLine
    from services.campaigns.templates import Shift
    from ui.context import AppContext

_EMPTY = "empty"
_FROM = "from"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|\D|$)")
_KEPT = (
    "照搬：正文、任务和责任单位、时限、指标、阶段、成员单位、联系人、专栏和附件。\n"
    "不带过来：发文字号、成文日期、转发通知和落款；任务状态、进展、指标完成值、附件和关联稿件。\n"
    "正文里写的旧日期不会自动改；顺延过的日期都会标出来，请逐处核对。新方案先是“草拟”。"
)
_PLAIN = "先是“草拟”，没有任务；到“方案内容”里写标题、条款和任务，定稿后改为“进行中”。"


class NewPlanDialog(SheetDialog):
    """Asks how to begin; `made(plan id)` when the plan stands."""

    made = Signal(object)

    def __init__(
        self,
        context: AppContext,
        parent: QWidget,
        plans: Sequence[PlanLine],
        source: int | None = None,
    ) -> None:
        super().__init__(parent, "新建方案", ok="新建", wide=True)
        self._context = context
        self._plans = {p.id: p for p in plans}
        self._proposed = ""
        fields = [
            Field("how", "怎样开始", "choice", options=_ways(bool(plans))),
            Field("source", "以哪份方案为底本", "pick", options=_items(plans)),
            Field("title", "方案标题", required=True),
            Field("short_name", "简称", hint="列表和台账里显示，可以不填"),
        ]
        self.form = Form(fields, columns=2)
        self.form.submitted.connect(self._on_accept)
        self.form.changed.connect(self._on_changed)
        self.body.addWidget(self.form)
        self.moved = Form(
            [
                Field("years", "日期顺延（年）", "number"),
                Field("months", "再加（月）", "number"),
                Field("days", "再加（天）", "number", hint="要提前的，填负数"),
            ],
            columns=3,
        )
        self.moved.submitted.connect(self._on_accept)
        self.moved.changed.connect(lambda _k: self._on_changed("source"))
        self.body.addWidget(self.moved)
        self.example = make_label("", "bold", wrap=True)
        self.body.addWidget(self.example)
        self.note = make_label("", "note", ink="soft", wrap=True)
        self.note.setMinimumHeight(px(20))
        self.body.addWidget(self.note)
        self.form.set_values({"how": _FROM if source else _EMPTY, "source": source})
        self.moved.set_values({"years": 1, "months": 0, "days": 0})
        self.accept_wanted.connect(self._on_accept)
        self._propose()
        self._tell()

    # --- what is asked ---------------------------------------------------------------------------------

    def _source(self) -> PlanLine | None:
        values = self.form.values()
        if values["how"] != _FROM:
            return None
        return self._plans.get(values["source"] or 0)

    def _on_changed(self, key: str) -> None:
        if key in ("how", "source"):
            self._propose()
            self._tell()

    def _propose(self) -> None:
        """A title with the year counted on, unless the clerk wrote one."""
        title = self.form.values()["title"]
        source = self._source()
        if title not in ("", self._proposed):
            return
        years = self.moved.values()["years"] or 0
        self._proposed = next_title(source.title, years) if source else ""
        short = next_short(source.short_name, self._proposed, years) if source else ""
        self.form.set_values({"title": self._proposed, "short_name": short})

    def _tell(self) -> None:
        is_from = self.form.values()["how"] == _FROM
        self.form.set_shown("source", is_from)
        self.moved.setVisible(is_from)
        self.note.setText(_KEPT if is_from else _PLAIN)
        said = self._example() if is_from else ""
        self.example.setText(said)
        self.example.setVisible(bool(said))
        grow(self)

    def _shift(self) -> Shift:
        from services.campaigns.templates import Shift

        values = self.moved.values()
        return Shift(**{key: values[key] or 0 for key in ("years", "months", "days")})

    def _example(self) -> str:
        """What becomes of the plan's own days."""
        source, shift = self._source(), self._shift()
        if source is None:
            return ""
        if not shift:
            return "所有日期保持原样。"
        first, last = source.starts_on, source.ends_on
        if first is None and last is None:
            first = source.next_due or source.issued_on or dt.date.today()
            return _moved_words("例如", first, None, shift)
        return _moved_words("方案起止", first, last, shift)

    # --- making ------------------------------------------------------------------------------------------

    def _on_accept(self) -> None:
        self.set_error("")
        if not self.form.check() or not self.moved.check():
            grow(self)
            return
        values, source = self.form.values(), self._source()
        if values["how"] == _FROM and source is None:
            self.form.set_error("source", "请选择以哪份方案为底本")
            self.form.focus("source")
            return
        self.set_busy(True)
        self._store(values, source)

    def _store(self, values: dict[str, Any], source: PlanLine | None) -> None:
        title, short = values["title"], values["short_name"]
        shift = self._shift()

        def work(session: Any) -> int:
            from services.campaigns import edit, templates

            if source is None:
                return edit.new_campaign(session, title, short_name=short)
            return templates.start_from(
                session, source.id, title, short_name=short, shift=shift
            )

        said = f"已新建方案《{short or title}》"
        if source is not None:
            said += f"，内容来自《{source.label}》"
        self._context.write(
            f"新建方案《{short or title}》",
            work,
            on_done=self._on_made,
            on_error=self._on_error,
            undo_toast=said,
        )

    def _on_made(self, plan_id: int) -> None:
        self.accept()
        self.made.emit(plan_id)

    def _on_error(self, error: BaseException) -> None:
        self.set_busy(False)
        field = getattr(error, "field", None)
        if isinstance(error, ValidationError) and field in self.form.values():
            self.form.set_error(str(field), str(error))
            self.form.focus(str(field))
        else:
            self.set_error(str(error))
        grow(self)


def next_title(title: str, years: int) -> str:
    """A title with the years in it counted on."""
    return _YEAR.sub(lambda m: str(int(m[1]) + years), title)


def next_short(short: str, title: str, years: int) -> str:
    """A short name that tells the new plan from its model: with its own years counted on, else that of the title."""
    counted = next_title(short, years)
    year = _YEAR.search(title)
    if not short or counted != short or year is None:
        return counted
    return f"{short}（{year[1]}）"


def _moved_words(
    what: str, first: dt.date | None, last: dt.date | None, shift: Shift
) -> str:
    try:
        moved = [shift.move(day) if day else None for day in (first, last)]
    except ValidationError as error:
        return str(error)
    if last is None and first is not None:
        return f"{what}：{first}　→　{moved[0]}"
    return f"{what}：{period_words(first, last)}　→　{period_words(moved[0], moved[1])}"


def _ways(has_plans: bool) -> list[tuple[str, str]]:
    ways = [(_EMPTY, "空白方案")]
    if has_plans:
        ways.append((_FROM, "以从前的方案为底本"))
    return ways


def _items(plans: Sequence[PlanLine]) -> list[PickItem]:
    return [
        PickItem(
            p.id,
            p.label,
            p.initials,
            note=str(p.issued_on or "") or p.state.label,
        )
        for p in plans
    ]
