"""Days, times of day and school years as people write them: `2026-08-20`, `09:40`, `2026-27`.

A day written 8/9/2026 is read as August by one and as September by the next, so only the order year, month, day is taken.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, get_args

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from scenarios.problems import quote, validation_error

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
    hour, minute = int(found[1]), int(found[2])
    if found[3]:
        if not 1 <= hour <= 12:
            raise wrong
        hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
    if hour > 23 or minute > 59:
        raise wrong
    return time(hour, minute)


def parse_school_year(value: object) -> str:
    """The name of a school year, `2026-27`. Raises PydanticCustomError."""
    text = value.strip() if isinstance(value, str) else ""
    found = re.fullmatch(_YEAR, text)
    if found is None or not FIRST <= int(found[1]) < LAST or (int(found[1]) + 1 - int(found[2])) % 100:
        raise validation_error(f"{quote(value)} is no school year", "write it as 2026-27")
    if len(found[2]) == 4 and int(found[2]) != int(found[1]) + 1:
        raise validation_error(f"{quote(value)} is no school year", "write it as 2026-27")
    return f"{found[1]}-{(int(found[1]) + 1) % 100:02d}"


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
