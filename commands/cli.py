"""Reads the words after main.py, carries out one command, prints its answer."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from commands import (
    demo,
    forms,
    intake,
    plan_files,
    plans,
    registers,
    schedules,
    upkeep,
    weeks,
)
from commands.answer import FAILED, USAGE, Answer, Place
from commands.arguments import WORD, Parser, UsageError, WordParser
from commands.data_folder import VARIABLE, data_folder
from models.errors import AppError

_ABOUT = "宣传工作台的命令：每次做一件事，不打开窗口。不写命令就打开窗口。"
_AFTER = (
    "日期可以写 2026-11-16、2026.11.16、11月16日 等样式；一周里的任何一天都代表这一周。"
)
_STOPPED = "已中断，没有做完的部分没有保存。"


def run(argv: Sequence[str]) -> int:
    """Carry out the command of `argv`; returns 0 (done), 1 (refused or failed) or 2 (wrong arguments)."""
    use_utf8()
    as_json = "--json" in argv
    folder: Path | None = None
    try:
        args = make_parser().parse_args(list(argv))
        as_json = args.json
        named = getattr(args, "data", None)
        folder = data_folder(str(named) if named else "")
        place = Place(folder, bool(named or os.environ.get(VARIABLE)))
        answer: Answer = args.carry_out(place, args)
    except UsageError as error:
        answer = refusal(str(error), USAGE)
    except SystemExit as stop:  # --help
        return stop.code if isinstance(stop.code, int) else 0
    except AppError as error:
        answer = refusal(str(error))
    except KeyboardInterrupt:
        answer = refusal(_STOPPED)
    except OSError as error:
        answer = refusal(_disk_words(error))
    except MemoryError:
        answer = refusal("内存不够，这一步没有做完，原有数据没有变化。")
    except Exception:  # noqa: BLE001 - a bug: the clerk gets a sentence, the log gets the rest
        answer = refusal(_bug_words(folder))
    return _print(answer, as_json)


def make_parser() -> Parser:
    """The parser of all commands; --data and --json are taken before the word and after it."""
    parser = Parser(prog="main.py", description=_ABOUT, epilog=_AFTER)
    parser.add_common(data=None, json=False)
    words = parser.add_subparsers(
        title="可用的命令",
        metavar=WORD,
        dest="word",
        required=True,
        parser_class=WordParser,
    )
    for module in (
        registers,
        forms,
        intake,
        plans,
        plan_files,
        weeks,
        schedules,
        upkeep,
        demo,
    ):
        module.add_commands(words)
    return parser


def refusal(sentence: str, code: int = FAILED) -> Answer:
    """The answer of a command that was refused or failed."""
    return Answer({"error": sentence}, [], sentence, code)


def use_utf8() -> None:
    """UTF-8 on consoles and pipes; what no UTF-8 can hold (a damaged file name) is escaped."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # a packaged program without a console
            setattr(sys, name, _nowhere())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _print(answer: Answer, as_json: bool) -> int:
    if answer.complaint:
        with contextlib.suppress(OSError):
            print(answer.complaint, file=sys.stderr, flush=True)
    lines = [json.dumps(answer.data, ensure_ascii=False)] if as_json else answer.lines
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader went away (… | head): not our failure
        sys.stdout = _nowhere()
    except OSError:
        return answer.code or FAILED
    return answer.code


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _disk_words(error: OSError) -> str:
    name = f"“{error.filename}”" if error.filename else "文件或文件夹"
    if isinstance(error, PermissionError):
        return f"{name}不允许读写，这一步没有做完。请检查是否只读或正被别的程序打开。"
    if isinstance(error, FileNotFoundError):
        return f"找不到{name}，这一步没有做完。请检查位置是否写对。"
    return f"{name}读写失败，这一步没有做完。请检查磁盘后再试一次。"


def _bug_words(folder: Path | None) -> str:
    """Log the running exception; the sentence says where."""
    details = f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}\n{traceback.format_exc()}\n"
    try:
        if folder is None or not folder.is_dir():
            raise FileNotFoundError
        log = folder / "日志" / "命令.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(details)
    except OSError:
        print(details, file=sys.stderr)
        return "程序出了意外，这一步没有做完，已有数据没有变化。详情见上面。"
    return f"程序出了意外，这一步没有做完，已有数据没有变化。详情记在“{log}”。"
