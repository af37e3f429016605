"""Where only some may declare an emergency: when the office or a decision has to wait for one of them, and when not."""

import operator

import pytest

from scenarios.library import open_emergency
from sim.compiled.day_engine import open_engine
from sim.measures import READERS
from sim.model.interventions import Announce, Inform
from sim.model.trace_reader import read_trace
from sim.tabulation import tabulate
from tests.sim.inputs import Data, always, chance
from tests.sim.plays import Act, played, times
from tests.sim.schools import quiet
from tests.sim.worlds import Plain, adult

AUTHORITY = {"needed": chance(1, "event"), "takes": always(200)}
PA = Plain.pa(reach_microphone=always(20), authority=AUTHORITY)
CLERK: Data = adult("clerk", "r00", "clerk", office=True)
WITNESS: Data = adult("staff@r00", "r02")  # who notices nothing for a quarter of an hour


def boss(post: str, **more: bool) -> Data:
    """The only person with authority."""
    return adult("boss", post, "principal", authority=True) | more


def announcement(*acts: Act, people: list[Data], by_people: tuple[str, ...] = ()) -> list[float]:
    """When the PA speaks, where the office is told after 10 s."""
    tables = quiet(pa=PA, roster=[WITNESS, CLERK, *people])
    events, _, _ = played(tables, (10.0, Inform("clerk")), *acts, by_people=by_people)
    return times(events, "sent")


@pytest.mark.parametrize(
    ("people", "acts", "sent"),
    [
        # the first edition looked for 200 s while the principal stood in the office
        ([boss("r00", office=True)], [], 10.0),
        ([boss("r03")], [], 10.0 + 200.0),
        ([boss("r00")], [(60.0, Inform("boss"))], 60.0),  # beside the office, once aware
        ([boss("r03")], [(60.0, Inform("boss"))], 10.0 + 200.0),  # awareness elsewhere ends no search
    ],
)
def test_an_office_waits_for_authority_unless_it_is_there(people: list[Data], acts: list[Act], sent: float) -> None:
    assert announcement(*acts, people=people) == [sent + 20.0]


@pytest.mark.parametrize(("post", "wait"), [("r00", 0.0), ("r03", 200.0)])
def test_a_decision_waits_as_the_modeled_office_does(post: str, wait: float) -> None:
    people = [boss(post, office=post == "r00")]
    decided = announcement((10.0, Announce("clerk")), people=people, by_people=("office", "clerk"))
    assert decided == announcement(people=people) == [10.0 + wait + 20.0]


def test_who_has_authority_declares_at_once_and_ends_a_search_by_walking_in() -> None:
    assert announcement((10.0, Announce("boss")), people=[boss("r03")], by_people=("office",)) == [30.0]
    # An aware principal who has no room of their own goes to the nearest open one, which is the office.
    tables = quiet(pa=PA, roster=[WITNESS, CLERK, boss("hall", keys=True)])
    events, _, _ = played(tables, (10.0, Inform("clerk")), (12.0, Inform("boss")))
    entered = [event.time for event in events if event.kind == "enters" and event.place == "r00"]
    assert times(events, "sent", "office") == [entered[0] + 20.0]
    assert entered[0] < 60.0


@pytest.mark.slow
@pytest.mark.parametrize("campus", ["large-high-school", "suburban-elementary", "rural-k12"])
def test_who_may_announce_matters_at_every_school(campus: str) -> None:
    """Administrators are often elsewhere, so where only they may announce the PA speaks later, and hardly ever sooner."""
    emergency = open_emergency("active-assailant", campus)
    needed = [{"pa.authority.needed": share} for share in (0.0, 1.0)]
    practice = emergency.resolve_strategy("present-practice")
    engines = [open_engine(tabulate(emergency, practice, overrides=changes), 7) for changes in needed]
    speaks = READERS["pa_speaks"]
    anyone, some = ([speaks(read_trace(t, t.tables)) for t in map(one.run, range(20))] for one in engines)
    later, sooner = (sum(map(moved, some, anyone)) for moved in (operator.gt, operator.lt))
    assert later >= 2 > sooner
