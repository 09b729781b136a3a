"""Outlets without a word for what they are: 「云岭发布」, 「爱云岭」, named after the place of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from services.plans.paragraphs import Para
from services.plans.reading import Found

_BEFORE = r"(?:掌上|无线|云上|指尖|智慧|微观|爱|看|微)"
_BEHIND = r"(?:发布|融媒|之声|零距离|手机报|播报|头条|在线|新闻网|新闻|观察|TV|网|通)"
_LEFT = re.compile(
    r"(?:^|[，。；：、“（]|在|通过|利用|依托|运用|借助|用好|登录|关注|和|及|与|由|协调|号|微博)$"
)
_RIGHT = re.compile(
    r"$|[，。；、”）]|等|和|及|与|上|平台|微信|微博|抖音|视频号|公众号|客户端|推送|刊播|刊发|发布|开设|推出|播出|转发|要|应|及时|同步|定期"
)
_TASK_SAID = "名称在原文里没有说明是什么媒体，按惯用名称理解，请核对。"


def place_stems(texts: Iterable[str]) -> frozenset[str]:
    """The names of places in titles and names of offices, without 县, 市 …: 「云岭」."""
    out: set[str] = set()
    for text in texts:
        key = re.sub(r"^中共", "", text)
        for found in re.finditer(
            r"(?P<s>[\u4e00-\u9fff]{2,3})(?:自治州|自治县|新区|[市县区州旗镇])", key
        ):
            stem = re.sub(r"^.*[省市县区州旗](?=.{2})", "", found["s"])
            if len(stem) > 1:
                out.add(stem)
    return frozenset(out)


def named_after_place(para: Para, stems: frozenset[str]) -> Iterator[Found]:
    """Accounts named after a place, where they stand as a name does: behind 在, 通过, in a list …"""
    if not stems or para.cells:
        return
    any_stem = "|".join(sorted(map(re.escape, stems), key=len, reverse=True))
    pattern = re.compile(
        rf"{_BEFORE}(?:{any_stem})(?:{_BEHIND})?|(?:{any_stem}){_BEHIND}"
    )
    for found in pattern.finditer(para.key):
        before, behind = para.key[: found.start()], para.key[found.end() :]
        if _LEFT.search(before) and _RIGHT.match(behind):
            yield para.found(*found.span(), doubt=_TASK_SAID)
