"""Fixtures of the schedule page."""

from tests.ui.schedule.support import page, scheduled

__all__ = ["page", "scheduled"]
