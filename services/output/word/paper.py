"""`Paper`: an official document written part by part, then saved as .docx.

paper = Paper()
paper.letterhead(["某某县委宣传部"]); paper.number("某宣发〔2026〕3号")
paper.title("关于…的通知"); paper.recipients("各乡镇"); paper.body("为…")
paper.head(1, "一、", "工作目标"); paper.head(3, "1.", "抓好落实", "各单位要…")
paper.annex_note([("1", "安排表")]); paper.signature(["某某县委宣传部"], "2026年3月1日")
paper.annex("附件", "安排表"); paper.table(rows)
paper.imprint(["县委办"], "某某县委宣传部", "2026年3月2日"); paper.save(path)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.output.word import layout, page, styles
from services.output.word.imprint import add_imprint
from services.output.word.styles import Look
from services.output.word.tables import Rows, add_table
from services.output.word.titles import broken
from services.output.word.xml import element, put

_LATIN = re.compile(r"[A-Za-z0-9@._/:-]{12,}")
_RUN_IN_ENDS = "。：；！？，"
_SEALED_RIGHT = 4.0
"""Letters between a sealed date and the right edge."""
_TIGHT = 27.0
"""A name broader than this would run over the line."""


class Paper:
    """An official document; `sealed` tells that it will be stamped, which moves the signature."""

    def __init__(self, *, sealed: bool = True) -> None:
        from docx import Document

        self._document: Any = Document()
        self._body: Any = self._document.element.body
        for child in list(self._body):
            if not str(child.tag).endswith("}sectPr"):
                self._body.remove(child)
        page.set_up(self._document)
        self._sealed = sealed
        self._fresh_page = False
        self._role = 0.0

    # --- the head --------------------------------------------------------------------------------

    def letterhead(self, offices: Sequence[str]) -> None:
        """The red letterhead, one line for each office; 「文件」 is added behind the last."""
        lines = [o.removesuffix("文件") for o in offices if o]
        if not lines:
            return
        if len(lines) == 1:
            lines = [lines[0] + "文件"]
        else:
            lines[-1] += "文件"
        size = _fitting(lines)
        for n, line in enumerate(lines):
            made = self._paragraph(styles.LETTERHEAD, line)
            before = layout.twips(layout.TO_LETTERHEAD) - layout.LINE if n == 0 else 0
            pitch = round(size * 20 * 1.35)
            spacing = element(
                "spacing", before=0, after=0, line=pitch, lineRule="exact"
            )
            if n == 0:
                self._space(made, before)
            put(made.get_or_add_pPr(), spacing)
            for run in made.findall(f".//{{{_W}}}r"):
                run.insert(
                    0,
                    styles.run_properties(layout.TITLE, size, layout.RED, bold=False),
                )

    def number(self, number: str, *, red_line: bool = True) -> None:
        """The document number, with the red line under it when a letterhead stands above."""
        if red_line:
            self.blank(2)
        made = self._paragraph(styles.NUMBER, number)
        if red_line:
            self._red_line(made)

    def red_line(self) -> None:
        """The red line alone, for a letterhead without a number."""
        self.blank()
        self._red_line(self._paragraph(styles.NUMBER, ""))

    def title(self, text: str, *, blank_above: int = 0) -> None:
        """The title, broken into lines that are neither ragged words nor a lone last letter."""
        self.blank(blank_above)
        lines = broken(text, layout.BODY_WIDTH / (layout.SIZE_2 * 25.4 / 72))
        self._centred(self._paragraph(styles.TITLE, *lines))

    def recipients(self, text: str) -> None:
        """主送机关, flush left, one line under the title."""
        self.blank()
        self._paragraph(styles.FLUSH, text.rstrip("：:") + "：")

    # --- the body --------------------------------------------------------------------------------

    def body(self, text: str) -> None:
        """A paragraph of the body; one with a long Latin word (an address) is not spread to the margin."""
        made = self._paragraph(styles.BODY, text)
        if _LATIN.search(text):
            put(made.get_or_add_pPr(), element("jc", val="left"))

    def flush(self, text: str) -> None:
        """A paragraph that begins at the left edge."""
        self._paragraph(styles.FLUSH, text)

    def head(
        self,
        level: int | None,
        number: str,
        text: str,
        run_in: str = "",
        sep: str = "。",
    ) -> None:
        """A head of a level (1–4; None: a head without a number), with words that go on in its own paragraph.

        Only the head is in the font of its level; a numbered paragraph without a head is all body.
        """
        look = styles.HEADS.get(level, styles.SUBHEAD) if level else styles.SUBHEAD
        if not run_in:
            self._paragraph(look, number + text)
            return
        if not text:
            self._paragraph(styles.BODY, number + run_in)
            return
        mark = "" if text[-1] in _RUN_IN_ENDS else sep
        made = self._paragraph(styles.BODY, number + text + mark)
        run = next(iter(made.findall(f"{{{_W}}}r")))
        run.insert(0, styles.run_properties(look.face, look.size, bold=look.bold))
        self._add_run(made, run_in)

    def person(self, role: str, name: str, post: str) -> None:
        """A person of a leading group: role, name, post; without a role, under the name of the one above."""
        shown = f"{name[0]}　{name[1]}" if len(name) == 2 else name
        label = f"{role}：" if role else ""
        self._role = layout.width_of(label) if role else self._role
        made = self._paragraph(styles.BODY, f"{label}{shown}  {post}".rstrip())
        # Posts that run over the line go on under their own first letter.
        behind = 2 + self._role + layout.width_of(shown) + 1
        hanging = behind - 2 if role else behind - 2 - self._role
        self._indent(made, left=behind, hanging=hanging)

    def table(self, rows: Rows, *, header: bool = True) -> None:
        """A table over the whole width; the first row is its head and comes again on every page."""
        if self._ends_with_table():
            self._paragraph(styles.FLUSH, "")  # two tables that touch are one
        width = layout.twips(layout.BODY_WIDTH)
        add_table(self._body, rows, width, header=header)

    def blank(self, count: int = 1) -> None:
        """Empty lines, kept with what follows."""
        for _ in range(count):
            made = self._paragraph(styles.FLUSH, "")
            put(made.get_or_add_pPr(), element("keepNext"))

    def new_page(self) -> None:
        """Let the next paragraph begin a page."""
        self._fresh_page = True

    # --- the end ---------------------------------------------------------------------------------

    def annex_note(self, annexes: Sequence[tuple[str, str]]) -> None:
        """附件说明: number and title of each annex, one line under the body.

        A single first annex has no number; names that run over lines go on under their first letter.
        """
        if not annexes:
            return
        self.blank()
        one = len(annexes) == 1 and annexes[0][0] == "1"
        for n, (own, title) in enumerate(annexes):
            label = "" if n else "附件："
            number = "" if one else f"{own}."
            lead = 2 + layout.width_of("附件：") + (0 if one else 1)
            made = self._paragraph(styles.BODY, f"{label}{number}{title}")
            hanging = layout.width_of(label + number)
            self._indent(made, left=lead, hanging=hanging)
            put(made.get_or_add_pPr(), element("keepNext"))

    def signature(self, issuers: Sequence[str], date: str) -> None:
        """发文机关署名 over 成文日期, kept together with the last lines of the body."""
        if not issuers and not date:
            return
        self._keep_last()
        self.blank(2 if self._sealed else 1)
        own, right_date = layout.width_of(date), 2.0
        widest = max((layout.width_of(name) for name in issuers), default=0.0)
        if self._sealed:
            right_date = max(_SEALED_RIGHT, (widest - own) / 2)
        elif issuers:
            right_date = max(2.0, 2 + widest - 2 - own)
        for name in issuers:
            right = right_date + (own - layout.width_of(name)) / 2
            if not self._sealed:
                right = max(2.0, right_date + own + 2 - layout.width_of(name))
            made = self._paragraph(styles.SIGNATURE, name)
            self._indent(made, right=max(0.0, right) if date else 2.0)
            if layout.width_of(name) > _TIGHT:
                self._tighten(made, layout.width_of(name))
        if date:
            made = self._paragraph(styles.SIGNATURE, date)
            self._indent(made, right=right_date)
            put(made.get_or_add_pPr(), element("keepNext", val=0))

    def note(self, text: str) -> None:
        """附注 in brackets under the date, two letters in."""
        self._paragraph(styles.BODY, text if text.startswith("（") else f"（{text}）")

    def annex(self, mark: str, title: str) -> None:
        """Begin an annex on a new page: its mark (附件, 附件1) at the top left, its title centred in the third line."""
        self.new_page()
        self._paragraph(styles.ANNEX_MARK, mark)
        if title:
            self.blank()
            lines = broken(title, layout.BODY_WIDTH / (layout.SIZE_2 * 25.4 / 72))
            self._centred(self._paragraph(styles.ANNEX_TITLE, *lines))
        self.blank()

    def imprint(
        self, copied_to: Sequence[str], printed_by: str, printed_on: str
    ) -> None:
        """版记 at the foot of the last page: 抄送, who printed it and when."""
        if copied_to or printed_by:
            add_imprint(self._body, copied_to, printed_by, printed_on)

    # --- out -------------------------------------------------------------------------------------

    def save(self, target: Path, *, title: str = "") -> Path:
        """Save as .docx; the same content gives the same bytes. Raises FileProblem."""
        from services.output.writing import save_document

        if self._ends_with_table():
            end = self._paragraph(styles.FLUSH, "")
            thin = element("spacing", before=0, after=0, line=20, lineRule="exact")
            put(end.get_or_add_pPr(), thin)
        self._document.core_properties.title = title
        return save_document(self._document, target)

    # --- inside ----------------------------------------------------------------------------------

    def _ends_with_table(self) -> bool:
        own = [c for c in self._body if not str(c.tag).endswith("}sectPr")]
        return bool(own) and str(own[-1].tag).endswith("}tbl")

    def _paragraph(self, look: Look, *lines: str) -> Any:
        """A paragraph in a style; several lines are parted by breaks."""
        from services.output.writing import as_text

        made = self._document.add_paragraph()._p
        properties = made.get_or_add_pPr()
        put(properties, element("pStyle", val=styles.style_id(look)))
        if self._fresh_page:
            put(properties, element("pageBreakBefore"))
            self._fresh_page = False
        for n, line in enumerate(lines):
            text = as_text(line)
            if n:
                run = element("r")
                run.append(element("br"))
                made.append(run)
            if text:
                self._add_run(made, text)
        return made

    def _centred(self, paragraph: Any) -> None:
        """Say it of the paragraph too: readers know by it that its lines are one title."""
        put(paragraph.get_or_add_pPr(), element("jc", val="center"))

    def _add_run(self, paragraph: Any, text: str) -> None:
        for n, line in enumerate(text.split("\n")):
            run = element("r")
            if n:
                run.append(element("br"))
            words = element("t")
            words.text = line
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(words)
            paragraph.append(run)

    def _indent(
        self,
        paragraph: Any,
        *,
        left: float = 0,
        right: float = 0,
        hanging: float = 0,
        first: float = 0,
    ) -> None:
        """Indents in letters of the grid."""
        found = {"left": left, "right": right, "hanging": hanging, "firstLine": first}
        made: dict[str, int] = {}
        for name, letters in found.items():
            if letters or name == "left":
                made[f"{name}Chars"] = round(letters * 100)
                made[name] = layout.chars(letters)
        put(paragraph.get_or_add_pPr(), element("ind", **made))

    def _tighten(self, paragraph: Any, width: float) -> None:
        """Draw letters together so that a long name stays in one line."""
        less = round((layout.SIZE_3 - (layout.CHARS - 1) * layout.CHAR / width) * 20)
        for run in paragraph.findall(f"{{{_W}}}r"):
            properties = element("rPr")
            properties.append(element("spacing", val=-less))
            run.insert(0, properties)

    def _space(self, paragraph: Any, height: int) -> None:
        """Room of so many twips above a paragraph that begins a page, where space before would be lost."""
        room = self._paragraph(styles.FLUSH, "")
        put(
            room.get_or_add_pPr(),
            element("spacing", before=0, after=0, line=height, lineRule="exact"),
        )
        paragraph.addprevious(room)

    def _red_line(self, paragraph: Any) -> None:
        borders = element("pBdr")
        space = round(layout.UNDER_NUMBER * 72 / 25.4)
        borders.append(
            element("bottom", val="single", sz=12, space=space, color=layout.RED)
        )
        put(paragraph.get_or_add_pPr(), borders)

    def _keep_last(self) -> None:
        """The last lines of the body stay with the signature."""
        paragraphs = [c for c in self._body if str(c.tag).endswith("}p")]
        for paragraph in paragraphs[-1:]:
            put(paragraph.get_or_add_pPr(), element("keepNext"))


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _fitting(lines: Sequence[str]) -> float:
    """The size in points at which the broadest line of a letterhead fills the width, 小标宋 of at most 48 pt."""
    widest = max(layout.width_of(line) for line in lines)
    room = layout.BODY_WIDTH * 72 / 25.4
    room -= 12
    size = min(48.0 if len(lines) == 1 else 36.0, room / max(1.0, widest))
    return max(18.0, int(size * 2) / 2)
