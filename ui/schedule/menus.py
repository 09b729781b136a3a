"""The menu of what is selected on the schedule page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from services.schedules.series import SlotState

if TYPE_CHECKING:
    from ui.schedule.page import SchedulePage


def slot_menu(page: SchedulePage, point: QPoint) -> QMenu:
    """What can be done with the selected slots, the booking or the day."""
    menu = QMenu(page)
    rows, deeds = page.picked(), page.deeds
    booking = page.calendar().bar
    if rows:
        _add_states(menu, page)
        menu.addSeparator()
        movable = [r for r in rows if r.state.movable]
        if movable:
            menu.addAction("改期…", lambda: deeds.reschedule(movable))
        if len(movable) == 1 and movable[0].day is not None:
            menu.addAction("延期…", lambda: deeds.postpone(movable[0]))
        if movable:
            action = menu.addAction("取消…", lambda: deeds.cancel(movable))
            action.setShortcut(QKeySequence("Del"))
            action.setShortcutVisibleInContextMenu(True)
        off = [r for r in rows if r.state is SlotState.CANCELLED]
        if off:
            menu.addAction("恢复", lambda: deeds.restore(off))
        menu.addSeparator()
        if len(rows) == 1 and rows[0].series_id is not None:
            series = rows[0].series_id
            menu.addAction("只看这个系列", lambda: page.show_series(series))
            menu.addAction("系列的设置…", lambda: page.actions_.edit_series(series))
        menu.addAction("删除（录错了）", lambda: deeds.delete(rows))
    elif booking is not None:
        row = (
            next((b for b in page.data.bookings if b.id == booking), None)
            if page.data
            else None
        )
        if row is not None:
            menu.addAction("修改…", lambda: page.actions_.edit_booking(row))
            menu.addAction("删除", lambda: page.actions_.delete_booking(row))
    else:
        day = page.calendar().here
        menu.addAction("排一期…", lambda: page.actions_.add_slot(day))
        menu.addAction("排一个系列…", lambda: page.actions_.new_series(day))
        menu.addAction("登记宣传位…", lambda: page.actions_.new_booking(day))
        menu.addAction("这一天停排…", lambda: page.actions_.blackout(day))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(point)
    return menu


def _add_states(menu: QMenu, page: SchedulePage) -> None:
    rows, deeds, today = page.picked(), page.deeds, dt.date.today()
    planned = [r for r in rows if r.state is SlotState.PLANNED and r.day]
    early = [
        r for r in rows if r.state in (SlotState.PLANNED, SlotState.CONFIRMED) and r.day
    ]
    open_ = [
        r
        for r in rows
        if r.state not in (SlotState.PUBLISHED, SlotState.CANCELLED) and r.day
    ]
    if planned:
        menu.addAction(
            "单位已确认", lambda: deeds.advance(planned, SlotState.CONFIRMED, today)
        )
    if early:
        menu.addAction(
            "已录制", lambda: deeds.advance(early, SlotState.RECORDED, today)
        )
    if open_:
        menu.addAction("登记为刊播…", lambda: deeds.publish(open_))
    back = [
        r
        for r in rows
        if r.state in (SlotState.CONFIRMED, SlotState.RECORDED, SlotState.PUBLISHED)
    ]
    if back:
        menu.addAction("退回上一步", lambda: deeds.step_back(back))
