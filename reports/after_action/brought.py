"""What the simultaneous alert changed, and what the room changed: this play, and the same decisions in a thousand other emergencies."""

from collections.abc import Iterator

from reports.after_action.facts import ReportData
from reports.after_action.played import find_pictures
from reports.after_action.waits import build_delays
from reports.brought import (
    LEFT_OUT_NOTE,
    NOT_REACHED,
    describe_times_applied,
    describe_selection,
    format_difference,
    list_observed,
    explain_marks,
    count_not_reached,
    format_not_reached,
    list_differing,
    list_unchanged,
)
from reports.brought_words import describe_reached_counts
from reports.documents.blocks import Block, Bullets, Column, Paragraph, Section, Table
from reports.input_words import format_list
from reports.names import capitalize_first, label_strategy, name_measure
from sim.drill.split import Counterfactual

NOT_PLAYED = "No other emergencies were played, so no difference is told: a single play is a single case."
NOBODY_ASKED = "Nobody in the room was asked anything, so nothing is told of what the room changed."
COUNTED = (
    "A mean leaves out the emergencies in which one of the two arms never came to the step; how many those are stands beside it. A "
    "room should not be told that its decisions cost half an hour that nobody waited. A planner asks what to expect over all "
    "emergencies, so the report of a comparison counts each of them as the whole time that was followed. The two may therefore differ, "
    "even in which way they point."
)
COLUMN_GROUPS = ("Alert", "Room")


def build_effects_section(facts: ReportData) -> Section:
    """Words, figure, table."""
    blocks = (Paragraph(NOT_PLAYED),) if facts.counterfactual is None else tuple(_build_blocks(facts, facts.counterfactual))
    return Section("brought", "What the alert changed, and what the room changed", blocks)


def _build_blocks(facts: ReportData, counterfactual: Counterfactual) -> Iterator[Block]:
    yield Paragraph(" ".join(_explain_effects(facts, counterfactual)))
    yield from (Paragraph(one) for one in describe_selection(counterfactual))
    if counterfactual.team_effects:
        yield Paragraph(describe_times_applied(counterfactual))
        yield from build_delays(facts)
    if often := describe_reached_counts(counterfactual):
        yield Paragraph("How often something was reached at all, where that differs by 1 of 100 or more:")
        yield Bullets(tuple(often))
    yield Paragraph(COUNTED)
    yield from find_pictures(facts, "brought")
    yield _build_table(facts, counterfactual)


def _explain_effects(facts: ReportData, counterfactual: Counterfactual) -> Iterator[str]:
    exercise = facts.exercise
    yield (
        f"The alert: the autopilot ({label_strategy(exercise.strategy)}) against the twin ({label_strategy(exercise.twin)}), "
        "everybody modelled in both."
    )
    if counterfactual.team_effects:
        yield (
            "The room: the same emergency with the decisions of the room, against the autopilot. Each decision is given when what it "
            "answers comes up, and as much later as it took the room. People who are played do nothing until they are asked; in the "
            "autopilot they act as the model has it. So the room may differ before its first question, and waiting to be asked is part of "
            "the difference."
        )
    else:
        yield NOBODY_ASKED
    yield (
        f"Means are over {counterfactual.replications:,} emergencies of this kind, the one that was played among them: drawn at random, they need "
        f"not fit the story of the exercise as that one does. Of this play only what came before its end counts ({facts.describe_end})."
    )
    yield from filter(None, (facts.ruling.replications_note,))


def _build_table(facts: ReportData, counterfactual: Counterfactual) -> Table:
    told, alike, ruling = list_differing(counterfactual), list_unchanged(counterfactual), facts.ruling
    heads = COLUMN_GROUPS if counterfactual.team_effects else COLUMN_GROUPS[:1]
    each = 0.58 / (3 * len(heads))
    arms = ", ".join(count_not_reached(told[0])) if told else ""
    return Table(
        f"What each brought, {counterfactual.replications:,} emergencies and this one",
        (
            Column("", 0.28),
            *(Column(ruling.mark_after(head), 2 * each, "right") for head in heads),
            Column(f"{capitalize_first(NOT_REACHED)} in ({arms})", 0.14, "right"),
            *(Column(f"{head}, this play", each, "right") for head in heads),
        ),
        tuple(
            (
                capitalize_first(name_measure(row[0].measure)),
                *map(_keep_on_one_line, map(format_difference, row)),
                format_not_reached(row),
                *list_observed(row, ruling),
            )
            for row in told
        ),
        "Plus is sooner, shorter or better. Each number is rounded by itself and may be a second off the difference of two times. "
        "In brackets the 95 % interval of the mean, simulation error only; what nobody has measured is not in it. "
        f"{explain_marks(told, ruling)}".strip()
        + (f" {LEFT_OUT_NOTE}: {format_list(alike)}." if alike else ""),
    )


def _keep_on_one_line(said: str) -> str:
    """A mean with its interval on one line."""
    return said.replace(" ", "\N{NO-BREAK SPACE}")
