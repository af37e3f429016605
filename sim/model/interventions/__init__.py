"""What people at the desk or in the room can do to a running play, and what each does to the model.

A closed list, the same as exercise files have (`scenarios.acts`). Every intervention has a scope: `players` reaches the arm in which it is
decided, `world` and `fiat` reach all arms. It does what its simulated counterpart would do, with the numbers the counterpart would have
drawn, and uses up nobody else's. It adds; it never rewrites the past. Where there is nothing left to do, it says why, and changes
nothing. A person does one thing after another: whoever applies an act looks first whether it `is_busy`.
"""

from dataclasses import asdict
from typing import Any

from sim.model import alerting, people
from sim.model.interventions.desk import AllClear, DelayUnit, Inform, SetChannel
from sim.model.interventions.outcome import BEGAN, Outcome, Scope, UnknownName, format_t_plus, reject_because, find_staff
from sim.model.interventions.players import Announce, Call911, Lock, Press, Radio, Send, Tell
from sim.model.interventions.written import parse_fields
from sim.model.world import OFFICE, World
from sim.tables import NOBODY
from sim.trace import Channel, EventKind

__all__ = (
    "BEGAN",
    "KINDS",
    "AllClear",
    "Announce",
    "Call911",
    "DelayUnit",
    "Inform",
    "Intervention",
    "Lock",
    "Outcome",
    "Press",
    "Radio",
    "Scope",
    "Send",
    "SetChannel",
    "Tell",
    "UnknownName",
    "apply_intervention",
    "format_t_plus",
    "find_actor",
    "from_json",
    "return_to_simulation",
    "list_persons",
    "preview_intervention",
    "find_staff",
    "to_json",
    "is_busy",
)

Intervention = (
    Press | Call911 | Announce | Radio | Tell | Send | Lock | SetChannel | DelayUnit | Inform | AllClear
)
KINDS: dict[str, type[Intervention]] = {
    kind.kind: kind
    for kind in (
        *(Press, Call911, Announce, Radio, Tell, Send, Lock),
        *(SetChannel, DelayUnit, Inform, AllClear),
    )
}


def preview_intervention(world: World, intervention: Intervention) -> Outcome:
    """What it would come to if it were done now. Changes nothing at all. Raises UnknownName."""
    return reject(world) or reject_if_absent(world, intervention) or intervention.preview(world)


def apply_intervention(world: World, intervention: Intervention) -> Outcome:
    """Does it now, before the model's own events of this instant; several at one instant in the order in which they are made."""
    outcome = preview_intervention(world, intervention)
    if outcome.began:
        world.interventions += 1
        intervention.execute(world)
    return outcome


def find_actor(intervention: Intervention) -> str | None:
    """Who on the roster does it; None for what happens to the world, or is ruled."""
    return getattr(intervention, "by", None)


def is_busy(world: World, intervention: Intervention) -> bool:
    """Whether whoever does it has not done yet what was decided before. Once it is over nobody is busy. Raises UnknownName."""
    name = find_actor(intervention)
    return name is not None and reject(world) is None and world.busy[find_staff(world, name)] > 0


def reject(world: World) -> Outcome | None:
    """Why nothing can be done at this time: it is over, or it has not begun, and nobody acts before the onset."""
    if world.over or world.now >= world.tables.horizon:
        over = world.first_time(EventKind.ALL_CLEAR)
        return reject_because(f"over since {format_t_plus(world.tables.horizon if over is None else over)}")
    return reject_because("it has not begun: acts count from T+00:00 on") if world.now < 0.0 else None


def list_persons(intervention: Intervention) -> list[str]:
    """Whoever of the roster it needs: who does it, and to whom it is done."""
    names = (getattr(intervention, role, None) for role in ("by", "whom"))
    return [name for name in names if name is not None]


def reject_if_absent(world: World, intervention: Intervention) -> Outcome | None:
    """Why it cannot be done today: somebody whom it needs is not on campus."""
    for name in list_persons(intervention):
        if not world.present[find_staff(world, name)]:
            return reject_because(f"{name} is not on campus")
    return None


def return_to_simulation(world: World, name: str) -> Outcome:
    """Nobody plays this person, or `OFFICE`, any more. Who is convinced and has called nobody begins now, as the model has it.

    What the model would have done earlier is not made up for; who has called somebody by decision does not call again by themselves.
    """
    if name == OFFICE:
        return return_office_to_simulation(world)
    person = find_staff(world, name)
    if not world.played[person]:
        return reject_because(f"nobody plays {name}")
    world.played[person] = False
    if world.acting[person] and not world.has_called[person] and reject(world) is None:
        people.call_for_help(world, person)
        if world.tables.staff.office[person]:
            alerting.inform_office(world, NOBODY, Channel.VOICE)
    return BEGAN


def return_office_to_simulation(world: World) -> Outcome:
    """The office that knows calls and speaks by itself, as far as neither was decided."""
    if not world.office_played:
        return reject_because("nobody speaks for the office")
    world.office_played = False
    if world.office_knows and reject(world) is None:
        alerting.start_office(world)
    return BEGAN


def to_json(intervention: Intervention) -> dict[str, Any]:
    """As a mapping that JSON can hold."""
    return {"kind": intervention.kind, **asdict(intervention)}


def from_json(data: object) -> Intervention:
    """Back from `to_json`. Raises UnknownName for a kind that is none, ValueError for fields that do not fit."""
    if not isinstance(data, dict):
        raise ValueError(f"intervention {data!r}: it must be a mapping with a kind")
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise UnknownName(f"intervention {kind!r}: there is {', '.join(KINDS)}")
    return KINDS[kind](**parse_fields(KINDS[kind], data))
