"""The first start: the office's name, then where the units come from."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from models.errors import AppError, ValidationError
from ui import theme
from ui.context import AppContext
from ui.navigation import Place
from ui.widgets import buttons
from ui.widgets.cards import Card, make_label
from ui.widgets.form import Field, Form

_WIDTH = 640


class FirstStart(QWidget):
    """Two short steps; `finished(Place)` says where the clerk goes first."""

    finished = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setAccessibleName("开始使用")
        self._steps = QStackedWidget()
        self._steps.addWidget(self._office_card())
        self._steps.addWidget(self._choice_card())
        column = QVBoxLayout()
        column.addStretch(2)
        column.addWidget(self._steps)
        column.addStretch(3)
        outer = QHBoxLayout(self)
        outer.addStretch()
        outer.addLayout(column)
        outer.addStretch()
        self.form.focus("office")

    # --- step 1 ------------------------------------------------------------------------------------

    def _office_card(self) -> QWidget:
        card, body = _card(
            "欢迎使用宣传工作台",
            "每周收报、催报、汇总都在这里。先填两项，以后可以在“设置”里改。",
        )
        self.form = Form(
            [
                Field(
                    "office",
                    "办公室名称",
                    placeholder="例如：云岭县委宣传部",
                    hint="印在表格、催报名单和周汇总上",
                    required=True,
                ),
                Field(
                    "clerk",
                    "经办人",
                    placeholder="您的姓名，可以不填",
                    hint="记在操作记录里，便于查对",
                ),
            ]
        )
        self.form.submitted.connect(self.next)
        body.addWidget(self.form)
        row = QHBoxLayout()
        row.addStretch()
        row.insertWidget(0, self._backup_link())
        self.next_button = buttons.primary("下一步", self.next)
        row.addWidget(self.next_button)
        body.addLayout(row)
        return _held(card)

    def _backup_link(self) -> QWidget:
        """从备份恢复…, shown once it is known that there is something to go back to."""
        from ui.start.backup_chooser import Offered, read_offered

        self.backup_link = buttons.quiet("从备份恢复…", self._choose_backup)
        self.backup_link.hide()
        self._offered: list[Offered] = []
        folder = self._context.folder

        def found(offered: list[Offered]) -> None:
            if isValid(self):
                self._offered = offered
                self.backup_link.setVisible(bool(offered))

        self._context.jobs.run(lambda _report: read_offered(folder), on_success=found)
        return self.backup_link

    def _choose_backup(self) -> None:
        from ui.start.backup_chooser import BackupChooser

        chooser = BackupChooser(self, self._offered, self._context.state)
        chooser.chosen.connect(self._context.restore_wanted.emit)
        chooser.open()

    def next(self) -> None:
        """Check the first step and show the second."""
        self.form.clear_errors()
        if not self._office():
            self.form.set_error("office", "请填写办公室名称，例如“云岭县委宣传部”。")
            self.form.focus("office")
            return
        self._steps.setCurrentIndex(1)
        self.choices[0].setFocus()

    def _office(self) -> str:
        return str(self.form.values()["office"] or "").strip()

    # --- step 2 ------------------------------------------------------------------------------------

    def _choice_card(self) -> QWidget:
        card, body = _card(
            "报送单位从哪里来？",
            "报送单位有了，就可以发表格、收周报。选哪一种以后都能再补、再改。",
        )
        self.choices = [
            ChoiceButton(
                "upload",
                "导入单位名册",
                "已有 Excel 表：单位、简称、分组、联络员、电话，导入前先核对",
            ),
            ChoiceButton(
                "board",
                "看一看示例县",
                "载入虚构的云岭县：六十来个单位、半年的周报，熟悉一下再换成自己的",
            ),
            ChoiceButton(
                "plus", "从空白开始", "自己在“单位与媒体”里逐行录入，或从别处粘贴"
            ),
        ]
        for choice, action in zip(
            self.choices,
            (self.import_list, self.open_sample, self.begin_empty),
            strict=True,
        ):
            choice.clicked.connect(lambda _checked=False, act=action: act())
            body.addWidget(choice)
        self.message = make_label("", ink="wrong", wrap=True)
        self.message.hide()
        body.addWidget(self.message)
        row = QHBoxLayout()
        row.addWidget(buttons.quiet("上一步", lambda: self._steps.setCurrentIndex(0)))
        row.addStretch()
        body.addLayout(row)
        return _held(card)

    def begin_empty(self) -> None:
        """Keep the office and go to the desk, which says what to do next."""
        self._save(lambda: self.finished.emit(Place("home")))

    def open_sample(self) -> None:
        """Fill the database with the sample county."""

        def make() -> None:
            db = self._context.db

            def work(report: Any) -> Any:
                from services.sample import make_sample

                return make_sample(db, report=lambda *_a: report(0, 0, ""))

            self._context.jobs.run(
                work,
                on_success=lambda _info: self.finished.emit(Place("reporting")),
                on_error=self._on_error,
                on_cancel=lambda: self._lock(False),
                title="正在载入示例县",
            )

        self._save(make)

    def import_list(self) -> None:
        """Read a list of units, show what is in it, and take it in."""
        from ui.registers.transfer import import_units

        self.message.hide()
        import_units(self, self._context, on_done=self._on_imported)

    def _on_imported(self, _counts: Any) -> None:
        self._save(lambda: self.finished.emit(Place.of("registers", tab="units")))

    # --- saving ------------------------------------------------------------------------------------

    def _save(self, then: Any) -> None:
        self._lock(True)
        self.message.hide()
        office, clerk = self._office(), str(self.form.values()["clerk"] or "").strip()

        def work(session: Any) -> None:
            from services import settings

            settings.save(session, office=office, clerk=clerk, onboarded=True)

        def done(_none: None) -> None:
            self._context.db.actor = clerk
            then()

        self._context.write(
            "填写办公室名称", work, on_done=done, on_error=self._on_error
        )

    def _lock(self, busy: bool) -> None:
        for choice in self.choices:
            choice.setEnabled(not busy)

    def _on_error(self, error: BaseException) -> None:
        self._lock(False)
        if isinstance(error, ValidationError) and error.field in ("office", "clerk"):
            self._steps.setCurrentIndex(0)
            self.form.set_error(error.field, str(error))
        elif isinstance(error, AppError):
            self.message.setText(str(error))
            self.message.show()
        else:
            self._context.show_error(error)


class ChoiceButton(QAbstractButton):
    """A wide button: icon, what it does, and a line that explains it."""

    def __init__(
        self, icon: str, text: str, note: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._note = icon, note
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(note)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines and air around them."""
        return QSize(theme.px(520), theme.px(72))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the space bar does; up and down go from card to card."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, icon, two lines: the mouse tints the card, the keyboard puts a ring around it."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = self.isEnabled() and self.underMouse()
        chosen = self.isEnabled() and self.hasFocus()
        painter.setPen(
            QPen(look.color("focus"), 2)
            if chosen
            else QPen(look.color("control_line" if hovered else "line"), 1)
        )
        painter.setBrush(look.color("accent_tint" if hovered else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        side = theme.px(24)
        left = theme.px(20)
        painter.drawPixmap(
            left, (self.height() - side) // 2, theme.pixmap(self._icon, "accent", side)
        )
        text = self.rect().adjusted(
            left + side + theme.px(16), theme.px(14), -theme.px(16), -theme.px(14)
        )
        painter.setFont(theme.font("bold"))
        painter.setPen(look.color("text" if self.isEnabled() else "text_faint"))
        painter.drawText(
            text, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self.text()
        )
        painter.setFont(theme.font("note"))
        painter.setPen(look.color("text_soft"))
        note = painter.fontMetrics().elidedText(
            self._note, Qt.TextElideMode.ElideRight, text.width()
        )
        painter.drawText(
            text, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, note
        )


def _card(title: str, note: str) -> tuple[Card, QVBoxLayout]:
    card = Card()
    card.setFixedWidth(theme.px(_WIDTH))
    body = card.body
    body.setContentsMargins(*(theme.px(n) for n in (36, 32, 36, 28)))
    body.setSpacing(theme.px(12))
    head = QHBoxLayout()
    head.setSpacing(theme.px(12))
    mark = QLabel()
    mark.setPixmap(theme.pixmap("mark", "accent", theme.px(28)))
    head.addWidget(mark)
    head.addWidget(make_label(title, "title"), 1)
    body.addLayout(head)
    body.addWidget(make_label(note, ink="soft", wrap=True))
    body.addSpacing(theme.px(8))
    return card, body


def _held(card: Card) -> QWidget:
    """The card at the top of its step, whatever the other step's height."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(card)
    column.addStretch()
    return holder
