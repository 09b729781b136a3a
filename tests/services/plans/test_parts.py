"""Rules of the genre one by one: units, duties, people, contacts, media, shares, tables."""

from __future__ import annotations

import pytest

from services.plans.contacts import find_contacts
from services.plans.media import find_columns, find_outlets
from services.plans.paragraphs import paragraphs
from services.plans.people import find_people
from services.plans.reader import read_plan
from services.plans.targets import find_targets
from services.plans.units import find_duties
from services.plans.weights import find_weights


@pytest.mark.parametrize(
    ("text", "lead", "support"),
    [
        ("（牵头单位：县人大（政协）联络室，配合单位：党政办、商务局）", "县人大（政协）联络室", "党政办 商务局"),
        (
            "（牵头单位：县委宣传部；责任单位：县人力资源和社会保障局及县级有关部门）",
            "县委宣传部",
            "县人力资源和社会保障局 县级有关部门",
        ),
        (
            "（责任单位：县委办公室和县政府办公室，各镇（街道）；配合单位：县公安局和县司法局）",
            "县委办公室 县政府办公室 各镇（街道）",
            "县公安局 县司法局",
        ),
        ("（牵头单位：县文明办；完成时限：6月底前）", "县文明办", ""),
        ("（责任单位：县文明办、团县委等，责任人：张三）", "县文明办 团县委", ""),
        ("（县委宣传部、县融媒体中心牵头，县文旅局、各乡镇配合）", "县委宣传部 县融媒体中心", "县文旅局 各乡镇"),
        ("由县教育局牵头，县委宣传部配合，3月底前完成。", "县教育局", "县委宣传部"),
        ("投诉工作由县信访局牵头负责，设立专门电话。", "县信访局", ""),
        ("责任科室：办公室、宣传股", "办公室 宣传股", ""),
        ("各指标牵头单位、配合单位要整合资源。", "", ""),
        ("形成主要领导负责、分管领导具体抓的工作体系。", "", ""),
        ("宣传资料由县统计局负责提供。", "", ""),
    ],
)  # fmt: skip
def test_who_leads_and_who_supports(text: str, lead: str, support: str) -> None:
    found = find_duties(paragraphs(text)[0])
    assert [u.name for u in found.lead] == lead.split()
    assert [u.name for u in found.support] == support.split()


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("组 长：李 江 市委常委、宣传部部长", [("组长", "李江", "市委常委、宣传部部长")]),
        (
            "副组长：张明（县委办副主任）、王芳（县政府办副主任）",
            [("副组长", "张明", "县委办副主任"), ("副组长", "王芳", "县政府办副主任")],
        ),
        ("组长：赵勇，县委副书记", [("组长", "赵勇", "县委副书记")]),
        ("组长：县委常委、宣传部部长钱伟", [("组长", "钱伟", "县委常委、宣传部部长")]),
        ("组长由副县长孙丽同志担任。", [("组长", "孙丽", "副县长")]),
        ("成立专班，由副区长周强任组长，区司法局局长吴敏、区教育局局长郑洁任副组长。", [
            ("组长", "周强", "副区长"), ("副组长", "吴敏", "区司法局局长"), ("副组长", "郑洁", "区教育局局长"),
        ]),
        ("副组长：木秀英  乡党委委员、宣传委员", [("副组长", "木秀英", "乡党委委员、宣传委员")]),
        ("组长由县委书记担任。", []),
    ],
)  # fmt: skip
def test_people(text: str, people: list[tuple[str, str, str]]) -> None:
    found = find_people(paragraphs(text)).leadership
    assert [(p.role, p.name, p.post) for p in found] == people


def test_copies_are_no_members_and_members_are_no_leaders() -> None:
    found = find_people(
        paragraphs("成  员：县委办、县政府办、各乡镇主要负责同志\n抄送：县委。")
    )
    assert [u.name for u in found.members] == ["县委办", "县政府办", "各乡镇"]
    assert found.leadership == []


@pytest.mark.parametrize(
    ("text", "contacts"),
    [
        ("联系人：张丽，电话：6651234。", [("张丽", "6651234", "", "")]),
        (
            "联系人：张丽 王强，联系电话 6651234",
            [("张丽", "6651234", "", ""), ("王强", "6651234", "", "")],
        ),
        (
            "联系人：县委宣传部张丽，电话：6651234",
            [("张丽", "6651234", "", "县委宣传部")],
        ),
        (
            "联系人：张丽（县文明办），联系电话：13800001111",
            [("张丽", "13800001111", "", "县文明办")],
        ),
        (
            "联系人及电话：张丽 0871-6651234；邮箱：a_b@163.com",
            [("张丽", "0871-6651234", "a_b@163.com", "")],
        ),
        (
            "联系人：张丽\n电话：6651234\n邮箱：abcd0qq.com",
            [("张丽", "6651234", "abcd0qq.com", "")],
        ),
    ],
)
def test_contacts(text: str, contacts: list[tuple[str, str, str, str]]) -> None:
    found = find_contacts(paragraphs(text))
    assert [(c.name, c.phone, c.email, c.dept) for c in found] == contacts
    assert all(bool(c.doubt) == ("@" not in c.email and c.email != "") for c in found)


@pytest.mark.parametrize(
    ("text", "outlets", "columns"),
    [
        (
            "在清溪日报、“清溪发布”微信公众号开设“向前一步”“民声”等专栏。",
            ["清溪日报", "清溪发布"],
            ["向前一步", "民声"],
        ),
        ("各级主流媒体和网站要开设专栏、专题。", [], []),
        ("利用微信、微博、LED屏、宣传栏等平台。", [], []),
        (
            "《清溪通讯》、清溪新闻网开设‘一线’栏目",
            ["清溪新闻网", "清溪通讯"],
            ["一线"],
        ),
        ("组织清溪在线、掌上清溪和清溪论坛等客户端推送", ["清溪在线", "掌上清溪"], []),
        ("实现网上办理，推动政务服务网应用，及时上报简报。", [], []),
    ],
)
def test_media(text: str, outlets: list[str], columns: list[str]) -> None:
    para = paragraphs(text)[0]
    assert sorted(f.value for f in find_outlets(para)) == sorted(outlets)
    assert [f.value for f in find_columns(para)] == columns


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("每年制作2至3个宣传折页，推出一批海报。", ["每年制作2至3个宣传折页"]),
        ("围绕18项具体任务、26个指标开展宣传。", []),
        ("受理一起、处理一起、反馈一起。", []),
        ("做到一个底线、一把尺子，“一件事一次办”。", []),
        (
            "知晓率达到95%以上，实现行政村全覆盖。",
            ["知晓率达到95%以上", "实现行政村全覆盖"],
        ),
        ("网络投票占20%、专家评审占80%。", []),
        ("按照“五级十二同”标准，用2-3年时间打造品牌。", []),
    ],
)
def test_targets(text: str, targets: list[str]) -> None:
    assert [t.value for t in find_targets(paragraphs(text)[0], 0)] == targets


def test_weights_that_do_not_make_a_hundred_are_doubted() -> None:
    good = find_weights(
        paragraphs("网络投票、专家评审、现场打分结果分别占20%、30%和50%。")
    )
    assert [(w.name, w.percent, w.doubt) for w in good] == [
        ("网络投票", 20, ""),
        ("专家评审", 30, ""),
        ("现场打分", 50, ""),
    ]
    bad = find_weights(paragraphs("网络投票占40%，专家评审占50%。"))
    assert {w.name for w in bad} == {"网络投票", "专家评审"}
    assert all("90%" in w.doubt for w in bad)


def test_a_schedule_fills_what_was_merged_and_doubts_a_bad_day() -> None:
    rows = "序号\t单位\t时间\n1\t县发改局\t8月16日\n2\t县财政局\t\n3\t县水利局\t待定"
    text = f"青山县2021年宣传方案\n一、任务\n（一）开展采访。\n（二）做好播出。\n附件\n采访安排表\n{rows}"
    found = read_plan(text).schedule
    assert [(r.no, r.unit, str(r.date.start) if r.date else None) for r in found] == [
        (1, "县发改局", "2021-08-16"),
        (2, "县财政局", "2021-08-16"),
        (3, "县水利局", None),
    ]
    assert found[2].doubt


def test_numbers_that_jump_are_kept_and_doubted() -> None:
    reading = read_plan(
        "青山县宣传方案\n一、总体要求\n提高认识。\n二、重点任务\n（一）开设专栏。\n（三）组织宣讲。\n四、工作要求\n加强领导。"
    )
    assert [h.number for h in reading.headings] == [
        "一、",
        "二、",
        "（一）",
        "（三）",
        "四、",
    ]
    assert [h.number for h in reading.headings if h.doubt] == ["（三）"]


def test_a_note_under_the_signature_is_no_part_of_the_title() -> None:
    text = (
        "关于印发《青山县宣传方案》的通知\n各乡镇：\n现印发给你们。\n青山县委宣传部\n2023年2月27日\n（此件公开发布）\n\n"
        "青山县宣传方案\n一、目标\n提高认识。\n二、任务\n（一）开设专栏。\n"
    )
    reading = read_plan(text)
    assert reading.title is not None
    assert reading.title.value == "青山县宣传方案"
    assert reading.recipients is not None
    assert reading.recipients.value == "各乡镇"
