"""Facts about schedules that must hold: each a sentence and a query that counts the rows that break it."""

from __future__ import annotations

FACTS: tuple[tuple[str, str], ...] = (
    (
        "{n} 期排期的状态不正确。",
        (
            "SELECT count(*) FROM slot WHERE state NOT IN"
            " ('planned', 'confirmed', 'recorded', 'published', 'cancelled')"
        ),
    ),
    (
        "{n} 期排期已刊播却没有刊播日期，或没有刊播却有刊播日期。",
        (
            "SELECT count(*) FROM slot WHERE deleted_at IS NULL"
            " AND (state = 'published') <> (published_on IS NOT NULL)"
        ),
    ),
    (
        "{n} 期排期对应的刊播记录在回收站里，或属于另一个单位。",
        (
            "SELECT count(*) FROM slot s JOIN placement p ON p.id = s.placement_id"
            " WHERE s.deleted_at IS NULL"
            " AND (p.deleted_at IS NOT NULL OR p.unit_id <> s.unit_id)"
        ),
    ),
    (
        "{n} 期排期所属的系列在回收站里。",
        (
            "SELECT count(*) FROM slot s JOIN schedule_series x ON x.id = s.series_id"
            " WHERE s.deleted_at IS NULL AND x.deleted_at IS NOT NULL"
        ),
    ),
    (
        "{n} 期排期的单位在回收站里。",
        (
            "SELECT count(*) FROM slot s JOIN unit u ON u.id = s.unit_id"
            " WHERE s.deleted_at IS NULL AND u.deleted_at IS NOT NULL"
        ),
    ),
    (
        "{n} 期排期既没有媒体也没有栏目。",
        (
            "SELECT count(*) FROM slot WHERE deleted_at IS NULL AND series_id IS NULL"
            " AND outlet_id IS NULL AND column_name = ''"
        ),
    ),
    (
        "{n} 条宣传位安排的结束日期早于开始日期。",
        "SELECT count(*) FROM place_booking WHERE last_on < first_on",
    ),
    (
        "{n} 个容量或每月篇数不是正数。",
        (
            "SELECT (SELECT count(*) FROM outlet_capacity WHERE per_day < 1)"
            " + (SELECT count(*) FROM recurring_column WHERE per_month < 1)"
            " + (SELECT count(*) FROM place_booking WHERE count < 1)"
        ),
    ),
)
"""Facts that services.integrity checks."""
