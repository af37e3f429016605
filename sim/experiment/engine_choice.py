"""Which engine plays a comparison: the compiled one where it saves more time than compiling takes. The results are the same."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Literal

from sim.experiment.design import PlanError, Request
from sim.experiment.executor import Progress
from sim.model.tables import Tables

EngineName = Literal["auto", "compiled", "simpy"]

WORTH_LOADING = 400
"""Plays from which on loading compiled code from disk, about a second, is made up for."""
WORTH_COMPILING = 8_000
"""Plays from which on compiling, half a minute to a minute, is made up for."""
RANGED_INPUTS = 80
"""About how many inputs of a scenario state a range; each is moved to two bounds."""


def prepare_engine(
    asked: EngineName,
    tables: Sequence[Tables],
    request: Request,
    report: Callable[[Progress], None] | None = None,
) -> bool:
    """Whether the compiled engine plays; if so, it is compiled or loaded now. Raises PlanError where it is asked for and cannot play."""
    if asked == "simpy":
        return False
    plays = count_plays(request, len(tables))
    if asked == "auto" and plays < WORTH_LOADING:
        return False
    from sim.compiled.arrays import is_compiled
    from sim.compiled.cache import find_folder, is_kept

    unknown = next((arm.hazard.kind for arm in tables if not is_compiled(arm)), None)
    if asked == "compiled" and unknown is not None:
        raise PlanError(f"--engine compiled: it does not play the hazard {unknown!r}; use --engine simpy")
    if unknown is not None:
        return False
    if asked == "auto" and not is_kept() and (plays < WORTH_COMPILING or find_folder() is None):
        return False  # without a folder, each worker would compile for itself
    compile_with_progress(report)
    return True


def count_plays(request: Request, arms: int) -> int:
    """About how many plays a request asks for."""
    pairs = request.max_pairs if request.replications is None else request.replications
    return arms * (pairs + 2 * RANGED_INPUTS * request.input_pairs)


def compile_with_progress(report: Callable[[Progress], None] | None) -> None:
    """Compiles, and reports how many functions of how many are done."""
    from sim.compiled.engine import compile_all

    begun = monotonic()

    def tell(done: int, total: int) -> None:
        if report is not None:
            report(Progress(done, total, monotonic() - begun, None))

    compile_all(tell)
