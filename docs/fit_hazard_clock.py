"""Fits the assailant's own clock: `./run python docs/fit_hazard_clock.py [REPLICATIONS]`.

Published lengths of attacks contain those that police ended, so they are no clock of the hazard. The clock is a lognormal, redrawn within
30 s and one hour, whose resulting lengths return the published shares on the reference campus, in class, under present practice and
without an officer on campus. Its own clock does not change when officers would end the hazard. So each replication is played once with
a clock that never runs out, which gives the time E of the end by officers, or of a siege that began at B. A play is over by t unless E
is later than t and its own clock has not run out by t, or by B where that was earlier:

    1 - share(t) = mean of P(own clock > min(t, B)) over the plays with E > t

For both published t this gives the median and the sigma of the clock (simulated moments).
"""

import math
import sys
from dataclasses import replace

import numpy as np
from scipy.optimize import root
from scipy.stats import norm

from scenarios.inputs import DurationInput
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.compiled.engine import CompiledEngine
from sim.hazards.assailant import Assailant
from sim.model.trace import EventKind
from sim.tabulation import tabulate

SHARES = {120.0: 23 / 63, 300.0: 44 / 63}
"""Share of attacks over by so many seconds (evidence row 19)."""
SHORTEST, LONGEST = 30.0, 3600.0
SEED = 19
NEVER = {"fixed": "10 h", "varies": "site", "evidence": {"basis": "assumed", "note": "never runs out"}}


def play_without_clock(emergency: Emergency, replications: int) -> tuple[np.ndarray, np.ndarray]:
    """Seconds from onset at which the hazard would end, inf if not by the horizon, and at which a siege begins, inf if none:
    (replications,) each.
    """
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Assailant)
    endless = hazard.model_copy(update={"lasts": DurationInput.model_validate(NEVER)})
    scenario = emergency.scenario.model_copy(update={"hazard": endless})
    practice = emergency.place.campus.present_practice
    engine = CompiledEngine(tabulate(replace(emergency, scenario=scenario), practice, ["sro-away"]), SEED)
    ends, sieges = np.full(replications, math.inf), np.full(replications, math.inf)
    for replication in range(replications):
        for time, kind, *_ in engine.run(replication).rows:
            if kind == EventKind.HAZARD_ENDS:
                ends[replication] = time
            elif kind == EventKind.SIEGE_BEGINS:
                sieges[replication] = time
    return ends, sieges


def share_left(median: float, sigma: float, times: np.ndarray) -> np.ndarray:
    """Share of own clocks that have not run out by each of these times."""
    low, high = (norm.cdf(math.log(end / median) / sigma) for end in (SHORTEST, LONGEST))
    at = norm.cdf(np.log(np.clip(times, SHORTEST, LONGEST) / median) / sigma)
    return np.asarray((high - at) / (high - low))


def share_over(median: float, sigma: float, ends: np.ndarray, sieges: np.ndarray, time: float) -> float:
    """Share of emergencies that are over by this time."""
    left = share_left(median, sigma, np.minimum(time, sieges))
    return float(1.0 - np.mean(np.where(ends > time, left, 0.0)))


def fit_clock(ends: np.ndarray, sieges: np.ndarray) -> tuple[float, float]:
    """Median (s) and sigma of the lognormal before it is redrawn within its limits."""

    def misses(x: np.ndarray) -> list[float]:
        median, sigma = np.exp(x)
        return [share_over(median, sigma, ends, sieges, time) - share for time, share in SHARES.items()]

    solved = root(misses, [math.log(173.0), 0.0])
    if not solved.success:
        raise RuntimeError(f"the moments have no solution: {solved.message}")
    return math.exp(solved.x[0]), math.exp(solved.x[1])


def main(replications: int) -> None:
    """Prints the fit, and what it returns."""
    ends, sieges = play_without_clock(open_emergency("active-assailant-class"), replications)
    median, sigma = fit_clock(ends, sieges)
    print(f"{replications:,} replications, seed {SEED}: median {median:.0f} s, sigma {sigma:.2f}")
    print(f"sieges in {np.mean(sieges < math.inf):.3f} if the clock never ran out")
    median, sigma = round(median), round(sigma, 2)
    for time, share in SHARES.items():
        returned = share_over(median, sigma, ends, sieges, time)
        print(
            f"over by {time:.0f} s: {returned:.3f} (published {share:.3f}); "
            f"officers alone would have ended {np.mean(ends <= time):.3f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
