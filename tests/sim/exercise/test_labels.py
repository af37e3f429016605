"""Names of zones: short, as people at the school say them, and unique."""

import re

import pytest

from scenarios.library import list_shipped, open_names, open_place
from sim.exercise.labels import Labels
from tests.sim.model.emergencies import place_of, zone

LONGEST = 30
SAID = {
    "large-high-school": {
        "a101": "A101",
        "b112": "B112",
        "gym": "gym",
        "yard": "yard",
        "a-office": "office, A",
        "a-nurse": "nurse's office, A",
        "b-staff": "staff room, B",
        "c2-hall": "hall, C, 2nd floor",
        "a1-hall-3": "hall 3, A, 1st floor",
        "a-stair-2-1": "stair 1, A, 2nd floor",
        "c-west-stair-2": "west stair, C, 2nd floor",
        "b-exit-east": "east exit, B",
    },
    "reference-ring": {"r07": "R07"},
    "rural-k12": {
        "e0": "E0",
        "music": "music room",
        "hall-west": "west hall",
        "hall-mid": "middle hall",
        "shop": "shop",
        "shop-exit": "exit, shop",
        "gym-exit": "gym exit",
    },
    "small-college": {
        "sci-101": "Science 101",
        "main-210": "Old Main 210",
        "hum-lecture": "lecture hall, Humanities",
        "bus-exit-2": "exit 2, Business",
        "oak-1-rooms-2": "rooms 2, Oak Hall, 1st floor",
        "lib-2-stair": "stair, Library, 2nd floor",
        "reading-room": "reading room",
        "hs-exit": "exit, Health and Safety",
        "health-1": "health room 1",
        "west-lot": "west lot",
    },
    "suburban-elementary": {
        "a01": "A01",
        "p2": "P2",
        "resource-1": "resource room 1",
        "a-hall-2": "hall 2, Wing A",
        "core-hall-1": "hall 1, Core",
        "staff-room": "staff room",
    },
}


@pytest.mark.parametrize("campus", list_shipped("campus"))
def test_zones_are_called_as_people_say_it(campus: str) -> None:
    labels = Labels(open_place(campus))
    assert {zone: labels.zone(zone) for zone in SAID[campus]} == SAID[campus]


@pytest.mark.parametrize("campus", list_shipped("campus"))
def test_no_two_zones_are_called_the_same_and_none_by_its_id(campus: str) -> None:
    place = open_place(campus)
    labels = Labels(place)
    said = {one.id: labels.zone(one.id) for one in place.zones}
    assert len(set(said.values())) == len(said)
    short = {one.split("-")[0] for one in said if "-" in one} - {
        word for one in said.values() for word in one.split()
    }
    for name, words in said.items():
        assert "-" not in words
        assert not any(re.search(rf"\b{word}\b", words) for word in short), words
        assert not re.fullmatch(r"[a-z]+\d+", words), words
        assert 0 < len(words) <= LONGEST, (name, words)


@pytest.mark.parametrize("campus", list_shipped("campus"))
def test_on_its_floor_the_place_alone_is_enough(campus: str) -> None:
    place = open_place(campus)
    labels = Labels(place)
    said = [(one.building, one.floor, labels.local_zone(one.id)) for one in place.zones]
    assert len(set(said)) == len(said)


def test_own_names_of_zones_and_of_buildings() -> None:
    names = open_names("riverside")
    labels = Labels(open_place(names.campus), names)
    assert labels.zone("gym") == labels.local_zone("gym") == "Fieldhouse"
    assert labels.zone("c-west-stair-2") == "west stair, Activities building, 2nd floor"
    assert labels.zone("b112") == "B112"


def called(*zones: tuple[str, str, int]) -> list[str]:
    """What zones of a campus are called, by id, building and floor."""
    lines = [zone(name, "hall", None, building=building, floor=floor) for name, building, floor in zones]
    place = place_of(lines)
    labels = Labels(place)
    return [labels.zone(one.id) for one in place.zones]


def test_a_number_is_the_floor_only_where_it_goes_with_it() -> None:
    """Exits that are counted have the number of their floor by chance."""
    assert called(("b-stair-1", "B", 1), ("b-stair-2", "B", 2)) == [
        "stair, B, 1st floor",
        "stair, B, 2nd floor",
    ]
    exits = ("b-exit-1", "B", 1), ("b-exit-2", "B", 1), ("b-2-hall", "B", 2)
    assert called(*exits) == ["exit 1, B", "exit 2, B", "hall, B, 2nd floor"]
    assert called(("hall-1", "main", 1), ("hall-2", "main", 1)) == ["hall 1", "hall 2"]


def test_floors_below_the_ground_have_names() -> None:
    halls = ("b-0-hall", "B", 0), ("b-1-hall", "B", 1), ("b-4-hall", "B", 4)
    assert called(*halls) == ["hall, B, basement", "hall, B, 1st floor", "hall, B, 4th floor"]


def test_where_two_would_be_called_the_same_both_keep_the_words_of_their_ids() -> None:
    assert called(("hall-west", "main", 1), ("west-hall", "main", 1)) == ["hall west", "west hall"]
