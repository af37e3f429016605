"""A year: the arithmetic on comparisons made by hand, what is left out, and rates that are given."""

from dataclasses import replace
from typing import Any

import pytest

from reports.comparison.year import format_in_year
from scenarios.diagnostics import Problems
from scenarios.event_rates import load_event_rates
from scenarios.library import LIBRARY_FOLDER, Loader, list_shipped, open_emergency
from scenarios.scenario import CONDITIONS, Emergency
from sim.experiment import year
from sim.experiment.comparison import Comparison
from sim.experiment.design import PlanError
from sim.experiment.execution import StoppedError
from sim.experiment.experiment import Experiment
from sim.experiment.year import Rate, simulate_year
from sim.statistics.summaries import Arm
from tests.sim.experiment.comparisons import contrast, made, summary
from tests.sim.experiment.questions import ALONE
from tests.sim.experiment.years import NEWER, PAIRING, REDUCTIONS, build_comparison


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(year, "compare", build_comparison)
    monkeypatch.setattr(year, "measure_break_even", lambda *_: None)


@pytest.mark.parametrize(
    ("measure", "reduction", "share", "rate", "expected"),
    [
        # 90 s are 1.5 min, 0.4 times a year, of which a quarter matters; 0.1 to 0.9 times
        ("aware_t90", 90.0, 0.25, (0.4, 0.1, 0.9), ("min", 0.15, 0.0375, 0.3375)),
        ("aware_t90", -90.0, 1.0, (0.4, 0.1, 0.9), ("min", -0.6, -1.35, -0.15)),  # the smaller end first
        ("false_alert_person_minutes", -200.0, 1.0, (0.3, 0.05, 3.0), ("person-min", -60.0, -600.0, -10.0)),
        ("days_to_plan", 3.0, 0.5, (2.0, None, 9.0), ("days", 3.0, None, None)),
    ],
)
def test_a_difference_in_a_year_is_the_difference_of_one_emergency_times_the_rate(
    measure: str, reduction: float, share: float, rate: tuple[float, float | None, float | None], expected: Any
) -> None:
    one = contrast(PAIRING, measure, reduction, reached_gain=0.125, median_reduction=7.0)
    arms = {
        (PAIRING.baseline, measure): summary(Arm(PAIRING.baseline), measure, 900.0, p50=800.0),
        (PAIRING.strategy, measure): summary(Arm(PAIRING.strategy), measure, 700.0, p50=None),
    }
    line = year._multiply_difference(Rate(*rate, "given"), one, arms, share)
    assert (line.yearly_unit, line.yearly_reduction, line.yearly_low, line.yearly_high) == pytest.approx(expected)
    assert (line.without_mean, line.with_mean, line.without_median, line.with_median) == (900.0, 700.0, 800.0, None)
    assert line.yearly_reached == pytest.approx(rate[0] * share * 0.125)


def test_rates_of_the_table_keep_their_ranges_and_given_ones_have_none() -> None:
    rates = year.collect_rates({"tornado": 0.25, "our-own": 4.0})
    tornado, own, shock = rates["tornado"], rates["our-own"], rates["cardiac-arrest"]
    assert (tornado.per_year, tornado.low, tornado.basis) == (0.25, None, "given")
    assert (tornado.reaches, tornado.needed) == (0.0006, 0.0006)
    assert (own.per_year, own.reaches, own.needed, own.alerts) == (4.0, 1.0, 1.0, "staff")
    assert (shock.per_year, shock.low, shock.high) == (0.014, 0.003, 0.03)
    assert (bool(shock.note), tornado.note) == (True, "")
    assert (rates["false-alarm"].needed, rates["agitated-visitor"].alerts) == (0.0, "team")
    assert year.split_name("tornado unwarned pa-failed") == ("tornado", ("unwarned", "pa-failed"))


@pytest.mark.parametrize(
    ("low", "high", "same", "resolved"),
    [
        *((1.0, 9.0, 0.2, True), (-9.0, -1.0, 0.2, True), (0.0, 0.0, 1.0, True)),
        *((0.0, 9.0, 0.2, False), (-9.0, 0.0, 0.2, False)),
    ],
)
def test_a_difference_is_resolved_if_its_interval_leaves_zero_out_or_every_pair_agrees(
    low: float, high: float, same: float, resolved: bool
) -> None:
    one = contrast(PAIRING, "aware_t90", 5.0, ci_low=low, ci_high=high, same_share=same)
    arms = {(arm, one.measure): summary(Arm(arm), one.measure, 900.0) for arm in PAIRING[:2]}
    assert year._multiply_difference(Rate(0.4, None, None, "given"), one, arms).is_resolved is resolved


def test_what_matters_if_the_storm_comes_counts_only_then_and_a_missed_step_by_how_often_it_is_reached() -> None:
    """0.6 warnings a year, of which 0.0006 reach the school: 30 s sooner are half a minute. An interruption counts each time."""
    emergency = open_emergency("tornado", "suburban-elementary", [PAIRING.strategy])
    played = build_comparison(Experiment(emergency, (), None, (), 1))
    entry = year._multiply(year._Played("tornado unwarned", year.collect_rates({})["tornado"], emergency, played))
    assert (entry.scenario, entry.title, entry.replications) == (
        "tornado unwarned", f"{played.title}, {CONDITIONS['unwarned']}", 100
    )  # fmt: skip
    found = {line.measure: line.yearly_reduction for line in entry.differences}
    assert found == pytest.approx({"sheltered_t90": 0.6 * 0.0006 * 0.5, "interrupted_person_minutes": -360.0})
    # By hand: 0.25 of the emergencies more, 0.4 times a year.
    missed = contrast(PAIRING, "collapse_to_shock", 60.0, statistic="median", median_reduction=45.0, reached_gain=0.25)
    arms = {(arm, missed.measure): summary(Arm(arm, ()), missed.measure, 900.0) for arm in PAIRING[:2]}
    line = year._multiply_difference(Rate(0.4, None, None, "given"), missed, arms)
    assert line.yearly_reached == pytest.approx(0.1)
    assert format_in_year(line) == "1 in 10 years"
    record = line.to_record()
    assert (record["statistic"], record["median_reduction"], record["yearly_reached"]) == ("median", 45.0, 0.1)


@pytest.mark.slow
@pytest.mark.usefixtures("by_hand")
def test_each_emergency_has_its_primary_measures_and_people_to_protect_two_more() -> None:
    result = simulate_year("large-high-school")
    shown = {entry.scenario: [line.measure for line in entry.differences] for entry in result.emergencies}
    own = {scenario: list(reductions) for scenario, reductions in REDUCTIONS.items()}
    own["active-assailant"] += ["protected_t90", "exposed_person_minutes"]
    own["tornado unwarned"] = own["tornado"]
    assert shown == own


@pytest.mark.slow
@pytest.mark.usefixtures("by_hand")
def test_what_does_not_fit_the_campus_is_left_out_unless_it_was_asked_for() -> None:
    result = simulate_year("suburban-elementary", rates={"false-alarm": 0.0})
    played = [entry.scenario for entry in result.emergencies]
    assert played == ["active-assailant", "cardiac-arrest", *NEWER]
    assert [entry.scenario for entry in result.skipped] == ["laboratory-fire", "false-alarm"]
    with pytest.raises(Problems, match="laboratory: true"):
        simulate_year("suburban-elementary", rates={"laboratory-fire": 0.1})


@pytest.mark.slow
def test_a_stop_keeps_the_emergencies_that_were_played(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop_at_the_fire(experiment: Experiment, *_: object, **__: object) -> Comparison:
        if experiment.emergency.scenario.scenario == "laboratory-fire":
            raise StoppedError("stopped")
        return build_comparison(experiment)

    monkeypatch.setattr(year, "compare", stop_at_the_fire)
    result = simulate_year("large-high-school")
    assert result.stopped == "interrupted"
    frame = result.to_frame()
    assert list(zip(frame.scenario, frame.measure, frame.rate_per_year, strict=True)) == [
        (entry["scenario"], line["measure"], entry["rate"]["per_year"])
        for entry in result.to_json()["emergencies"]
        for line in entry["differences"]
    ]
    assert [entry.scenario for entry in result.skipped] == ["laboratory-fire", "false-alarm", *NEWER]
    with pytest.raises(StoppedError):
        simulate_year("large-high-school", rates={"active-assailant": 0.0, "cardiac-arrest": 0.0})


@pytest.mark.slow
def test_nothing_that_fits_and_names_that_are_not_there_are_refused() -> None:
    with pytest.raises(PlanError, match='no scenario with a rate fits campus "reference-ring"'):
        simulate_year("reference-ring")
    with pytest.raises(PlanError, match="name two"):
        simulate_year("large-high-school", strategies=["app"])
    with pytest.raises(Problems, match='nearest is "cardiac-arrest"'):
        simulate_year("large-high-school", rates={"cardiac-arest": 0.1})


def test_every_shipped_rate_is_of_a_shipped_scenario_and_has_a_range_and_a_reason() -> None:
    for event in load_event_rates().events:
        evidence = event.per_year.evidence
        assert event.scenario in list_shipped("scenario")
        assert evidence.range is not None
        assert evidence.note
    opening = Loader()
    assert opening.check(LIBRARY_FOLDER / "tables" / "event-rates.yaml") == "rates"
    assert not opening.problems


@pytest.mark.slow
def test_two_strategies_are_played_on_the_same_random_numbers_and_the_mean_difference_is_theirs() -> None:
    """One small play from end to end."""
    rates = {event.scenario: 0.0 for event in load_event_rates().events} | {"cardiac-arrest": 2.0}
    rates["tornado unwarned"] = 0.0
    result = simulate_year("suburban-elementary", ALONE, rates=rates, replications=3)
    (entry,) = result.emergencies
    assert (result.baseline, result.strategy, entry.replications) == ("office-pa", "practice+app", 3)
    for line in entry.differences:
        assert line.contrast.reduction == pytest.approx(line.without_mean - line.with_mean)
        assert line.yearly_reduction == pytest.approx(2.0 * line.contrast.reduction / 60.0)


def test_alerts_a_year_are_rates_times_how_often_an_arm_alerts_everyone() -> None:
    """By hand: 0.5 false alarms a year, of which one arm alerts everyone in a quarter; 2 warnings, of which 1 in 10 is needed."""
    played = [
        year._Played("false-alarm", Rate(0.5, None, None, "given", needed=0.0), *alerting(0.25)),
        year._Played("tornado", Rate(2.0, None, None, "given", needed=0.1), *alerting(1.0)),
        year._Played("agitated-visitor", Rate(30.0, None, None, "given", alerts="team"), *alerting(0.0)),
    ]
    found = {(one.group, one.arm): (one.unneeded, one.needed) for one in year.count_alerts(played)}
    assert found["staff", PAIRING.baseline] == pytest.approx((0.5 * 0.25 + 1.8, 0.2))
    assert found["staff", PAIRING.strategy] == pytest.approx((0.5 + 1.8, 0.2))
    assert found["team", PAIRING.baseline] == found["team", PAIRING.strategy] == (0.0, 30.0)


def alerting(share: float) -> tuple[Emergency, Comparison]:
    """An emergency in which the baseline alerts everyone in this share, and the strategy always."""
    emergency = open_emergency("false-alarm", None, [PAIRING.strategy])
    lines = tuple(
        replace(summary(Arm(arm, ()), year.FIRST_ALERT, 60.0), reached_share=reached)
        for arm, reached in ((PAIRING.baseline, share), (PAIRING.strategy, 1.0))
    )
    strategies = (PAIRING.baseline, PAIRING.strategy)
    return emergency, replace(made(), measures=lines, baseline=PAIRING.baseline, strategies=strategies)
