"""An app added to present practice: the practice keeps its order, and the press saves the practice's own 911 call."""

from typing import Any, Literal

from scenarios.strategies import Strategy, add_to_practice
from sim.model.tables import Tables
from sim.model.trace import Event
from sim.tabulation import tabulate
from tests.sim import worlds
from tests.sim.inputs import Data, always, chance
from tests.sim.plays import play, times
from tests.sim.worlds import Plain, adult, app_strategy, emergency, row_of_rooms

CALL = 100  # seconds
WITNESS = "staff@r00"


def school(radio: bool = False) -> Data:
    """Three rooms, the witness in the first, the office in the last; a call to 911 takes `CALL` seconds, a radio call 5."""
    rooms = row_of_rooms(3)
    roster = [
        adult(WITNESS, "r00", radio=radio),
        adult("staff@r01", "r01"),
        adult("clerk", "r02", "secretary", office=True, radio=True),
        adult("nurse", "r01", "nurse"),
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


FIRST = ["tell-office", "dial-911"]
OFFICE_FIRST = Plain.strategy("office", report=FIRST, everyday=["radio"], office={"calls_911": True})
DIALS_FIRST = Plain.strategy("dials", report=["dial-911", "tell-office"], then=["tell-office"], everyday=["radio"])


def callers(events: list[Event]) -> list[str]:
    """Who called 911, in order."""
    return [event.subject.partition("/")[2] or event.subject for event in events if event.kind == "calling"]


def order(practice: Data, **given: Any) -> tuple[list[float], list[float], list[str]]:
    """When somebody presses, when the office is told, and who calls 911, where no alert goes out."""
    events = play(added(practice, **{"push": worlds.NO_PUSH} | given))
    return times(events, "pressed"), times(events, "office_told"), callers(events)


def test_the_press_stands_in_the_order_of_the_practice_and_saves_its_call() -> None:
    """Without a radio the office is phoned once the call has ended; who presses last uses the practice's means first."""
    for practice in (OFFICE_FIRST, DIALS_FIRST):
        assert order(practice) == ([10.0], [10.0 + CALL], [WITNESS])
    assert order(DIALS_FIRST, radio=True) == ([15.0], [5.0], [WITNESS])
    assert order(OFFICE_FIRST, radio=True, at="last")[:2] == ([15.0], [5.0])
    assert order(OFFICE_FIRST, at="last") == ([10.0], [0.0], ["office", WITNESS])
    pressed, _, called = order(DIALS_FIRST, at="last")
    assert (pressed, called) == ([CALL + 10.0], [WITNESS, WITNESS])


def test_a_radio_that_is_down_is_tried_once_and_the_practice_calls_911_where_the_press_did_not() -> None:
    given: dict[str, Any] = {"radio": True, "conditions": ("radio-failed",)}
    assert order(OFFICE_FIRST, **given)[:2] == ([15.0], [15.0 + CALL])
    assert times(play(added(OFFICE_FIRST, **given)), "silent") == [5.0]
    fails = {"psap": chance(1, "replication"), "staff": chance(1, "replication")}
    assert callers(play(added(OFFICE_FIRST, leg_fails=fails))) == ["office"]
    assert callers(play(added(DIALS_FIRST, leg_fails=fails))) == [WITNESS]


def test_an_alert_for_designated_staff_reaches_no_one_else_and_a_witness_without_app_acts_as_today() -> None:
    alerts = {"office": True, "authority": True, "roles": ["nurse"]}
    events = play(added(DIALS_FIRST, alerts=alerts))
    reached = {event.subject.partition("/")[2] for event in events if event.kind == "delivered"}
    assert reached == {"clerk", "nurse"}
    # Who carries a radio would talk on it before pressing; without an app to press, 911 comes first, as without the app.
    nobody = chance(0, "person")
    events = play(added(DIALS_FIRST, radio=True, installed=nobody, on_roster=nobody))
    assert times(events, "office_told") == [CALL + 5]
