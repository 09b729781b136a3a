"""Tests of services.schedules."""
