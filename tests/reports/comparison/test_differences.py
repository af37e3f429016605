"""What stands at the head of a page: the gains, and in the same breath what is worse and for how many."""

from __future__ import annotations

from typing import Any

import pytest

from reports.comparison.findings import FindingLine, FindingRow, Findings, build_findings
from reports.figures.forest_plot import build_forest
from sim.experiment.comparison import Comparison
from sim.statistics.summaries import Arm
from tests.sim.experiment.comparisons import ROWS, SOONER, TODAY, contrast, made, primary, summary


def line(row: FindingRow, measure: str) -> FindingLine:
    return next(one for one in row.lines if one.measure == measure)


@pytest.fixture(scope="module")
def said() -> Findings:
    return build_findings(made())


# Answers


def test_the_answer_says_something_on_every_primary_measure(said: Findings) -> None:
    assert said.rows[0].summary_statements == (
        "First unit on scene: no difference that matters.",
        "90 % of staff aware: 27 s sooner.",
        "90 % of people protected: 28 s sooner.",
    )


def test_a_mean_that_counts_what_was_not_reached_says_in_how_many(said: Findings) -> None:
    """The third row: minutes sooner, of which most are emergencies in which it never came to that without the app."""
    assert (
        said.rows[2]
        .summary_statements[1]
        .endswith(" sooner; not reached in 29 of 100 without, in 0 with, counted as 30:00.")
    )
    assert not any("not reached" in words for row in said.rows[:2] for words in row.summary_statements)


def test_the_answer_has_the_other_way_and_the_input_range_in_one_breath(said: Findings) -> None:
    assert said.rows[1].summary_statements[1] == (
        "90 % of staff aware: 13 s sooner on average, but later in 42 of 100; "
        "anything from 33 s later to 1:57 min sooner, depending on what nobody has measured."
    )


def test_an_input_range_that_misses_the_difference_is_not_told_as_its_range() -> None:
    """It rests on the first pairs alone, and 3 s to 9 s is no range of 13 s; no input is to blame for that."""
    ends = {"input_low": 3.0, "input_high": 9.0, "input_named": "app.installed", "input_base": 5.0}
    one = primary(
        ROWS[1].pairing, "aware_t90", 13.0, "depends on what nobody has measured: app.installed", **ends
    )
    row = build_findings(made(contrasts=(one,), headlines=ROWS[1:2])).rows[0]
    why = "the first 20 pairs, on which the input range rests, show 5 s sooner, so that range says little"
    assert row.summary_statements == (
        f"90 % of staff aware: 13 s sooner; {why} (more pairs: --input-pairs).",
    )
    assert row.lines[0].verdict == f"open: {why} (more pairs: --input-pairs)"


FAR = {"input_low": 17.0, "input_high": 133.0, "input_named": "pa.authority.needed"}
"""A range that begins 2 s beside the 15 s that matter."""


@pytest.mark.parametrize(("base", "unlike"), [(62.7, True), (41.0, False), (-8.0, True)])
def test_first_pairs_that_are_not_like_the_rest_hedge_the_verdict(base: float, unlike: bool) -> None:
    """28 s lies between 17 s and 2:13, and yet the whole range lies elsewhere if its pairs show twice as much."""
    one, settled = (
        primary(ROWS[1].pairing, "aware_t90", 28.0, verdict, **FAR, input_base=base)
        for verdict in ("depends on what nobody has measured: pa.authority.needed", SOONER)
    )
    row, other = (
        build_findings(made(contrasts=(each,), headlines=ROWS[1:2])).rows[0] for each in (one, settled)
    )
    why = "the first 20 pairs, on which the input range rests, show "
    assert (f"90 % of staff aware: 28 s sooner; {why}" in row.summary_statements[0]) == unlike
    assert row.lines[0].verdict.startswith(f"open: {why}") == unlike
    assert (f"28 s sooner; but {why}" in other.summary_statements[0]) == unlike
    assert (f"{SOONER}; but {why}" in other.lines[0].verdict) == unlike


def test_first_pairs_without_any_difference_say_little_about_inputs() -> None:
    ends = {"input_low": 0.0, "input_high": 20.0, "input_named": "app.installed", "input_base": 0.0}
    one = primary(
        ROWS[1].pairing, "aware_t90", 13.0, "depends on what nobody has measured: app.installed", **ends
    )
    [said] = build_findings(made(contrasts=(one,), headlines=ROWS[1:2])).rows[0].summary_statements
    assert "13 s sooner; the first 20 pairs, on which the input range rests, show no difference" in said


@pytest.mark.parametrize(("told", "hedged"), [(-0.02, False), (7.4, False), (7.6, True)])
def test_what_comes_nowhere_near_what_matters_is_not_hedged(told: float, hedged: bool) -> None:
    """15 s matter. That the first pairs show nothing is no objection to "no difference that matters", where all show next to nothing."""
    ends = {"input_low": 0.0, "input_high": 0.0, "input_named": None, "input_base": 0.0}
    one = primary(ROWS[1].pairing, "aware_t90", told, "no difference that matters", **ends)
    row = build_findings(made(contrasts=(one,), headlines=ROWS[1:2])).rows[0]
    assert ("so that range says little" in row.lines[0].verdict) == hedged


def test_a_range_of_seconds_is_told_in_seconds() -> None:
    """Known to tens by its interval, and drawn as a bar to 4 s: then it is no "about 0 s"."""
    ends = {"input_low": 0.0, "input_high": 3.7, "input_named": "app.installed", "input_base": 0.9}
    for high, said in ((3.7, "0 to 4 s sooner"), (37.0, "0 to 40 s sooner")):
        one = primary(
            ROWS[1].pairing,
            "aware_t90",
            3.0,
            "not settled: run more",
            half=30.0,
            **{**ends, "input_high": high},
        )
        assert (
            build_findings(made(contrasts=(one,), headlines=ROWS[1:2]))
            .rows[0]
            .lines[0]
            .inputs.startswith(said)
        )


def test_how_many_went_the_other_way_is_one_number_everywhere() -> None:
    """21.5 of 100: rounded by itself it would be 22, and rounded with the others, which add up to 100, it is 21."""
    shares = {"better_share": 0.768, "same_share": 0.017, "worse_share": 0.215}
    one = primary(ROWS[1].pairing, "aware_t90", 13.0, SOONER, n=1000, reduction_p05=-34.0, **shares)
    row = build_findings(made(contrasts=(one,), headlines=ROWS[1:2])).rows[0]
    assert (row.lines[0].worse, "later in 21 of 100" in row.summary_statements[0]) == ("21", True)


@pytest.mark.parametrize(
    ("missed", "said"),
    [
        ((100, 100), "not reached by either in 100 of 100, so nothing is known of a difference"),
        (
            (98, 90),
            "not reached in 98 of 100 without, in 90 of 100 with, so hardly anything is known of a difference",
        ),
        ((100, 89), "no difference that matters"),
    ],
)
def test_what_hardly_any_pair_reached_is_no_finding_that_nothing_differs(
    missed: tuple[int, int], said: str
) -> None:
    pairing = ROWS[1].pairing
    measures = tuple(
        summary(arm, "aware_t90", 1800.0, not_reached=count)
        for arm, count in zip(pairing.arms, missed, strict=True)
    )
    one = primary(pairing, "aware_t90", 0.0, "no difference that matters", half=0.0)
    row = build_findings(made(contrasts=(one,), measures=measures, headlines=ROWS[1:2])).rows[0]
    assert row.summary_statements == (f"90 % of staff aware: {said}.",)
    if said.startswith("not"):
        assert row.lines[0].verdict == f"not settled: {said}"


@pytest.mark.parametrize(("half", "named"), [(2.0, True), (14.0, False)])
def test_a_primary_measure_that_is_worse_is_named_although_it_is_less_than_matters(
    half: float, named: bool
) -> None:
    pairing = ROWS[1].pairing
    shares = {"better_share": 0.02, "same_share": 0.0, "worse_share": 0.98}
    one = primary(pairing, "aware_t90", -10.0, "no difference that matters", half=half, **shares)
    before = summary(pairing.arms[0], "aware_t90", 100.0)
    [said] = (
        build_findings(made(contrasts=(one,), measures=(before,), headlines=ROWS[1:2]))
        .rows[0]
        .summary_statements
    )
    worse = "10 s later, and later in 98 of 100; less than the 15 s that were chosen as mattering"
    assert said == f"90 % of staff aware: {worse if named else 'no difference that matters'}."


@pytest.mark.parametrize(("worst", "told"), [(-16.0, True), (-15.0, False)])
def test_worse_pairs_are_in_the_answer_where_they_matter(worst: float, told: bool) -> None:
    """The smallest difference that matters is 15: the worst 5 of 100 are worse by more than that, or not."""
    one = primary(
        ROWS[0].pairing, "aware_t90", 27.0, "sooner by enough to matter", reduction_p05=worst, worse_share=0.2
    )
    said = "27 s sooner on average, but later in 20 of 100" if told else "27 s sooner"
    assert build_findings(made(contrasts=(one,))).rows[0].summary_statements == (
        f"90 % of staff aware: {said}.",
    )


def test_the_answer_keeps_what_the_verdict_holds_back() -> None:
    words = {
        "sooner, perhaps too little to matter": "27 s sooner, perhaps too little to matter",
        "not settled: run more": "not settled",
        "later by enough to matter": "27 s later, and later in 97 of 100",
    }
    for verdict, said in words.items():
        reduction, worse = (-27.0, 0.97) if "later" in verdict else (27.0, 0.0)
        one = primary(ROWS[0].pairing, "aware_t90", reduction, verdict, worse_share=worse)
        assert build_findings(made(contrasts=(one,))).rows[0].summary_statements == (
            f"90 % of staff aware: {said}.",
        )


# Harm


def test_what_is_worse_stands_beside_the_answer(said: Findings) -> None:
    told, adopted, _ = said.rows
    assert told.adverse_effects == ("No other measure is shown to be worse with the app by 1 % or more.",)
    assert adopted.adverse_effects == (
        "Worse with the app: person-minutes exposed (0.6 more).",
        "Exposure can rise while people lock sooner: a locked door may send the threat elsewhere.",
    )


def worse_by(reduction: float, half: float, **given: Any) -> tuple[str, ...]:
    """What is said of a first campus alert that came so much sooner, 40 s without the strategy."""
    before = summary(Arm(TODAY), "first_campus_alert", 40.0)
    one = contrast(ROWS[1].pairing, "first_campus_alert", reduction, half=half, **given)
    return (
        build_findings(made(contrasts=(one,), measures=(before,), headlines=ROWS[1:2]))
        .rows[0]
        .adverse_effects
    )


def test_worse_is_what_is_worse_for_certain_and_by_a_hundredth() -> None:
    named = ("Worse with the app: first campus alert (0.5 s later).",)
    nothing = ("No other measure is shown to be worse with the app by 1 % or more.",)
    assert worse_by(-0.5, half=0.4) == named
    assert worse_by(-0.3, half=0.2) == nothing, "less than a hundredth of 40 s"
    unsure = (
        "Worse on average by 1 % or more, but not settled: first campus alert (1.1 s later to 0.1 s sooner)."
    )
    assert worse_by(-0.5, half=0.6) == (*nothing, unsure), "the interval takes in zero"
    assert worse_by(-0.3, half=0.6) == nothing, "nor is it a hundredth of 40 s"
    assert worse_by(5.0, half=0.1) == nothing


@pytest.mark.parametrize("half", [0.4, 0.6])
def test_what_is_worse_says_in_how_many_it_was_not_reached(half: float) -> None:
    """Settled or not: a mean that counts 30 minutes for them is told as one."""
    pairing = ROWS[1].pairing
    before, after = (
        summary(arm, "first_campus_alert", 40.0, not_reached=count)
        for arm, count in zip(pairing.arms, (10, 24), strict=True)
    )
    one = contrast(pairing, "first_campus_alert", -0.5, half=half)
    said = (
        build_findings(made(contrasts=(one,), measures=(before, after), headlines=ROWS[1:2]))
        .rows[0]
        .adverse_effects
    )
    counts = "; not reached in 10 of 100 without, in 24 with, counted as 30:00)."
    assert [one for one in said if one.endswith(counts)]


def test_few_pairs_name_neither_gain_nor_cost() -> None:
    assert worse_by(-5.0, half=0.1, n=19) == ()
    assert worse_by(-5.0, half=0.1, n=20) != ()


def test_people_are_named_before_units_and_no_more_than_six() -> None:
    names = (
        "first_report",
        "call_answered",
        "dispatched",
        "first_campus_alert",
        "aware_t50",
        "protected_t50",
        "exposed_person_minutes",
    )
    pairing = ROWS[1].pairing
    measures = tuple(summary(pairing.arms[0], name, 100.0) for name in names)
    worse = tuple(contrast(pairing, name, -20.0) for name in names)
    [cost] = (
        build_findings(made(measures=measures, contrasts=worse, headlines=ROWS[1:2])).rows[0].adverse_effects
    )
    assert cost.startswith(
        "Worse with the app: person-minutes exposed (20 more), 50 % of people protected (20 s later)"
    )
    assert cost.endswith("911 call answered (20 s later); and 1 more below.")


def test_the_worst_five_of_a_hundred_stand_beside_the_shares(said: Findings) -> None:
    aware = line(said.rows[1], "aware_t90")
    assert (aware.percentages, aware.worse) == ("of 100 identical emergencies", "42")
    assert aware.worst == "in the worst 5 of 100 at least 34 s later"
    assert line(said.rows[0], "aware_t90").worst == ""


def test_a_tail_has_no_more_figures_than_a_mean() -> None:
    one = contrast(ROWS[0].pairing, "unprotected_person_minutes", -4612.0, half=20.0, reduction_p05=-1596.0)
    found = build_findings(made(contrasts=(one,))).rows[0].lines[0]
    assert (found.difference, found.worst) == (
        "4,610 person-min more",
        "in the worst 5 of 100 at least 1,600 person-min more",
    )


def test_of_few_pairs_no_tail_is_told() -> None:
    def told(n: int) -> FindingLine:
        one = primary(ROWS[0].pairing, "aware_t90", 27.0, SOONER, n=n, worse_share=0.25, reduction_p05=-30.0)
        return build_findings(made(contrasts=(one,))).rows[0].lines[0]

    assert (told(4).percentages, told(4).worse, told(4).worst, told(4).slowest) == (
        "of the 4 emergencies played",
        "1",
        "",
        "",
    )
    assert told(20).worst == "in the worst twentieth at least 30 s later"
    assert told(20).slowest.startswith("in the slowest tenth: ")


def test_the_slowest_tenth_stands_in_both_arms(said: Findings) -> None:
    assert line(said.rows[0], "aware_t90").slowest == (
        "in the slowest 10 of 100: 4:02 min or longer with the app, 4:56 min or longer with the app without its staff leg"
    )


def test_what_is_no_time_has_a_worst_tenth_and_what_should_be_high_has_none() -> None:
    def slowest(measure: str) -> str:
        one = primary(ROWS[0].pairing, measure, 2.0, SOONER)
        return line(build_findings(made(contrasts=(one,))).rows[0], measure).slowest

    assert slowest("exposed_person_minutes").startswith("in the worst 10 of 100: ")
    assert slowest("aset_margin") == ""


def test_exposure_that_rose_is_said(said: Findings) -> None:
    told, adopted, no_pa = said.rows
    assert told.exposure == "Exposure was the same in every pair."
    assert adopted.exposure == (
        "Exposure rose in 15 of 100 pairs and fell in 5 of 100; on average 0.6 person-min more with the app."
    )
    assert no_pa.exposure.startswith("Exposure rose in fewer than 1 of 100 pairs")


# Lengths of time that were not always there


def lengths(without: int, with_: int, reduction: float = 13.0, **given: Any) -> Comparison:
    """911 processing, a length of time, of which there was none in so many of 100."""
    pairing = ROWS[0].pairing
    arms = zip(pairing.arms, (without, with_), strict=True)
    measures = tuple(summary(arm, "processing", 60.0, not_reached=count) for arm, count in arms)
    one = contrast(pairing, "processing", reduction, **given)
    return made(measures=measures, contrasts=(one,), headlines=ROWS[:1])


def test_a_length_that_was_there_more_often_in_one_arm_has_no_difference() -> None:
    """Where 911 was never reached, 30 minutes of "processing" are no processing."""
    row = build_findings(lengths(10, 7)).rows[0]
    [one] = row.lines
    assert (one.difference, one.interval, one.direction) == (
        "not told: none in 10 without, in 7 with",
        "",
        "open",
    )
    assert row.table_note.startswith("Not told: a length of time")
    alike = build_findings(lengths(7, 7)).rows[0]
    assert (alike.lines[0].difference, alike.table_note) == ("13 s shorter", "")


def test_such_a_length_is_no_cost_either() -> None:
    uneven, alike = (build_findings(lengths(7, count, reduction=-13.0)) for count in (10, 7))
    assert uneven.rows[0].adverse_effects == (
        "No other measure is shown to be worse with the app by 1 % or more.",
    )
    assert alike.rows[0].adverse_effects[0].startswith("Worse with the app: 911 processing (13 s longer")


def test_of_a_primary_length_the_answer_says_why_it_is_not_settled() -> None:
    row = build_findings(lengths(10, 7, exploratory=False, verdict=SOONER, delta=5.0, p_adjusted=0.001)).rows[
        0
    ]
    assert row.summary_statements == (
        "911 processing: none in 10 without, in 7 with, so no difference is told.",
    )
    assert row.lines[0].verdict == "not settled: none in 10 without, in 7 with, so no difference is told"
    assert row.lines[0].direction == "open"


def test_such_a_length_has_no_mark_in_a_figure_and_its_note_says_why() -> None:
    uneven, alike = (
        build_forest(lengths(count, 7, exploratory=False, verdict=SOONER, delta=5.0, p_adjusted=0.001))
        for count in (10, 7)
    )
    assert uneven is not None
    assert alike is not None
    assert (uneven.columns[0].marks["s"], "No mark: a length of time" in uneven.note) == ((), True)
    assert ([mark.text for mark in alike.columns[0].marks["s"]], "No mark" in alike.note) == (
        ["13 s shorter"],
        False,
    )
