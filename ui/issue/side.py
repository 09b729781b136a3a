"""Beside the summary: what to look at before issuing, what can be done afterwards, earlier issues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from services.weekly_issue import IssueInfo
from services.weeks import short_label, sunday
from ui import theme
from ui.issue.state import IssueState
from ui.navigation import Place
from ui.widgets.buttons import plain, quiet
from ui.widgets.cards import SectionTitle, make_label
from ui.widgets.chips import Chip
from ui.widgets.side import SidePanel

Check = tuple[str, str, Place | None]


class IssueSide(SidePanel):
    """Says what stands behind the summary. Signals are wishes."""

    place_wanted = Signal(object)
    week_wanted = Signal(object)
    open_wanted = Signal()
    folder_wanted = Signal()
    save_wanted = Signal(str)

    def show_state(self, state: IssueState, file: Path | None) -> None:
        """Show a week's state; `file` is where its workbook was written, if that is known."""
        self.clear()
        if state.info is None:
            self.set_title("还没有出汇总")
            begun = state.week <= dt.date.today()
            self.set_note(
                "点右上角“出本周汇总”：编上期号、内容定稿，同时写好 Excel。"
                if begun
                else "这一周还没有开始，到周一才能出汇总。"
            )
            self._checks(state)
        else:
            self._issued(state, state.info, file)
        self._earlier(state)
        self.body.addStretch()

    # --- inside ------------------------------------------------------------------------------------

    def _checks(self, state: IssueState) -> None:
        self.body.addWidget(SectionTitle("出之前看一眼"))
        found = checks(state)
        for role, words, place in found:
            self.body.addWidget(self._check_line(role, words, place))
        if not found:
            self.body.addWidget(self._check_line("ok", "没有要处理的了。", None))

    def _check_line(self, role: str, words: str, place: Place | None) -> QWidget:
        line = QWidget()
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(8))
        mark = QLabel()
        name = {"ok": "check", "warn": "warning"}.get(role, "info")
        mark.setPixmap(theme.pixmap(name, f"{role}_ink", theme.px(16)))
        box.addWidget(mark)
        box.addWidget(make_label(words, wrap=True), 1)
        if place is not None:
            box.addWidget(quiet("去看", lambda: self.place_wanted.emit(place)))
        return line

    def _issued(self, state: IssueState, info: IssueInfo, file: Path | None) -> None:
        self.set_title(f"第 {info.number} 期")
        who = f"，{info.issued_by}" if info.issued_by else ""
        self.set_note(f"{info.issued_at:%Y-%m-%d %H:%M} 定稿{who}")
        chips = QWidget()
        row = QHBoxLayout(chips)
        row.setContentsMargins(0, 0, 0, 0)
        if state.faults:
            row.addWidget(Chip("校验不符", "wrong"))
        else:
            row.addWidget(Chip("校验一致", "received"))
        row.addWidget(make_label(info.hash[:12], "note", ink="soft"))
        row.addStretch()
        self.body.addWidget(chips)
        for fault in state.faults:
            self.body.addWidget(make_label(fault, ink="wrong", wrap=True))
        self.body.addWidget(
            make_label(
                f"{info.units} 个单位 · {info.stories} 篇稿件 · {info.placements} 次刊播",
                wrap=True,
            )
        )
        if state.later:
            self.body.addWidget(
                self._check_line(
                    "info",
                    f"定稿以后又有 {state.later} 处变动，会列进下一期的“更正”。",
                    None,
                )
            )
        if not state.faults:
            self._files(file)

    def _files(self, file: Path | None) -> None:
        self.body.addWidget(SectionTitle("文件"))
        if file is not None:
            self.body.addWidget(make_label(f"已写好：{file.name}", wrap=True))
            self._row(
                ("打开", self.open_wanted.emit), ("所在文件夹", self.folder_wanted.emit)
            )
        for line in (
            (("存 Excel…", "xlsx"), ("存 PDF…", "pdf")),
            (("存图片…", "png"), ("复制图片", "copy")),
        ):
            self._row(
                *((words, partial(self.save_wanted.emit, kind)) for words, kind in line)
            )

    def _row(self, *buttons: tuple[str, Callable[[], None]]) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for words, act in buttons:
            row.addWidget(plain(words, act), 1)
        self.body.addWidget(holder)

    def _earlier(self, state: IssueState) -> None:
        others = [i for i in state.earlier if i.week != state.week]
        if not others:
            return
        self.body.addWidget(SectionTitle("往期"))
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for info in others[:10]:
            box.addWidget(self._earlier_line(info))
        self.body.addWidget(holder)

    def _earlier_line(self, info: IssueInfo) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        week = f"{short_label(info.week)}—{short_label(sunday(info.week))}"
        row.addWidget(
            quiet(f"第 {info.number} 期", lambda: self.week_wanted.emit(info.week))
        )
        row.addWidget(make_label(week, "note", ink="soft"))
        row.addStretch()
        row.addWidget(make_label(f"{info.placements} 次", "note", ink="soft"))
        return line


def checks(state: IssueState) -> list[Check]:
    """(role, sentence, where it is mended) of what the clerk may want to mend before issuing."""
    snapshot = state.snapshot
    if snapshot is None:
        return []
    now = snapshot["counts"]
    board = Place.of("reporting", week=state.week.isoformat())
    found: list[Check] = []
    late = now["missing"] - now["pending"]
    if now["pending"]:
        found.append(
            ("warn", f"还没到截止时间，{now['pending']} 个单位没有报。", board)
        )
    if late:
        found.append(("warn", f"{late} 个单位没有报。", board))
    if now["returned"]:
        found.append(("info", f"{now['returned']} 个单位退回修改，还没有再交。", board))
    if state.unconfirmed:
        found.append(
            (
                "info",
                f"{state.unconfirmed} 家新媒体没有核对层级。",
                Place.of("registers", tab="outlets"),
            )
        )
    if snapshot["corrections"]:
        found.append(
            ("info", f"会列出对往期的更正 {len(snapshot['corrections'])} 处。", None)
        )
    holidays = Place.of("settings", tab="holidays")
    found += [
        ("warn", f"{year} 年的放假安排还没有填，截止日按平常工作日算。", holidays)
        for year in snapshot["unpublished_years"]
    ]
    return found
