"""What opened a question, so that in another emergency its answer can be given when the same comes to pass.

In the thousand replications behind the hot wash a decision is applied at cue + cost. The cue is everything in the exercise file that the
model and the room decide of it: a time, moments that have come, people who know, and what came before. It is looked for at whole seconds,
as in the exercise. A cue that never comes means not applied. Conditions on shares, on the place of the hazard and on the day are left out:
they would need a picture of everybody each second, and no shipped exercise opens a question with one.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from scenarios.conditions import Condition
from scenarios.exercise import Decision, Inject
from sim.drill.moments import Moments
from sim.drill.state import State


class Sign(NamedTuple):
    """Something that comes to pass once. happened: a moment; aware: somebody on the roster; after: a decision or an inject."""

    kind: Literal["happened", "aware", "after"]
    name: str

    def time(self, moments: Moments, past: Mapping[str, float]) -> float:
        """T+ at which it came, infinite while it has not. past: when decisions were answered and injects delivered."""
        known = {"happened": moments.first, "aware": moments.aware, "after": past}[self.kind]
        return known.get(self.name, math.inf)


@dataclass(frozen=True)
class Cue:
    """Comes once it is T+ = at and all signs have come; looked at then, and not applied unless all of `needs` and none of `unless` have.

    owner: who on the roster has to know as well before the question opens; empty for nobody.
    """

    at: float = 0.0
    signs: tuple[Sign, ...] = ()
    needs: tuple[Sign, ...] = ()
    unless: tuple[Sign, ...] = ()
    owner: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a mapping that JSON can hold."""
        lists = {"signs": self.signs, "needs": self.needs, "unless": self.unless}
        written = {name: [[*sign] for sign in signs] for name, signs in lists.items()}
        return {"at": self.at, "owner": self.owner, **written}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Cue":
        """Back from `to_json`."""
        signs, needs, unless = (
            tuple(Sign(*one) for one in data[name]) for name in ("signs", "needs", "unless")
        )
        return cls(data["at"], signs, needs, unless, data["owner"])


def cue_of(item: Decision | Inject, state: State) -> Cue:
    """The cue of a question, or of an inject that came by itself. Where T+ stands still there is none but the T+ at which it stood."""
    owner = state.roster_id(item.of) if isinstance(item, Decision) else ""
    segment = next(one for one in state.exercise.segments if one.id == item.segment)
    if segment.kind != "played":
        return Cue(state.time)
    return Cue(
        max(item.at or 0.0, began(state, item.segment)),
        signs_of(item.after, state),
        signs_of(item.when, state),
        signs_of(item.unless, state),
        owner,
    )


def began(state: State, segment: str) -> float:
    """T+ at which a segment began."""
    wanted = f'"segment":"{segment}"'
    times = [one.incident_time for one in state.log if one.kind == "segment" and wanted in one.payload]
    return times[-1] if times else 0.0


def signs_of(conditions: list[Condition], state: State) -> tuple[Sign, ...]:
    """The conditions that are signs."""
    found = []
    for condition in conditions:
        if condition.happened is not None:
            found.append(Sign("happened", condition.happened))
        elif condition.aware is not None:
            found.append(Sign("aware", state.roster_id(condition.aware)))
        elif condition.decided is not None:
            found.append(Sign("after", condition.decided))
        elif condition.delivered is not None:
            found.append(Sign("after", f"inject-{condition.delivered}"))
    return tuple(found)
