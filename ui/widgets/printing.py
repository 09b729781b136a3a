"""Print, save as PDF or draw a picture of an HTML text, laid out for A4."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import (
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtWidgets import QDialog, QWidget

from models.errors import FileProblem
from ui import theme

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MARGIN_MM = 18.0
PICTURE_MARGIN = 32
BODY_POINTS = 11.0


def print_html(parent: QWidget | None, html: str, title: str) -> None:
    """Open the printing dialog and print on A4; a title names the print job."""
    _ask_printer(parent, title, make_document(html).print_)


def print_painted(
    parent: QWidget | None, title: str, paint: Callable[[QPrinter], None]
) -> None:
    """Open the printing dialog for a page that `paint` draws, on A4 lying down."""
    _ask_printer(parent, title, paint, landscape=True)


def _ask_printer(
    parent: QWidget | None,
    title: str,
    put: Callable[[QPrinter], None],
    *,
    landscape: bool = False,
) -> None:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageLayout(_layout(landscape=landscape))
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"打印 {title}")

    def put_out() -> None:
        put(printer)

    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if (
        sys.platform == "win32"
    ):  # the system's own dialog cannot be opened without waiting
        if dialog.exec():
            put_out()
        return
    dialog.accepted.connect(put_out)
    QDialog.open(dialog)  # QPrintDialog hides it behind one of its own


def save_pdf(html: str, target: Path, landscape: bool = False) -> Path:
    """Write an A4 PDF; FileProblem when the target cannot be written. The old file stays until the new is whole."""
    growing = target.with_name(f".{target.stem}.part.pdf")
    writer = QPdfWriter(str(growing))
    writer.setPageLayout(_layout(landscape=landscape))
    writer.setResolution(300)
    writer.setTitle(target.stem)
    document = make_document(html)
    document.print_(writer)
    del writer
    put_in_place(growing, target)
    return target


def put_in_place(growing: Path, target: Path) -> None:
    """Put a file that was written beside its target in its place; FileProblem where it was not or cannot be."""
    try:
        if not growing.is_file() or growing.stat().st_size == 0:
            raise OSError
        growing.replace(target)
    except OSError as error:
        growing.unlink(missing_ok=True)
        raise FileProblem(
            f"没有写成“{target.name}”：文件可能正在别处打开，或者文件夹不能写入。"
            "请关闭它，或换一个名字再存。"
        ) from error


def picture(html: str, width: int, *, scale: float = 2.0) -> QImage:
    """Draw the text as a picture `width` pixels wide at scale 1, with white ground (for a phone)."""
    document = make_document(html)
    document.setTextWidth(width - 2 * PICTURE_MARGIN)
    height = round(document.size().height()) + 2 * PICTURE_MARGIN
    image = QImage(
        round(width * scale), round(height * scale), QImage.Format.Format_RGB32
    )
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.translate(PICTURE_MARGIN, PICTURE_MARGIN)
    document.drawContents(painter)
    painter.end()
    return image


def make_document(html: str) -> QTextDocument:
    """The text as a document in the program's font, black on white whatever the theme."""
    document = QTextDocument()
    font = theme.font("body")
    font.setPointSizeF(BODY_POINTS)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet("body, p, td, th, li, h1, h2, h3 { color: #000000; }")
    document.setDocumentMargin(0)
    document.setHtml(f"<html><body>{html}</body></html>")
    return document


def _layout(*, landscape: bool) -> QPageLayout:
    turned = (
        QPageLayout.Orientation.Landscape
        if landscape
        else QPageLayout.Orientation.Portrait
    )
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    page = QPageSize(QPageSize.PageSizeId.A4)
    return QPageLayout(page, turned, margins, QPageLayout.Unit.Millimeter)
