"""A release outside: the air in a building by the exact solution, who learns of it, how a school closes in, and how it goes out."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from scenarios.validation.campus import check_fans
from sim.hazards.release_outside import SPAN, indoor_seconds
from sim.model.close_in import CloseInTable
from sim.model.trace import Event
from tests.sim.inputs import Data, always, chance
from tests.sim.plays import learned, measured_once, times
from tests.sim.schools import PLUME, air, closing, fans, plume, plume_scenario, plume_school, release
from tests.sim.worlds import Plain, app_strategy, tables_of, witness, written_out

NOTHING = Plain.strategy(report=["dial-911"], everyday=[])
NEVER = math.inf
HOUR = 3600.0
played, measured = PLUME.play, PLUME.measure

# the air indoors


def solve(rates: CloseInTable, slow: float, aired: float, arrives: float, passes: float, until: float) -> float:
    """∫C dt by a solver of differential equations, piece by piece."""
    share = total = 0.0
    cuts = sorted({arrives, until, *(t for t in (slow, aired, passes) if arrives < t < until)})
    for begin, end in pairwise(cuts):
        rate = rates.airing if begin >= aired else rates.closed if begin >= slow else rates.open
        out = 1.0 if begin < passes else 0.0

        def change(_: float, y: np.ndarray, rate: float = rate, out: float = out) -> list[float]:
            return [rate / HOUR * (out - y[0]), y[0]]

        found = solve_ivp(change, (begin, end), [share, total], rtol=1e-10, atol=1e-10)
        share, total = found.y[:, -1]
    return float(total)


@pytest.mark.parametrize(
    ("slow", "aired", "passes", "until"),
    [
        (NEVER, NEVER, 3000.0, 9000.0),
        (100.0, NEVER, 3000.0, 9000.0),
        (900.0, 4000.0, 3000.0, 9000.0),
        (3500.0, 4000.0, 3000.0, 3800.0),
        (4500.0, 4000.0, 3000.0, 5000.0),
        (900.0, NEVER, NEVER, 2000.0),
    ],
)
def test_the_share_indoors_is_the_solution_of_its_equation(
    slow: float, aired: float, passes: float, until: float
) -> None:
    rates = CloseInTable(2.0, 0.35, 6.0)
    given = (rates, slow, aired, 600.0, passes, until)
    assert indoor_seconds(*given) == pytest.approx(solve(*given), rel=1e-7)


def test_one_rate_by_hand() -> None:
    """T − (1 − e^(−λT))/λ until the plume has passed; then the rest decays."""
    rate = 0.7 / HOUR
    inside = indoor_seconds(CloseInTable(0.7, 0.0, 0.0), NEVER, NEVER, 0.0, 2700.0, 2700.0)
    assert inside == pytest.approx(2700 - (1 - math.exp(-rate * 2700)) / rate)
    after, _ = quad(lambda t: (1 - math.exp(-rate * 2700)) * math.exp(-rate * t), 0.0, 1200.0)
    assert indoor_seconds(CloseInTable(0.7, 0.0, 0.0), NEVER, NEVER, 0.0, 2700.0, 3900.0) - inside == pytest.approx(
        after
    )


def test_without_any_air_change_the_share_stays_as_it_is() -> None:
    rates = CloseInTable(2.0, 0.0, 6.0)
    at_half_past, at_the_hour = (indoor_seconds(rates, 1800.0, NEVER, 0.0, NEVER, t) for t in (1800.0, 3600.0))
    assert at_the_hour - at_half_past == pytest.approx(1800.0 * (1.0 - math.exp(-1.0)))


@pytest.mark.parametrize("rate", [0.1, 1.0, 10.0, 100.0])
def test_who_never_goes_out_has_nothing_of_being_indoors_in_the_end(rate: float) -> None:
    """As rate × time grows, what is left of the gain is e^(−rate × time) of it, whatever the rate was before the plume passed."""
    plume_lasts, stays = 2700.0, 40.0 * HOUR / rate
    inside = indoor_seconds(CloseInTable(rate, 0.0, 0.0), NEVER, NEVER, 0.0, plume_lasts, plume_lasts + stays)
    assert inside == pytest.approx(plume_lasts, rel=1e-9)


def test_who_goes_out_when_it_has_passed_has_more_of_it_the_less_air_changes() -> None:
    left = [
        indoor_seconds(CloseInTable(rate, 0.0, 0.0), NEVER, NEVER, 0.0, 2700.0, 2700.0) / 2700.0
        for rate in (0.1, 0.35, 1.0, 2.0, 100.0)
    ]
    assert left == sorted(left)
    assert left[0] < 0.04
    assert left[-1] > 0.98


# who learns of it


def test_the_times_from_the_call_to_closed_windows_add_up() -> None:
    """Call at 100 s, decision 60 s, microphone 10 s, reaction 8 s, windows 20 s."""
    campus = plume_school(pa=Plain.pa(reach_microphone=always(10)))
    protocol = closing(
        reaction=always(8), decision={"takes": always(60), "sweeps_after": always(7000)}, openings=always(20)
    )
    events = played(release(called=always(100)), protocol, campus)
    assert learned(events)["staff/clerk"] == (100.0, "fire_department")
    assert times(events, "sent") == [170.0]
    assert times(events, "protected", "staff/teacher") == [198.0]
    assert times(events, "protected", "group/class") == [198.0]
    assert times(events, "protected", "staff/clerk") == [128.0]


def test_the_fire_department_phones_again_while_no_one_is_in_the_office() -> None:
    """Every minute. A teacher smells it in the yard at 600 s and comes in, by chance to the office."""
    people: Data = {"leaders": chance(1, "person"), "others": chance(1, "person"), "unanswered": always(30)}
    campus = plume_school(
        roster=[{"id": "teacher", "role": "teacher", "post": "yard"}],
        groups=[],
        office_people=people | {"places": [{"kinds": ["hall"]}]},
    )
    events = played(release(plume=plume(600, 1800, 1)), campus=campus)
    assert times(events, "protected", "staff/teacher") == [620.0]
    assert times(events, "office_told") == [660.0]


def test_it_reaches_somebody_of_the_office_who_is_elsewhere_on_their_own_phone() -> None:
    """At the second try. The clerk, in the hall, phones the office in vain for 30 s and runs 10 m there."""
    people: Data = {"leaders": chance(1, "person"), "others": chance(1, "person"), "unanswered": always(30)}
    events = played(campus=plume_school(office_people=people | {"places": [{"kinds": ["hall"]}]}))
    assert learned(events)["staff/clerk"] == (60.0, "fire_department")
    assert times(events, "office_told") == [95.0]
    assert learned(events)["staff/teacher"] == (95.0, "pa")


def outdoors_class() -> Data:
    """The class and its teacher are in the yard, their room is r01."""
    campus = plume_school()
    campus["periods"] = [{"id": "any", "lasts": "1 h"}]
    for line in (campus["roster"][1], campus["groups"][0]):
        line["elsewhere"] = [{"during": "any", "place": "yard"}]
    campus["groups"][0]["elsewhere"][0]["with"] = "teacher"
    return campus


def test_people_outdoors_smell_it_once_it_is_there_and_come_in() -> None:
    """Arrival at 600 s, 30 s to understand, 20 m to their room."""
    events = played(
        release(called=always(7000), plume=plume(600, 1800, 1)),
        campus=outdoors_class(),
        strategy=NOTHING,
        witnessing=witness(30),
    )
    assert learned(events)["staff/teacher"] == (630.0, "hazard")
    assert times(events, "protected", "group/class") == [650.0]
    assert times(events, "recognized", "staff/clerk") == []


def test_no_one_smells_it_before_it_is_there_or_after() -> None:
    events = played(
        release(called=always(7000), plume=plume(600, 10, 1)),
        campus=outdoors_class(),
        strategy=NOTHING,
        witnessing=witness(30),
    )
    assert times(events, "perceived") == [600.0]


def test_a_press_about_a_plume_calls_no_911() -> None:
    events = played(strategy=app_strategy())
    assert times(events, "pressed", "staff/clerk") == [0.0]
    assert times(events, "protected", "group/class") == [0.0]
    assert times(events, "calling") == []


# fans


def changes_of(events: list[Event]) -> list[tuple[float, float]]:
    return [(event.time, event.value) for event in events if event.kind == "air_changes"]


@pytest.mark.parametrize(
    ("switch", "cannot", "slow"), [(None, 0, 15.0), ("at-hand", 0, 120.0), ("walk", 0, 480.0), ("walk", 1, None)]
)
def test_air_slows_down_once_all_windows_are_closed_and_the_fans_stand_still(
    switch: str | None, cannot: float, slow: float | None
) -> None:
    """Windows at 15 s. A switch takes 120 s from the order, a walk 480 s from when the custodian acts."""
    campus = plume_school()
    campus["zones"][0] |= {"fans": switch}
    protocol = closing(openings=always(15), fans=fans(120, 480, cannot))
    events = played(protocol=protocol, campus=campus)
    then = [] if slow is None else [(slow, 0.5)]
    assert changes_of(events) == [(0.0, 2.0), *then, (600.0 + 1800.0 + 1800.0, 6.0)]


def test_a_building_is_open_while_somebody_in_it_does_not_know() -> None:
    """No one tells the custodian in the store."""
    campus = plume_school()
    campus["zones"] = [line | ({"kind": "shop"} if line["id"] == "store" else {}) for line in campus["zones"]]
    assert [rate for _, rate in changes_of(played(campus=campus))] == [2.0, 6.0]


def test_someone_who_goes_through_the_rooms_tells_those_who_heard_no_order() -> None:
    campus = plume_school()
    campus["zones"] = [line | ({"kind": "shop"} if line["id"] == "store" else {}) for line in campus["zones"]]
    protocol = closing(decision={"takes": always(0), "sweeps_after": always(180)})
    events = played(protocol=protocol, campus=campus)
    assert learned(events)["staff/custodian"] == (180.0 + 20 / 2, "voice")


# going out


def test_everyone_goes_out_when_told_and_then_it_is_over() -> None:
    """20 m to the yard."""
    events = played()
    assert times(events, "out_and_air") == [4200.0]
    assert times(events, "all_clear") == [4220.0]
    assert {event.place for event in events if event.kind == "enters" and event.time == 4220.0} == {"yard"}


def test_what_people_have_of_the_plume_by_hand() -> None:
    """22 people behind closed windows from before it comes: 1,800 s of it at 0.5 an hour, 1,800 s after it, and the way out while it is
    aired; the hall is of the same building.
    """
    rate, airing = 0.5 / HOUR, 6 / HOUR
    share = 1 - math.exp(-rate * 1800)
    inside = 1800 - share / rate
    after = share * (1 - math.exp(-rate * 1800)) / rate
    on_the_way = share * math.exp(-rate * 1800) * (1 - math.exp(-airing * 20)) / airing
    expected = 22 * (inside + after + on_the_way) / 60
    assert measured()["outdoor_equivalent_person_minutes"] == pytest.approx(expected)
    assert measured()["late_out_person_minutes"] == pytest.approx(22 * 1820 / 60)


def test_each_minute_of_late_out_costs() -> None:
    """By what is left of the share at that minute."""
    costs = [
        measured(protocol=closing(said_out=always(60 * minutes)))["outdoor_equivalent_person_minutes"]
        for minutes in range(0, 100, 10)
    ]
    rate = 0.5 / HOUR
    share = 1 - math.exp(-rate * 1800)
    steps = [later - sooner for sooner, later in pairwise(costs)]
    assert min(steps) > 0
    for number, step in enumerate(steps):
        at = 600 * number
        more = share * (math.exp(-rate * at) - math.exp(-rate * (at + 600))) / rate
        out = share * (math.exp(-rate * (at + 600)) - math.exp(-rate * at)) * (1 - math.exp(-6 / 180)) / (6 / HOUR)
        assert step == pytest.approx(22 * (more + out) / 60)


def test_those_outdoors_have_all_of_it_and_who_stays_in_has_it_for_six_hours_at_most() -> None:
    """No one is told: the class in the yard has the whole plume, and the others what comes in until six hours have gone by."""
    tables = tables_of(
        outdoors_class(),
        plume_scenario(
            release(called=always(28_000), air=air(2, 2, 2)), closing(said_out=always(27_000)), horizon="8 h"
        ),
        NOTHING,
    )
    inside = (
        1800 - (1 - math.exp(-1)) * HOUR / 2 + (1 - math.exp(-1)) * (1 - math.exp(-2 * (SPAN - 1800) / HOUR)) * HOUR / 2
    )
    expected = (20 * 1800 + 2 * inside) / 60
    assert measured_once(tables)["outdoor_equivalent_person_minutes"] == pytest.approx(expected)


def test_a_building_with_two_switches_is_refused() -> None:
    campus = plume_school()
    campus["zones"][0] |= {"fans": "walk"}
    campus["zones"][1] |= {"fans": "at-hand"}
    (finding,) = check_fans(written_out(campus))
    assert finding.where == ("zones", 1, "fans")
