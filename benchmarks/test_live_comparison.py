"""How soon the Lab answers when a slider moves: the first 500 pairs of two arms, with intervals and curves.

The input moves in both arms, so nothing that was played before helps. By the clock; in processor time, which other programs on the
machine hardly change; and by both together, as long as it takes if every thread has a processor of its own: the time of this thread and a
thread's share of the plays.
"""

from __future__ import annotations

from time import perf_counter, process_time, thread_time

from benchmarks.figures import Figure
from scenarios.library import open_emergency
from sim.compiled.program import compile_program
from sim.experiment.live_comparison import LiveAnswer, LiveArm, LiveComparison

ANSWER_MS = 300.0
"""From the slider to the first answer, on the reference machine."""
ROUNDS = 15
INPUT, LOWEST_S = "witnessing.decision", 3.0


def test_a_moved_slider_is_answered(figures: list[Figure]) -> None:
    compile_program()
    live = LiveComparison(open_emergency("active-assailant-class"), seed=1, is_compiled=True)
    arms = LiveArm("office-pa"), LiveArm("practice+app")
    waited, worked, alone, pairs = [], [], [], []
    for number in range(ROUNDS + 1):
        moved = [arm.move(INPUT, LOWEST_S + number) for arm in arms]
        answers: list[LiveAnswer] = []
        start, taken, own = perf_counter(), process_time(), thread_time()
        live.refine(moved, lambda: False, answers.append, live.steps[0])
        waited.append((perf_counter() - start) * 1e3)
        worked.append((process_time() - taken) * 1e3)
        own = (thread_time() - own) * 1e3
        alone.append(own + (worked[-1] - own) / live.threads)
        pairs.append(answers[0].pairs)
    figures += [
        Figure("active-assailant, slider to first answer", waited[1:], "ms", ANSWER_MS),
        Figure("the same in processor time of all threads", worked[1:], "ms"),
        Figure(f"the same with {live.threads} processors of its own", alone[1:], "ms", ANSWER_MS),
    ]
    assert set(pairs) == {500}
    live.close()
