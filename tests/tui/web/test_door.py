"""The door of the room: who comes to wait, and what guessing comes to."""

import pytest

from sim.exercise.events import SeatKind
from tui.web.door import MAX_WAITING, OPEN_SECONDS, WRONG_A_MINUTE, WRONG_IN_ALL, Door, Guest, Verdict

GUEST = Guest(SeatKind.PARTICIPANT)


def opened(now: float = 100.0) -> Door:
    door = Door()
    door.open(now)
    return door


def wrong(door: Door) -> str:
    return f"{(int(door.pin) + 1) % 10**6:06}"


def test_key_and_pin_work_while_the_door_is_open_and_no_longer() -> None:
    door = opened()
    key, pin = door.key, door.pin
    for now, verdict in (
        (100.0, Verdict.RIGHT),
        (99.9 + OPEN_SECONDS, Verdict.RIGHT),
        (100.0 + OPEN_SECONDS, Verdict.CLOSED),
    ):
        assert door.judge_key(key, now) == door.judge_pin(pin, "a", now) == verdict
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
    tokens = {door.wait(GUEST) for _ in range(MAX_WAITING)}
    assert None not in tokens
    assert len(tokens) == MAX_WAITING
    assert door.wait(GUEST) is None


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
    assert len({door.key for door in doors}) == len({door.wait(GUEST) for door in doors}) == 20
    assert all(len(door.pin) == 6 and door.pin.isdigit() and len(door.key) == 22 for door in doors)
    assert len({door.pin for door in doors}) > 15
    assert all(len(token) == 43 for door in doors for token in door.waiting)


def test_a_ticket_leads_to_its_seat_once_and_a_later_one_ends_it() -> None:
    door = opened()
    first, other, second = door.write_ticket(4), door.write_ticket(5), door.write_ticket(4)
    taken = [door.take_ticket(one) for one in (first, second, second, "", other)]
    assert taken == [None, 4, None, None, 5]


def test_a_wall_is_let_in_by_its_own_letters_and_five_wait_for_two_minutes() -> None:
    door = Door()
    shown = [door.show_letters(100.0 + n) for n in range(6)]
    assert shown[5] is None
    first, second = shown[:2]
    assert first is not None
    assert second is not None
    assert door.take_wall("AAAAAA") is door.take_wall("") is None
    assert door.take_wall(f" {second[1][:3]} {second[1][3:].lower()}") == second[0]
    assert door.take_wall(second[1]) is None
    assert len(second[1]) == 6
    assert door.show_letters(106.0) is not None
    assert door.show_letters(219.9) is None
    assert door.show_letters(220.0) is not None
    assert door.take_wall(first[1]) is None


@pytest.mark.parametrize("guess", ["", "None", "000000\n", "٣٣٣٣٣٣", "\ud800"])
def test_odd_guesses_are_wrong(guess: str) -> None:
    door = opened()
    assert door.judge_pin(guess, "a", 100.0) == door.judge_key(guess, 100.0) == Verdict.WRONG
