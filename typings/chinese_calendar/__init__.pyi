"""The part of chinese-calendar that we call."""

import datetime as dt

def is_workday(date: dt.date) -> bool: ...
