"""A real database for each test."""

from tests.support import db, empty_database

__all__ = ["db", "empty_database"]
