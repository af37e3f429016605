"""A question that the facilitator asks by hand: at once, or held until its role knows, or ruled; and a thousand emergencies have it too."""

import pytest

from sim.exercise import facilitator
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.counterfactual import build_replication_task
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import DecisionAsked
from sim.exercise.journal_replay import replay_journal
from sim.exercise.narrative import narrate
from sim.exercise.replay import Replay, extract_plan
from sim.exercise.state import describe_rulings
from tests.sim.exercise import exercises
from tests.sim.exercise.exercises import TEAM, all_roles, conducted, nurse_untold, traces

NAME, SEED = TEAM, exercises.TEAM_SEED
ROLES = all_roles(NAME)


def untold() -> Conductor:
    conductor = nurse_untold()
    assert "nurse" not in conductor.state.milestones.aware
    return conductor


def asks_of(conductor: Conductor, decision: str) -> list[str]:
    events = [entry.event for entry in conductor.state.log]
    return [one.state for one in events if isinstance(one, DecisionAsked) and one.decision == decision]


def test_a_question_whose_role_does_not_know_waits_and_opens_when_they_do() -> None:
    """Asked by hand it is held until aware; the principal's call on the radio tells the nurse, and opens it."""
    conductor = conducted(ROLES, NAME, SEED)
    exercises.jump_to_a_question(conductor)
    facilitator.ask_decision(conductor, "D3")
    window = conductor.state.decision_points["D3"]
    assert (window.state, window.reason) == ("waiting", "Nurse is not aware yet")
    conductor.submit_decision("D1", DecisionResponse(option="radio"))
    conductor.submit_decision("D2", DecisionResponse(option="stay"))
    while window.state == "waiting":
        conductor.jump()
    assert asks_of(conductor, "D3") == ["waiting", "open"]
    knows = conductor.state.milestones.aware["nurse"]
    assert window.aware_at == knows <= exercises.known(window.opened_at) <= knows + 1.0


def test_what_is_ruled_reaches_all_arms_opens_the_question_and_marks_what_follows() -> None:
    """In each arm the nurse knows at that T+ at the latest; the log and the figures say that it was ruled."""
    conductor = untold()
    facilitator.rule_awareness(conductor, "D3")
    window, now = conductor.state.decision_points["D3"], conductor.state.time
    assert (window.state, window.aware_at) == ("open", now)
    for engine in conductor.state.running_arms:
        assert engine.view().time == now
        assert next(one for one in engine.view().people if one.id == "nurse").is_aware
    said = [one.text for one in narrate(conductor.state)]
    assert any("D3 ruled  Nurse is aware, in the comparison too" in words for words in said)
    with pytest.raises(CommandRejected, match="cannot be asked"):
        facilitator.rule_awareness(conductor, "D3")
    conductor.submit_decision("D3", DecisionResponse(option="radio"))
    exercises.to_the_hot_wash(conductor)
    assert "are ruled by the facilitator" in describe_rulings(conductor.state)
    again = replay_journal(conductor.opened, conductor.journal)
    assert [engine.trace.rows for engine in again.running_arms] == traces(conductor)


def test_in_the_same_emergency_its_replication_is_the_exercise_again() -> None:
    conductor = untold()
    facilitator.rule_awareness(conductor, "D3")
    conductor.submit_decision("D3", DecisionResponse(option="radio"))
    exercises.to_the_hot_wash(conductor)
    work = build_replication_task(conductor.state)
    arms = work.create_arms(0)
    came = Replay(arms, extract_plan(conductor.state), work.roles).run()
    assert {"rule-D3", "D3"} <= set(came)
    for engine, rows in zip(arms, traces(conductor), strict=True):
        assert engine.run().rows == rows


def test_a_question_whose_role_knows_is_asked_at_once() -> None:
    """Before it would have come by itself, and then it does not come again."""
    conductor = conducted(ROLES, NAME, SEED)
    conductor.clock = conductor.clock.start()
    while "principal" not in conductor.state.milestones.aware and conductor.clock.incident_time < 90:
        conductor.play_second()
    conductor.stop()
    facilitator.ask_decision(conductor, "D4")
    assert asks_of(conductor, "D4")[-1] == "open"
    conductor.no_decision("D4")
    for _ in range(60):
        conductor.clock = conductor.clock.start()
        conductor.play_second()
    assert asks_of(conductor, "D4").count("open") == 1


def test_what_cannot_be_asked_is_refused_in_words() -> None:
    conductor = conducted(["principal"], NAME, SEED)
    for one in ("D9", "D3"):
        with pytest.raises(CommandRejected, match=f"{one} cannot be asked"):
            facilitator.ask_decision(conductor, one)
        with pytest.raises(CommandRejected, match=f"{one} cannot be asked"):
            facilitator.rule_awareness(conductor, one)


def test_slots_of_a_new_inject_are_filled() -> None:
    """As those of written ones; one that is none is refused with those that there are."""
    conductor = untold()
    number = facilitator.improvise_inject(conductor, "An aide", ["secretary"], "phone", "Come to {hazard.zone}!")
    zone = conductor.state.labels.inline_zone(conductor.state.view.hazard)
    assert conductor.state.deliveries[number].text == f"Come to {zone}!"
    with pytest.raises(CommandRejected, match=r"no slot 'hazard\.color'; there is hazard\.zone"):
        facilitator.improvise_inject(conductor, "An aide", ["secretary"], "phone", "{hazard.color}")
