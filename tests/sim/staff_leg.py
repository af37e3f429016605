"""The app with its staff leg held against the same app without it, emergency by emergency; nothing else differs."""

from collections.abc import Collection, Mapping, Sequence
from statistics import fmean

from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.measures import MEASURES, compute_measures
from sim.model.trace import Channel, EventKind, Trace
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate

SEED = 20261124
WITHOUT, WITH = "app-no-staff-leg", "app"

Pairs = list[tuple[Trace, Trace]]
"""Traces without and with the staff leg, replication by replication."""


def play_pairs(
    emergency: Emergency,
    pairs: int,
    conditions: Sequence[str] = (),
    overrides: Mapping[str, float] | None = None,
) -> Pairs:
    without, with_it = (tabulate(emergency, name, conditions, overrides) for name in (WITHOUT, WITH))
    block = DrawBlock(SEED, range(pairs))
    return [
        (SimpyEngine(without, SEED, r, block).run(), SimpyEngine(with_it, SEED, r, block).run())
        for r in range(pairs)
    ]


def reductions(played: Pairs, measure: str) -> list[float]:
    """How much less of the measure there is with the staff leg, by pair; a time is at most the horizon."""

    def value(trace: Trace) -> float:
        amount = compute_measures(trace, trace.tables)[measure]
        return min(amount, trace.tables.horizon) if MEASURES[measure].is_time else amount

    return [value(without) - value(with_it) for without, with_it in played]


def sooner(played: Pairs, measure: str) -> float:
    """Mean seconds that the measure comes sooner with the staff leg."""
    return fmean(reductions(played, measure))


def first(trace: Trace, kind: EventKind) -> float:
    return next((row[0] for row in trace.rows if row[1] == kind), float("inf"))


def called_first(trace: Trace, channels: Collection[Channel]) -> bool:
    """Whether anyone told by these channels stood in the 911 queue before the first call was answered."""
    told = {row[2] for row in trace.rows if row[1] == EventKind.AWARE and row[3] in channels}
    answered = first(trace, EventKind.ANSWERED)
    return any(row[1] == EventKind.QUEUED and row[2] in told and row[0] <= answered for row in trace.rows)
