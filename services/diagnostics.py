"""诊断包: what a helper without access to the data needs, in a zip that names no unit, no person and no title.

The log is not cleaned of what may not be in it; only lines of known shapes are taken over, and of these only
the parts that the program itself wrote. What is not recognised is counted and left out.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from models.base import Base
from models.database import FILE_NAME, Database, stored_version
from models.errors import AppError
from models.schema import SCHEMA_VERSION
from services import integrity, settings
from services.backups import list_backups
from services.version import program_version

LOGS = "日志"
LINES = 4_000
"""So many lines of each log file are looked at, the last ones."""

_HARMLESS = (
    ("due_weekday", "截止日（0 是周一）"),
    ("due_time", "截止时间"),
    ("board_weeks", "看板周数"),
    ("stray_days", "补报天数"),
    ("form_rows", "填报表行数"),
    ("onboarded", "已完成首次设置"),
)
_ABOUT = """诊断包

交给维护人员，用来查程序的毛病。里面有：程序和系统的版本、几项设置、数据检查的结果、各类记录的条数、
运行日志里的出错位置。

里面没有：单位、联络员、媒体的名称，稿件标题，电话、链接、文件名，办公室名称和用户名。日志里凡是不认识的
文字都没有抄进来，只记了行数。每个文件都是普通文本，可以先打开看过再交出去。
"""
_CODE = r"(?:models|services|commands|ui|main|alembic|sqlalchemy|openpyxl|PySide6|python_calamine|rapidfuzz|pypinyin)"
_HEAD = re.compile(
    r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})?)(?: ([A-Z]{4,8}) ([\w.]{1,40}) (.*))?$",
    re.ASCII,
)
_FRAME = re.compile(
    r'^\s*File "([^"]*)", line (\d+),? in ([A-Za-z_<][\w.<>]{0,60})$', re.ASCII
)
_ERROR = re.compile(
    r"^((?:[a-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Problem|Warning|NotFound|Interrupt|Cancelled))(?::|$)",
    re.ASCII,
)
_FIXED = {
    "Traceback (most recent call last):",
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
}
_FATAL = re.compile(
    r"^(?:Fatal Python error: (?:Aborted|Segmentation fault|Floating-point exception|Bus error|Illegal instruction)"
    r"|Windows fatal exception: (?:access violation|stack overflow|code 0x[0-9a-f]{1,8})"
    r"|(?:Current thread|Thread) 0x[0-9a-f]{1,16} \(most recent call first\):)"
)


def write_package(
    folder: Path,
    target: Path,
    db: Database | None = None,
    facts: Sequence[tuple[str, str]] = (),
    now: dt.datetime | None = None,
) -> Path:
    """Write the 诊断包 of a data folder to `target` and return it; FileProblem where it cannot be written.

    `db` is None where the data cannot be opened. `facts` are further lines of the versions (Qt, screen):
    (name, value), which the caller keeps free of names.
    """
    from services.output.writing import replace_file

    moment = now or dt.datetime.now()
    parts: list[tuple[str, Callable[[], str]]] = [
        ("说明.txt", lambda: _ABOUT),
        ("版本.txt", lambda: "\n".join(_versions(moment, facts))),
        ("设置.txt", lambda: "\n".join(_settings(db))),
        ("数据.txt", lambda: "\n".join(_state(folder, db))),
        *_logs(folder / LOGS),
    ]

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts:
                archive.writestr(name, _told(text).replace("\n", "\r\n"))

    return replace_file(target, write)


def package_name(now: dt.datetime | None = None) -> str:
    """「诊断包-20261121-0930.zip」."""
    return f"诊断包-{now or dt.datetime.now():%Y%m%d-%H%M}.zip"


def _told(text: Callable[[], str]) -> str:
    """The text, or why there is none: a damaged part must not cost the others."""
    try:
        return text().rstrip("\n") + "\n"
    except (AppError, OSError, sqlite3.Error) as error:
        return f"没有读出来（{type(error).__name__}）。\n"


def _versions(now: dt.datetime, facts: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f"时间：{now:%Y-%m-%d %H:%M}"
    yield f"程序：{program_version().label}"
    yield f"数据结构：第 {SCHEMA_VERSION} 版"
    yield f"系统：{platform.system()} {platform.release()} {platform.version()} {platform.machine()}"
    yield f"Python {platform.python_version()} · SQLite {sqlite3.sqlite_version}"
    yield f"处理器：{os.cpu_count() or 0} 个"
    for name, value in facts:
        yield f"{name}：{value}"


def _settings(db: Database | None) -> Iterator[str]:
    if db is None:
        yield "数据没有打开。"
        return
    with db.reading() as session:
        values = settings.load(session)
    for key, label in _HARMLESS:
        yield f"{label}：{getattr(values, key)}"


def _state(folder: Path, db: Database | None) -> Iterator[str]:
    path = folder / FILE_NAME
    if path.is_file():
        yield f"数据库：{path.stat().st_size:,} 字节，第 {stored_version(path)} 版"
    else:
        yield "数据库：没有"
    if folder.is_dir():
        yield f"磁盘剩余：{shutil.disk_usage(folder).free // 1_000_000:,} MB"
        yield f"数据文件夹可写：{'是' if os.access(folder, os.W_OK) else '否'}"
    backups = list_backups(folder)
    newest = f"，最近 {backups[0].made_at:%Y-%m-%d %H:%M}" if backups else ""
    yield f"备份：{len(backups)} 份{newest}"
    if db is None:
        yield "数据没有打开，没有检查。"
        return
    yield ""
    yield "各类记录的条数："
    with db.reading() as session:
        yield from _counts(session)
    yield ""
    findings = integrity.check(db)
    yield "数据检查：" + ("完好" if not findings else f"{len(findings)} 项")
    yield from (_finding(sentence) for sentence in findings)


def _counts(session: Session) -> Iterator[str]:
    connection = session.connection()
    for name in sorted(Base.metadata.tables):
        number = connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar()
        yield f"  {name}: {number}"


def _finding(sentence: str) -> str:
    """A finding of the check; SQLite's own words may quote what is stored, so only their kind stays."""
    if sentence.startswith("数据库文件检查："):
        return "数据库文件检查：不完好"
    return sentence


# --- the log --------------------------------------------------------------------------


def _logs(folder: Path) -> list[tuple[str, Callable[[], str]]]:
    """(name in the zip, text) of each log file; the names are ours, whatever the files are called."""
    found: list[tuple[str, Callable[[], str]]] = []
    kinds = (
        ("运行", "publicity-desk.log*"),
        ("命令", "命令.log"),
        ("崩溃", "crash*.txt"),
    )
    for kind, pattern in kinds:
        for number, path in enumerate(sorted(folder.glob(pattern)), 1):
            found.append((f"日志/{kind}-{number}.txt", _reader(path)))
    return found


def _reader(path: Path) -> Callable[[], str]:
    def read() -> str:
        text = path.read_text(encoding="utf-8", errors="replace")
        return "\n".join(harmless_lines(text.splitlines()[-LINES:]))

    return read


def harmless_lines(lines: Sequence[str]) -> Iterator[str]:
    """Of a log what the program itself wrote: times, levels, kinds of errors, places in the code."""
    dropped = 0
    for line in lines:
        kept = _harmless(line.rstrip())
        if kept is None:
            dropped += bool(line.strip())
            continue
        if dropped:
            yield f"  （略去 {dropped} 行）"
            dropped = 0
        yield kept
    if dropped:
        yield f"  （略去 {dropped} 行）"


def _harmless(line: str) -> str | None:
    if line in _FIXED:
        return line
    fatal = _FATAL.match(line)
    if fatal:
        return fatal.group()
    frame = _FRAME.match(line)
    if frame:
        return f"  {_code_place(frame.group(1))}:{frame.group(2)} {frame.group(3)}"
    head = _HEAD.match(line)
    if head:
        moment, level, logger, message = head.groups()
        return " ".join(filter(None, (moment, level, logger, _message(message or ""))))
    error = _ERROR.match(line)
    return error.group(1) if error else None


def _message(text: str) -> str:
    """Of a log line's own words the kind of error; what follows may hold anything."""
    if text == "unexpected error":
        return text
    kind = text.partition(": ")[0]
    return kind if kind in _kinds() else "…"


def _kinds() -> set[str]:
    """Names of the errors that hold a sentence for the clerk."""
    found: set[str] = set()
    fresh: list[type[Exception]] = [AppError]
    while fresh:
        kind = fresh.pop()
        found.add(kind.__name__)
        fresh += kind.__subclasses__()
    return found


def _code_place(path: str) -> str:
    """A file of the code from its package on; of any other file nothing but that it is one."""
    plain = path.replace("\\", "/")
    found = re.search(
        rf"(?:^|/)({_CODE}(?:/[A-Za-z_]\w{{0,50}})*\.py)$", plain, re.ASCII
    )
    if found:
        return found.group(1)
    standard = re.search(
        r"(?:^|/)lib/python3\.\d+/(\w{1,30}\.py)$", plain, re.ASCII | re.IGNORECASE
    )
    return standard.group(1) if standard else "(code)"
