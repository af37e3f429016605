"""The quantities of the format: what units each is written in, and what the model counts it in.

A model says `travel: Seconds` and gets a float in seconds; the file says `4 min`. Only a bare 0, shares (0.85
or `85 %`) and plain numbers need no unit. How a text is read is decided in `scenarios.quantities`.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any

from scenarios.quantities import Dimension, format_number


def _build_spellings(unit: str, size: Fraction | int) -> dict[str, Fraction]:
    """Every spelling of a unit, given as its short ones and its word: `min mins minute` has `minutes` too."""
    *short, word = unit.split()
    return dict.fromkeys([*short, word, f"{word}s"], Fraction(size))


def _format_time(seconds: float) -> str:
    """`1 h 30 min`, `4 min 22 s`, `90 s`, `0.25 s`: whole seconds are split up from two minutes on."""
    if seconds != int(seconds) or seconds < 120:
        return f"{format_number(seconds)} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


_TIME_UNITS = (
    _build_spellings("s sec secs second", 1)
    | _build_spellings("ms millisecond", Fraction(1, 1000))
    | _build_spellings("min mins minute", 60)
    | _build_spellings("h hr hrs hour", 3600)
    | _build_spellings("day", 86_400)
)
_LENGTH_UNITS = (
    _build_spellings("m metre", 1)
    | _build_spellings("meter", 1)
    | _build_spellings("cm centimetre", Fraction(1, 100))
    | _build_spellings("km kilometre", 1000)
    | _build_spellings("ft feet foot", Fraction("0.3048"))
)
_SPEED_UNITS = {
    "m/s": Fraction(1),
    "km/h": Fraction(1000, 3600),
    "ft/s": Fraction("0.3048"),
    "mph": Fraction("0.44704"),
}
_RATE_UNITS = {
    f"{per}{unit}": 1 / size
    for per in ("per ", "/")
    for unit, size in (_TIME_UNITS | _build_spellings("year", 31_536_000)).items()
    if size >= 1
}

TIME = Dimension(
    name="a time",
    examples=("90 s", "4 min"),
    units=_TIME_UNITS,
    shown=("s", "min", "h", "day", "ms"),
    most=366 * 86_400.0,
    limits="0 or more, at most 366 days",
    compound=True,
    mistaken={"m": 'metres, a minute is "min"'},
    format_value=_format_time,
)
LENGTH = Dimension(
    name="a length",
    examples=("12 m",),
    units=_LENGTH_UNITS,
    shown=("m", "cm", "km", "ft"),
    most=1e6,
    limits="0 or more, at most 1000 km",
    mistaken={"min": 'minutes, a metre is "m"', "s": "seconds"},
)
POSITION = replace(
    LENGTH, name="a place on the map", least=-LENGTH.most, limits="at most 1000 km from the origin"
)
SPEED = Dimension(
    name="a speed",
    examples=("1.2 m/s",),
    units=_SPEED_UNITS,
    shown=("m/s", "km/h", "ft/s", "mph"),
    most=1000.0,
    limits="0 or more, at most 1000 m/s",
)
RATE = Dimension(
    name="a rate",
    examples=("3 per s", "3 per min"),
    units=_RATE_UNITS,
    shown=("per s", "per min", "per h", "per day", "per year"),
    most=1e6,
    limits="0 or more, at most 1000000 per s",
)
SHARE = Dimension(
    name="a share",
    examples=("0.85", "85 %"),
    units={"%": Fraction(1, 100)},
    shown=("%",),
    most=1.0,
    limits="between 0 and 1, or 0 % and 100 %",
    bare=True,
    format_value=format_number,
)
NUMBER = Dimension(name="a number", examples=("2", "0.5"), limits="0 or more, at most 1000000000")
COUNT = Dimension(name="a count", examples=("3",), limits="a whole number, 0 or more", whole=True)

Seconds = Annotated[float, TIME]
"""A length of time, 0 or more. Written `90 s`, `4 min`, `1 h 30 min`."""
Metres = Annotated[float, LENGTH]
"""A length, 0 or more. Written `12 m`."""
MapMetres = Annotated[float, POSITION]
"""A place along one axis of the map, may be negative. Written `12 m`."""
MetresPerSecond = Annotated[float, SPEED]
"""A speed. Written `1.19 m/s`."""
PerSecond = Annotated[float, RATE]
"""How often something happens. Written `3 per s`, `2 per min`."""
Share = Annotated[float, SHARE]
"""A share or a chance, 0 to 1. Written `0.85` or `85 %`."""
Number = Annotated[float, NUMBER]
"""A plain number without a unit, 0 or more."""
Count = Annotated[int, COUNT]
"""A whole number of things, 0 or more."""

BY_NOUN: Mapping[str, Any] = {
    TIME.noun: Seconds,
    LENGTH.noun: Metres,
    SPEED.noun: MetresPerSecond,
    RATE.noun: PerSecond,
    SHARE.noun: Share,
    NUMBER.noun: Number,
}
"""The types that distributions and ranges are made for, by the noun of their dimension."""
