"""The mean of a distribution as the checks need it, against scipy."""

import math
from typing import Any

import pytest
from scipy import stats

from scenarios.inputs import ChanceInput, DurationInput
from scenarios.validation.limits import find_mean, find_median

EVIDENCE = {"basis": "assumed", "note": "invented"}
LOGNORMAL = {"lognormal": {"median": "60 s", "sigma": 0.8}}


def cut(frozen: Any, low: float, high: float) -> float:
    """The mean of what lies between, by adaptive quadrature."""
    return float(frozen.expect(lb=low, ub=high, conditional=True))


@pytest.mark.parametrize(
    ("written", "mean"),
    [
        ({"fixed": "20 s"}, 20.0),
        ({"uniform": {"low": "10 s", "high": "30 s"}}, 20.0),
        ({"triangular": {"low": "5 s", "mode": "10 s", "high": "30 s"}}, float(stats.triang(0.2, 5, 25).mean())),
        ({"exponential": {"mean": "30 s"}}, 30.0),
        (LOGNORMAL, float(stats.lognorm(0.8, scale=60).mean())),
        ({"gamma": {"shape": 3, "mean": "30 s"}}, 30.0),
        ({"empirical": ["1 s", "2 s", "9 s"]}, 4.0),
        (
            {"mixture": [{"weight": 3, "of": {"fixed": "10 s"}}, {"weight": 1, "of": {"exponential": {"mean": "50 s"}}}]},
            20.0,
        ),
        ({"truncated": {"of": LOGNORMAL, "low": "30 s", "high": "10 min"}}, cut(stats.lognorm(0.8, scale=60), 30, 600)),
        (
            {"truncated": {"of": {"normal": {"mean": "60 s", "sd": "30 s"}}, "low": "20 s", "high": "70 s"}},
            cut(stats.norm(60, 30), 20, 70),
        ),
        (
            {"truncated": {"of": {"exponential": {"mean": "60 s"}}, "low": "20 s", "high": "1 h"}},
            cut(stats.expon(scale=60), 20, math.inf),
        ),
        (
            {"truncated": {"of": {"gamma": {"shape": 2.5, "mean": "50 s"}}, "low": "20 s", "high": "70 s"}},
            cut(stats.gamma(2.5, scale=20), 20, 70),
        ),
        (
            {"truncated": {"of": {"triangular": {"low": "0 s", "mode": "9 s", "high": "9 s"}}, "low": "3 s", "high": "20 s"}},
            cut(stats.triang(1, 0, 9), 3, 9),
        ),
        ({"truncated": {"of": {"empirical": ["1 s", "5 s", "9 s"]}, "low": "4 s", "high": "20 s"}}, 7.0),
    ],
)  # fmt: skip
def test_the_mean_of_a_time(written: dict[str, Any], mean: float) -> None:
    source = DurationInput.model_validate({**written, "varies": "event", "evidence": EVIDENCE})
    assert find_mean(source.distribution) == pytest.approx(mean, rel=1e-4)


def test_the_middle_of_a_chance_that_is_not_known_is_its_mean() -> None:
    source = ChanceInput.model_validate(
        {"chance": {"beta": {"a": 16, "b": 4}}, "varies": "person", "evidence": EVIDENCE}
    )
    assert find_median(source) == pytest.approx(0.8)
