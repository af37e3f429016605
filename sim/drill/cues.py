"""What opened a question, so that in another emergency its answer can be given when the same comes to pass.

In the thousand replications behind the hot wash, and in a "what if", a decision is applied at cue + cost. The cue is everything in the
exercise file that decides whether and when the item comes: its time, its conditions, its guards, whoever has to know. It is looked for at
whole seconds, as in the exercise. A cue that never comes means not applied, and is counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scenarios.conditions import Condition
from scenarios.exercise import Decision, Inject
from sim.drill.parts import DecisionPoint
from sim.drill.state import State


@dataclass(frozen=True)
class Trigger:
    """Comes once it is T+ = at and all of `after` hold; looked at then, and not applied unless all of `when` and none of `unless` hold.

    owner: who on the roster has to know as well before a question opens; role: which has to be played then. Both empty for an inject.
    Whoever is to be aware in a condition is named by the roster.
    """

    at: float = 0.0
    after: tuple[Condition, ...] = ()
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    owner: str = ""
    role: str = ""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that it speaks of."""
        return (*self.after, *self.when, *self.unless)

    def to_json(self) -> dict[str, Any]:
        """As a mapping that JSON can hold."""
        lists = {"after": self.after, "when": self.when, "unless": self.unless}
        written = {name: [one.model_dump(exclude_unset=True) for one in all_] for name, all_ in lists.items()}
        return {"at": self.at, "owner": self.owner, "role": self.role, **written}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Trigger":
        """Back from `to_json`."""
        after, when, unless = (
            tuple(Condition.model_validate(one) for one in data[name]) for name in ("after", "when", "unless")
        )
        return cls(data["at"], after, when, unless, data["owner"], data["role"])


def build_trigger(item: Decision | Inject, state: State) -> Trigger:
    """The cue of a question, or of an inject that came by itself. Where T+ stands still there is none but the T+ at which it stood."""
    role = item.of if isinstance(item, Decision) else ""
    segment = next(one for one in state.exercise.segments if one.id == item.segment)
    if segment.kind != "played":
        return Trigger(state.time, role=role)
    return Trigger(
        max(item.at or 0.0, segment_start(state, item.segment)),
        resolve_roster_ids(item.after, state),
        resolve_roster_ids(item.when, state),
        resolve_roster_ids(item.unless, state),
        state.roster_id(role) if role else "",
        role,
    )


def build_decision_trigger(decision_point: DecisionPoint, state: State) -> Trigger:
    """The cue of a question that was asked. Where the facilitator asked it, its T+, and that its owner knows."""
    role = decision_point.decision.of
    if decision_point.is_manual and state.segment is not None and state.segment.kind == "played":
        return Trigger(decision_point.asked_at, owner=state.roster_id(role), role=role)
    return build_trigger(decision_point.decision, state)


def segment_start(state: State, segment: str) -> float:
    """T+ at which a segment began."""
    wanted = f'"segment":"{segment}"'
    times = [one.incident_time for one in state.log if one.kind == "segment" and wanted in one.payload]
    return times[-1] if times else 0.0


def resolve_roster_ids(conditions: Iterable[Condition], state: State) -> tuple[Condition, ...]:
    """Conditions with people as the roster names them."""
    return tuple(
        one if one.aware is None else one.model_copy(update={"aware": state.roster_id(one.aware)})
        for one in conditions
    )
