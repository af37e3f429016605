"""What the alert and the room brought: one notation in a cell, no label cut, and each number says whose it is."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from reports import counterfactual as words
from reports.comparison.differences import NOT_REACHED_TEXT
from reports.counterfactual import format_difference, is_unchanged, list_differing, list_effect_lines
from reports.text.terms import MEASURE_NAMES
from scenarios.exercise import Need
from sim.exercise.counterfactual import Counterfactual, Effect, SeedSelection
from sim.exercise.events import ExecutedAction, ScheduledAction
from sim.exercise.review import Improvement
from sim.exercise.seed_search import OWN_DURATION_MEASURE
from sim.model.interventions import Outcome, from_json
from sim.statistics.paired import Pairing
from tests.sim.experiment.comparisons import contrast


def effect(
    improvement: float,
    low: float,
    high: float,
    unit: str = "s",
    here: float = 42.0,
    missed: tuple[int, int] = (0, 0),
    **given: Any,
) -> Effect:
    """Of a step that is better soon, or of a share that is better high; 1,000 pairs, of which more than 20 missed make a median."""
    measure, sign = ("acknowledgement_rate", -1.0) if unit == "share" else ("first_responder_at_patient", 1.0)
    ends = sorted((sign * low, sign * high))
    median = max(missed) > 20
    limits = {"ci_low": ends[0], "ci_high": ends[1], "median_low": ends[0], "median_high": ends[1]}
    known = {"n": 1000, "statistic": "median" if median else "mean", "median_reduction": sign * improvement}
    known |= {"baseline_not_reached": missed[0], "strategy_not_reached": missed[1]}
    known |= {"reached_gain": (missed[0] - missed[1]) / 1000, "both_reached": 1000 - max(missed)}
    one = contrast(Pairing("twin", "autopilot"), measure, sign * improvement, **{**limits, **known, **given})
    return Effect(one, Improvement(here))


def test_a_difference_and_its_interval_are_in_one_notation() -> None:
    seconds = (132.0, 121.0, 143.0), (610.0, 416.0, 841.0), (540.0, 416.0, 841.0), (-0.2, -3.0, 0.0), (30.0, 30.0, 30.0)
    said = ["+2:12 (+2:01 to +2:23)", "+10 min (+7 to +14)", "+9 min (+7 to +14)", "0 (-0:03 to 0)", "+0:30"]
    assert [format_difference(effect(*one)) for one in seconds] == said
    assert format_difference(effect(0.1, -0.2, 0.3)) == "0"
    shares = (0.14, 0.11, 0.16), (0.001, -0.08, 0.08)
    assert [format_difference(effect(*one, "share")) for one in shares] == ["+14% (+11 to +16)", "0% (-8 to +8)"]
    missed = [format_difference(effect(610.0, 416.0, 841.0, missed=(count, 0))) for count in (1, 21)]
    assert missed == ["+10 min (+7 to +14)", "+10 min † (+7 to +14)"]


def test_one_value_has_its_unit() -> None:
    said = [words.format_amount(value, "s") for value in (None, 0.0, 48.0, -48.0, 599.0, 600.0, -1740.0)]
    assert said == ["n/a", "0", "+0:48", "-0:48", "+9:59", "+10 min", "-29 min"]
    assert [words.format_amount(3.84, unit) for unit in ("days", "hours", "count")] == ["+3.8 days", "+3.8 h", "+3.8"]


def test_a_difference_in_days_says_so_once() -> None:
    one = Effect(contrast(Pairing("twin", "autopilot"), "days_to_team", 3.8, half=1.0), Improvement())
    assert format_difference(one) == "+3.8 days (+2.8 to +4.8)"


@pytest.mark.parametrize(
    ("here", "says"), [(Improvement(), "not known at its end"), (Improvement(is_reached=False), NOT_REACHED_TEXT)]
)
def test_what_is_not_known_of_this_exercise_is_not_called_missed(here: Improvement, says: str) -> None:
    one = replace(effect(12.0, 6.0, 25.0), contrast=contrast(Pairing("a", "b"), "aware_t90", 12.0), observed=here)
    found = Counterfactual(1000, (one,), (one,), {}, None, is_interrupted=False)
    assert [text.endswith(f"This exercise: {says}.") for _, text in list_effect_lines(words.TEAM, found, {})] == [True]


@pytest.mark.parametrize("width", [80, 120])
def test_labels_are_whole_and_this_play_says_what_alert_and_room_brought(width: int) -> None:
    alert, room = effect(12.0, 6.0, 25.0), effect(-599.0, -599.0, -598.0, here=-1740.0)
    found = Counterfactual(1000, (alert,), (room,), {}, None, is_interrupted=False)
    both = "+0:12 (+0:06 to +0:25); median +0:12, <1 s 10%", "-9:59 (-9:59 to -9:58); median -9:59, <1 s 10%"
    assert words.build_effects_table(found)[1][1:] == (*both, "none", "+0:42", "-29 min")
    lines = [str(row) for row in words.render_effect_rows(found, width)]
    assert max(map(len, lines)) <= width - 3
    said = " ".join(lines).split()
    for wanted in (*(head for head in words.HEAD if head != NOT_REACHED_TEXT), "response team at the patient"):
        assert [word for word in wanted.split() if word not in said] == []


def test_what_a_side_did_not_reach_is_no_measured_gain_and_marks_are_explained() -> None:
    some = [
        replace(effect(610.0, 416.0, 841.0, missed=(21, 0)), observed=here)
        for here in (Improvement(-1320.0, is_reached=False), Improvement(is_reached=False), Improvement())
    ]
    assert [words.format_observed(one) for one in some] == ["at least -22 min", "not achieved", "n/a"]
    assert words.explain_marks([(one,) for one in some]).startswith("†")
    assert words.explain_marks([(effect(1.0, 0.0, 2.0),)]) == ""


def test_a_row_says_in_how_many_each_arm_did_not_reach_it() -> None:
    """On paper in a column, on the screen under the row; where the counts differ it is never "the same", whatever the mean."""
    alert = effect(0.0, 0.0, 0.0, here=0.0, missed=(22, 21))
    room = effect(0.0, 0.0, 0.0, here=0.0, missed=(21, 1062))
    found = Counterfactual(2000, (alert,), (room,), {}, None, is_interrupted=False)
    assert words.format_not_reached((alert, room)) == "22, 21, 1,062"
    assert words.format_not_reached((effect(9.0, 8.0, 10.0),)) == "none"
    *_, last = map(str, words.render_effect_rows(found, 80))
    assert last == "  not achieved: no app alert 22, fully simulated 21, your team 1,062"
    assert [is_unchanged(one) for one in (alert, effect(0.0, 0.0, 0.0, here=0.0, missed=(5, 5)))] == [False, True]


def test_what_never_came_is_the_left_out_unless_one_came_to_it_in_this_play() -> None:
    here = effect(0.0, 0.0, 0.0, here=0.0, missed=(1000, 1000))
    never = replace(here, observed=Improvement(is_reached=False))
    assert format_difference(never) == "never in both"
    assert [is_unchanged(one) for one in (never, replace(never, observed=here.observed))] == [True, False]
    found = Counterfactual(2000, (never,), (never,), {}, None, is_interrupted=False)
    assert words.list_unchanged(found) == ["response team at the patient (never)"]
    assert list_differing(found) == []


def test_where_nobody_was_asked_there_is_no_column_of_the_room() -> None:
    found = Counterfactual(1000, (effect(12.0, 6.0, 25.0),), (), {}, None, is_interrupted=False)
    assert [len(row) for row in words.build_effects_table(found)] == [4, 4]
    assert "room" not in " ".join(str(row) for row in words.render_effect_rows(found, 120))


def test_how_an_emergency_was_chosen_names_every_need_with_its_own_share() -> None:
    lasts, unit = (
        Need.model_validate(one)
        for one in (
            {"measure": OWN_DURATION_MEASURE, "at_least": "6 min", "says": "it lasts six minutes or longer"},
            {"measure": "first_unit_on_scene", "at_most": "8 min", "says": "a unit comes"},
        )
    )
    selection = SeedSelection((lasts, unit), True, 0.0821, (0.26, 0.3), 0.744)
    split = Counterfactual(1000, (), (), {}, selection, is_interrupted=False)
    assert words.describe_selection(split) == [
        "This emergency was selected: 8% of variations match the exercise. Conditions: it lasts six minutes or longer (26%); "
        "a unit comes (30%). It lasts longer than 74% of variations."
    ]
    assert words.describe_selection(replace(split, seed_selection=None)) == []


def test_injects_are_not_told_among_the_decisions() -> None:
    applied = {"D1": 1000, "inject-11": 990, "hand-back-nurse": 5}
    said = words.describe_times_applied(Counterfactual(1000, (), (), applied, None, is_interrupted=False))
    assert said == (
        "Replications in which each decision was made: D1 in 1,000. "
        "Replications in which each inject with effects was delivered: 11 in 990."
    )


def test_rulings_are_those_of_the_facilitator_that_began_each_decision_once() -> None:
    """A number that came at the first of them or later is marked, and an amount always."""
    whom, call = {"kind": "inform", "whom": "nurse"}, {"kind": "call-911", "by": "nurse"}

    def did(of: str, time: float, act: dict[str, str], began: bool = True) -> ExecutedAction:
        return ExecutedAction(ScheduledAction(of, 0, time, from_json(act)), Outcome(began), time)

    done = [did("rule-D3", 40.0, whom, began=False), did("D1", 50.0, call)]
    done += [did(of, time, whom) for of, time in (("rule-D2", 70.0), ("rule-D4", 90.0), ("rule-D2", 95.0))]
    known = {"autopilot": {"call_answered": 60.0, "acknowledgement_rate": 0.5, "aware_t50": 69.0}}
    known["room"] = {"call_answered": 70.0, "acknowledgement_rate": 0.25, "aware_t50": 65.0}
    review: Any = SimpleNamespace(state=SimpleNamespace(done=done), observed_measures=known)
    found = words.find_rulings(review)
    assert found == words.RulingMarks(70.0, ("D2", "D4"), known)
    marked = {name: found.mark_if_affected("x", name, known) == f"x{words.RULING_MARK}" for name in known["room"]}
    assert marked == {"call_answered": True, "acknowledgement_rate": True, "aware_t50": False}
    assert [one.note.count("rulings") for one in (found, replace(found, of=("D2",)))] == [1, 0]
    review.state.done = done[:2]
    assert words.find_rulings(review) == words.RulingMarks()


def test_counts_of_exposed_people_are_not_shown_and_without_an_alert_two_strategies_are_compared() -> None:
    one = effect(30.0, 20.0, 40.0)
    exposed = replace(one, contrast=replace(one.contrast, measure="exposed_person_minutes", unit="person-min"))
    found = Counterfactual(1000, (exposed, one), (), {}, None, is_interrupted=False)
    assert list_differing(found) == [(one,)]
    assert "Replications in which" not in "".join(words.describe_effects(found))
    states: list[Any] = [SimpleNamespace(has_alert=has_alert, hazard="tornado") for has_alert in (True, False)]
    assert [words.name_compared(state).what for state in states] == ["alert", "strategy"]
    assert [words.name_effects(state)[0].endswith("alert") for state in states] == [True, False]


@pytest.mark.parametrize(
    ("low", "high", "table", "figure", "direction"),
    [
        (0.1, 0.3, "0", "no difference", "same"),
        (-0.7, -0.1, "0 (-0:01 to 0)", "no difference", "same"),
        (-2.7, -0.1, "-0:01 (-0:03 to 0)", "1.4 s later", "worse"),
        (-3.0, 2.0, "0 (-0:03 to +0:02)", "inconclusive", "open"),
        (40.0, 50.0, "+0:45 (+0:40 to +0:50)", "45 s sooner", "better"),
    ],
)
def test_the_figure_says_what_the_table_says(low: float, high: float, table: str, figure: str, direction: str) -> None:
    one = named("aware_t90", effect(round((low + high) / 2, 1), low, high, here=0.0))
    assert format_difference(one) == table
    assert (words.describe_mean(one), words.find_direction(one)) == (figure, direction)
    assert is_unchanged(one) == (direction == "same")


# what shows, and what was not reached


def named(measure: str, one: Effect) -> Effect:
    return replace(one, contrast=replace(one.contrast, measure=measure))


def test_a_difference_shows_where_it_is_larger_than_a_second() -> None:
    """Also where only one end of its interval is, two seconds."""
    large = [
        effect(0.2, -1.0, 1.8, here=0.0),
        effect(0.2, -1.0, 0.3, here=-2.0),
        effect(0.03, 0.02, 0.04, "share", here=0.0),
    ]
    large += [effect(0.2, -1.0, 0.3, here=0.0, missed=(4, 5))]
    small = [
        effect(0.2, -1.0, 0.3, here=1.0),
        effect(0.8, 0.6, 1.2, here=0.0),
        effect(0.003, -0.01, 0.01, "share", here=0.0),
    ]
    for one in (*large, *small):
        found, shows = Counterfactual(1000, (one,), (), {}, None, is_interrupted=False), one in large
        assert (bool(list_differing(found)), bool(words.list_unchanged(found)), is_unchanged(one)) == (
            shows,
            not shows,
            not shows,
        )


def test_rows_in_which_nothing_is_settled_stand_after_the_others() -> None:
    alert = (
        named("recognition", effect(0.0, -3.0, 4.0)),
        named("call_answered", effect(0.0, -3.0, 4.0, missed=(20, 21))),
        named("aware_t50", effect(0.0, -3.0, 4.0, missed=(20, 30))),
        named("aware_t90", effect(30.0, 20.0, 40.0)),
    )
    found = Counterfactual(1000, alert, (), {}, None, is_interrupted=False)
    order = ["aware_t50", "aware_t90", "recognition", "call_answered"]
    assert [row[0].measure for row in list_differing(found)] == order
    assert [row[0] for row in words.build_effects_table(found)[1:]] == [MEASURE_NAMES[name] for name in order]


def arrest(alert: tuple[int, int] = (179, 55), room: tuple[int, int] = (55, 73)) -> Counterfactual:
    both = named("collapse_to_shock", effect(1.0, 0.6, 1.4, missed=alert))
    after = named("collapse_to_shock", effect(-20.0, -26.0, -14.0, missed=room))
    return Counterfactual(1000, (both,), (after,), {}, None, is_interrupted=False)


def test_a_line_of_a_median_has_what_was_achieved() -> None:
    lines = dict((*list_effect_lines(words.ALERT, arrest(), {}), *list_effect_lines(words.TEAM, arrest(), {})))
    assert lines["Alert, collapse to shock"].startswith(
        "achieved in 82% without, 94% with; 1.0 s sooner (median, 95% CI 0.6 to 1.4 s sooner); "
        "where both did (821 of 1,000), 1 s sooner on average. This exercise: "
    )
    assert "20 s later (median, 95% CI 14 to 26 s later)" in lines["Team decisions, collapse to shock"]


@pytest.mark.parametrize("unasked", [62, 0])
def test_a_step_that_was_achieved_less_often_has_a_line_with_the_decisions_that_never_came_up(unasked: int) -> None:
    shock = arrest((5, 5), (5, 5))
    answered = named("call_answered", effect(0.0, 0.0, 0.0, missed=(21, 62)))
    alert = (*shock.alert_effects, named("call_answered", effect(0.0, 0.0, 0.0, missed=(21, 21))))
    team = (*shock.team_effects, replace(answered, never_asked=unasked))
    _, text = words.tell_missed(replace(shock, alert_effects=alert, team_effects=team))
    assert "911 call answered achieved: 98% without, 94% with" in text
    assert ("62" in text) == (unasked > 0)
