"""A what-if grid made by hand: an answer that is linear in each input, so that a reader can tell what lies between."""

from __future__ import annotations

import itertools
import math

from sim.experiment.what_if import GridAnswer, GridInput, WhatIfGrid
from tests.sim.experiment.comparisons import ROWS

INSTALLED = GridInput("app.installed", "share", (0.2, 0.4, 0.6, 0.8, 1.0), 2)
ANSWERED = GridInput("psap.connect", "s", (10.0, 20.0, 40.0), 0)
ALERTED = GridInput("app.push.delay", "s", (2.0, 4.0, 8.0, 16.0, 32.0), 2)
INPUTS = (INSTALLED, ANSWERED, ALERTED)


def reduce(installed: float, answered: float, alerted: float) -> float:
    """Linear in the share and in the logarithms of the times; changes sides."""
    return 60.0 * installed - 5.0 * math.log2(answered / 10.0) - 8.0 * math.log2(alerted / 8.0) - 23.0


def grid() -> WhatIfGrid:
    """Of the second row, with limits 4 s either side; police never arrive sooner."""
    values = [reduce(*point) for point in itertools.product(*(one.values for one in INPUTS))]
    low, high = ([value + by for value in values] for by in (-4.0, 4.0))
    none = (0.0,) * len(values)
    return WhatIfGrid(
        ROWS[1].pairing,
        INPUTS,
        (
            GridAnswer("aware_t90", "mean", tuple(values), tuple(low), tuple(high)),
            GridAnswer("first_unit_on_scene", "mean", none, none, none),
        ),
        100,
    )
