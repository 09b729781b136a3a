"""Radicals in the place of characters, as some PDF files have them."""

from __future__ import annotations

from services.plans.files import document_text
from services.plans.radicals import plain_letters


def test_radicals_become_the_characters_they_show() -> None:
    text = "云岭县⽂明乡⻛宣传⽅案，⼾⼾知晓，⻘年⻓期参与，⽉底前⻅效"
    plain = "云岭县文明乡风宣传方案，户户知晓，青年长期参与，月底前见效"
    assert plain_letters(text) == plain
    assert document_text("方案.txt", text.encode()) == plain


def test_other_letters_are_left_alone() -> None:
    text = "一、工作目标（2026年）ＡＢ①㈠ ．"
    assert plain_letters(text) is text
