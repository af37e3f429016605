"""The door of the room: who comes to wait, and what guessing comes to."""

import pytest

from sim.exercise.events import SeatKind
from tests.sim.exercise.exercises import known
from tui.web.door import MAX_WAITING, OPEN_SECONDS, WRONG_A_MINUTE, WRONG_IN_ALL, Door, Guest, Verdict

GUEST = Guest(SeatKind.PARTICIPANT)


def of(address: int) -> Guest:
    return GUEST._replace(address=f"10.0.0.{address}")


def opened(now: float = 100.0) -> Door:
    door = Door()
    door.open(now)
    return door


def wrong(door: Door) -> str:
    return f"{(int(door.pin) + 1) % 10**6:06}"


def test_key_and_pin_work_while_the_door_is_open_and_no_longer() -> None:
    door = opened()
    key, pin = door.key, door.pin
    for seconds, verdict in ((0.0, Verdict.RIGHT), (OPEN_SECONDS - 0.1, Verdict.RIGHT), (OPEN_SECONDS, Verdict.CLOSED)):
        assert door.judge_key(key, 100.0 + seconds) == door.judge_pin(pin, "a", 100.0 + seconds) == verdict
    door.close()
    assert not door.is_open(-1.0)
    assert door.judge_key("", 101.0) == door.judge_pin("", "a", 101.0) == Verdict.CLOSED
    door.open(200.0)
    assert door.judge_key(key, 201.0) == Verdict.WRONG


def test_an_address_may_be_wrong_five_times_a_minute_and_right_ones_never_count() -> None:
    door = opened()
    for _ in range(20):
        assert door.judge_pin(door.pin, "a", 100.0) == Verdict.RIGHT
    for _ in range(WRONG_A_MINUTE):
        assert door.judge_pin(wrong(door), "a", 100.0) == Verdict.WRONG
    assert door.judge_pin(door.pin, "a", 159.9) == Verdict.TOO_OFTEN
    assert door.judge_pin(door.pin, "b", 159.9) == Verdict.RIGHT
    assert door.judge_pin(door.pin, "a", 160.0) == Verdict.RIGHT


def test_after_fifty_wrong_ones_from_anywhere_only_the_key_works_until_it_is_opened_anew() -> None:
    door = opened()
    for number in range(WRONG_IN_ALL):
        assert door.judge_pin(wrong(door), str(number), 100.0) == Verdict.WRONG
    assert door.is_pin_off
    assert door.judge_pin(door.pin, "z", 100.0) == Verdict.PIN_OFF
    assert door.judge_key(door.key, 100.0) == Verdict.RIGHT
    door.open(200.0)
    assert door.judge_pin(door.pin, "z", 200.0) == Verdict.RIGHT


def test_twenty_wait_and_no_more() -> None:
    door = opened()
    tokens = {door.wait(of(n), 100.0) for n in range(MAX_WAITING)}
    assert None not in tokens
    assert len(tokens) == MAX_WAITING
    assert door.wait(of(99), 102.9) is None
    assert door.wait(of(99), 103.0) is not None


def test_a_device_waits_while_its_page_is_open_and_for_fifteen_seconds_more() -> None:
    door = opened()
    first, second, third = (door.wait(GUEST, 100.0) or "" for _ in range(3))
    door.expire(110.0, {second})
    door.expire(114.9, {third})
    assert [*door.waiting] == [first, second, third]
    door.expire(115.0)
    assert [*door.waiting] == [second, third]
    door.expire(125.0)
    assert [*door.waiting] == [third]


def test_from_the_ninth_of_an_address_on_its_oldest_idle_device_gives_way() -> None:
    door = opened()
    tokens = [door.wait(of(0), 100.0) or "" for _ in range(8)]
    pages = {tokens[0]}
    at_once, later = door.wait(of(0), 102.0, pages), door.wait(of(0), 103.0, pages)
    assert [*door.waiting] == [tokens[0], *tokens[2:], at_once, later]


def test_one_device_with_twenty_open_pages_keeps_no_other_out() -> None:
    """Those of its own address are refused; another address takes the place of its oldest."""
    door, pages = opened(), set[str]()
    for _ in range(MAX_WAITING):
        pages.add(door.wait(of(0), 100.0, pages) or "")
    oldest = next(iter(door.waiting))
    assert door.wait(of(0), 101.0, pages) is None
    other = door.wait(of(1), 101.0, pages)
    assert len(door.waiting) == MAX_WAITING
    assert other in door.waiting
    assert oldest not in door.waiting


def test_a_wrong_pin_counts_for_a_minute_from_its_own_time_and_only_in_its_opening() -> None:
    door = opened()
    for now in (100.0, 110.0, 120.0, 130.0, 140.0):
        assert door.judge_pin(wrong(door), "a", now) == Verdict.WRONG
    assert door.judge_pin(wrong(door), "a", 159.9) == Verdict.TOO_OFTEN
    assert [door.judge_pin(wrong(door), "a", 160.0) for _ in range(2)] == [Verdict.WRONG, Verdict.TOO_OFTEN]
    door.open(161.0)
    for number in range(WRONG_IN_ALL - 1):
        assert door.judge_pin(wrong(door), str(number), 162.0) == Verdict.WRONG
    assert not door.is_pin_off
    assert door.judge_pin(door.pin, "a", 162.0) == Verdict.RIGHT
    assert door.judge_pin(wrong(door), "a", 162.0) == Verdict.WRONG
    assert door.is_pin_off


def test_secrets_are_long_and_new_each_time() -> None:
    doors = [opened() for _ in range(20)]
    assert len({door.key for door in doors}) == len({door.wait(GUEST, 100.0) for door in doors}) == 20
    assert all(len(door.pin) == 6 and door.pin.isdigit() and len(door.key) == 22 for door in doors)
    assert len({door.pin for door in doors}) > 15
    assert all(len(token) == 43 for door in doors for token in door.waiting)


def test_a_ticket_leads_to_its_seat_once_and_a_later_one_ends_it() -> None:
    door = opened()
    first, other, second = door.write_ticket(4), door.write_ticket(5), door.write_ticket(4)
    taken = [door.take_ticket(one) for one in (first, second, second, "", other)]
    assert taken == [None, 4, None, None, 5]


def test_a_wall_is_let_in_by_its_own_letters_while_it_asks_and_five_wait() -> None:
    door = Door()
    shown = [door.show_letters(f"10.0.0.{n}", 100.0) for n in range(6)]
    assert shown[5] is None
    first, second = map(known, shown[:2])
    assert door.take_wall("AAAAAA") is door.take_wall("") is None
    assert door.take_wall(f" {second[1][:3]} {second[1][3:].lower()}") == second[0]
    assert door.take_wall(second[1]) is None
    assert len(second[1]) == 6
    door.see_wall(first[0], 110.0)
    door.see_wall("of no wall", 110.0)
    door.expire(115.0)
    assert [*door.walls] == [first[0]]
    assert door.take_wall(first[1]) == first[0]


def test_requests_of_one_device_do_not_fill_the_places_of_projectors() -> None:
    door = Door()
    shown = [door.show_letters("10.0.0.66", 100.0 + 0.1 * n) for n in range(9)]
    assert [one is not None for one in shown] == [True] * 5 + [False] * 4
    first, second = (known(door.show_letters(f"10.0.0.{n}", 101.0)) for n in (1, 2))
    assert {first[0], second[0]} < door.walls.keys()
    assert len(door.walls) == 5


@pytest.mark.parametrize("guess", ["", "None", "000000\n", "٣٣٣٣٣٣", "\ud800"])
def test_odd_guesses_are_wrong(guess: str) -> None:
    door = opened()
    assert door.judge_pin(guess, "a", 100.0) == door.judge_key(guess, 100.0) == Verdict.WRONG
