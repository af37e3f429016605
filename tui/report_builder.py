"""Makes the report of an exercise: from its journal, what people added, and what is still open from earlier ones on the campus."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import get_args

from reports.after_action.annotations import refuse_unknown, render_additions_file
from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report, build_blank_report
from reports.documents import Format, write_paper
from reports.documents.fonts import describe_missing_glyphs
from reports.documents.model import Paper, Picture, list_open_blanks
from reports.figures.export import draw_exercise_figures
from reports.figures.style import RenderedFigure
from scenarios.annotations import Additions
from scenarios.compliance import parse_date
from scenarios.diagnostics import quote
from scenarios.library import open_file
from scenarios.loading.files import write_atomic as replace_file
from sim.exercise.counterfactual import Counterfactual
from sim.exercise.history import CorrectiveAction, list_open_actions, read_campus
from sim.exercise.journal import FileJournal
from sim.exercise.review import Review
from sim.exercise.sessions import SUFFIX
from tui.terminal.console import CommandError, build_write_error, find_sessions_folder

OUTPUT_FOLDER = Path("allcall-output")
FORMATS: tuple[Format, ...] = get_args(Format)
SHARES_OF_BOTH = "shares of both"
CAPTIONS = {
    "timeline": "The exercise in incident time, and its twin",
    "shares": "Who was aware, in this play",
    SHARES_OF_BOTH: "Who was aware and who was protected, in this play",
    "maps": "The campus at chosen moments of this play",
    "brought": "What the alert and what the room brought",
}


@dataclass(frozen=True)
class ReportOptions:
    """What is asked for. edit: the file of additions. finalized: by whom and on which day."""

    formats: Sequence[Format] = FORMATS
    out: Path = OUTPUT_FOLDER
    edit: Path | None = None
    finalized: tuple[str, str] | None = None
    with_names: bool = False


@dataclass(frozen=True)
class WrittenReport:
    """papers: the files of the report. open_blanks: blanks that must be filled. boxes: a line about what the PDF has no letters for."""

    papers: list[Path]
    open_blanks: int
    boxes: Sequence[str] = ()


def parse_formats(text: str) -> list[Format]:
    """Formats written with commas between them, each once. Raises Refusal."""
    known: dict[str, Format] = {one: one for one in FORMATS}
    named = [one.strip().lower() for one in text.split(",")]
    for one in named:
        if one not in known:
            raise CommandError(f"--format: {quote(one)} is no format; there is {', '.join(known)}")
    return [known[one] for one in dict.fromkeys(named)]


def check_final(final: tuple[str, str] | None, today: date) -> None:
    """Raises Refusal where it names nobody, no day, or one that has not come."""
    if final is None:
        return
    name, day = final
    try:
        late = parse_date(day) > today
    except ValueError:
        raise CommandError(f'--final: {quote(day)} is no date; write --final "NAME" 2026-11-24') from None
    if late:
        raise CommandError(f"--final: {day} is after today, {today}; write the day on which it is made final")
    if not name.strip():
        raise CommandError("--final: there is no name; it says who stands behind the report")


def check_final_day(facts: ReportData, day: str) -> None:
    """Raises Refusal where a report would be made final on a day before its exercise. If nobody has said when that was, it is a gap."""
    if facts.held_on and parse_date(day) < parse_date(facts.held_on):
        said = f"{day} is before the exercise, which was on {facts.held_on}"
        raise CommandError(f"--final: {said}; write that day or a later one")


def build_report_data(
    journal: FileJournal,
    path: Path,
    review: Review,
    counterfactual: Counterfactual | None,
    options: ReportOptions,
) -> ReportData:
    """Everything but what people added. path: of the journal, as it was named."""
    return ReportData(
        session=path.stem,
        review=review,
        counterfactual=counterfactual,
        pictures={
            one.name: to_picture(one, write_caption(one, review))
            for one in draw_exercise_figures(review, counterfactual)
        },
        open_actions=list_earlier_actions(journal, path),
        with_names=options.with_names,
        finalized=options.finalized,
        file=path.name,
        edit=options.edit.name if options.edit else "",
    )


def name_session(path: Path) -> str:
    """What `allcall report` finds a journal by: its name where it is a session, else its file."""
    if path == find_sessions_folder() / f"{path.stem}{SUFFIX}":
        return path.stem
    return str(path) if path.suffix == SUFFIX or "/" in str(path) else f"./{path}"


def format_command(path: Path, options: ReportOptions) -> str:
    """What makes a report again where it was made, as it may be typed: as a draft, since nobody stands behind what is not written yet."""
    words = ["allcall", "report", name_session(path)]
    if (*options.formats,) != FORMATS:
        words += ["--format", ",".join(options.formats)]
    if options.out != OUTPUT_FOLDER:
        words += ["--out", str(options.out)]
    if options.edit is not None:
        words += ["--edit", str(options.edit)]
    return shlex.join([*words, *(["--with-names"] if options.with_names else [])])


def to_picture(one: RenderedFigure, says: str = "") -> Picture:
    """A figure as a paper has it. Its finding stands in it; the caption says what it shows."""
    return Picture(one.name, says or one.title, one.alt, one.svg, one.png)


def write_caption(one: RenderedFigure, review: Review) -> str:
    """What a figure of an exercise shows; who was protected only where that means anything."""
    both = one.name == "shares" and review.has_protection
    return CAPTIONS.get(SHARES_OF_BOTH if both else one.name, one.title)


def list_earlier_actions(journal: FileJournal, path: Path) -> list[CorrectiveAction]:
    """What is open from the exercises beside this one that began before it."""
    items = list_open_actions(path.parent, read_campus(journal.header))
    return [one for one in items if one.session != path.stem and one.created_at < journal.created_at]


def write_report_files(facts: ReportData, options: ReportOptions) -> WrittenReport:
    """Writes the report. Raises Problems, Refusal, OSError.

    A report with a gap, or from before its exercise, is not made final: nothing is written, and the gaps are named.
    """
    if options.edit is not None:
        facts = add_additions(facts, options.edit)
    paper = build_after_action_report(facts)
    if options.finalized is not None:
        check_final_day(facts, options.finalized[1])
        check_open_blanks(paper, options.edit)
    papers = write_paper(paper, options.out, facts.session, options.formats)
    boxes = describe_missing_glyphs([paper], "Word and HTML show them") if "pdf" in options.formats else ()
    return WrittenReport(papers, len(list_open_blanks(paper)), boxes)


def create_additions_file(facts: ReportData, edit: Path, command: str) -> bool:
    """Makes the file of additions, with every blank in it, where there is none. Returns whether it did. Raises Refusal.

    command: by which the report is made again with it.
    """
    if edit.exists():
        return False
    try:
        edit.parent.mkdir(parents=True, exist_ok=True)
        replace_file(edit, render_additions_file(facts, build_blank_report(facts), command).encode())
    except OSError as error:
        raise build_write_error(error, f"--edit {edit}", "name a file that can be written") from None
    return True


def check_open_blanks(paper: Paper, edit: Path | None) -> None:
    """Raises Refusal with every blank that must be filled and is not. edit: the file in which they are filled in."""
    gaps = [f"  {section.title}: {one.label} ({one.id})" for section, one in list_open_blanks(paper)]
    if gaps:
        many = (
            "1 blank that must be filled is"
            if len(gaps) == 1
            else f"{len(gaps)} blanks that must be filled are"
        )
        where = "fill them in with --edit FILE" if edit is None else f"write into {edit}"
        raise CommandError(
            "\n".join([f"--final: {many} empty; {where}, or leave --final out for a draft:", *gaps])
        )


def add_additions(facts: ReportData, file: Path) -> ReportData:
    """Everything with what people added. Raises Problems."""
    model, document = open_file(file, "additions")
    if not isinstance(model, Additions):
        raise TypeError(f"{file} was read as {type(model).__name__}")
    refuse_unknown(model, document, facts, build_blank_report(facts))
    return replace(facts, additions=model)
