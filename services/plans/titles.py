"""What titles, document numbers, signatures and cover notices look like: rules of the genre, no reading order."""

from __future__ import annotations

import re

from services.plans.dates import whole_date
from services.plans.numerals import mark_of
from services.plans.paragraphs import Para, merged
from services.plans.units import looks_like_unit

_TRIAL = r"(?:（[^（）]{2,12}）)?"
TITLE_END = re.compile(
    rf"(?:方案|计划|规划|意见|办法|细则|要点|预案|安排|安排表|措施|规定|规则|制度|清单|通知|通报|决定|批复|倡议书|的函|流程|表){_TRIAL}$"
)
PLAN_END = re.compile(
    rf"(?:方案|计划|规划|意见|办法|细则|要点|预案|安排|措施|规定|规则|制度){_TRIAL}$"
)
_NOTICE = re.compile(
    r"(?:关于|印发|转发|发布|做好|开展).{2,}(?:通知|通报|决定|批复|的函|意见)$"
)
_NUMBER = re.compile(
    r"^(?:文件)?(?P<no>[\u4e00-\u9fff（）]{1,16}[〔（](?P<y>(?:19|20)\d{2})[〕）](?:第)?\d{1,4}号)(?:签发人：?.{0,8})?$"
)
_GIVEN = re.compile(r"(?:印发|转发|下发|发)给你(?:们|单位)|现(?:予)?(?:印发|转发|下发)")
_ADDED = re.compile(
    r"（(?:(?:19|20)\d{2}年?(?:(?:-|—{1,2}|–|至|到)(?:19|20)?\d{2}年?)?度?|试行|暂行|修订稿?|草案|征求意见稿|送审稿)）"
)
_MAX_LINES, _MAX_TITLE = 5, 110


def title_at(paras: list[Para], index: int) -> tuple[Para, int] | None:
    """The title that begins at a paragraph, and how many paragraphs it takes; None where none begins."""
    if (
        index < len(paras)
        and not re.search(r"关于|印发|转发", paras[index].key)
        and looks_like_unit(paras[index].key)
        and not TITLE_END.search(paras[index].key)
    ):
        return None
    for count in range(1, _MAX_LINES + 1):
        part = paras[index : index + count]
        if len(part) < count or not _may_be_title(part[-1], first=count == 1):
            return None
        whole = merged(part)
        if len(whole.key) > _MAX_TITLE:
            return None
        if TITLE_END.search(whole.key) and len(whole.key) > 5 and balanced(whole.key):
            return _with_added(paras, index, whole, count)
    return None


def _with_added(
    paras: list[Para], index: int, whole: Para, count: int
) -> tuple[Para, int]:
    """The title with the years or the 试行 that stand in brackets in a line of their own below it."""
    below = paras[index + count : index + count + 1]
    if below and not below[0].cells and _ADDED.fullmatch(below[0].key):
        return merged([*paras[index : index + count], below[0]]), count + 1
    return whole, count


def _may_be_title(para: Para, *, first: bool) -> bool:
    key = para.key
    if (
        para.cells
        or para.section == "letterhead"
        or document_number(key)
        or whole_date(key)
    ):
        return False
    if first and (key.startswith("附") or re.fullmatch(r"（[^（）]*）", key)):
        return False
    if (mark := mark_of(key)) and first and mark.level:
        return False
    return not re.search(r"[。；！？]|：(?!.*》)|，$", key)


def balanced(key: str) -> bool:
    """Whether every 《 and （ of a title is closed."""
    return all(key.count(a) == key.count(b) for a, b in ("《》", "（）"))


def is_notice(key: str) -> bool:
    """Whether a title is that of a covering notice."""
    return bool(_NOTICE.search(key)) and not PLAN_END.search(key.removesuffix("意见"))


def document_number(key: str) -> str:
    """The document's own number, with 〔〕, when a line consists of it; else ''. Numbers cited in sentences do not."""
    found = _NUMBER.match(key)
    if not found:
        return ""
    return re.sub(r"[〔（](\d{4})[〕）](?=第?\d+号)", r"〔\1〕", found["no"])


def hands_over(key: str) -> bool:
    """Whether a paragraph is the sentence with which a notice hands its document over."""
    return bool(_GIVEN.search(key))


def names_of(key: str) -> list[str]:
    """Titles of what a notice hands over, the innermost first."""
    out: list[str] = []
    stack: list[int] = []
    for i, letter in enumerate(key):
        if letter == "《":
            stack.append(i)
        elif letter == "》" and stack:
            out.append(key[stack.pop() + 1 : i])
    plain = re.search(r"(?:印发|转发|发布)(.{4,}?)的通知$", key)
    if not out and plain:
        out.append(plain[1])
    return out


def is_signature(para: Para) -> bool:
    """Whether a paragraph is the name of an office and nothing else."""
    key = para.key
    return (
        not para.cells
        and 4 <= len(key) <= 40
        and looks_like_unit(key)
        and not mark_of(key)
        and key[0] not in "附（各"
    )


def same_title(a: str, b: str) -> bool:
    """Whether two titles are the same but for marks and a letter or two misread."""
    from rapidfuzz.distance import Levenshtein

    one, two = (re.sub(r"[\W_]+", "", t) for t in (a, b))
    return one == two or (
        min(len(one), len(two)) >= 8
        and Levenshtein.distance(one, two) <= max(1, len(one) // 15)
    )
