"""What the detail card says about a value."""

from __future__ import annotations

from collections.abc import Sequence

from services.campaigns.matching import UnitMatch
from services.plans.correcting import paths
from services.plans.correcting.draft import Draft
from services.plans.correcting.fields import Kind, field_of, list_of, section_of
from services.plans.correcting.items import Item
from services.plans.correcting.paths import Path
from services.plans.reading import Contact, Found
from ui.plan_review.detail import Shown
from ui.plan_review.places import where_words


def shown_value(
    draft: Draft,
    path: Path,
    item: Item,
    original: Item | None,
    matches: Sequence[UnitMatch],
    alike: int = 0,
) -> Shown:
    """Everything that the card shows for one row."""
    reading = draft.reading
    if not path or (item.kind is not Kind.SECTION and not paths.exists(reading, path)):
        return Shown()
    is_section = item.kind is Kind.SECTION
    section = section_of(path)
    in_list = list_of(path)
    typed = bool(item.words) and not is_section and _is_typed(item, path)
    return Shown(
        where=where_words(reading, path, item),
        words=_section_words(item) if is_section else _whole(item),
        doubt=item.doubt,
        alike=alike,
        original=original.words if original is not None else "",
        unit=_unit_words(item, draft, matches),
        is_typed=typed,
        can_edit=not is_section or section.key == "tables",
        can_add=_addable(path, in_list),
        can_delete=not is_section and _deletable(path, item),
        can_take=not (is_section and section.key in ("basic", "tables"))
        and item.kind not in (Kind.CHOICE, Kind.TABLE),
        is_task=len(path) >= 2 and path[0] == "tasks",
        can_move=bool(path) and isinstance(path[-1], int),
        suggestion=_suggestion(path, draft),
    )


def _whole(item: Item) -> str:
    value = item.value
    if isinstance(value, Found):
        return value.value
    if isinstance(value, str) and item.kind is not Kind.CHOICE:
        return value
    if item.kind is Kind.RECORD:
        text = getattr(value, "text", "") or ""
        return text or "　".join(p for p in (item.label, item.words, item.note) if p)
    return item.words


def _section_words(item: Item) -> str:
    count = len(item.children)
    if item.step == ("basic",):
        return "方案的标题、发文机关、字号、日期等。"
    return f"共 {count} 项。" if count else ""


def _is_typed(item: Item, path: Path) -> bool:
    if item.kind in (Kind.CHOICE, Kind.SECTION):
        return False
    spec = field_of(path)
    if spec is not None and spec.is_plain:
        return False
    return item.span is None


def _addable(path: Path, in_list: Path | None) -> str:
    if in_list is None or path == ("basic",) or path[0] == "tables":
        return ""
    spec = field_of(in_list)
    return spec.label if spec is not None else section_of(path).one


def _deletable(path: Path, item: Item) -> bool:
    if isinstance(path[-1], int):
        return True
    spec = field_of(path)
    return spec is not None and bool(item.words) and spec.kind is not Kind.CHOICE


def _unit_words(item: Item, draft: Draft, matches: Sequence[UnitMatch]) -> str:
    if item.kind is not Kind.UNIT or not item.words:
        return ""
    answer = draft.answers.get(item.words)
    if answer is not None:
        return {
            "link": "已按您的选择对应到名册",
            "new": "保存时新增到单位名册",
            "leave": "不对应名册里的单位",
        }[answer.kind]
    match = next((m for m in matches if m.name == item.words), None)
    if match is None:
        return ""
    if match.unit_id:
        return f"名册：{match.unit_name}"
    if match.near:
        return f"名册里相近的是“{match.near[0][1]}”，请到“单位核对”确认"
    return "名册里没有这个单位，请到“单位核对”处理"


def _suggestion(path: Path, draft: Draft) -> str:
    if len(path) == 3 and path[0] == "contacts" and path[2] == "email":
        contact = paths.get(draft.reading, path[:2])
        if isinstance(contact, Contact):
            return contact.email_suggest
    return ""
