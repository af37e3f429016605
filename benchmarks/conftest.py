"""One table of all figures at the end, and how a program is compared with the plain one: by turns, in one process."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any

import pytest

from benchmarks.figures import Figure, table
from benchmarks.work import BLOCK, r1_plainly

FIGURES = pytest.StashKey[list[Figure]]()

Turn = Callable[[int], object]
"""Plays the work of one round; gets the number of the round."""


@dataclass(frozen=True)
class Comparison:
    """Processor time of each turn of two programs, in the order of the rounds. Seconds."""

    ours: list[float]
    plain: list[float]

    @property
    def ratios(self) -> list[float]:
        """Ours over the plain program's, round by round."""
        return [a / b for a, b in zip(self.ours, self.plain, strict=True)]


Compare = Callable[[Turn, int], Comparison]


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> list[Figure]:
    """Where a benchmark puts what it found."""
    return request.config.stash.setdefault(FIGURES, [])


@pytest.fixture
def against_plain(benchmark: Any) -> Compare:
    """Times a block of ours, round by round, each right after a block of pairs of R1 by the plain program.

    A time says something about one machine at one moment; the ratio of two times taken one after the other says
    something about the programs, and the median of many forgives rounds in which other programs used the machine.
    """

    def compare(turn: Turn, rounds: int) -> Comparison:
        plain: list[float] = []

        def the_plain_one_first() -> tuple[tuple[int], dict[str, object]]:
            number = len(plain)
            gc.collect()
            start = process_time()
            r1_plainly(number)
            plain.append(process_time() - start)
            gc.collect()
            return (number,), {}

        benchmark.pedantic(turn, setup=the_plain_one_first, rounds=rounds, warmup_rounds=1)
        return Comparison(list(benchmark.stats.stats.data), plain[1:])

    return compare


def per_pair(seconds: list[float]) -> list[float]:
    """Milliseconds for one of a block."""
    return [second / BLOCK * 1e3 for second in seconds]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """All figures, after everything else."""
    figures = terminalreporter.config.stash.get(FIGURES, [])
    if figures:
        terminalreporter.section("figures")
        for line in table(figures):
            terminalreporter.write_line(line)
