"""The leading group and the member units of a plan."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.plans.names import is_name, name_at_end, name_at_start, stands_as_name
from services.plans.numerals import mark_of
from services.plans.paragraphs import Para
from services.plans.reading import Person, UnitName
from services.plans.units import looks_like_unit, split_units

_ROLE = (
    r"(?:(?:第一|常务|执行)?副?(?:组长|总指挥|指挥长|主任委员|主任|召集人|主席|领队|团长|总负责人)|成员|组员|委员|秘书长|"
    r"(?:领导小组)?办公室(?:常务)?副?主任|联络员|顾问)"
)
_LINE = re.compile(rf"^(?P<role>{_ROLE})：(?P<rest>.*)$")
_BY = re.compile(
    rf"(?P<role>{_ROLE})由(?P<who>[^，。；：]{{2,40}}?)(?:同志)?(?:兼任|担任|(?<!主)任(?=[，。；：）]|$)|兼(?=[，。；）]|$))"
)
_AS = re.compile(
    rf"(?:由|[，；。]|^)(?P<who>[^，。；：由]{{2,40}}?)(?:同志)?(?:任|担任|兼任)(?P<role>{_ROLE})(?=[，。；）]|$)"
)
_HAS_ROLE = re.compile(r"任(?:第一|常务)?副?(?:组长|主任)")
_MEMBERS = re.compile(r"(?:^|[。；，])(?:领导小组)?成员(?:单位)?(?P<sep>：|由|包括|为)")
_HEADS = re.compile(
    r"(?:等)?(?:单位|部门)?(?:的)?(?:主要|分管|有关|相关)?(?:负责同志|负责人|领导|组成)+$"
)
_NO_ROLE = "这一行没有写职务称谓，按上一行理解。"
_GLUED = "姓名与职务之间没有空格，请核对姓名。"
_MAX_LINE = 48


@dataclass
class People:
    """What was found."""

    leadership: list[Person] = field(default_factory=list[Person])
    members: list[UnitName] = field(default_factory=list[UnitName])


def find_people(paras: Iterable[Para]) -> People:
    """The leading group and the member units among the paragraphs of the main part, in order."""
    out = People()
    role = ""
    columns: tuple[int, int, int] | None = None
    for para in paras:
        if para.cells:
            role = ""
            columns = _columns(para.cells) or columns
            out.leadership += _row(para, columns)
            continue
        columns = None
        mark = mark_of(para.key)
        start = mark.size if mark else 0
        found = _LINE.match(para.key[start:])
        if found:
            role = found["role"]
            if not _add(out, para, role, start + found.start("rest"), ""):
                role = ""
            continue
        if _member_list(out, para):
            role = ""
            out.leadership += _by_sentence(para)
        elif (
            role
            and not mark
            and len(para.key) <= _MAX_LINE
            and not re.search(r"[。：]", para.key)
        ):
            if not _add(out, para, role, 0, _NO_ROLE):
                role = ""
        else:
            role = ""
            out.leadership += _by_sentence(para)
    return out


def _columns(cells: tuple[str, ...]) -> tuple[int, int, int] | None:
    """Where a table of people has its role, name and post."""
    names = ["".join(c.split()) for c in cells]
    name = next((i for i, n in enumerate(names) if n == "姓名"), None)
    role = next(
        (i for i, n in enumerate(names[:name]) if re.search(r"职务|角色|分工|组内", n)),
        None,
    )
    if name is None or role is None:
        return None
    post = next(
        (i for i, n in enumerate(names) if i > name and re.search(r"职务|单位", n)),
        None,
    )
    return (role, name, post) if post is not None else None


def _row(para: Para, columns: tuple[int, int, int] | None) -> list[Person]:
    if columns is None or max(columns) >= len(para.cells):
        return []
    role, name, post = ("".join(para.cells[i].split()) for i in columns)
    if not re.fullmatch(_ROLE, role) or not name:
        return []
    return [Person(role, name, post, para.span)]


def _add(out: People, para: Para, role: str, start: int, doubt: str) -> bool:
    """Add the people of one line; units behind 成员 become member units. False when nothing fits."""
    people = _people(para, role, start, doubt)
    if people:
        out.leadership += people
        return True
    if role in ("成员", "组员", "委员"):
        return _add_members(out, para, start, len(para.key), role)
    return False


def _words(para: Para, start: int, end: int) -> list[tuple[int, int]]:
    """The words between blanks; single letters that follow each other are one name (「李 江」)."""
    cuts = [start, *(g for g in sorted(para.gaps) if start < g < end), end]
    words = list(itertools.pairwise(cuts))
    out: list[tuple[int, int]] = []
    for begin, stop in words:
        if out and stop - begin == 1 and out[-1][1] - out[-1][0] == 1:
            out[-1] = (out[-1][0], stop)
        else:
            out.append((begin, stop))
    return out


def _people(para: Para, role: str, start: int, doubt: str) -> list[Person]:
    key = para.key
    words = _words(para, start, len(key))
    first = key[slice(*words[0])] if words else ""
    rest = key[words[1][0] :] if len(words) > 1 else ""
    if rest and (is_name(first) or stands_as_name(first, rest)):
        return _spaced(para, role, words, doubt)
    last = key[slice(*words[-1])] if words else ""
    if len(words) > 1 and is_name(last):
        post = (words[0][0], words[-1][0])
        return [_person(para, role, words[-1], post, doubt)]
    end = len(key)
    bracket = re.match(
        r"(?P<n>[^（，、]{2,4})（(?P<p>[^（）]*(?:（[^（）]*）[^（）]*)*)）",
        key[start:],
    )
    if bracket and is_name(bracket["n"]):
        return _bracketed(para, role, start, doubt)
    comma = re.match(r"(?P<n>[^，、：]{2,4})，(?P<p>.+)$", key[start:])
    if comma and is_name(comma["n"]):
        return [
            _person(
                para,
                role,
                (start, start + comma.end("n")),
                (start + comma.start("p"), end),
                doubt,
            )
        ]
    names = list(split_units(key, start, end))
    if names and all(is_name(key[p.start : p.end]) for p in names):
        return [
            _person(para, role, (p.start, p.end), (p.end, p.end), doubt) for p in names
        ]
    return _glued(para, role, start, end)


def _spaced(
    para: Para, role: str, words: list[tuple[int, int]], doubt: str
) -> list[Person]:
    """「姓名 职务」, several in one line where a name stands after a post."""
    out: list[Person] = []
    name, post_start = words[0], words[0][1]
    for n, word in enumerate(words[1:], 1):
        fresh = (
            is_name(para.key[slice(*word)])
            and word[0] > post_start
            and n + 1 < len(words)
        )
        if fresh:
            out.append(_person(para, role, name, (post_start, word[0]), doubt))
            name, post_start = word, word[1]
    out.append(_person(para, role, name, (post_start, words[-1][1]), doubt))
    return out


def _bracketed(para: Para, role: str, start: int, doubt: str) -> list[Person]:
    """「姓名（职务）」, one or several."""
    found = re.finditer(
        r"(?P<n>[^（），、；]{2,4})（(?P<p>[^（）]*(?:（[^（）]*）[^（）]*)*)）",
        para.key[start:],
    )

    def moved(m: re.Match[str], group: str) -> tuple[int, int]:
        return start + m.start(group), start + m.end(group)

    return [
        _person(para, role, moved(m, "n"), moved(m, "p"), doubt)
        for m in found
        if is_name(m["n"])
    ]


def _glued(para: Para, role: str, start: int, end: int) -> list[Person]:
    text = para.key[start:end].rstrip("。；，")
    if name := name_at_end(text):
        cut = start + len(text) - len(name)
        return [_person(para, role, (cut, start + len(text)), (start, cut), _GLUED)]
    if name := name_at_start(text):
        return [
            _person(
                para,
                role,
                (start, start + len(name)),
                (start + len(name), start + len(text)),
                _GLUED,
            )
        ]
    return []


def _person(
    para: Para, role: str, name: tuple[int, int], post: tuple[int, int], doubt: str
) -> Person:
    start, end = post
    while start < end and para.key[start] in "，、；：":
        start += 1
    while end > start and para.key[end - 1] in "，、；。":
        end -= 1
    place = para.place(min(name[0], post[0]), max(name[1], post[1]))
    return Person(role, para.words(*name), para.words(start, end), place, doubt)


def _by_sentence(para: Para) -> list[Person]:
    """「组长由县委宣传部部长王强同志担任」, 「部长王强任组长，副部长李明、局长赵勇任副组长」."""
    out: list[Person] = []
    found = sorted(
        (*_BY.finditer(para.key), *_AS.finditer(para.key)), key=lambda m: m.start()
    )
    for m in found:
        if m.re is _AS:
            out += _listed_before(para, m.start("who"), m["role"])
        out += _in_words(para, m.start("who"), m.end("who"), m["role"])
    return out


def _in_words(para: Para, start: int, end: int, role: str) -> list[Person]:
    """The people in a stretch of words: what stands before each name is the post."""
    out: list[Person] = []
    begin = start
    for stop in (
        *(start + m.start() for m in re.finditer("、", para.key[start:end])),
        end,
    ):
        who = para.key[begin:stop].removesuffix("同志")
        name = who if is_name(who) else name_at_end(who)
        if name:
            cut = begin + len(who) - len(name)
            out.append(_person(para, role, (cut, cut + len(name)), (begin, cut), ""))
            begin = stop + 1
    return out


def _listed_before(para: Para, start: int, role: str) -> list[Person]:
    """People in the clauses right before: they share the role that is named at the end."""
    out: list[Person] = []
    end = start - 1
    while end > 0 and para.key[end] == "，":
        begin = max(para.key.rfind(c, 0, end) for c in "，。；：") + 1
        people = _in_words(para, begin, end, role)
        if not people or _HAS_ROLE.search(para.key[begin:end]):
            break
        out[:0] = people
        end = begin - 1
    return out


def _member_list(out: People, para: Para) -> bool:
    found = _MEMBERS.search(para.key)
    if not found:
        return False
    stop = para.key.find("。", found.end())
    end = len(para.key) if stop < 0 else stop
    if found["sep"] != "：":
        made = re.search(
            r"(?:等)?(?:单位|部门)?(?:共同)?组成", para.key[found.end() : end]
        )
        if not made and found["sep"] == "由":
            return False
        end = found.end() + made.start() if made else end
    return _add_members(out, para, found.end(), end, "成员单位")


def _add_members(out: People, para: Para, start: int, end: int, label: str) -> bool:
    if tail := _HEADS.search(para.key[start:end].rstrip("。；")):
        end = start + tail.start() if tail.start() else end
    pieces = split_units(para.key, start, end)
    units = [(p, looks_like_unit(para.key[p.start : p.end])) for p in pieces]
    if not units or sum(ok for _, ok in units) * 2 < len(units):
        return False
    for piece, ok in units:
        doubt = "" if ok else "看起来不像单位名称，请核对。"
        out.members.append(
            UnitName(
                para.words(piece.start, piece.end),
                label,
                para.place(piece.start, piece.end),
                doubt,
            )
        )
    return True
