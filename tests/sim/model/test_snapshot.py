"""The frozen picture: what the desk sees of a running play, field by field, worked out by hand."""

import math

import pytest
from hypothesis import given

from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.interventions import AllClear, Call911, Inform, Press, Send, SetChannel
from sim.model.snapshot import FireView, PatientView, ResponderView, StatusTimes, UnitView, WorldView
from sim.model.tables import Tables
from tests.sim import schools, worlds
from tests.sim.inputs import always, chance
from tests.sim.model.random_campuses import Played, emergencies, fewer
from tests.sim.plays import Act
from tests.sim.schools import SLOW_WITNESS, quiet, with_an_office
from tests.sim.worlds import Plain, group_in, link, row_of_rooms, tables_of, zone


def seen(tables: Tables, time: float, *acts: Act, by_people: tuple[str, ...] = ()) -> WorldView:
    """The picture at a time, after some acts."""
    engine = SimpyEngine(tables, 5, 0, played=by_people)
    for then, act in acts:
        engine.run_until(then)
        assert engine.apply(act).began
    engine.run_until(time)
    return engine.view()


def test_who_knows_and_who_is_protected_is_counted_in_people_and_where_the_hazard_is() -> None:
    rooms = row_of_rooms(3) | {"groups": [group_in("r01", 20, "staff@r01")]}
    rooms["roster"] += [worlds.adult("sro", "hall", "sro"), worlds.adult("aide", "hall", "aide")]
    responding = [{"role": "sro", "intervenes": True}]
    scenario = Plain.scenario(witnessing=SLOW_WITNESS, responding=responding, hazard=worlds.assailant())
    tables = tables_of(Plain.campus(**rooms), scenario, None, "sro-away")
    view = seen(tables, 2.0, (1.0, Inform("staff@r01")))
    assert (view.staff, view.staff_aware) == (4, 1)
    assert (view.occupants, view.occupants_protected) == (3 + 1 + 20, 21)
    assert view.locked == ("r01",)
    assert [person.is_present for person in view.people] == [True, True, True, False, True]
    rooms = row_of_rooms(2)
    rooms["zones"].append(zone("attic", floor=3) | {"building": "annex"})
    rooms["links"].append(link("hall", "attic", 10))
    scenario = Plain.scenario(hazard=worlds.assailant(where=[{"zones": ["attic"]}]), witnessing=SLOW_WITNESS)
    engine = SimpyEngine(tables_of(Plain.campus(**rooms), scenario), 5, 0)
    before = engine.view()
    assert (before.hazard, before.hazard_building, before.hazard_floor) == ("", "", None)
    engine.run_until(1.0)
    after = engine.view()
    assert (after.hazard, after.hazard_building, after.hazard_floor) == ("attic", "annex", 3)
    assert (after.patient, after.fire) == (None, None)


def test_who_doubts_who_checked_in_and_who_is_played() -> None:
    belief = {"at_once": chance(0, "person"), "doubt": always(30)}
    scenario = Plain.scenario(witnessing=SLOW_WITNESS, belief=belief)
    strategy = worlds.app_strategy(notice=always(6), acknowledges=chance(1, "person"))
    tables = tables_of(Plain.campus(**row_of_rooms(3)), scenario, strategy)
    presser, other, _ = seen(tables, 20.0, (1.0, Press("staff@r00")), by_people=("staff@r01",)).people
    assert (other.is_aware, other.is_doubting, other.is_acting, other.has_checked_in) == (True, True, False, True)
    assert (presser.has_checked_in, presser.is_played, other.is_played) == (False, False, True)
    later = seen(tables, 40.0, (1.0, Press("staff@r00"))).people[1]
    assert (later.is_doubting, later.is_acting) == (False, True)


def test_since_when_what_is_so_channels_that_work_and_units_and_officers_so_many_seconds_out() -> None:
    acts: list[Act] = [(10.0, Press("staff@r01")), (200.0, AllClear())]
    since = seen(with_an_office(), 300.0, *acts).since
    ends = {"hazard_over": 26.0, "over": 200.0, "message": 10.0}
    assert since == StatusTimes(answered=10.0, dispatched=70.0, alert=10.0, announced=36.0, office=16.0, **ends)
    assert seen(with_an_office(), 5.0).since == StatusTimes(None, None, None, None, None, None, None, None)
    assert seen(quiet(), 1.0).channels == ("pa",)
    assert seen(with_an_office(radios=True), 1.0).channels == ("pa", "radio")
    assert seen(with_an_office(radios=True), 2.0, (1.0, SetChannel("pa", False))).channels == ("radio",)
    tables = quiet(psap=Plain.psap(service=always(60)))  # sent when the call ends
    for time, unit in {
        60.0: UnitView("police-1", "", None),
        71.0: UnitView("police-1", "en_route", 299.0),
        369.5: UnitView("police-1", "en_route", 0.5),
        371.0: UnitView("police-1", "on_scene", None),
    }.items():
        assert seen(tables, time, (10.0, Call911("staff@r02"))).units == (unit,)
    send: Act = (10.0, Send("boss", "sro"))
    assert seen(with_an_office(), 9.0).responders == ()
    for time, there in {
        12.0: [ResponderView("sro", "r03", 10.0)],
        16.0: [ResponderView("sro", "hall", 5.0)],
        21.0: [],
    }.items():
        assert [*seen(with_an_office(), time, send).responders] == there
    assert seen(with_an_office(), 21.0, send).since.hazard_over == 20.0


@fewer
@given(emergencies())
def test_the_first_message_to_many_is_the_one_that_is_measured_whatever_it_went_out_by(made: Played) -> None:
    tables = made.tables("s0", *made.conditions)
    engine = SimpyEngine(tables, made.seed, made.replication)
    measured = compute_measures(engine.run(), tables)["first_campus_alert"]
    assert engine.view().since.message == (None if math.isinf(measured) else measured)


@pytest.mark.parametrize(
    ("time", "patient"),
    [
        (0.5, PatientView(False, False, None, False, False)),
        (schools.RECOGNIZES + schools.REACTS + schools.KNEELS + 0.5, PatientView(True, True, None, False, False)),
        (70.0, PatientView(True, True, 3.0, False, False)),
        (74.0, PatientView(True, True, 0.0, True, False)),
        (73.0 + schools.SHOCKS + 0.5, PatientView(True, True, 0.0, True, True)),
    ],
)
def test_a_patient_and_an_aed_on_its_way(time: float, patient: PatientView) -> None:
    """Told at 20, the nurse reacts (4), goes 50 m at 2 m/s (25), searches (16), goes 30 m (15): 80; without the search 64."""
    tables = tables_of(schools.arrest_school(), schools.arrest())
    view = 73.0 - schools.REACTS - 25.0 - schools.SEARCHES - 15.0
    acts: list[Act] = [(view, Inform("nurse"))] if time > view else []
    assert seen(tables, time, *acts).patient == patient


def test_a_fire_the_alarm_and_who_is_counted() -> None:
    campus = schools.fire_campus(
        [zone("hall", "hall", None), zone("r00"), zone("r01")],
        [link("hall", "r00", 10), link("hall", "r01", 10), link("hall", "yard", 10)],
        roster=[worlds.teacher("r01")],
        groups=[group_in("r01", 12, "staff@r01")],
        fire_alarm=schools.horns(sounds_after=always(8), detectors=schools.detected_at(4.0)),
    )
    tables = tables_of(campus, schools.fire_scenario())
    assert seen(tables, 9.5).fire == FireView(None, None, 0, 13)
    assert seen(tables, 300.0).fire == FireView(10.0, None, 13, 13)


def test_it_is_the_same_picture_until_something_is_played_or_done() -> None:
    engine = SimpyEngine(with_an_office(), 5, 0)
    engine.run_until(1.0)
    first = engine.view()
    assert engine.view() is first
    engine.run_until(1.0)  # nothing comes before now
    assert engine.view() is first
    engine.apply(Inform("staff@r01"))
    assert engine.view().staff_aware == first.staff_aware + 1
    engine.run_until(2.0)
    assert engine.view().time == 2.0
