"""What the panel of the next decision says of messages that wait and of the selected answer."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sim.exercise.decisions import Preview
from sim.model.interventions import Announce, Intervention, Outcome, TextFamilies
from tests.sim.exercise.exercises import SHIPPED, all_roles, conducted
from tui.keymap import KeyMap
from tui.terminal.glyphs import UTF8_GLYPHS
from tui.widgets.base import MarkedAnswer
from tui.widgets.decision_panel import count_asked, describe_effects, describe_unread, render_answers


@pytest.mark.parametrize(("unread", "said"), [(0, ""), (1, ""), (2, "1 unread: n"), (4, "3 unread: n")])
def test_the_message_that_stands_there_is_not_counted(unread: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
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


LONG = "It waits two weeks, until the older cases are closed, and then comes in at its place in the queue"


def test_where_each_answer_has_a_line_the_selected_one_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.widgets.decision_panel.describe_absent", lambda *_: "")
    options = [SimpleNamespace(id=name, says=LONG) for name in "ab"]
    point = cast("Any", SimpleNamespace(decision=SimpleNamespace(options=options)))
    for chosen, counts in ((0, [1, 1]), (2, [1, 2])):
        desk = SimpleNamespace(is_compact=True, choice=MarkedAnswer(chosen), glyphs=UTF8_GLYPHS)
        *lines, _ = [line.plain for line in render_answers(point, cast("Any", desk), 76)]
        assert max(map(len, lines)) <= 76
        assert len(lines) == sum(counts)
        assert [line.endswith("…") for line in lines] == [True, chosen == 0, False][: len(lines)]


def test_questions_are_counted_in_the_order_in_which_they_are_asked() -> None:
    """D10 comes before D9, whose role is not aware yet, and D8 was held."""
    asked = {"D1": (1, 0.0), "D8": (0, None), "D9": (0, None), "D10": (2, 60.0)}
    points = {name: SimpleNamespace(queue_position=at, opened_at=time) for name, (at, time) in asked.items()}
    state = cast("Any", SimpleNamespace(decision_points=points))
    assert count_asked(cast("Any", points["D10"]), state) == 2
    points["D9"].queue_position, points["D9"].opened_at = 3, 90.0
    assert [count_asked(cast("Any", points[name]), state) for name in ("D1", "D10", "D9")] == [1, 2, 3]
