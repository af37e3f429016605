"""YAML to model, reporting every problem at its line and column.

The first key of a file gives its kind (`scenario:`, `campus:`, `strategy:` …), its value the name. Reading has three steps: text to data
with marks (`read_document`), data to a model (`build_model`), and cross-checks elsewhere, reported with `Document.problem`. pydantic's
location of an error also names union members and short forms; walking the model beside the data drops those and finds the allowed keys.
"""

import contextlib
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from os import PathLike
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, TypeAdapter, ValidationError

from scenarios.base import Absent, FileModel
from scenarios.diagnostics import (
    Problem,
    Problems,
    Shape,
    find_nearest,
    format_names,
    quote,
    suggest,
    word_error,
    word_unknown_choice,
    word_wrong_shape,
)
from scenarios.loading.files import Source, read_source
from scenarios.loading.yaml_parser import DataPath, Mark, Marks, parse_yaml
from scenarios.open_union import is_open

_SHAPES: dict[type, Shape] = {
    str: Shape.TEXT,
    bool: Shape.YES_NO,
    int: Shape.WHOLE_NUMBER,
    float: Shape.NUMBER,
    dict: Shape.MAPPING,
    list: Shape.LIST,
    tuple: Shape.LIST,
}


@dataclass(frozen=True)
class Location:
    """Where an error is. path: in the file. known: the keys allowed in the mapping that the last key of the path is in.

    of_key: the key itself is wrong, not its value. is_intended: False if the error comes from a form that the value was never meant to
    have. shapes: what the value could have been, where it is none of that.
    """

    path: DataPath = ()
    known: tuple[str, ...] = ()
    of_key: bool = False
    is_intended: bool = True
    shapes: tuple[Shape, ...] = ()


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
        return replace(found, shapes=tuple(dict.fromkeys(map(_shape_of, members)))), None
    member = next((member for member in members if _matches_tag(member, tag)), None)
    return replace(found, is_intended=member is None or _has_shape(member, data)), member


def meant(form: Any, data: Any) -> Any:
    """A type without its annotations; of a union, the member that the `kind` of a mapping means."""
    bare = _strip_annotations(form)
    kind = data.get("kind") if isinstance(data, dict) else None
    return next(
        (member for member in _union_members(bare) if isinstance(kind, str) and _matches_tag(member, kind)), bare
    )


def may_have(form: Any, path: Sequence[str]) -> bool:
    """Whether a file of some model may have a value at a dotted path, in which an entry of a list goes by any one word."""
    form = _strip_annotations(form)
    if not path:
        return True
    if members := _union_members(form):
        return any(may_have(member, path) for member in members)
    if get_origin(form) is list:
        return may_have(get_args(form)[0], path[1:])
    if not (isinstance(form, type) and issubclass(form, BaseModel)):
        return False
    fields = {name.rstrip("_"): field for name, field in form.model_fields.items()}
    return path[0] in fields and may_have(fields[path[0]].annotation, path[1:])


def _strip_annotations(form: Any) -> Any:
    while True:
        if get_origin(form) is Annotated:
            form = get_args(form)[0]
        elif len(some := _non_none_members(form)) == 1:
            form = some[0]
        else:
            return form


def _non_none_members(form: Any) -> tuple[Any, ...]:
    if get_origin(form) not in (Union, types.UnionType):
        return ()
    return tuple(member for member in get_args(form) if member is not type(None))


def _union_members(form: Any) -> tuple[Any, ...]:
    if is_open(form):
        return form.members()
    return tuple(_strip_annotations(member) for member in _non_none_members(form))


def _allowed_keys(form: Any) -> tuple[str, ...]:
    if not (isinstance(form, type) and issubclass(form, BaseModel)):
        return ()
    return tuple(field.alias or name for name, field in form.model_fields.items())


def _inner_type(form: Any, step: str | int) -> Any:
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


def _shape_of(form: Any) -> Shape:
    origin = get_origin(form) or form
    if isinstance(origin, type) and issubclass(origin, BaseModel):
        return Shape.MAPPING
    if origin is Literal:
        return Shape.TEXT
    return _SHAPES.get(origin, Shape.OTHER) if isinstance(origin, type) else Shape.OTHER


def _has_shape(form: Any, data: Any) -> bool:
    looks, shape = _SHAPES.get(type(data)), _shape_of(form)
    return shape in (looks, Shape.OTHER) or (shape is Shape.NUMBER and looks is Shape.WHOLE_NUMBER)


def _matches_tag(form: Any, tag: str) -> bool:
    """Whether pydantic means this member by the tag: its discriminating word, its name, or the name of its kind."""
    if not (isinstance(form, type) and issubclass(form, BaseModel)):
        name = getattr(get_origin(form) or form, "__name__", "").lower()
        return tag.lower().startswith(name) or tag.endswith(f"-{name}")
    literals = (
        get_args(field.annotation) for field in form.model_fields.values() if get_origin(field.annotation) is Literal
    )
    return tag == form.__name__ or any(tag in values for values in literals)


M = TypeVar("M", bound=BaseModel)
MAX_ERRORS = 1000
"""Errors of one file that are reported at most."""


@dataclass(frozen=True)
class Document:
    """A file as plain data. kind: its first key. data: the whole mapping, that key included. marks: where everything stands."""

    source: Source
    kind: str
    data: Mapping[str, Any]
    marks: Marks

    @property
    def path(self) -> str:
        """The name of the file as the user typed it."""
        return self.source.file

    @property
    def text(self) -> str:
        """The file as it is written."""
        return self.source.text

    def problem(self, path: DataPath, message: str, hint: str = "", *, of_key: bool = False) -> Problem:
        """A problem of the value at a path, such as `("zones", 3, "lock")`.

        A path that leads further than the file does means the last part of it that is there; of_key: the key, not its value.
        """
        mark = self._mark(path, of_key)
        return self.source.problem(mark.line, mark.column, message, hint)

    def value_at(self, path: DataPath) -> Any:
        """The value at a path; None where there is none."""
        value: Any = self.data
        for step in path:
            inside = (isinstance(value, dict) and step in value) or (
                isinstance(value, list) and isinstance(step, int) and step < len(value)
            )
            if not inside:
                return None
            value = value[step]
        return value

    def _mark(self, path: DataPath, of_key: bool) -> Mark:
        while path and path not in self.marks.values:
            path = path[:-1]
        if path in self.marks.keys and (of_key or isinstance(self.value_at(path), dict | list)):
            return self.marks.keys[path]
        return self.marks.values.get(path, Mark(1, 1))


def read_document(path: str | PathLike[str]) -> Document:
    """The file as data. Raises Problems where it cannot be read, is not the YAML we take, or is not a mapping."""
    return parse_document(read_source(path))


@lru_cache(maxsize=128)
def parse_document(source: Source) -> Document:
    """The text of a file as data, parsed once and never changed. Raises Problems as `read_document` does."""
    data, marks = parse_yaml(source)
    if not isinstance(data, dict) or not data:
        message, hint = word_wrong_shape(data, Shape.MAPPING)
        raise Problems([source.problem(1, 1, message, f'{hint}, beginning with its kind, such as "scenario: NAME"')])
    return Document(source, next(iter(data)), data, marks)


def model_for(document: Document, models: Mapping[str, type[M]]) -> type[M]:
    """The model for what the file says it is. Raises Problems where its first key is none of those known."""
    if document.kind in models:
        return models[document.kind]
    known = ", ".join(f'"{kind}:"' for kind in models)
    close = find_nearest(document.kind, models)
    hint = f"nearest is {quote(close)}" if close else f"a file begins with {known}"
    given = [f'"{kind}:"' for kind in models if kind in document.data]
    if given:
        hint = f"a file begins with its kind: move {given[0]} to the top"
    message = f"the first key {quote(document.kind)} is no kind of file"
    raise Problems([document.problem((document.kind,), message, hint, of_key=True)])


def build_model(document: Document, model: type[M]) -> M:
    """The model of a document. Raises Problems with everything that the model does not allow in it."""
    found: M = build_value(document, model)
    return found


def build_value(document: Document, form: Any) -> Any:
    """As `build_model`, of any type: the data of the document need not be a mapping."""
    try:
        return TypeAdapter(form).validate_python(document.data)
    except ValidationError as error:
        errors = error.errors(include_url=False)[:MAX_ERRORS]
    located = [(error, locate_error(form, error["loc"], document.data)) for error in errors]
    found = [(error, where) for error, where in located if where.is_intended] or located
    raise Problems(_collect_problems(document, found))


def sound_parts(document: Document, model: type[M]) -> M:
    """The model of a document without the values that are wrong: who reads one of them meets `Absent`."""
    return _sound_model(model, document.data)


def _sound_model(model: type[M], data: Mapping[str, Any]) -> M:
    kept: dict[str, Any] = {}
    given = {name: field for name, field in model.model_fields.items() if (field.alias or name) in data}
    for name, field in given.items():
        with contextlib.suppress(Absent):
            kept[name] = _sound(Annotated[(field.annotation, *field.metadata, None)], data[field.alias or name])
    found = model.model_construct(**kept)
    for name in given.keys() - kept.keys():  # a default is not what the file says
        found.__dict__.pop(name, None)
    return found


def _sound(form: Any, data: Any) -> Any:
    with contextlib.suppress(ValidationError):
        return TypeAdapter(form).validate_python(data)
    bare = meant(form, data)
    inner = get_args(bare)
    if isinstance(bare, type) and issubclass(bare, FileModel) and isinstance(data, dict):
        checks = bare.__pydantic_decorators__.model_validators.values()
        if is_open(bare) or any(check.info.mode != "after" for check in checks):
            raise Absent  # it is of no known kind, or written otherwise than it is kept
        return _sound_model(bare, data)
    if get_origin(bare) is list and isinstance(data, list):
        return [_sound(inner[0], item) for item in data]
    raise Absent


def _collect_problems(document: Document, errors: list[tuple[Any, Location]]) -> list[Problem]:
    """Every error as a problem, without keys that are missing only because they are misspelled beside."""
    unknown = {
        where.path: find_nearest(str(where.path[-1]), where.known)
        for error, where in errors
        if error["type"] == "extra_forbidden"
    }
    misspelled = {(*path[:-1], close) for path, close in unknown.items() if close}
    missing: dict[DataPath, list[str | int]] = {}
    for error, where in errors:
        if error["type"] == "missing" and where.path not in misspelled:
            missing.setdefault(where.path[:-1], []).append(where.path[-1])
    strange: dict[DataPath, list[Location]] = {}
    for _, where in errors:
        if unknown.get(where.path, "known") is None:
            strange.setdefault(where.path[:-1], []).append(where)
    told = {"missing", "extra_forbidden"}
    rest = [(error, where) for error, where in errors if error["type"] not in told and not _is_miscount(error)]
    close = [(error, where) for error, where in errors if unknown.get(where.path) is not None]
    return [
        *(_build_incomplete(document, path, keys) for path, keys in missing.items()),
        *(_build_unknown(document, some) for some in strange.values()),
        *(_build_unknown(document, [where]) for _, where in close),
        *(_build_problem(document, error, where) for error, where in rest),
    ]


def _build_incomplete(document: Document, path: DataPath, keys: list[str | int]) -> Problem:
    owner, entries = _describe_value(document, path) or "the file", document.value_at(path)
    if isinstance(entries, list):
        message, hint = f"{owner}: too few entries, {len(entries)}", f"at least {len(entries) + len(keys)}"
        return document.problem(path, message, hint)
    return document.problem(path, f"{owner} has no {', '.join(map(quote, keys))}", of_key=True)


def _build_unknown(document: Document, keys: list[Location]) -> Problem:
    """Keys of one mapping that are no words of the format; several of them only where none is like a known one."""
    first = keys[0]
    named = f"key{'' if len(keys) == 1 else 's'} {format_names(str(key.path[-1]) for key in keys)}"
    owner = _describe_value(document, first.path[:-1])
    message = f"unknown {named}{f' in {owner}' if owner else ''}"
    return document.problem(first.path, message, suggest(str(first.path[-1]), first.known), of_key=True)


def _is_miscount(error: Any) -> bool:
    """A list that is too short only because pydantic does not count entries that are themselves wrong."""
    return bool(error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"])


def _build_problem(document: Document, error: Any, where: Location) -> Problem:
    path, kind = where.path, error["type"]
    details = error.get("ctx", {})
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _build_wrong_kind(document, path, kind, details)
    path = (*path, *details.get("at", ()))
    value = error["input"] if kind != "allcall" else None
    message, hint = (
        word_wrong_shape(value, *where.shapes) if where.shapes else word_error(kind, value, details, error["msg"])
    )
    called = _describe_value(document, path)
    return document.problem(path, f"{called}: {message}" if called else message, hint, of_key=where.of_key)


def _build_wrong_kind(document: Document, path: DataPath, kind: str, details: Mapping[str, Any]) -> Problem:
    key = str(details["discriminator"]).strip("'")
    if kind == "union_tag_not_found":
        close = find_nearest(key, document.value_at(path))
        hint = f"{quote(close)} may be meant for it" if close else ""
        return document.problem(
            path, f"{_describe_value(document, path) or 'this'} has no {quote(key)}", hint, of_key=True
        )
    message, hint = word_unknown_choice(details["tag"], details["expected_tags"])
    return document.problem((*path, key), f"{key}: {message}", hint)


def _describe_value(document: Document, path: DataPath) -> str:
    """How a message names the value at a path: its key; for an entry of a list, the list and the entry's id or number."""
    while path and path not in document.marks.values:
        path = path[:-1]
    if not path:
        return ""
    if isinstance(path[-1], str):
        return path[-1]
    value = document.value_at(path)
    name = value.get("id") if isinstance(value, dict) else None
    entry = quote(name) if isinstance(name, str) else f"entry {path[-1] + 1}"
    return f"{_describe_value(document, path[:-1])} {entry}".lstrip()


@dataclass(frozen=True)
class LayeredDocument(Document):
    """A document upon another one. data, marks: of both together; own, base: each for itself."""

    own: Document
    base: Document

    def problem(self, path: DataPath, message: str, hint: str = "", *, of_key: bool = False) -> Problem:
        """A problem of the value at a path; if inherited, at the `like:` line."""
        if not self.is_inherited(path):
            return self.own.problem(path, message, hint, of_key=of_key)
        origin, base_path = self._find_origin(path)
        there = origin.problem(base_path, message, hint, of_key=of_key)
        name = quote(FilePath(there.file).stem)
        return self.own.problem(("like",), f"inherited from {name}, line {there.line}: {message}", hint)

    def is_inherited(self, path: DataPath) -> bool:
        """Whether the value at a path is inherited."""
        own: Any = self.own.data
        under: Any = self.base.data
        for n, step in enumerate(path):
            if n == 1 and path[0] == BY_KIND and isinstance(own, list) and isinstance(under, list):
                own_place, place = pair_by_kind(under, own)[int(step)]
                if own_place is None or place is None:
                    return own_place is None
                own, under = own[own_place], under[place]
                continue
            if not is_mergeable(own, under):
                return False
            if step not in own:
                return step in under
            own, under = own[step], under.get(step)
        return False

    def _find_origin(self, path: DataPath) -> tuple[Document, DataPath]:
        """The file that an inherited value is from, and the path there."""
        under, path = self.base, self._path_in_base(path)
        if isinstance(under, LayeredDocument) and under.is_inherited(path):
            return under._find_origin(path)
        return under, path

    def _path_in_base(self, path: DataPath) -> DataPath:
        own, under = (document.data.get(BY_KIND) for document in (self.own, self.base))
        if len(path) < 2 or path[0] != BY_KIND or not isinstance(own, list) or not isinstance(under, list):
            return path
        place = pair_by_kind(under, own)[int(path[1])][1]
        return path if place is None else (BY_KIND, place, *path[2:])


BY_KIND = "agencies"
"""A list whose entries are laid over each other by their `kind`; other lists are replaced whole."""


def pair_by_kind(base: list[Any], own: list[Any]) -> list[tuple[int | None, int | None]]:
    """The entries of two such lists together, as places in the file's own list and in the base. An entry goes over the base's entry of its
    id, else over the first of its kind. Base entries of kinds that the own list does not name follow.
    """
    free = list(range(len(base)))
    pairs: list[tuple[int | None, int | None]] = []
    for n, entry in enumerate(own):
        fits = [place for key in ("id", "kind") for place in free if _share(entry, base[place], key)]
        pairs.append((n, fits[0] if fits else None))
        free = [place for place in free if place not in fits[:1]]
    return pairs + [(None, place) for place in free if not any(_share(entry, base[place], "kind") for entry in own)]


def _share(entry: Any, other: Any, key: str) -> bool:
    both = isinstance(entry, dict) and isinstance(other, dict) and key in entry
    return both and entry[key] == other.get(key)


def is_mergeable(own: Any, under: Any) -> bool:
    """Whether two values are laid over each other key by key."""
    return all(isinstance(value, dict) and "evidence" not in value for value in (own, under))
