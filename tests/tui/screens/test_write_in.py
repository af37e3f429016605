"""The write-in dialog: every act can be written in, with whom, where and in which words."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from textual.pilot import Pilot

from scenarios.exercise import PlayerAction
from sim.exercise.decisions import parse_intervention
from sim.exercise.journal_replay import replay_journal
from sim.exercise.room_view import list_decisions
from tests.sim.exercise.exercises import SHIPPED, all_roles, conducted, of_each_kind
from tests.tui.facilitator import AtTheDesk, at_the_desk
from tui.screens import dialogs, write_in
from tui.screens.write_in import GROUPS, ActGroup, list_groups

WORDS = "gym"
"""What the team decides."""


def test_every_act_of_an_exercise_file_can_be_written_in() -> None:
    """A new act without a place in the menus would be known to files only."""
    union = get_args(PlayerAction)[0]
    kinds = {kind for model in get_args(union) for kind in get_args(model.model_fields["kind"].annotation)}
    assert {kind for group in GROUPS for kind in group.acts} == kinds


@pytest.mark.parametrize("line", [0, -1], ids=["first", "last"])
@pytest.mark.parametrize("name", of_each_kind(SHIPPED, quick=["reunification"]))
def test_every_act_that_is_offered_can_be_composed(name: str, line: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """line: which line of each list is chosen on the way."""

    async def choose_line(drill: dialogs.DialogHost, title: str, lines: Sequence[str]) -> int:
        assert title
        return range(len(lines))[line]

    for module in (dialogs, write_in):
        monkeypatch.setattr(module, "choose_line", choose_line)
    exercise, seed = SHIPPED[name]
    conductor = conducted(all_roles(exercise), exercise, seed)
    host: Any = SimpleNamespace(conductor=conductor)
    acts = [
        asyncio.run(write_in._compose_act(host, ActGroup(group.says, group.title, {kind: says})))
        for group in list_groups(conductor.state)
        for kind, says in group.acts.items()
    ]
    assert acts
    for act in acts:
        parse_intervention(act, conductor.state)


@pytest.mark.slow
@at_the_desk(stops=2)
async def test_only_acts_that_this_hazard_has_a_use_for_are_offered(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    del pilot
    offered = {kind for group in list_groups(desk.conduct.state) for kind in group.acts}
    assert "secure" in offered
    assert not offered & {"start-cpr", "call-for-aed", "stop-horns", "shut-off"}


@pytest.mark.slow
@at_the_desk(stops=2)
async def test_an_announcement_is_written_in_with_instruction_place_exit_and_words(
    desk: AtTheDesk, pilot: Pilot[None]
) -> None:
    window = desk.conduct.state.list_open_decisions()[0]
    number = str(len(window.decision.options) + 1)
    await pilot.press(number, *WORDS, "enter", "1", "2", "1")  # to everyone, on the PA, by the role that is asked
    await pilot.press("5", "3", *"east", "enter", "2", "1")  # evacuate, building B, the exit, in code
    await pilot.pause()
    await pilot.press("enter")
    assert window.response.says == "gym"
    (act,) = window.response.does
    assert {key: act[key] for key in ("kind", "instruction", "place", "words")} == {
        "kind": "announce",
        "instruction": "evacuate",
        "place": "B",
        "words": "coded",
    }
    assert "east" in act["exit"]


@pytest.mark.slow
@at_the_desk(stops=2)
async def test_the_digit_opens_the_field_and_escape_goes_back_to_the_answers(
    desk: AtTheDesk, pilot: Pilot[None]
) -> None:
    """What is typed next is text: nothing is marked, blacked out or asked."""
    window = desk.conduct.state.list_open_decisions()[0]
    for number in (1, 2):
        await pilot.press(str(len(window.decision.options) + number), *"mob u 1", "question_mark")
        assert (desk.drill.black, desk.conduct.state.notes, window.state) == (False, {}, "open")
        await pilot.press("escape", "1")
        assert desk.drill.choice.number == 1


@pytest.mark.slow
@at_the_desk(stops=2)
async def test_in_a_list_letters_filter_and_neither_they_nor_esc_lose_the_sentence(
    desk: AtTheDesk, pilot: Pilot[None]
) -> None:
    """`xyz 1` typed into a list of nine lines does not choose its first line. Esc leads back to the sentence as it was typed."""
    window = desk.conduct.state.list_open_decisions()[0]
    await pilot.press(str(len(window.decision.options) + 1), *WORDS, "enter", *"xyz 1", "enter")
    await pilot.pause()
    assert "no line has" in desk.shows()
    await pilot.press("escape")
    await pilot.pause()
    await pilot.press("s", "enter", "3", "1", "1", "1", "enter")
    assert [act["kind"] for act in window.response.does] == ["call-911"]
    assert window.response.says == "gyms"
    assert list_decisions(desk.conduct.state)[-1].startswith("gyms ")
    again = replay_journal(desk.conduct.opened, desk.conduct.journal)
    assert again.decision_points[window.decision.id].response == window.response


@pytest.mark.slow
@at_the_desk(stops=2)
async def test_a_sentence_that_is_nothing_in_the_simulation_is_recorded_and_an_empty_one_is_refused(
    desk: AtTheDesk, pilot: Pilot[None]
) -> None:
    window = desk.conduct.state.list_open_decisions()[0]
    await pilot.press(str(len(window.decision.options) + 1), "enter")
    assert "enter text, or Esc cancels" in desk.shows()
    await pilot.press(*WORDS, "enter", "end", "enter")
    assert (window.state, window.response.talk_only) == ("decided", "gym")
