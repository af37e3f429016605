"""A badge: eight presses, then the channels at once and the response team after some seconds."""

import pytest

from tests.sim.inputs import always, chance
from tests.sim.plays import learned, times
from tests.sim.schools import TAKEOVER, badge_strategy, play_once, row, with_clerk
from tests.sim.worlds import app_strategy

STROBES = {"kind": "strobes", "lights": always(5), "seen": chance(1, "person"), "notice": always(3)}
SCREENS = {"kind": "screens", "shows": always(5), "lit": chance(1, "zone"), "notice": always(2)}
DESKTOPS = {"kind": "desktops", "shows": always(5), "at_computer": chance(1, "person"), "notice": always(1)}
SIREN = {"kind": "campus-siren", "sounds": always(5), "indoors": chance(0, "zone"), "outdoors": chance(1, "zone")}


def test_a_takeover_speaks_after_its_time_with_nobody_at_the_microphone() -> None:
    events = play_once(row(3), badge_strategy(TAKEOVER))
    assert times(events, "badge_pressed") == [4.0]
    assert {known for who, known in learned(events).items() if who != "staff/staff@r00"} == {(4.0 + 3.0, "takeover")}


@pytest.mark.parametrize(
    ("channel", "name", "after"), [(STROBES, "strobe", 8.0), (SCREENS, "screen", 7.0), (DESKTOPS, "desktop", 6.0)]
)
def test_those_in_a_room_see_strobes_screens_and_computers(channel: dict[str, object], name: str, after: float) -> None:
    known = learned(play_once(row(2), badge_strategy(channel)))
    assert known["staff/staff@r01"] == (4.0 + after, name)


def test_a_siren_is_heard_where_people_are_outdoors() -> None:
    campus = row(2)
    campus["zones"].append({"id": "yard", "kind": "outdoors", "building": "grounds", "at": campus["zones"][0]["at"]})
    campus["links"].append({"start": "hall", "end": "yard", "length": "10 m", "width": "2 m"})
    campus["roster"].append({"id": "monitor", "role": "monitor", "post": "yard"})
    known = learned(play_once(campus, badge_strategy(SIREN)))
    assert known["staff/monitor"] == (9.0, "campus_siren")
    assert "staff/staff@r01" not in known


def test_strobes_alone_convince_no_one_and_the_message_that_follows_does() -> None:
    """Without words they say that, not what: a person who believes everything still waits, here for a minute."""
    belief = {"at_once": chance(1, "person"), "doubt": always(60)}
    campus = row(2)
    alone = play_once(campus, badge_strategy(STROBES), belief=belief)
    assert times(alone, "acts", "staff/staff@r01") == [12.0 + 60.0]
    both = play_once(campus, badge_strategy(STROBES, TAKEOVER | {"speaks": always(20)}), belief=belief)
    assert times(both, "acts", "staff/staff@r01") == [24.0]


def test_the_response_team_and_the_office_learn_of_a_press() -> None:
    campus = with_clerk(3)
    campus["roster"].append({"id": "guard", "role": "guard", "post": "r02", "response_team": True})
    known = learned(play_once(campus, badge_strategy()))
    assert known["staff/guard"] == known["staff/clerk"] == (4.0 + 6.0, "badge")
    assert "staff/staff@r01" not in known


@pytest.mark.parametrize("part", ["worn", "charged"])
def test_who_has_no_charged_badge_uses_the_next_means(part: str) -> None:
    events = play_once(row(2), badge_strategy(TAKEOVER, **{part: chance(0, "person")}))
    assert not times(events, "badge_pressed")
    assert times(events, "calling") == [0.0]


def test_an_app_can_speak_on_the_pa_by_itself_too() -> None:
    strategy = app_strategy(press=always(10), push={"delivered": chance(0, "person"), "delay": always(0)})
    known = learned(play_once(row(2), strategy | {"channels": [TAKEOVER], "everyday": ["pa"]}))
    assert known["staff/staff@r01"] == (13.0, "takeover")
