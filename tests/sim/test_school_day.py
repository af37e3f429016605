"""An emergency over a school day: each replication is in one period, the same in every arm, and is played as in that period alone."""

import itertools
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from scenarios.library import Mention, find_file, open_emergency, open_exercise
from scenarios.scenario import Emergency
from scenarios.settings import apply_settings, parse_setting
from sim.compiled.day_engine import open_engine
from sim.compiled.engine import CompiledEngine
from sim.engine import SimpyEngine
from sim.exercise.arms import build_tables
from sim.experiment.runner import ReplicationTask
from sim.model.tables import Day, Tables
from sim.tabulation import Tabulator, tabulate

SEED = 7
PERIODS = ("class", "passing", "lunch")
ARMS = ("office-pa", "practice+app")


@cache
def opened(scenario: str = "active-assailant") -> Emergency:
    return open_emergency(scenario)


@cache
def tables_of(scenario: str, strategy: str) -> Tables:
    return tabulate(opened(scenario), strategy)


def day_of(tables: Tables) -> Day:
    assert tables.day is not None
    return tables.day


def first_of_each_period() -> dict[str, int]:
    """The first replication in each period."""
    day, found = day_of(tables_of("active-assailant", ARMS[0])), dict[str, int]()
    for n in range(400):
        found.setdefault(day.periods[day.find_period(SEED, n)], n)
    return found


def test_a_replication_is_in_a_period_as_often_as_the_period_has_minutes_of_the_day() -> None:
    minutes = {"class": 7 * 50, "passing": 7 * 6, "lunch": 30}
    day, runs = day_of(tables_of("active-assailant", ARMS[0])), 20_000
    counts = Counter(day.periods[day.find_period(SEED, n)] for n in range(runs))
    for period, length in minutes.items():
        share = length / 422
        assert counts[period] / runs == pytest.approx(share, abs=4 * (share * (1 - share) / runs) ** 0.5)


def test_all_arms_are_in_the_same_period() -> None:
    days = [day_of(tables_of("active-assailant", strategy)) for strategy in ARMS]
    assert [days[0].find_period(SEED, n) for n in range(300)] == [days[1].find_period(SEED, n) for n in range(300)]


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ARMS)
def test_a_replication_is_played_as_by_the_scenario_of_its_period(strategy: str) -> None:
    of_day = tables_of("active-assailant", strategy)
    found = first_of_each_period()
    assert set(found) == set(PERIODS)
    for period, n in found.items():
        alone = tables_of(f"active-assailant-{period}", strategy)
        assert SimpyEngine(of_day, SEED, n).run().rows == SimpyEngine(alone, SEED, n).run().rows


def test_people_are_elsewhere_in_another_period() -> None:
    """Else the periods would be one."""
    zones = [part.groups.zone for part in day_of(tables_of("active-assailant", ARMS[0])).tables]
    assert all(one != other for one, other in itertools.combinations(zones, 2))


@pytest.mark.slow
def test_both_engines_play_the_same_day() -> None:
    """In chunks of several replications and of one, in every period, and with notes on what was drawn."""
    arms = tuple(tables_of("active-assailant", strategy) for strategy in ARMS)
    last = max(first_of_each_period().values()) + 3
    simpy, compiled = (ReplicationTask(arms, SEED, 5, is_compiled, baselines=(0, 0)) for is_compiled in (False, True))
    for chunk in (range(1), range(1, last)):
        expected, actual = simpy.play(chunk), compiled.play(chunk)
        for name, column in expected.items():
            assert column.tobytes() == actual[name].tobytes(), name


@pytest.mark.slow
def test_the_compiled_engine_tells_the_same_events_in_each_period() -> None:
    tables = tables_of("active-assailant", ARMS[1])
    engine = open_engine(tables, SEED)
    for n in first_of_each_period().values():
        assert engine.run(n).rows == SimpyEngine(tables, SEED, n).run().rows


def test_the_compiled_engine_of_one_period_refuses_a_day() -> None:
    with pytest.raises(ValueError, match="an engine for each of its periods"):
        CompiledEngine(tables_of("active-assailant", ARMS[0]), SEED)


def test_moved_inputs_move_in_every_period() -> None:
    """As tables that are made anew for each."""
    emergency, name = opened(), "pa.reach_microphone"
    moved = Tabulator(emergency, emergency.strategies["office-pa"]).build({name: 5.0})
    for period, part in zip(PERIODS, day_of(moved).tables, strict=True):
        alone = tabulate(opened(f"active-assailant-{period}"), "office-pa", overrides={name: 5.0})
        assert replace(part, scenario=alone.scenario) == alone


def test_a_likelier_period_takes_its_share_from_the_others() -> None:
    """350 + 3 · 42 + 3 · 30 minutes in place of 350 + 42 + 30, by the settings of the structure."""
    settings = [parse_setting(f"periods.{period}.likelier=3") for period in ("passing", "lunch")]
    shares = apply_settings(opened(), settings).period_shares
    whole = 350 + 3 * 42 + 3 * 30
    assert shares == pytest.approx({"class": 350 / whole, "passing": 126 / whole, "lunch": 90 / whole})


def test_a_period_in_which_it_cannot_begin_is_not_played() -> None:
    emergency = apply_settings(opened(), [parse_setting("periods.lunch.likelier=0")])
    assert day_of(tabulate(emergency, "office-pa")).periods == ("class", "passing")


def test_chances_of_places_are_those_of_the_periods_by_their_share() -> None:
    """A cardiac arrest begins where people are, which is elsewhere in each period."""
    arrest = opened("cardiac-arrest")
    over_day = arrest.during("day")
    expected = np.zeros(len(arrest.place.zones))
    for period, share in over_day.period_shares.items():
        weights = np.array(arrest.during(period).find_onset_weights())
        expected += share * weights / weights.sum()
    assert over_day.find_onset_weights() == pytest.approx(expected.tolist())
    assert sum(over_day.find_onset_weights()) == pytest.approx(1.0)


@pytest.mark.parametrize("period", ["class", "lunch"])
def test_an_exercise_is_in_its_own_period(period: str, tmp_path: Path) -> None:
    """All its variations are, because its tables are those of the period."""
    text = find_file("exercise", "active-assailant-45", Mention()).read_text()
    path = tmp_path / "active-assailant-45.yaml"
    path.write_text(text.replace("\nperiod: class\n", f"\nperiod: {period}\n"))
    for tables in build_tables(open_exercise(str(path))):
        assert tables.day is None
        assert tables.groups == tables_of(f"active-assailant-{period}", "office-pa").groups
