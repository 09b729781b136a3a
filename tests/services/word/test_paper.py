"""The kit: page and grid of the standard, fonts, page numbers, tables, bytes that do not change."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from services.output.word import layout
from services.output.word.marks import squeezed, tidy_marks
from services.output.word.paper import Paper
from services.output.word.tables import column_widths
from services.output.word.titles import broken

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _paper() -> Paper:
    paper = Paper()
    paper.letterhead(["中共云岭县委宣传部"])
    paper.number("云宣发〔2026〕7号")
    paper.title("关于印发《云岭县禁毒宣传工作方案》的通知", blank_above=2)
    paper.recipients("各乡镇")
    paper.body("现印发给你们。")
    paper.head(1, "一、", "工作目标")
    paper.head(2, "（一）", "宣传引导", "各单位要抓好落实。")
    paper.head(3, "1.", "", "各单位要抓好落实。")
    paper.annex_note([("1", "安排表"), ("2", "名单")])
    paper.signature(["中共云岭县委宣传部"], "2026年3月2日")
    paper.annex("附件1", "安排表")
    paper.table([["序号", "单位"], ["1", "县教育局"]])
    paper.imprint(["县委办公室"], "中共云岭县委宣传部", "2026年3月2日")
    return paper


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return _paper().save(tmp_path / "公文.docx", title="试")


def _part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def _open(path: Path) -> Any:
    from docx import Document

    return Document(str(path))


def test_the_page_of_the_standard(saved: Path) -> None:
    section = _open(saved).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert [round(m.mm) for m in (section.top_margin, section.left_margin)] == [37, 28]
    text = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    high = section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm
    assert (round(text), round(high)) == (156, 225)
    grid = re.search(r"<w:docGrid[^>]*>", _part(saved, "word/document.xml"))
    assert grid
    assert 'w:type="linesAndChars"' in grid[0]
    pitch = re.search(r'linePitch="(\d+)"', grid[0])
    assert pitch
    assert int(layout.twips(225) / int(pitch[1])) == 22


def test_twenty_eight_letters_fill_a_line() -> None:
    room = layout.twips(156) / 20
    letter = layout.SIZE_3 + layout.TIGHTER / 20
    assert int(room / letter) == 28


def test_fonts_are_named_for_chinese_and_no_theme_is_left(saved: Path) -> None:
    styles = _part(saved, "word/styles.xml")
    body = _part(saved, "word/document.xml")
    for fonts in re.findall(r"<w:rFonts[^>]*>", styles + body):
        assert "w:eastAsia=" in fonts
        assert "Theme" not in fonts
    assert {"方正小标宋简体", "仿宋", "黑体", "楷体"} <= set(
        re.findall(r'w:eastAsia="([^"]+)"', styles)
    )
    table = _part(saved, "word/fontTable.xml")
    assert 'w:val="FZXiaoBiaoSong-B05S,方正小标宋_GBK,小标宋体,宋体,SimSun"' in table


def test_page_numbers_stand_outside(saved: Path) -> None:
    document = _open(saved)
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        xml = footer.paragraphs[0]._p.xml
        assert f'<w:jc w:val="{side}"/>' in xml
        assert "PAGE" in xml
        assert "— " in xml


def test_the_head_row_comes_again(saved: Path) -> None:
    table = _open(saved).tables[0]
    rows = list(table.rows)
    assert "w:tblHeader" in rows[0]._tr.xml
    assert "w:tblHeader" not in rows[1]._tr.xml
    assert all("w:cantSplit" in r._tr.xml for r in rows)


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    one = _paper().save(tmp_path / "甲.docx").read_bytes()
    two = _paper().save(tmp_path / "乙.docx").read_bytes()
    assert one == two


def test_an_annex_begins_a_page(saved: Path) -> None:
    document = _open(saved)
    mark = next(p for p in document.paragraphs if p.text == "附件1")
    assert "w:pageBreakBefore" in mark._p.xml
    assert mark.style.name == "附件标记"


def test_only_the_head_is_in_the_font_of_its_level(saved: Path) -> None:
    runs = next(p for p in _open(saved).paragraphs if p.text.startswith("（一）")).runs
    assert runs[0].text == "（一）宣传引导。"
    assert "楷体" in runs[0]._r.xml
    assert "楷体" not in runs[1]._r.xml


@pytest.mark.parametrize(
    "title",
    [
        "关于印发《白银市平川区优化营商环境专项整治行动宣传报道工作方案》的通知",
        "浙南产业集聚区“再造改革开放新优势、再创高质量发展新辉煌”营商环境提升年宣传方案",
        "某县2026年安全生产月宣传方案",
    ],
)
def test_titles_are_broken_evenly(title: str) -> None:
    room = 20.0
    lines = broken(title, room)
    assert "".join(lines) == title
    sizes = [layout.width_of(line) for line in lines]
    assert max(sizes) <= room
    assert min(sizes) >= max(sizes) * 0.5
    assert not any(line[0] in "，、。》）”" or line[-1] in "《（“" for line in lines)


def test_widths_fill_the_line_and_short_columns_stay_whole() -> None:
    rows = [["序号", "单位", "内容"], ["1", "市生态环境局", "很长的内容" * 20]]
    widths = column_widths(rows, 8844)
    assert sum(widths) == 8844
    assert widths[1] >= 6 * layout.SIZE_S4 * 20
    assert widths[2] > widths[1] > widths[0]
    assert sum(column_widths([[str(n) * 9 for n in range(12)]], 8844)) == 8844


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ('开设"一把手谈"专栏,每周1期', "开设“一把手谈”专栏，每周1期"),
        ("各乡镇(街道):", "各乡镇（街道）："),
        ("LED 3,000块", "LED 3,000块"),
        ("abc@163.com", "abc@163.com"),
        ("上午9:30开始", "上午9:30开始"),
    ],
)
def test_marks_beside_chinese_are_full_width(raw: str, tidy: str) -> None:
    assert tidy_marks(raw) == tidy
    assert squeezed(raw) == squeezed(tidy)
