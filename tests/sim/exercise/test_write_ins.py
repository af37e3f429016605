"""Decisions that are written in: the choices on offer, and actions without effect."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from sim.exercise.action_text import explain_outcome
from sim.exercise.journal_replay import replay_journal
from sim.exercise.messages import find_interval_start
from sim.model.interventions import Outcome, Tell
from tests.sim.exercise.exercises import SHIPPED, conducted, opened, to_a_question
from tests.tui.facilitator import AtTheDesk

WAITING = 20.0
"""Seconds of a tick while T+ stands still."""


@pytest.mark.parametrize(
    ("by", "whom", "because", "said"),
    [
        ("principal", "principal", "principal already knows", "the principal already knows"),
        ("principal", "nurse", "assistant-principal-b told nurse", "assistant-principal-b told the nurse"),
        (
            "assistant-principal-b",
            "principal",
            "assistant-principal-b, then principal",
            "the assistant principal, then the principal",
        ),
    ],
)
def test_why_an_act_changes_nothing_names_each_once(by: str, whom: str, because: str, said: str) -> None:
    state = conducted(["principal", "assistant-principal", "nurse"]).state
    assert explain_outcome(Tell(by, whom), Outcome(False, because), state) == said


def at_the_pressed_question(tmp_path: Path, is_participant_view: bool = False) -> AtTheDesk:
    """D1 of the lockdown; it is read, and T+ runs for it."""
    name, seed = SHIPPED["active-assailant"]
    roles = tuple(one.id for one in opened(name).exercise.roles)
    desk = AtTheDesk(tmp_path, stops=1, name=name, played=roles, seed=seed, is_participant_view=is_participant_view)
    desk.conduct.play()
    return desk


def runs(desk: AtTheDesk, seconds: int) -> None:
    """Seconds of the room pass, and then they are shown."""
    for _ in range(seconds):
        desk.conduct.tick(1.0)
    desk.drill.tick()


async def writes_in(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """After 20 seconds the room says that the first in the list calls 911; writing it down takes two minutes."""
    front = desk.conduct.state.current_decision
    assert front is not None
    runs(desk, 20)
    await pilot.press(str(len(front.decision.options) + 1), "enter")
    await pilot.pause()
    desk.passes(60.0, step=WAITING)
    await pilot.press("w", "enter", "3", "1")
    await pilot.pause()
    desk.passes(60.0, step=WAITING)
    await pilot.press("1")
    await pilot.pause()


@pytest.mark.slow
@pytest.mark.parametrize("is_participant_view", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_an_answer_that_was_begun_in_time_is_not_lost_while_it_is_written_in(
    tmp_path: Path, is_participant_view: bool
) -> None:
    """T+ stands still meanwhile, and what passed until then is measured."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await writes_in(desk, pilot)
        await pilot.press("1")
        await pilot.pause()
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
        front = desk.conduct.state.current_decision
        assert front is not None
        await writes_in(desk, pilot)
        desk.conduct.no_decision(front.decision.id)
        await pilot.press("1")
        await pilot.pause()
        assert desk.drill.choice.number == 0
        assert f"{front.decision.id} has closed" in desk.shows()

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await writes_in(desk, pilot)
        since = find_interval_start(desk.conduct.state)
        if left != "in a list":
            await pilot.press("1")
            await pilot.pause()
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
@pytest.mark.parametrize("key", ["enter", pytest.param("escape", marks=pytest.mark.slow)])
def test_words_that_are_only_talk_are_the_answer_of_the_moment_at_which_they_were_begun(
    tmp_path: Path, key: str
) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        front = desk.conduct.state.current_decision
        assert front is not None
        runs(desk, 20)
        await pilot.press(str(len(front.decision.options) + 2), "w")
        desk.passes(120.0, step=WAITING)
        await pilot.press("e", key)
        await pilot.pause()
        if key == "enter":
            assert (front.response.talk_only, front.response.source) == ("we", "measured")
            assert front.response.thinking == 20.0
        else:
            assert (front.state, desk.conduct.clock.is_timed) == ("open", True)

    at_the_pressed_question(tmp_path).run(steps)
