"""Columns, outlets and advertising places that a plan names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from services.plans.numerals import mark_of
from services.plans.paragraphs import Para
from services.plans.reading import Found

# What a named series is called behind its name.
_SERIES = r"(?:专题专栏|专栏专题|新闻专栏|网络专题|专题节目|专栏|栏目|专题|专版|专刊|板块|节目|话题)"
_QUOTED = r"[“《](?:[^“”《》]|“[^“”]*”|《[^《》]*》)+[”》]"
_BEHIND = re.compile(
    rf"(?P<q>{_QUOTED}(?:[、和及]?{_QUOTED})*)(?:等)?(?:[一二两三四五六七八九十\d]+[个档组])?(?:系列|网络|新闻|电视|广播|宣传|全媒体|主题|特色|子)*{_SERIES}"
)
_BEFORE = re.compile(rf"{_SERIES}(?:：|，)?(?P<q>{_QUOTED}(?:[、和及]?{_QUOTED})*)")
_OPENED = re.compile(
    r"(?:开设|开辟|开通|推出|设立|设置|打造)(?:了)?(?P<n>[^，。；：、“”《》]{4,16}?(?:直通车|会客厅|曝光台|大讲堂|面对面|访谈录|热线))(?=[，。；、]|$)"
)
_ONE = re.compile(_QUOTED)

_OUTLET_END = (
    r"(?:(?:日报社?|周报(?!表)|早报|晚报|晨报|时报|都市报|商报)(?![告送道名制])|广播电视台|电视台|广播电台|人民广播|(?:综合|新闻|交通|音乐|农村|乡村|经济)广播|融媒体中心|传媒中心|新闻网(?!站|络|民|上)|政府网(?!站|络|上)|在线|客户端|"
    r"微信公众号|官方微信|官方微博|公众号|视频号|抖音号|微博|APP|App|app)"
)
_ACCOUNT = re.compile(
    r"[“《](?P<n>[^“”《》]{2,14})[”》](?:等)?(?:官方|政务|新闻|手机|移动)*(?:微信公众号|公众号|视频号|抖音号|抖音|快手号|头条号|微信|微博|客户端|APP|小程序|网站|两微一端|新媒体平台|融媒体平台)"
)
_PAPER = re.compile(r"《(?P<n>[^《》]{1,10}(?:报|周刊|月刊|杂志))》")
_NO_PAPER = re.compile(
    r"(?:简|快|举|汇|转|战|专|海|墙|月|周|通|公|电|情|汇|板|申|上|预|播|填|呈)报$"
)
_PRESS = re.compile(r"^[\u4e00-\u9fff]{3,8}报$")
_OPENS = re.compile(
    rf"(?:开设|开辟|开通)(?:了)?(?P<q>{_QUOTED}(?:[、和及]?{_QUOTED})*)(?![\u4e00-\u9fff]{{0,4}}(?:窗口|通道|专区|课程|服务|讲座|账户|热线))"
)
_NO_USE = re.compile(
    r"(?:的)?(?:安装|下载|注册|粉丝|用户|联络员|联系人|办公室|[\u4e00-\u9fff]{0,3}部(?!门|分))"
)
_OUTLET = re.compile(rf"(?P<n>[\u4e00-\u9fffA-Za-z0-9]{{1,14}}?{_OUTLET_END})")
_SITE = re.compile(r"^[\u4e00-\u9fff]{2,8}网$")
_GENERIC = re.compile(
    r"^(?:各|各级|全市|全县|全区|市级|区级|县级|省级|中央|国家|主流|有关|相关|新闻|所属|政务|门户|官方|多个|传统|新|本地|当地|属地|"
    r"地方|单位|部门|自有|行业|网络|微信|微博|移动|手机|广播|电视|短视频|媒体|工作|情况|信息|宣传|每|等|其|该|户外|重点|知名|区|市|县|省|直属)*"
    rf"(?:{_OUTLET_END}|网|报纸|网站|门户网站|平台|电台|媒体)$"
)
_PLACED = re.compile(
    r"^(?:区|市|县|省|州)(?:融媒体中心|广播电视台|电视台|广播电台|日报|新闻网|政府网|传媒中心)$"
)
_STOP = re.compile(
    r"(?:依托|利用|运用|通过|充分|发挥|组织|协调|邀请|安排|组建|由|在(?!线)|与|和|及|以及|并|向|对|于|同|将|用好|借助|整合|统筹|做好|"
    r"登录|关注|转发|推送|发布(?!微|公众|客户|抖音|视频号)|投稿|等|上|的|到|至|给|为|联合|会同|配合|指导|督促|加强|送|从|把|是|要|使用|开设|开通|办好|即|或|所属|打造)"
)
_PARTS = re.compile(r"[，。；：、“”《》（）！？\s]")
_LISTED = re.compile(
    r"(?P<l>[^，。；：“”]{2,80}?)等(?:市属|县属|区属|市级|县级|区级|省级|地方|主流|新闻|媒体|所属|官方|微信|微博|微信微博|移动|新媒体|网络|传播|客户端|、|和)*"
    r"(?:公众号|客户端|媒体|媒体平台|新闻单位|平台)"
)
_TITLED = re.compile(
    r"(?:在(?P<q>《[^《》]+》(?:(?:、|和|以及)?《[^《》]+》)*)[^，。；]{0,12}?(?:开设|刊发|刊登|刊播|发布|报道|推出|开辟|发表)|"
    r"(?:^|(?<=[。；，、）]))(?P<p>《[^《》]+》(?:(?:、|和|以及)?《[^《》]+》)*)(?:(?:、|和|以及)[^，。；《》]{2,16})?(?:要|应)?(?:开设|开辟|刊发|刊登|刊播))"
)
_NO_NAME = re.compile(
    r"屏|栏|墙|橱窗|站台|横幅|标语|大厅|窗口|场所|阵地|频道|论坛|^社区$|网站|微信$|微博$|抖音$|快手$|短信|广播$|电视$|报纸|报刊|杂志|会|车|微$|端$|号$|“|单位|部门|记者|企业|群众|方式|形式|手段|活动|机场|车站|广场|公园|海报|展板"
)

_PLACE = re.compile(
    r"电子显示屏|电子屏|显示屏|大屏|LED屏|广告屏|公示栏|宣传栏|公告栏|阅报栏|橱窗|展板|灯箱|道旗|围挡|候车亭|公交站台|广告位|"
    r"政务窗口|服务窗口|服务大厅|政务大厅|便民中心|高铁站|火车站|汽车站|客运站|机场|商圈|步行街|广场|出租车|公交车"
)
_PLACE_LETTERS = 14
_PLACE_LEAD = re.compile(
    r"^.*(?:利用|运用|在|通过|于|及|和|的|播放|悬挂|张贴|设置|部分|主要|各|等|以及|依托|用好|并)(?=.)"
)
_SAID = "名称在原文里没有引号，请核对。"


def find_columns(para: Para) -> Iterator[Found]:
    """Named series in a paragraph: quoted names before 专栏, 栏目 …, or opened under a name of that kind."""
    seen: set[int] = set()
    patterns = [_BEHIND, _BEFORE]
    if next(find_outlets(para), None):
        patterns.append(_OPENS)
    for pattern in patterns:
        for found in pattern.finditer(para.key):
            for one in _ONE.finditer(para.key, *found.span("q")):
                if one.start() not in seen:
                    seen.add(one.start())
                    yield _named(para, one.start() + 1, one.end() - 1)
    for found in _OPENED.finditer(para.key):
        yield para.found(*found.span("n"), doubt=_SAID)


def _named(para: Para, start: int, end: int) -> Found:
    """A quoted name; a single blank between two long halves belongs to it."""
    gaps = [g for g in para.gaps if start < g < end]
    found = para.found(start, end)
    if len(gaps) == 1 and gaps[0] - start >= 4 and end - gaps[0] >= 4:
        return Found(
            f"{para.words(start, gaps[0])} {para.words(gaps[0], end)}", found.span
        )
    return found


def find_outlets(para: Para) -> Iterator[Found]:
    """Named newspapers, stations, sites and accounts; general words (各级媒体, 网站) are no names."""
    seen: set[tuple[int, int]] = set()
    for start, end in _segments(para.key):
        text = para.key[start:end]
        found = list(_OUTLET.finditer(text))
        spans: list[tuple[int, int]] = []
        stop = start + found[-1].end() if found else start
        if (
            found
            and _is_outlet(para.key[start:stop])
            and not _NO_USE.match(para.key, stop)
        ):
            spans = [(start, stop)]
        if not spans and _is_site(para.key, start, end):
            spans = [(start, end)]
        for span in spans:
            if span not in seen:
                seen.add(span)
                yield para.found(*span)
    accounts = [m.span("n") for m in _ACCOUNT.finditer(para.key)]
    accounts += [
        m.span("n") for m in _PAPER.finditer(para.key) if not _NO_PAPER.search(m["n"])
    ]
    accounts += [m.span() for m in _KNOWN.finditer(para.key)]
    for span in (*accounts, *_listed(para.key), *_titled(para.key)):
        if span not in seen:
            seen.add(span)
            yield para.found(*span)


def _is_site(key: str, start: int, end: int) -> bool:
    """A site known by 网 alone stands as a word of its own in a list; a service portal is no medium."""
    text = key[start:end]
    beside = "、" in (
        key[start - 1 : start],
        key[end : end + 1],
    )  # a paper known by 报 alone stands among others
    press = (
        beside
        and _PRESS.match(text)
        and not _NO_PAPER.search(text)
        and _OUTLET.search(key)
    )
    if not (_SITE.match(text) or press) or _GENERIC.match(text) or "服务" in text:
        return False
    return key[end : end + 1] in ("、", "，", "。", "等", "和", "及", "")


_KNOWN = re.compile(r"新华社|中新社|中央广播电视总台|央视网?|学习强国|澎湃新闻")


def _is_outlet(name: str) -> bool:
    return len(name) <= 20 and (bool(_PLACED.match(name)) or not _GENERIC.match(name))


def _segments(key: str) -> Iterator[tuple[int, int]]:
    """Stretches between marks and words of doing, in which a name may stand alone or at the start."""
    mark = mark_of(key)
    cuts = sorted(
        {
            mark.size if mark else 0,
            len(key),
            *(i for m in _PARTS.finditer(key) for i in m.span()),
            *(i for m in _STOP.finditer(key) for i in m.span()),
        }
    )
    yield from ((a, b) for a, b in itertools.pairwise(cuts) if 2 <= b - a <= 24)


def _listed(key: str) -> Iterator[tuple[int, int]]:
    """Names of a list that ends in 「等…平台」: 「甲、乙和丙等微信公众号」."""
    for found in _LISTED.finditer(key):
        start, end = found.span("l")
        begin = start
        for stop in re.finditer(
            r"(?:组织|依托|利用|运用|通过|在|发挥|借助|用好|协调|安排|统筹)",
            key[start:end],
        ):
            begin = start + stop.end()
        pieces = list(re.finditer(r"[^、和及]+", key[begin:end]))
        spans = [(begin + m.start(), begin + m.end()) for m in pieces]
        if len(spans) < 2:
            continue
        for a, b in spans:
            name = key[a:b]
            if (
                2 <= b - a <= 10
                and not _NO_NAME.search(name)
                and not _GENERIC.match(name)
                and not _OUTLET.search(name)
            ):
                yield a, b


def _titled(key: str) -> Iterator[tuple[int, int]]:
    for found in _TITLED.finditer(key):
        group = "q" if found["q"] else "p"
        for one in re.finditer(r"《([^《》]+)》", key[slice(*found.span(group))]):
            start = found.start(group) + one.start(1)
            yield start, start + len(one[1])


def find_places(para: Para) -> Iterator[Found]:
    """Screens, boards, stations and halls where something is shown or hung."""
    for start, end in _between(para.key):
        ends = [m.end() for m in _PLACE.finditer(para.key, start, end)]
        if not ends:
            continue
        lead = _PLACE_LEAD.match(para.key[start : ends[-1]])
        begin = (
            start + lead.end() if lead and lead.end() < ends[-1] - start - 1 else start
        )
        if ends[-1] - begin <= _PLACE_LETTERS:
            yield para.found(begin, ends[-1])


def _between(key: str) -> Iterator[tuple[int, int]]:
    at = 0
    for mark in re.finditer(r"[，。；：、“”《》（）！？]|$", key):
        if mark.start() - at >= 2:
            yield at, mark.start()
        at = mark.end()
