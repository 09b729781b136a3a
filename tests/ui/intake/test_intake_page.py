"""收表格 in its page: files and text in, mended, taken, undone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from models.database import Database
from models.tables import Placement, Story, Unit, WeeklyReturn
from services.intake.preview import RowStatus
from services.output.forms import write_forms
from tests.filled_forms import fill_form, own_table, piece
from tests.ui.support import until_idle
from ui.context import AppContext
from ui.intake.draft import Draft
from ui.intake.page import CHECK, CHOOSE, RESULT, IntakePage
from ui.navigation import Place

WEEK = dt.date(2026, 11, 16)
pytestmark = pytest.mark.usefixtures("small_county")


@pytest.fixture
def blanks(small_county: Database, tmp_path: Path) -> dict[str, Path]:
    """Blank forms of the week by unit."""
    written = write_forms(small_county, WEEK, tmp_path / "forms")
    return {name: path for _, name, path in written.files}


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> IntakePage:
    """The page, shown at the size of a small screen."""
    shown = IntakePage(context)
    qtbot.addWidget(shown)
    shown.resize(1190, 700)
    shown.open(Place("intake"))
    shown.show()
    qtbot.waitExposed(shown)
    until_idle(qtbot, context)
    return shown


def placements(db: Database) -> list[tuple[str, dt.date]]:
    with db.reading() as session:
        query = (
            select(Story.title, Placement.published_on)
            .join(Story, Story.id == Placement.story_id)
            .where(Placement.deleted_at.is_(None))
            .order_by(Placement.id)
        )
        return [(title, day) for title, day in session.execute(query)]


def read(page: IntakePage, qtbot: QtBot, context: AppContext, *paths: Path) -> None:
    page.open(Place.of("intake", paths=[str(p) for p in paths]))
    until_idle(qtbot, context)
    assert page._step() == CHECK


def test_forms_are_taken_and_undone(
    page: IntakePage,
    context: AppContext,
    qtbot: QtBot,
    blanks: dict[str, Path],
    tmp_path: Path,
    db: Database,
) -> None:
    trade = fill_form(
        blanks["云岭县商务局"],
        tmp_path / "商务局.xlsx",
        [
            piece(dt.date(2026, 11, 17), "夜经济街区开街首周客流破十万", "省电视台"),
            piece("11月18日", "夜经济街区开街首周客流破十万", "市日报"),
        ],
    )
    nil = fill_form(blanks["白水镇"], tmp_path / "白水镇.xlsx", [], nil="√")
    read(page, qtbot, context, trade, nil)
    assert page._check._commit.text() == "入库 2 行"
    assert placements(db) == []

    qtbot.mouseClick(page._check._commit, Qt.MouseButton.LeftButton)
    until_idle(qtbot, context)
    assert page._step() == RESULT
    assert [d for _, d in placements(db)] == [
        dt.date(2026, 11, 17),
        dt.date(2026, 11, 18),
    ]
    with db.reading() as session:
        assert session.scalar(select(func.count(WeeklyReturn.id))) == 2

    assert context.can_undo  # Ctrl+Z would take it back too
    page._result.undo_wanted.emit()
    until_idle(qtbot, context)
    assert placements(db) == []


def test_wrong_row_is_mended_and_the_next_one_comes(
    page: IntakePage,
    context: AppContext,
    qtbot: QtBot,
    blanks: dict[str, Path],
    tmp_path: Path,
    db: Database,
) -> None:
    form = fill_form(
        blanks["云岭县司法局"],
        tmp_path / "司法局.xlsx",
        [
            piece("2026.13.2", "企业法律体检进园区", "市日报"),
            piece("11月18日", "人民调解进商圈", "市日报"),
            piece("40日", "公证减证便民", "市日报"),
        ],
    )
    read(page, qtbot, context, form)
    preview = page._preview
    assert preview is not None
    wrong = [r for r in preview.rows if r.status is RowStatus.WRONG]
    assert [r.text["title"] for r in wrong] == ["企业法律体检进园区", "公证减证便民"]
    table, side = page._check._rows_table, page._check._side
    assert table.current_id() == wrong[0].id
    assert page._check._commit.text() == "入库 1 行"

    side.edited.emit(wrong[0].id, {"date": "11月19日"})
    until_idle(qtbot, context)
    assert preview.row(wrong[0].id).status is RowStatus.NEW
    assert table.current_id() == wrong[1].id
    assert page._check._commit.text() == "入库 2 行"

    page._check.commit_wanted.emit()
    until_idle(qtbot, context)
    assert sorted(placements(db)) == sorted(
        [
            ("人民调解进商圈", dt.date(2026, 11, 18)),
            ("企业法律体检进园区", dt.date(2026, 11, 19)),
        ]
    )


def test_what_was_mended_survives_a_closed_window(
    page: IntakePage,
    context: AppContext,
    qtbot: QtBot,
    blanks: dict[str, Path],
    tmp_path: Path,
) -> None:
    form = fill_form(
        blanks["云岭县司法局"],
        tmp_path / "司法局.xlsx",
        [piece("2026.13.2", "企业法律体检", "市日报")],
    )
    read(page, qtbot, context, form)
    page._check._side.edited.emit(0, {"date": "11月19日"})
    until_idle(qtbot, context)
    page.close()

    kept = Draft.load(type(context.state)(context.folder))
    assert kept is not None and kept.real_paths == [form]
    again = IntakePage(context)
    qtbot.addWidget(again)
    again.open(Place("intake"))
    again.show()
    assert again._step() == CHOOSE and "核对到一半" in again._choose._draft_words.text()
    again._choose.draft_wanted.emit(True)
    until_idle(qtbot, context)
    assert again._preview is not None
    assert again._preview.row(0).status is RowStatus.NEW
    assert again._preview.row(0).text["date"] == "11月19日"


def test_own_sheet_is_asked_about_and_remembered(
    page: IntakePage,
    context: AppContext,
    qtbot: QtBot,
    tmp_path: Path,
    db: Database,
) -> None:
    from PySide6.QtWidgets import QApplication

    from ui.intake.confirm_dialog import ConfirmDialog

    sheet = own_table(
        tmp_path / "统计.xlsx",
        [
            ["序号", "稿件名称", "发在哪里", "时间"],
            [1, "一条热线办结率98%", "市日报", "11月17日"],
        ],
        title="宣传情况统计",
    )
    page.open(Place.of("intake", paths=[str(sheet)], week=WEEK.isoformat()))
    until_idle(qtbot, context)
    dialogs = [
        w for w in QApplication.topLevelWidgets() if isinstance(w, ConfirmDialog)
    ]
    dialogs += page.findChildren(ConfirmDialog)
    assert dialogs
    dialog = dialogs[0]
    dialog._on_accept()
    assert dialog.isVisible()  # no unit was chosen
    unit = next(u for u in page._units if u.text == "白水镇")
    dialog._unit.set_value(unit.id)
    names = {
        c.heading: b
        for c, b in zip(dialog._file.proposal.columns, dialog._boxes, strict=True)
    }
    names["发在哪里"].setCurrentIndex(names["发在哪里"].findData("outlet"))
    dialog._on_accept()
    until_idle(qtbot, context)
    preview = page._preview
    assert preview is not None
    assert [r.status for r in preview.rows] == [RowStatus.NEW]
    assert preview.rows[0].unit == "白水镇"
    page._check.commit_wanted.emit()
    until_idle(qtbot, context)
    assert placements(db) == [("一条热线办结率98%", dt.date(2026, 11, 17))]


def test_a_form_of_a_unit_that_is_not_known_is_given_to_one(
    page: IntakePage,
    context: AppContext,
    qtbot: QtBot,
    blanks: dict[str, Path],
    tmp_path: Path,
    db: Database,
) -> None:
    """A form that was written on another machine: its mark names a unit that this register lacks."""
    from ui.intake.confirm_dialog import ConfirmDialog

    filled = fill_form(
        blanks["云岭县商务局"],
        tmp_path / "商务局.xlsx",
        [piece(dt.date(2026, 11, 17), "夜经济街区开街", "市日报")],
    )
    with db.writing("test") as session:
        trade = session.scalars(select(Unit).where(Unit.name == "云岭县商务局")).one()
        trade.uid = "0" * 32
    page.open(Place.of("intake", paths=[str(filled)]))
    until_idle(qtbot, context)
    (dialog,) = page.findChildren(ConfirmDialog)
    unit = next(u for u in page._units if u.text == "云岭县商务局")
    dialog._unit.set_value(unit.id)
    dialog._on_accept()
    until_idle(qtbot, context)
    preview = page._preview
    assert preview is not None and preview.files[0].week == WEEK
    assert [r.unit for r in preview.rows] == ["云岭县商务局"]
    page._check.commit_wanted.emit()
    until_idle(qtbot, context)
    assert placements(db) == [("夜经济街区开街", dt.date(2026, 11, 17))]


def test_pasted_message(
    page: IntakePage, context: AppContext, qtbot: QtBot, db: Database
) -> None:
    unit = next(u for u in page._units if u.text == "云岭县商务局")
    page._prepare(
        Draft(
            text="11月17日，省电视台《政策面对面》播出《我县推行企业开办一件事》，链接http://example.cn/1",
            unit_id=unit.id,
            week=WEEK.isoformat(),
        )
    )
    until_idle(qtbot, context)
    assert page._step() == CHECK
    page._check.commit_wanted.emit()
    until_idle(qtbot, context)
    assert placements(db) == [("我县推行企业开办一件事", dt.date(2026, 11, 17))]


def test_a_file_that_is_no_table_changes_nothing(
    page: IntakePage, context: AppContext, qtbot: QtBot, tmp_path: Path, db: Database
) -> None:
    fake = tmp_path / "假的.xlsx"
    fake.write_text("这不是表格", encoding="utf-8")
    read(page, qtbot, context, fake)
    assert not page._check._commit.isEnabled()
    assert "假的.xlsx" in page._check._unread.text()
    assert placements(db) == []


def test_each_unit_gets_its_own_workbook_of_what_to_mend(
    page: IntakePage,
    context: AppContext,
    qtbot: QtBot,
    blanks: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from openpyxl import load_workbook

    forms = tmp_path / "交来"
    forms.mkdir()
    for unit in ("云岭县司法局", "白水镇"):
        rows = [piece("2026.13.2", f"{unit}的一条", "市日报")]
        fill_form(blanks[unit], forms / f"{unit}.xlsx", rows)
    (forms / "说明.txt").write_text("请各单位按时报送，谢谢。", encoding="utf-8")
    read(page, qtbot, context, forms)
    assert "说明.txt" in page._check._unread.text()

    back = tmp_path / "退回"
    back.mkdir()
    monkeypatch.setattr("ui.intake.page.pick_folder", lambda *_a: back)
    page._check.problems_wanted.emit()
    until_idle(qtbot, context)
    books = {p.name.split(" ")[0]: p for p in back.glob("*.xlsx")}
    assert set(books) == {"云岭县司法局", "白水镇", "单位不明的文件"}
    sheets = [
        s
        for s in load_workbook(books["白水镇"]).worksheets
        if s.sheet_state == "visible"
    ]
    said = "".join(
        str(c.value) for s in sheets for row in s.iter_rows() for c in row if c.value
    )
    assert "白水镇的一条" in said
    assert "司法局" not in said


def test_messages_that_name_their_unit_do_not_give_it_to_the_others(
    page: IntakePage, context: AppContext, qtbot: QtBot
) -> None:
    page._prepare(
        Draft(
            text="11月17日，市日报刊发《企业开办一件事》\n司法局：11月18日，市日报刊发《法律体检进园区》",
            week=WEEK.isoformat(),
        )
    )
    until_idle(qtbot, context)
    preview = page._preview
    assert preview is not None
    assert [(r.unit, r.status) for r in preview.rows] == [
        ("", RowStatus.WRONG),
        ("云岭县司法局", RowStatus.NEW),
    ]
    page._check._side.edited.emit(0, {"unit": "云岭县商务局"})
    until_idle(qtbot, context)
    assert (preview.row(0).unit, preview.row(0).status) == (
        "云岭县商务局",
        RowStatus.NEW,
    )
