"""单位核对: names of the document that the register does not know, and what each is to mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from services.campaigns.matching import UnitMatch
from services.plans.correcting.draft import UnitAnswer
from ui import theme
from ui.theme import px
from ui.widgets.buttons import plain, quiet
from ui.widgets.labels import make_label
from ui.widgets.picker import Picker, PickItem
from ui.widgets.tables import Column, PagedTable

_STATES = {
    "known": ("已认得", "received"),
    "near": ("相近", "ask"),
    "unknown": ("名册没有", "missing"),
    "link": ("已对应", "received"),
    "new": ("将新增", "merged"),
    "leave": ("不对应", "neutral"),
}
_ORDER = ("near", "unknown", "link", "new", "leave", "known")


@dataclass(frozen=True)
class NameRow:
    """A name of the document; `id` is the name itself."""

    id: str
    times: int
    state: str
    target: str


def name_rows(
    matches: Sequence[UnitMatch],
    answers: Mapping[str, UnitAnswer],
    names: Mapping[int, str],
) -> list[NameRow]:
    """The names, those to be answered first; `names` are the units of the register by id."""
    rows: list[NameRow] = []
    for match in matches:
        answer = answers.get(match.name)
        state = "known" if match.unit_id else "near" if match.near else "unknown"
        target = match.unit_name if match.unit_id else ""
        if match.near and not match.unit_id:
            target = f"可能是 {match.near[0][1]}"
        if answer is not None:
            state = answer.kind
            target = {
                "link": names.get(answer.unit_id or 0, ""),
                "new": answer.name or match.name,
            }.get(answer.kind, "只记名称，不对应名册")
        rows.append(NameRow(match.name, match.times, state, target))
    return sorted(rows, key=lambda r: _ORDER.index(r.state))


def unanswered(
    matches: Sequence[UnitMatch], answers: Mapping[str, UnitAnswer]
) -> list[UnitMatch]:
    """Names that are not known and about which nothing was said."""
    return [m for m in matches if not m.unit_id and m.name not in answers]


class UnitCheck(QWidget):
    """`answered({name: UnitAnswer | None})`; `name_chosen(name)` when another is meant, `next_place(name)`."""

    answered = Signal(object)
    name_chosen = Signal(str)
    next_place = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matches: dict[str, UnitMatch] = {}
        self._answers: Mapping[str, UnitAnswer] = {}
        self._names: dict[int, str] = {}
        self._rows: list[NameRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.table = PagedTable(
            [
                Column("id", "原文写法", 200, stretch=True),
                Column("times", "处数", 56, align="right"),
                Column("state", "处理", 96, text=None, chip=lambda r: _STATES[r.state]),
                Column("target", "对应单位", 200, stretch=True),
            ]
        )
        self.table.row_selected.connect(self._on_row)
        self.table.row_activated.connect(self._on_activated)
        self.table.installEventFilter(self)
        self.table.view.installEventFilter(self)
        column.addWidget(self.table, 1)
        column.addWidget(self._card())
        self.setFocusProxy(self.table)

    def set_units(self, units: Sequence[PickItem]) -> None:
        """Units of the register."""
        self._names = {int(u.id): u.text for u in units}
        self._picker.set_items(units)

    def set_names(
        self, matches: Sequence[UnitMatch], answers: Mapping[str, UnitAnswer]
    ) -> None:
        """Show the names of a document and what was said about them."""
        self._matches = {m.name: m for m in matches}
        self._answers = answers
        self._rows = name_rows(matches, answers, self._names)
        here = self.table.current_id()
        self.table.set_rows(self._rows)
        if here not in self._matches and self._rows:
            self.table.select(self._rows[0].id)
        left = len(unanswered(matches, answers))
        self._rest_new.setText(f"其余 {left} 个都新增到名册")
        self._rest_leave.setText(f"其余 {left} 个都不对应")
        for button in (self._rest_new, self._rest_leave):
            button.setVisible(left > 1)
        self._show(self.table.current_id())

    # --- Qt ------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """1–5 take a proposal, N adds, 0 leaves it, Backspace takes the answer back."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            match = self._match()
            typed = event.text().lower()
            if match is not None and not held:
                if typed in "12345" and typed and int(typed) <= len(match.near):
                    self._link(match.near[int(typed) - 1][0])
                    return True
                if typed == "n":
                    self._new()
                    return True
                if typed == "0":
                    self._leave()
                    return True
                if event.key() == Qt.Key.Key_Backspace:
                    self._say(None)
                    return True
        return super().eventFilter(watched, event)

    # --- inside --------------------------------------------------------------------------------------

    def _card(self) -> QWidget:
        card = QFrame()
        card.setObjectName("detail_card")
        box = QVBoxLayout(card)
        box.setContentsMargins(px(14), px(10), px(12), px(10))
        box.setSpacing(px(8))
        head = QHBoxLayout()
        self._title = make_label("", "bold")
        self._next = quiet("下一处", lambda: self.next_place.emit(self._current()))
        head.addWidget(self._title, 1)
        head.addWidget(self._next)
        box.addLayout(head)
        self._said = make_label("", "note", ink="soft", wrap=True)
        box.addWidget(self._said)
        self._near = QGridLayout()
        self._near.setSpacing(px(6))
        self._near.setColumnStretch(2, 1)
        box.addLayout(self._near)
        row = QHBoxLayout()
        row.setSpacing(px(6))
        self._picker = Picker()
        self._picker.setPlaceholderText("对应到名册里的另一个单位")
        self._picker.setAccessibleName("对应到名册里的单位")
        self._picker.picked.connect(self._on_picked)
        row.addWidget(self._picker, 1)
        row.addWidget(plain("新增到名册", self._new, tip="保存方案时新增（N）"))
        row.addWidget(plain("不对应", self._leave, tip="只记名称（0）"))
        box.addLayout(row)
        foot = QHBoxLayout()
        self.remember = QCheckBox("以后也认得这个写法")
        self.remember.setChecked(True)
        self.remember.setToolTip("保存方案时，把这个写法记作该单位的别名")
        foot.addWidget(self.remember)
        foot.addStretch(1)
        self._rest_new = quiet("", lambda: self._rest("new"))
        self._rest_leave = quiet("", lambda: self._rest("leave"))
        foot.addWidget(self._rest_new)
        foot.addWidget(self._rest_leave)
        box.addLayout(foot)
        theme.follow(card, lambda: _dress(card))
        return card

    def _current(self) -> str:
        found = self.table.current_id()
        return found if isinstance(found, str) else ""

    def _match(self) -> UnitMatch | None:
        return self._matches.get(self._current())

    def _on_row(self, _row_id: object) -> None:
        self._show(self._current())
        if self._current():
            self.name_chosen.emit(self._current())

    def _on_activated(self, _row_id: object) -> None:
        """Enter: the nearest unit, or a new one where none is near."""
        match = self._match()
        if match is None or match.unit_id:
            return
        if match.near:
            self._link(match.near[0][0])
        else:
            self._new()

    def _show(self, name: object) -> None:
        match = self._matches.get(name) if isinstance(name, str) else None
        while (item := self._near.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if match is None:
            self._title.setText("")
            self._said.setText("这份方案里没有单位名称。" if not self._matches else "")
            return
        self._title.setText(f"“{match.name}”　出现 {match.times} 处")
        self._next.setVisible(match.times > 1)
        self._said.setText(_told(match, self._answers.get(match.name)))
        for n, (unit_id, unit) in enumerate(match.near, start=1):
            place = divmod(n - 1, 2)  # five long names do not fit side by side
            self._near.addWidget(self._proposal(n, unit_id, unit), *place)
        answer = self._answers.get(match.name)
        linked = answer.unit_id if answer else match.unit_id
        self._picker.set_value(linked)

    def _proposal(self, n: int, unit_id: int, unit: str) -> QPushButton:
        return plain(
            f"{n} {unit}", lambda: self._link(unit_id), tip=f"就是{unit}（{n}）"
        )

    def _on_picked(self, unit_id: object) -> None:
        if isinstance(unit_id, int):
            self._link(unit_id)

    def _link(self, unit_id: int) -> None:
        self._say(UnitAnswer("link", unit_id, remember=self.remember.isChecked()))

    def _new(self) -> None:
        match = self._match()
        if match is not None and not match.unit_id:
            self._say(UnitAnswer("new", name=match.name))

    def _leave(self) -> None:
        self._say(UnitAnswer("leave"))

    def _say(self, answer: UnitAnswer | None) -> None:
        match = self._match()
        if match is None:
            return
        after = self._after(match.name)
        self.answered.emit({match.name: answer})
        if answer is not None and after:
            self.table.select(after)
        self.table.setFocus()

    def _after(self, name: str) -> str:
        """The next name to be answered, as the list stands now."""
        waiting = [r.id for r in self._rows if r.state in ("near", "unknown")]
        if name not in waiting:
            return name
        at = waiting.index(name)
        rest = [*waiting[at + 1 :], *waiting[:at]]
        return rest[0] if rest else name

    def _rest(self, kind: str) -> None:
        names = [
            m.name for m in unanswered(list(self._matches.values()), self._answers)
        ]
        made = {n: UnitAnswer(kind, name=n if kind == "new" else "") for n in names}
        self.answered.emit(made)


def _told(match: UnitMatch, answer: UnitAnswer | None) -> str:
    if answer is not None:
        return {
            "link": "已按您的选择对应；各处同名的一起生效。按退格键收回。",
            "new": "保存方案时新增到单位名册；撤销保存时一并撤销。按退格键收回。",
            "leave": "只记名称，不对应名册里的单位。按退格键收回。",
        }[answer.kind]
    if match.unit_id:
        return f"名册里是“{match.unit_name}”。如果不是同一家，可以另选。"
    if match.near:
        return "名册里有相近的单位，请确认是不是同一家："
    return "名册里没有这个名称，可以另选、新增，或只记名称。"


def _dress(card: QLabel | QWidget) -> None:
    line = theme.color("line").name()
    card.setStyleSheet(
        f"#detail_card {{ border: none; border-top: 1px solid {line}; }}"
    )
