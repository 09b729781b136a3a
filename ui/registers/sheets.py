"""The five registers as data: their columns, and the functions that read, save and delete their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.vocabulary import OutletLevel
from services.registers import columns as outlet_columns
from services.registers import groups, outlets, units
from ui.registers import rows
from ui.registers.grid_save import Cells
from ui.registers.rows import Choices, GridRow
from ui.widgets.grid import GridColumn

ChoicesNow = Callable[[], Choices]


def no_setting(_session: Session) -> AbstractContextManager[None]:
    """Nothing is prepared for many rows."""
    return nullcontext()


def stand_in(field: str, row: int) -> str:
    """A text that would pass in a wrong cell, so that the row's other cells can be looked at."""
    if field == "level":
        return OutletLevel.COUNTY.label
    return f"暂名{row}号" if field == "name" else ""


@dataclass(frozen=True)
class Sheet:
    """One register: `one` names a row, `table` is the journal's name; `ordered` lets Alt+↑↓ move rows.

    `around` is held open while many rows are saved; `stand_ins` gives a good text for a wrong cell.
    """

    key: str
    title: str
    one: str
    table: str
    columns: Callable[[ChoicesNow], Sequence[GridColumn]]
    read: Callable[[Session, dt.date], list[GridRow]]
    save: Callable[[Session, int | None, Cells], int]
    delete: Callable[[Session, int], None]
    empty: str
    ordered: bool = False
    around: Callable[[Session], AbstractContextManager[None]] = no_setting
    stand_ins: Callable[[str, int], str] = stand_in


def _unit_columns(now: ChoicesNow) -> Sequence[GridColumn]:
    return (
        GridColumn("name", "单位名称", 190, required=True),
        GridColumn("short_name", "简称", 96, hint="周报和汇总里用的短名"),
        GridColumn("group", "分组", 112, "pick", options=lambda: now().groups),
        GridColumn("liaison", "联络员", 70),
        GridColumn("phone", "电话", 126),
        GridColumn("aliases", "别名", 96, hint="几个别名用、隔开", stretch=True),
        GridColumn("valid_from", "启用日期", 88, "date"),
        GridColumn("valid_to", "停用日期", 88, "date"),
        GridColumn("merged_into", "并入单位", 88, "pick", options=lambda: now().units),
        GridColumn("initials", "拼音", 72, hint="查找用的首字母，可以改"),
        GridColumn("note", "备注", 64),
    )


def _liaison_columns(now: ChoicesNow) -> Sequence[GridColumn]:
    return (
        GridColumn(
            "unit", "单位", 220, "pick", options=lambda: now().units, required=True
        ),
        GridColumn("name", "联络员", 110, required=True),
        GridColumn("phone", "电话", 150),
        GridColumn("valid_from", "上任日期", 110, "date"),
        GridColumn("valid_to", "离任日期", 110, "date"),
        GridColumn("note", "备注", 160, stretch=True),
    )


def _outlet_columns(now: ChoicesNow) -> Sequence[GridColumn]:
    del now
    return (
        GridColumn("name", "媒体名称", 190, required=True),
        GridColumn("level", "层级", 84, "choice", rows.level_words(), required=True),
        GridColumn("kind", "类型", 84, "choice", rows.kind_words()),
        GridColumn("columns", "栏目", 240, hint="几个栏目用、隔开"),
        GridColumn("aliases", "别名", 160, hint="几个别名用、隔开"),
        GridColumn(
            "confirmed", "核对", 76, "choice", (rows.CONFIRMED, rows.UNCONFIRMED)
        ),
        GridColumn("initials", "拼音", 90, hint="查找用的首字母，可以改"),
        GridColumn("note", "备注", 120, stretch=True),
    )


def _group_columns(now: ChoicesNow) -> Sequence[GridColumn]:
    del now
    return (
        GridColumn("name", "分组名称", 260, required=True),
        GridColumn("units", "单位数", 160, editable=False, stretch=True),
    )


def _column_columns(now: ChoicesNow) -> Sequence[GridColumn]:
    return (
        GridColumn(
            "outlet", "媒体", 260, "pick", options=lambda: now().outlets, required=True
        ),
        GridColumn("name", "栏目名称", 320, required=True, stretch=True),
    )


SHEETS: dict[str, Sheet] = {
    s.key: s
    for s in (
        Sheet(
            "units", "单位", "单位", "unit", _unit_columns, rows.unit_rows, rows.save_unit,
            units.delete_unit, "在第一行直接录入，或从 Excel 复制一块，在第一格按 Ctrl+V 粘贴。", ordered=True,
            around=units.one_name_check,
        ),
        Sheet(
            "liaisons", "联络员", "联络员", "liaison", _liaison_columns, rows.liaison_rows,
            rows.save_liaison, units.delete_liaison, "先有单位，再在这里登记历任联络员。",
        ),
        Sheet(
            "groups", "分组", "分组", "unit_group", _group_columns, rows.group_rows,
            rows.save_group, groups.delete_group, "分组决定周报和汇总里的先后，例如县直部门、乡镇街道。", ordered=True,
        ),
        Sheet(
            "outlets", "媒体", "媒体", "outlet", _outlet_columns, rows.outlet_rows,
            rows.save_outlet, outlets.delete_outlet, "登记报纸、电视台、网站、公众号和它们的层级。",
        ),
        Sheet(
            "columns", "栏目", "栏目", "outlet_column", _column_columns, rows.column_rows,
            rows.save_column, outlet_columns.delete_column, "登记媒体的专题专栏。",
        ),
    )
}  # fmt: skip
