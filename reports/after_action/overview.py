"""What was exercised, and what came of it in facts: the first pages of a report."""

from collections import Counter
from collections.abc import Iterator, Sequence

from reports.after_action.came_of_it import to_nothing
from reports.after_action.facts import DAY, Facts
from reports.after_action.played import headline_rows
from reports.brought_words import summary as brought
from reports.documents.blocks import Cell, Column, Paragraph, Section, Table
from reports.input_words import counted, listed
from reports.names import capital, label
from sim.drill.evaluation import GRADES, grid
from sim.drill.parts import Window
from sim.drill.said import moved_for, talked_for, under_pressure
from sim.drill.times import minutes

SCRIPTED = "A script, not people. What is decided and said here, and the times of the room, are the script's."


def overview(facts: Facts) -> Section:
    """The exercise in a table, as HSEEP opens a report."""
    rows: list[tuple[Cell, ...]] = [(name, said) for name, said in _overview(facts)]
    table = Table("The exercise", (Column("", 0.28), Column("", 0.72)), tuple(rows))
    return Section("overview", "Exercise overview", (table,))


def _overview(facts: Facts) -> Iterator[tuple[str, Cell]]:
    exercise, scripted = facts.exercise, facts.after.scripted
    played = [facts.role(role.id) for role in exercise.roles if role.id in facts.state.in_the_room]
    yield "Exercise", exercise.title
    yield "Kind", "Tabletop exercise. A model played the emergency and everybody who was not in the room."
    yield (
        "Date",
        facts.blank(DAY, "Date of the exercise", "year-month-day", otherwise=facts.date, kind="day"),
    )
    yield (
        "Time",
        f"{minutes(facts.state.room)} min in the room, of {exercise.minutes} planned; {facts.end}{facts.ran_on}",
    )
    if scripted:
        yield "Played by", SCRIPTED
    yield "Place", facts.blank("overview.place", "Where it was held", "room and address")
    yield "Campus", facts.state.labels.school
    yield "Threat or hazard", facts.after.state.opened.emergency.scenario.title
    yield "Purpose", exercise.purpose.strip()
    yield "Situation", exercise.situation.strip()
    yield "Objectives", " ".join(f"({n}) {one.says}" for n, one in enumerate(facts.objectives, 1))
    yield "Core capabilities", "; ".join(dict.fromkeys(one.capability for one in facts.objectives))
    yield f"Roles {'in the script' if scripted else 'in the room'}", _roles(facts, listed(played))
    yield (
        "How staff were told",
        f"In the room: {label(exercise.strategy)}. In the twin, the same emergency beside it: {label(exercise.twin)}.",
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


def _roles(facts: Facts, played: str) -> str:
    if played and not facts.exercised:
        return f"none; to be played were {played}"
    return played or "none; everybody was modelled"


def summary(facts: Facts) -> Section:
    """Facts in sentences, what only people can say about them, and the times that matter."""
    assessment = facts.blank(
        "summary.assessment",
        "What this exercise says about the plan",
        "two or three sentences: is the plan good enough, and what has to change first",
        must=facts.exercised,
    )
    return Section(
        "summary",
        "Executive summary",
        (*(Paragraph(one) for one in said(facts)), assessment, *headline_rows(facts)),
    )


def said(facts: Facts) -> Iterator[str]:
    """What can be counted."""
    if opening := " ".join(_how_it_went(facts)):
        yield opening
    if facts.exercised:
        yield " ".join(_questions(facts))
        yield " ".join(_injects(facts))
        yield ratings(facts)
        if facts.found:
            yield from brought(facts.found)
    else:
        yield "Nothing was exercised: nobody was told or asked anything."
    noted, earlier = len(facts.notes("improve")), len(facts.earlier)
    yield capital(
        f"{counted(noted, 'item')} for improvement {'was' if noted == 1 else 'were'} written down; "
        f"{counted(earlier, 'item')} {'is' if earlier == 1 else 'are'} still open from earlier exercises on this campus."
    )


def _how_it_went(facts: Facts) -> Iterator[str]:
    """What is to be known before the rest: that a script played it, and that nobody ended it."""
    scripted = facts.after.scripted
    if scripted:
        yield "This exercise was played from a script; nobody sat in a room."
    if not facts.state.ended:
        yield f"{'It' if scripted else 'The exercise'} was {facts.end}."


def _questions(facts: Facts) -> Iterator[str]:
    """How many were asked, and what became of them."""
    decided = [one for one in facts.windows if one.state == "decided"]
    answered = f" and decided {len(decided)}{_took(decided)}" if facts.windows else ""
    yield f"The room was asked {counted(len(facts.windows), 'question')}{answered}."
    if nothing := to_nothing(facts):
        yield nothing
    if undecided := len(facts.windows) - len(decided):
        yield f"{capital(counted(undecided, 'question'))} ended without a decision."
    if never := len(facts.never_asked()):
        yield f"{capital(counted(never, 'question'))} did not come up."


def _took(decided: Sequence[Window]) -> str:
    """How long it was talked, and what the incident moved under time pressure: sums of what each decision says, to the second."""
    pressed = [one for one in decided if under_pressure(one)]
    talked = sum(round(talked_for(one)) for one in decided if one not in pressed)
    moved = sum(round(moved_for(one)) for one in pressed)
    said = f", after {minutes(talked)} min of talk about them" if len(pressed) < len(decided) else ""
    if not pressed:
        return said
    return f"{said}; {len(pressed)} under time pressure, in which the incident moved {minutes(moved)} min"


def _injects(facts: Facts) -> Iterator[str]:
    """How many of the planned ones were delivered, and what became of the others."""
    planned = [one for one in facts.deliveries if one.inject.number not in facts.state.made_up]
    outcomes = Counter(one.outcome for one in planned)
    rest = [_were(outcomes[outcome], outcome) for outcome in ("held", "cancelled") if outcomes[outcome]]
    rest += [_were(len(facts.never_came()), "not reached")] if facts.never_came() else []
    others = f"; {listed(rest)}" if rest else ""
    unread = sum(one.outcome == "delivered" and not one.readers for one in planned)
    nobody = f", {unread} of them to roles that nobody played" if unread else ""
    yield f"Of {counted(len(facts.exercise.injects), 'planned inject')}, {_were(outcomes['delivered'], 'delivered')}{nobody}{others}."
    if more := len(facts.state.made_up):
        yield f"{capital(counted(more, 'inject'))} more came from the facilitator."


def _were(count: int, what: str) -> str:
    """`1 was held`, `2 were held`."""
    return f"{count} {'was' if count == 1 else 'were'} {what}"


def unrated(facts: Facts) -> str:
    """`objectives 3 and 5`: those whose capability target has no final rating."""
    left = [str(row.number) for row in grid(facts.state) if not (row.task or row.final)]
    return f"objective{'' if len(left) == 1 else 's'} {listed(left)}" if left else ""


def ratings(facts: Facts) -> str:
    """How many objectives have which final rating."""
    rows = [row for row in grid(facts.state) if not row.task]
    found = Counter(row.final for row in rows if row.final)
    if not found:
        return f"None of the {counted(len(rows), 'objective')} has a final rating{'' if facts.final else ' yet'}."
    said = [f"{found[grade]} {words} ({grade})" for grade, words in GRADES.items() if found[grade]]
    left = len(rows) - sum(found.values())
    return f"Objectives: {listed(said)}{f'; {left} not rated' if left else ''}."
