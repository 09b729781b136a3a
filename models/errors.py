"""Errors that a clerk can understand: `str(error)` is the Chinese sentence shown on screen."""

from __future__ import annotations


class AppError(Exception):
    """Something the clerk can read and mend; never a bug."""


class ValidationError(AppError):
    """A value that cannot be stored; `field` names the field that it belongs to."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotFound(AppError):
    """A record that is not, or no longer, there."""


class StorageError(AppError):
    """The disk, the file or the database said no: full, locked, read-only, damaged, too new."""


class InUse(StorageError):
    """Another window works on this data folder, or another program holds the file."""


class FileProblem(AppError):
    """A file from outside that cannot be read, or a target that cannot be written."""


class Cancelled(Exception):
    """The clerk pressed cancel; the work was rolled back."""
