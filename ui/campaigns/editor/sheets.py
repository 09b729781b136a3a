"""The lists of a plan as grids: their columns, their lines, and the values that a line stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.errors import ValidationError
from models.vocabulary_campaigns import CHANNEL_KINDS, MESSAGE_KINDS, UnitRole
from services.campaigns import types
from services.campaigns.fields import Item
from ui.campaigns.editor.desk import Choices
from ui.registers.grid_save import day_of, day_text
from ui.widgets.grid import GridColumn, GridLine

Now = Callable[[], Choices]
Cells = Mapping[str, str]
DOUBT = GridColumn("doubt", "存疑", 150, editable=False)
YES = "是"


@dataclass(frozen=True)
class Sheet:
    """One list: `one` names a line; `columns` in order; `rows` takes the lines out of a plan.

    `kinds` says how the text of a column becomes a value: text, day, whole, number, flag, or a mapping of words to
    codes; `linked` is the column that names a record of the register (unit or outlet). `fixed` are values
    that every line of this list has. `apart` are values that `aside(session, id,
    values)` stores once the line itself stands.
    """

    key: str
    title: str
    one: str
    item: Item
    columns: Callable[[Now], Sequence[GridColumn]]
    rows: Callable[[types.Plan], Sequence[Any]]
    kinds: Mapping[str, Any] = field(default_factory=dict[str, Any])
    fixed: Mapping[str, Any] = field(default_factory=dict[str, Any])
    hint: str = ""
    linked: str = ""
    apart: tuple[str, ...] = ()
    aside: Callable[[Any, int, dict[str, Any]], None] | None = None

    def line(self, row: Any, choices: Choices) -> GridLine:
        """A record as a line of texts."""
        cells = {key: self._shown(key, row, choices) for key in self.keys()}
        cells["doubt"] = row.doubt
        return GridLine(row.id, cells, flagged=bool(row.doubt))

    def keys(self) -> list[str]:
        """The columns that are stored, and the link."""
        return [c.key for c in self.columns(Choices) if c.key != "doubt"]

    def values(self, cells: Cells, choices: Choices) -> dict[str, Any]:
        """The values of the columns that are given. Raises ValidationError with the column."""
        found: dict[str, Any] = {}
        for key, words in cells.items():
            if key == "doubt":
                continue
            if key in ("unit", "outlet"):
                found[f"{key}_id"] = _link(key, words, choices)
            else:
                found[key] = self._value(key, words, cells)
        return found

    def _shown(self, key: str, row: Any, choices: Choices) -> str:
        if key == "unit":
            return choices.unit_name(row.unit_id)
        if key == "outlet":
            return choices.outlet_name(row.outlet_id)
        value, kind = getattr(row, key), self.kinds.get(key, "text")
        if isinstance(kind, Mapping):
            return str(kind.get(value, ""))
        if kind == "day":
            return day_text(value)
        if kind == "flag":
            return YES if value else ""
        if value is None:
            return ""
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _value(self, key: str, words: str, cells: Cells) -> Any:
        kind = self.kinds.get(key, "text")
        words = words.strip()
        if isinstance(kind, Mapping):
            codes = {text: code for code, text in kind.items()}
            if words not in codes:
                offered = "、".join(str(w) for w in kind.values())
                raise ValidationError(f"请填 {offered} 中的一个。", key)
            return codes[words]
        if kind == "day":
            return day_of(cells, key)
        if kind == "flag":
            return words in (YES, "√", "1", "对", "每年")
        if kind in ("whole", "number"):
            return _number(key, words, whole=kind == "whole")
        return words


def _number(key: str, words: str, *, whole: bool) -> float | int | None:
    plain = words.rstrip("%％").replace(",", "").strip()
    if not plain:
        return None
    try:
        value = float(plain)
    except ValueError:
        raise ValidationError(f"“{words}”不是数字。", key) from None
    if whole and value != int(value):
        raise ValidationError("请填写整数。", key)
    return int(value) if whole else value


def _link(key: str, words: str, choices: Choices) -> int | None:
    rows = choices.units if key == "unit" else choices.outlets
    name = words.strip()
    if not name:
        return None
    for row in rows:
        if row[1] == name:
            return row[0]
    word = "单位" if key == "unit" else "媒体"
    raise ValidationError(
        f"名册里没有{word}“{name}”，请从列表里选；暂时不对应就清空这一格。", key
    )


def _people(kind: str) -> Callable[[types.Plan], Sequence[Any]]:
    return lambda plan: [p for p in plan.people if p.kind == kind]


def _units(*, copied: bool) -> Callable[[types.Plan], Sequence[Any]]:
    return lambda plan: [u for u in plan.units if (u.role == "copied") == copied]


def _unit_columns(now: Now) -> Sequence[GridColumn]:
    units = lambda: now().unit_names()  # noqa: E731
    return (
        GridColumn(
            "name",
            "单位名称（文中写法）",
            220,
            "pick",
            units,
            required=True,
            stretch=True,
        ),
        GridColumn(
            "unit",
            "名册中的单位",
            200,
            "pick",
            units,
            hint="和名册里哪个单位是一家；名册里没有就空着",
        ),
        GridColumn("label", "原文标签", 100),
        DOUBT,
    )


_MEMBER = UnitRole.MEMBER.value

SHEETS: dict[str, Sheet] = {
    sheet.key: sheet
    for sheet in (
        Sheet(
            "notices",
            "发文通知",
            "通知",
            Item.NOTICE,
            lambda _now: (
                GridColumn("title", "通知标题", 280, required=True, stretch=True),
                GridColumn("issuer", "发文机关", 150),
                GridColumn("doc_number", "发文字号", 140),
                GridColumn("issued_on", "成文日期", 100, "date", hint="如 2021-08-16"),
                GridColumn("issued_raw", "日期写法", 110),
                GridColumn("recipients", "主送机关", 180),
                DOUBT,
            ),
            lambda plan: plan.notices,
            {"issued_on": "day"},
            hint="转发、印发这份方案的通知，最外层的在最上面。",
        ),
        Sheet(
            "leaders",
            "组织领导",
            "人员",
            Item.PERSON,
            lambda _now: (
                GridColumn("role", "职责", 110, hint="如 组长、副组长、成员"),
                GridColumn("name", "姓名", 96),
                GridColumn("post", "职务", 280, stretch=True),
                DOUBT,
            ),
            _people("leader"),
            fixed={"kind": "leader"},
            hint="领导小组的组长、副组长和成员。",
        ),
        Sheet(
            "members",
            "成员单位",
            "单位",
            Item.UNIT,
            _unit_columns,
            _units(copied=False),
            fixed={"role": _MEMBER},
            hint="名册里没有的单位照原文保留；填上“名册中的单位”，任务台账就能按单位归到一起。",
            linked="unit",
        ),
        Sheet(
            "copied",
            "抄送",
            "单位",
            Item.UNIT,
            _unit_columns,
            _units(copied=True),
            fixed={"role": UnitRole.COPIED.value},
            hint="抄送单位不是成员单位，不承担任务。",
            linked="unit",
        ),
        Sheet(
            "phases",
            "阶段",
            "阶段",
            Item.PHASE,
            lambda _now: (
                GridColumn("name", "阶段名称", 190, required=True, stretch=True),
                GridColumn("starts_on", "开始", 100, "date"),
                GridColumn("ends_on", "结束", 100, "date"),
                GridColumn("raw", "文中写法", 150),
                GridColumn("recurrence_raw", "周期", 110, hint="如 每周五、每月10日"),
                DOUBT,
            ),
            lambda plan: plan.phases,
            {"starts_on": "day", "ends_on": "day"},
            hint="时间轴上的横条就是这里的阶段，两头的日期都算在内。",
        ),
        Sheet(
            "messages",
            "目标与重点",
            "要点",
            Item.MESSAGE,
            lambda _now: (
                GridColumn(
                    "kind",
                    "类别",
                    100,
                    "choice",
                    tuple(MESSAGE_KINDS.values()),
                    required=True,
                ),
                GridColumn("text", "内容", 400, required=True, stretch=True),
                DOUBT,
            ),
            lambda plan: plan.messages,
            {"kind": MESSAGE_KINDS},
            hint="目标、宣传重点、工作要求，一条一行。",
        ),
        Sheet(
            "channels",
            "栏目、媒体、阵地",
            "渠道",
            Item.CHANNEL,
            lambda now: (
                GridColumn(
                    "kind",
                    "类别",
                    100,
                    "choice",
                    tuple(CHANNEL_KINDS.values()),
                    required=True,
                ),
                GridColumn(
                    "name",
                    "名称（文中写法）",
                    240,
                    "pick",
                    lambda: now().outlet_names(),
                    required=True,
                    stretch=True,
                ),
                GridColumn(
                    "outlet",
                    "名册中的媒体",
                    200,
                    "pick",
                    lambda: now().outlet_names(),
                ),
                DOUBT,
            ),
            lambda plan: plan.channels,
            {"kind": CHANNEL_KINDS},
            hint="方案里点到的专题专栏、媒体和宣传阵地。",
            linked="outlet",
        ),
        Sheet(
            "contacts",
            "联系人",
            "联系人",
            Item.PERSON,
            lambda _now: (
                GridColumn("name", "姓名", 90),
                GridColumn("dept", "单位或部门", 200, stretch=True),
                GridColumn("post", "职务", 110),
                GridColumn("phone", "电话", 140),
                GridColumn("email", "邮箱", 180),
                DOUBT,
            ),
            _people("contact"),
            fixed={"kind": "contact"},
            hint="方案里写明的联系人和报送方式。",
        ),
        Sheet(
            "weights",
            "权重",
            "投票方",
            Item.WEIGHT,
            lambda _now: (
                GridColumn("name", "投票方", 260, required=True, stretch=True),
                GridColumn("percent", "所占百分比", 120, align="right", required=True),
                DOUBT,
            ),
            lambda plan: plan.weights,
            {"percent": "number"},
            hint="评选时各投票方所占的比重，合计应是 100%。",
        ),
        Sheet(
            "slots",
            "日程安排",
            "安排",
            Item.SLOT,
            lambda now: (
                GridColumn("number", "序号", 60, align="right"),
                GridColumn(
                    "name",
                    "单位（文中写法）",
                    220,
                    "pick",
                    lambda: now().unit_names(),
                    required=True,
                    stretch=True,
                ),
                GridColumn(
                    "unit", "名册中的单位", 190, "pick", lambda: now().unit_names()
                ),
                GridColumn("on_day", "日期", 100, "date"),
                GridColumn("raw", "日期写法", 130),
                DOUBT,
            ),
            lambda plan: plan.slots,
            {"number": "whole", "on_day": "day"},
            hint="方案所附的采访安排等日程；实际排期请到“排期”页。",
            linked="unit",
        ),
    )
}
"""The lists that stand in the tree, by the key of their node."""
