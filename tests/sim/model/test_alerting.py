"""How a message spreads, against what can be worked out by hand: order statistics, sums of contacts, shares that hear.

Means are held against exact expectations within four standard errors at a fixed seed; where nothing is drawn, times are exact.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from tests.sim import worlds
from tests.sim.inputs import Data, always, chance, exponential, share, uniform
from tests.sim.plays import measured, play, plays, times
from tests.sim.worlds import Plain, app_strategy, assailant, row_of_rooms, tables_of, telling

STAFF = 20
ROOMS = Plain.campus(**row_of_rooms(STAFF))
THREE = Plain.campus(**row_of_rooms(3))
DOUBTS = {"at_once": chance(0, "person"), "doubt": always(60)}
PA = Plain.strategy(report=["tell-office"], everyday=["pa"], office={"calls_911": True, "announces": "at-once"})


def agrees(values: Sequence[float], expected: float) -> None:
    """The mean of independent values lies within four standard errors of what it must be."""
    error = np.std(values, ddof=1) / math.sqrt(len(values))
    assert abs(np.mean(values) - expected) <= 4.0 * error, f"{np.mean(values)} is not {expected} ± {error}"


def counted(yes: int, of: int, p: float) -> None:
    """A count of yes lies within four standard errors of what it must be."""
    assert abs(yes - of * p) <= 4.0 * math.sqrt(of * p * (1.0 - p)), f"{yes} of {of} is not {p}"


def exponential_order(n: int, of: int, mean: float) -> float:
    """Expectation of the n-th smallest of so many exponentials."""
    return mean * math.fsum(1.0 / left for left in range(of - n + 1, of + 1))


def app_aware(replications: int, campus: Data = ROOMS, **app: Any) -> list[list[float]]:
    """T50, T90, T100 of twenty staff, of whom the first is the witness; the others hear it by the app."""
    tables = tables_of(campus, Plain.scenario(), app_strategy(**app))
    return measured(tables, replications, "aware_t50", "aware_t90", "aware_t100")


def test_delays_have_their_order_statistics_and_the_first_of_several_messages_is_noticed() -> None:
    samples = app_aware(150, notice=exponential(60.0, "person"))
    for values, n in zip(samples, (10, 18, 20), strict=True):
        agrees(values, exponential_order(n - 1, STAFF - 1, 60.0))
    samples = app_aware(150, push={"delivered": chance(1, "person"), "delay": uniform(5.0, 45.0, "person")})
    for values, n in zip(samples, (10, 18, 20), strict=True):
        agrees(values, 5.0 + 40.0 * (n - 1) / STAFF)
    samples = app_aware(
        150,
        push={"delivered": chance(1, "person"), "delay": exponential(90.0, "person")},
        text={"rate": share(10**7), "delay": exponential(60.0, "person"), "lost": chance(0, "person")},
        email={"delay": exponential(120.0, "person"), "notice": always(0)},
    )
    together = 1.0 / (1.0 / 90.0 + 1.0 / 60.0 + 1.0 / 120.0)
    for values, n in zip(samples, (10, 18, 20), strict=True):
        agrees(values, exponential_order(n - 1, STAFF - 1, together))


def test_two_delays_in_a_row_add_up_and_a_gateway_sends_one_text_after_the_other() -> None:
    lonely = Plain.campus(**row_of_rooms(2))
    push = {"delivered": chance(1, "person"), "delay": uniform(0.0, 30.0, "person")}
    last = app_aware(200, lonely, push=push, notice=exponential(20.0, "person"), press=uniform(2, 8, "person"))[2]
    agrees(last, 5.0 + 15.0 + 20.0)
    agrees([(value - 40.0) ** 2 for value in last], 36.0 / 12.0 + 900.0 / 12.0 + 400.0)
    text = {"rate": share(0.5), "delay": always(3), "lost": chance(0, "person")}
    push = worlds.NO_PUSH
    events = play(tables_of(ROOMS, Plain.scenario(), app_strategy(push=push, text=text)))
    assert times(events, "aware") == [0.0, *(2.0 * place + 3.0 for place in range(2, STAFF + 1))]


def test_each_obstacle_before_a_push_takes_its_share() -> None:
    carriers = [{"id": "one", "share": share(0.75), "covers": chance(0.9, "zone")}]
    carriers += [{"id": "two", "share": share(0.25), "covers": chance(0.5, "zone")}]
    phones = {"on_person": chance(0.9, "person"), "audible": chance(0.8, "person"), "carriers": carriers}
    app: Data = {"installed": chance(0.7, "person"), "push": {"delivered": chance(0.95, "person"), "delay": always(0)}}
    tables = tables_of(ROOMS | {"phones": phones}, Plain.scenario(), app_strategy("plain", **app))
    alerted = [events for events in map(list, (t.events() for t in plays(tables, 80))) if times(events, "sent")]
    covered = 0.75 * 0.9 + 0.25 * 0.5
    delivered = sum(len(times(events, "delivered")) for events in alerted)
    aware = sum(len(times(events, "aware")) - 1 for events in alerted)
    counted(delivered, len(alerted) * (STAFF - 1), 0.7 * 0.95 * covered)
    counted(aware, len(alerted) * (STAFF - 1), 0.7 * 0.95 * covered * 0.9 * 0.8)
    counted(len(alerted), 80, 0.7 * 0.9)  # the witness has the app and the phone


@pytest.mark.parametrize(("psap", "staff"), [("on", "on"), ("on", "off"), ("off", "on"), ("off", "off")])
def test_the_two_legs_are_switched_independently(psap: str, staff: str) -> None:
    strategy = app_strategy(legs={"psap": psap, "staff": staff}) | {"report": ["app"]}
    events = play(tables_of(ROOMS, Plain.scenario(), strategy))
    assert len(times(events, "dispatched")) == (psap == "on")
    assert len(times(events, "aware")) == (STAFF if staff == "on" else 1)


def test_the_two_legs_fail_independently() -> None:
    fails = {"psap": chance(0.3, "replication"), "staff": chance(0.4, "replication")}
    tables = tables_of(ROOMS, Plain.scenario(), app_strategy(leg_fails=fails))
    played = [list(trace.events()) for trace in plays(tables, 150)]
    calls = [bool(times(events, "dispatched")) for events in played]
    alerts = [bool(times(events, "sent")) for events in played]
    counted(sum(calls), 150, 0.7)
    counted(sum(alerts), 150, 0.6)
    counted(sum(a and b for a, b in zip(calls, alerts, strict=True)), 150, 0.7 * 0.6)


def test_a_chain_of_contacts_takes_their_sum_and_ends_where_only_witnesses_tell() -> None:
    protocol = telling("roster-ring", 1, always(7))
    events = play(tables_of(ROOMS, Plain.scenario(protocol=protocol)))
    assert times(events, "aware") == [7.0 * n for n in range(STAFF)]
    protocol = telling("roster-ring", 2, always(7), who="witnesses")
    events = play(tables_of(ROOMS, Plain.scenario(protocol=protocol)))
    assert times(events, "aware") == [0.0, 7.0, 14.0]
    protocol = telling("roster-ring", 1, uniform(10.0, 30.0))
    (last,) = measured(tables_of(ROOMS, Plain.scenario(protocol=protocol)), 150, "aware_t100")
    agrees(last, 20.0 * (STAFF - 1))
    agrees([(value - 20.0 * (STAFF - 1)) ** 2 for value in last], (STAFF - 1) * 400.0 / 12.0)


def test_a_chain_of_rooms_along_a_corridor_takes_the_sum_of_its_contacts() -> None:
    """Room, hall, room, hall …: everybody can tell only the next room, so there is one way through."""
    ends = [("r{00..08}", "h{00..08}"), ("h{00..08}", "r{01..09}")]
    row: Data = {"zones": [worlds.zone("r{00..09}"), worlds.zone("h{00..08}", "hall", None)]}
    row["links"] = [{"start": start, "end": end, "length": "1 m", "width": "2 m"} for start, end in ends]
    row["roster"] = row_of_rooms(STAFF)["roster"]
    protocol = telling("adjacent-rooms", 3, always(11))
    events = play(tables_of(Plain.campus(**row), Plain.scenario(protocol=protocol)))
    assert times(events, "aware") == [11.0 * n for n in range(10)]


def test_a_contact_takes_the_same_time_in_whichever_order_and_any_neighbor_is_first_alike() -> None:
    """The witness, and nobody else, tells four others; each contact takes its own time."""
    taken, orders = [], []
    for whom in ("roster-ring", "adjacent-rooms"):
        protocol = telling(whom, 9, uniform(0.0, 100.0), who="witnesses")
        events = play(tables_of(Plain.campus(**row_of_rooms(5)), Plain.scenario(protocol=protocol)))
        begins = {event.object: event.time for event in events if event.kind == "contact_begins"}
        orders.append(list(begins))
        taken.append({name: times(events, "aware", name)[0] - time for name, time in begins.items()})
    assert orders[0] != orders[1]
    assert taken[0] == pytest.approx(taken[1])
    protocol = telling("adjacent-rooms", 1, always(1))
    tables = tables_of(Plain.campus(**row_of_rooms(5)), Plain.scenario(protocol=protocol))
    told = [next(e for e in trace.events() if e.kind == "contact_begins").object for trace in plays(tables, 200)]
    for name in ("r01", "r02", "r03", "r04"):
        counted(told.count(f"staff/staff@{name}"), 200, 0.25)


def test_who_doubts_acts_when_the_doubt_is_over_or_at_the_second_message_and_a_share_at_the_first() -> None:
    app = app_strategy(email={"delay": always(10), "notice": always(0)})
    doubtful = play(tables_of(THREE, Plain.scenario(belief=DOUBTS), app))
    assert times(doubtful, "acts") == [0.0, 10.0, 10.0]  # push at 0, mail at 10
    alone = play(tables_of(THREE, Plain.scenario(belief=DOUBTS), app_strategy()))
    assert times(alone, "acts") == [0.0, 60.0, 60.0]
    belief = DOUBTS | {"at_once": chance(0.35, "person")}
    tables = tables_of(ROOMS, Plain.scenario(belief=belief), app_strategy())
    at_once = sum(times(list(trace.events()), "acts").count(0.0) - 1 for trace in plays(tables, 60))
    counted(at_once, 60 * (STAFF - 1), 0.35)


@pytest.mark.parametrize(("mail", "acts"), [(9, 10.0), (10, 10.0), (11, 11.0)])
def test_two_messages_in_one_instant_are_two(mail: float, acts: float) -> None:
    """Push and mail: whoever gets both at once has no doubt to begin with, and acts as soon as with one a little later."""
    push = {"delivered": chance(1, "person"), "delay": always(10)}
    app = app_strategy(push=push, email={"delay": always(mail), "notice": always(0)})
    events = play(tables_of(THREE, Plain.scenario(belief=DOUBTS), app))
    assert times(events, "acts") == [0.0, acts, acts]
    assert len(times(events, "doubts")) == (0 if mail == 10 else 2)


def test_two_tellers_in_one_instant_are_two_messages_and_two_signals_on_one_phone_are_one() -> None:
    """Both of two witnesses, or one of them alone, tell the same third person at 10."""
    protocol = telling("roster-ring", 1, always(10))
    scenario = Plain.scenario(belief=DOUBTS, protocol=protocol, hazard=assailant())
    listener = worlds.adult("third", "r01")
    for witnesses, acts in ((["one"], 70.0), (["one", "two"], 10.0)):
        roster = [worlds.adult(name, "r00") for name in witnesses] + [listener]
        events = play(tables_of(Plain.campus(**row_of_rooms(2) | {"roster": roster}), scenario))
        assert [event.object for event in events if event.kind == "contact_begins"] == ["staff/third"] * len(witnesses)
        assert times(events, "acts", "staff/third") == [acts]
    text = {"rate": share(1_000), "delay": always(10), "lost": chance(0, "person")}
    events = play(tables_of(THREE, Plain.scenario(belief=DOUBTS), app_strategy(text=text)))
    assert len(times(events, "delivered")) == 4
    assert times(events, "acts") == [0.0, 60.0, 60.0]


def test_somebody_who_tells_several_takes_one_after_the_other_and_begins_none_behind_a_locked_door() -> None:
    """Contacts of 20 s; the witness locks at 30 and tells a third neighbor only if the protocol lets them."""
    campus = Plain.campus(**row_of_rooms(6), locks=[worlds.bolt(30)])
    for until, begun in (("locked", [0.0, 20.0]), ("done", [0.0, 20.0, 40.0])):
        protocol = telling("adjacent-rooms", 3, always(20), until=until)
        events = play(tables_of(campus, Plain.scenario(protocol=protocol)))
        assert times(events, "contact_begins", "staff/staff@r00") == begun
    # From the middle of a row all can be told, 20 s each, at most three; and each of them tells three more.
    protocol = telling("adjacent-rooms", 3, always(20))
    events = play(tables_of(ROOMS, Plain.scenario(protocol=protocol)))
    assert times(events, "contact_begins", "staff/staff@r00") == [0.0, 20.0, 40.0]
    by_twenty = sum(time <= 20.0 for time in times(events, "aware"))
    by_forty = sum(time <= 40.0 for time in times(events, "aware"))
    assert (by_twenty, by_forty) == (2, 4)  # doubling, as long as nobody meets somebody who knows


def speakers(**changes: Any) -> Data:
    """Ten rooms with two adults each, and a PA."""
    rooms = row_of_rooms(10)
    rooms["roster"] += [worlds.adult("aide@{zone}", {"each": "classroom"}, "aide")]
    return Plain.campus(**rooms, pa=Plain.pa(**changes))


def test_the_pa_is_heard_by_room_and_understood_by_person() -> None:
    audible = [{"kinds": ["classroom"], "heard": chance(0.8, "zone")}]
    tables = tables_of(speakers(audible=audible, understood=chance(0.9, "person")), Plain.scenario(), PA)
    both = one = 0
    for trace in plays(tables, 100):
        aware = {event.subject for event in trace.events() if event.kind == "aware" and event.object == "pa"}
        pairs = [(f"staff/staff@r{n:02}" in aware, f"staff/aide@r{n:02}" in aware) for n in range(1, 10)]
        both += sum(a and b for a, b in pairs)
        one += sum(a for a, _ in pairs)
    counted(one, 900, 0.8 * 0.9)
    counted(both, 900, 0.8 * 0.9 * 0.9)


def test_the_pa_is_heard_at_the_end_of_the_first_reading_and_a_dead_one_takes_its_time() -> None:
    campus = speakers(reach_microphone=always(25), reading="8 s", readings=2)
    campus["office_reached"] = {"by_phone": always(4)}
    events = play(tables_of(campus, Plain.scenario(), PA))
    assert (times(events, "sent"), times(events, "aware")) == ([29.0], [0.0, *[37.0] * 19])
    campus = speakers(reach_microphone=always(25))
    events = play(tables_of(campus, Plain.scenario(), PA, "pa-failed"))
    assert (times(events, "silent"), times(events, "aware")) == ([25.0], [0.0])
    assert not times(events, "sent")
    after = PA | {"office": {"calls_911": True, "announces": "after-call", "service": always(42)}}
    assert times(play(tables_of(speakers(), Plain.scenario(), after)), "sent") == [42.0]


def test_where_only_some_may_declare_the_announcement_waits_for_them() -> None:
    campus = speakers(authority={"needed": chance(0.4, "event"), "takes": always(50)})
    tables = tables_of(campus, Plain.scenario(), PA)
    sent = [times(list(trace.events()), "sent")[0] for trace in plays(tables, 200)]
    assert set(sent) == {0.0, 50.0}
    counted(sent.count(50.0), 200, 0.4)


def test_nobody_is_protected_before_reacting_and_locking() -> None:
    protocol = Plain.protocol(reaction=always(9), sweep=always(5))
    campus = Plain.campus(**row_of_rooms(4))
    campus["locks"] = [worlds.bolt(12)]
    events = play(tables_of(campus, Plain.scenario(protocol=protocol), app_strategy(notice=always(3))))
    assert times(events, "protected") == [26.0, 29.0, 29.0, 29.0]
