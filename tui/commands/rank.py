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
from tui.terminal.console import INTERRUPTED_STATUS, CommandError

if TYPE_CHECKING:
    from scenarios.scenario import Emergency
    from sim.experiment.ranking import Ranking

ALL = "all"
MIN_CAP = 20
"""Replications below which there is no verdict."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class RankOptions:
    """The options of a ranking; None leaves the choice to the scenario."""

    strategies: Annotated[
        str, Parameter(help="Rank these strategies, separated by commas; all: those that the scenario names.")
    ] = ALL
    measure: Annotated[
        str | None, Parameter(help="The primary measure to rank by; by default the scenario's first.")
    ] = None
    campus: CampusOption = None
    settings: SetOption = ()
    arms: ArmOption = ()
    structure: StructureOption = None
    confidence: Annotated[
        str,
        Parameter(
            help="How sure the selection must be: above 50%, below 100%.",
            allow_leading_hyphen=True,
        ),
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
    ] = 256
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


def rank(scenario: str, /, options: RankOptions = RankOptions()) -> int:
    """Ranks. Returns 0, or 130 after Ctrl-C or SIGTERM, which still reports the completed replications.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    options
        All options.
    """
    from tui.terminal.console import log_to_stderr

    named = None if options.strategies.strip() == ALL else parse_strategy_names(options.strategies)
    alpha = parse_alpha(options.confidence)
    emergency, named = open_asked(scenario, named, options)
    if options.arms and options.strategies.strip() == ALL:
        named = [*emergency.scenario.strategies, *emergency.variants]
    check_outputs(options.json, {"--csv": options.csv})
    with log_to_stderr(options.verbose):
        ranking = run_ranking(emergency, named, alpha, options)
    command = build_next_command(scenario, ranking, options)
    print_result(
        ranking.to_json(),
        options.json,
        lambda: render_page(ranking, command),
        lambda: () if options.csv is None else ranking.write_csv(Path(options.csv)),
    )
    return INTERRUPTED_STATUS if ranking.is_interrupted else 0


def parse_alpha(text: str) -> float:
    """The probability of a wrong selection, for a confidence such as "95%". Raises CommandError."""
    form = re.fullmatch(r"\s*(\d{1,2}(?:\.\d+)?)\s*%\s*", text)
    if form is None or not 50 < float(form[1]) < 100:
        raise CommandError(f'--confidence "{text}" is not above 50% and below 100%; write it as in "95%"')
    return float(f"{1 - float(form[1]) / 100:.12g}")


def run_ranking(
    emergency: "Emergency", named: list[str] | None, alpha: float, options: RankOptions
) -> "Ranking":
    """The ranking. Raises CommandError if it is impossible, or stopped during the first stage."""
    from sim.experiment import ranking
    from sim.experiment.result_store import open_result_store
    from tui.terminal.console import show_progress

    with explain_failures(), show_progress() as report_progress:
        return ranking.rank(
            emergency,
            named,
            measure=options.measure,
            seed=options.seed,
            alpha=alpha,
            cap=options.max_replications,
            joint=options.joint,
            conditions=options.conditions,
            workers=limit_workers(options.workers),
            engine=options.engine,
            store=None if options.no_cache else open_result_store(),
            on_progress=report_progress,
        )


def render_page(ranking: "Ranking", command: str) -> str:
    """The page as it stands on standard output."""
    from reports.comparison.ranking import print_ranking
    from tui.terminal.console import render_for_stdout

    return render_for_stdout(lambda console: print_ranking(ranking, command, console))


def build_next_command(scenario: str, ranking: "Ranking", options: RankOptions) -> str:
    """The command line that compares the best strategy with the next, as the user named them."""
    names = [] if options.strategies.strip() == ALL else parse_strategy_names(options.strategies)
    by_id = {Path(name).stem: name for name in names}
    first_two = [by_id.get(ranked.strategy, ranked.strategy) for ranked in ranking.strategies[:2]]
    arms = tuple(text for text in options.arms if _find_id(text) in first_two)
    own = {_find_id(text) for text in arms}
    named = ",".join(name for name in reversed(first_two) if name not in own) or None
    words = list_run_words(replace(options, arms=arms), strategies=named)
    return shlex.join(["allcall", "compare", scenario, *words])


def _find_id(arm: str) -> str:
    """The id of an arm as `--arm` gives it."""
    from scenarios.arms import title_to_id

    return title_to_id(arm.partition(":")[0])
