"""What an exercise costs on a real terminal of each size: the first screen, ten pictures a second, and the answer to a key.

The large high school with its 150 staff and 80 groups, with the floor plan where it fits. At ×10 every tenth of a second brings a second
of three arms, and everything in the view that has changed with it. What a terminal does to show it is the terminal's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import pytest

from benchmarks.figures import REFERENCE_MS, Figure
from benchmarks.seat import Answer, Seat
from benchmarks.test_drill import ROLES
from benchmarks.test_start import REFERENCE_START_S, seconds
from benchmarks.work import BLOCK, r1_plainly
from scenarios.library import open_exercise
from sim.exercise.events import Setup
from tests.sim.exercise.exercises import ASSAILANT, SEED
from tui.session import start_session

CORE_MS = 500.0
"""Milliseconds of processor time for one second of a view at ×10: half of one core."""
KEY_MS = 50.0
"""From a key to what it brings, on the reference machine. Not Esc: Textual waits a tenth of a second for what may follow it."""
SCREEN_S = 1.0
"""From the command to the first screen, there."""
SIZES = [(80, 24), (120, 40), (200, 60)]
"""Columns and rows."""
FACILITATOR, PARTICIPANT = "facilitator view", "participant view"
ESC = "\x1b"
KEYS = {
    "d": ("d", ESC), "1": ("1", ESC), "2": ("2", ESC), "3": ("3", ESC), "f": ("f", ""), "m": ("m", ESC), "o": ("o", ESC),
    "i": ("i", ESC), "?": ("?", ESC), "b": ("b", "b"), "v": ("v", "v"), "Tab": ("\t", "\x1b[Z"),
}  # fmt: skip
"""Keys pressed with a question open: what each sends, and the key that restores the screen."""
INERT = {FACILITATOR: set[str](), PARTICIPANT: {"f", "m", "Tab"}}
"""Keys that draw nothing in a view."""
PUT_BACK_S = 0.25
"""Seconds that restoring takes: Esc waits a tenth of a second."""
ROUNDS = 9

every_view = pytest.mark.parametrize("view", [FACILITATOR, PARTICIPANT])
every_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


def begin_exercise(home: Path, played: Iterable[str] = ()) -> str:
    """The name of an exercise that stands in its first played segment. home: where sessions are kept."""
    folder = home / "sessions"
    folder.mkdir(exist_ok=True)
    setup = Setup(ASSAILANT, SEED, dict.fromkeys(played, ""))
    session = start_session(open_exercise(ASSAILANT), setup, folder, datetime.now())
    while session.conductor.segment.kind != "played":
        session.conductor.next_segment()
    session.close()
    return session.path.stem


def open_facilitator_view(seat: Seat) -> None:
    """From the participant view, with which an exercise begins."""
    seat.sees("facilitator view")
    seat.press("v")
    seat.sees("participants will see")
    seat.press("\r")
    seat.sees("n next stop")


def open_view(seat: Seat, view: str) -> None:
    """A view in which no key asks any more whether participants may see it."""
    open_facilitator_view(seat)
    if view == PARTICIPANT:
        seat.answers("v")


def play_at_ten(seat: Seat) -> None:
    for speed in (2, 4, 10):
        seat.press(">")
        seat.sees(f"speed ×{speed}")
    seat.press(" ")
    seat.sees("RUNNING")


def plain_ms(block: int, clock: Callable[[], float] = process_time) -> float:
    """Milliseconds for a pair of R1 by the plain program, by the clock that the other figure is taken with."""
    start = clock()
    r1_plainly(block)
    return (clock() - start) / BLOCK * 1e3


def name_place(view: str, size: Sequence[int]) -> str:
    return f"{view} {size[0]}×{size[1]}"


@every_view
@every_size
def test_ten_pictures_a_second_take_half_of_one_core(
    tmp_path: Path, figures: list[Figure], size: tuple[int, int], view: str
) -> None:
    shares, ratios = [], []
    with Seat(tmp_path, ["resume", begin_exercise(tmp_path)], size) as seat:
        open_view(seat, view)
        play_at_ten(seat)
        for block in range(5):
            plain = plain_ms(block)
            seat.reads(0.0)
            start, taken = perf_counter(), seat.processor_s
            seat.goes_on(2.0)
            share = (seat.processor_s - taken) / (perf_counter() - start) * 1e3
            shares.append(share)
            ratios.append(share / plain)
        seat.press(" ")
        seat.sees("STOPPED")
    bound = CORE_MS / REFERENCE_MS
    ratio = Figure(f"{name_place(view, size)}: a second at ×10, over a plain pair of R1", ratios, bound=bound)
    figures += [Figure(f"{name_place(view, size)}: a second at ×10, drawn", shares, "ms", CORE_MS), ratio]
    assert ratio.median <= bound


@every_view
@every_size
def test_every_key_is_answered_at_once(tmp_path: Path, figures: list[Figure], size: tuple[int, int], view: str) -> None:
    """With a question open; Space starts and stops the clock before. The processor time of the slowest key is held against the bound."""
    answers: dict[str, list[Answer]] = {}
    plain = []
    with Seat(tmp_path, ["resume", begin_exercise(tmp_path, ROLES)], size) as seat:
        open_view(seat, view)
        answers["Space"] = [seat.answers(" ") for _ in range(2 * ROUNDS)]
        go_to_question(seat, view)
        for round_number in range(ROUNDS):
            plain.append(plain_ms(round_number))
            for name, (key, restores) in KEYS.items():
                if name in INERT[view]:
                    continue
                answers.setdefault(name, []).append(seat.answers(key))
                if restores:
                    seat.press(restores)
                    seat.goes_on(PUT_BACK_S)
    place = name_place(view, size)
    taken = {name: [answer.processor_s * 1e3 for answer in measured] for name, measured in answers.items()}
    waited = [answer.seconds * 1e3 for measured in answers.values() for answer in measured]
    slowest = max(taken, key=lambda name: median(taken[name]))
    bound = KEY_MS / REFERENCE_MS
    ratios = [time / median(plain) for time in taken[slowest]]
    ratio = Figure(f"{place}: {slowest}, the slowest key, over a plain pair of R1", ratios, bound=bound)
    figures += [
        *(Figure(f"{place}: {name}, processor time", times, "ms", KEY_MS) for name, times in taken.items()),
        Figure(f"{place}: from a key to the last that it draws", waited, "ms", KEY_MS),
        ratio,
    ]
    assert ratio.median <= bound


def go_to_question(seat: Seat, view: str) -> None:
    """Opens the first question, and ends in the same view."""
    if view == PARTICIPANT:
        seat.press("v")
        seat.sees("n next stop")
    seat.press("n")
    seat.sees("inject 1")
    seat.press("n")
    seat.sees("d decide")
    seat.press(ESC)
    seat.goes_on(1.0)
    if view == PARTICIPANT:
        seat.answers("v")


def test_a_key_is_answered_at_once_while_it_runs(tmp_path: Path, figures: list[Figure]) -> None:
    """At ×10, where the key is written down before it is answered."""
    running, ratios = [], []
    with Seat(tmp_path, ["resume", begin_exercise(tmp_path)]) as seat:
        open_facilitator_view(seat)
        play_at_ten(seat)
        for block in range(9):
            plain = plain_ms(block, perf_counter)
            pressed = seat.press("m")
            running.append((seat.sees("marked") - pressed) * 1e3)
            ratios.append(running[-1] / plain)
            seat.press(">")
            seat.sees("speed")
    ratio = Figure("a key at ×10, over a plain pair of R1", ratios, bound=KEY_MS / REFERENCE_MS)
    figures += [Figure("a key at ×10, kept before it is answered", running, "ms", KEY_MS), ratio]
    assert ratio.median <= KEY_MS / REFERENCE_MS


@every_size
def test_the_first_screen_comes_within_a_second(tmp_path: Path, figures: list[Figure], size: tuple[int, int]) -> None:
    times, ratios = [], []
    for _ in range(8):
        bare = seconds(sys.executable, "-c", "pass")
        with Seat(tmp_path, size=size) as seat:
            times.append(seat.sees("Sudden cardiac arrest") - seat.began)
        ratios.append(times[-1] / bare)
    bound = SCREEN_S / REFERENCE_START_S
    ratio = Figure(f"first screen {size[0]}×{size[1]}, over python -c pass", ratios[1:], bound=bound)
    figures += [Figure(f"first screen of allcall {size[0]}×{size[1]}", times[1:], "s", SCREEN_S), ratio]
    assert ratio.median <= bound
