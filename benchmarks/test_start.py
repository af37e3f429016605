"""How long a command takes that computes nothing: mostly imports, so it tells when a heavy one got in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

from benchmarks.figures import Figure

HELP_S = 0.3
"""`allcall --help`, on the reference machine."""
KEPT_S = 1.0
"""`allcall compare`, asked a second time, there."""
REFERENCE_START_S = 0.012
"""`python -c pass` there."""


def seconds(*command: str) -> float:
    """From start to end of a command."""
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def test_help_comes_at_once(figures: list[Figure]) -> None:
    allcall = Path(sys.executable).with_name("allcall")
    if not allcall.exists():
        pytest.skip("allcall is not installed beside this Python")
    times = [(seconds(str(allcall), "--help"), seconds(sys.executable, "-c", "pass")) for _ in range(16)][1:]
    bound = HELP_S / REFERENCE_START_S
    ratio = Figure("allcall --help, over python -c pass", [ours / bare for ours, bare in times], bound=bound)
    figures += [Figure("allcall --help", [ours for ours, _ in times], "s", HELP_S), ratio]
    assert ratio.median <= bound


def test_a_question_asked_before_is_answered_at_once(
    figures: list[Figure], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    allcall = Path(sys.executable).with_name("allcall")
    if not allcall.exists():
        pytest.skip("allcall is not installed beside this Python")
    question = (str(allcall), "compare", "active-assailant", "--replications", "5", "--input-pairs", "0")
    seconds(*question)
    times = [(seconds(*question), seconds(sys.executable, "-c", "pass")) for _ in range(8)]
    bound = KEPT_S / REFERENCE_START_S
    ratio = Figure("a kept answer, over python -c pass", [ours / bare for ours, bare in times], bound=bound)
    figures += [Figure("a kept answer", [ours for ours, _ in times], "s", KEPT_S), ratio]
    assert ratio.median <= bound
