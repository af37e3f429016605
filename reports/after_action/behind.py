"""What stands behind the numbers: the inputs with their evidence, and how the same comes out again."""

import shlex
from importlib.metadata import version

from reports.after_action.facts import ReportData
from reports.documents.blocks import Code, Paragraph, Section
from reports.evidence import build_evidence
from sim.drill.sessions import SUFFIX
from sim.drill.setup import MODEL_VERSION


def build_appendix(facts: ReportData) -> Section:
    """Every number that somebody could doubt."""
    exercise = facts.exercise
    blocks = build_evidence(
        facts.state.opened.emergency,
        [*dict.fromkeys((exercise.strategy, exercise.twin))],
        exercise.conditions,
        brief=True,
    )
    return Section("evidence", "Inputs and evidence", tuple(blocks))


def build_reproduction(facts: ReportData) -> Section:
    """Commands that give the same traces, the same replications and this report."""
    setup = facts.state.setup
    seed = setup.seed if setup else 0
    file = facts.file or f"{facts.session}{SUFFIX}"
    journal = file if file.endswith(SUFFIX) else f"./{file}"
    where = (
        "a folder that holds it and the file of what people added"
        if facts.edit
        else "the folder that it is in"
    )
    return Section(
        "again",
        "How this comes out again",
        (
            Paragraph(
                f"Allcall {version('allcall')}, version {MODEL_VERSION} of the model, seed {seed}. "
                f"The journal holds the text of every file that was played. In {where}:"
            ),
            Code(f"allcall replay {shlex.quote(journal)} --trace trace.jsonl\n{_report_command(facts, journal)}"),
            Paragraph(
                "What a tabletop exercise can show is limited: a model plays what people would do, by numbers of which many are assumed. "
                "It shows how the plan hangs together, not how this school would perform. It counts time, and nobody's fate."
            ),
        ),
    )


def _report_command(facts: ReportData, journal: str) -> str:
    """The command, with files by their names alone: a paper goes where nobody has the folders of whoever made it."""
    words = ["allcall", "report", journal]
    words += ["--edit", facts.edit] if facts.edit else []
    words += ["--final", *facts.finalized] if facts.finalized else []
    return shlex.join([*words, *(["--with-names"] if facts.with_names else [])])
