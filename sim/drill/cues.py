"""What opened a question, so that in another emergency its answer can be given when the same comes to pass.

In the thousand replications behind the hot wash a decision is applied at cue + cost. The cue is everything that the model decides of it:
a time, moments that have come, people who know, and earlier decisions. A cue that never comes means not applied.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.conditions import Condition
from scenarios.exercise import Decision, Inject
from sim.drill.moments import Moments


@dataclass(frozen=True)
class Cue:
    """All of it must have come. at: T+; happened: moments; aware: roster ids; after: ids of decisions that were answered."""

    at: float = 0.0
    happened: tuple[str, ...] = ()
    aware: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def time(self, moments: Moments, decided: Mapping[str, float]) -> float:
        """T+ at which it came, infinite while it has not. decided: when earlier decisions were answered."""
        times = [self.at]
        times += [moments.first.get(name, math.inf) for name in self.happened]
        times += [moments.aware.get(person, math.inf) for person in self.aware]
        times += [decided.get(name, math.inf) for name in self.after]
        return max(times)

    def to_json(self) -> dict[str, Any]:
        """As a mapping that JSON can hold."""
        return {"at": self.at, "happened": [*self.happened], "aware": [*self.aware], "after": [*self.after]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Cue":
        """Back from `to_json`."""
        return cls(data["at"], tuple(data["happened"]), tuple(data["aware"]), tuple(data["after"]))


def cue_of(item: Decision | Inject, roster: Mapping[str, str]) -> Cue:
    """The cue of a question or of an inject. roster: who on the roster a role plays."""
    persons = [roster.get(name, name) for name in _named(item.after, "aware")]
    if isinstance(item, Decision):
        persons.append(roster.get(item.of, item.of))
    return Cue(
        item.at or 0.0,
        tuple(_named(item.after, "happened")),
        tuple(dict.fromkeys(persons)),
        tuple(_named(item.after, "decided")),
    )


def _named(conditions: list[Condition], key: str) -> list[str]:
    """The values of one key among conditions."""
    values = [getattr(condition, key) for condition in conditions]
    return [str(value) for value in values if value is not None]
