"""A small file format for the tests of the loader: every kind of field that the real formats have, once."""

from typing import Annotated, Literal

from pydantic import Field

from scenarios.base import FileModel, Text, YesNo
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, ShareInput
from scenarios.units import Meters, MetersPerSecond, Seconds


class Room(FileModel):
    """A member of a list, with an id."""

    id: Text
    kind: Literal["classroom", "hall", "gym"]
    length: Meters = 0.0
    locked: YesNo = False
    seats: Annotated[int, Field(ge=0, strict=True)] = 0
    doors_to: str | list[str] = ""


class Threat(FileModel):
    """One of two things that `kind` tells apart."""

    kind: Literal["assailant"]
    stays: DurationInput


class Notice(FileModel):
    """The other one, with a key that is no Python name."""

    kind: Literal["notice"]
    with_: str | None = Field(default=None, alias="with")


class Toy(FileModel):
    """A file that begins with `scenario:`."""

    scenario: Text
    title: Text
    horizon: Seconds
    recognition: Annotated[DurationInput, AllowedScales("person", "site")]
    heard: ChanceInput | None = None
    left: ShareInput | None = None
    speed: MetersPerSecond = 1.0
    rooms: Annotated[tuple[Room, ...], Field(min_length=1)]
    hazard: Annotated[Threat | Notice, Field(discriminator="kind")] | None = None
    replications: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 1


WELL_FORMED = """\
scenario: toy
title: A toy
horizon: 30 min
recognition:
  lognormal: {median: 15 s, sigma: 0.8}
  varies: person
  evidence: {basis: assumed, row: 1, range: 5 s to 45 s}
rooms:
  - {id: a101, kind: classroom, length: 9 m, locked: true, seats: 28, doors_to: [h1, h2]}
  - {id: h1, kind: hall}
hazard:
  kind: notice
  with: a101
"""
