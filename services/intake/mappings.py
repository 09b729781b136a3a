"""Keeping how a unit's own sheet is read."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import ColumnMapping
from services.intake.forms import header_key
from services.intake.preview import Outcome, Preview
from services.intake.rows import show


def keep_mappings(session: Session, preview: Preview) -> None:
    """Keep how a unit's own sheet is read, where the clerk asked for it."""
    for file in preview.files:
        answer, proposal = file.answer, file.proposal
        if answer is None or not answer.keep_mapping or answer.skip:
            continue
        if proposal is None or proposal.header_row is None or file.unit_id is None:
            continue
        if file.grid is None or file.outcome is Outcome.UNRECOGNISED:
            continue
        headings = [show(v) for v in file.grid[proposal.header_row - 1]]
        fields = {c.index: c.field for c in proposal.columns if c.field}
        key, packed = header_key(headings), json.dumps(fields)
        there = session.scalar(
            select(ColumnMapping).where(
                ColumnMapping.unit_id == file.unit_id,
                ColumnMapping.header_key == key,
                ColumnMapping.deleted_at.is_(None),
            )
        )
        if there is None:
            session.add(
                ColumnMapping(unit_id=file.unit_id, header_key=key, mapping=packed)
            )
        else:
            there.mapping = packed
        session.flush()
