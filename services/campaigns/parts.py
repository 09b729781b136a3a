"""The outline of a saved plan: parts added, deleted, moved, promoted, numbered anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import NotFound, ValidationError
from models.journal import bulk_update
from models.tables_campaigns import CampaignPart, Measure
from models.vocabulary_campaigns import PartKind
from services import text
from services.campaigns import outline
from services.campaigns.outline import Head
from services.campaigns.store import get_campaign


def get_part(session: Session, part_id: int) -> CampaignPart:
    """The stored part; raises NotFound."""
    part = session.get(CampaignPart, part_id)
    if part is None or part.deleted_at is not None:
        raise NotFound("这个条款已经不在了，可能刚被删除。")
    return part


def add_part(
    session: Session,
    campaign_id: int,
    *,
    heading: str,
    level: int = 1,
    number: str = "",
    body: str = "",
    section: str = "main",
    before_id: int | None = None,
) -> int:
    """Add a head before another one, at the end of its section for None; returns its id.

    Raises NotFound, ValidationError (no words, a level outside 1–4).
    """
    get_campaign(session, campaign_id)
    tidy, words = text.clean(heading), body.strip()
    if not tidy and not words:
        raise ValidationError("请填写标题或正文。", "heading")
    _check_level(level)
    heads = _heads(session, campaign_id, section)
    part = CampaignPart(
        campaign_id=campaign_id,
        kind=PartKind.HEAD.value,
        section=section,
        level=level,
        number=text.clean(number),
        heading=tidy,
        body=words,
    )
    session.add(part)
    session.flush()
    new = Head(part.id, level, part.number)
    _place(
        session, campaign_id, section, outline.move([*heads, new], new.id, before_id)
    )
    return part.id


def add_words(session: Session, campaign_id: int, kind: PartKind) -> int:
    """Add the opening words (LEAD) or the closing ones (CLOSING) of the main text, empty; returns the id.

    Raises NotFound, ValidationError where they are there already.
    """
    get_campaign(session, campaign_id)
    if kind not in {PartKind.LEAD, PartKind.CLOSING}:
        raise ValueError(kind)
    parts = [p for p in _live(session, campaign_id) if p.section == "main"]
    if any(p.kind == kind.value for p in parts):
        raise ValidationError(f"已经有{kind.label}了，请在大纲里选它来改。", "kind")
    part = CampaignPart(campaign_id=campaign_id, kind=kind.value, section="main")
    session.add(part)
    session.flush()
    _place(session, campaign_id, "main", _heads(session, campaign_id, "main"))
    return part.id


def add_annex(session: Session, campaign_id: int, title: str) -> str:
    """Add an annex behind the others; returns its section (annex1, annex2 …)."""
    get_campaign(session, campaign_id)
    tidy = text.clean(title)
    if not tidy:
        raise ValidationError("请填写附件名称。", "heading")
    parts = _live(session, campaign_id)
    taken = [
        int(p.section.removeprefix("annex"))
        for p in parts
        if p.section.removeprefix("annex").isdecimal()
    ]
    number = max(taken, default=0) + 1
    section = f"annex{number}"
    session.add(
        CampaignPart(
            campaign_id=campaign_id,
            kind=PartKind.ANNEX.value,
            section=section,
            number=str(number),
            heading=tidy,
            position=max((p.position for p in parts), default=0) + 1,
        )
    )
    session.flush()
    return section


def change_part(session: Session, part_id: int, **values: Any) -> None:
    """Change `number`, `heading`, `body`, `run_in`; level and place have functions of their own.

    Raises NotFound, ValidationError.
    """
    part = get_part(session, part_id)
    for name, value in values.items():
        if name not in {"number", "heading", "body", "run_in"}:
            raise ValidationError("这一项不能这样改。", name)
        if name == "run_in":
            part.run_in = bool(value)
        else:
            tidy = str(value).strip() if name == "body" else text.clean(value)
            setattr(part, name, tidy)
    if not part.heading and not part.body and part.kind == PartKind.HEAD.value:
        raise ValidationError("请填写标题或正文。", "heading")
    part.doubt = ""
    session.flush()


def settle_part(session: Session, part_id: int) -> None:
    """The clerk looked at a doubted part and leaves it as it is. Raises NotFound."""
    get_part(session, part_id).doubt = ""
    session.flush()


def running(session: Session, campaign_id: int, section: str) -> frozenset[int]:
    """The levels whose numbers run on in a section; to be asked before parts are added or moved."""
    return outline.running_levels(_heads(session, campaign_id, section))


def delete_part(session: Session, part_id: int) -> int:
    """Put a part and all that stands under it into the recycle bin; returns how many parts.

    An annex goes with its whole section. Measures that stand there stay in the ledger: they are deleted only by
    name.
    """
    part = get_part(session, part_id)
    if part.kind == PartKind.ANNEX.value:
        ids = [
            p.id for p in _live(session, part.campaign_id) if p.section == part.section
        ]
    elif part.kind == PartKind.HEAD.value:
        heads = _heads(session, part.campaign_id, part.section)
        at = next(i for i, head in enumerate(heads) if head.id == part_id)
        ids = [heads[i].id for i in outline.below(heads, at)]
    else:
        ids = [part_id]
    now = dt.datetime.now()
    bulk_update(session, CampaignPart, {i: {"deleted_at": now} for i in ids})
    return len(ids)


def move_part(
    session: Session, part_id: int, before_id: int | None, *, count: bool = False
) -> None:
    """Put a head, and all under it, before another head of its section (None: at the end).

    `count`: count the numbers of the section anew. Raises NotFound, ValidationError (into itself).
    """
    part = get_part(session, part_id)
    heads = _heads(session, part.campaign_id, part.section)
    moved = outline.move(heads, part_id, before_id)
    _place(session, part.campaign_id, part.section, moved)
    if count:
        renumber(session, part.campaign_id, part.section, outline.running_levels(heads))


def put_part(
    session: Session,
    part_id: int,
    before_id: int | None,
    level: int | None = None,
    *,
    section: str | None = None,
    count: bool = False,
) -> None:
    """Put a head, and all under it, before another head, at a level and in a section (None: those it has).

    What a clerk does by dragging. In another section its measures go along. Raises NotFound, ValidationError.
    """
    part = get_part(session, part_id)
    if part.kind != PartKind.HEAD.value:
        raise ValidationError("只有条款可以移动。", "position")
    source, target = part.section, section or part.section
    running = outline.running_levels(_heads(session, part.campaign_id, target))
    own = _heads(session, part.campaign_id, source)
    block = [own[i] for i in outline.below(own, _at(own, part_id))]
    if target != source:
        ids = {head.id for head in block}
        bulk_update(session, CampaignPart, {i: {"section": target} for i in ids})
        measures = session.scalars(select(Measure.id).where(Measure.part_id.in_(ids)))
        bulk_update(session, Measure, {i: {"section": target} for i in measures})
        session.expire_all()
        others = _heads(session, part.campaign_id, target)
        own = [*(h for h in others if h.id not in ids), *block]
    moved = outline.put(own, part_id, before_id, level)
    _place(session, part.campaign_id, target, moved)
    former = {head.id: head.level for head in block}
    bulk_update(
        session,
        CampaignPart,
        {
            head.id: {"level": head.level}
            for head in moved
            if head.id in former and former[head.id] != head.level
        },
    )
    if count:
        renumber(session, part.campaign_id, target, running)
        if target != source:
            renumber(session, part.campaign_id, source)


def promote(session: Session, part_id: int, *, count: bool = False) -> None:
    """One level up, with all that stands under it. Raises NotFound, ValidationError."""
    _shift(session, part_id, -1, count)


def demote(session: Session, part_id: int, *, count: bool = False) -> None:
    """One level down, with all that stands under it. Raises NotFound, ValidationError."""
    _shift(session, part_id, 1, count)


def renumber(
    session: Session,
    campaign_id: int,
    section: str = "main",
    running: frozenset[int] | None = None,
) -> int:
    """Count the numbers of a section anew, those of its measures too; returns how many heads changed.

    Levels in `running` run on across the heads above them (None: those that do now, see outline.runs_on).
    """
    get_campaign(session, campaign_id)
    heads = _heads(session, campaign_id, section)
    counted = outline.numbered(heads, running)
    changes = {
        new.id: {"number": new.number}
        for old, new in zip(heads, counted, strict=True)
        if old.number != new.number
    }
    bulk_update(session, CampaignPart, changes)
    if changes:
        chains = {h.id: outline.chain(counted, i) for i, h in enumerate(counted)}
        measures = session.scalars(
            select(Measure).where(
                Measure.part_id.in_(chains), Measure.deleted_at.is_(None)
            )
        ).all()
        bulk_update(
            session,
            Measure,
            {m.id: {"number": chains[m.part_id or 0]} for m in measures},
        )
    return len(changes)


def _at(heads: list[Head], part_id: int) -> int:
    for index, head in enumerate(heads):
        if head.id == part_id:
            return index
    raise NotFound("这个条款已经不在了，可能刚被删除。")


def _shift(session: Session, part_id: int, by: int, count: bool) -> None:
    part = get_part(session, part_id)
    heads = _heads(session, part.campaign_id, part.section)
    if part.kind != PartKind.HEAD.value:
        raise ValidationError("只有条款可以升级或降级。", "level")
    shifted = outline.shift(heads, part_id, by)
    changes = {
        new.id: {"level": new.level}
        for old, new in zip(heads, shifted, strict=True)
        if old.level != new.level
    }
    bulk_update(session, CampaignPart, changes)
    if count:
        renumber(session, part.campaign_id, part.section, outline.running_levels(heads))


def _live(session: Session, campaign_id: int) -> list[CampaignPart]:
    query = (
        select(CampaignPart)
        .where(
            CampaignPart.campaign_id == campaign_id, CampaignPart.deleted_at.is_(None)
        )
        .order_by(CampaignPart.position, CampaignPart.id)
    )
    return list(session.scalars(query))


def _heads(session: Session, campaign_id: int, section: str) -> list[Head]:
    return [
        Head(p.id, p.level, p.number)
        for p in _live(session, campaign_id)
        if p.section == section and p.kind == PartKind.HEAD.value
    ]


_ORDER = {PartKind.ANNEX: 0, PartKind.LEAD: 1, PartKind.HEAD: 2, PartKind.CLOSING: 3}


def _place(session: Session, campaign_id: int, section: str, heads: list[Head]) -> None:
    """Write the positions of all parts of a campaign, the heads of one section in the given order."""
    wanted = {head.id: place for place, head in enumerate(heads)}
    parts = _live(session, campaign_id)
    ordered: list[CampaignPart] = sorted(
        parts,
        key=lambda p: (
            _section_place(p.section),
            _ORDER[PartKind(p.kind)] if p.section == section else p.position,
            wanted.get(p.id, 0),
        ),
    )
    bulk_update(
        session,
        CampaignPart,
        {p.id: {"position": place} for place, p in enumerate(ordered, start=1)},
    )


def _section_place(section: str) -> int:
    """The main text first, then the annexes by number."""
    number = section.removeprefix("annex")
    return int(number) if number.isdecimal() else 0


def _check_level(level: int | None) -> None:
    if level is not None and not outline.TOP <= level <= outline.DEEPEST:
        raise ValidationError("公文的条款只有四级：一、（一）1.（1）。", "level")
