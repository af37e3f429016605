"""No text of any file holds a character that steers a terminal, reorders what is read, or has no place in XML."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, RootModel

import sim.hazards  # noqa: F401 - their keys are part of the format
from scenarios.diagnostics import Problems
from scenarios.library import KINDS
from scenarios.loading.files import decode
from scenarios.loading.loader import parse_document
from scenarios.open_union import is_open
from scenarios.unprintable import clean_text, escape_unprintable

ATTACK = "\x1b]52;c;YWxs\x07"
"""Puts text into the clipboard of a terminal that obeys it."""
Place = tuple[str | int, ...]


def string_places(form: Any, place: Place = (), outer: tuple[Any, ...] = ()) -> Iterator[Place]:
    """Where a file may hold text, by the types of its model; a model inside itself is entered once."""
    if form is str or get_origin(form) is Literal:
        yield place
    elif isinstance(form, type) and issubclass(form, BaseModel):
        if form not in outer:
            yield from places_in_model(form, place, (*outer, form))
    else:
        origin, inner = get_origin(form), get_args(form)
        below = {list: (*place, 0), tuple: (*place, 0), dict: (*place, "key")}.get(origin, place)
        for member in inner[1:] if origin is dict else inner[:1] if origin is Annotated else inner:
            yield from string_places(member, below, outer)


def places_in_model(form: type[BaseModel], place: Place, outer: tuple[Any, ...]) -> Iterator[Place]:
    """The places of a model, of every member of an open union, of the one value of a root model."""
    if is_open(form):
        for member in form.members():
            yield from string_places(member, place, outer)
        return
    for name, field in form.model_fields.items():
        below = place if issubclass(form, RootModel) else (*place, field.alias or name)
        yield from string_places(field.annotation, below, outer)


def nested(place: Place, value: object) -> Any:
    """Data that hold the value at a place, and nothing else."""
    for step in reversed(place):
        value = [value] if step == 0 else {step: value}
    return value


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_of_every_model_is_refused_with_a_control_character(kind: str) -> None:
    places = set(string_places(KINDS[kind]))
    assert len(places) > 3
    for place in places:
        key = (*place[:-1], f"{place[-1]}{ATTACK}")
        for data in (nested(place, ATTACK), nested(key, "harmless")):
            with pytest.raises(Problems, match=r"an unprintable character \(U\+001B\); take it out"):
                parse_document(decode("a.yaml", json.dumps({kind: "x"} | data).encode()))


def test_every_control_character_but_tab_and_line_feed_is_replaced() -> None:
    c0_and_c1 = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0))]
    reordering = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    for character in {*c0_and_c1, *reordering} - {"\t", "\n"}:
        assert clean_text(f"a{character}b") == "a\ufffdb"
    assert clean_text("a\tb\n\u200dé") == "a\tb\n\u200dé"  # a joiner of letters and emoji is text
    assert escape_unprintable("a\tb\nc") == "a\tb\ufffdc"
