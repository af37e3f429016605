"""Votes in a report: numbers of the whole room, and reasons that their writers allow. Nothing tells of a seat or of a role."""

from collections.abc import Iterator, Mapping

from reports.after_action.data import ReportData
from reports.decision_ledger import NONE
from reports.documents.model import Block, Column, Paragraph, Table
from sim.exercise.vote_outcomes import LEAST_VOTERS, count_by_confidence, count_moves

SURE = ("not sure", "fairly sure", "very sure")


def build_votes(facts: ReportData) -> Iterator[Block]:
    best = {
        one.id: one.best.answer
        for one in (facts.decision_effects.decisions if facts.decision_effects else ())
        if one.best is not None
    }
    yield from _build_counts(facts, best)
    yield from _build_confidence(facts, best)
    if facts.are_texts_forgotten:
        yield Paragraph("Texts that people typed on their phones were deleted.")
    if facts.reasons:
        columns = (Column("Question", 0.12), Column("Reasons given with votes", 0.88))
        yield Table("Reasons of votes", columns, tuple(facts.reasons))


def _build_counts(facts: ReportData, best: Mapping[str, str]) -> Iterator[Table]:
    """The last vote on each question."""
    rows = tuple(_count(facts, name, best.get(name)) for name in _list_voted(facts))
    if rows:
        titles = (
            "Question",
            "Votes",
            "For the decision",
            "For the best answer",
            "Moved",
            "To the best",
            "From the best",
        )
        shares = (0.12, 0.10, 0.18, 0.20, 0.12, 0.14, 0.14)
        yield Table("Votes of the room", tuple(map(Column, titles, shares)), rows)


def _list_voted(facts: ReportData) -> list[str]:
    ballots = facts.state.ballots
    return list(dict.fromkeys(one.decision for one in ballots.askings if sum(one.count())))


def _count(facts: ReportData, decision: str, best: str | None) -> tuple[str, ...]:
    """Numbers of a question; of fewer than three voters only how many they were."""
    ballots, point = facts.state.ballots, facts.state.decision_points[decision]
    asking = ballots.last_of(decision)
    counts = dict(zip(asking.options, asking.count(), strict=True)) if asking else {}
    moves = count_moves(ballots, decision, best)
    votes = sum(counts.values())
    if votes < LEAST_VOTERS:
        return (decision, str(votes), *[NONE] * 5)
    chosen = counts.get(point.response.option or "") if point.state == "decided" else None
    told = (chosen, counts.get(best or ""), *((moves.moved, moves.toward, moves.away) if moves else [None] * 3))
    return (decision, str(votes), *(NONE if one is None else str(one) for one in told))


def _build_confidence(facts: ReportData, best: Mapping[str, str]) -> Iterator[Table]:
    rows = count_by_confidence(facts.state.ballots, best)
    if rows:
        columns = (Column("Confidence", 0.34), Column("Votes by phone", 0.33), Column("For the best answer", 0.33))
        lines = tuple((SURE[row.sure], str(row.votes), str(row.best)) for row in rows)
        yield Table("Confidence and outcome, whole room", columns, lines)
