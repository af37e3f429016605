"""The replications of a comparison have the same columns whichever engine plays them."""

import pytest

from scenarios.library import open_emergency
from sim.experiment.runner import ReplicationTask
from sim.tabulation import tabulate
from tests.sim.compiled.shipped_scenarios import MOST_ARE_SLOW


@pytest.mark.slow
@pytest.mark.parametrize("scenario", MOST_ARE_SLOW)
def test_a_chunk_of_replications_has_the_same_columns(scenario: str) -> None:
    """Also for hazards that no one is protected from; the first are logged, the last is not."""
    emergency = open_emergency(scenario)
    tables = tuple(tabulate(emergency, strategy) for strategy in emergency.strategies)
    expected, actual = (ReplicationTask(tables, 8, 4, is_compiled).play(range(2, 5)) for is_compiled in (False, True))
    assert actual.keys() == expected.keys()
    for name, column in expected.items():
        assert (actual[name].dtype, actual[name].shape) == (column.dtype, column.shape), name
        assert actual[name].tobytes() == column.tobytes(), name
