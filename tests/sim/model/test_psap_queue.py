"""The 911 center against the formulas of queueing theory, worked out here by hand.

Erlang C: with c takers, arrival rate λ and mean service 1/μ, a = λ/μ, a caller waits with probability C = B / (1 − (a/c)(1 − B)), where
B = Erlang B, and on average C / (cμ − λ). Erlang A (callers who hang up after Exp(1/θ)): a birth-death chain solved numerically. Source:
Gross and Harris, "Fundamentals of Queueing Theory", chapters 2 and 3.
"""

import math
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.model.trace import Event
from sim.tabulation import tabulate
from tests.scenarios.broken_files import CAMPUS, SCENARIO, Break, sound_copy
from tests.sim.inputs import always, chance, exponential, share
from tests.sim.plays import play, plays, times
from tests.sim.worlds import Plain, tables_of, zone

TAKERS, SERVICE = 3, 60.0  # seconds


def erlang_c(takers: int, load: float) -> float:
    """Probability that a caller has to wait; load = arrival rate × mean service."""
    blocked = 1.0
    for n in range(1, takers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1.0 - load / takers * (1.0 - blocked))


def mean_wait(takers: int, load: float, service: float) -> float:
    """Seconds in the queue on average, those who do not wait included."""
    return erlang_c(takers, load) * service / (takers - load)


def hang_ups(takers: int, rate: float, service: float, patience: float) -> float:
    """Share of callers who give up, with exponential patience: θ E[queue] / λ over the stationary birth-death chain."""
    leaving = [min(n, takers) / service + max(n - takers, 0) / patience for n in range(1, 400)]
    weights = np.array([1.0, *accumulate((rate / out for out in leaving), lambda a, b: a * b)])
    queue = np.maximum(np.arange(400) - takers, 0)
    return float((weights * queue).sum() / weights.sum() / patience / rate)


def waits(events: list[Event]) -> list[float]:
    """Seconds from joining the queue to being picked up, by caller in the order of joining."""
    answered = {event.subject: event.time for event in events if event.kind == "answered"}
    joined = [event for event in events if event.kind == "queued" and event.subject in answered]
    return [answered[event.subject] - event.time for event in joined]


def agrees(values: list[float], expected: float, batches: int) -> None:
    """The mean lies within four standard errors, taken from the means of batches because neighbors in a queue are alike."""
    length = len(values) // batches
    means = np.reshape(values[: length * batches], (batches, length)).mean(axis=1)
    error = means.std(ddof=1) / math.sqrt(batches)
    assert abs(means.mean() - expected) <= 4.0 * error, f"{means.mean()} is not {expected} ± {error}"


def busy_center(**changes: object) -> dict[str, object]:
    """Neighbors call for days, two a minute, each call of its own length."""
    neighbors = {"rate": share(2), "lasts": "400 h"}
    return Plain.psap(takers=TAKERS, service=exponential(SERVICE), neighbors=neighbors, **changes)


def long_run(psap: dict[str, object], hours: int) -> list[Event]:
    """One long play of a busy center. It is never all clear, because the one room cannot be locked."""
    campus = Plain.campus(psap=psap, zones=[zone("hall", "hall", None), zone("r00", lock=None)])
    return play(tables_of(campus, Plain.scenario(horizon=f"{hours} h")))


@pytest.fixture(scope="module")
def long_day() -> list[float]:
    """Seconds that callers waited, once the queue has settled."""
    waited = waits(long_run(busy_center(), 40))
    return waited[len(waited) // 10 :]


def test_the_queue_of_a_long_day_is_erlang_c(long_day: list[float]) -> None:
    assert len(long_day) > 4_000
    agrees([float(wait > 0.0) for wait in long_day], erlang_c(TAKERS, 2.0), 25)
    agrees(long_day, mean_wait(TAKERS, 2.0, SERVICE), 25)


def test_those_who_wait_wait_exponentially(long_day: list[float]) -> None:
    waited = [wait for wait in long_day if wait > 0.0]
    mean = SERVICE / (TAKERS - 2.0)
    for share_longer in (0.5, 0.1):
        limit = -mean * math.log(share_longer)
        agrees([float(wait > limit) for wait in waited], share_longer, 20)


def test_callers_who_hang_up_are_erlang_a() -> None:
    patience = {"waits": exponential(40.0), "redials_after": always(0), "redials": 0}
    events = long_run(busy_center(patience=patience), 20)
    gave_up = {event.subject for event in events if event.kind == "gave_up"}
    callers = [event.subject for event in events if event.kind == "queued"][100:]
    agrees([float(caller in gave_up) for caller in callers], hang_ups(TAKERS, 2.0 / 60, SERVICE, 40.0), 25)


def test_a_call_at_onset_finds_the_queue_that_the_past_has_left() -> None:
    background = {"utilization": share(0.7), "service": exponential(SERVICE), "past": "2 h"}
    psap = Plain.psap(takers=2, background=background)
    tables = tables_of(Plain.campus(psap=psap), Plain.scenario(horizon="30 min"))
    waited = [waits(list(trace.events()))[0] for trace in plays(tables, 250)]
    agrees([float(wait > 0.0) for wait in waited], erlang_c(2, 1.4), 250)
    agrees(waited, mean_wait(2, 1.4, SERVICE), 250)


def test_without_a_past_the_first_call_never_waits() -> None:
    background = {"utilization": share(0.7), "service": exponential(SERVICE), "past": "0 s"}
    psap = Plain.psap(takers=2, background=background)
    tables = tables_of(Plain.campus(psap=psap), Plain.scenario(horizon="10 min"))
    assert all(waits(list(trace.events())) == [0.0] for trace in plays(tables, 50))


def test_takers_are_the_seats_that_are_staffed() -> None:
    for seats, staffed, takers in ((4, 0.75, 3), (4, 1.0, 4), (1, 0.2, 1), (10, 0.62, 6)):
        psap = Plain.psap(takers=seats, staffed=share(staffed))
        assert tables_of(Plain.campus(psap=psap), Plain.scenario()).psap.call_takers == takers


def test_a_caller_who_hangs_up_calls_again_as_often_as_callers_do() -> None:
    patience = {"waits": always(10), "redials_after": always(5), "redials": 2}
    neighbors = {"rate": share(60), "lasts": "2 min"}
    psap = Plain.psap(takers=1, service=always(10_000), patience=patience, neighbors=neighbors)
    events = play(tables_of(Plain.campus(psap=psap), Plain.scenario()))
    late = next(e.subject for e in events if e.kind == "queued" and e.subject.startswith("neighbor"))
    begins = times(events, "queued", late)[0]
    assert times(events, "queued", late) == [begins, begins + 15, begins + 30]
    assert times(events, "gave_up", late) == [begins + 10, begins + 25, begins + 40]


def test_neighbors_call_for_as_long_as_the_file_says() -> None:
    """One a second for two minutes: the last call comes in the last ten seconds but for once in e¹⁰."""
    neighbors = {"rate": share(60), "lasts": "2 min"}
    psap = Plain.psap(service=always(10_000), neighbors=neighbors)
    for trace in plays(tables_of(Plain.campus(psap=psap), Plain.scenario()), 5):
        last = max(event.time for event in trace.events() if event.subject.startswith("neighbor"))
        assert 110.0 < last <= 120.0


def test_a_call_that_reaches_the_wrong_center_is_handed_on() -> None:
    transfer = {"wrong": chance(0.3, "event"), "takes": always(45)}
    tables = tables_of(Plain.campus(psap=Plain.psap(transfer=transfer)), Plain.scenario())
    joined = [times(list(trace.events()), "queued")[0] for trace in plays(tables, 400)]
    assert set(joined) == {0.0, 45.0}
    assert abs(joined.count(45.0) - 120) <= 4 * math.sqrt(400 * 0.3 * 0.7)


CALLS = "utilization: {fixed: 0.4, varies: site, evidence: {basis: assumed, range: 0.2 to 0.8}}"
NO_CALLS = "utilization: {fixed: 0, evidence: {basis: assumed, note: invented}}"


@pytest.mark.parametrize("overrides", [None, {"psap.background.utilization": 0.0}])
def test_a_center_without_other_calls_is_simulated(overrides: dict[str, float] | None, tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    if overrides is None:
        Break(
            "",
            CAMPUS,
            "utilization: {fixed: 0.4, varies: site, evidence: {basis: assumed, range: 0.2 to 0.8}}",
            NO_CALLS,
            "",
        ).apply(folder / CAMPUS)
    psap = tabulate(open_emergency(str(folder / SCENARIO)), "small-app", (), overrides).psap
    assert psap.end == psap.background
