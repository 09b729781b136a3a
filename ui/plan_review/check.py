"""Text at the left, what was understood at the right: looked through, corrected, every step undone and done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.errors import ValidationError
from services.campaigns.matching import UnitMatch
from services.plans.correcting.draft import Draft, UnitAnswer
from services.plans.correcting.fields import field_of, section_of
from services.plans.correcting.items import Item, ItemMaker, walk
from services.plans.correcting.paths import Path
from services.plans.reading import PlanReading
from ui.plan_review.check_layout import NO_PLAN, TREE, UNITS, CheckLayout
from ui.plan_review.deeds import Deeds
from ui.plan_review.places import PlaceIndex, span_of
from ui.plan_review.section_rail import RailEntry
from ui.plan_review.showing import shown_value
from ui.plan_review.text_menu import open_text_menu
from ui.plan_review.unit_check import unanswered
from ui.state import StateStore
from ui.widgets.picker import PickItem

ALL, DOUBTS, NAMES = "all", "doubts", "units"


class CheckStep(CheckLayout):
    """Shows one draft: `changed()` after each correction, `said(sentence)` for what could not be done,
    `plan_wanted(id)` for the same plan saved before.
    """

    changed = Signal()
    said = Signal(str)
    plan_wanted = Signal(int)

    def __init__(self, state: StateStore | None, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self.draft: Draft | None = None
        self._maker = ItemMaker()
        self._sections: tuple[Item, ...] = ()
        self._places: PlaceIndex | None = None
        self._matches: list[UnitMatch] = []
        self._next_place: dict[str, int] = {}
        self._count = 0
        self.deeds = Deeds(self)
        self._connect()

    def _connect(self) -> None:
        self.text.place_clicked.connect(self._on_place)
        self.text.words_chosen.connect(self.detail.set_words_chosen)
        self.text.menu_wanted.connect(lambda at: open_text_menu(self, at))
        self.tree.picked.connect(self._on_picked)
        self.tree.written.connect(self.deeds.write)
        self.tree.given_up.connect(self.deeds.give_up)
        self.tree.deed.connect(self.deeds.do)
        self.tree.menu_wanted.connect(lambda at: self.detail.menu.popup(at))
        self.detail.deed.connect(self.deeds.do)
        self.doubt_wanted.connect(lambda on: self.go_on() if on else self.go_back())
        self.rail.chosen.connect(self.tree.go_to_section)
        self.pills.chosen.connect(self.show_part)
        self.answer.part_wanted.connect(self.show_part)
        self.answer.plan_wanted.connect(self.plan_wanted)
        self.units.answered.connect(self.deeds.answer_units)
        self.units.name_chosen.connect(self._on_name)
        self.units.next_place.connect(self._on_next_place)

    # --- showing -------------------------------------------------------------------------------------

    def show_draft(self, draft: Draft) -> None:
        """Show another document from its beginning."""
        self.draft = draft
        self._maker = ItemMaker()
        self._matches, self._next_place = [], {}
        self.end_find()
        self.text.show_reading(draft.reading)
        letters = len("".join(draft.reading.text.split()))
        self.text_note.setText(f"{letters:,} 字")
        self._sections = self._maker.sections(draft.reading)
        self.tree.reading.set_only_doubts(False)
        self.tree.reading.set_original(())
        self._tell_original(draft)
        self.tree.show_fresh(self._sections)
        self._places = None
        self._tell()
        is_plan = draft.reading.kind.value in ("plan", "notice")
        for part in (self.pills, self.previous, self.next, self.answer):
            part.setVisible(is_plan)
        self.pills.set_current(ALL)
        self.stack.setCurrentIndex(TREE if is_plan else NO_PLAN)
        if is_plan:
            self.tree.go(("title",))
        else:
            self.none.set("没有找到方案", _none_words(draft.reading))

    def show_again(self, path: Path | None = None) -> None:
        """Bring everything up to date after a correction; `path` is the row meant afterwards."""
        draft = self.draft
        if draft is None:
            return
        here = self.tree.path() if path is None else path
        self._sections = self._maker.sections(draft.reading)
        self._places = None
        self._tell_original(draft)
        self.tree.show_again(self._sections)
        self._tell()
        self.tree.go(here)
        if not self._count and self.pills.current() == DOUBTS:
            self.show_part(ALL)

    def _tell_original(self, draft: Draft) -> None:
        """What was read matters only once something was corrected."""
        if draft.steps and not self.tree.reading.knows_original:
            self.tree.reading.set_original(ItemMaker().sections(draft.original))

    def set_units(self, units: Sequence[PickItem]) -> None:
        """Units of the register."""
        self.tree.delegate.units = list(units)
        self.units.set_units(units)
        self._tell_units()

    def set_matches(self, matches: list[UnitMatch]) -> None:
        """What the names of the document mean to the register."""
        self._matches = matches
        self._tell_units()
        self._show_detail(self.tree.path())

    @property
    def sections(self) -> tuple[Item, ...]:
        """The rows of the draft."""
        return self._sections

    @property
    def matches(self) -> list[UnitMatch]:
        """What the names of the document mean."""
        return self._matches

    @property
    def places(self) -> PlaceIndex:
        """Where the words of every value stand."""
        if self._places is None:
            self._places = PlaceIndex(self._sections)
        return self._places

    def show_part(self, key: str) -> None:
        """Everything, only what is doubted, or the names of units."""
        if key == DOUBTS and not self._count:
            self.said.emit("没有待核的内容了")
            key = ALL
        self.pills.set_current(key)
        if key == NAMES:
            self.stack.setCurrentIndex(UNITS)
            self.units.setFocus()
            name = self.units.table.current_id()
            if isinstance(name, str):
                self._on_name(name)
            return
        self.stack.setCurrentIndex(TREE)
        self.tree.set_only_doubts(key == DOUBTS)
        self.rail.setVisible(key == ALL)
        first = next(self.tree.reading.doubted(), None) if key == DOUBTS else None
        item = self.tree.item()
        if first is not None and (item is None or not item.doubt):
            self.tree.go(first)
        self.tree.setFocus()

    def show_all(self) -> None:
        """Everything, where only a part is shown: what is added must be seen."""
        if self.pills.current() != ALL:
            path = self.tree.path()
            self.show_part(ALL)
            self.tree.go(path)

    # --- doubts --------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Mean the next doubted value."""
        self._step(forward=True)

    def go_back(self) -> None:
        """Mean the previous doubted value."""
        self._step(forward=False)

    def doubted_paths(self) -> list[Path]:
        """Every doubted value in the order shown."""
        return [path for path, item in walk(self._sections) if item.doubt]

    def alike(self, doubt: str) -> list[Path]:
        """The values that are doubted for one reason."""
        return [path for path, item in walk(self._sections) if item.doubt == doubt]

    def _step(self, *, forward: bool) -> None:
        if self.stack.currentIndex() != TREE:
            self.show_part(ALL)
        found = self.doubted_paths()
        if not found:
            self.said.emit("没有待核的内容了")
            return
        order = self.places.order
        here = order.get(self.tree.path(), -1)
        if forward:
            path = next((p for p in found if order[p] > here), found[0])
        else:
            path = next((p for p in reversed(found) if order[p] < here), found[-1])
        self.tree.go(path)
        self.tree.setFocus()

    # --- what is meant -------------------------------------------------------------------------------

    def meant_words(self) -> str:
        """The name of what is meant."""
        path = self.tree.path()
        spec = field_of(path)
        section = section_of(path)
        return (spec.label if spec else "") or section.one or section.label

    def _on_picked(self, path: Path) -> None:
        item = self.tree.item()
        if self.draft is None or item is None:
            return
        span = span_of(self.draft.reading, path, item)
        self.text.show_span(span, doubt=bool(item.doubt))
        self.rail.set_current(section_of(path).key)
        self._show_detail(path)

    def _show_detail(self, path: Path) -> None:
        item = self.tree.item()
        if self.draft is None or item is None:
            return
        original = self.tree.reading.original_of(self.tree.currentIndex())
        alike = len(self.alike(item.doubt)) if item.doubt else 0
        self.detail.show_value(
            shown_value(self.draft, path, item, original, self._matches, alike)
        )

    def _on_place(self, place: int) -> None:
        if self.stack.currentIndex() != TREE:
            return
        path = self.places.path_at(place)
        if path is not None:
            self.tree.go(path)

    def _on_name(self, name: str) -> None:
        self._next_place[name] = 0
        if self.stack.currentIndex() == UNITS:
            self._show_place(name)

    def _on_next_place(self, name: str) -> None:
        self._next_place[name] = self._next_place.get(name, 0) + 1
        self._show_place(name)

    def _show_place(self, name: str) -> None:
        match = next((m for m in self._matches if m.name == name), None)
        spans = [s for s in match.spans if s.start >= 0] if match else []
        if spans:
            self.text.show_span(spans[self._next_place.get(name, 0) % len(spans)])
        else:
            self.text.show_span(None)

    # --- telling -------------------------------------------------------------------------------------

    def _tell(self) -> None:
        doubts = self.doubted_paths()
        self.rail.set_entries(
            [
                RailEntry(str(s.step[0]), s.label, len(s.children), s.doubts)
                for s in self._sections
            ]
        )
        spans = [i.span for i in _doubted(self._sections) if i.span is not None]
        self.text.set_doubts(spans)
        self._count = len(doubts)
        self._tell_pills()
        if self.draft is not None:
            self.answer.show_reading(self.draft.reading, len(doubts))

    def _tell_units(self) -> None:
        if self.draft is None:
            return
        self.units.set_names(self._matches, self.draft.answers)
        self.answer.show_units(
            len(self._matches), len(unanswered(self._matches, self.draft.answers))
        )
        self._tell_pills()

    def _tell_pills(self) -> None:
        left = len(unanswered(self._matches, self.draft.answers)) if self.draft else 0
        self.pills.set_items(
            [
                (ALL, "全部", None),
                (DOUBTS, "只看待核", self._count),
                (NAMES, "单位核对", left),
            ]
        )
        for button in (self.previous, self.next):
            button.setEnabled(self._count > 0)

    # --- for the deeds -------------------------------------------------------------------------------

    def correct(
        self,
        label: str,
        work: Callable[[PlanReading], PlanReading | tuple[PlanReading, Path]],
        path: Path | None = None,
    ) -> bool:
        """Carry out a correction; False when it could not be done, which is said."""
        if self.draft is None:
            return False
        try:
            found = work(self.draft.reading)
        except ValidationError as error:
            self.said.emit(str(error))
            return False
        reading, at = found if isinstance(found, tuple) else (found, path)
        if reading is self.draft.reading:
            return False
        self.draft.correct(label, reading)
        self.show_again(at)
        self.changed.emit()
        return True

    def answer_units(self, answers: Mapping[str, UnitAnswer | None]) -> None:
        """What the clerk said about names."""
        if self.draft is None or not answers:
            return
        names = list(answers)
        what = f"“{names[0]}”" if len(names) == 1 else f"{len(names)} 个单位"
        self.draft.answer(f"核对{what}", answers)
        self._tell_units()
        self._show_detail(self.tree.path())
        self.changed.emit()

    def turn_back(self, *, redo: bool = False) -> bool:
        """Undo or redo a correction; False when there is none."""
        draft = self.draft
        if draft is None:
            return False
        label = draft.redo() if redo else draft.undo()
        if label is None:
            return False
        self.show_again()
        self._tell_units()
        self.said.emit(f"已{'重做' if redo else '撤销'}：{label}")
        self.changed.emit()
        return True


def _doubted(items: Sequence[Item]) -> list[Item]:
    found: list[Item] = []
    for item in items:
        if item.doubt:
            found.append(item)
        if item.doubts:
            found += _doubted(item.children)
    return found


def _none_words(reading: PlanReading) -> str:
    said = "".join(reading.remarks) or "没有认出方案的标题和编号。"
    return (
        f"{said}原文在左边，可以复制。如果它确实是一份方案，点“仍按方案整理”，"
        "在原文里选中文字，逐项填到右边；也可以粘贴完整的文字再读一次，或手工新建。"
    )
