"""Functions as WebAssembly compute what Python computes: numbers, loops, order of evaluation, jumps between steps, functions in place."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wasmtime import Engine, Func, Instance, Store, wat2wasm
from wasmtime import Module as Compiled

from sim.wasm.kinds import FLOAT, INT, WORD, WORLD, Kind
from sim.wasm.layouts import Layouts
from sim.wasm.module import PYTHON, Module
from sim.wasm.texts import Refused

PAIR = np.dtype([("seconds", "f8"), ("count", "i8"), ("flag", "?")], align=True)
LAYOUTS = Layouts([("pairs", PAIR, 3), ("numbers", np.dtype("i8"), 4), ("short", np.dtype("i4"), 2)])
ENGINE = Engine()


def compile_for(function: Callable[..., Any], kinds: Sequence[Kind]) -> Callable[..., Any]:
    """The function as WebAssembly, in a memory of zeros."""
    module = Module(LAYOUTS, PYTHON)
    module.export("run", function, tuple(kinds))
    store = Store(ENGINE)
    run = Instance(store, Compiled(ENGINE, bytes(wat2wasm(module.text()))), []).exports(store)["run"]
    assert isinstance(run, Func)
    return lambda *given: run(store, *given)


def divide(a: int, b: int) -> int:
    return (a // b) * 1000 + a % b


def divide_by_eight(a: int, _b: int) -> int:
    return (a // 8) * 1000 + a % 8


def choose(a: int, b: int) -> int:
    return min(a, b, 7) * 10 + max(b, a) if a < b <= 40 or not (a != -3 and b > a) else (1 if a in (2, b) else 0)


def count(a: int, b: int) -> int:
    """Loops that go on, break, and do something where they did not break."""
    total = 0
    for number in range(a, a + 9):
        if number % 3 == 0:
            continue
        for other in range(3):
            if other * number > b:
                break
        else:
            total += 100
        total += other
    while True:
        total += 1
        if total > b or total % 7 == 2:
            break
    return total


def swap(a: int, b: int) -> int:
    c = d = a + 1
    a, b = b, a
    c, d = d * 2, c * 3
    return a - 2 * b + 5 * c - 7 * d


def step_through(a: int, b: int) -> int:
    """A tree of cases that go to the next, back, on, or leave."""
    step, told = a % 7, 0
    while True:
        if step == 0:
            told += 1
            step = 1
        if step == 1:
            told += 10
            if b > 3:
                b -= 4
                step = 0
                continue
            step = 3
            continue
        if step == 2:
            told += 100
            step = 3
        if step == 3:
            told += 1000
            return told
        if step == 4:
            told += 5
            step = 1
            continue
        step -= 3
        told += 2


def note(w: Any, number: int) -> int:
    """Writes what was asked for, one after the other."""
    w.numbers[0] = w.numbers[0] * 10 + number
    return number


def small(a: int, b: int) -> int:
    if a > b:
        return a - b
    for number in range(3):
        if number * a > b:
            return number
    return -1


def call_small(a: int, b: int) -> int:
    """A small function in place of each call, in a loop: its variables begin anew, and it may change its parameters."""
    total = 0
    for number in range(4):
        total = total * 11 + small(a + number, b) + lower(total, number) + small(b, a)
    return total


def lower(a: int, by: int) -> int:
    a -= by
    return a


def is_even(a: int) -> bool:
    return a % 2 == 0


def is_odd_or_large(a: int, b: int) -> bool:
    return not is_even(a) or (a > b and is_even(b))


def jump(a: int, b: int) -> int:
    found = 0
    if is_odd_or_large(a + 1, b) and not (is_even(b) or a > 3):
        found += 1
    else:
        found += 2
    while is_odd_or_large(a, b) or (is_even(a) and a > 4):
        a -= 1
        b += 1
        found += 10
        if found > 60:
            break
    if not is_odd_or_large(b, a):
        found += 100
    return found


WHOLE = (divide_by_eight, choose, count, swap, step_through, call_small, jump)


@given(st.sampled_from(WHOLE), st.integers(-40, 40), st.integers(-40, 60))
def test_whole_numbers_are_those_of_python(function: Callable[[int, int], int], a: int, b: int) -> None:
    assert COMPILED[function](a, b) == function(a, b)


@given(st.integers(-(2**40), 2**40), st.integers(-50, 50).filter(bool))
def test_quotients_and_remainders_have_the_signs_of_python(a: int, b: int) -> None:
    assert COMPILED[divide](a, b) == divide(a, b)


COMPILED: dict[Callable[..., Any], Callable[..., Any]] = {
    each: compile_for(each, (INT, INT)) for each in (*WHOLE, divide)
}


def floor_divide(a: float, b: float) -> float:
    return a // b


FLOOR = compile_for(floor_divide, (FLOAT, FLOAT))


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e6))
def test_a_floor_of_a_quotient_of_floats_is_that_of_python(a: float, b: float) -> None:
    assert FLOOR(a, b) == a // b


@pytest.mark.parametrize(
    ("a", "b"), [(0.3, 0.1), (1.0, 0.1), (6.0, 0.1), (-0.3, 0.1), (86_400.0 * 7, 86_400.0), (5.0, 2.0**-20)]
)
def test_a_quotient_that_is_rounded_up_to_a_whole_number_is_none(a: float, b: float) -> None:
    assert FLOOR(a, b) == a // b


def mix_floats(a: float, b: float) -> float:
    whole = int(a)
    found = math.floor(a) + math.ceil(b) * 10 + abs(b - a) / 3 + math.sqrt(abs(a))
    found += 100.0 if a > b else whole
    found -= min(a, b) * (a == b) - max(0.0, b) + (-a if not b else math.inf if a > 1e8 else 0)
    return found


@given(st.floats(-1e9, 1e9), st.floats(-50, 50))
def test_floats_are_those_of_python(a: float, b: float) -> None:
    assert MIXED(a, b) == mix_floats(a, b)


MIXED = compile_for(mix_floats, (FLOAT, FLOAT))


def first_of_equals(a: float, b: float) -> float:
    return 1.0 / min(a, b) + 1.0 / (2.0 * max(a, b))


def test_of_equal_numbers_the_first_is_least_and_greatest() -> None:
    run = compile_for(first_of_equals, (FLOAT, FLOAT))
    assert (run(0.0, -0.0), run(-0.0, 0.0)) == (math.inf, -math.inf)


def mix_words(a: np.uint64, b: int) -> int:
    shifted = (a ^ (a >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9) + np.uint64(b)
    return int(shifted >> np.uint64(12)) + int(~a == np.uint64(2**64 - 1)) + (b >> 3)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**31))
def test_words_wrap_around_and_shift_without_a_sign(a: int, b: int) -> None:
    shifted = ((a ^ (a >> 30)) * 0xBF58476D1CE4E5B9 + b) % 2**64
    signed = a - 2**64 if a >= 2**63 else a
    assert WORDS(signed, b) == (shifted >> 12) + (a == 0) + (b >> 3)


WORDS = compile_for(mix_words, (WORD, INT))


def keep_in_order(w: Any, a: int) -> Any:
    """Operands, arguments and both sides of an assignment are evaluated from the left; what decides nothing is not."""
    w.numbers[1] = note(w, 1) + note(w, 2) * note(w, 3)
    if note(w, a) > 4 and note(w, 5) > 0:
        w.numbers[1] += 100
    w.numbers[1] += small(note(w, 6), note(w, 7))
    if 3 < note(w, 8) < note(w, 9):
        w.numbers[1] += 1000
    w.numbers[2], w.numbers[3] = w.numbers[1], w.numbers[2] + 1
    return w.numbers[0] + w.numbers[1] + w.numbers[3]


@pytest.mark.parametrize(("a", "order", "total"), [(4, 12_346_789, 1_009), (5, 123_556_789, 1_109)])
def test_what_is_written_first_is_done_first(a: int, order: int, total: int) -> None:
    """By hand: 1 + 2 × 3, a hundred where the fifth is asked for, 2 by the small function, a thousand; and 1 for a number that was 0."""
    assert compile_for(keep_in_order, (WORLD, INT))(0, a) == order + total + 1


def fill_table(w: Any, a: int) -> Any:
    """Records by a fixed and by another place, a record under a name, flags, and short numbers with a sign."""
    for number in range(3):
        pair = w.pairs[number]
        pair.seconds, pair.count, pair.flag = number * 0.5, number + a, number == 1
    w.pairs[2].count += 40
    w.pairs[a].seconds -= 3
    w.short[1] = -a
    total = 0.0
    for number in range(3):
        total = total * 1000 + w.pairs[number].seconds + w.pairs[number].count * (2 if w.pairs[number].flag else 1)
    return total + w.short[1] / 8


def test_records_lie_where_their_layout_says() -> None:
    """By hand: 0 + 1, then 0.5 - 3 + 2 × 2, then 1 + 3 + 40."""
    assert compile_for(fill_table, (WORLD, INT))(0, 1) == (1 * 1000 + 1.5) * 1000 + 44 - 1 / 8


def becomes_text(a: int) -> int:
    return a + len("text")


def calls_itself(a: int) -> int:
    return calls_itself(a - 1)


def adds_a_word(a: int) -> int:
    return a + np.uint64(1)  # type: ignore[return-value]


@pytest.mark.parametrize("function", [becomes_text, calls_itself, adds_a_word])
def test_what_has_no_translation_is_refused(function: Callable[[int], int]) -> None:
    with pytest.raises(Refused):
        compile_for(function, (INT,))
