"""When a message is heard, from traces made by hand: a PA that reads for 10 s, seven adults, and known times."""

import math
from dataclasses import replace

import pytest

from scenarios.targets import Target
from sim.exercise.arms import build_tables
from sim.exercise.hearing import Hearing, Messages
from sim.exercise.targets import Instants, Reached, find_reached, is_met
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel, EventKind, Row, Trace
from tests.sim.exercise.exercises import known, opened

STAFF, READING = 7, 10.0


def tables() -> Tables:
    whole = build_tables(opened())[0]
    staff = replace(whole.staff, ids=whole.staff.ids[:STAFF])
    return replace(whole, staff=staff, means=replace(whole.means, reading=READING))


TABLES = tables()
OFFICE = TABLES.psap.office


def sent(time: float, channel: Channel, sender: int = 0) -> Row:
    return (time, EventKind.SENT, sender, channel, NOBODY, 0.0)


def aware(time: float, channel: Channel, *people: int) -> list[Row]:
    return [(time, EventKind.AWARE, person, channel, 0, float(NOBODY)) for person in people]


def instructed(time: float, *people: int) -> list[Row]:
    return [(time, EventKind.INSTRUCTED, person, 0, 0, 0.0) for person in people]


def trace_of(*rows: Row | list[Row]) -> Trace:
    trace = Trace(TABLES)
    flat = [row for part in rows for row in (part if isinstance(part, list) else [part])]
    trace.rows = sorted(flat, key=lambda row: row[0])
    return trace


def heard(*rows: Row | list[Row]) -> Hearing:
    return known(Instants(trace_of(*rows)).hearing)


def test_an_announcement_is_heard_at_the_end_of_its_reading_and_by_half() -> None:
    hearing = heard(aware(5.0, Channel.HAZARD, 0), sent(20.0, Channel.PA, OFFICE), aware(30.0, Channel.PA, 1, 2, 3, 4))
    assert (hearing.at, hearing.reached, hearing.unaware) == (30.0, 4, 6)
    # Exactly half is enough and less is never heard.
    knew = aware(5.0, Channel.HAZARD, 0)
    half = heard(knew, sent(20.0, Channel.PA, OFFICE), aware(30.0, Channel.PA, 1, 2, 3))
    assert half.at == 30.0
    less = heard(knew, sent(20.0, Channel.PA, OFFICE), aware(30.0, Channel.PA, 1, 2))
    assert (less.at, less.reached) == (math.inf, 2)


def test_who_did_not_know_and_is_there_is_awaited() -> None:
    """Of six, three hear from a neighbor while the announcement is read; two of the other three hear it."""
    told = aware(25.0, Channel.VOICE, 1, 2), aware(30.0, Channel.VOICE, 3), aware(30.0, Channel.PA, 4, 5)
    hearing = heard(aware(5.0, Channel.HAZARD, 0), sent(20.0, Channel.PA, OFFICE), *told)
    assert (hearing.at, hearing.reached) == (30.0, 2)
    # An adult who is absent is not awaited.
    absent: Row = (0.0, EventKind.ABSENT, 6, NOBODY, NOBODY, 0.0)
    called = sent(20.0, Channel.PA, OFFICE), aware(30.0, Channel.PA, 1, 2, 3)
    hearing = heard(absent, aware(5.0, Channel.HAZARD, 0), *called)
    assert hearing.unaware == 5


def test_messages_together_are_heard_when_they_have_reached_half_and_push_text_and_email_are_one() -> None:
    by_radio = sent(20.0, Channel.RADIO, OFFICE), aware(20.0, Channel.RADIO, 0, 1)
    hearing = heard(*by_radio, sent(40.0, Channel.PA, OFFICE), aware(50.0, Channel.PA, 2, 3))
    assert (hearing.at, hearing.means) == (50.0, {"radio": 20.0, "PA": 50.0})
    by_push = sent(20.0, Channel.PUSH, 0), aware(25.0, Channel.PUSH, 1, 2), instructed(25.0, 1, 2)
    hearing = heard(*by_push, aware(40.0, Channel.TEXT, 3), aware(45.0, Channel.EMAIL, 4))
    assert (hearing.at, hearing.means) == (45.0, {"app": 25.0})


def test_a_report_by_radio_and_an_alert_without_an_instruction_say_nothing_of_what_to_do() -> None:
    trace = trace_of(
        sent(20.0, Channel.RADIO, 0), aware(20.0, Channel.RADIO, 1, 2, 3, 4, 5),
        sent(21.0, Channel.PUSH, 0), aware(25.0, Channel.PUSH, 6),
    )  # fmt: skip
    assert Instants(trace).hearing is None
    assert [one.is_instruction for one in Messages(trace.rows, TABLES).all] == [False, False]
    carried = trace_of(*trace.rows, instructed(20.0, 1))
    assert Instants(carried).find("first_instruction_heard") == 20.0


def test_a_call_to_people_who_know_already_is_a_means_once_they_are_told_what_to_do() -> None:
    """Nobody is left who does not know, so the announcement counts as heard when it arrives."""
    everyone = aware(5.0, Channel.HAZARD, *range(STAFF))
    assert heard(everyone, sent(20.0, Channel.PA, OFFICE)).at == math.inf
    hearing = heard(everyone, sent(20.0, Channel.PA, OFFICE), instructed(30.0, 3))
    assert (hearing.at, hearing.reached, hearing.means) == (30.0, 0, {"PA": 30.0})


SAID = {"from": "office_told", "to": "first_instruction_heard", "within": "60 s"}
TWO_MEANS = Target.model_validate({**SAID, "means": 2})
TOLD: Row = (100.0, EventKind.OFFICE_TOLD, 0, Channel.RADIO, NOBODY, 0.0)
ON_TIME = (TOLD, sent(140.0, Channel.PA, OFFICE), aware(150.0, Channel.PA, 0, 1, 2, 3))


@pytest.mark.parametrize(
    ("second", "means", "met"),
    [(None, 1, False), (160.0, 2, True), (161.0, 1, False)],
    ids=["one-means", "a-second-at-the-last-moment", "a-second-too-late"],
)
def test_means_count_until_the_time_is_up(second: float | None, means: int, met: bool) -> None:
    call = [sent(second, Channel.RADIO, OFFICE), *aware(second, Channel.RADIO, 4)] if second else []
    reached = find_reached(TWO_MEANS, Instants(trace_of(*ON_TIME, call)))
    assert (reached.seconds, reached.means) == (50.0, means)
    assert is_met(TWO_MEANS, reached) is met


ONE = Target.model_validate(SAID)


@pytest.mark.parametrize(
    ("reached", "until", "met"),
    [
        (Reached(100.0, 160.0), 500.0, True),
        (Reached(100.0, 160.5), 500.0, False),
        (Reached(100.0, 160.5), 159.0, False),
        (Reached(100.0, 90.0), 500.0, True),
        (Reached(100.0, math.inf), 160.0, False),
        (Reached(100.0, math.inf), 159.0, None),
        (Reached(math.inf, 90.0), 500.0, None),
    ],
    ids=["last-moment", "too-late", "too-late-after-the-end", "before", "never", "ended-too-soon", "never-began"],
)
def test_a_target_is_met_missed_or_open(reached: Reached, until: float, met: bool | None) -> None:
    assert is_met(ONE, reached, until) is met
    assert (reached.seconds is None) is math.isinf(reached.from_ + reached.to)
