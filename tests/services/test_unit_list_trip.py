"""Any register of units goes to Excel and back without a change."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.database import FILE_NAME, Database
from services import text
from services.intake.list_sheet import ListCounts
from services.registers import units
from tests.services.test_unit_list import cells, take

_NAME = (
    st.text(
        st.one_of(
            st.sampled_from("县委宣传部教育局青石镇园区办一二三（）·-=+@#'\"&<>_x0041"),
            st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")),
        ),
        min_size=1,
        max_size=10,
    )
    .map(text.clean)
    .filter(lambda t: bool(text.fold(t)) and len(text.split_names(t)) == 1)
    .map(lambda t: text.split_names(t)[0])
)


@st.composite
def _registers(draw: st.DrawFn) -> list[dict[str, Any]]:
    names_ = draw(st.lists(_NAME, min_size=1, max_size=14, unique_by=text.fold))
    count = draw(st.integers(1, len(names_)))
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "group": draw(st.sampled_from(["", "县直部门", "乡镇", "=园区"])),
            "aliases": (),
            "short_name": "",
            "valid_from": draw(
                st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2010, 1, 1))
            ),
            "valid_to": draw(
                st.none() | st.dates(dt.date(2010, 1, 1), dt.date(2099, 12, 31))
            ),
            "person": draw(st.sampled_from(["", "张三", "+李"])),
            "phone": draw(st.sampled_from(["", "0871-1 2", "013800001111"])),
            "into": draw(st.none() | st.integers(0, count - 1)),
        }
        for name in names_[:count]
    ]
    for extra in names_[count:]:
        row = rows[draw(st.integers(0, count - 1))]
        if not row["short_name"] and draw(st.booleans()):
            row["short_name"] = extra
        else:
            row["aliases"] = (*row["aliases"], extra)
    return rows


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(_registers())
def test_round_trip_is_exact(
    empty_database: Path,
    tmp_path_factory: pytest.TempPathFactory,
    register: list[dict[str, Any]],
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    pair: list[Database] = []
    for name in ("a", "b"):
        (folder / name).mkdir()
        shutil.copy(empty_database, folder / name / FILE_NAME)
        pair.append(Database.open(folder / name))
    first, second = pair
    with first.writing("名册") as session:
        ids: list[int] = []
        for row in register:
            ids.append(
                units.save_unit(
                    session,
                    name=row["name"],
                    short_name=row["short_name"],
                    group=row["group"],
                    aliases=row["aliases"],
                    valid_from=row["valid_from"],
                    valid_to=row["valid_to"],
                    merged_into_id=ids[row["into"]]
                    if row["into"] is not None and row["into"] < len(ids)
                    else None,
                )
            )
            units.set_liaison(session, ids[-1], row["person"], row["phone"])
    rows = cells(first, folder / "u.xlsx")
    preview, counts = take(first, folder / "u.xlsx")
    assert preview.problems == ()
    assert counts == ListCounts(0, 0, len(register), 0)
    _, counts = take(second, folder / "u.xlsx")
    assert counts == ListCounts(len(register), 0, 0, 0)
    assert cells(second, folder / "v.xlsx") == rows
    with first.reading() as one, second.reading() as two:
        plain = [
            [(u.name, u.short_name, u.group, u.aliases, u.valid_from, u.valid_to, u.merged_into, u.liaison, u.phone)
             for u in units.list_units(s)]
            for s in (one, two)
        ]  # fmt: skip
    assert plain[0] == plain[1]
    for each in pair:
        each.close()
