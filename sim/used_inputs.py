"""Which inputs an emergency makes use of: a lock's time says nothing about a cardiac arrest, and has no place among what that rests on.

Some plays are looked at: what they drew from is used, and what stands in the tables as a plain number. What belongs together is used
together, so that what happens in few plays (a call that reaches the wrong centre) is not lost.
"""

from collections.abc import Iterator, Sequence

from scenarios.emergency import Emergency
from sim.draws import DrawBlock, DrawLog
from sim.model.replication import Engine
from sim.play import reduce_gc
from sim.tabulate import Tabulator, collect_named_inputs

REPLICATIONS = 10  # plays of each strategy on each day
SEED = 1  # always the same, so that a comparison with other luck rests on the same inputs


def find_used_inputs(emergency: Emergency, strategies: Sequence[str], *days: Sequence[str]) -> set[str]:
    """The names of the inputs, and of those that stand beside them in the files.

    strategies: by id or key; days: by their conditions, the campus as it is if none.
    """
    read = {
        name for strategy in strategies for day in days or ((),) for name in _inputs_read(emergency, strategy, day)
    }
    together = {file_part(name) for name in read}
    return {
        name for strategy in strategies for name in _inputs_known(emergency, strategy) if file_part(name) in together
    }


def file_part(name: str) -> str:
    """The part of a file that an input stands in: `psap.transfer`."""
    return name.rpartition(".")[0] or name


def _inputs_read(emergency: Emergency, strategy: str, conditions: Sequence[str]) -> Iterator[str]:
    """What some plays of one strategy read."""
    tabulation = Tabulator(emergency, emergency.strategy(strategy), tuple(conditions), {})
    tables, streams = tabulation.build(), tabulation.streams
    log: DrawLog = {}
    block = DrawBlock(SEED, range(REPLICATIONS))
    with reduce_gc():
        for replication in block.replications:
            Engine(tables, SEED, replication, block, log).run()
    drawn = {id(law) for purpose in {key[0] for key in log} for law in tables.streams[purpose].distributions}
    yield from streams.plain - {""}
    yield from (name for law, name in streams.origins if id(law) in drawn)


def _inputs_known(emergency: Emergency, strategy: str) -> Iterator[str]:
    """All that a strategy could read."""
    yield from collect_named_inputs(emergency, emergency.strategy(strategy))
