"""What people decide when a colleague faces someone who is agitated: who calls the team, who speaks calmly, who steps aside."""

import pytest

from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.interventions import CallTeam, Engage, Outcome, Send, StepAside
from sim.model.state import OFFICE
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim import schools
from tests.sim.inputs import always, chance
from tests.sim.plays import Act, decided, times
from tests.sim.worlds import tables_of

CALLED, SECONDS_A_ROOM = 20.0, 8.0


def quiet(trained: float = 1) -> Tables:
    """The teacher, whom a participant plays, knows after a second. Any room is reached by phone in eight seconds."""
    campus = schools.assist_school(office_reached={"by_phone": always(SECONDS_A_ROOM)})
    protocol = schools.assist(trained=chance(trained, "person"))
    return tables_of(campus, schools.visit(protocol=protocol), schools.by_phone())


def outcome(tables: Tables, *acts: Act) -> tuple[list[Event], dict[str, float]]:
    return decided(tables, *acts, by_people=["teacher"])


def test_the_team_is_called_by_phone_room_by_room() -> None:
    """The nurse's room comes first, then the custodian's."""
    engine = SimpyEngine(quiet(), 5, 0, played=["teacher"])
    engine.run_until(CALLED)
    assert engine.preview(CallTeam("teacher")) == Outcome(True, "2 people on campus are on the team")
    events, measured = outcome(quiet(), (CALLED, CallTeam("teacher")))
    assert times(events, "aware", "staff/nurse") == [CALLED + SECONDS_A_ROOM]
    assert times(events, "aware", "staff/custodian") == [CALLED + 2 * SECONDS_A_ROOM]
    assert measured["helper_arrives"] == CALLED + SECONDS_A_ROOM + schools.REACTS + schools.FROM_CLINIC
    assert not times(events, "aware", "staff/other")


def test_an_office_that_is_played_calls_the_team_as_the_model_does() -> None:
    """To the last event, at the instant in which it is told."""
    tables = tables_of(schools.assist_school(), schools.visit(), schools.by_phone())
    simulated = SimpyEngine(tables, 5, 0).run()
    told = schools.RECOGNIZES + schools.DECIDES + schools.PHONES
    team = SimpyEngine(tables, 5, 0, played=[OFFICE, "clerk"])
    team.run_until(told)
    assert team.apply(CallTeam("clerk")).began
    assert sorted(team.run().rows) == sorted(simulated.rows)


@pytest.mark.parametrize(("trained", "factor"), [(1, schools.CALMS), (0, 1.0)])
@pytest.mark.parametrize("is_late", [False, True])
def test_calm_words_in_time_of_a_trained_adult_lower_the_chance(trained: float, factor: float, is_late: bool) -> None:
    """It escalates at 512 s or not at all, and is over much later."""
    at = schools.ESCALATES_AT + 1.0 if is_late else CALLED
    engine = SimpyEngine(quiet(trained), 3, 0, played=["teacher"])
    engine.run_until(at)
    began = engine.apply(Engage("teacher"))
    assert compute_measures(engine.run(), engine.tables)["escalated"] == schools.CHANCE * (1.0 if is_late else factor)
    assert began.began or began.reason == "it is already over"


def test_who_steps_aside_is_alone_no_longer_and_changes_no_chance() -> None:
    """She leads her class at 1 m/s to the hall, 10 m away."""
    events, measured = outcome(quiet(), (CALLED, StepAside("teacher", "hall")))
    assert times(events, "steps_aside") == times(events, "enters", "group/class") == [CALLED + 10.0]
    assert (measured["alone_seconds"], measured["escalated"]) == (CALLED + 10.0, schools.CHANCE)


def test_only_who_is_there_and_knows_can_speak_or_step_aside() -> None:
    engine = SimpyEngine(quiet(), 5, 0, played=["teacher"])
    engine.run_until(CALLED)
    acts = Engage("other"), Engage("teacher"), StepAside("teacher", "hall"), StepAside("teacher", "room")
    reasons = [engine.preview(act).reason for act in acts]
    unaware, there = "other does not know of the emergency yet", "teacher is there already"
    assert reasons == [unaware, "", "20 students go along", there]
    assert engine.apply(Send("teacher", "nurse")).began
    engine.run_until(CALLED + SECONDS_A_ROOM + 1.0)
    assert engine.preview(Engage("nurse")).reason == "nurse is not with the person who is agitated"
