"""What people in the room and the world do in an exercise: who is meant, and whether they have the means.

The model says the same at the moment of the act; an exercise planner wants to know it before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenarios.acts import DelayUnit, Inform, PlayerAction, SetChannel, WorldAction
from scenarios.checks.naming import check_known
from scenarios.emergency import Emergency
from scenarios.exercise import Exercise
from scenarios.place import Finding, Member, FindingPath
from scenarios.problems import quote
from scenarios.strategies import Strategy


@dataclass(frozen=True)
class ActionMeans:
    """What there is to act with. roles: roster id by role; staff: by roster id; lockable: zones; absent: who is off campus on this day."""

    emergency: Emergency
    strategy: Strategy
    roles: Mapping[str, str]
    staff: Mapping[str, Member]
    lockable: frozenset[str]
    absent: frozenset[str]

    def list_names(self) -> list[str]:
        """Names that may be written for a person."""
        return [*self.roles, *self.staff]

    def find_member(self, name: str) -> Member | None:
        """Who is meant by a role or a roster id."""
        return self.staff.get(self.roles.get(name, name))

    def is_responder(self, member: Member) -> bool:
        """Whether it is their task to go to the hazard or the patient."""
        scenario = self.emergency.scenario
        by_role = any(member.role == line.role for line in scenario.responding)
        return by_role or (scenario.protocol.kind == "aid" and member.response_team)


def collect_means(exercise: Exercise, emergency: Emergency) -> ActionMeans:
    """The means of the room's strategy on this campus."""
    place = emergency.place
    return ActionMeans(
        emergency,
        emergency.strategies[emergency.resolve_strategy(exercise.strategy)],
        {role.id: role.plays for role in exercise.roles},
        {member.id: member for member in place.staff},
        frozenset(zone.id for zone in place.zones if zone.lock is not None),
        find_absent(exercise, emergency),
    )


def find_absent(exercise: Exercise, emergency: Emergency) -> frozenset[str]:
    """Who of the roster is off campus under the conditions of the day."""
    away = "sro-away" in exercise.conditions
    return frozenset(one.id for one in emergency.place.staff if away and one.role == "sro")


def check_actions(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    """Everything that is wrong with what is done."""
    means = collect_means(exercise, emergency)
    talked = {segment.id for segment in exercise.segments if segment.kind == "talked"}
    still = "T+ stands still in a talked segment; leave this out, or name a played one"
    for i, decision in enumerate(exercise.decisions):
        for n, option in enumerate(decision.options):
            where: FindingPath = ("decisions", i, "options", n)
            yield from check_decision_actions(option.does, (*where, "does"), means)
            if option.does and decision.segment in talked:
                yield Finding((*where, "does"), still)
            if option.takes is not None and not option.does:
                yield Finding(
                    (*where, "takes"),
                    "talk takes no time of the incident; leave this out, or say what it does",
                )
            if option.takes is not None and decision.kind == "pressed":
                message = "under time pressure thinking is the time that passes; leave this out"
                yield Finding((*where, "takes"), message)
        if decision.segment in talked and decision.kind == "pressed":
            yield Finding(
                ("decisions", i, "kind"),
                "T+ stands still in a talked segment, so nothing can be pressed there",
            )
    for i, inject in enumerate(exercise.injects):
        for n, act in enumerate(inject.world):
            yield from _check_world_action(act, ("injects", i, "world", n), means)
        if inject.world and inject.segment in talked:
            yield Finding(("injects", i, "world"), still)


def check_decision_actions(acts: list[PlayerAction], where: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    """What is wrong with the acts of one answer: people who are not there, or have not got what it takes."""
    for n, act in enumerate(acts):
        at = (*where, n)
        people = [key for key in ("by", "whom") if hasattr(act, key)]
        for key in people:
            what = "a role or somebody on the roster"
            yield from check_known((*at, key), getattr(act, key), what, means.list_names())
            person = means.find_member(getattr(act, key))
            if person is not None and person.id in means.absent:
                yield Finding((*at, key), f"{quote(person.id)} is away on this day, by the conditions")
        yield from _check_means(act, at, means)


def _check_means(act: PlayerAction, at: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    """Whether the person has the means."""
    by = means.find_member(act.by)
    if by is None:
        return
    campus, everyday = means.emergency.place.campus, means.strategy.everyday
    name = quote(means.strategy.strategy)
    match act.kind:
        case "press" if means.strategy.app is None:
            yield Finding((*at, "kind"), f"there is no app to press under strategy {name}")
        case "announce" if campus.pa is None or "pa" not in everyday:
            yield Finding((*at, "kind"), f"there is no PA to speak on under strategy {name}")
        case "radio" if campus.radio is None or "radio" not in everyday:
            yield Finding((*at, "kind"), f"there is no radio under strategy {name}")
        case "radio" if not by.radio:
            yield Finding((*at, "by"), f"{quote(by.id)} carries no radio")
        case "lock" if by.posts[means.emergency.scenario.period] not in means.lockable:
            yield Finding((*at, "by"), f"{quote(by.id)} is not in a room that can be locked")
        case _:
            pass
    if act.kind in ("tell", "send"):
        yield from _check_target(act.whom, by, act.kind, at, means)


def _check_target(whom: str, by: Member, kind: str, at: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    """Whether somebody can be told or sent."""
    other = means.find_member(whom)
    if other is None:
        return
    if other.id == by.id:
        yield Finding((*at, "whom"), f"{quote(by.id)} cannot {kind} themselves; name somebody else")
    elif kind == "send" and not means.is_responder(other):
        said = f"going there is not the task of {quote(other.id)}"
        yield Finding((*at, "whom"), f"{said}; tell them, or leave it to talk")


def _check_world_action(act: WorldAction, at: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    campus = means.emergency.place.campus
    match act:
        case SetChannel(channel="pa") if campus.pa is None:
            yield Finding((*at, "channel"), f"campus {quote(campus.campus)} has no PA")
        case SetChannel(channel="radio") if campus.radio is None:
            yield Finding((*at, "channel"), f"campus {quote(campus.campus)} has no radio")
        case DelayUnit():
            yield from check_known(
                (*at, "unit"), act.unit, "a unit that this scenario sends", list_dispatched_units(means.emergency)
            )
        case Inform():
            yield from check_known((*at, "whom"), act.whom, "a role or somebody on the roster", means.list_names())
        case _:
            pass


def list_dispatched_units(emergency: Emergency) -> list[str]:
    """The units that come from off campus, by the names that the model has for them: `police-1`."""
    agencies = [one for one in emergency.place.campus.agencies if one.kind in emergency.scenario.sends]
    return [f"{agency.id}-{n + 1}" for agency in agencies for n in range(agency.units)]
