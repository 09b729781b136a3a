"""What was done, by whom, to which record; undo, redo, and the recycle bin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import journal
from models.base import Base, Record
from models.database import Database
from models.errors import NotFound, ValidationError
from models.journal import Reverted
from models.tables import (
    Action,
    ColumnMapping,
    ImportBatch,
    ImportFile,
    Journal,
    Liaison,
    Outlet,
    OutletColumn,
    Placement,
    Setting,
    Story,
    Unit,
    UnitGroup,
    WeeklyIssue,
    WeeklyReturn,
)
from models.vocabulary import OutletLevel

TABLE_WORDS: dict[str, str] = {
    "setting": "设置",
    "unit_group": "分组",
    "unit": "单位",
    "liaison": "联络员",
    "outlet": "媒体",
    "outlet_column": "栏目",
    "weekly_return": "报送",
    "story": "稿件",
    "placement": "刊播",
    "import_batch": "导入批次",
    "import_file": "导入文件",
    "column_mapping": "表格对应",
    "weekly_issue": "周汇总",
}
"""Chinese word for each journaled table."""

FIELD_WORDS: dict[str, str] = {
    "name": "名称",
    "short_name": "简称",
    "group_id": "分组",
    "position": "排序",
    "aliases": "别名",
    "initials": "拼音首字母",
    "valid_from": "启用日期",
    "valid_to": "停用日期",
    "merged_into_id": "并入单位",
    "note": "备注",
    "unit_id": "单位",
    "phone": "电话",
    "level": "层级",
    "kind": "类型",
    "confirmed": "已核对",
    "outlet_id": "媒体",
    "week": "周次",
    "received_on": "收到日期",
    "nil": "零报告",
    "exempt": "免报",
    "exempt_reason": "免报理由",
    "returned_on": "退回日期",
    "returned_reason": "退回原因",
    "accepted_on": "认可日期",
    "source": "来源",
    "form_version": "表格版本",
    "title": "标题",
    "title_key": "标题索引",
    "first_on": "最早刊播",
    "story_id": "稿件",
    "return_id": "报送",
    "published_on": "刊播日期",
    "column_name": "栏目",
    "genre": "体裁",
    "spot": "版面/时段",
    "link": "链接",
    "deleted_at": "删除时间",
    "key": "项目",
    "value": "内容",
    "made_at": "时间",
    "taken": "收下",
    "changed": "改动",
    "duplicates": "重复",
    "skipped": "跳过",
    "action_id": "操作",
    "batch_id": "导入批次",
    "file_id": "导入文件",
    "source_row": "原表行号",
    "sha256": "文件校验",
    "outcome": "结果",
    "mapping": "对应",
    "header_key": "表头",
    "number": "期号",
    "issued_at": "时间",
    "issued_by": "经手人",
    "hash": "校验码",
    "upto_action": "截至操作",
}
"""Chinese word for each field that the history can show."""

_HIDDEN_FIELDS = frozenset(
    {"title_key", "initials", "action_id", "upto_action", "contents", "uid"}
)
# What has left the house or is bookkeeping cannot be taken back by undo.
_FINAL_KINDS = frozenset({"issue", "sample"})
_BINNED: dict[str, type[Record]] = {
    "unit": Unit,
    "liaison": Liaison,
    "outlet": Outlet,
    "story": Story,
    "placement": Placement,
}


@dataclass(frozen=True)
class ActionRow:
    """One action in the history. `undoable` says whether 撤销 is offered."""

    id: int
    at: dt.datetime
    actor: str
    kind: str
    title: str
    records: int
    undone: bool
    undoes: int | None
    undoable: bool


@dataclass(frozen=True)
class Change:
    """One field of one record: what it was and what it became, as words."""

    table: str
    record_id: int
    record: str
    op: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class BinRow:
    """One record in the recycle bin."""

    table: str
    record_id: int
    kind: str
    text: str
    deleted_at: dt.datetime


def list_actions(
    session: Session,
    *,
    kind: str | None = None,
    words: str = "",
    before_id: int | None = None,
    limit: int = 200,
) -> list[ActionRow]:
    """Actions, newest first; `before_id` continues after the last one of a former page."""
    query = select(Action).order_by(Action.id.desc()).limit(limit)
    if kind:
        query = query.where(Action.kind == kind)
    if words:
        query = query.where(Action.title.contains(words, autoescape=True))
    if before_id:
        query = query.where(Action.id < before_id)
    actions = list(session.scalars(query))
    counts = dict(
        session.execute(
            select(Journal.action_id, func.count())
            .where(Journal.action_id.in_([a.id for a in actions]))
            .group_by(Journal.action_id)
        ).tuples()
    )
    return [_action_row(a, counts.get(a.id, 0)) for a in actions]


def last_undoable(session: Session) -> ActionRow | None:
    """The newest action of the clerk that can be undone (for Ctrl+Z); undoing actions are passed over."""
    query = select(Action).where(
        Action.undone_by.is_(None),
        Action.undoes.is_(None),
        Action.kind.not_in(_FINAL_KINDS),
    )
    found = session.scalar(query.order_by(Action.id.desc()).limit(1))
    return _action_row(found, 0) if found else None


def last_redoable(session: Session) -> ActionRow | None:
    """The undo that Ctrl+Y takes back: the newest action, if it is an undo that still stands."""
    found = session.scalar(select(Action).order_by(Action.id.desc()).limit(1))
    if found is None or found.undoes is None or found.undone_by is not None:
        return None
    return _action_row(found, 0)


def undo_action(db: Database, action_id: int) -> Reverted:
    """Take an action back as an action of its own; undoing an undo redoes.

    Records that later work leans on (a story, an outlet, a unit, a return that later placements belong
    to) stay. Raises NotFound, ValidationError (undone already, or an issue, which is final).
    """
    with db.reading() as session:
        action = session.get(Action, action_id)
        if action is None:
            raise NotFound("没有找到这次操作的记录。")
        if action.kind in _FINAL_KINDS:
            raise ValidationError(
                "周汇总发出后不能撤销；之后的改动会列入下一期的更正。"
            )
        title = action.title
    with db.writing(f"撤销：{title}", kind="undo") as session:
        return journal.revert(session, action_id, keep=needed_later(session, action_id))


def needed_later(session: Session, action_id: int) -> set[tuple[str, int]]:
    """Records inserted by an action that live records of other actions point at."""
    inserted: dict[str, set[int]] = {}
    query = select(Journal.table_name, Journal.record_id).where(
        Journal.action_id == action_id, Journal.op == "insert"
    )
    for name, record_id in session.execute(query):
        inserted.setdefault(name, set()).add(record_id)
    keep: set[tuple[str, int]] = set()
    for child in Base.metadata.sorted_tables:
        if "deleted_at" not in child.c:
            continue
        for link in child.foreign_keys:
            parent = link.column.table.name
            for part in _parts(inserted.get(parent, set())):
                rows = session.execute(
                    select(link.parent, child.c.id).where(
                        link.parent.in_(part), child.c.deleted_at.is_(None)
                    )
                )
                own = inserted.get(child.name, set())
                keep |= {
                    (parent, parent_id)
                    for parent_id, child_id in rows
                    if child_id not in own
                }
    return keep


def changes_of(session: Session, action_id: int, limit: int = 500) -> list[Change]:
    """What an action did, field by field; an added record is one line without a field."""
    rows = session.scalars(
        select(Journal)
        .where(Journal.action_id == action_id)
        .order_by(Journal.id)
        .limit(limit)
    )
    return [change for row in rows for change in _changes(session, row)]


def record_history(
    session: Session, table: str, record_id: int
) -> list[tuple[ActionRow, list[Change]]]:
    """All that happened to one record, newest first."""
    found: list[tuple[ActionRow, list[Change]]] = []
    rows = session.scalars(
        select(Journal)
        .where(Journal.table_name == table, Journal.record_id == record_id)
        .order_by(Journal.id.desc())
    )
    for row in rows:
        action = session.get(Action, row.action_id)
        if action is not None:
            found.append((_action_row(action, 1), _changes(session, row)))
    return found


def recycle_bin(
    session: Session, table: str | None = None, limit: int = 500
) -> list[BinRow]:
    """Deleted records, newest first."""
    rows: list[BinRow] = []
    for name, kind in _BINNED.items():
        if table and name != table:
            continue
        query = (
            select(kind)
            .where(kind.deleted_at.is_not(None))
            .order_by(kind.deleted_at.desc())
            .limit(limit)
        )
        for record in session.scalars(query):
            assert record.deleted_at is not None
            rows.append(
                BinRow(
                    name,
                    record.id,
                    TABLE_WORDS[name],
                    record_text(session, record),
                    record.deleted_at,
                )
            )
    rows.sort(key=lambda r: r.deleted_at, reverse=True)
    return rows[:limit]


def restore(session: Session, table: str, record_id: int) -> None:
    """Take a record out of the recycle bin, with what it cannot live without (a placement's story)."""
    kind = _BINNED.get(table)
    record = session.get(kind, record_id) if kind else None
    if record is None or record.deleted_at is None:
        raise NotFound("回收站里已经没有这条记录了。")
    if isinstance(record, (Unit, Outlet)):
        same = select(type(record).id).where(
            type(record).name == record.name, type(record).deleted_at.is_(None)
        )
        if session.scalar(same.limit(1)) is not None:
            raise ValidationError(f"名册里已有“{record.name}”，不能恢复同名的记录。")
    record.deleted_at = None
    if isinstance(record, Placement):
        for parent in (
            session.get(Story, record.story_id),
            session.get(WeeklyReturn, record.return_id),
        ):
            if parent is not None:
                parent.deleted_at = None
                if isinstance(parent, WeeklyReturn):
                    parent.nil = False
    if isinstance(record, Story):
        for placement in session.scalars(
            select(Placement).where(Placement.story_id == record.id)
        ):
            placement.deleted_at = None
            owner = session.get(WeeklyReturn, placement.return_id)
            if owner is not None:
                owner.deleted_at, owner.nil = None, False
    if isinstance(record, Liaison):
        unit = session.get(Unit, record.unit_id)
        if unit is not None and unit.deleted_at is not None:
            raise ValidationError(f"请先恢复单位“{unit.name}”，再恢复它的联络员。")
    session.flush()


def record_text(session: Session, record: Record) -> str:
    """A short text by which a clerk knows a record."""
    if isinstance(record, (Unit, Outlet, UnitGroup, OutletColumn)):
        return record.name
    if isinstance(record, Liaison):
        return f"{record.name}（{_name(session, Unit, record.unit_id)}）"
    if isinstance(record, Story):
        return f"{_name(session, Unit, record.unit_id)}《{record.title}》"
    if isinstance(record, Placement):
        story = session.get(Story, record.story_id)
        title = story.title if story else ""
        outlet = _name(session, Outlet, record.outlet_id)
        return f"{record.published_on:%m月%d日} {outlet}《{title}》"
    if isinstance(record, WeeklyReturn):
        return f"{_name(session, Unit, record.unit_id)} {record.week:%Y-%m-%d} 那一周"
    if isinstance(record, ImportFile):
        return record.name
    if isinstance(record, ImportBatch):
        return f"{record.made_at:%m月%d日 %H:%M} 导入"
    if isinstance(record, WeeklyIssue):
        return f"第 {record.number} 期"
    if isinstance(record, Setting):
        return record.key
    if isinstance(record, ColumnMapping):
        return _name(session, Unit, record.unit_id)
    return str(record.id)


def _action_row(action: Action, records: int) -> ActionRow:
    undone = action.undone_by is not None
    return ActionRow(
        action.id,
        action.at,
        action.actor,
        action.kind,
        action.title,
        records,
        undone,
        action.undoes,
        undoable=not undone and action.kind not in _FINAL_KINDS,
    )


def _changes(session: Session, row: Journal) -> list[Change]:
    kind = _KINDS[row.table_name]
    record = session.get(kind, row.record_id)
    name = record_text(session, record) if record is not None else ""
    table = TABLE_WORDS.get(row.table_name, row.table_name)
    if row.op == "insert":
        return [Change(table, row.record_id, name, "新增", "", "", "")]
    before = journal.load_values(row.table_name, row.before)
    after = journal.load_values(row.table_name, row.after)
    if "deleted_at" in after:
        op = "恢复" if after["deleted_at"] is None else "删除"
        return [Change(table, row.record_id, name, op, "", "", "")]
    return [
        Change(
            table,
            row.record_id,
            name,
            "修改",
            FIELD_WORDS.get(field, field),
            _word(session, field, before.get(field)),
            _word(session, field, after[field]),
        )
        for field in after
        if field not in _HIDDEN_FIELDS
    ]


def _word(session: Session, field: str, value: Any) -> str:
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool) or field in {"nil", "exempt", "confirmed"}:
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if field == "level":
        return OutletLevel(value).label
    kind = _LINKS.get(field)
    if kind is not None:
        record = session.get(kind, value)
        return record_text(session, record) if record is not None else str(value)
    return str(value)


def _name(session: Session, kind: type[Unit] | type[Outlet], record_id: int) -> str:
    record = session.get(kind, record_id)
    return record.name if record is not None else ""


def _parts(ids: set[int], size: int = 500) -> list[list[int]]:
    ordered = sorted(ids)
    return [ordered[i : i + size] for i in range(0, len(ordered), size)]


_LINKS: dict[str, type[Record]] = {
    "unit_id": Unit,
    "merged_into_id": Unit,
    "group_id": UnitGroup,
    "outlet_id": Outlet,
    "story_id": Story,
    "return_id": WeeklyReturn,
}
_KINDS: dict[str, type[Record]] = {
    m.class_.__tablename__: m.class_
    for m in Record.registry.mappers
    if issubclass(m.class_, Record)
}
