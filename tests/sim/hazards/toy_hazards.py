"""Hazards that are no part of the program."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.library import Mention, find_file
from sim.hazards.base import register, unregister


@pytest.fixture
def flood() -> Iterator[None]:
    """The toy hazard is there for one test only."""
    from tests.plug_in.flood import FLOOD

    register(FLOOD)
    yield
    unregister("flood")


LASTS = """\
    fixed: 4 min
    varies: site
    evidence: {basis: assumed, range: 2 min to 8 min}
"""
HAZARD = f"hazard:\n  kind: flood\n  where:\n    - {{kinds: [hall]}}\n  lasts:\n{LASTS}"
PRIMARY = "primary:\n  - {measure: wet_share, smallest_difference: 0.05}\n"


def written(folder: Path, hazard: str = HAZARD) -> str:
    """A scenario file with the hazard, like the shipped assailant in everything else."""
    text = find_file("scenario", "active-assailant", Mention()).read_text().replace("period: day", "period: class")
    parts = [part for part in _blocks(text) if not part.startswith(("hazard:", "primary:", "scenario:"))]
    path = folder / "burst-pipe.yaml"
    path.write_text("".join(["scenario: burst-pipe\n", *parts, hazard, PRIMARY]))
    return str(path)


def _blocks(text: str) -> Iterator[str]:
    block = ""
    for line in text.splitlines(keepends=True):
        if block and not line.startswith((" ", "#", "\n", "-")):
            yield block
            block = ""
        block += line
    yield block
