"""`from sim import ...`: names are imported lazily, wrong arguments are refused before anything is played, tables become frames."""

import inspect
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import sim
from sim.arguments import KINDS, read_argument
from sim.statistics.verdicts import Verdict
from tests.sim.experiment.comparisons import made

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


def test_import_is_fast_and_every_public_name_exists() -> None:
    code = "import sim, sys; print('numpy' in sys.modules or 'simpy' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "False"
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    with pytest.raises(AttributeError, match="it has AllcallError"):
        _ = sim.nothing


@pytest.mark.slow
def test_public_names_are_listed_before_they_are_imported() -> None:
    code = "import sim; print(sorted(set(sim.__all__) - set(dir(sim))))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "[]\n"


def test_every_public_error_is_an_allcall_error() -> None:
    public = [getattr(sim, name) for name in sim.__all__]
    errors = [error for error in public if isinstance(error, type) and issubclass(error, Exception)]
    assert len(errors) > 5
    assert [error for error in errors if not issubclass(error, sim.AllcallError)] == []


@pytest.mark.slow
def test_a_frame_has_the_columns_of_its_csv_file_and_conditions_as_text() -> None:
    comparison = made()
    frame = comparison.to_frame("contrasts")
    assert list(frame.columns[:6]) == ["scenario", "campus", "seed", "baseline", "strategy", "conditions"]
    assert set(frame.conditions) == {"none", "pa-failed"}
    assert len(frame[frame.conditions == "none"]) > 1
    with pytest.raises(sim.UnknownName, match="there is measures, contrasts"):
        comparison.to_frame("nothing")  # type: ignore[arg-type]


def test_without_pandas_the_error_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(sim.MissingPackageError, match=r"type: pip install pandas"):
        made().to_frame()


def test_a_contrast_has_its_verdict_as_an_enum() -> None:
    findings = {contrast.finding for contrast in made().contrasts}
    assert findings == {Verdict.EXPLORATORY, Verdict.NO_PRACTICAL_DIFFERENCE, Verdict.SOONER, Verdict.SENSITIVE}
