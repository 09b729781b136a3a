"""The notices to the units of a schedule, from the office's own text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy.orm import Session

from services.schedules.types import SlotRow


def write_notices(
    session: Session, _title: str, rows: list[SlotRow], target: Path
) -> Path:
    """One notice a page; the clerk of the settings is whom units may ask."""
    from services import settings
    from services.output.schedule_rows import to_happen
    from services.output.schedule_word import write_notices as write
    from services.registers.units import liaisons_on
    from services.schedules.notice import load_template

    office, today = settings.load(session), dt.date.today()
    return write(
        load_template(session),
        to_happen(rows),
        target,
        office=office.office,
        on=today,
        contact=office.clerk,
        people=liaisons_on(session, today),
    )
