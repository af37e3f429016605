"""Quantities: reading, refusing with advice, and writing so that it reads back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from scenarios.units import LENGTH, MOMENT, NUMBER, POSITION, SHARE, SPEED, TIME, Dimension, format_t_plus

RIGHT: dict[Dimension, dict[Any, float]] = {
    TIME: {"90 s": 90, "90s": 90, " 4 min ": 240, "1 h 30 min": 5400, "1h30min": 5400, "4 min 22 s": 262}
    | {"1.5 hours": 5400, "250 ms": 0.25, "2 days": 172_800, 0: 0, "0": 0},
    LENGTH: {"12 m": 12, "40 ft": 12.192, "3 meters": 3},
    POSITION: {"-3 m": -3},
    SPEED: {"1.19 m/s": 1.19, "1.19 m / s": 1.19, "36 km/h": 10, "60 mph": 26.8224, "10 ft/s": 3.048},
    SHARE: {0.85: 0.85, "85 %": 0.85, "57%": 0.57, "0.2": 0.2},
    NUMBER: {2.5: 2.5},
    MOMENT: {"Mon Aug 17, 0:00": 0, "Wed Oct 14, 10:20": (14 + 30 + 14) * 86_400 + 37_200, "5 min": 300.0}
    | {"Jan 4, 8:05": (14 + 30 + 31 + 30 + 31 + 4) * 86_400 + 29_100.0}
    | {"Sun Aug 15, 23:59": 364 * 86_400 - 60.0},  # of the year after, a Sunday
}

WRONG = [
    (TIME, 20, '20 has no unit; write "20 s" or "20 min"'),
    (TIME, 0.5, '0.5 has no unit; write "0.5 s" or "0.5 min"'),
    (TIME, "20", '"20" has no unit; write "20 s" or "20 min"'),
    (TIME, "4 m", '"m" in "4 m" is meters, a minute is "min"; one of s, min, h, day, ms'),
    (TIME, "4 sek", '"sek" in "4 sek" is no unit of time; nearest is "sec", one of s, min, h, day, ms'),
    (TIME, "-4 s", '"-4 s" is out of range; a time is 0 or more, at most 366 days'),
    (TIME, "400 days", '"400 days" is out of range; a time is 0 or more, at most 366 days'),
    (TIME, "1:30", '"1:30" can be read in two ways; write "1 min 30 s" or "1 h 30 min"'),
    (TIME, "1,5 s", '"1,5 s" has a comma in its number; write 1.5 with a point, 1800 without a mark'),
    (TIME, "30 min 1 h", '"30 min 1 h" names its units out of order; largest first, each once, "1 h 30 min"'),
    (TIME, "1 s 2 s", '"1 s 2 s" names its units out of order; largest first, each once, "1 h 30 min"'),
    (TIME, "1 min -2 s", '"1 min -2 s" is not a time; write "90 s" or "4 min"'),
    (TIME, "1 min 2", '"1 min 2" has a number without a unit; write "90 s" or "4 min"'),
    (TIME, "010 s", '"010 s" is not a time; write "90 s" or "4 min"'),
    (TIME, "soon", '"soon" is not a time; write "90 s" or "4 min"'),
    (TIME, "", '"" is not a time; write "90 s" or "4 min"'),
    (TIME, None, 'there is nothing here; write "90 s" or "4 min"'),
    (TIME, True, 'true is not a time; write "90 s" or "4 min"'),
    (TIME, ["90 s"], 'a list is not a time; write "90 s" or "4 min"'),
    (LENGTH, "12 min", '"min" in "12 min" is minutes, a meter is "m"; one of m, cm, km, ft'),
    (SPEED, "1.2", '"1.2" has no unit; write "1.2 m/s"'),
    (SPEED, "1000", '"1000" has no unit; write "1000 m/s"'),
    (SPEED, "1001", '"1001" has no unit; write "1.2 m/s"'),
    (SPEED, "-3", '"-3" has no unit; write "1.2 m/s"'),
    (MOMENT, "Thu Oct 14, 10:20", '"Thu Oct 14, 10:20" is a Wednesday; write "Wed" or leave the day out'),
    (MOMENT, "Feb 29, 10:20", '"Feb 29, 10:20" is no date; write "Wed Oct 14, 10:20"'),
    (MOMENT, "Okt 14, 10:20", '"Okt 14, 10:20" is no date; write "Wed Oct 14, 10:20"'),
    (MOMENT, "Oct 14, 24:00", '"Oct 14, 24:00" is no date; write "Wed Oct 14, 10:20"'),
    (SHARE, 1.3, "1.3 is out of range; a share is between 0 and 1, or 0% and 100%"),
    (SHARE, "130 %", '"130 %" is out of range; a share is between 0 and 1, or 0% and 100%'),
    (SHARE, "no", '"no" is not a share; write 0.85 or "85 %"'),
    (NUMBER, float("nan"), "nan is out of range; a number is 0 or more, at most 1000000000"),
    (NUMBER, "2 s", '"2 s" is not a number; write a number, such as 2 or 0.5'),
]


@pytest.mark.parametrize(
    ("dimension", "written", "meant"),
    [(dimension, *one) for dimension, written in RIGHT.items() for one in written.items()],
)
def test_a_quantity_is_read_in_the_unit_of_the_model(dimension: Dimension, written: object, meant: float) -> None:
    assert dimension.parse(written) == meant


@pytest.mark.parametrize(("dimension", "written", "said"), WRONG)
def test_a_wrong_quantity_is_refused_with_what_would_be_right(dimension: Dimension, written: object, said: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        dimension.parse(written)
    assert str(refused.value) == said


WRITTEN = {119: "119 s", 120: "2 min", 150.5: "150.5 s", 3661: "1 h 1 min 1 s", 7205: "2 h 5 s"}
WRITTEN |= {86_399: "23 h 59 min 59 s", 86_400: "1 day", 90_000: "25 h", 129_600: "1.5 days"}
MOMENTS = {190.4: "T+03:10", 3725.6: "T+62:06", -30: "T-00:30", 86_399: "T+1439:59", 86_400: "Tue Aug 18, 00:00"}
MOMENTS[58 * 86_400 + 37_259] = "Wed Oct 14, 10:20"


def test_a_time_is_written_in_the_largest_units_that_fit_and_a_moment_from_onset_or_as_a_date() -> None:
    assert {seconds: TIME.format(seconds) for seconds in WRITTEN} == WRITTEN
    assert {seconds: format_t_plus(seconds) for seconds in MOMENTS} == MOMENTS


@given(st.integers(min_value=0, max_value=366 * 86_400))
def test_whole_seconds_are_written_in_the_units_people_use(seconds: int) -> None:
    written = TIME.format(seconds)
    assert TIME.parse(written) == seconds
    assert seconds < 120 or "." not in written


@pytest.mark.parametrize("dimension", [TIME, LENGTH, POSITION, SPEED, SHARE, NUMBER])
@given(part=st.floats(min_value=0, max_value=1))
def test_every_dimension_reads_what_it_writes(dimension: Dimension, part: float) -> None:
    number = dimension.least + part * (dimension.most - dimension.least)
    assert dimension.parse(dimension.format(number)) == number


@given(st.text(max_size=30) | st.integers() | st.floats() | st.none() | st.booleans())
def test_anything_else_is_refused_and_never_crashes(written: object) -> None:
    for dimension in (TIME, SPEED, SHARE):
        try:
            read = dimension.parse(written)
        except PydanticCustomError:
            continue
        assert dimension.least <= read <= dimension.most


def test_a_number_too_large_for_a_float_is_out_of_range() -> None:
    for written in ("1e999999999 s", "9" * 150 + "e200 s"):
        with pytest.raises(PydanticCustomError, match="out of range"):
            TIME.parse(written)
    with pytest.raises(PydanticCustomError, match="out of range"):
        NUMBER.parse(10**400)
