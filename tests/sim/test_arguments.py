"""Arguments of the Python API: what is wrong with them is said in words, before anything is opened or played."""

import inspect
from typing import Any

import numpy as np
import pytest

import sim
from sim.arguments import KINDS, read_argument

FUNCTIONS = (
    *(sim.compare, sim.sweep, sim.sensitivity, sim.rank, sim.simulate_year),
    sim.build_evaluator,
    *(sim.Result.to_xarray, sim.Result.aware_times),
)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"strategies": "office-pa"}, 'strategies: "office-pa" is a text, not a list of names; write ["office-pa"]'),
        (
            {"conditions": {"pa-failed"}},
            "conditions: {'pa-failed'} is not a list of names; write one such as [\"pa-failed\"]",
        ),
        (
            {"strategies": ["app", 3]},
            'strategies: 3 in the list is not a strategy; write one such as ["office-pa", "practice+app"]',
        ),
        ({"pairs": "many"}, 'pairs: "many" is not a whole number; write one such as 400'),
        ({"pairs": True}, "pairs: true is not a whole number; write one such as 400"),
        ({"seed": None}, "seed: nothing is not a whole number; write one such as 400"),
        ({"workers": 0}, "workers: 0 is too few; write at least 1"),
        ({"engine": "compile"}, 'engine: "compile" is not an engine; nearest is "compiled"'),
        (
            {"set": {"app.installed": None}},
            'set: nothing, given for "app.installed", is not a number, a text, a mapping or a list; '
            'write one such as {"app.installed": "40%"}',
        ),
        ({"strategy": ["app"]}, 'compare has no argument "strategy"; nearest is "strategies"'),
    ],
)
def test_a_wrong_argument_is_refused_in_words(given: dict[str, Any], message: str) -> None:
    with pytest.raises(sim.ArgumentError) as refused:
        sim.compare("active-assailant", **given)
    assert str(refused.value) == message


def test_a_missing_argument_is_refused() -> None:
    with pytest.raises(sim.ArgumentError, match="missing a required argument: 'over'"):
        sim.sweep("active-assailant")  # type: ignore[call-arg]


def test_every_argument_is_checked() -> None:
    named = {name for function in FUNCTIONS for name in inspect.signature(function).parameters}
    assert named - {"self"} == set(KINDS)


def test_numbers_of_numpy_become_plain_ones() -> None:
    """A fingerprint knows no others."""
    assert type(read_argument("pairs", np.int64(40))) is int
    assert {type(value) for value in read_argument("set", {"a": np.float32(0.5)}).values()} == {float}
