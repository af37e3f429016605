"""The streams of an emergency as arrays, for compiled code."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.compiled.arrays import DISTRIBUTION, PURPOSES, STREAM, records
from sim.model.tables import NOBODY
from sim.sampling.distributions import Distribution, DistributionFamily, QuantileTable
from sim.sampling.streams import Stream


class PackedStreams:
    """Streams by purpose, and what they share: keys of entities, and distributions, each once, so that they stay near the processor."""

    def __init__(self, streams: Mapping[int, Stream], similar: Sequence["PackedStreams"] = ()) -> None:
        """similar: others; what differs from those that have the most streams in common is packed anew."""
        self.streams = streams
        self._records = records(STREAM, PURPOSES)
        self._keys, self._numbers_of = SharedRows(np.zeros(1, np.uint64)), SharedRows(np.zeros(1, np.int64))
        self._distributions = DistributionPacker()
        packed: Mapping[int, Stream] = {}
        if similar:
            other = max(similar, key=lambda other: other.count_same(streams))
            packed = other.streams
            self._records = other._records.copy()
            self._records[[purpose for purpose in packed if purpose not in streams]] = 0
            self._keys, self._numbers_of = other._keys.copy(), other._numbers_of.copy()
            self._distributions = other._distributions.copy()
        for purpose, stream in streams.items():
            if packed.get(purpose) is not stream:
                self._pack(purpose, stream, packed.get(purpose))

    def count_same(self, streams: Mapping[int, Stream]) -> int:
        """How many of these streams are among them."""
        return sum(self.streams.get(purpose) is stream for purpose, stream in streams.items())

    def _pack(self, purpose: int, stream: Stream, before: Stream | None) -> None:
        """Fills in the record of a purpose. before: the stream whose record it is to replace."""
        record, size = self._records[purpose], stream.keys.size
        if before is None or before.keys is not stream.keys:
            record["entities"], record["first_key"] = size, self._keys.add(stream.mixed_keys)
        record["indexed"], record["on_time_grid"] = stream.indexed, stream.on_time_grid
        numbers = np.array([self._distributions.add(each) for each in stream.distributions], np.int64)
        index = stream.distribution_index
        chosen = numbers[:1] if index is None else numbers[np.asarray(index, np.int64)]
        if (chosen == chosen[:1]).all():
            record["distribution"], record["first_distribution"] = ((chosen[0] if chosen.size else NOBODY), NOBODY)
        else:
            record["distribution"], record["first_distribution"] = NOBODY, self._numbers_of.add(chosen)

    @property
    def most_entities(self) -> int:
        """Of any stream."""
        return int(self._records["entities"].max())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays of a `World`."""
        return {
            "streams": self._records,
            "keys": self._keys.array(),
            "distribution_of": self._numbers_of.array(),
            **self._distributions.arrays(),
        }


class SharedRows:
    """Rows one after the other; those that are equal, once."""

    def __init__(self, end: NDArray[Any]) -> None:
        """end: what stands after the last row."""
        self._end = end
        self._rows: list[NDArray[Any]] = []
        self._places: dict[bytes, int] = {}
        self._length = 0

    def copy(self) -> Self:
        """With the same rows, to which others may be added."""
        other = type(self)(self._end)
        other._rows, other._places, other._length = self._rows.copy(), self._places.copy(), self._length
        return other

    def add(self, row: NDArray[Any]) -> int:
        """The place where a row begins."""
        content = row.tobytes()
        if content not in self._places:
            self._places[content] = self._length
            self._rows.append(row)
            self._length += row.size
        return self._places[content]

    def array(self) -> NDArray[Any]:
        """All rows."""
        return np.concatenate([*self._rows, self._end])


class DistributionPacker:
    """Distributions as records: a family, and where its parameters and parts are."""

    def __init__(self) -> None:
        self._numbers: dict[Distribution, int] = {}
        self._rows: list[tuple[int, int, int, int]] = []
        self._components: list[int] = []
        self._parameters: list[NDArray[np.float64]] = []
        self._length = 0
        """Of all parameters."""

    def copy(self) -> Self:
        """With the same distributions, to which others may be added."""
        other = type(self)()
        other._numbers, other._rows = self._numbers.copy(), self._rows.copy()
        other._components, other._parameters = self._components.copy(), self._parameters.copy()
        other._length = self._length
        return other

    def add(self, distribution: Distribution) -> int:
        """The number of a distribution, which is packed the first time."""
        number = self._numbers.get(distribution)
        if number is None:
            parts = [self.add(part) for part in distribution.components]
            number = self._numbers[distribution] = len(self._rows)
            length = len(parts) or len(distribution.parameters) // 2
            self._rows.append((distribution.family, self._length, length, len(self._components)))
            self._components += parts
            self._parameters.append(np.array(list_parameters(distribution)))
            self._length += self._parameters[-1].size
        return number

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays of a `World`."""
        made = records(DISTRIBUTION, len(self._rows))
        columns = np.array(self._rows, np.int64).reshape(-1, 4)
        for column, name in enumerate(("family", "first", "length", "component")):
            made[name][: len(self._rows)] = columns[:, column]
        return {
            "distributions": made,
            "components": np.array(self._components or [0], np.int64),
            "parameters": np.concatenate([*self._parameters, np.zeros(0)]),
        }


def list_parameters(distribution: Distribution) -> list[float]:
    """What the compiled quantile reads: for a mixture ends, starts, weights; for a table nodes, values, slopes."""
    if distribution.family == DistributionFamily.MIXTURE:
        sampler = distribution._sampler
        return [*sampler.ends, *sampler.starts, *sampler.weights]
    if distribution.family == DistributionFamily.TABLE:
        table: QuantileTable = distribution._table
        return [*table.nodes, *table.values, *table.slopes]
    return list(distribution.parameters)
