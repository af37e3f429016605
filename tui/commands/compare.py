"""`allcall compare`: simulates an emergency under several strategies, prints the comparison, and writes the files asked for.

Output paths are checked before the simulation starts, so that a long run is not lost to a missing folder.
"""

import shlex
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from scenarios.units import MAX_REPLICATIONS
from tui.commands import WholeNumber, experiments
from tui.commands.options import (
    DEFAULT_RUN,
    STDOUT,
    BaselineOption,
    CampusOption,
    CsvOption,
    JsonOption,
    RunOptions,
    SeedOption,
    StrategiesOption,
    WorkersOption,
    check_writable,
    iterate_options,
    limit_workers,
    parse_strategy_names,
)
from tui.commands.settings import NO_CHANGE, ChangeOptions, open_with_settings
from tui.terminal.console import INTERRUPTED_STATUS, CommandError

if TYPE_CHECKING:
    from rich.console import Console

    from reports.documents.model import Picture
    from reports.figures.export import Evidence
    from reports.figures.style import RenderedFigure
    from scenarios.scenario import Emergency
    from sim.experiment.comparison import Comparison
    from sim.experiment.design import Plan
    from sim.experiment.executor import Workers
    from sim.experiment.raw_results import RawResults
    from sim.experiment.result_store import ResultStore
    from sim.experiment.what_if import WhatIfGrid
    from sim.statistics.paired import Contrast

STEM = "comparison"
CAPTIONS = {
    "heard": "How staff first heard",
    "cases": "The way of a report, and open cases over the year",
    "gains": "How much sooner, in single emergencies",
    "aware": "Staff who are aware, over time",
    "protected": "People who are protected, over time",
    "shocked": "Emergencies with a shock given, over time",
    "planned": "Reports with a plan, over calendar days",
    "released": "Releases in which 90% of students are with their families",
}
OUTPUT_OPTIONS = {
    "full",
    "json",
    "csv",
    "raw",
    "figures",
    "report",
    "html",
    "workers",
    "cluster",
    "no_cache",
    "verbose",
}
"""Options that change no number."""
UNPRINTED_OPTIONS = {"workers", "cluster", "engine", "no_cache", "verbose"}
"""Options that change nothing that is printed."""
SWITCHED_OPTIONS = {"levers"}


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class CompareOptions:
    """The options of a comparison; None leaves the choice to the scenario."""

    campus: CampusOption = None
    strategies: StrategiesOption = None
    baseline: BaselineOption = None
    changes: ChangeOptions = NO_CHANGE
    replications: Annotated[
        WholeNumber | None,
        Parameter(
            help=f"Number of replications, at most {MAX_REPLICATIONS:,}.", validator=Number(gte=1, lte=MAX_REPLICATIONS)
        ),
    ] = None
    precision: Annotated[
        str | None,
        Parameter(
            help='Add replications until the primary differences are this precise: "2 s" or "2%".',
            allow_leading_hyphen=True,
        ),
    ] = None
    seed: SeedOption = 1
    workers: WorkersOption = None
    cluster: Annotated[
        str | None,
        Parameter(help="Play on the dask cluster whose scheduler has this address, as tcp://192.0.2.7:8786."),
    ] = None
    full: Annotated[bool, Parameter(negative="", help="Print all measures and how each number was made.")] = False
    json: JsonOption = None
    csv: CsvOption = None
    raw: Annotated[
        str | None, Parameter(help="Write the measures of every replication to this file: .csv, or .parquet.")
    ] = None
    figures: Annotated[str | None, Parameter(help="Write the figures to this folder.")] = None
    report: Annotated[str | None, Parameter(help="Write a report to this folder, as Word, PDF and HTML.")] = None
    html: Annotated[
        str | None,
        Parameter(help="Write one HTML file with curves and a what-if panel, for people without a terminal."),
    ] = None
    input_pairs: Annotated[
        WholeNumber,
        Parameter(
            help="Matched runs at each bound of an input with a range; 0 for no ranges.",
            validator=Number(gte=0, lte=MAX_REPLICATIONS),
        ),
    ] = 200
    joint: Annotated[
        WholeNumber,
        Parameter(
            help="Combinations of all inputs with a range and of structures, at most 16,384; 0 for none.",
            validator=Number(gte=0, lte=16_384),
        ),
    ] = 384
    levers: Annotated[
        bool | None,
        Parameter(
            help="Play what a school does today with each change that costs nothing. By default without --strategies and --arm."
        ),
    ] = None
    run: RunOptions = DEFAULT_RUN

    @property
    def writes_files(self) -> bool:
        """Whether more is asked for than what is printed."""
        paths = (self.csv, self.raw, self.figures, self.report, self.html)
        return self.json not in (None, STDOUT) or any(paths)

    @property
    def needs_raw(self) -> bool:
        """Whether the measures of every replication are written, or drawn."""
        return any(path is not None for path in (self.raw, self.figures, self.report))

    def iterate_answered(self) -> "Iterator[object]":
        """The values of all options that what is printed depends on."""
        return (value for option, value in iterate_options(self) if option.name not in UNPRINTED_OPTIONS)


def compare(scenario: str, /, options: CompareOptions = CompareOptions()) -> int:
    """Compares. Returns 0, or 130 after Ctrl-C or SIGTERM, which still reports the completed runs.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    options
        All options.
    """
    from tui.terminal.console import log_to_stderr
    from tui.terminal.kept_pages import compute_page_key, load_page

    with log_to_stderr(options.run.verbose):
        store = options.run.open_store()
        if store is None or options.writes_files:
            return simulate(scenario, options, store)
        key = compute_page_key(("compare", scenario, *options.iterate_answered()))
        if page := load_page(store, key):
            page.print()
            return 0
        return simulate(scenario, options, store, key)


def simulate(scenario: str, options: CompareOptions, store: "ResultStore | None", page_key: str = "") -> int:
    """Compares, prints, and writes files. page_key: under which the page is kept; "" keeps none. Returns the exit status."""
    import sim.measures  # noqa: F401 - from here on scenario files may name them, and hazards
    from scenarios.library import Loader
    from scenarios.loading.file_record import record_files
    from tui.terminal.kept_pages import Page, save_page

    asked = None if options.strategies is None else parse_strategy_names(options.strategies)
    opening = Loader()
    with record_files() as files:
        emergency, named = open_with_settings(scenario, options.campus, asked, options.changes, opening)
    on_page = opening.cross_check_problems
    notes = "".join(dict.fromkeys(f"{note.note}\n" for note in opening.notes if note not in on_page))
    sys.stderr.write(notes)
    check_outputs(options)
    run = run_comparison(scenario, emergency, named, options, store)
    text = print_result(run, options)
    has_no_grid = options.html is not None and run.what_if is None and run.comparison.contrasts
    if run.comparison.stopped == "interrupted" or has_no_grid:
        return INTERRUPTED_STATUS
    if store is not None and page_key:
        save_page(store, page_key, Page(text, notes, files))
    return 0


@dataclass(frozen=True)
class ComparisonRun:
    """What was played, for all that is written about it."""

    scenario: str
    """As the user named it."""
    emergency: "Emergency"
    comparison: "Comparison"
    raw: "RawResults | None"
    """None unless it is written or drawn."""
    what_if: "WhatIfGrid | None"
    """None unless it was asked for, and if it was interrupted."""


def run_comparison(
    scenario: str, emergency: "Emergency", named: list[str] | None, options: CompareOptions, store: "ResultStore | None"
) -> ComparisonRun:
    """The comparison, and the raw results and the what-if grid where they are asked for. scenario: as the user named it.

    Raises CommandError if it is impossible, or stopped before the first result.
    """
    from sim.experiment.cluster import ClusterError
    from sim.experiment.compare import compare
    from sim.experiment.experiment import Experiment
    from sim.statistics.stopping import PrecisionError
    from tui.terminal.console import is_terminal

    raw: list[RawResults] = []
    grids: list[WhatIfGrid] = []
    refusals = PrecisionError, ClusterError
    with experiments.execute(None, options.run.engine, store, refusals) as execution, find_workers(options) as workers:
        comparison = compare(
            Experiment(emergency, named, options.baseline, options.run.conditions, options.seed),
            replace(execution, workers=workers),
            replications=options.replications,
            precision=options.precision,
            input_pairs=options.input_pairs,
            joint=options.joint,
            levers=options.levers,
            on_results=raw.append if options.needs_raw else None,
            is_whole=options.full or options.writes_files or options.json is not None,
            on_interim=partial(report_interim, emergency) if is_terminal(sys.stderr) else None,
            on_what_if=None if options.html is None else grids.append,
        )
    return ComparisonRun(scenario, emergency, comparison, raw[0] if raw else None, grids[0] if grids else None)


def report_interim(emergency: "Emergency", plan: "Plan", contrasts: "list[Contrast]", pairs: int) -> None:
    """Says on standard error what the first pairs tell, before all others are played."""
    from reports.comparison.findings import list_differences

    today = emergency.place.campus.present_practice
    sys.stderr.write(f"Interim, over the first {pairs:,} matched runs; the page follows.\n")
    sys.stderr.writelines(f"{line}\n" for line in list_differences(plan.headlines, contrasts, today))


def find_workers(options: CompareOptions) -> "AbstractContextManager[Workers]":
    """Workers of this machine or of a cluster, which is connected to on entering. Raises CommandError."""
    from sim.experiment.cluster import connect

    if options.cluster is None:
        return nullcontext(limit_workers(options.workers))
    if options.workers is not None:
        raise CommandError("--workers and --cluster are both given; give one of them")
    return connect(options.cluster)


def check_outputs(options: CompareOptions) -> None:
    """Creates the folders and checks the files. Raises CommandError."""
    folders = {"--csv": options.csv, "--figures": options.figures, "--report": options.report}
    experiments.check_outputs(options.json, folders)
    if options.html is not None:
        check_writable(Path(options.html), "--html")
    if options.raw is not None:
        check_raw_format(Path(options.raw))
        check_writable(Path(options.raw), "--raw")


def check_raw_format(path: Path) -> None:
    """Raises CommandError for a file of raw results in a format that cannot be written."""
    from sim.experiment.raw_results import RawFormatError, find_raw_format

    try:
        find_raw_format(path)
    except RawFormatError as error:
        raise CommandError(f"--raw {path}: {error}") from None


def print_result(run: ComparisonRun, options: CompareOptions) -> str:
    """Prints the page, or the JSON for `--json -`, and writes the files. Returns what was printed."""
    return experiments.print_result(
        run.comparison.to_json(),
        options.json,
        lambda console: print_page(run, console, options),
        lambda: write_outputs(run, options),
    )


def print_page(run: ComparisonRun, console: "Console", options: CompareOptions) -> None:
    """The first page, or all that there is. Without a pairing there is no first page."""
    if options.full or not run.comparison.contrasts:
        from reports.comparison.findings import build_findings
        from reports.comparison.results import print_full_comparison

        print_full_comparison(build_findings(run.comparison), console)
    else:
        from reports.comparison.brief import build_brief
        from reports.comparison.page import print_comparison

        asked = shlex.join([run.scenario, *experiments.list_run_words(options)])
        print_comparison(build_brief(run.comparison, run.emergency, asked), console)


def write_outputs(run: ComparisonRun, options: CompareOptions) -> Iterator[Path]:
    """Writes tables, raw results, figures, report and page as asked for, and says what is not. Yields each path once written.

    Raises OSError.
    """
    from scenarios.loading.files import write_atomic

    comparison, evidence = run.comparison, collect_evidence(run, options)
    if options.csv is not None:
        from sim.experiment.comparison import write_csv

        yield from write_csv(comparison, Path(options.csv))
    if options.raw is not None and run.raw is not None:
        yield run.raw.write(Path(options.raw))
    if options.figures is not None:
        from reports.figures.export import write_figures

        yield from write_figures(comparison, Path(options.figures), evidence)
    if options.report is not None:
        command = command_of(run.scenario, options)
        yield from write_report(run, command, Path(options.report), evidence)
    if options.html is not None and comparison.contrasts:
        from reports.comparison.html_page import HtmlRequest, write_html_page

        command = command_of(run.scenario, options)
        request = HtmlRequest(comparison, run.emergency, run.scenario, command, run.what_if)
        yield write_atomic(Path(options.html), write_html_page(request))
    elif options.html is not None:
        sys.stderr.write(f"not written: {options.html}: one strategy alone has no difference to show\n")
    if options.figures is not None:
        from reports.figures.export import explain_missing

        sys.stderr.writelines(f"not drawn: {reason}\n" for reason in explain_missing(comparison))


def collect_evidence(run: ComparisonRun, options: CompareOptions) -> "Evidence | None":
    """What figures need besides the comparison, where figures are asked for."""
    if options.figures is None and options.report is None:
        return None
    from reports.figures.export import collect_evidence

    return collect_evidence(run.comparison, run.emergency, run.raw)


def command_of(scenario: str, options: CompareOptions) -> str:
    """The command line, without the options that change no number."""
    words = ["allcall", "compare", scenario]
    for option, value in iterate_options(options):
        if option.name in experiments.REPEATED_OPTIONS:
            words += [word for text in value for word in (experiments.REPEATED_OPTIONS[option.name], text)]
        elif isinstance(value, bool) and option.name in SWITCHED_OPTIONS:
            words.append(f"--{option.name}" if value else f"--no-{option.name}")
        elif value != option.default and option.name not in OUTPUT_OPTIONS:
            words += [f"--{option.name.replace('_', '-')}", str(value)]
    return shlex.join(words)


def to_picture(one: "RenderedFigure") -> "Picture":
    """For a document. Its caption is the subject of the figure, whose title is its finding."""
    from reports.documents.model import Picture

    return Picture(one.name, CAPTIONS.get(one.name, "One-way sensitivity"), one.alt, one.svg, one.png)


def write_report(run: ComparisonRun, command: str, folder: Path, evidence: "Evidence | None" = None) -> list[Path]:
    """Writes the report in all formats, and lists the glyphs missing from its PDF. Returns the files. Raises OSError."""
    from reports.comparison.report import ReportRequest, build_planner_report
    from reports.documents import write_paper
    from reports.documents.fonts import describe_missing_glyphs
    from reports.figures.export import iterate_comparison_drawings
    from reports.figures.style import render_figures

    pictures = {
        one.name: to_picture(one) for one in render_figures(iterate_comparison_drawings(run.comparison, evidence))
    }
    paper = build_planner_report(ReportRequest(run.comparison, run.emergency, command, pictures))
    paths = write_paper(paper, folder, STEM, ("docx", "pdf", "html"))
    sys.stderr.writelines(f"{line}\n" for line in describe_missing_glyphs([paper], "Word and HTML show them"))
    return paths
