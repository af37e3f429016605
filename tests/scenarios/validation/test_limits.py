"""Checks at their limits, on records made by hand."""

from types import SimpleNamespace
from typing import Any

import pytest

from scenarios.distributions import Empirical, Fixed
from scenarios.validation import exercise, limits, scenario

HEART = "cardiac-arrest"


@pytest.mark.parametrize(
    ("low", "high", "inner", "is_empty"),
    [
        (3.0, 5.0, Fixed.model_construct(3.0), False),
        (3.0, 5.0, Fixed.model_construct(5.0), False),
        (3.0, 5.0, Fixed.model_construct(5.1), True),
        (3.0, 5.0, Empirical.model_construct((1.0, 3.0, 9.0)), False),
        (3.0, 5.0, Empirical.model_construct((1.0, 5.0)), False),
        (3.0, 5.0, Empirical.model_construct((2.9, 5.1)), True),
        (3.0, 5.0, SimpleNamespace(), False),
    ],
)
def test_nothing_is_left_of_a_distribution_where_no_value_lies_between_its_ends(
    low: float, high: float, inner: Any, is_empty: bool
) -> None:
    part: Any = SimpleNamespace(kind="truncated", low=low, high=high, components=lambda: (inner,))
    assert limits._is_empty(part) is is_empty
    part.kind = "mixture"
    assert not limits._is_empty(part)


@pytest.mark.parametrize(
    ("lengths", "found"),
    [
        (([220_000], []), []),
        (([100_000, 100_000], [20_000]), []),
        (([100_000, 100_000], [10_000, 10_001, 50_000]), [("decisions", 1)]),
        (([220_000, 1, 5], [5]), [("injects", 1)]),
    ],
)
def test_an_exercise_is_too_long_from_that_item_over_it(lengths: tuple[list[int], list[int]], found: list[Any]) -> None:
    injects, decisions = ([SimpleNamespace(model_dump_json=lambda n=n, **_: "x" * n) for n in part] for part in lengths)
    whole: Any = SimpleNamespace(injects=injects, decisions=decisions)
    assert [one.where for one in exercise._check_length(whole)] == found


@pytest.mark.parametrize(
    ("act", "changes", "where"),
    [
        *(("send-aed", {}, None), ("send-aed", {"hazard": "fire"}, "kind"), ("send-aed", {"aed": False}, "kind")),
        *(
            ("call-for-aed", {}, None),
            ("call-for-aed", {"radio": None}, "kind"),
            ("send-aed", {"carries": False}, None),
        ),
        *(("call-for-aed", {"everyday": ("pa",)}, "kind"), ("call-for-aed", {"carries": False}, "by")),
        *(("clear-way", {}, None), ("clear-way", {"sends": ("police",)}, "kind")),
        *(("stop-horns", {"hazard": "fire"}, None), ("stop-horns", {"hazard": "fire", "fire_alarm": None}, "kind")),
        *(("secure", {}, None), ("secure", {"keys": False}, "by")),
    ],
)
def test_an_act_of_help_needs_its_hazard_means_and_people(act: str, changes: dict[str, Any], where: str | None) -> None:
    there = {"hazard": HEART, "radio": "r", "fire_alarm": "f", "aed": True, "sends": ("ems",), "everyday": ("radio",)}
    there |= {"carries": True, "keys": True} | changes
    campus = SimpleNamespace(campus="c", radio=there["radio"], fire_alarm=there["fire_alarm"])
    zones = [SimpleNamespace(aed=False), SimpleNamespace(aed=there["aed"])]
    of = SimpleNamespace(hazard=SimpleNamespace(kind=there["hazard"]), sends=there["sends"])
    emergency = SimpleNamespace(place=SimpleNamespace(campus=campus, zones=zones), scenario=of)
    strategy = SimpleNamespace(strategy="s", everyday=there["everyday"])
    means: Any = SimpleNamespace(emergency=emergency, strategy=strategy)
    by: Any = SimpleNamespace(id="nurse", radio=there["carries"], keys=there["keys"])
    asked: Any = SimpleNamespace(kind=act)
    found = [one.where for one in exercise._check_help(asked, by, ("does", 2), means)]
    assert found == ([("does", 2, where)] if where else [])


def test_a_headline_is_noted_that_compares_a_strategy_with_itself_on_this_campus_alone() -> None:
    """`practice` is the PA here; a row that names one strategy twice is refused elsewhere."""
    pairs = [("practice", "pa"), ("pa", "app"), ("pa", "pa"), ("app", "gone")]
    rows = [SimpleNamespace(without=first, with_=second) for first, second in pairs]
    emergency: Any = SimpleNamespace(
        scenario=SimpleNamespace(headlines=rows),
        resolve_strategy=lambda name: {"practice": "pa", "app": "app-2"}.get(name, name),
        strategies={"pa": SimpleNamespace(strategy="pa"), "app-2": SimpleNamespace(strategy="app")},
    )
    assert [one.where for one in scenario._review_headlines(emergency)] == [("headlines", 0)]
