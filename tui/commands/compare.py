"""`allcall compare`: plays an emergency under several strategies, prints what came of it, and writes it down where that is asked for.

Where the results go is tried before anything is played, so that a long run is not lost to a folder that is not there.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from scenarios.emergency import Emergency
from scenarios.library import Opening, open_emergency
from scenarios.replacing import replace, try_folder
from sim.comparison import Comparison
from tui.commands.options import Comparing, command_of
from tui.commands.progress import progress_shown
from tui.refusal import INTERRUPTED, Refusal, cannot
from tui.terminal import console

STDOUT = "-"


def run(scenario: str, options: Comparing) -> int:
    """Compares. Returns 0, or 130 if Ctrl-C cut it short; what was played until then is reported."""
    named = None if options.strategies is None else strategy_names(options.strategies)
    opening = Opening()
    emergency = open_emergency(scenario, options.campus, named, opening)
    odd = [note for note in opening.notes if note not in opening.of_fit]  # the page says how they fit
    sys.stderr.writelines(f"{note.note}\n" for note in dict.fromkeys(odd))
    try_outputs(options)
    comparison = played(emergency, named, options)
    show(comparison, options, emergency, scenario)
    return INTERRUPTED if comparison.stopped == "interrupted" else 0


def strategy_names(text: str) -> list[str]:
    """Names separated by commas. Raises Refusal where one is missing."""
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise Refusal(f'--strategies "{text}" has a name missing; write them as in "app,office-pa"')
    return names


def played(emergency: Emergency, named: list[str] | None, options: Comparing) -> Comparison:
    """The comparison. Raises Refusal for what cannot be compared, or when it is stopped before there is anything."""
    from sim.experiment import StoppedError, compare
    from sim.plan import PlanError
    from sim.pool import NoRoomError, PoolError
    from sim.stopping import PrecisionError

    try:
        with progress_shown() as told:
            return compare(
                emergency,
                strategies=named,
                baseline=options.baseline,
                replications=options.replications,
                precision=options.precision,
                seed=options.seed,
                workers=workers_of(options.workers),
                input_pairs=options.input_pairs,
                conditions=options.conditions,
                on_progress=told,
            )
    except (PlanError, PrecisionError, NoRoomError) as error:
        raise Refusal(str(error)) from error
    except StoppedError as error:
        raise Refusal(str(error), status=INTERRUPTED) from error
    except PoolError as error:
        raise Refusal(str(error), status=1) from error


def workers_of(asked: int | None) -> int | None:
    """As many processes as were asked for, and no more than there are processors: more would only wait for each other."""
    from sim.pool import usable_processors

    most = usable_processors()
    if asked is None or asked <= most:
        return asked
    processors = "1 processor" if most == 1 else f"{most} processors"
    sys.stderr.write(f"--workers {asked}: this machine has {processors} for it, so it is played on {most}\n")
    return most


def try_outputs(options: Comparing) -> None:
    """Makes the folders, and tries whether the file can be written. Raises Refusal."""
    folders = (("--csv", options.csv), ("--figures", options.figures), ("--report", options.report))
    for option, folder in folders:
        if folder is not None:
            try:
                try_folder(Path(folder))
            except (OSError, ValueError) as error:
                raise cannot(error, f"{option} {folder}", "name a folder that can be written") from None
    if options.json not in (None, STDOUT):
        try_file(Path(str(options.json)))


def try_file(path: Path) -> None:
    """Whether a file can be written; leaves none behind. Raises Refusal."""
    try:
        is_new = not path.exists()
        path.open("a", encoding="utf-8").close()
        if is_new:
            path.unlink()
    except (OSError, ValueError) as error:
        raise cannot(error, f"--json {path}", "name a file that can be written") from None


def show(comparison: Comparison, options: Comparing, emergency: Emergency, scenario: str) -> None:
    """Prints the page, or the record where standard output is to hold that; writes what is asked for.

    Written is also when whoever reads the page is gone (`allcall compare ... --json FILE | head`).
    """
    try:
        if options.json == STDOUT:
            sys.stdout.write(as_json(comparison))
        else:
            from reports.findings import findings
            from tui.pages.comparison import print_comparison

            print_comparison(findings(comparison), console())
    finally:
        say_written(comparison, options, emergency, scenario)


def say_written(comparison: Comparison, options: Comparing, emergency: Emergency, scenario: str) -> None:
    """Writes what is asked for, and names it on standard error. Raises Refusal where that fails."""
    try:
        for path in write(comparison, options, emergency, scenario):
            sys.stderr.write(f"written: {path}\n")
    except OSError as error:
        raise cannot(error, error.filename, "the results were not all written") from None
    if options.figures is not None:
        from reports.figures import not_drawn

        sys.stderr.writelines(f"not drawn: {said}\n" for said in not_drawn(comparison))


def write(comparison: Comparison, options: Comparing, emergency: Emergency, scenario: str) -> Iterator[Path]:
    """Writes the record, the tables, the figures and the report where they are asked for. Yields each when it is there. Raises OSError."""
    if options.json not in (None, STDOUT):
        yield replace(Path(str(options.json)), as_json(comparison).encode())
    if options.csv is not None:
        from sim.csv_files import write_csv

        yield from write_csv(comparison, Path(options.csv))
    if options.figures is not None:
        from reports.figures import write_figures

        yield from write_figures(comparison, Path(options.figures))
    if options.report is not None:
        from tui.planners import write_report

        yield from write_report(comparison, emergency, command_of(scenario, options), Path(options.report))


def as_json(comparison: Comparison) -> str:
    """The record as text: the same bytes for the same seed, whatever the machine."""
    return f"{json.dumps(comparison.to_json(), indent=1, ensure_ascii=False, allow_nan=False)}\n"
