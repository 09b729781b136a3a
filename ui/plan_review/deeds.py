"""What a clerk does with the value that is meant; each is one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from services.plans.correcting import changes, paths, pick, tasks
from services.plans.correcting.fields import Kind, field_of, list_of, section_of
from services.plans.correcting.paths import Path
from services.plans.reading import PlanReading

if TYPE_CHECKING:
    from ui.plan_review.check import CheckStep


class Deeds(QObject):
    """Carries out wishes of the tree, the detail card and the keyboard on the draft that is shown."""

    def __init__(self, step: CheckStep) -> None:
        super().__init__(step)
        self._step = step
        self._pending: Path | None = None
        self._all: dict[str, Callable[[], Any]] = {
            "settle": self.settle,
            "settle_like": self.settle_like,
            "take": self.take,
            "edit": self.edit,
            "add": self.add,
            "delete": self.delete,
            "up": lambda: self.move(-1),
            "down": lambda: self.move(1),
            "split": self.split,
            "merge": self.merge,
            "revert": self.revert,
            "suggest": self.suggest,
        }

    def do(self, name: str) -> None:
        """Carry out a wish by its name."""
        wish = self._all.get(name)
        if wish is not None and self._step.draft is not None:
            wish()

    # --- writing -------------------------------------------------------------------------------------

    def write(self, path: Path, value: Any) -> None:
        """An editor was committed; carried out when it is closed, as rows may go."""
        QTimer.singleShot(0, self, lambda: self._write(path, value))

    def give_up(self, path: Path) -> None:
        """An editor was left without: a row that was only begun goes again."""
        QTimer.singleShot(0, self, lambda: self._give_up(path))

    def _write(self, path: Path, value: Any) -> None:
        step, pending = self._step, self._pending
        goes_on = step.tree.delegate.goes_on
        self._pending = None
        if pending == path and value in ("", (None, None)):
            self._drop(path)
            return
        if pending or not _is_unchanged(step, path, value):
            label = f"修改{_named(path)}"
            step.correct(label, lambda r: written(r, path, value), path)
        self._focus_tree()
        if goes_on:
            step.tree.edit_below()

    def _give_up(self, path: Path) -> None:
        if self._pending == path:
            self._pending = None
            self._drop(path)
        self._focus_tree()

    def _focus_tree(self) -> None:
        """The keyboard comes back to the tree, unless the clerk went on to the text meanwhile."""
        tree, here = self._step.tree, QApplication.focusWidget()
        if here is None or tree.isAncestorOf(here) or not here.isVisible():
            tree.setFocus()

    def _drop(self, path: Path) -> None:
        draft = self._step.draft
        if draft is not None:
            draft.drop_last()
            *above, at = path
            before = (*above, at - 1) if isinstance(at, int) and at else tuple(above)
            self._step.show_again(before)
            self._step.changed.emit()

    # --- wishes --------------------------------------------------------------------------------------

    def edit(self) -> None:
        """Open the editor of the row; a table opens in a window of its own."""
        step = self._step
        item, path = step.tree.item(), step.tree.path()
        if item is None or item.kind is Kind.SECTION:
            index = step.tree.currentIndex()
            step.tree.setExpanded(index, not step.tree.isExpanded(index))
        elif item.kind is Kind.TABLE:
            from ui.plan_review.table_dialog import TableDialog

            dialog = TableDialog(step, item.value, path)
            dialog.given.connect(
                lambda table: step.correct(
                    "修改表格", lambda r: changes.set_value(r, path, table), path
                )
            )
            dialog.open()
        else:
            step.tree.edit_current()

    def add(self) -> None:
        """Begin a row behind the one that is meant and open its editor."""
        step = self._step
        path = step.tree.path()
        where = list_of(path)
        while where is None and len(path) > 1:
            path = path[:-1]
            where = list_of(path)
        if where is None or step.draft is None:
            step.said.emit("这里不能增加，请先选中要增加到哪一部分。")
            return
        step.show_all()
        made: list[Path] = []

        def work(reading: PlanReading) -> tuple[PlanReading, Path]:
            found = changes.add(reading, path)
            made.append(found[1])
            return found

        if not step.correct(f"增加{_named(path)}", work):
            return
        is_record = field_of(made[0]) is None
        step.tree.go(made[0], open_=is_record)
        if not is_record:
            self._pending = made[0]
        if not step.tree.edit_current():
            self._pending = None

    def delete(self) -> None:
        """Take the row away."""
        path = self._step.tree.path()
        self._step.correct(
            f"删除{_named(path)}", lambda r: changes.delete(r, path), path
        )

    def settle(self) -> None:
        """The doubted value is right; on to the next one."""
        step = self._step
        item, path = step.tree.item(), step.tree.path()
        if item is None or not item.doubt:
            if item is not None and item.doubts:
                step.go_on()
            return
        order = step.places.order
        later = [p for p in step.doubted_paths() if order[p] > order.get(path, -1)]
        if step.correct(f"核对{_named(path)}", lambda r: changes.settle(r, path), path):
            left = step.doubted_paths()
            if left:
                step.tree.go(later[0] if later else left[0])
            else:
                step.said.emit("待核的内容都核对完了")

    def settle_like(self) -> None:
        """Every value that is doubted for the same reason is right."""
        step = self._step
        item = step.tree.item()
        if item is None or not item.doubt:
            return
        alike = step.alike(item.doubt)

        def work(reading: PlanReading) -> PlanReading:
            for path in alike:
                reading = changes.settle(reading, path)
            return reading

        if step.correct(f"核对同样的 {len(alike)} 处", work, step.tree.path()):
            step.said.emit(f"同样的 {len(alike)} 处都核对无误了")
            left = step.doubted_paths()
            if left:
                step.tree.go(left[0])

    def take(self) -> None:
        """Give the words selected in the text to the value that is meant."""
        step = self._step
        chosen = step.text.chosen()
        if chosen is None:
            step.said.emit("请先在左边的原文里选中文字，再按 F4。")
            return
        path = step.tree.path()
        step.correct(f"填{_named(path)}", lambda r: pick.take_words(r, path, *chosen))

    def take_as(self, key: str) -> None:
        """Make the words selected in the text a new entry of a section."""
        step = self._step
        chosen = step.text.chosen()
        if chosen is not None:
            step.show_all()
            step.correct(
                f"新增{_named((key,))}",
                lambda r: pick.take_words(r, (key,), *chosen),
            )

    def move(self, by: int) -> None:
        """Move the row among its siblings; a field moves its record."""
        path = self._step.tree.path()
        while path and not isinstance(path[-1], int):
            path = path[:-1]
        if path:
            self._step.correct(f"移动{_named(path)}", lambda r: paths.move(r, path, by))

    def split(self) -> None:
        """Part the measure at the place of the cursor in the text."""
        at = self._task()
        if at is not None:
            place = self._step.text.place()
            self._step.correct(
                "拆分任务",
                lambda r: (tasks.split_task(r, at, place), ("tasks", at + 1)),
            )

    def merge(self) -> None:
        """Make the measure and the next one the same."""
        at = self._task()
        if at is not None:
            self._step.correct(
                "合并任务", lambda r: (tasks.merge_tasks(r, at), ("tasks", at))
            )

    def revert(self) -> None:
        """Put back what the program read."""
        step = self._step
        original = step.tree.reading.original_of(step.tree.currentIndex())
        path = step.tree.path()
        if original is not None:
            step.correct(
                f"恢复{_named(path)}",
                lambda r: paths.put(r, path, original.value),
                path,
            )

    def suggest(self) -> None:
        """Take the way of writing that is proposed."""
        path = self._step.tree.path()
        self._step.correct(f"修改{_named(path)}", lambda r: _suggested(r, path), path)

    def answer_units(self, answers: Any) -> None:
        """What the clerk said about names of units."""
        self._step.answer_units(answers)

    def _task(self) -> int | None:
        path = self._step.tree.path()
        if len(path) >= 2 and path[0] == "tasks" and isinstance(path[1], int):
            return path[1]
        self._step.said.emit("请先选中一条任务。")
        return None


def written(reading: PlanReading, path: Path, value: Any) -> PlanReading:
    """The reading with what an editor gave."""
    spec = field_of(path)
    kind = spec.kind if spec else Kind.TEXT
    if kind in (Kind.DATE, Kind.RANGE):
        return changes.set_dates(reading, path, *value)
    if kind is Kind.QUOTA:
        return changes.set_quota(reading, path, *value)
    if kind is Kind.EVERY:
        return changes.set_every(reading, path, value)
    return changes.set_words(reading, path, str(value))


def _is_unchanged(step: CheckStep, path: Path, value: Any) -> bool:
    """Whether an editor was committed with what stood there before; then a doubt stays a doubt."""
    from services.plans.reading import DateRange, Found, Quota, Recurrence

    if step.draft is None or not paths.exists(step.draft.reading, path):
        return True
    old = paths.get(step.draft.reading, path)
    if isinstance(old, DateRange):
        single = field_of(path)
        if single is not None and single.kind is Kind.DATE:
            return value[0] == old.start
        return value == (old.start, old.end)
    if isinstance(old, Quota):
        return value == (old.per, old.least, old.most, old.what)
    if isinstance(old, Recurrence):
        return value == old.rule
    if old is None or old == ():
        return value in ("", (None, None))
    plain = old.value if isinstance(old, Found) else getattr(old, "name", old)
    item = step.tree.reading.item_of(step.tree.reading.index_of(path))
    return value in (str(plain), item.words if item else None)


def _suggested(reading: PlanReading, path: Path) -> PlanReading:
    return changes.set_words(reading, path, paths.get(reading, path[:2]).email_suggest)


def _named(path: Path) -> str:
    spec = field_of(path)
    if spec is not None and spec.label:
        return f"“{spec.label}”"
    section = section_of(path)
    return f"“{section.one or section.label}”"
