"""The floor of the coverage goes up, never down."""

from __future__ import annotations

import pytest

from tools import ratchet

TEXT = "[tool.coverage.report]\n# why\nfail_under = 60\nprecision = 1\n"


@pytest.mark.parametrize(
    ("reached", "expected"), [(83.97, 83), (60.9, 60), (42.0, 60), (100.0, 100)]
)
def test_the_floor_only_rises(reached: float, expected: int) -> None:
    after = ratchet.raised(TEXT, reached)
    assert ratchet.floor(after) == expected
    assert after.replace(str(expected), "60") == TEXT


def test_a_file_without_a_floor_is_an_error() -> None:
    with pytest.raises(ValueError, match="fail_under"):
        ratchet.floor("[tool.coverage.report]\n")
