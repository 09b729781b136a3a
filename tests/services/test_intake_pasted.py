"""Pasted text: blocks from Excel and messages as liaisons send them."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest

from models.database import Database
from models.errors import ValidationError
from services.intake import known as names
from services.intake.commit import commit
from services.intake.messages import read_messages
from services.intake.pasted import PASTED_NAME, prepare_pasted
from services.intake.prepare import answer_file, recheck
from services.intake.preview import FileAnswer, Outcome, RowStatus
from tests.services.intake_kit import (
    UNITS,
    County,
    live_stories,
    make_county,
    placements,
)

WEEK = dt.date(2021, 8, 16)
RECEIVED = dt.date(2021, 8, 20)
T = "青石镇的绿色转身"
U = "一泓清水出山来"


@pytest.fixture
def county(db: Database, tmp_path: Path) -> County:
    return make_county(db, tmp_path)


def read(county: County, message: str) -> list[tuple[str, str, str]]:
    """(date, outlet, title) of each placement that a message tells."""
    with county.db.reading() as session:
        found = read_messages(names.load(session), message, RECEIVED)
    return [(m.date, m.outlet, m.title) for m in found]


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "8月16日，省电视台《政策面对面》播出《我区优化营商环境》，链接http://a.cn/1",
            [("8月16日", "省电视台", "我区优化营商环境")],
        ),
        (f"8月16日，《人民日报》第3版刊发《{T}》", [("8月16日", "人民日报", T)]),
        (
            f"《{T}》被《人民日报》、新华网、学习强国转载，http://a.cn/2",
            [("", "人民日报", T), ("", "新华网", T), ("", "学习强国", T)],
        ),
        (
            f"8月17日，新华网、学习强国刊发《{T}》",
            [("8月17日", "新华网", T), ("8月17日", "学习强国", T)],
        ),
        (f"【新华网】{T} https://xh.cn/1", [("", "新华网", T)]),
        (f"{T}_新华网 https://xh.cn/1", [("", "新华网", T)]),
        (f"8.16 云岭发布 {T} http://a.cn/3", [("8.16", "云岭发布", T)]),
        (f"人民日报客户端：{T} https://x.cn/1", [("", "人民日报客户端", T)]),
        (
            f"标题：{T}\n媒体：云岭日报\n时间：8月16日\n链接：http://a.cn",
            [("8月16日", "云岭日报", T)],
        ),
        (f"我局稿件《{T}》于8月16日被云岭日报采用。", [("8月16日", "云岭日报", T)]),
        (
            f"8月16日，《{T}》在省电视台《云岭新闻》栏目播出。",
            [("8月16日", "省电视台", T)],
        ),
        (f"8月16日省电视台播出：{T}", [("8月16日", "省电视台", T)]),
        (f"《{T}》 云岭日报 8月16日", [("8月16日", "云岭日报", T)]),
        (
            f"8月16日，云岭日报刊发《{T}》《{U}》",
            [("8月16日", "云岭日报", T), ("8月16日", "云岭日报", U)],
        ),
        (f"8月16日，《云岭日报》第2版刊发“{T}”一文", [("8月16日", "云岭日报", T)]),
        (
            f"昨天，县融媒体中心发布《{T}》。链接：http://d.cn",
            [("2021-08-19", "县融媒体中心", T)],
        ),
        (
            f"二〇二一年八月十六日，新华网、学习强国等媒体相继报道了我县《{T}》",
            [
                ("二〇二一年八月十六日", "新华网", T),
                ("二〇二一年八月十六日", "学习强国", T),
            ],
        ),
        (
            f"《云岭日报》（2021年8月16日 第1版）：《{T}》",
            [("2021年8月16日", "云岭日报", T)],
        ),
        (
            f"央视新闻频道《朝闻天下》栏目8月16日播出《{T}》",
            [("8月16日", "央视新闻频道", T)],
        ),
        (f"①8月16日《{T}》（云岭日报）", [("8月16日", "云岭日报", T)]),
        (f"生态环境局8月16日在云岭日报发表《{T}》", [("8月16日", "云岭日报", T)]),
        ("各位领导好，请查收，谢谢！", []),
    ],
)
def test_messages_in_use(
    county: County, message: str, told: list[tuple[str, str, str]]
) -> None:
    assert read(county, message) == told


def test_several_messages_keep_their_days_links_and_numbers(county: County) -> None:
    pasted = (
        f"本周报送如下：\n1. 8月16日，云岭日报头版刊登《{T}》\nhttp://b.cn/1\n"
        f"2、8月17日，新华网发布《{U}》，链接：http://b.cn/2；8月18日，学习强国转载《{U}》"
    )
    with county.db.reading() as session:
        found = read_messages(names.load(session), pasted, RECEIVED)
    assert [(m.date, m.outlet, m.title, m.link) for m in found] == [
        ("8月16日", "云岭日报", T, "http://b.cn/1"),
        ("8月17日", "新华网", U, "http://b.cn/2"),
        ("8月18日", "学习强国", U, ""),
    ]
    assert found[0].spot == "头版"


@pytest.mark.parametrize(
    "piece", ["《一二三四》", "（", "《《甲》", "等", "http://a.cn/"]
)
def test_a_pasted_article_is_one_row_to_mend_and_takes_no_time(
    county: County, piece: str
) -> None:
    with county.db.reading() as session:
        known = names.load(session)
    start = time.perf_counter()
    found = read_messages(known, piece * 5000, RECEIVED)
    assert time.perf_counter() - start < 3
    assert len(found) == 1


def test_a_unit_in_a_line_of_its_own_counts_for_what_follows(county: County) -> None:
    pasted = f"{UNITS[1]}：\n8月16日，云岭日报刊登《{T}》\n{UNITS[2]}：8月17日，新华网刊发《{U}》"
    with county.db.reading() as session:
        found = read_messages(names.load(session), pasted, RECEIVED)
    assert [m.unit for m in found] == [UNITS[1], UNITS[2]]
    preview = prepare_pasted(county.db, pasted, week=WEEK, received=RECEIVED)
    assert [r.unit for r in preview.rows] == [UNITS[1], UNITS[2]]


def test_a_message_becomes_rows_to_confirm_and_is_taken(county: County) -> None:
    pasted = f"8月16日，《{T}》被《人民日报》、新华网转载，http://a.cn/2"
    unit = county.units[UNITS[0]]
    preview = prepare_pasted(
        county.db, pasted, unit_id=unit, week=WEEK, received=RECEIVED
    )
    assert (preview.files[0].name, preview.files[0].taken) == (PASTED_NAME, 2)
    assert [r.status for r in preview.rows] == [RowStatus.NEW, RowStatus.JOINS]
    assert preview.rows[0].parsed is not None
    assert preview.rows[0].parsed.published_on == dt.date(2021, 8, 16)
    result = commit(county.db, preview)
    assert result.taken == 2
    assert live_stories(county.db) == [T]
    again = prepare_pasted(
        county.db, pasted, unit_id=unit, week=WEEK, received=RECEIVED
    )
    assert again.files[0].outcome is Outcome.DUPLICATE


def test_unit_and_week_are_asked_for_where_they_are_not_told(county: County) -> None:
    preview = prepare_pasted(
        county.db, f"8月16日，云岭日报刊发《{T}》", received=RECEIVED
    )
    assert preview.files[0].outcome is Outcome.UNRECOGNISED
    assert preview.files[0].proposal is not None
    assert preview.files[0].proposal.week == WEEK
    with county.db.reading() as session:
        answer_file(
            session, preview, 0, FileAnswer(unit_id=county.units[UNITS[0]], week=WEEK)
        )
    assert (preview.files[0].outcome, preview.files[0].taken) == (Outcome.TAKEN, 1)


def test_a_block_from_excel_with_and_without_headings(county: County) -> None:
    unit = county.units[UNITS[0]]
    with_head = (
        f'日期\t标题\t媒体\t链接\n2021.8.16\t"{T}\n（下）"\t云岭日报\thttp://a.cn/1\n'
    )
    preview = prepare_pasted(
        county.db, with_head, unit_id=unit, week=WEEK, received=RECEIVED
    )
    assert [r.text["title"] for r in preview.rows] == [f"{T} （下）"]
    bare = f"1\t8月16日\t新华网\t{T}\thttp://a.cn/1\r\n2\t8月17日\t云岭日报\t{U}\t\r\n"
    preview = prepare_pasted(
        county.db, bare, unit_id=unit, week=WEEK, received=RECEIVED
    )
    assert [(r.text["outlet"], r.text["title"]) for r in preview.rows] == [
        ("新华网", T),
        ("云岭日报", U),
    ]
    assert commit(county.db, preview).taken == 2
    assert len(placements(county.db)) == 2


def test_what_a_message_lacks_is_told_and_mended(county: County) -> None:
    preview = prepare_pasted(
        county.db,
        f"新华网刊发《{T}》",
        unit_id=county.units[UNITS[0]],
        week=WEEK,
        received=RECEIVED,
    )
    assert preview.rows[0].status is RowStatus.WRONG
    assert preview.rows[0].problems[0].column == "刊播日期"
    with county.db.reading() as session:
        row = recheck(session, preview, 0, {"date": "8.16"})
    assert row.status is RowStatus.NEW


@pytest.mark.parametrize("pasted", ["", " \n\u3000", "你好", "字" * 200_001])
def test_text_that_tells_nothing_is_refused(county: County, pasted: str) -> None:
    with pytest.raises(ValidationError) as caught:
        prepare_pasted(county.db, pasted)
    assert caught.value.field == "text"
