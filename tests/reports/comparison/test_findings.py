"""The findings of a comparison: digits, rows, and statements on the whole. The golden page holds the sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reports.comparison import findings
from reports.comparison.differences import find_pairing
from reports.text import terms
from scenarios.decided_acts import DecidedActs
from scenarios.inputs import iterate_named_inputs
from scenarios.library import list_shipped, open_emergency
from scenarios.scenario import CONDITIONS
from sim.experiment.comparison import RANGES_CUT_SHORT_NOTE
from sim.measures import MEASURES
from sim.statistics.paired import MedianWord
from sim.statistics.summaries import Arm
from tests.sim.experiment.comparisons import ALONE, APP, ROWS, SOONER, contrast, made, primary, summary


def test_a_row_without_pa_never_stands_alone_unwarned() -> None:
    alone = findings.build_findings(made(headlines=ROWS[2:], contrasts=made().contrasts[10:]))
    assert "PA is down" in alone.rows[0].warning


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((1240, 5000, "interrupted"), "stopped at 1,240 of 5,000 pairs"),
        ((300, "2 s", "interrupted"), "stopped at 300 pairs, before the precision of 2 s was reached"),
        ((300, 300, "interrupted", RANGES_CUT_SHORT_NOTE), "stopped after all 300 pairs, during the sensitivity runs"),
        ((800, "2 s", "precision reached"), "precision of 2 s reached with 800 pairs"),
        ((20000, "2%", "precision not reached"), "precision of 2% not reached with 20,000 pairs"),
    ],
)
def test_a_run_says_why_it_ended(given: tuple[Any, ...], said: str) -> None:
    replications, asked, stopped, *notes = given
    run = made(replications=replications, asked=asked, stopped=stopped, notes=tuple(notes))
    assert findings.describe_stopping(run) == said
    assert findings.describe_stopping(made()) == ""


def test_how_much_pairs_bring_has_no_more_digits_than_it_means() -> None:
    """Nothing is said where it is next to none."""
    said = [findings.describe_variance_reduction(one) for one in (None, 1.04, 1.49, 1.5, 9.94, 127.6, 999.0, 447_074.2)]
    assert said == ["", "", "", "1.5", "9.9", "128", "999", "more than 1,000"]


def test_the_line_on_assumptions_says_how_many_inputs_were_varied_whatever_their_basis() -> None:
    told = findings.build_findings(made(assumed=("app.installed", "pa.authority.needed"))).run[-1]
    assert "2 inputs with a stated range, 1 of them assumed, were varied." in told
    assert "were varied" not in findings.build_findings(made(input_effects=())).run[-1]


def test_an_end_at_which_the_median_is_infinite_is_said_in_words() -> None:
    ends = {"input_low": 17.0, "input_high_word": MedianWord.ONLY_STRATEGY, "input_named": "radio.heard"}
    one = primary(ROWS[1].pairing, "aware_t90", 28.0, SOONER, **ends)
    [row] = findings.build_findings(made(contrasts=(one,), headlines=ROWS[1:2])).rows
    (line,) = (one for one in row.lines if one.measure == "aware_t90")
    assert "17 s sooner to achieved only with it in most runs (radio: heard)" in line.inputs


# Names


def test_every_measure_shipped_strategy_condition_and_input_of_a_decided_act_has_a_name() -> None:
    assert set(terms.MEASURE_NAMES) == set(MEASURES)
    assert len(set(terms.MEASURE_NAMES.values())) == len(terms.MEASURE_NAMES)
    assert set(terms.STRATEGY_NAMES) == set(list_shipped("strategy"))
    assert set(terms.CONDITION_LABELS) == set(CONDITIONS)
    assert {f"acts.{name}" for name, _ in iterate_named_inputs(DecidedActs())} <= set(terms.INPUT_NAMES)


@pytest.mark.parametrize("name", ["threat-report", "reunification"])
def test_what_has_no_alert_is_not_compared_with_no_alert(name: str) -> None:
    assert "alert" not in terms.label_arms(name)["twin"]


@pytest.mark.slow
def test_every_shipped_input_has_a_name() -> None:
    strategies = [one for one in list_shipped("strategy") if "r1" not in one]
    found = [open_emergency(name, strategies=strategies) for name in ("active-assailant", "laboratory-fire")]
    long = "threat-report", "reunification", "reunification-off-site"
    found += [open_emergency(name, "large-high-school") for name in long]
    models = [model for one in found for model in (one.scenario, one.place.campus, *one.strategies.values())]
    others = "cardiac-arrest", "false-alarm", "tornado", "agitated-visitor", "weapon-seen", "missing-student"
    more = "gas-inside", "release-outside", "swatting", "bomb-threat"
    models += [open_emergency(name).scenario for name in (*others, *more)]
    names = {name for model in models for name, _ in iterate_named_inputs(model)}
    names |= {f"acts.{name}" for name, _ in iterate_named_inputs(DecidedActs())}
    assert names - set(terms.INPUT_NAMES) == set()
    assert set(terms.INPUT_NAMES) - names == set()
    assert len(set(terms.INPUT_NAMES.values())) == len(terms.INPUT_NAMES)


def test_what_a_user_added_is_called_by_its_id_in_words() -> None:
    assert terms.label_strategy("our-new_system") == "our new system"
    assert terms.name_input("our.new_thing.delay") == "our: new thing: delay"


def test_a_negative_time_to_spare_is_said_in_words() -> None:
    """The median run with the app alone is 4 minutes too late, whatever the mean of a few early ends; with the full app it is not."""
    arms = (Arm(ALONE), Arm(APP))
    medians = zip(arms, (-240.0, 30.0), strict=True)
    measures = tuple(replace(summary(arm, "aset_margin", 200.0), p50=median) for arm, median in medians)
    headline = made().headlines[0]
    contrasts = (contrast(headline.pairing, "aset_margin", -270.0),)
    nothing = dict.fromkeys(("app_first_report", "input_effects", "curves"), ())
    said = findings.build_findings(made(measures=measures, contrasts=contrasts, headlines=(headline,), **nothing))
    limit = "conditions passed the model's limit 4:00 min before the last person was out"
    [caution] = [text for text in said.rows[0].cautions if limit in text]
    assert caution.startswith(f"With the app with 911 only, {limit} in the median run. Where")
    assert said.rows[0].lines[0].without.text == "3:20"  # the mean, as its difference is


@pytest.mark.parametrize(
    ("reduction", "half", "says"),
    [
        (0.0005, 0.0001, "A difference of 1 point would take 20 times its value."),
        (0.0005, 0.0006, "There is no difference beyond chance, whatever that input is."),
    ],
)
def test_what_is_proportional_to_an_input_has_a_break_even_alone(reduction: float, half: float, says: str) -> None:
    """By hand: 0.01 over 0.0005. And however much more it is, it is no adverse effect."""
    comparison = made()
    pairing = find_pairing(comparison.contrasts[0])
    worse = contrast(pairing, "escalated", -reduction, half)
    row = findings.build_findings(replace(comparison, contrasts=(*comparison.contrasts, worse))).rows[0]
    (said,) = [caution for caution in row.cautions if "no verdict" in caution]
    assert said.endswith(says)
    assert not [effect for effect in row.adverse_effects if "scalates" in effect]
