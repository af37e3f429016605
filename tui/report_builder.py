"""Builds the after-action report of an exercise from its journal, its additions and the open improvements of earlier exercises."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reports.after_action.annotations import refuse_unknown, render_additions_file
from reports.after_action.data import ReportData
from reports.after_action.edited_report import read_edited_report
from reports.after_action.hot_wash_slides import build_hot_wash_slides
from reports.after_action.participants import is_attended
from reports.after_action.report import (
    EVIDENCE_SUFFIX,
    build_after_action_report,
    build_blank_report,
    build_evidence_file,
)
from reports.documents import Format, write_paper
from reports.documents.docx_writer import check_template
from reports.documents.fonts import describe_missing_glyphs
from reports.documents.model import Paper, Picture, list_open_blanks
from reports.documents.word_controls import EditedFile, read_edited_file
from reports.documents.word_template import KEEP_LESS, LARGEST, TemplateError
from reports.figures.export import draw_exercise_figures
from reports.figures.style import RenderedFigure
from reports.replay.page import build_replay_page
from scenarios.annotations import Additions
from scenarios.compliance import parse_date
from scenarios.diagnostics import MAX_SHOWN, Problems, quote
from scenarios.invisible import has_visible
from scenarios.loading.file_kind import FileKind
from scenarios.loading.files import read_bytes, write_all_atomic, write_atomic
from sim.exercise.counterfactual import Counterfactual
from sim.exercise.decision_effects import DecisionEffects
from sim.exercise.history import CorrectiveAction, list_open_actions, read_campus
from sim.exercise.journal import FileJournal
from sim.exercise.kept_additions import find_additions, keep_additions, open_additions
from sim.exercise.phone_records import PhoneRecords, build_phone_evaluators, is_forgotten, list_quotable_reasons
from sim.exercise.review import Review
from sim.exercise.sessions import SUFFIX
from sim.exercise.transcript import Transcript
from tui.terminal.console import CommandError, build_write_error, find_sessions_folder

OUTPUT_FOLDER = Path("allcall-output")
FORMATS: tuple[Format, ...] = ("docx", "pdf", "html")
"""Of a report, by default."""
SLIDES: Format = "pptx"
"""The format that asks for slides of the hot wash, which are written as PDF, too."""
SLIDES_SUFFIX = "-hot-wash"
JSON = "json"
REPLAY_SUFFIX = "-replay.html"
"""What the page to step through an exercise is called, after the session."""
LARGEST_LOGO = 1_000_000  # bytes
SMALLER_LOGO = "save it with fewer pixels"
TEMPLATE_HINTS = "save it in Word as .docx, without a password", KEEP_LESS
AWARE_AND_PROTECTED = "aware and protected"
CAPTIONS = {
    "timeline": "Timeline of the exercise and of the comparison arm",
    "shares": "Staff aware in this exercise",
    AWARE_AND_PROTECTED: "Staff aware and people protected in this exercise",
    "heard": "How staff first heard in this exercise",
    "maps": "When each room knew, with and without the app alert",
    "gains": "Effect of the alert and of team decisions in single emergencies",
    "decisions": "What each decision won or lost",
}
WITHOUT_ALERT_CAPTIONS = {
    "shares": "Students released in this exercise",
    "gains": "Effect of the strategy and of team decisions in single emergencies",
}
"""Where no one has to learn of the emergency."""


@dataclass(frozen=True)
class ReportOptions:
    """edit: the file of additions. finalized: name and date. logo: a picture for the cover. template: the school's Word file.

    edited: a Word report that people filled in.
    """

    formats: Sequence[Format] = FORMATS
    out: Path = OUTPUT_FOLDER
    edit: Path | None = None
    finalized: tuple[str, str] | None = None
    with_names: bool = False
    logo: Path | None = None
    template: Path | None = None
    edited: Path | None = None


@dataclass(frozen=True)
class WrittenReport:
    """papers: the files written. open_blanks: the number of required blanks. boxes: warnings about glyphs missing from the PDF."""

    papers: list[Path]
    open_blanks: int
    boxes: Sequence[str] = ()


def parse_formats(text: str) -> tuple[list[Format], bool]:
    """The documents among comma-separated formats, without duplicates, and whether JSON is one of them. Raises CommandError."""
    known: dict[str, Format] = {one: one for one in (*FORMATS, SLIDES)}
    named = [one.strip().lower() for one in text.split(",")]
    for one in named:
        if one not in (*known, JSON):
            choices = ", ".join((*known, JSON))
            raise CommandError(f"--format: {quote(one)} is not a format; choose from {choices}")
    return [known[one] for one in dict.fromkeys(named) if one in known], JSON in named


def check_final(final: tuple[str, str] | None, today: date) -> None:
    """Raises CommandError for an empty name, an invalid date or one in the future."""
    if final is None:
        return
    name, day = final
    try:
        late = parse_date(day) > today
    except ValueError:
        raise CommandError(f'--final: {quote(day)} is not a date; write --final "NAME" 2026-11-24') from None
    if late:
        raise CommandError(f"--final: {day} is after today, {today}; write the date of finalization")
    if not has_visible(name):
        raise CommandError("--final: the name is empty; name the person responsible for the report")


def check_final_facts(facts: ReportData, day: str) -> None:
    """Raises CommandError for a script that no one attended, and for a date before the exercise or its journal.

    A missing exercise date is an open blank instead.
    """
    if not is_attended(facts):
        how = "this was a rehearsal" if facts.state.is_rehearsal else "a script played this exercise"
        played = f"{how} and " if facts.state.is_scripted else ""
        raise CommandError(f"--final: {played}no one attended; omit --final for a draft")
    for what, first in (("the exercise", facts.held_on), ("its journal was begun", facts.recorded_on)):
        if first and parse_date(day) < parse_date(first):
            raise CommandError(f"--final: {day} is before {what} on {first}; write that date or a later one")


def build_report_data(
    journal: FileJournal,
    path: Path,
    review: Review | Transcript,
    counterfactual: Counterfactual | None,
    options: ReportOptions,
    effects: DecisionEffects | None = None,
) -> ReportData:
    """The data of the report, without additions. path: of the journal, as typed."""
    return ReportData(
        session=path.stem,
        review=review,
        counterfactual=counterfactual,
        decision_effects=effects,
        pictures={
            one.name: to_picture(one, write_caption(one, review))
            for one in draw_exercise_figures(review, counterfactual, effects)
        },
        open_actions=list_earlier_actions(journal, path),
        with_names=options.with_names,
        finalized=options.finalized,
        file=path.name,
        edit=options.edit.name if options.edit else "",
        digest=journal.last_digest,
        entries=journal.last_seq,
        recorded_on=journal.created_at[:10],
        logo=read_logo(options.logo) if options.logo else b"",
        logo_file=options.logo.name if options.logo else "",
        template=read_template(options.template)[0] if options.template else b"",
        template_file=options.template.name if options.template else "",
    )


def read_logo(path: Path) -> bytes:
    """A logo as PNG or JPEG. Raises CommandError."""
    logo = _read_source("--logo", path, LARGEST_LOGO, ("name a PNG or JPEG", SMALLER_LOGO), FileKind.PICTURE)
    if not logo.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
        raise CommandError(f"--logo {path}: is not a PNG or JPEG; save it as one")
    return logo


def read_template(path: Path) -> tuple[bytes, list[str]]:
    """A school's Word file, and a line for all in it that a document does not take over. Raises CommandError."""
    content = _read_source("--template", path, LARGEST, TEMPLATE_HINTS, FileKind.WORD)
    try:
        removals = check_template(content)
    except TemplateError as error:
        raise CommandError(f"--template {path}: {error}") from None
    more = [f"and {len(removals) - MAX_SHOWN} more"] if len(removals) > MAX_SHOWN else []
    return content, [f"{path}, {one}" for one in (*removals[:MAX_SHOWN], *more)]


def _read_source(option: str, path: Path, most: int, hints: tuple[str, str], right: FileKind) -> bytes:
    """A file of the school. hints: what would be right in place of another kind of file, and of a larger one. Raises CommandError."""
    try:
        return read_bytes(path, most, *hints, right)
    except Problems as found:
        raise CommandError(f"{option} {found.problems[0]}") from None


def check_sources(options: ReportOptions) -> list[str]:
    """Reads the files of the school before anything takes time. Returns lines as `read_template`. Raises CommandError."""
    if options.logo is not None:
        read_logo(options.logo)
    if options.edited is not None:
        if options.edit is not None:
            raise CommandError("--from and --edit are two files of additions; give one of them")
        _read_edited(options.edited)
    if options.template is None:
        return []
    if "docx" not in options.formats:
        raise CommandError(f"--template {options.template}: only Word files use it; add docx to --format")
    return read_template(options.template)[1]


def name_session(path: Path) -> str:
    """The argument of `allcall report` for a journal: the name of a session, or a path."""
    if path == find_sessions_folder() / f"{path.stem}{SUFFIX}":
        return path.stem
    return str(path) if path.suffix == SUFFIX or "/" in str(path) else f"./{path}"


def format_command(path: Path, options: ReportOptions) -> str:
    """The command that builds this report again, as a draft."""
    words = ["allcall", "report", name_session(path)]
    if (*options.formats,) != FORMATS:
        words += ["--format", ",".join(options.formats)]
    if options.out != OUTPUT_FOLDER:
        words += ["--out", str(options.out)]
    if options.edit is not None:
        words += ["--edit", str(options.edit)]
    if options.logo is not None:
        words += ["--logo", str(options.logo)]
    if options.template is not None:
        words += ["--template", str(options.template)]
    return shlex.join([*words, *(["--with-names"] if options.with_names else [])])


def to_picture(one: RenderedFigure, caption: str = "") -> Picture:
    """A figure for a document, captioned with its subject; its title states the finding."""
    return Picture(one.name, caption or one.title, one.alt, one.svg, one.png, narrow=one.narrow)


def write_caption(one: RenderedFigure, review: Review | Transcript) -> str:
    """The caption of a figure. Protection is named only if the hazard has it."""
    if isinstance(review, Review) and not review.state.has_alert:
        return WITHOUT_ALERT_CAPTIONS.get(one.name) or CAPTIONS.get(one.name, one.title)
    both = one.name == "shares" and isinstance(review, Review) and review.has_protection
    return CAPTIONS.get(AWARE_AND_PROTECTED if both else one.name, one.title)


def list_earlier_actions(journal: FileJournal, path: Path) -> list[CorrectiveAction]:
    """The open improvements of earlier exercises in the same folder and on the same campus."""
    items = list_open_actions(path.parent, read_campus(journal.header))
    return [one for one in items if one.session != path.stem and one.created_at < journal.created_at]


def write_report_files(facts: ReportData, options: ReportOptions) -> WrittenReport:
    """Writes the report, its evidence beside it, with HTML the page to step through the exercise, and slides where they are asked for.
    An exercise that was not replayed has neither evidence nor page.

    Raises Problems, CommandError, OSError. A final report with an open blank, dated before the exercise, or of a script alone is refused
    before anything is written.
    """
    paper = build_after_action_report(facts)
    if options.finalized is not None:
        check_final_facts(facts, options.finalized[1])
        check_open_blanks(paper, options.edit)
    written = {facts.session: paper}
    if facts.is_replayed:
        written[f"{facts.session}{EVIDENCE_SUFFIX}"] = build_evidence_file(facts)
    formats = [one for one in options.formats if one != SLIDES]
    papers = [path for stem, one in written.items() for path in write_paper(one, options.out, stem, formats)]
    if SLIDES in options.formats:
        stem, slides = f"{facts.session}{SLIDES_SUFFIX}", build_hot_wash_slides(facts)
        papers += write_paper(slides, options.out, stem, (SLIDES, "pdf"))
    if "html" in options.formats and (page := build_replay_page(facts)) is not None:
        papers += write_all_atomic({options.out / f"{facts.session}{REPLAY_SUFFIX}": page})
    boxes = describe_missing_glyphs(written.values(), "Word and HTML show them") if "pdf" in options.formats else ()
    return WrittenReport(papers, len(list_open_blanks(paper)), boxes)


def create_additions_file(facts: ReportData, edit: Path, command: str) -> bool:
    """Creates the file of additions, with every blank in it, if missing. Returns whether it did. Raises CommandError.

    command: builds the report again with this file.
    """
    if edit.exists():
        return False
    try:
        edit.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(edit, render_additions_file(facts, build_blank_report(facts), command).encode())
    except OSError as error:
        raise build_write_error(error, f"--edit {edit}", "name a writable file") from None
    return True


def check_open_blanks(paper: Paper, edit: Path | None) -> None:
    """Raises CommandError with every required blank that is empty. edit: the file of additions."""
    gaps = [f"  {section.title}: {one.label} ({one.id})" for section, one in list_open_blanks(paper)]
    if gaps:
        count = "1 required blank is" if len(gaps) == 1 else f"{len(gaps)} required blanks are"
        where = "fill them in with --edit FILE" if edit is None else f"fill them in in {edit}"
        raise CommandError("\n".join([f"--final: {count} empty; {where}, or omit --final for a draft:", *gaps]))


def add_additions(facts: ReportData, file: Path) -> ReportData:
    """The data of the report with the additions in a file. Raises Problems."""
    additions, document = open_additions(file)
    refuse_unknown(additions, document, facts, build_blank_report(facts))
    return replace(facts, additions=additions)


def describe_written(result: WrittenReport) -> list[str]:
    """A line for each file, for each warning, and for what is left to complete."""
    left = f"{result.open_blanks} items to complete; the report lists them on its last page"
    return [*map(str, result.papers), *result.boxes, *([left] if result.open_blanks else [])]


def complete_facts(facts: ReportData, options: ReportOptions, journal: Path) -> ReportData:
    """The data of the report with the additions of the file that is named, else with those that are kept beside the journal.

    What an edited Word report adds is kept there. Raises Problems, CommandError, OSError.
    """
    kept = options.edit or find_additions(journal)
    if options.edit is not None or kept.exists():
        facts = add_additions(facts, kept)
    return add_phones(_add_edited(facts, options, journal), journal)


def add_phones(facts: ReportData, journal: Path) -> ReportData:
    """The data of the report with what people wrote on phones, as far as it was not forgotten."""
    records = PhoneRecords(journal, is_read_only=True)
    evaluators = build_phone_evaluators(records, facts.state)
    facts = replace(
        facts,
        reasons=list_quotable_reasons(records, facts.state),
        are_texts_forgotten=is_forgotten(records, facts.state),
    )
    if not evaluators:
        return facts
    additions = facts.additions or Additions(additions=facts.session)
    added = additions.model_copy(update={"evaluators": [*additions.evaluators, *evaluators]})
    return replace(facts, additions=added)


def _add_edited(facts: ReportData, options: ReportOptions, journal: Path) -> ReportData:
    """The data of the report with what an edited Word report adds."""
    if options.edited is None:
        return facts
    if options.edited.resolve() == (options.out / f"{facts.session}.docx").resolve():
        raise CommandError(f"--from {options.edited}: the new report would overwrite it; save it under another name")
    additions = read_edited_report(options.edited, _read_edited(options.edited), facts, facts.additions)
    if additions != (facts.additions or Additions(additions=facts.session)):
        keep_additions(journal, additions)
    return replace(facts, additions=additions)


def _read_edited(path: Path) -> EditedFile:
    hints = "name the Word report", "save it without pictures"
    try:
        return read_edited_file(_read_source("--from", path, LARGEST, hints, FileKind.WORD))
    except TemplateError as error:
        raise CommandError(f"--from {path}: {error}") from None
