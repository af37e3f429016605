"""Of a hoax call: an alert empties halls only if somebody knows before the police, and who phones the school matters more."""

from functools import cache
from math import isinf, sqrt
from statistics import fmean

from scenarios.arms import apply_settings_and_arms
from scenarios.library import open_emergency
from scenarios.settings import Setting
from sim.compiled.engine import CompiledEngine
from sim.measures import compute_measures
from sim.tabulation import tabulate
from tests.sim.staff_leg import SEEDS, interval, slow_once

PAIRS = 100
LARGE, SCHOOLS = "large-high-school", ["suburban-elementary", "rural-k12"]
HOURS = 5 * 3600.0
"""Of the horizon."""
TODAY, WITH = "office-pa", "practice+app"
NEVER = (("hazard.center.phones", "0"),)
ALWAYS = (("hazard.center.phones", "1"), ("hazard.center.after", "{fixed: 10 s}"))
Settings = tuple[tuple[str, str], ...]


@cache
def measure(campus: str, strategy: str, name: str, settings: Settings, seed: int) -> list[float]:
    """Between classes, by replication; what is not reached, at the horizon."""
    chosen = [Setting(key, value) for key, value in settings]
    emergency = apply_settings_and_arms(open_emergency("swatting", campus), None, chosen, [])[0]
    engine = CompiledEngine(tabulate(emergency.during("passing"), strategy), seed)
    values = [compute_measures(engine.run(replication), engine.tables)[name] for replication in range(PAIRS)]
    return [HOURS if isinf(value) else value for value in values]


def gains(campus: str, name: str, settings: Settings, seed: int) -> list[float]:
    """How much less of it there is with the app, by pair."""
    arms = (measure(campus, strategy, name, settings, seed) for strategy in (TODAY, WITH))
    return [without - with_it for without, with_it in zip(*arms, strict=True)]


@slow_once("campus, seed", SCHOOLS, SEEDS)
def test_where_the_center_calls_before_police_come_the_office_knows_first(campus: str, seed: int) -> None:
    """Unless no one of it is there or can be phoned for minutes, between classes."""
    assert fmean(measure(campus, TODAY, "office_knew_before_police", ALWAYS, seed)) > 0.95
    assert set(measure(campus, TODAY, "office_knew_before_police", NEVER, seed)) == {0.0}


@slow_once("campus, seed", [LARGE, *SCHOOLS], SEEDS)
def test_an_alert_empties_halls_only_if_somebody_knows_before_the_police(campus: str, seed: int) -> None:
    """Clearly so at the high school, whose PA is hard to hear between classes."""
    name = "heads_in_halls_when_police_enter"
    assert set(gains(campus, name, NEVER, seed)) == {0.0}
    always = gains(campus, name, ALWAYS, seed)
    assert fmean(always) > 0.0
    assert campus != LARGE or interval(always)[0] > 0.05


@slow_once("campus, seed", [LARGE, *SCHOOLS], SEEDS)
def test_a_call_of_the_center_empties_more_halls_than_an_alert(campus: str, seed: int) -> None:
    name = "heads_in_halls_when_police_enter"
    never, always = (fmean(measure(campus, TODAY, name, said, seed)) for said in (NEVER, ALWAYS))
    assert never - always > 2.0 * fmean(gains(campus, name, (), seed))


@slow_once("campus, seed", [LARGE, *SCHOOLS], SEEDS)
def test_an_alert_tells_staff_sooner_and_costs_more_of_a_false_alert(campus: str, seed: int) -> None:
    """Sooner in more emergencies than later, by two standard errors of a fair coin."""
    sooner = gains(campus, "office_to_aware_t90", (), seed)
    wins, losses = sum(gain > 0.0 for gain in sooner), sum(gain < 0.0 for gain in sooner)
    assert wins - losses > 2.0 * sqrt(wins + losses)
    assert interval(gains(campus, "false_alert_person_minutes", (), seed))[1] < 0.0
