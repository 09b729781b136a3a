"""Whether the stored data is whole: the file, the links, and the facts that must agree."""

from __future__ import annotations

from sqlalchemy import text as sql

from models.database import Database
from services.campaigns.attachments import damaged
from services.campaigns.facts import FACTS as _PLAN_FACTS
from services.schedules.facts import FACTS as _SLOT_FACTS
from services.weekly_issue import verify_all

# Each finding: a sentence and a query that counts the rows that break it.
_FACTS: tuple[tuple[str, str], ...] = (
    (
        "{n} 条刊播记录的单位或周次与所属报送不一致。",
        (
            "SELECT count(*) FROM placement p JOIN weekly_return r ON r.id = p.return_id"
            " WHERE p.deleted_at IS NULL AND (p.unit_id <> r.unit_id OR p.week <> r.week)"
        ),
    ),
    (
        "{n} 条刊播记录所属的稿件在回收站里。",
        (
            "SELECT count(*) FROM placement p JOIN story s ON s.id = p.story_id"
            " WHERE p.deleted_at IS NULL AND s.deleted_at IS NOT NULL"
        ),
    ),
    (
        "{n} 条刊播记录所属的报送在回收站里。",
        (
            "SELECT count(*) FROM placement p JOIN weekly_return r ON r.id = p.return_id"
            " WHERE p.deleted_at IS NULL AND r.deleted_at IS NOT NULL"
        ),
    ),
    (
        "{n} 条刊播记录与稿件不属于同一单位。",
        (
            "SELECT count(*) FROM placement p JOIN story s ON s.id = p.story_id"
            " WHERE p.deleted_at IS NULL AND p.unit_id <> s.unit_id"
        ),
    ),
    (
        "{n} 篇稿件没有任何刊播记录。",
        (
            "SELECT count(*) FROM story s WHERE s.deleted_at IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM placement p WHERE p.story_id = s.id AND p.deleted_at IS NULL)"
        ),
    ),
    (
        "{n} 份零报告却有刊播记录。",
        (
            "SELECT count(*) FROM weekly_return r WHERE r.deleted_at IS NULL AND r.nil AND EXISTS"
            " (SELECT 1 FROM placement p WHERE p.return_id = r.id AND p.deleted_at IS NULL)"
        ),
    ),
    (
        "{n} 份报送有刊播记录却没有收到日期。",
        (
            "SELECT count(*) FROM weekly_return r WHERE r.deleted_at IS NULL AND r.received_on IS NULL AND EXISTS"
            " (SELECT 1 FROM placement p WHERE p.return_id = r.id AND p.deleted_at IS NULL)"
        ),
    ),
    (
        "{n} 条刊播记录的日期不可能，早于 1980 年或晚于 2200 年。",
        (
            "SELECT count(*) FROM placement WHERE deleted_at IS NULL"
            " AND (published_on < 722815 OR published_on >= 803169)"  # ordinals of these years' first days
        ),
    ),
    (
        "{n} 个单位并入了自己。",
        "SELECT count(*) FROM unit WHERE deleted_at IS NULL AND merged_into_id = id",
    ),
    (
        "{n} 份报送的周次不是周一。",  # ordinal 1 was a Monday
        "SELECT count(*) FROM weekly_return WHERE (week - 1) % 7 <> 0",
    ),
)


def check(db: Database) -> list[str]:
    """Findings as Chinese sentences, empty where all is well. Reads only; seconds on a large database."""
    with db.reading() as session:
        connection = session.connection()
        findings = [
            f"数据库文件检查：{row[0]}"
            for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")
            if row[0] != "ok"
        ]
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            findings.append(f"{len(broken)} 处记录之间的联系断开了。")
        for sentence, query in (*_FACTS, *_PLAN_FACTS, *_SLOT_FACTS):
            number = session.execute(sql(query)).scalar_one()
            if number:
                findings.append(sentence.format(n=number))
        lost = damaged(session, db.folder)
        if lost:
            findings.append(f"{len(lost)} 个附件的文件不见了或不完整，如“{lost[0]}”。")
        findings += verify_all(session)
    return findings
