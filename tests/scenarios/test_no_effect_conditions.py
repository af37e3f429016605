"""Conditions that change nothing on a campus: what the model does of them, and what a comparison says."""

import pytest

from scenarios.library import open_emergency
from scenarios.scenario import CONDITIONS, Emergency, find_no_effect_conditions
from sim.engine import SimpyEngine
from sim.experiment.design import plan_comparison
from sim.experiment.runner import build_arm_tables
from sim.model.trace import Event
from sim.statistics.summaries import Arm
from tests.sim.experiment.small_school import small_campus, small_scenario, small_school

SEED, PAIRS = 7, 3
ROWS = small_scenario()["headlines"]
NO_PA_ROW = {
    "without": "dials",
    "with": "alerts",
    "conditions": ["pa-failed"],
    "says": "once more without the PA",
}
BOTH_ROW = {
    "without": "dials",
    "with": "alerts",
    "conditions": ["pa-failed", "radio-failed"],
    "says": "once more without PA and radio",
}


def without_pa() -> Emergency:
    """The small school without a PA; its office is reached all the same."""
    return small_school(small_campus(pa=None), headlines=[*ROWS, NO_PA_ROW])


def traces(emergency: Emergency, strategy: str, conditions: tuple[str, ...]) -> list[list[Event]]:
    """Everything that happens in the first plays."""
    tables = build_arm_tables(emergency, Arm(strategy, conditions))
    return [list(SimpyEngine(tables, SEED, replication).run().events()) for replication in range(PAIRS)]


def on(scenario: str, campus: str | None = None) -> Emergency:
    return open_emergency(scenario, campus)


@pytest.mark.parametrize(
    ("emergency", "strategy", "idle"),
    [
        (without_pa(), "alerts", {"pa-failed", "radio-failed", "sro-away", "alarm-failed"}),
        (without_pa(), "announces", {"pa-failed", "radio-failed", "sro-away", "alarm-failed"}),
        (on("active-assailant"), "app", {"alarm-failed"}),
        (on("active-assailant", "rural-k12"), "office-pa", {"alarm-failed", "sro-away"}),
        (on("laboratory-fire", "small-college"), "app", {"sro-away"}),
    ],
)
def test_a_condition_is_called_idle_only_where_no_event_of_a_play_is_another(
    emergency: Emergency, strategy: str, idle: set[str]
) -> None:
    assert find_no_effect_conditions(emergency).keys() == idle
    as_it_is = traces(emergency, strategy, ())
    for condition in idle:
        assert traces(emergency, strategy, (condition,)) == as_it_is


@pytest.mark.parametrize("condition", ["pa-failed", "radio-failed", "sro-away"])
def test_a_condition_that_changes_something_is_not_idle(condition: str) -> None:
    """The large high school has all three, and today's practice uses them."""
    emergency = on("active-assailant")
    assert condition not in find_no_effect_conditions(emergency)
    assert traces(emergency, "office-pa", (condition,)) != traces(emergency, "office-pa", ())


def test_a_row_on_a_day_that_is_none_here_is_left_out_and_the_note_says_why() -> None:
    made = plan_comparison(without_pa())
    assert [row.says for row in made.headlines] == [row["says"] for row in ROWS]
    assert made.conditions == ((),)
    assert made.notes == ('The row "once more without the PA" is left out: this campus has no PA.',)


def test_a_row_keeps_the_conditions_that_change_something() -> None:
    made = plan_comparison(small_school(headlines=[*ROWS, BOTH_ROW]))
    assert made.conditions == ((), ("pa-failed",))
    assert made.notes == (
        'In the row "once more without PA and radio" radio-failed changes nothing: this campus has no radio.',
    )


@pytest.mark.parametrize("named", [None, ["dials", "alerts"]])
def test_a_condition_asked_for_that_changes_nothing_makes_no_day_of_its_own(named: list[str] | None) -> None:
    made = plan_comparison(small_school(), named, conditions=sorted(CONDITIONS))
    assert made.conditions == (("pa-failed",),)
    assert {arm.conditions for arm in made.arms} == {("pa-failed",)}
    assert made.notes == (
        "Every arm is under pa-failed, as asked for: not the campus as it is.",
        "radio-failed, as asked for, changes nothing: this campus has no radio.",
        "sro-away, as asked for, changes nothing: no one here has the role sro.",
        "alarm-failed, as asked for, changes nothing: this campus has no fire alarm.",
    )
    assert (
        plan_comparison(small_school(), named).arms
        == plan_comparison(small_school(), named, conditions=["sro-away"]).arms
    )


def test_what_a_scenario_names_and_the_campus_lacks_is_said_of_the_comparison() -> None:
    notes = plan_comparison(on("active-assailant", "rural-k12")).notes
    assert 'Left out: "sro" is not a role on campus "rural-k12".' in notes
    assert plan_comparison(on("active-assailant")).notes == ()
