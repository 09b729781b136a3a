"""Outlet schedules: who is on which programme on which day, laid out and moved. Plain values in and out."""
