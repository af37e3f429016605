"""The desk at 80×24: of every question of every exercise, all that the facilitator has to see is in view at once."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from sim.exercise.conductor import CommandRejected, Conductor
from tests.sim.exercise.exercises import EACH, SHIPPED, script
from tests.tui.facilitator import SMALL, WIDE, AtTheDesk
from tests.tui.screens.test_facilitator_text import bare, seen
from tui.widgets.decision_panel import DecisionPane
from tui.widgets.inject_list import InjectList

MORE = "↑ ↓ more"


def to_the_next_question(conductor: Conductor) -> bool:
    """Plays on, also into the modules that are talked. Returns whether there was one before the hot wash."""
    while conductor.state.current_decision is None and conductor.segment.kind != "hot-wash":
        try:
            conductor.jump()
        except CommandRejected:
            conductor.next_segment()
    return conductor.state.current_decision is not None


@pytest.mark.parametrize("name", EACH)
def test_a_question_is_seen_whole(tmp_path: Path, name: str) -> None:
    """Its words, its answers, what the marked one would do, what is expected, and a hint; while none is marked, and each of them."""
    exercise, seed = SHIPPED[name]

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        asked = 0
        while to_the_next_question(desk.conduct):
            window = desk.conduct.state.current_decision
            assert window is not None
            decision, asked = window.decision, asked + 1
            pane = desk.drill.query_one(DecisionPane)
            always = (decision.asks, decision.expects, decision.reference, decision.hints[0], "Talk only")
            for number in range(len(decision.options) + 1):
                await pilot.press(str(number) if number else "m")
                await pilot.pause()
                words = seen(pane)
                talked = desk.conduct.segment.kind == "talked"
                effect = (
                    (f"{number}: talked about only" if talked else f"If {number}: starts",) if number else ()
                )
                for one in (*always, *effect, *(option.says for option in decision.options)):
                    assert bare(one) in words
                assert MORE not in str(pane.border_subtitle)
            desk.conduct.no_decision(decision.id)
        assert asked > 2

    AtTheDesk(tmp_path, name=exercise, seed=seed, played=tuple(script(name).played)).run(steps, SMALL)


def test_what_is_too_long_says_how_to_read_on(tmp_path: Path) -> None:
    """Another hint comes into view; what it pushes out is a key away."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        window = desk.conduct.state.current_decision
        assert window is not None
        pane = desk.drill.query_one(DecisionPane)
        await pilot.press("1", "h")
        await pilot.pause()
        assert bare(window.decision.hints[1]) in seen(pane)
        assert MORE in str(pane.border_subtitle)
        await pilot.press("home")
        await pilot.pause()
        assert bare(window.decision.asks) in seen(pane)

    AtTheDesk(tmp_path, stops=3).run(steps, SMALL)


@pytest.mark.parametrize(("focus", "named"), [((), "h"), (("tab",), "H")], ids=["question", "next"])
def test_the_key_for_a_hint_is_the_one_that_brings_it(
    tmp_path: Path, focus: tuple[str, ...], named: str
) -> None:
    """Where all panes are seen, hints stand in Next, and keys go to the question or to Next; a new one is in view."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        window = desk.conduct.state.current_decision
        assert window is not None
        assert len(window.decision.hints) == 2
        await pilot.press(*focus)
        await pilot.pause()
        pane = desk.drill.query_one(InjectList)
        assert f"{named} hint, 1 left" in str(pane.query_one(Static).content)
        await pilot.press(named)
        await pilot.pause()
        assert bare(window.decision.hints[1]) in seen(pane)

    AtTheDesk(tmp_path, stops=3).run(steps, WIDE)
