"""How near a reading comes to one made by hand: matches, expected, read, field by field."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

Score = tuple[int, int, int]
FIELDS = (
    "title", "issuer", "doc_number", "issue_date", "period", "phases", "headings", "tasks", "lead", "support",
    "deadlines", "targets", "leadership", "member_units", "columns", "outlets", "contacts", "annexes",
    "schedule_rows", "vote_weights",
)  # fmt: skip
_NARROW = str.maketrans("（），：；〔〕［］", "(),:;[][]")
_QUOTES = re.compile('[“”"《》]')


def plain(value: object) -> str:
    """A value without blanks, decoration and differences of width."""
    text = re.sub(r"\s+|\*", "", str(value if value is not None else ""))
    return _QUOTES.sub("'", text.translate(_NARROW)).strip("。;,")


def counted(expected: Iterable[Any], read: Iterable[Any]) -> Score:
    """Matches of two bags of values."""
    a, b = Counter(expected), Counter(read)
    return sum((a & b).values()), sum(a.values()), sum(b.values())


def near(expected: list[str], read: list[str]) -> Score:
    """Matches of quoted words, of which one may be a little longer."""
    left, hits = [plain(r) for r in read], 0
    for words in map(plain, expected):
        for other in left:
            short, long = sorted((words, other), key=len)
            within = short in long and len(short) >= 0.6 * len(long)
            if within or difflib.SequenceMatcher(None, words, other).ratio() >= 0.8:
                left.remove(other)
                hits += 1
                break
    return hits, len(expected), len(read)


def score(hand: dict[str, Any], data: dict[str, Any]) -> dict[str, Score]:
    """The score of a reading (`as_data`) against one by hand (the short form of documents/*.json)."""
    out: dict[str, Score] = {}
    for name in ("title", "issuer", "doc_number", "issue_date"):
        good = {plain(hand[name]), *map(plain, hand.get(f"{name}_alt", []))}
        given = data[name]
        out[name] = (
            int(bool(hand[name]) and plain(given) in good),
            int(bool(hand[name])),
            int(bool(given)),
        )
    period = data["period"] or {}
    out["period"] = counted(
        hand["period"] or [], [v for v in (period.get("start"), period.get("end")) if v]
    )
    out["phases"] = counted(
        [(plain(n), s, e) for n, s, e in hand["phases"]],
        [(plain(p["name"]), p["start"], p["end"]) for p in data["phases"]],
    )
    out["headings"] = _in_order(
        [(lv, plain(n), plain(t)) for lv, n, t in hand["headings"]],
        [(h["level"], plain(h["number"]), plain(h["text"])) for h in data["headings"]],
    )
    out |= _tasks(hand["tasks"], data["tasks"])
    out["leadership"] = counted(
        [tuple(map(plain, p)) for p in hand["leadership"]],
        [
            (plain(p["role"]), plain(p["name"]), plain(p["post"]))
            for p in data["leadership"]
        ],
    )
    for name in ("member_units", "columns", "outlets", "annexes"):
        out[name] = counted(map(plain, hand[name]), map(plain, data[name]))
    out["contacts"] = counted(
        [
            (plain(n), plain(v), k)
            for n, *rest in hand["contacts"]
            for k, v in enumerate(rest)
            if v
        ],
        [
            (plain(c["name"]), plain(c[f]), k)
            for c in data["contacts"]
            for k, f in enumerate(("phone", "email_raw", "dept"))
            if c[f]
        ],
    )
    out["schedule_rows"] = counted(
        [(n, plain(u), d) for n, u, d in hand["schedule_rows"]],
        [(r["no"], plain(r["unit"]), r["date"]) for r in data["schedule_rows"]],
    )
    out["vote_weights"] = counted(
        (hand["vote_weights"] or {}).items(), (data["vote_weights"] or {}).items()
    )
    return out


def _in_order(expected: list[Any], read: list[Any]) -> Score:
    blocks = difflib.SequenceMatcher(
        None, expected, read, autojunk=False
    ).get_matching_blocks()
    return sum(b.size for b in blocks), len(expected), len(read)


def _tasks(hand: list[Any], read: list[dict[str, Any]]) -> dict[str, Score]:
    mine = {plain(t[0])[:6]: t for t in hand}
    theirs: dict[str, Any] = {}
    for task in read:
        begins = plain(task["text_start"])
        theirs[next((k for k in mine if begins.startswith(k)), begins)] = task
    out = {"tasks": (len(mine.keys() & theirs.keys()), len(mine), len(theirs))}
    for place, name, field in (
        (1, "lead", "lead_units"),
        (2, "support", "support_units"),
    ):
        out[name] = counted(
            [(k, plain(u)) for k, t in mine.items() for u in t[place]],
            [(k, plain(u)) for k, t in theirs.items() for u in t[field]],
        )
    out["deadlines"] = counted(
        [(k, d) for k, t in mine.items() for d in t[3]],
        [(k, d["iso"]) for k, t in theirs.items() for d in t["deadlines"] if d["iso"]],
    )
    parts = [
        near(
            mine[k][4] if k in mine else [], theirs[k]["targets"] if k in theirs else []
        )
        for k in mine | theirs
    ]
    out["targets"] = (
        sum(p[0] for p in parts),
        sum(p[1] for p in parts),
        sum(p[2] for p in parts),
    )
    return out


def f1(hits: int, expected: int, read: int) -> float:
    """The F1 of a score, 1 where nothing was expected and nothing was read."""
    if not expected and not read:
        return 1.0
    return 2 * hits / (expected + read) if hits else 0.0
