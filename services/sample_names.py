"""The invented county of the sample: its units, outlets, places and people's names. Nothing here is real."""

from __future__ import annotations

from dataclasses import dataclass

from models.vocabulary import OutletLevel

OFFICE = "云岭县委宣传部"
COUNTY = "云岭"
GROUPS = ("县直部门", "乡镇街道", "企事业和驻县单位")

TOWNS = (
    "城东街道",
    "城西街道",
    "望岭镇",
    "清澜镇",
    "双杉镇",
    "石栈镇",
    "茶坞镇",
    "白鹭滩镇",
    "竹影镇",
    "枫坳镇",
    "九曲坪乡",
    "桐花坞乡",
    "鹿鸣溪乡",
    "云脚乡",
    "雾谷乡",
)
"""Townships and sub-districts, in their fixed order; the last was merged away during the half-year."""

RIVERS = ("清澜河", "九曲溪", "鹿鸣溪", "白鹭滩湿地", "石栈水库")
VILLAGES = (
    "上坞村",
    "杉树湾村",
    "石板桥村",
    "半坡村",
    "溪头村",
    "茶香村",
    "大榕村",
    "青瓦村",
    "月塘村",
    "老鹰岩村",
    "桃垄村",
    "新渡口社区",
    "南门社区",
    "书院社区",
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = [
    "若川",
    "知行",
    "晓岚",
    "书瑶",
    "明远",
    "念慈",
    "景澄",
    "雨禾",
    "思齐",
    "安然",
    "子默",
    "云舒",
    "立言",
    "清和",
    "亦凡",
    "守诚",
    "望舒",
    "可心",
    "行简",
    "怀瑾",
    "映雪",
    "临风",
    "采薇",
    "长庚",
    "南星",
    "小满",
    "以宁",
    "承志",
    "启航",
    "嘉树",
]


@dataclass(frozen=True)
class SampleUnit:
    """One unit of the sample.

    `topic` names its field of headlines, `output` the mean number of stories a week; `opened`, `closed`
    are weeks counted from the first (0) of the half-year, `into` the full name of the unit it went into.
    """

    name: str
    short: str
    group: int
    topic: str
    output: float = 1.2
    aliases: str = ""
    own: str = ""
    opened: int | None = None
    closed: int | None = None
    into: str = ""


_TOWN_OUTPUT = (
    2.4,
    1.9,
    1.6,
    2.1,
    1.3,
    1.0,
    1.8,
    1.4,
    0.8,
    1.1,
    0.7,
    1.2,
    0.9,
    0.6,
    0.5,
)


def _town(place: int, name: str) -> SampleUnit:
    street = name.endswith("街道")
    full = f"云岭县{name}" + ("办事处" if street else "人民政府")
    merged = name == "雾谷乡"
    return SampleUnit(
        full,
        name,
        1,
        "township",
        _TOWN_OUTPUT[place],
        f"{name}{'办' if street else '政府'}",
        closed=17 if merged else None,
        into="云岭县茶坞镇人民政府" if merged else "",
    )


UNITS: tuple[SampleUnit, ...] = (
    SampleUnit("云岭县纪委监委", "县纪委监委", 0, "discipline", 1.6, "纪委、监委", "云岭清风"),
    SampleUnit("云岭县委办公室", "县委办", 0, "office", 0.6, "县委办公室"),
    SampleUnit("云岭县政府办公室", "县政府办", 0, "office", 0.7, "县府办、政府办公室"),
    SampleUnit("云岭县委组织部", "县委组织部", 0, "party", 2.0, "组织部"),
    SampleUnit("云岭县委统战部", "县委统战部", 0, "united", 0.9, "统战部"),
    SampleUnit("云岭县委政法委", "县委政法委", 0, "law", 1.3, "政法委", "平安云岭"),
    SampleUnit("云岭县委社会工作部", "县委社工部", 0, "volunteer", 1.0, "社会工作部"),
    SampleUnit("云岭县发展和改革局", "县发改局", 0, "planning", 1.1, "发改局、县发展改革局"),
    SampleUnit("云岭县教育体育局", "县教体局", 0, "education", 2.6, "教体局、教育局", "云岭教育"),
    SampleUnit("云岭县工业信息化和科技局", "县工信科技局", 0, "industry", 1.2, "工信局、科技局"),
    SampleUnit("云岭县公安局", "县公安局", 0, "police", 2.8, "公安局", "云岭警方"),
    SampleUnit("云岭县民政局", "县民政局", 0, "civil", 1.1, "民政局"),
    SampleUnit("云岭县司法局", "县司法局", 0, "justice", 1.4, "司法局"),
    SampleUnit("云岭县财政局", "县财政局", 0, "finance", 0.6, "财政局"),
    SampleUnit("云岭县人力资源和社会保障局", "县人社局", 0, "work", 1.5, "人社局"),
    SampleUnit("云岭县自然资源局", "县自然资源局", 0, "land", 0.9, "自然资源局"),
    SampleUnit("澜川市生态环境局云岭分局", "县生态环境局", 0, "ecology", 1.8, "生态环境局、环保局"),
    SampleUnit("云岭县住房和城乡建设局", "县住建局", 0, "housing", 1.0, "住建局"),
    SampleUnit("云岭县交通运输局", "县交通运输局", 0, "transport", 1.3, "交通局、交运局"),
    SampleUnit("云岭县农业农村局", "县农业农村局", 0, "farming", 2.4, "农业局、农业农村局"),
    SampleUnit("云岭县水务局", "县水务局", 0, "water", 1.2, "水务局、水利局"),
    SampleUnit("云岭县商务局", "县商务局", 0, "trade", 1.0, "商务局"),
    SampleUnit("云岭县文化和旅游局", "县文旅局", 0, "culture", 2.9, "文旅局", "遇见云岭"),
    SampleUnit("云岭县卫生健康局", "县卫健局", 0, "health", 1.7, "卫健局、卫生局", "健康云岭"),
    SampleUnit("云岭县退役军人事务局", "县退役军人局", 0, "veterans", 0.9, "退役军人事务局"),
    SampleUnit("云岭县应急管理局", "县应急局", 0, "emergency", 1.6, "应急局、应急管理局"),
    SampleUnit("云岭县审计局", "县审计局", 0, "audit", 0.4, "审计局"),
    SampleUnit("云岭县市场监督管理局", "县市场监管局", 0, "market", 1.5, "市监局、市场监管局"),
    SampleUnit("云岭县统计局", "县统计局", 0, "statistics", 0.4, "统计局"),
    SampleUnit("云岭县林业和草原局", "县林草局", 0, "forest", 1.2, "林业局、林草局"),
    SampleUnit("云岭县医疗保障局", "县医保局", 0, "insurance", 0.8, "医保局"),
    SampleUnit(
        "云岭县乡村振兴服务中心", "县乡村振兴中心", 0, "farming", 1.0, "乡村振兴中心",
        closed=9, into="云岭县农业农村局",
    ),
    SampleUnit("云岭县数据局", "县数据局", 0, "data", 0.8, "数据局", opened=12),
    *(_town(place, name) for place, name in enumerate(TOWNS)),
    SampleUnit("云岭县总工会", "县总工会", 2, "union", 1.2, "总工会"),
    SampleUnit("共青团云岭县委员会", "团县委", 2, "volunteer", 1.3, "县团委", "青春云岭"),
    SampleUnit("云岭县妇女联合会", "县妇联", 2, "women", 1.1, "妇联"),
    SampleUnit("云岭县融媒体中心", "县融媒体中心", 2, "media", 4.2, "融媒体中心、融媒中心"),
    SampleUnit("云岭县人民医院", "县人民医院", 2, "health", 1.3, "人民医院", "云岭县人民医院服务号"),
    SampleUnit("云岭县第一中学", "县一中", 2, "education", 0.9, "云岭一中"),
    SampleUnit("云岭县职业教育中心", "县职教中心", 2, "education", 0.7, "职教中心"),
    SampleUnit("云岭工业园区管理委员会", "园区管委会", 2, "industry", 1.1, "工业园区、园区"),
    SampleUnit("国家税务总局云岭县税务局", "县税务局", 2, "tax", 1.4, "税务局", "云岭税务"),
    SampleUnit("云岭县气象局", "县气象局", 2, "weather", 0.9, "气象局"),
    SampleUnit("云岭县消防救援大队", "县消防大队", 2, "emergency", 1.5, "消防大队", "云岭消防"),
    SampleUnit("云岭供电公司", "供电公司", 2, "power", 1.2, "供电局"),
    SampleUnit("云岭县茶产业发展集团", "县茶业集团", 2, "tea", 0.9, "茶业集团"),
    SampleUnit("云岭县图书馆", "县图书馆", 2, "culture", 0.8, "图书馆"),
)  # fmt: skip

CHANNELS: tuple[tuple[str, OutletLevel, str, str, tuple[str, ...]], ...] = (
    ("人民日报", OutletLevel.CENTRAL, "报纸", "", ("要闻", "乡村振兴")),
    ("新华社", OutletLevel.CENTRAL, "网站", "新华通讯社", ("地方联播",)),
    ("中央广播电视总台", OutletLevel.CENTRAL, "电视", "央视", ("朝闻天下", "三农长短说")),
    ("光明日报", OutletLevel.CENTRAL, "报纸", "", ("教育周刊",)),
    ("经济日报", OutletLevel.CENTRAL, "报纸", "", ("地方",)),
    ("农民日报", OutletLevel.CENTRAL, "报纸", "", ("乡村纪事",)),
    ("法治日报", OutletLevel.CENTRAL, "报纸", "", ("基层",)),
    ("中国环境报", OutletLevel.CENTRAL, "报纸", "", ("地方新闻",)),
    ("人民网", OutletLevel.CENTRAL, "网站", "", ("地方频道",)),
    ("学习强国", OutletLevel.CENTRAL, "客户端", "学习强国全国平台", ("县级融媒",)),
    ("岚江日报", OutletLevel.PROVINCE, "报纸", "省报", ("县域观察", "岚江评论")),
    ("岚江卫视", OutletLevel.PROVINCE, "电视", "省电视台、岚江广播电视台", ("岚江新闻联播", "政策面对面")),
    ("岚江之声", OutletLevel.PROVINCE, "广播", "", ("早安岚江",)),
    ("岚江网", OutletLevel.PROVINCE, "网站", "", ("市州新闻",)),
    ("岚江新闻客户端", OutletLevel.PROVINCE, "客户端", "", ("县区",)),
    ("岚江法制报", OutletLevel.PROVINCE, "报纸", "", ("平安岚江",)),
    ("澜川日报", OutletLevel.CITY, "报纸", "市报", ("县区新闻", "一线走笔")),
    ("澜川电视台", OutletLevel.CITY, "电视", "市电视台", ("澜川新闻", "民生直通车")),
    ("澜川人民广播", OutletLevel.CITY, "广播", "", ("行风热线",)),
    ("澜川新闻网", OutletLevel.CITY, "网站", "", ("县区",)),
    ("澜川发布", OutletLevel.CITY, "微信", "", ("县区动态",)),
    ("掌上澜川", OutletLevel.CITY, "客户端", "", ("云岭频道",)),
    ("云岭电视台", OutletLevel.COUNTY, "电视", "县电视台", ("云岭新闻", "一把手谈营商环境")),
    ("云岭广播", OutletLevel.COUNTY, "广播", "县广播", ("云岭早班车",)),
    ("云岭周报", OutletLevel.COUNTY, "报纸", "", ("乡镇来风", "身边榜样")),
    ("云岭新闻网", OutletLevel.COUNTY, "网站", "县政府网新闻频道", ("部门动态", "乡镇快讯")),
    ("云岭发布", OutletLevel.COUNTY, "微信", "", ("民生云岭", "文明实践")),
    ("云岭融媒", OutletLevel.COUNTY, "短视频", "", ("镜头里的云岭",)),
    ("看云岭", OutletLevel.COUNTY, "客户端", "", ("要闻", "专题")),
    ("云岭县城区电子屏", OutletLevel.COUNTY, "LED屏", "城区大屏", ()),
    ("云岭公交移动屏", OutletLevel.COUNTY, "公交屏", "", ()),
    ("单位宣传栏", OutletLevel.OWN, "宣传栏", "公告栏", ()),
    ("单位网站", OutletLevel.OWN, "网站", "部门网站", ("工作动态",)),
)  # fmt: skip
"""Outlets: name, level, kind, aliases, columns. Those of central level are generic names, the rest invented."""
