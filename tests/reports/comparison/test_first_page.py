"""The first page of `allcall compare`: at most 45 lines, which answer first."""

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from reports.comparison.brief import Brief, build_brief
from reports.comparison.distribution import shorten_interval
from reports.comparison.page import print_comparison
from scenarios.library import open_emergency
from sim.experiment.comparison import ArmSetting, Comparison, InputBreakEven
from sim.statistics.break_even import BreakEven, Crossing
from tests.reports.golden_texts import check_golden
from tests.sim.experiment.comparisons import ROWS, contrast, made, missed

SCENARIO = "active-assailant"


def brief(comparison: Comparison) -> Brief:
    return build_brief(comparison, open_emergency(SCENARIO), SCENARIO)


def page(comparison: Comparison) -> str:
    out = io.StringIO()
    print_comparison(brief(comparison), Console(file=out, width=80))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def test_the_first_page() -> None:
    check_golden("comparison-first-page.txt", page(made()))


def test_it_has_at_most_45_lines_of_80_columns_when_everything_has_something_to_say() -> None:
    row = ROWS[1].pairing
    worse = [
        contrast(row, measure, -20.0)
        for measure in ("hazard_over", "call_answered", "dispatched", "protected_t50", "intervention")
    ]
    settings = tuple(
        ArmSetting("", name, "40%", "80%", "outside its range, 50% to 95%")
        for name in ("app.installed", "phones.audible", "phones.on_person")
    )
    full = made(stopped="interrupted", replications=60, settings=settings)
    lines = page(replace(full, contrasts=(*full.contrasts, *worse))).splitlines()
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 80


def test_it_is_about_what_the_campus_does_today_where_that_was_compared() -> None:
    comparison = made()
    assert "today" in brief(comparison).compared.lower()
    others = [named for named, _ in brief(comparison).others]
    assert len(others) == len(comparison.headlines) - 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Police arrive at the same time on average (less than 1 s apart)."),
        ({"better_share": 0.0, "same_share": 1.0}, "Police arrive at the same time in every run."),
        (missed(0.0), "Police arrive at the same time in the median (less than 1 s apart)."),
        (
            {**missed(0.0), "median_reduction": None, "median_word": "only the strategy reaches it"},
            "First unit on scene: achieved only with it in most runs.",
        ),
    ],
)
def test_that_police_arrive_at_the_same_time_is_true_of_an_average(given: dict[str, Any], said: str) -> None:
    full, unit = made(), contrast(ROWS[1].pairing, "first_unit_on_scene", 0.8, **given)
    others = [one for one in full.contrasts if one.measure != "first_unit_on_scene"]
    assert brief(replace(full, contrasts=(*others, unit))).bottom_line.endswith(said)


def test_a_break_even_says_what_breaks_even() -> None:
    found = BreakEven(0.0, Crossing.ONCE, (-1, 1), 44.0, 30.0, 50.0, rises=True)
    entry = InputBreakEven(ROWS[1].pairing, "aware_t90", "pa.reach_microphone", "s", found)
    assert brief(made(break_evens=(entry,))).sensitivity[-1] == (
        'Break-even (zero difference) at 44 s (95% CI 30 to 50 s) of "PA: time to the microphone": sooner above it.'
    )


def test_whatever_else_was_compared_with_todays_practice_has_a_line() -> None:
    full = made()
    beside = [
        replace(one, strategy="dial-911")
        for one in full.contrasts
        if (one.baseline, one.strategy) == (ROWS[1].baseline, ROWS[1].strategy)
    ]
    others = [named for named, _ in brief(replace(full, contrasts=(*full.contrasts, *beside))).others]
    assert [named for named in others if named.startswith("Dialing 911 compared with today")]


def test_inputs_that_move_it_by_less_than_matters_are_not_called_chance() -> None:
    full = made()
    weak = tuple(
        replace(effect, low_reading="no effect", high_reading="no effect") for effect in full.input_effects
    )
    said = " ".join(brief(replace(full, input_effects=weak)).sensitivity)
    assert "No input alone moves it by 4 s or more." in said


def test_what_was_set_is_said_with_what_the_file_has() -> None:
    settings = (
        ArmSetting("app", "app.installed", "40%", "80%", ""),
        ArmSetting("", "psap.takers", "3", "", ""),
    )
    assert brief(made(settings=settings)).settings == (
        "Set: app: app.installed 40% (80% in the file); psap.takers 3."
    )


@pytest.mark.parametrize(
    ("interval", "difference", "short"),
    [
        ("4.4 to 7.2 s sooner", "5.7 s sooner", "4.4 to 7.2"),
        ("0.2 s later to 1.9 s sooner", "0.8 s sooner", "0.2 s later to 1.9 s sooner"),
        ("2:04 to 2:11 min sooner", "2:07 min sooner", "2:04 to 2:11"),
        ("55 s to 1:05 min sooner", "1:00 min sooner", "55 s to 1:05 min sooner"),
        ("133 to 176 person-min fewer", "152 person-min fewer", "133 to 176"),
        ("", "no difference", ""),
        ("no difference", "no median difference", ""),
    ],
)
def test_an_interval_does_not_repeat_the_words_of_its_difference(
    interval: str, difference: str, short: str
) -> None:
    assert shorten_interval(interval, difference) == short
