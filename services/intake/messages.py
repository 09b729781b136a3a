"""Chat messages about publicity, taken apart: day, outlets, column, title, link."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from services import text
from services.intake.known import Known
from services.intake.message_lines import (
    DAY_WORDS,
    EDGE,
    LABEL,
    LABEL_FIELDS,
    LINK_WORD,
    URL,
    passages,
)

VERBS = (
    "刊播|刊发|刊登|刊载|登载|播出|播发|发布|发表|报道|转载|转发|推送|采用|推出|发文|刊用|登出|上线|发出|"
    "展播|首发|直播|播放"
)
_VERB = re.compile(
    rf"(?:予以|进行|进行了|已|并|共同|同步|同时|分别|先后|陆续|相继|集中|重点|专题|连续|头条|要闻)*(?:{VERBS})(?:了|的|出)?"
)
_DAY_FIGURES = re.compile(
    r"(?<![\d.])(?:(?:20\d\d|\d{2})\s*[./\-]\s*)?\d{1,2}\s*[./\-]\s*\d{1,2}(?:日)?(?![\d.%]|\s*[版万亿元个])"
)
_DAY_PACKED = re.compile(r"(?<!\d)20\d{6}(?!\d)")
_DAY_RELATIVE = re.compile(r"(今天|今日|昨天|昨日|前天|前日)")
_DAYS_BACK = {"今": 0, "昨": 1, "前": 2}
_SPOT = re.compile(
    r"(?:在)?[（(]?(头版头条|头版|头条|(?:第\s*)?(?:\d{1,2}|[A-Z]\d{1,2}|[一二三四五六七八九十]{1,3})\s*版(?:头条)?|"
    r"次条|要闻版|二条)[）)]?"
)
_SERIES = re.compile(r"(?:栏目|专栏|专题|节目|版块|板块)?(?:中|里|上)?")
_SPLIT_NAMES = re.compile(
    r"[、，,；;/&]|(?:以及|及其|和|及|与|并在|同时在)(?=[^、，,]{2,})"
)
_FILLERS = re.compile(
    r"^(?:其中|同时|另外|此外|近日|日前|目前|稿件|报道|信息|新闻|视频|文章|图文|该稿|该文|我[县区市局镇乡办委院校中心单位]{1,2}|"
    r"在|于|由|被|经|获|并|还|又|也|已|均|先后|分别|陆续|相继)+|"
    r"(?:等)?(?:多家|各大|众多|中央|省级|市级|主流|\d+家|[一二三四五六七八九十]家)*(?:媒体|平台|网站)?(?:上|里|等)?(?:先后|分别|陆续|相继|同步|同时|均|已|予以|进行|予|对此|以)*$"
)
_LOOKS = re.compile(
    r"(?:日报|晚报|时报|晨报|早报|周报|商报|法治报|法制报|[^汇简通汇]报|网|电视台|广播|电台|客户端|APP|公众号|发布|融媒体?(?:中心)?|"
    r"视频号|抖音|微博|微信|快手|频道|周刊|杂志|强国|新闻|头条|在线|云|号|台|电视|社|平台|新媒体|公交屏|宣传栏|LED屏?|显示屏)$"
)
_QUOTES = re.compile(r"[“「『\"]([^”」』\"]{4,})[”」』\"]")


MAX_MESSAGE = 1_500
"""Characters of one message; more is a pasted article: it stays one row, to be mended by the clerk."""


@dataclass
class Message:
    """One placement as a message tells it; every part may be empty."""

    date: str = ""
    title: str = ""
    outlet: str = ""
    column: str = ""
    spot: str = ""
    link: str = ""
    unit: str = ""
    genre: str = ""
    note: str = ""


@dataclass
class _Parts:
    """A message on its way: what was taken out of it, and the rest of its words."""

    rest: str
    links: list[str] = field(default_factory=list)
    date: str = ""
    spot: str = ""
    columns: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)


_NAMED_VERB = re.compile(
    rf"[\u4e00-\u9fff]{{2,6}}发布(?=\s|[、，,：:》”\"】]|等|和|及|微信|微博|公众号|客户端|视频号|抖音|(?:{VERBS}))"
)


def _find_verb(known: Known, words: str) -> re.Match[str] | None:
    """The first verb of publishing that is no part of an outlet's name (云岭发布)."""
    named = [m.span() for m in _NAMED_VERB.finditer(words)]
    for name in _names_with_verb(known):
        start = words.find(name)
        while start >= 0:
            named.append((start, start + len(name)))
            start = words.find(name, start + 1)
    for match in _VERB.finditer(words):
        verb_end = match.end()
        if not any(a < verb_end <= b for a, b in named):
            return match
    return None


def _names_with_verb(known: Known) -> list[str]:
    names = {n for o in known.outlets.outlets for n in (o.name, *o.aliases)}
    return [n for n in names if _VERB.search(n)]


def read_messages(known: Known, pasted: str, received: dt.date) -> list[Message]:
    """The placements that messages speak of, one for each title and outlet, in order.

    Greetings and the like are left out; a unit named in a line of its own counts for what follows.
    """
    found: list[Message] = []
    unit = day = ""
    for passage in passages(pasted):
        if len(passage) > MAX_MESSAGE:
            found.append(Message(day, title=passage, unit=unit))
            continue
        told, passage = _leading_unit(known, passage)
        unit = told or unit
        labelled = _labelled(known, passage)
        group = labelled or _read(known, passage, received)
        if not group:
            heading = _Parts(passage)
            _take_date(heading, received)
            day = heading.date or day
        for message in group:
            message.unit = message.unit or unit
            if not labelled:
                day = message.date = message.date or day
            found.append(message)
    return found


def _leading_unit(known: Known, passage: str) -> tuple[str, str]:
    """A unit that a line begins with (「教育局：」「【教育局】」), and the rest of the line."""
    match = re.match(
        r"^\s*(?:(?:报送单位|填报单位|单位)\s*[:：]\s*)?[【\[]?([^：:【】\[\]，,《]{2,30}?)"
        r"(?:报送|上报|本周报送)?(?:[】\]]\s*[:：]?|\s*[:：]|$)",
        passage,
    )
    if match:
        unit = known.units.exact(match[1].strip())
        if unit is not None and known.outlet(match[1]).outlet is None:
            return unit.name, passage[match.end() :].strip()
    return "", passage


def _labelled(known: Known, passage: str) -> list[Message]:
    """A message of labelled lines: 标题：… 媒体：… 时间：… 链接：…"""
    values: dict[str, str] = {}
    for line in passage.split("\n"):
        match = LABEL.match(line)
        if match:
            values.setdefault(LABEL_FIELDS[match[1]], match[2].strip())
    if "title" not in values or len(values) < 2:
        return []
    link = URL.search(values.get("link", ""))
    written = values.get("outlet", "")
    names = [written]
    if written and known.outlet(written).outlet is None:
        names = [n for n in (_name(p) for p in _SPLIT_NAMES.split(written)) if n]
    return [
        Message(
            values.get("date", ""),
            _bare_title(values["title"]),
            name,
            values.get("column", "").strip("《》"),
            values.get("spot", ""),
            link[0] if link else values.get("link", ""),
            values.get("unit", ""),
            values.get("genre", ""),
            values.get("note", ""),
        )
        for name in names or [""]
    ]


def _bare_title(title: str) -> str:
    title = title.strip()
    if title.startswith("《") and title.endswith("》") and title.count("《") == 1:
        return title[1:-1]
    return title


def _read(known: Known, passage: str, received: dt.date) -> list[Message]:
    parts = _Parts(passage)
    _take_links(parts)
    _take_date(parts, received)
    marked = _take_marked(known, parts)
    if not marked and not parts.titles:
        _take_plain(known, parts)
    facts = [parts.outlets, parts.date, parts.links]
    if not parts.titles and sum(bool(f) for f in facts) < 2:
        return []
    titles = list(dict.fromkeys(parts.titles)) or [""]
    outlets = list(dict.fromkeys(parts.outlets)) or [""]
    pairs = [(t, o) for t in titles for o in outlets]
    links = parts.links
    messages: list[Message] = []
    for place, (title, outlet) in enumerate(pairs):
        link = links[place] if len(links) == len(pairs) else (links or [""])[0]
        extra = links[1:] if len(links) != len(pairs) and len(links) > 1 else []
        messages.append(
            Message(
                parts.date,
                title,
                outlet,
                parts.columns[0] if parts.columns else "",
                parts.spot,
                link,
                note=f"其他链接：{' '.join(extra)}" if extra and place == 0 else "",
            )
        )
    return messages


def _take_links(parts: _Parts) -> None:
    def out(match: re.Match[str]) -> str:
        link = match[0].rstrip(".,;:!?'")
        if link.count(")") > link.count("("):
            link = link.rstrip(")")
        parts.links.append(link)
        return "\u0001" + match[0][len(link) :]

    rest = URL.sub(out, parts.rest)
    rest = LINK_WORD.sub(" ", rest)
    parts.rest = re.sub(r"[（(【\[]\s*\u0001\s*[)）\]】]", " ", rest).replace(
        "\u0001", " "
    )
    parts.links = list(dict.fromkeys(parts.links))


def _outside(rest: str) -> str:
    """The words with what stands inside 《》 blanked out, so that places stay."""
    return re.sub(
        r"《[^《》]*(?:《[^《》]*》[^《》]*)*》", lambda m: "\u0002" * len(m[0]), rest
    )


def _take_date(parts: _Parts, received: dt.date) -> None:
    plain = _outside(parts.rest)
    for pattern in (DAY_WORDS, _DAY_PACKED, _DAY_FIGURES, _DAY_RELATIVE):
        match = pattern.search(plain)
        if match is None:
            continue
        if pattern is _DAY_FIGURES and not _stands_apart(plain, match):
            continue
        written = match[0]
        if pattern is _DAY_RELATIVE:
            back = _DAYS_BACK[written[0]]
            written = (received - dt.timedelta(days=back)).isoformat()
        parts.date = written
        before, after = parts.rest[: match.start()], parts.rest[match.end() :]
        parts.rest = (
            re.sub(r"[（(]\s*$", "", before) + " " + re.sub(r"^\s*[)）]", "", after)
        )
        return


def _stands_apart(plain: str, match: re.Match[str]) -> bool:
    before, after = plain[: match.start()], plain[match.end() :]
    left = not before.strip() or before[-1] in " （(，,；;。：:\u0002》于"
    right = not after.strip() or after[0] in " ）)，,；;。：:\u0002《"
    return left and right


def _take_marked(known: Known, parts: _Parts) -> bool:
    """Titles, columns and outlets by their book-title marks and the words around them."""
    rest = parts.rest
    spans = [
        (m.start(), m.end())
        for m in re.finditer(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》", rest)
    ]
    if not spans:
        return False
    kinds = [_kind(known, rest, spans, i) for i in range(len(spans))]
    if "title" not in kinds and any(k == "unsure" for k in kinds):
        longest = max(
            (i for i, k in enumerate(kinds) if k == "unsure"),
            key=lambda i: spans[i][1] - spans[i][0],
        )
        kinds[longest] = "title"
    words = list(rest)
    for (start, end), kind in zip(spans, kinds, strict=True):
        inner = rest[start + 1 : end - 1].strip()
        if kind == "title":
            parts.titles.append(inner)
        elif kind == "outlet":
            parts.outlets.append(inner)
        elif kind == "column" or (kind == "unsure" and parts.outlets):
            parts.columns.append(inner)
        series = _SERIES.match(rest, end)
        if kind == "column" and series:
            end = series.end()
        blank = "\u0002" if kind == "title" else ("、" if kind == "outlet" else " ")
        words[start:end] = [blank] + [""] * (end - start - 1)
    _take_outlets(known, parts, "".join(words))
    if not parts.titles:
        quoted = _QUOTES.search(rest)
        if quoted:
            parts.titles.append(quoted[1].strip())
        else:
            _title_behind_verb(known, parts, "".join(words))
    return True


def _kind(known: Known, rest: str, spans: list[tuple[int, int]], place: int) -> str:
    """What a 《…》 is: title, outlet, column, or unsure."""
    start, end = spans[place]
    inner = rest[start + 1 : end - 1]
    after = rest[end:].lstrip()
    before = rest[:start].rstrip()
    if re.match(r"(?:栏目|专栏|专题|节目|版块|板块)", after):
        return "column"
    if re.search(r"(?:栏目|专栏|专题|节目)$", before) and place + 1 < len(spans):
        return "column"
    known_outlet = known.outlet(inner).outlet is not None
    others = len(spans) > 1 or bool(_QUOTES.search(rest))
    if known_outlet and (others or re.search(r"[被在于、]$", before) or _says(after)):
        return "outlet"
    if re.search(rf"(?:{VERBS})了?\s*(?:题为|以)?\s*[:：]?$|题为$|[:：]$", before):
        return "title"
    if re.search(r"》\s*、?$", before) and place and _titles_row(rest, spans, place):
        return "title"
    if _says(after):
        named = _plain_outlet_before(known, before)
        if named:
            return "column"
        if _LOOKS.search(inner) or len(spans) > 1:
            return "outlet"
    if re.match(r"(?:一文|等文|被|在|于|获|,|，|。|；|\s|$)", after):
        return "title" if len(inner) > 3 and not _LOOKS.search(inner) else "unsure"
    return "unsure"


def _titles_row(rest: str, spans: list[tuple[int, int]], place: int) -> bool:
    """Whether the 《…》 just before is a title too: 刊发《甲》《乙》."""
    start = spans[place - 1][0]
    before = rest[:start].rstrip()
    if re.search(rf"(?:{VERBS})了?\s*[:：]?$", before):
        return True
    return place > 1 and _titles_row(rest, spans, place - 1)


def _says(after: str) -> bool:
    """Whether a verb of publishing follows, perhaps after a page and other outlets."""
    head = re.split(r"[，,。；;《]", after, maxsplit=1)[0]
    if after.startswith(("、", "和", "及")):
        head = re.split(r"[。；;]", after, maxsplit=1)[0]
    return bool(_VERB.search(head)) and not re.match(r"[被在于]", head)


def _plain_outlet_before(known: Known, before: str) -> bool:
    """Whether an outlet stands right before, unmarked: 省电视台《…》."""
    last = re.split(r"[，,。；;：:》\s]", before)[-1]
    name = _name(last)
    return bool(name) and (
        known.outlet(name).outlet is not None or bool(_LOOKS.search(name))
    )


def _take_outlets(known: Known, parts: _Parts, rest: str) -> None:
    """Outlets in the plain words: before a verb, after 被 or 在, or known by name."""
    rest = _take_spot(parts, rest)
    zones: list[tuple[str, bool]] = []
    for clause in re.split(
        r"[。；;\u0002]|(?<!、)[，,](?![^，,]*(?:等|转载|采用))", rest
    ):
        verb = _find_verb(known, clause)
        passive = re.search(
            r"(?:被|获|经|由)(.+)", clause[: verb.start()] if verb else clause
        )
        place = re.search(
            r"(?:在|于|登上)(.+)", clause[: verb.start()] if verb else clause
        )
        if passive:
            zones.append((passive[1], bool(verb)))
        elif place:
            zones.append((place[1], bool(verb)))
        elif verb:
            zones.append((clause[: verb.start()], True))
        else:
            zones.append((clause, False))
    for zone, sure in zones:
        for piece in _SPLIT_NAMES.split(zone):
            name = _name(piece)
            if not name:
                continue
            if known.outlet(name).outlet is not None or _LOOKS.search(name):
                if len(name) <= 30:
                    parts.outlets.append(name)
            elif sure and 2 <= len(name) <= 16 and not known.units.exact(name):
                parts.outlets.append(name)


def _take_spot(parts: _Parts, rest: str) -> str:
    match = _SPOT.search(rest)
    if match is None:
        return rest
    parts.spot = match[1].replace(" ", "")
    return rest[: match.start()] + " " + rest[match.end() :]


def _name(piece: str) -> str:
    """An outlet's name without the words around it."""
    name = text.clean(piece.replace("\u0002", " ")).strip(EDGE + "()（）“”\"'《》")
    while True:
        shorter = _FILLERS.sub("", name).strip(EDGE)
        if shorter == name:
            return name
        name = shorter


def _title_behind_verb(known: Known, parts: _Parts, rest: str) -> None:
    verb = _find_verb(known, rest)
    if verb is None:
        return
    title = rest[verb.end() :].strip(EDGE + '“”"')
    if len(title) >= 4:
        parts.titles.append(title)


def _take_plain(known: Known, parts: _Parts) -> None:
    """A message without 《》: 「媒体：标题」「【媒体】标题」「标题_媒体」「媒体 标题」「媒体刊发“标题”」."""
    rest = _take_spot(parts, parts.rest).strip(EDGE)
    quoted = _QUOTES.search(rest)
    verb = _find_verb(known, rest)
    if verb and (quoted is None or verb.start() < quoted.start()):
        before = rest[: verb.start()]
        _take_outlets(known, parts, before + "刊发")
        if parts.outlets:
            title = quoted[1] if quoted else rest[verb.end() :]
            parts.titles.append(title.strip(EDGE + '“”"'))
            parts.titles = [t for t in parts.titles if len(t) >= 2]
            return
    if quoted and verb:
        parts.titles.append(quoted[1].strip())
        _take_outlets(
            known, parts, rest[: quoted.start()] + "\u0002" + rest[quoted.end() :]
        )
        return
    for pattern in _SHARED:
        match = pattern.match(rest)
        if match is None:
            continue
        name = _name(match["outlet"])
        if name and (known.outlet(name).outlet is not None or _LOOKS.search(name)):
            parts.outlets += [
                n for n in (_name(p) for p in _SPLIT_NAMES.split(match["outlet"])) if n
            ]
            parts.titles.append(match["title"].strip(EDGE))
            return
    if parts.links and len(rest) >= 6:
        parts.titles.append(rest)


_SHARED = (
    re.compile(r"^[【\[](?P<outlet>[^】\]]{2,20})[】\]]\s*(?P<title>.{4,})$"),
    re.compile(r"^(?P<outlet>[^：:]{2,40})[：:]\s*(?P<title>.{4,})$"),
    re.compile(r"^(?P<title>.{4,}?)\s*[_|｜\-—–]+\s*(?P<outlet>[^_|｜\-—–]{2,20})$"),
    re.compile(r"^(?P<outlet>\S{2,24})[\s，,]+(?P<title>.{4,})$"),
    re.compile(r"^(?P<title>.{4,}?)[\s，,（(]+(?P<outlet>[^\s（()）]{2,20})[)）]?$"),
)
