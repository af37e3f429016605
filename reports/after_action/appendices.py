"""Appendices of a report: annexes exercised, feedback, acronyms; in the evidence file, inputs and the commands to reproduce it."""

import re
import shlex
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import chain
from statistics import fmean

from reports.after_action.data import ReportData
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Block, Bullets, Code, Column, Paper, Paragraph, Section, Table
from reports.handouts.forms import SCALE, list_statements
from reports.text.evidence import build_evidence
from reports.text.formatting import format_count
from reports.text.terms import capitalize_first
from sim.exercise.sessions import SUFFIX
from sim.model.interventions import Intervention, Message
from sim.model.version import MODEL_VERSION


def build_annexes(facts: ReportData) -> Section:
    """Each annex with its objectives, and the questions and injects that concern it."""
    annexes = dict.fromkeys(chain.from_iterable(one.annexes for one in facts.objectives))
    titles = {"Annex": 0.45, "Objectives": 0.2, "Exercised by": 0.35}
    columns = tuple(Column(title, share) for title, share in titles.items())
    return Section(
        "annexes",
        "Plan annexes exercised",
        (
            Table("Annexes", columns, tuple(_annex_row(facts, annex) for annex in annexes))
            if facts.is_exercised
            else Paragraph("Nothing was exercised, so no annex was."),
        ),
    )


def _annex_row(facts: ReportData, annex: str) -> tuple[str, ...]:
    objectives = {n: one for n, one in enumerate(facts.objectives, 1) if annex in one.annexes}
    asked = [point.decision for one in objectives.values() for point in facts.decisions_for(one)]
    delivered = {
        delivery.inject.number
        for one in objectives.values()
        for delivery in facts.deliveries_for(one)
        if delivery.outcome == "delivered"
    }
    noun = "inject" if len(delivered) == 1 else "injects"
    injects = f"{noun} {', '.join(map(str, sorted(delivered)))}" if delivered else ""
    questions = ", ".join(one.id for one in facts.exercise.decisions if one in asked)
    exercised = "; ".join(filter(None, (questions, injects))) or "nothing"
    return capitalize_first(annex), ", ".join(map(str, objectives)), exercised


NO_FORMS = "No feedback form was entered."


def build_feedback_results(facts: ReportData) -> Section:
    """How often each answer was given to each statement, and what was written in people's own words."""
    forms = facts.additions.feedback if facts.additions else ()
    comments = facts.additions.comments if facts.additions else ()
    blocks: list[Block] = [_build_answer_table(facts, forms) if forms else Paragraph(NO_FORMS)]
    if comments:
        blocks += [Paragraph("In their own words:"), Bullets(tuple(comments))]
    return Section("feedback", "Feedback results", tuple(blocks))


def _build_answer_table(facts: ReportData, forms: Sequence[Sequence[int]]) -> Table:
    columns = (
        Column("Statement", 0.54),
        *(Column(title, 0.12, "right") for title in ("Answers", "Mean")),
        *(Column(answer, 0.044, "right") for answer in SCALE),
    )
    caption = f"Answers in {format_count(len(forms), 'feedback form')}, 1 not at all, 5 fully"
    return Table(caption, columns, tuple(_iterate_answers(facts, forms)))


def _iterate_answers(facts: ReportData, forms: Sequence[Sequence[int]]) -> Iterator[tuple[str, ...]]:
    for at, statement in enumerate(list_statements(facts.exercise)):
        answers = [form[at] for form in forms if form[at]]
        mean = f"{fmean(answers):.1f}" if answers else "–"
        yield statement, str(len(answers)), mean, *(str(answers.count(int(one))) for one in SCALE)


ACRONYMS = {
    "911": "emergency number, and the center that answers it",
    "AED": "automated external defibrillator",
    "ASET": "available safe egress time",
    "CI": "confidence interval",
    "CPR": "cardiopulmonary resuscitation",
    "D1": "first question of the exercise; others alike",
    "EMS": "emergency medical services",
    "EOP": "emergency operations plan",
    "PA": "public address system",
    "RSET": "required safe egress time",
    "SHA-256": "digest that shows whether a file was changed",
    "T+": "time since onset",
}


def build_acronyms(paper: Paper) -> Section:
    """Those in a document, with what they stand for."""
    words = write_markdown(paper)
    used = [(name, text) for name, text in ACRONYMS.items() if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words)]
    return Section("acronyms", "Acronyms", (Table("Acronyms", (Column("", 0.2), Column("", 0.8)), tuple(used)),))


def list_aspects(act: Intervention) -> list[str]:
    """What the inputs of an act go by: its kind, its instruction, and whether it is in code."""
    message = act if isinstance(act, Message) else None
    words = "coded" if message and message.words == "coded" else ""
    return [act.kind, message.instruction or "" if message else "", words]


def build_inputs(facts: ReportData) -> Section:
    """The inputs with their evidence."""
    exercise = facts.exercise
    strategies = [*dict.fromkeys((exercise.strategy, exercise.twin))]
    decided = {
        name
        for executed in facts.state.done
        if executed.outcome.began
        for name in list_aspects(executed.action.intervention)
    }
    queues = {one.id: one.queue for one in exercise.segments if one.queue is not None}
    blocks = build_evidence(
        facts.state.opened.emergency, strategies, exercise.conditions, decided=decided, queues=queues
    )
    return Section("evidence", "Inputs and evidence", tuple(blocks))


def build_reproduction(facts: ReportData) -> Section:
    """Commands that give the same traces, the same replications and the same report."""
    seed = facts.state.setup.seed if facts.state.setup else 0
    file = facts.file or f"{facts.session}{SUFFIX}"
    journal = file if file.endswith(SUFFIX) else f"./{file}"
    where = "a folder that has it and the file of additions" if facts.edit else "its folder"
    blocks = (
        Paragraph(
            f"Allcall {version('allcall')}, version {MODEL_VERSION} of the model, seed {seed}. "
            f"The journal holds the text of every file that was used. The report has its digest, which any change, cut or "
            f"continuation of the journal alters. In {where}:"
        ),
        Code(f"allcall replay {shlex.quote(journal)} --trace trace.jsonl\n{_report_command(facts, journal)}"),
    )
    return Section("again", "Reproducing the report", blocks)


def _report_command(facts: ReportData, journal: str) -> str:
    """The command, with files by name alone: readers do not have the folders of the machine that made the report."""
    words = ["allcall", "report", journal]
    words += ["--edit", facts.edit] if facts.edit else []
    words += ["--logo", facts.logo_file] if facts.logo_file else []
    words += ["--template", facts.template_file] if facts.template_file else []
    words += ["--final", *facts.finalized] if facts.finalized else []
    return shlex.join([*words, *(["--with-names"] if facts.with_names else [])])
