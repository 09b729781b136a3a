"""A document from outside: what it is by its bytes, and its text; FileProblem says what cannot be read and why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from services.plans import refusals
from services.plans.articles import fence_end
from services.plans.encodings import decode
from services.plans.html import html_text, is_html
from services.plans.radicals import plain_letters

MAX_FILE = 60 << 20
MAX_LETTERS = 3_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_PICTURES = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x00\x0cjP",
)
_OTHER = (b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"MZ", b"\x7fELF", b"OggS", b"ID3")
_OLD = (".doc", ".wps", ".dot", ".wpt")


@dataclass(frozen=True)
class Document:
    """The text of a file, its name without folder and the hash of its bytes."""

    name: str
    sha256: str
    text: str


def read_document(path: Path) -> Document:
    """The text of a .docx, .pdf, .txt, .md or .html file; raises FileProblem with one Chinese sentence."""
    name = path.name
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise refusals.other_kind(name)
        if size > MAX_FILE:
            raise refusals.too_big(name, size, MAX_FILE)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise refusals.missing(name) from error
    except OSError as error:
        raise refusals.unreadable(name) from error
    return Document(name, hashlib.sha256(data).hexdigest(), document_text(name, data))


def document_text(name: str, data: bytes) -> str:
    """The text of a file's bytes; its kind is told by the bytes, not by the name. Raises FileProblem."""
    if not data:
        raise refusals.empty(name)
    if data[:2] == b"PK":
        from services.plans.docx import docx_text

        text = docx_text(name, data)
    elif b"%PDF-" in data[:1024]:
        from services.plans.pdf import pdf_text

        text = pdf_text(name, data)
    else:
        text = _plain(name, data)
    if not text.strip():
        raise refusals.empty(name)
    if len(text) > MAX_LETTERS:
        raise refusals.too_long(name, MAX_LETTERS)
    return plain_letters(text)


def _plain(name: str, data: bytes) -> str:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise refusals.encrypted(name)
        is_book = (
            any(b in data[: 1 << 20] for b in _BOOK)
            and "WordDocument".encode("utf-16-le") not in data
        )
        raise refusals.table(name) if is_book else refusals.old_word(name)
    if data.startswith(b"{\\rtf"):
        raise refusals.rich_text(name)
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise refusals.picture(name)
    if data.startswith(_OTHER):
        raise refusals.other_kind(name)
    text = decode(data)
    if text is None:
        if Path(name).suffix.lower() in _OLD:
            raise refusals.old_word(name)
        raise (
            refusals.unknown_letters(name)
            if Path(name).suffix.lower() in (".txt", ".md", ".html", ".htm")
            else refusals.other_kind(name)
        )
    skip = fence_end(text)
    if is_html(text[skip:]):
        return text[:skip] + html_text(text[skip:])
    return text
