"""Random schools, emergencies and strategies play the same in both engines, to the last bit.

Half of them keep whole seconds, so that many events fall on one instant and only their defined order tells them apart.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.sampling.streams import DrawBlock
from tests.sim.compiled.engine_comparison import assert_equal_plays
from tests.sim.compiled.rare_options import KINDS, rare_emergencies
from tests.sim.model.random_campuses import Played

PLAYS = 3


def assert_same_in_both_engines(played: Played) -> None:
    replications = range(played.replication, played.replication + PLAYS)
    assert_equal_plays(played.tables(), DrawBlock(played.seed, replications))


@given(st.one_of(*(rare_emergencies(kind) for kind in KINDS)))
def test_a_random_emergency_is_the_same_in_both_engines(played: Played) -> None:
    assert_same_in_both_engines(played)


@pytest.mark.full(step="engines")
@pytest.mark.parametrize("kind", KINDS)
def test_many_random_emergencies_are_the_same_in_both_engines(kind: str) -> None:
    @given(rare_emergencies(kind))
    @settings(max_examples=90)
    def plays_the_same(played: Played) -> None:
        assert_same_in_both_engines(played)

    plays_the_same()
