"""Whatever comes in: a preview, or a sentence; never a crash, and the counts add up."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.database import Database
from models.errors import ValidationError
from services.intake import known as names
from services.intake.commit import commit
from services.intake.compare import compare
from services.intake.messages import read_messages
from services.intake.pasted import prepare_pasted
from services.intake.prepare import prepare
from services.intake.preview import FileAnswer, Preview, RowStatus, counts
from services.intake.reading import Source, read_into
from services.intake.workbook import Book, Sheet
from tests.services.intake_kit import FRIDAY, UNITS, WEEK, County, make_county

WORDS = st.sampled_from(
    [
        "8月16日",
        "，",
        "《",
        "》",
        "人民日报",
        "、",
        "刊发",
        "被",
        "在",
        "标题：",
        "媒体：",
        "时间：",
        "链接：",
        "http://a.cn/1",
        "\n",
        "\t",
        "云岭发布",
        "发布",
        "“",
        "”",
        "青石镇",
        "：",
        "栏目",
        "1.",
        "。",
        "；",
        "第3版",
        "我县优化营商环境出新招",
    ]
)
PASTED = st.lists(WORDS | st.text(max_size=6), max_size=25).map("".join)
CELL = (
    st.none()
    | st.text(max_size=12)
    | st.integers(-5, 60000)
    | st.floats(allow_nan=True)
    | st.booleans()
    | st.dates()
    | st.datetimes()
    | st.sampled_from(
        ["标题", "日期", "媒体", "链接", "单位", "序号", "合计", "青石镇"]
    )
    | st.sampled_from(["11月17日", "云岭日报", "本周无报道", "是", "我县优化营商环境"])
)
ROWS = st.lists(st.lists(CELL, max_size=7), max_size=12)
QUIET = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def county(db: Database, tmp_path: Path) -> County:
    return make_county(db, tmp_path)


@QUIET
@given(pasted=PASTED)
def test_any_message_is_read_or_left_out(county: County, pasted: str) -> None:
    with county.db.reading() as session:
        found = read_messages(names.load(session), pasted, FRIDAY)
    assert all("\u0001" not in m.title + m.outlet for m in found)
    assert all("\u0002" not in m.title + m.outlet for m in found)
    assert all(m.title or m.outlet or m.link for m in found)


@QUIET
@given(pasted=PASTED)
def test_any_pasted_text_becomes_a_preview_or_a_sentence(
    county: County, pasted: str
) -> None:
    unit = county.units[UNITS[0]]
    try:
        preview = prepare_pasted(
            county.db, pasted, unit_id=unit, week=WEEK, received=FRIDAY
        )
    except ValidationError as error:
        told = str(error)
        assert told.endswith("。")
    else:
        check_sums(preview)


@QUIET
@given(rows=ROWS, answered=st.booleans())
def test_any_sheet_becomes_a_preview_that_adds_up(
    county: County, rows: list[list[object]], answered: bool
) -> None:
    preview = Preview(FRIDAY, False)
    book = Book("任意.xlsx", "0" * 64, [Sheet("Sheet1", rows)])  # type: ignore[arg-type]
    answer = FileAnswer(
        unit_id=county.units[UNITS[0]],
        week=WEEK,
        mapping={0: "date", 1: "title", 2: "outlet"},
    )
    with county.db.reading() as session:
        known = names.load(session)
        answers = {"x": answer} if answered else None
        read_into(
            known, preview, Source("x", "任意.xlsx", "0" * 64, 0.0), book, answers
        )
        compare(session, preview, known)
        first = [(r.status, r.remark) for r in preview.rows]
        compare(session, preview, known)
    assert [(r.status, r.remark) for r in preview.rows] == first
    check_sums(preview)


def check_sums(preview: Preview) -> None:
    """Counts of rows and of files agree; what is wrong says where and how to mend it."""
    totals = counts(preview)
    by_file = [f.taken + f.changed + f.duplicates + f.skipped for f in preview.files]
    assert totals.taken + totals.changed + totals.duplicates + totals.skipped == (
        totals.seen
    )
    assert sum(by_file) == totals.seen
    for row in preview.rows:
        assert bool(row.problems) == (row.status is RowStatus.WRONG)
        assert all(p.reason and p.mend for p in row.problems)


def test_an_import_goes_fast(
    county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    titles = ("我县优化营商环境", "青石镇治理污水", "学校开展长跑", "河湖长巡河护水")
    paths = [
        county.form(
            [
                (
                    WEEK + dt.timedelta(days=i % 5),
                    f"{titles[i % 4]}（{unit}{i}）",
                    "云岭日报",
                )
                for i in range(20)
            ],
            unit=unit,
        )
        for unit in UNITS
    ]
    start = time.perf_counter()
    result = commit(county.db, prepare(county.db, paths, received=FRIDAY))
    took = time.perf_counter() - start
    with capsys.disabled():
        print(f"\nimport: {took / result.taken * 1e6:,.0f} µs a row")  # noqa: T201
    assert result.taken == 20 * len(UNITS)
    assert took < 5
