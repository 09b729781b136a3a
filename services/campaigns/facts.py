"""Facts about plans that must hold: each a sentence and a query that counts the rows that break it."""

from __future__ import annotations

_OF_MEASURES = (
    ("measure_unit", "任务单位"),
    ("measure_deadline", "任务时限"),
    ("target", "指标"),
    ("deliverable", "成果要求"),
    ("progress_entry", "进展"),
    ("attachment", "附件"),
    ("campaign_story", "方案稿件"),
)

FACTS: tuple[tuple[str, str], ...] = (
    *(
        (
            f"{{n}} 条{word}记录与所属任务不在同一份方案里。",
            (
                f"SELECT count(*) FROM {table} x JOIN measure m ON m.id = x.measure_id"
                " WHERE x.campaign_id <> m.campaign_id"
            ),
        )
        for table, word in _OF_MEASURES
    ),
    (
        "{n} 条任务与所在条款不在同一份方案里。",
        (
            "SELECT count(*) FROM measure m JOIN campaign_part p ON p.id = m.part_id"
            " WHERE m.campaign_id <> p.campaign_id"
        ),
    ),
    (
        "{n} 条任务的状态不正确。",
        (
            "SELECT count(*) FROM measure WHERE state NOT IN"
            " ('not_begun', 'under_way', 'done', 'dropped')"
        ),
    ),
    (
        "{n} 条任务已办结却没有办结日期，或未办结却有办结日期。",
        (
            "SELECT count(*) FROM measure WHERE deleted_at IS NULL"
            " AND (state IN ('done', 'dropped')) <> (closed_on IS NOT NULL)"
        ),
    ),
    (
        "{n} 条任务不再实施却没有写理由。",
        (
            "SELECT count(*) FROM measure WHERE deleted_at IS NULL"
            " AND state = 'dropped' AND dropped_reason = ''"
        ),
    ),
    (
        "{n} 条进展的完成比例不在 0 到 100 之间。",
        "SELECT count(*) FROM progress_entry WHERE share NOT BETWEEN 0 AND 100",
    ),
    (
        "{n} 处方案内容指向的原文位置超出了原文。",
        (
            "SELECT count(*) FROM campaign_part p JOIN campaign c ON c.id = p.campaign_id"
            " WHERE p.span_end > length(c.source_text)"
        ),
    ),
)
"""Facts that services.integrity checks."""
