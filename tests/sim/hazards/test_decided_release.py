"""What people decide while students are released: a text, more tables, runners and lines. Times are fixed, so that they add up."""

import pytest

from scenarios.decided_acts import DecidedActs
from sim.engine import SimpyEngine
from sim.model.interventions import AddPosts, Intervention, TextFamilies
from sim.model.tables import Tables
from sim.model.trace import EventKind, Trace
from tests.sim.hazards.releases import PLAIN, tables_of
from tests.sim.inputs import always, chance
from tests.sim.plays import played, times_of
from tests.sim.schools import quiet

HOUR, MINUTE = 3600.0, 60.0
DECIDER = "principal"
FIXED = {**PLAIN, "hazard.hears": "0", "hazard.rumor": "{fixed: 2 h}", "hazard.travel": "{fixed: 30 min}"}
"""Families hear after 2 h and come 30 min later."""
SECONDS = {"text_sent": 300, "text_read": 180, "helpers_come": 600}
TIMES = {name: always(seconds) | {"varies": "event"} for name, seconds in SECONDS.items()}
ACTS = DecidedActs.model_validate({**TIMES, "text_reaches": chance(1, "event")})


def play(tables: Tables, *acts: tuple[float, Intervention]) -> Trace:
    play = played(tables, *acts, until=None)
    assert all(outcome.began for outcome in play.outcomes)
    return play.trace


def test_a_text_brings_every_family_once_and_no_one_sooner_who_is_on_the_way() -> None:
    trace = play(tables_of(FIXED, acts=ACTS), (20 * MINUTE, TextFamilies(DECIDER)))
    assert set(times_of(trace, EventKind.FAMILY_ARRIVES).values()) == {(20 + 5 + 3 + 30) * MINUTE}
    arrivals = [row for row in trace.rows if row[1] == EventKind.FAMILY_ARRIVES]
    assert len({row[2] for row in arrivals}) == len(arrivals) == 520
    # It is read at 2 h 8 min, 8 min after families have set out. A second text changes nothing either.
    acts = ((2 * HOUR, TextFamilies(DECIDER)), (2.2 * HOUR, TextFamilies(DECIDER)))
    trace = play(tables_of(FIXED, acts=ACTS), *acts)
    assert set(times_of(trace, EventKind.FAMILY_ARRIVES).values()) == {2.5 * HOUR}


def test_who_has_read_the_text_does_not_call() -> None:
    settings = FIXED | {"hazard.hears": "1", "hazard.calls": "1"}
    settings |= {"hazard.calls_after": "{uniform: {low: 0 s, high: 1 h}}"}
    trace = play(tables_of(settings, acts=ACTS), (10 * MINUTE, TextFamilies(DECIDER)))
    assert 10 * MINUTE < max(times_of(trace, EventKind.FAMILY_CALLS).values()) < (10 + 5 + 3) * MINUTE


@pytest.mark.parametrize(("post", "kind"), [("table", EventKind.CHECKED_IN), ("runner", EventKind.FAMILY_RELEASED)])
def test_posts_that_are_added_serve_families_who_are_in_line_by_then(post: str, kind: EventKind) -> None:
    """All families come at 2 h 30 min to 6 tables and 9 runners, and are still in line when ten more posts begin."""
    trace = play(tables_of(FIXED, acts=ACTS), (2.75 * HOUR, AddPosts(DECIDER, post, 10)))  # type: ignore[arg-type]
    served = [(row[3], row[0]) for row in trace.rows if row[1] == kind and row[3] >= 6 + 9]
    assert len({number for number, _ in served}) == 10
    assert min(time for _, time in served) > 2.75 * HOUR + 10 * MINUTE
    assert len(served) > 2 * 10


def test_lines_that_are_added_take_calls() -> None:
    """All call at 20 min and, blocked, at 21 min. Ten lines more are there from 15 min on."""
    settings = FIXED | {"hazard.hears": "1", "hazard.calls": "1", "hazard.calls_after": "{fixed: 20 min}"}
    settings |= {"hazard.redial_after": "{fixed: 60 s}", "protocol.call": "{fixed: 59 s}"}
    more = (5 * MINUTE, AddPosts(DECIDER, "line", 10))
    arms = [play(tables_of(settings, acts=ACTS), *acts) for acts in ((), (more,))]
    blocked = [len(times_of(trace, EventKind.CALL_BLOCKED)) for trace in arms]
    assert blocked == [520 - 2 * 4, 520 - 2 * 14]


@pytest.mark.parametrize("act", [TextFamilies("staff@r00"), AddPosts("staff@r00", "line", 1)])
def test_where_no_students_are_released_neither_is_possible(act: Intervention) -> None:
    engine = SimpyEngine(quiet(), 5, 0)
    engine.run_until(1.0)
    outcome = engine.apply(act)
    assert not outcome.began
    assert outcome.reason == "no students are released to families"


def test_what_was_decided_names_neither_a_person_nor_a_family() -> None:
    trace = play(tables_of(FIXED, acts=ACTS), (0.0, TextFamilies(DECIDER)), (0.0, AddPosts("secretary-1", "runner", 3)))
    names = [(event.kind, event.subject, event.object, event.value) for event in trace.events()]
    assert ("families_texted", "", "", 0.0) in names
    assert ("posts_added", "", "runner", 3.0) in names
