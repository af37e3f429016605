"""`allcall sensitivity`: moves all inputs with a range, prints which matter and where a strategy fails, and writes the files asked for."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from scenarios.units import MAX_REPLICATIONS
from tui.commands import WholeNumber
from tui.commands.experiments import check_outputs, execute, list_run_words, open_asked, print_result
from tui.commands.options import (
    DEFAULT_RUN,
    CampusOption,
    CsvOption,
    JsonOption,
    RunOptions,
    SeedOption,
    WorkersOption,
    parse_strategy_names,
)
from tui.commands.settings import NO_CHANGE, ChangeOptions
from tui.terminal.console import INTERRUPTED_STATUS, log_to_stderr

if TYPE_CHECKING:
    from sim.experiment.global_sensitivity import GlobalSensitivity


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class SensitivityOptions:
    """The options of a sensitivity analysis; None leaves the choice to the scenario."""

    campus: CampusOption = None
    strategies: Annotated[
        str | None,
        Parameter(
            help="Two strategies, the baseline first, separated by a comma; one, where --arm adds the other. By default "
            "today's practice and what the scenario compares with it."
        ),
    ] = None
    measure: Annotated[str | None, Parameter(help="The primary measure; by default the scenario's first.")] = None
    changes: ChangeOptions = NO_CHANGE
    trajectories: Annotated[
        WholeNumber,
        Parameter(
            help="Trajectories of the screening; each moves every input once.", validator=Number(gte=2, lte=1_000)
        ),
    ] = 10
    points: Annotated[
        WholeNumber,
        Parameter(
            help="Combinations in each Sobol matrix: a power of two, from 8 to 16,384.",
            validator=Number(gte=8, lte=16_384),
        ),
    ] = 256
    pairs: Annotated[
        WholeNumber, Parameter(help="Matched runs at each combination.", validator=Number(gte=2, lte=MAX_REPLICATIONS))
    ] = 20
    seed: SeedOption = 1
    workers: WorkersOption = None
    json: JsonOption = None
    csv: CsvOption = None
    figure: Annotated[str | None, Parameter(help="Write the figure to this folder.")] = None
    run: RunOptions = DEFAULT_RUN


def sensitivity(scenario: str, /, options: SensitivityOptions = SensitivityOptions()) -> int:
    """Analyzes. Returns 0, or 130 after Ctrl-C or SIGTERM.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    options
        All options.
    """
    from reports.comparison.global_sensitivity import print_sensitivity
    from sim.experiment import global_sensitivity as experiment
    from sim.experiment.experiment import Experiment

    asked = None if options.strategies is None else parse_strategy_names(options.strategies)
    emergency, named = open_asked(scenario, options.campus, asked, options.changes)
    check_outputs(options.json, {"--csv": options.csv, "--figure": options.figure})
    run = options.run
    with log_to_stderr(run.verbose), execute(options.workers, run.engine, run.open_store()) as execution:
        result = experiment.sensitivity(
            Experiment(emergency, named, None, options.run.conditions, options.seed),
            execution,
            measure=options.measure,
            trajectories=options.trajectories,
            points=options.points,
            pairs=options.pairs,
        )
    commands = build_next_commands(scenario, result, options)
    print_result(
        result.to_json(),
        options.json,
        lambda console: print_sensitivity(result, commands, console),
        lambda: write_outputs(result, options),
    )
    return INTERRUPTED_STATUS if result.stopped else 0


def write_outputs(result: "GlobalSensitivity", options: SensitivityOptions) -> Iterator[Path]:
    """Writes tables and figure as asked for. Yields each path once written. Raises OSError."""
    if options.csv is not None:
        yield from result.write_csv(Path(options.csv))
    if options.figure is not None:
        from reports.figures.sensitivity_plot import write_sensitivity_figure

        yield from write_sensitivity_figure(result, Path(options.figure))


def build_next_commands(scenario: str, result: "GlobalSensitivity", options: SensitivityOptions) -> list[str]:
    """What to type next: a sweep of the strongest input, and the figure."""
    two = f"{result.baseline},{result.strategy}"
    run = list_run_words(options, strategies=options.strategies or (None if options.changes.arms else two))
    commands = []
    strongest = next(iter(result.selected or result.inputs))
    commands.append(["allcall", "sweep", scenario, *run, "--over", strongest.name])
    if options.figure is None:
        measure = [] if options.measure is None else ["--measure", options.measure]
        commands.append(["allcall", "sensitivity", scenario, *run, *measure, "--figure", "figures"])
    return [shlex.join(words) for words in commands]
