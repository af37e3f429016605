"""One source of log, exp and normal quantile: the same bits for floats and arrays, and close to the truth."""

import ast
import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtri

import sim
from sim.sampling import elementary
from sim.sampling.elementary import GRID, FloatArray, round_to_grid

ENGINE_FILES = ("elementary", "distributions", "keyed_rng", "streams")


def _uniforms() -> FloatArray:
    """Random and edge probabilities: both tails down to 2**-53, and both sides of AS 241's branches."""
    random = np.random.default_rng(1)
    edges = np.array([0.075, 0.5, 0.925, math.exp(-25.0), 1.0 - math.exp(-25.0), 2.0**-53, 1.0 - 2.0**-53])
    beside = np.concatenate([np.nextafter(edges, 0.25), edges, np.nextafter(edges, 0.75)])
    tail = 2.0 ** -random.uniform(1.0, 53.0, 40_000)
    uniforms = np.concatenate([random.random(80_000), tail, 1.0 - tail, beside])
    return uniforms[(uniforms > 0.0) & (uniforms < 1.0)]


def _positives() -> FloatArray:
    """Random and edge positives: each power of two, and both sides of where log changes its exponent."""
    random = np.random.default_rng(2)
    powers = 2.0 ** np.arange(-1022.0, 1024.0)
    edges = np.concatenate([powers, powers * math.sqrt(0.5)])[1:]
    beside = np.concatenate([edges, np.nextafter(edges, 0.0), np.nextafter(edges, np.inf)])
    near_one = 1.0 + random.normal(size=20_000) * 10.0 ** random.uniform(-16.0, -1.0, 20_000)
    spread = 2.0 ** random.uniform(-1022.0, 1023.9, 80_000)
    positives: FloatArray = np.concatenate([spread, near_one, beside, _uniforms()])
    return positives[(positives >= 2.0**-1022) & np.isfinite(positives)]


def _exponents() -> FloatArray:
    """Random and edge exponents, some beyond both ends."""
    random = np.random.default_rng(3)
    halves = np.arange(-1021.0, 1022.0) * math.log(2.0) / 2.0
    edges = np.array([-np.inf, -1e300, -708.0, -1e-300, 0.0, 1e-300, 709.0, 1e300, np.inf])
    beside = np.nextafter(np.array([-708.0, -708.0, 709.0, 709.0]), np.array([-np.inf, 0.0, 0.0, np.inf]))
    spread = np.concatenate([random.uniform(-720.0, 720.0, 60_000), random.normal(size=60_000)])
    return np.concatenate([spread, halves, edges, beside])


CASES = [
    pytest.param(elementary.log, elementary.log_array, _positives, id="log"),
    pytest.param(elementary.exp, elementary.exp_array, _exponents, id="exp"),
    pytest.param(elementary.normal_quantile, elementary.normal_quantile_array, _uniforms, id="normal"),
    pytest.param(round_to_grid, round_to_grid, _exponents, id="grid"),
]


@pytest.mark.parametrize(("single", "array", "inputs"), CASES)
def test_floats_and_arrays_get_the_same_bits(
    single: Callable[[float], float], array: Callable[[FloatArray], FloatArray], inputs: Callable[[], FloatArray]
) -> None:
    x = inputs()
    assert x.size > 100_000
    assert np.array([single(value) for value in x.tolist()]).tobytes() == array(x).tobytes()


def test_log_and_exp_are_within_two_units_in_the_last_place() -> None:
    x = _positives()
    truth = np.array([math.log(value) for value in x.tolist()])
    assert np.max(np.abs(elementary.log_array(x) - truth) / np.spacing(np.abs(truth))) <= 2.0
    x = _exponents()
    x = x[(x >= elementary.LOWEST_EXPONENT) & (x <= elementary.HIGHEST_EXPONENT)]
    truth = np.array([math.exp(value) for value in x.tolist()])
    assert np.max(np.abs(elementary.exp_array(x) - truth) / np.spacing(truth)) <= 2.0
    assert [elementary.exp(x) for x in (-math.inf, -708.1, 709.1, math.inf)] == [0.0, 0.0, math.inf, math.inf]


def test_normal_quantile_is_within_its_stated_error_symmetric_and_zero_at_one_half() -> None:
    u = _uniforms()
    np.testing.assert_allclose(elementary.normal_quantile_array(u), ndtri(u), rtol=2e-15, atol=2e-16)
    printed = {0.25: -0.6744897501960817, 0.001: -3.090232306167814, 1e-20: -9.262340089798408}
    for p, z in printed.items():
        assert elementary.normal_quantile(p) == pytest.approx(z, rel=1e-15)
    u = np.floor(_uniforms() * 2.0**52) * 2.0**-52 + 2.0**-53  # as they are drawn: 1 - u is exact
    np.testing.assert_array_equal(elementary.normal_quantile_array(1.0 - u), -elementary.normal_quantile_array(u))
    assert elementary.normal_quantile(0.5) == 0.0


def test_all_three_never_fall_where_their_argument_rises() -> None:
    for array, inputs in ((elementary.log_array, np.sort(_positives())), (elementary.exp_array, np.sort(_exponents()))):
        assert np.all(np.diff(array(inputs)[np.isfinite(array(inputs))]) >= 0.0)
    steps = np.diff(elementary.normal_quantile_array(np.sort(_uniforms())))
    assert np.all(steps >= -4e-15)  # AS 241 joins its three branches to within its error


@pytest.mark.parametrize(
    ("seconds", "steps"),
    [(0.5, 0), (1.5, 2), (2.5, 2), (-0.5, 0), (-1.5, -2), (0.499999, 0), (0.500001, 1), (2.0**50 + 0.5, 2**50)],
)
def test_the_grid_rounds_half_to_even(seconds: float, steps: int) -> None:
    assert round_to_grid(seconds * GRID) == steps * GRID


def test_the_grid_is_the_nearest_multiple_with_infinity_and_without_minus_zero() -> None:
    random = np.random.default_rng(4)
    for x in (10.0 ** random.uniform(-8.0, 9.3, 5000)).tolist():
        assert Fraction(round_to_grid(x)) == round(Fraction(x) / Fraction(GRID)) * Fraction(GRID)
    assert round_to_grid(math.inf) == math.inf
    assert math.copysign(1.0, round_to_grid(-0.0)) == math.copysign(1.0, round_to_grid(-1e-9)) == 1.0
    assert round_to_grid(1e12 + 0.3) % GRID == 0.0


@pytest.mark.parametrize("name", ENGINE_FILES)
def test_engine_files_take_no_logarithm_from_a_library(name: str) -> None:
    """No library function that rounds as it likes: only what IEEE 754 fixes, and exact steps."""
    (folder,) = sim.__path__
    tree = ast.parse((Path(folder) / "sampling" / f"{name}.py").read_text())
    loose = {"log", "log1p", "log2", "log10", "exp", "expm1", "exp2", "pow", "power", "sin", "cos", "erf", "erfc"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert not (node.value.id in {"np", "math"} and node.attr in loose), f"line {node.lineno}"
        if isinstance(node, ast.ImportFrom):
            taken = {alias.name for alias in node.names}
            assert node.module == "sim.sampling.elementary" or not taken & loose, f"line {node.lineno}"
            assert not (node.module or "").startswith("scipy")
