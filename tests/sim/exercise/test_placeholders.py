"""A slot that has nothing to say holds its inject, and the reason is in words."""

import pytest

from scenarios.exercise import SLOTS
from sim.exercise.action_text import MISSING_VALUE_REASONS, SLOT_VALUES, MissingValue, fill_slots
from tests.sim.exercise.exercises import SHIPPED, conducted


def test_why_a_slot_is_empty_is_said_without_its_name() -> None:
    state = conducted([], *SHIPPED["active-assailant"]).state
    for slot, says in (
        ("reporter", "no one has reported it"),
        ("presser", "no one has pressed the app"),
        ("hazard.reported", "participants have heard no location yet"),
        ("unaware.nearest", "the hazard can reach no place with unaware staff"),
        ("unit.eta", "no unit is en route"),
    ):
        with pytest.raises(MissingValue) as refused:
            fill_slots(f"It is {{{slot}}}.", state)
        assert str(refused.value) == says


def test_each_slot_that_can_be_empty_says_why() -> None:
    """A share of staff and the time of day always have a value."""
    assert set(SLOT_VALUES) == set(SLOTS)
    assert set(SLOTS) - set(MISSING_VALUE_REASONS) == {"aware.share", "protected.share", "clock"}
