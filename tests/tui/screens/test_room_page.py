"""The facilitator's terminal while phones are on: it shows seats and votes, steps the wall, and commits what the role decides."""

import json
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from reports.room.guesses import CardStage
from sim.exercise.decision_effects import BestAnswer, DecisionEffect, DecisionEffects, Difference, OtherAnswer
from sim.exercise.events import DecisionMade, SeatKind, SeatSet, SplitShown, VoteCast
from sim.exercise.room import set_seat
from sim.exercise.room_stage import Stage
from sim.exercise.state import State
from sim.measures import READERS
from sim.model.trace_reader import read_trace
from tests.sim.exercise.exercises import known
from tests.sim.exercise.rooms import let_vote
from tests.tui.application import awaited, presses
from tests.tui.facilitator import AtTheDesk, Steps, at_the_desk
from tests.tui.hot_wash import washed
from tests.tui.screens.steps import session_of
from tests.tui.web.room_clients import at_the_question, make_place, serving
from tui.app import Allcall
from tui.screens.dialogs import Dialog
from tui.screens.hot_wash import HotWash
from tui.screens.room import RoomPage, list_lines
from tui.web import room_address
from tui.web.door import Guest
from tui.web.live_room import LiveRoom
from tui.web.room_address import describe_change


def with_a_room(folder: Path) -> AtTheDesk:
    desk = AtTheDesk(folder, stops=3)
    desk.app.place = make_place()
    return desk


def at_a_vote(steps: Steps) -> Callable[[Path], None]:
    """Makes a slow test of steps at a question that is voted on."""

    def run(tmp_path: Path) -> None:
        with_a_room(tmp_path).run(steps)

    run.__name__, run.__doc__ = steps.__name__, steps.__doc__
    return pytest.mark.slow(run)


async def until_served(desk: AtTheDesk, pilot: Pilot[None]) -> LiveRoom:
    while desk.app.room is None:
        await pilot.pause()
    desk.drill.refresh_views()
    return desk.app.room


async def to_the_vote(pilot: Pilot[None], live: LiveRoom) -> None:
    while live.stage != Stage.VOTES:
        await pilot.press("n")


def scan(live: LiveRoom) -> None:
    """A participant's device takes a new seat."""
    live.redeem(live.invite(SeatKind.PARTICIPANT).rpartition("=")[2])


def vote(live: LiveRoom, number: int) -> None:
    asking = known(live.conductor.state.ballots.open)
    live.vote(VoteCast(asking.id, f"{number:032x}", number, asking.options[0], 1))


def mark(desk: AtTheDesk, label: str) -> OptionList:
    """Marks a line of the menu."""
    page = desk.app.screen
    assert isinstance(page, RoomPage)
    menu = page.query_one(OptionList)
    menu.highlighted = next(n for n, one in enumerate(page._commands) if one.label.startswith(label))
    return menu


async def choose(desk: AtTheDesk, pilot: Pilot[None], *labels: str) -> None:
    for label in labels:
        mark(desk, label)
        await presses(pilot, "enter")


@at_a_vote
async def test_the_wall_is_stepped_to_the_split_and_the_role_decides(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    live = await until_served(desk, pilot)
    front = known(desk.conduct.state.current_decision)
    assert front.decision.vote
    live.door.waiting = {f"token-{n}": Guest(SeatKind.PARTICIPANT, seen=live.clock()) for n in range(3)}
    await presses(pilot, "j")
    assert "Let in all 3 who wait" in desk.shows()
    assert f"PIN {live.door.pin}" in desk.shows()
    pin, waiting = live.door.pin, dict(live.door.waiting)
    await choose(desk, pilot, "Send away")
    assert "3 sent away" in desk.shows()
    assert pin not in desk.shows()
    live.door.waiting = waiting
    desk.app.screen.show_page()  # type: ignore[attr-defined]
    await choose(desk, pilot, "Let in")
    assert "3 in" in desk.shows()
    assert live.door.waiting == {}
    await pilot.press("escape")
    seen = [live.stage]
    while live.stage != Stage.VOTES:
        await pilot.press("n")
        seen.append(live.stage)
    assert seen == sorted(seen, key=[Stage.MESSAGE, Stage.QUESTION, Stage.VOTES].index)
    for number in (1, 2):
        vote(live, number)
    desk.drill.refresh_views()
    await pilot.pause()
    assert "2 of 3 voted" in desk.shows()
    await pilot.press("n")
    assert live.render("wall").count('"count"') > 1
    await pilot.press("1", "enter")
    assert '"count"' not in live.render("wall")
    kinds = [type(entry.event) for entry in desk.conduct.journal.entries()]
    assert kinds.index(SplitShown) < kinds.index(DecisionMade)


@at_a_vote
async def test_a_vote_is_not_ended_by_a_key_pressed_once_too_often(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    live = await until_served(desk, pilot)
    scan(live)
    await to_the_vote(pilot, live)
    await pilot.press("n")
    seen = [live.stage]
    assert "nobody has voted yet; n again ends the vote" in desk.shows()
    await pilot.press("n")
    assert [*seen, live.stage] == [Stage.VOTES, Stage.SPLIT]


@pytest.mark.slow
def test_the_marked_line_stays_marked_while_the_menu_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        live = await until_served(desk, pilot)
        await pilot.press("j", "down")
        page = desk.app.screen
        assert isinstance(page, RoomPage)
        menu = page.query_one(OptionList)
        assert menu.highlighted is not None
        before = page._commands[menu.highlighted].label
        live.door.waiting = {"token": Guest(SeatKind.PARTICIPANT, seen=live.clock())}
        page.show_page()
        assert page._commands[menu.highlighted].label == before
        monkeypatch.setattr(sys, "platform", "darwin")
        opened = Mock(return_value=False)
        monkeypatch.setattr(webbrowser, "open", opened)
        await choose(desk, pilot, "Open the projector page")
        opened.assert_called_once_with(live.wall_address)
        assert "Open the address below" in desk.shows()
        live.open_stream("wall", "")
        page.show_page()
        assert not any(one.label.startswith("Open the projector") for one in page._commands)
        await pilot.press("escape", "v", "v")
        assert not isinstance(desk.app.screen, Dialog)

    with_a_room(tmp_path).run(steps)


@at_a_vote
async def test_a_role_that_decides_while_the_vote_is_on_closes_it(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    live = await until_served(desk, pilot)
    live.invite(SeatKind.PARTICIPANT)
    await to_the_vote(pilot, live)
    await pilot.press("1", "enter")
    events = [entry.event for entry in desk.conduct.journal.entries()]
    assert [one.by for one in events if isinstance(one, SplitShown)] == ["decision"]


@at_a_vote
async def test_seats_are_changed_moved_and_removed_and_cards_are_counted(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    live = await until_served(desk, pilot)
    live.invite(SeatKind.PARTICIPANT)
    live.invite(SeatKind.EVALUATOR)
    await pilot.press("j")
    await choose(desk, pilot, "Change a seat", "  1", "Give Principal", "Change a seat", "  1")
    assert "Give Evaluator" not in desk.shows()
    await choose(desk, pilot, "Decides for Principal")
    assert "Principal (decides)" in desk.shows()
    for line, here in (("Away", "away"), ("Back", "page closed")):
        await choose(desk, pilot, "Change a seat", "  1", line)
        assert f"Principal (decides)  {here}" in desk.shows()
    await choose(desk, pilot, "Change a seat", "  1", "Rename it")
    await pilot.press(*"Zoe Q", "enter")
    assert "Principal (decides)  Zoe Q  page closed" in desk.shows()
    screens = [live.render(name) for name in ("1", "2", "wall")]
    assert "Zoe" not in str([screens, *desk.conduct.journal.entries()])
    await choose(desk, pilot, "Change a seat", "  2", "Move it")
    assert "#t=" in desk.shows()
    await pilot.press("escape")
    await choose(desk, pilot, "Remove it")
    assert [seat.number for seat in desk.conduct.state.seats.taken] == [1]
    await pilot.press("escape")
    await to_the_vote(pilot, live)
    await pilot.press("j")
    await choose(desk, pilot, "Enter votes on cards")
    await pilot.press(*"2 x", "enter")
    assert "not a list of numbers" in desk.shows()
    await choose(desk, pilot, "Enter votes on cards")
    await pilot.press(*"2 0 1", "enter")
    assert live.conductor.state.ballots.askings[-1].count()[:3] == (2, 0, 1)
    await choose(desk, pilot, "Show how the vote splits")
    assert "A 2  B 0  C 1" in desk.shows()
    await choose(desk, pilot, f"Put {live.conductor.state.ballots.askings[-1].decision} to the vote again")
    assert live.stage == Stage.VOTES
    assert len(live.conductor.state.ballots.askings) == 2


@awaited
async def test_where_seats_share_a_role_one_has_to_be_named_as_deciding(tmp_path: Path) -> None:
    async with serving(at_the_question(), tmp_path) as room:
        for _ in range(2):
            room.live.invite(SeatKind.PARTICIPANT, ("principal",))
        assert "Principal: 2 seats share it. Name the one that decides." in list_lines(room.live)
        set_seat(room.conductor, SeatSet(2, "set", SeatKind.PARTICIPANT, ("principal",), ("principal",)))
        lines = list_lines(room.live)
        assert not any("share it" in line for line in lines)
        assert [line for line in lines if "(decides)" in line] == ["  2  Principal (decides)  page closed"]


@pytest.mark.parametrize(
    "lines", [("Seat for a latecomer",), ("Seat for an evaluator",), ("Change a seat", "  1", "Move it")]
)
@pytest.mark.slow
def test_enter_pressed_again_on_a_code_does_nothing(lines: tuple[str, ...], tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        live = await until_served(desk, pilot)
        live.invite(SeatKind.PARTICIPANT)
        await pilot.press("j")
        await choose(desk, pilot, *lines[:-1])
        menu = mark(desk, lines[-1])
        for _ in range(2):
            menu.action_select()  # before the page has dealt with the first
        await pilot.press("enter", "enter")
        assert "#t=" in desk.shows()
        assert menu.option_count == 0
        assert len(desk.conduct.state.seats.taken) == 1 + (len(lines) == 1)

    with_a_room(tmp_path).run(steps)


@at_a_vote
async def test_a_second_enter_runs_no_other_line(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """After a line that is gone, in a menu that opens, and where a code was left."""
    live = await until_served(desk, pilot)
    for _ in range(2):
        scan(live)
    live.door.waiting = {"token": Guest(SeatKind.PARTICIPANT, seen=live.clock())}
    await presses(pilot, "j", "home", "enter", "enter")
    assert "1 let in" in desk.shows()
    assert live.door.is_open(live.clock())
    await choose(desk, pilot, "Change a seat")
    await pilot.press("down", "down", "enter", "enter", "enter")
    assert "Seat 2" in desk.shows()
    assert len(desk.conduct.state.seats.taken) == 3
    await pilot.press("escape", "escape")
    await choose(desk, pilot, "Seat for a latecomer")
    await pilot.press("escape", "enter")
    assert "Seat for one participant" in desk.shows()
    await pilot.press("escape", "escape")
    await to_the_vote(pilot, live)
    vote(live, 1)
    await pilot.press("j")
    await choose(desk, pilot, "Show how the vote splits")
    await pilot.press("enter")
    assert "The split is on the wall." in desk.shows()
    assert desk.conduct.state.ballots.open is None


@at_a_vote
async def test_stop_says_who_has_not_got_it(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    live = await until_served(desk, pilot)
    for _ in range(3):
        scan(live)
    live.invite(SeatKind.PARTICIPANT)  # a code that nobody scanned
    await presses(pilot, "exclamation_mark", "y")
    assert live.stage == Stage.STOP
    live.stop_seen |= {1, 3}
    while "2 of 3 have STOP; not seats 2" not in desk.shows():
        await pilot.pause()


def washed_with_a_room(folder: Path) -> tuple[Allcall, State]:
    app = washed()
    app.place = make_place()
    app.session = replace(session_of(app), path=folder / "x.journal")
    return app, app.session.state


async def until_hot_wash(app: Allcall, pilot: Pilot[None]) -> tuple[HotWash, LiveRoom]:
    while app.room is None or app.room.stage != Stage.HOT_WASH:
        await pilot.pause()
    assert isinstance(app.screen, HotWash)
    return app.screen, app.room


@pytest.mark.slow
@awaited
async def test_in_the_hot_wash_the_wall_has_both_plans_and_follows_the_cursor(tmp_path: Path) -> None:
    app, _ = washed_with_a_room(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        screen, live = await until_hot_wash(app, pilot)
        marks = []
        for seconds in (-1e9, *[30.0] * 4, 1e9):
            screen.action_scrub(seconds)
            plans = json.loads(live.render("wall"))["view"]["plans"]
            team, other = plans["arms"]
            assert (team["arm"], other["arm"]) == ("room", "twin")
            marks.append([sum(floor["marks"].count("+") for floor in one["floors"]) for one in (team, other)])
        assert marks[0] == [0, 0]
        assert marks == sorted(marks)
        assert max(team - other for team, other in marks) > 0
        rooms = sum(len(floor["marks"].replace(" ", "")) for floor in team["floors"])
        assert marks[-1] == [rooms, rooms]
        await presses(pilot, "j")
        assert isinstance(app.screen, RoomPage)
        await pilot.press("escape")
        screen.action_guess()
        guesses = known(live.guesses)
        times = [screen.wash.review.observed_measures[arm]["aware_t50"] for arm in ("room", "twin")]
        assert known(guesses.compared).truth == round(times[1] - times[0])
        screen.action_guess()
        screen.action_play()
        assert json.loads(live.render("wall"))["view"].keys() >= {"plans"}
        assert screen.wash.cursor == 0.0
        seen = []
        while screen.wash.cursor < screen.wash.review.chart_end:
            screen.walk.play_on()
            seen.append(live.render("wall"))
        assert len({*seen[:-1]}) > 0.9 * len(seen[:-1]) > 30  # T+ does not run on where no room changes
        assert known(live.guesses).stage == CardStage.TRUE


@pytest.mark.slow
@awaited
async def test_decisions_are_walked_guessed_played_and_told_by_keys(tmp_path: Path) -> None:
    """A card, then guesses, both plans, and only then the best answer and what came of it."""
    app, state = washed_with_a_room(tmp_path)
    let_vote(state, "D4", (("radio", 2), ("radio", 1), ("pa-again", 2), ("phone", 0)))
    app.effects = KnownEffects(state, "D4", "pa-again")  # type: ignore[assignment]
    async with app.run_test(size=(120, 40)) as pilot:
        screen, live = await until_hot_wash(app, pilot)

        def look() -> dict[str, Any]:
            view: dict[str, Any] = json.loads(live.render("wall"))["view"]
            return view

        for _ in range(3):
            await pilot.press("n")
        assert look()["decision"]["id"] == "D4"
        await app.workers.wait_for_complete()
        await pilot.pause()
        decision = state.decision_points["D4"].decision
        says = {option.id: option.says for option in decision.options}
        card = look()["decision"]
        assert (card["own"], card["other"]) == (says["phone"], says["radio"])
        assert [one["votes"] for one in card["split"]] == [2, 1, 1, 0, 0, 0]
        assert card["sure"] == 1.25
        assert not card.keys() & {"best", "result", "in_run"}
        await pilot.press("q")
        guesses = look()["guesses"]
        assert guesses["scale"]["measure"] == "person-minutes unprotected"
        assert guesses["scale"]["unit"] == "person-min"
        await pilot.press("q", "space")
        assert look()["decision"].keys().isdisjoint({"best", "result", "in_run"})
        assert look()["plans"]["arms"][1]["says"] == says["radio"]
        while screen.wash.cursor < screen.wash.review.chart_end:
            screen.walk.play_on()
        told = look()["decision"]
        exposed = [
            READERS["unprotected_person_minutes"](read_trace(trace, trace.tables))
            for trace in (screen.wash.what_if[0].trace, screen.wash.review.traces["room"])  # type: ignore[index]
        ]
        assert told["in_run"] == round(exposed[0] - exposed[1])
        assert told["best"] == says["pa-again"]
        assert told["result"]["other"] == {"value": 4_000.0, "low": 3_000.0, "high": 5_500.0}
        await pilot.press("N")
        assert look()["decision"]["place"]["at"] == 2
        assert not look()["decision"].keys() & {"other", "is_told"}
        await pilot.press("space")
        assert look()["decision"]["is_told"]
        await pilot.press("n")
        assert look()["decision"]["is_told"]


@pytest.mark.slow
@awaited
async def test_a_card_that_is_up_gets_its_other_answer_once_effects_are_measured(tmp_path: Path) -> None:
    """Nobody voted on D2, so it is the best answer."""
    app, state = washed_with_a_room(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        screen, live = await until_hot_wash(app, pilot)
        await pilot.press("n", "n", "q")
        assert live.guesses is not None
        assert (live.guesses.compared, live.guesses.stage) == (None, CardStage.CARD)
        option = state.decision_points["D2"].decision.options[-1]
        app.effects = KnownEffects(state, "D2", option.id)  # type: ignore[assignment]
        screen.show_ledger()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert live.guesses.compared is not None
        assert live.guesses.compared.about == option.says
        assert live.guesses.compared.scale.unit == "s"


class KnownEffects:
    """The effect of one decision, as if it had been measured: the other answer costs 4,000 (3,000 to 5,500) more person-minutes."""

    def __init__(self, state: State, question: str, best: str) -> None:
        gain = Difference(-4_000.0, -5_500.0, -3_000.0)
        effect = DecisionEffect(question, "phone", 60.0, "unprotected_person_minutes", "person-min", gain, gain, gain)
        effect = replace(effect, best=BestAnswer(best, gain), other=OtherAnswer("radio", gain))
        self.whole = DecisionEffects(1_000, 0.2, (effect,), ())

    def update(self, _: object) -> bool:
        return False

    def close(self) -> None:
        """Nothing runs."""


@pytest.mark.slow
def test_a_changed_address_is_told_in_the_exercise_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await until_served(desk, pilot)
        addresses = ["192.0.2.9"]
        change = partial(describe_change, is_own=addresses.__contains__, find=lambda: "10.0.0.7")
        monkeypatch.setattr(room_address, "describe_change", change)
        for _ in range(2):
            desk.app.watch_address()
        desk.drill.refresh_views()
        await pilot.pause()
        assert "changed from 127.0.0.1 to 10.0.0.7" in desk.shows()
        assert len(desk.app._notifications) == 1
        addresses.append("127.0.0.1")
        desk.app.watch_address()
        desk.drill.refresh_views()
        await pilot.pause()
        assert "Phones: 0 in" in desk.shows()

    with_a_room(tmp_path).run(steps)


@at_the_desk()
async def test_without_a_room_the_key_says_how_to_get_one(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    await presses(pilot, "j")
    assert not isinstance(desk.app.screen, RoomPage)
    assert "--room" in desk.shows()
