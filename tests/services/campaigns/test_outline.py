"""The outline: moving, promoting and numbering never lose, double or tear a head from what it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ValidationError
from services.campaigns.outline import (
    Head,
    below,
    chain,
    move,
    number_of,
    numbered,
    running_levels,
    runs_on,
    shift,
)

LEVELS = st.lists(st.sampled_from([1, 1, 2, 2, 3, 4, None]), min_size=1, max_size=14)


def _heads(levels: list[int | None]) -> list[Head]:
    return [Head(i + 1, level, "") for i, level in enumerate(levels)]


def _above(heads: list[Head]) -> dict[int, int | None]:
    """Head → the head that holds it."""
    return {
        head.id: next(
            (
                heads[j].id
                for j in range(i - 1, -1, -1)
                if i in below(heads, j)
                and not any(i in below(heads, k) for k in range(j + 1, i))
            ),
            None,
        )
        for i, head in enumerate(heads)
    }


@given(LEVELS, st.data())
def test_moving_keeps_every_head_and_its_block(
    levels: list[int | None], data: st.DataObject
) -> None:
    heads = _heads(levels)
    moved_id = data.draw(st.sampled_from([h.id for h in heads]))
    own = [heads[i].id for i in below(heads, moved_id - 1)]
    before = data.draw(
        st.sampled_from([None, *(h.id for h in heads if h.id not in own)])
    )
    after = move(heads, moved_id, before)
    ids = [h.id for h in after]
    assert sorted(ids) == [h.id for h in heads]
    at = ids.index(moved_id)
    assert ids[at : at + len(own)] == own
    rest = [i for i in ids if i not in own]
    assert rest == [h.id for h in heads if h.id not in own]
    following = ids[at + len(own)] if at + len(own) < len(ids) else None
    assert following == before


@given(LEVELS, LEVELS, st.data())
def test_a_head_cannot_be_moved_into_itself(
    first: list[int | None], last: list[int | None], data: st.DataObject
) -> None:
    heads = _heads([*first, 1, 2, *last])
    holding = [i for i in range(len(heads)) if len(below(heads, i)) > 1]
    own = below(heads, data.draw(st.sampled_from(holding)))
    inside = data.draw(st.sampled_from(own[1:]))
    with pytest.raises(ValidationError, match="自己的下级"):
        move(heads, heads[own[0]].id, heads[inside].id)


@given(LEVELS, st.data(), st.sampled_from([-1, 1]))
def test_shifting_takes_all_below_along_and_can_be_turned_back(
    levels: list[int | None], data: st.DataObject, by: int
) -> None:
    heads = _heads(levels)
    index = data.draw(st.integers(0, len(heads) - 1))
    own = below(heads, index)
    try:
        after = shift(heads, heads[index].id, by)
    except ValidationError:
        return  # what is refused is told in a test of its own
    for i, (old, new) in enumerate(zip(heads, after, strict=True)):
        assert new.id == old.id
        moved = i in own and old.level is not None
        assert new.level == (old.level + by if moved and old.level else old.level)
        assert new.level is None or 1 <= new.level <= 4
    held = _above(after)
    for i in own:
        if i != index and heads[i].level is not None:
            assert held[heads[i].id] is not None


@given(LEVELS)
def test_numbers_count_from_one_and_counting_twice_changes_nothing(
    levels: list[int | None],
) -> None:
    once = numbered(_heads(levels))
    assert numbered(once) == once
    above = _above(once)
    seen: dict[tuple[int | None, int], int] = {}
    for head in once:
        if head.level is None:
            assert head.number == ""
            continue
        key = (above[head.id], head.level)
        seen[key] = seen.get(key, 0) + 1
        if head.level == 1:
            assert head.number == number_of(1, seen[key])


def test_numbers_of_the_four_levels() -> None:
    assert [number_of(level, 12) for level in (1, 2, 3, 4)] == [
        "十二、",
        "（十二）",
        "12.",
        "（12）",
    ]


def test_a_level_that_ran_on_keeps_running_on() -> None:
    heads = [
        Head(1, 1, "一、"),
        Head(2, 2, "（一）"),
        Head(3, 2, "（二）"),
        Head(4, 1, "二、"),
        Head(5, 2, "（三）"),
        Head(6, 2, "（四）"),
    ]
    assert runs_on(heads, 2)
    after = numbered(move(heads, 3, 6))
    assert [h.number for h in after] == [
        "一、",
        "（一）",
        "二、",
        "（二）",
        "（三）",
        "（四）",
    ]


def test_a_level_that_began_anew_begins_anew() -> None:
    heads = [
        Head(1, 1, "一、"),
        Head(2, 2, "（一）"),
        Head(3, 2, "（二）"),
        Head(4, 1, "二、"),
        Head(5, 2, "（一）"),
    ]
    assert not runs_on(heads, 2)
    after = numbered(move(heads, 3, 5))
    assert [h.number for h in after] == ["一、", "（一）", "二、", "（一）", "（二）"]
    assert chain(after, 3) == "二（一）"


def test_running_on_is_judged_before_the_move() -> None:
    heads = [
        Head(1, 1, "一、"),
        Head(2, 2, "（一）"),
        Head(3, 2, "（二）"),
        Head(4, 1, "二、"),
    ]
    after = numbered(move(heads, 3, None), running_levels(heads))
    assert [h.number for h in after] == ["一、", "（一）", "二、", "（一）"]


def test_what_cannot_be_shifted_says_why() -> None:
    heads = [Head(1, 1), Head(2, 2), Head(3, 3), Head(4, 4), Head(5, None)]
    for head_id, by, words in (
        (1, -1, "最高一级"),
        (4, 1, "最多四级"),
        (5, 1, "没有编号"),
        (1, 1, "最多四级"),
    ):
        with pytest.raises(ValidationError, match=words):
            shift(heads, head_id, by)
    with pytest.raises(ValidationError, match="没有可以归入"):
        shift([Head(1, 1)], 1, 1)
    with pytest.raises(ValidationError, match="不在大纲里"):
        move(heads, 99, None)
