"""Emergencies played by the model's own engine, and what their events say."""

import math
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.interventions import Intervention, Outcome
from sim.model.tables import Tables
from sim.model.trace import Event, EventKind, Trace
from sim.sampling.streams import DrawBlock

SEED = 20_260
Act = tuple[float, Intervention]
"""When somebody does something: seconds from onset."""


class Play(NamedTuple):
    """outcomes: what each act said."""

    events: list[Event]
    outcomes: list[Outcome]
    trace: Trace

    @property
    def measures(self) -> dict[str, float]:
        return compute_measures(self.trace, self.trace.tables)


def played(
    tables: Tables, *acts: Act, until: float | None = 600.0, by_people: Collection[str] = (), seed: int = 5
) -> Play:
    """A play with acts at their times. until: None for the end. by_people: who is played."""
    engine, outcomes = SimpyEngine(tables, seed, 0, played=by_people), []
    for time, act in acts:
        engine.run_until(time)
        outcomes.append(engine.apply(act))
    if until is None:
        engine.run()
    else:
        engine.run_until(until)
    return Play(list(engine.trace.events()), outcomes, engine.trace)


def decided(tables: Tables, *acts: Act, by_people: Collection[str] = ()) -> tuple[list[Event], dict[str, float]]:
    """The events and measures of a play to its end, in which each act begins."""
    play = played(tables, *acts, until=None, by_people=by_people)
    assert all(outcome.began for outcome in play.outcomes), play.outcomes
    return play.events, play.measures


def plays(tables: Tables, replications: int, seed: int = SEED) -> Iterator[Trace]:
    block = DrawBlock(seed, range(replications))
    for replication in range(replications):
        yield SimpyEngine(tables, seed, replication, block).run()


def play(tables: Tables, replication: int = 0, seed: int = SEED) -> list[Event]:
    return list(SimpyEngine(tables, seed, replication).run().events())


def measured_once(tables: Tables) -> dict[str, float]:
    """All measures of one replication."""
    return compute_measures(SimpyEngine(tables, 1, 0).run(), tables)


def measured(tables: Tables, replications: int, *names: str, seed: int = SEED) -> list[list[float]]:
    """Values of some measures over replications: one list for each name."""
    rows = [compute_measures(trace, tables) for trace in plays(tables, replications, seed)]
    return [[row[name] for row in rows] for name in names]


def times(events: Sequence[Event], kind: str, subject: str | None = None) -> list[float]:
    return [event.time for event in events if event.kind == kind and subject in (None, event.subject)]


def learned(events: Sequence[Event]) -> dict[str, tuple[float, str]]:
    """When each person became aware, and by which channel."""
    return {event.subject: (event.time, event.object) for event in events if event.kind == "aware"}


def first(events: Sequence[Event], *kinds: str) -> float:
    """When the first event of these kinds happens."""
    return min((event.time for event in events if event.kind in kinds), default=math.inf)


def times_of(trace: Trace, kind: EventKind) -> dict[int, float]:
    """Seconds from onset, by subject."""
    return {row[2]: row[0] for row in trace.rows if row[1] == kind}


def values_of(trace: Trace, kind: EventKind) -> dict[int, float]:
    return {row[2]: row[5] for row in trace.rows if row[1] == kind}
