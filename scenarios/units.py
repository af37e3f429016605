"""Quantities in files: what unit each is written in, and the number the model gets (seconds, metres, and so on).

A quantity carries its unit in the text (`90 s`, `1 h 30 min`, `12 m`), because a bare 20 has been read as minutes by one
person and as seconds by the next. Only a bare 0, shares (0.85 or `85 %`) and counts need none. Everything else is refused
with the spelling that would be right. pint is not used: it reads "1 h 30 min" as hour times minute and "4 m" as metres.

A model says `travel: Seconds`; the type carries its `Dimension`, which reads, writes and describes the quantity.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from scenarios.problems import nearest, quote, refusal

_NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_PIECE = re.compile(rf"\s*({_NUMBER})\s*([^0-9\s.+-][^0-9.+-]*?)?\s*(?=[-+.0-9]|$)")
_CLOCK = re.compile(r"[0-9]+:[0-9][0-9](:[0-9][0-9])?")
_COMMA = re.compile(r"[0-9],[0-9]")
_LONGEST_TEXT = 200


@dataclass(frozen=True, eq=False)
class Dimension:
    """One kind of quantity. As metadata of a type (`Annotated[float, TIME]`) it makes pydantic read and write it.

    name: as in "a time". units: spelling to the factor that makes it the unit the model counts in, the first one being that
    unit. examples: right spellings for a number, shown in messages. Without units a number stands alone.
    """

    name: str
    examples: tuple[str, ...]
    units: Mapping[str, Fraction] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    least: float = 0.0
    most: float = math.inf
    limits: str = "0 or more"
    whole: bool = False
    compound: bool = False
    mistaken: Mapping[str, str] = field(default_factory=dict)
    spell: Callable[[float], str] | None = None

    @property
    def noun(self) -> str:
        """The name without its article."""
        return self.name.split(" ", 1)[1]

    def read(self, value: object) -> float:
        """The quantity in the unit the model counts in. Raises PydanticCustomError with what would be right."""
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise refusal(f"{quote(value)} is not {self.name}", f"write {self._example()}")
        number = self._read_text(value) if isinstance(value, str) else self._read_bare(value)
        return self._within(number, value)

    def write(self, number: float) -> str:
        """Text that `read` turns back into exactly this number."""
        if self.spell is not None:
            return self.spell(number)
        unit = next(iter(self.units), "")
        return f"{_plain(number)} {unit}".rstrip()

    def _read_bare(self, value: float | str) -> float:
        """A number alone: as the file says it, or as text that is nothing but a number."""
        number = _float(value)
        if self.units and number != 0 and "%" not in self.units:
            raise refusal(f"{quote(value)} has no unit", f"write {self._example(number)}")
        return number

    def _read_text(self, text: str) -> float:
        pieces = self._pieces(text)
        if len(pieces) == 1 and not pieces[0][1]:
            return self._read_bare(text.strip())
        if not pieces or not self.units or (len(pieces) > 1 and not self.compound):
            raise refusal(f"{quote(text)} is not {self.name}", f"write {self._example()}")
        factors = [self._factor(unit, text) for _, unit in pieces]
        if any(one <= next_ for one, next_ in pairwise(factors)):
            raise refusal(f"{quote(text)} names its units out of order", 'largest first, each once: "1 h 30 min"')
        if len(pieces) > 1 and any(number.startswith(("-", "+")) for number, _ in pieces):
            raise refusal(f"{quote(text)} has a sign inside", f"write {self._example()}")
        return float(sum(_exact(number) * factor for (number, _), factor in zip(pieces, factors, strict=True)))

    def _pieces(self, text: str) -> list[tuple[str, str]]:
        """The numbers and units in a text, in order; empty where the text is anything else."""
        if _CLOCK.fullmatch(text.strip()) and self.compound:
            raise refusal(f"{quote(text)} can be read in two ways", 'write "1 min 30 s" or "1 h 30 min"')
        if _COMMA.search(text):
            raise refusal(f"{quote(text)} has a comma in its number", "write 1.5 with a point, 1800 without a mark")
        pieces: list[tuple[str, str]] = []
        place = 0
        while place < len(text) and len(text) <= _LONGEST_TEXT:
            found = _PIECE.match(text, place)
            if found is None:
                return []
            pieces.append((found[1], found[2] or ""))
            place = found.end()
        return pieces

    def _factor(self, unit: str, text: str) -> Fraction:
        spelled = re.sub(r"\s*/\s*", "/", " ".join(unit.split())).casefold()
        if spelled in self.units:
            return self.units[spelled]
        if not unit:
            raise refusal(f"{quote(text)} has a number without a unit", f"write {self._example()}")
        known = f"one of {', '.join(self.shown)}"
        if spelled in self.mistaken:
            raise refusal(f"{quote(unit)} in {quote(text)} is {self.mistaken[spelled]}", known)
        close = nearest(spelled, self.units)
        raise refusal(
            f"{quote(unit)} in {quote(text)} is no unit of {self.noun}",
            f"nearest is {quote(close)}, {known}" if close else known,
        )

    def _within(self, number: float, value: object) -> float:
        if math.isnan(number) or number > self.most or number < self.least:
            raise refusal(f"{quote(value)} is out of range", f"{self.name} is {self.limits}")
        if self.whole and number != math.floor(number):
            raise refusal(f"{quote(value)} is not whole", f"{self.name} is {self.limits}")
        return int(number) if self.whole else number + 0.0

    def _example(self, number: float | None = None) -> str:
        """Right spellings, with the number that somebody wrote where that is a sensible one."""
        if number is None or not 0 <= number < 1e15:
            return " or ".join(quote(example) if self.units else example for example in self.examples)
        plain = _plain(number)
        return " or ".join(quote(f"{plain} {example.split(' ', 1)[1]}") for example in self.examples if " " in example)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read,
            serialization=core_schema.plain_serializer_function_ser_schema(
                self.write if self.units and "%" not in self.units else _itself, when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described = f"{self.name}, {self.limits}"
        number = {"type": "integer" if self.whole else "number", "minimum": self.least}
        if not self.units:
            return {**number, "description": described}
        bare = number | {"maximum": self.most} if "%" in self.units else {"const": 0}
        return {"description": described, "examples": list(self.examples), "anyOf": [{"type": "string"}, bare]}


def _itself(number: float) -> float:
    return number


def _float(number: float | str) -> float:
    """The nearest float; infinite where the number is too large for one."""
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _exact(number: str) -> Fraction:
    """A written number without rounding, so that 57 % is 0.57 and not 0.5700000000000001."""
    rounded = float(number)
    if math.isinf(rounded):
        return Fraction(10) ** 300
    return Fraction(number) if rounded else Fraction(0)


def _plain(number: float) -> str:
    """A number as a person writes it: no trailing `.0`, never rounded."""
    return str(int(number)) if abs(number) < 1e15 and number == math.floor(number) else repr(number)


def _spell_time(seconds: float) -> str:
    """`1 h 30 min`, `4 min 22 s`, `90 s`, `0.25 s`: whole seconds are split up from two minutes on."""
    if seconds != math.floor(seconds) or not 120 <= seconds < 1e15:
        return f"{_plain(seconds)} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def _spell_share(share: float) -> str:
    return _plain(share)


def _spelled(unit: str, size: Fraction | int) -> dict[str, Fraction]:
    """Every spelling of a unit, given the short ones and the one in words: `min mins minute` also has `minutes`."""
    *short, word = unit.split()
    return dict.fromkeys([*short, word, f"{word}s"], Fraction(size))


_TIME_UNITS = (
    _spelled("s sec secs second", 1)
    | _spelled("ms millisecond", Fraction(1, 1000))
    | _spelled("min mins minute", 60)
    | _spelled("h hr hrs hour", 3600)
    | _spelled("day", 86_400)
)
_LENGTH_UNITS = (
    _spelled("m metre", 1)
    | _spelled("meter", 1)
    | _spelled("cm centimetre", Fraction(1, 100))
    | _spelled("km kilometre", 1000)
    | _spelled("ft feet foot", Fraction("0.3048"))
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
    for unit, size in (_TIME_UNITS | _spelled("year", 31_536_000)).items()
    if size >= 1
}
_METRES_MISTAKEN = {"m": 'metres, a minute is "min"', "'": 'not used here, a minute is "min"'}
_MINUTES_MISTAKEN = {"min": 'minutes, a metre is "m"', "s": "seconds"}

TIME = Dimension(
    "a time", ("90 s", "4 min"), _TIME_UNITS, ("s", "min", "h", "day", "ms"), most=366 * 86400.0,
    limits="0 or more, at most 366 days", compound=True, mistaken=_METRES_MISTAKEN, spell=_spell_time,
)  # fmt: skip
LENGTH = Dimension(
    "a length", ("12 m",), _LENGTH_UNITS, ("m", "cm", "km", "ft"), most=1e6,
    limits="0 or more, at most 1000 km", mistaken=_MINUTES_MISTAKEN,
)  # fmt: skip
POSITION = Dimension(
    "a place on the map", ("12 m",), _LENGTH_UNITS, ("m", "cm", "km", "ft"), least=-1e6, most=1e6,
    limits="at most 1000 km from the origin", mistaken=_MINUTES_MISTAKEN,
)  # fmt: skip
SPEED = Dimension(
    "a speed", ("1.2 m/s",), _SPEED_UNITS, ("m/s", "km/h", "ft/s", "mph"), most=1000.0, limits="0 or more, at most 1000 m/s",
)  # fmt: skip
RATE = Dimension(
    "a rate", ("3 per s", "3 per min"), _RATE_UNITS, ("per s", "per min", "per h", "per day", "per year"), most=1e6,
    limits="0 or more, at most 1000000 per s",
)  # fmt: skip
SHARE = Dimension(
    "a share", ("0.85", "85 %"), {"%": Fraction(1, 100)}, ("%",), most=1.0, limits="between 0 and 1, or 0 % and 100 %", spell=_spell_share,
)  # fmt: skip
NUMBER = Dimension("a number", ("2", "0.5"), most=1e9, limits="0 or more, at most 1000000000")
COUNT = Dimension("a count", ("3",), most=1e9, limits="a whole number, 0 or more", whole=True)

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
