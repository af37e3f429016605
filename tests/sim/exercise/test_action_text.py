"""Acts in words: every kind has some, and they are the same wherever an act is read."""

from typing import Any

import pytest
import yaml

from scenarios.exercise import SLOTS
from sim.exercise import action_text
from sim.exercise.action_text import ACTION_VERBS, OWN_ACTIONS, SLOT_VALUES, describe_action, explain_outcome
from sim.model.interventions import KINDS, Outcome, Tell, from_json
from tests.sim.exercise.exercises import SHIPPED, conducted

SAID = """
    press by=principal: the principal presses the app
    press-badge by=principal: the principal presses the badge eight times
    call-out by=principal: the principal starts the phone tree or the runners
    call-911 by=teacher@b204: the teacher in building B calls 911
    announce by=principal: the principal makes a PA announcement
    call-911 by=kitchen-6: a kitchen worker calls 911
    call-911 by=assistant-principal-b: the assistant principal calls 911
    radio by=nurse: the nurse makes a radio call
    tell by=nurse whom=librarian: the nurse tells the librarian
    send by=principal whom=nurse: the principal sends the nurse to the scene
    lock by=librarian: the librarian locks the room they are in
    tell-911-room by=nurse: the nurse gives 911 the room
    meet-responders by=secretary-1 at=a-entrance: the secretary meets the responders (entrance, A)
    clear-way by=principal: the principal clears the way for the ambulance
    start-cpr by=nurse: the nurse starts CPR
    fetch-aed by=librarian: the librarian fetches an AED
    send-aed by=principal whom=nurse: the principal sends the nurse for an AED
    call-for-aed by=principal: the principal asks by radio for the nearest AED
    assign-tasks by=nurse: the nurse assigns the tasks at the patient
    stop-horns by=principal: the principal stops the horns of the fire alarm
    shut-off by=principal what=gas: the principal shuts off the gas
    look by=principal at=gym: the principal goes to look (gym)
    move by=librarian at=gym: the librarian leads their group elsewhere (gym)
    open-door by=librarian: the librarian opens the door for students outside
    roll-call by=principal: the principal calls the roll
    secure by=principal: the principal locks the outside doors of the building
    announce by=principal instruction=evacuate place=B exit=gym: the principal makes a PA announcement: evacuate (building B, by gym)
    radio by=principal instruction=hold words=coded: the principal makes a radio call: hold (in code)
    channel channel=pa works=false: the PA fails, in the comparison too
    channel channel=radio works=true: the radio works again, in the comparison too
    delay-unit unit=police-1 seconds=120.0: police 1 needs 2 min longer, in the comparison too
    take-shelter by=teacher@b112: the teacher in B112 leads their group to a shelter area
    call-team by=principal: the principal calls the response team
    engage by=secretary-1: the secretary keeps a distance and speaks calmly
    step-aside by=secretary-1 at=a-counsel: the secretary steps aside with their group (counselors' office, A)
    search by=principal whom=nurse place=B: the principal sends the nurse to search (building B)
    search by=principal place=gym: the principal searches (gym)
    watch-exit by=principal whom=nurse at=c-exit: the principal sends the nurse to watch an exit (exit, C)
    close-in by=librarian: the librarian leads their group inside and closes windows and doors
    stop-ventilation by=principal: the principal stops the ventilation
    stop-ventilation by=principal place=B: the principal stops the ventilation (building B)
    air-out by=principal: the principal sees to it that everyone goes out and airs once it has passed
    report-to-team by=nurse: the nurse gives the report to the whole team
    convene-team by=principal: the principal convenes the team now
    work-first by=principal: the principal sets the team's hours aside for this case first
    call-police by=nurse: the nurse calls 911 because the threat may be imminent
    interim-plan by=nurse: the nurse arranges supports and a safety plan for the meantime
    put-off by=nurse seconds=172800.0: the nurse lets the report wait for 2 school days
    text-families by=principal: the principal sends a text to all families
    add-posts by=principal post=runner count=4: the principal sends for 4 more adults as runners
    inform whom=nurse: the nurse is aware, in the comparison too (ruled)
    all-clear: all clear, in the comparison too (ruled)
"""
"""Each act, and what is said of it."""


def read_act(written: str) -> dict[str, Any]:
    kind, *given = written.split()
    values = dict(one.split("=") for one in given)
    return {"kind": kind} | {key: yaml.safe_load(value) for key, value in values.items()}


LINES = [line.strip().split(": ", 1) for line in SAID.strip().splitlines()]
ACTS = [(read_act(act), says) for act, says in LINES]


@pytest.mark.parametrize(("written", "says"), ACTS)
def test_an_act_says_who_does_what(written: dict[str, Any], says: str) -> None:
    assert describe_action(from_json(written), conducted().state) == says


def test_places_and_people_are_named_as_in_a_sentence() -> None:
    labels = conducted().state.labels
    assert labels.inline_person("security@a-entrance") == "the security guard at the entrance of building A"
    assert (labels.locate("c-exit", "near"), labels.locate("b112")) == ("near the exit of building C", "in B112")
    assert labels.inline_zone("b-stair-1") == "the stair of building B, 1st floor"


def test_every_kind_of_act_has_words() -> None:
    assert {str(written["kind"]) for written, _ in ACTS} == set(KINDS)
    of_players = {name for name, kind in KINDS.items() if kind.scope == "players"}
    assert ACTION_VERBS.keys() == OWN_ACTIONS.keys() == of_players


AP = "assistant-principal-b"


@pytest.mark.parametrize(
    ("by", "whom", "because", "said"),
    [
        ("principal", "principal", "principal already knows", "the principal already knows"),
        ("principal", "nurse", f"{AP} told nurse", f"{AP} told the nurse"),
        (AP, "principal", f"{AP}, then principal", "the assistant principal, then the principal"),
    ],
)
def test_why_an_act_changes_nothing_names_each_once(by: str, whom: str, because: str, said: str) -> None:
    state = conducted(["principal", "assistant-principal", "nurse"]).state
    assert explain_outcome(Tell(by, whom), Outcome(False, because), state) == said


def test_why_a_slot_is_empty_is_said_without_its_name() -> None:
    state = conducted([], *SHIPPED["active-assailant"]).state
    for slot, says in (
        ("reporter", "no one has reported it"),
        ("presser", "no one has pressed the app"),
        ("hazard.reported", "participants have heard no location yet"),
        ("unaware.nearest", "the hazard can reach no place with unaware staff"),
        ("unit.eta", "no unit is en route"),
    ):
        with pytest.raises(action_text.MissingValue) as refused:
            action_text.fill_slots(f"It is {{{slot}}}.", state)
        assert str(refused.value) == says


def test_each_slot_that_can_be_empty_says_why() -> None:
    """A share of staff and the time of day always have a value."""
    assert set(SLOT_VALUES) == set(SLOTS)
    assert set(SLOTS) - set(action_text.MISSING_VALUE_REASONS) == {"aware.share", "protected.share", "clock"}
