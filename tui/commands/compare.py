"""`allcall compare`: simulates an emergency under several strategies, prints the comparison, and writes the files asked for.

Output paths are checked before the simulation starts, so that a long run is not lost to a missing folder.
"""

import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from scenarios.units import MAX_REPLICATIONS
from tui.commands import WholeNumber
from tui.terminal.console import INTERRUPTED_STATUS, CommandError, build_write_error

if TYPE_CHECKING:
    from reports.figures.style import RenderedFigure
    from scenarios.scenario import Emergency
    from sim.experiment.comparison import Comparison
    from sim.experiment.design import Plan
    from sim.experiment.executor import Workers
    from sim.experiment.raw_results import RawResults
    from sim.experiment.result_store import ResultStore
    from sim.statistics.paired import Contrast

STDOUT = "-"
STEM = "comparison"
CAPTIONS = {
    "aware": "Staff who are aware, over time",
    "protected": "People who are protected, over time",
    "shocked": "Emergencies with a shock given, over time",
    "forest": "Differences in primary and other measures",
    "chain": "Response timeline",
}
OUTPUT_OPTIONS = {"json", "csv", "raw", "figures", "report", "workers", "cluster", "no_cache", "verbose"}
"""Options that change no number."""
UNPRINTED_OPTIONS = {"workers", "cluster", "engine", "no_cache", "verbose"}
"""Options that change nothing that is printed."""
AtLeastOne = Number(gte=1)
NotNegative = Number(gte=0)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class CompareOptions:
    """The options of a comparison; None leaves the choice to the scenario."""

    campus: Annotated[str | None, Parameter(help="Use this campus instead of the scenario's.")] = None
    strategies: Annotated[
        str | None, Parameter(help="Compare only these strategies, separated by commas.")
    ] = None
    baseline: Annotated[str | None, Parameter(help="The strategy to compare the others with.")] = None
    replications: Annotated[
        WholeNumber | None,
        Parameter(
            help=f"Number of replications, at most {MAX_REPLICATIONS:,}.",
            validator=Number(gte=1, lte=MAX_REPLICATIONS),
        ),
    ] = None
    precision: Annotated[
        str | None,
        Parameter(
            help='Add replications until the primary differences are this precise: "2 s" or "2%".',
            allow_leading_hyphen=True,
        ),
    ] = None
    seed: Annotated[
        WholeNumber,
        Parameter(
            help="Random seed: any whole number from 0.",
            validator=NotNegative,
        ),
    ] = 1
    workers: Annotated[
        WholeNumber | None,
        Parameter(
            help="Number of threads or processes; by default, and at most, one per processor.",
            validator=AtLeastOne,
        ),
    ] = None
    cluster: Annotated[
        str | None,
        Parameter(help="Play on the dask cluster whose scheduler has this address, as tcp://192.0.2.7:8786."),
    ] = None
    json: Annotated[
        str | None,
        Parameter(
            help="Write the results as JSON to this file; - for standard output.", allow_leading_hyphen=True
        ),
    ] = None
    csv: Annotated[str | None, Parameter(help="Write the tables as CSV to this folder.")] = None
    raw: Annotated[
        str | None,
        Parameter(help="Write the measures of every replication to this file: .csv, or .parquet."),
    ] = None
    figures: Annotated[str | None, Parameter(help="Write the figures to this folder.")] = None
    report: Annotated[str | None, Parameter(help="Write a report to this folder, as Word, PDF and HTML.")] = (
        None
    )
    input_pairs: Annotated[
        WholeNumber,
        Parameter(
            help="Matched runs at each bound of an input with a range; 0 for none.",
            validator=NotNegative,
        ),
    ] = 200
    engine: Annotated[
        Literal["auto", "compiled", "simpy"],
        Parameter(help="What plays, with the same results: compiled is faster once it has been compiled."),
    ] = "auto"
    pa: Annotated[
        Literal["failed"] | None, Parameter(help="The PA is down, and no one on campus knows it.")
    ] = None
    radio: Annotated[Literal["failed"] | None, Parameter(help="The campus radio is down.")] = None
    sro: Annotated[Literal["away"] | None, Parameter(help="The school resource officer is off campus.")] = (
        None
    )

    alarm: Annotated[Literal["failed"] | None, Parameter(help="The fire alarm is out of order.")] = None
    no_cache: Annotated[
        bool,
        Parameter(
            help="Play everything anew, and keep no result for the next time.",
            negative="",
            env_var="ALLCALL_NO_CACHE",
        ),
    ] = False
    verbose: Annotated[
        bool,
        Parameter(
            name=("--verbose", "-v"), negative="", help="Say on standard error which kept results are used."
        ),
    ] = False

    @property
    def conditions(self) -> tuple[str, ...]:
        """The chosen world conditions, as scenario files name them."""
        given = {
            "pa-failed": self.pa,
            "radio-failed": self.radio,
            "sro-away": self.sro,
            "alarm-failed": self.alarm,
        }
        return tuple(name for name, value in given.items() if value is not None)

    @property
    def writes_files(self) -> bool:
        """Whether more is asked for than what is printed."""
        return any((self.json not in (None, STDOUT), self.csv, self.raw, self.figures, self.report))

    def iterate_answered(self) -> "Iterator[object]":
        """The values of all options that what is printed depends on."""
        return (getattr(self, option.name) for option in fields(self) if option.name not in UNPRINTED_OPTIONS)


def compare(scenario: str, /, options: CompareOptions = CompareOptions()) -> int:
    """Compares. Returns 0, or 130 after Ctrl-C or SIGTERM, which still reports the completed runs.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    options
        All options.
    """
    from sim.experiment.result_store import open_result_store
    from tui.terminal.console import log_to_stderr
    from tui.terminal.kept_pages import compute_page_key, load_page

    with log_to_stderr(options.verbose):
        store = None if options.no_cache else open_result_store()
        if store is None or options.writes_files:
            return simulate(scenario, options, store)
        key = compute_page_key(("compare", scenario, *options.iterate_answered()))
        if page := load_page(store, key):
            page.print()
            return 0
        return simulate(scenario, options, store, key)


def simulate(scenario: str, options: CompareOptions, store: "ResultStore | None", page_key: str = "") -> int:
    """Compares, prints, and writes files. page_key: under which the page is kept; "" keeps none. Returns the exit status."""
    import sim.hazards  # noqa: F401 - from here on scenario files may name them
    from reports.text.terms import register_strategies
    from scenarios.library import Loader, open_emergency
    from scenarios.loading.file_record import record_files
    from tui.terminal.kept_pages import Page, save_page

    named = None if options.strategies is None else parse_strategy_names(options.strategies)
    opening = Loader()
    with record_files() as files:
        emergency = open_emergency(scenario, options.campus, named, opening)
    on_page = opening.cross_check_problems
    notes = "".join(dict.fromkeys(f"{note.note}\n" for note in opening.notes if note not in on_page))
    sys.stderr.write(notes)
    register_strategies(emergency.strategies.values())
    check_outputs(options)
    run = ComparisonRun(scenario, emergency, *run_comparison(emergency, named, options, store))
    text = print_result(run, options)
    if run.comparison.stopped == "interrupted":
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
    """None unless it was asked for."""


def parse_strategy_names(text: str) -> list[str]:
    """Names separated by commas. Raises CommandError if one is empty."""
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise CommandError(f'--strategies "{text}" has an empty name; write names as in "app,office-pa"')
    return names


def run_comparison(
    emergency: "Emergency", named: list[str] | None, options: CompareOptions, store: "ResultStore | None"
) -> "tuple[Comparison, RawResults | None]":
    """The comparison, and the raw results where they are asked for.

    Raises CommandError if it is impossible, or stopped before the first result.
    """
    from sim.experiment.chunks import PoolError
    from sim.experiment.cluster import ClusterError
    from sim.experiment.compare import StoppedError, compare
    from sim.experiment.design import PlanError
    from sim.statistics.stopping import PrecisionError
    from tui.terminal.console import is_terminal, show_progress

    raw: list[RawResults] = []
    try:
        with find_workers(options) as workers, show_progress() as report_progress:
            comparison = compare(
                emergency,
                strategies=named,
                baseline=options.baseline,
                replications=options.replications,
                precision=options.precision,
                seed=options.seed,
                workers=workers,
                input_pairs=options.input_pairs,
                conditions=options.conditions,
                on_progress=report_progress,
                engine=options.engine,
                on_results=None if options.raw is None else raw.append,
                store=store,
                on_differences=partial(report_differences, emergency) if is_terminal(sys.stderr) else None,
            )
    except (PlanError, PrecisionError, ClusterError) as error:
        raise CommandError(str(error)) from error
    except StoppedError as error:
        raise CommandError(str(error), status=INTERRUPTED_STATUS) from error
    except PoolError as error:
        raise CommandError(str(error), status=1) from error
    return comparison, raw[0] if raw else None


def report_differences(emergency: "Emergency", plan: "Plan", contrasts: "list[Contrast]") -> None:
    """Says on standard error what is known before the inputs are moved."""
    from reports.comparison.findings import list_differences

    today = emergency.place.campus.present_practice
    sys.stderr.writelines(f"{line}\n" for line in list_differences(plan.headlines, contrasts, today))


def find_workers(options: CompareOptions) -> "AbstractContextManager[Workers]":
    """Workers of this machine or of a cluster, which is connected to on entering. Raises CommandError."""
    from sim.experiment.cluster import connect

    if options.cluster is None:
        return nullcontext(limit_workers(options.workers))
    if options.workers is not None:
        raise CommandError("--workers and --cluster are both given; give one of them")
    return connect(options.cluster)


def limit_workers(asked: int | None) -> int | None:
    """The number of workers, capped at the number of processors."""
    from sim.experiment.executor import count_processors

    most = count_processors()
    if asked is None or asked <= most:
        return asked
    processors = "1 processor" if most == 1 else f"{most} processors"
    sys.stderr.write(f"--workers {asked}: this machine has {processors}, so {most} will be used\n")
    return most


def check_outputs(options: CompareOptions) -> None:
    """Creates the folders and checks the files. Raises CommandError."""
    from scenarios.loading.files import ensure_writable_folder

    folders = (("--csv", options.csv), ("--figures", options.figures), ("--report", options.report))
    for option, folder in folders:
        if folder is not None:
            try:
                ensure_writable_folder(Path(folder))
            except (OSError, ValueError) as error:
                raise build_write_error(error, f"{option} {folder}", "name a writable folder") from None
    if options.json not in (None, STDOUT):
        check_writable(Path(str(options.json)), "--json")
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


def check_writable(path: Path, option: str) -> None:
    """Raises CommandError for a file that cannot be written; leaves no new file behind.

    A pipe is not tried, because its reader would see its end.
    """
    try:
        if path.is_fifo():
            return
        is_new = not path.exists()
        path.open("a", encoding="utf-8").close()
        if is_new:
            path.unlink()
    except (OSError, ValueError) as error:
        raise build_write_error(error, f"{option} {path}", "name a writable file") from None


def print_result(run: ComparisonRun, options: CompareOptions) -> str:
    """Prints the page, or the JSON for `--json -`, and writes the files. Returns what was printed.

    The files are written even if the reader of the page is gone (`allcall compare ... --json FILE | head`).
    """
    try:
        if options.json == STDOUT:
            text = format_json(run.comparison)
        else:
            from reports.comparison.findings import build_findings
            from reports.comparison.page import print_comparison
            from tui.terminal.console import render_for_stdout

            findings = build_findings(run.comparison)
            text = render_for_stdout(lambda console: print_comparison(findings, console))
        sys.stdout.write(text)
    finally:
        report_written(run, options)
    return text


def report_written(run: ComparisonRun, options: CompareOptions) -> None:
    """Writes the files and names them on standard error. Raises CommandError."""
    try:
        for path in write_outputs(run, options):
            sys.stderr.write(f"written: {path}\n")
    except OSError as error:
        raise build_write_error(error, error.filename, "not all results were written") from None
    if options.figures is not None:
        from reports.figures.export import explain_missing

        sys.stderr.writelines(f"not drawn: {reason}\n" for reason in explain_missing(run.comparison))


def write_outputs(run: ComparisonRun, options: CompareOptions) -> Iterator[Path]:
    """Writes JSON, tables, raw results, figures and report as asked for. Yields each path once written. Raises OSError."""
    from scenarios.loading.files import write_atomic

    comparison = run.comparison
    if options.json not in (None, STDOUT):
        yield write_atomic(Path(str(options.json)), format_json(comparison).encode())
    if options.csv is not None:
        from sim.experiment.comparison import write_csv

        yield from write_csv(comparison, Path(options.csv))
    if options.raw is not None and run.raw is not None:
        yield run.raw.write(Path(options.raw))
    if options.figures is not None:
        from reports.figures.export import write_figures

        yield from write_figures(comparison, Path(options.figures))
    if options.report is not None:
        command = command_of(run.scenario, options)
        yield from write_report(comparison, run.emergency, command, Path(options.report))


def format_json(comparison: "Comparison") -> str:
    """The results as JSON: the same bytes for the same seed on every machine."""
    return f"{json.dumps(comparison.to_json(), indent=1, ensure_ascii=False, allow_nan=False)}\n"


def command_of(scenario: str, options: CompareOptions) -> str:
    """The command line, without the options that change no number."""
    words = ["allcall", "compare", scenario]
    for option in fields(options):
        value = getattr(options, option.name)
        if value != option.default and option.name not in OUTPUT_OPTIONS:
            words += [f"--{option.name.replace('_', '-')}", str(value)]
    return shlex.join(words)


def caption(one: "RenderedFigure") -> str:
    """The caption: the subject of a figure, whose title is its finding. Tornado plots have one for each headline."""
    compared = one.title.partition(": ")[0]
    return CAPTIONS.get(one.name) or f"One-way sensitivity: {compared[:1].lower()}{compared[1:]}"


def write_report(comparison: "Comparison", emergency: "Emergency", command: str, folder: Path) -> list[Path]:
    """Writes the report in all formats, and lists the glyphs missing from its PDF. Returns the files. Raises OSError."""
    from reports.comparison.report import ReportRequest, build_planner_report
    from reports.documents import write_paper
    from reports.documents.fonts import describe_missing_glyphs
    from reports.documents.model import Picture
    from reports.figures.export import iterate_comparison_drawings
    from reports.figures.style import render_figures

    pictures = {
        one.name: Picture(one.name, caption(one), one.alt, one.svg, one.png)
        for one in render_figures(iterate_comparison_drawings(comparison))
    }
    paper = build_planner_report(ReportRequest(comparison, emergency, command, pictures))
    paths = write_paper(paper, folder, STEM, ("docx", "pdf", "html"))
    sys.stderr.writelines(f"{line}\n" for line in describe_missing_glyphs([paper], "Word and HTML show them"))
    return paths
