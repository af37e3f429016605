"""From where pydantic says an error is to where that is in the file.

Pydantic's location of an error names more than the file does: the chosen member of a union, the place where a
short form was written out. Walking the model beside the data drops what is not in the file, and finds which
keys would have been right.
"""

import types
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, RootModel

from scenarios.records import OpenUnion
from scenarios.yaml_nodes import DataPath

_SHAPES: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    dict: "a mapping",
    list: "a list",
    tuple: "a list",
    set: "a list",
    frozenset: "a list",
}


@dataclass(frozen=True)
class Location:
    """Where an error is. path: in the file. known: the keys allowed in the mapping that the last key of the
    path is in.

    of_key: the key itself is wrong, not its value. is_intended: False if the error comes from a form that the value
    was never meant to have. shapes: what the value could have been, where it is none of that.
    """

    path: DataPath = ()
    known: tuple[str, ...] = ()
    of_key: bool = False
    is_intended: bool = True
    shapes: tuple[str, ...] = ()


def locate_error(model: Any, where: tuple[str | int, ...], data: Any) -> Location:
    """The location of an error in the file that the data come from. where: as pydantic gives it."""
    found, form = Location(), model
    for step in where:
        form = _strip_annotations(form)
        while isinstance(form, type) and issubclass(form, RootModel):
            form = _strip_annotations(form.model_fields["root"].annotation)
        members = _union_members(form)
        if members:
            found, form = _choose_member(found, members, str(step), data)
        elif step == "[key]":
            found = replace(found, of_key=True)
        else:
            found = replace(found, path=(*found.path, step), known=_allowed_keys(form))
            form, data = _inner_type(form, step), _inner_value(data, step)
        if not found.is_intended or found.shapes:
            break
    return found


def _choose_member(found: Location, members: tuple[Any, ...], tag: str, data: Any) -> tuple[Location, Any]:
    """The member of a union that an error is about, and whether the data were meant for it."""
    if not any(_has_shape(member, data) for member in members):
        return replace(found, shapes=tuple(dict.fromkeys(_describe_shape(member) for member in members))), None
    member = next((member for member in members if _matches_tag(member, tag)), None)
    return replace(found, is_intended=member is None or _has_shape(member, data)), member


def meant(form: Any, data: Any) -> Any:
    """A type without what is annotated to it; of a union, the member that a mapping is meant for by its `kind`."""
    bare = _strip_annotations(form)
    kind = data.get("kind") if isinstance(data, dict) else None
    return next(
        (member for member in _union_members(bare) if isinstance(kind, str) and _matches_tag(member, kind)), bare
    )


def _strip_annotations(form: Any) -> Any:
    """A type without what is annotated to it, and without `None` beside it."""
    while True:
        if get_origin(form) is Annotated:
            form = get_args(form)[0]
        elif len(some := _non_none_members(form)) == 1:
            form = some[0]
        else:
            return form


def _non_none_members(form: Any) -> tuple[Any, ...]:
    """The members of a union that are not None."""
    if get_origin(form) not in (Union, types.UnionType):
        return ()
    return tuple(member for member in get_args(form) if member is not type(None))


def _union_members(form: Any) -> tuple[Any, ...]:
    if isinstance(form, type) and issubclass(form, OpenUnion) and OpenUnion in form.__bases__:
        return form.members()
    return tuple(_strip_annotations(member) for member in _non_none_members(form))


def _allowed_keys(form: Any) -> tuple[str, ...]:
    """The keys of a mapping that is read as this model."""
    if not (isinstance(form, type) and issubclass(form, BaseModel)):
        return ()
    return tuple(field.alias or name for name, field in form.model_fields.items())


def _inner_type(form: Any, step: str | int) -> Any:
    """The type of what is under a key, or of the entries of a list."""
    if isinstance(form, type) and issubclass(form, BaseModel):
        fields = form.model_fields.items()
        return next((field.annotation for name, field in fields if step in (field.alias, name)), None)
    inner = [given for given in get_args(form) if given is not Ellipsis]
    if get_origin(form) is tuple and isinstance(step, int) and len(inner) > 1:
        return inner[step] if step < len(inner) else None
    return inner[-1] if inner else None


def _inner_value(data: Any, step: str | int) -> Any:
    try:
        return data[step]
    except (KeyError, IndexError, TypeError):
        return None


def _describe_shape(form: Any) -> str:
    """What a value of this type looks like in a file."""
    origin = get_origin(form) or form
    if isinstance(origin, type) and issubclass(origin, BaseModel):
        return "a mapping"
    if origin is Literal:
        return "text"
    return _SHAPES.get(origin, "another value") if isinstance(origin, type) else "another value"


def _has_shape(form: Any, data: Any) -> bool:
    """Whether a value has the shape of a type."""
    looks = _SHAPES.get(type(data), "nothing")
    shape = _describe_shape(form)
    return shape in (looks, "another value") or (shape == "a number" and looks == "a whole number")


def _matches_tag(form: Any, tag: str) -> bool:
    """Whether pydantic means this member by the tag: its discriminating word, its name, or the name of its
    kind.
    """
    if not (isinstance(form, type) and issubclass(form, BaseModel)):
        name = getattr(get_origin(form) or form, "__name__", "").lower()
        return tag.lower().startswith(name) or tag.endswith(f"-{name}")
    literals = (
        get_args(field.annotation) for field in form.model_fields.values() if _is_literal(field.annotation)
    )
    return tag == form.__name__ or any(tag in values for values in literals)


def _is_literal(form: Any) -> bool:
    return get_origin(form) is Literal
