"""Records that are told apart by `kind`, and of which more may be registered: hazards, channels."""

from functools import cache
from typing import Annotated, Any, ClassVar, TypeGuard, Union, get_args

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from scenarios.base import FileModel
from scenarios.diagnostics import validation_error


class OpenUnion(FileModel):
    """The base of such records. A subclass that others are registered with has `models` and `noun` of its own."""

    noun: ClassVar[str]
    models: "ClassVar[dict[str, type[OpenUnion]]]"
    """By kind."""

    kind: str

    @classmethod
    def members(cls) -> "tuple[type[OpenUnion], ...]":
        """All records that may stand where the base is asked for."""
        return tuple(model for _, model in sorted(cls.models.items()))


def is_open(form: Any) -> TypeGuard[type[OpenUnion]]:
    """Whether it is a base with which records are registered."""
    return isinstance(form, type) and OpenUnion in form.__bases__


def kind_of(model: type[OpenUnion]) -> str:
    """The word by which a file names a record."""
    return str(get_args(model.model_fields["kind"].annotation)[0])


def register(model: type[OpenUnion]) -> None:
    """Lets files name a record. Raises ValueError if its kind is taken."""
    kind = kind_of(model)
    if model.models.setdefault(kind, model) is not model:
        raise ValueError(f"{model.noun} {kind!r} is registered already, as {model.models[kind].__name__}")
    _build_reader.cache_clear()


def unregister(base: type[OpenUnion], kind: str) -> None:
    """Takes it away again."""
    del base.models[kind]
    _build_reader.cache_clear()


@cache
def _build_reader(base: type[OpenUnion]) -> TypeAdapter[OpenUnion]:
    members = base.members()
    if not members:
        raise validation_error(f"there is no {base.noun} of this kind", "import or install what registers it")
    if len(members) == 1:
        return TypeAdapter(members[0])
    any_of_them: Any = Annotated[Union[members], Field(discriminator="kind")]  # noqa: UP007
    return TypeAdapter(any_of_them)


class Registered:
    """Reads a record by the models registered at that time, rather than by those known when a file was imported."""

    def __init__(self, base: type[OpenUnion]) -> None:
        self.base = base

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda value: _build_reader(self.base).validate_python(value)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        if not self.base.models:
            return {"type": "object"}
        return handler(_build_reader(self.base).core_schema)
