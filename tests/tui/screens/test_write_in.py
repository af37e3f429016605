"""The write-in dialog: every act can be written in, with whom, where and in which words."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from textual.pilot import Pilot

from scenarios.exercise import PlayerAction
from sim.exercise.decisions import parse_intervention
from sim.exercise.journal_replay import replay_journal
from sim.exercise.messages import find_interval_start
from sim.exercise.room_view import list_decisions
from tests.sim.exercise.exercises import SHIPPED, all_roles, conducted, known, opened, to_a_question
from tests.tui.application import presses
from tests.tui.facilitator import AtTheDesk, at_the_desk
from tui.screens import dialogs, write_in
from tui.screens.write_in import GROUPS, ActGroup, list_groups

WORDS = "gym"
"""What the team decides."""
ADD_NOTHING = ("active-assailant", "active-assailant-90", "hoax-and-rumor", "passing-period")
"""Scripts of exercises each of whose acts another one offers too."""


async def choose_line(place: int, drill: dialogs.DialogHost, title: str, lines: Sequence[str]) -> int:
    assert title
    return range(len(lines))[place]


def test_every_act_of_an_exercise_file_can_be_written_in() -> None:
    """A new act without a place in the menus would be known to files only."""
    union = get_args(PlayerAction)[0]
    kinds = {kind for model in get_args(union) for kind in get_args(model.model_fields["kind"].annotation)}
    assert {kind for group in GROUPS for kind in group.acts} == kinds


@pytest.mark.parametrize("name", [one for one in SHIPPED if one not in ADD_NOTHING])
def test_every_act_that_is_offered_can_be_composed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the first line of each list on the way, and by the last."""
    exercise, seed = SHIPPED[name]
    conductor = conducted(all_roles(exercise), exercise, seed)
    host: Any = SimpleNamespace(conductor=conductor)
    groups = [*list_groups(conductor.state)]
    assert groups
    for place in (0, -1):
        for module in (dialogs, write_in):
            monkeypatch.setattr(module, "choose_line", partial(choose_line, place))
        for group in groups:
            for kind, says in group.acts.items():
                act = asyncio.run(write_in._compose_act(host, ActGroup(group.says, group.title, {kind: says})))
                parse_intervention(act, conductor.state)


@at_the_desk(stops=2)
async def test_only_acts_that_this_hazard_has_a_use_for_are_offered(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    del pilot
    offered = {kind for group in list_groups(desk.conduct.state) for kind in group.acts}
    assert "secure" in offered
    assert not offered & {"start-cpr", "call-for-aed", "stop-horns", "shut-off"}


@at_the_desk(stops=2)
async def test_an_announcement_is_written_in_with_place_exit_and_words(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    window = desk.conduct.state.list_open_decisions()[0]
    number = str(len(window.decision.options) + 1)
    await pilot.press(number, *WORDS, "enter", "1", "2", "1")  # to everyone, on the PA, by the role that is asked
    await pilot.press("5", "3", *"east", "enter", "2", "1")  # evacuate, building B, the exit, in code
    await pilot.pause()
    await pilot.press("enter")
    assert window.response.says == "gym"
    (act,) = window.response.does
    said = [act[key] for key in ("kind", "instruction", "place", "words")]
    assert said == ["announce", "evacuate", "B", "coded"]
    assert "east" in act["exit"]


@at_the_desk(stops=2)
async def test_the_digit_opens_the_field_and_escape_goes_to_the_answers(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """What is typed next is text: nothing is marked, blacked out or asked."""
    window = desk.conduct.state.list_open_decisions()[0]
    for number in (1, 2):
        await pilot.press(str(len(window.decision.options) + number), *"mob u 1", "question_mark")
        assert (desk.drill.black, desk.conduct.state.notes, window.state) == (False, {}, "open")
        await pilot.press("escape", "1")
        assert desk.drill.choice.number == 1


@at_the_desk(stops=2)
async def test_in_a_list_letters_filter_and_nothing_loses_the_sentence(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """`xyz 1` typed into a list of nine lines does not choose its first line. Esc leads back to the sentence as it was typed."""
    window = desk.conduct.state.list_open_decisions()[0]
    await presses(pilot, str(len(window.decision.options) + 1), *WORDS, "enter", *"xyz 1", "enter")
    assert "no line has" in desk.shows()
    await presses(pilot, "escape")
    await presses(pilot, "s", "enter", "3", "1", "1", "1")
    assert "calls 911: 911 notified at" in desk.shows().replace("\n", " ")
    await pilot.press("enter")
    assert window.response.does == [{"kind": "call-911", "by": "secretary-1"}]
    assert (window.response.says, window.response.written_in) == ("gyms", True)
    assert list_decisions(desk.conduct.state)[-1].startswith("gyms ")
    again = replay_journal(desk.conduct.opened, desk.conduct.journal)
    assert again.decision_points[window.decision.id].response == window.response


@at_the_desk(stops=2)
async def test_a_sentence_that_is_nothing_in_the_simulation_is_recorded_and_an_empty_one_is_refused(
    desk: AtTheDesk, pilot: Pilot[None]
) -> None:
    window = desk.conduct.state.list_open_decisions()[0]
    await pilot.press(str(len(window.decision.options) + 1), "enter")
    assert "enter text, or Esc cancels" in desk.shows()
    await pilot.press(*WORDS, "enter", "end", "enter")
    assert (window.state, window.response.talk_only) == ("decided", "gym")


WAITING = 20.0
"""Seconds of a tick while T+ stands still."""


def at_the_pressed_question(tmp_path: Path, is_participant_view: bool = False) -> AtTheDesk:
    """D1 of the lockdown; it is read, and T+ runs for it."""
    name, seed = SHIPPED["active-assailant"]
    roles = tuple(one.id for one in opened(name).exercise.roles)
    desk = AtTheDesk(tmp_path, stops=1, name=name, played=roles, seed=seed, is_participant_view=is_participant_view)
    desk.conduct.play()
    return desk


def runs(desk: AtTheDesk, seconds: int) -> None:
    for _ in range(seconds):
        desk.conduct.tick(1.0)
    desk.drill.tick()


async def writes_in(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """After 20 seconds the room says that the first in the list calls 911; writing it down takes two minutes."""
    front = known(desk.conduct.state.current_decision)
    runs(desk, 20)
    await presses(pilot, str(len(front.decision.options) + 1), "enter")
    desk.passes(60.0, step=WAITING)
    await presses(pilot, "w", "enter", "3", "1")
    desk.passes(60.0, step=WAITING)
    await presses(pilot, "1")


@pytest.mark.slow
@pytest.mark.parametrize("is_participant_view", [False, True])
def test_an_answer_begun_in_time_is_not_lost_while_written_in(tmp_path: Path, is_participant_view: bool) -> None:
    """T+ stands still meanwhile, and what passed until then is measured."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await writes_in(desk, pilot)
        await presses(pilot, "1")
        desk.passes(60.0, step=WAITING)
        waits = "while your answer is recorded" if is_participant_view else "T+ waits for the answer"
        assert waits in desk.shows()
        await pilot.press("enter")
        window = desk.conduct.state.decision_points["D1"]
        assert (window.state, window.response.written_in, window.unmeasured_reason) == ("decided", True, "")
        assert (window.response.source, window.response.thinking) == ("measured", 20.0)
        again = replay_journal(desk.conduct.opened, desk.conduct.journal)
        assert again.decision_points["D1"].response == window.response

    at_the_pressed_question(tmp_path, is_participant_view).run(steps)


@pytest.mark.parametrize("left", ["in a list", "when it is marked", "for another answer"])
@pytest.mark.slow
def test_an_answer_that_is_left_lets_time_run_on(tmp_path: Path, left: str) -> None:
    """Nothing is marked for the next question either, and what happened is told since the question, not since it was left.

    What is written in for a question that ends meanwhile is not the answer of the next.
    """

    async def ends_while_it_is_written_in(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        to_a_question(desk.conduct)
        front = known(desk.conduct.state.current_decision)
        await writes_in(desk, pilot)
        desk.conduct.no_decision(front.decision.id)
        await presses(pilot, "1")
        assert desk.drill.choice.number == 0
        assert f"{front.decision.id} has closed" in desk.shows()

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await writes_in(desk, pilot)
        since = find_interval_start(desk.conduct.state)
        if left != "in a list":
            await presses(pilot, "1")
        if left == "for another answer":
            await pilot.press("1")
        else:
            await pilot.press("escape", "escape")  # to the sentence, and out
        await pilot.pause()
        window = desk.conduct.state.decision_points["D1"]
        assert (window.state, desk.conduct.clock.is_running, window.unmeasured_reason) == ("open", True, "")
        assert find_interval_start(desk.conduct.state) == since
        runs(desk, 2)
        assert find_interval_start(desk.conduct.state) == since
        runs(desk, int(window.decision.limit))
        await pilot.pause()
        assert (window.state, desk.drill.choice.number) == ("lapsed", 0)
        await ends_while_it_is_written_in(desk, pilot)

    at_the_pressed_question(tmp_path).run(steps)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["enter", "escape"])
def test_words_that_are_only_talk_are_the_answer_of_the_moment_they_were_begun(tmp_path: Path, key: str) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        front = known(desk.conduct.state.current_decision)
        runs(desk, 20)
        await pilot.press(str(len(front.decision.options) + 2), "w")
        desk.passes(120.0, step=WAITING)
        await presses(pilot, "e", key)
        if key == "enter":
            assert (front.response.talk_only, front.response.source) == ("we", "measured")
            assert front.response.thinking == 20.0
        else:
            assert (front.state, desk.conduct.clock.is_timed) == ("open", True)

    at_the_pressed_question(tmp_path).run(steps)
