"""The half-year of the sample county: what each unit sent in each week, and what stood in it."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from models.vocabulary import OutletLevel
from services import text
from services.sample_names import SampleUnit
from services.sample_titles import GENRES_OF_KIND, TOPICS, make_title
from services.stories import SAME, likeness
from services.weeks import sunday
from services.workdays import Workdays

WEEKS = 26
_LEVEL_WEIGHTS = {
    OutletLevel.CENTRAL: 2,
    OutletLevel.PROVINCE: 8,
    OutletLevel.CITY: 17,
    OutletLevel.COUNTY: 58,
    OutletLevel.OWN: 15,
}
_EXEMPT = ("机构调整，本周免报", "集中换届，经批准免报", "抢险值守期间免报")
_SENT_BACK = (
    "第 2 行没有填媒体名称，请补齐后再报。",
    "标题与链接对不上，请核对。",
    "刊播日期填成了下个月，请改正。",
)


@dataclass(frozen=True)
class Channel:
    """An outlet of the sample with what a placement needs of it."""

    id: int
    level: OutletLevel
    kind: str
    columns: tuple[str, ...]


@dataclass
class Made:
    """Rows on their way into the database, and what is needed to make the next ones."""

    rng: random.Random
    today: dt.date
    weeks: list[dt.date]
    days: Workdays
    channels: list[Channel] = field(default_factory=list[Channel])
    own: dict[int, Channel] = field(default_factory=dict[int, Channel])
    returns: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    stories: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    placements: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def uid(self) -> str:
        """An identity that is the same for the same seed."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4).hex


def half_year(
    made: Made, unit: SampleUnit, unit_id: int, first_return: int, first_story: int
) -> None:
    """All weeks of one unit; each unit has habits of its own."""
    rng = made.rng
    sends = rng.choices((0.995, 0.95, 0.86, 0.72), (5, 4, 2, 1))[0]
    in_time = rng.choices((0.98, 0.92, 0.78), (5, 3, 1))[0]
    silent_from = (
        WEEKS - rng.randint(2, 6) if unit.output < 2 and rng.random() < 0.07 else WEEKS
    )
    last = unit.closed if unit.closed is not None else WEEKS - 1
    titles: list[tuple[dt.date, str]] = []
    for place in range(unit.opened or 0, last + 1):
        week = made.weeks[place]
        row = _blank_return(made, unit_id, week)
        if rng.random() < 0.008:
            row.update(exempt=True, exempt_reason=rng.choice(_EXEMPT))
            made.returns.append(row)
            continue
        received = _arrival(made, week, in_time)
        if place >= silent_from or rng.random() > sends or received is None:
            continue
        return_id = first_return + len(made.returns)
        row.update(
            received_on=received, source="hand" if rng.random() < 0.1 else "form"
        )
        row["nil"] = not _week_stories(
            made, unit, unit_id, week, received, return_id, first_story, titles
        )
        if place < WEEKS - 1:
            row["accepted_on"] = min(received + dt.timedelta(days=1), made.today)
        if place >= WEEKS - 3 and not row["nil"] and rng.random() < 0.05:
            row.update(returned_on=received, returned_reason=rng.choice(_SENT_BACK))
            row["accepted_on"] = None
        made.returns.append(row)


def _blank_return(made: Made, unit_id: int, week: dt.date) -> dict[str, Any]:
    return {
        "uid": made.uid(),
        "unit_id": unit_id,
        "week": week,
        "received_on": None,
        "nil": False,
        "exempt": False,
        "exempt_reason": "",
        "returned_on": None,
        "returned_reason": "",
        "accepted_on": None,
        "source": "",
        "form_version": 0,
        "note": "",
    }


def _arrival(made: Made, week: dt.date, in_time: float) -> dt.date | None:
    """The day on which a return came, None where it has not come by today."""
    due = made.days.due_day(week)
    if week == made.weeks[-1]:  # half of them are in
        if made.rng.random() < 0.45:
            return None
        return min(
            made.today, week + dt.timedelta(days=made.rng.choice((2, 3, 3, 4, 4))), due
        )
    late = made.rng.random() > in_time
    day = due + dt.timedelta(
        days=made.rng.randint(1, 5) if late else -made.rng.choice((0, 0, 0, 1, 1, 2))
    )
    day = max(day, week)
    return day if day <= made.today else None


def _week_stories(
    made: Made,
    unit: SampleUnit,
    unit_id: int,
    week: dt.date,
    received: dt.date,
    return_id: int,
    first_story: int,
    titles: list[tuple[dt.date, str]],
) -> int:
    """Stories of one return with their placements; how many there were."""
    rng = made.rng
    count = sum(rng.random() < unit.output / 6 for _ in range(6))
    span = max(0, (min(received, sunday(week)) - week).days)
    for _ in range(count):
        day = week + dt.timedelta(days=rng.randint(-1 if span else 0, span))
        channels = _pick_channels(made, unit_id)
        genre = rng.choice(GENRES_OF_KIND[channels[0].kind])
        title = _fresh_title(rng, unit, genre, day, titles)
        story_id = first_story + len(made.stories)
        made.stories.append(
            {
                "uid": made.uid(),
                "unit_id": unit_id,
                "title": title,
                "title_key": text.title_key(title),
                "first_on": day,
                "note": "",
            }
        )
        for place, channel in enumerate(channels):
            later = 0 if place == 0 else rng.randint(0, 2)
            published = min(day + dt.timedelta(days=later), max(day, received))
            made.placements.append(
                _placement(made, channel, genre, published)
                | {
                    "story_id": story_id,
                    "return_id": return_id,
                    "unit_id": unit_id,
                    "week": week,
                }
            )
    return count


def _fresh_title(
    rng: random.Random,
    unit: SampleUnit,
    genre: str,
    day: dt.date,
    titles: list[tuple[dt.date, str]],
) -> str:
    """A headline that is neither the same nor nearly the same as a recent one of the unit."""
    topic = TOPICS[unit.topic]
    recent = [key for when, key in titles if abs((day - when).days) <= 28]
    title = make_title(rng, topic, unit.short, genre)
    for _ in range(40):
        key = text.title_key(title)
        if key not in recent and all(likeness(key, other) < SAME for other in recent):
            break
        title = make_title(rng, topic, unit.short, rng.choice(("消息", genre)))
    titles.append((day, text.title_key(title)))
    return title


def _pick_channels(made: Made, unit_id: int) -> list[Channel]:
    """One to four different outlets, the highest level first."""
    rng = made.rng
    count = rng.choices((1, 2, 3, 4), (58, 25, 12, 5))[0]
    own = made.own.get(unit_id)
    pool = made.channels if own is None else [*made.channels, own, own]
    weights = [_LEVEL_WEIGHTS[c.level] for c in pool]
    chosen: dict[int, Channel] = {}
    while len(chosen) < count:
        channel = rng.choices(pool, weights)[0]
        chosen[channel.id] = channel
    return sorted(chosen.values(), key=lambda c: (c.level, c.id))


def _placement(
    made: Made, channel: Channel, genre: str, day: dt.date
) -> dict[str, Any]:
    rng = made.rng
    genres = GENRES_OF_KIND[channel.kind]
    column = (
        rng.choice(channel.columns) if channel.columns and rng.random() < 0.45 else ""
    )
    link = ""
    if channel.kind in ("网站", "微信", "客户端", "短视频") and rng.random() < 0.8:
        link = f"https://news{channel.id}.example.com/{day:%Y%m%d}/{rng.randint(100000, 999999)}.html"
    return {
        "uid": made.uid(),
        "published_on": day,
        "outlet_id": channel.id,
        "level": int(channel.level),
        "column_name": column,
        "genre": genre if genre in genres else rng.choice(genres),
        "spot": _spot(rng, channel.kind),
        "link": link,
        "note": "",
    }


def _spot(rng: random.Random, kind: str) -> str:
    if kind == "报纸":
        return rng.choice(("头版", "头版头条", "第2版", "第3版", "第4版", "第6版"))
    if kind == "电视":
        return rng.choice(("18:30", "19:30", "20:00", "22:00重播"))
    if kind == "广播":
        return rng.choice(("早间7:30", "午间12:00", "晚间18:00"))
    if kind in ("网站", "客户端"):
        return rng.choice(("", "", "首页", "头条区"))
    return ""
