"""The same luck in every arm: every number that two arms read of the same question is the same to the last bit.

A number belongs to (seed, replication, purpose, entity, index). The log of draws holds every number that a play has read under
that name, so that two plays can be held against each other. Where two arms do the same, so do their traces.
"""

import math
from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given

from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.model.trace import Channel, EventKind, Row, Trace
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawBlock, DrawLog
from sim.tabulation import tabulate
from tests.sim.model.random_campuses import Played, emergencies

SEED = 77
OF_THE_STRATEGY = {
    *(Purpose.PRESS, Purpose.PRESS_WORKS, Purpose.PSAP_LEG_FAILS, Purpose.STAFF_LEG_FAILS),
    *(Purpose.INSTALLED, Purpose.ON_ROSTER, Purpose.PUSH_DELIVERED, Purpose.PUSH_DELAY),
    *(Purpose.TEXT_LOST, Purpose.TEXT_DELAY, Purpose.EMAIL_DELAY, Purpose.EMAIL_NOTICE),
    *(Purpose.PHONE_NOTICE, Purpose.ACKNOWLEDGES),
    *(Purpose.APP_CONNECT, Purpose.APP_SERVICE, Purpose.OFFICE_SERVICE),
    Purpose.MICROPHONE,
    *(purpose for purpose in Purpose if Purpose.BADGE_WORN <= purpose <= Purpose.RUNNER_TELLS),
}
"""Purposes whose distribution stands in the strategy file; two invented strategies need not agree on them."""

STRATEGIES = ("word-of-mouth", "office-pa", "dial-911", "app", "app-no-staff-leg", "app-no-911-leg")
CONDITIONS = ((), ("pa-failed",), ("radio-failed",), ("sro-away",))


def agree(first: DrawLog, second: DrawLog, own: set[Purpose] | None = None) -> int:
    """How many numbers both have read; all are equal, but for purposes that may differ."""
    shared = [key for key in first.keys() & second.keys() if key[0] not in (own or set())]
    different = [(Purpose(key[0]).name, first[key], second[key]) for key in shared if first[key] != second[key]]
    assert not different
    return len(shared)


def played(
    emergency: Emergency, strategy: str, conditions: Sequence[str], replication: int, block: DrawBlock
) -> tuple[DrawLog, Trace]:
    """One play, and all the numbers it read."""
    log: DrawLog = {}
    engine = SimpyEngine(tabulate(emergency, strategy, conditions), SEED, replication, block, log)
    return log, engine.run()


def parting(first: Sequence[Row], second: Sequence[Row]) -> int:
    """The place of the first event in which two traces differ."""
    pairs = zip(first, second, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def first(rows: Sequence[Row], kind: EventKind, what: int | None = None) -> float:
    """Time of the first event of a kind, maybe by one channel."""
    return next((row[0] for row in rows if row[1] == kind and what in (None, row[3])), math.inf)


def time_at(rows: Sequence[Row], place: int) -> float:
    """Time of the event there; for ever after the last."""
    return rows[place][0] if place < len(rows) else math.inf


# the shipped emergencies


@cache
def active_assailant() -> Emergency:
    return open_emergency("active-assailant-class", strategies=STRATEGIES)


def test_the_arms_of_the_reference_model_read_equal_numbers() -> None:
    emergency, block = open_emergency("reference-r1"), DrawBlock(SEED, range(5))
    for replication in range(5):
        logs = [played(emergency, name, (), replication, block)[0] for name in ("r1-sequential", "r1-simultaneous")]
        assert agree(logs[0], logs[1]) > 300


@pytest.mark.slow
def test_all_arms_of_active_assailant_read_equal_numbers() -> None:
    emergency, block = active_assailant(), DrawBlock(SEED, range(1))
    arms = [(name, conditions) for name in STRATEGIES for conditions in CONDITIONS[:2]]
    logs = [played(emergency, name, conditions, 0, block)[0] for name, conditions in arms]
    assert min(agree(a, b) for a, b in combinations(logs, 2)) > 100


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["active-assailant-class", "active-assailant-lunch", "active-assailant-passing"])
def test_all_arms_of_every_variant_read_equal_numbers_in_many_replications(scenario: str) -> None:
    emergency, block = open_emergency(scenario, strategies=STRATEGIES), DrawBlock(SEED, range(6))
    for replication in range(6):
        logs = [played(emergency, name, c, replication, block)[0] for name in STRATEGIES for c in CONDITIONS]
        assert min(agree(a, b) for a, b in combinations(logs, 2)) > 50


PARTINGS = [
    ("app", "app-no-staff-leg", (EventKind.SENT, Channel.PUSH)),
    ("app", "app-no-911-leg", (EventKind.PRESSED, None)),
    ("office-pa", "dial-911", (EventKind.ACTS, None)),
    ("dial-911", "app", (EventKind.ACTS, None)),
]


@pytest.mark.parametrize(("one", "other", "event"), PARTINGS)
def test_two_arms_are_one_story_until_the_strategies_differ(
    one: str, other: str, event: tuple[EventKind, int | None]
) -> None:
    emergency, block = active_assailant(), DrawBlock(SEED, range(2))
    for replication in range(2):
        a, b = (played(emergency, name, (), replication, block)[1].rows for name in (one, other))
        n = parting(a, b)
        assert min(time_at(a, n), time_at(b, n)) >= min(first(a, *event), first(b, *event)) < math.inf


def test_a_failed_pa_changes_nothing_before_it_would_have_spoken() -> None:
    emergency, block = active_assailant(), DrawBlock(SEED, range(2))
    for name in ("office-pa", "app-no-staff-leg"):
        for replication in range(2):
            well, failed = (played(emergency, name, c, replication, block)[1].rows for c in ((), ("pa-failed",)))
            n = parting(well, failed)
            assert (well[n][1], failed[n][1]) == (EventKind.SENT, EventKind.SILENT)
            assert well[n][0] == failed[n][0]
            assert well[n][3] == failed[n][3] == Channel.PA


# random emergencies


def part_when_somebody_acts(pair: Played) -> None:
    """Two arms read equal numbers, but for those of the strategy, and what happens is the same until somebody acts."""
    logs: list[DrawLog] = [{}, {}]
    rows = [pair.engine(name, log).run().rows for name, log in zip(("s0", "s1"), logs, strict=True)]
    agree(logs[0], logs[1], OF_THE_STRATEGY)
    n = parting(*rows)
    assert min(time_at(r, n) for r in rows) >= min(first(r, EventKind.ACTS) for r in rows) or rows[0] == rows[1]


@given(emergencies(strategies=2))
def test_two_arms_of_any_emergency_read_equal_numbers_and_part_when_somebody_acts(pair: Played) -> None:
    part_when_somebody_acts(pair)


@given(emergencies())
def test_a_condition_changes_no_number_and_a_silent_pa_nothing_before_it_is_silent(emergency: Played) -> None:
    without = [c for c in emergency.conditions if c != "pa-failed"]
    logs: list[DrawLog] = [{}, {}]
    rows = []
    for conditions, log in zip((without, [*without, "pa-failed"]), logs, strict=True):
        tables = tabulate(emergency.emergency, "s0", conditions)
        rows.append(SimpyEngine(tables, emergency.seed, emergency.replication, log=log).run().rows)
    agree(logs[0], logs[1])
    n = parting(*rows)
    if rows[0] != rows[1]:
        assert (rows[0][n][1], rows[1][n][1]) == (EventKind.SENT, EventKind.SILENT)


@given(emergencies())
def test_numbers_go_by_names_and_never_by_places_on_the_roster(emergency: Played) -> None:
    """Somebody more at the head of the roster, away today, moves everybody else's index and nobody's number."""
    newcomer: dict[str, Any] = {"id": "newcomer", "role": "sro", "post": emergency.campus["zones"][0]["id"]}
    more = emergency.changed(campus={**emergency.campus, "roster": [newcomer, *emergency.campus["roster"]]})
    logs: list[DrawLog] = [{}, {}]
    for played_, log in zip((emergency, more), logs, strict=True):
        tables = played_.tables("s0", "sro-away")
        SimpyEngine(tables, emergency.seed, emergency.replication, log=log).run()
    agree(logs[0], logs[1])
