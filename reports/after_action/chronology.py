"""What happened: the times of each arm, the whole log, and decisions without effect.

A decision has no effect where all its actions came too late, changed nothing, reached no one new or were not heard; the log says which.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from reports.after_action.data import NOT_REACHED_MARK, ReportData
from reports.counterfactual import RULING_MARK
from reports.documents.model import Block, Column, Paragraph, Picture, Section, Table
from reports.text.formatting import describe_margin, format_count, format_list
from reports.text.terms import capitalize_first, name_measure
from scenarios.units import format_date
from sim.exercise.arms import BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.cases import list_stage_times
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.events import DecisionAsked, DecisionPoint, ExecutedAction, InjectResolved, Notice, SegmentBegun
from sim.exercise.messages import SILENCE_TOPIC, has_reached_no_one_new, list_noticed_actions, name_action
from sim.exercise.narrative import LogLine, describe_segment, find_waiting_since, is_repeat_of_blocker, scenario_jump_of
from sim.exercise.room_view import name_comparison_arm
from sim.exercise.state import State

NO_EFFECT_TEXTS = {
    "late": "came too late",
    "vain": "changed nothing",
    "nobody": "reached no one new",
    "silent": "{was} not heard",
    "several": "had no effect in more than one way",
}
"""How decisions have no effect, in the order in which they are listed."""
HEADLINE_MEASURES = (
    "collapse_to_cpr", "collapse_to_shock", "first_report", "call_answered", "first_campus_alert",
    "aware_t50", "aware_t90", "protected_t50", "protected_t90", "first_responder_at_patient", "aed_at_patient",
    "released_t90", "rset", "last_out", "closed_in_t90", "sheltered_t90", "helper_arrives", "found", "zones_searched_t90",
    "first_unit_on_scene", "ems_at_patient", "hazard_over", "accountability_complete",
)  # fmt: skip
SINGLE_CASE_NOTE = "One exercise is a single case."
ARM_NOTES = {
    PLAYER_ARM: "Your team: simulated, with your decisions.",
    BASELINE_ARM: "Fully simulated: all roles simulated.",
    COMPARISON_ARM: "{comparison}: all roles simulated, with another alerting strategy; an announcement is an alert there too.",
}
OTHER_STRATEGY_NOTE = "{comparison}: all roles simulated, with another strategy."
FIRST_REPORT_NOTE = "A first notification comes from the school; 911 may have answered another caller before it."
JUDGMENT_PREFIXES = ("rate-", "improve-")
LOG_NOTE = "Final ratings and improvements stand in the report."
CLOCK_NOTE = "T+ is the time since onset. It stops while participants talk, so discussion is not response time."
DATES_NOTE = "Dates are of the model's school year. No time passes while participants talk."


def format_logged(text: str) -> str:
    """The text of a line of the log, without the blanks that align it on the screen."""
    return re.sub(r"  +", ": ", text)


def describe_without_effect(facts: ReportData) -> str:
    """`Of 4 decisions, 1 changed nothing and 1 was not heard.`; empty where every decision had an effect, or none was replayed."""
    if not facts.is_replayed:
        return ""
    decided = [point for point in facts.decision_points if point.state == "decided"]
    notices = dict(zip(list_noticed_actions(facts.state), facts.state.notices, strict=True))
    counts = Counter(_find_no_effect_kind(facts, point, notices) for point in decided)
    parts = [
        f"{counts[kind]} {text.format(was='was' if counts[kind] == 1 else 'were')}"
        for kind, text in NO_EFFECT_TEXTS.items()
        if counts[kind]
    ]
    return f"Of {format_count(len(decided), 'decision')}, {format_list(parts)}." if parts else ""


def _find_no_effect_kind(facts: ReportData, point: DecisionPoint, notices: dict[str, Notice]) -> str:
    """A key of `NO_EFFECT_TEXTS`; empty where an action had an effect or had not begun. notices: by action."""
    actions = [one for one in facts.state.done if one.action.source_id == point.decision.id]
    kinds = {_find_action_no_effect(facts, one, notices.get(name_action(one))) for one in actions}
    if not actions or len(actions) < len(point.response.does) or "" in kinds:
        return ""
    return kinds.pop() if len(kinds) == 1 else "several"


def _find_action_no_effect(facts: ReportData, executed: ExecutedAction, notice: Notice | None) -> str:
    if is_repeat_of_blocker(executed, facts.state):
        return ""
    if not executed.outcome.began:
        return "vain" if find_waiting_since(executed, facts.state) is None else "late"
    if notice is None:
        return ""
    if notice.topic == SILENCE_TOPIC:
        return "silent"
    return "nobody" if has_reached_no_one_new(executed, notice, facts.state) else ""


def list_arm_titles(state: State) -> dict[str, str]:
    """The title of each arm; that of the comparison arm says how its staff are alerted."""
    comparison = name_comparison_arm(state)
    return {PLAYER_ARM: "Your team", BASELINE_ARM: "Fully simulated", COMPARISON_ARM: capitalize_first(comparison)}


def build_headline_table(facts: ReportData) -> tuple[Block, ...]:
    """The times of the exercise, arm by arm, up to its end."""
    if facts.exercise.in_days:
        return (_build_dates_table(facts),)
    arms, titles = facts.arms, list_arm_titles(facts.state)
    rows = tuple(
        (capitalize_first(name_measure(name)), *(facts.format_measure_time(arm, name) for arm in arms))
        for name in HEADLINE_MEASURES
        if name in facts.replay.observed_measures[PLAYER_ARM]
    )
    if all(time == NOT_REACHED_MARK for _, *times in rows for time in times):
        return (Paragraph(f"The exercise was {facts.describe_end}. None of its measures was reached by then."),)
    columns = (Column("", 0.46), *(Column(titles[arm], 0.54 / len(arms), "right") for arm in arms))
    of_alert = facts.state.has_alert
    told = (ARM_NOTES if of_alert else {**ARM_NOTES, COMPARISON_ARM: OTHER_STRATEGY_NOTE}).items()
    said = [words for arm, words in told if arm in arms]
    notes = " ".join((SINGLE_CASE_NOTE, *said, *((FIRST_REPORT_NOTE,) if of_alert else ())))
    note = (
        f"The exercise was {facts.describe_end}; a dash: not by then. {notes.format(comparison=titles[COMPARISON_ARM])}"
    )
    if any(time.endswith(RULING_MARK) for _, *times in rows for time in times):
        note += f" {facts.ruling.note}"
    return (Table("Times in this exercise", columns, rows, note), *_describe_margins(facts, titles))


def _build_dates_table(facts: ReportData) -> Table:
    """The stages of the followed report, arm by arm."""
    titles = list_arm_titles(facts.state)
    engines = [(name, engine) for name, engine in facts.state.running_arms.items() if name in facts.arms]
    stages = list_stage_times([engine.trace for _, engine in engines], facts.state.time)
    rows = tuple((capitalize_first(words), *map(format_stage, times)) for words, times in stages)
    columns = (Column("", 0.25), *(Column(titles[name], 0.75 / len(engines)) for name, _ in engines))
    note = f"The exercise was {facts.describe_end}; a dash: not by then. {SINGLE_CASE_NOTE}"
    return Table("Dates of the report in this exercise", columns, rows, note)


def format_stage(time: float | None) -> str:
    """`Thu Nov 5, 08:00`, or a dash."""
    return NOT_REACHED_MARK if time is None else format_date(time)


def _describe_margins(facts: ReportData, titles: Mapping[str, str]) -> Iterator[Block]:
    """In a fire, the time to spare in each arm in which everyone came out."""
    observed = facts.replay.observed_measures
    said = [
        f"{titles[arm]}: {describe_margin(observed[arm]['aset_margin'])}."
        for arm in facts.arms
        if "aset_margin" in observed[arm] and math.isfinite(observed[arm]["rset"])
    ]
    if said:
        yield Paragraph(" ".join(said))


def _describe_jumps(state: State) -> Iterator[str]:
    """Each jump of T+ between two modules, and how far the emergency was simulated on without questions."""
    for entry in state.log:
        jump = scenario_jump_of(entry, state)
        if isinstance(entry.event, SegmentBegun) and jump > entry.incident_time:
            reached = format_t_plus(entry.incident_time)
            if (stood := entry.event.played_on) is not None:
                yield f"From {format_t_plus(stood)} to {reached} the emergency was simulated without questions."
            title = describe_segment(SegmentBegun(entry.event.segment), state)
            yield f"Time jump: from {reached} to {format_t_plus(jump)}, where “{title}” begins, nothing was simulated."


def build_minutes(facts: ReportData) -> Section:
    """The times of each arm, and the figures of them."""
    note = DATES_NOTE if facts.exercise.in_days else CLOCK_NOTE
    words = Paragraph(" ".join((note, *_describe_jumps(facts.state))))
    pictures = find_pictures(facts, "timeline", "heard", "shares")
    title = "What happened day by day" if facts.exercise.in_days else "What happened minute by minute"
    return Section("minutes", title, (words, *build_headline_table(facts), *pictures))


def build_log(facts: ReportData) -> Section:
    """Every line of the log but ratings and improvements, with what was expected; no figure stands between two of them."""
    lines = [line for line in facts.log if not line.subject_id.startswith(JUDGMENT_PREFIXES)]
    rows = tuple(
        (
            format_t_plus(line.scenario_time),
            format_minutes(line.exercise_time),
            format_logged(line.text),
            _find_expected(facts, line),
        )
        for line in lines
    )
    columns = (
        Column("Incident", 0.10),
        Column("Exercise", 0.09, "right"),
        Column("Event", 0.51),
        Column("Expected", 0.30),
    )
    return Section("log", "Log of the exercise", (Table("Log of the exercise", columns, rows, LOG_NOTE),))


def _find_expected(facts: ReportData, line: LogLine) -> str:
    """What the exercise file expects of an inject that was delivered, or of an answer to a question."""
    if line.kind == DecisionAsked.KIND and line.subject_id in facts.state.decision_points:
        decision = facts.state.decision_points[line.subject_id].decision
        return f"{decision.expects} ({decision.reference})"
    number = line.subject_id.removeprefix("inject-")
    delivery = next((one for one in facts.deliveries if str(one.inject.number) == number), None)
    if line.kind == InjectResolved.KIND and delivery is not None and delivery.outcome == "delivered":
        return delivery.inject.expects
    return ""


def find_pictures(facts: ReportData, *names: str) -> tuple[Picture, ...]:
    """The figures that were drawn, of those named."""
    return tuple(facts.pictures[name] for name in names if name in facts.pictures)
