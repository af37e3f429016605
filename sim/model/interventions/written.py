"""The fields of an intervention as they were written, checked one by one: a journal may have been written by anything."""

from dataclasses import fields
from typing import Any, ClassVar, Protocol

CHANNELS = "pa", "radio"


class SerializedIntervention(Protocol):
    """An intervention, as far as it is read here."""

    kind: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


def parse_fields(kind: type[SerializedIntervention], data: dict[str, Any]) -> dict[str, Any]:
    """The fields for its kind. Raises ValueError for one that is missing, unknown, or no value of its type."""
    names = [field.name for field in fields(kind)]
    for name in data:
        if name not in ("kind", *names):
            raise ValueError(f"{kind.kind}: there is no {name!r}; it has {', '.join(('kind', *names))}")
    for name in names:
        if name not in data:
            raise ValueError(f"{kind.kind}: {name} is missing")
    return {name: FIELD_PARSERS.get(name, parse_name)(kind.kind, name, data[name]) for name in names}


def parse_name(kind: str, field: str, value: object) -> str:
    """The id of somebody or something."""
    if not isinstance(value, str) or not value:
        raise build_field_error(kind, field, value, "a name")
    return value


def parse_channel(kind: str, field: str, value: object) -> str:
    """A channel that can fail."""
    if value not in CHANNELS:
        raise build_field_error(kind, field, value, " or ".join(CHANNELS))
    return str(value)


def parse_yes_no(kind: str, field: str, value: object) -> bool:
    """A yes or a no, and no number."""
    if not isinstance(value, bool):
        raise build_field_error(kind, field, value, "true or false")
    return value


def parse_seconds(kind: str, field: str, value: object) -> float:
    """A number of seconds; whether it is one that can be is for the intervention to say."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise build_field_error(kind, field, value, "a number of seconds")
    return float(value)


def build_field_error(kind: str, field: str, value: object, right: str) -> ValueError:
    """What, where, and what would be right."""
    return ValueError(f"{kind}: {field} = {value!r}; it must be {right}")


FIELD_PARSERS = {"channel": parse_channel, "works": parse_yes_no, "seconds": parse_seconds}
