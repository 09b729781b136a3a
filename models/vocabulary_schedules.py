"""Codes of schedules that are stored as words, with what a clerk reads for them."""

from __future__ import annotations

from enum import StrEnum


class ChangeKind(StrEnum):
    """What was done to a slot; postponed, rescheduled and cancelled are different things."""

    POSTPONE = "postpone"
    RESCHEDULE = "reschedule"
    PUSH = "push"
    REPLAN = "replan"
    CANCEL = "cancel"
    RESTORE = "restore"
    STATE = "state"
    FULFIL = "fulfil"
    EDIT = "edit"

    @property
    def label(self) -> str:
        """The word that the clerk reads."""
        return _CHANGE_LABELS[self]


_CHANGE_LABELS = {
    ChangeKind.POSTPONE: "延期",
    ChangeKind.RESCHEDULE: "改期",
    ChangeKind.PUSH: "顺延",
    ChangeKind.REPLAN: "按放假安排重排",
    ChangeKind.CANCEL: "取消",
    ChangeKind.RESTORE: "恢复",
    ChangeKind.STATE: "进度",
    ChangeKind.FULFIL: "与单位报送对上",
    ChangeKind.EDIT: "修改",
}


class DayKind(StrEnum):
    """What kind of day it is for the office."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"

    @property
    def worked(self) -> bool:
        """Whether the office works on it."""
        return self in (DayKind.WORKDAY, DayKind.MAKE_UP)

    @property
    def label(self) -> str:
        """The word that the clerk reads."""
        return _DAY_LABELS[self]


_DAY_LABELS = {
    DayKind.WORKDAY: "工作日",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "放假",
    DayKind.MAKE_UP: "调休上班",
}


class UnitChoice(StrEnum):
    """Which units of a campaign are meant."""

    MEMBERS = "members"
    LEAD = "lead"
    SUPPORT = "support"
    ANNEX = "annex"

    @property
    def label(self) -> str:
        """The words that the clerk reads."""
        return _CHOICE_LABELS[self]


_CHOICE_LABELS = {
    UnitChoice.MEMBERS: "成员单位",
    UnitChoice.LEAD: "牵头单位",
    UnitChoice.SUPPORT: "责任（配合）单位",
    UnitChoice.ANNEX: "附件安排表里的单位",
}
