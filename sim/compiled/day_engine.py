"""`DayEngine`: replications of an emergency over a school day, each played by the compiled engine of its period.

`open_engine` opens it, or the engine of an emergency in one period.
"""

from collections.abc import Iterator, Sequence

from sim.compiled.arrays import NO_MOMENTS
from sim.compiled.engine import CompiledEngine, Rows
from sim.compiled.packed_tables import PackedDay, PackedTables
from sim.compiled.shared_draws import Replications, SharedDraws
from sim.model.tables import Tables
from sim.model.trace import Trace
from sim.sampling.elementary import FloatArray

Packed = PackedTables | PackedDay
"""Tables as arrays, of an emergency in one period or over a school day."""


class DayEngine:
    """Plays replications of a school day under one strategy. The engine of a period is made when the first of its replications comes."""

    def __init__(
        self,
        tables: Tables,
        packed: PackedDay,
        seed: int,
        moments: FloatArray = NO_MOMENTS,
        draws: SharedDraws | None = None,
        before: "DayEngine | None" = None,
    ) -> None:
        """packed: the tables of the day. tables, seed, moments, draws, before: as for `CompiledEngine`."""
        self.tables, self.packed = tables, packed
        self._before: dict[int, CompiledEngine] = {}
        if before is not None:
            self._before = {**before._before, **before._engines}
        self._day, self._seed, self._moments = packed.day, seed, moments
        self._draws = draws or SharedDraws()
        self._engines: dict[int, CompiledEngine] = {}
        self._periods: dict[int, int] = {}

    def play_rows(
        self,
        replications: Replications,
        names: Sequence[str],
        logs: bool = False,
        until_known: bool = False,
        among: Replications = range(0),
    ) -> Iterator[Rows]:
        """Plays replications as `CompiledEngine.play_rows` does, those of each period together."""
        together = self._group(among)
        for period, played in self._group(replications).items():
            yield from self._open(period).play_rows(played, names, logs, until_known, together.get(period, ()))

    def run(self, replication: int) -> Trace:
        """Plays one replication and returns its trace."""
        return self._open(self._find_period(replication)).run(replication)

    def _group(self, replications: Replications) -> dict[int, tuple[int, ...]]:
        """By period, in the order of the day."""
        groups: dict[int, list[int]] = {}
        for replication in replications:
            groups.setdefault(self._find_period(replication), []).append(replication)
        return {period: tuple(groups[period]) for period in sorted(groups)}

    def _find_period(self, replication: int) -> int:
        period = self._periods.get(replication)
        if period is None:
            period = self._periods[replication] = self._day.find_period(self._seed, replication)
        return period

    def _open(self, period: int) -> CompiledEngine:
        engine = self._engines.get(period)
        if engine is None:
            packed = self.packed.of_period(period)
            engine = self._engines[period] = CompiledEngine(
                packed.tables,
                self._seed,
                self._moments,
                draws=self._draws,
                packed=packed,
                before=self._before.get(period),
            )
        return engine


def open_engine(
    tables: Tables,
    seed: int,
    moments: FloatArray = NO_MOMENTS,
    similar: Sequence[Packed] = (),
    draws: SharedDraws | None = None,
    before: CompiledEngine | DayEngine | None = None,
) -> CompiledEngine | DayEngine:
    """The engine of an emergency, in one period or over a school day. Arguments as for `CompiledEngine`."""
    if tables.day is None:
        others = [packed for packed in similar if isinstance(packed, PackedTables)]
        last = before if isinstance(before, CompiledEngine) else None
        return CompiledEngine(tables, seed, moments, others, draws, before=last)
    days = [packed for packed in similar if isinstance(packed, PackedDay)]
    last_day = before if isinstance(before, DayEngine) else None
    return DayEngine(tables, PackedDay(tables.day, days), seed, moments, draws, last_day)


def pack(tables: Tables) -> Packed:
    """The tables of an emergency, in one period or over a school day, as arrays: those of a period once they are needed."""
    return PackedTables(tables) if tables.day is None else PackedDay(tables.day)
