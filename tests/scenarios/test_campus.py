"""Campus files: shipped campuses and their size, and sight lines."""

from dataclasses import replace
from functools import cache
from itertools import combinations, permutations
from math import hypot
from pathlib import Path

import pytest

from scenarios.campus import Campus
from scenarios.campus_expansion import Place, expand_campus
from scenarios.library import Loader, list_shipped, open_emergency, open_place
from scenarios.scenario import Emergency
from scenarios.validation.limits import find_median
from sim.engine import SimpyEngine
from sim.model.geometry import build_layout
from sim.model.trace import EventKind, Trace
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate
from tests.scenarios.broken_files import CAMPUS, sound_copy
from tests.sim.worlds import Plain, link, zone

SEED = 20261124
PEOPLE = {  # staff, pupils and visitors
    "large-high-school": (150, 1900),
    "rural-k12": (32, 260),
    "small-college": (320, 2880),
    "suburban-elementary": (58, 520),
}
CAMPUSES = sorted(PEOPLE)
STRATEGIES = ["app", "app-no-911-leg", "app-no-staff-leg", "dial-911", "office-pa", "practice+app", "word-of-mouth"]
PLAYS = [(f"active-assailant{period}", "app") for period in ("", "-passing", "-lunch")]
PLAYS += [("active-assailant-class", strategy) for strategy in STRATEGIES[1:]]
MOST = {"large-high-school": 0.9, "rural-k12": 0.9, "small-college": 0.6, "suburban-elementary": 0.9}
"""Share of all people who are protected in the end, at least, where there is a PA."""
HALL = "{id: hall, kind: hall, building: A, at: {start: [0 m, 0 m]}, sees: [door]}"
HALLS = '"hall-{1..3}", kind: hall, building: A, at: {start: [0 m, 9 m], step: [9 m, 0 m]}'
LINKS = 'links:\n  - {start: "hall-{1..3}", end: hall, length: 5 m, width: 2 m}\n'


@cache
def place(name: str) -> Place:
    return open_place(name)


@cache
def emergency(campus: str, scenario: str) -> Emergency:
    return open_emergency(scenario, campus, STRATEGIES)


def traces(campus: str, scenario: str, strategy: str, replications: int) -> list[Trace]:
    tables = tabulate(emergency(campus, scenario), strategy)
    block = DrawBlock(SEED, range(replications))
    return [SimpyEngine(tables, SEED, r, block).run() for r in range(replications)]


def protected(trace: Trace) -> set[int]:
    return {row[2] for row in trace.rows if row[1] == EventKind.PROTECTED}


def share_protected(trace: Trace) -> float:
    tables = trace.tables
    heads = [1] * tables.staff_count + tables.groups.occupants
    return sum(heads[unit] for unit in protected(trace)) / sum(heads)


def test_every_shipped_campus_is_asked_here_without_an_officer_too_and_substitutes_are_on_no_list() -> None:
    assert [name for name in list_shipped("campus") if not name.startswith("reference-")] == CAMPUSES
    member = place("rural-k12").staff[0]
    kinds = [(False, False), (True, False), (True, True)]
    unlisted = [replace(member, substitute=substitute, app=app).is_unlisted for substitute, app in kinds]
    assert unlisted == [False, True, False]
    rural = emergency("rural-k12", "active-assailant-class")
    assert [line.role for line in rural.scenario.responding] == ["sro"]
    assert not any(tabulate(rural, "app").staff.is_responder)


@pytest.mark.parametrize("name", CAMPUSES)
def test_a_campus_holds_as_many_people_as_it_says_in_rooms_beside_each_other_with_ways_out_and_sight(name: str) -> None:
    """A tenth to a quarter of the staff carry radios: row 30 of the evidence."""
    staff, heads = PEOPLE[name]
    assert len(place(name).staff) == staff
    assert sum(group.occupants for group in place(name).groups) == heads
    assert place(name).occupants == staff + heads
    assert str(staff) in place(name).campus.summary
    assert 0.10 <= sum(member.radio for member in place(name).staff) / staff <= 0.25
    for a, b in combinations(place(name).zones, 2):
        if a.floor == b.floor:
            assert hypot(a.x - b.x, a.y - b.y) >= 1.5, (a.id, b.id)
    zones = {zone.id: zone for zone in place(name).zones}
    assert sum(zone.kind == "exit" for zone in zones.values()) >= 4
    assert sum(zone.aed for zone in zones.values()) >= 2
    for agency in place(name).campus.agencies:
        assert zones[agency.enters].kind == "exit"
    # The stretches of a counted line stand in a straight line, so no sight goes round a corner.
    lines = seen(place(name))
    at = {zone.id: (zone.x, zone.y) for zone in place(name).zones}
    for n in range(len(place(name).campus.zones)):
        row = [zone.id for zone in place(name).zones if zone.where == ("zones", n) and zone.kind == "hall"]
        assert all(b in lines[a] for a, b in permutations(row, 2)), row
        east, north = ({at[zone][axis] for zone in row} for axis in (0, 1))
        assert min(len(east), len(north)) <= 1


def test_the_rural_school_is_far_from_everybody() -> None:
    """Police a quarter of an hour away (row 15, rural), two call takers, volunteers, no officer, a shop of its own."""
    campus = place("rural-k12").campus
    agencies = {agency.kind: agency for agency in campus.agencies}
    assert 900 <= find_median(agencies["police"].travel) <= 1200
    turnout = agencies["fire"].turnout
    assert turnout is not None
    assert find_median(turnout) > 60
    assert campus.psap.takers == 2
    assert not any(member.role == "sro" for member in place("rural-k12").staff)
    assert {zone.building for zone in place("rural-k12").zones} == {"main", "shop", "grounds"}
    assert campus.present_practice == "office-pa"


def test_the_elementary_school_shares_its_officer_and_its_pupils_are_small() -> None:
    """On site in a fifth of all emergencies; no group out of doors without an adult."""
    elementary = place("suburban-elementary")
    (sro,) = [line for line in elementary.campus.roster if line.role == "sro"]
    assert sro.on_site is not None
    assert find_median(sro.on_site) <= 0.4
    assert {group.age for group in elementary.groups} == {"5-6", "child"}
    assert elementary.campus.walking.child is not None
    assert all(adult is not None for group in elementary.groups for adult in group.adults.values())
    outside = {zone.id for zone in elementary.zones if zone.kind == "outdoors"}
    at_recess = [group for group in elementary.groups if group.posts["recess"] in outside]
    assert 4 <= len(at_recess) <= len(elementary.groups) / 2


def test_the_college_is_spread_out_open_and_without_bells() -> None:
    """Twelve buildings, many adults without a supervisor, rooms that cannot be locked, radios in security's hands."""
    college = place("small-college")
    assert len({zone.building for zone in college.zones if zone.kind != "outdoors"}) == 12
    assert sum(group.occupants for group in college.groups if group.adults["class"] is None) / 2880 > 0.2
    assert {group.age for group in college.groups} == {"adult"}
    rooms = [zone for zone in college.zones if zone.kind in ("classroom", "library", "cafeteria", "staff-room")]
    assert 5 <= sum(zone.lock is None for zone in rooms) < len(rooms) / 2
    assert all(member.radio for member in college.staff if member.role == "security" and not member.office)
    assert len({zone.building for zone in college.zones if zone.kind == "office"}) >= 10
    assert college.campus.present_practice == "dial-911"


@pytest.mark.slow
@pytest.mark.parametrize(("campus", "scenario", "strategy"), [(campus, *play) for campus in CAMPUSES for play in PLAYS])
def test_everything_plays_and_most_are_protected_in_the_end(campus: str, scenario: str, strategy: str) -> None:
    """But for word of mouth alone, which leaves out the PA and does not get round."""
    played = traces(campus, scenario, strategy, 2)
    if strategy != "word-of-mouth":
        assert sum(share_protected(trace) for trace in played) / 2 > MOST[campus]
    assert all(any(row[1] == EventKind.ON_SCENE for row in trace.rows) for trace in played)


@pytest.mark.slow
@pytest.mark.parametrize("campus", ["large-high-school", "rural-k12", "suburban-elementary"])
def test_nobody_at_a_school_can_never_be_protected(campus: str) -> None:
    """At the college there are such people: where they are nothing can be locked, and the rooms around are shut by then."""
    played = traces(campus, "active-assailant-class", "app", 8)
    tables = played[0].tables
    task = {person for person in range(tables.staff_count) if tables.staff.is_responder[person]}
    assert set().union(*(protected(trace) for trace in played)) | task == set(range(tables.unit_count))


def campus_with(folder: Path, sees: str) -> Path:
    path = sound_copy(folder) / CAMPUS
    text = path.read_text()
    assert HALL in text
    path.write_text(text.replace(HALL, f"{HALL}\n  - {{id: {HALLS}, sees: {sees}}}").replace("links:\n", LINKS))
    return path


def seen(place: Place) -> dict[str, set[str]]:
    layout = build_layout(place, 0.5)
    return {zone: {layout.zones[z] for z in layout.in_sight[n]} for n, zone in enumerate(layout.zones)}


@pytest.mark.parametrize("sees", ['["hall-{1..3}"]', '["hall-?"]', '["hall-[1-3]"]', "[hall-1, hall-2, hall-3]"])
def test_a_row_that_sees_its_own_names_sees_every_other_stretch(sees: str, tmp_path: Path) -> None:
    lines = seen(open_place(str(campus_with(tmp_path, sees))))
    assert lines["hall-1"] == {"hall-2", "hall-3"}
    assert lines["hall-2"] == {"hall-1", "hall-3"}
    assert lines["hall-3"] == {"hall-1", "hall-2"}


def test_the_doors_of_a_row_are_spread_over_a_hall_in_order() -> None:
    """Five rooms on a hall of two stretches: the first three lead to the first one, the others to the second."""
    doors = {"to": "hall-{1..2}", "length": "2 m", "width": "1 m"}
    rooms = [zone("hall-{1..2}", "hall", None), zone("r0{0..4}", doors=doors)]
    campus = Plain.campus(
        zones=rooms,
        links=[link("hall-1", "hall-2", 10)],
        roster=[{"id": "staff@r00", "role": "teacher", "post": "r00"}],
    )
    written, findings = expand_campus(Campus.model_validate(campus))
    assert not findings
    ends = [way.end for way in written.links if way.start.startswith("r")]
    assert ends == ["hall-1", "hall-1", "hall-1", "hall-2", "hall-2"]


def test_two_counts_need_not_be_as_long(tmp_path: Path) -> None:
    """They do not go in step as those of a link do."""
    lines = seen(open_place(str(campus_with(tmp_path, '["room-{1..2}"]'))))
    assert lines["hall-3"] == {"room-1", "room-2"}
    assert lines["room-1"] == lines["room-2"] == {"hall-1", "hall-2", "hall-3"}


def sight_messages(path: Path) -> list[str]:
    loader = Loader()
    loader.check(path)
    return [problem.message for problem in (*loader.problems, *loader.notes)]


def test_a_pattern_that_fits_no_zone_is_refused(tmp_path: Path) -> None:
    assert sight_messages(campus_with(tmp_path, '["halls-*"]')) == ['no zone of this campus fits "halls-*"']


def test_a_zone_that_sees_only_itself_is_noted(tmp_path: Path) -> None:
    """A zone of a row may name itself among the others, and being seen is seeing."""
    path = campus_with(tmp_path, "[hall-2]")
    assert sight_messages(path) == []
    path.write_text(path.read_text().replace("sees: [door]", "sees: [hall]"))
    assert sight_messages(path) == ['"hall" sees only itself; name what else is in open view']
