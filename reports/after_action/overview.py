"""What was exercised, and what came of it in facts: the first pages of a report.

Who took part, by role, and who signs. Nobody is named unless that is asked for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from reports.after_action.chronology import build_headline_table, describe_without_effect
from reports.after_action.data import DATE_BLANK, ReportData
from reports.counterfactual import summarize_effects as brought
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

OVERVIEW_SCRIPTED = (
    "A script, not people. What is decided and said here, and the times of the room, are the script's."
)


def build_overview(facts: ReportData) -> Section:
    """The exercise in a table, as HSEEP opens a report."""
    rows: list[tuple[Cell, ...]] = [(name, said) for name, said in _overview_rows(facts)]
    table = Table("The exercise", (Column("", 0.28), Column("", 0.72)), tuple(rows))
    return Section("overview", "Exercise overview", (table,))


def _overview_rows(facts: ReportData) -> Iterator[tuple[str, Cell]]:
    exercise, scripted = facts.exercise, facts.review.is_scripted
    played = [facts.role_title(role.id) for role in exercise.roles if role.id in facts.state.player_roles]
    yield "Exercise", exercise.title
    yield "Kind", "Tabletop exercise. A model played the emergency and everybody who was not in the room."
    yield (
        "Date",
        facts.blank(DATE_BLANK, "Date of the exercise", "year-month-day", otherwise=facts.date, kind="day"),
    )
    yield (
        "Time",
        f"{format_minutes(facts.state.exercise_time)} min in the room, of {exercise.minutes} planned; {facts.describe_end}{facts.describe_overrun}",
    )
    if scripted:
        yield "Played by", OVERVIEW_SCRIPTED
    yield "Place", facts.blank("overview.place", "Where it was held", "room and address")
    yield "Campus", facts.state.labels.school
    yield "Threat or hazard", facts.review.state.opened.emergency.scenario.title
    yield "Purpose", exercise.purpose.strip()
    yield "Situation", exercise.situation.strip()
    yield "Objectives", " ".join(f"({n}) {one.says}" for n, one in enumerate(facts.objectives, 1))
    yield "Core capabilities", "; ".join(dict.fromkeys(one.capability for one in facts.objectives))
    yield (
        f"Roles {'in the script' if scripted else 'in the room'}",
        _describe_roles(facts, format_list(played)),
    )
    yield (
        "How staff were told",
        f"In the room: {label_strategy(exercise.strategy)}. In the twin, the same emergency beside it: {label_strategy(exercise.twin)}.",
    )
    yield (
        "Sponsor",
        facts.blank(
            "overview.sponsor", "Who asked for the exercise", "district, school or office", must=False
        ),
    )
    yield (
        "Organisations",
        facts.blank(
            "overview.organisations", "Organisations that took part", "school, police, fire, EMS, others"
        ),
    )
    yield (
        "Point of contact",
        facts.blank("overview.contact", "Whom to ask about this report", "name, office, telephone, e-mail"),
    )


def _describe_roles(facts: ReportData, played: str) -> str:
    if played and not facts.is_exercised:
        return f"none; to be played were {played}"
    return played or "none; everybody was modelled"


def build_summary(facts: ReportData) -> Section:
    """Facts in sentences, what only people can say about them, and the times that matter."""
    assessment = facts.blank(
        "summary.assessment",
        "What this exercise says about the plan",
        "two or three sentences: is the plan good enough, and what has to change first",
        must=facts.is_exercised,
    )
    return Section(
        "summary",
        "Executive summary",
        (*(Paragraph(one) for one in summarize_facts(facts)), assessment, *build_headline_table(facts)),
    )


def summarize_facts(facts: ReportData) -> Iterator[str]:
    """What can be counted."""
    if opening := " ".join(_describe_conduct(facts)):
        yield opening
    if facts.is_exercised:
        yield " ".join(_describe_decisions(facts))
        yield " ".join(_describe_injects(facts))
        yield describe_ratings(facts)
        if facts.counterfactual:
            yield from brought(facts.counterfactual)
    else:
        yield "Nothing was exercised: nobody was told or asked anything."
    noted, earlier = len(facts.list_notes("improve")), len(facts.open_actions)
    yield capitalize_first(
        f"{format_count(noted, 'item')} for improvement {'was' if noted == 1 else 'were'} written down; "
        f"{format_count(earlier, 'item')} {'is' if earlier == 1 else 'are'} still open from earlier exercises on this campus."
    )


def _describe_conduct(facts: ReportData) -> Iterator[str]:
    """What is to be known before the rest: that a script played it, and that nobody ended it."""
    scripted = facts.review.is_scripted
    if scripted:
        yield "This exercise was played from a script; nobody sat in a room."
    if not facts.state.ended:
        yield f"{'It' if scripted else 'The exercise'} was {facts.describe_end}."


def _describe_decisions(facts: ReportData) -> Iterator[str]:
    """How many were asked, and what became of them."""
    decided = [one for one in facts.decision_points if one.state == "decided"]
    answered = f" and decided {len(decided)}{_describe_durations(decided)}" if facts.decision_points else ""
    yield f"The room was asked {format_count(len(facts.decision_points), 'question')}{answered}."
    if nothing := describe_without_effect(facts):
        yield nothing
    if undecided := len(facts.decision_points) - len(decided):
        yield f"{capitalize_first(format_count(undecided, 'question'))} ended without a decision."
    if never := len(facts.list_never_asked()):
        yield f"{capitalize_first(format_count(never, 'question'))} did not come up."


def _describe_durations(decided: Sequence[DecisionPoint]) -> str:
    """How long it was talked, and what the incident moved under time pressure: sums of what each decision says, to the second."""
    pressed = [one for one in decided if is_timed(one)]
    talked = sum(round(discussion_seconds(one)) for one in decided if one not in pressed)
    moved = sum(round(incident_seconds_moved(one)) for one in pressed)
    said = f", after {format_minutes(talked)} min of talk about them" if len(pressed) < len(decided) else ""
    if not pressed:
        return said
    return (
        f"{said}; {len(pressed)} under time pressure, in which the incident moved {format_minutes(moved)} min"
    )


def _describe_injects(facts: ReportData) -> Iterator[str]:
    """How many of the planned ones were delivered, and what became of the others."""
    planned = [one for one in facts.deliveries if one.inject.number not in facts.state.improvised]
    outcomes = Counter(one.outcome for one in planned)
    rest = [
        _count_with_verb(outcomes[outcome], outcome) for outcome in ("held", "cancelled") if outcomes[outcome]
    ]
    rest += (
        [_count_with_verb(len(facts.list_undelivered()), "not reached")] if facts.list_undelivered() else []
    )
    others = f"; {format_list(rest)}" if rest else ""
    unread = sum(one.outcome == "delivered" and not one.readers for one in planned)
    nobody = f", {unread} of them to roles that nobody played" if unread else ""
    yield f"Of {format_count(len(facts.exercise.injects), 'planned inject')}, {_count_with_verb(outcomes['delivered'], 'delivered')}{nobody}{others}."
    if more := len(facts.state.improvised):
        yield f"{capitalize_first(format_count(more, 'inject'))} more came from the facilitator."


def _count_with_verb(count: int, what: str) -> str:
    """`1 was held`, `2 were held`."""
    return f"{count} {'was' if count == 1 else 'were'} {what}"


def describe_unrated(facts: ReportData) -> str:
    """`objectives 3 and 5`: those whose capability target has no final rating."""
    left = [str(row.number) for row in iterate_evaluation_rows(facts.state) if not (row.task or row.final)]
    return f"objective{'' if len(left) == 1 else 's'} {format_list(left)}" if left else ""


def describe_ratings(facts: ReportData) -> str:
    """How many objectives have which final rating."""
    rows = [row for row in iterate_evaluation_rows(facts.state) if not row.task]
    found = Counter(row.final for row in rows if row.final)
    if not found:
        return f"None of the {format_count(len(rows), 'objective')} has a final rating{'' if facts.finalized else ' yet'}."
    said = [f"{found[grade]} {words} ({grade})" for grade, words in GRADES.items() if found[grade]]
    left = len(rows) - sum(found.values())
    return f"Objectives: {format_list(said)}{f'; {left} not rated' if left else ''}."


SIGNERS = (
    ("facilitator", "Facilitator of the exercise"),
    ("evaluator", "Lead evaluator"),
    ("principal", "Head of the school"),
)

SIGNATURE_LABEL = "Date and signature"

PEOPLE_SCRIPTED = (
    "A script played these roles. Names are those in the script, or were written down afterwards."
)


def build_participants(facts: ReportData) -> Section:
    """Roles, and how many played them; names where they are asked for."""
    here = group_by_role(facts.state.people, facts.exercise)
    titles = build_role_titles(facts.exercise)
    rows = tuple(
        (title, _describe_role_status(facts, role), _describe_people(facts, here.get(role, ())))
        for role, title in titles.items()
        if role in here or role not in NON_PLAYER_ROLES
    )
    last = _section_title(facts)
    columns = (Column("Role", 0.30), Column("In this exercise", 0.30), Column(last, 0.40))
    note = PEOPLE_SCRIPTED if facts.review.is_scripted and facts.state.people else ""
    count = facts.blank(
        "people.count",
        "How many people took part",
        "players, evaluators, observers",
        otherwise=_describe_count(facts, here),
        must=facts.is_exercised,
    )
    return Section("people", "Participants by role", (Table("Roles", columns, rows, note), count))


def _describe_count(facts: ReportData, here: Mapping[str, Sequence[Participant]]) -> str:
    """How many were written down, where every role that somebody played has a name; else it is for people to say.

    In a script nobody takes part; who was written down afterwards, people know.
    """
    setup = facts.state.setup
    if setup is None:
        return ""
    if facts.review.is_scripted:
        return "" if {*facts.state.people} - {*participants_from_setup(setup.played)} else "none"
    return str(len(facts.state.people) or "") if all(map(here.get, facts.state.player_roles)) else ""


def _describe_role_status(facts: ReportData, role: str) -> str:
    """What became of a role: of one that was handed back also when, for until then it was played."""
    state, scripted, to_be = facts.state, facts.review.is_scripted, "" if facts.is_exercised else "was to be "
    if role in NON_PLAYER_ROLES:
        return "not in the script" if scripted else "in the room"
    played = f"{to_be}played {'by the script' if scripted else 'in the room'}"
    if role in state.played:
        return played
    if role in state.handed_back and facts.is_exercised:
        return f"{played} until {format_t_plus(state.played_until(role))}, then modelled"
    given_back = state.setup is not None and role in state.setup.played
    return f"{to_be}modelled{', handed back before it began' if given_back else ''}"


def _section_title(facts: ReportData) -> str:
    if facts.with_names:
        return "Who"
    return "Names written down" if facts.review.is_scripted else "People written down"


def _describe_people(facts: ReportData, here: Sequence[Participant]) -> str:
    if not facts.with_names:
        return str(len(here)) if here else "–"
    return "; ".join(", ".join(filter(None, (one.name, one.organisation))) for one in here) or "–"


def build_signatures(facts: ReportData) -> Section:
    """Judgement, signed: names can be written beforehand or by hand, date and signature stand on paper, in a row with room for them."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        row for key, label in SIGNERS for row in (_signature_row(facts, key, label), (SIGNATURE_LABEL, ""))
    )
    columns = (Column("", 0.3), Column("", 0.7))
    return Section(
        "signatures",
        "Signatures",
        (
            Paragraph("Facts are from the journal; judgements are those of the people who sign."),
            Table("Signatures", columns, rows),
        ),
    )


def _signature_row(facts: ReportData, key: str, label: str) -> tuple[Cell, ...]:
    """With a blank for the name; in a final report with the same room as for a signature, where nobody wrote the name beforehand."""
    name = facts.blank(f"signatures.{key}.name", "Name", "in print", must=False)
    return (label, name) if name.value or not facts.finalized else (f"{label}: name in print", "")
