"""What became of what was decided: every later line of the log that belongs to it, and what of it came to nothing.

What happened: the times of the one play in its three arms, and everything that was said and done, in its order.
"""

import re
from collections import Counter
from collections.abc import Iterator

from reports.after_action.data import NOT_REACHED_MARK, ReportData
from reports.counterfactual import RULING_MARK
from reports.documents.model import Block, Column, Paragraph, Picture, Section, Table
from reports.text.formatting import format_count, format_list
from reports.text.terms import MEASURE_NAMES, capitalize_first
from sim.exercise.arms import BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.events import DecisionPoint, ExecutedAction, Notice
from sim.exercise.messages import REACHED_TEXT, SILENCE_TOPIC, list_noticed_actions, name_action
from sim.exercise.narrative import find_waiting_since, is_repeat_of_blocker
from sim.exercise.room_view import name_comparison_arm

NO_EFFECT_TEXTS = {
    "late": "came too late",
    "vain": "changed nothing",
    "nobody": "reached nobody more",
    "silent": "{was} not heard",
    "several": "came to nothing in more than one way",
}
"""How decisions come to nothing, in the order in which they are told."""


def as_logged(words: str) -> str:
    """The words of a line of the log as the report has them."""
    return re.sub(r"  +", ": ", words)


def describe_outcomes(facts: ReportData, decision_point: DecisionPoint) -> Iterator[str]:
    """Each act, and what came to light of it, in the words of the log; talk has none. What was still to come at the end never began."""
    of = decision_point.decision.id
    later = [line for line in facts.log if line.subject_id == of and line.kind in ("act", "notice")]
    for line in later:
        yield f"{format_t_plus(line.time)} {as_logged(line.text.removeprefix(of).lstrip())}."
    if decision_point.response.does and not any(line.kind == "act" for line in later):
        yield "The exercise ended before any of it began."


def describe_without_effect(facts: ReportData) -> str:
    """`Of 4 decisions, 1 changed nothing and 1 was not heard.`: those of which every act did. Empty where there is none."""
    decided = [one for one in facts.decision_points if one.state == "decided"]
    light = dict(zip(list_noticed_actions(facts.state), facts.state.notices, strict=True))
    ways = Counter(_find_no_effect_kind(facts, one, light) for one in decided)
    told = [
        f"{ways[way]} {words.format(was='was' if ways[way] == 1 else 'were')}"
        for way, words in NO_EFFECT_TEXTS.items()
        if ways[way]
    ]
    return f"Of {format_count(len(decided), 'decision')}, {format_list(told)}." if told else ""


def _find_no_effect_kind(facts: ReportData, decision_point: DecisionPoint, light: dict[str, Notice]) -> str:
    """How all that was decided came to nothing; empty where something did not, or had not begun. light: what came to light, by act."""
    acts = [one for one in facts.state.done if one.action.source_id == decision_point.decision.id]
    ways = {_find_action_no_effect(facts, one, light.get(name_action(one))) for one in acts}
    if not acts or len(acts) < len(decision_point.response.does) or "" in ways:
        return ""
    return ways.pop() if len(ways) == 1 else "several"


def _find_action_no_effect(facts: ReportData, executed: ExecutedAction, notice: Notice | None) -> str:
    """How an act came to nothing, as the log says; empty where it did not."""
    if is_repeat_of_blocker(executed, facts.state):
        return ""
    if not executed.outcome.began:
        return "vain" if find_waiting_since(executed, facts.state) is None else "late"
    if notice is None:
        return ""
    if notice.topic == SILENCE_TOPIC:
        return "silent"
    return "nobody" if notice.text.endswith(REACHED_TEXT.format(0)) else ""


HEADLINE_MEASURES = (
    "first_report", "call_answered", "first_campus_alert", "aware_t50", "aware_t90", "protected_t50", "protected_t90",
    "collapse_to_cpr", "first_responder_at_patient", "aed_at_patient", "collapse_to_shock", "rset", "first_unit_on_scene",
    "ems_at_patient", "hazard_over", "accountability_complete",
)  # fmt: skip

PLAY, SCHOOL = "play", "school"

CAPTION_NOTES = {
    PLAY: "A single play is a single case.",
    PLAYER_ARM: "Room: with the decisions of the room; whoever is played does nothing until they are asked.",
    BASELINE_ARM: "Autopilot: everybody modelled.",
    COMPARISON_ARM: "Twin: everybody modelled under another strategy ({twin}); an announcement is an alert there too.",
    SCHOOL: "A first report is one of the school: 911 may have answered somebody else before it.",
}
"""What is said under the times, by what it is about."""

JUDGMENT_PREFIXES = ("rate-", "improve-")

ELSEWHERE = "Final ratings stand with their objectives, items for improvement in the improvement plan."


def build_headline_table(facts: ReportData) -> tuple[Block, ...]:
    """The times of this play, arm by arm, as far as it was played."""
    arms = facts.arms
    rows = tuple(
        (capitalize_first(MEASURE_NAMES[name]), *(facts.format_measure_time(arm, name) for arm in arms))
        for name in HEADLINE_MEASURES
        if name in facts.review.observed_measures[PLAYER_ARM]
    )
    if all(time == NOT_REACHED_MARK for _, *times in rows for time in times):
        return (
            Paragraph(
                f"The exercise was {facts.describe_end}. Nothing that is measured had happened by then."
            ),
        )
    columns = (Column("", 0.46), *(Column(capitalize_first(arm), 0.54 / len(arms), "right") for arm in arms))
    twin = name_comparison_arm(facts.state).removeprefix("twin: ")
    said = " ".join(CAPTION_NOTES[arm] for arm in (PLAY, *arms, SCHOOL)).format(twin=twin)
    marked = any(time.endswith(RULING_MARK) for _, *times in rows for time in times)
    note = f"The exercise was {facts.describe_end}; a dash: not by then. {said}{f' {facts.ruling.note}' if marked else ''}"
    return (Table("When it happened in this play", columns, rows, note),)


def build_timeline(facts: ReportData) -> Section:
    """The figures, then every line of the log. Ratings and improvements have their own places."""
    rows = tuple(
        (format_t_plus(line.time), format_minutes(line.exercise_time), as_logged(line.text))
        for line in facts.log
        if not line.subject_id.startswith(JUDGMENT_PREFIXES)
    )
    columns = (
        Column("Incident", 0.11),
        Column("Room", 0.09, "right"),
        Column("What was said and done", 0.80),
    )
    return Section(
        "timeline",
        "What happened",
        (
            Paragraph(
                "Incident time (T+) runs only while the model plays; while the room talks it stands still. "
                "Debate is therefore no response time."
            ),
            *find_pictures(facts, "timeline", "shares", "maps"),
            Table("Everything said and done", columns, rows, ELSEWHERE),
        ),
    )


def find_pictures(facts: ReportData, *names: str) -> tuple[Picture, ...]:
    """Those figures that could be drawn."""
    return tuple(facts.pictures[name] for name in names if name in facts.pictures)
