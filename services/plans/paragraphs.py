"""From the lines of a text to its paragraphs: page numbers out, broken lines joined, every letter's place kept.

A paragraph is worked on as `key`: blanks and decoration out, marks full-width, quotes paired. `at[i]` is the place
of letter i in the text. `gaps` are the positions that a blank stood before, since a blank may part two names.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from services.plans.numerals import mark_of
from services.plans.reading import Found, Span

_FOLD = str.maketrans("(),:;[]?!%﹣−－～~", "（），：；〔〕？！％---至至")
_FOLD_MORE = str.maketrans({"【": "〔", "】": "〕", "﹝": "〔", "﹞": "〕", "［": "〔", "］": "〕",
                            "「": "“", "」": "”", "『": "“", "』": "”", "〝": "“", "〞": "”", "〈": "《", "〉": "》",
                            "％": "%", "﹪": "%", "：": "：", "∶": "："})  # fmt: skip
_PAGE = re.compile(
    r"^[\s]*(?:[—–―\-－_·•.]{1,3}\s*\d{1,4}\s*[—–―\-－_·•.]{1,3}|第\s*\d{1,4}\s*页.{0,12}|\d{1,3}\s*/\s*\d{1,3})\s*$"
)
_BARE = re.compile(r"^\s*\d{1,3}\s*$")
_INLINE_PAGE = re.compile(r"(?<=\s)([—–―-])\s?\d{1,3}\s?\1(?=\s)")
_RULE = re.compile(r"^\s*(?:[-*_=—─]\s*){3,}$")
_LEAD = re.compile(r"^\s*(?:(?:#{1,6}|>|[-*+•●■◆▲])\s+)*")
_PIPE_RULE = re.compile(r"^[\s|:\-]+$")
_ENDED = re.compile(r"[。！？：；…][”’》）]*$")
_LABEL = re.compile(r"^[\u4e00-\u9fff（）]{2,10}：")
_DUTY = re.compile(r"^（(?:牵头|责任|配合|主办|承办|协办|参与|完成|落实)")
_ANNEX = re.compile(r"^附[件：]")
_DATE_LINE = re.compile(r"^[\d二〇○零一三四五六七八九]{4}年.{1,4}月.{1,3}日(?:印发)?$")
_TITLE_END = re.compile(
    r"(?:方案|通知|计划|意见|办法|细则|要点|安排表?|规划|预案|措施|的函|公告|文件)[》”]?$"
)
_PAIRS = {"（": "）", "《": "》", "〔": "〕"}
_OPEN_REACH = 160
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
        out: list[str] = []
        for i in range(start, end):
            letter = self.raw[i]
            if i in self.gaps and out and letter.isascii() and out[-1].isascii():
                out.append(" ")
            out.append(letter)
        return "".join(out)

    def found(self, start: int, end: int, doubt: str = "") -> Found:
        """The letters start–end as a value with its place."""
        return Found(self.words(start, end), self.place(start, end), doubt=doubt)


@dataclass
class _Line:
    text: str
    start: int
    kind: str = "text"
    size: float = 0.0
    pieces: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])


def paragraphs(text: str) -> list[Para]:
    """The paragraphs of a text in order; rows of tables come one by one with their cells."""
    lines = _lines(text)
    width = _wrap_width(lines)
    out: list[Para] = []
    group: list[_Line] = []
    opened = ""
    for line in lines:
        if line.kind in ("blank", "noise"):
            continue
        if line.kind == "table":
            _close(out, group)
            out.append(_row(line))
            continue
        if group and _runs_on(group, line, width, opened):
            group.append(line)
            opened += _plain(line.text)
        else:
            _close(out, group)
            group.append(line)
            opened = _plain(line.text)
    _close(out, group)
    return [p for p in out if p.key]


def _lines(text: str) -> list[_Line]:
    out: list[_Line] = []
    start = 0
    for piece in text.splitlines(keepends=True):
        body = piece.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        out.append(_Line(body, start))
        start += len(piece)
    for i, line in enumerate(out):
        around = [out[j].text for j in (i - 1, i + 1) if 0 <= j < len(out)]
        line.kind = _kind(line.text, around)
        line.size = sum(0.5 if c.isascii() else 1.0 for c in line.text if not c.isspace())
    _spaced_tables(out)
    return out


def _kind(text: str, around: list[str]) -> str:
    if not text.strip():
        return "blank"
    if _PAGE.match(text) or _RULE.match(text):
        return "noise"
    if _BARE.match(text) and all(not a.strip() for a in around):
        return "noise"
    if text.lstrip().startswith("|") and text.count("|") > 1:
        return "noise" if _PIPE_RULE.match(text) else "table"
    if "\t" in text.strip() and len([c for c in text.split("\t") if c.strip()]) > 1:
        return "table"
    return "text"


_HEADER_WORD = re.compile(r"^(?:序号|编号|单位|部门|时间|日期|名称|任务|内容|备注|姓名|栏目|责任|牵头|完成)")


def _spaced_tables(lines: list[_Line]) -> None:
    """Rows whose columns are parted by blanks only: known by a header row of column words."""
    inside = 0
    for line in lines:
        cells = [c for c in re.split(r"\s{2,}", line.text.strip()) if c]
        if line.kind == "blank":
            continue
        if line.kind != "text":
            inside = 0
        elif len(cells) >= 3 and sum(bool(_HEADER_WORD.match(c.replace(" ", ""))) for c in cells) >= 2:
            inside, line.kind, line.text = len(cells), "table", _tabbed(line.text)
        elif inside and 2 <= len(cells) <= inside + 1 and not _ENDED.search(line.text):
            line.kind, line.text = "table", _tabbed(line.text)
        else:
            inside = 0


def _tabbed(text: str) -> str:
    """Two blanks or more become blanks and a tab, so that places stay right."""
    lead = len(text) - len(text.lstrip())
    return text[:lead] + re.sub(r"\s{2,}", lambda m: " " * (len(m[0]) - 1) + "\t", text[lead:].rstrip())


def _wrap_width(lines: list[_Line]) -> float:
    """The width in letters at which a text is broken by hand, 0 when its lines are whole paragraphs."""
    sizes = sorted(line.size for line in lines if line.kind == "text" and line.size >= 12)
    if len(sizes) < 12 or sizes[int(len(sizes) * 0.97) - 1] > 60:
        return 0.0
    top = sizes[int(len(sizes) * 0.9) - 1]
    near = sum(top - 3 <= s <= top + 4 for s in sizes)
    return top if near >= 0.4 * len(sizes) else 0.0


def _plain(text: str) -> str:
    body = text[_LEAD.match(text).end() :] if _LEAD.match(text) else text  # type: ignore[union-attr]
    body = "".join(body.split()).replace("**", "")
    return body.translate(_FOLD).translate(_FOLD_MORE)


def _runs_on(group: list[_Line], line: _Line, width: float, before: str) -> bool:
    """Whether a line goes on with the paragraph `before`, whose lines so far are `group`."""
    last, after = group[-1], _plain(line.text)
    if not after or line.text.lstrip().startswith("#") or _ANNEX.match(after) or _DATE_LINE.match(after):
        return False
    if after[0] in "，、。；：）》”〕！？" and not re.match(r"^[》”]?$", before):
        return True
    if mark_of(after) or _DUTY.match(after) and not _open_end(before):
        return False
    if _open_end(before):
        return True
    if _ENDED.search(before) or _TITLE_END.search(before) and len(before) < 60:
        return False
    if last.text.lstrip().startswith("#"):
        return False
    if before[-1] in "，、" and len(before) > 8:
        return True
    if _LABEL.match(after):
        return False
    if after[0] == "（" and len(before) < _LONG and not re.search(r"[，。；]", before):
        return not mark_of(before) and ("）" not in after or not after.endswith("）"))
    if width:
        return last.size >= width - 3.0
    if after[0] in "（“《—":
        return False
    return "。" in before or (last.size >= _LONG and bool(re.search(r"[，；：]", before)))


def _open_end(before: str) -> bool:
    """Whether a bracket opened near the end of a paragraph is still open."""
    tail = before[-_OPEN_REACH:]
    for opening, closing in _PAIRS.items():
        last = tail.rfind(opening)
        if last >= 0 and tail[last:].count(opening) > tail[last:].count(closing) and tail.count(
            opening
        ) > tail.count(closing):
            return True
    return False


def _close(out: list[Para], group: list[_Line]) -> None:
    if group:
        out.append(_make([(line.text, line.start) for line in group], len(group)))
        group.clear()


def _row(line: _Line) -> Para:
    para = _make([(line.text, line.start)], 1)
    inner = line.text.strip()
    cells = inner.strip("|").split("|") if inner.startswith("|") else inner.split("\t")
    para.cells = tuple(" ".join(c.replace("**", "").split()) for c in cells)
    return para


def _make(pieces: list[tuple[str, int]], lines: int) -> Para:
    raw: list[str] = []
    at: list[int] = []
    gaps: set[int] = set()
    first = pieces[0][0].strip()
    for text, start in pieces:
        lead = _LEAD.match(text)
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
    key = _pair_quotes("".join(raw).translate(_FOLD).translate(_FOLD_MORE))
    strong = first.startswith("#") or (first.startswith("**") and first.endswith("**"))
    return Para(key, "".join(raw), at, frozenset(gaps), strong, lines=lines)


def _widths(letter: str) -> str:
    """Full-width letters and digits half-width; ㈠ and ⒈ spelt out; everything else as it is."""
    if "０" <= letter <= "９" or "Ａ" <= letter <= "Ｚ" or "ａ" <= letter <= "ｚ" or letter == "＠":
        return unicodedata.normalize("NFKC", letter)
    if "㈠" <= letter <= "㈩" or "⑴" <= letter <= "⒛":
        return unicodedata.normalize("NFKC", letter)
    return letter


def _pair_quotes(key: str) -> str:
    if '"' not in key:
        return key
    out: list[str] = []
    opening = True
    for letter in key:
        if letter == '"':
            out.append("“" if opening else "”")
            opening = not opening
        else:
            out.append(letter)
    return "".join(out)
