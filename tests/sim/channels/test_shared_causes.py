"""What one cause takes out, and what it leaves."""

from typing import Any

import pytest

from tests.sim.inputs import Data, always, chance, share
from tests.sim.plays import learned, times
from tests.sim.schools import TAKEOVER, badge_strategy, play_once, row
from tests.sim.worlds import Plain, app_strategy

SCREENS = {"kind": "screens", "shows": always(5), "lit": chance(1, "zone"), "notice": always(2)}


def causes(**power: Data) -> Data:
    """None holds by itself. Phones are reached by Wi-Fi alone, and nothing has a battery unless told otherwise."""
    never = {"chance": 0, "varies": "replication", "evidence": {"basis": "assumed", "note": "invented"}}
    batteries = {"pa": never, "network": never, "badges": never}
    network = {"down": never, "carries_pa": True, "carries_room_phones": True, "phones": chance(1, "person")}
    cells = {"busy": never, "slows": share(4), "loses": chance(0, "person")}
    cells |= {"blocks": chance(1, "event"), "retry": always(30)}
    return {"network": network, "power": {"out": never, **batteries, **power}, "cells": cells}


def school(**changes: Any) -> Data:
    return row(2, shared_causes=causes()) | changes


PUSHED = app_strategy(notice=always(0), push={"delivered": chance(1, "person"), "delay": always(5)})


@pytest.mark.parametrize(
    ("strategy", "condition", "channel"),
    [
        (badge_strategy(TAKEOVER), "cells-busy", "takeover"),
        (badge_strategy(TAKEOVER), "network-down", None),
        (badge_strategy(TAKEOVER), "power-out", None),
        (badge_strategy(SCREENS), "network-down", None),
        (badge_strategy(SCREENS), "power-out", None),
        (PUSHED, "network-down", None),
        (PUSHED, "cells-busy", "push"),
    ],
)
def test_a_cause_takes_out_what_needs_it_and_no_more(strategy: Data, condition: str, channel: str | None) -> None:
    known = learned(play_once(school(), strategy, condition))
    assert known.get("staff/staff@r01", (0.0, None))[1] == channel
    assert learned(play_once(school(), strategy))["staff/staff@r01"]


def test_badges_go_on_without_power_where_they_have_a_battery() -> None:
    yes = {"chance": 1, "varies": "replication", "evidence": {"basis": "assumed", "note": "invented"}}
    for batteries, presses in (({}, []), ({"badges": yes}, [4.0])):
        campus = school(shared_causes=causes(**batteries))
        assert times(play_once(campus, badge_strategy(), "power-out"), "badge_pressed") == presses


def test_busy_mobile_networks_slow_an_alert_and_block_a_call_once() -> None:
    """Four times the 5 s of the push; the first try of the call is in vain, and 30 s later it gets through."""
    known = learned(play_once(school(), PUSHED, "cells-busy"))
    assert known["staff/staff@r01"] == (20.0, "push")
    dialed = play_once(school(), Plain.strategy(), "cells-busy")
    assert times(dialed, "queued") == [30.0]


def test_a_room_phone_of_the_network_is_dead_without_it_and_a_mobile_phone_calls() -> None:
    campus = school()
    campus["zones"][1]["phone"] = True
    campus["phones"] = campus["phones"] | {"on_person": chance(0, "person")}
    assert times(play_once(campus, Plain.strategy()), "queued") == [0.0]
    assert not times(play_once(campus, Plain.strategy(), "network-down"), "queued")
