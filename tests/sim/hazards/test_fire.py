"""A fire: how it grows, who notices it, what sets off the horns, what they do, and how it ends. Every step fixed, so that times add up."""

import math

import pytest

from sim.engine import SimpyEngine
from sim.measures import list_measures
from sim.model.trace import Event
from sim.sampling.streams import DrawBlock
from tests.sim.inputs import Data, always, chance, share
from tests.sim.plays import measured_once, play, times
from tests.sim.schools import burning, detected_at, fire_campus, fire_scenario, fire_school, horns, leaving
from tests.sim.worlds import Plain, adult, app_strategy, door, group_in, tables_of, teacher, witness, zone

GROWTH = {"slow": (0.0029, 600), "medium": (0.0117, 300), "fast": (0.0469, 150), "ultra-fast": (0.1876, 75)}


def how_known(events: list[Event]) -> dict[str, str]:
    return {event.subject: event.object for event in events if event.kind == "aware"}


# growth


@pytest.mark.parametrize("speed", GROWTH)
def test_growth_with_the_square_of_time(speed: str) -> None:
    """The four standard fires reach 1,055 kW after 600, 300, 150 and 75 s; the published factors have three digits."""
    growth, seconds = GROWTH[speed]
    hazard = burning(growth=share(growth), untenable=share(1055))
    nobody_calls = Plain.strategy(report=["tell-office"])
    events = play(tables_of(fire_school(), fire_scenario(hazard), nobody_calls))
    assert times(events, "untenable") == pytest.approx([seconds], rel=0.01)


def test_a_fire_that_is_out_grows_no_more() -> None:
    """The first water after 361 s, 1,055 kW after 600 s."""
    hazard = burning(growth=share(0.0029), untenable=share(1055))
    assert times(play(tables_of(fire_school(), fire_scenario(hazard))), "untenable") == []


def test_it_is_noticed_again_each_time_it_has_burned_twice_as_long() -> None:
    """Nobody sees it but from the next room, with a chance at each step."""
    hazard = burning(growth=share(0.01), perceptible=share(0.04), where=[{"zones": ["hall"]}])
    witnessing = witness(adjacent=chance(0.2, "event"))
    tables = tables_of(fire_school(fire_alarm=None), fire_scenario(hazard, witnessing=witnessing))
    traces = [SimpyEngine(tables, 1, r).run() for r in range(30)]
    seen = sorted({time for trace in traces for time in times(list(trace.events()), "perceived")})
    assert seen == pytest.approx([2.0 * 2**k for k in range(len(seen))])
    assert len(seen) > 2


# the alarm


def test_a_detector_sets_off_the_horns_where_nobody_is() -> None:
    """100 kW with 0.01 kW/s² after 100 s, 7 s more to the horns; everybody knows at once, by the alarm."""
    hazard = burning(growth=share(0.01), where=[{"zones": ["r03"]}])
    zones = [zone("r00"), zone("r01"), zone("r03")]
    alarm, people = horns(detectors=detected_at(100), sounds_after=always(7)), [teacher("r00"), teacher("r01")]
    links = [door(z["id"], "yard", 5, 1) for z in zones]
    campus = fire_campus(zones, links, roster=people, fire_alarm=alarm)
    events = play(tables_of(campus, fire_scenario(hazard)))
    assert times(events, "detected") == pytest.approx([100.0])
    assert times(events, "aware") == pytest.approx([107.0, 107.0])
    assert set(how_known(events).values()) == {"alarm"}


def test_whoever_sees_it_pulls_a_station() -> None:
    """Noticed after 1 s, understood 2 s later, 8 s to the station, 7 s to the horns."""
    campus = fire_school(fire_alarm=horns(sounds_after=always(7)))
    witnessing = witness(recognition=2)
    ready = leaving(pre_movement=dict.fromkeys(leaving()["pre_movement"], always(100)))
    events = play(tables_of(campus, fire_scenario(burning(pull=always(8)), ready, witnessing=witnessing)))
    assert (times(events, "pulled", "staff/staff@r00"), times(events, "aware")) == ([11.0], [3.0, 18.0, 18.0])
    assert how_known(events) == {"staff/staff@r00": "hazard", "staff/staff@r01": "alarm", "staff/staff@r02": "alarm"}


def test_a_station_is_pulled_by_a_share_of_the_witnesses_indoors_and_once() -> None:
    late = burning(pull=always(200))
    assert times(play(tables_of(fire_school(), fire_scenario(late))), "pulled") == []
    both = fire_school(roster=[teacher("r00"), adult("aide", "r00", "aide")])
    assert len(times(play(tables_of(both, fire_scenario())), "pulled")) == 1
    tables = tables_of(fire_school(), fire_scenario(burning(pulls=chance(0.3, "person"))))
    block = DrawBlock(5, range(400))
    pulled = sum(bool(times(list(SimpyEngine(tables, 5, r, block).run().events()), "pulled")) for r in range(400))
    assert abs(pulled / 400 - 0.3) <= 4.0 * math.sqrt(0.3 * 0.7 / 400)


def test_everybody_who_hears_is_marked_before_anybody_acts() -> None:
    """A delivery like any other: with doors that take no time, nobody leaves before the last has heard."""
    events = play(tables_of(fire_school(), fire_scenario()))
    heard = [n for n, event in enumerate(events) if event.kind == "aware" and event.object == "alarm"]
    acts = [n for n, e in enumerate(events) if e.kind == "acts" and how_known(events)[e.subject] == "alarm"]
    assert max(heard) < min(acts)
    assert len(heard) == 2


def test_a_group_without_an_adult_hears_it_too_and_one_with_an_adult_follows() -> None:
    pupils = [group_in("r01", 20, "staff@r01"), group_in("hall", 3)]
    events = play(tables_of(fire_school(groups=pupils), fire_scenario()))
    known = how_known(events)
    assert known["group/group@hall"] == "alarm"
    assert "group/group@r01" not in known
    assert times(events, "protected", "group/group@r01") == times(events, "protected", "staff/staff@r01")


def test_buildings_on_another_panel_and_horns_that_are_not_heard_tell_nobody() -> None:
    deaf = horns(heard=[{"kinds": ["classroom", "hall"], "heard": chance(0, "zone")}])
    assert set(how_known(play(tables_of(fire_school(fire_alarm=deaf), fire_scenario())))) == {"staff/staff@r00"}
    far = zone("far") | {"building": "annex"}
    alarm = horns(panels=[{"id": "main", "buildings": ["main"]}, {"id": "annex", "buildings": ["annex"]}])
    rooms = "r00", "r01", "far"
    links, people = [door(room, "yard", 5, 1) for room in rooms], [teacher(room) for room in rooms]
    campus = fire_campus([zone("r00"), zone("r01"), far], links, roster=people, fire_alarm=alarm)
    assert set(how_known(play(tables_of(campus, fire_scenario())))) == {"staff/staff@r00", "staff/staff@r01"}


@pytest.mark.parametrize("strategy", [Plain.strategy(), app_strategy()])
def test_out_of_order_in_every_arm(strategy: Data) -> None:
    """The station is pulled, and nothing sounds and nobody is called."""
    campus = fire_school(fire_alarm=horns(reports_after=always(1)))
    tables = tables_of(campus, fire_scenario(), strategy, "alarm-failed")
    events = play(tables)
    assert len(times(events, "pulled")) == 1
    assert [e.object for e in events if e.kind == "silent"] == ["alarm"]
    assert "alarm" not in how_known(events).values()
    assert measured_once(tables)["alarm_sounds"] == math.inf
    assert not any(e.kind == "calling" and e.subject == "office" for e in events)


def test_the_alarm_company_calls_911() -> None:
    """Horns at 1 s, the company 30 s later; nobody of the school calls."""
    campus = fire_school(fire_alarm=horns(reports_after=always(30)), psap=Plain.psap(pick_up=always(4)))
    tables = tables_of(campus, fire_scenario(), Plain.strategy(report=["tell-office"]))
    assert times(play(tables), "answered", "office") == [35.0]


# help, and how it ends


def test_the_first_water_ends_it_and_without_help_it_burns_to_the_horizon() -> None:
    """The witness calls at 1 s, the engine needs 300 s, the water 60 s."""
    measured = measured_once(tables_of(fire_school(), fire_scenario()))
    assert measured["first_unit_on_scene"] == 301.0
    assert measured["intervention"] == measured["hazard_over"] == 361.0
    measured = measured_once(tables_of(fire_school(), fire_scenario(), Plain.strategy(report=["tell-office"])))
    assert (measured["hazard_over"], measured["intervention"]) == (math.inf, math.inf)


def test_911_may_take_its_own_time_for_a_fire() -> None:
    psap = Plain.psap(processing=always(16))
    for hazard, seconds in ((burning(), 16.0), (burning(processing=always(48)), 48.0)):
        assert measured_once(tables_of(fire_school(psap=psap), fire_scenario(hazard)))["processing"] == seconds


def test_only_who_is_in_its_zone_is_exposed() -> None:
    """Somebody in r00 who needs 59 s to set out, and 5 s to the door of it, which a single person passes in 1 / 0.91 s."""
    ready = leaving(pre_movement=dict.fromkeys(leaving()["pre_movement"], always(59)))
    rooms = [zone("r00") | {"sees": ["hall"]}, zone("r01"), zone("hall", "hall", None)]
    links = [door("r00", "hall", 5, 1), door("r01", "hall", 5, 1), door("hall", "yard", 10, 2)]
    campus = fire_campus(rooms, links, roster=[teacher("r00"), teacher("r01")])
    measured = measured_once(tables_of(campus, fire_scenario(protocol=ready)))
    assert measured["exposed_person_minutes"] == pytest.approx((1 + 59 + 5 + 1 / 0.91) / 60, abs=1e-6)


def test_measures_of_a_fire_and_of_nothing_else() -> None:
    own = {"alarm_sounds", "rset", "aset_margin", "accountability_complete"}
    assert own <= set(list_measures("fire"))
    assert not own & (set(list_measures("assailant")) | set(list_measures("notice")))
    assert "first_responder_on_scene" not in list_measures("fire")
