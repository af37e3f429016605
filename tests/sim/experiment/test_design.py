"""Which arms are played and compared, from the scenario's rows and what was asked for."""

from typing import Any

import pytest

from scenarios.arms import add_arm, parse_arm
from scenarios.library import open_emergency
from sim.experiment import design
from sim.experiment.design import PlanError, build_request, plan_comparison
from sim.experiment.experiment import Experiment
from sim.measures import MEASURES
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm
from tests.sim.inputs import Data
from tests.sim.schools import small_campus, small_scenario, small_school

ROWS = small_scenario()["headlines"]
SAID = ["what the alert adds", "what adopting it adds"]
ALL = ("dials", "alerts", "announces")


def test_without_names_all_headline_rows_are_played_and_every_strategy_meets_the_baseline() -> None:
    made = plan_comparison(Experiment(small_school()))
    assert (made.strategies, made.baseline, made.arms) == (ALL, "dials", tuple(map(Arm, ALL)))
    # the second is present practice, by its name
    assert made.pairings == (Pairing("dials", "alerts"), Pairing("announces", "alerts"), Pairing("dials", "announces"))
    assert [row.says for row in made.headlines] == SAID


def test_a_row_brings_its_own_conditions_and_those_asked_for_hold_in_every_arm() -> None:
    failed = {"without": "dials", "with": "alerts", "conditions": ["pa-failed"], "says": "without the PA"}
    made = plan_comparison(Experiment(small_school(headlines=[*ROWS, failed])))
    assert made.conditions == ((), ("pa-failed",))
    assert made.arms[3:] == (Arm("dials", ("pa-failed",)), Arm("alerts", ("pa-failed",)))
    assert Pairing("dials", "alerts", ("pa-failed",)) in made.pairings
    assert len(made.pairings) == 4
    guarded = small_campus(roster=[*small_campus()["roster"], {"id": "officer", "role": "sro", "post": "r00"}])
    made = plan_comparison(Experiment(small_school(guarded), conditions=["sro-away", "pa-failed", "pa-failed"]))
    assert made.conditions == (("pa-failed", "sro-away"),)
    assert "pa-failed, sro-away" in made.notes[-1]
    failed = {"without": "dials", "with": "alerts", "conditions": ["pa-failed"], "says": "the first again"}
    made = plan_comparison(Experiment(small_school(headlines=[*ROWS, failed]), conditions=["pa-failed"]))
    assert [row.says for row in made.headlines] == SAID
    assert made.notes[0] == ('The row "the first again" is left out: it compares the same as "what the alert adds".')


@pytest.mark.parametrize(
    ("rows", "strategies", "baseline", "made", "pairings", "said"),
    [
        # named strategies are the only ones, and the first is the baseline if the usual one is missing
        (ROWS, ["present-practice", "alerts"], None, "announces", [("announces", "alerts")], ["what adopting it adds"]),
        (ROWS, ["alerts", "dials"], None, "dials", [("dials", "alerts")], ["what the alert adds"]),
        # one that is asked for turns a row round, but a headline of more arms stays as it is
        (ROWS, ["dials", "alerts"], "alerts", "alerts", [("alerts", "dials")], []),
        (ROWS, None, "alerts", "alerts", [("dials", "alerts"), ("announces", "alerts")], SAID),
        (ROWS, ["alerts"], None, "alerts", [], []),
        ([], None, None, "dials", [("dials", "alerts"), ("dials", "announces")], []),
    ],
)
def test_a_baseline_is_the_one_asked_for_the_usual_one_or_the_first(
    rows: list[Data], strategies: list[str] | None, baseline: str | None,
    made: str, pairings: list[tuple[str, str]], said: list[str],
) -> None:  # fmt: skip
    plan = plan_comparison(Experiment(small_school(headlines=rows), strategies, baseline))
    assert (plan.baseline, plan.pairings) == (made, tuple(Pairing(*names) for names in pairings))
    names = ("announces" if name == "present-practice" else name for name in strategies or ALL)
    assert plan.arms == tuple(map(Arm, names))
    assert [row.says for row in plan.headlines] == said


@pytest.mark.parametrize(
    ("scenario", "condition", "kept"),
    [
        *(("active-assailant", "pa-failed", 2), ("cardiac-arrest", "pa-failed", 2)),
        *(("laboratory-fire", "pa-failed", 3), ("laboratory-fire", "alarm-failed", 3)),
    ],
)
def test_no_shipped_row_refers_to_a_first_row_that_is_not_there(scenario: str, condition: str, kept: int) -> None:
    emergency = open_emergency(scenario)
    made = plan_comparison(Experiment(emergency, conditions=[condition]))
    assert [row.says for row in made.headlines][:2] == [line.says for line in emergency.scenario.headlines][:2]
    assert len(made.headlines) == kept


def test_a_row_of_one_strategy_is_dropped_and_a_strategy_goes_by_its_id() -> None:
    made = plan_comparison(Experiment(small_school(small_campus(present_practice="alerts"))))
    assert [row.says for row in made.headlines] == ["what the alert adds"]
    assert made.notes == ('The row "what adopting it adds" is left out: both of its strategies are alerts.',)
    assert made.strategies == ("dials", "alerts")
    emergency = small_school()
    emergency.strategies["./here/alerts.yaml"] = emergency.strategies["alerts"]
    assert plan_comparison(Experiment(emergency, ["dials", "./here/alerts.yaml"])).strategies == ("dials", "alerts")
    emergency = small_school()
    other = emergency.strategies["alerts"].model_copy(update={"title": "Another"})
    emergency.strategies["./here/alerts.yaml"] = other
    with pytest.raises(PlanError, match='two different strategies are called "alerts"'):
        plan_comparison(Experiment(emergency, ["dials", "./here/alerts.yaml"]))


@pytest.mark.parametrize(
    ("strategies", "baseline", "conditions", "message"),
    [
        (["dials", "smoke-signals"], None, [], '"smoke-signals" is not part of this emergency; known: dials'),
        (["dials", "alerts"], "announces", [], "must be one of those played: dials, alerts"),
        (None, "smoke-signals", [], '"smoke-signals" is not part'),
        ([], None, [], "no strategy is named"),
        (["alerts", "alerts"], None, [], "alerts and alerts are the same strategy; name each once"),
        (["present-practice", "dials", "announces"], None, [], "present-practice and announces are the same strategy"),
        (None, None, ["rain"], 'condition "rain" is not known; there is pa-failed'),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(
    strategies: list[str] | None, baseline: str | None, conditions: list[str], message: str
) -> None:
    with pytest.raises(PlanError, match=message):
        plan_comparison(Experiment(small_school(), strategies, baseline, conditions))


@pytest.mark.parametrize(
    ("scenario", "first"),
    [
        ("cardiac-arrest", ["collapse_to_shock", "collapse_to_cpr", "ems_at_patient"]),
        ("laboratory-fire", ["rset", "accountability_complete", "first_unit_on_scene"]),
    ],
)
def test_a_page_leads_with_the_primary_measures_of_the_scenario(scenario: str, first: list[str]) -> None:
    request = build_request(Experiment(open_emergency(scenario)), replications=1)
    names = [measure.name for measure in request.measures]
    assert names[:3] == first
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("strategies", "baseline", "pairing"),
    [
        (["alerts", "dials"], None, Pairing("alerts", "dials")),  # the first named, though another is usual
        (["alerts", "dials"], "dials", Pairing("dials", "alerts")),
        (None, None, Pairing("announces", "alerts")),  # against what is done today
        (["alerts"], None, None),
        (["alerts", "dials", "announces"], None, None),
    ],
)
def test_a_difference_is_of_two_arms(
    strategies: list[str] | None, baseline: str | None, pairing: Pairing | None
) -> None:
    experiment = Experiment(small_school(), strategies, baseline)
    if pairing is None:
        with pytest.raises(PlanError, match=f"{len(strategies or ())} are named; name two"):
            design.choose_pairing(experiment)
    else:
        assert design.choose_pairing(experiment)[0] == pairing


def test_the_shipped_emergency_plays_its_three_rows_in_six_arms_each_held_against_its_first() -> None:
    arms = Arm("c"), Arm("a"), Arm("b"), Arm("a", ("pa-failed",))
    pairings = Pairing("a", "b"), Pairing("c", "b"), Pairing("b", "c")
    assert design.Plan((), "a", arms, pairings, (), ()).baselines_by_arm == (2, 1, 1, 3)
    made = plan_comparison(Experiment(open_emergency("active-assailant-class")))
    usual = map(Arm, ("app-no-staff-leg", "app", "office-pa", "practice+app"))
    assert made.arms == (*usual, *(Arm(name, ("pa-failed",)) for name in ("app-no-staff-leg", "app")))
    assert [row.pairing for row in made.headlines] == list(made.pairings[:3])
    assert made.pairings[3:] == (Pairing("app-no-staff-leg", "office-pa"), Pairing("app-no-staff-leg", "practice+app"))


def test_the_first_primary_measure_is_the_one_if_none_is_named_and_each_has_its_differences() -> None:
    matters = [
        {"measure": "first_unit_on_scene", "smallest_difference": 7},
        {"measure": "aware_t90", "smallest_difference": 5, "also": [3, 9]},
    ]
    school = small_school(primary=matters)
    assert [design.choose_primary(school, name) for name in (None, "aware_t90")] == [
        ("first_unit_on_scene", 7.0),
        ("aware_t90", 5.0),
    ]
    with pytest.raises(PlanError, match='"rset" is not a primary measure'):
        design.choose_primary(school, "rset")
    request = build_request(Experiment(school), replications=3)
    assert request.deltas == {MEASURES["first_unit_on_scene"]: (7.0,), MEASURES["aware_t90"]: (5.0, 3.0, 9.0)}


@pytest.mark.parametrize(
    ("asked", "strategies", "levers"),
    [
        ({"input_pairs": 2}, None, True),
        ({"input_pairs": 0}, None, False),
        ({"input_pairs": 2}, ["dials", "announces"], False),
        ({"input_pairs": 2, "levers": False}, None, False),
        ({"input_pairs": 0, "levers": True}, ["dials", "announces"], True),
    ],
)
def test_levers_are_played_unless_something_else_was_asked_for(
    asked: dict[str, Any], strategies: list[str] | None, levers: bool
) -> None:
    request = build_request(Experiment(small_school(), strategies), **asked)
    assert request.plays_levers is levers
    own = add_arm(small_school(), parse_arm("quick: pa.reach_microphone=12 s", []))
    assert not build_request(Experiment(own), input_pairs=2).plays_levers


@pytest.mark.parametrize(("number", "is_refused"), [(2, True), (3, False), (8, False), (9, True)])
def test_a_number_out_of_its_range_is_refused(number: int, is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(PlanError, match=f"n: {number} is out of range; it must be from 3 to 8"):
            design.require_range("n", number, 3, 8)
    else:
        design.require_range("n", number, 3, 8)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"replications": 0}, "replications: 0 is too small; it must be at least 1"),
        ({"replications": 1_000_001}, "replications: 1000001 is too large; it must be at most 1,000,000"),
        ({"seed": -1}, "seed: -1 is too small"), ({"strategies": ["alerts"], "precision": "2 s"}, "needs two strategies"),
        ({"cap": 0}, "max pairs: 0"), ({"joint": -1}, "joint: -1"),
        ({"input_pairs": -1}, "input pairs: -1"), ({"replications": 2, "precision": "2%"}, "both replications and precision"),
    ],
)  # fmt: skip
def test_numbers_that_cannot_be_are_refused(asked: dict[str, Any], says: str) -> None:
    of_experiment = {name: asked[name] for name in asked.keys() & {"seed", "strategies"}}
    of_request = {name: value for name, value in asked.items() if name not in of_experiment}
    with pytest.raises(PlanError, match=says):
        build_request(Experiment(small_school(), **of_experiment), **of_request)
