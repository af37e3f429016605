"""Handlers and processes belong together by their names: in the dispatch, and in the table of the docs."""

import ast
import subprocess
import sys
from pathlib import Path

from sim.compiled.handler_names import Handler

ROOT = Path(__file__).parents[3]


def test_each_handler_is_dispatched_to_the_function_of_its_name() -> None:
    """A handler without a branch would do nothing, and go on as the one before it did."""
    tree = ast.parse((ROOT / "sim/compiled/dispatch.py").read_text(encoding="utf-8"))
    branches = [
        (branch.test.comparators[0].attr, assignment.value.func.attr)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If)
        and isinstance(branch.test, ast.Compare)
        and isinstance(branch.test.comparators[0], ast.Attribute)
        for assignment in branch.body
        if isinstance(assignment, ast.Assign)
        and isinstance(assignment.value, ast.Call)
        and isinstance(assignment.value.func, ast.Attribute)
    ]
    assert sorted(branches) == sorted((handler.name, handler.name.lower()) for handler in Handler)


def test_the_table_of_the_docs_has_every_process_and_what_it_is_in_compiled_code() -> None:
    command = [sys.executable, "docs/compiled_handlers.py"]
    table = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert table in (ROOT / "docs/model.md").read_text(encoding="utf-8"), (
        "put what ./run python docs/compiled_handlers.py prints into docs/model.md"
    )
