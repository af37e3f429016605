"""Simulates an emergency at a school and compares ways of reporting it and of alerting staff.

    from sim import compare

    result = compare("active-assailant", set={"app.installed": "40%"}, pairs=400, seed=1)
    result                                  # in a notebook: the answer and the table of primary measures
    result.plot("aware")
    result.to_frame()                       # a pandas data frame, where pandas is installed

`compare`, `sweep`, `sensitivity`, `rank` and `simulate_year` take a scenario by name, and inputs by the names of `--set`; each returns a
`Result` (`docs/api.md`). Every error is an `AllcallError`. With `store=open_result_store()` results are kept on disk, as the command does.
`SimpyEngine` runs a single replication step by step behind the `Engine` protocol, and `tabulate` makes the tables that it needs. Names
are imported when first used, so that `import sim` is fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import scenarios
from sim.own_packages import require_own

if TYPE_CHECKING:
    from scenarios.diagnostics import Problems
    from scenarios.errors import AllcallError, ArgumentError, MissingPackageError, UnknownName
    from scenarios.settings import SettingError
    from sim.analysis import build_evaluator, compare, rank, sensitivity, simulate_year, sweep
    from sim.engine import Engine, SimpyEngine
    from sim.experiment.chunks import PoolError
    from sim.experiment.comparison import Comparison
    from sim.experiment.design import PlanError
    from sim.experiment.evaluator import Evaluator
    from sim.experiment.execution import StoppedError
    from sim.experiment.global_sensitivity import GlobalSensitivity
    from sim.experiment.ranking import Ranking
    from sim.experiment.raw_results import RawResults
    from sim.experiment.result_store import open_result_store
    from sim.experiment.sweep import Sweep
    from sim.experiment.year import Year
    from sim.measures import register_measure, unregister_measure
    from sim.model.measure import Measure
    from sim.model.trace import Event, Trace
    from sim.result import Result
    from sim.statistics.paired import Contrast
    from sim.statistics.stopping import PrecisionError
    from sim.statistics.summaries import Summary
    from sim.statistics.verdicts import Verdict
    from sim.tabulation import tabulate

__all__ = [
    "AllcallError",
    "ArgumentError",
    "Comparison",
    "Contrast",
    "Engine",
    "Evaluator",
    "Event",
    "GlobalSensitivity",
    "Measure",
    "MissingPackageError",
    "PlanError",
    "PoolError",
    "PrecisionError",
    "Problems",
    "Ranking",
    "RawResults",
    "Result",
    "SettingError",
    "SimpyEngine",
    "StoppedError",
    "Summary",
    "Sweep",
    "Trace",
    "UnknownName",
    "Verdict",
    "Year",
    "build_evaluator",
    "compare",
    "open_result_store",
    "rank",
    "register_measure",
    "sensitivity",
    "simulate_year",
    "sweep",
    "tabulate",
    "unregister_measure",
]

_MODULES = {
    "AllcallError": "scenarios.errors",
    "ArgumentError": "scenarios.errors",
    "Comparison": "sim.experiment.comparison",
    "Contrast": "sim.statistics.paired",
    "Engine": "sim.engine",
    "Evaluator": "sim.experiment.evaluator",
    "Event": "sim.model.trace",
    "GlobalSensitivity": "sim.experiment.global_sensitivity",
    "Measure": "sim.model.measure",
    "MissingPackageError": "scenarios.errors",
    "PlanError": "sim.experiment.design",
    "PoolError": "sim.experiment.chunks",
    "PrecisionError": "sim.statistics.stopping",
    "Problems": "scenarios.diagnostics",
    "Ranking": "sim.experiment.ranking",
    "RawResults": "sim.experiment.raw_results",
    "Result": "sim.result",
    "SettingError": "scenarios.settings",
    "SimpyEngine": "sim.engine",
    "StoppedError": "sim.experiment.execution",
    "Summary": "sim.statistics.summaries",
    "Sweep": "sim.experiment.sweep",
    "Trace": "sim.model.trace",
    "UnknownName": "scenarios.errors",
    "Verdict": "sim.statistics.verdicts",
    "Year": "sim.experiment.year",
    "build_evaluator": "sim.analysis",
    "compare": "sim.analysis",
    "open_result_store": "sim.experiment.result_store",
    "rank": "sim.analysis",
    "register_measure": "sim.measures",
    "sensitivity": "sim.analysis",
    "simulate_year": "sim.analysis",
    "sweep": "sim.analysis",
    "tabulate": "sim.tabulation",
    "unregister_measure": "sim.measures",
}


require_own(scenarios)


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used."""
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module 'sim' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    """The public names, imported or not."""
    return sorted({*globals(), *__all__})
