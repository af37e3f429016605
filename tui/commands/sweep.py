"""`allcall sweep`: plays an emergency along one or two inputs, prints the break-even, and writes the files asked for."""

import shlex
from collections.abc import Iterator, Sequence
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
    BaselineOption,
    CampusOption,
    CsvOption,
    JsonOption,
    RunOptions,
    SeedOption,
    StrategiesOption,
    WorkersOption,
    parse_strategy_names,
)
from tui.commands.settings import NO_CHANGE, ChangeOptions
from tui.terminal.console import INTERRUPTED_STATUS, CommandError, log_to_stderr

if TYPE_CHECKING:
    from sim.experiment.sweep import Sweep

MORE_PAIRS = 5
"""Times as many pairs are suggested where the break-even is not resolved."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class SweepOptions:
    """The options of a sweep; None leaves the choice to the scenario."""

    over: Annotated[
        tuple[str, ...],
        Parameter(
            negative="",
            help='The input to sweep and its values, from..to:how many or a list: "app.installed=10%..100%:10", '
            '"app.press=5 s,10 s,1 min". A name alone: over its stated range. May be given twice, for a grid.',
        ),
    ] = ()
    campus: CampusOption = None
    strategies: StrategiesOption = None
    baseline: BaselineOption = None
    measure: Annotated[
        str | None, Parameter(help="Measures, separated by commas; by default the scenario's primary ones.")
    ] = None
    changes: ChangeOptions = NO_CHANGE
    replications: Annotated[
        WholeNumber,
        Parameter(
            name=("--replications", "--pairs"),
            help="Matched runs at each value.",
            validator=Number(gte=1, lte=MAX_REPLICATIONS),
        ),
    ] = 200
    seed: SeedOption = 1
    workers: WorkersOption = None
    json: JsonOption = None
    csv: CsvOption = None
    figure: Annotated[str | None, Parameter(help="Write the figures to this folder.")] = None
    run: RunOptions = DEFAULT_RUN


def sweep(scenario: str, /, options: SweepOptions = SweepOptions()) -> int:
    """Sweeps. Returns 0, or 130 after Ctrl-C or SIGTERM, which still reports the complete values.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    options
        All options.
    """
    from reports.comparison.sweep import print_sweep
    from sim.experiment import sweep as experiment
    from sim.experiment.experiment import Experiment

    over = parse_over(options.over)
    asked = None if options.strategies is None else parse_strategy_names(options.strategies)
    emergency, named = open_asked(scenario, options.campus, asked, options.changes)
    check_outputs(options.json, {"--csv": options.csv, "--figure": options.figure})
    run = options.run
    with log_to_stderr(run.verbose), execute(options.workers, run.engine, run.open_store()) as execution:
        result = experiment.sweep(
            Experiment(emergency, named, options.baseline, options.run.conditions, options.seed),
            over,
            execution,
            measures=None if options.measure is None else parse_measure_names(options.measure),
            pairs=options.replications,
        )
    commands = build_next_commands(scenario, result, options)
    print_result(
        result.to_json(),
        options.json,
        lambda console: print_sweep(result, commands, console),
        lambda: write_outputs(result, options),
    )
    return INTERRUPTED_STATUS if result.stopped else 0


def write_outputs(result: "Sweep", options: SweepOptions) -> Iterator[Path]:
    """Writes tables and figures as asked for. Yields each path once written. Raises OSError."""
    if options.csv is not None:
        yield from result.write_csv(Path(options.csv))
    if options.figure is not None:
        from reports.figures.sweep_plot import write_sweep_figures

        yield from write_sweep_figures(result, Path(options.figure))


def parse_over(texts: Sequence[str]) -> dict[str, str | None]:
    """The values of each input by its name; None for its stated range. Raises CommandError."""
    over: dict[str, str | None] = {}
    for text in texts:
        name, equals, values = (part.strip() for part in text.partition("="))
        if not name or (equals and not values):
            raise CommandError(
                f'--over "{text}" is not an input with values; write it as in "app.installed=10%..100%:10"'
            )
        if name in over:
            raise CommandError(f"--over: {name} is given twice; give each input once")
        over[name] = values or None
    if not 1 <= len(over) <= 2:
        raise CommandError(
            'no input is swept; write --over, as in --over "app.installed=10%..100%:10"'
            if not over
            else f"--over is given {len(over)} times; one or two inputs can be swept"
        )
    return over


def parse_measure_names(text: str) -> list[str]:
    """Names separated by commas."""
    return [name.strip() for name in text.split(",")]


def build_next_commands(scenario: str, result: "Sweep", options: SweepOptions) -> list[str]:
    """What to type next: more pairs where the break-even is not resolved, else a comparison at it; and the figures."""
    from reports.comparison.sweep import choose_shown
    from sim.statistics.break_even import Crossing

    run = list_run_words(options)
    over = [word for text in options.over for word in ("--over", text)]
    entry = result.find_break_evens(*choose_shown(result))[0]
    again = ["allcall", "sweep", scenario, *run, *over]
    commands = []
    if entry.found.crossing is Crossing.UNRESOLVED:
        commands.append([*again, "--replications", str(MORE_PAIRS * result.pairs)])
    elif entry.found.crossing is Crossing.ONCE and len(result.inputs) == 1:
        value = write_value(result.inputs[0].unit, entry.found.value or 0.0)
        commands.append(["allcall", "compare", scenario, *run, "--set", f"{entry.input}={value}"])
    if options.figure is None:
        commands.append([*again, "--figure", "figures"])
    return [shlex.join(words) for words in commands]


def write_value(unit: str, value: float) -> str:
    """A value to three digits as `--set` reads it."""
    return f"{100 * value:.3g}%" if unit == "share" else f"{value:.3g} {unit}".rstrip()
