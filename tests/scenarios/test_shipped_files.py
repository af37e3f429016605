"""The shipped files: they load, every uncertain input cites its evidence, and the campus is the size that it says."""

import pytest

from scenarios.campus import Campus
from scenarios.campus_expansion import expand_campus
from scenarios.evidence import rows_by_number
from scenarios.inputs import Input, iterate_named_inputs
from scenarios.library import KINDS, Mention, find_file, list_shipped, open_emergency, open_file

INPUTS = {
    ("campus", "large-high-school"): 56,
    ("campus", "rural-k12"): 52,
    ("campus", "small-college"): 54,
    ("campus", "suburban-elementary"): 57,
    ("scenario", "active-assailant"): 19,
    ("scenario", "cardiac-arrest"): 21,
    ("scenario", "false-alarm"): 18,
    ("scenario", "laboratory-fire"): 26,
    ("strategy", "app"): 16,
    ("strategy", "app-no-911-leg"): 16,
    ("strategy", "app-no-staff-leg"): 16,
    ("strategy", "dial-911"): 0,
    ("strategy", "office-pa"): 0,
    ("strategy", "word-of-mouth"): 0,
}
ALL = [(kind, name) for kind in KINDS for name in list_shipped(kind)]


def inputs(kind: str, name: str) -> dict[str, Input]:
    """The uncertain inputs of a shipped file, by name."""
    model, _ = open_file(find_file(kind, name, Mention()), kind)
    return dict(iterate_named_inputs(model))


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_every_input_of_a_real_file_cites_a_row_of_the_evidence(kind: str, name: str) -> None:
    """Reference files are invented and say so instead."""
    rows = rows_by_number()
    for label, source in inputs(kind, name).items():
        if name.startswith(("r1-", "reference-")):
            assert source.evidence.note == "invented", label
        else:
            assert source.evidence.row, f"{name}: {label} cites no evidence"
            assert all(row in rows for row in source.evidence.row), label


@pytest.mark.parametrize(("kind", "name"), sorted(INPUTS))
def test_no_uncertain_input_is_hidden_in_a_number(kind: str, name: str) -> None:
    """How many inputs each file has: whoever adds one counts it here."""
    assert len(inputs(kind, name)) == INPUTS[kind, name]


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_an_assumed_input_states_a_range_or_says_why_not(kind: str, name: str) -> None:
    """What nobody has measured has to be tried at other values."""
    for label, source in inputs(kind, name).items():
        if source.evidence.basis == "assumed":
            assert source.evidence.range is not None or source.evidence.note, label


@pytest.mark.parametrize("name", list_shipped("scenario"))
def test_every_scenario_opens_with_its_campus_and_strategies(name: str) -> None:
    """Cross-checks included."""
    emergency = open_emergency(name)
    assert emergency.scenario.scenario == name
    assert set(emergency.strategies) >= {emergency.resolve_strategy(s) for s in emergency.scenario.strategies}


def test_the_large_high_school_is_as_large_as_it_says() -> None:
    """About 1,900 pupils in some 80 groups, 150 staff, three buildings on two floors, an officer and security staff."""
    campus, _ = open_file(find_file("campus", "large-high-school", Mention()), "campus")
    assert isinstance(campus, Campus)
    place, findings = expand_campus(campus)
    assert not findings
    assert sum(group.occupants for group in place.groups) == 1900
    assert 75 <= len(place.groups) <= 90
    assert len(place.staff) == 150
    floors = {(zone.building, zone.floor) for zone in place.zones if zone.building != "grounds"}
    assert floors == {(building, floor) for building in "ABC" for floor in (1, 2)}
    roles = [member.role for member in place.staff]
    assert roles.count("sro") == 1
    assert roles.count("security") == 4
    assert 0.10 <= sum(member.radio for member in place.staff) / 150 <= 0.25
    assert {period.id for period in campus.periods} == {"class", "lunch", "passing"}
