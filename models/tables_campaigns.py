"""The tables of campaign plans (宣传方案): the plan as issued, and what is followed from it.

Imported by those who need them, and by the migrations: mapping them costs a tenth of a second of every start.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from models.base import Day, Record


class PlanRecord(Record):
    """A part of one campaign; every one carries `campaign_id`, so that a plan loads table by table.

    `position` orders the records of a campaign. `span_start` and `span_end` (end exclusive) are offsets into the
    campaign's `source_text`, None for what was typed in. `doubt` is why the clerk should look at the value.
    """

    __abstract__ = True

    @declared_attr
    def campaign_id(self) -> Mapped[int]:
        """The campaign that the record belongs to."""
        return mapped_column(ForeignKey("campaign.id"), index=True)

    position: Mapped[int] = mapped_column(default=0)
    span_start: Mapped[int | None] = mapped_column()
    span_end: Mapped[int | None] = mapped_column()
    doubt: Mapped[str] = mapped_column(Text, default="")


class Campaign(Record):
    """A plan issued as an official document. `source_text` is what was read, whole and unchanged.

    `spans` is JSON: field → [start, end, doubt] of the words that a value came from. `template_of_id` names the
    earlier plan that this one was started from.
    """

    __tablename__ = "campaign"
    title: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str] = mapped_column(String(60), default="")
    initials: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[str] = mapped_column(String(20), default="plan")
    state: Mapped[str] = mapped_column(String(20), default="running")
    issuer: Mapped[str] = mapped_column(Text, default="")
    letterhead: Mapped[str] = mapped_column(Text, default="")
    doc_number: Mapped[str] = mapped_column(String(120), default="")
    issued_on: Mapped[dt.date | None] = mapped_column(Day)
    issued_raw: Mapped[str] = mapped_column(Text, default="")
    recipients: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[dt.date | None] = mapped_column(Day)
    ends_on: Mapped[dt.date | None] = mapped_column(Day)
    period_raw: Mapped[str] = mapped_column(Text, default="")
    period_precision: Mapped[str] = mapped_column(String(10), default="")
    source_name: Mapped[str] = mapped_column(Text, default="")
    source_text: Mapped[str] = mapped_column(Text, default="")
    spans: Mapped[str] = mapped_column(Text, default="{}")
    remarks: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    template_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign.id"), index=True
    )


class CampaignNotice(PlanRecord):
    """A covering notice around the plan (转发、印发), the outermost first."""

    __tablename__ = "campaign_notice"
    title: Mapped[str] = mapped_column(Text)
    issuer: Mapped[str] = mapped_column(Text, default="")
    doc_number: Mapped[str] = mapped_column(String(120), default="")
    issued_on: Mapped[dt.date | None] = mapped_column(Day)
    issued_raw: Mapped[str] = mapped_column(Text, default="")
    recipients: Mapped[str] = mapped_column(Text, default="")


class CampaignPart(PlanRecord):
    """A part of the outline. `section` is main or annex1, annex2 …; `kind` see vocabulary_campaigns.PartKind.

    `level` is the style of the number (一、 1; （一） 2; 1. 3; （1） 4), None without a number. What stands under
    what follows from level and position. `run_in`: the body goes on in the paragraph of the heading.
    """

    __tablename__ = "campaign_part"
    kind: Mapped[str] = mapped_column(String(10), default="head")
    section: Mapped[str] = mapped_column(String(20), default="main")
    level: Mapped[int | None] = mapped_column()
    number: Mapped[str] = mapped_column(String(40), default="")
    heading: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    run_in: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[dt.date | None] = mapped_column(Day)
    ends_on: Mapped[dt.date | None] = mapped_column(Day)
    period_raw: Mapped[str] = mapped_column(Text, default="")
    period_precision: Mapped[str] = mapped_column(String(10), default="")


class CampaignUnit(PlanRecord):
    """A unit of the whole plan: a member (成员单位) or one that is sent a copy (抄送).

    `name` is the name as written; `unit_id` is empty while the register does not know it.
    """

    __tablename__ = "campaign_unit"
    role: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(String(60), default="")


class CampaignPerson(PlanRecord):
    """A person: in the leading group (`kind` leader) or to ask (`kind` contact)."""

    __tablename__ = "campaign_person"
    kind: Mapped[str] = mapped_column(String(10))
    section: Mapped[str] = mapped_column(String(20), default="main")
    role: Mapped[str] = mapped_column(String(60), default="")
    name: Mapped[str] = mapped_column(String(60), default="")
    post: Mapped[str] = mapped_column(Text, default="")
    dept: Mapped[str] = mapped_column(Text, default="")
    dept_inferred: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    email_suggest: Mapped[str] = mapped_column(String(120), default="")


class CampaignPhase(PlanRecord):
    """A dated part of a campaign (宣传步骤). `recurrence` is a rule such as weekly or monthly:10."""

    __tablename__ = "campaign_phase"
    section: Mapped[str] = mapped_column(String(20), default="main")
    name: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[dt.date | None] = mapped_column(Day)
    ends_on: Mapped[dt.date | None] = mapped_column(Day)
    raw: Mapped[str] = mapped_column(Text, default="")
    precision: Mapped[str] = mapped_column(String(10), default="")
    recurrence: Mapped[str] = mapped_column(String(40), default="")
    recurrence_raw: Mapped[str] = mapped_column(Text, default="")


class KeyMessage(PlanRecord):
    """What is to be said (`kind` message), what is aimed at (goal), what is asked of all (requirement)."""

    __tablename__ = "key_message"
    kind: Mapped[str] = mapped_column(String(12), default="message")
    text: Mapped[str] = mapped_column(Text)


class CampaignChannel(PlanRecord):
    """A column, an outlet or an advertising place that the plan names (`kind` column, outlet, place)."""

    __tablename__ = "campaign_channel"
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Text)
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"), index=True)


class CampaignTable(PlanRecord):
    """A table of the document; `rows` is JSON: rows of cells, the header row first."""

    __tablename__ = "campaign_table"
    section: Mapped[str] = mapped_column(String(20), default="main")
    rows: Mapped[str] = mapped_column(Text)


class CampaignSlot(PlanRecord):
    """A row of a schedule in the document; `cells` is JSON."""

    __tablename__ = "campaign_slot"
    number: Mapped[int | None] = mapped_column()
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    on_day: Mapped[dt.date | None] = mapped_column(Day)
    raw: Mapped[str] = mapped_column(Text, default="")
    cells: Mapped[str] = mapped_column(Text, default="[]")


class CampaignWeight(PlanRecord):
    """A voter group and its share in percent."""

    __tablename__ = "campaign_weight"
    name: Mapped[str] = mapped_column(Text)
    percent: Mapped[float] = mapped_column()


class Measure(PlanRecord):
    """A numbered task (任务). `state` is what the clerk set; overdue is derived and never stored.

    `kind` is measure, requirement or step. `closed_on` is the day on which it was done or dropped.
    """

    __tablename__ = "measure"
    part_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign_part.id"), index=True
    )
    section: Mapped[str] = mapped_column(String(20), default="main")
    kind: Mapped[str] = mapped_column(String(12), default="measure")
    number: Mapped[str] = mapped_column(String(80), default="")
    head: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    recurrence: Mapped[str] = mapped_column(String(40), default="")
    recurrence_raw: Mapped[str] = mapped_column(Text, default="")
    report_to: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default="not_begun")
    dropped_reason: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[dt.date | None] = mapped_column(Day)


class MeasureUnit(PlanRecord):
    """A unit of a measure (`role` lead, support or implied); `name` as written, `unit_id` when it is known."""

    __tablename__ = "measure_unit"
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(String(60), default="")


class MeasureDeadline(PlanRecord):
    """A date of a measure. `due_on` is its last day; `met_on` the day on which the clerk ticked it off.

    `past` marks a date that the text tells as done already: it is kept and never falls due.
    """

    __tablename__ = "measure_deadline"
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    raw: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[dt.date | None] = mapped_column(Day)
    due_on: Mapped[dt.date | None] = mapped_column(Day)
    precision: Mapped[str] = mapped_column(String(10), default="day")
    past: Mapped[bool] = mapped_column(default=False)
    met_on: Mapped[dt.date | None] = mapped_column(Day)
    __table_args__ = (Index("ix_measure_deadline_due", "due_on"),)


class Target(PlanRecord):
    """A number to reach (指标). `amount` is None while only the words are known."""

    __tablename__ = "target"
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    amount: Mapped[float | None] = mapped_column()
    unit_word: Mapped[str] = mapped_column(String(20), default="")
    by_day: Mapped[dt.date | None] = mapped_column(Day)
    yearly: Mapped[bool] = mapped_column(default=False)


class TargetValue(PlanRecord):
    """The value that a target had reached in a year; `on_day` says when that was told."""

    __tablename__ = "target_value"
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"), index=True)
    year: Mapped[int] = mapped_column()
    value: Mapped[float] = mapped_column()
    on_day: Mapped[dt.date] = mapped_column(Day)
    note: Mapped[str] = mapped_column(Text, default="")


class Deliverable(PlanRecord):
    """Something to make, `least` to `most` pieces in each `per` (year, quarter, month, week; once when empty)."""

    __tablename__ = "deliverable"
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    per: Mapped[str] = mapped_column(String(10), default="year")
    least: Mapped[int] = mapped_column(default=1)
    most: Mapped[int] = mapped_column(default=1)


class DeliverablePiece(PlanRecord):
    """Pieces that were made on a day; `amount` counts them."""

    __tablename__ = "deliverable_piece"
    deliverable_id: Mapped[int] = mapped_column(
        ForeignKey("deliverable.id"), index=True
    )
    made_on: Mapped[dt.date] = mapped_column(Day)
    title: Mapped[str] = mapped_column(Text, default="")
    amount: Mapped[int] = mapped_column(default=1)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("story.id"), index=True)


class ProgressEntry(PlanRecord):
    """What was done for a measure on a day, told by `who`; `share` is how much is done, 0–100, or None."""

    __tablename__ = "progress_entry"
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    on_day: Mapped[dt.date] = mapped_column(Day)
    text: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(60), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    share: Mapped[int | None] = mapped_column()
    __table_args__ = (Index("ix_progress_entry_measure", "measure_id", "on_day"),)


class Attachment(PlanRecord):
    """A file kept in the data folder under the hash of its bytes; `size` in bytes."""

    __tablename__ = "attachment"
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("progress_entry.id"), index=True
    )
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column()


class CampaignStory(PlanRecord):
    """A story that was published for a campaign, and for a measure of it; with `placement_id` only that placement."""

    __tablename__ = "campaign_story"
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(
        ForeignKey("placement.id"), index=True
    )


PLAN_TABLES: tuple[type[PlanRecord], ...] = (
    CampaignNotice,
    CampaignPart,
    CampaignUnit,
    CampaignPerson,
    CampaignPhase,
    KeyMessage,
    CampaignChannel,
    CampaignTable,
    CampaignSlot,
    CampaignWeight,
    Measure,
    MeasureUnit,
    MeasureDeadline,
    Target,
    TargetValue,
    Deliverable,
    DeliverablePiece,
    ProgressEntry,
    Attachment,
    CampaignStory,
)
"""All tables whose records belong to a campaign, parents before children."""
