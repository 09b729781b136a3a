"""The question before unsaved edits are left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.widgets import dialogs


def ask_unsaved(
    parent: QWidget,
    what: str,
    on_save: Callable[[Callable[[], None]], object],
    on_discard: Callable[[], object],
    then: Callable[[], None] | None,
) -> None:
    """Ask 保存 / 不保存 / 继续编辑; after saving or discarding goes on with `then`.

    `on_save(done)` saves and calls `done` when everything was saved.
    """

    def go_on() -> None:
        if then is not None:
            then()

    def answered(key: str) -> None:
        if key == "save":
            on_save(go_on)
        elif key == "discard":
            on_discard()
            go_on()

    dialogs.ask(
        parent,
        "还有没保存的修改",
        what,
        [
            ("save", "保存", "primary"),
            ("discard", "不保存", "plain"),
            ("stay", "继续编辑", "plain"),
        ],
        answered,
    )
