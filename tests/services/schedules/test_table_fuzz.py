"""Whatever stands in a table that is read back: a sentence for each bad row, never a crash, nothing changed."""

from __future__ import annotations

import contextlib
import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.database import Database
from models.errors import AppError
from services.intake.workbook import Book, Sheet, Value
from services.schedules import store, table_in
from tests.services.schedules.stored import PINGCHUAN, pingchuan_draft

D = dt.date
_HEADINGS = [
    "序号",
    "单位",
    "时间安排",
    "时间",
    "媒体",
    "栏目",
    "人员",
    "主题",
    "备注",
    "编号",
]
_ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=True, allow_infinity=True),
    st.dates(),
    st.datetimes(),
    st.text(max_size=30),
    st.sampled_from(
        [
            "8月16日",
            "2021-02-30",
            "8月16日 9:30",
            "待定",
            "=1+1",
            "税务局",
            "13月1日",
            "二〇二一年八月",
        ]
    ),
)
_CELL: st.SearchStrategy[Value] = st.one_of(_ODD, st.sampled_from(PINGCHUAN))


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(st.lists(_CELL, max_size=10), max_size=6),
    kept=st.sets(st.integers(2, 9)),
    to_series=st.booleans(),
)
def test_no_table_breaks_the_reader(
    db: Database, rows: list[list[Value]], kept: set[int], to_series: bool
) -> None:
    with db.writing("登记") as session:
        known = store.list_series(session)
        series_id = (
            known[0].id
            if known
            else store.save_series(session, pingchuan_draft(session))
        )
        before = store.series_slots(session, series_id)
    head: list[Value] = [
        h if i < 2 or i in kept else None for i, h in enumerate(_HEADINGS)
    ]
    book = Book("表.xlsx", "0" * 64, [Sheet("表", [head, *rows])])
    with db.reading() as session:
        # 单位 is always among the headings, so the file is never refused whole.
        preview = table_in.preview_table(
            session, book, series_id=series_id if to_series else None
        )
        assert len(preview.rows) + preview.skipped <= len(rows)
        assert all(p.reason and p.mend and p.row for p in preview.problems)
    with (
        contextlib.suppress(_Enough, AppError),
        db.writing("读回") as session,
    ):
        table_in.commit_table(session, preview)
        raise _Enough
    with db.reading() as session:
        assert store.series_slots(session, series_id) == before


class _Enough(Exception):
    """Rolls the attempt back."""
