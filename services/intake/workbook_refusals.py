"""The sentences with which a file from outside is refused: what it is, and how to mend it."""

from __future__ import annotations

from models.errors import FileProblem

_SAVE_AS = "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”，再导入。"


def empty(name: str) -> FileProblem:
    """No bytes at all."""
    return FileProblem(
        f"“{name}”是空文件，里面没有内容。请向报送单位要一份重新保存的文件。"
    )


def too_big(name: str, size: int, limit: int) -> FileProblem:
    """Larger than any table; sizes in bytes."""
    return FileProblem(
        f"“{name}”有 {size >> 20} 兆，超过了 {limit >> 20} 兆，程序没有读取。"
        "请删去里面的图片，或把表格复制到新的工作簿再导入。"
    )


def damaged(name: str) -> FileProblem:
    """It cannot be read to its end."""
    return FileProblem(
        f"“{name}”已损坏或没有复制完整，读不出来。请在 Excel 或 WPS 里打开它另存一份，或请报送单位重新发送。"
    )


def encrypted(name: str) -> FileProblem:
    """It asks for a password."""
    return FileProblem(
        f"“{name}”设了打开密码，程序读不出来。请在 Excel 或 WPS 里打开它，去掉密码后保存，再导入。"
    )


def macros(name: str) -> FileProblem:
    """It carries a program of its own."""
    return FileProblem(
        f"“{name}”是带宏的工作簿，为了安全程序没有打开它。"
        "请在 Excel 或 WPS 里另存为“Excel 工作簿（.xlsx）”，再导入。"
    )


def bomb(name: str) -> FileProblem:
    """It unpacks to more than anybody typed."""
    return FileProblem(
        f"“{name}”解开后大得不正常，可能是有害的压缩文件，程序没有读取。请向报送单位核实，重新要一份。"
    )


def too_far(name: str, sheet: str, row: int, column: int) -> FileProblem:
    """A filled cell lies where no table reaches; `row` and `column` count from 1."""
    where = f"第 {row} 行" + (f" {letters(column)} 列" if column else "")
    return FileProblem(
        f"“{name}”的工作表“{sheet}”在{where}还有内容，离表格太远，程序没有读取。"
        "请在 Excel 里按 Ctrl+End 跳到那里，删除多余的行和列后保存，再导入。"
    )


def too_many_rows(name: str, limit: int) -> FileProblem:
    """More rows or cells than a list of publications can have."""
    return FileProblem(
        f"“{name}”的内容超过 {limit} 行或格子太多，程序没有读取。请拆成几个文件再导入。"
    )


def not_a_table(name: str, what: str) -> FileProblem:
    """Another kind of document; `what` says which (「是 PDF 文件」)."""
    return FileProblem(
        f"“{name}”{what}，不是表格，程序没有读取。"
        "请把内容放进 Excel 表格（.xlsx）再导入，或复制里面的文字用“粘贴”导入。"
    )


def web_page(name: str) -> FileProblem:
    """A page that a web system calls a workbook."""
    return FileProblem(f"“{name}”其实是网页，不是 Excel 文件。{_SAVE_AS}")


def xml_file(name: str) -> FileProblem:
    """A workbook of the year 2003 in plain XML."""
    return FileProblem(f"“{name}”是 XML 文件，程序不读这种格式。{_SAVE_AS}")


def not_its_name(name: str) -> FileProblem:
    """The name promises a workbook, the content is none."""
    return FileProblem(
        f"“{name}”的名字像表格，内容却不是 Excel 文件，读不出来。请在 Excel 或 WPS 里重新保存，再导入。"
    )


def unknown_text(name: str) -> FileProblem:
    """Text in an encoding that is not known."""
    return FileProblem(f"“{name}”不是能认出的文字文件，读不出来。{_SAVE_AS}")


def bad_quotes(name: str, row: int) -> FileProblem:
    """A text table that does not come out even near a line."""
    return FileProblem(
        f"“{name}”第 {row} 行附近的引号不成对或内容过长，读不出来。{_SAVE_AS}"
    )


def missing(name: str) -> FileProblem:
    """It is not there."""
    return FileProblem(
        f"没有找到“{name}”，可能已被移动、改名，或优盘已拔出。请检查后再导入。"
    )


def locked(name: str) -> FileProblem:
    """Another program holds it, or it may not be read."""
    return FileProblem(
        f"“{name}”读不出来：它正被其他程序占用，或者没有读取权限。"
        "请先在 Excel 或 WPS 里关闭它，或复制到桌面后再导入。"
    )


def unreachable(name: str) -> FileProblem:
    """The disk or the path said no."""
    return FileProblem(
        f"“{name}”读不出来：路径太长，或者磁盘、优盘没有响应。请复制到桌面后再导入。"
    )


def a_folder(name: str) -> FileProblem:
    """A folder where a file was expected."""
    return FileProblem(f"“{name}”是文件夹，不是文件。请选择里面的表格文件。")


def letters(column: int) -> str:
    """Column letters of a column number from 1."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
