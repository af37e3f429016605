"""`allcall year`: the differences per emergency between two strategies, times the emergencies expected in a year."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from scenarios.units import MAX_REPLICATIONS, NUMBER
from tui.commands import WholeNumber
from tui.commands.experiments import check_outputs, explain_failures, print_result
from tui.terminal.console import INTERRUPTED_STATUS, CommandError

if TYPE_CHECKING:
    from sim.experiment.result_store import ResultStore
    from sim.experiment.year import Year

MOST_PER_YEAR = 1000.0


def year(
    campus: str,
    /,
    *,
    strategies: str = "present-practice,practice+app",
    rate: Annotated[list[str] | None, Parameter(negative="")] = None,
    replications: Annotated[
        WholeNumber | None, Parameter(validator=Number(gte=1, lte=MAX_REPLICATIONS))
    ] = None,
    seed: Annotated[WholeNumber, Parameter(validator=Number(gte=0))] = 1,
    workers: Annotated[WholeNumber | None, Parameter(validator=Number(gte=1))] = None,
    json: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
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
    no_cache
        Play everything anew, and keep no result for the next time.
    """
    import sim.hazards  # noqa: F401 - from here on scenario files may name them
    from sim.experiment.result_store import open_result_store
    from tui.commands.options import limit_workers, parse_strategy_names

    check_outputs(json, {})
    result = simulate(
        campus,
        parse_strategy_names(strategies),
        parse_rates(rate or []),
        replications,
        seed,
        limit_workers(workers),
        None if no_cache else open_result_store(),
    )
    print_result(result.to_json(), json, lambda: render_page(result))
    return INTERRUPTED_STATUS if result.stopped == "interrupted" else 0


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


def simulate(
    campus: str,
    strategies: list[str],
    rates: dict[str, float],
    replications: int | None,
    seed: int,
    workers: int | None,
    store: "ResultStore | None",
) -> "Year":
    """The year. Raises Problems, and CommandError if it is impossible, or stopped before the first result."""
    from sim.experiment.year import simulate_year
    from tui.terminal.console import show_progress

    with explain_failures(), show_progress() as report_progress:
        return simulate_year(
            campus,
            strategies=strategies,
            rates=rates,
            replications=replications,
            seed=seed,
            workers=workers,
            on_progress=report_progress,
            store=store,
        )


def render_page(result: "Year") -> str:
    """The page as it stands on standard output."""
    from reports.comparison.year import print_year
    from tui.terminal.console import render_for_stdout

    return render_for_stdout(lambda console: print_year(result, console))
