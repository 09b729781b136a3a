"""Dialogs: a sheet with a form, a question, a message, a text to copy or print, and the file choosers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.state import StateStore
from ui.theme import px
from ui.widgets import buttons
from ui.widgets.labels import make_label

Choice = tuple[str, str, str]


class _Dialog(QDialog):
    """A dialog with a column above and a row of buttons below."""

    def __init__(self, parent: QWidget | None, title: str, width: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(px(width))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(24), px(20), px(24), px(20))
        self._column.setSpacing(px(12))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(8))

    def _add_buttons(self, widgets: Sequence[QPushButton], left: int = 0) -> None:
        for at, button in enumerate(widgets):
            if at == left:
                self._buttons.addStretch(1)
            button.setMinimumWidth(px(80))
            self._buttons.addWidget(button)
        self._column.addSpacing(px(4))
        self._column.addLayout(self._buttons)


class SheetDialog(_Dialog):
    """A dialog for entering something; `body` is its column.

    `accept_wanted` asks the owner to do the work; the owner calls `accept()` when it was done, or
    `set_error(sentence)` when it was not. Esc cancels; Ctrl+Enter accepts from any field.
    """

    accept_wanted = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        *,
        ok: str = "确定",
        cancel: str = "取消",
        wide: bool = False,
    ) -> None:
        super().__init__(parent, title, 720 if wide else 440)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._column.addWidget(make_label(title, "title"))
        self.body = QVBoxLayout()
        self.body.setSpacing(px(12))
        self._column.addLayout(self.body, 1)
        self._error = make_label("", ink="wrong", wrap=True)
        self._error.hide()
        self._column.addWidget(self._error)
        self._told = False
        self.accept_wanted.connect(self._on_told)
        self.ok_button = buttons.primary(ok, self._on_ok)
        self.ok_button.setAutoDefault(True)
        self.ok_button.setDefault(True)
        self.cancel_button = buttons.plain(cancel, self.reject)
        self._add_buttons([self.cancel_button, self.ok_button])

    def set_error(self, text: str) -> None:
        """Say above the buttons why it was not done; empty takes the sentence away."""
        self._error.setText(text)
        self._error.setAccessibleName(text)
        self._error.setVisible(bool(text))

    def set_busy(self, busy: bool) -> None:
        """Hold the main button while the work is being done."""
        self.ok_button.setEnabled(not busy)

    def _on_ok(self) -> None:
        self.accept_wanted.emit()
        self._told = False

    def _on_told(self) -> None:
        # Enter in a form reaches the form and then the dialog: one press, one submission.
        self._told = True
        QTimer.singleShot(0, self, self._on_event_over)

    def _on_event_over(self) -> None:
        self._told = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        here = self.focusWidget()
        if here is None or here in (self.ok_button, self.cancel_button):
            first = _first_input(self)
            if first is not None:
                first.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._told:
            return
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.ok_button.isEnabled():
                self._on_ok()
            return
        super().keyPressEvent(event)


class MessageDialog(_Dialog):
    """A sentence that the clerk reads; with `details` they can be copied."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        *,
        note: str = "",
        icon: str = "info",
        details: str = "",
    ) -> None:
        super().__init__(parent, title, 440)
        _add_message(self._column, title, text, note, icon)
        self.details = details
        ok = buttons.primary("知道了", self.accept)
        ok.setDefault(True)
        shown = [ok]
        if details:
            shown.insert(0, buttons.plain("复制详情", self.copy_details))
        self._add_buttons(shown)
        ok.setFocus()

    def copy_details(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self.details)


class QuestionDialog(_Dialog):
    """A question with a few answers; `answered(key)`, empty on Esc.

    The main answer stands at the right end, as in every dialog. Where an answer takes something away,
    Enter means the plain one that was given first.
    """

    answered = Signal(str)

    def __init__(
        self, parent: QWidget | None, title: str, text: str, choices: Sequence[Choice]
    ) -> None:
        super().__init__(parent, title, 440)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        _add_message(self._column, title, text, "", "")
        self._answer = ""
        self.choices: dict[str, QPushButton] = {}
        makers = {"primary": buttons.primary, "danger": buttons.danger}
        for key, label, role in choices:
            make = makers.get(role, buttons.plain)
            button = make(label, lambda key=key: self._give(key))
            button.setAutoDefault(True)
            self.choices[key] = button
        # Choices are given main first: it goes to the right, the others before it from the last to the first.
        ranks = {"danger": 1, "primary": 2}
        place = {key: at for at, (key, _, _) in enumerate(choices)}
        shown = sorted(choices, key=lambda c: (ranks.get(c[2], 0), -place[c[0]]))
        self._add_buttons([self.choices[key] for key, _, _ in shown])
        self._put_default(choices)
        self.finished.connect(lambda _result: self.answered.emit(self._answer))

    def _put_default(self, choices: Sequence[Choice]) -> None:
        """Enter means the main answer; beside one that takes something away, the plain one."""
        roles = {role: key for key, _, role in reversed(choices)}
        plain = roles.get("plain", roles.get("", "")) if "danger" in roles else ""
        main = self.choices.get(roles.get("primary", plain))
        if main is not None:
            main.setDefault(True)
            main.setFocus()

    def _give(self, key: str) -> None:
        self._answer = key
        self.accept()


def ask(
    parent: QWidget | None,
    title: str,
    text: str,
    choices: Sequence[Choice],
    on_answer: Callable[[str], Any],
) -> QuestionDialog:
    """Ask without blocking: [(key, label, "primary" | "danger" | "")]; `on_answer(key)`, "" for Esc."""
    dialog = QuestionDialog(parent, title, text, choices)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.answered.connect(on_answer)
    dialog.open()
    return dialog


class TextDialog(_Dialog):
    """A text to read, copy and print."""

    def __init__(self, parent: QWidget | None, title: str, text: str) -> None:
        super().__init__(parent, title, 600)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._column.addWidget(make_label(title, "title"))
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(title)
        self.text.setMinimumHeight(px(320))
        self._column.addWidget(self.text, 1)
        self._said = make_label("", ink="soft")
        self.copy_button = buttons.primary("复制", self._copy)
        self.copy_button.setDefault(True)
        self._add_buttons(
            [
                buttons.plain("关闭", self.reject),
                buttons.plain("打印…", self._print),
                self.copy_button,
            ]
        )
        self._buttons.insertWidget(0, self._said)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._said.setText("已复制，可以粘贴到短信或微信")

    def _print(self) -> None:
        from html import escape

        from ui.widgets.printing import print_html

        lines = escape(self.text.toPlainText()).replace("\n", "<br>")
        print_html(self, f"<p>{lines}</p>", self.windowTitle())


# --- files ---------------------------------------------------------------------------------------------


def pick_files(
    parent: QWidget | None, title: str, filter: str, state: StateStore | None, key: str
) -> list[Path]:
    """Let the clerk choose files; starts in the folder of the last time under `key`."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, _last(state, key), filter)
    paths = [Path(name) for name in names]
    if paths:
        _keep(state, key, paths[0].parent)
    return paths


def pick_folder(
    parent: QWidget | None, title: str, state: StateStore | None, key: str
) -> Path | None:
    """Let the clerk choose a folder."""
    name = QFileDialog.getExistingDirectory(parent, title, _last(state, key))
    if not name:
        return None
    _keep(state, key, Path(name))
    return Path(name)


def pick_target(
    parent: QWidget | None,
    title: str,
    suggested_name: str,
    filter: str,
    state: StateStore | None,
    key: str,
) -> Path | None:
    """Let the clerk choose where to write; the ending of the suggested name is put where it lacks."""
    start = str(Path(_last(state, key)) / suggested_name)
    name, _ = QFileDialog.getSaveFileName(parent, title, start, filter)
    if not name:
        return None
    target = Path(name)
    ending = Path(suggested_name).suffix
    if ending and target.suffix.lower() != ending.lower():
        target = target.with_name(target.name + ending)
    _keep(state, key, target.parent)
    return target


# --- inside --------------------------------------------------------------------------------------------


def _first_input(dialog: QDialog) -> QWidget | None:
    """The first field in the order of Tab, buttons apart."""
    one = dialog.nextInFocusChain()
    while one is not None and one is not dialog:
        takes = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
        is_button = isinstance(one, QPushButton | QToolButton)
        if takes and not is_button and one.isVisibleTo(dialog) and one.isEnabled():
            return one
        one = one.nextInFocusChain()
    return None


def _last(state: StateStore | None, key: str) -> str:
    kept = state.get(f"folder.{key}") if state is not None else None
    if isinstance(kept, str) and Path(kept).is_dir() and not _is_program(Path(kept)):
        return kept
    from PySide6.QtCore import QStandardPaths

    place = QStandardPaths.StandardLocation.DocumentsLocation
    documents = QStandardPaths.writableLocation(place)
    # An empty start would mean the working folder, which is the program's own.
    return documents if documents and Path(documents).is_dir() else str(Path.home())


def _is_program(folder: Path) -> bool:
    """Whether a folder belongs to the program, where nothing of the clerk's may be put."""
    own = theme.RESOURCES.parent
    return folder == own or own in folder.parents


def _keep(state: StateStore | None, key: str, folder: Path) -> None:
    if state is not None:
        state.put(f"folder.{key}", str(folder))


def _add_message(
    column: QVBoxLayout, title: str, text: str, note: str, icon: str
) -> None:
    row = QHBoxLayout()
    row.setSpacing(px(16))
    if icon:
        picture = QLabel()
        ink = "warn_ink" if icon == "warning" else "info_ink"
        picture.setPixmap(theme.pixmap(icon, ink, px(28)))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(px(8))
    words.addWidget(make_label(title, "heading"))
    said = make_label(text, wrap=True)
    said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    words.addWidget(said)
    if note:
        words.addWidget(make_label(note, "note", ink="soft", wrap=True))
    row.addLayout(words, 1)
    column.addLayout(row, 1)
