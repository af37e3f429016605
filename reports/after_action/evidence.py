"""The evidence file beside a report: every input with its basis, and the commands that reproduce the report."""

import shlex
from importlib.metadata import version

from reports.after_action.data import ReportData
from reports.documents.model import Code, Paragraph, Section
from reports.text.evidence import build_evidence
from sim.exercise.sessions import SUFFIX
from sim.model.interventions import Intervention, Message
from sim.model.version import MODEL_VERSION


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
