"""Every uncertain input of a file by name, so that it can be listed with its evidence and be varied alone.

A name is the way to the input through the file, such as `phones.audible` or `app.push.delivered`; members of a list go by their `id`,
or by their place in it. Two strategies that share an input give it the same name: it is one unknown, varied in both at once.
"""

from collections.abc import Iterator

from pydantic import BaseModel

from scenarios.inputs import Input


def iterate_named_inputs(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, Input]]:
    """(name, input) for all uncertain inputs of a model, in the order of its fields."""
    for field in type(model).model_fields:
        name = f"{prefix}.{field.rstrip('_')}" if prefix else field.rstrip("_")
        yield from _iterate_below(getattr(model, field), name)


def _iterate_below(value: object, name: str) -> Iterator[tuple[str, Input]]:
    if isinstance(value, Input):
        yield name, value
    elif isinstance(value, BaseModel):
        yield from iterate_named_inputs(value, name)
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from _iterate_below(item, f"{name}.{_label(item, i)}")


def _label(item: object, place: int) -> str:
    for field in ("id", "kinds"):
        label = getattr(item, field, None)
        if isinstance(label, str):
            return label
        if isinstance(label, list):
            return "+".join([*label, *([item.during] if getattr(item, "during", None) else [])])  # type: ignore[attr-defined]
    return str(place + 1)
