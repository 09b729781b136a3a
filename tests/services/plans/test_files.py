"""Files from outside: every kind is read or refused with a sentence, and nothing ever crashes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import FileProblem
from services.plans import files
from services.plans.files import document_text, read_document
from services.plans.reader import read_plan
from tests.services.plans.docx_made import levels, made, para, table

FOLDER = Path(__file__).parent / "documents"
TEXT = "青山县营商环境宣传工作方案\n\n一、工作目标\n营造氛围。\n二、重点任务\n（一）开设专栏。每周刊播3篇。\n"


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "gb18030",
        "gbk",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
    ],
)
def test_encodings(encoding: str) -> None:
    assert document_text("a.txt", TEXT.encode(encoding)) == TEXT


@given(
    st.text(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
        min_size=1,
        max_size=400,
    )
)
def test_any_chinese_text_in_gb18030_and_utf8(text: str) -> None:
    whole = f"关于做好宣传工作的通知，请认真贯彻落实。{text}"
    assert document_text("a.txt", whole.encode("utf-8")) == whole
    assert document_text("a.txt", whole.encode("gb18030")) == whole


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"", "没有文字"),
        ("空白.txt", b"  \r\n\t ", "没有文字"),
        ("图.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "是图片"),
        ("照片.pdf", b"\xff\xd8\xff\xe0" + b"\0" * 50, "是图片"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".docx"),
        ("旧.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为"),
        ("密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "电子表格"),
        ("稿.rtf", b"{\\rtf1\\ansi}", "RTF"),
        ("坏.docx", b"PK\x03\x04" + b"\x12" * 100, "损坏"),
        ("坏.pdf", b"%PDF-1.7\nnothing here", "损坏"),
        ("程序.txt", bytes(range(256)) * 8, "编码"),
        ("包.rar", b"Rar!\x1a\x07\x00" + b"\0" * 50, "不是能读的文档"),
    ],
)  # fmt: skip
def test_refused_with_a_sentence(name: str, data: bytes, words: str) -> None:
    with pytest.raises(FileProblem) as caught:
        document_text(name, data)
    assert name in str(caught.value)
    assert words in str(caught.value)
    assert str(caught.value).endswith("。")


def test_missing_folder_and_too_big(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileProblem, match="找不到"):
        read_document(tmp_path / "无.docx")
    with pytest.raises(FileProblem, match="不是能读的文档"):
        read_document(tmp_path)
    big = tmp_path / "大.txt"
    with big.open("wb") as file:
        file.truncate(200 << 20)
    with pytest.raises(FileProblem, match="200 兆"):
        read_document(big)
    monkeypatch.setattr(files, "MAX_LETTERS", 100)
    with pytest.raises(FileProblem, match="万字"):
        document_text("长.txt", "很长".encode() * 100)


def test_word_numbers_tables_and_deleted_text() -> None:
    numbering = levels(
        ("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")
    )
    body = (
        para("青山县营商环境宣传工作方案")
        + para("重点任务", num=(1, 0))
        + para("开设专栏。每月5篇。", num=(1, 1))
        + para("社会宣传。", num=(1, 1))
        + para("悬挂横幅。", num=(1, 2))
        + para("工作要求", num=(1, 0))
        + para("加强领导。", num=(1, 1))
        + "<w:p><w:r><w:t>保留</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>加上</w:t></w:r></w:ins></w:p>"
        + para("隐藏", props="<w:rPr><w:vanish/></w:rPr>")
        + "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>文本框</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>文本框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
        + table(
            [
                ["序号", "单位", "时间"],
                ["1", "县发改局", "3月4日"],
                ["2", "县财政局", "^"],
            ]
        )
    )
    lines = [
        x
        for x in document_text("方案.docx", made(body, numbering=numbering)).split("\n")
        if x
    ]
    assert lines == [
        "青山县营商环境宣传工作方案",
        "一、重点任务",
        "（一）开设专栏。每月5篇。",
        "（二）社会宣传。",
        "1.悬挂横幅。",
        "二、工作要求",
        "（一）加强领导。",
        "保留加上",
        "文本框",
        "序号\t单位\t时间",
        "1\t县发改局\t3月4日",
        "2\t县财政局\t",
    ]


def test_a_word_document_reads_as_its_text() -> None:
    for path in sorted(FOLDER.glob("0[1257]_*.txt")):
        text = path.read_text(encoding="utf-8")
        body = "".join(para(line) for line in text.split("\n"))
        from_word = read_plan(document_text("a.docx", made(body)))
        from_text = read_plan(text)
        assert [t.text for t in from_word.tasks] == [t.text for t in from_text.tasks]
        assert from_word.issuer == from_text.issuer


def test_harmful_word_documents() -> None:
    links = b'<Relationships><Relationship Target="http://192.0.2.1/x" TargetMode="External"/></Relationships>'
    linked = made(para("正文"), more={"word/_rels/document.xml.rels": links})
    assert document_text("链接.docx", linked) == "正文"
    with pytest.raises(FileProblem, match="大得不正常"):
        document_text(
            "弹.docx", made(para("正文"), more={"word/media/a.bin": b"\0" * (64 << 20)})
        )
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with pytest.raises(FileProblem, match="损坏"):
        document_text("实体.docx", _with_document(f"{entity}<x>&b;</x>".encode()))
    with pytest.raises(FileProblem, match="电子表格"):
        document_text("表.docx", _with_document(b"<x/>", name="xl/workbook.xml"))
    deep = b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>"
    deep += b"<w:p>" * 3000 + b"</w:p>" * 3000 + b"</w:body></w:document>"
    with pytest.raises(FileProblem, match="没有文字"):
        document_text("深.docx", _with_document(deep))


def _with_document(xml: bytes, name: str = "word/document.xml") -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, xml)
    return out.getvalue()


def test_a_saved_page() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>公告</title><script>alert(1)</script></head><body><nav>首页</nav>"
        "<h1>青山县宣传方案</h1><p>一、目标</p><p><strong>小标题</strong></p>"
        "<table><tr><th>单位</th><th>时间</th></tr><tr><td>县 局</td><td>3月1日</td></tr></table><p>完<br>毕</body>"
    )
    lines = [
        x for x in document_text("a.html", page.encode("gb18030")).split("\n") if x
    ]
    assert lines == [
        "# 青山县宣传方案",
        "一、目标",
        "**小标题**",
        "单位\t时间",
        "县局\t3月1日",
        "完",
        "毕",
    ]


def test_markdown_keeps_its_lines_around_a_table_in_html() -> None:
    row = "<table><tr><td>单位</td><td>时间</td></tr></table>"
    text = f"# 青山县宣传方案\n\n一、重点任务\n（一）开设专栏。\n\n{row}\n\n二、要求\n"
    lines = [x for x in document_text("a.md", text.encode()).split("\n") if x]
    assert lines == [
        "# 青山县宣传方案",
        "一、重点任务",
        "（一）开设专栏。",
        "单位\t时间",
        "二、要求",
    ]


@pytest.fixture
def pdf(soffice_convert: Callable[[Path, str], Path]) -> Callable[[Path], Path]:
    return lambda path: soffice_convert(path, "pdf")


def test_pdf_reads_as_its_text(pdf: Callable[[Path], Path]) -> None:
    source = FOLDER / "01_civility.txt"
    reading = read_plan(read_document(pdf(source)).text)
    assert reading.title is not None
    assert reading.title.value == "清溪县2024年文明城市创建宣传工作方案"
    expected = read_plan(source.read_text(encoding="utf-8"))
    assert [[u.name for u in t.lead_units] for t in reading.tasks] == [
        [u.name for u in t.lead_units] for t in expected.tasks
    ]


@given(
    st.binary(max_size=600),
    st.sampled_from(
        (b"", b"PK\x03\x04", b"%PDF-1.4\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    ),
)
def test_any_bytes_give_text_or_a_refusal(data: bytes, start: bytes) -> None:
    with contextlib.suppress(FileProblem):
        read_plan(document_text("某.docx", start + data))
