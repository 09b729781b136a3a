"""The lines of a text told apart: page numbers, rows of tables, a floating letterhead, and the wrap width."""

from __future__ import annotations

import re
from dataclasses import dataclass

FOLD = str.maketrans("(),:;[]?!%﹣−－～~", "（），：；〔〕？！％---至至")
FOLD_MORE = str.maketrans({"【": "〔", "】": "〕", "﹝": "〔", "﹞": "〕", "［": "〔", "］": "〕",
                            "「": "“", "」": "”", "『": "“", "』": "”", "〝": "“", "〞": "”", "〈": "《", "〉": "》",
                            "％": "%", "﹪": "%", "：": "：", "∶": "："})  # fmt: skip
_PAGE = re.compile(
    r"^[\s]*(?:[—–―\-－_·•.]{1,3}\s*\d{1,4}\s*[—–―\-－_·•.]{1,3}|第\s*\d{1,4}\s*页.{0,12}|\d{1,3}\s*/\s*\d{1,3})\s*$"
)
_PICTURE = re.compile(r"^\s*!\[[^\]]{0,200}\]\([^()]{0,300}\)\s*$")
_BARE = re.compile(r"^\s*\d{1,3}\s*$")
_RULE = re.compile(r"^\s*(?:[-*_=—─]\s*){3,}$")
LEAD = re.compile(r"^\s*(?:(?:#{1,6}|>|[-*+•●■◆▲])\s+)*")
_PIPE_RULE = re.compile(r"^[\s|:\-]+$")
_SHORT, _FEW, _WIDEST = 12, 6, 62
_ENDED = re.compile(r"[。！？：；…][”’》）]*$")
_RED_HEAD = re.compile(
    r"^[\u4e00-\u9fff（）、]{2,24}(?:室|会|部|局|府|委|办|院|组|厅|处|科|股|站|台|社|馆|队|团|校|中心|公司|集团)文件$"
)
_UNIT_LINE = re.compile(
    r"^[\u4e00-\u9fff（）]{3,22}(?:室|会|部|局|府|委|办|院|组|厅|处|区|市|县|集团|中心|公司)$"
)


@dataclass
class Line:
    """One line: `kind` is text, blank, noise, table or head (letterhead); `size` counts Latin letters half."""

    text: str
    start: int
    kind: str = "text"
    size: float = 0.0


def read_lines(text: str) -> list[Line]:
    """The lines of a text with their places and kinds."""
    out: list[Line] = []
    start = 0
    for piece in text.splitlines(keepends=True):
        body = piece.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        out.append(Line(body, start))
        start += len(piece)
    for i, line in enumerate(out):
        around = [out[j].text for j in (i - 1, i + 1) if 0 <= j < len(out)]
        line.kind = _kind(line.text, around)
        line.size = sum(
            0.5 if c.isascii() else 1.0 for c in line.text if not c.isspace()
        )
    _spaced_tables(out)
    _letterheads(out)
    return out


def _kind(text: str, around: list[str]) -> str:
    if not text.strip():
        return "blank"
    if _PAGE.match(text) or _RULE.match(text) or _PICTURE.match(text):
        return "noise"
    if _BARE.match(text) and all(not a.strip() for a in around):
        return "noise"
    if text.lstrip().startswith("|") and text.count("|") > 1:
        return "noise" if _PIPE_RULE.match(text) else "table"
    cells = [c for c in text.split("\t") if c.strip()]
    if "\t" in text.strip() and len(cells) > 1:
        return "table"
    if len(cells) == 1 and text.rstrip(" \r\n").endswith("\t"):
        return "table"  # a row of which one cell is filled
    return "text"


_HEADER_WORD = re.compile(
    r"^(?:序号|编号|单位|部门|时间|日期|名称|任务|内容|备注|姓名|栏目|责任|牵头|完成|"
    r"(?:承办|主办|配合|实施|采访|活动|宣传|工作|报送)(?:单位|部门|内容|时间|地点|对象|方式|日期))"
)


def _spaced_tables(lines: list[Line]) -> None:
    """Rows whose columns are parted by blanks only: known by a header row of column words."""
    inside = narrow = 0
    for line in lines:
        cells = [c for c in re.split(r"\s{2,}", line.text.strip()) if c]
        if line.kind == "blank":
            continue
        if line.kind == "text" and (single := _single_spaced(line.text, narrow)):
            narrow, inside = single, 0
            line.kind, line.text = "table", _tabbed(line.text, least=1)
            continue
        narrow = 0
        if line.kind != "text":
            inside = 0
        elif (
            len(cells) >= 3
            and sum(bool(_HEADER_WORD.match(c.replace(" ", ""))) for c in cells) >= 2
        ):
            inside, line.kind, line.text = len(cells), "table", _tabbed(line.text)
        elif inside and 2 <= len(cells) <= inside + 1 and not _ENDED.search(line.text):
            line.kind, line.text = "table", _tabbed(line.text)
        else:
            inside = 0


def _single_spaced(text: str, columns: int) -> int:
    """How many cells a row has whose columns are parted by one blank each; 0 for what is no such row.

    Only under a header that begins with 序号 are rows known, and only those with a number and as many cells.
    """
    cells = text.split()
    if columns and cells[0].isdigit():
        return columns if len(cells) == columns else 0
    words = sum(bool(_HEADER_WORD.match(c)) for c in cells)
    header = len(cells) >= 3 and cells[0] in ("序号", "编号") and words >= 3
    return len(cells) if header and "  " not in text.strip() else 0


def _tabbed(text: str, least: int = 2) -> str:
    """That many blanks or more become blanks and a tab, so that places stay right."""
    lead = len(text) - len(text.lstrip())
    return text[:lead] + re.sub(
        rf"\s{{{least},}}", lambda m: " " * (len(m[0]) - 1) + "\t", text[lead:].rstrip()
    )


def _letterheads(lines: list[Line]) -> None:
    """A letterhead (「…文件」 and the offices named above it) may float into the body: it is set apart."""
    texts = [line for line in lines if line.kind == "text"]
    for n, line in enumerate(texts):
        if not _RED_HEAD.match(plain(line.text)):
            continue
        line.kind = "head"
        for before in reversed(texts[max(0, n - 5) : n]):
            if not _UNIT_LINE.match(plain(before.text)):
                break
            before.kind = "head"


def plain(text: str) -> str:
    """A line without blanks and decoration, its marks full-width."""
    lead = LEAD.match(text)
    body = "".join(text[lead.end() if lead else 0 :].split()).replace("**", "")
    return body.translate(FOLD).translate(FOLD_MORE)


def wrap_width(lines: list[Line]) -> float:
    """The width in letters at which a text is broken by hand, 0 when its lines are whole paragraphs.

    Where lines are broken, most of the longest ones end in mid-sentence, all at about the same width.
    """
    texts = sorted(
        (n for n in lines if n.kind == "text" and n.size >= _SHORT),
        key=lambda n: n.size,
    )
    if len(texts) < _FEW:
        return 0.0
    top = texts[-1 - len(texts) // 40].size
    if top > _WIDEST:
        return 0.0
    band = [n for n in texts if top - 4 <= n.size <= top + 4]
    broken = [n.size for n in band if not _ENDED.search(n.text.rstrip())]
    if len(broken) < max(2, 0.5 * len(band)):
        return 0.0
    return broken[len(broken) // 2]
