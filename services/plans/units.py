"""Names of units: splitting lists of them, and who leads and who supports a measure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from services.plans.paragraphs import Para
from services.plans.reading import UnitName

# How the name of an office ends. A word class, not a list of offices.
ENDING = (
    r"(?:局|委|办|部|厅|院|室|处|科|署|站|所|队|馆|会|校|台|社|厂|团|司|库|网|报|中心|集团|公司|学校|学院|银行|支行|分行|总行|农商行|信用社|机关|组织|"
    r"单位|部门|街道|乡镇|乡|镇|园区|新区|开发区|度假区|管委会|委员会|指挥部|领导小组|专班|机构|协会|商会|联合会|"
    r"联|妇联|工会|共青团|法院|检察院|政府|党委|党组|人大|政协|企业|区县|县区|（市）区|各县|县级市|区|县|市|社区|村)"
)
_ENDS = re.compile(rf"{ENDING}(?:（[^（）]*）)?$")
_STARTS = re.compile(
    r"^(?:各|市|县|区|省|州|旗|乡|镇|中共|国家|驻|全|其他|有关|相关|所属|直属|团|党|政)"
)
_AND = re.compile(r"以及|及|和|与|并")
_ETC = re.compile(r"等(?=(?:有关|相关|部门|单位|各|市|县|区|$))")
_TAIL = re.compile(
    r"(?:等|等部门|等单位|按照?职责分工(?:分别)?负责|分工负责|按职责分工|分别负责|具体负责|负责|牵头|配合|参与|参加|落实|组织实施)+$"
)

_WHO = r"(?:单位|部门|科室|股室|处室)"
LEAD_WORDS = rf"(?:(?:牵头(?:责任)?|主办){_WHO}|主要责任单位|第一责任单位|牵头)"
SUPPORT_WORDS = (
    rf"(?:(?:配合(?:责任)?|协办|协助|协同|协作|参与|参加){_WHO}|支持单位|配合)"
)
DUTY_WORDS = rf"(?:(?:责任|承办|落实|实施){_WHO}|完成单位|负责单位)"
_LABEL = re.compile(
    rf"(?P<lead>{LEAD_WORDS})(?P<sep>：|为：?|是：?)|(?P<support>{SUPPORT_WORDS})(?:：|为：?|是：?)|(?P<duty>{DUTY_WORDS})(?:：|为：?|是：?)|"
    r"(?P<stop>[，；、]?(?:完成|实施|办结|推进|整改|责任|落实|分管|牵头)?(?:时限|时间|期限|节点|人|领导|联系人)：)"
)
_OPEN, _CLOSE = "（《〔“", "）》〕”"
# 「由甲牵头（负责），乙、丙配合」, 「（甲牵头，乙、丙配合）」
_BY = re.compile(
    r"(?:由(?P<who>[^，。；：由]{2,40}?)(?P<verb>牵头负责|牵头组织|牵头抓总|牵头|负责牵头|主办|承办|"
    r"(?:具体)?负责(?=[，。；）]|$|落实|实施|组织|牵头))|"
    r"(?:^|(?<=[，。；：]))(?P<at>[^，。；：由“（]{2,24}?)(?P<do>牵头))(?!单位|部门|人|责任|作用)"
)
_HELPED = re.compile(
    r"^(?:[^，。；：]{0,12}，)?(?:由)?(?P<who>[^，。；：]{2,80}?)(?:予以|积极|共同|协助)?(?:配合|协办|协助|参与|参加)"
)
_NOTE = re.compile(
    r"（(?P<lead>[^（）：；。]{2,60}?(?:（[^（）]*）[^（）：；。]{0,40}?)?)(?:牵头|负责|主办)(?:[，；、](?P<help>[^：。]{2,160}?)(?:等)?(?:按照?职责分工)?(?:负责)?(?:配合|协办|参与|参加|协助|支持|负责))?）"
)


@dataclass(frozen=True)
class Piece:
    """A name in a list: letters `start`–`end` of the paragraph."""

    start: int
    end: int


def looks_like_unit(name: str) -> bool:
    """Whether a name ends as names of offices end and holds no sentence."""
    return (
        2 <= len(name) <= 40
        and bool(_ENDS.search(name))
        and not re.search(r"[，。；：！？的]", name)
    )


def split_units(key: str, start: int, end: int) -> list[Piece]:
    """The names of a list in the letters start–end: parted by 、，；, by 及, and by 和 between two offices."""
    out: list[Piece] = []
    depth, begin = 0, start
    for i in range(start, end + 1):
        letter = key[i] if i < end else "、"
        if i == end:
            depth = 0
        if letter in _OPEN:
            depth += 1
        elif letter in _CLOSE:
            depth = max(0, depth - 1)
        elif not depth and letter in "、，；。":
            out += _split_and(key, begin, i)
            begin = i + 1
    return [p for p in (_trim(key, q) for q in out) if p.end > p.start]


def _split_and(key: str, start: int, end: int) -> list[Piece]:
    text = key[start:end]
    depth = 0
    for i, letter in enumerate(text):
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if depth or i == 0:
            continue
        if (m := _ETC.match(text, i)) and looks_like_unit(text[:i]):
            return [Piece(start, start + i), *_split_and(key, start + m.end(), end)]
        m = _AND.match(text, i)
        if not m or m.end() >= len(text):
            continue
        left, right = text[:i], text[m.end() :]
        if m[0] in ("和", "与", "并") and not (
            _ENDS.search(left) and len(left) > 2 and _whole(right)
        ):
            continue
        if m[0] in ("及", "以及") and not _ENDS.search(left):
            continue
        return [Piece(start, start + i), *_split_and(key, start + m.end(), end)]
    return [Piece(start, end)]


def _whole(right: str) -> bool:
    """Whether what follows 和 is an office by itself: 「县委和县政府」, but not 「人力资源和社会保障局」."""
    return bool(_STARTS.match(right)) and bool(_ENDS.search(right))


def _trim(key: str, piece: Piece) -> Piece:
    start, end = piece.start, piece.end
    while start < end and key[start] in "、，；：。）":
        start += 1
    tail = _TAIL.search(key[start:end])
    if tail and tail.start() > 0:
        end = start + tail.start()
    return Piece(start, end)


@dataclass(frozen=True)
class Duties:
    """Who leads and supports, and the letters that said so (start, end).

    `by_duty`: those who lead stand under 责任单位 alone, and support where another paragraph names who leads.
    """

    lead: tuple[UnitName, ...] = ()
    support: tuple[UnitName, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    by_duty: bool = False


def together(found: Iterable[Duties]) -> Duties:
    """The duties of the paragraphs of one measure: labels may stand in lines of their own."""
    duties = list(found)
    led = any(d.lead and not d.by_duty for d in duties)
    lead = [u for d in duties if not (led and d.by_duty) for u in d.lead]
    support = [
        u for d in duties for u in (*(d.lead if led and d.by_duty else ()), *d.support)
    ]
    return Duties(tuple(lead), tuple(support))


def find_duties(para: Para) -> Duties:
    """Lead and supporting units of a paragraph, only where a label or 「由…牵头」 says so."""
    labelled = _labelled(para)
    if labelled.lead or labelled.support:
        return labelled
    return _noted(para) or _by(para) or Duties()


def _labelled(para: Para) -> Duties:
    key = para.key
    labels = list(_LABEL.finditer(key))
    groups: dict[str, list[UnitName]] = {"lead": [], "support": [], "duty": []}
    places: list[tuple[int, int]] = []
    for n, label in enumerate(labels):
        kind = label.lastgroup if label.lastgroup != "sep" else "lead"
        if kind == "stop":
            continue
        follows = labels[n + 1].start() if n + 1 < len(labels) else len(key)
        end = _list_end(key, label.end(), follows)
        names = [
            _name(para, p, label[kind or "lead"])
            for p in split_units(key, label.end(), end)
        ]
        names = [u for u in names if u]
        if (
            kind == "lead"
            and "：" not in label[0]
            and not all(looks_like_unit(u.name) for u in names)
        ):
            continue
        groups[kind or "lead"] += names
        places.append((label.start(), end))
    duty = groups["duty"]
    if groups["lead"]:
        return Duties(
            tuple(groups["lead"]), tuple(groups["support"] + duty), tuple(places)
        )
    return Duties(tuple(duty), tuple(groups["support"]), tuple(places), by_duty=True)


def _list_end(key: str, start: int, limit: int) -> int:
    """Where a list of names ends: at the closing bracket, a full stop or the next label."""
    depth = 0
    for i in range(start, limit):
        if key[i] in "（《〔":
            depth += 1
        elif key[i] in "）》〕":
            if not depth:
                return i
            depth -= 1
        elif key[i] == "。" or (key[i] == "；" and not depth):
            return i
    return limit


def _name(para: Para, piece: Piece, label: str) -> UnitName | None:
    name = para.words(piece.start, piece.end)
    if len(name) < 2:
        return None
    doubt = (
        ""
        if looks_like_unit(para.key[piece.start : piece.end])
        else "看起来不像单位名称，请核对。"
    )
    return UnitName(name, label, para.place(piece.start, piece.end), doubt)


def _noted(para: Para) -> Duties | None:
    for note in _NOTE.finditer(para.key):
        lead = [
            _name(para, p, "牵头") for p in split_units(para.key, *note.span("lead"))
        ]
        if not all(u and not u.doubt for u in lead):
            continue
        helping: list[UnitName | None] = []
        if note["help"]:
            helping = [
                _name(para, p, "配合")
                for p in split_units(para.key, *note.span("help"))
            ]
        return Duties(_all(lead), _all(helping), (note.span(),))
    return None


def _by(para: Para) -> Duties | None:
    lead: list[UnitName] = []
    support: list[UnitName] = []
    places: list[tuple[int, int]] = []
    for by in _BY.finditer(para.key):
        group = "who" if by["who"] else "at"
        pieces = split_units(para.key, *by.span(group))
        names = _all([_name(para, p, by["verb"] or by["do"]) for p in pieces])
        if not names or any(u.doubt for u in names):
            continue
        lead += names
        places.append(by.span())
        rest = para.key[by.end() :].lstrip("，、；")
        if helped := _HELPED.match(rest):
            shift = len(para.key) - len(rest)
            pieces = split_units(
                para.key, shift + helped.start("who"), shift + helped.end("who")
            )
            names = _all([_name(para, p, "配合") for p in pieces])
            support += names if not any(u.doubt for u in names) else ()
    return Duties(tuple(lead), tuple(support), tuple(places)) if lead else None


def _all(names: list[UnitName | None]) -> tuple[UnitName, ...]:
    return tuple(u for u in names if u)
