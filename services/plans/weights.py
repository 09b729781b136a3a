"""How votes are weighted: names of voter groups and their shares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.plans.paragraphs import Para
from services.plans.reading import Weight

_VOTE = r"(?:投票|评审|互评|自评|评分|打分|测评|评议|评价|评选|评定|审核|考核|点评|得分|成绩)"
_SHARES = re.compile(
    rf"(?P<names>[^，。；：]{{2,80}}{_VOTE})(?:结果|得分|成绩)?(?:[^。；]{{0,20}}?)(?:分别(?:占比?|按照?|为|以)?|(?:占比|权重|比例)分别为?)(?:总分的?|总成绩的?)?"
    r"(?P<shares>\d{1,3}(?:\.\d+)?%(?:[、，和及]{1,2}\d{1,3}(?:\.\d+)?%)+)"
)
_EACH = re.compile(
    rf"(?P<name>[^，。；：、（）\d%]{{1,14}}?{_VOTE})(?:结果|得分|成绩|分数)?(?:按|（)?(?:占比?|权重(?:为|占)?|比例为)(?:总分的?|总成绩的?|综合得分的?)?(?P<share>\d{{1,3}}(?:\.\d+)?)%"
)
_TIMES = re.compile(
    rf"(?P<name>[^，。；：、（）×*+=\d%]{{1,14}}?{_VOTE})(?:结果|得分|成绩)?[×xX*](?P<share>\d{{1,3}}(?:\.\d+)?)%"
)
_SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?)%")
_NOT_WHOLE = "各组权重合计是 {}%，不是 100%，请核对。"
_LEAD = re.compile(
    r"^(?:其中|(?:综合)?得分|总分|评选|评定|综合|最终|采取|将|对|按照|按|以|由|和|及|一是|二是|三是|四是)+"
)


def find_weights(paras: list[Para]) -> list[Weight]:
    """The shares of the voter groups, doubted when they do not sum to 100; each name once."""
    out: dict[str, Weight] = {}
    for para in paras:
        for weight in _in(para):
            out.setdefault(weight.name, weight)
    total = sum(w.percent for w in out.values())
    if not out or len(out) < 2:
        return []
    doubt = "" if abs(total - 100) < 0.01 else _NOT_WHOLE.format(f"{total:g}")
    return [Weight(w.name, w.percent, w.span, doubt) for w in out.values()]


def _in(para: Para) -> Iterator[Weight]:
    key = para.key
    for found in _SHARES.finditer(key):
        names = list(re.finditer(r"[^、，和及]+", found["names"]))
        shares = list(_SHARE.finditer(found["shares"]))
        if len(names) != len(shares):
            continue
        for name, share in zip(names, shares, strict=True):
            yield _weight(
                para,
                found.start("names") + name.start(),
                found.start("names") + name.end(),
                share[1],
            )
    for pattern in (_EACH, _TIMES):
        for found in pattern.finditer(key):
            yield _weight(para, *found.span("name"), found["share"])


def _weight(para: Para, start: int, end: int, share: str) -> Weight:
    if lead := _LEAD.match(para.key[start:end]):
        start += lead.end() if lead.end() < end - start else 0
    return Weight(para.words(start, end), float(share), para.place(start, end))
