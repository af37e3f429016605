"""The calendar of a school year, as a scenario file gives it: school days, their hours, and the weekdays off."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scenarios.base import FileModel
from scenarios.diagnostics import validation_error
from scenarios.units import Seconds

WEEK, WEEKDAYS = 7, 5
DAY_SECONDS = 86_400.0


class Break(FileModel):
    """Weekdays without school, one after the other. after: so many school days of the year; lasts: weekdays."""

    after: Annotated[int, Field(strict=True, ge=1, le=300)]
    lasts: Annotated[int, Field(strict=True, ge=1, le=60)]


class SchoolYear(FileModel):
    """A school year that begins on a Monday. opens, closes: from midnight. What is open after the last day is worked off on weekdays."""

    days: Annotated[int, Field(strict=True, ge=5, le=250)]
    opens: Seconds
    closes: Seconds
    breaks: list[Break] = []

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        if not 0 <= self.opens < self.closes <= DAY_SECONDS:
            raise validation_error(
                "a school day ends before it begins, or after midnight", 'write "opens: 8 h"', at=("closes",)
            )
        begins = [one.after for one in self.breaks]
        if begins != sorted(set(begins)) or (begins and begins[-1] >= self.days):
            raise validation_error(
                "breaks are not in order within the year", "give each once, by rising after", at=("breaks",)
            )
        return self

    def list_school_days(self, until: int) -> list[int]:
        """The days with school, and after the last one the weekdays, as days since the first Monday, below `until`."""
        skipped, found = {one.after: one.lasts for one in self.breaks}, list[int]()
        weekdays = (day for day in range(until) if day % WEEK < WEEKDAYS)
        rest = 0
        for day in weekdays:
            if rest:
                rest -= 1
                continue
            found.append(day)
            rest = skipped.get(len(found), 0)
        return found
