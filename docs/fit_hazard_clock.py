"""Fits the assailant's own clock: `./run python docs/fit_hazard_clock.py [REPLICATIONS]`.

Published lengths of attacks contain those that police ended, so they are no clock of the hazard. The clock is a lognormal, redrawn within
30 s and one hour, whose resulting lengths return the published shares on the reference campus, under present practice and without an
officer on campus. Its own clock does not change when officers would end the hazard. So each replication is played once with a clock
that never runs out, which gives the time E of the end by contact. An attack is over by t unless neither end has come, so

    1 - share(t) = P(own clock > t) P(E > t)

for both published t gives the two values that the clock must have, and these give its median and sigma (simulated moments).
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
from sim.engine import SimpyEngine
from sim.hazards.assailant import Assailant
from sim.model.trace import EventKind
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate

SHARES = {120.0: 23 / 63, 300.0: 44 / 63}
"""Share of attacks over by so many seconds (evidence row 19)."""
SHORTEST, LONGEST = 30.0, 3600.0
SEED = 19
NEVER = {"fixed": "10 h", "varies": "site", "evidence": {"basis": "assumed", "note": "never runs out"}}


def contact_ends(emergency: Emergency, replications: int) -> np.ndarray:
    """Seconds from onset (replications,) at which officers would end the hazard; inf if not by the horizon."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Assailant)
    endless = hazard.model_copy(update={"lasts": DurationInput.model_validate(NEVER)})
    scenario = emergency.scenario.model_copy(update={"hazard": endless})
    practice = emergency.place.campus.present_practice
    tables = tabulate(replace(emergency, scenario=scenario), practice, ["sro-away"])
    block = DrawBlock(SEED, range(replications))
    ends = np.full(replications, math.inf)
    for replication in block.replications:
        for time, kind, *_ in SimpyEngine(tables, SEED, replication, block).run().rows:
            if kind == EventKind.HAZARD_ENDS:
                ends[replication] = time
    return ends


def share_over(median: float, sigma: float, time: float) -> float:
    """Share of own clocks that have run out by this time."""
    low, at, high = (norm.cdf(math.log(t / median) / sigma) for t in (SHORTEST, time, LONGEST))
    return float((at - low) / (high - low))


def fit_clock(ends: np.ndarray) -> tuple[float, float]:
    """Median (s) and sigma of the lognormal before it is redrawn within its limits."""
    wanted = {time: 1.0 - (1.0 - share) / np.mean(ends > time) for time, share in SHARES.items()}

    def misses(x: np.ndarray) -> list[float]:
        return [share_over(math.exp(x[0]), math.exp(x[1]), time) - share for time, share in wanted.items()]

    solved = root(misses, [math.log(173.0), 0.0])
    if not solved.success:
        raise RuntimeError(f"the moments have no solution: {solved.message}")
    return math.exp(solved.x[0]), math.exp(solved.x[1])


def main(replications: int) -> None:
    """Prints the fit, and what it returns."""
    ends = contact_ends(open_emergency("active-assailant-class"), replications)
    median, sigma = fit_clock(ends)
    print(f"{replications:,} replications, seed {SEED}: median {median:.0f} s, sigma {sigma:.2f}")
    median, sigma = round(median), round(sigma, 2)
    for time, share in SHARES.items():
        before = np.mean(ends <= time)
        returned = 1.0 - (1.0 - share_over(median, sigma, time)) * (1.0 - before)
        print(
            f"over by {time:.0f} s: {returned:.3f} (published {share:.3f}); officers alone would have ended {before:.3f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
