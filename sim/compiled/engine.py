"""`CompiledEngine`: replications of an emergency under one strategy, compiled.

It gives the trace of the reference engine, to the last bit. Its arrays are made once and used again for each replication, so one engine
serves one thread.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.compiled.arrays import FILLED, MEASURES, NO_MOMENTS, ROWS, TASK, Finality, Problem, World
from sim.compiled.commands import Command
from sim.compiled.packed_tables import PackedTables
from sim.compiled.program import load_program
from sim.compiled.shared_draws import Replications, SharedDraws
from sim.compiled.worlds import build_world
from sim.finality import FINAL_AFTER_DANGER, can_end_early
from sim.hazards.base import MEASURES as MEASURES_OF_HAZARDS
from sim.hazards.base import READERS
from sim.model.psap import Excess, describe_capacity_error
from sim.model.tables import NOBODY, Tables
from sim.model.trace import EventKind, Trace
from sim.model.trace_reader import read_trace
from sim.sampling.elementary import FloatArray
from sim.sampling.keyed_rng import seed_state

EVERY_INDEX = 2**62
"""More indices than are drawn."""


class CompiledEngine:
    """Plays replications of one emergency under one strategy. After each, `world` holds its trace and measures."""

    def __init__(
        self,
        tables: Tables,
        seed: int,
        moments: FloatArray = NO_MOMENTS,
        similar: Sequence[PackedTables] = (),
        draws: SharedDraws | None = None,
        packed: PackedTables | None = None,
        before: "CompiledEngine | None" = None,
    ) -> None:
        """moments: (moments,) seconds from onset at which `play_rows` counts people. similar: as for `PackedTables`.

        draws: what engines of the same seed and thread share. packed: the tables, if they are packed already.
        before: an engine that plays no more, whose room this one uses again where it shares the draws.
        Raises ValueError for a school day, which takes an engine for each period.
        """
        if tables.day is not None:
            raise ValueError(f"{tables.scenario}: a school day is played by an engine for each of its periods")
        self.tables = tables
        self._draws = draws or SharedDraws()
        self.packed = packed or PackedTables(tables, similar)
        self._contents = load_program().contents
        self.root_seed = seed
        self.moments = moments
        self.capacity = 1
        self._next = 0
        """The replication after the one that was begun last: where it comes next, others will."""
        if before is not None and before._draws is self._draws:
            self.capacity = before.capacity
            self._build(before.world)
            self.world.filled["here"] = 0
        else:
            self._build()

    def _build(self, before: World | None = None) -> None:
        self._use(build_world(self._draws.arena, self.packed, self.capacity, self.moments, before))

    def _use(self, world: World) -> None:
        self.world = world
        self.world.seed[0] = seed_state(self.root_seed)
        self._task = self.world.task.view(TASK, np.ndarray)[0]
        self._state = self.world.state[0]
        self._filled: Replications = range(0)
        """The replications whose draws are made in advance."""
        self._values: list[FloatArray] = []
        """Those draws, which the world knows by address."""

    def fill(self, replications: Replications) -> None:
        """Makes draws of these replications in advance, where that costs less."""
        if replications == self._filled or not self._draws.has_counts:
            return
        self._filled, self._values = replications, []
        self.world.filled["here"] = 0
        chosen = self._draws.choose(self.tables.streams.values(), len(replications))
        arena = self._draws.arena
        number = sum(depth * stream.keys.size for stream, depth in chosen)
        here = arena.allocate(8 * number).view(0, np.dtype("f8"), number)
        self._values.append(here)
        place, rows = arena.address_of(here), []
        for stream, depth in chosen:
            size = stream.keys.size
            values, address, is_missing = self._draws.find(stream, replications, depth)
            self._values.append(values)
            reads = (depth, size) if stream.indexed else (EVERY_INDEX, 0)
            rows.append((address, depth * size, place, *reads, is_missing))
            place += here.itemsize * depth * size
        self.world.filled[[stream.purpose for stream, _ in chosen]] = np.array(rows, FILLED)
        if any(row[-1] for row in rows):
            numbers = arena.numbers(replications)
            self._execute(Command.FILL, arena.address_of(numbers), numbers.size)

    def play(self, replication: int) -> None:
        """Plays one replication. Raises RuntimeError for more calls than the tables have room for."""
        while not self._play(replication):
            self.grow()

    def _play(self, replication: int) -> bool:
        self.begin(replication)
        self.run_until(self.tables.horizon)
        return self.is_sound

    def grow(self) -> None:
        """After a play that did not end: more room for the next. Raises RuntimeError for more calls than the tables have room for."""
        problem = int(self._state["error"])
        if problem != Problem.FULL:
            now = float(self._state["now"])
            raise RuntimeError(describe_capacity_error(self.tables, Excess(problem), now))
        self.capacity *= 2
        self._build()

    def begin(self, replication: int) -> None:
        """Goes to the beginning of a replication, before its first event."""
        self._set_purpose(for_measures=False)
        self._draws.count(self.world.draws)  # of the play before
        if replication not in self._filled:
            start = replication - replication % ROWS
            self.fill(range(start, start + ROWS if replication == self._next else start))
        self._next = replication + 1
        self._state["filled_row"] = self._filled.index(replication) if replication in self._filled else 0
        self._execute(Command.BEGIN, replication)

    def run_until(self, time: float) -> None:
        """Runs all events before this time, or until the all clear."""
        self._execute(Command.RUN, time=time)

    def _execute(
        self, command: Command, replications: int = 0, number: int = 0, time: float = 0.0, address: int = 0
    ) -> int:
        task = self._task
        task["command"], task["replications"], task["number"] = command, replications, number
        task["time"], task["address"] = time, address
        self._draws.arena.execute(self.world.address)
        return int(task["result"])

    def intervene(self) -> bool:
        """Starts the intervention in `world.request` now. Returns whether it begins."""
        return bool(self._execute(Command.INTERVENE))

    def return_to_simulation(self, person: int) -> None:
        """The model takes over this person; NOBODY: the office."""
        self._execute(Command.RETURN, number=person)

    def _set_purpose(self, for_measures: bool) -> None:
        self._state["is_for_measures"] = for_measures
        self.world.is_recorded[:] = not for_measures
        if for_measures:
            self.world.is_recorded[self._contents.events] = True

    def _ask(self, names: Sequence[str]) -> list[str]:
        """Has these measures read. Returns those that are compiled, in their order."""
        measures = self._contents.measures
        asked = [name for name in names if name in measures][:MEASURES]
        self._state["asked"] = len(asked)
        self.world.asked[: len(asked)] = [measures.index(name) for name in asked]
        self.world.finality[: len(asked)] = [
            Finality.AFTER_DANGER if name in FINAL_AFTER_DANGER else Finality.ONCE_REACHED for name in asked
        ]
        return asked

    def play_rows(
        self,
        replications: Replications,
        names: Sequence[str],
        logs: bool = False,
        until_known: bool = False,
        among: Replications = range(0),
    ) -> Iterator["Rows"]:
        """Plays replications for these measures, in order.

        logs: it has to be noted which purposes are drawn for. until_known: nothing is asked but these measures, so plays may end early.
        among: more replications, those played now included, whose draws are made together because others will be played too.
        Raises RuntimeError as `play` does. The arrays of the rows are used again.
        """
        is_brief = not logs and not {*names}.intersection(self._contents.of_packages)
        while replications:
            self._set_purpose(for_measures=is_brief)
            self._state["counts_acknowledged"] = "acknowledgement_rate" in names
            self._state["ends_early"] = until_known and can_end_early(names)
            asked = self._ask(names)
            number = min(len(replications), ROWS if self._draws.has_counts else 1)
            self.fill(among or replications[:number])
            done = self._play_rows(replications[:number])
            self._draws.count(self.world.draws)
            rows = Rows(replications[:done], self.world, len(asked))
            if done < number:
                self.grow()
            if done:
                self._check(asked, rows.values)
                if len(asked) < len(names):
                    rows.values = self._add_registered(rows, asked, names)
                yield rows
            replications = replications[done:]

    def _play_rows(self, replications: Replications) -> int:
        """How many of them were played."""
        arena = self._draws.arena
        numbers = arena.numbers(replications)
        rows = arena.numbers(np.searchsorted(self._filled, numbers) if self._filled else np.zeros_like(numbers))
        where, address = arena.address_of(numbers), arena.address_of(rows)
        return self._execute(Command.PLAY_ROWS, where, numbers.size, address=address)

    def _check(self, names: Sequence[str], values: FloatArray) -> None:
        """Raises ValueError for a value that a measure of a package cannot have. values: (n, names)."""
        for column, name in enumerate(names):
            if name in self._contents.of_packages:
                for value in values[:, column]:
                    MEASURES_OF_HAZARDS[name].check(float(value))

    def _add_registered(self, rows: "Rows", asked: Sequence[str], names: Sequence[str]) -> FloatArray:
        """(n, names), also of measures that are not compiled: their replications are played once more, for the whole trace."""
        values = np.empty((len(rows.replications), len(names)))
        values[:, [name in asked for name in names]] = rows.values
        for row, replication in enumerate(rows.replications):
            reading = read_trace(self.run(replication), self.tables)
            for column, name in enumerate(names):
                if name not in asked:
                    values[row, column] = READERS[name](reading)
        return values

    @property
    def is_sound(self) -> bool:
        """Whether there was room for everything; else the replication is played again by `play`, with more."""
        return int(self._state["error"]) == Problem.NONE

    def read(self, names: Sequence[str]) -> FloatArray:
        """The values of these measures by the events so far."""
        asked = self._ask(names)
        self._execute(Command.MEASURE)
        found = dict(zip(asked, self.world.values.tolist(), strict=False))
        self._check(asked, np.array([[*found.values()]]))
        if len(asked) < len(names):
            reading = read_trace(self._build_trace(), self.tables)
            found |= {name: READERS[name](reading) for name in names if name not in found}
        return np.array([found[name] for name in names])

    def run(self, replication: int) -> Trace:
        """Plays one replication and returns its trace."""
        self.play(replication)
        return self._build_trace()

    def _build_trace(self) -> Trace:
        """The events so far, and an end."""
        trace = Trace(self.tables)
        events = self.world.trace[: self._state["trace_size"]].tolist()
        trace.rows = [
            (time, EventKind(kind), subject, what, place, value) for time, kind, subject, what, place, value in events
        ]
        trace.rows.append((float(self._state["now"]), EventKind.END, NOBODY, NOBODY, NOBODY, 0.0))
        return trace

    def measure(self, replication: int, names: Sequence[str]) -> FloatArray:
        """Plays one replication and returns the values of these measures."""
        self.play(replication)
        return self.read(names)

    @property
    def drawn(self) -> NDArray[np.bool_]:
        """(purposes,): whether the play drew for a purpose."""
        return self.world.draws > 0

    @property
    def aware(self) -> FloatArray:
        """After `read`: when each member of staff became aware, in order, as `TraceSummary.aware`."""
        return self.world.reading_aware[: self.world.play[0].reading_aware_size]

    @property
    def protected(self) -> tuple[FloatArray, NDArray[np.int64]]:
        """After `read`: when more heads were protected, in order, and how many, as `TraceSummary.protected`."""
        changes = self.world.reading_protected[: self.world.play[0].reading_protected_size]
        return changes["time"], changes["heads"]

    @property
    def present(self) -> tuple[int, int]:
        """After `read`: staff on campus, and heads that can be protected."""
        return int(self.world.play[0].reading_staff), int(self.world.play[0].reading_occupants)


class Rows:
    """What is known of some replications: views of arrays that are used again.

    replications: which. values: (n, measures). aware, protected: (n, moments), staff and heads. aware_times: (n, staff), seconds from
    onset in order, infinite of those who never were. staff, heads: (n,) on campus, and of them those who can be protected. drawn: (n,
    purposes), whether a purpose was drawn for.
    """

    def __init__(self, replications: Replications, world: World, measures: int) -> None:
        rows = slice(0, len(replications))
        self.replications = replications
        self.values = world.row_values.reshape(ROWS, -1)[rows, :measures]
        self.aware, self.protected = (
            counts.reshape(ROWS, -1)[rows] for counts in (world.row_aware, world.row_protected)
        )
        self.aware_times = world.row_aware_times.reshape(ROWS, -1)[rows]
        self.staff, self.heads = world.row_staff[rows], world.row_heads[rows]
        self.drawn = world.row_drawn.reshape(ROWS, -1)[rows]

    def find_places(self, first: int) -> slice | NDArray[np.int64]:
        """Where the rows are in arrays that begin with this replication."""
        if isinstance(self.replications, range):
            return slice(self.replications.start - first, self.replications.stop - first)
        return np.array(self.replications, np.int64) - first
