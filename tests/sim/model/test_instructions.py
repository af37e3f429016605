"""What people do who are told what to do, on a campus small enough to work it out by hand: one wing, two exits, a yard and a lawn."""

import pytest

from sim.engine import SimpyEngine
from sim.model.interventions import Announce, Intervention, Press, Radio, Tell, UnknownName
from sim.sampling.keyed_rng import Purpose
from tests.sim.inputs import always as seconds
from tests.sim.model.wings import CLASS, say, wing
from tests.sim.plays import decided, times
from tests.sim.worlds import adult, bolt, group_in


def test_evacuation_takes_the_nearest_exit_or_the_one_named_and_is_for_its_place_alone() -> None:
    events, _ = decided(wing(), (10.0, say("evacuate")))
    assert times(events, "protected", "group/class-2") == [10.0 + 10 + 20 + 10]
    events, _ = decided(wing(hazard={"where": [{"zones": ["yard"]}]}), (10.0, say("evacuate", exit="east")))
    assert times(events, "protected", "group/class-2") == [10.0 + 10 + 30 + 10]
    events, _ = decided(wing(), (10.0, say("evacuate", place="r02")))
    assert times(events, "protected", "group/class-2") == [50.0]
    assert times(events, "locked", "staff/teacher-1") == times(events, "protected", "group/class-1") == [10.0]
    events, _ = decided(wing(), (10.0, say("evacuate", place="grounds")))
    assert times(events, "protected", "group/class-2") == [10.0]


@pytest.mark.parametrize(
    "message",
    [
        Press("teacher-0", instruction="evacuate"),
        Announce("teacher-0", instruction="evacuate"),
        Tell("teacher-0", "teacher-2", instruction="evacuate"),
    ],
)
def test_every_means_carries_it_and_one_who_is_told_alone_follows_alone(message: Intervention) -> None:
    events, _ = decided(wing(), (10.0, message))
    assert times(events, "protected", "group/class-2") == [50.0]
    assert isinstance(message, Tell) is not bool(times(events, "aware", "staff/teacher-1"))


def test_nobody_walks_into_the_hazard_and_outdoors_in_its_sight_no_one_is_protected() -> None:
    """At the west exit they see it in the yard: 10 s from hall to hall counts; the lockdown would have cost nothing."""
    sees = {"yard": ["west"], "west": ["yard"]}
    tables = wing(hazard={"where": [{"zones": ["yard"]}]}, sees=sees)
    events, measures = decided(tables, (10.0, say("evacuate", exit="west")))
    assert times(events, "protected", "group/class-2") == [10.0 + 30 + 30]  # there and back
    assert measures["exposed_person_minutes"] * 60 == pytest.approx(
        3 * (CLASS + 1) * 20.0
    )  # at the exit, until in the hall
    assert decided(tables, (10.0, say("lockdown")))[1]["exposed_person_minutes"] == 0.0
    # The lawn sees the yard. All 63 are there from 50 s to the end of the hour.
    tables = wing(sees={"lawn": ["yard"], "yard": ["lawn"]})
    events, measures = decided(tables, (10.0, say("evacuate", exit="west")))
    assert (times(events, "enters", "group/class-2")[-1], times(events, "protected")) == (50.0, [])
    assert measures["exposed_person_minutes"] * 60 == 3 * (CLASS + 1) * 3550.0


def test_a_code_costs_those_who_do_not_know_it() -> None:
    tables = wing()
    world = SimpyEngine(tables, 5, 0).world
    events, _ = decided(tables, (10.0, say("lockdown", words="coded")))
    for person in range(3):
        late = 0.0 if world.peek(Purpose.CODE_KNOWN, person) else world.peek(Purpose.CODE_EXPLAINED, person)
        assert times(events, "locked", f"staff/teacher-{person}") == [10.0 + late]
    assert len({world.peek(Purpose.CODE_KNOWN, person) for person in range(3)}) == 2, "one of each kind"


@pytest.mark.parametrize("first", [Announce("teacher-0"), say("lockdown")])
def test_lockdown_that_is_heard_again_holds_no_one_up(first: Intervention) -> None:
    """A lock takes 30 s. A second lockdown 10 s later, even in code, does not make them begin anew; a hold does make them stop."""
    tables = wing(locks=[bolt(30)])
    for second in (say("lockdown"), say("lockdown", words="coded")):
        events, _ = decided(tables, (10.0, first), (20.0, second))
        assert times(events, "locked", "staff/teacher-2") == [40.0]
    events, _ = decided(tables, (10.0, first), (20.0, say("hold")))
    assert times(events, "locked", "staff/teacher-2") == []


def test_who_leaves_a_safe_room_is_unprotected_until_outside_and_an_open_room_in_reach_again() -> None:
    """Locked at 10, told to leave at 100, outside at 140: 10 s and 40 s without protection."""
    events, measures = decided(wing(), (10.0, say("lockdown")), (100.0, say("evacuate")))
    assert times(events, "unprotected", "group/class-2") == [100.0]
    assert times(events, "door_opened", "staff/teacher-2") == [100.0]
    assert times(events, "protected", "group/class-2") == [10.0, 140.0]
    assert measures["unprotected_person_minutes"] * 60 == pytest.approx(3 * (CLASS + 1) * 50.0)
    assert measures["protected_t90"] == 10.0
    # The hazard sees r02 from the lawn; its door is open until 10 and from 100 on, and they are in the hall at 110.
    tables = wing(sees={"lawn": ["r02"], "r02": ["lawn"]})
    _, measures = decided(tables, (10.0, say("lockdown")), (100.0, say("evacuate", exit="west")))
    assert measures["exposed_person_minutes"] * 60 == pytest.approx((CLASS + 1) * (10.0 + 10.0))


def test_who_leaves_a_locked_room_opens_it_until_the_adult_who_stays_has_locked_it_again() -> None:
    """A lock takes 30 s. The aide alone is told to leave, the teacher and another aide stay with the class."""
    aides = [adult(f"aide-{n}", "r02", "aide") for n in (1, 2)]
    tables = wing(locks=[bolt(30)], roster=[*(adult(f"teacher-{n}", f"r0{n}") for n in range(3)), *aides])
    tells = Tell("teacher-0", "aide-1", instruction="evacuate")
    events, measures = decided(tables, (10.0, say("lockdown")), (100.0, tells))
    assert times(events, "door_opened", "staff/aide-1") == [100.0]
    assert times(events, "locked", "staff/teacher-2") == [40.0, 130.0]
    assert times(events, "protected", "group/class-2") == times(events, "protected", "staff/aide-2") == [40.0, 130.0]
    assert times(events, "protected", "staff/aide-1") == [40.0, 140.0]
    lost = 3 * (CLASS + 1) * 40 + 2 * 40 + (CLASS + 2) * 30 + 40
    assert measures["unprotected_person_minutes"] * 60 == pytest.approx(lost)


def test_hold_clears_the_hall_and_secured_doors_keep_the_hazard_out_and_neither_locks_a_room() -> None:
    """Five students in the hall, in sight of the hazard at the west exit: exposed until they are in a room at 20."""
    hall = group_in("hall", 5, name="pass")
    sees = {"west": ["hall"], "hall": ["west"]}
    tables = wing(hazard={"where": [{"zones": ["west"]}], "lasts": seconds(600)}, sees=sees, groups=[hall])
    events, measures = decided(tables, (10.0, say("hold")))
    assert measures["exposed_person_minutes"] * 60 == 5 * 20.0
    assert not times(events, "locked")
    assert decided(tables)[1]["exposed_person_minutes"] * 60 == 5 * 600.0
    # It stays on the lawn for 400 s, then would come in by the east exit; the teacher with keys has locked by then.
    tables = wing(hazard={"stays": seconds(400)})
    securing = SimpyEngine(tables, 5, 0).world.peek(Purpose.SECURING, 0)
    events, measures = decided(tables, (10.0, say("secure")))
    assert times(events, "secured", "staff/teacher-1") == [10.0 + securing]
    assert {event.place for event in events if event.kind == "hazard_enters"} == {"lawn"}
    assert measures["exposed_person_minutes"] == 0.0
    assert not times(events, "locked")
    assert "east" in {event.place for event in decided(tables)[0] if event.kind == "hazard_enters"}


def test_a_message_without_an_instruction_changes_nothing_and_a_place_that_is_not_there_is_refused() -> None:
    assert decided(wing(), (10.0, Announce("teacher-0")))[0] == [
        event for event in decided(wing(), (10.0, say("lockdown")))[0] if event.kind != "instructed"
    ]
    engine = SimpyEngine(wing(), 5, 0)
    for message in (
        say("hold", place="annex"),
        say("evacuate", exit="gate"),
        Radio("teacher-0", instruction="hold", place="x"),
    ):
        with pytest.raises(UnknownName, match="no zone of plain"):
            message.ask(engine.tables)
    engine.run_until(1.0)
    assert engine.preview(say("hold", place="r01")).reason == "for 21 people by the timetable"
