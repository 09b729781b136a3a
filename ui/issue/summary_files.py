"""The summary as a file: a picture for a phone, a PDF for A4."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import (
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from models.errors import FileProblem
from services.output.writing import replace_file
from ui.issue.summary_sheet import WIDTH, SummarySheet

_A4 = QSizeF(210.0, 297.0)
_EDGE = 10.0


def picture(sheet: SummarySheet) -> QImage:
    """The sheet at 1080 pixels across, the width of a phone's screen."""
    image = QImage(round(WIDTH), round(sheet.height), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    sheet.paint(painter)
    painter.end()
    return image


def save_picture(sheet: SummarySheet, target: Path) -> Path:
    """Write the picture as PNG; raises FileProblem where that cannot be done."""

    def write(path: Path) -> None:
        if not QImageWriter(str(path), b"png").write(picture(sheet)):
            raise FileProblem(
                f"“{target.name}”没有写成，请检查磁盘空间，或换一个位置。"
            )

    return replace_file(target, write)


def save_pdf(sheet: SummarySheet, target: Path, title: str) -> Path:
    """Write one A4 page; a summary taller than the page is made smaller until it fits."""

    def write(path: Path) -> None:
        writer = QPdfWriter(str(path))
        writer.setTitle(title)
        writer.setCreator("宣传工作台")
        writer.setResolution(300)
        writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                QMarginsF(0, 0, 0, 0),
                QPageLayout.Unit.Millimeter,
            )
        )
        painter = QPainter()
        if not painter.begin(writer):
            raise FileProblem(
                f"“{target.name}”没有写成，请检查磁盘空间，或换一个位置。"
            )
        unit = writer.width() / _A4.width()
        room = QSizeF(_A4.width() - 2 * _EDGE, _A4.height() - 2 * _EDGE)
        scale = min(room.width() / WIDTH, room.height() / sheet.height)
        painter.scale(unit, unit)
        painter.translate((_A4.width() - WIDTH * scale) / 2, _EDGE)
        painter.scale(scale, scale)
        sheet.paint(painter)
        if not painter.end():
            raise FileProblem(
                f"“{target.name}”没有写成，请检查磁盘空间，或换一个位置。"
            )

    return replace_file(target, write)
