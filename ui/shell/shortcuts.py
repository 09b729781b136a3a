"""The list of keys: those of the window and those of grids and tables."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QTextBrowser, QWidget

from ui import theme
from ui.widgets.dialogs import SheetDialog

if TYPE_CHECKING:
    from ui.shell.commands import Command

_GRID = (
    ("Enter / Tab", "写好这一格，到下面 / 右边一格"),
    ("F2 或直接打字", "改这一格"),
    ("Ctrl+V", "粘贴从 Excel 复制的一块"),
    ("Ctrl+C / Ctrl+X", "复制 / 剪切选中的格"),
    ("Ctrl+D", "把上面一格的内容填下来"),
    ("Delete", "清空选中的格"),
    ("Ctrl+Z / Ctrl+Y", "撤销 / 重做还没保存的录入"),
    ("Ctrl+S", "保存"),
    ("Alt+↑ / Alt+↓", "在名册里把单位上移 / 下移"),
)
_BOARD = (
    ("← ↑ → ↓", "在看板的单位和周之间移动"),
    ("Enter", "看这一格的稿件；还没报的，登记收到"),
    ("S / L / D", "登记收到 / 零报告 / 更正收到日期"),
    ("T / J / M", "退回修改 / 接收 / 免报"),
    ("B / G / H / C", "补录稿件 / 看稿件 / 历史 / 复制催报内容"),
    ("Alt+↑ / Alt+↓", "上一周 / 下一周"),
    ("Ctrl+F", "找单位（稿件页：按标题中的词找）"),
    ("Ctrl+R", "催报名单"),
)
_STORIES = (
    ("Enter", "修改"),
    ("Ctrl+J / Ctrl+D", "合并选中的几篇 / 拆出选中的刊播"),
    ("Delete", "删除选中的刊播"),
    ("Ctrl+H / Ctrl+E", "历史 / 导出"),
    ("Ctrl+N", "补录稿件"),
    ("Ctrl+T", "把选中的稿件归入方案"),
)
_PLANS = (
    ("Ctrl+O / Ctrl+N", "读入方案 / 新建方案"),
    ("Enter / F2 / Delete", "在列表里打开 / 改标题与文头 / 删除"),
    ("Ctrl+PgUp / Ctrl+PgDn", "上一个 / 下一个页签"),
    ("Alt+Home", "从方案回到列表"),
    ("Enter", "在任务台账里记一条进展"),
    ("Ctrl+D / Ctrl+B / Ctrl+U", "在任务台账里办结 / 开始 / 加附件"),
    ("Ctrl+Enter / Ctrl+Shift+Enter", "在方案内容里加一条 / 在下面加一级"),
    ("Tab / Shift+Tab", "在方案内容里降一级 / 升一级"),
    ("Alt+↑ / Alt+↓", "在方案内容里把条款或行上移 / 下移"),
    ("F8 / Ctrl+F", "在方案内容里到下一处存疑 / 在正文里找"),
    ("Enter / Esc", "从大纲进到正文 / 回到大纲"),
    ("Ctrl+T", "在宣传成效里归入稿件"),
)
_REVIEW = (
    ("F8 / Shift+F8", "下一处 / 上一处待核"),
    ("空格 / Shift+空格", "这一处核对无误 / 同样原因的都核对无误"),
    ("F4", "把原文里选中的文字填到选中的一项"),
    ("F2 / Enter / 双击", "改选中的一项"),
    ("Insert / Delete", "增加 / 删除一条"),
    ("Alt+↑ / Alt+↓", "上移 / 下移"),
    ("Ctrl+F", "在原文里找"),
    ("Ctrl+Z / Ctrl+Y", "撤销 / 重做更正"),
    ("1—5 / N / 0", "单位核对：用第几个相近的单位 / 新增 / 不对应"),
    ("Ctrl+S", "保存为方案"),
)


_SCHEDULE = (
    ("← → ↑ ↓", "在日子和各期之间移动；按住 Shift 一起选"),
    ("Alt+← / Alt+→", "把选中的前移 / 后移一个工作日"),
    ("Alt+↑ / Alt+↓", "把选中的前移 / 后移一周"),
    ("拖动时按住 Shift", "同一系列后面的一起顺延"),
    ("Enter / Insert", "看详细情况 / 在这一天排一期"),
    ("Delete", "取消选中的（写明原因）"),
    ("PgUp / PgDn / Ctrl+T", "上一月（周）/ 下一月（周）/ 今天"),
    ("Ctrl+N / Ctrl+P / Ctrl+F", "排一个系列 / 打印这个月 / 找单位"),
)
_LEDGER = (
    ("Enter", "记进展"),
    ("Ctrl+D / Ctrl+B", "选中的任务设为已完成 / 进行中"),
    ("Ctrl+U", "添加附件"),
    ("Ctrl+F", "找任务"),
)
_TIMELINE = (
    ("↑ ↓", "在时间轴的行之间移动"),
    ("← →", "左右滚动；在一组的标题上是收起 / 展开"),
    ("Enter", "到任务台账里看这条任务"),
    ("Ctrl++ / Ctrl+-", "放大 / 缩小，也可以按住 Ctrl 滚动滚轮"),
)


def shortcut_rows(commands: Sequence[Command]) -> list[tuple[str, str, str]]:
    """(group, keys as the clerk's keyboard names them, what they do), grouped."""
    rows: list[tuple[str, str, str]] = []
    for group in ("页面", "办事", "窗口"):
        for command in commands:
            if command.group == group and command.keys:
                keys = " / ".join(_named(k) for k in command.keys)
                rows.append((group, keys, command.text))
    rows.extend(("周报看板", keys, text) for keys, text in _BOARD)
    rows.extend(("方案", keys, text) for keys, text in _PLANS)
    rows.extend(("读入方案", keys, text) for keys, text in _REVIEW)
    rows.extend(("排期", keys, text) for keys, text in _SCHEDULE)
    rows.extend(("稿件", keys, text) for keys, text in _STORIES)
    rows.extend(("任务台账", keys, text) for keys, text in _LEDGER)
    rows.extend(("时间轴", keys, text) for keys, text in _TIMELINE)
    rows.extend(("表格", keys, text) for keys, text in _GRID)
    return rows


def show_shortcuts(parent: QWidget, commands: Sequence[Command]) -> None:
    """Show the list over the window."""
    dialog = SheetDialog(parent, "快捷键一览", ok="知道了")
    dialog.cancel_button.hide()
    text = QTextBrowser(dialog)
    text.setAccessibleName("快捷键一览")
    text.setFrameStyle(0)
    text.setMinimumSize(theme.px(480), theme.px(440))
    text.setHtml(_html(shortcut_rows(commands)))
    dialog.body.addWidget(text)
    dialog.accept_wanted.connect(dialog.accept)
    dialog.open()


def _html(rows: list[tuple[str, str, str]]) -> str:
    look = theme.current()
    soft, line = look.color("text_soft").name(), look.color("line").name()
    parts: list[str] = ["<table width='100%' cellspacing='0' cellpadding='5'>"]
    last = ""
    for group, keys, text in rows:
        if group != last:
            style = f"color:{soft};padding-top:10px;border-bottom:1px solid {line}"
            parts.append(f"<tr><td colspan='2' style='{style}'>{group}</td></tr>")
            last = group
        parts.append(
            f"<tr><td width='42%'>{escape(keys)}</td><td>{escape(text)}</td></tr>"
        )
    return "".join([*parts, "</table>"])


def _named(keys: str) -> str:
    words = QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)
    return words.replace("Left", "←").replace("Right", "→")
