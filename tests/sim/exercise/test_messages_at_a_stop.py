"""Messages that come together are read two at a stop, the required ones first, and no question moves for them."""

import pytest

from sim.exercise import schedule
from sim.exercise.conductor import Conductor, read_next
from sim.exercise.messages import list_messages
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import EACH_SLOW, SHIPPED, all_roles, conducted


def play_unanswered(name: str, seed: int) -> Conductor:
    """The first played module with every role played and no question answered."""
    exercise = SHIPPED[name][0]
    conductor = conducted(all_roles(exercise), exercise, seed)
    module = conductor.segment
    while conductor.segment is module and not conductor.is_over:
        if conductor.state.current_decision is not None:
            conductor.no_decision(conductor.state.current_decision.decision.id)
        elif conductor.find_next_stop() is None:
            break
        else:
            conductor.jump()
    return conductor


def list_asked(conductor: Conductor) -> dict[str, float | None]:
    return {name: point.opened_at for name, point in conductor.state.decision_points.items()}


@pytest.mark.parametrize("name", EACH_SLOW)
def test_two_messages_at_most_in_ten_seconds_and_no_question_moves(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spread = play_unanswered(name, SHIPPED[name][1])
    state = spread.state
    awaited = {one.delivered for item in state.exercise.injects for one in (*item.after, *item.when)}
    awaited |= {one.delivered for item in state.exercise.decisions for one in (*item.after, *item.when)}
    told = [(message.time, message.id) for message in list_messages(state, state.player_roles)]
    for number, delivery in state.deliveries.items():
        if delivery.outcome == "delivered" and number not in awaited and not delivery.inject.world:
            together = [id_ for time, id_ in told if delivery.time - 10.0 < time <= delivery.time]
            assert len(together) <= 2, (number, together)
    monkeypatch.setattr(schedule, "MESSAGES_PER_STOP", 1000)
    unspread = play_unanswered(name, SHIPPED[name][1])
    assert list_asked(spread) == list_asked(unspread)
    assert spread.state.deliveries.keys() == unspread.state.deliveries.keys()


@pytest.mark.slow
def test_while_they_are_read_messages_only_move_down() -> None:
    """The message that is read stands first, those before it below, and one that is still to come nowhere."""
    exercise, seed = SHIPPED["active-assailant"]
    conductor = conducted(all_roles(exercise), exercise, seed)
    shown: list[str] = []
    for _ in range(6):
        state = conductor.state
        while state.current_decision is not None:
            conductor.no_decision(state.current_decision.decision.id)
        conductor.jump()
        while True:
            now = [one.says for one in build_participant_view(state, state.player_roles).messages]
            assert now[1:] == [says for says in shown if says != now[0]][: len(now) - 1]
            shown = [now[0], *(says for says in shown if says != now[0])]
            if not read_next(conductor):
                break
