"""Whether a 911 centre answers as fast as the standard asks: 90 % of calls within 15 s, in quiet times.

By Erlang C for the wait until a taker is free, and the pick-up by a free taker after it. The standard is NENA-STA-020.1, row 6 of the
evidence. Smaller centres share the pick-up of larger ones and may miss the standard; the page says so.
"""

import math

from scenarios.campus import Psap
from scenarios.checks.centre import load, seats
from scenarios.means import mean_of
from sim.quantiles import law_of

WITHIN = 15.0  # seconds
WANTED = 0.9
STEPS = 2000


def answered_within(psap: Psap, seconds: float = WITHIN, busy: float | None = None) -> float:
    """Share of calls answered within so many seconds while nothing special happens.

    busy: share of the takers' time that calls take, instead of what the file says.
    """
    takers = seats(psap)
    busy = load(psap) if busy is None else busy
    if busy >= 1.0:
        return 0.0
    waits = erlang_c(takers, takers * busy)
    leaving = takers * (1.0 - busy) / mean_of(psap.background.service.distribution)
    pick_up = law_of(psap.pick_up.distribution)
    left = (seconds - pick_up.quantile((n + 0.5) / STEPS) for n in range(STEPS))
    return math.fsum(1.0 - waits * math.exp(-leaving * rest) for rest in left if rest >= 0.0) / STEPS


def erlang_c(takers: int, offered: float) -> float:
    """Chance that a call has to wait. offered: calls in service if nobody had to wait, below the number of takers."""
    blocked = 1.0
    for n in range(1, takers + 1):
        blocked = offered * blocked / (n + offered * blocked)
    return blocked / (1.0 - offered / takers * (1.0 - blocked))


def standard(psap: Psap) -> str:
    """A sentence on whether the centre meets the standard, and at which loads it does not."""
    share = answered_within(psap)
    verdict = "meets" if share >= WANTED else "misses"
    said = (
        f"In quiet times it answers {_percent(share)} of calls within {WITHIN:.0f} s "
        f"and so {verdict} the standard of {_percent(WANTED)}"
    )
    utilisation = psap.background.utilisation
    between = None if utilisation is None else utilisation.evidence.range
    if between is None:
        return f"{said}."
    ends = [answered_within(psap, busy=min(end, 0.999)) for end in (between.low, between.high)]
    return (
        f"{said}; {_percent(ends[0])} if its takers are busy {_percent(between.low)} of the time, "
        f"{_percent(ends[1])} if {_percent(between.high)}."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
