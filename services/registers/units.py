"""Units, their groups and liaisons: listing, saving, ordering, closing, merging."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import NotFound, ValidationError
from models.tables import Liaison, Unit, UnitGroup
from services import text
from services.pinyin import initials


@dataclass(frozen=True)
class UnitRow:
    """A unit with its group and its present liaison, as a page or a file shows it.

    `number` is the place in the fixed order, from 1; dates are inclusive.
    """

    id: int
    number: int
    name: str
    short_name: str
    group: str
    group_id: int | None
    aliases: tuple[str, ...]
    initials: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    merged_into_id: int | None
    merged_into: str
    liaison: str
    phone: str
    note: str

    @property
    def label(self) -> str:
        """The name for narrow places."""
        return self.short_name or self.name

    def exists_on(self, day: dt.date) -> bool:
        """Whether the unit existed on a day."""
        return exists_on(self.valid_from, self.valid_to, day)


def exists_on(
    valid_from: dt.date | None, valid_to: dt.date | None, day: dt.date
) -> bool:
    """Whether a from–to period (inclusive, open where None) covers a day."""
    return (valid_from is None or valid_from <= day) and (
        valid_to is None or day <= valid_to
    )


def groups(session: Session) -> list[tuple[int, str]]:
    """(id, name) of all groups in their order."""
    query = select(UnitGroup.id, UnitGroup.name).where(UnitGroup.deleted_at.is_(None))
    return [
        (i, n)
        for i, n in session.execute(query.order_by(UnitGroup.position, UnitGroup.id))
    ]


def group_id(session: Session, name: str) -> int | None:
    """Id of the group of that name, made at the end of the order if it is new; None for no name."""
    name = text.clean(name)
    if not name:
        return None
    found = session.scalar(
        select(UnitGroup).where(UnitGroup.name == name, UnitGroup.deleted_at.is_(None))
    )
    if found is None:
        last = session.scalar(select(func.max(UnitGroup.position))) or 0
        found = UnitGroup(name=name, position=last + 1)
        session.add(found)
        session.flush()
    return found.id


def list_units(
    session: Session, on: dt.date | None = None, *, closed: bool = True
) -> list[UnitRow]:
    """All units in the fixed order: group by group, inside a group by position.

    `on` is the day whose liaison is shown (default: today); `closed=False` leaves out units that do not
    exist on that day.
    """
    day = on or dt.date.today()
    group_rows = groups(session)
    group_place = {g: i for i, (g, _) in enumerate(group_rows)}
    group_names = dict(group_rows)
    people = liaisons_on(session, day)
    # Columns, not records: every page asks for all units.
    query = select(
        Unit.id,
        Unit.name,
        Unit.short_name,
        Unit.group_id,
        Unit.position,
        Unit.aliases,
        Unit.initials,
        Unit.valid_from,
        Unit.valid_to,
        Unit.merged_into_id,
        Unit.note,
    ).where(Unit.deleted_at.is_(None))
    units = list(session.execute(query))
    units.sort(
        key=lambda u: (
            group_place.get(u.group_id or 0, len(group_place)),
            u.position,
            u.id,
        )
    )
    names = {u.id: u.name for u in units}
    rows: list[UnitRow] = []
    for number, unit in enumerate(units, start=1):
        person, phone = people.get(unit.id, ("", ""))
        row = UnitRow(
            unit.id,
            number,
            unit.name,
            unit.short_name,
            group_names.get(unit.group_id or 0, ""),
            unit.group_id,
            tuple(text.split_names(unit.aliases)),
            unit.initials,
            unit.valid_from,
            unit.valid_to,
            unit.merged_into_id,
            names.get(unit.merged_into_id or 0, ""),
            person,
            phone,
            unit.note,
        )
        if closed or row.exists_on(day):
            rows.append(row)
    return rows


def liaisons_on(session: Session, day: dt.date) -> dict[int, tuple[str, str]]:
    """Unit id → (name, phone) of the liaison in office on a day; the newest where several are."""
    found: dict[int, tuple[str, str]] = {}
    query = select(
        Liaison.unit_id,
        Liaison.name,
        Liaison.phone,
        Liaison.valid_from,
        Liaison.valid_to,
    ).where(Liaison.deleted_at.is_(None))
    for unit_id, name, phone, valid_from, valid_to in session.execute(
        query.order_by(Liaison.valid_from.nulls_first(), Liaison.id)
    ):
        if exists_on(valid_from, valid_to, day):
            found[unit_id] = (name, phone)
    return found


def save_unit(
    session: Session,
    unit_id: int | None = None,
    *,
    name: str,
    short_name: str = "",
    group: str = "",
    aliases: str | tuple[str, ...] = "",
    initials_: str = "",
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    merged_into_id: int | None = None,
    position: int | None = None,
    note: str = "",
) -> int:
    """Add (unit_id None) or change a unit; returns its id.

    Raises ValidationError (field: name, short_name, aliases, valid_to, merged_into) or NotFound.
    """
    name = text.clean(name)
    if not name:
        raise ValidationError("请填写单位名称。", "name")
    if len(name) > 120:
        raise ValidationError("单位名称太长，请控制在 120 个字以内。", "name")
    alias_list = (
        text.split_names(aliases) if isinstance(aliases, str) else list(aliases)
    )
    alias_list = [
        a
        for a in alias_list
        if text.fold(a) not in (text.fold(name), text.fold(short_name))
    ]
    _check_names(session, unit_id, name, text.clean(short_name), alias_list)
    if valid_from and valid_to and valid_to < valid_from:
        raise ValidationError("停用日期早于启用日期，请改其中一个。", "valid_to")
    if unit_id is None:
        unit = Unit(name=name)
        session.add(unit)
    else:
        unit = get_unit(session, unit_id)
    if merged_into_id is not None:
        _check_merge(session, unit_id, merged_into_id)
    old_name = unit.name if unit_id is not None else ""
    unit.name = name
    unit.short_name = text.clean(short_name)
    unit.group_id = group_id(session, group)
    unit.aliases = text.join_names(alias_list)
    unit.valid_from, unit.valid_to = valid_from, valid_to
    unit.merged_into_id = merged_into_id
    unit.note = text.clean(note)
    if initials_:
        unit.initials = text.narrow(initials_).lower()
    elif not unit.initials or old_name != name:
        unit.initials = initials(name)
    if position is not None:
        unit.position = position
    elif unit_id is None:
        unit.position = (session.scalar(select(func.max(Unit.position))) or 0) + 1
    session.flush()
    taken: _TakenNames | None = session.info.get(_NAMES)
    if taken is not None:
        taken.put(unit)
    return unit.id


def get_unit(session: Session, unit_id: int) -> Unit:
    """The stored unit; raises NotFound."""
    unit = session.get(Unit, unit_id)
    if unit is None or unit.deleted_at is not None:
        raise NotFound("这个单位已经不在名册里了，可能刚被删除。")
    return unit


def reorder(session: Session, unit_ids: list[int]) -> None:
    """Set the fixed order: positions follow the list."""
    units = {
        u.id: u for u in session.scalars(select(Unit).where(Unit.id.in_(unit_ids)))
    }
    for place, unit_id in enumerate(unit_ids, start=1):
        units[unit_id].position = place
    session.flush()


def close_unit(
    session: Session, unit_id: int, last_day: dt.date, merged_into_id: int | None = None
) -> None:
    """Close a unit after its last day, and say into which unit it was merged; its history stays."""
    unit = get_unit(session, unit_id)
    if unit.valid_from and last_day < unit.valid_from:
        raise ValidationError("停用日期早于启用日期，请改其中一个。", "valid_to")
    if merged_into_id is not None:
        _check_merge(session, unit_id, merged_into_id)
    unit.valid_to, unit.merged_into_id = last_day, merged_into_id
    session.flush()


def delete_unit(session: Session, unit_id: int) -> None:
    """Put a unit into the recycle bin; one with returns, stories or slots must be closed instead."""
    from models.tables import Placement, WeeklyReturn
    from services.schedules.registers import refuse_used_unit

    unit = get_unit(session, unit_id)
    for table in (WeeklyReturn, Placement):
        if session.scalar(
            select(table.id)
            .where(table.unit_id == unit_id, table.deleted_at.is_(None))
            .limit(1)
        ):
            raise ValidationError(
                f"“{unit.name}”已有报送记录，不能删除。请填写停用日期，历史会保留。",
                "name",
            )
    refuse_used_unit(session, unit_id, unit.name)
    now = dt.datetime.now()
    unit.deleted_at = now
    people = session.scalars(
        select(Liaison).where(Liaison.unit_id == unit_id, Liaison.deleted_at.is_(None))
    )
    for person in people:
        person.deleted_at = now
    session.flush()


def set_liaison(
    session: Session, unit_id: int, name: str, phone: str, since: dt.date | None = None
) -> bool:
    """Name the unit's liaison from a day on; the former one's period ends the day before.

    The same name with another phone only changes the phone; no name leaves things as they are. Returns
    whether anything changed.
    """
    name, phone = text.clean(name), text.narrow(phone)
    if not name:
        return False
    day = since or dt.date.today()
    query = select(Liaison).where(
        Liaison.unit_id == unit_id, Liaison.deleted_at.is_(None)
    )
    present = [
        p for p in session.scalars(query) if exists_on(p.valid_from, p.valid_to, day)
    ]
    for person in present:
        if person.name == name:
            changed = person.phone != phone
            person.phone = phone
            session.flush()
            return changed
    for person in present:
        person.valid_to = day - dt.timedelta(days=1)
    first = not present and since is None
    session.add(
        Liaison(
            unit_id=unit_id, name=name, phone=phone, valid_from=None if first else day
        )
    )
    session.flush()
    return True


def save_liaison(
    session: Session,
    liaison_id: int | None = None,
    *,
    unit_id: int,
    name: str,
    phone: str = "",
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    note: str = "",
) -> int:
    """Add or change one liaison record; raises ValidationError (field: name, valid_to)."""
    name = text.clean(name)
    if not name:
        raise ValidationError("请填写联络员姓名。", "name")
    if valid_from and valid_to and valid_to < valid_from:
        raise ValidationError("离任日期早于上任日期，请改其中一个。", "valid_to")
    get_unit(session, unit_id)
    person = (
        Liaison(unit_id=unit_id, name=name)
        if liaison_id is None
        else session.get(Liaison, liaison_id)
    )
    if person is None:
        raise NotFound("这位联络员已经不在名册里了，可能刚被删除。")
    session.add(person)
    person.unit_id, person.name, person.phone = unit_id, name, text.narrow(phone)
    person.valid_from, person.valid_to, person.note = (
        valid_from,
        valid_to,
        text.clean(note),
    )
    session.flush()
    return person.id


def delete_liaison(session: Session, liaison_id: int) -> None:
    """Put a liaison into the recycle bin."""
    person = session.get(Liaison, liaison_id)
    if person is not None:
        person.deleted_at = dt.datetime.now()
        session.flush()


def _check_names(
    session: Session, unit_id: int | None, name: str, short: str, aliases: list[str]
) -> None:
    """No name, short name or alias may already lead to another unit."""
    mine = {text.fold(name): ("name", name)}
    if short:
        mine.setdefault(text.fold(short), ("short_name", short))
    for alias in aliases:
        mine.setdefault(text.fold(alias), ("aliases", alias))
    taken: _TakenNames = session.info.get(_NAMES) or _TakenNames(session)
    for key, (field, written) in mine.items():
        holder = taken.holder(key, unit_id)
        if holder:
            raise ValidationError(
                f"“{written}”已是“{holder}”的名称或别名，请换一个。", field
            )


_NAMES = "unit_names"


class _TakenNames:
    """Every name, short name and alias in use: folded → unit id → the unit's name."""

    def __init__(self, session: Session) -> None:
        self._by_key: dict[str, dict[int, str]] = {}
        self._by_unit: dict[int, set[str]] = {}
        for unit in session.scalars(select(Unit).where(Unit.deleted_at.is_(None))):
            self.put(unit)

    def put(self, unit: Unit) -> None:
        """Take in a unit's names as they are now."""
        for key in self._by_unit.pop(unit.id, ()):
            self._by_key[key].pop(unit.id, None)
        names = (unit.name, unit.short_name, *text.split_names(unit.aliases))
        keys = {text.fold(name) for name in names if name}
        self._by_unit[unit.id] = keys
        for key in keys:
            self._by_key.setdefault(key, {})[unit.id] = unit.name

    def holder(self, key: str, but: int | None) -> str:
        """The name of another unit that a folded name leads to, empty where there is none."""
        holders = self._by_key.get(key, {})
        return next((name for i, name in holders.items() if i != but), "")


@contextmanager
def one_name_check(session: Session) -> Generator[None]:
    """While many units are saved: the names in use are read once. Only `save_unit` may change names inside."""
    session.info[_NAMES] = _TakenNames(session)
    try:
        yield
    finally:
        session.info.pop(_NAMES, None)


def _check_merge(session: Session, unit_id: int | None, into: int) -> None:
    seen = {unit_id}
    current: int | None = into
    while current is not None:
        if current in seen:
            raise ValidationError("单位不能并入自己，也不能互相并入。", "merged_into")
        seen.add(current)
        current = get_unit(session, current).merged_into_id
