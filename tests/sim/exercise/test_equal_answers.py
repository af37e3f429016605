"""A team that does what the model does, when it does it, is the simulated arm to the last bit; within an instant an act comes first."""

from collections.abc import Iterator, Sequence

import pytest

from sim.engine import SimpyEngine
from sim.exercise.arms import build_draw_block, build_tables
from sim.measures import compute_measures
from sim.model.interventions import Announce, Call911, CallTeam, Intervention, Press, Radio, StopVentilation, Tell
from sim.model.state import OFFICE
from sim.model.trace import Event
from sim.sampling.keyed_rng import Purpose
from tests.sim.exercise.exercises import opened

SEEDS = range(1, 61)
ACTS = {"app": Press, "dial_911": Call911, "radio": Radio}
"""How a person reports, by channel, as an act of a participant."""
Acts = list[tuple[float, Intervention]]

pytestmark = pytest.mark.slow


def list_people(events: Sequence[Event], *kinds: str) -> set[str]:
    """Whom events of these kinds are about, by id of the roster."""
    return {event.subject.removeprefix("staff/") for event in events if event.kind in kinds}


class Comparison:
    """Emergencies of a shipped exercise, each simulated and then played by a team; after at least five the kinds of acts are told."""

    def __init__(self, name: str) -> None:
        exercise = opened(name).exercise
        self.tables = build_tables(opened(name))[0]
        staff = self.tables.staff
        self.played = frozenset(role.plays for role in exercise.roles)
        self.office = {person for person, is_office in zip(staff.ids, staff.office, strict=True) if is_office}
        self.speaker = next(role.plays for role in exercise.roles if role.speaks_for_office)
        self.compared, self.kinds = 0, set[type[Intervention]]()

    def simulate(self, seeds: range = SEEDS) -> Iterator[tuple[SimpyEngine, list[Event]]]:
        for seed in seeds:
            self.seed = seed
            self.alone = SimpyEngine(self.tables, self.seed, 0, build_draw_block(self.seed, 0))
            yield self.alone, [*self.alone.run().events()]

    def list_reports(self, events: Sequence[Event], calls: str, *left_out: str) -> Acts:
        """What the model had the played people report; calls: whom they call by desk phone."""
        reports = [one for one in events if one.kind == "reports" and one.object not in left_out]
        people = [(one, one.subject.removeprefix("staff/")) for one in reports]
        return [
            (one.time, Tell(person, calls) if one.object == "desk_phone" else ACTS[one.object](person))
            for one, person in people
            if person in self.played
        ]

    def play(self, acts: Acts, may_fail: type[Intervention] | None = None) -> None:
        """Left out is a call to an office that knows: the model makes it, a team is told that it is no use."""
        played = frozenset({*self.played, OFFICE})
        team = SimpyEngine(self.tables, self.seed, 0, build_draw_block(self.seed, 0), played=played)
        failed = []
        for time, act in acts:
            team.run_until(time)
            failed += [(act, outcome.reason)] if not (outcome := team.apply(act)).began else []
        if any("already knew" in reason or type(act) is may_fail for act, reason in failed):
            return
        assert failed == []
        trace = team.run()
        assert sorted(trace.rows) == sorted(self.alone.trace.rows), self.seed
        assert compute_measures(trace, self.tables) == compute_measures(self.alone.trace, self.tables)
        self.compared += 1
        self.kinds |= {type(act) for _, act in acts}

    def finish(self) -> set[type[Intervention]]:
        assert self.compared >= 5
        return self.kinds


@pytest.mark.parametrize(
    "name", ["active-assailant-45", "active-assailant-90", "cardiac-arrest-20", "laboratory-fire-45"]
)
def test_a_team_that_does_what_the_model_does_is_fully_simulated_bit_for_bit(name: str) -> None:
    """Where it can: a played witness gets inside at once, and played staff of the office call as the office and are told by name."""
    one = Comparison(name)
    for _, events in one.simulate():
        witnesses = set() if one.tables.protocol.witness_protects_at_once else list_people(events, "recognized")
        if one.played & (witnesses | one.office & list_people(events, "reports", "doubts")):
            continue
        before = SimpyEngine(one.tables, one.seed, 0, build_draw_block(one.seed, 0)).world
        announces = Purpose.OFFICE_SILENT not in one.tables.streams or not before.peek(Purpose.OFFICE_SILENT, 0)
        does = [Call911(one.speaker)] * one.tables.means.office_calls + [Announce(one.speaker)] * announces
        told: Acts = [(event.time, act) for event in events if event.kind == "office_told" for act in does]
        one.play(sorted([*one.list_reports(events, one.speaker), *told], key=lambda act: act[0]))
    assert one.finish() >= {Announce}


def test_an_office_that_orders_shelter_as_the_model_does_is_fully_simulated() -> None:
    """It announces, and someone presses. Left out are warnings that wait for a second source, and played people who act as they know."""
    one = Comparison("tornado-30")
    ids, is_office = one.tables.staff.ids, one.tables.staff.office
    others = [ids.index(person) for person in one.played & {*ids} if not is_office[ids.index(person)]]
    for alone, events in one.simulate(range(1, 161)):
        before = SimpyEngine(one.tables, one.seed, 0, build_draw_block(one.seed, 0)).world
        goes = [before.peek(Purpose.SHELTERS_UNASKED, person) for person in others]
        reports = list_people(events, "reports")
        if any(goes) or before.peek(Purpose.ORDER_WAITS, 0) or reports & {ids[person] for person in others}:
            continue
        ordered = next(event.time for event in events if event.kind == "office_told")
        ordered += alone.decision_delay("principal")
        pressers = list_people([event for event in events if event.time == ordered], "reports")
        one.play([(ordered, Announce("principal")), *((ordered, Press(presser)) for presser in sorted(pressers))])
    assert one.finish() == {Announce, Press}


@pytest.mark.parametrize(
    ("name", "speaker", "act"),
    [("at-the-counter-20", "secretary-1", CallTeam), ("missing-student-20", "principal", Announce)],
)
def test_an_office_that_sends_help_is_fully_simulated(name: str, speaker: str, act: type[CallTeam | Announce]) -> None:
    """It calls the team or everyone when told. Left out is played staff of the office who doubt or report, and a secretary who is away."""
    one = Comparison(name)
    for alone, events in one.simulate():
        is_in = alone.world.home[one.tables.staff.ids.index("secretary-1")] == one.tables.means.office_zone
        busy, unanswered = list_people(events, "reports", "doubts"), list_people(events, "unanswered")
        if one.played & one.office & busy or unanswered or not is_in:
            continue
        told: Acts = [(event.time, act(speaker)) for event in events if event.kind == "office_told"]
        one.play(sorted([*one.list_reports(events, "secretary-1", "dial_911"), *told], key=lambda act: act[0]))
    assert one.finish() >= {act, Press}


def test_an_office_that_closes_in_as_the_model_does_is_fully_simulated() -> None:
    """It announces, stops the fans, and someone presses. Left out are emergencies in which played people report or smell it before."""
    one = Comparison("smell-of-gas-30")
    for alone, events in one.simulate():
        called = next((event.time for event in events if event.kind == "office_told"), None)
        if called is None:
            continue
        ordered = called + alone.decision_delay("principal")
        pressers = list_people([event for event in events if event.time == ordered], "reports")
        if one.played & list_people([event for event in events if event.time != ordered], "reports"):
            continue
        does = [Announce("secretary-1"), StopVentilation("secretary-1"), *map(Press, sorted(pressers))]
        # who was elsewhere has not heard of it yet
        one.play([(ordered, act) for act in does], may_fail=StopVentilation)
    assert one.finish() == {Announce, StopVentilation, Press}
