"""The theme: readable in both modes, complete, and changed while the program runs."""

from __future__ import annotations

import gc
import json
import re
import weakref
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.widgets import buttons
from ui.widgets.cards import Tile
from ui.widgets.labels import make_label

ROLES = (
    "received", "nil", "late", "missing", "returned", "exempt", "new", "changed", "merged",
    "duplicate", "wrong", "ask", "neutral", "accent", "info", "ok", "warn",
)  # fmt: skip
MODES = ("light", "dark")
READABLE = 4.5
VISIBLE = 3.0


@pytest.fixture(autouse=True)
def _plain_look_after(qapp: QApplication):  # noqa: ANN202
    yield
    theme.apply(qapp, mode="light", size=theme.STANDARD)


def _tokens(mode: str) -> dict[str, str]:
    path = theme.RESOURCES / "theme" / f"{mode}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def _luminance(color: str) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    q = QColor(color)
    return (
        0.2126 * part(q.redF()) + 0.7152 * part(q.greenF()) + 0.0722 * part(q.blueF())
    )


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert _contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert _contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
def test_text_is_readable_on_every_ground(mode: str) -> None:
    tokens = _tokens(mode)
    inks = (
        "text",
        "text_soft",
        "text_faint",
        "wrong_ink",
        "accent_ink",
        "warn_ink",
        "info_ink",
    )
    grounds = ("surface", "ground", "raised", "hover", "selection")
    poor = {
        (ink, ground): round(_contrast(tokens[ink], tokens[ground]), 2)
        for ink, ground in product(inks, grounds)
        if _contrast(tokens[ink], tokens[ground]) < READABLE
    }
    assert poor == {}


@pytest.mark.parametrize("mode", MODES)
def test_chips_and_main_buttons_are_readable(mode: str) -> None:
    tokens = _tokens(mode)
    pairs = [(f"{role}_ink", f"{role}_tint") for role in ROLES]
    # A figure or a note in a role's ink stands on cards and on the ground too.
    pairs += [
        (f"{role}_ink", ground) for role in ROLES for ground in ("surface", "ground")
    ]
    pairs += [("accent_text", f"accent{end}") for end in ("", "_hover", "_pressed")]
    pairs += [("text", "info_tint"), ("text_soft", "info_tint"), ("surface", "text")]
    poor = {
        pair: round(_contrast(*(tokens[one] for one in pair)), 2)
        for pair in pairs
        if _contrast(*(tokens[one] for one in pair)) < READABLE
    }
    assert poor == {}


@pytest.mark.parametrize("mode", MODES)
def test_the_focus_ring_stands_out(mode: str) -> None:
    tokens = _tokens(mode)
    for ground in ("surface", "ground", "accent_tint", "raised"):
        assert _contrast(tokens["focus"], tokens[ground]) >= VISIBLE


def test_both_modes_know_the_same_tokens() -> None:
    assert set(_tokens("light")) == set(_tokens("dark"))


@pytest.mark.parametrize(("mode", "size"), list(product(MODES, range(3))))
def test_the_style_sheet_is_filled_in(
    qapp: QApplication, mode: theme.Mode, size: int
) -> None:
    theme.apply(qapp, mode=mode, size=size)
    sheet = theme.style_sheet()
    assert "@" not in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert Path(path).is_file()
    assert qapp.styleSheet() == sheet


def test_a_change_is_told_and_lengths_follow(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, mode="light", size=1)
    assert theme.px(32) == 32
    with qtbot.waitSignal(theme.notifier().changed):
        theme.apply(qapp, mode="dark", size=2)
    assert theme.current().dark
    assert theme.px(32) == 37
    assert theme.font("body").pointSizeF() == 12
    assert qapp.palette().window().color() == theme.color("ground")


def test_the_same_look_again_is_no_change(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, mode="dark", size=1)
    with qtbot.assertNotEmitted(theme.notifier().changed):
        theme.apply(qapp, mode="dark", size=1)


def test_icons_are_redrawn_in_the_new_ink(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, mode="light")
    button = buttons.icon_button("search", "搜索")
    qtbot.addWidget(button)
    before = button.icon().pixmap(16, 16).toImage()
    theme.apply(qapp, mode="dark")
    assert button.icon().pixmap(16, 16).toImage() != before


def test_a_follower_that_is_gone_is_left_alone(
    qtbot: QtBot, qapp: QApplication
) -> None:
    seen: list[bool] = []
    theme.apply(qapp, mode="light")
    button = QPushButton()
    theme.follow(button, lambda: seen.append(theme.current().dark))
    theme.apply(qapp, mode="dark")
    with qtbot.waitSignal(button.destroyed):
        button.deleteLater()
    theme.apply(qapp, mode="light")
    assert seen == [False, True]


def test_labels_follow_the_text_size(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, mode="light", size=1)
    label = make_label("周报", "title")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.font().pointSizeF() == 15
    theme.apply(qapp, mode="light", size=2)
    label.ensurePolished()
    assert label.font().pointSizeF() == theme.font("title").pointSizeF() == 17


@pytest.mark.parametrize(
    "make", [lambda: buttons.icon_button("undo", "撤销"), lambda: Tile("3", "迟报")]
)
def test_following_the_theme_keeps_nobody_alive(
    qapp: QApplication, make: Callable[[], QWidget]
) -> None:
    known = weakref.ref(make())
    gc.collect()
    assert known() is None
    theme.apply(qapp, mode="dark")


def test_every_icon_draws_something_and_an_unknown_one_nothing(
    qapp: QApplication,
) -> None:
    names = [path.stem for path in (theme.RESOURCES / "icons").glob("*.svg")]
    wanted = (
        "home board intake story registers history settings search back forward plus minus trash "
        "undo redo print copy open folder file check warning info close chevron-left chevron-right "
        "chevron-down calendar upload download send filter more link split join user theme issue"
    )
    assert set(wanted.split()) <= set(names)
    for name in names:
        image = theme.pixmap(name, "text", 16).toImage()
        inked = [
            (x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 0
        ]
        assert len(inked) > 5, name
    assert theme.icon("no-such-icon").isNull()


def test_an_unknown_token_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        theme.color("no_such_token")
