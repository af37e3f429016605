"""What an exercise costs on a real terminal, at 120 columns and 40 rows: the first screen, ten pictures a second, and the answer to a key.

The large high school with its 150 staff and 80 groups, at ×10, where every tenth of a second brings a second of three arms and everything
on the desk that has changed with it. What a terminal does to show it is the terminal's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.figures import REFERENCE_MS, Figure
from benchmarks.seat import Seat
from benchmarks.test_drill import ROLES
from benchmarks.test_start import REFERENCE_START_S, seconds
from benchmarks.work import BLOCK, r1_plainly
from scenarios.library import open_exercise
from sim.exercise.events import Setup
from tests.sim.exercise.exercises import ASSAILANT, SEED
from tui.session import start_session

CORE_MS = 500.0
"""Milliseconds of processor time for one second of the desk at ×10: half of one core."""
KEY_MS = 50.0
"""From a key to what it brings, on the reference machine. Not Esc: Textual waits a tenth of a second for what may follow it."""
KEYS = (("?", "Help:"), ("?", "Decision"), ("1", "Enter commits"))
"""And the words that each brings, with a question open."""
SCREEN_S = 1.0
"""From the command to the first screen, there."""


def begun(home: Path, played: Iterable[str] = ()) -> str:
    """The name of an exercise that stands in its first played segment. home: where sessions are kept."""
    folder = home / "sessions"
    folder.mkdir(exist_ok=True)
    setup = Setup(ASSAILANT, SEED, dict.fromkeys(played, ""))
    session = start_session(open_exercise(ASSAILANT), setup, folder, datetime.now())
    while session.conductor.segment.kind != "played":
        session.conductor.next_segment()
    session.close()
    return session.path.stem


def turns_to_the_desk(seat: Seat) -> None:
    """From the room's face, with which an exercise begins."""
    seat.sees("v desk")
    seat.press("v")
    seat.sees("the room will see this")
    seat.press("\r")
    seat.sees("Truth")


def runs_at_ten(seat: Seat) -> None:
    """The desk, running at ×10."""
    turns_to_the_desk(seat)
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


def test_ten_pictures_a_second_take_half_of_one_core(tmp_path: Path, figures: list[Figure]) -> None:
    shares, ratios = [], []
    with Seat(tmp_path, ["resume", begun(tmp_path)]) as seat:
        runs_at_ten(seat)
        for block in range(9):
            plain = plain_ms(block)
            seat.reads(0.0)
            start, taken = perf_counter(), seat.processor_s
            seat.goes_on(2.0)
            share = (seat.processor_s - taken) / (perf_counter() - start) * 1e3
            shares.append(share)
            ratios.append(share / plain)
        seat.press(" ")
        seat.sees("STOPPED")
    ratio = Figure(
        "a second of the desk at ×10, over a plain pair of R1", ratios, bound=CORE_MS / REFERENCE_MS
    )
    figures += [Figure("a second of the desk at ×10, drawn", shares, "ms", CORE_MS), ratio]
    assert ratio.median <= CORE_MS / REFERENCE_MS


def test_a_key_is_answered_at_once(tmp_path: Path, figures: list[Figure]) -> None:
    """Where the incident stands, and, harder, while it runs at ×10 and the key is written down before it is answered."""
    stopped, escapes, running, ratios = [], [], [], []
    with Seat(tmp_path, ["resume", begun(tmp_path, ROLES)]) as seat:
        turns_to_the_desk(seat)
        seat.press("n")
        seat.sees("inject 1")
        seat.press("n")
        seat.sees("1-9 mark")
        for _ in range(9):
            stopped += [answered_ms(seat, *key) for key in KEYS]
            escapes.append(answered_ms(seat, "\x1b", "1-9 mark"))
    with Seat(tmp_path, ["resume", begun(tmp_path)]) as seat:
        runs_at_ten(seat)
        for block in range(9):
            plain = plain_ms(block, perf_counter)
            running.append(answered_ms(seat, "m", "marked"))
            ratios.append(running[-1] / plain)
            seat.press(">")
            seat.sees("speed")
    ratio = Figure("a key at ×10, over a plain pair of R1", ratios, bound=KEY_MS / REFERENCE_MS)
    figures += [
        Figure("a key, incident stopped", stopped, "ms", KEY_MS),
        Figure("Esc, which a terminal cannot tell from the beginning of another key", escapes, "ms"),
        Figure("a key at ×10, kept before it is answered", running, "ms", KEY_MS),
        ratio,
    ]
    assert ratio.median <= KEY_MS / REFERENCE_MS


def answered_ms(seat: Seat, key: str, words: str) -> float:
    """Milliseconds from a key until its words have been drawn."""
    pressed = seat.press(key)
    return (seat.sees(words) - pressed) * 1e3


def test_the_first_screen_comes_within_a_second(tmp_path: Path, figures: list[Figure]) -> None:
    times, ratios = [], []
    for _ in range(10):
        bare = seconds(sys.executable, "-c", "pass")
        with Seat(tmp_path) as seat:
            times.append(seat.sees("trains") - seat.began)
        ratios.append(times[-1] / bare)
    bound = SCREEN_S / REFERENCE_START_S
    ratio = Figure("the first screen, over python -c pass", ratios[1:], bound=bound)
    figures += [Figure("the first screen of allcall", times[1:], "s", SCREEN_S), ratio]
    assert ratio.median <= bound
