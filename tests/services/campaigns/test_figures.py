"""Targets with the values reached, quotas counted per year, attachments whole or not at all."""

import datetime as dt
import hashlib
import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.database import Database
from models.errors import FileProblem, NotFound, ValidationError
from services import recycle_bin
from services.campaigns import attachments, edit, figures, store
from services.campaigns.fields import Item
from services.campaigns.progress import add_entry, change_entry, delete_entry, entries
from services.integrity import check
from tests.services.campaigns import plan_kit as kit


def _film(db: Database, plan_id: int) -> int:
    with db.reading() as session:
        return store.load_plan(session, plan_id).measures[0].id


def test_a_yearly_quota_counts_per_year(db: Database) -> None:
    plan_id = kit.save(db)
    with db.writing("期限") as session:
        edit.change_campaign(
            session,
            plan_id,
            starts_on=dt.date(2026, 1, 1),
            ends_on=dt.date(2028, 12, 31),
        )
        made = store.load_plan(session, plan_id).deliverables[0].id
        figures.add_piece(session, made, dt.date(2026, 12, 31), "第一部")
        figures.add_piece(session, made, dt.date(2028, 1, 1), "第三部", amount=2)
    with db.reading() as session:
        [quota] = figures.quota_states(session, plan_id, dt.date(2028, 6, 1))
    assert [(p.label, p.made, p.least, p.missing) for p in quota.periods] == [
        ("2026 年", 1, 1, 0),
        ("2027 年", 0, 1, 1),
        ("2028 年", 2, 1, 0),
    ]
    assert [p.title for p in quota.pieces] == ["第一部", "第三部"]


@given(
    st.sampled_from(["year", "half", "quarter", "month", "week", "day"]),
    st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)),
    st.integers(0, 500),
)
def test_periods_cover_every_day_once(per: str, first: dt.date, length: int) -> None:
    last = first + dt.timedelta(days=length)
    spans = list(figures.periods(per, first, last))
    assert spans[0][1] <= first
    assert spans[-1][2] >= last
    assert all(a[2] + dt.timedelta(days=1) == b[1] for a, b in pairwise(spans))
    assert len({label for label, _, _ in spans}) == len(spans)


def test_a_target_is_reached_by_its_newest_value(db: Database) -> None:
    plan_id = kit.save(db)

    def state() -> figures.TargetState:
        with db.reading() as session:
            return figures.target_states(session, plan_id, kit.TODAY)[0]

    assert state().reached is None
    target = state().target.id
    with db.writing("记数") as session:
        figures.record_value(session, target, 2025, 130, on_day=kit.TODAY)
        figures.record_value(session, target, 2026, 90, on_day=kit.TODAY)
    assert state().reached is False
    with db.writing("改数") as session:
        figures.record_value(session, target, 2026, 120, on_day=kit.TODAY)
    assert [(v.year, v.value) for v in state().values] == [(2025, 130), (2026, 120)]
    assert state().reached is True
    with db.writing("按年") as session:
        edit.change_item(session, Item.TARGET, target, yearly=True)
    with db.reading() as session:
        later = figures.target_states(session, plan_id, dt.date(2027, 1, 5))[0]
    assert later.reached is None


def test_a_ceiling_is_kept_from_below(db: Database) -> None:
    plan_id = kit.save(db)
    with db.writing("加指标") as session:
        target = edit.add_item(
            session, Item.TARGET, plan_id, text="办理压减至3个工作日内", amount=3
        )
        figures.record_value(session, target, 2026, 2, on_day=kit.TODAY)
    with db.reading() as session:
        assert figures.target_states(session, plan_id, kit.TODAY)[-1].reached is True
    assert figures.is_ceiling("不超过5天")
    assert not figures.is_ceiling("压减50%以上")


@pytest.mark.parametrize("value", [-1.0, float("nan"), 1e16])
def test_a_value_that_cannot_be(db: Database, value: float) -> None:
    plan_id = kit.save(db)
    with pytest.raises(ValidationError) as caught, db.writing("记数") as session:
        target = store.load_plan(session, plan_id).targets[0].id
        figures.record_value(session, target, 2026, value, on_day=kit.TODAY)
    assert caught.value.field == "value"


def test_an_attachment_is_kept_whole(db: Database, tmp_path: Path) -> None:
    film = _film(db, kit.save(db))
    source = tmp_path / "现场照片.jpg"
    data = os.urandom(3_000_000)
    source.write_bytes(data)
    with db.writing("加附件") as session:
        entry = add_entry(session, film, kit.TODAY, "开机", today=kit.TODAY)
        first = attachments.attach(session, db.folder, film, source, entry_id=entry)
        attachments.attach(session, db.folder, film, source)
    with db.reading() as session:
        rows = attachments.list_attachments(session, db.folder, [film])
        assert [(r.name, r.size, r.missing) for r in rows] == [
            ("现场照片.jpg", 3_000_000, False)
        ] * 2
        assert rows[0].path == rows[1].path
        out = attachments.save_as(session, db.folder, first, tmp_path / "出.jpg")
    assert out.read_bytes() == data
    stored = [p for p in (db.folder / attachments.FOLDER).rglob("*") if p.is_file()]
    assert [p.name for p in stored] == [hashlib.sha256(data).hexdigest()]
    assert check(db) == []


def test_a_failed_writing_leaves_no_attachment(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = _film(db, kit.save(db))
    source = tmp_path / "甲.txt"
    source.write_text("甲", encoding="utf-8")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(attachments.os, "fsync", full)
    with pytest.raises(FileProblem, match="没有存下"), db.writing("加") as session:
        attachments.attach(session, db.folder, film, source)
    assert not [p for p in (db.folder / attachments.FOLDER).rglob("*") if p.is_file()]
    with db.reading() as session:
        assert attachments.list_attachments(session, db.folder, [film]) == []


def test_what_cannot_be_attached_says_why(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = _film(db, kit.save(db))
    empty, big = tmp_path / "空.txt", tmp_path / "大.bin"
    empty.write_bytes(b"")
    big.write_bytes(b"x" * 2_000)
    monkeypatch.setattr(attachments, "MAX_FILE", 1_000)
    with db.writing("加") as session:
        for source, kind, words in (
            (empty, ValidationError, "空文件"),
            (big, ValidationError, "超过"),
            (tmp_path / "没有.txt", FileProblem, "不是文件"),
            (tmp_path, FileProblem, "不是文件"),
        ):
            with pytest.raises(kind, match=words):
                attachments.attach(session, db.folder, film, source)
    monkeypatch.setattr(attachments, "MAX_FILE", 10_000)
    monkeypatch.setattr(attachments, "MAX_MEASURE", 3_000)
    with pytest.raises(ValidationError, match="已超过"), db.writing("加") as session:
        attachments.attach(session, db.folder, film, big)
        attachments.attach(session, db.folder, film, big)


def test_a_damaged_attachment_is_found_and_not_handed_out(
    db: Database, tmp_path: Path
) -> None:
    film = _film(db, kit.save(db))
    source = tmp_path / "甲.txt"
    source.write_text("甲乙丙", encoding="utf-8")
    with db.writing("加") as session:
        number = attachments.attach(session, db.folder, film, source)
    with db.reading() as session:
        [row] = attachments.list_attachments(session, db.folder, [film])
        row.path.write_bytes(b"xxxxxxxxx")
        with pytest.raises(FileProblem, match="损坏"):
            attachments.save_as(session, db.folder, number, tmp_path / "出.txt")
        row.path.unlink()
        with pytest.raises(FileProblem, match="找不到"):
            attachments.save_as(session, db.folder, number, tmp_path / "出.txt")
    assert not (tmp_path / "出.txt").exists()
    assert check(db) == ["1 个附件的文件不见了或不完整，如“甲.txt”。"]


def test_an_entry_goes_and_comes_with_its_attachments(
    db: Database, tmp_path: Path
) -> None:
    film = _film(db, kit.save(db))
    source = tmp_path / "甲.txt"
    source.write_text("甲", encoding="utf-8")
    with db.writing("记进展") as session:
        entry = add_entry(
            session, film, kit.TODAY, "开机", today=kit.TODAY, who="县融媒体中心"
        )
        attachments.attach(session, db.folder, film, source, entry_id=entry)
    with db.writing("删进展") as session:
        delete_entry(session, entry)
    with db.writing("恢复") as session:
        assert entries(session, [film]) == []
        assert [r.kind for r in recycle_bin.list_deleted(session)] == ["进展"]
        recycle_bin.restore(session, "progress_entry", entry)
    with db.reading() as session:
        assert [(e.text, e.who) for e in entries(session, [film])] == [
            ("开机", "县融媒体中心")
        ]
        assert len(attachments.list_attachments(session, db.folder, [film])) == 1


def test_an_entry_that_cannot_be_says_why(db: Database) -> None:
    film = _film(db, kit.save(db))
    tomorrow = kit.TODAY + dt.timedelta(days=1)
    with db.writing("记") as session:
        for day, words, share, field in (
            (tomorrow, "开机", None, "on_day"),
            (kit.TODAY, " ", None, "text"),
            (kit.TODAY, "开机", 101, "share"),
        ):
            with pytest.raises(ValidationError) as caught:
                add_entry(session, film, day, words, today=kit.TODAY, share=share)
            assert caught.value.field == field
        with pytest.raises(NotFound):
            add_entry(session, 999, kit.TODAY, "开机", today=kit.TODAY)
        entry = add_entry(session, film, kit.TODAY, "开机", today=kit.TODAY)
        change_entry(
            session,
            entry,
            today=kit.TODAY,
            on_day=dt.date(2026, 3, 1),
            words="开机两天",
            who="",
            share=20,
        )
        assert [(e.on_day, e.text, e.share) for e in entries(session, [film])] == [
            (dt.date(2026, 3, 1), "开机两天", 20)
        ]
