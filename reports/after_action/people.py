"""Who took part, by role, and who signs. Nobody is named unless that is asked for."""

from collections.abc import Mapping, Sequence

from reports.after_action.facts import Facts
from reports.documents.blocks import Cell, Column, Paragraph, Section, Table
from sim.drill.people import OTHERS, Participant, by_role, role_titles

SIGNERS = (
    ("facilitator", "Facilitator of the exercise"),
    ("evaluator", "Lead evaluator"),
    ("principal", "Head of the school"),
)
DATED = "Date and signature"


def people(facts: Facts) -> Section:
    """Roles, and how many played them; names where they are asked for."""
    here = by_role(facts.state.people, facts.exercise)
    titles = role_titles(facts.exercise)
    rows = tuple(
        (title, _how(facts, role), _who(facts, here.get(role, ())))
        for role, title in titles.items()
        if role in here or role not in OTHERS
    )
    last = "Who" if facts.with_names else "People written down"
    columns = (Column("Role", 0.30), Column("In this exercise", 0.30), Column(last, 0.40))
    count = facts.blank(
        "people.count",
        "How many people took part",
        "players, evaluators, observers",
        otherwise=_count(facts, here),
        must=facts.exercised,
    )
    return Section("people", "Participants by role", (Table("Roles", columns, rows), count))


def _count(facts: Facts, here: Mapping[str, Sequence[Participant]]) -> str:
    """How many were written down, where every role that somebody played has a name; else it is for people to say."""
    setup = facts.state.setup
    all_named = setup is not None and all(here.get(role) for role in setup.played)
    return str(len(facts.state.people) or "") if all_named and not facts.after.scripted else ""


def _how(facts: Facts, role: str) -> str:
    setup = facts.state.setup
    if role in OTHERS:
        return "in the room"
    if setup is None or role not in setup.played:
        return "modelled"
    where = "by the script" if facts.after.scripted else "in the room"
    if not facts.exercised:
        return f"was to be played {where}"
    return f"played {where}{'' if role in facts.state.played else ', later handed back to the model'}"


def _who(facts: Facts, here: Sequence[Participant]) -> str:
    if not facts.with_names:
        return str(len(here)) if here else "–"
    return "; ".join(", ".join(filter(None, (one.name, one.organisation))) for one in here) or "–"


def signatures(facts: Facts) -> Section:
    """Judgement, signed: names can be written beforehand or by hand, date and signature stand on paper, in a row with room for them."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        row
        for key, label in SIGNERS
        for row in (
            (label, _name(facts, key)),
            (DATED, ""),
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


def _name(facts: Facts, signer: str) -> Cell:
    """A blank; in a final report the same room as for a signature, where nobody wrote the name beforehand."""
    name = facts.blank(f"signatures.{signer}.name", "Name", "in print", must=False)
    return name if name.value or not facts.final else ""
