"""Acts in words: every kind has some, and they are the same wherever an act is read."""

from typing import Any

import pytest

from sim.exercise.action_text import ACTION_VERBS, OWN_ACTIONS, describe_action
from sim.model.interventions import KINDS, from_json
from tests.sim.exercise.exercises import conducted

SAID: list[tuple[dict[str, Any], str]] = [
    ({"kind": "press", "by": "principal"}, "the principal presses the app"),
    ({"kind": "press-badge", "by": "principal"}, "the principal presses the badge eight times"),
    ({"kind": "call-out", "by": "principal"}, "the principal starts the phone tree or the runners"),
    ({"kind": "call-911", "by": "teacher@b204"}, "the teacher in building B calls 911"),
    ({"kind": "announce", "by": "principal"}, "the principal makes a PA announcement"),
    ({"kind": "call-911", "by": "kitchen-6"}, "a kitchen worker calls 911"),
    ({"kind": "call-911", "by": "assistant-principal-b"}, "the assistant principal calls 911"),
    ({"kind": "radio", "by": "nurse"}, "the nurse makes a radio call"),
    ({"kind": "tell", "by": "nurse", "whom": "librarian"}, "the nurse tells the librarian"),
    ({"kind": "send", "by": "principal", "whom": "nurse"}, "the principal sends the nurse to the scene"),
    ({"kind": "lock", "by": "librarian"}, "the librarian locks the room they are in"),
    ({"kind": "tell-911-room", "by": "nurse"}, "the nurse gives 911 the room"),
    (
        {"kind": "meet-responders", "by": "secretary-1", "at": "a-entrance"},
        "the secretary meets the responders (entrance, A)",
    ),
    ({"kind": "clear-way", "by": "principal"}, "the principal clears the way for the ambulance"),
    ({"kind": "start-cpr", "by": "nurse"}, "the nurse starts CPR"),
    ({"kind": "fetch-aed", "by": "librarian"}, "the librarian fetches an AED"),
    ({"kind": "send-aed", "by": "principal", "whom": "nurse"}, "the principal sends the nurse for an AED"),
    ({"kind": "call-for-aed", "by": "principal"}, "the principal asks by radio for the nearest AED"),
    ({"kind": "assign-tasks", "by": "nurse"}, "the nurse assigns the tasks at the patient"),
    ({"kind": "stop-horns", "by": "principal"}, "the principal stops the horns of the fire alarm"),
    ({"kind": "shut-off", "by": "principal", "what": "gas"}, "the principal shuts off the gas"),
    ({"kind": "look", "by": "principal", "at": "gym"}, "the principal goes to look (gym)"),
    ({"kind": "move", "by": "librarian", "at": "gym"}, "the librarian leads their group elsewhere (gym)"),
    ({"kind": "open-door", "by": "librarian"}, "the librarian opens the door for students outside"),
    ({"kind": "roll-call", "by": "principal"}, "the principal calls the roll"),
    ({"kind": "secure", "by": "principal"}, "the principal locks the outside doors of the building"),
    (
        {"kind": "announce", "by": "principal", "instruction": "evacuate", "place": "B", "exit": "gym"},
        "the principal makes a PA announcement: evacuate (building B, by gym)",
    ),
    (
        {"kind": "radio", "by": "principal", "instruction": "hold", "words": "coded"},
        "the principal makes a radio call: hold (in code)",
    ),
    ({"kind": "channel", "channel": "pa", "works": False}, "the PA fails, in the comparison too"),
    ({"kind": "channel", "channel": "radio", "works": True}, "the radio works again, in the comparison too"),
    (
        {"kind": "delay-unit", "unit": "police-1", "seconds": 120.0},
        "police 1 needs 2 min longer, in the comparison too",
    ),
    ({"kind": "take-shelter", "by": "teacher@b112"}, "the teacher in B112 leads their group to a shelter area"),
    ({"kind": "call-team", "by": "principal"}, "the principal calls the response team"),
    ({"kind": "engage", "by": "secretary-1"}, "the secretary keeps a distance and speaks calmly"),
    (
        {"kind": "step-aside", "by": "secretary-1", "at": "a-counsel"},
        "the secretary steps aside with their group (counselors' office, A)",
    ),
    (
        {"kind": "search", "by": "principal", "whom": "nurse", "place": "B"},
        "the principal sends the nurse to search (building B)",
    ),
    ({"kind": "search", "by": "principal", "place": "gym"}, "the principal searches (gym)"),
    (
        {"kind": "watch-exit", "by": "principal", "whom": "nurse", "at": "c-exit"},
        "the principal sends the nurse to watch an exit (exit, C)",
    ),
    ({"kind": "close-in", "by": "librarian"}, "the librarian leads their group inside and closes windows and doors"),
    ({"kind": "stop-ventilation", "by": "principal"}, "the principal stops the ventilation"),
    ({"kind": "stop-ventilation", "by": "principal", "place": "B"}, "the principal stops the ventilation (building B)"),
    (
        {"kind": "air-out", "by": "principal"},
        "the principal sees to it that everyone goes out and airs once it has passed",
    ),
    ({"kind": "report-to-team", "by": "nurse"}, "the nurse gives the report to the whole team"),
    ({"kind": "convene-team", "by": "principal"}, "the principal convenes the team now"),
    ({"kind": "work-first", "by": "principal"}, "the principal sets the team's hours aside for this case first"),
    ({"kind": "call-police", "by": "nurse"}, "the nurse calls 911 because the threat may be imminent"),
    ({"kind": "interim-plan", "by": "nurse"}, "the nurse arranges supports and a safety plan for the meantime"),
    ({"kind": "put-off", "by": "nurse", "seconds": 172_800.0}, "the nurse lets the report wait for 2 school days"),
    ({"kind": "text-families", "by": "principal"}, "the principal sends a text to all families"),
    (
        {"kind": "add-posts", "by": "principal", "post": "runner", "count": 4},
        "the principal sends for 4 more adults as runners",
    ),
    ({"kind": "inform", "whom": "nurse"}, "the nurse is aware, in the comparison too (ruled)"),
    ({"kind": "all-clear"}, "all clear, in the comparison too (ruled)"),
]


@pytest.mark.parametrize(("written", "says"), SAID)
def test_an_act_says_who_does_what(written: dict[str, Any], says: str) -> None:
    assert describe_action(from_json(written), conducted().state) == says


def test_places_and_people_are_named_as_in_a_sentence() -> None:
    labels = conducted().state.labels
    assert labels.inline_person("security@a-entrance") == "the security guard at the entrance of building A"
    assert (labels.locate("c-exit", "near"), labels.locate("b112")) == ("near the exit of building C", "in B112")
    assert labels.inline_zone("b-stair-1") == "the stair of building B, 1st floor"


def test_every_kind_of_act_has_words() -> None:
    assert {str(written["kind"]) for written, _ in SAID} == set(KINDS)
    of_players = {name for name, kind in KINDS.items() if kind.scope == "players"}
    assert ACTION_VERBS.keys() == OWN_ACTIONS.keys() == of_players
