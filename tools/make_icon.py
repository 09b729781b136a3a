"""Write the program's icon in the kinds that Windows and Linux ask for, from resources/app/publicity-desk.svg."""

from __future__ import annotations

import os
import struct
import sys
from collections import Counter
from pathlib import Path
from typing import cast

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "app"
SIDE = FOLDER.parents[1] / "packaging" / "windows" / "side.bmp"
SOURCE = FOLDER / "publicity-desk.svg"
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
PNG_SIZES = (48, 256)
_PNG_FROM = 256  # smaller ones as bitmaps: every reader of icons knows those


def main() -> int:
    """Write publicity-desk.ico and the PNGs beside the drawing; returns 0."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication(sys.argv[:1])
    side_picture().save(str(SIDE))
    (FOLDER / "publicity-desk.ico").write_bytes(ico([drawn(n) for n in ICO_SIZES]))
    for size in PNG_SIZES:
        (FOLDER / f"publicity-desk-{size}.png").write_bytes(png(drawn(size)))
    app.quit()
    return 0


def side_picture() -> QImage:
    """The picture at the left of the installer's first and last page."""
    image = QImage(164 * 2, 314 * 2, QImage.Format.Format_RGB888)
    image.fill(QColor("#a61b1b"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#8c1414"))
    painter.drawPolygon(
        [QPoint(0, 470), QPoint(328, 340), QPoint(328, 628), QPoint(0, 628)]
    )
    QSvgRenderer(str(SOURCE)).render(painter, QRectF(64, 120, 200, 200))
    painter.end()
    # 256 colours, those of the picture itself: a third of the size, and no pattern of dots.
    seen = Counter(
        image.pixel(x, y) for y in range(image.height()) for x in range(image.width())
    )
    table = [colour for colour, _times in seen.most_common(256)]
    flags = Qt.ImageConversionFlag.AvoidDither
    return image.convertToFormat(QImage.Format.Format_Indexed8, table, flags)


def drawn(size: int) -> QImage:
    """The drawing in `size` × `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """An image as the bytes of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType] - a device is accepted
    return cast(bytes, buffer.data().data())


def bitmap(image: QImage) -> bytes:
    """An image as an icon holds it: header, pixels from the bottom row up, an empty mask."""
    side = image.width()
    rows = [
        bytes(cast(memoryview, image.constScanLine(y)))[: side * 4]
        for y in range(side - 1, -1, -1)
    ]
    mask = bytes((side + 31) // 32 * 4 * side)
    header = struct.pack("<IiiHHIIiiII", 40, side, side * 2, 1, 32, 0, 0, 0, 0, 0, 0)
    return header + b"".join(rows) + mask


def ico(images: list[QImage]) -> bytes:
    """The bytes of an .ico file that holds all images."""
    parts = [png(i) if i.width() >= _PNG_FROM else bitmap(i) for i in images]
    head = struct.pack("<HHH", 0, 1, len(images))
    at = len(head) + 16 * len(images)
    for image, part in zip(images, parts, strict=True):
        side = image.width() % 256  # 0 stands for 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(part), at)
        at += len(part)
    return head + b"".join(parts)


if __name__ == "__main__":
    sys.exit(main())
