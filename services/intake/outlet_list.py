"""The outlet list from Excel: what it would change in the register, what is wrong in it, and putting it in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from models.errors import ValidationError
from models.tables import Outlet
from models.vocabulary import OUTLET_KINDS, OutletLevel
from services import text
from services.intake.list_sheet import (
    CHANGED,
    NEW,
    SAME,
    Claim,
    ListCounts,
    ListPreview,
    ListRow,
    arranged,
    clashing,
    match_rows,
    read_list,
)
from services.intake.workbook import Book
from services.register_headings import OUTLET_HEADINGS, OUTLET_SYNONYMS
from services.registers import outlets
from services.registers.outlets import OutletRow

MAX_NAME = 120

_COMPARED = tuple(name for name in OUTLET_HEADINGS if name != "number")
_KIND_WORDS: dict[str, str] = {
    "报": "报纸",
    "报刊": "报纸",
    "日报": "报纸",
    "电视台": "电视",
    "广播电台": "广播",
    "电台": "广播",
    "门户网站": "网站",
    "网络": "网站",
    "微信公众号": "微信",
    "公众号": "微信",
    "新浪微博": "微博",
    "app": "客户端",
    "新闻客户端": "客户端",
    "抖音": "短视频",
    "快手": "短视频",
    "视频号": "短视频",
    "期刊": "杂志",
    "led": "LED屏",
    "led显示屏": "LED屏",
    "电子屏": "LED屏",
    "公示栏": "宣传栏",
}


@dataclass(frozen=True)
class OutletListRow:
    """One good row: the outlet as it will be, `status` new, changed or same.

    `changes` are the headings that differ from the register; `number` the 序号.
    """

    sheet: str
    row: int
    status: str
    outlet_id: int | None
    name: str
    level: OutletLevel
    kind: str
    aliases: tuple[str, ...]
    columns: tuple[str, ...]
    note: str
    number: float | None
    changes: tuple[str, ...] = ()

    @property
    def keys(self) -> dict[str, tuple[str, str]]:
        """Folded name → (field, name) for all names that the outlet answers to."""
        found = {text.fold(self.name): ("name", self.name)}
        for alias in self.aliases:
            found.setdefault(text.fold(alias), ("aliases", alias))
        return found


OutletListPreview = ListPreview[OutletListRow]


@dataclass
class _Draft:
    source: ListRow
    present: OutletRow | None = None
    result: OutletListRow | None = None


def preview_outlets(session: Session, book: Book) -> OutletListPreview:
    """Compare an outlet list with the register; nothing is stored. Raises FileProblem for a file without one."""
    stored = outlets.list_outlets(session)
    sources = read_list(book, OUTLET_HEADINGS, OUTLET_SYNONYMS)
    drafts = [_Draft(s) for s in sources]
    _match(stored, drafts)
    for draft in drafts:
        if not draft.source.problems:
            _read(draft)
    while _refuse_clashes(stored, drafts):
        pass  # a row that is left out keeps its outlet as it was, which may clash with another row
    _compare(stored, drafts)
    rows = tuple(d.result for d in drafts if d.result is not None)
    problems = tuple(p for s in sources for p in s.problems)
    return OutletListPreview(book.name, rows, problems, len(drafts) - len(rows))


def commit_outlets(session: Session, preview: OutletListPreview) -> ListCounts:
    """Put the good rows of a preview into the register; the caller's writing session makes it one action."""
    stored = {o.id: o for o in outlets.list_outlets(session)}
    waiting = [r for r in preview.rows if r.status != SAME]
    ids: dict[tuple[str, int], int] = {}
    freed = False
    while waiting:
        later: list[OutletListRow] = []
        for row in waiting:
            try:
                ids[row.sheet, row.row] = _save(session, row, stored)
            except ValidationError:
                if freed:
                    raise
                later.append(row)
        if len(later) == len(waiting):
            # Names go round in a circle: let all of them go first.
            for row in later:
                if row.outlet_id is not None:
                    outlets.get_outlet(session, row.outlet_id).aliases = ""
            session.flush()
            freed = True
        waiting = later
    _set_order(session, preview, ids)
    return ListCounts(preview.new, preview.changed, preview.same, preview.skipped)


def _match(stored: list[OutletRow], drafts: list[_Draft]) -> None:
    by_name = {text.fold(o.name): o for o in stored}
    by_alias = {text.fold(a): o for o in reversed(stored) for a in o.aliases}
    sources = [d.source for d in drafts]
    found = match_rows(sources, by_name, by_alias, ("媒体", "同一家媒体"))
    for draft, outlet in zip(drafts, found, strict=True):
        draft.present = outlet


def _read(draft: _Draft) -> None:
    """The outlet as the row wants it; columns that the file lacks keep what is stored."""
    source, old = draft.source, draft.present
    name = text.clean(source.text("name").strip("《》"))
    others = (
        set(map(text.fold, old.aliases)) - {text.fold(old.name)} if old else set[str]()
    )
    if old is not None and text.fold(name) in others:
        name = old.name  # the file calls the outlet by one of its other names
    if len(name) > MAX_NAME:
        source.wrong("name", "媒体名称太长。", f"请控制在 {MAX_NAME} 个字以内。")
    level = _level(source, old)
    kind = _kind(source, old)
    aliases = old.aliases if old else ()
    if source.has("aliases"):
        listed = text.split_names(source.text("aliases"))
        aliases = tuple(a for a in listed if text.fold(a) not in ("", text.fold(name)))
    columns = old.columns if old else ()
    if source.has("columns"):
        columns = tuple(text.split_names(source.text("columns")))
    for field, names in (("aliases", aliases), ("columns", columns)):
        if any(len(n) > MAX_NAME for n in names):
            mend = f"每个请控制在 {MAX_NAME} 个字以内，用、隔开。"
            source.wrong(field, "有一个名称太长。", mend)
    note = source.text("note") if source.has("note") else (old.note if old else "")
    if source.problems or level is None:
        return
    draft.result = OutletListRow(
        source.sheet,
        source.row,
        SAME,
        old.id if old else None,
        name,
        level,
        kind,
        aliases,
        columns,
        note,
        source.number(),
    )


def _level(source: ListRow, old: OutletRow | None) -> OutletLevel | None:
    written = source.text("level")
    if not written and old is not None:
        return old.level
    level = outlets.parse_level(written) if written else None
    if level is None:
        reason = f"“{written[:20]}”不是层级。" if written else "没有填写层级。"
        choice = "、".join(v.label for v in OutletLevel)
        source.wrong("level", reason, f"请填{choice}中的一个。")
    return level


def _kind(source: ListRow, old: OutletRow | None) -> str:
    if not source.has("kind"):
        return old.kind if old else ""
    written = source.text("kind")
    known = {text.fold(k): k for k in OUTLET_KINDS} | _KIND_WORDS
    if not written or (old is not None and written == old.kind):
        return written
    kind = known.get(text.fold(written))
    if kind is None:
        choice = "、".join(OUTLET_KINDS)
        source.wrong(
            "kind", f"“{written[:20]}”不是媒体类型。", f"请填{choice}中的一个，或留空。"
        )
        return ""
    return kind


def _refuse_clashes(stored: list[OutletRow], drafts: list[_Draft]) -> bool:
    """Refuse rows whose names lead to another outlet already; True when one was refused."""
    good = [(d, d.result) for d in drafts if d.result]
    kept = {d.present.id for d, _ in good if d.present}
    owners: dict[str, str] = {}
    for outlet in stored:
        if outlet.id not in kept:
            words = f"名册里的“{outlet.name}”"
            owners.update(dict.fromkeys(_held(outlet), words))
    claims = [Claim(d.source, r.name, r.keys, _held(d.present)) for d, r in good]
    found = clashing(claims, owners)
    for index, name, shown, owner in found:
        draft = good[index][0]
        reason = f"“{shown}”已是{owner}的名称或别名。"
        draft.source.wrong(name, reason, "请换一个，或从其中一家媒体删去。")
        draft.result = None
    return bool(found)


def _held(outlet: OutletRow | None) -> frozenset[str]:
    if outlet is None:
        return frozenset()
    return frozenset(text.fold(n) for n in (outlet.name, *outlet.aliases))


def _compare(stored: list[OutletRow], drafts: list[_Draft]) -> None:
    """Say of each good row whether it is new, changed or the same."""
    moved = _moved(stored, drafts)
    for draft in drafts:
        row, old = draft.result, draft.present
        if row is None:
            continue
        if old is None:
            draft.result = replace(row, status=NEW)
            continue
        changes = [
            OUTLET_HEADINGS[n] for n in _COMPARED if getattr(row, n) != getattr(old, n)
        ]
        if old.id in moved:
            changes.insert(0, OUTLET_HEADINGS["number"])
        status = CHANGED if changes else SAME
        draft.result = replace(row, status=status, changes=tuple(changes))


def _moved(stored: list[OutletRow], drafts: list[_Draft]) -> set[int]:
    """Stored outlets that get another place inside their level by the numbers in the file."""
    level = {o.id: o.level for o in stored}
    numbers: dict[int, float] = {}
    for draft in drafts:
        if draft.present and draft.result:
            level[draft.present.id] = draft.result.level
            if draft.result.number is not None:
                numbers[draft.present.id] = draft.result.number
    moved: set[int] = set()
    for each in set(level.values()):
        before = [o.id for o in stored if level[o.id] == each]
        after = arranged(before, numbers)
        moved |= {b for b, a in zip(before, after, strict=True) if a != b}
    return moved & set(numbers)


def _save(session: Session, row: OutletListRow, stored: dict[int, OutletRow]) -> int:
    old = stored.get(row.outlet_id or 0)
    return outlets.save_outlet(
        session,
        row.outlet_id,
        name=row.name,
        level=row.level,
        kind=row.kind,
        aliases=row.aliases,
        columns=row.columns,
        confirmed=old.confirmed if old else True,
        note=row.note,
    )


def _set_order(
    session: Session, preview: OutletListPreview, ids: dict[tuple[str, int], int]
) -> None:
    """Bring the order inside each level to the numbers of the file; other outlets keep their place."""
    listed = outlets.list_outlets(session)
    numbers: dict[int, float] = {}
    for row in preview.rows:
        outlet_id = ids.get((row.sheet, row.row), row.outlet_id)
        if outlet_id is not None and row.number is not None:
            numbers[outlet_id] = row.number
    new = {ids[r.sheet, r.row] for r in preview.rows if r.status == NEW}
    after: list[int] = []
    for level in dict.fromkeys(o.level for o in listed):
        after += arranged([o.id for o in listed if o.level == level], numbers, new)
    if after == [o.id for o in listed]:
        return
    for place, outlet_id in enumerate(after, start=1):
        outlet = session.get(Outlet, outlet_id)
        if outlet is not None:
            outlet.position = place
    session.flush()
