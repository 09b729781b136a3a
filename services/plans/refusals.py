"""The sentences with which a document is refused: what it is, and how to mend it."""

from __future__ import annotations

from models.errors import FileProblem

_SAVE_AS = "请用 Word 或 WPS 打开它，点“文件—另存为”，类型选“Word 文档（.docx）”，再导入另存的那一份。"


def missing(name: str) -> FileProblem:
    """There is no such file."""
    return FileProblem(f"找不到“{name}”，请检查文件是否已移走或改名。")


def unreadable(name: str) -> FileProblem:
    """The disk or another program does not give it."""
    return FileProblem(
        f"“{name}”读不出来，可能正被别的程序占用。请关闭占用它的程序，再试一次。"
    )


def empty(name: str) -> FileProblem:
    """No bytes, or no letters."""
    return FileProblem(
        f"“{name}”里没有文字。请检查是否选错了文件，或向发文单位要一份完整的。"
    )


def too_big(name: str, size: int, limit: int) -> FileProblem:
    """Larger than any plan; sizes in bytes."""
    return FileProblem(
        f"“{name}”有 {size >> 20} 兆，超过了 {limit >> 20} 兆，程序没有读取。请只保留方案的文字部分，另存后再导入。"
    )


def too_long(name: str, letters: int) -> FileProblem:
    """More letters than a document has."""
    return FileProblem(
        f"“{name}”里的文字超过 {letters // 10_000} 万字，不像一份方案，程序没有读取。请检查是否选错了文件。"
    )


def damaged(name: str) -> FileProblem:
    """It cannot be read to its end."""
    return FileProblem(
        f"“{name}”已损坏或没有复制完整，读不出来。请用 Word 或 WPS 打开它另存一份，或请发文单位重新发送。"
    )


def bomb(name: str) -> FileProblem:
    """It unpacks to more than anybody typed."""
    return FileProblem(
        f"“{name}”解开后大得不正常，可能是有害的压缩文件，程序没有读取。请向发文单位核实，重新要一份。"
    )


def encrypted(name: str) -> FileProblem:
    """It asks for a password."""
    return FileProblem(
        f"“{name}”设了打开密码，程序读不出来。请先打开它，去掉密码后另存一份，再导入。"
    )


def old_word(name: str) -> FileProblem:
    """.doc and .wps."""
    return FileProblem(
        f"“{name}”是旧格式的文字文档（.doc 或 .wps），程序不能直接读。{_SAVE_AS}"
    )


def rich_text(name: str) -> FileProblem:
    """.rtf, whatever its name says."""
    return FileProblem(f"“{name}”是 RTF 格式，程序不能直接读。{_SAVE_AS}")


def picture(name: str) -> FileProblem:
    """A picture, whatever its name says."""
    return FileProblem(
        f"“{name}”是图片，里面没有文字。请用扫描软件识别成文字（.docx 或 .txt），再导入。"
    )


def table(name: str) -> FileProblem:
    """A workbook."""
    return FileProblem(
        f"“{name}”是电子表格，不是方案文档。各单位的报表请在“收表”里导入。"
    )


def other_kind(name: str) -> FileProblem:
    """Anything else."""
    return FileProblem(
        f"“{name}”不是能读的文档。可以导入 .docx、.pdf、.txt、.md、.html 文件，也可以复制文字后粘贴。"
    )


def scanned(name: str, pages: int) -> FileProblem:
    """A PDF of pictures."""
    return FileProblem(
        f"“{name}”共 {pages} 页，是扫描的图片，没有文字层。请用扫描软件识别成文字（.docx 或 .txt），再导入。"
    )


def unknown_letters(name: str) -> FileProblem:
    """Text in no known encoding."""
    return FileProblem(
        f"“{name}”的文字编码认不出来。请用记事本打开它，点“另存为”，编码选“UTF-8”，再导入另存的那一份。"
    )
