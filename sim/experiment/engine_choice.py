"""Which engine plays a question: the compiled one where it saves more time than making it takes. The results are the same.

Every question comes through `prepare_engine`, of a comparison, a sweep, a ranking, a global sensitivity, the Lab, a year or an exercise.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic

from sim.experiment.design import PlanError, Request
from sim.experiment.engine_check import CHECKED, MakeTask, is_trusted
from sim.experiment.execution import EngineName, Execution
from sim.experiment.executor import Progress
from sim.experiment.joint import JOINT_PAIRS
from sim.experiment.levers import LEVER_PAIRS, SELECTION_PAIRS
from sim.experiment.runner import ReplicationTask
from sim.hazards.installed import is_installed
from sim.model.tables import Tables
from sim.wasm.texts import Refused

_log = logging.getLogger(__name__)

WORTH_LOADING = 100
"""Plays from which on loading the program from disk, about half a second, is made up for."""
WORTH_COMPILING = 300
"""Plays from which on making it, about two seconds, is made up for."""
LEVERS = 4
"""About how many change something in an emergency."""
RANGED_INPUTS = 80
"""About how many inputs of a scenario state a range; each is moved to two bounds."""


def prepare_engine(
    asked: EngineName,
    tables: Sequence[Tables],
    seed: int,
    plays: int,
    report: Callable[[Progress], None] | None = None,
    make_task: MakeTask | None = None,
) -> bool:
    """Whether the compiled engine plays; if so, it is compiled or loaded now, and checked against SimPy.

    plays: about how many are asked for. make_task: what is played to check it; by default each of the tables as it is.
    Raises PlanError where it is asked for and cannot play. Where it would have been worth it, the log says why the model plays.
    """
    if asked == "simpy":
        return False
    if asked == "auto" and plays < WORTH_LOADING:
        return False
    from sim.compiled.cache import is_kept

    if not all(map(is_installed, tables)):
        if asked == "compiled":
            raise PlanError("--engine compiled: a hazard or channel was registered in this process; use --engine simpy")
        _log.info("SimPy plays: a hazard or channel was registered in this process")
        return False
    if asked == "auto" and plays < WORTH_COMPILING and not is_kept():
        _log.info("SimPy plays: %d runs take less time than compiling", plays)
        return False
    try:
        compile_with_progress(report)
    except Refused as refused:
        if asked == "compiled":
            raise PlanError(f"--engine compiled: {refused}; use --engine simpy") from None
        _log.warning("SimPy plays: %s", refused)
        return False
    except MissingRuntime as missing:
        if asked == "compiled":
            raise PlanError(f"--engine compiled: {missing}; use --engine simpy") from None
        _log.warning("SimPy plays, which takes some twenty times as long: %s", missing)
        return False
    return is_trusted(make_task or partial(ReplicationTask, tuple(tables), seed, CHECKED // 2))


def choose_engine(execution: Execution, tables: Sequence[Tables], seed: int, plays: int) -> Execution:
    """The execution with the engine that plays, as `prepare_engine` chooses it. Raises StoppedError if it was stopped meanwhile."""
    is_compiled = prepare_engine(execution.engine, tables, seed, plays, execution.report_compiling)
    return replace(execution, engine="compiled" if is_compiled else "simpy")


def count_plays(request: Request, arms: int) -> int:
    """About how many plays a request asks for."""
    pairs = request.max_pairs if request.replications is None else request.replications
    levers = LEVERS * (SELECTION_PAIRS + min(pairs, LEVER_PAIRS)) if request.plays_levers else 0
    if not request.input_pairs:
        return arms * pairs + levers
    return levers + arms * (pairs + 2 * RANGED_INPUTS * request.input_pairs + JOINT_PAIRS * request.joint_points)


class MissingRuntime(Exception):
    """What plays the compiled engine cannot be loaded."""


def compile_with_progress(report: Callable[[Progress], None] | None) -> None:
    """Makes the program, or loads it, and reports before and after. Raises Refused, or MissingRuntime where wasmtime does not run."""
    try:
        import wasmtime  # noqa: F401 - whatever is wrong with it here
    except Exception as error:
        raise MissingRuntime(f"wasmtime does not run on this machine: {error}") from error
    from sim.compiled.program import compile_program

    begun = monotonic()

    def tell(done: int) -> None:
        if report is not None:
            report(Progress(done, 1, monotonic() - begun, None))

    tell(0)
    compile_program()
    tell(1)
