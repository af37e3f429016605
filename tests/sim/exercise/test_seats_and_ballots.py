"""Seats and votes as state machines: what can never happen, whatever is tried."""

import sys
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.exercise.ballots import Asking, Ballots, Receipt, have_all_voted
from sim.exercise.events import PaperCounted, SeatKind, SeatSet, SplitShown, VoteCast, VotesAsked
from sim.exercise.seats import MAX_SEATS, Seats

ROLES = ("principal", "secretary", "nurse")
OPTIONS = ("pa", "radio", "else")

some_roles = st.lists(st.sampled_from(ROLES), unique=True)
kinds, of = st.sampled_from(["in", "set", "moved", "out", "away", "back"]), st.sampled_from(SeatKind)
changes = st.builds(SeatSet, seat=st.integers(1, 6), change=kinds, of=of, roles=some_roles, decides=some_roles)


@given(st.lists(changes, max_size=40))
def test_whatever_is_tried_seats_keep_their_rules(tried: list[SeatSet]) -> None:
    """Numbers are never used again, an evaluator stays one, no one else has a role, and one seat at most speaks for it."""
    seats = Seats()
    kinds: dict[int, set[SeatKind]] = {}
    gone: set[int] = set()
    for event in tried:
        with suppress(ValueError):
            seats = seats.apply(event)
            kinds.setdefault(event.seat, set()).add(event.of)
            gone |= {event.seat} if event.change == "out" else set()
        assert [*seats.all] == [*range(1, seats.next_number)]
        assert {seat.number for seat in seats.taken} == {*seats.all} - gone
        for role in ROLES:
            assert sum(role in seat.decides for seat in seats.taken) <= 1
            decider = seats.find_decider(role)
            assert decider is None or role in decider.roles
    for seat in seats.all.values():
        assert not seat.roles or seat.of == SeatKind.PARTICIPANT
        assert len(kinds[seat.number]) == 1 or SeatKind.EVALUATOR not in kinds[seat.number]


def test_a_hundred_seats_are_all_and_one_that_leaves_makes_room() -> None:
    seats = Seats()
    for number in range(1, MAX_SEATS + 1):
        seats = seats.apply(SeatSet(number, "in"))
    with pytest.raises(ValueError, match="taken"):
        seats.apply(SeatSet(MAX_SEATS + 1, "in"))
    seats = seats.apply(SeatSet(7, "out")).apply(SeatSet(MAX_SEATS + 1, "in"))
    assert len(seats.taken) == MAX_SEATS


def test_a_seat_is_away_until_it_is_back_or_another_device_has_it() -> None:
    changes = ["away", "set", "back", "away", "moved", "away", "out"]
    seats, found = Seats().apply(SeatSet(1, "in")), []
    for change in changes:
        seats = seats.apply(SeatSet(1, change))
        found.append(seats.all[1].is_away)
    assert found == [True, True, False, True, False, True, False]
    with pytest.raises(ValueError, match="no seat 1"):
        seats.apply(SeatSet(1, "away"))


def test_of_two_in_a_role_the_one_that_was_named_last_decides() -> None:
    seats = Seats().apply(SeatSet(1, "in", roles=["nurse"]))
    assert seats.find_decider("nurse") == seats.all[1]
    seats = seats.apply(SeatSet(2, "in", roles=["nurse"]))
    assert seats.find_decider("nurse") is None
    for number in (1, 2):
        seats = seats.apply(SeatSet(number, "set", roles=["nurse"], decides=["nurse"]))
        assert seats.find_decider("nurse") == seats.all[number]


def asking() -> Ballots:
    return Ballots().ask(VotesAsked("D2/1", "D2", OPTIONS))


def vote(number: int, seat: int, option: str = "pa", asked: str = "D2/1") -> VoteCast:
    return VoteCast(asked, f"{number:032x}", seat, option, 1)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4), st.sampled_from(OPTIONS)), max_size=30), st.integers(0, 30)
)
def test_of_a_seat_the_last_vote_in_time_counts_once(sent: list[tuple[int, int, str]], shown_at: int) -> None:
    """Compared with a plain count: a seat's last new id before the split."""
    ballots, seen, last = asking(), set[int](), dict[int, str]()
    for place, (number, seat, option) in enumerate(sent):
        if place == shown_at:
            ballots = ballots.show(SplitShown("D2/1", "facilitator", []))
        receipt = ballots.find("D2/1").judge(f"{number:032x}", seat)
        is_new, is_open = number not in seen, place < shown_at
        seen.add(number)
        assert (receipt == Receipt.REPEATED) is not is_new
        assert not is_new or (receipt == Receipt.CLOSED) is not is_open
        if not is_new:
            with pytest.raises(ValueError, match="repeated"):
                ballots.cast(vote(number, seat, option))
            continue
        ballots = ballots.cast(replace(vote(number, seat, option), late=not is_open))
        last |= {seat: option} if is_open else {}
    counts = Counter(last.values())
    assert ballots.find("D2/1").count() == tuple(counts[option] for option in OPTIONS)
    assert ballots.find("D2/1").voters == last.keys()


def test_a_vote_takes_no_more_work_after_ten_thousand_than_after_a_hundred() -> None:
    calls = Counter[str]()

    def count(frame: FrameType, event: str, _: object) -> None:
        calls[f"{len(done)} {event}"] += 1

    ballots, done = asking(), list[int]()
    for number in range(10_001):
        done.append(number)
        sys.setprofile(count if number in (100, 10_000) else None)
        seat = 1 + number % 100
        assert ballots.find("D2/1").judge(f"{number:032x}", seat) != Receipt.REPEATED
        ballots = ballots.cast(vote(number, seat))
        sys.setprofile(None)
    assert sum(ballots.find("D2/1").count()) == 100
    assert 0 < calls["10001 call"] <= calls["101 call"]


def test_a_vote_on_an_earlier_asking_is_late_and_leaves_the_new_one_alone() -> None:
    ballots = asking().cast(vote(1, 1)).ask(VotesAsked("D2/2", "D2", OPTIONS))
    assert ballots.find("D2/1").judge(f"{2:032x}", 2) == Receipt.CLOSED
    ballots = ballots.cast(replace(vote(2, 2), late=True))
    assert ballots.open == Asking("D2/2", "D2", OPTIONS)
    assert ballots.find("D2/1").count() == (1, 0, 0)


def test_the_split_waits_for_all_seats_that_are_awaited_and_for_one_at_least() -> None:
    ballots = asking().cast(vote(1, 1)).cast(vote(2, 2))
    asked = ballots.find("D2/1")
    assert [have_all_voted(asked, seats) for seats in ({1, 2}, {1}, {1, 3}, set())] == [True, True, False, False]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda ballots: ballots.ask(VotesAsked("D2/1", "D2", OPTIONS)),
        lambda ballots: ballots.ask(VotesAsked("D2/2", "D2", ("pa", "pa"))),
        lambda ballots: ballots.cast(vote(1, 1, "lift")),
        lambda ballots: ballots.cast(vote(1, 1, asked="D9/1")),
        lambda ballots: ballots.cast(replace(vote(1, 1), late=True)),
        lambda ballots: ballots.show(SplitShown("D2/1", "all", [])).show(SplitShown("D2/1", "all", [])),
    ],
)
def test_what_cannot_be_is_refused(wrong) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="D"):
        wrong(asking())


def test_two_seats_cast_four_votes_and_one_comes_late() -> None:
    """Seat 2 votes first and changes it, seat 1 votes for what seat 2 left, and seat 3 comes after the split."""
    ballots = Ballots().ask(VotesAsked("D1/1", "D1", OPTIONS)).ask(VotesAsked("D2/1", "D2", OPTIONS))
    assert (ballots.open, ballots.last_of("D1")) == (ballots.askings[1], ballots.askings[0])
    receipts = []
    for number, seat, option in ((1, 2, "pa"), (2, 1, "radio"), (3, 2, "else"), (4, 1, "pa")):
        receipts.append(ballots.find("D2/1").judge(f"{number:032x}", seat))
        ballots = ballots.cast(vote(number, seat, option))
    assert receipts == [Receipt.COUNTED, Receipt.COUNTED, Receipt.CHANGED, Receipt.CHANGED]
    ballots = ballots.count_paper(PaperCounted("D2/1", (3, 0, 1))).show(SplitShown("D2/1", "all", []))
    ballots = ballots.cast(replace(vote(5, 3, "radio"), late=True))
    found = ballots.find_number("2")
    assert (found.id, ballots.number("D1/1"), ballots.open) == ("D2/1", "1", None)
    assert (found.count(), {*found.voters}) == ((4, 0, 2), {1, 2})
    assert [(one.seat, one.option) for one in found.counted] == [(1, "pa"), (2, "else")]
    assert found.find_vote(3) is None


def test_only_a_participant_who_is_there_votes_and_an_evaluator_has_no_role_and_stays_one() -> None:
    seats = Seats()
    for number, of in enumerate(SeatKind, 1):
        seats = seats.apply(SeatSet(number, "in", of))
    able = {seat.of: seat.can_vote for seat in seats.all.values()}
    assert able == {of: of == SeatKind.PARTICIPANT for of in SeatKind}
    numbers = {seat.of: seat.number for seat in seats.all.values()}
    mine, observer, evaluator = (numbers[of] for of in (SeatKind.PARTICIPANT, SeatKind.OBSERVER, SeatKind.EVALUATOR))
    wrong = [SeatSet(observer, "set", SeatKind.OBSERVER, ["nurse"]), SeatSet(mine, "set", SeatKind.EVALUATOR)]
    wrong += [SeatSet(mine, "set", roles=["nurse"], decides=["principal"]), SeatSet(evaluator, "set")]
    for event in wrong:
        with pytest.raises(ValueError, match=f"seat {event.seat}"):
            seats.apply(event)
    seats = seats.apply(SeatSet(observer, "set", roles=["nurse"])).apply(SeatSet(mine, "set", roles=["nurse"]))
    seats = seats.apply(SeatSet(evaluator, "moved", SeatKind.EVALUATOR))
    assert [seat.number for seat in seats.list_of_role("nurse")] == sorted([mine, observer])
    seats = seats.apply(SeatSet(mine, "out", roles=["nurse"]))
    assert (seats.all[mine].can_vote, seats.find_decider("nurse")) == (False, seats.all[observer])
