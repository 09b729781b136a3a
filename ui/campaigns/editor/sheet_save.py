"""Saving the changed lines of a list as one action, with every wrong cell named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ui.campaigns.editor.desk import Choices
from ui.campaigns.editor.sheets import Sheet
from ui.registers.grid_save import Cells, RowChange, save_rows
from ui.widgets.grid import GridLine

_DATED = {
    "phases": frozenset({"starts_on", "ends_on"}),
    "deadlines": frozenset({"starts_on", "due_on"}),
}


def changed_rows(
    lines: Sequence[tuple[int, GridLine]], base: Mapping[int, Mapping[str, str]]
) -> list[RowChange]:
    """Lines as changes: of a stored one only the cells that differ, so that nothing else is written over."""
    found: list[RowChange] = []
    for at, line in lines:
        if line.id is None:
            if not line.is_empty():
                found.append(RowChange(at, None, dict(line.cells)))
            continue
        was = base.get(line.id, {})
        cells = {k: v for k, v in line.cells.items() if was.get(k, "") != v}
        found.append(RowChange(at, line.id, cells))
    return found


def save_lines(
    session: Session,
    sheet: Sheet,
    campaign_id: int,
    changes: Sequence[RowChange],
    choices: Choices,
    fixed: Mapping[str, Any],
) -> list[tuple[int, int]]:
    """Store the changes in one action; (place, id) of each. Raises GridProblems."""
    from services.campaigns import edit

    def save(session: Session, record_id: int | None, cells: Cells) -> int:
        values = sheet.values(cells, choices)
        if record_id is None:
            given = {k: v for k, v in values.items() if v is not None}
            values = {**_defaults(sheet), **given, **fixed}
        _match(session, sheet, record_id, values, cells)
        if _DATED.get(sheet.key, frozenset()) & {k for k, v in values.items() if v}:
            values["precision"] = "day"  # a day that was typed is meant to the day
        apart = {k: values.pop(k) for k in sheet.apart if k in values}
        if record_id is None:
            record_id = edit.add_item(session, sheet.item, campaign_id, **values)
        else:
            edit.change_item(session, sheet.item, record_id, **values)
        if sheet.aside is not None and apart:
            sheet.aside(session, record_id, apart)
        return record_id

    return save_rows(session, changes, save)


def _defaults(sheet: Sheet) -> dict[str, Any]:
    """What a new line has where nothing is written: the first word of a choice, one piece of a quota."""
    found: dict[str, Any] = {}
    for key, kind in sheet.kinds.items():
        if isinstance(kind, Mapping) and key not in sheet.fixed:
            found[key] = next(iter(kind))
    if "least" in sheet.kinds:
        found |= {"least": 1, "most": 1, "per": "year"}
    return found


def _match(
    session: Session,
    sheet: Sheet,
    record_id: int | None,
    values: dict[str, Any],
    cells: Cells,
) -> None:
    """Tie a new name to the register where it is surely known, unless the clerk chose the unit."""
    if not sheet.linked or "name" not in values:
        return
    field = f"{sheet.linked}_id"
    chosen = bool(cells.get(sheet.linked, "").strip())
    if chosen or (record_id is not None and sheet.linked in cells):
        return
    from services.registers.lookup import outlet_index, unit_index

    index = unit_index(session) if sheet.linked == "unit" else outlet_index(session)
    known = index.exact(values["name"])
    values[field] = known.id if known is not None else None
