"""Stand-ins for what is wrong in a file, so that the checks across it can still be made.

A wrong unit in one line must not hide that another line names a room that is not there. What pydantic refuses is replaced by something
plain of the same type, the file is read once more, and the cross-checks play on that; whatever they find where a stand-in stands is not
told. Where no stand-in can be thought of, the cross-checks wait until the file is repaired.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, StringConstraints, ValidationError

from scenarios.inputs import ChanceInput, Input, Varies
from scenarios.load import Document
from scenarios.locations import Location, locate
from scenarios.problems import nearest
from scenarios.quantities import Dimension
from scenarios.records import Alike
from scenarios.yaml_nodes import Path

M = TypeVar("M", bound=BaseModel)
_EVIDENCE = {"basis": "assumed", "note": "stands in for what cannot be read"}
PLAIN = {bool: False, int: 1, float: 1.0}
ROUNDS = 3  # a key that was misspelled may hold something wrong in turn


@dataclass(frozen=True)
class Mended(Generic[M]):
    """A model with stand-ins. places: the paths of the stand-ins."""

    model: M
    places: tuple[Path, ...]

    def touches(self, where: Path) -> bool:
        """Whether a stand-in stands at a path, above it or below it."""
        return any(where[: len(place)] == place[: len(where)] for place in self.places)


def mend(document: Document, model: type[M]) -> Mended[M] | None:
    """The document with stand-ins for all that the model does not allow in it; None where that cannot be done."""
    data = copy.deepcopy(dict(document.data))
    places: list[Path] = []
    for _ in range(ROUNDS):
        try:
            return Mended(model.model_validate(data), tuple(places))
        except ValidationError as error:
            if not _mended(data, model, error, places):
                return None
    return None


def _mended(data: Any, model: type[BaseModel], error: ValidationError, places: list[Path]) -> bool:
    """Replaces everything that one reading complains about, misspelled keys first. False where something has no stand-in."""
    errors = sorted(error.errors(include_url=False), key=lambda one: one["type"] != "extra_forbidden")
    for one in errors:
        where = locate(model, one["loc"], data)
        if not where.meant:
            continue
        unknown = one["type"] == "extra_forbidden"
        if not (_rename(data, where, places) if unknown else _replace(data, model, where, places)):
            return False
    return True


def _rename(data: Any, where: Location, places: list[Path]) -> bool:
    """A key that nobody knows becomes the one it is most like, if that is missing, or goes."""
    *above, key = where.path
    parent = _at(data, tuple(above))
    if not isinstance(parent, dict) or key not in parent:
        return False
    close = nearest(str(key), where.known)
    value = parent.pop(key)
    if close is not None and close not in parent:
        parent[close] = value
        places.append((*above, close))
    return True


def _replace(data: Any, model: type[BaseModel], where: Location, places: list[Path]) -> bool:
    """What is wrong becomes something plain of its type: the uncertain input around it, if there is one, as a whole."""
    for path, form in _forms(model, where.path, data):
        parent = _at(data, path[:-1])
        if path in places:
            return True
        if not _has_room(parent, path[-1]):
            return False
        found = _stand_in(form, _at(data, path), path == where.path)
        if found is not None:
            parent[path[-1]] = found
            places.append(path)
            return True
    return False


def _has_room(parent: Any, step: str | int) -> bool:
    """Whether something can be put there: under any key, but in a list only instead of what is there."""
    return isinstance(parent, dict) or (isinstance(parent, list) and step in range(len(parent)))


def _stand_in(form: Any, value: Any, at_end: bool) -> Any:
    """Something plain of a type; None where nothing can be thought of. at_end: the value itself is what is wrong."""
    bare, marks = _parts(form)
    if isinstance(bare, type) and issubclass(bare, Input):
        allowed = next((mark.allowed for mark in marks if isinstance(mark, Varies)), ("site",))
        key = "chance" if issubclass(bare, ChanceInput) else "fixed"
        return {key: bare.dimension.examples[0], "varies": allowed[0], "evidence": _EVIDENCE}
    dimension = next((mark for mark in marks if isinstance(mark, Dimension)), None)
    if dimension is not None and at_end:
        return dimension.examples[0]
    if get_origin(bare) is tuple and Ellipsis not in get_args(bare):  # as a whole: it may be too short
        each = [_stand_in(part, None, True) for part in get_args(bare)]
        return None if None in each else each
    if bare in PLAIN and at_end:
        return PLAIN[bare]
    if get_origin(bare) is Literal and isinstance(value, str):
        close = nearest(value, get_args(bare))
        return get_args(bare)[0] if close is None and Alike in marks else close
    if bare is str and any(isinstance(mark, StringConstraints) for mark in marks):
        return "…"
    return None


def _forms(model: Any, path: Path, data: Any) -> Iterator[tuple[Path, Any]]:
    """The type of each value on the way along a path, outermost first."""
    form: Any = model
    for length in range(1, len(path) + 1):
        form = _below(_meant(form, data), path[length - 1])
        data = _at(data, (path[length - 1],))
        if form is None:
            return
        yield path[:length], form


def _below(form: Any, step: str | int) -> Any:
    """The type, marks included, of what is under a key or in a list."""
    bare, _ = _parts(form)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        for name, field in bare.model_fields.items():
            if step in (field.alias, name):
                return Annotated[(field.annotation, *field.metadata, None)]
        return None
    inside = [part for part in get_args(bare) if part is not Ellipsis]
    return inside[-1] if inside and isinstance(step, int) else None


def _meant(form: Any, data: Any) -> Any:
    """The member of a union that the data are meant for."""
    bare, _ = _parts(form)
    members = [member for member in get_args(bare) if member is not type(None)]
    if get_origin(bare) in (None, list, tuple, dict, Literal) or not members:
        return form
    tag = data.get("kind") if isinstance(data, dict) else None
    for member in members:
        inner, _ = _parts(member)
        if isinstance(inner, type) and issubclass(inner, BaseModel) and isinstance(data, dict):
            kind = inner.model_fields.get("kind")
            if kind is None or tag in get_args(kind.annotation):
                return member
    return next((member for member in members if get_origin(member) is list and isinstance(data, list)), None)


def _parts(form: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without None beside it, and what is annotated to it."""
    marks: tuple[Any, ...] = ()
    while True:
        if get_origin(form) is Annotated:
            form, *more = get_args(form)
            marks = (*marks, *more)
            continue
        some = [member for member in get_args(form) if member is not type(None)]
        if len(some) == 1 and get_origin(form) not in (list, tuple, dict, Literal):
            form = some[0]
            continue
        return form, marks


def _at(data: Any, path: Path) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
