"""Numbers in Chinese both ways, and marks of every style."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plans.numerals import mark_of, to_han, to_int
from services.plans.reader import read_plan


@given(st.integers(1, 9999))
def test_chinese_numbers_go_both_ways(value: int) -> None:
    assert to_int(to_han(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("二十", 20),
        ("三十二", 32),
        ("一百", 100),
        ("一百零五", 105),
        ("二〇二四", 2024),
    ],
)
def test_known_numbers(text: str, value: int) -> None:
    assert to_int(text) == value


STYLES = {1: "{han}、", 2: "（{han}）", 3: "{n}.", 4: "（{n}）"}


@given(st.integers(1, 120), st.sampled_from(sorted(STYLES)))
def test_every_style_beyond_a_hundred(value: int, level: int) -> None:
    number = STYLES[level].format(han=to_han(value), n=value)
    mark = mark_of(number + "加强宣传引导")
    assert mark is not None
    assert (mark.level, mark.value, mark.size) == (level, value, len(number))


@pytest.mark.parametrize(
    "text", ["一一、", "2024年", "3.5万", "十几、", "一把手", "（略）", "1000人"]
)
def test_words_that_are_no_marks(text: str) -> None:
    assert mark_of(text) is None


@given(st.integers(2, 100))
def test_running_numbers_of_a_plan(count: int) -> None:
    items = "\n".join(
        f"（{to_han(n)}）任务{n}。按要求做好第{n}项工作的组织实施，确保取得实效。"
        for n in range(1, count + 1)
    )
    reading = read_plan(
        f"青山县营商环境宣传工作方案\n为做好宣传，制定本方案。\n一、重点任务\n{items}\n"
    )
    assert [t.head for t in reading.tasks] == [f"任务{n}" for n in range(1, count + 1)]
    assert not any(h.doubt for h in reading.headings)
