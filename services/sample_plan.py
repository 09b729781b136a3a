"""The plan of the sample county: an invented document with dates around the day, read in and followed a while."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.tables import Placement, Story, Unit
from models.vocabulary_campaigns import MeasureState
from services.sample_weeks import Made

PLAN_FILE = Path(__file__).parents[1] / "resources" / "sample" / "plan.txt"
TALK_COLUMN = "一把手谈营商环境"
TALKERS = (
    "县发改局",
    "县工信科技局",
    "县财政局",
    "县自然资源局",
    "县住建局",
    "县交通运输局",
    "县商务局",
    "县数据局",
    "县司法局",
    "县市场监管局",
    "县税务局",
    "县文旅局",
    "县人社局",
    "园区管委会",
    "县政府办",
    "县委办",
)
"""Who comes to the talk, in order: one a week."""

_ISSUED_BEFORE = 150
_FIRST_TALK_BEFORE = 84


@dataclass(frozen=True)
class _Told:
    """What was told of a measure: how many days ago, by whom, in which words, how much of it is done."""

    number: int
    days_ago: int
    who: str
    words: str
    share: int | None = None


_PROGRESS = (
    _Told(1, 80, "县委宣传部", "与县融媒体中心商定录制流程，首期录制完成。", 10),
    _Told(1, 12, "县委宣传部", "已按周刊播，收视情况良好。", 60),
    _Told(2, 70, "县融媒体中心", "专题上线，首批刊发评论3篇。", 20),
    _Told(2, 20, "县融媒体中心", "累计刊发典型报道15篇。", 60),
    _Told(3, 60, "县发改局", "完成政策梳理，收录惠企政策68条。", 40),
    _Told(3, 30, "县发改局", "手册和第一个折页付印。", 80),
    _Told(5, 45, "园区管委会", "进园区宣讲12场，覆盖企业140家。", 40),
    _Told(6, 100, "县住建局", "首批公益广告在8块屏幕滚动刊播。", 100),
    _Told(7, 25, "县数据局", "制作6期，播出4期。", 33),
    _Told(8, 35, "县市场监管局", "线上竞答结束，参与5312人次。", 100),
)
_DONE = {6: 96, 8: 34}
"""Number of a measure → how many days ago it was done."""


def plan_text(day: dt.date) -> str:
    """The document, as it would stand in the file of that office on the day: its dates lie around the day."""
    issued = day - dt.timedelta(days=_ISSUED_BEFORE)

    def ahead(days: int) -> str:
        return _written(day + dt.timedelta(days=days))

    begun, now = _month(issued), _month(day)
    return PLAN_FILE.read_text(encoding="utf-8").format(
        year=issued.year,
        issue_year=issued.year,
        number=6,
        issued=_written(issued),
        phase1=_months(begun, begun + 1),
        phase2=_months(begun + 2, now + 2),
        phase3=_months(now + 3, now + 4),
        d_talk=_written(talk_days(day)[-1]),
        d_topic=ahead(70),
        d_book=ahead(9),
        d_film=ahead(13),
        d_park=ahead(40),
        d_screen=ahead(-95),
        d_walk=ahead(-6),
        d_quiz=ahead(-30),
        d_case=ahead(24),
        d_survey=ahead(55),
        d_media=ahead(62),
        table=_table(day),
    )


def talk_days(day: dt.date) -> list[dt.date]:
    """The days of the talk, one workday a week."""
    from services.schedules.proposal import propose
    from services.schedules.series import PerWeek, Series
    from services.workdays import Workdays

    first = day - dt.timedelta(days=_FIRST_TALK_BEFORE)
    first -= dt.timedelta(days=first.weekday() - 2)
    last = first + dt.timedelta(weeks=len(TALKERS) + 6)
    series = Series(TALKERS, first, PerWeek(1), last)
    return [s.day for s in propose(series, Workdays()).slots if s.day is not None]


def add_plan(session: Session, made: Made) -> int:
    """Read the document into the record, tell what was done since, tie stories to it; returns the plan's id."""
    from services.campaigns import store
    from services.plans.reader import read_plan

    reading = read_plan(plan_text(made.today))
    plan_id = store.save_reading(
        session,
        reading,
        short_name="营商环境宣传",
        source_name="营商环境宣传工作方案.txt",
    )
    measures = _measures(session, plan_id)
    _follow(session, made.today, measures)
    _count(session, made.today, measures)
    _tie(session, plan_id, measures)
    _fix_identities(session, made, plan_id)
    return plan_id


def _measures(session: Session, plan_id: int) -> list[int]:
    query = (
        select(t.Measure.id)
        .where(t.Measure.campaign_id == plan_id, t.Measure.kind == "measure")
        .order_by(t.Measure.position, t.Measure.id)
    )
    return list(session.scalars(query))


def _follow(session: Session, day: dt.date, measures: list[int]) -> None:
    from services.campaigns.progress import add_entry
    from services.campaigns.states import set_state

    query = select(Unit.short_name, Unit.id)
    units: dict[str, int] = dict(session.execute(query).tuples().all())
    for told in _PROGRESS:
        add_entry(
            session,
            measures[told.number - 1],
            day - dt.timedelta(days=told.days_ago),
            told.words,
            today=day,
            who=told.who,
            unit_id=units.get(told.who),
            share=told.share,
        )
    for number, days_ago in _DONE.items():
        closed = day - dt.timedelta(days=days_ago)
        set_state(
            session,
            [measures[number - 1]],
            MeasureState.DONE,
            today=day,
            closed_on=closed,
        )


def _count(session: Session, day: dt.date, measures: list[int]) -> None:
    """One leaflet of the two or three a year is made, and the quiz has its number."""
    from services.campaigns.figures import add_piece, record_value

    leaflets = session.scalars(
        select(t.Deliverable.id).where(
            t.Deliverable.measure_id == measures[2], t.Deliverable.most > 1
        )
    ).first()
    if leaflets is not None:
        made_on = day - dt.timedelta(days=30)
        add_piece(session, leaflets, made_on, "《办事不求人》折页")
    target = session.scalars(
        select(t.Target.id).where(t.Target.measure_id == measures[7])
    ).first()
    if target is not None:
        on_day = day - dt.timedelta(days=34)
        record_value(session, target, on_day.year, 5312, on_day=on_day)


def _tie(session: Session, plan_id: int, measures: list[int]) -> None:
    """The stories that appeared under the talk's name belong to its measure."""
    from services.campaigns.links import tie_stories

    query = (
        select(Placement.story_id)
        .join(Story, Story.id == Placement.story_id)
        .where(Placement.column_name == TALK_COLUMN, Story.deleted_at.is_(None))
        .order_by(Placement.id.desc())
        .limit(12)
    )
    stories = sorted(set(session.scalars(query)))
    if stories:
        tie_stories(session, plan_id, stories, measure_id=measures[0])


def _fix_identities(session: Session, made: Made, plan_id: int) -> None:
    """The sample is the same for the same seed and day: so are the identities of its records."""
    session.flush()
    plan = session.get_one(t.Campaign, plan_id)
    plan.uid = made.uid()
    for table in t.PLAN_TABLES:
        query = select(table).where(table.campaign_id == plan_id).order_by(table.id)
        for record in session.scalars(query):
            record.uid = made.uid()
    session.flush()


def _table(day: dt.date) -> str:
    rows = ["序号\t单位\t时间安排"]
    for number, (unit, on) in enumerate(
        zip(TALKERS, talk_days(day), strict=True), start=1
    ):
        rows.append(f"{number}\t{unit}\t{_written(on)}")
    return "\n".join(rows)


def _written(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _month(day: dt.date) -> int:
    """The months since year 0, so that months can be added."""
    return day.year * 12 + day.month - 1


def _months(first: int, last: int) -> str:
    begin, end = divmod(first, 12), divmod(last, 12)
    year = "" if begin[0] == end[0] else f"{end[0]}年"
    return f"{begin[0]}年{begin[1] + 1}月至{year}{end[1] + 1}月"
