"""The differences as a page of old beside new, with the words that changed marked and links to bring values back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from services.campaigns.comparing import FieldChange, Mark
from services.campaigns.word_marks import Run, marked
from ui import theme
from ui.campaigns.versions.reading import HEAD, LONGEST, Compared, Line

_ROLES = {
    Mark.CHANGED: "changed",
    Mark.ADDED: "ok",
    Mark.REMOVED: "wrong",
    Mark.MOVED: "info",
}
MORE = "more"


def page(found: Compared, lines: Sequence[Line], left: int, *, print_out: bool) -> str:
    """HTML of these lines; `left` counts those that are not shown; links only where it is not for print."""
    look = theme.Theme(dark=False, size=1) if print_out else theme.current()
    parts = [_style(look)]
    parts.append(
        "<table width='100%' cellspacing='0' cellpadding='6'><tr>"
        "<td width='13%'></td>"
        f"<td width='37%' class='head'>{escape(found.old_name)}</td>"
        f"<td width='37%' class='head'>{escape(found.new_name)}</td>"
        "<td width='13%'></td></tr>"
    )
    last = ""
    for line in lines:
        if line.word != last:
            last = line.word
            parts.append(f"<tr><td colspan='4' class='list'>{escape(last)}</td></tr>")
        parts.append(_line(line, found, look, links=not print_out))
    parts.append("</table>")
    if left > 0:
        words = f"还有 {left} 处没有列出"
        link = "" if print_out else f"　<a href='{MORE}'>继续显示</a>"
        parts.append(f"<p class='soft'>{words}{link}</p>")
    return "".join(parts)


def _line(line: Line, found: Compared, look: theme.Theme, *, links: bool) -> str:
    role = _ROLES[line.mark]
    chip = (
        f"<span style='background-color:{look.hex(f'{role}_tint')};"
        f"color:{look.hex(f'{role}_ink')}'>&nbsp;{line.mark.label}&nbsp;</span>"
    )
    link = _link(line, found) if links else ""
    name = escape(line.name) if line.name else "方案自己的各项"
    rows = [
        f"<tr><td class='row'>{chip}</td>"
        f"<td colspan='2' class='row'><b>{name}</b></td>"
        f"<td class='row' align='right'>{link}</td></tr>"
    ]
    if line.mark is Mark.MOVED:
        rows.append(
            "<tr><td></td><td colspan='2' class='soft'>只是换了位置</td><td></td></tr>"
        )
    rows += [
        _change(line, at, change, found, look, links=links)
        for at, change in enumerate(line.changes)
    ]
    return "".join(rows)


def _change(
    line: Line,
    at: int,
    change: FieldChange,
    found: Compared,
    look: theme.Theme,
    *,
    links: bool,
) -> str:
    old, new = marked(change.old[:LONGEST], change.new[:LONGEST])
    one_sided = line.mark in {Mark.ADDED, Mark.REMOVED}
    link = ""
    many = len(line.changes) > 1 or line.listed == HEAD
    if links and line.mark is Mark.CHANGED and many:
        word = "取这一项" if found.other else "改回"
        link = f"<a href='field:{escape(line.key)}:{at}'>{word}</a>"
    before = _side(old, "wrong", look, plain=one_sided)
    after = _side(new, "ok", look, plain=one_sided)
    return (
        f"<tr><td class='soft'>{escape(change.word)}</td>"
        f"<td>{before}</td><td>{after}</td><td align='right'>{link}</td></tr>"
    )


def _link(line: Line, found: Compared) -> str:
    word = ""
    if line.mark is Mark.REMOVED:
        hangs = hasattr(line.old, "measure_id")
        word = "" if found.other and hangs else "取过来" if found.other else "恢复"
    elif line.mark is Mark.ADDED:
        word = "" if found.other else "去掉"
    elif line.mark is Mark.MOVED:
        word = "恢复原来的顺序"
    elif line.listed != HEAD and len(line.changes) == 1:
        word = "取那边的" if found.other else "改回"
    elif line.listed != HEAD:
        word = "整条取那边的" if found.other else "整条改回"
    return f"<a href='line:{escape(line.key)}'>{word}</a>" if word else ""


def _side(runs: Sequence[Run], role: str, look: theme.Theme, *, plain: bool) -> str:
    tint, ink = look.hex(f"{role}_tint"), look.hex(f"{role}_ink")
    rule = "text-decoration:line-through;" if role == "wrong" else "font-weight:600;"
    found: list[str] = []
    for words, differs in runs:
        text = escape(words).replace("\n", "<br>")
        if differs and not plain:
            text = f"<span style='background-color:{tint};color:{ink};{rule}'>{text}</span>"
        found.append(text)
    if not found and not plain:
        return f"<span style='color:{look.hex('text_faint')}'>（空）</span>"
    return "".join(found)


def _style(look: theme.Theme) -> str:
    line, soft = look.hex("line"), look.hex("text_soft")
    return (
        "<style>"
        f".soft {{ color: {soft}; }}"
        f".head {{ color: {soft}; border-bottom: 1px solid {line}; }}"
        f".list {{ font-size: {theme.font('heading').pointSizeF()}pt; font-weight: 600; padding-top: 14px; }}"
        f".row {{ border-top: 1px solid {line}; }}"
        f"a {{ color: {look.hex('info_ink')}; text-decoration: none; }}"
        "</style>"
    )
