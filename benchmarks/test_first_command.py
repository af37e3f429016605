"""The README's first command as a stranger would run it, all of it: minutes on a busy machine, so only when asked for.

./run pytest benchmarks -m long
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.figures import Figure
from benchmarks.test_memory import BOUND_MB
from benchmarks.watch import KNOWN, watched

SECONDS = 60.0
"""The command, in an environment that is there already, on two idle cores of the reference machine."""


@pytest.mark.long
@pytest.mark.skipif(not KNOWN, reason="this system does not tell the peaks of other processes")
def test_the_first_command_fits_in_memory(figures: list[Figure]) -> None:
    allcall = Path(sys.executable).with_name("allcall")
    taken = watched(str(allcall), "compare", "active-assailant", "--no-cache")
    figures += [
        Figure("allcall compare active-assailant", [taken.seconds], "s", SECONDS),
        Figure("allcall compare active-assailant, processor time", [taken.processor_s], "s", 2 * SECONDS),
        Figure("allcall compare active-assailant, memory", [taken.memory_mb], "MB", BOUND_MB),
    ]
    assert taken.memory_mb <= BOUND_MB
