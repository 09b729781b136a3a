"""An outlet that is in no register yet: name, level, kind."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from models.errors import ValidationError
from models.vocabulary import OUTLET_KINDS, OutletLevel
from services.registers.outlets import save_outlet
from ui.context import AppContext
from ui.widgets.cards import make_label
from ui.widgets.dialogs import SheetDialog
from ui.widgets.form import Field, Form
from ui.widgets.form_dialog import grow


class NewOutletDialog(SheetDialog):
    """Adds an outlet to the register; `made(outlet id)` when it stands there."""

    made = Signal(int)

    def __init__(self, context: AppContext, parent: QWidget, name: str) -> None:
        super().__init__(parent, "新增媒体", ok="新增")
        self._context = context
        self._busy = False
        self.body.addWidget(
            make_label(
                "名册里还没有这家媒体。栏目、别名以后可以在“单位与媒体”里补。",
                "note",
                ink="soft",
                wrap=True,
            )
        )
        levels = [(str(int(level)), level.label) for level in OutletLevel]
        self.form = Form(
            [
                Field("name", "名称", required=True),
                Field("level", "层级", kind="choice", options=levels, required=True),
                Field("kind", "类型", kind="choice", options=list(OUTLET_KINDS)),
            ]
        )
        self.form.set_values(
            {"name": name, "level": str(int(OutletLevel.COUNTY)), "kind": "其他"}
        )
        self.body.addWidget(self.form)
        self.accept_wanted.connect(self._save)
        self.form.submitted.connect(self._save)

    def open(self) -> None:
        """Show the dialog, the level ready to be chosen."""
        super().open()
        self.form.focus("level")

    def _save(self) -> None:
        if self._busy:
            return
        self.set_error("")
        if not self.form.check():
            grow(self)
            return
        self._set_storing(busy=True)
        values = self.form.values()
        name = str(values["name"] or "")
        self._context.write(
            f"新增媒体：{name}",
            lambda s: save_outlet(
                s,
                name=name,
                level=OutletLevel(int(values["level"])),
                kind=str(values["kind"] or ""),
            ),
            on_done=self._on_saved,
            on_error=self._on_failed,
            undo_toast=f"已新增媒体“{name}”",
        )

    def _on_saved(self, outlet_id: int) -> None:
        if isValid(self):
            self.made.emit(outlet_id)
            self.accept()

    def _set_storing(self, *, busy: bool) -> None:
        self._busy = busy
        self.set_busy(busy)

    def _on_failed(self, error: BaseException) -> None:
        if not isValid(self):
            return
        self._set_storing(busy=False)
        if isinstance(error, ValidationError) and error.field in self.form.values():
            self.form.set_error(str(error.field), str(error))
        else:
            self.set_error(str(error))
        grow(self)
