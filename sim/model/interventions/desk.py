"""What happens to the world, and what the facilitator rules: in all arms of an exercise."""

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.arithmetic import round_to_grid
from sim.model.awareness import become_aware
from sim.model.interventions.outcome import BEGAN, Outcome, Scope, UnknownName, reject_because, find_staff
from sim.model.world import World
from sim.trace import Channel, EventKind

WORLD_SCOPE: Scope = "world"
FIAT_SCOPE: Scope = "fiat"


@dataclass(frozen=True)
class SetChannel:
    """A channel fails, or works again."""

    kind: ClassVar[str] = "channel"
    scope: ClassVar[Scope] = WORLD_SCOPE
    channel: Literal["pa", "radio"]
    works: bool

    def preview(self, world: World) -> Outcome:
        """From now on."""
        so_already = world.works[Channel[self.channel.upper()]] == self.works
        return (
            reject_because(f"the {self.channel} {'works' if self.works else 'is down'} already") if so_already else BEGAN
        )

    def execute(self, world: World) -> None:
        """Nobody notices before they use it."""
        channel = Channel[self.channel.upper()]
        world.works[channel] = self.works
        world.log_event(EventKind.CONDITION, channel, value=float(self.works))


@dataclass(frozen=True)
class DelayUnit:
    """An off-campus unit that is not on the way yet will need longer. seconds: more than drawn, finite, at least 0."""

    kind: ClassVar[str] = "delay-unit"
    scope: ClassVar[Scope] = WORLD_SCOPE
    unit: str
    seconds: float

    def __post_init__(self) -> None:
        """Refuse a delay that would let a unit arrive before it was sent."""
        if not 0.0 <= self.seconds < math.inf:
            raise ValueError(f"delay-unit: seconds = {self.seconds}; it must be finite and at least 0")

    def preview(self, world: World) -> Outcome:
        """Only what has not begun can be changed."""
        return reject_because(f"{self.unit} is on the way already") if world.unit_doing[self.index(world)] else BEGAN

    def execute(self, world: World) -> None:
        """Counts from when it sets out."""
        world.unit_delay[self.index(world)] += float(round_to_grid(self.seconds))

    def index(self, world: World) -> int:
        """Which unit. Raises UnknownName."""
        if self.unit not in world.tables.units.ids:
            raise UnknownName(f"unit {self.unit!r}: there is {', '.join(world.tables.units.ids)}")
        return world.tables.units.ids.index(self.unit)


@dataclass(frozen=True)
class Inform:
    """The facilitator rules that somebody knows."""

    kind: ClassVar[str] = "inform"
    scope: ClassVar[Scope] = FIAT_SCOPE
    whom: str

    def preview(self, world: World) -> Outcome:
        """Whoever was doubting a message doubts no more."""
        person = find_staff(world, self.whom)
        knows = world.aware[person] and not world.doubting[person]
        return reject_because(f"{self.whom} knows already") if knows else BEGAN

    def execute(self, world: World) -> None:
        """Marked as told by the desk."""
        become_aware(world, find_staff(world, self.whom), Channel.DESK)


@dataclass(frozen=True)
class AllClear:
    """The exercise is declared over."""

    kind: ClassVar[str] = "all-clear"
    scope: ClassVar[Scope] = FIAT_SCOPE

    def preview(self, world: World) -> Outcome:
        """Once."""
        return reject_because("it is over already") if world.over else BEGAN

    def execute(self, world: World) -> None:
        """Nothing happens after it, and what is measured up to the end of the hazard is measured up to here."""
        world.over = True
        world.log_event(EventKind.ALL_CLEAR)
