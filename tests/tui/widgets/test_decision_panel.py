"""What the panel of the next decision says of messages that wait and of the selected answer."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sim.exercise.decisions import Preview
from sim.model.interventions import Announce, Intervention, Outcome, TextFamilies
from tests.sim.exercise.exercises import SHIPPED, all_roles, conducted
from tui.keymap import KeyMap
from tui.widgets.decision_panel import describe_effects, describe_unread


@pytest.mark.parametrize(("unread", "said"), [(0, ""), (1, ""), (2, "1 unread: n"), (4, "3 unread: n")])
def test_the_message_that_stands_there_is_not_counted(
    unread: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.widgets.decision_panel.list_unread", lambda _: [object()] * unread)
    desk = cast("Any", SimpleNamespace(state=None, keymap=KeyMap({})))
    assert describe_unread(desk).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("act", "said"), [(TextFamilies("principal"), []), (Announce("principal"), ["0 rooms locked"])]
)
def test_locked_rooms_are_counted_where_an_act_can_lock_one(act: Intervention, said: list[str]) -> None:
    name, seed = SHIPPED["reunification"]
    state = conducted(all_roles(name), name, seed).state
    would = Preview(0.0, 0.0, "model", ((act, Outcome(True)),), ())
    desk = cast("Any", SimpleNamespace(state=state, view=state.view))
    assert [*describe_effects(would, desk)][1:] == said
