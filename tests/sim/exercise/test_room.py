"""The room's commands: what is kept of votes, and that they move nothing that happens."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.exports.tabular import iterate_journal_rows
from sim.exercise import phone_records, room
from sim.exercise.ballots import Receipt
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import SOMETHING_ELSE, Remarked, SeatKind, SeatSet, VoteCast
from sim.exercise.journal import Entry
from sim.exercise.narrative import narrate
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.room import SentVote
from tests.sim.exercise.exercises import asked, conducted, opened, play_seconds, prepared, traces

ROOM_KINDS = {"seat", "asking", "vote", "paper", "split", "remark", "note"}
QUESTION, OPTIONS = "D3", [*(one.id for one in opened().exercise.decisions[2].options), SOMETHING_ELSE]


def seated(seats: int = 3) -> Conductor:
    """The first question that is voted on is open, and so many participants are in."""
    conductor = asked(QUESTION)
    for _ in range(seats):
        room.let_in(conductor, SeatKind.PARTICIPANT)
    return conductor


def a_vote(number: int, seat: int, option: str = OPTIONS[0], asking: str = f"{QUESTION}/1") -> VoteCast:
    return VoteCast(asking, f"{number:032x}", seat, option, 2)


class WordsAsDigests(PhoneRecords):
    """Keeps nothing on a disk."""

    def __init__(self) -> None:
        pass

    def keep_texts(self, texts: Sequence[tuple[str, str, bool]]) -> list[str]:
        return [text for _, text, _ in texts]


def cast(conductor: Conductor, vote: VoteCast, reason: str = "") -> Receipt:
    (receipt,) = room.take_votes(conductor, WordsAsDigests(), [SentVote(vote, reason)])
    if isinstance(receipt, CommandRejected):
        raise receipt
    return receipt


@pytest.mark.slow
@settings(max_examples=8)
@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(OPTIONS)), max_size=8), st.randoms())
def test_seats_and_votes_leave_every_arm_the_same_to_the_last_bit(votes: list[tuple[int, str]], chance: Random) -> None:
    """Left out, or in another order: the same arms. The split depends on what each seat sent last, and on nothing else."""
    silent, spoken = asked(QUESTION), seated()
    room.ask_votes(spoken)
    for number, (seat, option) in enumerate(votes):
        cast(spoken, a_vote(number, seat, option))
    room.count_cards(spoken, [1] * len(OPTIONS))
    room.show_split(spoken, {1, 2, 3})
    cast(spoken, a_vote(99, 1))
    judge = room.let_in(spoken, SeatKind.EVALUATOR)
    room.keep_remark(spoken, Remarked("f" * 32, judge.number, opened().exercise.objectives[0].id, "M"))
    for conductor in (silent, spoken):
        conductor.submit_decision(QUESTION, DecisionResponse(option=OPTIONS[0]))
        play_seconds(conductor, 40)
    assert traces(spoken) == traces(silent)
    entries = list(spoken.journal.entries())
    without = [one for one in entries if one.kind not in ROOM_KINDS]
    for kept in (without, shuffle_votes(entries, chance)):
        again = prepared(opened(), entries=[one._replace(seq=seq) for seq, one in enumerate(kept, 1)])
        assert traces(again) == traces(silent)


def shuffle_votes(entries: list[Entry], chance: Random) -> list[Entry]:
    """The votes that were in time, in another order, each in the place of another one."""
    places = [place for place, one in enumerate(entries) if isinstance(one.event, VoteCast) and not one.event.late]
    order, shuffled = chance.sample(places, len(places)), [*entries]
    for place, source in zip(places, order, strict=True):
        shuffled[place] = entries[source]
    return shuffled


def test_a_journal_with_votes_leads_back_to_the_same_seats_and_ballots() -> None:
    conductor = seated()
    room.ask_votes(conductor)
    for number, seat in enumerate((1, 2, 1)):
        cast(conductor, a_vote(number, seat, OPTIONS[number % 2]))
    room.show_split(conductor, {1, 2, 3})
    again = prepared(opened(), entries=conductor.journal.entries())
    assert (again.state.ballots, again.state.seats) == (conductor.state.ballots, conductor.state.seats)
    assert again.state.ballots.askings[0].count() == (1, 1, *[0] * (len(OPTIONS) - 2))


def test_a_vote_is_on_the_disk_once_and_one_that_comes_late_is_kept_as_late() -> None:
    conductor = seated()
    room.ask_votes(conductor)
    sent = [a_vote(1, 1), a_vote(1, 1), a_vote(2, 1, OPTIONS[1])]
    assert [cast(conductor, one) for one in sent] == [Receipt.COUNTED, Receipt.REPEATED, Receipt.CHANGED]
    assert not room.show_split_if_complete(conductor, {1, 2}, {1})
    assert room.show_split_if_complete(conductor, {1}, set())
    late = replace(a_vote(3, 2), late=False)
    assert [cast(conductor, late) for _ in range(2)] == [Receipt.CLOSED, Receipt.REPEATED]
    kept = [one.event for one in conductor.journal.entries() if one.kind == "vote"]
    assert [(one.seat, one.late) for one in kept if isinstance(one, VoteCast)] == [(1, False), (1, False), (2, True)]
    assert conductor.state.ballots.askings[0].count()[:2] == (0, 1)


def test_after_a_decision_was_taken_back_its_votes_stay_and_the_question_is_asked_anew() -> None:
    conductor = seated()
    room.ask_votes(conductor)
    cast(conductor, a_vote(1, 1))
    room.show_split(conductor, {1}, by="decision")
    conductor.submit_decision(QUESTION, DecisionResponse(option=OPTIONS[0]))
    conductor.undo_last()
    assert conductor.state.ballots.askings[0].count()[0] == 1
    assert room.ask_votes(conductor).id == f"{QUESTION}/2"
    assert cast(conductor, a_vote(2, 2)) == Receipt.CLOSED
    assert cast(conductor, a_vote(3, 2, asking=f"{QUESTION}/2")) == Receipt.COUNTED


def test_the_log_has_how_a_vote_split_and_neither_it_nor_an_export_joins_a_seat_to_a_vote() -> None:
    conductor = seated()
    room.ask_votes(conductor)
    for number, seat in enumerate((1, 2, 3)):
        cast(conductor, a_vote(number, seat, OPTIONS[min(number, 1)]))
    room.show_split(conductor, {1, 2, 3})
    said = [line.text for line in narrate(conductor.state) if line.kind in ROOM_KINDS]
    none = ", ".join(f"{letter} 0" for letter in "CDEFGH"[: len(OPTIONS) - 2])
    assert said == [f"{QUESTION} vote  A 1, B 2, {none}"]
    conductor = seated()
    room.ask_votes(conductor)
    cast(conductor, a_vote(1, 3), "5a17ed")
    for with_names in (False, True):
        (vote,) = [row for row in iterate_journal_rows(conductor.state, with_names=with_names) if row["kind"] == "vote"]
        assert vote["payload"] == {"asking": f"{QUESTION}/1", "option": OPTIONS[0], "sure": 2}


def test_a_report_has_what_people_allowed_and_nothing_of_whose_it_is(tmp_path: Path) -> None:
    conductor, records = seated(2), PhoneRecords(tmp_path / "x.journal")
    room.ask_votes(conductor)
    reasons = [("The radio reaches the gym.", True), ("A plain word is safer.", True), ("I am not sure.", False)]
    voters = enumerate(zip(reasons, (1, 2, 1), strict=True))
    room.take_votes(conductor, records, [SentVote(a_vote(n, seat), *reason) for n, (reason, seat) in voters])
    judge = room.let_in(conductor, SeatKind.EVALUATOR)
    goal = opened().exercise.objectives[0].id
    for number, (rating, text) in enumerate([("M", ""), ("", "Two means\nwere named.")]):
        kept = records.keep_text(f"{number + 50:032x}", text)
        remark = Remarked(f"{number + 50:032x}", judge.number, goal, rating, kept)
        room.keep_remark(conductor, remark)
    state = conductor.state
    assert phone_records.list_quotable_reasons(records, state) == [(QUESTION, "A plain word is safer.")]
    (found,) = phone_records.build_phone_evaluators(records, state)
    assert (found.evaluator, found.ratings[0].remark) == (f"seat {judge.number}", "Two means were named.")
    phone_records.forget_texts(tmp_path / "x.journal")
    left = PhoneRecords(tmp_path / "x.journal", is_read_only=True)
    assert phone_records.list_quotable_reasons(left, state) == []
    assert phone_records.build_phone_evaluators(left, state) == []
    assert (phone_records.is_forgotten(records, state), phone_records.is_forgotten(left, state)) == (False, True)
    assert [*tmp_path.iterdir()] == []


def observe(conductor: Conductor) -> None:
    conductor.write(SeatSet(4, "in", SeatKind.OBSERVER))
    cast(conductor, a_vote(1, 4))


def freeze(conductor: Conductor) -> None:
    conductor.freeze()
    cast(conductor, a_vote(1, 1))


REFUSED: dict[str, Callable[[Conductor], object]] = {
    "does not vote": observe,
    "seat 9": lambda conductor: cast(conductor, a_vote(1, 9)),
    "no asking": lambda conductor: cast(conductor, a_vote(1, 1, asking="D3/2")),
    "no option": lambda conductor: cast(conductor, a_vote(1, 1, "lift")),
    "real emergency": freeze,
    "no role": lambda conductor: room.let_in(conductor, SeatKind.PARTICIPANT, ["king"]),
    "options": lambda conductor: room.count_cards(conductor, [1]),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_a_device_may_not_do_leaves_no_entry(why: str) -> None:
    conductor = seated()
    room.ask_votes(conductor)
    before = sum(one.kind != "freeze" for one in conductor.journal.entries())
    with pytest.raises(CommandRejected, match=why):
        REFUSED[why](conductor)
    left: list[Entry] = [one for one in conductor.journal.entries() if one.kind != "freeze"]
    assert len(left) - before == (why == "does not vote")


def test_only_a_question_that_is_marked_can_be_put_to_the_vote() -> None:
    conductor = conducted([role.id for role in opened().exercise.roles])
    with pytest.raises(CommandRejected, match="voted on"):
        room.ask_votes(conductor)
    assert room.find_votable(asked("D2").state) is None
    assert room.find_votable(asked(QUESTION).state) is not None
