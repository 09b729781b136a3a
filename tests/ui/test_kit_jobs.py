"""Jobs: where callbacks run, progress, cancel, errors; the bar that shows them."""

from __future__ import annotations

import gc
import threading
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from models.errors import ValidationError
from ui import errors
from ui.jobs import Job, JobRunner
from ui.widgets.progress import JobBar


@pytest.fixture
def runner(qtbot: QtBot) -> JobRunner:
    return JobRunner()


class Gate:
    """A work that waits until the test lets it go on."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.go = threading.Event()

    def __call__(self, report: Any) -> str:
        self.began.set()
        assert self.go.wait(10)
        report(1, 2, "一半")
        return "好了"


def test_work_runs_elsewhere_and_callbacks_on_the_ui_thread(
    qtbot: QtBot, runner: JobRunner
) -> None:
    threads: dict[str, threading.Thread] = {}

    def work(report: Any) -> int:
        threads["work"] = threading.current_thread()
        report(1, 1)
        return 7

    def note(name: str) -> None:
        threads[name] = threading.current_thread()

    results: list[int] = []
    with qtbot.waitSignal(runner.finished):
        runner.run(
            work,
            lambda result: (results.append(result), note("success")),
            on_progress=lambda *_: note("progress"),
        )
    main = threading.main_thread()
    assert results == [7]
    assert threads["work"] is not main
    assert threads["success"] is main
    assert threads["progress"] is main


def test_progress_tells_the_newest_state(qtbot: QtBot, runner: JobRunner) -> None:
    seen: list[tuple[int, int, str]] = []

    def work(report: Any) -> None:
        for at in range(100_000):
            report(at + 1, 100_000, "读取")

    with qtbot.waitSignal(runner.finished):
        runner.run(work, on_progress=lambda *state: seen.append(state))
    # A report for each of many rows must not become an event for each.
    assert 0 < len(seen) < 50_000
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert {(total, text) for _, total, text in seen} == {(100_000, "读取")}


def test_cancel_stops_at_the_next_report(qtbot: QtBot, runner: JobRunner) -> None:
    gate, told = Gate(), []
    job = runner.run(
        gate, lambda _: told.append("success"), on_cancel=lambda: told.append("cancel")
    )
    assert gate.began.wait(10)
    job.cancel()
    with qtbot.waitSignal(runner.finished):
        gate.go.set()
    assert told == ["cancel"]
    assert not job.running


def test_a_job_that_waits_can_be_cancelled_before_it_begins(qtbot: QtBot) -> None:
    runner = JobRunner(threads=1)
    gate, began, told = Gate(), [], []
    runner.run(gate)
    second = runner.run(
        lambda _report: began.append("second"), on_cancel=lambda: told.append("cancel")
    )
    second.cancel()
    gate.go.set()
    assert runner.wait_all(10_000)
    assert began == []
    assert told == ["cancel"]


def test_what_may_not_be_cancelled_goes_on(qtbot: QtBot, runner: JobRunner) -> None:
    gate, results = Gate(), []
    job = runner.run(gate, results.append, cancellable=False)
    assert gate.began.wait(10)
    runner.cancel_all()
    assert not job.cancel_wanted
    gate.go.set()
    assert runner.wait_all(10_000)
    assert results == ["好了"]


def test_an_error_is_handed_over_with_its_sentence(
    qtbot: QtBot, runner: JobRunner
) -> None:
    def work(_report: Any) -> None:
        raise ValidationError("名称不能空。", "name")

    caught: list[BaseException] = []
    with qtbot.waitSignal(runner.finished):
        runner.run(work, on_error=caught.append)
    assert [str(error) for error in caught] == ["名称不能空。"]


def test_an_error_nobody_asked_for_is_shown(
    qtbot: QtBot, runner: JobRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[BaseException] = []
    monkeypatch.setattr(errors, "present", lambda _parent, error: shown.append(error))

    def work(_report: Any) -> None:
        raise ValidationError("名称不能空。")

    with qtbot.waitSignal(runner.finished):
        runner.run(work)
    assert len(shown) == 1


def test_busy_from_the_first_to_the_last(qtbot: QtBot, runner: JobRunner) -> None:
    busy: list[bool] = []
    runner.busy_changed.connect(busy.append)
    gates = [Gate(), Gate()]
    jobs = [runner.run(gate) for gate in gates]
    assert runner.jobs() == jobs
    gates[0].go.set()
    qtbot.waitUntil(lambda: len(runner.jobs()) == 1)
    assert busy == [True]
    gates[1].go.set()
    qtbot.waitUntil(lambda: not runner.jobs())
    assert busy == [True, False]


def test_waiting_gives_up_in_time(qtbot: QtBot, runner: JobRunner) -> None:
    gate = Gate()
    runner.run(gate)
    assert not runner.wait_all(20)
    gate.go.set()
    assert runner.wait_all(10_000)


def test_a_job_may_start_another_when_it_is_done(
    qtbot: QtBot, runner: JobRunner
) -> None:
    results: list[str] = []

    def then(_result: str) -> None:
        runner.run(lambda _report: "二", results.append)

    runner.run(lambda _report: "一", then)
    assert runner.wait_all(10_000)
    assert results == ["二"]


class Named:
    """Stands for a widget: remembers in which thread it was let go."""

    def __init__(self, let_go: list[threading.Thread]) -> None:
        self.let_go = let_go

    def __del__(self) -> None:
        self.let_go.append(threading.current_thread())


def test_what_callbacks_and_works_name_is_let_go_on_the_ui_thread(
    qtbot: QtBot, runner: JobRunner
) -> None:
    let_go: list[threading.Thread] = []

    def start() -> None:
        widget = Named(let_go)
        runner.run(lambda _report: widget, lambda _result: widget)

    for _ in range(200):
        start()
    assert runner.wait_all(10_000)
    gc.collect()
    assert len(let_go) == 200
    assert set(let_go) == {threading.main_thread()}


# --- the bar -------------------------------------------------------------------------------------------


def test_the_bar_comes_after_a_while_with_progress_and_cancel(
    qtbot: QtBot, runner: JobRunner
) -> None:
    bar = JobBar(runner)
    qtbot.addWidget(bar)
    gate = Gate()
    job = runner.run(gate, title="导入表格")
    assert not bar.isVisible()
    qtbot.waitUntil(bar.isVisible, timeout=5000)
    assert bar._title.text() == "导入表格"
    assert (bar._bar.minimum(), bar._bar.maximum()) == (0, 0)
    bar._cancel.click()
    assert job.cancel_wanted
    assert not bar._cancel.isEnabled()
    gate.go.set()
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_the_bar_stays_away_from_short_and_untitled_jobs(
    qtbot: QtBot, runner: JobRunner
) -> None:
    bar = JobBar(runner)
    qtbot.addWidget(bar)
    ended: list[Job] = []
    runner.finished.connect(ended.append)
    runner.run(lambda _report: None, title="很快")
    runner.run(lambda _report: None)
    assert runner.wait_all(10_000)
    assert len(ended) == 2
    assert not bar.isVisible()
    assert not bar._clock.isActive()
