"""What people write down of what was really held: a drill at a site, and hours of training of a person.

Both are typed in or read from a sheet, so every value may come as text. The fields of a drill are those that a district's policy asks
for: type, time, date, occupants, total time.
"""

import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PlainValidator

from scenarios.days import Day, TimeOfDay
from scenarios.problems import quote, refusal
from scenarios.records import Record
from scenarios.units import TIME

DrillKind = Literal["security", "fire", "tornado", "other"]
LONGEST = 500  # characters of anything that is written down
MOST_OCCUPANTS = 100_000
LONGEST_HELD = 86_400  # seconds
MOST_HOURS = 24.0
"""Of one line; what takes longer is a line for each day."""


def _line(text: Any) -> str:
    """Words on one line. Refuses what no terminal or sheet could show."""
    if not isinstance(text, str):
        raise refusal(f"{quote(text)} is not text", "write words")
    words = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(one) in ("Cc", "Cs", "Cn", "Co") or one in _TURNS for one in words):
        raise refusal("there is a character in it that cannot be shown", "leave it out")
    if len(words) > LONGEST:
        raise refusal("this text is too long", f"at most {LONGEST} characters")
    return words


_TURNS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that turn the direction of what follows."""


def _some(words: str) -> str:
    if not words:
        raise refusal("there is nothing here", "write words")
    return words


def _whole(value: Any) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise refusal(f"{quote(value)} is not a whole number", "write it in digits, such as 412")
    return int(text)


def _held_for(value: Any) -> int:
    seconds = TIME.read(value)
    if seconds != int(seconds) or not 0 < seconds <= LONGEST_HELD:
        raise refusal(f"{quote(value)} is out of range", "whole seconds, above 0, at most 24 h")
    return int(seconds)


def _hours(value: Any) -> float:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,6})?", text):
        raise refusal(f"{quote(value)} is no number of hours", "write it with a point, such as 2.5")
    if not 0 < float(text) <= MOST_HOURS:
        raise refusal(f"{quote(value)} is out of range", "above 0, at most 24 h in one line")
    return float(text)


Words = Annotated[str, PlainValidator(_line)]
"""Words on one line; may be empty."""
Name = Annotated[Words, AfterValidator(_some)]
Number = Annotated[int, PlainValidator(_whole)]


class HeldOnDay(Record):
    """Something that was held on a day. id: its number in the record, 0 before it is in it."""

    id: Annotated[Number, Field(ge=0)] = 0
    date: Day

    @property
    def same(self) -> tuple[object, ...]:
        """What no two entries have in common."""
        raise NotImplementedError


class HeldDrill(HeldOnDay):
    """A drill. took: seconds, the total time. occupants: about how many."""

    site: Name
    kind: DrillKind
    time: TimeOfDay
    occupants: Annotated[Number, Field(ge=1, le=MOST_OCCUPANTS)]
    took: Annotated[int, PlainValidator(_held_for)]
    note: Words = ""

    @property
    def same(self) -> tuple[object, ...]:
        """A site holds one drill of a kind at a time."""
        return self.site.casefold(), self.kind, self.date, self.time


class HeldHours(HeldOnDay):
    """Hours of training that somebody took part in. session: of the exercise that they were added from, empty where they were typed."""

    person: Name
    programme: Name
    topic: Name
    hours: Annotated[float, PlainValidator(_hours)]
    session: Words = ""

    @property
    def same(self) -> tuple[object, ...]:
        """Of an exercise, each person has one line."""
        if self.session:
            return self.person.casefold(), self.session
        return self.person.casefold(), self.programme, self.topic.casefold(), self.date, self.hours
