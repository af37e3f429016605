"""The air in a building during a release outside, by a solver of differential equations."""

from itertools import pairwise

import numpy as np
from scipy.integrate import solve_ivp

from sim.model.close_in import CloseInTable

HOUR = 3600.0


def solve(rates: CloseInTable, slow: float, aired: float, arrives: float, passes: float, until: float) -> float:
    """∫C dt by a solver of differential equations, piece by piece."""
    share = total = 0.0
    cuts = sorted({arrives, until, *(t for t in (slow, aired, passes) if arrives < t < until)})
    for begin, end in pairwise(cuts):
        rate = rates.airing if begin >= aired else rates.closed if begin >= slow else rates.open
        out = 1.0 if begin < passes else 0.0

        def change(_: float, y: np.ndarray, rate: float = rate, out: float = out) -> list[float]:
            return [rate / HOUR * (out - y[0]), y[0]]

        found = solve_ivp(change, (begin, end), [share, total], rtol=1e-10, atol=1e-10)
        share, total = found.y[:, -1]
    return float(total)
