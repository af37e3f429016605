"""What is said about a comparison: words, digits, and that nothing is said more strongly than it is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.findings import Findings, Line, Row, findings
from reports.input_names import INPUT_NAMES, input_name
from reports.names import DAYS, MEASURE_NAMES, STRATEGY_NAMES, label, listed
from reports.quantities import between, clock, difference, length, of_100, plain, step_of
from scenarios.library import open_emergency, shipped
from scenarios.named_inputs import inputs_of
from scenarios.scenario import CONDITIONS
from sim.comparison import Headline
from sim.measures import MEASURES
from sim.summaries import Arm
from tests.made_comparison import ALONE, ROWS, TODAY, contrast, made, primary, summary


def line(row: Row, measure: str) -> Line:
    return next(one for one in row.lines if one.measure == measure)


@pytest.fixture(scope="module")
def said() -> Findings:
    return findings(made())


# Numbers


@pytest.mark.parametrize(
    ("half", "step"),
    [
        (137.0, 10.0),
        (354.0, 10.0),
        (355.0, 100.0),
        (8.4, 1.0),
        (3.54, 0.1),
        (3.55, 1.0),
        (0.45, 0.1),
        (0.02, 0.1),
        (9.7, 1.0),
    ],
)
def test_a_number_is_rounded_to_the_place_that_its_interval_knows(half: float, step: float) -> None:
    """The rule of the Particle Data Group: two digits of the error up to 354, one from 355 on; a tenth at the finest."""
    assert step_of(100.0 - half, 100.0 + half) == pytest.approx(step)


def test_a_number_without_an_interval_is_rounded_to_ones() -> None:
    assert step_of(None, None) == 1.0


@pytest.mark.parametrize(
    ("seconds", "step", "said"),
    [
        (4.26, 0.1, "4.3 s"),
        (24.6, 1.0, "25 s"),
        (59.4, 1.0, "59 s"),
        (59.6, 1.0, "1:00"),
        (101.0, 1.0, "1:41"),
        (101.26, 0.1, "1:41"),
        (749.0, 10.0, "12:30"),
        (749.0, 100.0, "12:00"),
        (3725.0, 1.0, "1:02:05 h"),
        (0.0, 1.0, "0 s"),
    ],
)
def test_a_moment_is_seconds_or_minutes_and_seconds(seconds: float, step: float, said: str) -> None:
    assert clock(seconds, step) == said


def test_a_length_of_time_says_that_it_is_minutes() -> None:
    assert [length(one) for one in (24.0, 590.0, 3725.0)] == ["24 s", "9:50 min", "1:02:05 h"]


@pytest.mark.parametrize(
    ("reduction", "measure", "said"),
    [
        (24.2, "aware_t90", "24 s sooner"),
        (-7.1, "aware_t90", "7 s later"),
        (43.0, "total_response", "43 s shorter"),
        (-43.0, "travel", "43 s longer"),
        (0.2, "aware_t90", "about 0 s"),
        (0.0, "aware_t90", "no difference"),
    ],
)
def test_a_difference_says_which_way_it_goes(reduction: float, measure: str, said: str) -> None:
    assert difference(reduction, measure, "s", 1.0) == said


def test_people_are_fewer_or_more_and_shares_are_points() -> None:
    assert difference(164.3, "unprotected_person_minutes", "person-min", 1.0) == "164 person-min fewer"
    assert difference(-0.64, "exposed_person_minutes", "person-min", 0.1) == "0.6 person-min more"
    assert difference(-0.164, "acknowledgement_rate", "share", 1.0) == "16 points more"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (17.0, 33.0, "17 to 33 s sooner"),
        (-33.0, -17.0, "17 to 33 s later"),
        (-2.0, 5.0, "2 s later to 5 s sooner"),
        (0.0, 5.0, "0 to 5 s sooner"),
        (10.0, 127.0, "10 s to 2:07 min sooner"),
        (-0.2, 0.3, "about 0 s"),
        (0.0, 0.0, "no difference"),
        (24.0, 24.1, "24 s sooner"),
    ],
)
def test_an_interval_says_which_way_each_end_goes(low: float, high: float, said: str) -> None:
    assert between(low, high, "aware_t90", "s", 1.0) == said


def test_minus_zero_is_zero() -> None:
    assert plain(-0.01, 0.1) == "0"


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((0.92, 0.08, 0.0), ("92", "8", "0")),
        ((0.335, 0.335, 0.33), ("34", "33", "33")),
        ((1 / 3, 1 / 3, 1 / 3), ("34", "33", "33")),
        ((0.998, 0.0, 0.002), (">99", "0", "<1")),
        ((0.155, 0.795, 0.05), ("16", "79", "5")),
        ((1.0, 0.0, 0.0), ("100", "0", "0")),
    ],
)
def test_of_100_adds_up_and_never_says_never_where_it_happened(
    shares: tuple[float, ...], said: tuple[str, ...]
) -> None:
    assert of_100(*shares) == said


# Rows


def test_a_row_says_what_is_compared_and_on_what_day(said: Findings) -> None:
    told, adopted, no_pa = said.rows
    assert told.compared == "The app compared with the app without its staff leg."
    assert (adopted.without, adopted.with_) == ("office and PA (today)", "app")
    assert adopted.compared == "The app compared with today's practice (office and PA)."
    assert no_pa.day == "PA down"
    assert no_pa.compared.endswith("when the PA is down and nobody knows it.")
    assert no_pa.warning == ""


def test_primary_measures_come_first(said: Findings) -> None:
    primaries = [one.primary for one in said.rows[0].lines]
    assert primaries == [True, True, True, False, False]
    assert [one.name for one in said.rows[0].primary] == [
        "first unit on scene",
        "90 % of staff aware",
        "90 % of people protected",
    ]


def test_a_line_has_with_without_difference_and_how_sure(said: Findings) -> None:
    aware = line(said.rows[0], "aware_t90")
    assert (aware.without.text, aware.with_.text) == ("2:28", "2:01")
    assert (aware.difference, aware.interval) == ("27 s sooner", "19 to 35 s sooner")
    assert (aware.better, aware.same, aware.worse) == ("90", "10", "0")
    assert (aware.verdict, aware.leaning, aware.pairing) == ("sooner by enough to matter", "better", "2.4")
    assert aware.inputs == ""


def test_what_costs_reads_as_a_cost(said: Findings) -> None:
    exposed = line(said.rows[1], "exposed_person_minutes")
    assert (exposed.difference, exposed.interval) == ("0.6 person-min more", "0.3 to 0.9 person-min more")
    assert exposed.leaning == "worse"


def test_what_was_not_reached_says_in_how_many(said: Findings) -> None:
    aware = line(said.rows[2], "aware_t90")
    assert (aware.without.text, aware.without.missed) == ("12:30", "not reached in 29 of 100")
    assert aware.with_.missed == ""
    assert any("not reached by 30:00 counts as 30:00" in note for note in said.notes)


def test_what_was_never_reached_has_no_mean() -> None:
    never = summary(Arm(ALONE), "aware_t90", 1800.0, half=0.0, not_reached=100)
    others = [
        one
        for one in made().measures
        if (one.strategy, one.conditions, one.measure) != (ALONE, (), "aware_t90")
    ]
    row = findings(made(measures=(*others, never))).rows[0]
    assert line(row, "aware_t90").without.text == "not reached"


def test_an_open_verdict_names_its_inputs_in_words(said: Findings) -> None:
    aware = line(said.rows[1], "aware_t90")
    named = "app: share of staff who have it; PA: permission needed"
    assert aware.verdict == f"depends on what nobody has measured ({named})"
    assert aware.inputs == f"33 s later to 1:57 min sooner ({named})"
    assert aware.leaning == "open"


def test_an_input_range_that_is_a_point_names_no_input() -> None:
    pairing = ROWS[0].pairing
    still = primary(
        pairing,
        "aware_t90",
        0.0,
        "no difference that matters",
        input_low=0.0,
        input_high=0.0,
        input_named="x",
    )
    assert findings(made(contrasts=(still,))).rows[0].lines[0].inputs == "no input moves it"


def test_what_is_the_same_in_every_pair_says_so(said: Findings) -> None:
    scene = line(said.rows[0], "first_unit_on_scene")
    assert (scene.difference, scene.interval, scene.leaning) == (
        "no difference",
        "the same in every pair",
        "same",
    )


def test_a_single_pair_has_no_interval() -> None:
    one = contrast(ROWS[0].pairing, "aware_t90", 27.4, ci_low=None, ci_high=None, method="none")
    found = findings(made(contrasts=(one,))).rows[0].lines[0]
    assert (found.difference, found.interval, found.leaning) == ("27 s sooner", "", "open")


def test_the_answer_says_something_on_every_primary_measure(said: Findings) -> None:
    assert said.rows[0].answer == (
        "First unit on scene: no difference that matters. 90 % of staff aware: 27 s sooner. "
        "90 % of people protected: 28 s sooner."
    )
    assert (
        "90 % of staff aware: 13 s sooner, but that depends on what nobody has measured."
        in said.rows[1].answer
    )


def test_the_answer_keeps_what_the_verdict_holds_back() -> None:
    words = {
        "sooner, perhaps too little to matter": "27 s sooner, perhaps too little to matter",
        "not settled: run more": "not settled",
        "later by enough to matter": "27 s later",
    }
    for verdict, said in words.items():
        one = primary(ROWS[0].pairing, "aware_t90", -27.0 if "later" in verdict else 27.0, verdict)
        assert findings(made(contrasts=(one,))).rows[0].answer == f"90 % of staff aware: {said}."


# Harm


def test_the_tail_says_how_many_were_worse_off_and_by_how_much(said: Findings) -> None:
    assert (
        "90 % of staff aware: worse in 42 of 100; in the worst 5 of 100 at least 34 s later."
        in said.rows[1].tail
    )
    assert said.rows[0].tail[0].startswith("In no pair worse: first unit on scene")


def test_the_slowest_tenth_stands_in_both_arms(said: Findings) -> None:
    slowest = "in the slowest 10 of 100: 4:02 min or longer with the app, 4:56 min or longer with the app without its staff leg."
    assert f"90 % of staff aware, {slowest}" in said.rows[0].tail


def test_exposure_that_rose_is_said(said: Findings) -> None:
    told, adopted, no_pa = said.rows
    assert told.exposure == "Exposure rose in no pair and fell in 0 of 100."
    assert adopted.exposure == (
        "Exposure rose in 15 of 100 pairs and fell in 5 of 100; on average 0.6 person-min more with the app."
    )
    assert no_pa.exposure.startswith("Exposure rose in fewer than 1 of 100 pairs")


def test_no_pair_worse_is_not_said_of_a_row_without_primaries() -> None:
    assert findings(made(contrasts=(contrast(ROWS[0].pairing, "aware_t50", 9.0),))).rows[0].tail == ()


# The comparison as a whole


def test_a_row_without_pa_never_stands_alone_unwarned() -> None:
    alone = findings(made(headlines=ROWS[2:], contrasts=made().contrasts[10:]))
    assert "PA is down" in alone.rows[0].warning
    assert "do not quote it" in alone.rows[0].warning


def test_without_headlines_all_pairings_are_rows() -> None:
    found = findings(made(headlines=()))
    assert [row.says for row in found.rows] == ["", "", ""]
    assert found.others == ()


def test_pairings_that_are_no_headline_stand_apart() -> None:
    extra = contrast(Headline("", ALONE, TODAY, ()).pairing, "aware_t90", 14.0)
    found = findings(made(contrasts=(*made().contrasts, extra)))
    assert len(found.rows) == 3
    assert [row.compared for row in found.others] == [
        "Today's practice (office and PA) compared with the app without its staff leg."
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"replications": 1240, "asked": 5000, "stopped": "interrupted"}, "stopped at 1,240 of 5,000 pairs"),
        (
            {"replications": 300, "asked": "2 s", "stopped": "interrupted"},
            "stopped at 300 pairs, before the precision of 2 s was reached",
        ),
        (
            {"replications": 800, "asked": "2 s", "stopped": "precision reached"},
            "precision of 2 s reached with 800 pairs",
        ),
        (
            {"replications": 20000, "asked": "2%", "stopped": "precision not reached"},
            "precision of 2% not reached with 20,000 pairs",
        ),
        ({}, ""),
    ],
)
def test_a_run_says_why_it_ended(given: dict[str, object], said: str) -> None:
    assert findings(made(**given)).stopped == said


def test_how_often_the_app_was_first_stands_once_a_day(said: Findings) -> None:
    as_it_is, no_pa = said.first_reports
    assert as_it_is.startswith(
        "A press of the app was the first report in 16 of 100 emergencies (app without staff leg and app)"
    )
    assert "when the PA is down" in no_pa


def test_the_line_on_assumptions_names_what_moves_the_answer(said: Findings) -> None:
    assert said.assumed.startswith("2 of the inputs are assumed: nobody has measured them.")
    assert '"app: share of staff who have it"' in said.assumed
    assert "phones: audible" not in said.assumed, "it moves the answer by less than matters"


def test_intervals_are_called_simulation_error_only(said: Findings) -> None:
    assert any("BCa bootstrap" in note and "simulation error only" in note for note in said.notes)
    t = tuple(replace(one, method="t") for one in made().contrasts)
    assert any("Student's t" in note for note in findings(made(contrasts=t)).notes)


# Names


def test_every_measure_has_a_name() -> None:
    assert set(MEASURE_NAMES) == set(MEASURES)
    assert len(set(MEASURE_NAMES.values())) == len(MEASURE_NAMES)


def test_every_shipped_strategy_and_condition_has_a_name() -> None:
    assert set(STRATEGY_NAMES) == set(shipped("strategy"))
    assert set(DAYS) == set(CONDITIONS)


def test_every_shipped_input_has_a_name() -> None:
    strategies = [one for one in shipped("strategy") if "r1" not in one]
    found = [open_emergency(name, strategies=strategies) for name in ("active-assailant", "laboratory-fire")]
    models = [model for one in found for model in (one.scenario, one.place.campus, *one.strategies.values())]
    models.append(open_emergency("cardiac-arrest").scenario)
    names = {name for model in models for name, _ in inputs_of(model)}
    assert names - set(INPUT_NAMES) == set()
    assert set(INPUT_NAMES) - names == set()
    assert len(set(INPUT_NAMES.values())) == len(INPUT_NAMES)


def test_what_a_user_added_is_called_by_its_id_in_words() -> None:
    assert label("our-new_system") == "our new system"
    assert input_name("our.new_thing.delay") == "our: new thing: delay"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
