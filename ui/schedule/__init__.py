"""Outlet schedules: month, week and list; series, bookings, conflicts."""
