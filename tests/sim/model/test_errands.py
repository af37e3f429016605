"""What a decision sends people to do, and what it costs those whom they leave."""

from sim.engine import SimpyEngine
from sim.model import interventions as do
from sim.sampling.keyed_rng import Purpose
from tests.sim.inputs import always
from tests.sim.model.wings import CLASS, say, wing
from tests.sim.plays import decided, times
from tests.sim.worlds import group_in


def test_who_looks_sees_it_and_tells_the_office_or_finds_nothing_and_comes_back() -> None:
    """At 2 m/s to the hall (10 m) and the west exit (20 m), in sight of the yard; then back to the hall at 1 m/s."""
    sees = {"yard": ["west"], "west": ["yard"]}
    tables = wing(hazard={"where": [{"zones": ["yard"]}]}, sees=sees)
    looking = SimpyEngine(tables, 5, 0).world.peek(Purpose.LOOKING, 1)
    events, measures = decided(tables, (5.0, say("hold")), (10.0, do.Look("teacher-1", "yard")))
    assert [(event.time, event.value) for event in events if event.kind == "looked"] == [(25.0 + looking, 1.0)]
    assert times(events, "recognized") == times(events, "office_told") == [25.0 + looking]
    assert measures["exposed_person_minutes"] * 60 == looking + 20.0
    tables = wing()
    looking = SimpyEngine(tables, 5, 0).world.peek(Purpose.LOOKING, 1)
    events, _ = decided(tables, (5.0, say("hold")), (10.0, do.Look("teacher-1", "yard")))
    assert [event.value for event in events if event.kind == "looked"] == [0.0]
    assert times(events, "enters", "staff/teacher-1")[-1] == 10.0 + 20.0 + looking + 20.0
    assert not times(events, "office_told")


def test_the_preview_says_who_is_left_and_what_cannot_be() -> None:
    engine = SimpyEngine(wing(), 5, 0)
    engine.run_until(1.0)
    assert engine.preview(do.Look("teacher-1", "yard")).reason == "teacher-1 does not know of the emergency yet"
    engine.apply(say("hold"))
    engine.run_until(5.0)
    assert engine.preview(do.Look("teacher-1", "yard")) == do.Outcome(True, "leaves 20 students without an adult")
    assert engine.preview(do.Move("teacher-1", "r02")) == do.Outcome(True, "20 students go along")
    assert engine.preview(do.Look("teacher-1", "r01")).reason == "teacher-1 is there already"
    assert engine.preview(do.OpenDoor("teacher-1")).reason == "teacher-1 is not behind a locked door"
    assert engine.preview(do.SecureDoors("teacher-2")).reason == "teacher-2 has no keys"
    assert engine.preview(do.RollCall("teacher-0")).reason == "3 places to ask, one after the other"
    engine.apply(say("lockdown"))
    engine.run_until(10.0)
    assert engine.preview(do.Move("teacher-1", "r02")).reason.startswith("teacher-1 is behind a locked door")


def test_an_open_door_protects_those_outside_a_group_is_led_and_a_roll_call_counts_the_rest() -> None:
    """Five students in the hall, with nobody else to let them in; everyone in r02 is locked in at 10."""
    hall = group_in("hall", 5, name="pass")
    tables = wing(groups=[hall, group_in("r02", CLASS, "teacher-2", name="class-2")], pa=None)
    room, students = tables.layout.zones.index("r02"), tables.staff_count
    admitting = SimpyEngine(tables, 5, 0).world.peek(Purpose.ADMITTING, room)
    engine = SimpyEngine(tables, 5, 0)
    engine.run_until(10.0)
    assert engine.apply(do.Lock("teacher-2")).began
    engine.run_until(60.0)
    meanwhile = "20 students inside are behind an open door meanwhile"
    assert engine.apply(do.OpenDoor("teacher-2")) == do.Outcome(True, meanwhile)
    engine.run_until(600.0)
    events = list(engine.trace.events())
    assert times(events, "door_opened") == [60.0]
    assert times(events, "enters", "group/pass") == times(events, "locked")[1:] == [60.0 + admitting]
    assert engine.world.zone[students] == room
    events, _ = decided(wing(), (10.0, say("hold")), (100.0, do.Move("teacher-1", "r02")))
    assert times(events, "enters", "group/class-1") == times(events, "enters", "staff/teacher-1") == [110.0, 120.0]
    tables = wing(groups=[group_in("hall", 5, name="pass")])
    world = SimpyEngine(tables, 5, 0).world
    ends = [10.0]
    for name in ("hall", "r00", "r01", "r02"):
        ends.append(ends[-1] + world.peek(Purpose.ROOM_CHECK, tables.layout.zones.index(name)))
    events, _ = decided(tables, (10.0, do.RollCall("teacher-0")))
    assert times(events, "accounted") == ends[2:]  # nobody answers in the hall
    assert [(event.time, event.value) for event in events if event.kind == "roll_called"] == [(ends[-1], 5.0)]


def test_one_person_waits_for_units_at_their_door_or_beside_it_until_they_come() -> None:
    """Police come in at r00, which is beside the hall and not beside the west exit, and on the lawn, 300 s after the call at 30 s."""
    doors = {"police": "r00", "sheriff": "lawn"}
    agencies = [{"id": name, "kind": "police", "travel": always(300), "enters": door} for name, door in doors.items()]
    acts: list[tuple[float, do.Intervention]] = [(5.0, say("hold")), (10.0, do.MeetResponders("teacher-1", "hall"))]
    acts += [(11.0, do.MeetResponders("teacher-2", "hall")), (30.0, do.Call911("teacher-0"))]
    events, _ = decided(wing(agencies=agencies), *acts)
    assert [(event.subject, event.time) for event in events if event.kind == "waits_for_units"] == [
        ("staff/teacher-1", 10.0 + 10 / 2)
    ]
    assert [(event.time, event.object) for event in events if event.kind == "unit_met"] == [(330.0, "staff/teacher-1")]
    for place in ("west", "hall"):
        at = 400.0 if place == "hall" else 10.0
        late, _ = decided(wing(), acts[0], *acts[3:], (at, do.MeetResponders("teacher-1", place)))
        assert times(late, "waits_for_units") == []


def test_a_hazard_in_the_next_zone_is_seen_by_who_stops_before_it_and_the_office_is_told() -> None:
    """It is in r02; the teacher of r01 runs 10 m to the hall, and does not go in."""
    tables = wing(hazard={"where": [{"zones": ["r02"]}]}, groups=[])
    looking = SimpyEngine(tables, 5, 0).world.peek(Purpose.LOOKING, 1)
    events, _ = decided(tables, (5.0, say("hold")), (10.0, do.Look("teacher-1", "r02")))
    assert [(e.time, e.place, e.value) for e in events if e.kind == "looked"] == [(15.0 + looking, "hall", 1.0)]
    assert times(events, "recognized", "staff/teacher-1") == times(events, "office_told") == [15.0 + looking]
