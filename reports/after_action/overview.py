"""The first and last pages of a report: the overview, the summary in facts, the participants by role, and the signatures.

No one is named unless names were asked for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from reports.after_action.chronology import build_headline_table, describe_without_effect
from reports.after_action.data import DATE_BLANK, ReportData
from reports.counterfactual import summarize_effects
from reports.documents.model import Cell, Column, Paragraph, Section, Table
from reports.text.formatting import format_count, format_list
from reports.text.terms import capitalize_first, label_strategy
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.evaluation import GRADES, iterate_evaluation_rows
from sim.exercise.events import DecisionPoint
from sim.exercise.narrative import discussion_seconds, incident_seconds_moved, is_timed
from sim.exercise.participants import (
    NON_PLAYER_ROLES,
    Participant,
    build_role_titles,
    group_by_role,
    participants_from_setup,
)

OVERVIEW_SCRIPTED = "A script, not people. Decisions, messages and exercise times here are the script's."
PARTICIPANTS_SCRIPTED = (
    "A script played these roles. Names are those in the script, or were recorded afterwards."
)
SIGNERS = {
    "facilitator": "Exercise facilitator",
    "evaluator": "Lead evaluator",
    "principal": "Principal",
}
SIGNATURE_LABEL = "Date and signature"


def build_overview(facts: ReportData) -> Section:
    """The exercise in a table, as HSEEP opens a report."""
    table = Table("The exercise", (Column("", 0.28), Column("", 0.72)), tuple(_overview_rows(facts)))
    return Section("overview", "Exercise overview", (table,))


def _overview_rows(facts: ReportData) -> Iterator[tuple[str, Cell]]:
    exercise, is_scripted, blank = facts.exercise, facts.review.is_scripted, facts.blank
    played = [facts.role_title(role.id) for role in exercise.roles if role.id in facts.state.player_roles]
    yield "Exercise", exercise.title
    yield "Kind", "Tabletop exercise. The emergency and all roles without a participant were simulated."
    yield (
        "Date",
        blank(DATE_BLANK, "Date of the exercise", "year-month-day", otherwise=facts.date, kind="day"),
    )
    yield (
        "Time",
        f"{format_minutes(facts.state.exercise_time)} min of exercise time, of {exercise.minutes} planned; "
        f"{facts.describe_end}{facts.describe_overrun}",
    )
    if is_scripted:
        yield "Played by", OVERVIEW_SCRIPTED
    yield "Place", blank("overview.place", "Where it was held", "room and address")
    yield "Campus", facts.state.labels.school
    yield "Threat or hazard", facts.review.state.opened.emergency.scenario.title
    yield "Purpose", exercise.purpose.strip()
    yield "Situation", exercise.situation.strip()
    yield "Objectives", " ".join(f"({n}) {one.says}" for n, one in enumerate(facts.objectives, 1))
    yield "Core capabilities", "; ".join(dict.fromkeys(one.capability for one in facts.objectives))
    yield (
        ("Roles in the script" if is_scripted else "Played roles"),
        _describe_roles(facts, format_list(played)),
    )
    yield (
        "Alerting",
        f"In the exercise: {label_strategy(exercise.strategy)}. In the comparison arm: {label_strategy(exercise.twin)}.",
    )
    sponsor = "Who asked for the exercise", "district, school or office"
    yield "Sponsor", blank("overview.sponsor", *sponsor, must=False)
    organizations = "Organizations that took part", "school, police, fire, EMS, others"
    yield "Organizations", blank("overview.organizations", *organizations)
    yield "Point of contact", blank("overview.contact", "Point of contact", "name, office, phone, email")


def _describe_roles(facts: ReportData, played: str) -> str:
    if played and not facts.is_exercised:
        return f"none; planned: {played}"
    return played or "none; all roles were simulated"


def build_summary(facts: ReportData) -> Section:
    """Facts in sentences, an assessment by people, and the times of the exercise."""
    assessment = facts.blank(
        "summary.assessment",
        "What this exercise says about the plan",
        "two or three sentences: is the plan good enough, and what needs to change first",
        must=facts.is_exercised,
    )
    return Section(
        "summary",
        "Executive summary",
        (*(Paragraph(one) for one in summarize_facts(facts)), assessment, *build_headline_table(facts)),
    )


def summarize_facts(facts: ReportData) -> Iterator[str]:
    """A paragraph for each kind of fact."""
    if opening := " ".join(_describe_conduct(facts)):
        yield opening
    if facts.is_exercised:
        yield " ".join(_describe_decisions(facts))
        yield " ".join(_describe_injects(facts))
        yield describe_ratings(facts)
        if facts.counterfactual:
            yield from summarize_effects(facts.counterfactual)
    else:
        yield "Nothing was exercised: no one was told or asked anything."
    noted, earlier = len(facts.list_notes("improve")), len(facts.open_actions)
    yield capitalize_first(
        f"{format_count(noted, 'improvement')} {_was(noted)} recorded; {format_count(earlier, 'corrective action')} "
        f"{'is' if earlier == 1 else 'are'} open from earlier exercises on this campus."
    )


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _describe_conduct(facts: ReportData) -> Iterator[str]:
    if facts.review.is_scripted:
        yield "This exercise was run from a script, without participants."
    if not facts.state.ended:
        yield f"{'It' if facts.review.is_scripted else 'The exercise'} was {facts.describe_end}."


def _describe_decisions(facts: ReportData) -> Iterator[str]:
    decided = [one for one in facts.decision_points if one.state == "decided"]
    answered = f" and decided {len(decided)}{_describe_durations(decided)}" if facts.decision_points else ""
    yield f"Participants were asked {format_count(len(facts.decision_points), 'question')}{answered}."
    if without_effect := describe_without_effect(facts):
        yield without_effect
    if undecided := len(facts.decision_points) - len(decided):
        yield f"{capitalize_first(format_count(undecided, 'question'))} ended without a decision."
    if never := len(facts.list_never_asked()):
        yield f"{capitalize_first(format_count(never, 'question'))} did not come up."


def _describe_durations(decided: Sequence[DecisionPoint]) -> str:
    """Minutes of discussion, and of incident time in timed questions: sums over the decisions, to the second."""
    timed = [one for one in decided if is_timed(one)]
    discussed = sum(round(discussion_seconds(one)) for one in decided if one not in timed)
    moved = sum(round(incident_seconds_moved(one)) for one in timed)
    text = f", after {format_minutes(discussed)} min of discussion" if len(timed) < len(decided) else ""
    if not timed:
        return text
    return f"{text}; {len(timed)} timed, during which scenario time advanced {format_minutes(moved)} min"


def _describe_injects(facts: ReportData) -> Iterator[str]:
    planned = [one for one in facts.deliveries if one.inject.number not in facts.state.improvised]
    outcomes = Counter(one.outcome for one in planned)
    rest = {one: outcomes[one] for one in ("held", "cancelled")} | {
        "not reached": len(facts.list_undelivered())
    }
    others = format_list(f"{count} {_was(count)} {outcome}" for outcome, count in rest.items() if count)
    unread = sum(one.outcome == "delivered" and not one.readers for one in planned)
    simulated = f", {unread} of them to simulated roles" if unread else ""
    delivered = f"{outcomes['delivered']} {_was(outcomes['delivered'])} delivered{simulated}"
    count = format_count(len(facts.exercise.injects), "planned inject")
    yield f"Of {count}, {delivered}{f'; {others}' if others else ''}."
    if more := len(facts.state.improvised):
        yield f"The facilitator improvised {format_count(more, 'inject')}."


def describe_unrated(facts: ReportData) -> str:
    """`objectives 3 and 5`: those without a final rating of their capability target."""
    left = [str(row.number) for row in iterate_evaluation_rows(facts.state) if not (row.task or row.final)]
    return f"objective{'' if len(left) == 1 else 's'} {format_list(left)}" if left else ""


def describe_ratings(facts: ReportData) -> str:
    """How many objectives have each final rating."""
    rows = [row for row in iterate_evaluation_rows(facts.state) if not row.task]
    found = Counter(row.final for row in rows if row.final)
    if not found:
        return f"None of the {format_count(len(rows), 'objective')} has a final rating{'' if facts.finalized else ' yet'}."
    said = [f"{found[grade]} {words} ({grade})" for grade, words in GRADES.items() if found[grade]]
    left = len(rows) - sum(found.values())
    return f"Objectives: {format_list(said)}{f'; {left} not rated' if left else ''}."


def build_participants(facts: ReportData) -> Section:
    """Roles, and how many played them; names where they are asked for."""
    present, titles = group_by_role(facts.state.people, facts.exercise), build_role_titles(facts.exercise)
    rows = tuple(
        (title, _describe_role_status(facts, role), _describe_people(facts, present.get(role, ())))
        for role, title in titles.items()
        if role in present or role not in NON_PLAYER_ROLES
    )
    names = "Names recorded" if facts.review.is_scripted else "People recorded"
    columns = (
        Column("Role", 0.30), Column("In this exercise", 0.30), Column("Who" if facts.with_names else names, 0.40)
    )  # fmt: skip
    note = PARTICIPANTS_SCRIPTED if facts.review.is_scripted and facts.state.people else ""
    count = facts.blank(
        "people.count",
        "Number of people who took part",
        "players, evaluators, observers",
        otherwise=_count_people(facts, present),
        must=facts.is_exercised,
    )
    return Section("people", "Participants by role", (Table("Roles", columns, rows, note), count))


def _count_people(facts: ReportData, present: Mapping[str, Sequence[Participant]]) -> str:
    """The number recorded, if every played role has a name; empty where only people know.

    A script has no participants; people recorded after it are for people to count.
    """
    setup = facts.state.setup
    if setup is None:
        return ""
    if facts.review.is_scripted:
        return "" if {*facts.state.people} - {*participants_from_setup(setup.played)} else "none"
    return str(len(facts.state.people) or "") if all(map(present.get, facts.state.player_roles)) else ""


def _describe_role_status(facts: ReportData, role: str) -> str:
    state, is_scripted = facts.state, facts.review.is_scripted
    if role in NON_PLAYER_ROLES:
        return "not in the script" if is_scripted else "present"
    planned = "" if facts.is_exercised else "planned: "
    played = f"{planned}played by {'the script' if is_scripted else 'participants'}"
    if role in state.played:
        return played
    if role in state.handed_back and facts.is_exercised:
        return f"{played} until {format_t_plus(state.played_until(role))}, then simulated"
    is_returned = state.setup is not None and role in state.setup.played
    return f"{planned}simulated{', handed back before it began' if is_returned else ''}"


def _describe_people(facts: ReportData, people: Sequence[Participant]) -> str:
    if not facts.with_names:
        return str(len(people)) if people else "–"
    return "; ".join(", ".join(filter(None, (one.name, one.organization))) for one in people) or "–"


def build_signatures(facts: ReportData) -> Section:
    """Names can be entered before printing or by hand; date and signature are by hand, in a row with room for them."""
    rows: list[tuple[Cell, ...]] = []
    for key, label in SIGNERS.items():
        name = facts.blank(f"signatures.{key}.name", "Name", "in print", must=False)
        is_by_hand = facts.finalized and not name.value
        rows.append((f"{label}: name in print", "") if is_by_hand else (label, name))
        rows.append((SIGNATURE_LABEL, ""))
    table = Table("Signatures", (Column("", 0.3), Column("", 0.7)), tuple(rows))
    lead = Paragraph("Facts are from the journal; judgments are those of the people who sign.")
    return Section("signatures", "Signatures", (lead, table))
