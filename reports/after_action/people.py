"""Who took part, by role, and who signs. Nobody is named unless that is asked for."""

from collections.abc import Mapping, Sequence

from reports.after_action.facts import ReportData
from reports.documents.blocks import Cell, Column, Paragraph, Section, Table
from sim.drill.people import NON_PLAYER_ROLES, Participant, group_by_role, participants_from_setup, build_role_titles
from sim.drill.times import format_t_plus

SIGNERS = (
    ("facilitator", "Facilitator of the exercise"),
    ("evaluator", "Lead evaluator"),
    ("principal", "Head of the school"),
)
SIGNATURE_LABEL = "Date and signature"
SCRIPTED = "A script played these roles. Names are those in the script, or were written down afterwards."


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
    note = SCRIPTED if facts.review.is_scripted and facts.state.people else ""
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
        row
        for key, label in SIGNERS
        for row in (
            _signature_row(facts, key, label),
            (SIGNATURE_LABEL, ""),
        )
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
