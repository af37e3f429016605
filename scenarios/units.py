"""Quantities of the format: a number with its unit in one text, such as `90 s`, `1 h 30 min` or `12 m`.

A model declares `travel: Seconds` and gets a float in seconds; the file says `4 min`. A bare 20 could be minutes or seconds, so a number
without its unit is refused, with the right spelling. Only 0, shares and plain numbers need no unit. Numbers are multiplied as exact
fractions and rounded once, so `format` writes what reads back as the same float. pint is not used: it reads "1 h 30 min" as hour times
minute. This file imports nothing heavy, because the command line's help is made from it.
"""

import datetime
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, NoReturn

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from scenarios.diagnostics import find_nearest, quote, validation_error

MAX_REPLICATIONS = 1_000_000
"""Of one comparison. The rarest thing that anybody would decide on needs a hundredth of that."""
_NUMBER = r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_PIECE = re.compile(rf"\s*({_NUMBER})(?![0-9])\s*([^0-9\s.+-][^0-9.+-]*?)?\s*(?=[-+.0-9]|$)")
_CLOCK = re.compile(r"[0-9]+:[0-9][0-9](:[0-9][0-9])?")
_COMMA = re.compile(r"[0-9],[0-9]")
_LONGEST_TEXT = 200


def format_number(number: float) -> str:
    """A number as a person writes it: no trailing `.0`, never rounded."""
    return str(int(number)) if abs(number) < 1e15 and number == math.floor(number) else repr(number)


@dataclass(frozen=True, eq=False, kw_only=True)
class Dimension:
    """One kind of quantity. As metadata of a type, `Annotated[float, TIME]`, it makes pydantic read and write it.

    name: with its article, "a time". examples: right spellings, shown in messages. units: every spelling, and how much of the model's own
    unit it is; the first is that unit; none at all for plain numbers. shown: the spellings that messages name. least, most: limits, said in
    words by `limits`. compound: several units in one text. bare: the unit may be left out. mistaken: spellings
    that belong to another quantity, and their meaning there. dates: one may stand for the time since a school year began. format_value: how
    `format` writes a number, where not with the first unit.
    """

    name: str
    examples: tuple[str, ...]
    units: Mapping[str, Fraction] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    least: float = 0.0
    most: float = 1e9
    limits: str = "0 or more"
    compound: bool = False
    bare: bool = False
    mistaken: Mapping[str, str] = field(default_factory=dict)
    dates: bool = False
    format_value: Callable[[float], str] | None = None

    @property
    def noun(self) -> str:
        """The name without its article."""
        return self.name.split(" ", 1)[1]

    def parse(self, value: object) -> float:
        """The quantity in the model's own unit. Raises PydanticCustomError that says what would be right."""
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            self._refuse(value)
        if self.dates and isinstance(value, str) and (date := re.match(MOMENT_PATTERN, value)):
            return parse_date(date)
        number = self._parse_text(value) if isinstance(value, str) else self._parse_bare(value)
        return self._require_range(number, value)

    def format(self, number: float) -> str:
        """Text that `parse` turns back into exactly this number."""
        if self.format_value is not None:
            return self.format_value(number)
        return f"{format_number(number)} {next(iter(self.units), '')}".rstrip()

    def _parse_bare(self, value: float | str) -> float:
        number = _to_float(value)
        if number != 0 and self.units and not self.bare:
            raise validation_error(f"{quote(value)} has no unit", f"write {self._format_example(number)}")
        return number

    def _parse_text(self, text: str) -> float:
        pieces = self._split_pieces(text)
        if len(pieces) == 1 and not pieces[0][1]:
            return self._parse_bare(text.strip())
        if not pieces or not self.units or (len(pieces) > 1 and not self.compound):
            self._refuse(text)
        sizes = [self._unit_size(unit, text) for _, unit in pieces]
        if any(size <= following for size, following in pairwise(sizes)):
            raise validation_error(
                f"{quote(text)} names its units out of order", 'largest first, each once, "1 h 30 min"'
            )
        if len(pieces) > 1 and any(number.startswith(("-", "+")) for number, _ in pieces):
            self._refuse(text)
        return _to_float(sum(_to_fraction(number) * size for (number, _), size in zip(pieces, sizes, strict=True)))

    def _split_pieces(self, text: str) -> list[tuple[str, str]]:
        """The numbers and units in a text, in order; empty where the text is anything else."""
        if self.compound and _CLOCK.fullmatch(text.strip()):
            raise validation_error(f"{quote(text)} can be read in two ways", 'write "1 min 30 s" or "1 h 30 min"')
        if _COMMA.search(text):
            raise validation_error(
                f"{quote(text)} has a comma in its number", "write 1.5 with a point, 1800 without a mark"
            )
        pieces: list[tuple[str, str]] = []
        place = 0
        while place < len(text) <= _LONGEST_TEXT:
            found = _PIECE.match(text, place)
            if found is None:
                return []
            pieces.append((found[1], found[2] or ""))
            place = found.end()
        return pieces

    def _unit_size(self, unit: str, text: str) -> Fraction:
        spelled = re.sub(r"\s*/\s*", "/", " ".join(unit.split())).casefold()
        if spelled in self.units:
            return self.units[spelled]
        if not unit:
            raise validation_error(f"{quote(text)} has a number without a unit", f"write {self._format_example()}")
        known = f"one of {', '.join(self.shown)}"
        if spelled in self.mistaken:
            raise validation_error(f"{quote(unit)} in {quote(text)} is {self.mistaken[spelled]}", known)
        close = find_nearest(spelled, self.units)
        raise validation_error(
            f"{quote(unit)} in {quote(text)} is no unit of {self.noun}",
            f"nearest is {quote(close)}, {known}" if close else known,
        )

    def _require_range(self, number: float, value: object) -> float:
        if not self.least <= number <= self.most:
            raise validation_error(f"{quote(value)} is out of range", f"{self.name} is {self.limits}")
        return number + 0.0

    def _refuse(self, value: object) -> NoReturn:
        wrong = "there is nothing here" if value is None else f"{quote(value)} is not {self.name}"
        raise validation_error(wrong, f"write {self._format_example()}")

    def _format_example(self, number: float | None = None) -> str:
        if number is None or not 0 <= number <= self.most:
            shown = " or ".join(quote(example) if " " in example else example for example in self.examples)
            return shown if self.units else f"{self.name}, such as {shown}"
        units = [example.split(" ", 1)[1] for example in self.examples if " " in example]
        return " or ".join(quote(f"{format_number(number)} {unit}") for unit in units)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read when validating; written as text again in JSON, where the unit matters."""
        if not self.units or self.bare:
            return core_schema.no_info_plain_validator_function(self.parse)
        writing = core_schema.plain_serializer_function_ser_schema(self.format, when_used="json")
        return core_schema.no_info_plain_validator_function(self.parse, serialization=writing)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """For editors: text with a unit, or a number where one may stand alone."""
        number = {"type": "number", "minimum": self.least, "maximum": self.most}
        described = {"description": f"{self.name}, {self.limits}", "examples": list(self.examples)}
        if not self.units:
            return described | number
        return described | {"anyOf": [{"type": "string"}, number if self.bare else {"const": 0}]}


def _to_float(number: float | str | Fraction) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _to_fraction(number: str) -> Fraction:
    """A written number without rounding; far out of any range where it is too large for a float."""
    rounded = float(number)
    if math.isinf(rounded):
        return Fraction(10) ** 300
    return Fraction(number) if rounded else Fraction(0)


def _build_spellings(unit: str, size: Fraction | int) -> dict[str, Fraction]:
    """Every spelling of a unit, given as its short ones and its word: `min mins minute` has `minutes` too."""
    *short, word = unit.split()
    return dict.fromkeys([*short, word, f"{word}s"], Fraction(size))


def _format_time(seconds: float) -> str:
    """`5 days`, `1 h 30 min`, `4 min 22 s`, `90 s`, `0.25 s`: whole seconds are split up from two minutes on."""
    if seconds != int(seconds) or seconds < 120:
        return f"{format_number(seconds)} s"
    days = seconds / 86_400
    if days >= 1 and days == round(days, 2):
        return f"{format_number(days)} day{'' if days == 1 else 's'}"
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

TIME = Dimension(
    name="a time",
    examples=("90 s", "4 min"),
    units=_TIME_UNITS,
    shown=("s", "min", "h", "day", "ms"),
    most=366 * 86_400.0,
    limits="0 or more, at most 366 days",
    compound=True,
    mistaken={"m": 'meters, a minute is "min"'},
    format_value=_format_time,
)

LENGTH = Dimension(
    name="a length",
    examples=("12 m",),
    units=_LENGTH_UNITS,
    shown=("m", "cm", "km", "ft"),
    most=1e6,
    limits="0 or more, at most 1000 km",
    mistaken={"min": 'minutes, a meter is "m"', "s": "seconds"},
)

POSITION = replace(LENGTH, name="a place on the map", least=-LENGTH.most, limits="at most 1000 km from the origin")

SPEED = Dimension(
    name="a speed",
    examples=("1.2 m/s",),
    units=_SPEED_UNITS,
    shown=("m/s", "km/h", "ft/s", "mph"),
    most=1000.0,
    limits="0 or more, at most 1000 m/s",
)

SHARE = Dimension(
    name="a share",
    examples=("0.85", "85 %"),
    units={"%": Fraction(1, 100)},
    shown=("%",),
    most=1.0,
    limits="between 0 and 1, or 0% and 100%",
    bare=True,
    format_value=format_number,
)

NUMBER = Dimension(name="a number", examples=("2", "0.5"), limits="0 or more, at most 1000000000")
Seconds = Annotated[float, TIME]
"""A length of time, 0 or more. Written `90 s`, `4 min`, `1 h 30 min`."""
Meters = Annotated[float, LENGTH]
"""A length, 0 or more. Written `12 m`."""
MapMeters = Annotated[float, POSITION]
"""A place along one axis of the map, may be negative. Written `12 m`."""
MetersPerSecond = Annotated[float, SPEED]
"""A speed. Written `1.19 m/s`."""
Share = Annotated[float, SHARE]
"""A share or a chance, 0 to 1. Written `0.85` or `85 %`."""
Number = Annotated[float, NUMBER]
"""A plain number without a unit, 0 or more."""

BY_NOUN: Mapping[str, Any] = {
    TIME.noun: Seconds,
    LENGTH.noun: Meters,
    SPEED.noun: MetersPerSecond,
    SHARE.noun: Share,
    NUMBER.noun: Number,
}
"""The types that distributions and ranges are made for, by the noun of their dimension."""


DAY_SECONDS = 86_400.0
FIRST_DAY = datetime.date(2026, 8, 17)
"""The third Monday in August, on which school years begin. The year itself is shown nowhere."""
_MONTHS = {datetime.date(2000, month, 1).strftime("%b"): month for month in range(1, 13)}
MOMENT_PATTERN = r"^([A-Z][a-z]{2} )?([A-Z][a-z]{2}) ([0-9]{1,2}), ([0-9]{1,2}):([0-9]{2})$"


def find_date(seconds: float) -> datetime.datetime:
    """The date and time of a moment of a school year. seconds: since midnight before its first day."""
    return datetime.datetime.combine(FIRST_DAY, datetime.time()) + datetime.timedelta(seconds=seconds)


def format_date(seconds: float) -> str:
    """The same as `Wed Oct 14, 10:20`."""
    at = find_date(seconds)
    return f"{at:%a} {at:%b} {at.day}, {at:%H:%M}"


def parse_date(found: re.Match[str]) -> float:
    """Seconds since midnight before the first school day, of a date such as `Wed Oct 14, 10:20`."""
    weekday, month, date, hour, minute = found.groups()
    try:
        day = datetime.date(FIRST_DAY.year, _MONTHS[month], int(date))
        if day < FIRST_DAY:
            day = day.replace(year=FIRST_DAY.year + 1)
        time = datetime.time(int(hour), int(minute))
    except (KeyError, ValueError):
        raise validation_error(f"{quote(found[0])} is no date", 'write "Wed Oct 14, 10:20"') from None
    if weekday is not None and weekday != f"{day:%a} ":
        raise validation_error(f"{quote(found[0])} is a {day:%A}", f'write "{day:%a}" or leave the day out')
    return (day - FIRST_DAY).days * DAY_SECONDS + time.hour * 3600 + time.minute * 60


MOMENT = replace(TIME, limits=f"{TIME.limits}, or a date", dates=True)
Moment = Annotated[float, MOMENT]
"""Seconds from onset; or of a hazard that goes on for days a date, written `Wed Oct 14, 10:20`."""


def is_date(seconds: float) -> bool:
    """Whether a time is told as a date. An emergency in minutes never lasts a day, and an exercise in days begins after the first."""
    return seconds >= DAY_SECONDS


def format_t_plus(seconds: float) -> str:
    """A time from onset as screens and reports write it, rounded as durations are: `T+03:10`; before onset `T-00:30`; in days a date."""
    if is_date(seconds):
        return format_date(seconds)
    whole = round(abs(seconds))
    return f"T{'-' if seconds < 0 else '+'}{whole // 60:02d}:{whole % 60:02d}"
