"""The effect of the alert on a page with the map, and an appendix with the effect of team decisions, the method and every measure.

Delays count from the question on, which is the team's; waiting to be asked is the exercise's doing, and in no number.
"""

import re
from collections.abc import Iterator

from reports.after_action.chronology import find_pictures, list_arm_titles
from reports.after_action.data import NOT_REACHED_MARK, ReportData
from reports.comparison.differences import NOT_REACHED_TEXT
from reports.counterfactual import (
    ALERT,
    LEFT_OUT_NOTE,
    TEAM,
    count_not_reached,
    describe_injects,
    describe_selection,
    describe_times_applied,
    explain_marks,
    format_not_reached,
    format_whole,
    list_differing,
    list_effect_lines,
    list_observed,
    list_unchanged,
    name_effects,
    name_lines,
    tell_missed,
)
from reports.decision_times import DecisionTimes, list_decision_times
from reports.documents.model import Block, Bullets, Column, Paragraph, Run, Section, Table
from reports.text.formatting import format_list, join_with_nbsp
from reports.text.terms import capitalize_first, name_measure
from sim.exercise.clock import format_length, format_t_plus
from sim.exercise.counterfactual import Counterfactual, Effect

NOT_COMPUTED = "No other variations were simulated, so no effect is given: one exercise is a single case."
AT_ONCE = "at once"
NOT_ASKED = "Participants were asked nothing, so there is no effect of team decisions."
TABLE_NOTE = (
    "Plus is sooner, shorter or better. Each number is rounded by itself and may differ by a second from the difference of two times. "
    "In brackets the 95% interval of the mean, Monte Carlo error only; sensitivity to assumptions is not included. "
    "A step that an arm did not reach comes later than any other. "
)
DELAYS_NOTE = (
    "From the question to the first and to the last action: decision time, and the wait for people still busy. A dash: nothing began, or "
    "there was nothing to do. Each number is rounded by itself, so a difference may be a second off."
)


LIMITS = (
    "The emergency and all roles without a participant are simulated, and many inputs are assumed. The exercise shows whether the plan is "
    "consistent, not how this school would perform. It measures time only."
)


def build_effects(facts: ReportData) -> Section:
    """When each room knew with the alert and without, and the effect of the alert, which is not the team's."""
    counterfactual = facts.counterfactual
    blocks: list[Block] = [*find_pictures(facts, "maps")]
    if counterfactual is None:
        blocks.append(Paragraph(NOT_COMPUTED))
    else:
        if not facts.state.has_alert:
            blocks.append(Paragraph(facts.describe_strategies))
        blocks.append(_effect_lines(facts, counterfactual, ALERT))
    blocks.append(Paragraph(f"{LIMITS} Every input and its evidence are in “{facts.session}-evidence”."))
    return Section("brought", name_effects(facts.state)[0], tuple(blocks), starts_page=True)


def _effect_lines(facts: ReportData, counterfactual: Counterfactual, place: int) -> Bullets:
    names = name_lines(facts.state)
    lines = list_effect_lines(place, counterfactual, facts.smallest_differences, facts.ruling, names)
    return Bullets(tuple((Run(f"{name}:", "strong"), f" {text}") for name, text in lines))


def build_method(facts: ReportData) -> Section:
    """How the effects were computed, the delays of decisions, and every measure."""
    counterfactual = facts.counterfactual
    blocks = [Paragraph(NOT_COMPUTED)] if counterfactual is None else _method(facts, counterfactual)
    return Section("counterfactual", "Counterfactual with method", tuple(blocks))


def _method(facts: ReportData, counterfactual: Counterfactual) -> Iterator[Block]:
    yield Paragraph(" ".join(_explain_effects(facts, counterfactual)))
    yield from map(Paragraph, describe_selection(counterfactual))
    if counterfactual.team_effects:
        yield _effect_lines(facts, counterfactual, TEAM)
        yield Paragraph(describe_times_applied(counterfactual))
        yield from _delays(facts)
    else:
        yield Paragraph(NOT_ASKED)
    name, text = tell_missed(counterfactual)
    yield Paragraph((Run(f"{name}:", "strong"), f" {text}"))
    yield from find_pictures(facts, "gains")
    yield _effects_table(facts, counterfactual)


def _explain_effects(facts: ReportData, counterfactual: Counterfactual) -> Iterator[str]:
    yield f"{name_effects(facts.state)[0]}: fully simulated against the comparison arm, all roles simulated in both."
    if counterfactual.team_effects:
        yield (
            "Effect of team decisions: the same emergency with your team's decisions, against fully simulated. Each decision is given when "
            "its question comes up, as much later as your team took. A role that is asked as soon as it knows waits for your team. "
            "All other roles act as simulated until your team decides, so waiting to be asked is no part of the difference."
        )
    n = counterfactual.replications
    yield (
        f"Means are over {n:,} variations of this emergency that match the exercise, the same as for the decision ledger."
        if counterfactual.is_fitting
        else f"Means are over {n:,} random variations of this emergency, the exercise among them; they need not match its story."
    )
    yield f"Of the exercise only the time before its end counts ({facts.describe_end})."
    yield from filter(None, (facts.ruling.replications_note, describe_injects(counterfactual)))


def _effects_table(facts: ReportData, counterfactual: Counterfactual) -> Table:
    rows, unchanged, ruling = list_differing(counterfactual), list_unchanged(counterfactual), facts.ruling
    names = name_lines(facts.state)
    heads = names if counterfactual.team_effects else names[:1]
    titles = list_arm_titles(facts.state)
    arms = ", ".join(titles[arm].lower() for arm in count_not_reached(rows[0])) if rows else ""
    return Table(
        f"Effects, {counterfactual.replications:,} replications and this exercise",
        (
            Column("", 0.20),
            *(Column(ruling.mark_after(head), 0.46 / len(heads), "right") for head in heads),
            Column(capitalize_first(NOT_REACHED_TEXT), 0.12, "right"),
            *(Column(f"{head}, this exercise", 0.22 / len(heads), "right") for head in heads),
        ),
        tuple(
            (
                capitalize_first(name_measure(row[0].measure)),
                *map(_keep_parts_whole, row),
                format_not_reached(row),
                *list_observed(row, ruling),
            )
            for row in rows
        ),
        f"{TABLE_NOTE}{capitalize_first(NOT_REACHED_TEXT)}: by replications, with {arms}. {explain_marks(rows, ruling)}".strip()
        + (f" {LEFT_OUT_NOTE}: {format_list(unchanged)}." if unchanged else ""),
    )


def _keep_parts_whole(effect: Effect) -> str:
    """A difference and its distribution, broken only between numbers."""
    return re.sub(
        r"[^;,]+", lambda part: " " * part[0].startswith(" ") + join_with_nbsp(part[0].strip()), format_whole(effect)
    )


def _delays(facts: ReportData) -> Iterator[Block]:
    """A table of the delays; nothing where no question was asked while T+ ran."""
    asked = [
        entry for entry in list_decision_times(facts.replay) if entry.aware_at is not None and not entry.is_discussion
    ]
    if asked:
        widths = {"": 0.28, "Asked": 0.2, "Question to first action": 0.26, "Question to last action": 0.26}
        columns = (Column(title, share, "right" if title else "left") for title, share in widths.items())
        yield Table(
            "From the question to the action",
            tuple(columns),
            tuple(_delay_row(entry, facts.exercise.in_days) for entry in asked),
            DELAYS_NOTE,
        )


def _delay_row(entry: DecisionTimes, in_days: bool) -> tuple[str, ...]:
    actions = entry.begins_at, entry.last_action_at
    delays = (_action_delay(entry, action, in_days) for action in actions)
    return entry.label, format_t_plus(entry.asked_at), *delays


def _action_delay(entry: DecisionTimes, action: float | None, in_days: bool) -> str:
    if action is None:
        return NOT_REACHED_MARK
    delay = action - entry.asked_at
    return AT_ONCE if in_days and round(delay) == 0 else format_length(delay)
