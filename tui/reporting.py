"""Makes the report of an exercise: from its journal, what people added, and what is still open from earlier ones on the campus."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import get_args

from reports.after_action import Facts, after_action, questions
from reports.after_action.additions_file import fresh, refuse_unknown
from reports.documents.blocks import Paper, Picture, to_complete
from reports.documents.boxed import boxes_said
from reports.documents.write import Format, write_paper
from reports.figures.exercise import Drawn, exercise_figures
from scenarios.additions import Additions
from scenarios.days import read_day
from scenarios.library import open_file
from scenarios.problems import quote
from scenarios.replacing import replace as replace_file
from sim.drill.after import After
from sim.drill.journal import FileJournal
from sim.drill.open_items import OpenItem, campus_of, open_items
from sim.drill.sessions import SUFFIX
from sim.drill.split import Split
from tui.places import sessions_folder
from tui.refusal import Refusal, cannot

FOLDER = Path("allcall-output")
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
class Wanted:
    """What is asked for. edit: the file of additions. final: by whom and on which day."""

    formats: Sequence[Format] = FORMATS
    out: Path = FOLDER
    edit: Path | None = None
    final: tuple[str, str] | None = None
    with_names: bool = False


@dataclass(frozen=True)
class Made:
    """papers: the files of the report. empty: blanks that must be filled. boxes: a line about what the PDF has no letters for."""

    papers: list[Path]
    empty: int
    boxes: Sequence[str] = ()


def formats_named(text: str) -> list[Format]:
    """Formats written with commas between them, each once. Raises Refusal."""
    known: dict[str, Format] = {one: one for one in FORMATS}
    named = [one.strip().lower() for one in text.split(",")]
    for one in named:
        if one not in known:
            raise Refusal(f"--format: {quote(one)} is no format; there is {', '.join(known)}")
    return [known[one] for one in dict.fromkeys(named)]


def checked_final(final: tuple[str, str] | None, today: date) -> None:
    """Raises Refusal where it names nobody, no day, or one that has not come."""
    if final is None:
        return
    name, day = final
    try:
        late = read_day(day) > today
    except ValueError:
        raise Refusal(f'--final: {quote(day)} is no date; write --final "NAME" 2026-11-24') from None
    if late:
        raise Refusal(f"--final: {day} is after today, {today}; write the day on which it is made final")
    if not name.strip():
        raise Refusal("--final: there is no name; it says who stands behind the report")


def refuse_before(facts: Facts, day: str) -> None:
    """Raises Refusal where a report would be made final on a day before its exercise. If nobody has said when that was, it is a gap."""
    if facts.held and read_day(day) < read_day(facts.held):
        said = f"{day} is before the exercise, which was on {facts.held}"
        raise Refusal(f"--final: {said}; write that day or a later one")


def facts_of(journal: FileJournal, path: Path, after: After, found: Split | None, wanted: Wanted) -> Facts:
    """Everything but what people added. path: of the journal, as it was named."""
    return Facts(
        session=path.stem,
        after=after,
        found=found,
        pictures={one.name: picture(one, caption(one, after)) for one in exercise_figures(after, found)},
        earlier=earlier(journal, path),
        with_names=wanted.with_names,
        final=wanted.final,
        file=path.name,
        edit=wanted.edit.name if wanted.edit else "",
    )


def named(path: Path) -> str:
    """What `allcall report` finds a journal by: its name where it is a session, else its file."""
    if path == sessions_folder() / f"{path.stem}{SUFFIX}":
        return path.stem
    return str(path) if path.suffix == SUFFIX or "/" in str(path) else f"./{path}"


def command_of(path: Path, wanted: Wanted) -> str:
    """What makes a report again where it was made, as it may be typed: as a draft, since nobody stands behind what is not written yet."""
    words = ["allcall", "report", named(path)]
    if (*wanted.formats,) != FORMATS:
        words += ["--format", ",".join(wanted.formats)]
    if wanted.out != FOLDER:
        words += ["--out", str(wanted.out)]
    if wanted.edit is not None:
        words += ["--edit", str(wanted.edit)]
    return shlex.join([*words, *(["--with-names"] if wanted.with_names else [])])


def picture(one: Drawn, says: str = "") -> Picture:
    """A figure as a paper has it. Its finding stands in it; the caption says what it shows."""
    return Picture(one.name, says or one.title, one.alt, one.svg, one.png)


def caption(one: Drawn, after: After) -> str:
    """What a figure of an exercise shows; who was protected only where that means anything."""
    both = one.name == "shares" and after.protects
    return CAPTIONS.get(SHARES_OF_BOTH if both else one.name, one.title)


def earlier(journal: FileJournal, path: Path) -> list[OpenItem]:
    """What is open from the exercises beside this one that began before it."""
    items = open_items(path.parent, campus_of(journal.header))
    return [one for one in items if one.session != path.stem and one.made < journal.made]


def made(facts: Facts, wanted: Wanted) -> Made:
    """Writes the report. Raises Problems, Refusal, OSError.

    A report with a gap, or from before its exercise, is not made final: nothing is written, and the gaps are named.
    """
    if wanted.edit is not None:
        facts = with_additions(facts, wanted.edit)
    paper = after_action(facts)
    if wanted.final is not None:
        refuse_before(facts, wanted.final[1])
        refuse_gaps(paper, wanted.edit)
    papers = write_paper(paper, wanted.out, facts.session, wanted.formats)
    boxes = boxes_said([paper], "Word and HTML show them") if "pdf" in wanted.formats else ()
    return Made(papers, len(to_complete(paper)), boxes)


def begun(facts: Facts, edit: Path, command: str) -> bool:
    """Makes the file of additions, with every blank in it, where there is none. Returns whether it did. Raises Refusal.

    command: by which the report is made again with it.
    """
    if edit.exists():
        return False
    try:
        edit.parent.mkdir(parents=True, exist_ok=True)
        replace_file(edit, fresh(facts, questions(facts), command).encode())
    except OSError as error:
        raise cannot(error, f"--edit {edit}", "name a file that can be written") from None
    return True


def refuse_gaps(paper: Paper, edit: Path | None) -> None:
    """Raises Refusal with every blank that must be filled and is not. edit: the file in which they are filled in."""
    gaps = [f"  {section.title}: {one.label} ({one.id})" for section, one in to_complete(paper)]
    if gaps:
        many = (
            "1 blank that must be filled is"
            if len(gaps) == 1
            else f"{len(gaps)} blanks that must be filled are"
        )
        where = "fill them in with --edit FILE" if edit is None else f"write into {edit}"
        raise Refusal(
            "\n".join([f"--final: {many} empty; {where}, or leave --final out for a draft:", *gaps])
        )


def with_additions(facts: Facts, file: Path) -> Facts:
    """Everything with what people added. Raises Problems."""
    model, document = open_file(file, "additions")
    if not isinstance(model, Additions):
        raise TypeError(f"{file} was read as {type(model).__name__}")
    refuse_unknown(model, document, facts, questions(facts))
    return replace(facts, additions=model)
