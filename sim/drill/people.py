"""Who sits in the room, where that is written down: for the sign-in sheet, and for the participants by role of a report.

Names are optional and may come at any time; they change nothing in the model. They stand in the journal, and nowhere that nobody asked for
them: not on the room's face, not in a log, not in a summary. An entry holds all of them as they are from then on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from scenarios.exercise import Exercise
from sim.drill.labels import Labels, lower_initial

NON_PLAYER_ROLES = {"facilitator": "Facilitator", "evaluator": "Evaluator", "observer": "Observer"}
"""Who is in the room and plays nobody, as HSEEP has them."""


@dataclass(frozen=True)
class Participant:
    """role: an id of the exercise, or of `NON_PLAYER_ROLES`. name: in any script. organisation, contact: empty where nothing was said."""

    role: str
    name: str
    organisation: str = ""
    contact: str = ""

    def to_json(self) -> dict[str, str]:
        """As a mapping that JSON can hold, without what is empty."""
        return {key: value for key, value in asdict(self).items() if value}


def build_role_titles(exercise: Exercise) -> dict[str, str]:
    """Everybody who can be in the room, as people call them, by id: first the roles of the exercise."""
    return {**{role.id: role.title for role in exercise.roles}, **_non_player_titles(exercise)}


def find_role_title(exercise: Exercise, role: str) -> str:
    """A role as people call it."""
    return next((one.title for one in exercise.roles if one.id == role), role)


def describe_person(person: str, exercise: Exercise, labels: Labels) -> str:
    """Somebody on the roster within a sentence: by the role that is played here, else as somebody at the school would say."""
    title = next((role.title for role in exercise.roles if role.plays == person), "")
    return f"the {lower_initial(title)}" if title else labels.inline_person(person)


def _non_player_titles(exercise: Exercise) -> dict[str, str]:
    own = {role.id for role in exercise.roles}
    return {id_: title for id_, title in NON_PLAYER_ROLES.items() if id_ not in own}


def participants_from_setup(played: Mapping[str, str]) -> tuple[Participant, ...]:
    """Those who were named when the exercise began."""
    return tuple(Participant(role, name) for role, name in played.items() if name)


def group_by_role(people: Iterable[Participant], exercise: Exercise) -> dict[str, tuple[Participant, ...]]:
    """Roles that somebody has, in the order of the exercise, each with who does, first come first."""
    found = {role: tuple(one for one in people if one.role == role) for role in build_role_titles(exercise)}
    return {role: here for role, here in found.items() if here}


def merge_participants(there: Sequence[Participant], more: Iterable[Participant]) -> list[Participant]:
    """All of them. Who is there already in that role is kept once, with what was said of them later."""
    found = {(one.role, one.name.casefold()): one for one in there}
    for one in more:
        key = one.role, one.name.casefold()
        before = found.get(key, one)
        found[key] = replace(
            before,
            organisation=one.organisation or before.organisation,
            contact=one.contact or before.contact,
        )
    return [*found.values()]
