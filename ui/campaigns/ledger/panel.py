"""The detail of a measure at the right of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QToolButton, QWidget

from models.vocabulary_campaigns import MeasureState
from services.campaigns.detail import MeasureDetail
from services.campaigns.measures import LedgerRow, state_counts
from ui.campaigns.ledger import blocks, entry_blocks, figure_blocks
from ui.campaigns.ledger.deeds import MeasureDeeds
from ui.campaigns.ledger.files import FileDeeds
from ui.campaigns.ledger.words import number_words
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.picker import PickItem
from ui.widgets.side import SidePanel


@dataclass(frozen=True)
class Ways:
    """Where the panel leads to: the plan of a measure, its place on the timeline and in the text, its stories."""

    plan: Callable[[LedgerRow], None] | None
    timeline: Callable[[LedgerRow], None]
    outline: Callable[[LedgerRow], None]
    published: Callable[[LedgerRow], None]


class MeasurePanel(SidePanel):
    """Shows a `MeasureDetail`; built anew when it changed, with focus and scroll kept."""

    def __init__(
        self,
        deeds: MeasureDeeds,
        files: FileDeeds,
        ways: Ways,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("所选任务")
        self.detail: MeasureDetail | None = None
        self.register: Sequence[PickItem] = ()
        self._deeds, self._files, self._ways = deeds, files, ways
        self.after: QWidget | None = None
        """What stands before the panel in the order of Tab."""
        self._whole_text = False
        self._whole_entries = False

    def show_nothing(self, title: str = "没有选中任务", note: str = "") -> None:
        """Say what to do while nothing is chosen."""
        self.detail = None
        self.clear()
        self.set_title(title)
        self.set_note(note or "在左边选一条，这里显示它的单位、时限、指标和进展。")

    def show_several(self, rows: Sequence[LedgerRow]) -> None:
        """Several measures are selected: their states, and what can be done with all of them."""
        self.detail = None
        self.clear()
        self.set_title(f"选中 {len(rows):,} 条任务")
        self.set_note("设为同一个状态，一次可以撤销。")
        counts = [(s, n) for s, n in state_counts(rows).items() if n]
        self.body.addWidget(blocks.several_block(counts))
        for state in (MeasureState.UNDER_WAY, MeasureState.DONE):
            self._foot_button(state.label, lambda s=state: self._set(rows, s))
        self.foot.addStretch(1)
        self._more(
            [
                ("设为未开始", lambda: self._set(rows, MeasureState.NOT_BEGUN)),
                ("不再实施…", lambda: self._deeds.drop(rows)),
            ]
        )

    def show_measure(self, detail: MeasureDetail) -> None:
        """Show one measure."""
        same = self.detail is not None and self.detail.row.id == detail.row.id
        if same and self.detail == detail:
            return
        if not same:
            self._whole_text = self._whole_entries = False
        self.detail = detail
        self._rebuild(keep=same)

    # --- inside ------------------------------------------------------------------------------------

    def _rebuild(self, *, keep: bool) -> None:
        detail = self.detail
        if detail is None:
            return
        bar = self._scroll().verticalScrollBar()
        top = bar.value() if keep else 0
        focused = self._focused() if keep else ""
        self.setUpdatesEnabled(False)
        self.clear()
        self._fill(detail)
        self.setUpdatesEnabled(True)

        def settle() -> None:
            # New widgets are shown by the layout, after this; until then they take no focus.
            bar.setValue(top)
            again = self.findChildren(QWidget, focused) if focused else []
            if again:
                again[-1].setFocus()
            self._order_tabs()

        QTimer.singleShot(0, self, settle)

    def _order_tabs(self) -> None:
        """Tab goes from the table through the panel: what was just built would come last in the window."""
        last = self.after
        if last is None:
            return
        for one in self.findChildren(QWidget):
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisibleTo(self):
                QWidget.setTabOrder(last, one)
                last = one

    def _fill(self, detail: MeasureDetail) -> None:
        row = detail.row
        self.set_title(row.measure.head or f"{row.measure.text[:36]}…")
        number = number_words(row)
        self.set_note(" · ".join(filter(None, (number, self._plan_words(row)))))
        parts = [
            blocks.text_block(detail, whole=self._whole_text, on_fold=self._fold),
            blocks.units_block(detail),
            blocks.doubts_block(detail, self._deeds),
            blocks.dates_block(detail, self._deeds),
            figure_blocks.targets_block(detail, self._deeds),
            figure_blocks.quotas_block(detail, self._deeds),
            entry_blocks.entries_block(
                detail,
                self._deeds,
                self._files,
                self.register,
                whole=self._whole_entries,
                on_more=self._all_entries,
            ),
            entry_blocks.files_block(detail, self._files),
            entry_blocks.published_block(detail, lambda: self._ways.published(row)),
        ]
        self.body.addWidget(blocks.state_line(detail))
        entry_blocks.add_all(self.body, parts)
        self._fill_foot(row)

    def _plan_words(self, row: LedgerRow) -> str:
        return row.campaign if self._ways.plan is not None else ""

    def _fill_foot(self, row: LedgerRow) -> None:
        if row.state.closed:
            self._foot_button("重新打开", lambda: self.reopen(row))
        else:
            self._foot_button(
                "完成",
                lambda: self._set([row], MeasureState.DONE),
                tip="设为已完成（Ctrl+D）",
            )
            if row.measure.state == MeasureState.NOT_BEGUN.value:
                self._foot_button(
                    "开始",
                    lambda: self._set([row], MeasureState.UNDER_WAY),
                    tip="设为进行中（Ctrl+B）",
                )
        self.foot.addStretch(1)
        self._more(self.menu_entries(row))

    def menu_entries(self, row: LedgerRow) -> list[buttons.MenuEntry]:
        """What else can be done with a measure."""
        entries: list[buttons.MenuEntry] = [
            ("完成于其他日期…", lambda: self._deeds.close_on([row])),
            ("设为进行中", lambda: self._set([row], MeasureState.UNDER_WAY)),
            ("设为未开始", lambda: self._set([row], MeasureState.NOT_BEGUN)),
            ("不再实施…", lambda: self._deeds.drop([row])),
            None,
            ("在时间轴上看", lambda: self._ways.timeline(row)),
            ("到方案内容里修改", lambda: self._ways.outline(row)),
        ]
        plan = self._ways.plan
        if plan is not None:
            entries.append(("打开所属方案", lambda: plan(row)))
        return entries

    def reopen(self, row: LedgerRow) -> None:
        """Open a closed measure again: under way where something was done, else not begun."""
        begun = MeasureState.UNDER_WAY if row.entries else MeasureState.NOT_BEGUN
        self._set([row], begun)

    def _set(self, rows: Sequence[LedgerRow], state: MeasureState) -> None:
        self._deeds.set_state(rows, state)

    def _foot_button(self, label: str, act: Callable[[], None], tip: str = "") -> None:
        button = buttons.plain(label, act, tip=tip)
        button.setMinimumWidth(px(54))
        button.setObjectName(f"foot-{label}")
        self.foot.addWidget(button)

    def _more(self, entries: Sequence[buttons.MenuEntry]) -> None:
        more = buttons.icon_button("more", "更多操作")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(buttons.make_menu(entries, more))
        self.foot.addWidget(more)

    def _fold(self, whole: bool) -> None:
        self._whole_text = whole
        self._rebuild(keep=True)

    def _all_entries(self) -> None:
        self._whole_entries = True
        self._rebuild(keep=True)

    def _scroll(self) -> QScrollArea:
        found = self.findChild(QScrollArea)
        assert found is not None
        return found

    def _focused(self) -> str:
        here = QApplication.focusWidget()
        return here.objectName() if here is not None and self.isAncestorOf(here) else ""
