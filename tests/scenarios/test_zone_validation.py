"""What is odd or wrong about zones and ways themselves: names that mean something else, exits to nowhere, ways that are there twice."""

import pytest

from scenarios.campus import Campus
from scenarios.campus_expansion import Place, expand_campus
from scenarios.validation.campus import check_place, review_place
from scenarios.validation.scenario import review_emergency
from tests.sim.model.emergencies import Data, emergency, link, plain_campus, row_of_rooms, zone
from tests.sim.model.fire_emergencies import fire_campus, fire_scenario


def place(zones: list[Data], links: list[Data]) -> Place:
    """Two rooms on a hall, and what is added to them."""
    rooms = row_of_rooms(2)
    campus = plain_campus(**rooms | {"zones": rooms["zones"] + zones, "links": rooms["links"] + links})
    written, findings = expand_campus(Campus.model_validate(campus))
    assert not findings
    return written


def wrong(there: Place) -> list[str]:
    return [finding.message for finding in check_place(there)]


def odd(there: Place) -> list[str]:
    return [
        finding.message
        for finding in review_place(there)
        if "exit" in finding.message or "way" in finding.message
    ]


@pytest.mark.parametrize("name", ["gym*", "r[1]", "a/b", "staff@r00", "what?", "", " ", "outside"])
def test_a_zone_cannot_have_a_name_that_means_something_else(name: str) -> None:
    said = wrong(place([zone(name)], [link("r00", name, 5)]))
    assert any(words in " ".join(said) for words in ("choose another name", "a zone needs a name"))
    assert not [said for said in wrong(place([zone("gym")], [link("r00", "gym", 5)])) if "name" in said]


def test_an_exit_has_a_way_outdoors_where_there_is_an_outdoors() -> None:
    yard, door = zone("yard", "outdoors", None), zone("door", "exit", None)
    inside = link("hall", "door", 5)
    assert odd(place([door], [inside])) == []
    assert odd(place([yard, door], [inside, link("door", "yard", 9)])) == []
    apart = place([yard, door], [inside, link("hall", "yard", 9)])
    assert odd(apart) == ['no way leads from "door" outdoors; give it a link to a zone there']
    assert odd(place([yard], [link("hall", "yard", 9)])) == [
        "no zone is of kind exit, so no one can get out of a building"
    ]


def test_a_way_that_is_there_twice_is_told_in_whichever_order_it_is_written() -> None:
    again = place([], [link("r01", "hall", 4)])
    assert odd(again) == [
        'there is a way between "r01" and "hall" already; of the two the shorter one counts'
    ]


def test_who_is_sent_and_never_intervenes_is_told() -> None:
    def said(**more: object) -> list[str]:
        agency = {"id": "engine", "kind": "fire", "travel": TRAVEL, "enters": "yard"} | more
        campus = fire_campus(
            [zone("r00"), zone("door", "exit", None)], [link("r00", "door", 5), link("door", "yard", 5)]
        )
        burning = emergency(campus | {"agencies": [agency]}, fire_scenario())
        return [note.message for note in review_emergency(burning) if "locate" in note.message]

    assert said(locate=TRAVEL) == []
    [message] = said()
    assert '"engine" of this campus has no "locate"' in message
    assert message.endswith("first water")


TRAVEL = {"fixed": "60 s", "varies": "event", "evidence": {"basis": "assumed", "note": "invented"}}
