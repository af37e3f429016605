"""Makes `docs/api.md` from the docstrings of the public functions: `./run python docs/api_reference.py > docs/api.md`."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import sim
from reports.notebook import Plot
from scenarios import errors
from sim import analysis

FUNCTIONS = (
    *(sim.compare, sim.sweep, sim.sensitivity, sim.rank, sim.simulate_year),
    sim.build_evaluator,
    *(sim.register_measure, sim.unregister_measure),
)
RESULT = ("to_frame", "to_xarray", "aware_times", "plot", "figures", "to_json")
EVALUATOR = ("problem", "evaluate", "evaluate_samples")
PLOT = ("save", "title", "alt")
HEAD = """# Python API

`from sim import compare, sweep, sensitivity, rank, simulate_year`: the questions of the commands, for notebooks and scripts. Start with
[example.ipynb](example.ipynb). `./run python docs/api_reference.py > docs/api.md` makes this page from docstrings, and every example on it
runs as a test.

Tables need pandas, arrays xarray: `pip install pandas xarray` adds both.

Inputs have the dotted names of `--set`, as `allcall inputs` lists them. A value is a text with its unit (`"40%"`, `"90 s"`) or a number in
the unit of the input (`0.4`). A name or value that is misspelt is refused with the nearest one. Every function gives the same numbers as
its command with the same seed, and `seed=1` is the default of both.

Allcall is imported as `sim`, `reports`, `scenarios` and `tui`. A file or folder of yours with one of these names hides it: Python says
`cannot import name 'compare' from 'sim'` and names your file. Rename that file.
"""
OPTIONS = """## Options of every run

| argument | meaning |
|---|---|
| `seed` | any whole number of at least 0; the same seed gives the same numbers on any machine |
| `workers` | threads or processes; by default one a processor |
| `engine` | `"auto"`, `"compiled"` or `"simpy"`, with the same results |
| `store` | `open_result_store()` keeps results on disk, as the commands do; by default nothing is kept |
| `on_progress` | called with the part of the run and how far it is |

`Ctrl-C`, or *interrupt* in a notebook, stops a run. `compare` then reports the pairs that are complete.
"""
ERRORS = """## Errors

`from sim import AllcallError` catches all of them. Each says what is wrong and what would be right.

```text
%s
```
"""


def list_lines() -> Iterator[str]:
    """The page, a part at a time."""
    yield HEAD
    for function in FUNCTIONS:
        yield f"## `{function.__name__}`\n\n```python\n{format_signature(function)}\n```\n"
        yield f"{format_docstring(function)}\n"
    yield OPTIONS
    yield ERRORS % draw_errors()
    yield f"## `Result`\n\n{inspect.getdoc(analysis.Result)}\n"
    yield from list_members(analysis.Result, "result", RESULT)
    yield f"## `Evaluator`\n\n{inspect.getdoc(sim.Evaluator)}\n"
    yield from list_members(sim.Evaluator, "evaluator", EVALUATOR)
    yield f"## `Plot`\n\n{inspect.getdoc(Plot)}\n"
    yield from list_members(Plot, "plot", PLOT)


def draw_errors() -> str:
    """The tree of the errors, as their file draws it."""
    _, tree = (inspect.getdoc(errors) or "").split("\n\n", 1)
    return inspect.cleandoc(tree)


def format_signature(function: Any) -> str:
    """The signature, an argument a line."""
    parameters = inspect.signature(function).parameters.values()
    lines = [f"    {parameter.replace(annotation=shorten(parameter))}," for parameter in parameters]
    for at, parameter in enumerate(parameters):
        if parameter.kind is parameter.KEYWORD_ONLY:
            lines.insert(at, "    *,")
            break
    return "\n".join((f"{function.__name__}(", *lines, f") -> {inspect.signature(function).return_annotation}"))


def format_docstring(function: Any) -> str:
    """The docstring, its paragraph on the arguments as a list."""
    names = "|".join(inspect.signature(function).parameters)
    return "\n\n".join(
        re.sub(rf"(?:^|\s)({names}): ", r"\n- `\1`: ", paragraph).strip()
        if re.match(rf"({names}): ", paragraph)
        else paragraph
        for paragraph in (inspect.getdoc(function) or "").split("\n\n")
    )


def shorten(parameter: inspect.Parameter) -> Any:
    """The annotation without the name of its module."""

    class Written:
        def __repr__(self) -> str:
            return str(parameter.annotation).removeprefix("comparing.")

    return Written()


def list_members(of: type, name: str, members: tuple[str, ...]) -> Iterator[str]:
    """Methods and properties: how each is written, and its docstring."""
    for member in members:
        value = inspect.getattr_static(of, member)
        call = "" if isinstance(value, property) else str(inspect.signature(value)).replace("'", "")
        written = call.replace("(self, ", "(").replace("(self)", "()")
        yield f"### `{name}.{member}{written}`\n\n{inspect.getdoc(value)}\n"


if __name__ == "__main__":
    print("\n".join(list_lines()), end="")
