"""What was mended in a preview that is not taken yet, kept on disk so that a closed window loses nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from services.intake.preview import FileAnswer, Preview
from ui.state import StateStore

KEY = "intake.draft"
RowKey = tuple[str, str, int]


@dataclass
class Draft:
    """What was chosen and everything that the clerk said about it, in order.

    `steps` are ("row", row key, {field: text}), ("set", row key, {name: value}) and
    ("file", path, sheet, answer); a row key is (path or name of the file, sheet, place among its rows).
    """

    paths: list[str] = field(default_factory=list[str])
    text: str = ""
    unit_id: int | None = None
    week: str = ""
    received: str = ""
    files: int = 0
    steps: list[list[Any]] = field(default_factory=list[list[Any]])

    def save(self, state: StateStore) -> None:
        """Keep the draft, on disk at once."""
        state.put(KEY, asdict(self))
        state.save()

    @staticmethod
    def load(state: StateStore) -> Draft | None:
        """The kept draft, None where there is none or it cannot be understood."""
        kept = state.get(KEY)
        if not isinstance(kept, dict):
            return None
        try:
            return Draft(**kept)
        except TypeError:
            return None

    @staticmethod
    def drop(state: StateStore) -> None:
        """Forget the draft."""
        state.put(KEY, None)
        state.save()

    @property
    def words(self) -> str:
        """What is offered at the first step."""
        what = (
            "一段粘贴的文字" if self.text else f"{self.files or len(self.paths)} 个文件"
        )
        mended = f"，改过 {len(self.steps)} 处" if self.steps else ""
        return f"上次有{what}核对到一半{mended}，还没有入库。"

    @property
    def real_paths(self) -> list[Path]:
        """The chosen paths."""
        return [Path(p) for p in self.paths]

    # --- noting ------------------------------------------------------------------------------------

    def note_row(self, preview: Preview, row_id: int, fields: dict[str, str]) -> None:
        """Remember a mended row."""
        self.steps.append(["row", list(row_key(preview, row_id)), dict(fields)])

    def note_set(self, preview: Preview, row_id: int, values: dict[str, Any]) -> None:
        """Remember a decision on a row."""
        self.steps.append(["set", list(row_key(preview, row_id)), dict(values)])

    def note_file(self, preview: Preview, file_id: int, answer: FileAnswer) -> None:
        """Remember what the clerk said about a file."""
        file = preview.file(file_id)
        kept: dict[str, Any] = asdict(answer)
        kept["week"] = answer.week.isoformat() if answer.week else None
        if answer.mapping is not None:
            kept["mapping"] = {str(k): v for k, v in answer.mapping.items()}
        self.steps.append(["file", file.path or file.name, file.sheet, kept])

    # --- doing again -------------------------------------------------------------------------------

    def replay(self, session: Session, preview: Preview) -> int:
        """Do every remembered step on a preview made anew; returns how many found their place."""
        from services.intake import prepare

        done = 0
        for step in self.steps:
            if step[0] == "file":
                file_id = _file_id(preview, step[1], step[2])
                if file_id is not None:
                    prepare.answer_file(session, preview, file_id, _answer(step[3]))
                    done += 1
                continue
            row_id = _row_id(preview, tuple(step[1]))
            if row_id is None:
                continue
            if step[0] == "row":
                prepare.recheck(session, preview, row_id, step[2])
            else:
                prepare.set_row(session, preview, row_id, **step[2])
            done += 1
        return done


def row_key(preview: Preview, row_id: int) -> RowKey:
    """What names a row when the same files are read again."""
    row = preview.row(row_id)
    file = preview.file(row.file_id)
    place = next(
        i for i, r in enumerate(preview.rows_of(row.file_id)) if r.id == row_id
    )
    return file.path or file.name, file.sheet, place


def _row_id(preview: Preview, key: RowKey) -> int | None:
    file_id = _file_id(preview, key[0], key[1])
    if file_id is None:
        return None
    for place, row in enumerate(preview.rows_of(file_id)):
        if place == key[2]:
            return row.id
    return None


def _file_id(preview: Preview, path: str, sheet: str) -> int | None:
    for file in preview.files:
        if (file.path or file.name) == path and file.sheet == sheet:
            return file.id
    return None


def _answer(kept: dict[str, Any]) -> FileAnswer:
    week, mapping = kept.get("week"), kept.get("mapping")
    return FileAnswer(
        unit_id=kept.get("unit_id"),
        week=dt.date.fromisoformat(week) if week else None,
        header_row=kept.get("header_row"),
        mapping={int(k): v for k, v in mapping.items()}
        if mapping is not None
        else None,
        keep_mapping=bool(kept.get("keep_mapping")),
        skip=bool(kept.get("skip")),
    )
