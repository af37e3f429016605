"""Drill logs, training hours, and the requirements they are held against.

Records are typed or read from a sheet, so every value may arrive as text. Dates are accepted only as year-month-day, because 8/9/2026 is
ambiguous. A requirement file states rules as data: how many drills of a kind each period of the school year must have. Another state is
another file. A training program file (`program:`) states the hours it asks for.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from scenarios.base import FileModel, Text, YesNo
from scenarios.diagnostics import quote, validation_error
from scenarios.invisible import has_visible
from scenarios.units import TIME, Seconds
from scenarios.unprintable import find_unprintable

Month = Literal[
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip

MONTHS: tuple[str, ...] = get_args(Month)
FIRST, LAST = 1900, 2199
"""Years that a day may lie in; a spreadsheet knows none before."""
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"([0-9]{1,2}):([0-9]{2})(?::00)?(?:\s*([ap])\.?m\.?)?"
_YEAR = r"([0-9]{4})[-/–]([0-9]{2}|[0-9]{4})"


def parse_date(value: object) -> date:
    """A day. Raises PydanticCustomError that says what would be right."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = value.strip() if isinstance(value, str) else ""
    try:
        day = date.fromisoformat(text) if re.fullmatch(_DAY, text) else None
    except ValueError:
        raise validation_error(f"{quote(text)} is in no calendar", "year, month and day, such as 2026-08-20") from None
    if day is None or not FIRST <= day.year <= LAST:
        raise validation_error(f"{quote(value)} is no date", "write it as 2026-08-20")
    return day


def parse_time(value: object) -> time:
    """A time of day, to the minute. Raises PydanticCustomError."""
    if isinstance(value, time):
        return value
    text = value.strip() if isinstance(value, str) else ""
    found = re.fullmatch(_TIME, text, re.IGNORECASE)
    wrong = validation_error(f"{quote(value)} is no time of day", 'write it as 09:40 or "1:15 pm"')
    if found is None:
        raise wrong
    hour, half = int(found[1]), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise wrong
    try:
        return time(hour % 12 + 12 * (half == "p") if half else hour, int(found[2]))
    except ValueError:
        raise wrong from None


def parse_school_year(value: object) -> str:
    """The name of a school year, `2026-27`. Raises PydanticCustomError."""
    text = value.strip() if isinstance(value, str) else ""
    found = re.fullmatch(_YEAR, text)
    following = int(found[1]) + 1 if found else 0
    short = f"{following % 100:02d}"
    if found is None or not FIRST < following <= LAST or found[2] not in (short, str(following)):
        raise validation_error(f"{quote(value)} is no school year", "write it as 2026-27")
    return f"{found[1]}-{short}"


def school_year_span(year: str, begins: str) -> tuple[date, date]:
    """First and last day of a school year. begins: the month it begins in."""
    first = date(int(year[:4]), 1 + MONTHS.index(begins), 1)
    return first, add_years(first, 1) - timedelta(days=1)


def school_month_span(year: str, begins: str, month: str) -> tuple[date, date]:
    """First and last day of a month of a school year."""
    number = 1 + MONTHS.index(month)
    first = date(int(year[:4]) + (number < 1 + MONTHS.index(begins)), number, 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def add_years(day: date, years: int) -> date:
    """The same day so many years later; of 29 February, 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


Day = Annotated[
    date,
    PlainValidator(parse_date),
    PlainSerializer(date.isoformat, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{_DAY}$"}),
]
"""Written `2026-08-20`."""
TimeOfDay = Annotated[time, PlainValidator(parse_time), WithJsonSchema({"type": "string"})]
"""Written `09:40`, `13:15` or `1:15 pm`."""

SchoolYear = Annotated[
    str, PlainValidator(parse_school_year), WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"})
]
"""Written `2026-27`."""
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
    if complaint := find_unprintable(text):
        raise validation_error(*complaint)
    words = " ".join(unicodedata.normalize("NFC", text).split()) if has_visible(text) else ""
    if len(words) > MAX_TEXT_LENGTH:
        raise validation_error("this text is too long", f"at most {MAX_TEXT_LENGTH} characters")
    return words


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
    """A drill. took: seconds, the total time. occupants: about how many.

    exercise: the session that it goes with. signer: who vouches for the entry.
    """

    site: Name
    kind: DrillKind
    time: TimeOfDay
    occupants: Annotated[Number, Field(ge=1, le=MAX_OCCUPANTS)]
    took: Annotated[int, PlainValidator(_parse_duration)]
    note: Words = ""
    exercise: Words = ""
    signer: Words = ""

    @property
    def identity(self) -> tuple[object, ...]:
        """A site holds one drill of a kind at a time."""
        return self.site.casefold(), self.kind, self.date, self.time


class TrainingRecord(ComplianceRecord):
    """Training hours of one person. session: the exercise they came from; empty if typed."""

    person: Name
    program: Name
    topic: Name
    hours: Annotated[float, PlainValidator(_parse_hours)]
    session: Words = ""

    @property
    def identity(self) -> tuple[object, ...]:
        """Of an exercise, each person has one line."""
        if self.session:
            return self.person.casefold(), self.session
        return self.person.casefold(), self.program, self.topic.casefold(), self.date, self.hours


Hours = Annotated[float, Field(gt=0, le=1000, strict=True)]


class Program(FileModel):
    """A training program file. hours: required; up_to: the upper end of a span; about: the figure is approximate."""

    program: str
    title: Text
    hours: Hours
    up_to: Hours | None = None
    about: YesNo = False
    source: Text
    unverified: Text | None = None

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        if self.up_to is not None and self.up_to <= self.hours:
            raise validation_error('"up_to" is not above "hours"', at=("up_to",))
        return self

    @property
    def describe_hours(self) -> str:
        """`15 to 20 h`, `about 16 h`."""
        span = f"{self.hours:g}" if self.up_to is None else f"{self.hours:g} to {self.up_to:g}"
        return f"{'about ' if self.about else ''}{span} h"


Few = Annotated[int, Field(ge=1, le=366, strict=True)]


class Rule(FileModel):
    """One requirement. says: in words. kind: of the drills that count; any if None.

    each: the period, first_days: only its first days. month: a month of the school year instead. at_least, at_most: how many drills in each
    period. apart: how far their times of day must differ. not_known: open questions of the sources.
    """

    says: Text
    kind: DrillKind | None = None
    each: Literal["year", "semester"] = "year"
    first_days: Few | None = None
    days: Literal["calendar", "school"] = "calendar"
    month: Month | None = None
    at_least: Few | None = None
    at_most: Annotated[int, Field(ge=0, le=366, strict=True)] | None = None
    apart: Seconds | None = None
    not_known: Text | None = None

    @model_validator(mode="after")
    def _require_bound(self) -> Self:
        if self.at_least is None and self.at_most is None and self.apart is None:
            raise validation_error("this rule asks for nothing", 'give "at_least", "at_most" or "apart"')
        if self.at_least and self.at_most is not None and self.at_least > self.at_most:
            raise validation_error('"at_least" is above "at_most"', at=("at_least",))
        if self.month and (self.each == "semester" or self.first_days):
            raise validation_error("a month is a stretch by itself", 'leave out "each" and "first_days"', at=("month",))
        if self.first_days and self.each != "semester":
            raise validation_error("these are the first days of what?", 'add "each: semester"', at=("first_days",))
        if self.days == "school" and not self.first_days:
            raise validation_error('"days" says how "first_days" are counted', 'give "first_days"', at=("days",))
        return self


class Semester(FileModel):
    """From its first day with school to its last."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        if self.first >= self.last:
            raise validation_error(
                f"{self.first} is not before {self.last}", "write the first day first", at=("first",)
            )
        return self


class SchoolCalendar(FileModel):
    """The semesters of one school year. no_school: days on which there is none, beside Saturdays and Sundays."""

    year: SchoolYear
    semesters: list[Semester] = Field(min_length=1, max_length=6)
    no_school: list[Day] | None = None


class Citation(FileModel):
    """A source and its statement."""

    page: Text
    says: Text
    unverified: YesNo = False


class Requirement(FileModel):
    """A requirement file. years_kept: how long drills must stay on file. unverified: points not checked against the law."""

    requirement: str
    title: Text
    law: Text
    unverified: Text | None = None
    sources: list[Citation] = Field(min_length=1)
    years_kept: Few
    year_begins: Month = "july"
    rules: list[Rule] = Field(min_length=1, max_length=100)
    calendar: list[SchoolCalendar] = []

    def find_calendar(self, year: str) -> SchoolCalendar | None:
        """The calendar of a school year, where the file has one."""
        return next((calendar for calendar in self.calendar if calendar.year == year), None)
