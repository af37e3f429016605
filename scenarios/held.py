"""What people write down of what was really held: a drill at a site, and hours of training of a person.

Both are typed in or read from a sheet, so every value may come as text. The fields of a drill are those that a district's policy asks
for: type, time, date, occupants, total time.
"""

import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PlainValidator

from scenarios.days import Day, TimeOfDay
from scenarios.problems import quote, validation_error
from scenarios.records import FileModel
from scenarios.units import TIME

DrillKind = Literal["security", "fire", "tornado", "other"]
MAX_TEXT_LENGTH = 500  # characters of anything that is written down
MAX_OCCUPANTS = 100_000
MAX_DRILL_SECONDS = 86_400  # seconds
MAX_HOURS = 24.0
"""Of one line; what takes longer is a line for each day."""


def _parse_line(text: Any) -> str:
    """Words on one line. Refuses what no terminal or sheet could show."""
    if not isinstance(text, str):
        raise validation_error(f"{quote(text)} is not text", "write words")
    words = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(one) in ("Cc", "Cs", "Cn", "Co") or one in _BIDI_MARKS for one in words):
        raise validation_error("there is a character in it that cannot be shown", "leave it out")
    if len(words) > MAX_TEXT_LENGTH:
        raise validation_error("this text is too long", f"at most {MAX_TEXT_LENGTH} characters")
    return words


_BIDI_MARKS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that turn the direction of what follows."""


def _require_text(words: str) -> str:
    if not words:
        raise validation_error("there is nothing here", "write words")
    return words


def _parse_whole(value: Any) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise validation_error(f"{quote(value)} is not a whole number", "write it in digits, such as 412")
    return int(text)


def _parse_duration(value: Any) -> int:
    seconds = TIME.parse(value)
    if seconds != int(seconds) or not 0 < seconds <= MAX_DRILL_SECONDS:
        raise validation_error(f"{quote(value)} is out of range", "whole seconds, above 0, at most 24 h")
    return int(seconds)


def _parse_hours(value: Any) -> float:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,6})?", text):
        raise validation_error(f"{quote(value)} is no number of hours", "write it with a point, such as 2.5")
    if not 0 < float(text) <= MAX_HOURS:
        raise validation_error(f"{quote(value)} is out of range", "above 0, at most 24 h in one line")
    return float(text)


Words = Annotated[str, PlainValidator(_parse_line)]
"""Words on one line; may be empty."""
Name = Annotated[Words, AfterValidator(_require_text)]
Number = Annotated[int, PlainValidator(_parse_whole)]


class ComplianceRecord(FileModel):
    """Something that was held on a day. id: its number in the record, 0 before it is in it."""

    id: Annotated[Number, Field(ge=0)] = 0
    date: Day

    @property
    def identity(self) -> tuple[object, ...]:
        """What no two entries have in common."""
        raise NotImplementedError


class DrillRecord(ComplianceRecord):
    """A drill. took: seconds, the total time. occupants: about how many."""

    site: Name
    kind: DrillKind
    time: TimeOfDay
    occupants: Annotated[Number, Field(ge=1, le=MAX_OCCUPANTS)]
    took: Annotated[int, PlainValidator(_parse_duration)]
    note: Words = ""

    @property
    def identity(self) -> tuple[object, ...]:
        """A site holds one drill of a kind at a time."""
        return self.site.casefold(), self.kind, self.date, self.time


class TrainingRecord(ComplianceRecord):
    """Hours of training that somebody took part in. session: of the exercise that they were added from, empty where they were typed."""

    person: Name
    programme: Name
    topic: Name
    hours: Annotated[float, PlainValidator(_parse_hours)]
    session: Words = ""

    @property
    def identity(self) -> tuple[object, ...]:
        """Of an exercise, each person has one line."""
        if self.session:
            return self.person.casefold(), self.session
        return self.person.casefold(), self.programme, self.topic.casefold(), self.date, self.hours
