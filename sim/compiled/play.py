"""`CompiledPlay`: one replication of a compiled engine, step by step, with interventions: an `Engine`, as `SimpyEngine` is one."""

import math
from collections.abc import Collection
from functools import cached_property

import numpy as np

from sim.compiled.arrays import EVENT, PERSON, PLAY, REQUEST, STATE
from sim.compiled.engine import CompiledEngine
from sim.model.interventions import BEGAN, Intervention, Outcome, build_request, find_actor, find_person, reject_because
from sim.model.staff import draw_decision_delay
from sim.model.state import OFFICE
from sim.model.tables import NOBODY
from sim.model.trace import EventKind, News, Row, Trace
from sim.sampling.streams import DrawBlock, DrawReader


class CompiledView:
    """What conditions ask of the state: the fields of these names of `WorldView`. It reads the play as it stands."""

    def __init__(self, play: "CompiledPlay") -> None:
        self.tables = play.tables
        self.world = play.engine.world
        self.state = self.world.play.view(PLAY, np.ndarray)[0]

    @property
    def hazard(self) -> str:
        """The zone of the hazard; empty before onset."""
        zone = int(self.state["hazard_zone"])
        return "" if zone == NOBODY else self.tables.layout.zones[zone]

    @property
    def is_hazard_active(self) -> bool:
        """Whether it has begun and not ended."""
        return bool(self.state["is_hazard_active"])

    @cached_property
    def staff(self) -> int:
        """Adults on campus: the same from the beginning of a play."""
        return int(self.world.people["present"][: self.tables.staff_count].sum())

    @property
    def staff_aware(self) -> int:
        """Adults on campus who are aware."""
        return self.staff - int(self.state["unaware_staff"])

    @property
    def occupants(self) -> int:
        """Heads that can be protected."""
        return int(self._heads.sum())

    @property
    def occupants_protected(self) -> int:
        """Heads that are protected."""
        return int(self._heads[self.world.units["protected"][: self.tables.unit_count]].sum())

    @property
    def _heads(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """By unit; 0 for those who are not on campus or cannot be protected."""
        units = self.world.units[: self.tables.unit_count]
        heads = np.where(units["zone"] == NOBODY, 0, units["occupants"])
        heads[: self.tables.staff_count][self.tables.staff.is_responder] = 0
        return heads

    @property
    def channels(self) -> tuple[str, ...]:
        """Of `pa` and `radio`, those that this strategy uses and that work."""
        means = self.tables.means
        used = (("pa", means.pa), ("radio", means.radio))
        return tuple(name for name, is_used in used if is_used and self.state[f"{name}_works"])


class CompiledPlay:
    """An `Engine`. Where its arrays are too small it plays again from the start, in larger ones, with the same interventions."""

    def __init__(
        self, engine: CompiledEngine, replication: int, played: Collection[str] = (), block: DrawBlock | None = None
    ) -> None:
        """engine: plays nothing else meanwhile. played: roster ids of the played roles, and `office`. Raises UnknownName.

        block: numbers already drawn for a range that holds the replication.
        """
        self.engine = engine
        self.tables = engine.tables
        block = block or DrawBlock(engine.root_seed, range(replication, replication + 1))
        self._draws = DrawReader(block, replication, self.tables.streams)
        self.replication = replication
        self.played = [find_person(self.tables, name) for name in sorted(played) if name != OFFICE]
        self.is_office_played = OFFICE in played
        self._watched = News(frozenset(EventKind))
        self.follow(self._watched)
        self._interventions: list[tuple[float, Intervention | str]] = []
        self._ended = False
        self._begin()

    def _begin(self) -> None:
        self.engine.begin(self.replication)
        world = self.engine.world
        # without the attributes of a recarray, numpy reads a field in half the time
        self._state = world.state.view(STATE, np.ndarray)[0]
        self._play = world.play.view(PLAY, np.ndarray)[0]
        self._people = world.people.view(PERSON, np.ndarray)
        self._events = world.trace.view(EVENT, np.ndarray)
        self._people["played"][self.played] = True
        self._play["office_played"] = self.is_office_played
        self._view = CompiledView(self)
        self._await()

    @property
    def now(self) -> float:
        """The current time."""
        return float(self._state["now"])

    @property
    def is_ended(self) -> bool:
        """Whether it has ended, by the all clear or at the horizon."""
        return self._ended

    @property
    def trace(self) -> Trace:
        """What has happened so far; made anew each time."""
        trace = Trace(self.tables)
        trace.rows = self._rows(self._events[: self._state["trace_size"]])
        if self._ended:
            trace.rows.append((self.now, EventKind.END, NOBODY, NOBODY, NOBODY, 0.0))
        return trace

    def _rows(self, events: "np.ndarray[tuple[int], np.dtype[np.void]]") -> list[Row]:
        return [(time, EventKind(kind), *rest) for time, kind, *rest in events.tolist()]

    # ---- its course --------------------------------------------------------------------------------

    def run(self) -> Trace:
        """Runs to the end."""
        self.run_until(self.tables.horizon)
        self._ended = True
        return self.trace

    def run_until(self, time: float) -> None:
        """Runs all events before this time, or until the all clear."""
        stop = min(time, self.tables.horizon)
        if stop > self.now:
            self._do(stop)
        self._ended = self._ended or bool(self._play["over"])

    def _do(self, stop: float, action: Intervention | str | None = None, *, watching: bool = False) -> bool:
        """Runs up to this time, then intervenes if there is an action. Returns whether that began. watching: stops at news before."""
        since = self.now
        began = self._try(stop, action, watching)
        while not self.engine.is_sound:
            self.engine.grow()
            self._begin()
            for time, earlier in self._interventions:
                self._try(time, earlier)
            self._try(since)
            began = self._try(stop, action, watching)
        if action is not None:
            self._interventions.append((since, action))
        return began

    def _try(self, stop: float, action: Intervention | str | None = None, watching: bool = False) -> bool:
        world = self.engine.world
        if stop > self.now:
            self._state["is_watching"] = watching
            self.engine.run_until(stop)
            self._state["is_watching"] = False
        if action is None:
            return True
        if isinstance(action, str):
            self.engine.return_to_simulation(NOBODY if action == OFFICE else find_person(self.tables, action))
            return True
        request = world.request.view(REQUEST, np.ndarray)[0]
        for name, value in build_request(self.tables, action)._asdict().items():
            request[name] = value
        return self.engine.intervene()

    def decision_delay(self, name: str) -> float:
        """Simulated decision time of a person in seconds. Raises UnknownName."""
        if not self.tables.hazard.is_witnessed:
            return 0.0
        return draw_decision_delay(self.tables, self._draws.draw, find_person(self.tables, name))

    # ---- what a caller looks for -------------------------------------------------------------------

    def follow(self, news: News) -> None:
        """`events_since` gives only these."""
        self._is_read = np.zeros(len(self.engine.world.is_watched), np.bool_)
        self._is_read[list(news.kinds)] = True
        self._is_read_of = np.full(self.tables.unit_count, EventKind.AWARE in news.kinds)
        self._is_read_of[[find_person(self.tables, name) for name in news.people]] = True

    def watch(self, news: News) -> None:
        """`next_change` stops only after these."""
        self._watched = news
        self._await()

    def _await(self) -> None:
        news, is_watched = self._watched, self.engine.world.is_watched
        is_watched[:] = False
        is_watched[list(news.kinds)] = True
        self._people["is_awaited"][:] = False
        self._people["is_awaited"][[find_person(self.tables, name) for name in news.people]] = True
        is_share_watched = news.aware_share < math.inf
        self._state["awaited_unaware"] = (
            math.ceil((1.0 - news.aware_share) * self.view().staff) if is_share_watched else NOBODY
        )

    def next_change(self, latest: float) -> float:
        """Runs on. Returns the first whole second after the next event that is watched, at most `latest`, as far as it went."""
        if self._play["over"]:
            pending = math.inf if self._ended else self._find_next_time()
            return min(latest, math.floor(pending) + 1.0) if pending < math.inf else latest
        stop = min(latest, self.tables.horizon)
        if stop > self.now:
            self._do(stop, watching=True)
        return min(latest, math.floor(self.now) + 1.0) if self._play["over"] else self.now

    def _find_next_time(self) -> float:
        """The time of the next event; infinite if there is none before the horizon."""
        world = self.engine.world
        if self._state["instant_size"]:
            return self.now
        if self._state["heap_size"]:
            return float(world.heap[0]["time"])
        times = []
        for first in world.slots[world.slots != NOBODY][:1].tolist():
            while first != NOBODY:
                times.append(float(world.activities[first]["time"]))
                first = int(world.activities[first]["following"])
        return min(times, default=math.inf)

    def events_since(self, number: int) -> tuple[list[Row], int]:
        """Those events from this number on that the caller follows, and how many events there are."""
        size = int(self._state["trace_size"])
        if size == number:
            return [], size
        events = self._events[number:size]
        kinds = events["kind"]
        is_read, is_aware = self._is_read[kinds], kinds == EventKind.AWARE
        is_read[is_aware] = self._is_read_of[events["subject"][is_aware]]
        return self._rows(events[is_read]), size

    def view(self) -> CompiledView:
        """The state, as far as conditions ask for it."""
        return self._view

    # ---- interventions -----------------------------------------------------------------------------

    def apply(self, intervention: Intervention) -> Outcome:
        """Starts an intervention now, before the model's own events of this instant. The outcome has no words. Raises UnknownName."""
        return BEGAN if self._do(self.now, intervention) else reject_because("")

    def is_busy(self, intervention: Intervention) -> bool:
        """Whether the person who acts is still busy with an earlier decision. Raises UnknownName."""
        name = find_actor(intervention)
        is_possible = not self._play["over"] and 0.0 <= self.now < self.tables.horizon
        return name is not None and is_possible and bool(self._people["busy"][find_person(self.tables, name)])

    def return_to_simulation(self, name: str) -> Outcome:
        """The model takes over a played role, or the office. The outcome has no words. Raises UnknownName."""
        is_played = self._is_played(name)
        self._do(self.now, name)
        return BEGAN if is_played else reject_because("")

    def _is_played(self, name: str) -> bool:
        if name == OFFICE:
            return bool(self._play["office_played"])
        return bool(self._people["played"][find_person(self.tables, name)])
