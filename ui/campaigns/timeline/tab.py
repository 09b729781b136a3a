"""The tab 时间轴 of an opened plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from services.campaigns.timeline import GroupBy, Timeline, TimelineRow, Zoom, timeline
from ui.campaigns.ledger.data import TABLES
from ui.campaigns.tab import PlanTab
from ui.campaigns.timeline.chart import TimelineChart
from ui.campaigns.timeline.layout import first_zoom
from ui.context import AppContext
from ui.navigation import Place
from ui.reporting.choice import ChoiceButton
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.empty import EmptyState, Loading
from ui.widgets.labels import make_label
from ui.widgets.pills import PillBar

_ZOOMS = (Zoom.YEAR, Zoom.QUARTER, Zoom.MONTH)
_STATE = "timeline"
_TABLES = TABLES | {"campaign_phase", "campaign_part"}


class TimelineTab(PlanTab):
    """Phases and measures on a time axis; opened at `measure`, `zoom`, `by`, `day`."""

    key = "timeline"
    title = "时间轴"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.campaign_id: int | None = None
        self._args: dict[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(self._bar())
        self.chart = TimelineChart()
        self.chart.row_opened.connect(self._on_opened)
        self.chart.zoom_wanted.connect(self.step_zoom)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.chart)
        self.empty = EmptyState(
            "还没有步骤和任务",
            "到“方案内容”里写明宣传步骤、任务和时限，这里按时间排开。",
            [("去方案内容", self._go_outline, True)],
            icon="calendar",
        )
        self.stack = QStackedLayout()
        # Part of the tab before its pages come: else the first of them flashes as a window.
        column.addLayout(self.stack, 1)
        for page in (Loading(), card, self.empty):
            self.stack.addWidget(page)
        self.setFocusProxy(self.chart)
        kept = context.state.get(f"{_STATE}.zoom")
        self._chosen_zoom = kept is not None
        self._set_zoom(_zoom(kept))
        self.by.set_key(str(context.state.get(f"{_STATE}.by") or ""))
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1)):
            QShortcut(
                QKeySequence(keys),
                self,
                lambda s=step: self.step_zoom(s),
                context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
            )

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self.pills = PillBar([(z.value, z.label, None) for z in reversed(_ZOOMS)])
        self.pills.setAccessibleName("时间轴的精细程度")
        self.pills.setToolTip("按住 Ctrl 滚动鼠标滚轮，也可以放大缩小")
        self.pills.chosen.connect(lambda key: self._choose_zoom(Zoom(key)))
        self.by = ChoiceButton(
            "怎样分组",
            [
                (GroupBy.SECTION.value, "按方案条款"),
                (GroupBy.UNIT.value, "按牵头单位"),
            ],
        )
        self.by.chosen.connect(self._on_by)
        self.note = make_label("", "note", ink="soft")
        row.addWidget(self.pills)
        row.addWidget(self.by)
        self.to_today = buttons.quiet("回到今天", self._go_today, tip="把今天移到中间")
        row.addWidget(self.to_today)
        row.addWidget(self.note, 1)
        row.addWidget(
            buttons.plain(
                "复制图片", self.copy, tip="整条时间轴复制成图片，可以贴进文档"
            )
        )
        row.addWidget(
            buttons.plain("导出图片…", self.export, tip="整条时间轴存成图片文件")
        )
        return row

    # --- tab ---------------------------------------------------------------------------------------

    def show_plan(self, campaign_id: int, place: Place) -> None:
        """Show the timeline of a plan."""
        if campaign_id != self.campaign_id:
            self.stack.setCurrentIndex(0)
        self.campaign_id = campaign_id
        self._args = dict(place.args)
        if self._args.get("zoom"):
            self._chosen_zoom = True
            self._set_zoom(_zoom(self._args["zoom"]))
        if self._args.get("by"):
            self.by.set_key(str(self._args["by"]))
        self._load()

    def refresh(self, changed_tables: frozenset[str]) -> None:
        """Read the rows again when something of them changed."""
        if not changed_tables or changed_tables & _TABLES:
            self._load()

    def place_args(self) -> dict[str, Any]:
        """Zoom, grouping, row and the day at the left."""
        day = self.chart.first_day()
        args = {
            "zoom": self.chart.zoom.value,
            "by": self.by.key(),
            "line": self.chart.current_key(),
            "day": day.isoformat() if day else "",
            "top": self.chart.verticalScrollBar().value(),
        }
        return {key: value for key, value in args.items() if value}

    # --- inside ------------------------------------------------------------------------------------

    def _load(self) -> None:
        plan, by = self.campaign_id, GroupBy(self.by.key())
        if plan is None:
            return

        def show(found: Timeline) -> None:
            if plan == self.campaign_id:
                self._show(found)

        today = dt.date.today()
        self.context.read(
            lambda s: timeline(s, plan, today, by), show, owner=self, key="timeline"
        )

    def _show(self, found: Timeline) -> None:
        shown = bool(found.rows or found.undated)
        self.stack.setCurrentIndex(1 if shown else 2)
        if not self._chosen_zoom:
            self._set_zoom(first_zoom(found))
        self.chart.show_timeline(found)
        self.to_today.setEnabled(found.first <= found.today <= found.last)
        dated = len({row.record_id for row in found.rows if not row.is_phase})
        told = [f"有时限的任务 {dated} 项，没有时限 {len(found.undated)} 项"]
        if found.today > found.last:
            told.append("今天在这段时间之后")
        elif found.today < found.first:
            told.append("今天在这段时间之前")
        self.note.setText(" · ".join(told) if shown else "")
        self._restore()
        self.shown_data.emit()

    def _restore(self) -> None:
        args, self._args = self._args, {}
        measure, line = args.get("measure"), args.get("line")
        try:
            self.chart.scroll_to_day(dt.date.fromisoformat(str(args.get("day"))))
        except ValueError:
            pass
        if isinstance(args.get("top"), int):
            self.chart.verticalScrollBar().setValue(args["top"])
        if isinstance(measure, int):
            self.chart.select_key(f"m{measure}")
        elif isinstance(line, str):
            self.chart.select_key(line, scroll=False)

    def _choose_zoom(self, zoom: Zoom) -> None:
        self._chosen_zoom = True
        self._set_zoom(zoom)
        self.context.state.put(f"{_STATE}.zoom", zoom.value)

    def _set_zoom(self, zoom: Zoom) -> None:
        self.pills.set_current(zoom.value)
        self.chart.set_zoom(zoom)

    def step_zoom(self, step: int) -> None:
        """One step finer (1) or coarser (-1)."""
        at = _ZOOMS.index(self.chart.zoom) + step
        if 0 <= at < len(_ZOOMS):
            self._choose_zoom(_ZOOMS[at])

    def _on_by(self, key: str) -> None:
        self.context.state.put(f"{_STATE}.by", key)
        self._load()

    def _go_today(self) -> None:
        self.chart.go_today()
        self.chart.setFocus()

    def _on_opened(self, row: TimelineRow) -> None:
        if row.is_phase:
            self._go_outline()
            return
        self.context.navigate(
            Place.of(
                "campaigns", plan=self.campaign_id, tab="ledger", measure=row.record_id
            )
        )

    def _go_outline(self) -> None:
        self.context.navigate(
            Place.of("campaigns", plan=self.campaign_id, tab="outline")
        )

    # --- the picture -------------------------------------------------------------------------------

    def picture(self) -> QImage | None:
        """The whole timeline as a picture, None before it was read."""
        from ui.campaigns.timeline.picture import draw

        shown = self.chart.timeline
        return draw(shown) if shown is not None else None

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        image = self.picture()
        if image is not None:
            QGuiApplication.clipboard().setImage(image)
            self.context.toast("已复制时间轴的图片，可以贴进文档或微信")

    def export(self) -> None:
        """Write the picture to a file that the clerk chooses."""
        from ui.widgets.dialogs import pick_target

        shown = self.chart.timeline
        if shown is None:
            return
        name = "".join(c for c in shown.title if c not in '\\/:*?"<>|')[:60]
        target = pick_target(
            self.window(),
            "导出时间轴",
            f"{name}_时间轴.png",
            "图片 (*.png)",
            self.context.state,
            "export",
        )
        if target is not None:
            self.export_to(target)

    def export_to(self, target: Path) -> None:
        """Write the picture to a file, whole or not at all."""
        image = self.picture()
        if image is None:
            return

        def work(_report: Any) -> Path:
            from services.output.writing import replace_file

            kept = QByteArray()
            buffer = QBuffer(kept)
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            image.save(buffer, "PNG")  # type: ignore[call-overload]
            data = kept.data()

            def write(path: Path) -> None:
                path.write_bytes(data)

            return replace_file(target, write)

        self.context.jobs.run(
            work,
            on_success=lambda path: self.context.toast_file(
                f"已导出时间轴到“{path.name}”", path
            ),
            on_error=self.context.show_error,
            title="导出时间轴",
        )


def _zoom(value: object) -> Zoom:
    try:
        return Zoom(str(value))
    except ValueError:
        return Zoom.MONTH
