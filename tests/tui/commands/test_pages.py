"""Pages of small runs of every scenario: no number with digits that nobody knows, no count of a count, no trace of the program."""

import re
from collections.abc import Iterator

import pytest

from scenarios.library import list_shipped, open_emergency
from scenarios.settings import collect_inputs, format_value, show_value
from scenarios.units import TIME
from tui.cli import main

Capture = pytest.CaptureFixture[str]

ONCE = ("agitated-visitor", "threat-report")
"""Scenarios in minutes and in days."""
DECIMAL = re.compile(r"(?<![\d.])\d[\d,]*\.\d{3,}")
ODD = {
    "a count of a count": re.compile(r"\b\d[\d,]* of \d[\d,]* (?:\w+ )?of\b|% of \d+%"),
    "a part of the program": re.compile(r"<object|Traceback|\bnan\b|\binf\b|\bNone\b(?! of\b)"),
    "one of many": re.compile(r"(?<![\d.,])1 (?:runs|pairs|inputs|values|combinations|replications|members)\b"),
    "a sentence that ends twice": re.compile(r"[a-z]\.\.(?=\s|$)|,\.|\.,"),
}


def list_odd(page: str) -> Iterator[str]:
    """What is odd in the lines of a page, but for command lines."""
    for line in page.splitlines():
        if "allcall " not in line:
            for what, pattern in ODD.items():
                yield from (f"{what}: {found[0]!r} in {line!r}" for found in pattern.finditer(line))
            for number in DECIMAL.findall(line):
                if len(number.replace(",", "").replace(".", "").lstrip("0")) > 4:
                    yield f"more than four digits: {number} in {line!r}"


@pytest.mark.parametrize(
    ("line", "is_odd"),
    [
        ("pa.reach_microphone to 20 s, 56.72620946911185 s in the file", True),
        ("worse in 12 of 40 of runs", True),
        ("longer than 12 of 40 replications of them", True),
        ("1 runs", True),
        ("in 12 of 40 runs, 1,234 people, 1.25 m/s, 12:04, 0.0469, 2,050.5; 21 runs", False),
    ],
)
def test_what_is_odd_in_a_line_is_found(line: str, is_odd: bool) -> None:
    assert bool([*list_odd(line)]) == is_odd


def choose_values(scenario: str) -> tuple[str, str, str]:
    """A time whose own median has more digits than a page shows, or else the first with a median, and two larger values."""
    medians = {
        name: (source, source.distribution.median_or_none() or 0.0)
        for name, source in collect_inputs(open_emergency(scenario)).items()
    }
    usable = {name: found for name, found in medians.items() if found[1] and found[0].dimension is TIME}
    long = [name for name, found in usable.items() if format_value(*found) != show_value(*found)]
    name = (long or [*usable])[0]
    source, median = usable[name]
    return name, show_value(source, 1.2 * median, 2), show_value(source, 1.5 * median, 2)


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(name, marks=pytest.mark.slow if name in ONCE else pytest.mark.full(step="pages"))
        for name in list_shipped("scenario")
        if not name.endswith(("-lunch", "-passing"))
    ],
)
def test_no_page_of_a_small_run_has_anything_odd(scenario: str, capsys: Capture) -> None:
    name, value, other = choose_values(scenario)
    usual, compiled = ["--set", f"{name}={value}"], ["--engine", "compiled"]
    small = ["--replications", "40", "--input-pairs", "2", "--joint", "4"]
    commands = [
        ["compare", scenario, *usual, *compiled, *small],
        ["compare", scenario, *usual, *compiled, *small, "--full"],
        ["rank", scenario, *usual, *compiled, "--max-replications", "40", "--joint", "4"],
        ["sweep", scenario, *compiled, "--replications", "20", "--over", f"{name}={value},{other}"],
        ["inputs", scenario],
    ]
    if scenario == "cardiac-arrest":
        commands += [
            ["sensitivity", scenario, *compiled, "--trajectories", "2", "--points", "8", "--pairs", "2"],
            ["year", "rural-k12", "--replications", "3"],
        ]
    for command in commands:
        assert main(command) == 0, command
        assert [*list_odd(capsys.readouterr().out)] == [], command
