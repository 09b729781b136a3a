"""Places of the text and of the document that shows it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from ui.plan_review.text_map import TextMap

_LETTERS = st.text("一二a \n𠀀😀，").map(lambda words: words.replace("a", "\r\n"))


def test_both_ends_of_a_text_are_known() -> None:
    text = "一\r\n𠀀二"
    found = TextMap(text)
    assert found.shown == "一\n𠀀二"
    assert [found.to_shown(n) for n in (0, 1, 3, 4, 5)] == [0, 1, 2, 4, 5]
    assert [found.to_text(n) for n in (0, 2, 4, 5)] == [0, 3, 4, 5]


@given(_LETTERS)
def test_every_letter_stands_where_the_document_has_it(text: str) -> None:
    found = TextMap(text)
    units = found.shown.encode("utf-16-le")
    for at, letter in enumerate(text):
        if letter == "\r":
            continue
        place = found.to_shown(at)
        size = len(letter.encode("utf-16-le"))
        assert units[2 * place : 2 * place + size].decode("utf-16-le") == letter
        assert found.to_text(place) == at


def test_the_document_counts_as_the_map_does(qtbot: QtBot) -> None:
    text = "一\r\n\r\n𠀀二\n三"
    made = QTextDocument()
    made.setPlainText(TextMap(text).shown)
    assert made.characterCount() - 1 == TextMap(text).to_shown(len(text))
