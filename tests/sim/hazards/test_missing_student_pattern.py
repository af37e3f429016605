"""Of a missing child: time unnoticed outweighs all, more eyes help only on campus, and a photo changes nothing for who knows the child."""

import math
from functools import cache
from statistics import NormalDist, fmean, median

from scenarios.library import open_emergency
from scenarios.structures import play_under
from sim.compiled.engine import CompiledEngine
from sim.measures import compute_measures
from sim.model.trace import EventKind, Trace
from sim.tabulation import tabulate
from tests.sim.staff_leg import SEED, SEEDS, WITH, Pairs, at_four_seeds, first, play_pairs, reductions, slow_once

PAIRS, CAMPUSES = 200, ["suburban-elementary", "rural-k12"]


@cache
def pairs_on(campus: str, seed: int) -> Pairs:
    return play_pairs(open_emergency("missing-student", campus), PAIRS, seed=seed)


def was_on_campus(trace: Trace) -> bool:
    """When it was missed."""
    return first(trace, EventKind.LEFT_CAMPUS) > first(trace, EventKind.MISSED)


@slow_once("campus, seed", CAMPUSES, SEEDS)
def test_unnoticed_time_dominates(campus: str, seed: int) -> None:
    """To miss the child within minutes saves ten times as much until it is found as to alert all staff at once."""
    played = pairs_on(campus, seed)
    by_the_alert = fmean(reductions(played, "hazard_over"))
    emergency = play_under(open_emergency("missing-student", campus), "missed-soon")
    engine = CompiledEngine(tabulate(emergency, WITH), seed)
    soon = fmean(measure(engine.run(replication), "hazard_over") for replication in range(PAIRS))
    by_counting = fmean(measure(with_it, "hazard_over") for _, with_it in played) - soon
    assert by_counting > max(600.0, 10.0 * by_the_alert)


def measure(trace: Trace, name: str) -> float:
    return min(compute_measures(trace, trace.tables)[name], trace.tables.horizon)


@slow_once("campus, seed", CAMPUSES, SEEDS)
def test_more_eyes_help_only_while_the_child_is_on_campus(campus: str, seed: int) -> None:
    """Once it has left, it is found at the same time to the last bit; before, more often sooner than later."""
    played = pairs_on(campus, seed)
    gone = [pair for pair in played if not was_on_campus(pair[0])]
    there = [pair for pair in played if was_on_campus(pair[0])]
    assert min(len(gone), len(there)) > PAIRS / 10
    assert set(reductions(gone, "found")) == {0.0}
    gains = reductions(there, "found")
    assert sum(gain > 0.0 for gain in gains) > 2 * sum(gain < 0.0 for gain in gains)


@slow_once("campus", CAMPUSES)
def test_a_photo_changes_nothing_among_people_who_know_the_child(campus: str) -> None:
    plain = open_emergency("missing-student", campus)
    both = plain, play_under(plain, "no-photo")
    arms = [tabulate(emergency, WITH, (), {"hazard.known": 1.0}) for emergency in both]
    with_photo, without = (CompiledEngine(tables, SEED) for tables in arms)
    for replication in range(20):
        assert with_photo.run(replication).rows == without.run(replication).rows


@at_four_seeds
def test_the_time_until_it_is_found_lies_within_what_cases_in_the_news_give(seed: int) -> None:
    """A check, because row 285 is no input on campus; cases that made the news took longer."""
    found = median(measure(with_it, "found") for _, with_it in pairs_on("suburban-elementary", seed))
    percentile = NormalDist(math.log(15 * 60), 0.9).cdf(math.log(found))
    assert 0.01 < percentile < 0.5, f"the median of {found:.0f} s is percentile {100 * percentile:.0f} of row 285"
