"""The gallery: every widget paints, and a change of theme at run time looks like a fresh start."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tools import gallery
from ui import theme


@pytest.fixture(autouse=True)
def _plain_look_after(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, mode="light", size=theme.STANDARD)


def _picture(qtbot: QtBot, widget: QWidget) -> QImage:
    widget.show()
    QApplication.processEvents()
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()
    QApplication.processEvents()
    return widget.grab().toImage()


def _differing(one: QImage, other: QImage) -> float:
    """The share of points, looked at in a raster, whose colours differ visibly."""
    assert one.size() == other.size()
    points = [
        (x, y) for x in range(0, one.width(), 3) for y in range(0, one.height(), 3)
    ]
    different = 0
    for x, y in points:
        a, b = one.pixelColor(x, y), other.pixelColor(x, y)
        apart = (
            abs(a.red() - b.red())
            + abs(a.green() - b.green())
            + abs(a.blue() - b.blue())
        )
        different += apart > 48
    return different / len(points)


@pytest.mark.parametrize(
    "make", [gallery.page, gallery.controls, gallery.form, gallery.grid]
)
def test_a_change_of_mode_looks_like_a_fresh_start(
    qtbot: QtBot, qapp: QApplication, make: Callable[[], QWidget]
) -> None:
    theme.apply(qapp, mode="light")
    switched = make()
    qtbot.addWidget(switched)
    light = _picture(qtbot, switched)
    theme.apply(qapp, mode="dark")
    dark = _picture(qtbot, switched)
    fresh = make()
    qtbot.addWidget(fresh)
    assert _differing(dark, _picture(qtbot, fresh)) < 0.002
    assert _differing(dark, light) > 0.5


def test_dialogs_fit_their_words_at_every_size(
    qtbot: QtBot, qapp: QApplication
) -> None:
    for size in range(len(theme.SIZES)):
        theme.apply(qapp, mode="light", size=size)
        for dialog in gallery.dialogs():
            qtbot.addWidget(dialog)
            dialog.show()
            QApplication.processEvents()
            for one in dialog.findChildren(QWidget):
                if one.isVisible() and one.parentWidget() is dialog:
                    assert dialog.rect().contains(one.geometry()), one
