"""Writing in: who is offered, and what is said of an act that changes nothing."""

import re
from pathlib import Path

from textual.pilot import Pilot

from sim.drill.act_words import because_in_words
from sim.drill.decisions import Answer, preview
from tests.desk import AtTheDesk
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


def test_why_an_act_changes_nothing_names_each_once(tmp_path: Path) -> None:
    desk = AtTheDesk(tmp_path, stops=3)
    assert desk.app.session is not None
    front = desk.conduct.state.front
    assert front is not None
    answer = Answer(write_in=[{"kind": "tell", "by": "principal", "whom": "principal"}])
    [(intervention, outcome)] = preview(front, answer, desk.conduct.state).acts
    assert outcome.because
    said = because_in_words(intervention, outcome, desk.conduct.state)
    assert not re.search(r"the the", said)
    assert "the " in said
    desk.app.session.close()
