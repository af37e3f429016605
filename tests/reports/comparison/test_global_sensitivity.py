"""The page of `allcall sensitivity`: what matters, the table, what does not matter, the joint range and where a strategy fails."""

from dataclasses import replace
from typing import Any

import pytest

from reports.comparison.global_sensitivity import describe_discovery, format_index, print_sensitivity
from reports.text.terms import INPUT_NAMES
from sim.experiment.comparison import InputBreakEven
from sim.experiment.global_sensitivity import SELECTED, GlobalSensitivity
from sim.statistics.break_even import BreakEven, Crossing
from sim.statistics.global_sensitivity import SobolIndex
from sim.statistics.joint import JointEstimate
from sim.statistics.paired import Pairing
from tests.reports.comparison.sensitivities import DISCOVERY, build_sensitivity
from tests.reports.golden_texts import check_golden, print_to_text

COMMANDS = [
    "allcall sweep active-assailant --over pa.authority.needed=0%..90%:9",
    "allcall sensitivity active-assailant --figure figures",
]
NOTES = ("radio-failed, as asked for, changes nothing: this campus has no radio.",)


def page(of: GlobalSensitivity) -> str:
    return print_to_text(lambda console: print_sensitivity(of, COMMANDS, console))


def test_the_page() -> None:
    text = page(build_sensitivity())
    check_golden("sensitivity-page.txt", text)
    assert len(text.splitlines()) <= 40


def test_a_page_with_the_longest_names_has_at_most_40_lines() -> None:
    names = sorted(INPUT_NAMES, key=lambda name: len(INPUT_NAMES[name]))[-SELECTED:]
    index = SobolIndex(0.11, 0.1, 0.12, 0.12, 0.11, 0.13)
    inputs = tuple(replace(build_sensitivity().inputs[0], name=name, sobol=index) for name in names) + tuple(
        screened for screened in build_sensitivity().inputs if screened.sobol is None
    )
    two = zip(DISCOVERY.conditions, names[-2:], strict=True)
    conditions = tuple(replace(condition, input=name) for condition, name in two)
    noisy = JointEstimate(512, 17.0, 410.0, 120.0, (-21.0, 19.0, 51.0), 0.79, 0.58, 0.08)
    found = replace(DISCOVERY, conditions=conditions)
    text = page(build_sensitivity(inputs=inputs, discovery=found, joint=noisy, notes=NOTES))
    assert len(text.splitlines()) <= 40, text


def test_the_page_of_a_measure_in_person_minutes_that_nothing_explains() -> None:
    """The median, no input selected, the points no more than chance, no conditions."""
    inputs = tuple(replace(screened, sobol=None, reading="no effect") for screened in build_sensitivity().inputs)
    given: dict[str, Any] = {"measure": "unprotected_person_minutes", "unit": "person-min", "delta": 400.0}
    given |= {"statistic": "median", "base": 1230.4}
    given |= dict.fromkeys(("base_low", "base_high", "others", "discovery"))
    joint = JointEstimate(512, 1200.0, 400.0, 500.0, None, None, None, None)
    nothing = build_sensitivity(inputs=inputs, joint=joint, conditions=("pa-failed",), notes=NOTES, **given)
    check_golden("sensitivity-page-nothing.txt", page(nothing))


def test_a_box_that_other_points_do_not_confirm_is_not_told() -> None:
    assert "permission" not in describe_discovery(build_sensitivity(discovery=replace(DISCOVERY, chance=0.3)))


@pytest.mark.parametrize(
    ("index", "printed"),
    [
        (SobolIndex(-0.02, -0.1, 0.06, 0.01, 0.0, 0.02), ("0 (0 to 6)", "1 (0 to 2)")),
        (SobolIndex(0.98, 0.9, 1.07, 1.02, 0.95, 1.1), ("98 (90 to 100)", "100 (95 to 100)")),
    ],
)
def test_shares_are_printed_between_0_and_100(index: SobolIndex, printed: tuple[str, str]) -> None:
    assert format_index(index) == printed


def test_the_strongest_input_has_its_break_even_and_from_where_on_it_matters() -> None:
    """For a time: sooner above 65 s, and by 15 s or more above 74 s, whose upper limit lies beyond the range."""
    zero = BreakEven(0.0, Crossing.ONCE, (-1, 1), 65.0, 61.0, 70.0, rises=True)
    matters = BreakEven(15.0, Crossing.ONCE, (-1, 1), 74.0, 70.0, None, rises=True)
    pairing, name = Pairing("office-pa", "practice+app"), "pa.reach_microphone"
    entry = InputBreakEven(pairing, "aware_t90", name, "s", zero, matters, points=(10.0, 120.0))
    text = page(replace(build_sensitivity(), break_even=entry)).replace("\n", " ")
    assert (
        "Break-even at 1:05 min (95% CI 1:01 to 1:10 min) of “PA: time to the microphone”: sooner above it. "
        "At least 15 s sooner above 1:14 min (95% CI 1:10 to beyond 2:00 min)." in text
    )
    open_end = replace(entry, found=replace(zero, crossing=Crossing.UNRESOLVED), matters_from=None)
    text = page(replace(build_sensitivity(), break_even=open_end))
    assert "Break-even: not resolved along “PA: time to the microphone”." in text


def test_an_analysis_that_was_stopped_says_how_far_it_came() -> None:
    whole = build_sensitivity()
    screened = replace(whole, stopped="interrupted", trajectories=3, points=0, joint=None, discovery=None)
    text = page(replace(screened, inputs=tuple(replace(one, sobol=None) for one in whole.inputs)))
    assert "Stopped after 3 trajectories of the screening. The variance was not split." in text
    assert "Strongest in the screening: " in text
    assert "combinations" not in text
    text = page(replace(whole, stopped="interrupted", trajectories=10, points=12)).replace("\n", " ")
    assert "Stopped after 10 trajectories and 12 combinations in each matrix." in text
