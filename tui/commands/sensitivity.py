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
from tui.commands.experiments import check_outputs, explain_failures, list_run_words, open_asked, print_result
from tui.commands.options import (
    AlarmOption,
    CampusOption,
    CsvOption,
    EngineOption,
    JsonOption,
    NoCacheOption,
    PaOption,
    RadioOption,
    SeedOption,
    SroOption,
    VerboseOption,
    WorkersOption,
    collect_conditions,
    limit_workers,
    parse_strategy_names,
)
from tui.commands.settings import ArmOption, SetOption, StructureOption
from tui.terminal.console import INTERRUPTED_STATUS

if TYPE_CHECKING:
    from scenarios.scenario import Emergency
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
    measure: Annotated[
        str | None, Parameter(help="The primary measure; by default the scenario's first.")
    ] = None
    settings: SetOption = ()
    arms: ArmOption = ()
    structure: StructureOption = None
    trajectories: Annotated[
        WholeNumber,
        Parameter(
            help="Trajectories of the screening; each moves every input once.",
            validator=Number(gte=2, lte=1_000),
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
        WholeNumber,
        Parameter(help="Matched runs at each combination.", validator=Number(gte=2, lte=MAX_REPLICATIONS)),
    ] = 20
    seed: SeedOption = 1
    workers: WorkersOption = None
    json: JsonOption = None
    csv: CsvOption = None
    figure: Annotated[str | None, Parameter(help="Write the figure to this folder.")] = None
    engine: EngineOption = "auto"
    pa: PaOption = None
    radio: RadioOption = None
    sro: SroOption = None
    alarm: AlarmOption = None
    no_cache: NoCacheOption = False
    verbose: VerboseOption = False

    @property
    def conditions(self) -> tuple[str, ...]:
        """The chosen world conditions, as scenario files name them."""
        return collect_conditions(self)


def sensitivity(scenario: str, /, options: SensitivityOptions = SensitivityOptions()) -> int:
    """Analyzes. Returns 0, or 130 after Ctrl-C or SIGTERM.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    options
        All options.
    """
    from tui.terminal.console import log_to_stderr

    asked = None if options.strategies is None else parse_strategy_names(options.strategies)
    emergency, named = open_asked(scenario, asked, options)
    check_outputs(options.json, {"--csv": options.csv, "--figure": options.figure})
    with log_to_stderr(options.verbose):
        result = run_sensitivity(emergency, named, options)
    commands = build_next_commands(scenario, result, options)
    print_result(
        result.to_json(),
        options.json,
        lambda: render_page(result, commands),
        lambda: write_outputs(result, options),
    )
    return INTERRUPTED_STATUS if result.stopped else 0


def render_page(result: "GlobalSensitivity", commands: list[str]) -> str:
    """The page as it stands on standard output."""
    from reports.comparison.global_sensitivity import print_sensitivity
    from tui.terminal.console import render_for_stdout

    return render_for_stdout(lambda console: print_sensitivity(result, commands, console))


def write_outputs(result: "GlobalSensitivity", options: SensitivityOptions) -> Iterator[Path]:
    """Writes tables and figure as asked for. Yields each path once written. Raises OSError."""
    if options.csv is not None:
        yield from result.write_csv(Path(options.csv))
    if options.figure is not None:
        from reports.figures.sensitivity_plot import write_sensitivity_figure

        yield from write_sensitivity_figure(result, Path(options.figure))


def run_sensitivity(
    emergency: "Emergency", named: list[str] | None, options: SensitivityOptions
) -> "GlobalSensitivity":
    """The result. Raises CommandError if it is impossible, stopped before there is any, or failed."""
    from sim.experiment import global_sensitivity
    from sim.experiment.result_store import open_result_store
    from tui.terminal.console import show_progress

    with explain_failures(), show_progress() as report_progress:
        return global_sensitivity.sensitivity(
            emergency,
            named,
            measure=options.measure,
            trajectories=options.trajectories,
            points=options.points,
            pairs=options.pairs,
            seed=options.seed,
            conditions=options.conditions,
            workers=limit_workers(options.workers),
            engine=options.engine,
            store=None if options.no_cache else open_result_store(),
            on_progress=report_progress,
        )


def build_next_commands(scenario: str, result: "GlobalSensitivity", options: SensitivityOptions) -> list[str]:
    """What to type next: a sweep of the strongest input, and the figure."""
    two = f"{result.baseline},{result.strategy}"
    run = list_run_words(options, strategies=options.strategies or (None if options.arms else two))
    commands = []
    strongest = next(iter(result.selected or result.inputs))
    commands.append(["allcall", "sweep", scenario, *run, "--over", strongest.name])
    if options.figure is None:
        measure = [] if options.measure is None else ["--measure", options.measure]
        commands.append(["allcall", "sensitivity", scenario, *run, *measure, "--figure", "figures"])
    return [shlex.join(words) for words in commands]
