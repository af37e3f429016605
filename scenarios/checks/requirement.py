"""Everything in a requirement that does not fit together: above all semesters that overlap or lie in another school year."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from scenarios.checks.naming import gathered, twice
from scenarios.days import year_between
from scenarios.place import Finding
from scenarios.requirement import Requirement, Semester


def check_requirement(requirement: Requirement) -> list[Finding]:
    """Everything in a requirement that does not fit together."""
    return gathered(
        lambda: twice(("rules",), [rule.says for rule in requirement.rules], "rule", "says"),
        lambda: twice(("calendar",), [one.year for one in requirement.calendar], "school year", "year"),
        lambda: (
            Finding(("calendar", i, "semesters", n), wrong)
            for i, one in enumerate(requirement.calendar)
            for n, wrong in wrong_semesters(one.semesters, one.year, requirement.year_begins)
        ),
    )


def wrong_semesters(semesters: Sequence[Semester], year: str, begins: str) -> Iterator[tuple[int, str]]:
    """What is wrong with semesters, each with its place among them. begins: the month in which a school year begins."""
    first, last = year_between(year, begins)
    for n, semester in enumerate(semesters):
        if not first <= semester.first <= semester.last <= last:
            yield n, f"{_named(semester)} is not within the school year {year}, {first} to {last}"
    for n, (one, following) in enumerate(pairwise(semesters), 1):
        if following.first <= one.last:
            yield n, f"{_named(following)} begins before {_named(one)} is over; give them in order"


def _named(semester: Semester) -> str:
    return f"the semester {semester.first} to {semester.last}"
