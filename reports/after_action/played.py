"""What happened: the times of the one play in its three arms, and everything that was said and done, in its order."""

from reports.after_action.came_of_it import as_logged
from reports.after_action.facts import NOT_REACHED_MARK, ReportData
from reports.documents.blocks import Block, Column, Paragraph, Picture, Section, Table
from reports.names import MEASURE_NAMES, capitalize_first
from reports.ruling import RULING_MARK
from sim.drill.arms import BASELINE_ARM, PLAYER_ARM, COMPARISON_ARM
from sim.drill.frame import name_comparison_arm
from sim.drill.times import format_minutes, format_t_plus

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
        return (Paragraph(f"The exercise was {facts.describe_end}. Nothing that is measured had happened by then."),)
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
