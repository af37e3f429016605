"""From the inputs of the files to the streams that the engine draws from.

An input says what it varies by, and that decides whose number it is: `site` inputs stand at their median, `replication` inputs give
everybody the same number, `zone` and `person` inputs give each their own, once; only `event` inputs count how often they were drawn.
An input that is to be tried at another value, one at a time, comes in through `overrides`, by its name.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from scenarios.inputs import Input
from sim.draws import Stream, entity_key
from sim.purposes import Purpose
from sim.quantiles import Distribution, compile_distribution

REPLICATION_KEY = entity_key("replication")


class StreamBuilder:
    """Collects the streams of one scenario under one strategy."""

    def __init__(self, names: Mapping[int, str], overrides: Mapping[str, float]) -> None:
        """names: name of each input by `id()` of its model. overrides: median (of a yes-or-no: chance) by name."""
        self.names = names
        self.overrides = overrides
        self.made: dict[int, Stream] = {}
        self.origins: list[tuple[Distribution, str]] = []  # every law that was made of an input, and the input's name
        self.plain: set[str] = set()  # inputs that stand in the tables as a number

    def compile_input(self, source: Input) -> Distribution:
        """The law of an input: at its override where it has one, at its median where it varies by site."""
        law = compile_distribution(source.distribution)
        name = self.names.get(id(source))
        if name is not None and name in self.overrides:
            law = law.with_median(self.overrides[name])
        if source.varies == "site":
            law = law.fix_at_median()
        if name is not None:
            self.origins.append((law, name))
        return law

    def median_of(self, source: Input) -> float:
        """An input as one number: its median."""
        self.plain.add(self.names.get(id(source), ""))
        return self.compile_input(source).median()

    def probability_of(self, source: Input) -> float:
        """A yes-or-no as its chance."""
        self.plain.add(self.names.get(id(source), ""))
        return self.compile_input(source).parameters[0]

    def add_times(self, purpose: Purpose, source: Input | None, keys: Sequence[int], count: int = 1) -> None:
        """Durations, on the time grid."""
        self.add(purpose, source, keys, count, grid=True)

    def add_values(self, purpose: Purpose, source: Input | None, keys: Sequence[int], count: int = 1) -> None:
        """Shares, speeds, and yes or no as 1.0 or 0.0."""
        self.add(purpose, source, keys, count, grid=False)

    def add(
        self, purpose: Purpose, source: Input | None, keys: Sequence[int], count: int, grid: bool
    ) -> None:
        """A stream for an input, unless the file leaves the input out."""
        if source is not None:
            self.add_stream(purpose, [self.compile_input(source)], keys, count, grid, str(source.varies))

    def add_each(
        self, purpose: Purpose, sources: Sequence[Input | None], keys: Sequence[int], grid: bool
    ) -> None:
        """Each entity from an input of its own; where the file leaves it out, 0, which nobody asks for."""
        laws = [Distribution.fixed(0.0) if source is None else self.compile_input(source) for source in sources]
        self.add_stream(purpose, laws, keys, 1, grid, "event", range(len(laws)))

    def add_uniforms(self, purpose: Purpose, keys: Sequence[int], count: int, indexed: bool = True) -> None:
        """Plain uniform numbers, to be held against a chance that the engine looks up."""
        self.add_stream(purpose, [Distribution.uniform(0.0, 1.0)], keys, count, False, "event" if indexed else "person")

    def add_stream(
        self,
        purpose: Purpose,
        laws: Sequence[Distribution],
        keys: Sequence[int],
        count: int,
        grid: bool,
        varies: str,
        which: Sequence[int] | None = None,
    ) -> None:
        """A stream: entity i draws from laws[which[i]]."""
        indexed = varies == "event"
        entities = [REPLICATION_KEY] * len(keys) if varies == "replication" else list(keys)
        self.made[int(purpose)] = Stream(
            purpose=int(purpose),
            entities=np.array(entities, dtype=np.uint64),
            count=count if indexed else 1,
            distributions=tuple(laws),
            distribution_index=None if which is None else np.array(which, dtype=np.int64),
            on_time_grid=grid,
            indexed=indexed,
        )
