"""`allcall leverage`: how much the answers to each question of an exercise change what they are about."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from scenarios.units import MAX_REPLICATIONS
from tui.commands import WholeNumber
from tui.commands.experiments import check_outputs, explain_failures, print_result
from tui.commands.options import JsonOption, SeedOption, WorkersOption, limit_workers
from tui.terminal.console import INTERRUPTED_STATUS

if TYPE_CHECKING:
    from scenarios.library import ValidatedExercise
    from sim.exercise.leverage import LeverageReport


def leverage(
    exercise: str,
    /,
    *,
    all_emergencies: Annotated[bool, Parameter(name="--all", negative=())] = False,
    emergencies: Annotated[WholeNumber, Parameter(validator=Number(gte=1, lte=MAX_REPLICATIONS))] = 200,
    seed: SeedOption = 1,
    workers: WorkersOption = None,
    json: JsonOption = None,
) -> int:
    """Measures. Returns 0, or 130 after Ctrl-C or SIGTERM, which still reports the completed emergencies.

    Parameters
    ----------
    exercise
        A name from `allcall list`, or a file. Of a scenario, its shortest exercise.
    all_emergencies
        Play any emergency, not only those that fit the needs of the exercise.
    emergencies
        Emergencies in which each answer is played.
    seed
        Random seed: any whole number from 0.
    workers
        Number of threads or processes; by default, and at most, one per processor.
    json
        Write the results as JSON to this file; - for standard output.
    """
    from reports.leverage import print_leverage

    opened = open_exercise_or_shortest(exercise)
    check_outputs(json, {})
    report = run_leverage(opened, emergencies, seed, limit_workers(workers), only_fitting=not all_emergencies)
    print_result(report.to_json(), json, lambda console: print_leverage(report, console))
    return INTERRUPTED_STATUS if report.is_interrupted else 0


def open_exercise_or_shortest(name: str) -> "ValidatedExercise":
    """The exercise of this name, or the shortest one on the shipped scenario of this name. Raises Problems, CommandError."""
    from scenarios.library import list_shipped, open_exercise
    from tui.commands.library import choose_exercise

    return choose_exercise(name, None) if name in list_shipped("scenario") else open_exercise(name)


def run_leverage(
    opened: "ValidatedExercise", emergencies: int, seed: int, workers: int | None, *, only_fitting: bool = True
) -> "LeverageReport":
    """The leverage of each question. Raises CommandError if almost no emergency fits, or if stopped before the first."""
    from sim.exercise.leverage import measure_leverage
    from tui.terminal.console import show_progress

    with explain_failures(), show_progress() as report_progress:
        return measure_leverage(
            opened,
            emergencies,
            seed,
            workers,
            lambda progress: report_progress("emergencies", progress),
            only_fitting=only_fitting,
        )
