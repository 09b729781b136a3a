"""Pasted lines cut into single messages."""

from __future__ import annotations

import re

from services import text

URL = re.compile(
    r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE
)
LINK_WORD = re.compile(
    r"[（(]?(?:链接|网址|原文链接|查看链接|地址|网页链接)(?:如下|为|是)?\s*[:：]?\s*[）)]?(?=\s|$|[，,。；;]|\u0001)"
)
_NUMBER = re.compile(
    r"^\s*(?:[（(]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]|\d{1,2}\s*[、)）．](?!\d)|\d{1,2}\s*[.](?=\s*\D)|"
    r"[一二三四五六七八九十]{1,3}\s*[、.．]|[①-⑳]|[-•·●*▪◆■]\s*)\s*[、.．]?\s*"
)
_YEAR = r"(?:(?:\d{4}|[二〇零○一三四五六七八九]{4})\s*年\s*)"
DAY_WORDS = re.compile(
    rf"{_YEAR}?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*月\s*(?:\d{{1,2}}|[一二三四五六七八九十廿]{{1,3}})\s*[日号]"
    r"(?:\s*[（(](?:周|星期)[一二三四五六日天][)）])?(?:\s*(?:上午|下午|晚上|晚间|早上|早间|中午|晚))?"
    r"(?:\s*\d{1,2}[:：]\d{2})?"
)
LABEL = re.compile(
    r"^\s*(标题|题目|稿件|名称|稿件名称|媒体|平台|刊播媒体|发布平台|发布媒体|时间|日期|发布时间|刊播日期|刊播时间|"
    r"链接|网址|栏目|专栏|版面|体裁|备注|单位|报送单位)\s*[:：]\s*(.*)$"
)
LABEL_FIELDS = {
    "标题": "title",
    "题目": "title",
    "稿件": "title",
    "名称": "title",
    "稿件名称": "title",
    "媒体": "outlet",
    "平台": "outlet",
    "刊播媒体": "outlet",
    "发布平台": "outlet",
    "发布媒体": "outlet",
    "时间": "date",
    "日期": "date",
    "发布时间": "date",
    "刊播日期": "date",
    "刊播时间": "date",
    "链接": "link",
    "网址": "link",
    "栏目": "column",
    "专栏": "column",
    "版面": "spot",
    "体裁": "genre",
    "备注": "note",
    "单位": "unit",
    "报送单位": "unit",
}
EDGE = " \t，,。；;：:、.·—-_|｜!！~～\u0001"


def passages(pasted: str) -> list[str]:
    """Messages apart: by line, by a date after a stop; links and labels stay with what they belong to."""
    found: list[str] = []
    labels: list[str] = []
    for raw in pasted.replace("\r", "\n").split("\n"):
        line = text.clean(raw)
        if not line:
            if labels:
                found.append("\n".join(labels))
                labels = []
            continue
        line = _NUMBER.sub("", line, count=1)
        label = LABEL.match(line)
        if label and LABEL_FIELDS[label[1]] != "unit":
            name = LABEL_FIELDS[label[1]]
            only_link = name == "link" and not labels and found
            if only_link:
                found[-1] += f" {line}"
                continue
            taken = [LABEL_FIELDS[m[1]] for x in labels if (m := LABEL.match(x))]
            if name in taken:
                found.append("\n".join(labels))
                labels = []
            labels.append(line)
            continue
        if labels:
            found.append("\n".join(labels))
            labels = []
        alone = text.clean(LINK_WORD.sub("", URL.sub("", line))).strip(EDGE)
        if not alone and found and URL.search(line):
            found[-1] += f" {line}"
            continue
        found += _several(line)
    if labels:
        found.append("\n".join(labels))
    return found


def _several(line: str) -> list[str]:
    """A line with several messages: each begins with its date after a full stop or a semicolon."""
    parts: list[str] = []
    start = 0
    for match in re.finditer(r"[；;。]\s*", line):
        ahead = line[match.end() :]
        depth = line.count("《", 0, match.start()) - line.count("》", 0, match.start())
        begins = DAY_WORDS.match(ahead) or _NUMBER.match(ahead)
        if depth == 0 and begins and ahead.strip():
            parts.append(line[start : match.start()])
            start = match.end()
    parts.append(line[start:])
    return [_NUMBER.sub("", p, count=1).strip() for p in parts if p.strip()]
