"""What happened: the times of the one play in its three arms, and everything that was said and done, in its order."""

from reports.after_action.came_of_it import as_told
from reports.after_action.facts import NOT_BY_THE_END, Facts
from reports.documents.blocks import Block, Column, Paragraph, Picture, Section, Table
from reports.names import MEASURE_NAMES, capital
from reports.ruling import SIGN
from sim.drill.arms import AUTOPILOT, ROOM, TWIN
from sim.drill.frame import twin_name
from sim.drill.times import minutes, t_plus

HEADLINES = (
    "first_report", "call_answered", "first_campus_alert", "aware_t50", "aware_t90", "protected_t50", "protected_t90",
    "collapse_to_cpr", "first_responder_at_patient", "aed_at_patient", "collapse_to_shock", "rset", "first_unit_on_scene",
    "ems_at_patient", "hazard_over", "accountability_complete",
)  # fmt: skip
PLAY, SCHOOL = "play", "school"
ONE_PLAY = {
    PLAY: "A single play is a single case.",
    ROOM: "Room: with the decisions of the room; whoever is played does nothing until they are asked.",
    AUTOPILOT: "Autopilot: everybody modelled.",
    TWIN: "Twin: everybody modelled under another strategy ({twin}); an announcement is an alert there too.",
    SCHOOL: "A first report is one of the school: 911 may have answered somebody else before it.",
}
"""What is said under the times, by what it is about."""
JUDGED = ("rate-", "improve-")
ELSEWHERE = "Final ratings stand with their objectives, items for improvement in the improvement plan."


def headline_rows(facts: Facts) -> tuple[Block, ...]:
    """The times of this play, arm by arm, as far as it was played."""
    arms = facts.arms
    rows = tuple(
        (capital(MEASURE_NAMES[name]), *(facts.time(arm, name) for arm in arms))
        for name in HEADLINES
        if name in facts.after.here[ROOM]
    )
    if all(time == NOT_BY_THE_END for _, *times in rows for time in times):
        return (Paragraph(f"The exercise was {facts.end}. Nothing that is measured had happened by then."),)
    columns = (Column("", 0.46), *(Column(capital(arm), 0.54 / len(arms), "right") for arm in arms))
    twin = twin_name(facts.state).removeprefix("twin: ")
    said = " ".join(ONE_PLAY[arm] for arm in (PLAY, *arms, SCHOOL)).format(twin=twin)
    marked = any(time.endswith(SIGN) for _, *times in rows for time in times)
    note = f"The exercise was {facts.end}; a dash: not by then. {said}{f' {facts.ruling.note}' if marked else ''}"
    return (Table("When it happened in this play", columns, rows, note),)


def timeline(facts: Facts) -> Section:
    """The figures, then every line of the log. Ratings and improvements have their own places."""
    rows = tuple(
        (t_plus(line.time), minutes(line.room), as_told(line.words))
        for line in facts.log
        if not line.of.startswith(JUDGED)
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
            *pictures(facts, "timeline", "shares", "maps"),
            Table("Everything said and done", columns, rows, ELSEWHERE),
        ),
    )


def pictures(facts: Facts, *names: str) -> tuple[Picture, ...]:
    """Those figures that could be drawn."""
    return tuple(facts.pictures[name] for name in names if name in facts.pictures)
