"""Which inputs an emergency makes use of: a lock's time says nothing about a cardiac arrest, and has no place among what that rests on.

Some plays are looked at: what they drew from is used, and what stands in the tables as a plain number. What belongs together is used
together, so that what happens in few plays (a call that reaches the wrong centre) is not lost.
"""

from collections.abc import Iterator, Sequence

from scenarios.emergency import Emergency
from sim.draws import Block, Log
from sim.model.replication import Engine
from sim.play import few_collections
from sim.tabulate import Tabulation, named_inputs

LOOKED_AT = 10  # plays of each strategy on each day
SEED = 1  # always the same, so that a comparison with other luck rests on the same inputs


def used_inputs(emergency: Emergency, strategies: Sequence[str], *days: Sequence[str]) -> set[str]:
    """The names of the inputs, and of those that stand beside them in the files.

    strategies: by id or key; days: by their conditions, the campus as it is if none.
    """
    read = {
        name for strategy in strategies for day in days or ((),) for name in _read(emergency, strategy, day)
    }
    together = {part_of(name) for name in read}
    return {
        name for strategy in strategies for name in _known(emergency, strategy) if part_of(name) in together
    }


def part_of(name: str) -> str:
    """The part of a file that an input stands in: `psap.transfer`."""
    return name.rpartition(".")[0] or name


def _read(emergency: Emergency, strategy: str, conditions: Sequence[str]) -> Iterator[str]:
    """What some plays of one strategy read."""
    tabulation = Tabulation(emergency, emergency.strategy(strategy), tuple(conditions), {})
    tables, streams = tabulation.tables(), tabulation.streams
    log: Log = {}
    block = Block(SEED, range(LOOKED_AT))
    with few_collections():
        for replication in block.replications:
            Engine(tables, SEED, replication, block, log).run()
    drawn = {id(law) for purpose in {key[0] for key in log} for law in tables.streams[purpose].laws}
    yield from streams.plain - {""}
    yield from (name for law, name in streams.origins if id(law) in drawn)


def _known(emergency: Emergency, strategy: str) -> Iterator[str]:
    """All that a strategy could read."""
    yield from named_inputs(emergency, emergency.strategy(strategy))
