"""`allcall year`: the differences per emergency between two strategies, times the emergencies expected in a year."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from scenarios.units import MAX_REPLICATIONS, NUMBER
from tui.commands import WholeNumber
from tui.commands.experiments import check_outputs, execute, print_result
from tui.commands.options import JsonOption, SeedOption, WorkersOption, parse_strategy_names
from tui.terminal.console import INTERRUPTED_STATUS, CommandError

if TYPE_CHECKING:
    from sim.experiment.year import Year

MOST_PER_YEAR = 1000.0


def year(
    campus: str,
    /,
    *,
    strategies: str = "present-practice,practice+app",
    rate: Annotated[list[str] | None, Parameter(negative="")] = None,
    replications: Annotated[WholeNumber | None, Parameter(validator=Number(gte=1, lte=MAX_REPLICATIONS))] = None,
    seed: SeedOption = 1,
    workers: WorkersOption = None,
    json: JsonOption = None,
    figure: str | None = None,
    no_cache: Annotated[bool, Parameter(negative="", env_var="ALLCALL_NO_CACHE")] = False,
) -> int:
    """Prints a year. Returns 0, or 130 after Ctrl-C. Raises Problems, CommandError.

    Parameters
    ----------
    campus
        A name from `allcall list`, or a file.
    strategies
        Two strategies, separated by a comma; the second is compared with the first.
    rate
        Emergencies of one kind in a year, as in cardiac-arrest=0.02; 0 leaves the scenario out. May be repeated.
    replications
        Number of replications of each scenario; by default its own.
    seed
        Random seed: any whole number from 0.
    workers
        Number of threads or processes; by default, and at most, one per processor.
    json
        Write the results as JSON to this file; - for standard output.
    figure
        Write the figure of belief, month by month, to this folder.
    no_cache
        Play everything anew, and keep no result for the next time.
    """
    import sim.measures  # noqa: F401 - from here on scenario files may name them, and hazards
    from reports.comparison.year import print_year
    from sim.experiment.result_store import open_result_store
    from sim.experiment.year import simulate_year

    check_outputs(json, {"--figure": figure})
    named, rates = parse_strategy_names(strategies), parse_rates(rate or [])
    store = None if no_cache else open_result_store()
    with execute(workers, store=store) as execution:
        result = simulate_year(campus, execution, strategies=named, rates=rates, replications=replications, seed=seed)
    print_result(
        result.to_json(), json, lambda console: print_year(result, console), lambda: write_outputs(result, figure)
    )
    return INTERRUPTED_STATUS if result.stopped == "interrupted" else 0


def write_outputs(result: "Year", folder: str | None) -> Iterator[Path]:
    """Writes the figure as asked for. Yields each path once written. Raises OSError."""
    if folder is not None:
        from reports.figures.belief_months import write_belief_figure

        yield from write_belief_figure(result, Path(folder))


def parse_rates(texts: Sequence[str]) -> dict[str, float]:
    """Rates by scenario, from texts such as "cardiac-arrest=0.02". Raises CommandError."""
    from pydantic_core import PydanticCustomError

    rates: dict[str, float] = {}
    for text in texts:
        scenario, equals, number = (part.strip() for part in text.partition("="))
        if not scenario or not equals:
            raise CommandError(f"--rate {text}: no scenario and rate; write it as in cardiac-arrest=0.02")
        if scenario in rates:
            raise CommandError(f"--rate {text}: {scenario} has a rate already; give one")
        try:
            rates[scenario] = NUMBER.parse(number)
        except PydanticCustomError as error:
            raise CommandError(f"--rate {text}: {error}") from None
        if rates[scenario] > MOST_PER_YEAR:
            raise CommandError(f"--rate {text}: too large; at most {MOST_PER_YEAR:g} in a year")
    return rates
