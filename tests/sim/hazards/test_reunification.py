"""Releases to families against closed forms and by hand: tables, lines of the office, the message. Tolerances are four standard errors."""

import math
from statistics import fmean, stdev

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.measures import compute_measures
from sim.model.trace import EventKind, Trace
from sim.tabulation import tabulate
from tests.sim.hazards.releases import ALL_HEAR, AT_ONCE, PLAIN, STRATEGIES, releases, tables_of
from tests.sim.plays import times_of, values_of

STUDENTS = 520
HOUR, MINUTE = 3600.0, 60.0


def erlang_b(servers: int, load: float) -> float:
    """The share of calls that are lost."""
    lost = 1.0
    for busy in range(1, servers + 1):
        lost = load * lost / (busy + load * lost)
    return lost


def erlang_c(servers: int, load: float) -> float:
    """The share of customers who wait."""
    lost = erlang_b(servers, load)
    return servers * lost / (servers - load * (1 - lost))


def four_errors(values: list[float]) -> float:
    return 4 * stdev(values) / math.sqrt(len(values))


def order_by_arrival(trace: Trace) -> list[int]:
    arrived = times_of(trace, EventKind.FAMILY_ARRIVES)
    return sorted(arrived, key=lambda family: arrived[family])


# closed forms


@pytest.mark.slow
def test_tables_are_a_queue_with_several_servers() -> None:
    """M/M/2 by Erlang: families come at random over 12 h. The first and the last are left out."""
    rate, span = 0.5, 11.5 * HOUR
    settings = {
        **(PLAIN | ALL_HEAR | AT_ONCE),
        "hazard.travel": f"{{uniform: {{low: 0 s, high: {span} s}}}}",
        "protocol.rate": f"{{fixed: {rate}}}",
        "protocol.tables": str(2 * 1000 / STUDENTS),
    }
    load = STUDENTS / (span / MINUTE) / rate
    expected = erlang_c(2, load) * MINUTE / rate / (2 - load)
    means = []
    for trace in releases(tables_of(settings), 80):
        arrived, served = (times_of(trace, kind) for kind in (EventKind.FAMILY_ARRIVES, EventKind.CHECKED_IN))
        inner = [family for family in order_by_arrival(trace)[60:-60] if family in served]
        means.append(fmean(served[family] - arrived[family] for family in inner) - MINUTE / rate)
    assert fmean(means) == pytest.approx(expected, abs=four_errors(means))


@pytest.mark.slow
def test_lines_lose_the_share_of_calls_that_erlang_gives() -> None:
    """Without redials. It holds for every form of the length of a call, so a fixed one shows the most."""
    span, length = 6 * HOUR, 3 * MINUTE
    settings = {
        **(PLAIN | ALL_HEAR),
        "hazard.calls": "1",
        "hazard.redials": "0",
        "hazard.calls_after": f"{{uniform: {{low: 0 s, high: {span} s}}}}",
        "protocol.call": f"{{fixed: {length} s}}",
    }
    lost = [len(times_of(trace, EventKind.CALL_BLOCKED)) / STUDENTS for trace in releases(tables_of(settings), 40)]
    expected = erlang_b(4, STUDENTS * length / span)
    assert fmean(lost) == pytest.approx(expected, abs=four_errors(lost))


def test_students_of_a_family_are_those_of_the_share_with_a_sibling() -> None:
    """Each takes its own time at the table, and they leave together."""
    (trace,) = releases(tables_of(PLAIN | {"hazard.sibling": "0.5"}), 1)
    heads = list(values_of(trace, EventKind.FAMILY_ARRIVES).values())
    assert sum(heads) == STUDENTS
    error = math.sqrt(0.25 / len(heads))
    assert fmean(heads) == pytest.approx(1.5, abs=4 * error)


# by hand


def test_messages_go_out_so_many_at_once() -> None:
    settings = {
        **PLAIN,
        "hazard.hears": "0",
        "hazard.rumor": "{fixed: 6 h}",
        "hazard.travel": "{fixed: 10 min}",
        "channels.family-calls.reaches": "1",
        "channels.family-calls.sent": "{fixed: 5 min}",
    }
    (trace,) = releases(tables_of(settings, "parents-phone-tree"), 1)
    arrived = times_of(trace, EventKind.FAMILY_ARRIVES)
    assert arrived == {family: (15 + family // 4) * MINUTE for family in range(STUDENTS)}


def test_who_has_heard_comes_from_the_event_and_waits_from_the_decision() -> None:
    """20 min of way, 30 min after the event: everyone is there at the decision."""
    settings = PLAIN | {"hazard.hears": "1", "hazard.travel": "{fixed: 20 min}"}
    (trace,) = releases(tables_of(settings, "parents-text"), 1)
    assert set(times_of(trace, EventKind.FAMILY_ARRIVES).values()) == {0.0}


def test_at_another_site_no_one_is_checked_in_before_all_students_are_there() -> None:
    settings = PLAIN | {
        "hazard.hears": "1",
        "hazard.travel": "{fixed: 1 min}",
        "protocol.off_site.moves": "{fixed: 50 min}",
    }
    (trace,) = releases(tables_of(settings, scenario="reunification-off-site"), 1)
    (moved,) = times_of(trace, EventKind.STUDENTS_MOVED).values()
    assert moved == 50 * MINUTE
    assert 0.0 < min(times_of(trace, EventKind.CHECKED_IN).values()) - moved < 5 * MINUTE


def test_a_post_without_anyone_opens_when_others_come() -> None:
    settings = PLAIN | {"hazard.hears": "1", "protocol.unavailable": "1", "protocol.others_come": "{fixed: 2 h}"}
    (trace,) = releases(tables_of(settings), 1)
    assert 2 * HOUR < min(times_of(trace, EventKind.CHECKED_IN).values()) < 2.1 * HOUR


def test_a_family_calls_unless_it_has_read_the_message_before() -> None:
    settings = {
        "hazard.hears": "1",
        "hazard.calls": "1",
        "hazard.calls_after": "{fixed: 10 min}",
        "channels.family-text.reaches": "1",
        "channels.family-text.sent": "{fixed: 5 min}",
        "channels.family-text.every": "1 s",
        "channels.family-text.read": "{fixed: 0 s}",
    }
    (trace,) = releases(tables_of(settings, "parents-text"), 1)
    first = min(times_of(trace, EventKind.FAMILY_CALLS))
    assert first == 5 * MINUTE + 1  # the texts of all before it are read by the time of the calls


def test_a_blocked_family_calls_once_more() -> None:
    """All call at the same moment: four get through, and a minute later four others, when lines are free again."""
    settings = {
        "hazard.hears": "1",
        "hazard.calls": "1",
        "hazard.calls_after": "{fixed: 10 min}",
        "hazard.redial_after": "{fixed: 60 s}",
        "protocol.call": "{fixed: 59 s}",
    }
    (trace,) = releases(tables_of(settings), 1)
    called, blocked = (times_of(trace, kind) for kind in (EventKind.FAMILY_CALLS, EventKind.CALL_BLOCKED))
    assert len(called) - len(blocked) == 8
    assert set(blocked.values()) == {11 * MINUTE}


def test_the_wait_is_the_90th_percentile_and_who_still_waits_counts_to_the_horizon() -> None:
    made = tables_of()
    trace = Trace(made)
    trace.rows.append((0.0, EventKind.ONSET, -1, -1, -1, 0.0))
    for family in range(20):
        trace.rows.append((100.0, EventKind.FAMILY_ARRIVES, family, -1, -1, 2.0))
    for family in range(19):
        trace.rows.append((101.0 + family, EventKind.FAMILY_RELEASED, family, 6, -1, 2.0))
    trace.rows.append((made.horizon, EventKind.END, -1, -1, -1, 0.0))
    measured = compute_measures(trace, made)
    assert measured["parent_wait_p90"] == 18.0
    assert measured["released_t90"] == math.inf


# invariants


@pytest.mark.slow
@pytest.mark.parametrize("campus", ["large-high-school", "rural-k12", "small-college", "suburban-elementary"])
@pytest.mark.parametrize("scenario", ["reunification", "reunification-off-site"])
def test_each_student_leaves_once_and_each_post_serves_one_family_at_a_time(scenario: str, campus: str) -> None:
    emergency, heads = open_emergency(scenario, campus), dict[int, float]()
    for strategy in STRATEGIES:
        made = tabulate(emergency, strategy)
        (trace,) = releases(made, 1)
        arrived, served, left = (
            times_of(trace, kind)
            for kind in (EventKind.FAMILY_ARRIVES, EventKind.CHECKED_IN, EventKind.FAMILY_RELEASED)
        )
        for family, students in values_of(trace, EventKind.FAMILY_ARRIVES).items():
            assert heads.setdefault(family, students) == students
        assert left.keys() <= served.keys() <= arrived.keys()
        assert all(arrived[family] < served[family] for family in served)
        assert all(served[family] < left[family] for family in left)
        for kind in (EventKind.CHECKED_IN, EventKind.FAMILY_RELEASED):
            done = [(row[3], row[0]) for row in trace.rows if row[1] == kind]
            assert len(set(done)) == len(done)
        runners = {row[3] for row in trace.rows if row[1] == EventKind.FAMILY_RELEASED}
        tables = {row[3] for row in trace.rows if row[1] == EventKind.CHECKED_IN}
        assert not runners & tables
        assert runners | tables <= set(range(made.posts))
        assert len(times_of(trace, EventKind.CALL_BLOCKED)) <= len(times_of(trace, EventKind.FAMILY_CALLS))


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
