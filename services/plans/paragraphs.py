"""From the lines of a text to its paragraphs: page numbers out, broken lines joined, every letter's place kept.

A paragraph is worked on as `key`: blanks and decoration out, marks full-width, quotes paired. `at[i]` is the place
of letter i in the text. `gaps` are the positions that a blank stood before, since a blank may part two names.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass

from services.plans.lines import (
    FOLD,
    FOLD_MORE,
    LEAD,
    Line,
    plain,
    read_lines,
    wrap_width,
)
from services.plans.numerals import mark_of
from services.plans.reading import Found, Span

_ENDED = re.compile(r"[。！？：；…][”’》）]*$")
_LABEL = re.compile(r"^[\u4e00-\u9fff（）]{2,10}：")
_ALL_OF = re.compile(r"^(?:各|有关|相关|直属|所属|全体|其他)")
_UNIT_LIST = re.compile(
    r"^[\u4e00-\u9fff]{2,8}：[^。；：]*、[^。，；：]{2,20}(?:局|委|办|部|室|院|会|社|中心|集团|公司|行|队|街道|乡镇|单位|部门)$"
)
_UNFILLED = re.compile(
    r"(?:^|[。；，（、])(?:牵头|责任|配合|主办|承办|协办|参与|成员|落实)(?:单位|部门|科室|股室|处室)：$|(?:联系人|电话|邮箱)：$"
)
_SLACK = 3.0
_DUTY = re.compile(r"^（(?:牵头|责任|配合|主办|承办|协办|参与|完成|落实)")
_ANNEX = re.compile(r"^附[件：]")
_IMPRINT = re.compile(
    r"^[^，。；：]{2,40}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日(?:印发|印制)$"
)
_DATE_LINE = re.compile(r"^[\d二〇○零一三四五六七八九]{4}年.{1,4}月.{1,3}日(?:印发)?$")
_TITLE_END = re.compile(
    r"(?:方案|通知|计划|意见|办法|细则|要点|安排表?|规划|预案|措施|的函|公告|文件)[》”]?$"
)
_INLINE_PAGE = re.compile(r"(?<=\s)([—–―-])\s?\d{1,3}\s?\1(?=\s)")
_PAIRS = {"（": "）", "《": "》", "〔": "〕"}
_OPEN_REACH = 160
_KEPT = 1_200
_UNSEEN = str.maketrans("", "", "\u200b\ufeff|")
_LONG = 34


@dataclass
class Para:
    """A paragraph; `cells` is filled for a row of a table, `strong` for a head in bold or with #."""

    key: str
    raw: str
    at: list[int]
    gaps: frozenset[int]
    strong: bool = False
    cells: tuple[str, ...] = ()
    section: str = "main"
    lines: int = 1

    @property
    def span(self) -> Span:
        """Its place in the text."""
        return self.place(0, len(self.key))

    def place(self, start: int, end: int) -> Span:
        """The place in the text of the letters start–end of `key`."""
        if not self.at:
            return Span(0, 0)
        end = max(start + 1, min(end, len(self.at)))
        start = min(start, len(self.at) - 1)
        return Span(self.at[start], self.at[end - 1] + 1)

    def words(self, start: int = 0, end: int | None = None) -> str:
        """The letters as written, blanks out where they part no Latin words."""
        end = len(self.raw) if end is None else end
        raw = self.raw
        cuts = sorted(
            g
            for g in self.gaps
            if start < g < end and raw[g].isascii() and raw[g - 1].isascii()
        )
        edges = [start, *cuts, end]
        return " ".join(raw[a:b] for a, b in itertools.pairwise(edges))

    def found(self, start: int, end: int, doubt: str = "") -> Found:
        """The letters start–end as a value with its place."""
        return Found(self.words(start, end), self.place(start, end), doubt=doubt)


def paragraphs(text: str) -> list[Para]:
    """The paragraphs of a text in order; rows of tables come one by one with their cells."""
    lines = read_lines(text)
    width = wrap_width(lines)
    out: list[Para] = []
    group: list[Line] = []
    opened = ""
    for line in lines:
        if line.kind in ("blank", "noise"):
            continue
        if line.kind == "head":
            out.append(_make([(line.text, line.start)], 1))
            out[-1].section = "letterhead"
            continue
        if line.kind == "table":
            _close(out, group)
            out.append(_row(line))
            continue
        if group and _runs_on(group, line, width, opened):
            group.append(line)
            opened = (opened + plain(line.text))[-_KEPT:]
        else:
            _close(out, group)
            group.append(line)
            opened = plain(line.text)
    _close(out, group)
    return [p for p in out if p.key]


def _runs_on(group: list[Line], line: Line, width: float, before: str) -> bool:
    """Whether a line goes on with the paragraph `before`, whose lines so far are `group`."""
    last, after = group[-1], plain(line.text)
    if (
        not before
        or not after
        or line.text.lstrip().startswith("#")
        or _begins_anew(after)
    ):
        return False
    if after[0] in "，、。；：）》”〕！？" and not re.match(r"^[》”]?$", before):
        return True
    open_end = _open_end(before)
    if open_end or mark_of(after):
        return open_end and not mark_of(after)
    full = bool(width) and last.size >= width - _SLACK
    if _is_whole(before, last, after, full=full):
        return False
    if (before[-1] in "，、" and len(before) > 8) or _UNFILLED.search(before):
        return True
    if after[0] == "（" and len(before) < _LONG and not re.search(r"[，。；]", before):
        return not mark_of(before) and not after.endswith("）")
    if full:
        return True
    if width:
        prose = bool(re.search(r"[，。；]", before)) and after[0] not in "（“《—"
        least = (
            0.6 if after[0].isdigit() else 0.8
        )  # a number is not parted from its measure
        return prose and last.size >= least * width
    if after[0] in "（“《—":
        return False
    return "。" in before or (
        last.size >= _LONG and bool(re.search(r"[，；：]", before))
    )


def _begins_anew(after: str) -> bool:
    """Lines that always begin a paragraph: an annex, a date alone, an imprint."""
    return any(p.match(after) for p in (_ANNEX, _DATE_LINE, _IMPRINT))


def _is_whole(before: str, last: Line, after: str, *, full: bool) -> bool:
    """Whether a paragraph has come to its end, or a new one plainly begins."""
    if last.text.lstrip().startswith("#") or _DUTY.match(after):
        return True
    if _UNFILLED.search(before):
        return False
    if _ENDED.search(before) or (_TITLE_END.search(before) and len(before) < 60):
        return True
    if before[-1] in "，、" and len(before) > 8:
        return False
    if _ALL_OF.match(after) and _ALL_OF.match(before) and "，" in before:
        return False  # the last of those a document is sent to, broken off their list
    return bool((_UNIT_LIST.match(before) and not full) or _LABEL.match(after))


def _open_end(before: str) -> bool:
    """Whether a bracket opened near the end of a paragraph is still open."""
    tail = before[-_OPEN_REACH:]
    for opening, closing in _PAIRS.items():
        last = tail.rfind(opening)
        if (
            last >= 0
            and tail[last:].count(opening) > tail[last:].count(closing)
            and tail.count(opening) > tail.count(closing)
        ):
            return True
    return False


def _close(out: list[Para], group: list[Line]) -> None:
    if group:
        out.append(_make([(line.text, line.start) for line in group], len(group)))
        group.clear()


def _row(line: Line) -> Para:
    para = _make([(line.text, line.start)], 1)
    inner = line.text.strip(" \u3000\r\n")
    cells = inner.strip("|").split("|") if inner.startswith("|") else inner.split("\t")
    para.cells = tuple(" ".join(c.replace("**", "").split()) for c in cells)
    return para


def _make(pieces: list[tuple[str, int]], lines: int) -> Para:
    raw: list[str] = []
    at: list[int] = []
    gaps: set[int] = set()
    first = pieces[0][0].strip()
    for text, start in pieces:
        lead = LEAD.match(text)
        skip = {i for m in _INLINE_PAGE.finditer(text) for i in range(*m.span())}
        blank, i = False, lead.end() if lead else 0
        while i < len(text):
            letter = text[i]
            if i in skip or letter.isspace() or letter in "\u200b\ufeff|":
                blank = blank or letter.isspace()
            elif text.startswith("**", i):
                i += 1
            else:
                if blank and raw and at[-1] >= start:
                    gaps.add(len(raw))
                blank = False
                for shown in _widths(letter):
                    raw.append(shown)
                    at.append(start + i)
            i += 1
    key = _pair_quotes("".join(raw).translate(FOLD).translate(FOLD_MORE))
    strong = first.startswith("#") or (first.startswith("**") and first.endswith("**"))
    return Para(key, "".join(raw), at, frozenset(gaps), strong, lines=lines)


def merged(paras: list[Para]) -> Para:
    """Several paragraphs as one, for a title that runs over lines."""
    first = paras[0]
    if len(paras) == 1:
        return first
    gaps, shift = set[int](), 0
    for p in paras:
        gaps |= {g + shift for g in p.gaps}
        shift += len(p.key)
    return Para(
        "".join(p.key for p in paras),
        "".join(p.raw for p in paras),
        [i for p in paras for i in p.at],
        frozenset(gaps),
        first.strong,
        (),
        first.section,
        sum(p.lines for p in paras),
    )


def cells_of(row: Para) -> list[Para]:
    """The cells of a table row as paragraphs of their own, blank ones included."""
    out: list[Para] = []
    at = 0
    for cell in row.cells:
        size = len("".join(cell.split()).translate(_UNSEEN))
        out.append(part_of_para(row, at, at + size))
        at += size
    return out


def part_of_para(para: Para, start: int, end: int) -> Para:
    """The letters start–end of a paragraph as a paragraph of its own."""
    gaps = frozenset(g - start for g in para.gaps if start < g < end)
    own = (para.key[start:end], para.raw[start:end], para.at[start:end], gaps)
    return Para(*own, section=para.section)


def _widths(letter: str) -> str:
    """Full-width letters and digits half-width; ㈠ and ⒈ spelt out; everything else as it is."""
    if (
        "０" <= letter <= "９"
        or "Ａ" <= letter <= "Ｚ"
        or "ａ" <= letter <= "ｚ"
        or letter == "＠"
    ):
        return unicodedata.normalize("NFKC", letter)
    if "㈠" <= letter <= "㈩" or "⑴" <= letter <= "⒛":
        return unicodedata.normalize("NFKC", letter)
    return letter


def _pair_quotes(key: str) -> str:
    """Straight quotes as opening and closing ones in turn, single ones outside double ones as double."""
    if not any(c in key for c in '"‘'):
        return key
    out: list[str] = []
    straight, depth, single = True, 0, 0
    for letter in key:
        shown = letter
        if letter == '"':
            shown = "“" if straight else "”"
            straight = not straight
        elif letter == "‘" and depth == 0:
            shown, single = "“", single + 1
        elif letter == "’" and single:
            shown, single = "”", single - 1
        else:
            depth += (letter == "“") - (letter == "”" and depth > 0)
        out.append(shown)
    return "".join(out)
