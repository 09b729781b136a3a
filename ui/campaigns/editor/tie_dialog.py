"""Which units of the register the names of a plan mean: a line for each name that is not tied yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QWidget
from sqlalchemy.orm import Session

from models.errors import AppError
from services.campaigns.tying import Untied
from ui.campaigns.editor.desk import Desk
from ui.theme import px
from ui.widgets.dialogs import SheetDialog
from ui.widgets.form_dialog import grow
from ui.widgets.grid import EditableGrid, GridColumn, GridLine
from ui.widgets.labels import make_label


class TieDialog(SheetDialog):
    """Names with what is proposed; only lines with a unit are tied, the others stay as written."""

    def __init__(self, parent: QWidget, desk: Desk, found: Sequence[Untied]) -> None:
        super().__init__(parent, "对应名册单位", ok="对应", wide=True)
        self._desk, self._found = desk, list(found)
        self.body.addWidget(
            make_label(
                "方案里的这些写法还没有对应到名册。填上名册中的单位，台账和按单位的统计就归到一起；"
                "名册里没有的空着，照原文保留。名称完全相同的已经填好，相近的写在旁边，请核对后填。",
                ink="soft",
                wrap=True,
            )
        )
        self.grid = EditableGrid(
            [
                GridColumn("name", "方案里的写法", 180, editable=False, stretch=True),
                GridColumn("times", "处数", 52, editable=False, align="right"),
                GridColumn(
                    "unit", "名册中的单位", 190, "pick", desk.choices.unit_names()
                ),
                GridColumn("near", "相近的", 180, editable=False),
            ]
        )
        self.grid.setFixedHeight(px(336))
        self.grid.set_lines(
            GridLine(
                at,
                {
                    "name": one.name,
                    "times": str(one.times),
                    "unit": one.near[0][1] if one.sure else "",
                    "near": ""
                    if one.sure
                    else "、".join(name for _, name in one.near[:3]),
                },
            )
            for at, one in enumerate(self._found, start=1)
        )
        self.body.addWidget(self.grid)
        self.remember = QCheckBox("以后也认得这些写法（记为单位的别名）")
        self.remember.setChecked(True)
        self.body.addWidget(self.remember)
        self.accept_wanted.connect(self._save)
        grow(self)

    def _save(self) -> None:
        units = {name: number for number, name, _, _ in self._desk.choices.units}
        self.grid.finish_typing()
        answers: dict[str, int] = {}
        errors: dict[tuple[int, str], str] = {}
        for at, line in enumerate(self.grid.lines()[: len(self._found)]):
            wanted = line.cells.get("unit", "").strip()
            if wanted and wanted not in units:
                errors[at, "unit"] = f"名册里没有“{wanted}”，请从列表里选，或清空。"
            elif wanted:
                answers[self._found[at].name] = units[wanted]
        self.grid.set_errors(errors)
        if errors or not answers:
            self.set_error(
                "有的单位名册里没有，请改正标红的格。"
                if errors
                else "还没有填任何单位。不想对应请点“取消”。"
            )
            return
        plan_id, remember = self._desk.campaign_id, self.remember.isChecked()

        def work(session: Session) -> int:
            from services.campaigns import tying

            return tying.tie(session, plan_id, answers, remember=remember)

        def failed(error: BaseException) -> None:
            self.set_busy(False)
            if isinstance(error, AppError):
                self.set_error(str(error))
            else:
                self._desk.context.show_error(error)

        self.set_busy(True)
        self._desk.write(
            f"把 {len(answers)} 个单位写法对应到名册",
            work,
            lambda _count: self.accept(),
            undo_toast=f"{len(answers)} 个写法已对应到名册",
            on_error=failed,
        )
