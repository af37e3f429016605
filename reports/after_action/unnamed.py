"""Takes names of people out of a paper: a report quotes nobody by name unless that is asked for.

Two kinds of names can be in a journal: of those who sat in the room, and, where a school put its own names over the campus, of those who
are played. Each gives way to the role. What people added themselves for the report stays as they wrote it.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from reports.documents.blocks import Blank, Picture
from scenarios.own_names import OwnNames
from sim.drill.labels import Labels
from sim.drill.people import build_role_titles
from sim.drill.state import State

T = TypeVar("T")


def collect_names(state: State) -> dict[str, str]:
    """What each name gives way to; longer names first, so that no part of one is left."""
    titles = build_role_titles(state.exercise)
    found = {one.name: titles[one.role] for one in state.people if one.name.strip()}
    own = OwnNames.model_validate(state.setup.names) if state.setup and state.setup.names else None
    if own is not None:
        plain = Labels(state.opened.emergency.place)
        found |= {name: plain.person(person) for person, name in own.people.items()}
    return dict(sorted(found.items(), key=lambda one: -len(one[0])))


def redact(part: T, names: Mapping[str, str]) -> T:
    """The same with roles instead of names, in every text but what stands in blanks, and in pictures, which have none."""
    if not names:
        return part
    wanted = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))
    return cast(T, _redact_value(part, wanted, names))


def _redact_value(part: Any, wanted: re.Pattern[str], names: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return wanted.sub(lambda match: names[match.group()], part)
    if isinstance(part, tuple):
        return tuple(_redact_value(one, wanted, names) for one in part)
    if is_dataclass(part) and not isinstance(part, (Blank, Picture, type)):
        changed = {one.name: _redact_value(getattr(part, one.name), wanted, names) for one in fields(part)}
        return replace(part, **changed)
    return part
