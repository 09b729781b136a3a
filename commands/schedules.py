"""schedule propose and export, workdays FROM TO, workdays import FILE: who comes when, and which days are worked."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, Any

from commands.answer import Answer, Place
from commands.arguments import UsageError, WordParser, day, path
from models.errors import ValidationError

if TYPE_CHECKING:
    from services.registers.units import UnitRow
    from services.schedules.proposal import Proposal
    from services.schedules.series import Rhythm, Series, Slot
    from services.workdays import Workdays

_IMPORT = "import"


def add_commands(words: Any) -> None:
    """Add the commands of this module to the parser."""
    schedule = words.add_parser("schedule", help="采访和刊播排期")
    deeds = schedule.add_subparsers(
        title="可用的命令",
        metavar="做什么",
        dest="deed",
        required=True,
        parser_class=WordParser,
    )
    _add_propose(deeds)
    _add_export(deeds)
    days = words.add_parser("workdays", help="列出两个日期之间的工作日；或导入放假安排")
    days.add_argument(
        "words",
        nargs=2,
        metavar="起止日期",
        help="起始日期 截止日期；或 import 文件（放假和调休上班的日期，.xlsx .csv .txt）",
    )
    days.set_defaults(carry_out=carry_out_workdays)


def _add_propose(deeds: Any) -> None:
    propose = deeds.add_parser(
        "propose", help="按节奏排出一个系列，只看结果；加 --save 才保存"
    )
    propose.add_argument(
        "--units",
        nargs="+",
        required=True,
        metavar="单位",
        help="单位名称，按先后顺序，用逗号隔开",
    )
    propose.add_argument(
        "--from",
        dest="first",
        type=day,
        required=True,
        metavar="日期",
        help="第一天",
    )
    rhythm = propose.add_mutually_exclusive_group(required=True)
    rhythm.add_argument(
        "--per-workday", type=int, metavar="数", help="每个工作日排几个单位"
    )
    rhythm.add_argument("--weekly", type=int, metavar="数", help="每周排几个单位")
    propose.add_argument(
        "--until", type=day, metavar="日期", help="最后一天；每周排几个时必须写"
    )
    propose.add_argument("--column", default="", metavar="栏目", help="栏目名称")
    propose.add_argument(
        "--save",
        action="store_true",
        help="保存为一个排期系列；要写 --column，单位要在名册里",
    )
    propose.set_defaults(carry_out=carry_out_propose)


def _add_export(deeds: Any) -> None:
    export = deeds.add_parser(
        "export", help="导出一个栏目的排期：表格、公文附件或日历文件"
    )
    export.add_argument(
        "--column", required=True, metavar="栏目", help="栏目名称，或排期系列的名称"
    )
    export.add_argument(
        "--out",
        type=path,
        required=True,
        metavar="文件",
        help="要写的文件：.xlsx（表格）、.docx（公文附件）或 .ics（日历）",
    )
    export.set_defaults(carry_out=carry_out_export)


def carry_out_export(place: Place, args: argparse.Namespace) -> Answer:
    """Write the slots of a column as the file that the suffix of `--out` names."""
    from services.output.schedule_files import (
        FORMATS,
        column_slots,
        write_slots,
    )

    kind = args.out.suffix.lower()
    if kind not in FORMATS:
        known = "、".join(FORMATS)
        raise UsageError(f"“{args.out.name}”请以 {known} 之一结尾。")
    with place.opened() as db, db.reading() as session:
        found = column_slots(session, args.column)
        written = write_slots(session, found.name, found.slots, args.out)
    live = [s for s in found.slots if s.state.value != "cancelled"]
    data = {
        "file": str(written),
        "column": found.name,
        "slots": [
            {
                "no": number,
                "unit": slot.unit,
                "date": slot.day.isoformat() if slot.day else None,
            }
            for number, slot in enumerate(live, start=1)
        ],
        "cancelled": len(found.slots) - len(live),
    }
    gone = len(found.slots) - len(live)
    more = f"（另有 {gone} 期已取消）" if gone else ""
    return Answer(
        data, [f"“{found.name}”排期 {len(live)} 期{more}，已写入“{written.name}”。"]
    )


def carry_out_propose(place: Place, args: argparse.Namespace) -> Answer:
    """Lay out a series and show it; nothing is stored without --save, and no data folder is needed."""
    from services import text
    from services.schedules.names import check_open, split_names
    from services.schedules.proposal import propose
    from services.schedules.series import PerWeek, PerWorkday, Series, check_rhythm

    if args.weekly is not None and args.until is None:
        raise UsageError("每周排几个时，还要用 --until 写明最后一天。")
    if args.save and not text.clean(args.column):
        raise UsageError("保存排期时，还要用 --column 写明栏目。")
    rhythm: Rhythm = (
        PerWorkday(args.per_workday) if args.weekly is None else PerWeek(args.weekly)
    )
    check_rhythm(rhythm)
    names = split_names(",".join(args.units))
    workdays, units = _known(place, names)
    series = Series(
        tuple(names if units is None else (u.name for u in units)),
        args.first,
        rhythm,
        last=args.until,
        column=text.clean(args.column),
    )
    proposal = propose(series, workdays)
    _refuse_unplaced(proposal)
    if units is not None:
        check_open(proposal.slots, units)
    data: dict[str, Any] = {
        "slots": [
            {"no": s.no, "unit": s.unit, "date": s.day.isoformat() if s.day else None}
            for s in proposal.slots
        ],
        "unpublished_years": list(proposal.unpublished),
    }
    lines = _lines(proposal, workdays, series.column, kept=args.save)
    if args.save:
        data["series"] = _keep(place, series, units)
    return Answer(data, lines)


def _keep(place: Place, series: Series, units: list[UnitRow] | None) -> int:
    """Store the series as the window would; returns its id."""
    from services.schedules.store import save_series
    from services.schedules.types import SeriesDraft

    if units is None:
        raise ValidationError("名册里还没有单位，没有保存排期。请先导入单位名册。")
    draft = SeriesDraft(
        series.column,
        tuple(u.id for u in units),
        series.first,
        series.rhythm,
        series.last,
        column=series.column,
    )
    with place.opened() as db, db.writing(f"保存排期“{series.column}”") as session:
        return save_series(session, draft)


def carry_out_workdays(place: Place, args: argparse.Namespace) -> Answer:
    """The workdays between two days, or a list of holidays taken in."""
    first, last = args.words
    if first == _IMPORT:
        return _import(place, last)
    return _workdays(place, _argument_day(first), _argument_day(last))


def _argument_day(words: str) -> dt.date:
    try:
        return day(words)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"“起止日期”：{error}") from None


def _workdays(place: Place, first: dt.date, last: dt.date) -> Answer:
    from services.schedules.proposal import open_days
    from services.schedules.series import day_words

    if last < first:
        raise ValidationError(
            f"截止日期{day_words(last)}早于起始日期{day_words(first)}，请改其中一个。"
        )
    found, unknown = open_days(_calendar(place), first, last)
    data = {
        "workdays": [d.isoformat() for d in found],
        "unpublished_years": unknown,
    }
    line = f"{day_words(first)}至{day_words(last)}：{len(found)} 个工作日。"
    lines = [line, *_unknown_lines(unknown), *(f"  {d.isoformat()}" for d in found)]
    return Answer(data, lines)


def _import(place: Place, words: str) -> Answer:
    from services.intake.workbook import read_book
    from services.schedules.calendar_file import read_calendar
    from services.schedules.calendar_import import check_calendar, import_calendar
    from services.schedules.replanning import days_off_hit
    from services.schedules.series import short_words

    try:
        file = path(words)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"“文件”：{error}") from None
    calendar = read_calendar(read_book(file))
    check_calendar(calendar, _calendar(place))  # before a database is made for it
    with (
        place.opened(create=True) as db,
        db.writing(f"导入放假安排 {file.name}", kind="import") as session,
    ):
        change = import_calendar(session, calendar)
        hit = days_off_hit(session, dt.date.today())
    data = {
        "years": list(change.years),
        "off": [d.isoformat() for d in change.off],
        "worked": [d.isoformat() for d in change.worked],
        "slots_hit": hit,
    }
    years = "、".join(str(y) for y in change.years)
    if not change.off and not change.worked:
        return Answer(data, [f"{years} 年的放假安排与已知的一致。"])
    line = (
        f"已导入 {years} 年的放假安排：{len(change.off)} 个工作日改为放假，"
        f"{len(change.worked)} 个休息日改为上班。可以在窗口的“操作记录”里撤销。"
    )
    lines = [line]
    lines += [f"  {d.year}年{short_words(d)}放假" for d in change.off]
    lines += [f"  {d.year}年{short_words(d)}上班" for d in change.worked]
    if hit:
        lines.append(
            f"  有 {hit} 期排期落在休息日上，请在窗口的“排期”里按新的放假安排重排。"
        )
    return Answer(data, lines)


def _calendar(place: Place) -> Workdays:
    """The office's calendar; the published one where there is no data yet."""
    from services import workdays

    if not place.has_data:
        return workdays.Workdays()
    with place.opened() as db, db.reading() as session:
        return workdays.load(session)


def _known(place: Place, names: list[str]) -> tuple[Workdays, list[UnitRow] | None]:
    """The calendar, and the units of these names (None: the register is empty)."""
    from services import workdays
    from services.schedules.names import find_units

    if not place.has_data:
        return workdays.Workdays(), None
    with place.opened() as db, db.reading() as session:
        return workdays.load(session), find_units(session, names)


def _refuse_unplaced(proposal: Proposal) -> None:
    """A series that does not fit is no series: say what is missing, propose nothing."""
    left = [slot.unit for slot in proposal.unplaced]
    if left:
        more = f" 等 {len(left)} 个单位" if len(left) > 5 else ""
        raise ValidationError(
            f"{proposal.unplaced[0].reason}{'、'.join(left[:5])}{more}没有日期，没有排期。"
            "请改起止日期，或每次多排几个。"
        )


def _lines(
    proposal: Proposal, workdays: Workdays, column: str, *, kept: bool
) -> list[str]:
    from services.schedules.conflicts import Rules, conflicts

    slots: list[Slot] = list(proposal.slots)
    name = f"“{column}”" if column else ""
    done = "已保存" if kept else "没有保存"
    lines = [f"{name}排期 {len(slots)} 个（{done}）："]
    for slot in slots:
        why = f"（{slot.reason.rstrip('。')}）" if slot.reason else ""
        lines.append(f"  {slot.no:>3} {slot.unit}：{_day_words(slot.day)}{why}")
    lines += [f"  {note}" for note in proposal.notes]
    lines += [
        f"  {c.grade.label}：{c.sentence}" for c in conflicts(slots, Rules(workdays))
    ]
    return lines + _unknown_lines(list(proposal.unpublished))


def _day_words(found: dt.date | None) -> str:
    from services.schedules.series import short_words

    return f"{found.year}年{short_words(found)}" if found else "没有日期"


def _unknown_lines(years: list[int]) -> list[str]:
    if not years:
        return []
    words = "、".join(str(y) for y in years)
    return [
        f"  {words} 年的放假安排还没有公布或填写，暂按普通周末计算；"
        "可以用 workdays import 导入，或在窗口的“设置”里填写。"
    ]
