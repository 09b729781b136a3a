"""Pictures of every widget of the kit, light and dark, in three text sizes: `python -m tools.gallery FOLDER`."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.theme import px
from ui.widgets import buttons, cards, chips
from ui.widgets.dates import DateField, make_calendar
from ui.widgets.dialogs import MessageDialog, QuestionDialog, SheetDialog, TextDialog
from ui.widgets.drop import DropZone
from ui.widgets.empty import EmptyState, Loading
from ui.widgets.form import Field, Form
from ui.widgets.grid import EditableGrid, GridColumn, GridLine
from ui.widgets.header import PageHeader, WeekStepper
from ui.widgets.picker import Picker, PickItem
from ui.widgets.pills import PillBar
from ui.widgets.rail import NavRail
from ui.widgets.side import SidePanel, SplitView
from ui.widgets.status import StatusLine
from ui.widgets.tables import Column, PagedTable
from ui.widgets.toast import ToastHost

WEEK = dt.date(2026, 11, 16)
STATES = (
    ("3", "received", "已报（篇数）"),
    ("零", "nil", "零报告"),
    ("2", "late", "迟报"),
    ("未", "missing", "未报"),
    ("退", "returned", "退回修改"),
    ("免", "exempt", "免报"),
)


@dataclass(frozen=True)
class _Row:
    id: int
    what: tuple[str, str]
    unit: str
    day: str
    title: str
    outlet: str
    level: str
    note: str


_WHAT = (
    ("新增", "new"),
    ("并入同一稿件", "merged"),
    ("需修改", "wrong"),
    ("重复", "duplicate"),
)
_MORE = (("有改动", "changed"), ("待确认", "ask"))
_UNITS = (
    "商务局",
    "文化旅游局",
    "司法局",
    "住房城乡建设局",
    "人力资源社会保障局",
    "云岭镇",
)
_TITLES = (
    "夜经济街区开街首周客流破十万",
    "古城夜游线路上新",
    "老旧小区改造“一户一策”，居民从方案到验收全程参与，三百余户先行先试",
    "26 项惠企清单发布",
)


def _rows(count: int) -> list[_Row]:
    what = (*_WHAT, *_MORE)
    return [
        _Row(
            at,
            what[at % len(what)],
            _UNITS[at % len(_UNITS)],
            f"11/{16 + at % 5}",
            _TITLES[at % len(_TITLES)],
            "省电视台《政策面对面》" if at % 3 == 0 else "市日报",
            "省市县"[at % 3],
            "第 6 行 刊播日期：没有 13 月" if at % 6 == 2 else "",
        )
        for at in range(count)
    ]


def _answer() -> cards.AnswerCard:
    card = cards.AnswerCard()
    card.add_tile(
        cards.Tile("52 / 58", "已报 / 应报（零报告 6）", on_click=lambda: None)
    )
    card.add_tile(cards.Tile("3", "迟报", "late"))
    card.add_tile(cards.Tile("6", "未报，2 个连续三周", "missing"))
    card.add_tile(cards.Tile("132 篇", "稿件（上周 118）"))
    shares = cards.SharesBar()
    shares.set(
        "刊播 208 条",
        [
            ("中央", 4, "share_1"),
            ("省", 21, "share_2"),
            ("市", 58, "share_3"),
            ("县", 125, "share_4"),
        ],
    )
    card.add(shares)
    card.add(buttons.plain("催报名单"))
    return card


def _table() -> PagedTable:
    table = PagedTable(
        [
            Column(
                "id",
                "",
                40,
                align="right",
                text=lambda row: str(row.id + 1),
                ink=lambda _row: "text_faint",
            ),
            Column("what", "处理", 116, chip=lambda row: row.what),
            Column("unit", "单位", 130, sortable=True),
            Column("day", "刊播日期", 80, sortable=True),
            Column("title", "标题", stretch=True, bold=lambda row: row.id == 3),
            Column("outlet", "媒体", 170),
            Column("level", "层级", 48, align="center"),
            Column("note", "说明", 190, ink=lambda row: "wrong" if row.note else None),
        ]
    )
    table.set_rows(_rows(40))
    table.set_sort("day", False)
    table.select(4)
    return table


def _side() -> SidePanel:
    side = SidePanel("商务局")
    side.set_note("周洁 · 0871-0000 0007")
    row = QHBoxLayout()
    row.addWidget(chips.Chip("已报", "received"))
    row.addWidget(cards.make_label("11月19日 收到，表格第 2 版", "note", ink="soft"))
    row.addStretch(1)
    side.body.addLayout(row)
    side.body.addWidget(cards.Separator())
    for title in _TITLES:
        side.body.addWidget(cards.make_label(title, wrap=True))
        side.body.addWidget(cards.make_label("市日报 头版 11/18", "note", ink="soft"))
        side.body.addWidget(cards.Separator())
    for text in ("退回…", "历史", "补录"):
        side.foot.addWidget(buttons.plain(text))
    return side


def page() -> QWidget:
    """A whole window: rail, header, answer, filters, table, detail, status line, toast."""
    window = QWidget()
    window.setObjectName("ground")
    window.resize(1366, 768)
    outer = QVBoxLayout(window)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.setSpacing(0)
    upper = QHBoxLayout()
    upper.setSpacing(0)
    rail = NavRail()
    rail.set_items(
        [
            ("home", "工作台", "home", False),
            ("board", "周报", "board", False),
            ("intake", "收表格", "intake", False),
            ("stories", "稿件", "story", False),
            ("registers", "单位与媒体", "registers", False),
            ("history", "历史", "history", True),
            ("settings", "设置", "settings", True),
        ]
    )
    rail.set_current("board")
    upper.addWidget(rail)
    body = QVBoxLayout()
    body.setContentsMargins(px(24), px(16), px(24), px(16))
    body.setSpacing(px(12))
    header = PageHeader("周报")
    header.add_left(WeekStepper(WEEK))
    header.add_action(buttons.plain("发表格"))
    header.add_action(
        buttons.menu_button(
            "收表格", [("选文件…", _nothing), None, ("粘贴文字…", _nothing)]
        )
    )
    header.add_action(buttons.primary("出本周汇总"))
    body.addWidget(header)
    body.addWidget(_answer())
    pills = PillBar(
        [
            ("all", "全部", 145),
            ("ask", "需要看的", 6),
            ("new", "新增", 119),
            ("nil", "零报告", None),
        ]
    )
    pills.set_current("ask")
    body.addWidget(pills)
    body.addWidget(SplitView(_table(), _side()), 1)
    upper.addLayout(body, 1)
    outer.addLayout(upper, 1)
    status = StatusLine()
    status.set_left(
        [
            ("check", "数据正常", "最近一次检查没有发现问题", _nothing),
            (None, "上次备份 10:32", "", None),
            ("warning", "截止 周五 17:00，还有 1 天 3 小时", "", None),
        ]
    )
    status.set_right("云岭县委宣传部")
    outer.addWidget(status)
    toast = ToastHost(window)
    toast.show_toast("已删除“商务局”的一条刊播", undo=_nothing)
    return window


def controls() -> QWidget:
    """Buttons, chips, fields, empty states."""
    board, column = _board(900, 760)
    for row in (
        [
            buttons.primary("出本周汇总"),
            buttons.plain("发表格"),
            buttons.danger("删除"),
            buttons.quiet("全部单位"),
        ],
        [
            buttons.icon_button(name, name)
            for name in (
                "back",
                "forward",
                "undo",
                "redo",
                "print",
                "trash",
                "more",
                "search",
            )
        ],
    ):
        line = QHBoxLayout()
        for widget in row:
            line.addWidget(widget)
        line.addStretch(1)
        column.addLayout(line)
    off = buttons.primary("不能按")
    off.setEnabled(False)
    dull = buttons.plain("不能按")
    dull.setEnabled(False)
    line = QHBoxLayout()
    for widget in (off, dull, DateField(), Picker(), Picker()):
        line.addWidget(widget)
    column.addLayout(line)
    column.addWidget(cards.SectionTitle("图例", "颜色之外都有字"))
    column.addWidget(chips.Legend(STATES))
    line = QHBoxLayout()
    for text, role in (
        *_WHAT,
        *_MORE,
        ("提示", "info"),
        ("正常", "ok"),
        ("注意", "warn"),
        ("一般", "neutral"),
    ):
        line.addWidget(chips.Chip(text, role))
    line.addStretch(1)
    column.addLayout(line)
    column.addWidget(
        EmptyState(
            "还没有单位",
            "先导入单位名单，或者打开示例县看一看。",
            [("导入单位名单…", _nothing, True), ("打开示例县", _nothing, False)],
            icon="registers",
        ),
        1,
    )
    column.addWidget(Loading())
    zone = DropZone()
    zone.body.addWidget(cards.make_label("把文件或文件夹拖到这里", ink="soft"))
    column.addWidget(zone)
    return board


def form() -> QWidget:
    """A form with hints and errors, and a calendar."""
    board, column = _board(900, 620)
    card = cards.Card()
    made = Form(
        [
            Field("name", "单位名称", required=True),
            Field("short", "简称", hint="表格和看板上显示的名字"),
            Field(
                "group", "分组", "choice", options=["市直部门", "乡镇街道", "国有企业"]
            ),
            Field("since", "启用日期", "date"),
            Field("due", "截止时间", "time"),
            Field("count", "顺序", "number"),
            Field("parent", "并入单位", "pick", options=[PickItem(1, "商务局", "swj")]),
            Field("closed", "已停用", "check"),
            Field("note", "备注", "long"),
        ],
        columns=2,
    )
    made.set_values(
        {
            "name": "生态环境局",
            "group": "乡镇街道",
            "since": WEEK,
            "due": dt.time(17),
            "count": 12,
            "closed": True,
        }
    )
    made.set_error("short", "已经有一个单位叫这个简称。")
    made.set_error("", "没有保存：有 1 处需要修改。")
    card.body.addWidget(made)
    column.addWidget(card)
    column.addWidget(make_calendar())
    return board


def grid() -> QWidget:
    """The editable grid with errors, a muted line and unsaved lines."""
    board, column = _board(900, 420)
    made = EditableGrid(
        [
            GridColumn("name", "单位名称", 220, required=True),
            GridColumn("short", "简称", 120),
            GridColumn(
                "group", "分组", 110, kind="choice", options=("市直部门", "乡镇街道")
            ),
            GridColumn("since", "启用日期", 110, kind="date", hint="如 2026.1.1"),
            GridColumn("count", "稿件", 60, editable=False, align="right"),
            GridColumn("note", "备注", stretch=True),
        ]
    )
    made.set_lines(
        [
            GridLine(
                at,
                {
                    "name": f"{unit}",
                    "short": unit[:2],
                    "group": "市直部门",
                    "count": str(at * 3),
                },
                muted=at == 3,
            )
            for at, unit in enumerate(_UNITS)
        ]
    )
    made.model.change({(6, "name"): "新设立的局", (6, "since"): "2026.13.2"})
    made.set_errors(
        {
            (6, "since"): "没有 13 月，例如 2026.8.16。",
            (1, "name"): "已经有同名的单位。",
        }
    )
    column.addWidget(made)
    return board


def dialogs() -> list[QWidget]:
    """The dialogs, one picture each."""
    sheet = SheetDialog(None, "退回修改", ok="退回")
    sheet.body.addWidget(
        Form(
            [
                Field("why", "退回原因", "long", required=True),
                Field("day", "退回日期", "date"),
            ]
        )
    )
    sheet.set_error("没有退回：请先写原因。")
    return [
        sheet,
        MessageDialog(
            None,
            "没有存上",
            "磁盘已满，写不进“数据”文件夹。",
            note="腾出空间后再存一次。",
            icon="warning",
        ),
        MessageDialog(
            None,
            "程序出了差错",
            "刚才这一步没有做成。",
            note="请把详情复制下来。",
            icon="warning",
            details="x",
        ),
        QuestionDialog(
            None,
            "保存修改？",
            "“单位与媒体”有 3 行没有保存。",
            [
                ("discard", "放弃", "danger"),
                ("stay", "继续编辑", ""),
                ("save", "保存", "primary"),
            ],
        ),
        TextDialog(
            None,
            "催报文字",
            "各位联络员：\n\n本周周报截止周五 17:00，请尽快报送。\n\n商务局 周洁 0871-0000 0007\n",
        ),
    ]


def _nothing() -> None:
    """The gallery's buttons do nothing."""


def _board(width: int, height: int) -> tuple[QWidget, QVBoxLayout]:
    board = QWidget()
    board.setObjectName("ground")
    board.resize(px(width), px(height))
    column = QVBoxLayout(board)
    column.setContentsMargins(px(24), px(24), px(24), px(24))
    column.setSpacing(px(12))
    return board, column


def render(folder: Path, app: QApplication) -> list[Path]:
    """Write all pictures; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for mode in ("light", "dark"):
        for size in range(len(theme.SIZES)):
            theme.apply(app, mode=mode, size=size)
            makers: list[tuple[str, Callable[[], Any]]] = [
                ("page", page),
                ("controls", controls),
                ("form", form),
                ("grid", grid),
            ]
            shown = [(name, make()) for name, make in makers]
            shown += [(f"dialog{at}", one) for at, one in enumerate(dialogs())]
            for name, widget in shown:
                widget.show()
                app.processEvents()
                path = folder / f"{name}-{mode}-{size}.png"
                widget.grab().save(str(path))
                widget.close()
                widget.deleteLater()
                made.append(path)
    return made


def main() -> int:
    """Write the pictures into the folder named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    app = QApplication(sys.argv[:1])
    for path in render(folder, app):
        print(path.name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
