"""Contacts: names, phones and mail addresses, with the office that they belong to."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from services.plans.names import is_name, name_at_end
from services.plans.numerals import mark_of
from services.plans.paragraphs import Para, merged
from services.plans.reading import Contact
from services.plans.units import looks_like_unit

_START = re.compile(
    r"(?:联系人|联络人|联络员|联系同志|经办人|承办人)(?:及?(?:联系)?(?:电话|方式))?：|联系方式："
)
_MORE = re.compile(
    r"^(?:联系|办公|手机)?(?:电话|手机|邮箱|传真|号码|微信|QQ|地址)|^(?:电子邮箱|电子邮件|电子信箱|[Ee]-?mail|邮箱|传真)"
)
_LABEL = re.compile(
    r"(?:联系人|联络人|联络员|联系同志|(?:联系|咨询|举报|监督|报名|服务)电话|联系方式|办公电话|手机号码|手机|电话|电子邮箱|电子邮件|电子信箱|邮箱|传真|[Ee]-?mail)(?:及?(?:联系)?(?:电话|方式))?：?"
)
_PHONE = re.compile(
    r"(?<![\d@.])(?:1[3-9]\d{9}|0\d{2,3}[-—–]\d{7,8}(?:-\d{1,4})?|(?:0\d{2,3}[-—–（）]?)?[2-9]\d{6,7}(?:-\d{1,4})?)(?![\d@A-Za-z.])"
)
_MAIL = re.compile(
    r"(?:邮箱|电子邮件|电子信箱|[Ee]-?mail)(?:地址)?：?(?P<m>[A-Za-z0-9._@+\-]{5,60})|(?P<n>[A-Za-z0-9._+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z]{2,})+)"
)
_GOOD_MAIL = re.compile(
    r"^[A-Za-z0-9][A-Za-z0-9._+\-]*@[A-Za-z0-9\-]+(\.[A-Za-z]{2,})+$"
)
_DOMAINS = (
    "qq.com",
    "163.com",
    "126.com",
    "139.com",
    "189.cn",
    "sina.com",
    "sina.cn",
    "gov.cn",
    "foxmail.com",
    "yeah.net",
    "aliyun.com",
    "sohu.com",
    "outlook.com",
)
_SENT_TO = re.compile(
    r"(?:报送|上报|发送|反馈|提交|汇总|报|送|发)(?:至|到|给)?(?P<u>(?!告|送|道|至|到|给)[^，。；：（）、]{2,20}?)(?=[，。；（]|$)"
)
_MAX_LINE = 40
_BAD_MAIL = "邮箱里没有“@”，可能是识别错误，请核对原文。"
_INFERRED = "单位没有写在联系人旁边，按前文报送对象推定。"


@dataclass
class _Token:
    kind: str  # name, dept, phone
    text: str
    start: int
    end: int


def find_contacts(paras: list[Para]) -> list[Contact]:
    """The contacts of all paragraphs; those that share a phone each get it."""
    out: list[Contact] = []
    i = 0
    while i < len(paras):
        found = None if paras[i].cells else _START.search(paras[i].key)
        if not found:
            out += _bare(paras[i], paras[max(0, i - 2) : i])
            i += 1
            continue
        block = [paras[i]]
        while i + len(block) < len(paras) and _goes_on(paras[i + len(block)]):
            block.append(paras[i + len(block)])
        before = paras[max(0, i - 2) : i]
        out += _read(_joined(block), found.start(), before)
        i += len(block)
    return out


def _goes_on(para: Para) -> bool:
    """Whether a line goes on with contacts: a label first, or office, name and phone without any."""
    if _MORE.match(para.key):
        return True
    if para.cells or len(para.key) > _MAX_LINE or re.search(r"[。；：]", para.key):
        return False
    return {"name", "phone"} <= {t.kind for t in _tokens(para, 0)}


def _bare(para: Para, before: list[Para]) -> list[Contact]:
    """People without a label: a name right beside a phone, in the same sentence."""
    if para.cells or not (phone := _PHONE.search(para.key)):
        return []
    key = para.key
    start = key.rfind("。", 0, phone.start()) + 1
    mark = mark_of(key)
    start = max(start, mark.size if mark else 0)
    opened = key.rfind("（", start, phone.start())
    if opened >= 0 and "）" not in key[opened : phone.start()]:
        start = opened + 1
    tokens = _tokens(para, start)
    kinds = [t.kind for t in tokens]
    at = kinds.index("phone") if "phone" in kinds else -1
    named = (
        at > 0 and kinds[at - 1] == "name" and _beside(key, tokens[at - 1], tokens[at])
    )
    if not named:
        behind = tokens[at + 1] if 0 <= at < len(tokens) - 1 else None
        if behind is None or behind.kind != "name" or key[behind.start - 1] != "（":
            return []
    return _read(para, start, before)


def _beside(key: str, name: _Token, phone: _Token) -> bool:
    """Whether nothing but marks and a label stands between a name and its phone."""
    between = _LABEL.sub("", key[name.end : phone.start])
    return not re.sub(r"同志|处|[，、；：（）]", "", between)


def _joined(block: list[Para]) -> Para:
    whole = merged(block)
    edges, shift = set[int](), 0
    for para in block:
        edges.add(shift)
        shift += len(para.key)
    return replace(whole, gaps=whole.gaps | edges)


def _read(para: Para, start: int, before: list[Para]) -> list[Contact]:
    key = para.key
    mail = _MAIL.search(key, start) or _MAIL.search(key) or _mail_before(before, para)
    raw = (mail["m"] or mail["n"]) if mail else ""
    suspect = bool(raw) and not _GOOD_MAIL.match(raw)
    tokens = _tokens(para, start)
    if office := _office_before(key, start):
        tokens.insert(0, _Token("dept", key[slice(*office)], *office))
    people = _people(tokens, para)
    inferred = (
        "" if all(d for _, _, d, _ in people) else _dept_before(para, start, before)
    )
    out: list[Contact] = []
    for name, phone, dept, token in people:
        doubt = _BAD_MAIL if suspect else (_INFERRED if not dept and inferred else "")
        out.append(
            Contact(
                para.section,
                name,
                phone,
                raw,
                dept or inferred,
                para.place(token.start, token.end),
                not dept and bool(inferred),
                _suggest(raw) if suspect else "",
                doubt,
            )
        )
    return out


def _mail_before(before: list[Para], para: Para) -> re.Match[str] | None:
    """A mail address in the paragraph right before, unless it is that of the contact who stands there."""
    if before and before[-1].section == para.section:
        other = _START.search(before[-1].key)
        return None if other else _MAIL.search(before[-1].key)
    return None


def _office_before(key: str, start: int) -> tuple[int, int] | None:
    """The office right before the label: 「县税务局联络员：」."""
    begin = max((key.rfind(c, 0, start) for c in "，。；：（、"), default=-1) + 1
    return (begin, start) if looks_like_unit(key[begin:start]) else None


def _tokens(para: Para, start: int) -> list[_Token]:
    """Names, offices and phones behind 联系人 in the order of the text."""
    key = para.key
    end = key.find("。", start)
    end = len(key) if end < 0 else end
    out: list[_Token] = []
    edges = sorted(
        {start, end, *(g for g in para.gaps if start < g < end)}
        | _marks(key, start, end)
    )
    joined: list[tuple[int, int]] = []
    for a, b in itertools.pairwise(edges):
        word = key[a:b].strip("，、；：。（）和及")
        if (
            len(word) == 1
            and joined
            and joined[-1][1] == a
            and _is_letter(key[slice(*joined[-1])])
        ):
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    for a, b in joined:
        while a < b and key[a] in "，、；：。（）和及" and not is_name(key[a:b]):
            a += 1
        while b > a and key[b - 1] in "，、；：。（）":
            b -= 1
        if a < b:
            out += _token(key, a, b)
    return out


def _is_letter(word: str) -> bool:
    return len(word) == 1 and "\u4e00" <= word <= "\u9fff"


def _marks(key: str, start: int, end: int) -> set[int]:
    """Where words part besides blanks: at marks, labels and phones; brackets of an office's name stay in it."""
    out: set[int] = set()
    for m in re.finditer(r"[，、；：。]", key[start:end]):
        out |= {start + m.start(), start + m.end()}
    for pattern in (_LABEL, _PHONE):
        for m in pattern.finditer(key, start, end):
            out |= {m.start(), m.end()}
    for m in re.finditer(r"[\u4e00-\u9fff]（[^（）]{4,}）", key[start:end]):
        if looks_like_unit(m[0][2:-1]):
            out |= {start + m.start() + 1, start + m.end()}
    return out


def _token(key: str, a: int, b: int) -> list[_Token]:
    word = key[a:b]
    if _PHONE.fullmatch(word):
        return [_Token("phone", word, a, b)]
    if _LABEL.fullmatch(word):
        return []
    bare = word.removesuffix("同志")
    if is_name(bare):
        return [_Token("name", bare, a, a + len(bare))]
    if name := name_at_end(bare):
        cut = a + len(bare) - len(name)
        return [
            _Token("dept", key[a:cut], a, cut),
            _Token("name", name, cut, cut + len(name)),
        ]
    if looks_like_unit(word):
        return [_Token("dept", word, a, b)]
    return []


def _people(tokens: list[_Token], para: Para) -> list[tuple[str, str, str, _Token]]:
    """(name, phone, office, token): a phone belongs to every name before it that has none."""
    out: list[list[str | _Token]] = []
    dept, waiting = "", 0
    for n, token in enumerate(tokens):
        if token.kind == "dept":
            after_name = (
                n > 0
                and tokens[n - 1].kind == "name"
                and para.key[token.start - 1] == "（"
            )
            if after_name and out:
                out[-1][2] = para.words(token.start, token.end)
            else:
                dept = para.words(token.start, token.end)
        elif token.kind == "name":
            out.append([para.words(token.start, token.end), "", dept, token])
            if n and tokens[n - 1].kind == "phone" and len(out) == 1:
                out[-1][1], waiting = tokens[n - 1].text, 1  # 「电话：…（王芳）」
        else:
            for entry in out[waiting:]:
                entry[1] = token.text
            if waiting == len(out) and out:
                entry = out[-1]
                entry[1] = f"{entry[1]}、{token.text}" if entry[1] else token.text
            waiting = len(out)
    return [(str(a), str(b), str(c), d) for a, b, c, d in out if isinstance(d, _Token)]


def _dept_before(para: Para, start: int, before: list[Para]) -> str:
    """The office that things are to be sent to, in the words before the contact."""
    for text in (
        para.key[:start],
        *(p.key for p in reversed(before) if p.section == para.section),
    ):
        for found in reversed(list(_SENT_TO.finditer(text))):
            if looks_like_unit(found["u"]):
                return found["u"]
    return ""


def _suggest(raw: str) -> str:
    for domain in _DOMAINS:
        local = raw.removesuffix(domain)
        if local != raw and local and "@" not in raw:
            return f"{local[:-1] if local[-1] in '0OoQa' and len(local) > 5 else local}@{domain}"
    return ""
