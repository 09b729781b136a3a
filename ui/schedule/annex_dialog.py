"""A series made of the schedule in a plan's annex: which plan, who is meant by names that nobody knows."""

from __future__ import annotations

from typing import Any

from models.errors import AppError
from services.schedules.types import Annex, DraftSlot, SeriesDraft
from ui.context import AppContext
from ui.schedule.known import Known
from ui.widgets.form import Field
from ui.widgets.form_dialog import Done, FormDialog


def open_annex(page: Any, context: AppContext, known: Known) -> None:
    """Ask for the plan where there are several, then go on."""
    from services.schedules.units import campaigns_with_annex

    def show(found: list[tuple[int, str]]) -> None:
        if not found:
            context.toast("已保存的方案里，还没有带采访安排表的附件")
        elif len(found) == 1:
            _take(page, context, known, found[0][0])
        else:
            _choose(page, context, known, found)

    context.read(campaigns_with_annex, show, owner=page)


def _choose(
    page: Any, context: AppContext, known: Known, found: list[tuple[int, str]]
) -> None:
    def submit(values: dict[str, Any], done: Done) -> None:
        done(None)
        _take(page, context, known, int(values["plan"]))

    options = [(str(key), title) for key, title in found]
    FormDialog(
        page,
        "照方案附件排",
        [Field("plan", "哪个方案的安排表", "choice", options=options, required=True)],
        submit,
        ok="下一步",
    ).open()


def _take(page: Any, context: AppContext, known: Known, campaign_id: int) -> None:
    from services.schedules.units import annex

    def show(found: Annex | None) -> None:
        if found is None:
            context.toast("这个方案的附件里没有安排表")
        elif found.unknown:
            _ask_units(page, context, known, found)
        else:
            _open(page, context, known, found, {})

    context.read(lambda s: annex(s, campaign_id), show, owner=page)


def _ask_units(page: Any, context: AppContext, known: Known, found: Annex) -> None:
    """Who is meant by the names that the register does not know."""
    names = list(dict.fromkeys(found.unknown))
    fields = [
        Field(f"u{n}", name, "pick", options=known.unit_items(), required=True)
        for n, name in enumerate(names)
    ]

    def submit(values: dict[str, Any], done: Done) -> None:
        done(None)
        _open(
            page,
            context,
            known,
            found,
            {name: values[f"u{n}"] for n, name in enumerate(names)},
        )

    FormDialog(
        page,
        "附件里的单位对应名册里的谁",
        fields,
        submit,
        note=f"“{found.campaign}”的安排表里，有 {len(names)} 个名称名册里没有，请各选一个。",
        ok="下一步",
        columns=2 if len(names) > 5 else 1,
    ).open()


def _open(
    page: Any, context: AppContext, known: Known, found: Annex, answers: dict[str, int]
) -> None:
    from services.schedules.units import annex_draft
    from ui.schedule.series_dialog import SeriesDialog

    try:
        made: tuple[SeriesDraft, tuple[DraftSlot, ...]] = annex_draft(found, answers)
    except AppError as error:
        context.show_error(error)
        return
    draft, slots = made
    SeriesDialog(page, context, known, draft=draft, slots=slots).open()
