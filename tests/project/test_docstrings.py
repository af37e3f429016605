"""Every exception that a docstring says is raised exists."""

import ast
import builtins
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = "BadRequest", "Conflict", "RequestTimeout", "ServiceUnavailable", "TooManyRequests", "Unauthorized"
FOREIGN = {f"HTTP{name}": "aiohttp.web" for name in ANSWERS}
FOREIGN |= {"PydanticCustomError": "pydantic_core", "ParseError": "xml.etree.ElementTree", "TypstError": "typst"}
"""Exceptions of libraries, by the module that has them."""
SENTENCE = re.compile(r"\bRaises ([A-Z].*?)(?:\.\s|\.?$)")
NAME = re.compile(
    r"^[A-Z]\w+|(?:(?<=, )|(?<= or )|(?<= and ))[A-Z]\w+(?=$|, [A-Z]|,? (?:(?:for|where|if|with)\b|(?:or|and) [A-Z]))"
)
"""The first word, and further ones of a list, or with a reason of their own."""


def list_raised(docstring: str) -> Iterator[str]:
    """The exceptions that a docstring names."""
    for sentence in SENTENCE.findall(" ".join(docstring.split())):
        yield from NAME.findall(sentence)


def find_exceptions(classes: list[ast.ClassDef]) -> set[str]:
    """Builtin exceptions, and classes that are derived from an exception."""
    known = {name for name, one in vars(builtins).items() if isinstance(one, type) and issubclass(one, BaseException)}
    while found := {one.name for one in classes if known.intersection(map(ast.unparse, one.bases))} - known:
        known |= found
    return known


def test_the_names_are_found() -> None:
    docstring = """The file. Raises OSError, which names it, PlanError or
    ClockRejection for NaN, where SQLite or Excel is. Returns. Raises Problems."""
    assert [*list_raised(docstring)] == ["OSError", "PlanError", "ClockRejection", "Problems"]


@pytest.mark.slow
def test_every_exception_that_a_docstring_names_exists() -> None:
    files = [path for package in ("scenarios", "sim", "reports", "tui") for path in (ROOT / package).rglob("*.py")]
    nodes = {path: [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))] for path in files}
    known = find_exceptions([node for found in nodes.values() for node in found if isinstance(node, ast.ClassDef)])
    known |= {name for name, module in FOREIGN.items() if hasattr(import_module(module), name)}
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    named = [
        (f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}", name)
        for path, found in nodes.items()
        for node in found
        if isinstance(node, documented)
        for name in list_raised(ast.get_docstring(node) or "")
    ]
    assert len(named) > 300
    assert [(place, name) for place, name in named if name not in known] == []
