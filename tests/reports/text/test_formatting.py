"""Numbers as people read them: never more digits than are known, and which way a difference goes."""

from __future__ import annotations

import pytest

from reports.text import formatting
from scenarios.units import SHARE, TIME
from sim.model.measure import Unit


def test_a_number_is_rounded_to_the_place_that_its_interval_knows() -> None:
    """The rule of the Particle Data Group: two digits of the error up to 354, one from 355 on; a tenth at the finest."""
    halves = (137.0, 354.0, 355.0, 8.4, 3.54, 3.55, 0.45, 0.02, 9.7)
    steps = [formatting.find_step(100.0 - half, 100.0 + half) for half in halves]
    assert steps == pytest.approx([10.0, 10.0, 100.0, 1.0, 0.1, 1.0, 0.1, 0.1, 1.0])


def test_a_moment_is_seconds_or_minutes_and_seconds() -> None:
    whole = [formatting.format_clock(one, 1.0) for one in (0.0, 24.6, 59.4, 59.6, 101.0, 3599.0, 3600.0, 3725.0)]
    assert whole == ["0 s", "25 s", "59 s", "1:00", "1:41", "59:59", "1:00:00 h", "1:02:05 h"]
    assert [formatting.format_clock(one, 0.1) for one in (4.26, 101.26)] == ["4.3 s", "1:41"]
    assert [formatting.format_clock(749.0, step) for step in (10.0, 100.0)] == ["12:30", "12:00"]


@pytest.mark.parametrize(
    ("measure", "reductions", "said"),
    [
        ("aware_t90", (24.2, -7.1, 0.2, 0.0), ["24 s sooner", "7 s later", "about 0 s", "no difference"]),
        ("total_response", (43.0, -43.0), ["43 s shorter", "43 s longer"]),
        ("aset_margin", (20.0, -20.0), ["20 s less", "20 s more"]),
    ],
)
def test_a_difference_says_which_way_it_goes(measure: str, reductions: tuple[float, ...], said: list[str]) -> None:
    assert [formatting.format_difference(one, measure, "s", 1.0) for one in reductions] == said


def test_people_are_fewer_or_more_and_shares_are_points() -> None:
    tell = formatting.format_difference
    assert tell(164.3, "unprotected_person_minutes", "person-min", 1.0) == "164 person-min fewer"
    assert tell(-0.64, "exposed_person_minutes", "person-min", 0.1) == "0.6 person-min more"
    assert tell(-0.164, "acknowledgement_rate", "share", 1.0) == "16 points more"


def test_the_limits_of_an_interval_have_one_unit() -> None:
    limits = ("9 s", "17 s"), ("9 s", "2:20 min"), ("−58 s", "+1:02"), ("1:05 min", "2:20 min")
    said = [formatting.format_limits(*ends) for ends in limits]
    assert said == ["9 to 17 s", "0:09 to 2:20", "−0:58 to +1:02", "1:05 to 2:20"]


def test_an_interval_says_which_way_each_end_goes() -> None:
    limits = (17.0, 33.0), (-33.0, -17.0), (-2.0, 5.0), (0.0, 5.0), (10.0, 127.0), (-0.2, 0.3), (0.0, 0.0), (24.0, 24.1)
    assert [formatting.format_difference_range(*ends, "aware_t90", "s", 1.0) for ends in limits] == [
        *("17 to 33 s sooner", "17 to 33 s later", "2 s later to 5 s sooner", "0 to 5 s sooner"),
        *("10 s to 2:07 min sooner", "about 0 s", "no difference", "24 s sooner"),
    ]


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((0.92, 0.08, 0.0), ("92", "8", "0")),
        ((0.335, 0.335, 0.33), ("34", "33", "33")),
        ((1 / 3, 1 / 3, 1 / 3), ("34", "33", "33")),
        ((0.998, 0.0, 0.002), (">99", "0", "<1")),
        ((0.155, 0.795, 0.05), ("16", "79", "5")),
        ((1.0, 0.0, 0.0), ("100", "0", "0")),
        ((0.205, 0.795), ("21", "79")),
    ],
)
def test_of_100_adds_up_and_says_no_never_where_it_happened(shares: tuple[float, ...], said: tuple[str, ...]) -> None:
    assert formatting.to_percentages(*shares) == said


def test_of_fewer_than_a_hundred_nothing_is_said_of_a_hundred() -> None:
    assert formatting.to_proportions(4, 0.75, 0.25, 0.0) == ("3", "1", "0")
    assert formatting.to_proportions(100, 0.75, 0.25, 0.0) == ("75", "25", "0")
    assert formatting.format_share(0.25, 4) == "1 of 4 replications"
    assert formatting.format_share(0.25, 100) == "25%"
    assert formatting.format_share(0.001, 5_000) == "<1%"
    assert formatting.format_share(0.205, 1_000) == "21%", "205 of 1,000 is 21 of 100 in a sentence as in a list"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.1649, "share", "16%"), (45.4, "s", "45 s"), (59.9, "s", "60 s"), (60.0, "s", "1:00 min"), (150.0, "s", "2:30 min"),
        (3599.0, "s", "59:59 min"), (1.2345, "m/s", "1.2 m/s"), (123.4, "m", "123 m"), (2.0, "", "2"),
        (3600.0, "s", "1 h"), (5400.0, "s", "1 h 30 min"),
    ],
)  # fmt: skip
def test_the_value_of_an_input_has_two_digits(value: float, unit: str, said: str) -> None:
    assert formatting.format_input_amount(value, unit) == said


@pytest.mark.parametrize(
    ("number", "unit", "step", "amount", "size"),
    [
        (-75.0, "s", 1.0, "−1:15 min", "1:15 min"),
        (4.26, "s", 0.1, "4.3 s", "4.3 s"),
        (0.5, "s", 0.1, "0.5 s", "0.5 s"),
        (0.0, "s", 1.0, "0 s", "0 s"),
        (0.126, "share", 0.1, "13%", "12.6 points"),
        (0.01, "probability", 1.0, "1%", "1 point"),
        (1596.0, "person-min", 1.0, "1,600", "1,600 person-min"),
        (999.0, "person-min", 1.0, "999", "999 person-min"),
        (1.0, "days", 1.0, "1 day", "1 day"),
        (2.5, "hours", 0.1, "2.5 h", "2.5 h"),
        (1.4, "count", 0.1, "1.4", "1.4"),
    ],
)
def test_amounts_and_sizes_have_a_units_form(number: float, unit: Unit, step: float, amount: str, size: str) -> None:
    assert (formatting.format_amount(number, unit, step), formatting.format_size(-number, unit, step)) == (amount, size)


def test_long_times_counts_and_shares_of_things() -> None:
    lengths = (24.0, 590.0, 3725.0, 3600.0, 43_200.0, 86_400.0, 432_000.0)
    said = ["24 s", "9:50 min", "1:02:05 h", "1 h", "12 h", "1 day", "5 days"]
    assert [formatting.format_duration(one) for one in lengths] == said
    assert (formatting.find_step(None, None), formatting.format_number(-0.01, 0.1)) == (1.0, "0")
    assert [formatting.format_quantity(one, TIME, 2) for one in (599.0, 629.0)] == ["9 min 59 s", "10 min"]
    assert (formatting.format_quantity(0.1649, SHARE), formatting.format_quantity(0.1649, SHARE, 2)) == ("16.5%", "16%")
    assert [formatting.limit_to_three_digits(one, 1.0) for one in (999.9, 1000.0, -12_345.0)] == [1.0, 10.0, 100.0]
    units: tuple[Unit, ...] = ("share", "days", "hours")
    assert [formatting.append_unit("1", unit) for unit in units] == ["1 point", "1 day", "1 h"]
    assert formatting.append_unit("2", "days") == "2 days"
    assert [formatting.format_list("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert [formatting.format_count(n, "door") for n in (0, 1, 1200)] == ["no doors", "1 door", "1,200 doors"]
    assert [formatting.format_out_of(33, n) for n in (99, 100)] == ["33 of 99", "33%"]
    assert [formatting.format_share_of(0.25, n, "runs") for n in (40, 400)] == ["10 of 40 runs", "25% of runs"]
    assert formatting.describe_margin(0.0) == "0 s to spare for the last person out"
    passed = "conditions passed the model's limit 4:00 min before the last person was out"
    assert formatting.describe_margin(-240.0) == passed
