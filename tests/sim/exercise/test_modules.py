"""Queues of talked modules: when they run, what the screens count, and what an answer about them is worth."""

from functools import cache

import numpy as np

from sim.exercise.conductor import Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.impact import build_impact
from sim.exercise.journal import Entry
from sim.exercise.modules import build_queue, describe_queue, find_elapsed, find_scenario_time, list_queue_questions
from sim.exercise.room_view import build_participant_view
from sim.queues import QueueTables
from tests.sim.exercise.exercises import SEED, all_roles, conducted, known, opened, prepared

PLAYED = frozenset(all_roles())
QUESTION, STORY = "D12", 45 * 60.0


@cache
def entries() -> tuple[Entry, ...]:
    conductor = conducted(PLAYED)
    conductor.next_segment()
    while (front := conductor.state.current_decision) is None or front.decision.id != QUESTION:
        conductor.jump() if front is None else conductor.no_decision(front.decision.id)
    return tuple(conductor.journal.entries())


def asked() -> Conductor:
    return prepared(opened(), SEED, entries())


def answered(option: str) -> Conductor:
    conductor = asked()
    conductor.submit_decision(QUESTION, DecisionResponse(option=option))
    return conductor


def test_it_never_runs_while_people_talk() -> None:
    conductor = asked()
    conductor.tick(9.0)
    now = conductor.clock.exercise_time
    assert find_elapsed(conductor.state, now) == 0.0
    assert describe_queue(conductor.state, now) == "accounted for 0 of 78 rooms"
    assert find_scenario_time(conductor.state, now) == STORY


def test_it_runs_a_minute_a_second_after_the_last_answer_until_the_last_is_served() -> None:
    conductor = answered("three")
    now = conductor.state.exercise_time
    question = next(one for one in opened().exercise.decisions if one.id == QUESTION)
    option = next(one for one in question.options if one.id == "three")
    queue = known(build_queue(opened().exercise, "after", {QUESTION: option}))
    served = QueueTables(queue, "after").play(SEED, 0)
    for seconds in (0.0, 5.0, 12.5):
        done = int((served.ended <= 60.0 * seconds).sum())
        assert describe_queue(conductor.state, now + seconds).startswith(f"accounted for {done} of 78 rooms")
        assert find_scenario_time(conductor.state, now + seconds) == STORY + 60.0 * seconds
    last = np.ceil(served.ended.max())
    assert find_scenario_time(conductor.state, now + 3_600.0) == STORY + last
    assert describe_queue(conductor.state, now + 3_600.0).startswith("accounted for 78 of 78 rooms, longest wait")


def test_participants_see_its_count_and_its_time_and_its_impact_once_the_last_is_served() -> None:
    conductor = answered("three")
    conductor.tick(9.0)
    frame = build_participant_view(conductor.state, PLAYED, conductor.clock)
    assert (frame.queue, frame.time) == (describe_queue(conductor.state, conductor.clock.exercise_time), "T+54:00")
    # Three takers against one, on the same calls: the sum of all against about a third of it.
    now = conductor.state.exercise_time
    impact = build_impact(conductor.state, now + 1.0)
    assert impact is None or impact.about != QUESTION
    landed = known(build_impact(conductor.state, now + 3_600.0))
    queue = known(build_queue(opened().exercise, "after", {}))
    alone = QueueTables(queue, "after").play(SEED, 0)
    services = alone.ended - alone.begun
    assert landed.about == QUESTION
    assert services.sum() * 0.6 < (landed.sooner or 0) < services.sum() * 0.7
    assert (landed.reached, landed.cost) == (None, 0)


def test_every_lockdown_accounts_for_everyone_and_the_longest_one_reunites() -> None:
    kinds = {
        name: [of.find_queue(one).kind for one in list_queue_questions(of)]  # type: ignore[union-attr]
        for name in ("active-assailant-45", "active-assailant-90", "passing-period-45", "hoax-and-rumor-45")
        for of in [opened(name).exercise]
    }
    assert kinds.pop("active-assailant-90") == ["accounting", "release"]
    assert [*kinds.values()] == [["accounting"]] * 3
