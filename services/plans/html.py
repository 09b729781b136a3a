"""Saved pages: their text as lines, tables as rows with tabs, bold paragraphs marked with **."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = {
    "p", "div", "br", "li", "ul", "ol", "table", "section", "article", "header", "footer", "blockquote", "dd", "dt",
    "h1", "h2", "h3", "h4", "h5", "h6", "center", "pre", "hr", "tbody", "thead", "main", "form", "figure",
}  # fmt: skip
_SKIPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "nav",
    "select",
    "option",
    "button",
    "iframe",
    "object",
}
_TAGS = re.compile(
    r"<(?:p|br|div|td|strong|span|table|html|body|h[1-6])\b[^<>]{0,300}>", re.IGNORECASE
)
_MIN_TAGS = 3


def is_html(text: str) -> bool:
    """Whether a text is a page, or plain text with paragraphs or tables in HTML."""
    if is_page(text):
        return True
    return "<table" in text.lower() or len(_TAGS.findall(text[:20_000])) >= _MIN_TAGS


def is_page(text: str) -> bool:
    """Whether a text is HTML as a whole, so that its own line breaks mean nothing."""
    return bool(
        re.match(r"\s*(?:<!doctype html|<html\b|<\?xml)", text[:200], re.IGNORECASE)
    )


def html_text(text: str) -> str:
    """The text of a page. Broken pages are read as far as they make sense."""
    parser = _Reader(keep_lines=not is_page(text))
    parser.feed(text)
    parser.close()
    return parser.result()


class _Reader(HTMLParser):
    def __init__(self, *, keep_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.keep_lines = keep_lines
        self.lines: list[str] = []
        self.line: list[str] = []
        self.bold: list[str] = []
        self.skip = 0
        self.strong = 0
        self.row: list[str] | None = None
        self.title = ""
        self.in_title = False
        self.head = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a cell or bold text."""
        del attrs
        if tag in _SKIPPED:
            self.skip += 1
        elif tag == "title":
            self.in_title = True
        elif tag in ("strong", "b"):
            self.strong += 1
        elif tag == "tr":
            self._flush()
            self.row = []
        elif tag in ("td", "th"):
            self.line, self.bold = [], []
        elif tag in _BLOCKS and self.row is None:
            self._flush()
            if tag[0] == "h" and tag[1:].isdigit():
                self.head = "# "

    def handle_endtag(self, tag: str) -> None:
        """End a block, a cell or bold text."""
        if tag in _SKIPPED:
            self.skip = max(0, self.skip - 1)
        elif tag == "title":
            self.in_title = False
        elif tag in ("strong", "b"):
            self.strong = max(0, self.strong - 1)
        elif tag in ("td", "th") and self.row is not None:
            self.row.append("".join("".join(self.line).split()))
            self.line, self.bold = [], []
        elif tag == "tr" and self.row is not None:
            cells, self.row = self.row, None
            self.lines.append("\t".join(cells) if len(cells) > 1 else "".join(cells))
        elif tag in _BLOCKS and self.row is None:
            self._flush()

    def handle_data(self, data: str) -> None:
        """Text."""
        if self.in_title:
            self.title += data
        elif not self.skip:
            pieces = (
                data.split("\n") if self.keep_lines and self.row is None else [data]
            )
            for n, piece in enumerate(pieces):
                if n:
                    self._flush()
                self.line.append(piece)
                if self.strong:
                    self.bold.append(piece)

    def result(self) -> str:
        """Everything read so far."""
        self._flush()
        lines = [line for line in self.lines if line.strip()]
        title = " ".join(self.title.split())
        if title and not any(line.startswith("# ") for line in lines):
            lines.insert(0, f"# {title}")
        return "\n\n".join(lines)

    def _flush(self) -> None:
        text = " ".join("".join(self.line).split())
        bold = " ".join("".join(self.bold).split())
        if text:
            self.lines.append(
                f"{self.head}{text}"
                if self.head
                else f"**{text}**"
                if bold == text
                else text
            )
        self.line, self.bold, self.head = [], [], ""
