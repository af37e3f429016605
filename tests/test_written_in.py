"""Writing in: who is offered, and what is said of an act that changes nothing."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from sim.drill.act_words import because_in_words
from sim.model.interventions import Outcome, Tell
from tests.desk import AtTheDesk
from tests.exercises import conducted
from tui.screens.choose import Choose


def offered(desk: AtTheDesk) -> list[str]:
    """The lines of the list that is open."""
    assert isinstance(desk.app.screen, Choose)
    return [*desk.app.screen.lines]


def test_whoever_is_asked_stands_first_and_is_not_told_by_themselves(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        front = desk.conduct.state.front
        assert front is not None
        title = next(one.title for one in desk.conduct.state.exercise.roles if one.id == front.decision.of)
        await pilot.press(str(len(front.decision.options) + 1), "enter")
        await pilot.pause()
        await pilot.press("3")
        await pilot.pause()
        assert offered(desk)[0] == title
        await pilot.press("1")
        await pilot.pause()
        assert title not in offered(desk)
        assert len(offered(desk)) > 1

    AtTheDesk(tmp_path, stops=2).run(steps)


@pytest.mark.parametrize(
    ("by", "whom", "because", "said"),
    [
        ("principal", "principal", "principal knows already", "the principal knows already"),
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
    """A name within a longer one is somebody else."""
    state = conducted(["principal", "assistant-principal", "nurse"]).state
    assert because_in_words(Tell(by, whom), Outcome(False, because), state) == said
