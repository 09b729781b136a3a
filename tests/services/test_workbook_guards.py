"""Bad files from outside: each is refused with a sentence, fast, in little memory, and the process lives on."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.errors import FileProblem
from services.intake.workbook import read_book
from tests.services.workbook_files import (
    biff,
    lying_zip,
    ole,
    with_cells,
    with_part,
    workbook,
)

FORM = [["标题", "媒体"], ["甲", "县电视台"]]


def refusal(path: Path) -> str:
    """The sentence with which a file is refused."""
    before = path.read_bytes()
    with pytest.raises(FileProblem) as caught:
        read_book(path)
    assert path.read_bytes() == before
    sentence = str(caught.value)
    assert sentence.startswith(f"“{path.name}”")
    assert sentence.endswith("。")
    return sentence


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.xlsx", b"", "空文件"),
        ("空.csv", b"", "空文件"),
        ("文字.xlsx", "标题,媒体\n甲,乙".encode(), "内容却不是 Excel"),
        ("乱.xls", bytes(range(256)) * 20, "内容却不是 Excel"),
        ("断.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "没有复制完整"),
        ("网页.xls", b"\xef\xbb\xbf <html><table><tr><td>1", "其实是网页"),
        ("旧.xls", b'<?xml version="1.0"?><Workbook/>', "XML 文件"),
        ("文.pdf", b"%PDF-1.7 ...", "PDF"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n", "图片"),
        ("乱码.csv", b"\x00\x01\x02" * 50, "不是能认出的文字"),
        ("断.xlsx", b"PK\x03\x04" + bytes(50), "没有复制完整"),
    ],
)
def test_files_that_are_no_workbooks(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert words in refusal(path)


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_truncated_workbook(tmp_path: Path, keep: float) -> None:
    whole = workbook(tmp_path / "a.xlsx", FORM * 50).read_bytes()
    path = tmp_path / "断.xlsx"
    path.write_bytes(whole[: int(len(whole) * keep)])
    assert "没有复制完整" in refusal(path)


def test_damaged_inside(tmp_path: Path) -> None:
    whole = bytearray(workbook(tmp_path / "a.xlsx", FORM * 200).read_bytes())
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    whole[at : at + 200] = bytes(200)
    path = tmp_path / "坏.xlsx"
    path.write_bytes(bytes(whole))
    assert "已损坏" in refusal(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_broken_xml(tmp_path: Path, part: str) -> None:
    path = workbook(tmp_path / "a.xlsx", FORM)
    broken = with_part(path, tmp_path / "b.xlsx", part, lambda x: x[: len(x) // 2])
    assert "已损坏" in refusal(broken)


@pytest.mark.parametrize(
    ("streams", "words"),
    [
        (["EncryptionInfo", "EncryptedPackage"], "设了打开密码"),
        (["Workbook", "_VBA_PROJECT_CUR"], "带宏"),
        (["WordDocument", "1Table"], "Word 文档"),
        (["PowerPoint Document"], "演示文稿"),
        (["别的"], "没有复制完整"),
    ],
)
def test_ole_files(tmp_path: Path, streams: list[str], words: str) -> None:
    for name in ("表.xlsx", "表.xls"):
        path = tmp_path / name
        path.write_bytes(ole(dict.fromkeys(streams, os.urandom(5000))))
        assert words in refusal(path)


def test_old_workbook_with_password(tmp_path: Path) -> None:
    path = tmp_path / "密.xls"
    password = struct.pack("<HHHHH", 0x2F, 6, 0, 1, 2)
    path.write_bytes(ole({"Workbook": biff([(0, 0, 1.0)], password)}))
    assert "设了打开密码" in refusal(path)


def test_old_macro_sheet(tmp_path: Path) -> None:
    path = tmp_path / "宏.xls"
    stream = bytearray(biff([(0, 0, 1.0)]))
    at = stream.index(struct.pack("<HH", 0x85, 12)) + 4
    stream[at + 5] = 1
    path.write_bytes(ole({"Workbook": bytes(stream)}))
    assert "带宏" in refusal(path)


def test_encrypted_members_and_ods(tmp_path: Path) -> None:
    data = bytearray(workbook(tmp_path / "a.xlsx", FORM).read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    locked = tmp_path / "密.xlsx"
    locked.write_bytes(bytes(data))
    assert "设了打开密码" in refusal(locked)
    ods = tmp_path / "密.ods"
    with zipfile.ZipFile(ods, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", os.urandom(400))
        archive.writestr(
            "META-INF/manifest.xml", "<manifest:encryption-data checksum='x'/>"
        )
    assert "设了打开密码" in refusal(ods)


def test_macro_workbooks(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", FORM)
    inside = with_part(path, tmp_path / "b.xlsx", "xl/vbaProject.bin", lambda _: b"x")
    assert "带宏" in refusal(inside)
    named = path.rename(tmp_path / "c.xlsm")
    assert "另存为" in refusal(named)


def test_archives_of_other_kinds(tmp_path: Path) -> None:
    for name, part, words in (
        ("a.zip", "周报.xlsx", "压缩包"),
        ("a.docx", "word/document.xml", "Word"),
        ("a.pptx", "ppt/presentation.xml", "演示文稿"),
        ("a.xlsx", "别的.txt", "没有复制完整"),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(part, "x")
        assert words in refusal(tmp_path / name)


def test_two_parts_of_one_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", FORM)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/SHEET1.xml", "<worksheet/>")
    assert "已损坏" in refusal(path)


def test_zip_bombs(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", FORM)
    big = bytes(120 << 20)
    for part in ("xl/worksheets/sheet1.xml", "xl/media/image1.png", "xl/x.xml"):
        bomb = with_part(path, tmp_path / "弹.xlsx", part, lambda _: big)
        began = time.perf_counter()
        assert "大得不正常" in refusal(bomb)
        assert time.perf_counter() - began < 1


def test_zip_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", FORM)
    part = "xl/worksheets/sheet1.xml"
    bomb = with_part(path, tmp_path / "b.xlsx", part, lambda x: x + b" " * (150 << 20))
    bomb.write_bytes(lying_zip(bomb.read_bytes(), part, 5_000))
    assert refusal(bomb)


def far(row: int, column: str, value: bytes = b"<v>1</v>") -> bytes:
    """The XML of a row with one cell."""
    return b'<row r="%d"><c r="%s%d">%s</c></row>' % (row, column.encode(), row, value)


@pytest.mark.parametrize(
    "rows",
    [
        far(1048576, "XFD"),
        far(1048576, "A"),
        far(60_000, "ZZ"),
        far(1048576, "XFD").replace(b'"', b"'"),
        far(1048576, "XFD").replace(b"r=", b"r = "),
        far(1048576, "XFD").replace(b"<c", b"<x:c").replace(b"</c", b"</x:c"),
        b'<row r="1048576">' + b"<c><v>1</v></c>" * 50 + b"</row>",
        b"<row>" + b"<c><v>1</v></c>" * 16_384 + b"</row>" + far(9_000, "A"),
        far(1048576, "XFD", b'<is><t xml:space="preserve">x</t></is>').replace(
            b"<c ", b'<c t="inlineStr" '
        ),
    ],
)
def test_values_far_away(tmp_path: Path, rows: bytes) -> None:
    path = workbook(tmp_path / "a.xlsx", FORM)
    sentence = refusal(with_cells(path, tmp_path / "远.xlsx", rows))
    assert "离表格太远" in sentence
    assert "工作表“周报”" in sentence


def test_far_value_behind_a_lot_of_blanks(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", FORM)
    blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(9, 300_009))  # fmt: skip
    rows = blank + far(1048576, "XFD")
    assert "第 1048576 行 XFD 列" in refusal(
        with_cells(path, tmp_path / "远.xlsx", rows)
    )


def test_far_sheet_under_another_name(tmp_path: Path) -> None:
    path = with_cells(
        workbook(tmp_path / "a.xlsx", FORM), tmp_path / "b.xlsx", far(1048576, "XFD")
    )
    with zipfile.ZipFile(path) as old:
        parts = {n: old.read(n) for n in old.namelist()}
    parts["xl/theme/hidden.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    rels = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = rels.replace(
        b"worksheets/sheet1.xml", b"theme/hidden.xml"
    )
    target = tmp_path / "c.xlsx"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    assert "离表格太远" in refusal(target)


def test_far_value_in_old_workbook_and_ods(tmp_path: Path) -> None:
    xls = tmp_path / "远.xls"
    xls.write_bytes(ole({"Workbook": biff([(0, 0, 1.0), (65535, 255, 1.0)])}))
    assert "第 65536 行 IV 列" in refusal(xls)
    for repeats in (
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
        '<table:table-cell office:value-type="string"><text:p>远</text:p></table:table-cell></table:table-row>',
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="9000"'
        ' office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>',
    ):
        assert "离表格太远" in refusal(ods(tmp_path / "远.ods", repeats))


def ods(path: Path, rows: str) -> Path:
    """An .ods with one sheet of these rows."""
    spaces = " ".join(
        f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"'
        for p in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
            f'<table:table table:name="表">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_far_value_in_binary_workbook(tmp_path: Path) -> None:
    def record(kind: int, body: bytes) -> bytes:
        return bytes([kind, len(body)]) + body

    cell = struct.pack("<IId", 16_383, 0, 1.0)
    sheet = record(0, struct.pack("<II", 0, 0)) + record(
        5, struct.pack("<IId", 0, 0, 1.0)
    )
    sheet += bytes([0xB0, 0x01, 2, 0, 0])  # a record whose number takes two bytes
    sheet += record(0, struct.pack("<II", 1_048_575, 0)) + record(5, cell)
    path = tmp_path / "远.xlsb"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    assert "第 1048576 行 XFD 列" in refusal(path)


def test_blank_repeats_of_ods_cost_nothing(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>值</text:p></table:table-cell>'
    blank = '<table:table-cell table:number-columns-repeated="16380"/>'
    rows = f"<table:table-row>{cell}{blank}</table:table-row>"
    rows += f'<table:table-row table:number-rows-repeated="1048500">{blank}</table:table-row>'
    found = read_book(ods(tmp_path / "空.ods", rows)).sheets[0]
    assert found.rows == [["值"]]


def test_entities_of_ods_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "实体.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml",
            '<!DOCTYPE a [<!ENTITY x "y">]><office:body>&x;</office:body>',
        )
    assert "已损坏" in refusal(path)


_MEASURE = """
import resource, sys, time
from pathlib import Path
import python_calamine
from services.intake.workbook import read_book
from services.intake import workbook_xlsx
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.perf_counter()
rows = read_book(Path(sys.argv[1])).sheets[0].rows
print(len(rows), time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured with getrusage")
def test_a_million_styled_blank_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", FORM)
    rows = b"".join(
        b'<row r="%d" s="1"><c r="A%d" s="0"/></row>' % (n, n)
        for n in range(3, 1_048_577)
    )
    target = with_cells(path, tmp_path / "空行.xlsx", rows)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(target)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    count, seconds, kilobytes = done.stdout.split()
    assert count == "2"
    assert float(seconds) < 6  # under a second on an idle machine
    assert int(kilobytes) < 60_000


def test_blank_end_is_cut_and_merges_and_links_stay(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (["标题", "链接"], ["甲", "查看"], ["乙", "查看"]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet["C3"] = "末"
    book.save(tmp_path / "a.xlsx")
    rows = b"".join(
        b'<row r="%d" spans="1:9" s="1" customFormat="1"/>' % n
        for n in range(4, 300_000)
    )
    path = with_cells(tmp_path / "a.xlsx", tmp_path / "b.xlsx", rows)
    assert read_book(path).sheets[0].rows == [
        ["标题", "链接"],
        ["甲", "查看"],
        ["乙", "查看", "末"],
    ]


def test_a_large_sheet_is_read_whole(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("大")
    for number in range(12_000):
        sheet.append(
            [number, f"标题之{number}", "县电视台", "http://a.cn/" + "x" * 700]
        )
    book.save(tmp_path / "大.xlsx")
    with zipfile.ZipFile(tmp_path / "大.xlsx") as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size > 8 << 20
    rows = read_book(tmp_path / "大.xlsx").sheets[0].rows
    assert len(rows) == 12_000
    assert rows[-1][:2] == [11_999, "标题之11999"]


def test_too_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "多.csv"
    path.write_bytes(b"a,b\n" * 200_001)
    assert "超过 200000 行" in refusal(path)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="没有找到"):
        read_book(tmp_path / "没有.xlsx")
    with pytest.raises(FileProblem, match="是文件夹"):
        read_book(tmp_path)
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        path = workbook(tmp_path / "a.xlsx", FORM)
        path.chmod(0)
        with pytest.raises(FileProblem, match="占用"):
            read_book(path)


def test_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx", FORM)

    def locked(_: Path) -> bytes:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(FileProblem, match="正被其他程序占用"):
        read_book(path)
