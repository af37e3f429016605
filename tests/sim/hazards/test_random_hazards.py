"""Any random emergency on any campus keeps the rules of its hazard, and all arms of it have the same luck."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.hazards.assist_invariants import visit_keeps_the_rules
from tests.sim.hazards.cardiac_invariants import arrest_keeps_the_rules
from tests.sim.hazards.fire_invariants import fire_keeps_the_rules
from tests.sim.hazards.hoax_invariants import bomb_threat_keeps_the_rules, hoax_keeps_the_rules
from tests.sim.hazards.release_invariants import leak_keeps_the_rules, plume_keeps_the_rules
from tests.sim.hazards.search_invariants import child_walks_the_same_way_in_both_arms, search_keeps_the_rules
from tests.sim.hazards.storm_invariants import storm_keeps_the_rules
from tests.sim.model import random_hazards
from tests.sim.model.event_orders import no_counter_changes
from tests.sim.model.pairs import part_when_somebody_acts
from tests.sim.model.random_campuses import Played

QUICK: int = settings.default.max_examples  # type: ignore[union-attr]
RULES: list[tuple[Callable[[Played], None], st.SearchStrategy[Played], int]] = [
    (visit_keeps_the_rules, random_hazards.visits(), 10),
    (arrest_keeps_the_rules, random_hazards.arrests(), QUICK),
    (search_keeps_the_rules, random_hazards.searches(), 10),
    (leak_keeps_the_rules, random_hazards.leaks(strategies=2), 5),
    (plume_keeps_the_rules, random_hazards.plumes(strategies=2), 5),
    (hoax_keeps_the_rules, random_hazards.hoaxes(strategies=2), 5),
    (bomb_threat_keeps_the_rules, random_hazards.bomb_threats(strategies=2), 5),
    (storm_keeps_the_rules, random_hazards.storms(strategies=2), 12),
]
"""What holds of a random emergency, and of how many quick tests see that."""


def check(rule: Callable[..., None], *drawn: st.SearchStrategy[Any], examples: int = QUICK) -> None:
    settings(max_examples=examples)(given(*drawn)(rule))()


@pytest.mark.parametrize(
    ("rule", "emergencies", "examples"),
    [
        *RULES,
        (child_walks_the_same_way_in_both_arms, random_hazards.searches(strategies=2), 5),
        *(pytest.param(*one[:2], 300, marks=pytest.mark.slow) for one in RULES),
        pytest.param(
            lambda fire: fire_keeps_the_rules(fire.engine()), random_hazards.fires(), 300, marks=pytest.mark.slow
        ),
    ],
)
def test_no_random_emergency_breaks_a_rule_of_its_hazard(
    rule: Callable[[Played], None], emergencies: st.SearchStrategy[Played], examples: int
) -> None:
    check(rule, emergencies, examples=examples)


def office_of_one(pair: Played) -> Played:
    """Both arms with one length of the office's call to 911, which is made though nobody acts."""
    one, other = pair.strategies
    return pair.changed(strategies=[one, other | {"office": one["office"]}])


@pytest.mark.parametrize(
    "pairs",
    [
        random_hazards.fires(strategies=2),
        pytest.param(random_hazards.visits(strategies=2), marks=pytest.mark.slow),
        pytest.param(random_hazards.arrests(strategies=2), marks=pytest.mark.slow),
        pytest.param(random_hazards.searches(strategies=2).map(office_of_one), marks=pytest.mark.slow),
    ],
    ids=["fires", "visits", "arrests", "searches"],
)
def test_two_arms_of_any_emergency_read_equal_numbers_until_somebody_acts(pairs: st.SearchStrategy[Played]) -> None:
    check(part_when_somebody_acts, pairs)


@pytest.mark.parametrize(
    "emergencies", [random_hazards.arrests(steady=True), random_hazards.fires(steady=True)], ids=["arrests", "fires"]
)
def test_simpys_counter_decides_nothing(emergencies: st.SearchStrategy[Played]) -> None:
    check(no_counter_changes, emergencies, st.integers(2, 2_147_483_646))
