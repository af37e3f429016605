"""Families of distributions and inputs: parameters, units, supports, and means against scipy."""

import math
import pickle
import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError
from scipy import stats

from scenarios.distributions import FAMILIES, Beta, Chance, Fixed, Gamma, Lognormal, Mixture, Triangular, Truncated
from scenarios.inputs import ChanceInput, CountInput, DurationInput, Input, LengthInput, ShareInput, SpeedInput
from scenarios.validation.limits import find_mean, find_median

INVENTED = {"varies": "person", "evidence": {"basis": "assumed", "note": "invented"}}
LOGNORMAL = {"lognormal": {"median": "20 s", "sigma": 0.9}}
RIGHT: dict[str, Any] = {
    "fixed": "20 s",
    "uniform": {"low": 0, "high": "20 s"},
    "triangular": {"low": "5 s", "mode": "5 s", "high": "20 s"},
    "exponential": {"mean": "20 s"},
    "lognormal": {"median": "20 s", "sigma": 0},
    "gamma": {"shape": 2, "mean": "20 s"},
    "truncated": {"of": {"normal": {"mean": "20 s", "sd": "5 s"}}, "low": 0, "high": "1 min"},
    "mixture": [{"weight": 1, "of": LOGNORMAL}, {"weight": 3, "of": {"fixed": "1 min"}}],
    "empirical": ["20 s", "30 s", "25 s"],
}
SLOW_ANSWER = {"lognormal": {"median": "60 s", "sigma": 0.8}}


def duration(**distribution: object) -> DurationInput:
    return DurationInput.model_validate(distribution | INVENTED)


@pytest.mark.parametrize("family", RIGHT)
def test_each_family_is_written_under_its_key(family: str) -> None:
    read = duration(**{family: RIGHT[family]})
    assert read.distribution.kind == family
    assert getattr(read, family) is read.distribution


def test_what_is_written_as_json_reads_back_with_its_units_in_every_family_of_a_duration() -> None:
    assert set(FAMILIES) - set(RIGHT) == {"beta", "normal"}
    for family, written in RIGHT.items():
        read = duration(**{family: written})
        assert DurationInput.model_validate_json(read.model_dump_json(exclude_none=True)) == read


def test_a_share_may_be_beta_and_a_chance_may_be_a_number_or_a_distribution() -> None:
    assert ShareInput.model_validate({"beta": {"a": 16, "b": 4}} | INVENTED).distribution == Beta(a=16, b=4)
    plain = ChanceInput.model_validate({"chance": "93 %"} | INVENTED)
    assert isinstance(plain.distribution, Chance)
    assert plain.distribution.of == Fixed(0.93)
    by_site = ChanceInput.model_validate({"chance": {"beta": {"a": 16, "b": 4}}} | INVENTED)
    assert by_site.distribution.of == Beta(a=16, b=4)
    assert find_median(by_site) == pytest.approx(0.8)  # of what is not known, the mean


@pytest.mark.parametrize(
    ("form", "written", "meant"), [(SpeedInput, "1.19 m/s", 1.19), (LengthInput, "3 ft", 0.9144), (CountInput, 3, 3.0)]
)
def test_each_input_has_its_unit(form: type[Input], written: object, meant: float) -> None:
    assert form.model_validate({"fixed": written} | INVENTED).distribution == Fixed(meant)


def test_weights_of_a_mixture_become_shares_and_code_may_make_a_distribution() -> None:
    mixture = duration(mixture=RIGHT["mixture"]).distribution
    assert isinstance(mixture, Mixture)
    assert mixture.parts == ((0.25, Lognormal(median=20.0, sigma=0.9)), (0.75, Fixed(60.0)))
    assert Lognormal(median=20.0, sigma=0.9) == duration(**LOGNORMAL).distribution
    assert len({duration(**LOGNORMAL), duration(**LOGNORMAL), duration(fixed="3 s")}) == 2


def test_medians_and_reaches_agree_with_their_definitions() -> None:
    assert Triangular(low=0.0, mode=0.0, high=2.0).median_or_none() == pytest.approx(2 - math.sqrt(2))
    assert Triangular(low=0.0, mode=2.0, high=2.0).median_or_none() == pytest.approx(math.sqrt(2))
    assert Triangular(low=1.0, mode=2.0, high=3.0).median_or_none() == pytest.approx(2)
    assert duration(exponential={"mean": "10 s"}).distribution.median_or_none() == pytest.approx(6.931, abs=1e-3)
    truncated = duration(truncated=RIGHT["truncated"]).distribution
    assert isinstance(truncated, Truncated)
    assert truncated.support() == (0, 60)
    within = {"of": {"uniform": {"low": "10 s", "high": "30 s"}}, "low": "5 s", "high": "20 s"}
    assert duration(truncated=within).distribution.support() == (10, 20)
    assert duration(mixture=RIGHT["mixture"]).distribution.support() == (0, math.inf)


@pytest.mark.parametrize("shape", [0.5, 1.0, 4.0, 25.0, 400.0])
def test_nearly_all_of_a_gamma_distribution_is_within_its_reach(shape: float) -> None:
    """All but a millionth, and the reach is no more than a hundred standard deviations."""
    low, high = Gamma(shape=shape, mean=10.0).effective_range()
    law = stats.gamma(shape, scale=10.0 / shape)
    assert law.cdf(low) + law.sf(high) < 1e-6
    assert high - low < 100 * law.std()


@pytest.mark.parametrize(
    ("wrong", "where", "said"),
    [
        ({"fixed": "3 s", "uniform": RIGHT["uniform"]}, (), "more than one distribution"),
        ({}, (), "no distribution"),
        ({"lognormal": None}, ("lognormal",), "no parameters"),
        ({"lognormal": {"median": 0, "sigma": 1}}, ("lognormal",), '"median" must be above 0'),
        ({"lognormal": {"median": "3 s", "sigma": -1}}, ("lognormal", "sigma"), "greater than or equal to 0"),
        ({"lognormal": {"median": "3 s", "sigma": True}}, ("lognormal", "sigma"), "number"),
        ({"uniform": {"low": "3 s", "high": "3 s"}}, ("uniform",), '"low" is not below "high"'),
        ({"triangular": {"low": 0, "mode": "3 s", "high": "2 s"}}, ("triangular",), '"mode" is above "high"'),
        ({"exponential": {"mean": 0}}, ("exponential",), '"mean" must be above 0'),
        ({"mixture": []}, ("mixture",), "at least 1"),
        ({"mixture": [{"weight": 0, "of": LOGNORMAL}]}, ("mixture", 0, "weight"), "greater than 0"),
        ({"empirical": ["3 s", 4]}, ("empirical", 1), "no unit"),
        ({"normal": {"mean": "30 s", "sd": "5 s"}}, (), "put it inside truncated"),
        ({"mixture": [{"weight": 1, "of": {"normal": {"mean": "30 s", "sd": "5 s"}}}]}, (), "inside truncated"),
        ({"truncated": {"of": LOGNORMAL, "low": "3 s", "high": "3 s"}}, ("truncated",), "is not below"),
        ({"truncated": {"of": RIGHT["truncated"]["of"], "low": "90 s", "high": "99 s"}} , (), "Extra|nothing of"),
        ({"beta": {"a": 1, "b": 1}}, (), "beta gives shares"),
        ({"chance": 0.5}, ("chance",), "Extra inputs"),
    ],
)  # fmt: skip
def test_what_no_family_means_is_refused_there(wrong: dict[str, Any], where: tuple[str | int, ...], said: str) -> None:
    with pytest.raises(ValidationError, match=said) as refused:
        duration(**wrong)
    locations = [error["loc"] for error in refused.value.errors()]
    assert where in locations or (where == () and len(locations) == 1)


def test_a_share_that_could_leave_0_to_1_needs_truncation_and_all_but_a_fixed_value_vary_by_something() -> None:
    wide = {"lognormal": {"median": 0.5, "sigma": 0.2}}
    for form, written in ((ShareInput, wide), (ChanceInput, {"chance": wide})):
        with pytest.raises(ValidationError, match="inside truncated"):
            form.model_validate(written | INVENTED)
    cut = {"truncated": {"of": wide, "low": 0, "high": 1}}
    assert ChanceInput.model_validate({"chance": cut} | INVENTED).distribution.support() == (0, 1)
    evidence = {"evidence": INVENTED["evidence"]}
    assert DurationInput.model_validate({"fixed": "3 s"} | evidence).varies == "site"
    with pytest.raises(ValidationError, match='there is no "varies"'):
        DurationInput.model_validate(LOGNORMAL | evidence)
    with pytest.raises(ValidationError, match='there is no "varies"'):
        ChanceInput.model_validate({"chance": 0.5} | evidence)


@pytest.mark.slow
def test_inputs_travel_to_another_process() -> None:
    read = [duration(**{family: written}) for family, written in RIGHT.items()]
    sent = pickle.dumps([read, [one.distribution for one in read]])
    assert pickle.loads(sent) == [read, [one.distribution for one in read]]
    code = "import pickle, sys; print(pickle.load(sys.stdin.buffer)[1][0])"
    alone = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, check=True)
    assert alone.stdout.strip() == b"root=20.0"


def within(of: object, low: str, high: str) -> dict[str, object]:
    return {"truncated": {"of": of, "low": low, "high": high}}


def cut(frozen: Any, low: float, high: float) -> float:
    return float(frozen.expect(lb=low, ub=high, conditional=True))


@pytest.mark.parametrize(
    ("written", "mean"),
    [
        ({"fixed": "20 s"}, 20.0),
        ({"uniform": {"low": "10 s", "high": "30 s"}}, 20.0),
        ({"triangular": {"low": "5 s", "mode": "10 s", "high": "30 s"}}, float(stats.triang(0.2, 5, 25).mean())),
        ({"exponential": {"mean": "30 s"}}, 30.0),
        (SLOW_ANSWER, float(stats.lognorm(0.8, scale=60).mean())),
        ({"gamma": {"shape": 3, "mean": "30 s"}}, 30.0),
        ({"empirical": ["1 s", "2 s", "9 s"]}, 4.0),
        ({"mixture": [{"weight": 3, "of": {"fixed": "10 s"}}, {"weight": 1, "of": {"exponential": {"mean": "50 s"}}}]}, 20.0),
        (within(SLOW_ANSWER, "30 s", "10 min"), cut(stats.lognorm(0.8, scale=60), 30, 600)),
        (within({"normal": {"mean": "60 s", "sd": "30 s"}}, "20 s", "70 s"), cut(stats.norm(60, 30), 20, 70)),
        (within({"exponential": {"mean": "60 s"}}, "20 s", "1 h"), cut(stats.expon(scale=60), 20, math.inf)),
        (within({"gamma": {"shape": 2.5, "mean": "50 s"}}, "20 s", "70 s"), cut(stats.gamma(2.5, scale=20), 20, 70)),
        (within({"triangular": {"low": "0 s", "mode": "9 s", "high": "9 s"}}, "3 s", "20 s"), cut(stats.triang(1, 0, 9), 3, 9)),
        (within({"empirical": ["1 s", "5 s", "9 s"]}, "4 s", "20 s"), 7.0),
    ],
)  # fmt: skip
def test_the_mean_of_a_time(written: dict[str, Any], mean: float) -> None:
    assert find_mean(duration(**written).distribution) == pytest.approx(mean, rel=1e-4)
