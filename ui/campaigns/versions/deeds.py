"""Values of an earlier state, or of another plan, brought into the present plan; each one undoable action."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from models.errors import AppError
from services.campaigns import types
from services.campaigns.comparing import FieldChange, Mark
from ui.campaigns.versions.reading import HEAD, Compared, Line
from ui.context import AppContext


class VersionDeeds:
    """Carries out what a link of the page asks for."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def line_back(self, found: Compared, line: Line) -> None:
        """Bring back a whole line: all its fields, the record itself, or the order."""
        name = line.name or line.word
        if line.mark is Mark.REMOVED and line.old is not None:
            self._restore(found, line, line.old, name)
        elif line.mark is Mark.ADDED and line.record_id is not None:
            number = line.record_id
            self._write(
                f"去掉{line.word}“{name}”",
                lambda s: _module().row_out(s, line.listed, number),
            )
        elif line.mark is Mark.MOVED:
            ids = [row.id for row in getattr(found.old, line.listed)]
            self._write(
                f"恢复{line.word}的顺序",
                lambda s: _module().order_back(s, line.listed, ids),
            )
        else:
            self.fields_back(found, line, line.changes)

    def fields_back(
        self, found: Compared, line: Line, changes: tuple[FieldChange, ...]
    ) -> None:
        """Give fields their earlier values."""
        words = "、".join(change.word for change in changes)
        verb = "取用" if found.other else "改回"
        if line.listed == HEAD:
            self._write(
                f"{verb}方案的{words}",
                lambda s: _own_back(s, found, changes),
            )
            return
        old = line.old
        if old is None:
            return

        def work(session: Session) -> None:
            for change in changes:
                _module().field_back(session, line.listed, old, change.field)

        self._write(f"{verb}{line.word}“{line.name}”的{words}", work)

    def _restore(self, found: Compared, line: Line, old: types.Row, name: str) -> None:
        def work(session: Session) -> Any:
            if found.other:
                return _module().copy_in(session, found.new.id, line.listed, old)
            return _module().row_back(session, line.listed, old.id)

        verb = "取来" if found.other else "恢复"
        self._write(f"{verb}{line.word}“{name}”", work)

    def _write(self, title: str, work: Any) -> None:
        def failed(error: BaseException) -> None:
            if isinstance(error, AppError):
                self._context.toast(str(error))
            else:
                self._context.show_error(error)

        self._context.write(title, work, undo_toast=f"已{title}", on_error=failed)


def _own_back(
    session: Session, found: Compared, changes: tuple[FieldChange, ...]
) -> None:
    from services.campaigns import edit

    edit.change_campaign(
        session, found.new.id, **{c.field: getattr(found.old, c.field) for c in changes}
    )


def _module() -> Any:
    from services.campaigns import bringing_back

    return bringing_back
