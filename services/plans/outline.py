"""The outline: numbered paragraphs with their heads, their parents and what stands below them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from services.plans.numerals import LEVEL_ARABIC, LEVEL_HAN, Mark, mark_of
from services.plans.paragraphs import Para
from services.plans.reading import Heading
from services.plans.titles import is_signature

_HEAD_LETTERS, _HEAD_COMMAS, _RUN_IN_LETTERS = 44, 2, 36
_START_LETTERS = 20
_SENTENCE = re.compile(
    r"(?:要|应当|必须|须|由|将|把|对|不得|严禁|禁止|确保|各单位|各部门)"
)
_DATED = re.compile(r"\d{1,2}月|\d{4}年")  # 「7.6月1日起…」 is point 7
_DUTY = re.compile(
    r"^（?(?:牵头|责任|主办|承办|配合|完成|落实)(?:责任)?(?:单位|部门|科室|股室|处室)："
)
_LABELLED = re.compile(r"^[^。，；]{2,14}：.")
_JUMP = "编号不连续：前面是{}，这里是{}。"
_DAMAGED = "编号在原文中看不清，按“（一）”理解。"


@dataclass
class Node:
    """A numbered paragraph: its head in letters `head_start`–`head_end` of `para`, and the paragraphs below it."""

    para: Para
    mark: Mark
    head_start: int
    head_end: int
    titled: bool
    section: str
    parent: Node | None = None
    body: list[Para] = field(default_factory=list[Para])
    children: list[Node] = field(default_factory=list["Node"])

    @property
    def head(self) -> str:
        """The head, '' where the number stands before plain prose."""
        return self.para.words(self.head_start, self.head_end) if self.titled else ""

    @property
    def chain(self) -> str:
        """Its numbers from the top, 「三（二）1」."""
        own = self.mark.number.strip("、.．：")
        return (self.parent.chain if self.parent else "") + own

    def run_in(self) -> int:
        """Where the prose behind the head begins in `para`."""
        at = self.head_end if self.titled else self.head_start
        while at < len(self.para.key) and self.para.key[at] in "。：；，":
            at += 1
        return at


@dataclass
class Outline:
    """All nodes in order, the roots of each section, unnumbered heads, and loose paragraphs before any number."""

    nodes: list[Node] = field(default_factory=list[Node])
    roots: list[Node] = field(default_factory=list[Node])
    loose: list[Para] = field(default_factory=list[Para])
    headings: list[Heading] = field(default_factory=list[Heading])


def read_outline(body: list[Para]) -> Outline:
    """Build the outline of the paragraphs behind the title; each section begins anew."""
    out = Outline()
    stack: list[Node] = []
    section = ""
    for para in body:
        if para.section != section:
            section, stack = para.section, []
        mark = None if para.cells else mark_of(para.key)
        if mark is None or not _is_number(mark, para):
            _add_plain(out, stack, para)
            continue
        node = _node(para, mark)
        while stack and stack[-1].mark.level >= mark.level:
            stack.pop()
        node.parent = stack[-1] if stack else None
        (node.parent.children if node.parent else out.roots).append(node)
        stack.append(node)
        out.nodes.append(node)
        out.headings.append(_heading(node))
    return out


def _is_number(mark: Mark, para: Para) -> bool:
    """A number with nothing behind it is a broken line; 1.x with digits is no mark."""
    rest = para.key[mark.size :]
    return bool(rest) and not (
        mark.level == LEVEL_ARABIC
        and rest[0].isdigit()
        and mark.number[-1] != "、"
        and not _DATED.match(rest)
    )


def _add_plain(out: Outline, stack: list[Node], para: Para) -> None:
    if not stack:
        if _is_bare_head(para):
            out.headings.append(_bare(para))
        out.loose.append(para)
        return
    node = stack[-1]
    siblings = node.parent.children if node.parent else []
    if (
        _DUTY.match(para.key)
        and len(siblings) > 1
        and not any(_has_duty(s) for s in siblings)
    ):
        node = (
            node.parent or node
        )  # a bracket behind several points speaks for all of them
    elif _is_bare_head(para):
        out.headings.append(_bare(para))
    node.body.append(para)


def _has_duty(node: Node) -> bool:
    texts = [node.para.key, *(p.key for p in node.body)]
    return any(
        re.search(r"(?:牵头|责任|主办|承办)(?:责任)?(?:单位|部门|科室|股室|处室)：", t)
        for t in texts
    )


def _is_bare_head(para: Para) -> bool:
    key = para.key
    return (
        para.strong
        and not para.cells
        and 2 <= len(key) <= 30
        and not re.search(r"[。；：，！？]", key)
        and not is_signature(para)
    )


def _bare(para: Para) -> Heading:
    return Heading(
        para.section,
        None,
        "",
        para.words(),
        para.words()[:_START_LETTERS],
        "",
        para.span,
    )


def _node(para: Para, mark: Mark) -> Node:
    start = mark.size
    end, titled = _head_end(para.key, start, mark)
    return Node(para, mark, start, end, titled, para.section)


def _head_end(key: str, start: int, mark: Mark) -> tuple[int, bool]:
    """Where the head ends, and whether there is one: up to the first full stop, or the whole short line."""
    stop = _outside(key, start, "。")
    if stop < 0:
        colon = _outside(key, start, "：")
        if 0 < colon - start <= 16 and colon + 1 < len(key):
            return colon, True
        prose = len(key) - start > _HEAD_LETTERS and mark.level != LEVEL_HAN
        return len(key.rstrip("：；")), not prose
    head = key[start:stop]
    colon = _outside(key, start, "：")
    if 0 < colon - start <= 16 and colon < stop:
        return colon, True
    alone = stop + 1 >= len(key)
    if alone and (len(head) > 24 or (head.count("，") > 1) or _SENTENCE.search(head)):
        return stop, mark.level == LEVEL_HAN and len(head) <= 20
    if len(head) > _RUN_IN_LETTERS or head.count("，") > _HEAD_COMMAS:
        return stop, False
    return stop, True


def _outside(key: str, start: int, letter: str) -> int:
    """The first such letter outside quotes and brackets, -1 where there is none."""
    depth = 0
    for i in range(start, len(key)):
        if key[i] in "（《〔":
            depth += 1
        elif key[i] in "）》〕":
            depth = max(0, depth - 1)
        elif key[i] == letter and not depth:
            return i
    return -1


def _heading(node: Node) -> Heading:
    para, mark = node.para, node.mark
    text = node.head or None
    rest = para.words(node.head_start)[:_START_LETTERS]
    doubt = _DAMAGED if mark.damaged else _jump(node)
    end = (
        node.head_end
        if node.titled
        else min(len(para.key), node.head_start + _START_LETTERS)
    )
    parent = node.parent.chain if node.parent else ""
    return Heading(
        node.section,
        mark.level,
        mark.number,
        text,
        rest,
        parent,
        para.place(0, end),
        doubt,
    )


def _jump(node: Node) -> str:
    """A doubt where the number does not follow the one before it on its level."""
    siblings = node.parent.children if node.parent else None
    if siblings is None or len(siblings) < 2:
        return ""
    before = siblings[-2].mark if siblings[-1] is node else None
    if (
        before
        and before.level == node.mark.level
        and node.mark.value not in (before.value + 1, 1)
    ):
        return _JUMP.format(before.number.strip("、."), node.mark.number.strip("、."))
    return ""
