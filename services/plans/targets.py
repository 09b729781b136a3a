"""Numbers to reach: clauses that promise a counted thing, quotas per year or month, and what comes back."""

from __future__ import annotations

import re

from services.plans.numerals import to_int
from services.plans.paragraphs import Para
from services.plans.reading import Found, Quota, Recurrence, Span

_HAN = "一二两三四五六七八九十百"
_UNIT = (
    r"(?:个工作日|个百分点|人次|场次|场|个|项|家|名|人|次|场|期|篇|条|部|件|幅|份|套|册|集|组|块|批|处|户|只|支|台|本|档|字|天|日内|"
    r"周内|分钟|小时|元|倍|辆|座|所|间|张|面|版|轮|堂|课时|学时|节|例|起|种|款|公里|平方米|万|亿|%|‰)"
)
_NUMBER = re.compile(
    rf"(?:(?P<a>\d[\d，,.]{{0,12}})(?:(?:-|—|–|至|到)(?P<b>\d[\d.]*))?(?:余|多)?[千万亿]?(?P<u>{_UNIT})|"
    rf"(?P<ha>[{_HAN}]{{1,4}})(?:(?:-|—|至|到)(?P<hb>[{_HAN}]{{1,3}}))?(?P<hu>场次|次|篇|部|场|期|名|集|件|幅|份|本|个|条|项|家|套|档|轮|堂))(?:以上|以下|左右|以内)?"
)
_MAKE = (
    r"(?:开设|开辟|开展|开通|制作|拍摄|创作|推出|组织|举办|召开|撰写|提出|选取|选树|评选|推荐|确定|配备|培育|培训|培养|建成|"
    r"建设|建立|打造|设立|设置|悬挂|张贴|印制|印发|刊发|刊播|刊登|播出|播放|发布(?!会)|发放|编发|编印|编写|报送|上报|提交|征集|"
    r"采访|采写|宣讲|走访|推送|播发|播映|明确|曝光|完成|新增|新建|表彰|安排|遴选|策划|投放|增加|选派|派出|承办|参加|签订|覆盖|办结|录制|编排|更新|刷写|摄制|举行|集中召开)"
)
_REACH = re.compile(
    r"实现|达到|达|压减|压缩|缩短|控制在|不少于|不低于|不超过|不高于|不得少于|至少|力争|确保|提升至|提高到|增长|提高|突破|保持在|完成率|覆盖率|知晓率|满意度"
)
_MAKES = re.compile(_MAKE + r"(?!的|后|前|时|过程)")
_NEAR, _CLAUSE = 8, 600
_ITEMS = re.compile(r"[、，；和及](?=[^、，；]*\d)")
_BOUND = re.compile(r"(?:不少于|不低于|不得少于|至少|应当|应|须|要)+$")
_EACH = re.compile(
    r"每(?:个|家|名|所|位)?(?:年度?|户|校|村屯|季度|月|半月|周|日|天|单位|部门|乡镇|街道|人|次|期|县|区|村|社区)"
)
_PER = re.compile(
    r"每(?:个)?(?P<per>半年|年|季度|月|周|日|天)|(?:按|分)(?P<by>年|季度?|月|周|日)"
)
_COUNTED = re.compile(
    r"(?:具体|重点|主要|核心|工作|改革|政策|类|级)*(?:任务|指标|措施|举措|方面|领域|环节(?=方面))"
)
_WHOLE = re.compile(r"全覆盖")
_STOPS = "，；。：！？"
_CUT = re.compile(r"(?:以|围绕|为)(?=[“《]|[^，。；]{2,30}为主题)")
_RULE = {
    "年": "yearly",
    "半年": "half-yearly",
    "季度": "quarterly",
    "季": "quarterly",
    "月": "monthly",
    "周": "weekly",
    "日": "daily",
    "天": "daily",
}
_PER_CODE = {
    "年": "year",
    "季度": "quarter",
    "月": "month",
    "周": "week",
    "日": "day",
    "天": "day",
    "半年": "half",
}
_EVERY = re.compile(
    r"每(?:个)?(?P<p>半年|年度?|季度|月|周|日|天)(?:(?P<d>\d{1,2})[日号])?|(?P<f>按[年季月周日]|逐月|逐季)|(?P<q>各季度)"
)


def clauses(key: str, start: int = 0) -> list[tuple[int, int]]:
    """The clauses of a paragraph: parted at ，；。： outside quotes and brackets."""
    out: list[tuple[int, int]] = []
    depth, begin = 0, start
    for i in range(start, len(key)):
        letter = key[i]
        if letter in "（《“〔":
            depth += 1
        elif letter in "）》”〕":
            depth = max(0, depth - 1)
        elif letter == "。" or (letter in _STOPS and not depth):
            depth = 0
            if i > begin:
                out.append((begin, i))
            begin = i + 1
    if begin < len(key):
        out.append((begin, len(key)))
    return out


def find_targets(
    para: Para, start: int, skip: tuple[tuple[int, int], ...] = ()
) -> list[Found]:
    """Clauses behind `start` that promise a number, or that everything is covered; letters in `skip` are left out."""
    key = para.key
    out: list[Found] = []
    reaching = False
    for begin, end in clauses(key, start):
        if begin and key[begin - 1] == "。":
            reaching = False
        if any(a <= begin < b for a, b in skip):
            continue
        inside = [a for a, _ in skip if begin < a < end]
        if inside:  # the bracket of duties behind it is no part of it
            end = len(key[: min(inside)].rstrip("（")) or end
        place = _target(key, begin, end, reaching)
        reaching = reaching or bool(
            re.search(r"实现|力争|确保|达到", _unquoted(key[begin:end]))
        )
        if place:
            out.append(para.found(*place))
    return out


def _target(key: str, begin: int, end: int, reaching: bool) -> tuple[int, int] | None:
    if end - begin > _CLAUSE:
        return None
    text = _unquoted(key[begin:end])
    for number in _NUMBER.finditer(text):
        if _is_scope(text, number):
            continue
        start = _promise(text, number, reaching)
        if start is not None:
            stop = len(text)
            if cut := _CUT.match(key[begin:end], number.end()):
                stop = cut.start()
            return begin + start, begin + stop
    if _WHOLE.search(text):
        return begin, end
    return None


def _unquoted(text: str) -> str:
    """The text with what stands in quotes or titles blotted out, letter for letter."""
    out: list[str] = []
    depth = 0
    for letter in text:
        depth += letter in "“《"
        out.append("·" if depth and letter not in "“”《》" else letter)
        depth -= letter in "”》" and depth > 0
    return "".join(out)


def _is_scope(text: str, number: re.Match[str]) -> bool:
    """Whether a number counts what is there already: after 等 or 的, shares of votes, dates and ordinals."""
    before = text[: number.start()]
    if _COUNTED.match(text, number.end()):
        return True
    if before.endswith(
        ("等", "第", "前", "这", "上述", "以下", "之", "同", "统", "进", "唯")
    ):
        return True
    if re.search(
        r"(?:占比?|权重)(?:为|各)?(?:总分|总成绩|综合得分|总数|总量)?的?$|分别占",
        before,
    ):
        return True
    return bool(
        number["ha"]
        and number["ha"] == "一"
        and number["hu"] in ("个", "套", "条", "项", "家", "档")
    )


def _promise(text: str, number: re.Match[str], reaching: bool) -> int | None:
    """Where the promise of a number begins in its clause, None where nothing is promised."""
    before = text[: number.start()]
    made = [
        m
        for m in _MAKES.finditer(before)
        if not re.match(r"[^，]{0,8}的[^，]{0,2}$", before[m.end() :]) or number["a"]
    ]
    each = list(_EACH.finditer(before))
    if (
        number["ha"] == "一"
        and not each
        and (not made or len(before) - made[-1].end() > 4)
    ):
        return None
    reach = [m.end() for m in _REACH.finditer(before)]
    if made and reach and reach[-1] > made[-1].end() + 2 and number["a"]:
        return 0
    if made:
        start = made[-1].start()
        if len(made) > 1 and start - made[-2].end() <= 1:
            start = made[-2].start()
        near = [m for m in each if 0 <= start - m.end() <= 8]
        if near:
            return near[0].start()
        return (
            0
            if start <= _NEAR
            and not re.search(r"要|应|须|[年月日前底旬]", before[:start])
            else start
        )
    if each:
        return each[0].start()
    after = text[number.end() : number.end() + 6]
    percent = (number["u"] or "") == "%"
    if _REACH.search(before) or reaching or percent or re.match(r"以上|以内", after):
        return 0 if number["a"] else None
    if re.search(r"字(?:以上)?", number[0]) and number["a"]:
        return 0
    return None


def find_quotas(target: Found) -> list[Quota]:
    """Quotas in the words of a target: 「每年制作2至3个…」 is two to three a year.

    Things that are counted one after the other (「短片2部、折页1至2种」) are a quota each.
    """
    text = _fold(target.value)
    per = _PER.search(text)
    if not per or target.span is None or not per["per"]:
        return []
    out: list[Quota] = []
    begin = per.end()
    for end in (*(m.start() for m in _ITEMS.finditer(text, begin)), len(text)):
        number = _NUMBER.search(text, begin, end)
        quota = number and _quota(text, (begin, end), number, per["per"], target.span)
        if quota:
            out.append(quota)
            begin = end + 1
    return out


def _quota(
    text: str,
    item: tuple[int, int],
    number: re.Match[str],
    per: str,
    span: Span,
) -> Quota | None:
    """One counted thing; what is counted stands behind the number, else before it."""
    least = (
        to_int(number["a"].replace("，", "")) if number["a"] else to_int(number["ha"])
    )
    most = (
        to_int(number["b"] or "")
        if number["b"]
        else to_int(number["hb"])
        if number["hb"]
        else least
    )
    if least is None or most is None:
        return None
    what = re.sub(r"^反映.*的", "", text[number.end() : item[1]].strip("。，；"))
    if not what:
        before = _BOUND.sub("", text[item[0] : number.start()])
        made = list(_MAKES.finditer(before))
        what = before[made[-1].end() :] if made else before
    return Quota(_PER_CODE[per], least, most, what.strip("的了"), span)


def _fold(text: str) -> str:
    return (
        re.sub(r"\s+", "", text)
        .replace("~", "至")
        .replace("～", "至")
        .replace("-", "-")
    )


def find_recurrence(para: Para, start: int = 0) -> Recurrence | None:
    """The first thing that comes back: weekly, monthly:10, quarterly …"""
    found = _EVERY.search(para.key, start)
    if not found:
        return None
    word = (found["p"] or "").removesuffix("度") if found["p"] != "季度" else "季度"
    if found["f"]:
        word = found["f"][-1]
    rule = "quarterly" if found["q"] else _RULE[word or "年"]
    if found["d"]:
        rule += f":{int(found['d'])}"
    return Recurrence(rule, para.words(*found.span()), para.place(*found.span()))
