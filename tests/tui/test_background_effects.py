"""What decisions did, measured while an exercise goes on, and where it is shown."""

import threading
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from sim.exercise import decision_effects
from sim.exercise import decision_effects as effects
from sim.exercise.conductor import Conductor
from sim.exercise.decision_effects import DecisionEffects, Difference
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import DecisionPoint, Setup
from sim.exercise.impact import find_landed_decision
from sim.exercise.journal import FileJournal
from sim.exercise.sessions import build_header
from tests.sim.exercise.exercises import all_roles, known, opened, play_seconds, to_a_question
from tests.tui.application import SIZES, awaited, rows_of
from tests.tui.facilitator import AtTheDesk
from tests.tui.hot_wash import washed
from tui.app import Allcall
from tui.background_effects import BackgroundEffects
from tui.screens.hot_wash import HotWash
from tui.session import Session

pytestmark = pytest.mark.slow

ARREST, SEED, FEW = "cardiac-arrest-20", 4, 2
MEASURE = "unprotected_person_minutes"
GAINS = Difference(900.0, 850.0, 950.0), Difference(1000.0, 950.0, 1050.0), Difference(-100.0, -110.0, -90.0)
BEST = effects.BestAnswer("pa", Difference(1600.0, 1500.0, 1700.0))
DECISIONS = (
    effects.DecisionEffect("D1", "pa-radio", 61.5, MEASURE, "person-min", *GAINS, BEST, 1.0),
    effects.DecisionEffect("D3", "both", 61.5, MEASURE, "person-min", *(Difference(0.0, 0.0, 0.0),) * 3, None, 1.0),
)
TOGETHER = effects.TogetherEffect(MEASURE, "person-min", Difference(-700.0, -750.0, -650.0))
FOUND = DecisionEffects(1_000, 0.25, DECISIONS, (TOGETHER,))


class Measured(BackgroundEffects):
    """Effects that were measured; nothing is begun."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = FOUND

    def find(self, point: DecisionPoint) -> DecisionEffects | None:
        return FOUND if point.decision.id == "D1" else None

    def update(self, session: Session) -> bool:
        return False


def begun(path: Path) -> Session:
    """The first question of a cardiac arrest is open; the journal is a file."""
    exercise = opened(ARREST)
    journal = FileJournal.create(path, build_header(exercise, SEED))
    conductor = Conductor(exercise, journal)
    conductor.begin(Setup(ARREST, SEED, dict.fromkeys(all_roles(ARREST), "")))
    while conductor.segment.kind != "played":
        conductor.next_segment()
    to_a_question(conductor)
    return Session(conductor, journal, path)


def list_processes() -> list[threading.Thread]:
    """The threads that wait for a process."""
    return [thread for thread in threading.enumerate() if thread.name == "effects"]


def wait_for_process() -> None:
    for thread in list_processes():
        thread.join()


def test_a_decision_is_measured_once_it_has_begun_and_all_of_them_where_the_report_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, measured = begun(tmp_path / "one.allcall"), BackgroundEffects(FEW)
    conductor = session.conductor
    point = conductor.state.decision_points["D1"]
    conductor.submit_decision("D1", DecisionResponse(option=point.decision.options[0].id))
    assert not measured.update(session)
    assert not list_processes()
    play_seconds(conductor, 60.0)
    assert not measured.update(session)
    wait_for_process()
    assert measured.update(session)
    found = known(measured.find(conductor.state.decision_points["D1"]))
    assert [(one.id, one.answer) for one in found.decisions] == [("D1", point.decision.options[0].id)]
    while conductor.segment.kind != "hot-wash":
        conductor.next_segment()
    measured.update(session)
    wait_for_process()
    assert measured.update(session)
    monkeypatch.setattr(decision_effects, "run_task", None)
    kept = effects.load_or_measure_effects(session.path, session.journal.header, session.state, FEW, workers=1)
    assert kept == measured.whole
    session.close()


def test_whoever_leaves_or_stops_does_not_wait_for_it(tmp_path: Path) -> None:
    """The process ends by being killed, with nothing measured of a million emergencies, and no other one begins."""
    session, measured = begun(tmp_path / "one.allcall"), BackgroundEffects(1_000_000)
    point = session.state.decision_points["D1"]
    session.conductor.submit_decision("D1", DecisionResponse(option=point.decision.options[0].id))
    play_seconds(session.conductor, 60.0)
    measured.update(session)
    measured.close()
    wait_for_process()
    assert not measured.update(session)
    assert not list_processes()
    session.close()


@pytest.mark.parametrize("size", SIZES)
@awaited
async def test_the_facilitator_reads_what_the_last_decision_does_in_many(tmp_path: Path, size: tuple[int, int]) -> None:
    desk = AtTheDesk(tmp_path, stops=1)
    async with desk.app.run_test(size=size) as pilot:
        desk.app.effects = Measured()
        desk.conduct.submit_decision("D1", DecisionResponse(option="pa-radio"))
        while find_landed_decision(desk.conduct.state) is None:
            play_seconds(desk.conduct, 1.0)
        for asked in desk.conduct.state.list_open_decisions():  # a small screen has room for one of both
            desk.conduct.no_decision(asked.decision.id)
        desk.drill.refresh_views()
        await pilot.pause()
        row = next(line for line in rows_of(desk.app) if "than simulated" in line)
        assert row.split("simulated")[0].strip() == "D1, person-minutes unprotected: 900 person-min fewer than"
        assert ("95% CI" in row) == (size[0] > 100)


@pytest.mark.parametrize("size", SIZES)
@awaited
async def test_the_hot_wash_lists_what_each_decision_did_and_never_a_sum(size: tuple[int, int]) -> None:
    app = washed()
    async with app.run_test(size=size) as pilot:
        await show(app, pilot)
        pane = app.screen.query_one("#what-if", OptionList)
        lines = [str(pane.get_option_at_index(n).prompt) for n in range(pane.option_count)]
        told = [line.strip() for line in lines if "person-minutes unprotected" in line]
        assert [line.partition(",")[0] for line in told] == ["D1", "D3", "All decisions together"]
        assert "700 person-min more than simulated" in told[-1]
        assert "no practical difference" in told[1]
        first = next(n for n, line in enumerate(lines) if line.startswith("D1"))
        pane.highlighted = first + 1
        await pilot.pause()
        detail = " ".join(str(app.screen.query_one("#detail").render()).split())
        assert "Choice: 1,000 person-min fewer. Time: 100 person-min more." in detail
        assert "Better answer:" in detail


async def show(app: Allcall, pilot: Pilot[None]) -> None:
    app.effects = Measured()
    assert isinstance(app.screen, HotWash)
    app.screen.show_ledger()
    app.screen.show_pane("what-if")
    await pilot.pause()
