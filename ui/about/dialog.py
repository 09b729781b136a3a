"""关于: which program this is, on what it stands, where its data lie; writes the 诊断包."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from services.version import NAME, licences_folder, program_version
from ui import theme
from ui.theme import px
from ui.widgets import buttons, dialogs
from ui.widgets.labels import make_label

if TYPE_CHECKING:
    from models.database import Database
    from ui.jobs import JobRunner
    from ui.main_window import MainWindow
    from ui.state import StateStore

ICON = theme.RESOURCES / "app" / "publicity-desk-256.png"
_LICENCE = (
    "窗口用 Qt 与 PySide6 画出，按 LGPL-3.0 使用，可以换成您自己编译的同名文件；"
    "其余各部分的许可和替换办法在安装文件夹的“许可”里。"
)
_PACKAGE = (
    "诊断包是一个 zip，给帮忙查毛病的人：版本、几项设置、检查结果、日志里的出错位置。"
    "里面没有单位、人名、电话、标题和文件名，写好以后可以先打开看。"
)


class AboutDialog(QDialog):
    """What the program says about itself; `db` is None where the data are not open."""

    def __init__(
        self,
        parent: QWidget,
        folder: Path,
        db: Database | None,
        jobs: JobRunner,
        state: StateStore | None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"关于{NAME}")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(px(560))
        self._folder, self._db, self._jobs, self._state = folder, db, jobs, state
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(20), px(24), px(20))
        column.setSpacing(px(14))
        column.addLayout(self._head())
        column.addLayout(self._facts())
        column.addWidget(make_label(_LICENCE, ink="soft", wrap=True))
        column.addWidget(make_label(_PACKAGE, ink="soft", wrap=True))
        self.said = make_label("", wrap=True)
        self.said.hide()
        column.addWidget(self.said)
        column.addSpacing(px(4))
        column.addLayout(self._row())

    def facts(self) -> list[tuple[str, str]]:
        """(name, value) of what stands in the dialog; also what 复制 puts on the clipboard."""
        system = f"{platform.system()} {platform.release()}（{platform.machine()}）"
        return [
            ("版本", program_version().label),
            ("系统", system),
            ("窗口", f"Qt {qVersion()} · PySide6 {PySide6.__version__}"),
            ("数据文件夹", str(self._folder)),
        ]

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)
        self._close.setFocus()

    def _fit(self) -> None:
        """Be as high as the folded lines ask for: Qt would squeeze the shorter ones instead."""
        layout = self.layout()
        assert layout is not None
        self.ensurePolished()
        layout.activate()
        high = layout.totalHeightForWidth(max(self.width(), self.minimumWidth()))
        self.setMinimumHeight(high)
        self.resize(self.width(), high)

    # --- parts -------------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        picture = QLabel()
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(str(ICON)).scaled(
            round(px(48) * ratio),
            round(px(48) * ratio),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        drawn.setDevicePixelRatio(ratio)
        picture.setPixmap(drawn)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(make_label(NAME, "title"))
        words.addWidget(
            make_label(
                "各单位宣传周报的收集、统计和汇总；只在本机工作，不联网", ink="soft"
            )
        )
        row = QHBoxLayout()
        row.setSpacing(px(14))
        row.addWidget(picture)
        row.addLayout(words, 1)
        return row

    def _facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(1, 1)
        for number, (name, value) in enumerate(self.facts()):
            grid.addWidget(
                make_label(name, ink="soft"), number, 0, Qt.AlignmentFlag.AlignTop
            )
            shown = make_label(value, wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setAccessibleName(f"{name}：{value}")
            grid.addWidget(shown, number, 1)
        return grid

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.package_button = buttons.plain("写诊断包…", self.write_package)
        row.addWidget(self.package_button)
        if licences_folder() is not None:
            row.addWidget(buttons.plain("看许可", _open_licences))
        row.addStretch(1)
        row.addWidget(buttons.plain("复制", self._copy))
        close = buttons.primary("关闭", self.accept)
        close.setDefault(True)
        row.addWidget(close)
        self._close = close
        return row

    # --- what it does ------------------------------------------------------------------------------

    def write_package(self) -> None:
        """Ask where, then write the 诊断包 beside the work."""
        from services.diagnostics import package_name

        target = dialogs.pick_target(
            self,
            "诊断包放在哪里",
            package_name(),
            "压缩包 (*.zip)",
            self._state,
            "diagnostics",
        )
        if target is not None:
            self.write_to(target)

    def write_to(self, target: Path) -> None:
        """Write the 诊断包 to a file; what came of it is said in the dialog."""
        from services.diagnostics import write_package

        folder, db, facts = self._folder, self._db, self._more_facts()
        self.package_button.setEnabled(False)
        self._say("正在写…")
        self._jobs.run(
            lambda _report: write_package(folder, target, db, facts),
            self._on_written,
            self._on_failed,
            title="写诊断包",
            cancellable=False,
        )

    def _more_facts(self) -> list[tuple[str, str]]:
        facts = [("Qt", qVersion()), ("窗口系统", QGuiApplication.platformName())]
        for number, screen in enumerate(QGuiApplication.screens(), 1):
            size = screen.size()
            facts.append(
                (
                    f"屏幕 {number}",
                    f"{size.width()}×{size.height()}，缩放 {screen.devicePixelRatio():g}",
                )
            )
        return facts

    def _on_written(self, path: Path) -> None:
        if not isValid(self):  # closed while it was written
            return
        self.package_button.setEnabled(True)
        self._say(f"写好了：{path}")

    def _on_failed(self, error: BaseException) -> None:
        from models.errors import AppError

        if not isValid(self):
            return
        self.package_button.setEnabled(True)
        if not isinstance(error, AppError):
            self._say("")
            from ui import errors

            errors.present(self, error)
            return
        self._say(str(error))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.said.setAccessibleName(text)
        if self.isVisible():
            self._fit()

    def _copy(self) -> None:
        text = "\n".join(f"{name}：{value}" for name, value in self.facts())
        QGuiApplication.clipboard().setText(f"{NAME}\n{text}")
        self._say("已复制")


def _open_licences() -> None:
    folder = licences_folder()
    if folder is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def show_about(window: MainWindow) -> AboutDialog:
    """Open the dialog over the window, with data or without."""
    db = window.context.db if window.context is not None else None
    dialog = AboutDialog(window, window.folder, db, window.jobs, window.state)
    dialog.open()
    return dialog
