"""Text of PDF documents, page by page; a scan without a text layer is refused."""

from __future__ import annotations

from services.plans import refusals
from services.plans.pdf_tables import has_unruled_table, page_text

MAX_PAGES = 1_000
_LETTERS_A_PAGE = 12


def pdf_text(name: str, data: bytes) -> str:
    """The text of a PDF; raises FileProblem when it is encrypted, damaged, scanned or far too long."""
    import pypdfium2 as pdfium  # pyright: ignore[reportMissingTypeStubs]

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise (
            refusals.encrypted(name)
            if "assword" in str(error)
            else refusals.damaged(name)
        ) from error
    try:
        pages = len(document)
        if pages > MAX_PAGES:
            raise refusals.too_long(name, MAX_PAGES * 1_000)
        texts: list[str] = []
        gaps = False
        for number in range(pages):
            page = document[number]
            reader = page.get_textpage()
            texts.append(page_text(page, reader, gaps=gaps))
            gaps = gaps or has_unruled_table(texts[-1])
            reader.close()
            page.close()
    except pdfium.PdfiumError as error:
        raise refusals.damaged(name) from error
    finally:
        document.close()
    letters = sum(len("".join(t.split())) for t in texts)
    if letters < _LETTERS_A_PAGE * max(1, pages):
        raise refusals.scanned(name, pages)
    return _joined(texts)


def _joined(texts: list[str]) -> str:
    """The pages in one text; a line that both pages show, clipped by the break, is kept once."""
    out: list[str] = []
    for text in texts:
        lines = [
            line.replace("\ufffe", "")
            for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        ]
        body = [line for line in lines if line.strip()]
        if (
            out
            and body
            and len(body[0].strip()) > 8
            and out[-1].strip() == body[0].strip()
        ):
            body = body[1:]
        out += body
        out.append("")
    return "\n".join(out)
