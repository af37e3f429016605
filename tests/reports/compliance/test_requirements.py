"""Drills held against a requirement: a made-up school year, counted by hand."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from reports.compliance.requirements import check_rules, find_outside_semesters, list_unknowns
from scenarios.compliance import DrillRecord, Requirement, SchoolCalendar
from scenarios.library import open_requirement

YEAR = "2020-21"
SEMESTERS = {"first": "2020-08-13", "last": "2020-12-18"}, {"first": "2021-01-05", "last": "2021-05-27"}
CALENDAR = SchoolCalendar.model_validate({"year": YEAR, "semesters": SEMESTERS})
OVER = date(2021, 7, 1)
FOUR, TWICE, EARLY_SECURITY, TIMES, FIRES, EARLY_FIRE, SEPTEMBER, MARCH, TEN = range(9)
HELD = {
    1: ("security", "2020-08-27", "09:00"),  # the fifteenth day of the first semester
    2: ("fire", "2020-08-13", "10:00"),
    3: ("tornado", "2020-09-30", "11:00"),
    4: ("security", "2020-11-03", "13:00"),
    5: ("other", "2020-11-20", "14:00"),
    6: ("security", "2021-01-19", "09:01"),  # the fifteenth day of the second
    7: ("fire", "2021-01-05", "10:00"),
    8: ("tornado", "2021-03-01", "11:00"),
    9: ("security", "2021-04-20", "14:30"),
    10: ("fire", "2021-05-04", "10:00"),
}
"""A year in which everything is met, and nothing to spare but a fire drill."""


def drills(**changes: Any) -> list[DrillRecord]:
    """The drills of the year. changes: by number, `d1=None` leaves one out, a triple puts it elsewhere."""
    held: dict[int, Any] = {**HELD, **{int(name[1:]): value for name, value in changes.items()}}
    return [
        DrillRecord.model_validate(
            {"id": n, "site": "North", "kind": one[0], "date": one[1], "time": one[2], "occupants": 400, "took": "3 min"}
        )
        for n, one in held.items()
        if one is not None
    ]  # fmt: skip


def statuses(held: list[DrillRecord], today: date = OVER, calendar: SchoolCalendar | None = CALENDAR) -> list[str]:
    return [one.status for one in check_rules(open_requirement("oklahoma"), YEAR, calendar, held, today)]


def differing(held: list[DrillRecord], today: date = OVER) -> dict[int, str]:
    return {n: status for n, status in enumerate(statuses(held, today)) if status != "met"}


def test_a_year_with_everything_in_it_meets_every_rule() -> None:
    assert differing(drills()) == {}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"d4": None}, {FOUR, TEN}),
        ({"d1": ("security", "2020-08-28", "09:00")}, {EARLY_SECURITY}),
        ({"d6": ("security", "2021-01-20", "09:01")}, {EARLY_SECURITY}),
        ({"d6": ("security", "2021-01-04", "09:01")}, {EARLY_SECURITY}),  # the day before the semester
        ({"d9": ("security", "2020-12-18", "14:30")}, {TWICE}),
        ({"d4": ("security", "2020-11-03", "09:00")}, {TIMES}),
        ({"d7": ("fire", "2021-01-20", "10:00")}, {EARLY_FIRE}),
        ({"d2": None, "d10": None}, {FIRES, EARLY_FIRE, TEN}),
        ({"d3": ("tornado", "2020-10-01", "11:00")}, {SEPTEMBER}),
        ({"d8": ("tornado", "2021-02-28", "11:00")}, {MARCH}),
        ({"d8": ("tornado", "2020-03-01", "11:00")}, {MARCH, TEN}),  # another school year
        ({"d10": ("fire", "2021-07-01", "10:00")}, {TEN}),
        ({"d5": None, "d11": ("tornado", "2021-06-30", "10:00")}, set()),  # any kind counts in all
    ],
)
def test_a_drill_elsewhere_breaks_just_the_rules_that_need_it(changes: Mapping[str, Any], expected: set[int]) -> None:
    assert differing(drills(**changes)) == dict.fromkeys(expected, "not met")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2020, 8, 12), {FOUR, EARLY_SECURITY, TIMES, FIRES, EARLY_FIRE, SEPTEMBER, MARCH, TEN}),
        (date(2021, 6, 30), {FOUR, TIMES, FIRES, TEN}),
    ],
)
def test_as_long_as_there_is_time_a_rule_is_not_yet_met(today: date, expected: set[int]) -> None:
    found = differing([], today)
    assert {n for n, status in found.items() if status == "not yet"} == expected


def test_the_last_day_still_counts_and_the_next_is_too_late() -> None:
    late = drills(d1=None)
    assert statuses(late, date(2020, 8, 27))[EARLY_SECURITY] == "not yet"
    assert statuses(late, date(2020, 8, 28))[EARLY_SECURITY] == "not met"


def test_too_many_are_not_met_long_before_the_semester_is_over() -> None:
    some = drills(d4=("security", "2020-08-20", "10:30"), d9=("security", "2020-08-21", "11:30"))
    assert statuses(some, date(2020, 8, 22))[TWICE] == "not met"


def test_without_semesters_their_rules_are_not_known_and_the_others_are_as_they_were() -> None:
    found = statuses(drills(), OVER, None)
    assert {n for n, status in enumerate(found) if status == "not known"} == {TWICE, EARLY_SECURITY, EARLY_FIRE}
    requirement = open_requirement("oklahoma")
    answers = check_rules(requirement, YEAR, None, drills(), OVER)
    assert any("--semester" in one for one in list_unknowns(requirement, answers, None))


def test_drills_count_once_with_their_numbers() -> None:
    answers = check_rules(open_requirement("oklahoma"), YEAR, CALENDAR, drills(), OVER)
    assert [[drill.id for drill in part.counted] for part in answers[TWICE].parts] == [[1, 4], [6, 9]]
    assert [drill.id for drill in answers[FIRES].parts[0].counted] == [2, 7, 10]


def test_a_drill_in_the_holidays_is_named() -> None:
    held = drills(d5=("other", "2020-12-19", "14:00"))
    found = find_outside_semesters(open_requirement("oklahoma"), YEAR, CALENDAR, held)
    assert [one.id for one in found] == [5]


def with_rule(rule: Mapping[str, Any], **more: Any) -> Requirement:
    said = {"requirement": "x", "title": "X", "law": "none", "sources": [{"page": "p", "says": "s"}], "years_kept": 1}
    return Requirement.model_validate({**said, "rules": [{"says": "R", **rule}], **more})


@pytest.mark.parametrize(
    ("day", "no_school", "expected"),
    [
        ("2020-08-18", None, "met"),  # Thursday, Friday, Monday, Tuesday
        ("2020-08-19", None, "not met"),
        ("2020-08-19", ["2020-08-17"], "met"),
    ],
)
def test_school_days_leave_out_weekends_and_days_off(day: str, no_school: list[str] | None, expected: str) -> None:
    rule = {"each": "semester", "first_days": 4, "days": "school", "at_least": 1}
    calendar = SchoolCalendar.model_validate(
        {"year": YEAR, "semesters": [{"first": "2020-08-13", "last": "2021-05-27"}], "no_school": no_school}
    )
    (one,) = drills(**{f"d{n}": None for n in HELD}, d20=("fire", day, "10:00"))
    answers = check_rules(with_rule(rule), YEAR, calendar, [one], OVER)
    assert answers[0].status == expected
    said = list_unknowns(with_rule(rule), answers, calendar)
    assert any("no school" in one for one in said) == (no_school is None)


@pytest.mark.parametrize(("minute", "expected"), [("09:29", "not met"), ("09:30", "met")])
def test_times_of_day_may_have_to_be_further_apart(minute: str, expected: str) -> None:
    none = {f"d{n}": None for n in HELD}
    held = drills(**none, d21=("security", "2020-11-03", "09:00"), d22=("security", "2020-09-03", minute))
    assert check_rules(with_rule({"apart": "30 min"}), YEAR, None, held, OVER)[0].status == expected


def test_a_school_year_may_begin_in_another_month() -> None:
    requirement = with_rule({"month": "july", "at_least": 1}, year_begins="august")
    held = drills(d10=("fire", "2021-07-31", "10:00"))
    assert check_rules(requirement, YEAR, None, held, date(2021, 8, 1))[0].status == "met"
