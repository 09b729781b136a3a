"""A draft on disk, and a corrected reading saved with the answers about its units."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.database import Database
from models.errors import ValidationError
from services import history
from services.campaigns.review import save_review
from services.campaigns.store import list_campaigns, load_plan
from services.plans.correcting import changes
from services.plans.correcting import draft as drafts
from services.plans.correcting.draft import Draft, State, UnitAnswer
from services.registers.units import list_units, save_unit
from tests.services.plans.correcting.a_plan import reading


def test_a_kept_draft_comes_back_with_corrections_and_answers(tmp_path: Path) -> None:
    draft = Draft('方"案.docx', State(reading()), "C:/方案.docx", "ab")
    draft.correct("标题", changes.set_words(draft.reading, ("title",), "新标题"))
    draft.answer("单位", {"白水镇": UnitAnswer("link", 3, remember=True)})
    drafts.keep(tmp_path, [draft.as_data()], 0)
    kept = drafts.load(tmp_path)
    assert kept is not None
    again = kept.drafts[0]
    assert again.reading == draft.reading
    assert again.answers == draft.answers
    assert (again.name, again.path, again.steps) == ('方"案.docx', "C:/方案.docx", 2)
    assert again.original == reading()
    assert "改过 2 处" in kept.words
    assert drafts.peek(tmp_path) == kept.words
    drafts.drop(tmp_path)
    assert drafts.load(tmp_path) is None
    assert drafts.peek(tmp_path) == ""


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"version": 1}', '{"version": 9, "drafts": []}']
)
def test_a_file_that_cannot_be_understood_is_put_aside(
    tmp_path: Path, body: str
) -> None:
    (tmp_path / drafts.FILE_NAME).write_text(body, encoding="utf-8")
    assert drafts.load(tmp_path) is None
    assert not (tmp_path / drafts.FILE_NAME).exists()
    assert (tmp_path / drafts.ASIDE_NAME).read_text(encoding="utf-8") == body


def test_a_new_step_ends_what_could_be_done_again() -> None:
    draft = Draft("一", State(reading()))
    draft.correct("甲", changes.set_words(draft.reading, ("title",), "甲"))
    assert draft.undo() == "甲"
    assert draft.can_redo
    draft.correct("乙", changes.set_words(draft.reading, ("title",), "乙"))
    assert not draft.can_redo
    assert draft.undo() == "乙"
    assert draft.reading == reading()


def test_units_are_added_tied_and_remembered_with_the_plan(db: Database) -> None:
    with db.writing("单位") as session:
        farm = save_unit(session, name="云岭县农业农村局", short_name="农业局")
    answers = {
        "县农业农村局": UnitAnswer("link", farm, remember=True),
        "白水镇": UnitAnswer("new", name="白水镇"),
        "县商务局": UnitAnswer("leave"),
        "不在文中的局": UnitAnswer("new", name="不在文中的局"),
    }
    with db.writing("读入方案") as session:
        saved = save_review(session, reading(), answers, source_name="方案.docx")
        action = session.info["doing"].id
    assert saved.new_units == 1
    with db.reading() as session:
        plan = load_plan(session, saved.campaign_id)
        units = {u.name: u for u in list_units(session)}
    assert units["云岭县农业农村局"].aliases == ("县农业农村局",)
    assert "不在文中的局" not in units
    tied = {u.name: u.unit_id for u in plan.measure_units}
    assert tied["县农业农村局"] == farm
    assert tied["白水镇"] == units["白水镇"].id
    assert tied["县商务局"] is None
    history.undo_action(db, action)
    with db.reading() as session:
        assert not list_campaigns(session)
        left = {u.name: u for u in list_units(session)}
    assert list(left) == ["云岭县农业农村局"]
    assert left["云岭县农业农村局"].aliases == ()


def test_several_names_of_one_unit_are_all_remembered(db: Database) -> None:
    with db.writing("单位") as session:
        one = save_unit(session, name="云岭县委宣传部")
    answers = {
        name: UnitAnswer("link", one, remember=True)
        for name in ("县委宣传部", "县融媒体中心")
    }
    with db.writing("读入方案") as session:
        save_review(session, reading(), answers)
    with db.reading() as session:
        assert list_units(session)[0].aliases == ("县委宣传部", "县融媒体中心")


def test_what_a_clerk_typed_is_saved_without_a_place(db: Database) -> None:
    read, path = changes.add(reading(), ("tasks", 0, "support_units"))
    read = changes.set_words(read, path, "县教育局")
    read, path = changes.add(read, ("tasks",))
    read = changes.set_words(read, (*path, "text"), "补一条任务")
    with db.writing("读入方案") as session:
        saved = save_review(session, read, {})
    with db.reading() as session:
        plan = load_plan(session, saved.campaign_id)
    typed = next(u for u in plan.measure_units if u.name == "县教育局")
    assert (typed.span_start, typed.span_end) == (None, None)
    assert plan.measures[-1].text == "补一条任务"
    assert plan.measures[-1].span_start is None


def test_a_plan_without_a_title_is_not_saved(db: Database) -> None:
    read = changes.set_words(reading(), ("title",), "")
    with pytest.raises(ValidationError, match="标题"), db.writing("读入") as session:
        save_review(session, read, {"白水镇": UnitAnswer("new", name="白水镇")})
    with db.reading() as session:
        assert not list_units(session)
