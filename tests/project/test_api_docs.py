"""The Python API in the documents: the page is made of the docstrings, and its examples and the notebook run."""

import ast
import doctest
import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim import analysis, arguments, measures
from sim.experiment.evaluator import Evaluator
from sim.result import Result

ROOT = Path(__file__).parents[2]
NOTEBOOK = json.loads((ROOT / "docs/example.ipynb").read_text(encoding="utf-8"))
SLOW = ("compare", "rank", "simulate_year", "sweep", "to_xarray", "aware_times", "build_evaluator", "register_measure")
FULL = ("sim.analysis", "sensitivity", "evaluate_samples")
FUNCTIONS = (
    *(analysis.compare, analysis.sweep, analysis.sensitivity, analysis.rank, analysis.simulate_year),
    *(analysis.build_evaluator, Evaluator.evaluate_samples),
    *(Result.to_xarray, Result.aware_times),
    measures.register_measure,
)
EXAMPLES = [
    example
    for documented in (analysis, arguments, *(inspect.unwrap(function) for function in FUNCTIONS))
    for example in doctest.DocTestFinder(recurse=False).find(documented)
    if example.examples
]


@pytest.mark.slow
def test_the_page_is_what_the_script_makes() -> None:
    command = [sys.executable, "docs/api_reference.py"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    assert page == made, "run ./run python docs/api_reference.py > docs/api.md"


def mark(example: doctest.DocTest) -> pytest.MarkDecorator | tuple[()]:
    if example.name in FULL:
        return pytest.mark.full(step="pages")
    return pytest.mark.slow if example.name in SLOW else ()


@pytest.mark.parametrize("example", [pytest.param(one, id=one.name, marks=mark(one)) for one in EXAMPLES])
def test_an_example_gives_what_it_says(example: doctest.DocTest) -> None:
    assert doctest.DocTestRunner().run(example).failed == 0


def test_every_function_has_an_example() -> None:
    assert {example.name for example in EXAMPLES} >= {function.__name__ for function in FUNCTIONS}


def test_the_notebook_has_no_outputs() -> None:
    cells = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
    assert [cell for cell in cells if cell["outputs"] or cell["execution_count"]] == []


@pytest.mark.full(step="pages")
def test_the_notebook_runs() -> None:
    """Cell by cell, and what a cell ends with can be shown as a notebook shows it."""
    names: dict[str, Any] = {}
    shown = [show(run_cell("".join(cell["source"]), names)) for cell in NOTEBOOK["cells"] if "outputs" in cell]
    assert sum("Answer" in text for text in shown) == 2
    assert sum("<svg" in text for text in shown) == 2


def run_cell(source: str, names: dict[str, Any]) -> object:
    """Runs a cell and returns the value of the expression at its end, or None."""
    body = ast.parse(source)
    last = body.body.pop() if isinstance(body.body[-1], ast.Expr) else None
    exec(compile(body, "cell", "exec"), names)
    return None if last is None else eval(ast.unparse(last), names)


def show(value: object) -> str:
    for method in ("_repr_html_", "_repr_svg_", "__repr__"):
        if hasattr(value, method):
            return str(getattr(value, method)())
    raise AssertionError
