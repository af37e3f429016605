"""The appendix of participants by role, with the totals of the exercise. No one is named unless names were asked for."""

from collections import Counter
from collections.abc import Iterator, Sequence

from reports.after_action.chronology import describe_without_effect
from reports.after_action.data import ReportData
from reports.documents.model import Blank, Block, Column, Paragraph, Section, Table
from reports.text.formatting import format_count, format_list
from reports.text.terms import capitalize_first
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.events import ActionStarted, DecisionPoint
from sim.exercise.narrative import discussion_seconds, incident_seconds_moved, is_timed
from sim.exercise.participants import (
    NON_PLAYER_ROLES,
    Participant,
    build_role_titles,
    group_by_role,
    participants_from_setup,
)

PARTICIPANTS_SCRIPTED = "A script played these roles. Names are those in the script, or were recorded afterwards."
NO_ONE = "none"
"""The number of people who took part in a script."""
NOBODY = {NO_ONE, "0", "zero", "no one", "nobody"}
"""How people write that number."""


def build_participants(facts: ReportData) -> Section:
    """Roles, how many played them, with names where they are asked for; and how much was asked and told."""
    present, titles = group_by_role(facts.state.people, facts.exercise), build_role_titles(facts.exercise)
    rows = tuple(
        (title, _describe_role_status(facts, role), _describe_people(facts, present.get(role, ())))
        for role, title in titles.items()
        if role in present or role not in NON_PLAYER_ROLES
    )
    names = "Names recorded" if facts.state.is_scripted else "People recorded"
    columns = (
        Column("Role", 0.30), Column("In this exercise", 0.30), Column("Who" if facts.with_names else names, 0.40)
    )  # fmt: skip
    is_from_script = facts.state.is_scripted and not facts.state.is_rehearsal
    note = PARTICIPANTS_SCRIPTED if is_from_script and facts.state.people else ""
    blocks: tuple[Block, ...] = (Table("Roles", columns, rows, note), _build_count(facts), *_describe_totals(facts))
    return Section("people", "Participants and totals", blocks)


def is_attended(facts: ReportData) -> bool:
    """Whether anyone took part: people played, were recorded after a script, or are counted in the additions."""
    return _build_count(facts).value.strip().casefold() not in NOBODY


def _build_count(facts: ReportData) -> Blank:
    return facts.blank(
        "people.count",
        "Number of people who took part",
        "players, evaluators, observers",
        otherwise=_count_people(facts),
        must=facts.is_exercised,
    )


def _count_people(facts: ReportData) -> str:
    """The number recorded, if every played role has a name; empty where only people know.

    A script has no participants; people recorded after it are for people to count.
    """
    setup = facts.state.setup
    if setup is None:
        return ""
    if facts.state.is_rehearsal:
        return NO_ONE
    if facts.state.is_scripted:
        return "" if {*facts.state.people} - {*participants_from_setup(setup.played)} else NO_ONE
    present = group_by_role(facts.state.people, facts.exercise)
    return str(len(facts.state.people) or "") if all(map(present.get, facts.state.player_roles)) else ""


def _describe_role_status(facts: ReportData, role: str) -> str:
    state, is_scripted = facts.state, facts.state.is_scripted
    if role in NON_PLAYER_ROLES:
        return "not in the script" if is_scripted else "present"
    planned = "" if facts.is_exercised else "planned: "
    player = "the facilitator alone" if facts.state.is_rehearsal else "the script"
    played = f"{planned}played by {player if is_scripted else 'participants'}"
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


def _describe_totals(facts: ReportData) -> Iterator[Paragraph]:
    """A paragraph for each kind of fact."""
    if opening := " ".join(_describe_conduct(facts)):
        yield Paragraph(opening)
    if facts.is_exercised:
        yield Paragraph(" ".join(_describe_decisions(facts)))
        yield Paragraph(" ".join(_describe_injects(facts)))


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _describe_conduct(facts: ReportData) -> Iterator[str]:
    if facts.state.is_rehearsal:
        yield "This was a rehearsal. Votes are those of simulated phones."
    elif facts.state.is_scripted:
        yield "This exercise was run from a script, without participants."
    if not facts.state.ended:
        yield f"{'It' if facts.state.is_scripted else 'The exercise'} was {facts.describe_end}."


def _describe_decisions(facts: ReportData) -> Iterator[str]:
    decided = [one for one in facts.decision_points if one.state == "decided"]
    answered = f" and decided {len(decided)}{_describe_durations(decided)}" if facts.decision_points else ""
    yield f"Participants were asked {format_count(len(facts.decision_points), 'question')}{answered}."
    if without_effect := describe_without_effect(facts):
        yield without_effect
    if unbegun := _list_unbegun(facts, decided):
        yield f"The exercise ended before any action of {format_list(unbegun)} began."
    if undecided := len(facts.decision_points) - len(decided):
        yield f"{capitalize_first(format_count(undecided, 'question'))} ended without a decision."
    if never := len(facts.list_never_asked()):
        yield f"{capitalize_first(format_count(never, 'question'))} did not come up."


def _list_unbegun(facts: ReportData, decided: Sequence[DecisionPoint]) -> list[str]:
    acted = {event.of for event in (one.event for one in facts.state.log) if isinstance(event, ActionStarted)}
    return [one.decision.id for one in decided if one.response.does and one.decision.id not in acted]


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
    rest = {one: outcomes[one] for one in ("held", "cancelled")} | {"not reached": len(facts.list_undelivered())}
    others = format_list(f"{count} {_was(count)} {outcome}" for outcome, count in rest.items() if count)
    unread = sum(one.outcome == "delivered" and not one.readers for one in planned)
    simulated = f", {unread} of them to simulated roles" if unread else ""
    delivered = f"{outcomes['delivered']} {_was(outcomes['delivered'])} delivered{simulated}"
    count = format_count(len(facts.exercise.injects), "planned inject")
    yield f"Of {count}, {delivered}{f'; {others}' if others else ''}."
    if more := len(facts.state.improvised):
        yield f"The facilitator improvised {format_count(more, 'inject')}."
