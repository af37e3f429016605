"""Names of zones: short, as people at the school say them, and unique; and floors as participants see them."""

import re

import pytest

from scenarios.library import list_shipped, open_names, open_place
from sim.exercise.floor_blocks import build_floor_blocks
from sim.exercise.labels import Labels, floor_name
from tests.sim.worlds import link, place_of, zone

LONGEST = 30
SAID = {
    "large-high-school": """a101 A101; b112 B112; gym gym; yard yard; a-office office, A; a-nurse nurse's office, A;
        b-staff staff room, B; c2-hall hall, C, 2nd floor; a1-hall-3 hall 3, A, 1st floor; b-exit-east east exit, B;
        a-stair-2-1 stair 1, A, 2nd floor; c-west-stair-2 west stair, C, 2nd floor""",
    "reference-ring": "r07 R07",
    "rural-k12": """e0 E0; music music room; hall-west west hall; hall-mid middle hall; shop shop;
        shop-exit exit, shop; gym-exit gym exit""",
    "small-college": """sci-101 Science 101; main-210 Old Main 210; hum-lecture lecture hall, Humanities;
        bus-exit-2 exit 2, Business; oak-1-rooms-2 rooms 2, Oak Hall, 1st floor; lib-2-stair stair, Library, 2nd floor;
        reading-room reading room; hs-exit exit, Health and Safety; health-1 health room 1; west-lot west lot""",
    "suburban-elementary": """a01 A01; p2 P2; resource-1 resource room 1; a-hall-2 hall 2, Wing A; staff-room staff room;
        core-hall-1 hall 1, Core""",
}
"""Zones by id, and how they are called."""


@pytest.mark.parametrize("campus", list_shipped("campus"))
def test_zones_are_called_as_people_say_it(campus: str) -> None:
    labels, said = Labels(open_place(campus)), dict(one.split(maxsplit=1) for one in SAID[campus].split(";"))
    assert {zone: labels.zone(zone) for zone in said} == said


@pytest.mark.parametrize("campus", list_shipped("campus"))
def test_no_two_zones_are_called_the_same_and_none_by_its_id(campus: str) -> None:
    place = open_place(campus)
    labels = Labels(place)
    said = [labels.zone(one.id) for one in place.zones]
    local = {(one.building, one.floor, labels.local_zone(one.id)) for one in place.zones}
    assert len(set(said)) == len(local) == len(said)
    for words in said:
        assert len(words) <= LONGEST
        assert not re.search(r"[-{}]|^[a-z]+\d+$", words)


def test_own_names_of_zones_and_of_buildings() -> None:
    names = open_names("riverside")
    labels = Labels(open_place(names.campus), names)
    assert labels.zone("gym") == labels.local_zone("gym") == "Fieldhouse"
    assert labels.zone("c-west-stair-2") == "west stair, Activities building, 2nd floor"
    assert labels.zone("b112") == "B112"


def test_a_zone_is_called_by_its_title_or_by_its_id() -> None:
    rooms = zone("wing-1{01..02}", title="{building} 1{n}", building="Wing C")
    stair = zone("c-stair-2", "stair", None, title="stair, {building}, 2nd floor", building="Wing C", floor=2)
    place = place_of([zone("b112"), rooms, stair, zone("staff-room")])
    labels = Labels(place)
    said = {one.id: (labels.zone(one.id), labels.local_zone(one.id)) for one in place.zones}
    assert said == {
        "b112": ("B112", "B112"),
        "wing-101": ("Wing C 101", "101"),
        "wing-102": ("Wing C 102", "102"),
        "c-stair-2": ("stair, Wing C, 2nd floor", "stair"),
        "staff-room": ("Staff room", "Staff room"),
    }


@pytest.mark.parametrize(("floor", "name"), [(-1, "basement 1"), (0, "basement"), (1, "1st floor"), (4, "4th floor")])
def test_floors_have_names(floor: int, name: str) -> None:
    assert floor_name(floor) == name


PEOPLE = {
    "principal": "the principal",
    "sro": "the school resource officer",
    "kitchen-3": "a kitchen worker",
    "planning-b2": "a teacher without a class at this hour",
    "pe-teacher-1": "a PE teacher",
    "assistant-principal-c": "the assistant principal in building C",
    "teacher@b112": "the teacher in B112",
    "parent-1": "the parent 1",
}


def test_within_a_sentence_nobody_is_called_by_a_number() -> None:
    labels = Labels(open_place("large-high-school"))
    assert {person: labels.inline_person(person) for person in PEOPLE} == PEOPLE


def test_north_is_at_the_top_and_west_on_the_left() -> None:
    """A room 20 m north of another, and one 30 m east of that."""
    places = {"south": (0, 0), "north": (0, 20), "east": (30, 20)}
    zones = [zone(name, at={"start": [f"{x} m", f"{y} m"], "step": ["1 m", "0 m"]}) for name, (x, y) in places.items()]
    (block,) = build_floor_blocks(place_of(zones, [link("south", "north", 20), link("north", "east", 30)]))
    found = dict(zip((each.id for each in block.zones), block.outlines, strict=True))
    assert 0 == found["north"].top < found["north"].bottom <= found["south"].top
    assert 0 == found["north"].left < found["north"].right <= found["east"].left
