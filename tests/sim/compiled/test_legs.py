"""The model in SimPy, its translation in the interpreter, and the same as WebAssembly: three legs with one trace."""

import numpy as np
import pytest

from sim.compiled.engine import CompiledEngine
from sim.engine import SimpyEngine
from sim.measures import list_measures
from sim.model.tables import Tables
from tests.sim.compiled.engine_comparison import find_trace_difference
from tests.sim.compiled.own_program import play_in_python
from tests.sim.inputs import exponential, share
from tests.sim.worlds import Plain, assailant, tables_of

SEED = 2**65 + 7


def busy() -> Tables:
    """With background calls, calls from neighbors, and people who tell each other."""
    calls = {"service": exponential(30), "past": "2 min", "every": exponential(60)}
    psap = Plain.psap(takers=2, background=calls, neighbors={"rate": share(0.01), "lasts": "5 min"})
    return tables_of(Plain.campus(psap=psap), Plain.scenario(hazard=assailant()))


@pytest.mark.parametrize("replication", [0, 5])
def test_three_legs_have_one_trace_and_the_same_measures(replication: int) -> None:
    tables = busy()
    expected = SimpyEngine(tables, SEED, replication).run()
    assert len(expected.rows) >= 15
    names, values = list_measures(tables.hazard.kind), []
    for engine in (CompiledEngine(tables, SEED), play_in_python(CompiledEngine(tables, SEED))):
        with np.errstate(over="ignore"):
            assert not find_trace_difference(expected, engine.run(replication))
            values.append(engine.read(names).tobytes())
    assert values[0] == values[1]
