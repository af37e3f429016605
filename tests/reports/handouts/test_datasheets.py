"""The pages of `allcall show`: what they say is what the files say, and what nobody has measured is called assumed."""

import math

import pytest

from reports.datasheets import compute_proportion_answered, compute_waiting_probability, describe_standard
from reports.text.formatting import describe_amount, describe_amount_and_scale, describe_plausible_range
from scenarios.campus import Psap
from scenarios.inputs import ChanceInput, CountInput, DurationInput, Input, ShareInput, SpeedInput
from scenarios.library import open_place
from tests.scenarios.broken_files import CAMPUS, SOUND

# numbers in words

NOTED = {"basis": "assumed", "note": "invented"}


@pytest.mark.parametrize(
    ("form", "given", "says"),
    [
        (
            DurationInput, {"lognormal": {"median": "15 s", "sigma": 0.8}, "varies": "person"},
            "about 15 s, 90% between 4 s and 56 s; drawn for each person",  # 15 exp(±1.645 × 0.8)
        ),
        (
            DurationInput, {"exponential": {"mean": "90 s"}, "varies": "event"},
            "about 62 s, 90% between 4.6 s and 4 min 30 s; drawn for each event",  # −90 ln 0.5, 0.95, 0.05
        ),
        (
            DurationInput, {"lognormal": {"median": "20 min", "sigma": 1.2}, "varies": "person"},
            "about 20 min, 90% between 2 min 47 s and 2 h 24 min; drawn for each person",  # 1200 exp(±1.645 × 1.2)
        ),
        (DurationInput, {"fixed": "5 min"}, "5 min"),
        (ChanceInput, {"chance": 0.93, "varies": "zone"}, "93%; drawn for each room"),
        (
            ChanceInput, {"chance": {"uniform": {"low": 0.8, "high": 1}}, "varies": "person"},
            "90%; sites vary, 90% between 81% and 99%; drawn for each person",
        ),
        (SpeedInput, {"fixed": "1.19 m/s"}, "1.19 m/s"),
        (CountInput, {"uniform": {"low": 0, "high": 10}, "varies": "site"}, "5; sites vary, 90% between 0.5 and 9.5"),
    ],
)  # fmt: skip
def test_an_input_in_words(form: type[Input], given: dict[str, object], says: str) -> None:
    source = form.model_validate(given | {"evidence": NOTED})
    assert describe_amount_and_scale(source) == says
    assert says.startswith(describe_amount(source))


def test_a_range_in_words() -> None:
    evidence = {"basis": "assumed", "range": "5 s to 4 min"}
    source = DurationInput.model_validate({"fixed": "60 s", "evidence": evidence})
    assert describe_plausible_range(source) == "5 s to 4 min"


# the 911 center


@pytest.mark.parametrize(("takers", "offered"), [(1, 0.4), (2, 1.5), (4, 1.6), (20, 19.0)])
def test_erlang_c_is_the_closed_form(takers: int, offered: float) -> None:
    """Erlang 1917: the last term of the Poisson sum, weighted, over the whole of it."""
    last = offered**takers / math.factorial(takers) * takers / (takers - offered)
    below = sum(offered**n / math.factorial(n) for n in range(takers))
    assert compute_waiting_probability(takers, offered) == pytest.approx(last / (below + last), rel=1e-12)


def center(**changed: object) -> Psap:
    """The 911 center of the small school: four takers at 0.4, calls of 90 s on average, pick-up of 4 s."""
    return open_place(str(SOUND / CAMPUS)).campus.psap.model_copy(update=changed)


def test_the_share_answered_in_time_is_the_closed_form_and_none_in_an_overloaded_center() -> None:
    """P(wait ≤ 11 s) = 1 − C exp(−(cμ − λ) 11 s)."""
    waiting = compute_waiting_probability(4, 1.6) * math.exp(-(4 / 90) * 0.6 * 11)
    assert compute_proportion_answered(center()) == pytest.approx(1 - waiting, rel=1e-9)

    assert compute_proportion_answered(center(), busy=1.0) == 0.0


def test_the_reference_center_meets_the_standard_just_so() -> None:
    """The pick-up was scaled so that four staffed takers at 0.4 answer 90% within 15 s."""
    psap = open_place("large-high-school").campus.psap
    staffed = ShareInput.model_validate({"fixed": 1, "evidence": NOTED})
    assert compute_proportion_answered(psap.model_copy(update={"staffed": staffed})) == pytest.approx(0.9, abs=0.02)


def test_a_small_center_says_that_it_misses_the_standard() -> None:
    said = describe_standard(center(takers=1))
    assert "misses the standard of 90%" in said
    assert "meets" in describe_standard(center())
