"""Fixtures of the pages."""

from tests.ui.support import context, small_county

__all__ = ["context", "small_county"]
