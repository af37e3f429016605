"""The desk says in full what has to be read: what is expected, what was delivered, who was told to do what."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from sim.exercise.conductor import read_next
from sim.exercise.room_view import name_comparison_arm
from tests.sim.exercise.exercises import EACH, SHIPPED, conducted, script, to_a_question
from tests.tui.facilitator import SMALL, WIDE, AtTheDesk
from tui.screens.dialogs import Choose
from tui.widgets.base import Pane
from tui.widgets.decision_panel import DecisionPane
from tui.widgets.event_log import LogPane, describe_entry
from tui.widgets.inject_list import InjectList


def seen(pane: Pane) -> str:
    """The words that are within its edges, without spaces: a line may end within a word that has a hyphen."""
    shown = str(pane.query_one(Static).content).splitlines()
    first = int(pane.scroll_offset.y)
    return bare(" ".join(shown[first : first + pane.size.height]))


def bare(words: str) -> str:
    """Without spaces."""
    return "".join(words.split())


@pytest.mark.parametrize("name", EACH)
def test_what_is_expected_and_a_hint_are_always_seen_where_all_panes_are(tmp_path: Path, name: str) -> None:
    """Beside every question of every exercise, while an answer is marked and while none is; the list gives way."""
    exercise, _ = SHIPPED[name]

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        asked = 0
        while (window := desk.conduct.state.current_decision) is not None:
            decision, asked = window.decision, asked + 1
            for key in ("m", "1"):
                await pilot.press(key)
                await pilot.pause()
                words = seen(desk.drill.query_one(InjectList))
                for one in (decision.expects, decision.hints[0], f"now {decision.id}"):
                    assert bare(one) in words
            desk.conduct.no_decision(decision.id)
            to_a_question(desk.conduct)
        assert asked > 1

    played = tuple(script(name).played)
    AtTheDesk(tmp_path, stops=1, name=exercise, played=played).run(steps, WIDE)


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_what_was_delivered_last_is_read_in_full(tmp_path: Path, size: tuple[int, int]) -> None:
    """With the question gone in its pane; in the log, where every line is whole while somebody reads there."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        for window in desk.conduct.state.list_open_decisions():
            desk.conduct.no_decision(window.decision.id)
        desk.conduct.jump()
        while read_next(desk.conduct):
            pass
        last = [*desk.conduct.state.deliveries.values()][-1]
        desk.drill.refresh_views()
        await pilot.pause()
        assert bare(last.text) in seen(desk.drill.query_one(DecisionPane))
        await pilot.press(*["tab"] * 4)
        await pilot.pause()
        whole = bare(str(desk.drill.query_one(LogPane).query_one(Static).content))
        for one in desk.conduct.state.deliveries.values():
            assert bare(one.text) in whole

    AtTheDesk(tmp_path, stops=2).run(steps, size)


def test_the_newest_line_of_the_log_is_whole_and_in_sight(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        words = "what was seen in the hall of the second floor, " * 4
        desk.conduct.add_note("observe", text=words.strip())
        desk.drill.tick()
        await pilot.pause()
        assert bare(words) in seen(desk.drill.query_one(LogPane))

    AtTheDesk(tmp_path, stops=3).run(steps, WIDE)


def test_an_answer_that_is_written_in_says_who_does_what_by_which_channel(tmp_path: Path) -> None:
    """The channel is asked for; of many names a few letters and digits find one; the log has it in words."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        window = desk.conduct.state.list_open_decisions()[0]
        await pilot.press(str(len(window.decision.options) + 1), "enter", "1")
        assert isinstance(desk.app.screen, Choose)
        assert desk.app.screen.heading == "By which channel"
        await pilot.press("2", *"secr", "enter", "2", "3", *"secr", "enter", *"b112")
        assert isinstance(desk.app.screen, Choose)
        assert desk.app.screen.query_one(OptionList).option_count == 1
        await pilot.press("enter", "1", "enter")
        await pilot.pause()
        assert window.response["does"] == [
            {"kind": "announce", "by": "secretary-1"},
            {"kind": "tell", "by": "secretary-1", "whom": "teacher@b112"},
        ]
        entry = next(one for one in desk.conduct.journal.entries() if one.kind == "decide")
        said = describe_entry(entry, desk.conduct.state)
        assert "secretary 1 speaks on the PA; secretary 1 tells teacher in B112" in said

    AtTheDesk(tmp_path, stops=3).run(steps)


def test_what_the_engine_does_not_have_is_talk_only(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        window = desk.conduct.state.list_open_decisions()[0]
        await pilot.press(str(len(window.decision.options) + 1), "enter", "6")
        await pilot.pause()
        await pilot.press(*"we evacuate", "enter")
        assert (window.response["talk_only"], window.response["does"]) == ("we evacuate", [])

    AtTheDesk(tmp_path, stops=3).run(steps)


@pytest.mark.parametrize(
    ("twin", "called"),
    [
        ("app-no-staff-leg", "twin: no app alert to staff"),
        ("office-pa", "twin: no app"),
        ("app", "twin: App, 911 and staff"),
    ],
)
def test_the_twin_is_called_by_what_its_strategy_does(twin: str, called: str) -> None:
    """Staff may hear of it by other means, such as its PA; that they are not told is never said."""
    state = conducted().state
    state.exercise = state.exercise.model_copy(update={"twin": twin})
    strategies = state.opened.emergency.strategies
    if twin == "office-pa":
        without = strategies["app"].model_copy(update={"app": None})
        emergency = replace(state.opened.emergency, strategies={**strategies, twin: without})
        state.opened = replace(state.opened, emergency=emergency)
    assert name_comparison_arm(state) == called
