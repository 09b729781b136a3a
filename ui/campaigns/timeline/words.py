"""What a row of the timeline says to a mouse that rests on it, and to a screen reader."""

from __future__ import annotations

from services.campaigns.timeline import Bar, TimelineRow
from ui.campaigns.ledger.columns import wrapped

OPEN_HINT = "双击或按 Enter：到任务台账里看"


def row_tip(row: TimelineRow) -> str:
    """A row in a tooltip: name, dates, units, state."""
    lines = [wrapped(" ".join(filter(None, (row.number, row.name))))]
    lines += [bar_words(bar) for bar in row.bars]
    if not row.bars and row.when:
        lines.append(row.when)
    if row.leads:
        lines.append(wrapped(f"牵头：{row.leads}"))
    if row.supports:
        lines.append(wrapped(f"配合：{row.supports}"))
    if row.state is not None:
        share = f"，完成 {row.share}%" if row.share is not None else ""
        lines += [f"状态：{row.state.label}{share}", OPEN_HINT]
    return "\n".join(lines)


def row_words(row: TimelineRow) -> str:
    """A row in one sentence."""
    parts = [" ".join(filter(None, (row.number, row.name)))]
    parts += [bar_words(bar) for bar in row.bars] or [row.when or "没有时限"]
    if row.leads:
        parts.append(f"牵头 {row.leads}")
    if row.state is not None:
        parts.append(row.state.label)
    return "，".join(parts)


def bar_words(bar: Bar) -> str:
    """The days of a bar as far as they are known, with the words of the document."""
    if bar.first is None:
        days = f"{bar.last} 以前"
    elif bar.last is None:
        days = f"{bar.first} 起"
    elif bar.first == bar.last:
        days = f"{bar.first}"
    else:
        days = f"{bar.first} 至 {bar.last}"
    told = f"（{bar.words}）" if bar.words else ""
    sign = "，已完成" if bar.met else "，文中已说完成" if bar.past else ""
    return f"{days}{told}{sign}"
