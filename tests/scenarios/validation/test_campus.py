"""Checks of zones, ways and fire alarms, with their messages."""

import pytest
from pydantic import ValidationError

from scenarios.campus import Campus
from scenarios.campus_expansion import Place, expand_campus
from scenarios.scenario import Emergency
from scenarios.validation.campus import check_place, review_place
from scenarios.validation.scenario import check_emergency, check_scenario, find_missing_references, review_emergency
from sim.tabulation import tabulate
from tests.sim.inputs import Data, always, chance, share
from tests.sim.schools import burning, detected_at, fire_campus, fire_scenario, horns, leaving
from tests.sim.worlds import Plain, door, emergency, link, outside, row_of_rooms, zone

TRAVEL = {"fixed": "60 s", "varies": "event", "evidence": {"basis": "assumed", "note": "invented"}}


def place(zones: list[Data], links: list[Data]) -> Place:
    rooms = row_of_rooms(2)
    campus = Plain.campus(**rooms | {"zones": rooms["zones"] + zones, "links": rooms["links"] + links})
    written, findings = expand_campus(Campus.model_validate(campus))
    assert not findings
    return written


def wrong(there: Place) -> list[str]:
    return [finding.message for finding in check_place(there)]


def odd(there: Place) -> list[str]:
    return [finding.message for finding in review_place(there) if "exit" in finding.message or "way" in finding.message]


@pytest.mark.parametrize("name", ["gym*", "r[1]", "a/b", "staff@r00", "what?", "", " ", "outside"])
def test_a_zone_cannot_have_a_name_that_means_something_else(name: str) -> None:
    said = wrong(place([zone(name)], [link("r00", name, 5)]))
    assert any(words in " ".join(said) for words in ("choose another name", "a zone needs a name"))
    assert not [said for said in wrong(place([zone("gym")], [link("r00", "gym", 5)])) if "name" in said]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ({"zones": [zone("r{1..2}", title="room")]}, 'another zone is called "room" already'),
        ({"zones": [zone("r1", title="room {n}")]}, "braces that mean nothing here; write only {building}"),
        ({"zones": [zone("r{1..2}", title="{n}{m}")]}, "write only {building} or {n}"),
        ({"roster": [{"id": "aide-{1..2}", "title": "aide {n}", "role": "aide", "post": "r00"}]}, "without braces"),
    ],
)
def test_a_title_has_only_braces_that_mean_something_and_is_given_once(lines: Data, message: str) -> None:
    _, findings = expand_campus(Campus.model_validate(Plain.campus(**row_of_rooms(2) | lines)))
    assert message in " ".join(finding.message for finding in findings)


def test_an_exit_has_a_way_outdoors_and_a_way_that_is_there_twice_is_told() -> None:
    yard, door = zone("yard", "outdoors", None), zone("door", "exit", None)
    inside = link("hall", "door", 5)
    assert odd(place([door], [inside])) == []
    assert odd(place([yard, door], [inside, link("door", "yard", 9)])) == []
    apart = place([yard, door], [inside, link("hall", "yard", 9)])
    assert odd(apart) == ['no way leads from "door" outdoors; give it a link to a zone there']
    no_exit = "no zone is of kind exit, so no one can get out of a building"
    assert odd(place([yard], [link("hall", "yard", 9)])) == [no_exit]
    again = place([], [link("r01", "hall", 4)])
    assert odd(again) == ['there is a way between "r01" and "hall" already; of the two the shorter one counts']


def test_who_is_sent_and_never_intervenes_is_told() -> None:
    def said(**more: object) -> list[str]:
        agency = {"id": "engine", "kind": "fire", "travel": TRAVEL, "enters": "yard"} | more
        ways = [link("r00", "door", 5), link("door", "yard", 5)]
        campus = fire_campus([zone("r00"), zone("door", "exit", None)], ways)
        burning = emergency(campus | {"agencies": [agency]}, fire_scenario())
        return [note.message for note in review_emergency(burning) if "locate" in note.message]

    assert said(locate=TRAVEL) == []
    [message] = said()
    assert '"engine" of this campus has no "locate"' in message
    assert message.endswith("first water")


def a_fire(campus: Data | None = None, scenario: Data | None = None) -> Emergency:
    return emergency(campus or one_room(), scenario or fire_scenario())


def one_room(width: float = 1, kind: str = "door", **changes: object) -> Data:
    return fire_campus([zone("r00")], [door("r00", "yard", 5, width, kind)], **changes)


def fire_messages(found: Emergency) -> list[str]:
    scenario = found.scenario
    findings = [*check_scenario(scenario), *check_emergency(found), *find_missing_references(scenario, found.place)]
    return [finding.message for finding in findings]


def test_a_plain_fire_passes_through_a_door_just_wide_enough_and_in_what_the_campus_calls_a_laboratory() -> None:
    assert fire_messages(a_fire()) == []
    load = {"background": {"every": always(60), "service": always(1), "past": "0 s"}}
    assert check_place(a_fire(one_room(psap=Plain.psap(**load))).place) == []
    assert fire_messages(a_fire(one_room(0.62))) == []
    assert fire_messages(a_fire(one_room(0.3, "path"))) == []
    rooms = [zone("r00"), zone("r01") | {"laboratory": True}]
    campus = fire_campus(rooms, [door("r00", "yard", 5, 1), door("r01", "r00", 5, 1)])
    found = a_fire(campus, fire_scenario(burning(where=[{"laboratories": True}])))
    assert fire_messages(found) == []
    assert tabulate(found, "plain").hazard.start == [0.0, 1.0, 0.0]


COURT = fire_campus([zone("r00"), outside("court")], [door("r00", "yard", 5, 1), door("r00", "court", 5, 1)])
NO_WAY_TO_ASSEMBLY = 'no one gets from "court" to the assembly point "yard" without going back in'
IN_LABORATORIES = fire_scenario(burning(where=[{"laboratories": True}]))
UNPLAYABLE: list[tuple[Data, Data, str]] = [
    *((one_room(), scenario, part) for scenario, part in [
        (fire_scenario(protocol=Plain.protocol()), '"lockdown" does not go with hazard "fire"'),
        (fire_scenario(burning(growth=share(0))), "growth is 0"),
        (fire_scenario(burning(perceptible=share(0))), "perceptible is 0"),
        (fire_scenario(burning(aset=always(60))), 'both of "untenable" and "aset"'),
        (fire_scenario({k: v for k, v in burning().items() if k != "untenable"}), 'neither of "untenable"'),
        (fire_scenario(responding=[{"role": "teacher", "intervenes": True}]), "nobody of the campus goes to a fire"),
        (fire_scenario(burning(where=[{"kinds": ["gym"]}])), 'campus "plain" has no zone of kind gym'),
        (IN_LABORATORIES, "has no zone that is a laboratory"),
        (IN_LABORATORIES, 'campus "plain" has no laboratory'),
        (fire_scenario(protocol=leaving(flow=leaving()["flow"] | {"down": share(0)})), "down can be 0"),
    ]),
    *((campus, fire_scenario(), part) for campus, part in [
        (one_room(0.55), "which leaves people less than 0.3 m"),
        ({k: v for k, v in one_room().items() if k != "assembly"}, 'campus "plain" has no "assembly" point to go to'),
        (COURT, NO_WAY_TO_ASSEMBLY),
    ]),
    (Plain.campus(), Plain.scenario(protocol=leaving()), '"evacuate" does not go with hazard "notice"; write lockdown'),
]  # fmt: skip


@pytest.mark.parametrize(("campus", "scenario", "part"), UNPLAYABLE)
def test_a_fire_that_cannot_be_played_is_refused(campus: Data, scenario: Data, part: str) -> None:
    messages = fire_messages(emergency(campus, scenario))
    assert any(part in message for message in messages), messages


def test_that_a_fire_cannot_be_played_is_noted_on_a_campus_with_a_fire_alarm() -> None:
    """Before anybody plays one."""

    def is_noted(campus: Data) -> bool:
        return any("assembly point" in note.message for note in review_place(a_fire(campus).place))

    assert is_noted(COURT)
    assert not is_noted({k: v for k, v in COURT.items() if k != "fire_alarm"})
    assert not is_noted(one_room())


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"panels": [{"id": "main", "buildings": ["mian"]}]}, '"mian" is not a building of this campus'),
        ({"panels": [{"id": name, "buildings": ["main"]} for name in "ab"]}, 'building "main" has a panel already'),
        ({"heard": [{"kinds": ["hall"], "heard": chance(1, "zone")}]}, "how well the horns are heard in a classroom"),
    ],
)
def test_an_alarm_that_does_not_fit_its_buildings_is_refused(changes: Data, part: str) -> None:
    place = a_fire(one_room(fire_alarm=horns(**changes))).place
    assert any(part in finding.message for finding in check_place(place))


def test_the_assembly_point_is_outdoors_and_one_that_is_no_zone_is_told_once() -> None:
    place = a_fire(one_room() | {"assembly": "r00"}).place
    assert '"r00" is not a zone outdoors of this campus' in [found.message for found in check_place(place)]
    # The check of the campus says that it is none.
    fire = a_fire(one_room() | {"assembly": "yrad"})
    assert not any("yrad" in message for message in fire_messages(fire))
    assert '"yrad" is not a zone outdoors of this campus' in [found.message for found in check_place(fire.place)]


def test_an_alarm_that_cannot_fail_is_noted_and_detectors_are_in_kinds_of_zones() -> None:
    rows = [{"without": "plain", "with": "plain", "conditions": ["alarm-failed"], "says": "-"}]
    without = a_fire(one_room(fire_alarm=None), fire_scenario(headlines=rows))
    assert any("this campus has no fire alarm" in note.message for note in review_emergency(without))
    lockdown = emergency(one_room(), Plain.scenario(headlines=rows))
    assert any("only a fire sets off the fire alarm" in note.message for note in review_emergency(lockdown))
    a_fire(one_room(fire_alarm=horns(detectors=detected_at(50, "classroom"))))
    with pytest.raises(ValidationError):
        a_fire(one_room(fire_alarm=horns(detectors=detected_at(50, "attic"))))
