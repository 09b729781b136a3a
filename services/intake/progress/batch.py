"""Items of one intake against each other: two units that tell different things, the same thing told twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from services.intake.progress.preview import Item, ItemKind, ItemStatus, Preview

_LIVE = (ItemStatus.NEW, ItemStatus.ASK)


def settle_batch(preview: Preview) -> None:
    """Ask about states and values that differ between files; leave out what is told twice."""
    states: dict[Hashable, list[Item]] = {}
    values: dict[Hashable, list[Item]] = {}
    entries: dict[Hashable, list[Item]] = {}
    for item in preview.items:
        if item.status not in _LIVE:
            continue
        if item.kind is ItemKind.STATE:
            states.setdefault(item.measure_id, []).append(item)
        elif item.kind is ItemKind.VALUE:
            values.setdefault((item.target_id, item.year), []).append(item)
        else:
            unit = preview.file(item.file_id).unit
            key = (item.measure_id, unit, item.on_day)
            entries.setdefault(key, []).append(item)
    for group in states.values():
        _settle(preview, group, lambda i: (i.state, i.closed_on, i.dropped))
    for group in values.values():
        _settle(preview, group, lambda i: i.value)
    for group in entries.values():
        _settle(preview, group, lambda i: (i.words, i.share))


def _settle(
    preview: Preview, group: list[Item], said: Callable[[Item], Hashable]
) -> None:
    if len(group) < 2:
        return
    if len({said(item) for item in group}) == 1:
        for item in group[1:]:
            item.status, item.accept = ItemStatus.SAME, False
            item.reason = f"与{_whose(preview, group[0])}填的一样"
        return
    for item in group:
        others = next(o for o in group if said(o) != said(item))
        item.status, item.accept = ItemStatus.ASK, False
        item.reason = (
            f"{_whose(preview, others)}填的是“{others.after[:40]}”，请选一个打勾"
        )


def _whose(preview: Preview, item: Item) -> str:
    file = preview.file(item.file_id)
    return f"“{file.unit or file.name}”"
