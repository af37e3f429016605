"""Why an act is known to be impossible, or to come to nothing, before it is committed.

Only what participants know counts: a channel that stayed silent when it was used, or that an inject said has failed. A person who acts has
to know of the emergency first, which the facilitator sees and the team can ask. Where there is no alert, everyone knows.
"""

from collections.abc import Iterator, Sequence

from sim.exercise.clock import format_time_of_day
from sim.exercise.participants import describe_person
from sim.exercise.state import State
from sim.model.interventions import Announce, Intervention, Radio, find_actor, list_persons
from sim.model.trace import Channel

SPOKEN_OVER: dict[type[Intervention], str] = {Announce: "pa", Radio: "radio"}
"""By kind of act, the channel as exercise files name it."""
SILENT_CHANNELS = {"pa": Channel.PA, "radio": Channel.RADIO}
CHANNEL_NAMES = {"pa": "the PA", "radio": "the radio"}


def find_obstacles(acts: Sequence[Intervention], owner: str, state: State) -> tuple[str, ...]:
    """What stands against these acts as far as is known now, each once. owner: the role or person who decides."""
    told = {state.roster_id(owner)}
    found: list[str] = []
    for act in acts:
        found += _find_dead_channel(act, state)
        found += _find_unaware_actor(act, told, state)
        told.update(list_persons(act))
    return tuple(dict.fromkeys(found))


def _find_dead_channel(act: Intervention, state: State) -> Iterator[str]:
    channel = SPOKEN_OVER.get(type(act))
    since = None if channel is None else find_known_failure(channel, state)
    if channel is not None and since is not None:
        clock = format_time_of_day(state.exercise, since)
        yield f"{CHANNEL_NAMES[channel]} has been silent since {clock}: no one will hear it"


def find_known_failure(channel: str, state: State) -> float | None:
    """T+ since when participants know that a channel has failed; None where it works as far as they know."""
    changes = [(time, False) for time, silent in state.milestones.silent if silent == SILENT_CHANNELS[channel]]
    for delivery in state.deliveries.values():
        if delivery.outcome == "delivered" and delivery.readers:
            changes += [
                (delivery.time, act.works)
                for act in delivery.inject.world
                if act.kind == "channel" and act.channel == channel
            ]
    failures = [time for time, works in sorted(changes) if not works]
    if not failures or max(changes)[1]:
        return None
    repaired = max((time for time, works in changes if works), default=-1.0)
    return min(time for time in failures if time > repaired)


def _find_unaware_actor(act: Intervention, told: set[str], state: State) -> Iterator[str]:
    person = find_actor(act)
    if person is None or person in told or not state.has_alert:
        return
    party = next((one for one in state.view.people if one.id == person), None)
    if party is not None and party.is_present and not party.is_aware:
        who = describe_person(person, state.exercise, state.labels)
        yield f"{who} does not know yet: someone has to tell them first"
