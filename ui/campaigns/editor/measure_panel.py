"""All of one measure: its words, its units, its dates, targets and quotas; saved as each is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from models.errors import ValidationError
from models.vocabulary_campaigns import MEASURE_KINDS, UnitRole
from services.campaigns import types
from services.campaigns.fields import Item
from ui.campaigns.editor.auto_form import AutoForm, grow_long
from ui.campaigns.editor.desk import Desk, Section
from ui.campaigns.editor.doubts import Doubt, DoubtStrip
from ui.campaigns.editor.measure_sheet import measure_sheets, names_of
from ui.campaigns.editor.nodes import PART
from ui.campaigns.editor.sheet_grid import SheetGrid
from ui.campaigns.editor.unit_names import UnitNames
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.form import Field, Form
from ui.widgets.picker import PickItem
from ui.widgets.pills import PillBar, PillItem
from ui.widgets.side import SidePanel

_FIELDS = ("number", "head", "text", "kind", "part_id", "recurrence_raw", "report_to")
_FIRST_FIELDS = (
    Field("number", "编号"),
    Field("kind", "类别", "choice", tuple(MEASURE_KINDS.items())),
    Field("head", "任务名称", "long"),
    Field("text", "任务内容", "long"),
)
_MORE_FIELDS = (
    Field("part_id", "所在条款", "choice", (("", "（不在正文里）"),)),
    Field("report_to", "报送给"),
    Field("recurrence_raw", "周期", placeholder="如 每月10日"),
)
_TEXT = "text"
_UNITS = {UnitRole.LEAD: "牵头单位", UnitRole.SUPPORT: "配合单位"}


class _Part(Section):
    """A grid of the panel with the manner of saving of a section."""

    def __init__(self, desk: Desk, grid: SheetGrid) -> None:
        super().__init__(desk)
        self.grid = grid
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(grid)
        grid.left.connect(self.save)
        grid.saver = self.save

    def collect(self) -> Any:
        return self.grid.collect()

    def store(
        self,
        changes: Any,
        done: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self.grid.store(changes, done, failed)

    def trouble(self, error: BaseException) -> None:
        self.grid.trouble(error)

    def discard(self) -> None:
        self.grid.grid.discard()


class MeasurePanel(Section):
    """The detail of the measure that is stood on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._measure: types.MeasureRow | None = None
        self._labels: dict[int, str] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.panel = SidePanel("任务")
        self.panel.setMinimumWidth(px(348))
        outer.addWidget(self.panel)
        body = self.panel.body
        self.doubts = DoubtStrip()
        body.addWidget(self.doubts)
        self.pages = PillBar(_pages((0, 0, 0)))
        self.pages.chosen.connect(lambda _key: self._show_page())
        body.addWidget(self.pages)
        self.form, self.auto = self._make_form(_FIRST_FIELDS)
        grow_long(self.form, "head", px(56))
        grow_long(self.form, "text", px(132))
        body.addWidget(self.form)
        self.units: dict[UnitRole, UnitNames] = {}
        for role, label in _UNITS.items():
            names = UnitNames(label)
            names.changed.connect(lambda given, r=role: self._store_units(r, given))
            self.units[role] = names
            body.addWidget(names)
        self.more, self.auto_more = self._make_form(_MORE_FIELDS)
        body.addWidget(self.more)
        self.parts: list[_Part] = []
        for sheet in measure_sheets(self._id):
            grid = SheetGrid(desk, sheet, key=f"measure.{sheet.key}")
            grid.fixed = lambda: {"measure_id": self._id()}
            grid.setMinimumHeight(px(320))
            part = _Part(desk, grid)
            self.parts.append(part)
            body.addWidget(part)
        self._show_page()
        self.link = buttons.quiet("看正文里的这一条", self._go_part)
        self.panel.foot.addWidget(self.link)
        self.setFocusProxy(self.form.widget("head"))
        self._show_nothing()

    def _make_form(self, fields: tuple[Field, ...]) -> tuple[Form, AutoForm]:
        form = Form(fields, columns=2)
        auto = AutoForm(form)
        auto.left.connect(self.save)
        auto.typed.connect(lambda: self.desk.said.emit("typing", ""))
        return form, auto

    # --- showing -------------------------------------------------------------------------------------

    def show_measure(self, measure_id: int | None, *, fresh: bool = False) -> None:
        """Show a measure of the plan on the desk; the same one keeps what is typed and not saved."""
        plan = self.desk.plan
        found = None
        if plan is not None and measure_id is not None:
            found = next((m for m in plan.measures if m.id == measure_id), None)
        if plan is None or found is None:
            self._show_nothing()
            return
        other = fresh or self._measure is None or self._measure.id != found.id
        self._measure = found
        self._content.setVisible(True)
        self.panel.set_title(f"任务 {found.number}" if found.number else "任务")
        self.panel.set_note("改完离开那一格，自动保存")
        labels = self.desk.labels
        if labels != self._labels:
            self._labels = labels
            choices = [
                ("", "（不在正文里）"),
                *((str(k), v) for k, v in labels.items()),
            ]
            self.auto_more.set_options("part_id", choices)
        self.auto.load(self._values(found), fresh=other)
        self.auto_more.load(self._values(found), fresh=other)
        items = [PickItem(n, n, i, group=g) for _, n, i, g in self.desk.choices.units]
        rows = plan.units_by_measure.get(found.id, ())
        known = frozenset(u.name for u in rows if u.unit_id is not None)
        for role, names in self.units.items():
            if len(items) != len(names.picker.items()):
                names.set_items(items)
            names.set_names(names_of(plan, found.id, role), known)
        for part in self.parts:
            part.grid.show_plan(plan, fresh=other)
        dates, targets, made = (len(p.grid.rows()) for p in self.parts)
        self.pages.set_items(_pages((dates, targets, made)))
        self.link.setVisible(found.part_id in labels)
        self._show_doubts(plan, found)

    def _show_nothing(self) -> None:
        self._measure = None
        self.panel.set_title("任务")
        self.panel.set_note("在左边选一项任务，在这里改它的内容、单位、时限和指标")
        self._content.setVisible(False)

    @property
    def _content(self) -> QWidget:
        inside = self.form.parentWidget()
        assert inside is not None
        return inside

    def show_page(self, key: str) -> None:
        """Show a page of the panel: text, deadlines, targets or deliverables."""
        self.pages.set_current(key)
        self._show_page()

    def _show_page(self) -> None:
        shown = self.pages.current()
        for widget in (self.form, *self.units.values(), self.more):
            widget.setVisible(shown == _TEXT)
        for part in self.parts:
            part.setVisible(part.grid.sheet.key == shown)

    def _show_doubts(self, plan: types.Plan, found: types.MeasureRow) -> None:
        shown: list[Doubt] = []
        if found.doubt:
            shown.append((found.doubt, lambda: self._settle(Item.MEASURE, found.id)))
        for unit in plan.units_by_measure.get(found.id, ()):
            if unit.doubt:
                settle = lambda i=unit.id: self._settle(Item.MEASURE_UNIT, i)  # noqa: E731
                shown.append((f"{unit.name}：{unit.doubt}", settle))
        for part in self.parts:
            for row in part.grid.rows():
                if row.doubt:
                    act = lambda p=part, r=row: p.grid.settle([r])  # noqa: E731
                    shown.append((f"{part.grid.sheet.title}：{row.doubt}", act))
        self.doubts.show_doubts(shown)

    def _values(self, row: types.MeasureRow) -> dict[str, Any]:
        values = {name: getattr(row, name) for name in _FIELDS}
        known = row.part_id in self._labels
        return values | {"part_id": str(row.part_id) if known else ""}

    # --- saving --------------------------------------------------------------------------------------

    def is_dirty(self) -> bool:
        return super().is_dirty() or any(p.is_dirty() for p in self.parts)

    def save(self, done: Callable[[], None] | None = None) -> None:
        if done is None:
            super().save()
            return
        steps = [*self.parts]

        def go_on() -> None:
            if steps:
                steps.pop(0).save(go_on)
            else:
                done()

        super().save(go_on)

    def collect(self) -> dict[str, Any]:
        if self._measure is None:
            return {}
        return {**self.auto.changes(), **self.auto_more.changes()}

    def store(
        self,
        changes: dict[str, Any],
        done: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        measure = self._measure
        assert measure is not None
        values = dict(changes)
        if "part_id" in values:
            values["part_id"] = int(values["part_id"]) if values["part_id"] else None

        def work(session: Session) -> None:
            from services.campaigns import edit

            edit.change_item(session, Item.MEASURE, measure.id, **values)

        def stored(_none: Any) -> None:
            for auto in (self.auto, self.auto_more):
                auto.mark_saved({k: v for k, v in changes.items() if auto.has(k)})
            done()

        self.desk.write(f"修改任务“{_name(measure)}”", work, stored, on_error=failed)

    def trouble(self, error: BaseException) -> None:
        field = error.field if isinstance(error, ValidationError) else ""
        self.form.set_error(field or "", str(error))

    def discard(self) -> None:
        self.auto.discard()
        self.auto_more.discard()
        for part in self.parts:
            part.discard()

    # --- inside --------------------------------------------------------------------------------------

    def _id(self) -> int:
        return self._measure.id if self._measure is not None else 0

    def _store_units(self, role: UnitRole, names: list[str]) -> None:
        measure = self._measure
        if measure is None:
            return

        def work(session: Session) -> None:
            from services.campaigns import edit

            edit.set_units(session, measure.id, role, names)

        self.desk.write(f"修改任务“{_name(measure)}”的{_UNITS[role]}", work)

    def _settle(self, item: Item, number: int) -> None:
        def work(session: Session) -> None:
            from services.campaigns import edit

            edit.settle_doubt(session, item, number)

        self.desk.write("核对任务", work)

    def _go_part(self) -> None:
        if self._measure is not None and self._measure.part_id is not None:
            self.desk.node_wanted.emit(f"{PART}{self._measure.part_id}")


def _name(measure: types.MeasureRow) -> str:
    return (measure.head or measure.text)[:20]


def _pages(counts: tuple[int, int, int]) -> list[PillItem]:
    dates, targets, made = (count or None for count in counts)
    return [
        (_TEXT, "内容", None),
        ("deadlines", "时限", dates),
        ("targets", "指标", targets),
        ("deliverables", "成果", made),
    ]
