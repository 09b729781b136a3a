"""Reading in: files of every kind, refusals, several at once, articles, text that was pasted."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from pytestqt.qtbot import QtBot

from tests.services.plans.correcting.a_plan import TEXT
from tests.ui.support import heard, until_idle
from tests.ui.window import button
from ui.context import AppContext
from ui.navigation import Place
from ui.plan_review.choose import PasteDialog
from ui.plan_review.page import CHECK, CHOOSE, REFUSED, PlanReviewPage

ARTICLE = """---
title: 乡风新事
date: 2026-05-18
---
# 乡风新事

本报讯（记者 李江）近日，云岭县白水镇举行集中宣讲，群众纷纷点赞。

来源：市日报
"""


def read(page: PlanReviewPage, qtbot: QtBot, *paths: Path) -> None:
    page.open(Place.of("plan_review", files=[str(p) for p in paths]))
    until_idle(qtbot, page.context)


def as_docx(path: Path) -> Path:
    made = docx.Document()
    for line in TEXT.splitlines():
        made.add_paragraph(line)
    made.save(str(path))
    return path


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_the_empty_page_says_what_to_do(empty_page: PlanReviewPage) -> None:
    assert empty_page.stack.currentIndex() == CHOOSE
    assert button(empty_page, "选择文件…").isEnabled()
    assert not empty_page.save_button.isVisible()


@pytest.mark.parametrize("kind", ["docx", "gb18030", "utf-16", "md", "html"])
def test_a_plan_is_read_from_every_kind_of_file(
    empty_page: PlanReviewPage, tmp_path: Path, qtbot: QtBot, kind: str
) -> None:
    if kind == "docx":
        path = as_docx(tmp_path / "方案.docx")
    elif kind == "html":
        inner = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
        body = f"<html><body>{inner}</body></html>".encode()
        path = write(tmp_path / "方案.html", body)
    elif kind == "md":
        path = write(tmp_path / "方案.md", TEXT.encode())
    else:
        path = write(tmp_path / "方案.txt", TEXT.encode(kind))
    read(empty_page, qtbot, path)
    assert empty_page.stack.currentIndex() == CHECK
    assert empty_page.draft is not None
    reading = empty_page.draft.reading
    assert reading.title is not None
    assert reading.title.value == "云岭县2026年文明乡风宣传方案"
    assert [t.head for t in reading.tasks] == [
        "开展集中宣讲",
        "制作宣传产品",
        "开设专题专栏",
    ]
    assert "文明乡风宣传方案" in empty_page.check.text.toPlainText()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("空.txt", b"", "没有文字"),
        ("图.docx", b"\x89PNG\r\n\x1a\n" + bytes(64), "图片"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为"),
        ("坏.docx", b"PK\x03\x04" + bytes(80), "损坏"),
        ("密.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为"),
    ],
)
def test_what_cannot_be_read_is_told_calmly_on_the_page(
    empty_page: PlanReviewPage,
    tmp_path: Path,
    qtbot: QtBot,
    name: str,
    data: bytes,
    said: str,
) -> None:
    read(empty_page, qtbot, write(tmp_path / name, data))
    assert empty_page.stack.currentIndex() == REFUSED
    entry = empty_page.entry
    assert entry is not None
    assert name in entry.refusal
    assert said in entry.refusal
    assert not empty_page.save_button.isVisible()
    assert button(empty_page, "选择别的文件…").isVisible()


def test_an_article_is_no_plan_and_can_still_be_sorted_by_hand(
    empty_page: PlanReviewPage, qtbot: QtBot
) -> None:
    empty_page.open(Place.of("plan_review", text=ARTICLE))
    until_idle(qtbot, empty_page.context)
    assert empty_page.stack.currentIndex() == CHECK
    assert not empty_page.save_button.isVisible()
    assert "集中宣讲" in empty_page.check.text.toPlainText()
    button(empty_page, "仍按方案整理").click()
    assert empty_page.save_button.isVisible()
    assert empty_page.draft is not None
    assert empty_page.draft.reading.kind.value == "plan"
    empty_page.undo()
    assert empty_page.draft.reading.kind.value == "article"


def test_several_files_are_looked_through_one_after_another(
    empty_page: PlanReviewPage, plan_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = as_docx(tmp_path / "另一份.docx")
    bad = write(tmp_path / "空.txt", b"")
    read(empty_page, qtbot, plan_file, bad, other)
    assert [e.name for e in empty_page.entries] == [
        "文明乡风方案.txt",
        "空.txt",
        "另一份.docx",
    ]
    assert empty_page.files.isVisible()
    empty_page.show_entry(1)
    assert empty_page.stack.currentIndex() == REFUSED
    empty_page.show_entry(2)
    assert empty_page.stack.currentIndex() == CHECK
    empty_page.discard()
    assert [e.name for e in empty_page.entries] == ["文明乡风方案.txt", "空.txt"]


def test_a_folder_stands_for_the_documents_in_it(
    empty_page: PlanReviewPage, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "方案"
    folder.mkdir()
    as_docx(folder / "甲.docx")
    write(folder / "~$甲.docx", b"lock")
    write(folder / "表.xlsx", b"PK")
    read(empty_page, qtbot, folder)
    assert [e.name for e in empty_page.entries] == ["甲.docx"]


def test_pasted_text_is_read(empty_page: PlanReviewPage, qtbot: QtBot) -> None:
    empty_page.context.place_wanted.connect(empty_page.open)
    button(empty_page, "粘贴文字…").click()
    qtbot.waitUntil(lambda: empty_page.findChild(PasteDialog) is not None)
    paste = empty_page.findChild(PasteDialog)
    assert isinstance(paste, PasteDialog)
    assert paste.text.toPlainText() == ""
    button(paste, "识读").click()
    assert paste.isVisible()
    paste.text.setPlainText(TEXT)
    button(paste, "识读").click()
    until_idle(qtbot, empty_page.context)
    assert empty_page.draft is not None
    assert len(empty_page.draft.reading.tasks) == 3


def test_a_plan_that_was_saved_before_is_told(
    page: PlanReviewPage, plan_file: Path, qtbot: QtBot, context: AppContext
) -> None:
    going = heard(context.place_wanted)
    page.save_button.click()
    until_idle(qtbot, context)
    assert going[-1].page == "campaigns"
    read(page, qtbot, plan_file)
    show = button(page, "打开已有的")
    show.click()
    assert going[-1].get("plan") == 1
