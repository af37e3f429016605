"""Simulates an emergency at a school and compares ways of reporting it and of alerting staff.

    from scenarios.library import open_emergency
    from sim import compare

    comparison = compare(open_emergency("active-assailant"), replications=400, seed=1)
    comparison.to_frame("contrasts")                      # a pandas data frame, where pandas is installed

`compare` returns a `Comparison`. Its `on_results` is given the measures of every replication as `RawResults`, and with
`store=open_result_store()` it keeps results on disk, as the command does. `SimpyEngine` runs a single replication step by step behind the
`Engine` protocol, and `tabulate` makes the tables that it needs. Names are imported when first used, so that `import sim` is fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engine import Engine, SimpyEngine
    from sim.experiment.compare import StoppedError, compare
    from sim.experiment.comparison import Comparison
    from sim.experiment.raw_results import RawResults
    from sim.experiment.result_store import open_result_store
    from sim.statistics.paired import Contrast
    from sim.statistics.summaries import Summary
    from sim.statistics.verdicts import Verdict
    from sim.tabulation import tabulate

__all__ = [
    "Comparison",
    "Contrast",
    "Engine",
    "RawResults",
    "SimpyEngine",
    "StoppedError",
    "Summary",
    "Verdict",
    "compare",
    "open_result_store",
    "tabulate",
]

_MODULES = {
    "Comparison": "sim.experiment.comparison",
    "Contrast": "sim.statistics.paired",
    "Engine": "sim.engine",
    "RawResults": "sim.experiment.raw_results",
    "SimpyEngine": "sim.engine",
    "StoppedError": "sim.experiment.compare",
    "Summary": "sim.statistics.summaries",
    "Verdict": "sim.statistics.verdicts",
    "compare": "sim.experiment.compare",
    "open_result_store": "sim.experiment.result_store",
    "tabulate": "sim.tabulation",
}


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used."""
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module 'sim' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(module), name)
