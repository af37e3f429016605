"""Files of rules and of records: what is refused, and dates, times and school years as people write them."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import compliance
from scenarios.library import open_requirement


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, "asks for nothing"),
        ({"at_least": 3, "at_most": 2}, "above"),
        ({"month": "march", "each": "semester", "at_least": 1}, "by itself"),
        ({"first_days": 15, "at_least": 1}, "first days of what"),
        ({"days": "school", "at_least": 1}, "first_days"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule: Mapping[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        compliance.Rule.model_validate({"says": "R", **rule})


def test_days_times_and_years_are_read_as_people_write_them() -> None:
    assert compliance.parse_date("2024-02-29") == date(2024, 2, 29)
    times = ("9:40", "12:05 am", "12:05 PM", "1:15 p.m.", "23:59:00")
    assert [f"{compliance.parse_time(text):%H:%M}" for text in times] == ["09:40", "00:05", "12:05", "13:15", "23:59"]
    assert {compliance.parse_school_year(text) for text in ("1999-00", "1999-2000", "1999/00")} == {"1999-00"}
    refused: dict[Callable[[object], object], tuple[object, ...]] = {
        compliance.parse_date: ("20240229", "2023-02-29", "24-02-29", 3),
        compliance.parse_time: ("24:00", "13:15 pm", "0:15 am", "9", "09:40:30"),
        compliance.parse_school_year: ("2026-26", "2026-2028", "2026"),
    }
    for read, texts in refused.items():
        for text in texts:
            with pytest.raises(ValueError, match=r"no |write"):
                read(text)


@given(st.integers(1950, 2150), st.sampled_from(["january", "july", "august"]))
def test_the_months_of_a_school_year_follow_one_another_and_fill_it(first: int, begins: str) -> None:
    year = f"{first}-{(first + 1) % 100:02d}"
    months = sorted(compliance.school_month_span(year, begins, month) for month in compliance.MONTHS)
    assert (months[0][0], months[-1][1]) == compliance.school_year_span(year, begins)
    assert all((b[0] - a[1]).days == 1 for a, b in pairwise(months))


HELD: dict[str, dict[object, str]] = {
    "took": {"24 h": "", "1 s": "", **dict.fromkeys(("0 s", "86401 s", "1.5 s"), "out of range")},
    "occupants": {"1": "", 100_000: "", "0": "greater than or equal to 1", 100_001: "less than or equal to"}
    | dict.fromkeys((True, "1.0"), "not a whole number"),
    "note": {"x" * 500: "", "x" * 501: "too long"},
    "site": dict.fromkeys((" ", "\u200b"), "nothing here"),
    "hours": {"24": "", "0.25": "", "0": "out of range", "24.5": "out of range", "2,5": "no number of hours"},
}


@pytest.mark.parametrize(("field", "value", "said"), [(field, *one) for field in HELD for one in HELD[field].items()])
def test_what_a_record_may_hold(field: str, value: object, said: str) -> None:
    drill = {"site": "A", "kind": "fire", "time": "9:40", "occupants": 300, "took": "4 min", "date": "2026-03-05"}
    training = {"person": "Ann", "program": "p", "topic": "Talk", "hours": "1", "date": "2026-03-05"}
    model, record = (compliance.TrainingRecord, training) if field == "hours" else (compliance.DrillRecord, drill)
    with pytest.raises(ValueError, match=said) if said else nullcontext():
        model.model_validate({**record, field: value})


@pytest.mark.parametrize(("up_to", "is_about", "hours"), [(None, True, "about 15 h"), (20.0, False, "15 to 20 h")])
def test_the_hours_of_a_program_are_a_number_or_a_span(up_to: float | None, is_about: bool, hours: str) -> None:
    written = {"program": "p", "title": "P", "hours": 15.0, "source": "invented", "about": is_about}
    assert compliance.Program.model_validate(written | {"up_to": up_to}).describe_hours == hours
    with pytest.raises(ValueError, match="is not above"):
        compliance.Program.model_validate(written | {"up_to": 15.0})


def test_the_calendar_is_that_of_the_year_and_three_years_after_a_leap_day_is_the_first_of_march() -> None:
    assert compliance.add_years(date(2024, 2, 29), 3) == date(2027, 3, 1)
    assert compliance.add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    # Of two years, also if the later one comes first in the file; none for a year that it has not.
    given = [compliance.SchoolCalendar.model_construct(year=year) for year in ("2022-23", "2020-21")]
    requirement = open_requirement("oklahoma").model_copy(update={"calendar": given})
    assert requirement.find_calendar("2020-21") is given[1]
    assert requirement.find_calendar("2022-23") is given[0]
    assert requirement.find_calendar("2021-22") is None


def test_of_one_exercise_a_person_has_one_line_whatever_its_hours() -> None:
    """Typed lines are told apart by their hours, and names by more than their case."""

    def line(person: str, session: str, hours: str) -> tuple[object, ...]:
        typed = {"person": person, "program": "p", "topic": "Talk", "hours": hours, "date": "2026-03-05"}
        return compliance.TrainingRecord.model_validate({**typed, "session": session}).identity

    assert line("Ann", "held", "1.5") == line("ANN", "held", "2")
    assert line("Ann", "held", "1.5") != line("Ann", "other", "1.5")
    assert line("Ann", "", "1.5") != line("Ann", "", "2")
