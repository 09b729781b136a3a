"""The 诊断包 tells what a helper needs and nothing of what the office keeps."""

import datetime as dt
import traceback
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import Text

from models.base import Base
from models.database import Database
from models.errors import FileProblem, StorageError
from models.vocabulary import OutletLevel
from services import settings
from services.diagnostics import LOGS, harmless_lines, package_name, write_package
from services.sample import make_sample
from services.version import program_version

NOW = dt.datetime(2026, 11, 21, 9, 30)


@pytest.fixture
def sample(db: Database) -> Database:
    """The sample county, with the office's and the clerk's name."""
    make_sample(db, today=dt.date(2026, 11, 21))
    with db.writing("改办公室名称") as session:
        settings.save(session, office="云岭县委宣传部", clerk="甄有名")
    return db


def _stored_words(db: Database) -> set[str]:
    """Every text of two characters and more that a clerk typed or read in, and its lines."""
    ours = {level.value for level in OutletLevel}
    words: set[str] = set()
    with db.reading() as session:
        for name, table in Base.metadata.tables.items():
            if name in {"journal", "week_state", "alembic_version"}:
                continue
            for column in table.columns:
                if isinstance(column.type, String | Text) and column.name not in {
                    "uid",
                    "hash",
                    "sha256",
                    "key",
                    "kind",
                    "source",
                    "outcome",
                    "mapping",
                }:
                    for text in session.scalars(select(column).distinct()):
                        words.update(str(text or "").splitlines())
    return {w.strip() for w in words if len(w.strip()) > 1 and w not in ours}


def _texts(package: Path) -> str:
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        inside = [archive.read(name).decode("utf-8") for name in archive.namelist()]
        return "\n".join([*archive.namelist(), *inside])


def _poisoned_log(folder: Path, words: set[str]) -> None:
    """A log into which every stored word found its way, by all the ways there are."""
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    stamp = "2026-11-21 09:00:00,123"
    for word in sorted(words):
        lines.append(f"{stamp} INFO ui FileProblem: “{word}”读不了。")
        lines.append(f"{stamp} WARNING qt default: QFont: {word}")
        lines.append(word)
        try:
            raise IntegrityError(f"INSERT '{word}'", {"title": word}, ValueError(word))
        except IntegrityError:
            lines += ["2026-11-21 09:00:01", *traceback.format_exc().splitlines()]
        lines.append(f'  File "C:\\用户\\{word}\\{word}.py", line 3, in {word}')
    for name in ("publicity-desk.log", "命令.log", "crash-0001.txt"):
        (folder / name).write_text("\n".join(lines[-3000:]), encoding="utf-8")


def test_nothing_that_the_office_keeps_is_in_the_package(
    sample: Database, tmp_path: Path
) -> None:
    words = _stored_words(sample)
    assert len(words) > 500
    assert {"云岭县委宣传部", "甄有名"} <= {w.strip('"') for w in words}
    _poisoned_log(sample.folder / LOGS, words)
    package = write_package(sample.folder, tmp_path / "包.zip", sample, now=NOW)
    text = _texts(package)
    # Numbers and single letters of the forms are everywhere; what names something is not.
    naming = {w.strip('"') for w in words if not w.strip('"').isascii()}
    assert sorted(word for word in naming if word in text) == []
    spoken = {
        w for w in words if w.isascii() and ((w.isdigit() and len(w) > 5) or "/" in w)
    }
    assert sorted(word for word in spoken if word in text) == []


def test_what_a_helper_needs_is_there(sample: Database, tmp_path: Path) -> None:
    log = sample.folder / LOGS
    log.mkdir()
    try:
        raise StorageError("磁盘满了")
    except StorageError:
        trace = traceback.format_exc()
    (log / "publicity-desk.log").write_text(
        f"2026-11-21 09:00:00,123 ERROR ui unexpected error\n{trace}", "utf-8"
    )
    target = tmp_path / package_name(NOW)
    package = write_package(
        sample.folder, target, sample, [("Qt", "6.8.3"), ("屏幕", "1366×768")], NOW
    )
    assert package.name == "诊断包-20261121-0930.zip"
    text = _texts(package)
    for told in (
        f"程序：{program_version().label}",
        "Qt：6.8.3",
        "屏幕：1366×768",
        "截止时间：17:00",
        "数据检查：完好",
        "ERROR ui unexpected error",
        "Traceback (most recent call last):",
        "models.errors.StorageError",
        "  story: ",
    ):
        assert told in text, told


def test_a_finding_of_the_check_is_told(sample: Database, tmp_path: Path) -> None:
    with sample.writing("损坏") as session:
        session.connection().exec_driver_sql(
            "UPDATE placement SET unit_id = unit_id % 3 + 1"
        )
    text = _texts(write_package(sample.folder, tmp_path / "a.zip", sample, now=NOW))
    assert "条刊播记录与稿件不属于同一单位。" in text


def test_without_data_there_is_still_a_package(tmp_path: Path) -> None:
    text = _texts(write_package(tmp_path / "没有", tmp_path / "a.zip", now=NOW))
    assert "数据库：没有" in text
    assert "数据没有打开" in text


def test_a_damaged_database_costs_only_its_own_part(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "publicity.db").write_bytes(b"no database" * 1000)
    text = _texts(write_package(folder, tmp_path / "a.zip", now=NOW))
    assert "没有读出来（StorageError）" in text
    assert program_version().number in text


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        write_package(tmp_path, tmp_path / "没有这个文件夹" / "a.zip", now=NOW)


def test_places_in_the_code_lose_the_path_before_them() -> None:
    lines = [
        r'  File "D:\资料\甄有名\宣传\_internal\services\intake\rows.py", line 12, in read_rows',
        '  File "/opt/甄有名/ui/jobs.py", line 7, in run',
        '  File "甄有名.py", line 1, in <module>',
    ]
    assert list(harmless_lines(lines)) == [
        "  services/intake/rows.py:12 read_rows",
        "  ui/jobs.py:7 run",
        "  (code):1 <module>",
    ]


_CHINESE = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1
)


@given(st.lists(_CHINESE, min_size=1, max_size=5), st.data())
def test_no_chinese_word_of_a_log_gets_through(
    words: list[str], data: st.DataObject
) -> None:
    shapes = [
        "{}",
        "2026-11-21 09:00:00,123 INFO ui {}",
        "2026-11-21 09:00:00,123 INFO {} x",
        "ValueError: {}",
        '  File "{}/services/a.py", line 3, in f',
        '  File "services/{}.py", line 3, in f',
        '  File "services/a.py", line 3, in {}',
        "Fatal Python error: {}",
    ]
    lines = [data.draw(st.sampled_from(shapes)).format(word) for word in words]
    text = "".join(harmless_lines(lines))
    for words_of_ours in ("略去", "行", "（", "）", "…"):
        text = text.replace(words_of_ours, "")
    assert text.isascii()
