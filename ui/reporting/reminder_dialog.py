"""Who is to be reminded: the list, a message for each unit, to copy or print."""

from __future__ import annotations

import datetime as dt

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from services import reminders
from services.reminders import ReminderRow
from services.settings import OfficeSettings
from services.weeks import short_label
from ui.context import AppContext
from ui.reporting import words
from ui.reporting.choice import ChoiceButton
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog
from ui.widgets.pills import PillBar
from ui.widgets.tables import Column, PagedTable

Loaded = tuple[list[ReminderRow], OfficeSettings, dt.datetime]

COLUMNS = (
    Column("unit", "单位", 150, stretch=True, tip=lambda r: r.unit),
    Column("liaison", "联络员", 72, ink=lambda r: None if r.liaison else "text_faint"),
    Column("phone", "电话", 120),
    Column(
        "state",
        "情况",
        84,
        chip=lambda r: (
            ("待报", "neutral") if r.pending else (r.state.label, r.state.value)
        ),
    ),
    Column(
        "weeks",
        "未报的周",
        108,
        text=lambda r: _weeks(r),
        tip=lambda r: "、".join(words.week_short(w) for w in r.weeks),
    ),
)


class ReminderDialog(SheetDialog):
    """The list at the left, the words at the right: of the whole list, or of the unit that is chosen."""

    def __init__(
        self, context: AppContext, parent: QWidget, week: dt.date, loaded: Loaded
    ) -> None:
        title = f"催报名单 · {words.week_short(week)}"
        super().__init__(parent, title, ok="复制名单", cancel="关闭", wide=True)
        self._context, self._week = context, week
        self._rows, self._office, self._due = loaded
        self.setMinimumSize(px(1000), px(520))
        self.pills = PillBar()
        self.pills.chosen.connect(lambda _k: self._show())
        groups = list(dict.fromkeys(r.group for r in self._rows if r.group))
        self.group = ChoiceButton("分组", [("", "全部分组"), *((g, g) for g in groups)])
        self.group.setVisible(len(groups) > 1)
        self.group.chosen.connect(lambda _k: self._show())
        self.table = PagedTable(COLUMNS, state=context.state, key="reminders")
        self.table.row_selected.connect(lambda _i: self._show_text())
        self.which = PillBar([("all", "全部名单", None), ("one", "发给所选单位", None)])
        self.which.chosen.connect(lambda _k: self._show_text())
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("催报内容，可以修改后再复制")
        self._build()
        self.accept_wanted.connect(self.copy_shown)
        counts = [("0", "全部", len(self._rows))]
        counts += [
            (str(n), f"连续{name}周以上", len(reminders.choose(self._rows, at_least=n)))
            for n, name in ((2, "两"), (3, "三"))
        ]
        self.pills.set_items(counts)
        self._show()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.pills, 1)
        row.addWidget(self.group)
        row.addWidget(buttons.plain("打印名单…", self.print_list))
        self.body.addLayout(row)
        both = QHBoxLayout()
        both.setSpacing(px(12))
        both.addWidget(self.table, 3)
        right = QVBoxLayout()
        right.setSpacing(px(8))
        right.addWidget(self.which)
        right.addWidget(self.text, 1)
        right.addWidget(
            make_label("可以先改几个字再复制；改动不会保存。", "note", ink="soft")
        )
        both.addLayout(right, 2)
        self.body.addLayout(both, 1)

    @classmethod
    def open_for(
        cls, context: AppContext, parent: QWidget, week: dt.date, now: dt.datetime
    ) -> None:
        """Read who owes a return and show the dialog over the window."""

        def show(loaded: Loaded) -> None:
            if not loaded[0]:
                context.toast("这一周没有需要催报的单位")
                return
            dialog = cls(context, parent, week, loaded)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        context.read(
            lambda s: reminders.load(s, week, now), show, owner=parent, key="reminders"
        )

    def shown(self) -> list[ReminderRow]:
        """The rows that the filter lets through."""
        group = self.group.key()
        return reminders.choose(
            self._rows,
            groups=[group] if group else None,
            at_least=int(self.pills.current() or 0),
        )

    def copy_shown(self) -> None:
        """Put the words at the right on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._context.toast("已复制，可以粘贴到短信、微信或文档")

    def print_list(self) -> None:
        """Print the list as a table."""
        from ui.widgets.printing import print_html

        made = reminders.reminder_text(
            self.shown(), self._office, self._week, self._due
        )
        print_html(self, made.html, made.title)

    def _show(self) -> None:
        rows = self.shown()
        self.table.set_rows(rows, id_of=lambda r: r.unit_id)
        if rows and self.table.current_id() is None:
            self.table.select(rows[0].unit_id)
        self._show_text()

    def _show_text(self) -> None:
        rows = self.shown()
        made = reminders.reminder_text(rows, self._office, self._week, self._due)
        one = self.which.current() == "one"
        self.ok_button.setText("复制这一条" if one else "复制名单")
        if not one:
            self.text.setPlainText(made.notice)
            return
        personal = dict(made.personal)
        current = self.table.current_id()
        self.text.setPlainText(
            personal.get(current, "") if isinstance(current, int) else ""
        )


def _weeks(row: ReminderRow) -> str:
    newest = [short_label(w) for w in row.weeks][-5:]
    listed = "、".join(newest)
    more = f" 等 {len(row.weeks)} 周" if len(row.weeks) > len(newest) else ""
    return listed + more
