"""The plan itself: title, issuer, number, dates, and what was told when it was read in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from models.errors import ValidationError
from models.vocabulary_campaigns import CampaignState
from services.campaigns.words import FIELDS
from ui.campaigns.editor.auto_form import AutoForm, grow_long
from ui.campaigns.editor.desk import Desk, Section
from ui.campaigns.editor.doubts import Doubt, DoubtStrip
from ui.campaigns.editor.nodes import Node
from ui.theme import px
from ui.widgets.cards import Card, SectionTitle
from ui.widgets.form import Field, Form
from ui.widgets.labels import make_label

_NAMES = {**FIELDS, "title": "标题", "doc_number": "发文字号", "issue_date": "成文日期"}


class FactsSection(Section):
    """The form of the plan's own fields."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card = Card()
        outer.addWidget(card)
        card.body.addWidget(SectionTitle("基本信息", "改完离开那一格，自动保存"))
        self.doubts = DoubtStrip()
        card.body.addWidget(self.doubts)
        self.form = Form(
            [
                Field("title", "方案标题", "long", required=True),
                Field("short_name", "简称", hint="列表、台账里用的短名"),
                Field(
                    "state",
                    "状态",
                    "choice",
                    [(s.value, s.label) for s in CampaignState],
                    hint="草拟和已结束的方案不算逾期",
                ),
                Field("issuer", "发文机关"),
                Field("doc_number", "发文字号", placeholder="如 青宣发〔2026〕3号"),
                Field("issued_on", "成文日期", "date"),
                Field("issued_raw", "成文日期写法", placeholder="如 2026年1月5日"),
                Field("starts_on", "开始日期", "date"),
                Field("ends_on", "结束日期", "date"),
                Field("period_raw", "起止时间的文中写法"),
                Field("letterhead", "版头"),
                Field("recipients", "主送机关", "long"),
                Field("note", "备注", "long", placeholder="只给自己看，不会发出去"),
            ],
            columns=2,
        )
        grow_long(self.form, "title", px(56))
        grow_long(self.form, "recipients", px(56))
        grow_long(self.form, "note", px(72))
        self.auto = AutoForm(self.form)
        self.auto.left.connect(self.save)
        self.auto.typed.connect(lambda: desk.said.emit("typing", ""))
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        column.addWidget(self.form)
        self.origin = make_label("", "note", ink="soft", wrap=True)
        column.addSpacing(px(8))
        column.addWidget(self.origin)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        card.body.addWidget(scroll, 1)
        self.setFocusProxy(self.form.widget("title"))

    def show_node(self, node: Node) -> None:
        super().show_node(node)
        self._show(fresh=True)

    def refresh(self) -> None:
        self._show(fresh=False)

    def _show(self, *, fresh: bool) -> None:
        plan = self.desk.plan
        if plan is None:
            return
        values = {f.key: getattr(plan, f.key) for f in self.form.fields}
        values["state"] = plan.state.value
        self.auto.load(values, fresh=fresh)
        shown: list[Doubt] = [
            (f"{_NAMES.get(name, name)}：{span[2]}", lambda n=name: self._settle(n))
            for name, span in plan.spans.items()
            if span[2]
        ]
        self.doubts.show_doubts(shown)
        words: list[str] = []
        if plan.source_name:
            words.append(f"读自：{plan.source_name}")
        if plan.remarks:
            words.append(f"识读说明：{plan.remarks}")
        self.origin.setText("\n".join(words))
        places = [(s[0], s[1]) for s in plan.spans.values() if s[0] is not None]
        self.desk.shown_words.emit(places)

    def _settle(self, name: str) -> None:
        plan_id = self.desk.campaign_id

        def work(session: Session) -> None:
            from services.campaigns import edit

            edit.settle_own_doubt(session, plan_id, name)

        self.desk.write(f"核对“{_NAMES.get(name, name)}”", work)

    def collect(self) -> dict[str, Any]:
        unread = self._unread()
        return {**self.auto.changes(), **({unread: None} if unread else {})}

    def store(
        self,
        changes: dict[str, Any],
        done: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        plan_id = self.desk.campaign_id
        unread = self._unread()
        if unread:
            failed(ValidationError("看不出是哪一天，例如 8月16日 或 2026.8.16", unread))
            return

        def work(session: Session) -> None:
            from services.campaigns import edit

            edit.change_campaign(session, plan_id, **changes)

        def stored(_none: Any) -> None:
            self.auto.mark_saved(changes)
            done()

        names = "、".join(f.label for f in self.form.fields if f.key in changes)
        self.desk.write(f"修改方案的{names}", work, stored, on_error=failed)

    def trouble(self, error: BaseException) -> None:
        field = error.field if isinstance(error, ValidationError) else ""
        self.form.set_error(field or "", str(error))

    def discard(self) -> None:
        self.auto.discard()

    def _unread(self) -> str:
        """The date field in which something stands that is no day."""
        from ui.widgets.dates import DateField

        for field in self.form.fields:
            widget = self.form.widget(field.key)
            if isinstance(widget, DateField) and widget.is_wrong():
                return field.key
        return ""
