"""What happens to the world in every arm, and what the facilitator rules."""

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.model.awareness import become_aware
from sim.model.interventions.base import Intervention, Scope, find_staff, find_unit
from sim.model.interventions.outcome import Outcome, reject_if
from sim.model.state import World
from sim.model.trace import Channel, EventKind
from sim.sampling.elementary import round_to_grid


@dataclass(frozen=True)
class SetChannel(Intervention):
    """A channel fails or is restored."""

    kind: ClassVar[str] = "channel"
    scope: ClassVar[Scope] = "world"
    channel: Literal["pa", "radio"]
    works: bool

    def preview(self, world: World) -> Outcome:
        is_unchanged = (world.pa_works if self.channel == "pa" else world.radio_works) == self.works
        return reject_if(is_unchanged, f"the {self.channel} {'works' if self.works else 'is down'} already")

    def execute(self, world: World) -> None:
        channel = Channel[self.channel.upper()]
        if channel == Channel.PA:
            world.pa_works = self.works
        else:
            world.radio_works = self.works
        world.log_event(EventKind.CONDITION, channel, value=float(self.works))


@dataclass(frozen=True)
class DelayUnit(Intervention):
    """An off-campus unit that is not en route yet will take longer. seconds: added to its travel time."""

    kind: ClassVar[str] = "delay-unit"
    scope: ClassVar[Scope] = "world"
    unit: str
    seconds: float

    def __post_init__(self) -> None:
        """Refuse a delay that would let a unit arrive before it was sent."""
        if not 0.0 <= self.seconds < math.inf:
            raise ValueError(f"delay-unit: seconds = {self.seconds}; it must be finite and at least 0")

    def preview(self, world: World) -> Outcome:
        unit = find_unit(world.tables, self.unit)
        return reject_if(bool(world.unit_doing[unit]), f"{self.unit} is already en route")

    def execute(self, world: World) -> None:
        world.unit_delay[find_unit(world.tables, self.unit)] += float(round_to_grid(self.seconds))


@dataclass(frozen=True)
class Inform(Intervention):
    """The facilitator rules that a person is aware."""

    kind: ClassVar[str] = "inform"
    scope: ClassVar[Scope] = "fiat"
    whom: str

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.whom)
        knows = world.aware[person] and not world.doubting[person]
        return reject_if(knows, f"{self.whom} already knows")

    def execute(self, world: World) -> None:
        become_aware(world, find_staff(world, self.whom), Channel.DESK)


@dataclass(frozen=True)
class AllClear(Intervention):
    """The facilitator declares the exercise over."""

    kind: ClassVar[str] = "all-clear"
    scope: ClassVar[Scope] = "fiat"

    def preview(self, world: World) -> Outcome:
        return reject_if(world.over, "it is already over")

    def execute(self, world: World) -> None:
        """Ends the simulation; measures that run to the end of the hazard end here."""
        world.over = True
        world.log_event(EventKind.ALL_CLEAR)
