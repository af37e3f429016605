"""Streams of keyed random draws: built from the inputs of the files, filled in numpy passes, read one by one.

A `Stream` states what is drawn for one purpose: entities, count, distributions. A `DrawBlock` fills a stream for a range of replications
under the stream's digest, so that arms with the same stream share its numbers. A `DrawReader` gives an engine the draws of one replication.
A draw past the filled count is computed singly, with the same bits.

What an input varies by decides which entities share a number: `site` inputs stand at their median, `replication` inputs give everyone
the same number, `zone` and `person` inputs give each their own once, and only `event` inputs count repeated draws. `overrides` set an
input to another value, by its name.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from types import MappingProxyType
from typing import NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from scenarios.inputs import Input
from scenarios.scenario import Adoption
from sim.sampling.distributions import Distribution, DistributionFamily
from sim.sampling.elementary import FloatArray, round_to_grid
from sim.sampling.keyed_rng import (
    Purpose,
    WordArray,
    absorb_array,
    entity_key,
    mix_words,
    state_of,
    states_of,
    uniform_of,
    uniforms_of,
)
from sim.sampling.quantile_tables import compile_distribution

_CHUNK = 4096  # elements to a pass, more or less: temporaries stay in the cache, in memory already held

DrawLog = dict[tuple[int, int, int], float]
"""Every draw that was read: (purpose, entity key, index) to value."""


@dataclass(frozen=True, eq=False)
class Stream:
    """What is drawn for one purpose; compared by value, through a digest made once.

    purpose: the number of the purpose. entities: 64-bit keys; two entities may share a key and then share
    their numbers. count: indices 0 to count - 1 are filled in advance. distributions: what is drawn; entity i draws
    from distributions[which[i]], or from distributions[0] where which is None. on_time_grid: values are durations, rounded to the time
    grid. indexed: False when every index reads index 0 (an input that varies by person, zone, replication).
    """

    purpose: int
    entities: Sequence[int] | WordArray
    count: int
    distributions: tuple[Distribution, ...]
    distribution_index: Sequence[int] | NDArray[np.intp] | None = None
    on_time_grid: bool = False
    indexed: bool = True

    def __post_init__(self) -> None:
        """Raises ValueError where count, distributions and which do not fit together."""
        if self.count < 1 or not self.distributions:
            raise ValueError(f"stream of purpose {self.purpose}: it needs a count of at least 1 and a distribution")
        if self.distribution_index is not None:
            self._check_distribution_index(np.asarray(self.distribution_index, dtype=np.intp))

    def _check_distribution_index(self, which: NDArray[np.intp]) -> None:
        is_in = (which >= 0) & (which < len(self.distributions))
        if which.shape != self.keys.shape or not is_in.all():
            raise ValueError(f"stream of purpose {self.purpose}: which must give each entity one of the distributions")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stream) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def keys(self) -> WordArray:
        """The entities as an array, shape (entities,)."""
        return np.array(self.entities, dtype=np.uint64)

    @cached_property
    def mixed_keys(self) -> WordArray:
        """The entities mixed, ready to be absorbed, shape (entities,)."""
        return mix_words(self.keys)

    @property
    def filled_count(self) -> int:
        """How many indices of each entity are filled in advance."""
        return self.count if self.indexed else 1

    @cached_property
    def digest(self) -> bytes:
        """Sixteen bytes that two streams share exactly when they draw the same."""
        made = blake2b(digest_size=16)
        sizes = (
            self.purpose,
            self.filled_count,
            self.on_time_grid,
            self.indexed,
            self.keys.size,
            len(self.distributions),
        )
        made.update(np.array(sizes, dtype="<i8").tobytes() + self.keys.astype("<u8").tobytes())
        for distribution in self.distributions:
            made.update(distribution.digest)
        if self.distribution_index is not None:
            made.update(np.asarray(self.distribution_index, dtype="<i8").tobytes())
        return made.digest()

    def with_distributions(self, distributions: tuple[Distribution, ...]) -> Stream:
        """The same entities drawing from others, as many."""
        other = replace(self, distributions=distributions)
        vars(other).update(keys=self.keys, mixed_keys=self.mixed_keys)  # which take longest
        return other

    def distribution_of(self, entity: int) -> Distribution:
        """The distribution that the entity at this position draws from."""
        return self.distributions[0 if self.distribution_index is None else int(self.distribution_index[entity])]

    def groups(self) -> Iterator[tuple[Distribution, slice | NDArray[np.intp]]]:
        """Each distribution that is drawn from, once, with the positions of the entities that do."""
        if self.distribution_index is None:
            yield self.distributions[0], slice(None)
            return
        numbers = {distribution: number for number, distribution in enumerate(self.distributions)}
        which = np.array([numbers[distribution] for distribution in self.distributions])[
            np.asarray(self.distribution_index, dtype=np.intp)
        ]
        for distribution, number in numbers.items():
            if (mine := np.flatnonzero(which == number)).size:
                yield distribution, mine


class DrawBlock:
    """The draws of a range of replications, stream by stream, filled when first asked for."""

    def __init__(self, seed: int, replications: range) -> None:
        """Seed: any whole number of at least 0. replications: their numbers, from 0."""
        if not replications or min(replications) < 0:
            raise ValueError(f"block: replications = {replications}; it must be a range of some, from 0 on")
        self.seed = seed
        self.replications = replications
        self._filled: dict[bytes, FloatArray] = {}
        self._rows: dict[bytes, list[array[float]]] = {}

    def values(self, stream: Stream) -> FloatArray:
        """All draws of a stream: shape (replications, entities, filled count), read only."""
        values = self._filled.get(stream.digest)
        if values is None:
            values = self._filled[stream.digest] = self._fill(stream)
        return values

    def rows(self, stream: Stream) -> list[array[float]]:
        """The same by replication, entity by entity, made for reading one number after the other; not to be changed.

        An array of Python's own: numpy's is slow to read singly, and the floats of a list lie all over the memory.
        """
        rows = self._rows.get(stream.digest)
        if rows is None:
            values = self.values(stream)
            rows = self._rows[stream.digest] = [array("d", row.tobytes()) for row in values]
        return rows

    def _fill(self, stream: Stream) -> FloatArray:
        states = states_of(self.seed, self.replications, stream.purpose)
        keys = absorb_array(states[:, None], stream.mixed_keys)
        indices = mix_words(np.arange(stream.filled_count, dtype=np.uint64))
        values = np.empty((*keys.shape, stream.filled_count))
        for distribution, mine in stream.groups():
            group = keys[:, mine]
            drawn = _sample(distribution, group.ravel(), indices, stream.on_time_grid)
            values[:, mine] = drawn.reshape(*group.shape, stream.filled_count)
        values.flags.writeable = False
        return values


def _sample(distribution: Distribution, keys: WordArray, indices: WordArray, grid: bool) -> FloatArray:
    """Draws of one distribution: shape (keys, indices)."""
    values = np.empty((keys.size, indices.size))
    if distribution.family == DistributionFamily.FIXED:
        values[:] = round_to_grid(distribution.parameters[0]) if grid else distribution.parameters[0]
        return values
    passes = max(1, round(values.size / _CHUNK))
    rows = -(-keys.size // passes)
    for start in range(0, keys.size, rows):
        drawn = distribution.quantile_array(uniforms_of(keys[start : start + rows, None], indices))
        values[start : start + rows] = round_to_grid(drawn) if grid else drawn
    return values


class DrawReader:
    """The draws of one replication, as an engine reads them."""

    def __init__(
        self, block: DrawBlock, replication: int, streams: Mapping[int, Stream], log: DrawLog | None = None
    ) -> None:
        """Streams: by purpose. log: if given, gets every read. Raises ValueError if not in the block."""
        if replication not in block.replications:
            raise ValueError(f"numbers: replication = {replication}; the block has {block.replications}")
        self._block = block
        self._replication = replication
        self._place = block.replications.index(replication)
        self._streams = streams
        self._log = log
        self._rows: dict[int, tuple[array[float], int]] = {}
        self._states: dict[int, int] = {}

    def without_logging(self) -> DrawReader:
        """The same numbers without a log."""
        return self if self._log is None else DrawReader(self._block, self._replication, self._streams)

    def draw(self, purpose: int, entity: int, index: int = 0) -> float:
        """The draw of the entity at this position of the purpose's stream; index counts that entity's draws.

        Raises KeyError for a purpose without a stream. Positions and indices are not checked to be >= 0.
        """
        try:
            values, filled = self._rows[purpose]
        except KeyError:
            values, filled = self._rows[purpose] = self._stream_row(purpose)
        if index < filled and self._log is None:
            return values[entity * filled + index]
        return self._draw_single(purpose, entity, index)

    def _stream_row(self, purpose: int) -> tuple[array[float], int]:
        stream = self._streams[purpose]
        return self._block.rows(stream)[self._place], stream.filled_count

    def _draw_single(self, purpose: int, entity: int, index: int) -> float:
        """A draw that is not simply looked up: past the filled ones, or to be logged."""
        stream = self._streams[purpose]
        if not stream.indexed:
            index = 0
        values, filled = self._rows[purpose]
        value = values[entity * filled + index] if index < filled else self._compute_draw(purpose, entity, index)
        if self._log is not None:
            self._log[purpose, int(stream.keys[entity]), index] = value
        return value

    def _compute_draw(self, purpose: int, entity: int, index: int) -> float:
        """The scalar path, for an index that was not filled."""
        if purpose not in self._states:
            self._states[purpose] = state_of(self._block.seed, self._replication, purpose)
        stream = self._streams[purpose]
        u = uniform_of(self._states[purpose], int(stream.keys[entity]), index)
        value = stream.distribution_of(entity).quantile(u)
        return round_to_grid(value) if stream.on_time_grid else value


T = TypeVar("T")
REPLICATION_KEY = entity_key("replication")


class StreamBuilder:
    """Collects the streams of one scenario under one strategy."""

    def __init__(
        self,
        names: Mapping[int, str],
        overrides: Mapping[str, float],
        unmoved: StreamBuilder | None = None,
        common: CommonParts | None = None,
        adopted: Mapping[str, Adoption] = MappingProxyType({}),
        similar: StreamBuilder | None = None,
    ) -> None:
        """names: name of each input by `id()` of its model. overrides: median (of a yes-or-no: chance) by name.

        unmoved: a builder of the same inputs that is done, and itself had none. Its parts and streams are used where they do not differ.
        common: parts of builders with the same overrides, to which this one adds its own. adopted: by name, as in an emergency.
        similar: a builder of the same inputs, such as `unmoved`, or that of another period.
        """
        similar = similar or unmoved
        self.names = names
        self.overrides = overrides
        self.adopted = adopted
        self.made: dict[int, Stream] = {}
        self.origins: list[
            tuple[Distribution, str]
        ] = []  # every distribution that was made of an input, and the input's name
        self.plain: set[str] = set()  # inputs that stand in the tables as a number
        self._recipes: dict[int, _Recipe] = {}
        self._parts: dict[str, _Part] = {}
        self._compiled: dict[int, _CompiledInput] = {} if similar is None else similar._compiled
        self._unmoved = unmoved
        self._common = CommonParts() if common is None else common
        before = overrides if unmoved is None else unmoved.overrides
        either = overrides.keys() | before.keys()
        self._moved = {name for name in either if overrides.get(name) != before.get(name)}

    def make_part(self, name: str, make: Callable[[], T], *others: object, of: object = None) -> T:
        """A part of the tables, by its name, made of inputs, of other parts, and of what no input moves.

        It is made anew only where the others, or an input that was read for it, are not what they were for `unmoved`, and no builder with
        the same overrides has made it. of: what it is made of besides, where other builders make it of the same.
        """
        part = None if self._unmoved is None else self._unmoved._parts.get(name)
        if part is None or part.others != others or not part.inputs.isdisjoint(self._moved):
            part = None if of is None else self._common.parts.get((name, of))
        if part is None or part.others != others:
            first = len(self.origins)
            value = make()
            part = _Part(value, frozenset(read for _, read in self.origins[first:]), others)
            if of is not None:
                self._common.parts[name, of] = part
        self._parts[name] = part
        return cast(T, part.value)

    def add_part(self, name: str, add: Callable[[], None], *others: object, of: object = None) -> None:
        """Streams that are a part of the tables. add: adds them. name, others, of: as for `make_part`."""
        made = self.make_part(name, lambda: self._collect(add), *others, of=of)
        self.made |= {purpose: stream for purpose, (stream, _) in made.items()}
        self._recipes |= {purpose: recipe for purpose, (_, recipe) in made.items()}

    def _collect(self, add: Callable[[], None]) -> dict[int, tuple[Stream, _Recipe]]:
        """What this adds, by purpose."""
        before, self.made = self.made, {}
        try:
            add()
            return {purpose: (stream, self._recipes[purpose]) for purpose, stream in self.made.items()}
        finally:
            self.made = before

    def compile_input(self, source: Input) -> Distribution:
        """The distribution of an input: at its override where it has one, at its median where it varies by site, adopted with its lever."""
        name = self.names.get(id(source))
        if id(source) not in self._compiled:
            given = compile_distribution(source.distribution)
            self._compiled[id(source)] = _CompiledInput(given, _fix_if_of_site(source, given), source)
        given, distribution, _ = self._compiled[id(source)]
        if name is not None and name in self.overrides:
            distribution = self._common.move(source, given, self.overrides[name])
        if name is not None and name in self.adopted:
            to, kept = self.adopted[name]
            changed = _fix_if_of_site(source, given.with_median(to))
            distribution = Distribution.adopted(kept, changed, distribution)
        if name is not None:
            self.origins.append((distribution, name))
        return distribution

    def list_inputs(self, purposes: Collection[int]) -> Iterator[str]:
        """The names of the inputs that stand in the tables as a number, or that draws for these purposes come from."""
        drawn = {id(d) for purpose in purposes for d in self.made[purpose].distributions}
        yield from self.plain - {""}
        yield from (name for distribution, name in self.origins if id(distribution) in drawn)

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

    def add(self, purpose: Purpose, source: Input | None, keys: Sequence[int], count: int, grid: bool) -> None:
        """A stream for an input, unless the file leaves the input out."""
        if source is not None:
            self.add_stream(purpose, [self.compile_input(source)], keys, count, grid, str(source.varies))

    def add_each(self, purpose: Purpose, sources: Sequence[Input | None], keys: Sequence[int], grid: bool) -> None:
        """Each entity from an input of its own; where the file leaves it out, 0, which is never read."""
        distributions = [
            Distribution.fixed(0.0) if source is None else self.compile_input(source) for source in sources
        ]
        self.add_stream(purpose, distributions, keys, 1, grid, "event", range(len(distributions)))

    def add_uniforms(self, purpose: Purpose, keys: Sequence[int], count: int, indexed: bool = True) -> None:
        """Uniform numbers that the engine compares with a probability."""
        self.add_stream(purpose, [Distribution.uniform(0.0, 1.0)], keys, count, False, "event" if indexed else "person")

    def add_stream(
        self,
        purpose: Purpose,
        distributions: Sequence[Distribution],
        keys: Sequence[int],
        count: int,
        grid: bool,
        varies: str,
        which: Sequence[int] | None = None,
    ) -> None:
        """A stream: entity i draws from distributions[which[i]]."""
        recipe = _Recipe(tuple(distributions), keys, count, grid, varies, which)
        self._recipes[int(purpose)] = recipe
        self.made[int(purpose)] = self._find_stream(purpose, recipe) or recipe.make(purpose)

    def _find_stream(self, purpose: int, recipe: _Recipe) -> Stream | None:
        """The stream of `unmoved`, if it has the same entities."""
        if self._unmoved is None or purpose not in self._unmoved.made:
            return None
        stream, before = self._unmoved.made[purpose], self._unmoved._recipes[purpose]
        if before == recipe:
            return stream
        if before._replace(distributions=recipe.distributions) == recipe:
            return self._common.find_stream(stream, recipe)
        return None


class _Recipe(NamedTuple):
    """The arguments of `StreamBuilder.add_stream`."""

    distributions: tuple[Distribution, ...]
    keys: Sequence[int]
    draws: int
    grid: bool
    varies: str
    which: Sequence[int] | None

    def make(self, purpose: int) -> Stream:
        """The stream."""
        indexed, size = self.varies == "event", len(self.keys)
        entities = [REPLICATION_KEY] * size if self.varies == "replication" else self.keys
        return Stream(
            purpose=int(purpose),
            entities=np.array(entities, dtype=np.uint64),
            count=self.draws if indexed else 1,
            distributions=self.distributions,
            distribution_index=None if self.which is None else np.array(self.which, dtype=np.int64),
            on_time_grid=self.grid,
            indexed=indexed,
        )


class _CompiledInput(NamedTuple):
    """The distribution of an input as it is given, and as it is drawn from without an override."""

    given: Distribution
    drawn: Distribution
    source: Input
    """Kept, so that no other takes its identity."""


class _Part(NamedTuple):
    """A part of the tables, and what it was made of: inputs by name, and other parts."""

    value: object
    inputs: frozenset[str]
    others: tuple[object, ...]


class CommonParts:
    """What the builders of several arms and periods with the same overrides have in common."""

    def __init__(self) -> None:
        self.parts: dict[tuple[str, object], _Part] = {}
        """By name, and what the part is made of besides inputs and other parts."""
        self._moved: dict[tuple[int, float], Distribution] = {}
        self._streams: dict[int, list[tuple[_Recipe, Stream]]] = {}

    def move(self, source: Input, given: Distribution, median: float) -> Distribution:
        """The distribution of an input at its override. given: as it is without one."""
        key = id(source), median
        if key not in self._moved:
            self._moved[key] = _fix_if_of_site(source, given.with_median(median))
        return self._moved[key]

    def find_stream(self, stream: Stream, recipe: _Recipe) -> Stream:
        """A stream of this recipe. stream: one that differs from it in its distributions alone."""
        made = self._streams.setdefault(stream.purpose, [])
        for before, other in made:
            if before == recipe:
                return other
        made.append((recipe, stream.with_distributions(recipe.distributions)))
        return made[-1][1]


def _fix_if_of_site(source: Input, distribution: Distribution) -> Distribution:
    return distribution.fix_at_median() if source.varies == "site" else distribution
