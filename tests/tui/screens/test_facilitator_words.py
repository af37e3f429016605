"""Words at the desk and in what is prepared: no ids, no braces, nothing cut that there is room for, one key for one thing."""

import re
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from textual.pilot import Pilot
from textual.widgets import Static

from reports.documents.terminal_writer import print_paper, rendered
from reports.handouts.exercise_sheet import exercise_sheet, render_events
from reports.handouts.preparation import format_objective
from scenarios.exercise import SHORT_SLOT_NAMES, SLOTS, describe_slots
from sim.exercise import facilitator
from sim.exercise.action_text import explain_outcome
from sim.exercise.events import ScheduledAction
from sim.exercise.messages import is_countdown_waiting
from sim.model.interventions import Outcome, from_json
from tests.sim.exercise.exercises import SHIPPED, conducted, opened
from tests.tui.facilitator import SMALL, WIDE, AtTheDesk
from tui.keymap import DEFAULT_KEYS
from tui.screens.dialogs import Page
from tui.widgets.arm_comparison import VALUE, ArmsPane
from tui.widgets.campus_map import CampusMap
from tui.widgets.decision_panel import DecisionPane
from tui.widgets.event_log import describe_entry, describe_interval
from tui.widgets.inject_list import InjectList

ARREST = "cardiac-arrest-20"
TEAM = ("principal", "assistant-principal", "secretary", "nurse")


def pane(desk: AtTheDesk, kind: type[ArmsPane] | type[DecisionPane]) -> list[str]:
    """The lines of a pane."""
    return str(desk.drill.query_one(kind).query_one(Static).content).splitlines()


@pytest.mark.parametrize(
    ("name", "seed", "says"), [("laboratory-fire-45", 1, "fire crew"), ("active-assailant-45", 34, "police")]
)
def test_who_puts_an_end_to_it_is_called_by_its_hazard(name: str, seed: int, says: str) -> None:
    state = conducted([], name, seed).state
    state.milestones.first["contact"] = 476.0
    (line,) = describe_interval(state, 470.0, 480.0)
    assert line.startswith("T+07:56 ")
    assert says in line


def test_the_log_calls_roles_by_their_titles_and_people_by_their_names() -> None:
    conductor = conducted(["principal", "assistant-principal"])
    conductor.dispose_inject(1, "delivered")
    state = conductor.state
    line = next(one for one in state.exercise.injects if one.number == 1)
    titles = [role.title for role in state.exercise.roles if role.id in line.to]
    entry = next(one for one in conductor.journal.entries() if one.kind == "inject")
    assert f"to {', '.join(titles)} " in describe_entry(entry, state)
    act = from_json({"kind": "send", "by": "principal", "whom": "custodian@a2-hall-2"})
    because = "custodian@a2-hall-2 is there already"
    said = explain_outcome(ScheduledAction("D1", 0, 0.0, act).intervention, Outcome(False, because), state)
    assert "@" not in said
    assert said.endswith("is there already")


def test_what_a_slot_will_be_is_said_in_words() -> None:
    assert SHORT_SLOT_NAMES.keys() == SLOTS.keys()
    assert (
        describe_slots("Pressed by {presser}, {alert.zone}.")
        == "Pressed by ‹who pressed›, ‹where it was pressed›."
    )


@pytest.mark.parametrize("name", [name for name, _ in SHIPPED.values()])
def test_no_braces_are_read_on_the_page_of_an_exercise(name: str) -> None:
    console = Console(width=100, record=True, file=StringIO())
    print_paper(exercise_sheet(opened(name)), console)
    said = console.export_text()
    assert "Inject 1" in said
    assert "{" not in said


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_how_many_more_are_open_and_the_key_for_thinking_are_whole(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        while len(desk.conduct.state.list_open_decisions()) < 2:
            desk.conduct.play_second()
        desk.drill.tick()
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        lines = pane(desk, DecisionPane)
        said = " ".join(" ".join(lines).split())
        assert "1 more open" in said
        assert "[t] change)" in said
        assert max(map(len, lines)) <= desk.drill.query_one(DecisionPane).query_one(Static).size.width

    AtTheDesk(tmp_path, name=ARREST, played=TEAM).run(steps, size)


def test_question_and_answers_are_whole_where_all_panes_are_shown(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        for marked in ("escape", "2"):
            await pilot.press(marked)
            await pilot.pause()
            said = " ".join(" ".join(pane(desk, DecisionPane)).split())
            decision = desk.conduct.state.decision_points["D3"].decision
            for words in (decision.asks, *(option.says for option in decision.options)):
                assert words in said
            assert "…" not in said

    AtTheDesk(tmp_path, stops=3).run(steps, WIDE)


def test_after_the_incident_the_key_that_ends_the_module_is_named(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        while not desk.conduct.is_over:
            for window in desk.conduct.state.list_open_decisions():
                desk.conduct.no_decision(window.decision.id)
            desk.conduct.play_second()
        for window in desk.conduct.state.list_open_decisions():
            desk.conduct.no_decision(window.decision.id)
        desk.drill.tick()
        await pilot.pause()
        await pilot.press("n")
        await pilot.pause()
        assert "the incident is over; E ends the module" in desk.shows()
        assert "The incident is over. E ends this module" in " ".join(pane(desk, DecisionPane))
        assert "n plays to the next stop" not in desk.shows()

    AtTheDesk(tmp_path, name=ARREST, played=()).run(steps)


def test_that_the_emergency_is_played_on_is_said_only_while_there_is_something_to_play(
    tmp_path: Path,
) -> None:
    async def asked(desk: AtTheDesk, pilot: Pilot[None]) -> str:
        await pilot.press("E")
        await pilot.pause()
        said = " ".join(re.findall(r"[\w:]+", desk.shows()))
        assert "End of the module" in said
        await pilot.press("escape")
        await pilot.pause()
        return said

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        assert "The emergency is played" in await asked(desk, pilot)
        desk.conduct.next_segment()
        assert "The emergency is played" not in await asked(desk, pilot)

    AtTheDesk(tmp_path, name="active-assailant-90", seed=68).run(steps)


def test_both_arms_stand_apart(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert pane(desk, ArmsPane)[0].split() == ["room", "twin"]
        assert "twin: no app alert to staff" in pane(desk, ArmsPane)
        assert (
            max(map(len, pane(desk, ArmsPane))) <= desk.drill.query_one(ArmsPane).query_one(Static).size.width
        )
        assert max(map(len, ("AED there", "at fire", "on scene", "T+12:00", "100 %"))) < VALUE

    AtTheDesk(tmp_path, name=ARREST, played=TEAM).run(steps)


def test_one_key_means_one_thing_in_every_pane(tmp_path: Path) -> None:
    assert DEFAULT_KEYS["next.hint"][1] == DEFAULT_KEYS["decide.hint"][1] == "hint"

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("tab", "H")
        await pilot.pause()
        assert "hint 1: " in str(desk.drill.query_one(InjectList).query_one(Static).content)
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(desk.app.screen, Page)
        lines = str(desk.app.screen.query(Static).first().content).splitlines()
        assert max(map(len, lines[2:])) <= 68

    AtTheDesk(tmp_path, stops=1).run(steps, SMALL)


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_buildings_are_whole_on_the_map_and_what_its_signs_mean_is_not_cut(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        while not desk.conduct.state.view.responders:
            desk.conduct.play_second()
        desk.drill.tick()
        await pilot.pause()
        await pilot.press("tab", "tab")
        await pilot.pause()
        found = desk.drill.query_one(CampusMap).query_one(Static)
        lines = str(found.content).splitlines()
        said = " ".join(" ".join(lines).split())
        assert "portables" in said
        first = desk.conduct.state.view.responders[0].id
        assert f"({desk.conduct.state.labels.person(first)}" in said
        assert said.endswith(f"{desk.drill.glyphs.stair} stair")
        assert max(map(len, lines)) <= found.size.width

    AtTheDesk(tmp_path, name=ARREST, played=TEAM).run(steps, size)


@pytest.mark.parametrize("name", [exercise for exercise, _ in SHIPPED.values()])
def test_what_is_prepared_calls_objectives_by_their_number(name: str) -> None:
    """As the list of objectives has them, and the report; their ids are for whoever writes files."""
    exercise = opened(name).exercise
    console = Console(file=StringIO(), width=120)
    for one in render_events(opened(name)):
        console.print(rendered(one))
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "(objective 1)" in said
    assert [one.id for one in exercise.objectives if f"({one.id})" in said] == []
    assert format_objective(2, exercise.objectives[1]).plain.startswith(f"2  {exercise.objectives[1].says}")


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_a_question_that_is_put_under_pressure_and_not_read_yet_says_what_thinking_will_be(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """The draw holds for an answer before T+ runs; then it is what passes."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        window = desk.conduct.state.current_decision
        assert window is not None
        for says in ("One more.", "And one more."):
            facilitator.improvise_inject(desk.conduct, "Hall monitor", ["principal"], "phone", says)
        await pilot.press("1", "p")
        await pilot.pause()
        assert is_countdown_waiting(desk.conduct.state)
        assert "until T+ runs" in " ".join(pane(desk, DecisionPane))
        while not desk.conduct.clock.is_running:
            await pilot.press("space")
        desk.passes(3.0)
        await pilot.pause()
        assert "thinking 0:03, measured" in " ".join(" ".join(pane(desk, DecisionPane)).split())

    AtTheDesk(tmp_path, stops=2).run(steps, size)


def test_time_pressure_is_not_offered_for_what_is_asked_again(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        offered = desk.drill.query_one(DecisionPane)
        await pilot.pause()
        assert "time pressure" in str(offered.border_subtitle)
        await pilot.press("1", "enter", "z", "enter")
        await pilot.pause()
        front = desk.conduct.state.current_decision
        assert front is not None
        assert front.is_reopened
        assert "time pressure" not in str(offered.border_subtitle)
        await pilot.press("1")
        await pilot.pause()
        assert "time pressure" not in str(offered.border_subtitle)

    AtTheDesk(tmp_path, stops=2).run(steps)


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_how_long_is_talked_and_what_waits_stay_whole_in_their_line(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    name, seed = SHIPPED["active-assailant-90"]
    played = tuple(one.id for one in opened(name).exercise.roles)

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        while not desk.conduct.state.list_open_decisions():
            desk.conduct.jump()
        await pilot.press("m")
        await pilot.pause()
        lines = " \n ".join(pane(desk, DecisionPane))
        for said in ("2 more open", "unread: n", "left of 1:00", "T+ waits for reading"):
            assert said in lines

    AtTheDesk(tmp_path, name=name, seed=seed, played=played).run(steps, size)


def test_the_log_calls_a_role_by_its_title(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        desk.conduct.return_to_simulation("secretary")
        desk.drill.refresh_views()
        await pilot.pause()
        assert "Secretary handed back to the model" in desk.shows()

    AtTheDesk(tmp_path).run(steps)
