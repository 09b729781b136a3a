"""A register list in a workbook: its heading row found, its rows as field → value, and what is wrong in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from models.errors import FileProblem, ValidationError
from services import text
from services.intake.dates import parse_day
from services.intake.problems import Problem
from services.intake.workbook import Book, Sheet, Value

HEADER_SEARCH = 30
"""Rows from the top among which the headings are looked for."""
FIRST_YEAR, LAST_YEAR = 1900, 2099

_OLD_YEAR = re.compile(r"^\D{0,2}19(\d\d)(?=\D|\d{4}$)")
_BRACKETS = re.compile(r"[（(\[【].*?[）)\]】]")


NEW, CHANGED, SAME = "new", "changed", "same"


class HasStatus(Protocol):
    """A row of a preview: what an import would do with it, NEW, CHANGED or SAME."""

    @property
    def status(self) -> str:
        """NEW, CHANGED or SAME."""
        ...


R = TypeVar("R", bound=HasStatus, covariant=True)


@dataclass(frozen=True)
class ListPreview(Generic[R]):
    """What an import would do: good rows in the order of the file, what is wrong, rows left out."""

    file: str
    rows: tuple[R, ...]
    problems: tuple[Problem, ...]
    skipped: int

    @property
    def new(self) -> int:
        """Records to be added."""
        return sum(r.status == NEW for r in self.rows)

    @property
    def changed(self) -> int:
        """Records to be changed."""
        return sum(r.status == CHANGED for r in self.rows)

    @property
    def same(self) -> int:
        """Records that are in the register just so."""
        return sum(r.status == SAME for r in self.rows)


@dataclass(frozen=True)
class ListCounts:
    """What an import did: rows added (`taken`), changed, found unchanged, left out."""

    taken: int
    changed: int
    same: int
    skipped: int


@dataclass
class ListRow:
    """One row of a list: where it stands, and the text or value of each field that has a column."""

    file: str
    sheet: str
    row: int
    values: dict[str, Value]
    headings: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list[Problem])

    def text(self, name: str) -> str:
        """A field as text, "" where it is empty or has no column."""
        return cell_text(self.values.get(name))

    def has(self, name: str) -> bool:
        """Whether the list has a column for the field."""
        return name in self.values

    def place(self, seen_from: ListRow) -> str:
        """「第 5 行」, with the sheet where it is another one."""
        sheet = "" if self.sheet == seen_from.sheet else f"工作表“{self.sheet}”"
        return f"{sheet}第 {self.row} 行"

    def wrong(self, name: str, reason: str, mend: str) -> None:
        """Note what is wrong in a field."""
        column = self.headings.get(name, "")
        self.problems.append(
            Problem(self.file, self.sheet, self.row, column, reason, mend)
        )

    def day(self, name: str) -> dt.date | None:
        """A field as a day; one that cannot be read is noted as wrong."""
        value = self.values.get(name)
        if value is None or text.clean(value) == "":
            return None
        try:
            return _read_day(value)
        except (ValidationError, ValueError) as error:
            reason = (
                getattr(error, "reason", "") or f"“{cell_text(value)[:20]}”不是日期"
            )
            self.wrong(name, f"{reason}。", "请写成 2026-01-31 这样的日期，或留空。")
            return None

    def number(self) -> float | None:
        """序号 as a number, None where it is empty or no number."""
        value = self.values.get("number")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        written = text.narrow(value).strip("().、 ")
        return float(written) if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", written) else None


def cell_text(value: Value) -> str:
    """What a cell shows, cleaned."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    return text.clean(value)


class Named(Protocol):
    """A unit or an outlet of the register."""

    @property
    def id(self) -> int:
        """Its key."""
        ...

    @property
    def name(self) -> str:
        """Its full name."""
        ...


_N = TypeVar("_N", bound=Named)


def match_rows(
    sources: Sequence[ListRow],
    by_name: Mapping[str, _N],
    by_other: Mapping[str, _N],
    nouns: tuple[str, str],
) -> list[_N | None]:
    """The record of each row: by its name, by a short name or alias, then by an alias that the file gives.

    The maps go by folded name. Rows without a name, of one name, or of one record are noted as wrong;
    `nouns` are what they are called in the sentences (单位, 同一个单位).
    """
    keys = [text.fold(s.text("name")) for s in sources]
    first: dict[str, ListRow] = {}
    for key, source in zip(keys, sources, strict=True):
        first.setdefault(key, source)
    owners = {by_name[k].id: s for k, s in first.items() if k in by_name}
    matched: list[_N | None] = []
    for key, source in zip(keys, sources, strict=True):
        matched.append(None)
        if not key:
            mend = f"请填写{nouns[0]}全称，或删除这一行。"
            source.wrong("name", f"没有填写{nouns[0]}名称。", mend)
            continue
        if first[key] is not source:
            reason = f"“{source.text('name')}”与{first[key].place(source)}重名。"
            source.wrong("name", reason, "请删除其中一行，或改正名称。")
            continue
        found = by_name.get(key) or by_other.get(key)
        if found is None:
            others = map(text.fold, text.split_names(source.text("aliases")))
            known = (by_name[k] for k in others if k in by_name and k not in first)
            found = next(known, None)
        if found is None:
            continue
        owner = owners.setdefault(found.id, source)
        if owner is source:
            matched[-1] = found
        else:
            reason = f"这一行与{owner.place(source)}是{nouns[1]}（{found.name}）。"
            source.wrong("name", reason, "请删除其中一行。")
    return matched


@dataclass(frozen=True)
class Claim:
    """The names that a row wants for its record: folded name → (field, name); `held` are those it has now."""

    source: ListRow
    name: str
    keys: Mapping[str, tuple[str, str]]
    held: frozenset[str]


def clashing(
    claims: Sequence[Claim], owners: Mapping[str, str]
) -> list[tuple[int, str, str, str]]:
    """(index of the claim, field, name, owner in words) of names that lead elsewhere already.

    `owners` are the folded names of records outside the file. Inside the file the record that holds a name
    now goes first, then the earlier row.
    """
    owner: dict[str, str] = dict(owners)
    mine: dict[str, int] = {}
    for first in (True, False):
        for index, claim in enumerate(claims):
            for key in claim.keys:
                if key not in owner and (not first or key in claim.held):
                    owner[key] = f"{claim.source.place(claim.source)}“{claim.name}”"
                    mine[key] = index
    return [
        (index, *claim.keys[key], owner[key])
        for index, claim in enumerate(claims)
        if (key := next((k for k in claim.keys if mine.get(k) != index), None))
        is not None
    ]


def arranged(
    present: list[int], numbers: Mapping[int, float], new: set[int] | None = None
) -> list[int]:
    """Ids in the order that the numbers ask for; ids without a number keep their place.

    Numbered ids share out the places that they hold now. Those in `new` hold none yet: each goes behind the
    numbered one before it.
    """
    fresh = new or set[int]()
    old = [i for i in present if i not in fresh]
    in_order = iter(sorted((i for i in old if i in numbers), key=lambda i: numbers[i]))
    order = [next(in_order) if i in numbers else i for i in old]
    for i in sorted(
        (i for i in present if i in fresh), key=lambda i: numbers.get(i, float("inf"))
    ):
        mine = numbers.get(i)
        places = [n for n, o in enumerate(order) if o in numbers]
        if mine is None or not places:
            order.append(i)
            continue
        before = [n for n in places if numbers[order[n]] <= mine]
        order.insert(before[-1] + 1 if before else places[0], i)
    return order


def read_list(
    book: Book,
    headings: Mapping[str, str],
    synonyms: Mapping[str, tuple[str, ...]],
) -> list[ListRow]:
    """Rows of all sheets that carry the list; columns are known by heading, in any order, extra ones ignored.

    Raises FileProblem where no sheet has the heading of the name column.
    """
    known = {text.fold(h): f for f, h in headings.items()}
    for name, words in synonyms.items():
        for word in words:
            known.setdefault(text.fold(word), name)
    sheets = [s for s in book.sheets if not s.hidden] or book.sheets
    rows: list[ListRow] = []
    found = False
    for sheet in sheets:
        header = _find_header(sheet, known)
        if header is None:
            continue
        found = True
        rows += _rows(book, sheet, header, headings, known)
    if not found:
        raise FileProblem(
            f"“{book.name}”里没有找到“{headings['name']}”这一列，没有导入。"
            f"请在第一行写上列名：{'、'.join(headings.values())}（至少要有“{headings['name']}”）。"
        )
    return rows


def _find_header(sheet: Sheet, known: Mapping[str, str]) -> int | None:
    best, most = None, 0
    for index, row in enumerate(sheet.rows[:HEADER_SEARCH]):
        fields = set(_columns(row, known).values())
        filled = sum(v is not None for v in row)
        enough = len(fields) >= 2 or filled == 1
        if "name" in fields and enough and len(fields) > most:
            best, most = index, len(fields)
    return best


def _columns(row: list[Value], known: Mapping[str, str]) -> dict[int, str]:
    """Column index → field; the first of two columns with one meaning counts, exact headings first."""
    found: dict[str, int] = {}
    for exact in (True, False):
        for index, value in enumerate(row):
            if not isinstance(value, str) or len(value) > 40:
                continue
            words = value if exact else _BRACKETS.sub("", text.narrow(value))
            name = known.get(text.fold(words))
            if name and name not in found and index not in found.values():
                found[name] = index
    return {index: name for name, index in found.items()}


def _rows(
    book: Book,
    sheet: Sheet,
    header: int,
    headings: Mapping[str, str],
    known: Mapping[str, str],
) -> list[ListRow]:
    columns = _columns(sheet.rows[header], known)
    shown = {
        name: text.clean(sheet.rows[header][index]) for index, name in columns.items()
    }
    rows: list[ListRow] = []
    for index in range(header + 1, len(sheet.rows)):
        row = sheet.rows[index]
        values: dict[str, Value] = {
            name: row[column] if column < len(row) else None
            for column, name in columns.items()
        }
        filled = [n for n, v in values.items() if cell_text(v)]
        if not filled or filled == ["number"]:
            continue
        if set(_columns(row, known).values()) >= set(columns.values()):
            continue  # the heading row once more, as on each printed page
        rows.append(
            ListRow(book.name, sheet.name, index + 1, values, {**headings, **shown})
        )
    return rows


def _read_day(value: Value) -> dt.date:
    """A day of the years 1900 to 2099: registers reach further back than publications do."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValueError
        return value
    near = dt.date.today()
    written = text.narrow(value)
    old = _OLD_YEAR.match(written)
    if old:
        later = parse_day(_OLD_YEAR.sub(rf"20{old[1]}", written), near=near)
        return later.replace(year=later.year - 100)
    return parse_day(value, near=near)
