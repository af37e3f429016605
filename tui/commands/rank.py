"""`allcall rank`: plays several strategies until one is selected as the best, and prints the ranking."""

import re
import shlex
from dataclasses import dataclass, replace
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
from tui.terminal.console import INTERRUPTED_STATUS, CommandError, log_to_stderr

if TYPE_CHECKING:
    from sim.experiment.ranking import Ranking

ALL = "all"
MIN_CAP = 20
"""Replications below which there is no verdict."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class RankOptions:
    """The options of a ranking; None leaves the choice to the scenario."""

    strategies: Annotated[
        str | None,
        Parameter(
            help="Rank these strategies, separated by commas; by default those that the scenario names. all: these and every "
            "shipped one that adds to today's practice."
        ),
    ] = None
    measure: Annotated[
        str | None, Parameter(help="The primary measure to rank by; by default the scenario's first.")
    ] = None
    campus: CampusOption = None
    changes: ChangeOptions = NO_CHANGE
    confidence: Annotated[
        str, Parameter(help="How sure the selection must be: above 50%, below 100%.", allow_leading_hyphen=True)
    ] = "95%"
    max_replications: Annotated[
        WholeNumber,
        Parameter(
            help=f"Replications of a strategy at most, from {MIN_CAP} to {MAX_REPLICATIONS:,}.",
            validator=Number(gte=MIN_CAP, lte=MAX_REPLICATIONS),
        ),
    ] = 20_000
    seed: SeedOption = 1
    workers: WorkersOption = None
    json: JsonOption = None
    csv: CsvOption = None
    joint: Annotated[
        WholeNumber,
        Parameter(
            help="Combinations of all inputs with a range, at most 16,384, for how often each is best; 0 for none.",
            validator=Number(gte=0, lte=16_384),
        ),
    ] = 384
    run: RunOptions = DEFAULT_RUN


def rank(scenario: str, /, options: RankOptions = RankOptions()) -> int:
    """Ranks. Returns 0, or 130 after Ctrl-C or SIGTERM, which still reports the completed replications.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    options
        All options.
    """
    from reports.comparison.ranking import print_ranking
    from sim.experiment import ranking as experiment
    from sim.experiment.experiment import Experiment

    named = None if options.strategies is None else parse_strategy_names(options.strategies)
    is_all = named == [ALL]
    alpha = parse_alpha(options.confidence)
    added = list_added_strategies() if is_all else named
    emergency, named = open_asked(scenario, options.campus, added, options.changes)
    if is_all or (options.changes.arms and options.strategies is None):
        own = map(emergency.resolve_strategy, emergency.scenario.strategies)
        named = list(dict.fromkeys([*own, *(added or ()), *emergency.variants]))
    check_outputs(options.json, {"--csv": options.csv})
    run = options.run
    with log_to_stderr(run.verbose), execute(options.workers, run.engine, run.open_store()) as execution:
        ranking = experiment.rank(
            Experiment(emergency, named, None, options.run.conditions, options.seed),
            execution,
            measure=options.measure,
            alpha=alpha,
            cap=options.max_replications,
            joint=options.joint,
        )
    command = build_next_command(scenario, ranking, options)
    print_result(
        ranking.to_json(),
        options.json,
        lambda console: print_ranking(ranking, command, console),
        lambda: () if options.csv is None else ranking.write_csv(Path(options.csv)),
    )
    return INTERRUPTED_STATUS if ranking.is_interrupted else 0


def list_added_strategies() -> list[str]:
    """The shipped strategies that add something to what a campus does today."""
    from scenarios.library import list_shipped, open_strategy

    return [name for name in list_shipped("strategy") if open_strategy(name).added is not None]


def parse_alpha(text: str) -> float:
    """The probability of a wrong selection, for a confidence such as "95%". Raises CommandError."""
    form = re.fullmatch(r"\s*(\d{1,2}(?:\.\d+)?)\s*%\s*", text)
    if form is None or not 50 < float(form[1]) < 100:
        raise CommandError(f'--confidence "{text}" is not above 50% and below 100%; write it as in "95%"')
    return float(f"{1 - float(form[1]) / 100:.12g}")


def build_next_command(scenario: str, ranking: "Ranking", options: RankOptions) -> str:
    """The command line that compares the best strategy with the next, as the user named them."""
    names = [] if options.strategies in (None, ALL) else parse_strategy_names(options.strategies)
    by_id = {Path(name).stem: name for name in names}
    first_two = [by_id.get(ranked.strategy, ranked.strategy) for ranked in ranking.strategies[:2]]
    arms = tuple(text for text in options.changes.arms if _find_id(text) in first_two)
    own = {_find_id(text) for text in arms}
    named = ",".join(name for name in reversed(first_two) if name not in own) or None
    changes = replace(options.changes, arms=arms)
    words = list_run_words(replace(options, changes=changes), strategies=named)
    return shlex.join(["allcall", "compare", scenario, *words])


def _find_id(arm: str) -> str:
    """The id of an arm as `--arm` gives it."""
    from scenarios.arms import title_to_id

    return title_to_id(arm.partition(":")[0])
