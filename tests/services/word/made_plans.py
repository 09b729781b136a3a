"""Plans as a clerk might make them by hand, for property tests: nothing was read, no place in a text is known."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st

from models.vocabulary_campaigns import CampaignState
from services.campaigns import types as t
from services.campaigns.outline import number_of

_R = TypeVar("_R", bound=t.Row)
_PLACES = ("云岭县", "清溪区", "石门市", "白沙县", "东川区")
_THEMES = ("禁毒", "反诈骗", "文明城市创建", "安全生产月", "全民阅读", "优化营商环境")
_UNITS = (
    "县公安局", "县教育局", "县融媒体中心", "县市场监管局", "县委宣传部", "团县委", "县妇联", "各乡镇", "各街道",
    "县人力资源和社会保障局", "县委网信办", "县住房城乡建设局", "县文化广电旅游局", "人民银行云岭县支行",
    "县政务服务中心（县行政审批局）",
)  # fmt: skip
_HEADS = (
    "开展主题宣传", "推进入户宣传", "加强校园宣传", "深化社区宣传", "抓好窗口宣传", "做好典型选树", "强化阵地建设",
    "拓展“五进”活动", "用好新媒体（短视频）", "深入宣讲政策",
)  # fmt: skip
_SENTENCES = (
    "结合实际制定具体办法，确保工作落到实处。", "充分发挥各自优势，形成宣传合力。",
    "坚持正面引导，用群众听得懂的话讲清政策。",
    "把宣传融入日常服务，做到常抓不懈。", "注重实效，力戒形式主义。", "深入基层一线，挖掘先进典型（含集体和个人）。",
)  # fmt: skip
_SURNAMES, _GIVEN = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗",
    "明芳伟静强敏杰娟勇艳磊洋军丽超霞平刚桂英",
)
_POSTS = (
    "县委常委、宣传部部长",
    "副县长",
    "县政府办公室副主任",
    "县融媒体中心主任",
    "县公安局政委",
)
_ROLES = ("组长", "常务副组长", "副组长", "成员")
_VOTES = ("网络投票", "群众评议", "专家评审", "部门互评")
_COLUMNS = ("序号", "单位", "时间安排", "内容", "备注")


@dataclass
class _Rows:
    """Rows with ids and places in order."""

    count: int = 0
    parts: list[t.PartRow] = field(default_factory=list[t.PartRow])

    def row(self, table: type[_R], /, **values: Any) -> _R:
        """A row of a kind that was not read from anywhere."""
        self.count += 1
        base = {
            "id": self.count,
            "uid": f"u{self.count}",
            "position": self.count,
            "span_start": None,
            "span_end": None,
            "doubt": "",
        }
        return table(**base, **values)

    def part(self, kind: str, section: str, body: str = "", **values: Any) -> t.PartRow:
        """A part of the outline."""
        empty = {
            "level": None,
            "number": "",
            "heading": "",
            "run_in": False,
            "starts_on": None,
            "ends_on": None,
            "period_raw": "",
            "period_precision": "",
        }
        made = self.row(
            t.PartRow, kind=kind, section=section, body=body, **empty | values
        )
        self.parts.append(made)
        return made

    def head(
        self, level: int, value: int, heading: str, body: str = "", **values: Any
    ) -> t.PartRow:
        """A numbered head."""
        run_in = bool(body) and level > 1
        own = {
            "level": level,
            "number": number_of(level, value),
            "heading": heading,
            "run_in": run_in,
        }
        return self.part("head", values.pop("section", "main"), body, **own | values)


_days = st.dates(dt.date(2021, 1, 1), dt.date(2026, 12, 31))
_names = st.builds(
    lambda a, b: a + b,
    st.sampled_from(_SURNAMES),
    st.text(st.sampled_from(_GIVEN), min_size=1, max_size=2),
)
_bodies = st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=3).map("".join)
_phones = st.integers(2_000_000, 8_999_999).map(lambda n: f"0871-{n}")


@st.composite
def plans(draw: st.DrawFn, measures: int = 8) -> t.Plan:
    """A plan with everything that a document can hold."""
    rows = _Rows()
    place, theme = draw(st.sampled_from(_PLACES)), draw(st.sampled_from(_THEMES))
    title = f"{place}{theme}宣传工作方案"
    issued = draw(_days)
    offices = (f"中共{place}委宣传部", f"{place}公安局", f"{place}文化和旅游局")
    issuer = "、".join(offices[: draw(st.integers(1, 3))])
    rows.part("lead", "main", f"为做好全县{theme}宣传工作，制定本方案。")
    rows.head(1, 1, "指导思想", draw(_bodies))
    people, members = _leading(draw, rows)
    phases = _phases(draw, rows, issued.year)
    tasks = _tasks(draw, rows, measures, issued)
    rows.head(1, 5, "工作要求")
    for n in range(1, draw(st.integers(1, 3)) + 1):
        rows.head(2, n, f"落实责任之{'甲乙丙'[n - 1]}", draw(_bodies))
    weights = _weights(draw, rows)
    tables = _annexes(draw, rows, issued)
    contacts = _contacts(draw, rows)
    noticed = draw(st.booleans())
    notice = rows.row(
        t.NoticeRow,
        title=f"关于印发《{title}》的通知",
        issuer=issuer,
        doc_number="",
        issued_on=issued,
        issued_raw="",
        recipients="各乡镇、街道，县直各单位",
    )
    copied = draw(st.lists(st.sampled_from(_UNITS), max_size=3, unique=True))
    return t.Plan(
        id=1, uid="p", title=title, short_name="", kind="plan", state=CampaignState.RUNNING, issuer=issuer,
        letterhead=draw(st.sampled_from(("", issuer))),
        doc_number=draw(st.sampled_from(("", f"云宣发〔{issued.year}〕7号"))),
        issued_on=issued, issued_raw="", recipients="各乡镇、街道，县直各单位" if noticed else "",
        starts_on=None, ends_on=None, period_raw="", period_precision="", source_name="", source_text="",
        remarks="", note="", template_of_id=None,
        notices=(notice,) if noticed else (), parts=tuple(rows.parts),
        units=(*members, *(_unit(rows, "copied", n) for n in copied)), people=(*people, *contacts),
        phases=phases, tables=tables, weights=weights, **tasks,
    )  # fmt: skip


def _unit(rows: _Rows, role: str, name: str) -> t.UnitEntry:
    return rows.row(t.UnitEntry, role=role, unit_id=None, name=name, label="")


def _person(rows: _Rows, kind: str, name: str, **values: Any) -> t.PersonRow:
    empty = {
        "section": "main", "role": "", "post": "", "dept": "", "dept_inferred": False, "phone": "", "email": "",
        "email_suggest": "",
    }  # fmt: skip
    return rows.row(t.PersonRow, kind=kind, name=name, **empty | values)


def _leading(
    draw: st.DrawFn, rows: _Rows
) -> tuple[tuple[t.PersonRow, ...], tuple[t.UnitEntry, ...]]:
    rows.head(1, 2, "组织领导", "成立宣传工作领导小组，负责统筹协调。")
    roles = sorted(
        draw(st.lists(st.sampled_from(_ROLES), max_size=5)), key=_ROLES.index
    )
    people = tuple(
        _person(
            rows,
            "leader",
            draw(_names),
            role=role,
            post=draw(st.sampled_from(_POSTS)),
        )
        for role in roles
    )
    names = draw(st.lists(st.sampled_from(_UNITS), max_size=6, unique=True))
    return people, tuple(_unit(rows, "member", n) for n in names)


def _phases(draw: st.DrawFn, rows: _Rows, year: int) -> tuple[t.PhaseRow, ...]:
    rows.head(1, 3, "宣传步骤", "本次宣传分步推进。")
    count = draw(st.integers(0, 3))
    days = sorted(
        draw(
            st.lists(
                st.dates(dt.date(year, 1, 1), dt.date(year, 12, 31)),
                min_size=2 * count,
                max_size=2 * count,
                unique=True,
            )
        )
    )
    names = ("动员部署", "集中宣传", "总结提升")
    return tuple(
        rows.row(
            t.PhaseRow,
            section="main",
            name=names[n],
            starts_on=days[2 * n],
            ends_on=days[2 * n + 1],
            raw="",
            precision="day",
            recurrence="",
            recurrence_raw="",
        )
        for n in range(count)
    )


def _tasks(draw: st.DrawFn, rows: _Rows, most: int, issued: dt.date) -> dict[str, Any]:
    rows.head(1, 4, "重点任务")
    measures: list[t.MeasureRow] = []
    units: list[t.MeasureUnitRow] = []
    deadlines: list[t.DeadlineRow] = []
    for n in range(1, draw(st.integers(1, most)) + 1):
        heading, body = draw(st.sampled_from(_HEADS)), draw(_bodies)
        part = rows.head(2, n, heading, body)
        number = "四" + number_of(2, n)
        measure = rows.row(
            t.MeasureRow, part_id=part.id, section="main", kind="measure", number=number, head=heading,
            text=f"{heading}。{body}", recurrence="", recurrence_raw="", report_to="", state="not_begun",
            dropped_reason="", closed_on=None,
        )  # fmt: skip
        measures.append(measure)
        chosen = draw(st.lists(st.sampled_from(_UNITS), max_size=5, unique=True))
        leads = draw(st.integers(1, 2))
        labels = draw(
            st.sampled_from(
                (("牵头单位", "责任单位"), ("", ""), ("牵头单位", "配合单位"))
            )
        )
        for place, name in enumerate(chosen):
            role = "lead" if place < leads else "support"
            units.append(
                rows.row(
                    t.MeasureUnitRow,
                    measure_id=measure.id,
                    role=role,
                    unit_id=None,
                    name=name,
                    label=labels[role == "support"],
                )
            )
        if chosen:
            for m in range(1, draw(st.integers(0, 2)) + 1):
                rows.head(3, m, f"分项工作之{'甲乙'[m - 1]}", draw(_bodies))
        if draw(st.booleans()):
            due = issued + dt.timedelta(draw(st.integers(1, 900)))
            deadlines.append(
                rows.row(
                    t.DeadlineRow,
                    measure_id=measure.id,
                    raw="",
                    starts_on=due,
                    due_on=due,
                    precision="day",
                    past=False,
                    met_on=None,
                )
            )
    return {
        "measures": tuple(measures),
        "measure_units": tuple(units),
        "deadlines": tuple(deadlines),
    }


def _weights(draw: st.DrawFn, rows: _Rows) -> tuple[t.WeightRow, ...]:
    count = draw(st.sampled_from((0, 2, 3, 4)))
    if not count:
        return ()
    cuts = draw(
        st.lists(
            st.integers(1, 19), min_size=count - 1, max_size=count - 1, unique=True
        )
    )
    edges = [0, *sorted(cuts), 20]
    return tuple(
        rows.row(
            t.WeightRow, name=_VOTES[n], percent=float((edges[n + 1] - edges[n]) * 5)
        )
        for n in range(count)
    )


def _contacts(draw: st.DrawFn, rows: _Rows) -> tuple[t.PersonRow, ...]:
    return tuple(
        _person(
            rows,
            "contact",
            name,
            dept=draw(st.sampled_from(("县委宣传部", "县融媒体中心"))),
            phone=draw(_phones),
            email=draw(st.sampled_from(("", "xc2026@163.com"))),
        )
        for name in draw(st.lists(_names, max_size=2, unique=True))
    )


def _annexes(draw: st.DrawFn, rows: _Rows, issued: dt.date) -> tuple[t.TableRow, ...]:
    tables: list[t.TableRow] = []
    for n in range(1, draw(st.integers(0, 3)) + 1):
        section = f"annex{n}"
        if draw(st.booleans()):
            rows.part(
                "annex",
                section,
                number=str(n),
                heading=f"评选活动办法（{'甲乙丙'[n - 1]}）",
            )
            rows.head(1, 1, "评选范围", draw(_bodies), section=section)
            rows.head(1, 2, "评选条件", draw(_bodies), section=section)
            continue
        rows.part(
            "annex",
            section,
            number=str(n),
            heading=f"采访工作安排表（{'甲乙丙'[n - 1]}）",
        )
        cells: list[list[str]] = [list(_COLUMNS)]
        for line in range(1, draw(st.integers(1, 6)) + 1):
            day = issued + dt.timedelta(line)
            cells.append(
                [
                    str(line),
                    draw(st.sampled_from(_UNITS)),
                    f"{day.year}年{day.month}月{day.day}日",
                    draw(st.sampled_from(("采访", "访谈", ""))),
                    "",
                ]
            )
        tables.append(
            rows.row(
                t.TableRow, section=section, rows=json.dumps(cells, ensure_ascii=False)
            )
        )
    return tuple(tables)
