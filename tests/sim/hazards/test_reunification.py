"""Releases to families against closed forms and by hand: tables, lines of the office, the message. Tolerances are four standard errors."""

import math
from statistics import fmean, stdev

import numpy as np
import pytest

from sim.measures import compute_measures
from sim.model.trace import EventKind
from tests.sim.hazards.releases import ALL_HEAR, AT_ONCE, PLAIN, releases, tables_of
from tests.sim.plays import times_of

STUDENTS = 520
HOUR, MINUTE = 3600.0, 60.0


def erlang_b(servers: int, load: float) -> float:
    """The share of calls that are lost."""
    lost = 1.0
    for busy in range(1, servers + 1):
        lost = load * lost / (busy + load * lost)
    return lost


def four_errors(values: list[float]) -> float:
    return 4 * stdev(values) / math.sqrt(len(values))


# closed forms


@pytest.mark.slow
def test_tables_are_a_queue_with_several_servers() -> None:
    """M/M/2 by Erlang: families come at random over 12 h. The first and the last are left out."""
    rate, span = 0.5, 11.5 * HOUR
    settings = PLAIN | ALL_HEAR | AT_ONCE | {"hazard.travel": f"{{uniform: {{low: 0 s, high: {span} s}}}}"}
    settings |= {"protocol.rate": f"{{fixed: {rate}}}", "protocol.tables": str(2 * 1000 / STUDENTS)}
    load = STUDENTS / (span / MINUTE) / rate
    lost = erlang_b(2, load)
    waiting = 2 * lost / (2 - load * (1 - lost))  # the share who wait: Erlang C
    expected = waiting * MINUTE / rate / (2 - load)
    means = []
    for trace in releases(tables_of(settings), 80):
        arrived, served = (times_of(trace, kind) for kind in (EventKind.FAMILY_ARRIVES, EventKind.CHECKED_IN))
        inner = [family for family in sorted(arrived, key=arrived.__getitem__)[60:-60] if family in served]
        means.append(fmean(served[family] - arrived[family] for family in inner) - MINUTE / rate)
    assert fmean(means) == pytest.approx(expected, abs=four_errors(means))


@pytest.mark.slow
def test_lines_lose_the_share_of_calls_that_erlang_gives() -> None:
    """Without redials. It holds for every form of the length of a call, so a fixed one shows the most."""
    span, length = 6 * HOUR, 3 * MINUTE
    settings = PLAIN | ALL_HEAR | {"hazard.calls_after": f"{{uniform: {{low: 0 s, high: {span} s}}}}"}
    settings |= {"hazard.calls": "1", "hazard.redials": "0", "protocol.call": f"{{fixed: {length} s}}"}
    lost = [len(times_of(trace, EventKind.CALL_BLOCKED)) / STUDENTS for trace in releases(tables_of(settings), 40)]
    assert fmean(lost) == pytest.approx(erlang_b(4, STUDENTS * length / span), abs=four_errors(lost))


# invariants


def test_a_message_brings_no_family_later() -> None:
    (plain,), (text,) = (releases(tables_of(strategy=strategy), 1) for strategy in ("parents-none", "parents-text"))
    before, after = (times_of(trace, EventKind.FAMILY_ARRIVES) for trace in (plain, text))
    assert all(after[family] <= before[family] for family in before)
    assert sum(after[family] < before[family] for family in before) > 100


# patterns


def find_gain_without_a_line() -> float:
    """Minutes by which a text brings nine of ten families sooner than an e-mail, by numbers of their own, where no one has heard."""
    chance, count = np.random.default_rng(5), 1_000_000
    rumor, travel = (median * np.exp(sigma * chance.standard_normal(count)) for median, sigma in ((60, 0.8), (40, 0.6)))
    is_reached, spread = chance.random(count) < 0.85, chance.standard_normal(count)
    t90 = []
    for median, sigma in ((45, 1.2), (4, 1.0)):
        read = np.where(is_reached, 5 + median * np.exp(sigma * spread), np.inf)
        t90.append(float(np.quantile(np.minimum(rumor, read) + travel, 0.9)))
    return t90[0] - t90[1]


def compare_messages(tables: int) -> tuple[list[float], list[float]]:
    """By replication, in minutes: how much sooner 90% are released after a text than after an e-mail, and how much longer families wait."""
    plain = PLAIN | {"hazard.hears": "0", "protocol.tables": str(tables), "protocol.runners": "200"}
    measured = {}
    for kind in ("email", "text"):
        made = tables_of(plain | {f"channels.family-{kind}.sent": "{fixed: 5 min}"}, f"parents-{kind}")
        measured[kind] = [compute_measures(trace, made) for trace in releases(made, 12)]
    pairs = list(zip(measured["email"], measured["text"], strict=True))
    return (
        [(mail["released_t90"] - text["released_t90"]) / MINUTE for mail, text in pairs],
        [(text["parent_wait_p90"] - mail["parent_wait_p90"]) / MINUTE for mail, text in pairs],
    )


@pytest.mark.slow
def test_where_no_one_waits_a_text_gains_what_families_gain_who_read_it() -> None:
    sooner, longer = compare_messages(80)
    assert fmean(sooner) == pytest.approx(find_gain_without_a_line(), abs=four_errors(sooner))
    assert fmean(longer) == pytest.approx(0.0, abs=1.0)


@pytest.mark.slow
def test_a_faster_message_than_tables_can_serve_only_lengthens_the_line() -> None:
    """The tables are busy from the first families on. So most of what the text gains is spent in the line."""
    gain = find_gain_without_a_line()
    sooner, longer = compare_messages(4)
    assert abs(fmean(sooner)) < gain / 3
    assert fmean(longer) > gain / 2
