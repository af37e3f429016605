"""An app added to present practice: the practice keeps its order, and the press saves the practice's own 911 call."""

from typing import Any, Literal

from scenarios.strategies import Strategy, add_to_practice
from sim.model.tables import Tables
from sim.model.trace import Event
from sim.tabulation import tabulate
from tests.sim.inputs import Data, always, chance
from tests.sim.plays import play, times
from tests.sim.worlds import Plain, app_strategy, emergency, row_of_rooms

CALL = 100  # seconds
WITNESS = "staff@r00"


def school(radio: bool = False) -> Data:
    """Three rooms, the witness in the first, the office in the last; a call to 911 takes `CALL` seconds, a radio call 5."""
    rooms = row_of_rooms(3)
    roster = [
        {"id": WITNESS, "role": "teacher", "post": "r00", "radio": radio},
        {"id": "staff@r01", "role": "teacher", "post": "r01"},
        {"id": "clerk", "role": "secretary", "post": "r02", "office": True, "radio": True},
        {"id": "nurse", "role": "nurse", "post": "r01"},
    ]
    return Plain.campus(
        **{**rooms, "roster": roster},
        office="r02",
        psap=Plain.psap(service=always(CALL)),
        radio={"talk": always(5), "received": chance(1, "person")},
    )


def added(
    practice: Data,
    radio: bool = False,
    conditions: tuple[str, ...] = (),
    at: Literal["first", "last"] = "first",
    **app: Any,
) -> Tables:
    """The tables of a practice with an app added, which takes 10 s to press."""
    file = app_strategy("practice+app", press=always(10), **app)
    file |= {"report": ["app"], "told": ["app"], "added": {"press": at}}
    ground = emergency(school(radio), Plain.scenario(), practice, file)
    both = add_to_practice(Strategy.model_validate(practice), Strategy.model_validate(file))
    ground.strategies["practice+app"] = both
    return tabulate(ground, "practice+app", conditions)


OFFICE_FIRST = Plain.strategy(
    "office", report=["tell-office", "dial-911"], everyday=["radio"], office={"calls_911": True}
)
DIALS_FIRST = Plain.strategy("dials", report=["dial-911", "tell-office"], then=["tell-office"], everyday=["radio"])


def callers(events: list[Event]) -> list[str]:
    """Who called 911, in order."""
    return [event.subject.partition("/")[2] or event.subject for event in events if event.kind == "calling"]


def test_without_a_radio_the_witness_presses_and_phones_the_office_once_the_call_has_ended() -> None:
    for practice in (OFFICE_FIRST, DIALS_FIRST):
        events = play(added(practice, push={"delivered": chance(0, "person"), "delay": always(0)}))
        assert times(events, "pressed") == [10.0]
        assert times(events, "office_told") == [10.0 + CALL]
        assert callers(events) == [WITNESS]


def test_with_a_radio_the_witness_talks_first_and_then_presses() -> None:
    events = play(added(DIALS_FIRST, radio=True))
    assert times(events, "office_told") == [5.0]
    assert times(events, "pressed") == [15.0]
    assert callers(events) == [WITNESS]


def test_who_presses_last_uses_the_practice_s_means_first() -> None:
    quiet = {"delivered": chance(0, "person"), "delay": always(0)}
    with_radio = play(added(OFFICE_FIRST, radio=True, at="last", push=quiet))
    assert (times(with_radio, "office_told"), times(with_radio, "pressed")) == ([5.0], [15.0])
    by_phone = play(added(OFFICE_FIRST, at="last", push=quiet))
    assert times(by_phone, "office_told") == [0.0]
    assert times(by_phone, "pressed") == [10.0]
    assert callers(by_phone) == ["office", WITNESS]
    dialing = play(added(DIALS_FIRST, at="last", push=quiet))
    assert times(dialing, "pressed") == [CALL + 10.0]
    assert callers(dialing) == [WITNESS, WITNESS]


def test_a_radio_that_is_down_is_tried_once_and_the_phone_is_next() -> None:
    quiet = {"delivered": chance(0, "person"), "delay": always(0)}
    events = play(added(OFFICE_FIRST, radio=True, conditions=("radio-failed",), push=quiet))
    assert times(events, "silent") == [5.0]
    assert times(events, "pressed") == [15.0]
    assert times(events, "office_told") == [15.0 + CALL]


def test_the_practice_calls_911_itself_where_the_press_did_not() -> None:
    fails = {"psap": chance(1, "replication"), "staff": chance(1, "replication")}
    assert callers(play(added(OFFICE_FIRST, leg_fails=fails))) == ["office"]
    assert callers(play(added(DIALS_FIRST, leg_fails=fails))) == [WITNESS]


def test_an_alert_for_designated_staff_reaches_no_one_else() -> None:
    alerts = {"office": True, "authority": True, "roles": ["nurse"]}
    events = play(added(DIALS_FIRST, alerts=alerts))
    reached = {event.subject.partition("/")[2] for event in events if event.kind == "delivered"}
    assert reached == {"clerk", "nurse"}


def test_a_witness_who_has_no_app_acts_in_the_order_of_the_practice() -> None:
    """Who carries a radio would talk on it before pressing; without an app to press, 911 comes first, as without the app."""
    nobody = chance(0, "person")
    events = play(added(DIALS_FIRST, radio=True, installed=nobody, on_roster=nobody))
    assert times(events, "office_told") == [CALL + 5]
