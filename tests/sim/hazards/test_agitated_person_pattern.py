"""What convinces an expert of staff assist: an alert for a few is enough, radios do what a badge does, training changes how often only."""

import math
import sys
from dataclasses import replace
from functools import cache
from statistics import fmean

from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from scenarios.structures import play_under
from sim.compiled.engine import CompiledEngine
from sim.measures import compute_measures
from sim.model.trace import EventKind, Trace
from sim.tabulation import tabulate
from tests.sim.staff_leg import PATTERNS, interval, slow_once

SEED, PAIRS = 20_261_130, 200
CAMPUSES = slow_once("campus", ["large-high-school", "suburban-elementary"])
BADGES, PHONES = 61.2, 192.0
"""Seconds from the call to the first helper, means that a hospital measured with badges and before (evidence row 243)."""


def play(emergency: Emergency, strategy: str, **overrides: float) -> list[dict[str, float]]:
    """All measures of each replication. overrides: of inputs, with __ for the dot."""
    given = {name.replace("__", "."): value for name, value in overrides.items()}
    tables = tabulate(emergency, strategy, overrides=given)
    engine = CompiledEngine(tables, SEED)
    return [compute_measures(engine.run(replication), tables) for replication in range(PAIRS)]


def column(played: list[dict[str, float]], measure: str) -> list[float]:
    return [one[measure] for one in played]


@cache
def visit(campus: str) -> Emergency:
    return open_emergency("agitated-visitor", campus, ["badge", "practice+app", "radio-all", "present-practice"])


@CAMPUSES
def test_an_alert_to_everyone_brings_no_helper_sooner_and_interrupts_all(campus: str) -> None:
    """But for the few plays in which it reaches the office first, which then calls the team: on average far below 15 s."""
    team = play(visit(campus), "practice+app")
    everyone = play(play_under(visit(campus), "alert-everyone"), "practice+app")
    arrivals = zip(column(team, "helper_arrives"), column(everyone, "helper_arrives"), strict=True)
    sooner = [to_team - to_all for to_team, to_all in arrivals if max(to_team, to_all) < math.inf]
    assert interval(sooner)[1] < 5.0
    assert sum(seconds > 0.0 for seconds in sooner) < 0.1 * len(sooner)
    costs = zip(column(everyone, "interrupted_person_minutes"), column(team, "interrupted_person_minutes"), strict=True)
    assert interval([to_all - to_team for to_all, to_team in costs], errors=4.0)[0] > 30.0


@CAMPUSES
def test_where_all_carry_radios_a_badge_brings_nothing(campus: str) -> None:
    """No practical difference: within 15 s."""
    emergency = visit(campus)
    with_radios = emergency.strategies["badge"].model_copy(update={"radios": "everyone"})
    both = replace(emergency, strategies={**emergency.strategies, "badge": with_radios})
    arms = [column(play(both, name), "helper_arrives") for name in ("radio-all", "badge")]
    reached = [pair for pair in zip(*arms, strict=True) if max(pair) < math.inf]
    assert len(reached) > 0.95 * PAIRS
    low, high = interval([radio - badge for radio, badge in reached])
    assert -15.0 < low <= high < 15.0


@CAMPUSES
def test_training_changes_how_often_it_escalates_and_never_how_soon_help_comes(campus: str) -> None:
    untrained = play(visit(campus), "practice+app", protocol__trained=0.0)
    trained = play(visit(campus), "practice+app", protocol__trained=1.0)
    without_effect = play(visit(campus), "practice+app", protocol__trained=1.0, hazard__calms=1.0)
    for measure in ("helper_arrives", "alone_seconds"):
        assert column(untrained, measure) == column(trained, measure) == column(without_effect, measure)
    assert column(without_effect, "escalated") == column(untrained, "escalated") == [0.03] * PAIRS
    assert fmean(column(trained, "escalated")) < 0.03


def waits(strategy: str) -> list[float]:
    """Seconds from the first call for help to the first helper, of each replication in which one came."""
    engine, found = CompiledEngine(tabulate(visit("large-high-school"), strategy), SEED), []
    for replication in range(PAIRS):
        trace = engine.run(replication)
        called, came = first(trace, EventKind.REPORTS), first(trace, EventKind.RESPONDER_ON_SCENE)
        if came < math.inf:
            found.append(max(0.0, came - min(called, came)))
    return found


def first(trace: Trace, kind: EventKind) -> float:
    return next((row[0] for row in trace.rows if row[1] == kind), math.inf)


@PATTERNS
def test_the_wait_is_held_against_the_one_hospital_that_measured_it() -> None:
    """A check of another field, and nothing was fitted to it. `-s` prints where its means lie among the replications."""
    today, badge = waits(visit("large-high-school").place.campus.present_practice), waits("badge")
    for name, found, published in (("office + PA", today, PHONES), ("badge", badge, BADGES)):
        below = sum(one <= published for one in found) / len(found)
        where = f"the hospital's {published:.0f} s is percentile {100 * below:.0f}"
        sys.stdout.write(f"{name}: mean {fmean(found):.0f} s; {where}\n")
    assert fmean(badge) < fmean(today)
