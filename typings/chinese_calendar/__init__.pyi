"""The part of chinese-calendar that we call."""

import datetime as dt

holidays: dict[dt.date, str]

def is_workday(date: dt.date) -> bool: ...
