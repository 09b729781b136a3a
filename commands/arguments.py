"""argparse in Chinese: usage, help, errors, and the kinds of argument that the commands share."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from models.errors import ValidationError
from services.intake.dates import parse_day

WORD = "命令"
"""How the place of the command is called in help and errors."""

_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"argument 命令: invalid choice: '?(?P<a>.*?)'? \(.*", "没有“{a}”这个命令。"),
    (r"argument (?P<a>.+?): expected one argument", "“{a}”后面要写一个值。"),
    (r"argument (?P<a>.+?): expected at least one argument", "“{a}”至少要写一个。"),
    (r"argument (?P<a>.+?): invalid int value: '(?P<b>.*)'", "“{a}”要写整数，“{b}”不是整数。"),
    (r"argument (?P<a>.+?): invalid .*value: '(?P<b>.*)'", "“{a}”的值“{b}”不对。"),
    (r"argument (?P<a>.+?): ignored explicit argument '(?P<b>.*)'", "“{a}”后面不能写“{b}”。"),
    (r"argument (?P<a>.+?): not allowed with argument (?P<b>.+)", "“{a}”和“{b}”不能同时写。"),
    (r"the following arguments are required: 命令", "没有写要做什么。"),
    (r"the following arguments are required: (?P<a>.+)", "还缺少：{a}。"),
    (r"unrecognized arguments: (?P<a>.+)", "不认识这些内容：{a}。"),
)  # fmt: skip


class UsageError(Exception):
    """Wrong arguments; `str()` is the Chinese sentence."""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks Chinese and raises UsageError instead of leaving the process."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("formatter_class", _Formatter)
        super().__init__(**kwargs, add_help=False, allow_abbrev=False)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Raise the UsageError of a message of argparse."""
        raise UsageError(f"{_sentence(message)}用 {self.prog} --help 查看写法。")

    def add_common(self, **defaults: Any) -> None:
        """Add --data and --json; without defaults, what stood before the word stays."""
        self.add_argument(
            "--data",
            type=path,
            metavar="文件夹",
            default=defaults.get("data", argparse.SUPPRESS),
            help="数据所在的文件夹；不写就用本机用户自己的数据",
        )
        self.add_argument(
            "--json",
            action="store_true",
            default=defaults.get("json", argparse.SUPPRESS),
            help="输出一个 JSON 对象",
        )


class WordParser(Parser):
    """The parser of one command: takes --data and --json after the word as well."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("description", kwargs.get("help"))
        super().__init__(**kwargs)
        self.add_common()


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str, **kwargs: Any) -> None:
        super().__init__(prog, max_help_position=32, **kwargs)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Usage line with a Chinese word before it."""
        super().add_usage(
            usage, actions, groups, "用法：" if prefix is None else prefix
        )


def _sentence(message: str) -> str:
    for pattern, sentence in _SENTENCES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return sentence.format(**found.groupdict())
    own = re.fullmatch(r"argument (.+?): (.+)", message, re.DOTALL)
    return f"“{own[1]}”：{own[2]}" if own else f"写法不对：{message}。"


def day(value: str) -> dt.date:
    """A day in any of the written forms that the forms accept, for argparse."""
    try:
        return parse_day(value, near=dt.date.today())
    except ValidationError as error:
        reason = getattr(error, "reason", str(error))
        raise argparse.ArgumentTypeError(
            f"{reason}，请写成 2026-11-16 或 11月16日 这样的日期。"
        ) from None


def path(value: str) -> Path:
    """A path, absolute, links not followed; an empty text is refused."""
    if not value.strip():
        raise argparse.ArgumentTypeError("这里要写文件或文件夹的位置。")
    if "\0" in value:
        raise argparse.ArgumentTypeError("文件或文件夹的位置里有不能用的字符。")
    return Path(value).expanduser().absolute()


def workbook(value: str) -> Path:
    """The path of a workbook to write: its name ends in .xlsx, or it would not open by a double click."""
    target = path(value)
    if target.suffix.lower() != ".xlsx":
        raise argparse.ArgumentTypeError(
            f"写出的是 Excel 表格，请把文件名“{target.name}”改成以“.xlsx”结尾。"
        )
    return target


def not_empty(value: str) -> str:
    """A text that says something."""
    if not value.strip():
        raise argparse.ArgumentTypeError("这里不能留空。")
    return value
