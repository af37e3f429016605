"""Which inputs an emergency makes use of: told from its plays, so that a report shows no other."""

from functools import cache

import pytest

from reports.text.evidence import describe_evidence, expand_notation
from scenarios.evidence import rows_by_number
from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.experiment.used_inputs import find_used_inputs
from sim.model.trace import Row
from sim.tabulation import tabulate


@cache
def used(scenario: str, *conditions: str) -> set[str]:
    return find_used_inputs(open_emergency(scenario, strategies=["app"]), ["app"], conditions)


@pytest.mark.slow
def test_what_belongs_to_another_hazard_or_is_away_is_left_out_and_what_is_rare_is_not() -> None:
    arrest, fire, assailant = used("cardiac-arrest"), used("laboratory-fire"), used("active-assailant")
    assert "agencies.ambulance.travel" in arrest - fire - assailant
    assert "agencies.police.travel" in assailant - arrest - fire
    assert "locks.keyed.secure" in assailant - arrest - fire
    assert "fire_alarm.sounds_after" in fire - arrest - assailant
    assert "app.push.delay" in arrest & fire & assailant
    assert "police_radio" in used("active-assailant") - used("active-assailant", "sro-away")
    emergency = open_emergency("active-assailant-class", strategies=["app"])
    assert "police_radio" in find_used_inputs(emergency, ["app"], ["sro-away"], [])
    assert {"psap.transfer.wrong", "psap.transfer.takes"} <= used("active-assailant")


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["cardiac-arrest", "laboratory-fire"])
def test_what_is_left_out_changes_nothing_when_it_is_moved(scenario: str) -> None:
    """By another path: the same plays with each of them ten times as large."""
    emergency = open_emergency(scenario, strategies=["app"])
    unused = ["agencies.police.travel", "locks.keyed.secure", "locks.push-button.fails", "pa.authority.takes"]
    assert not used(scenario) & set(unused)

    def played(**overrides: float) -> list[list[Row]]:
        tables = tabulate(emergency, "app", (), overrides)
        return [SimpyEngine(tables, 3, replication).run().rows for replication in range(3)]

    assert played() == played(**dict.fromkeys(unused, 0.9))
    assert played() != played(**{"app.push.delay": 90.0})


@pytest.mark.parametrize(
    ("notation", "words"),
    [
        ("LogN(15, 0.8)", "about 15 (90% between 4.0 and 56)"),
        ("lead LogN(10 min, 0.6)", "lead about 10 min (90% between 3.7 and 27 min)"),
        ("Tri(6, 15, 45); success 0.95", "between 6 and 45, most often 15; success 0.95"),
        ("−Tri(5, 15, 30), floor 10 s left", "shorter by between 5 and 30, most often 15, floor 10 s left"),
        ("c × U(0.5, 1.0)", "c × between 0.5 and 1.0"),
        ("[A]; claim only", "Assumed; claim only"),
        ("[F] to FBI: 23 of 63", "Fitted to FBI: 23 of 63"),
        ("c, service [A]", "c, service (assumed)"),
    ],
)
def test_the_notation_of_the_evidence_is_said_in_words(notation: str, words: str) -> None:
    assert expand_notation(notation) == words


def test_no_notation_is_left_in_any_row() -> None:
    for row in rows_by_number().values():
        text = describe_evidence(row)
        assert not [sign for sign in ("LogN", "Tri(", "Beta(", "Bernoulli", "[A]", "[F", "·about") if sign in text]
