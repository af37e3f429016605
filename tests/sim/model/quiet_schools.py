"""Quiet schools for the tests of what people decide: nothing happens by itself for a quarter of an hour."""

from collections.abc import Collection
from typing import Any

from sim.engine import SimpyEngine
from sim.model.interventions import (
    AddPosts,
    AirOut,
    AllClear,
    Announce,
    AssignTasks,
    Call911,
    CallForAed,
    CallOut,
    CallPolice,
    CallTeam,
    ClearWay,
    CloseIn,
    ConveneTeam,
    DelayUnit,
    Engage,
    FetchAed,
    Inform,
    InterimPlan,
    Intervention,
    Lock,
    Look,
    MeetResponders,
    Move,
    OpenDoor,
    Outcome,
    Press,
    PressBadge,
    PutOff,
    Radio,
    ReportToTeam,
    RollCall,
    SearchArea,
    SecureDoors,
    Send,
    SendAed,
    SetChannel,
    ShutOff,
    StartCpr,
    StepAside,
    StopHorns,
    StopVentilation,
    TakeShelter,
    Tell,
    TellRoom,
    TextFamilies,
    WatchExit,
    WorkFirst,
)
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim.model.emergencies import (
    always,
    app_strategy,
    assailant,
    chance,
    plain_campus,
    plain_psap,
    plain_scenario,
    public_address,
    row_of_rooms,
    tables_of,
    witness,
)

Act = tuple[float, Intervention]
"""When somebody does something: seconds from onset."""
ONE_OF_EACH: list[Intervention] = [
    Press("staff@r01"),
    Call911("staff@r01"),
    Announce("staff@r00"),
    Radio("staff@r01"),
    Tell("staff@r00", "staff@r01"),
    Send("staff@r00", "staff@r01"),
    Lock("staff@r01"),
    TellRoom("staff@r01"),
    MeetResponders("staff@r01", "r00"),
    ClearWay("staff@r01"),
    StartCpr("staff@r01"),
    FetchAed("staff@r01"),
    SendAed("staff@r00", "staff@r01"),
    CallForAed("staff@r01"),
    AssignTasks("staff@r01"),
    StopHorns("staff@r01"),
    ShutOff("staff@r01", "gas"),
    Look("staff@r01", "r03"),
    Move("staff@r01", "r03"),
    OpenDoor("staff@r01"),
    RollCall("staff@r01"),
    SecureDoors("staff@r01"),
    Announce("staff@r00", instruction="evacuate", exit="r03", words="coded"),
    Tell("staff@r00", "staff@r01", instruction="hold", place="r01"),
    TakeShelter("staff@r01"),
    CallTeam("staff@r01"),
    Engage("staff@r01"),
    StepAside("staff@r01", "r03"),
    SearchArea("staff@r00", "staff@r01", place="r03"),
    WatchExit("staff@r01", at="r03"),
    CloseIn("staff@r01"),
    StopVentilation("staff@r01"),
    AirOut("staff@r01"),
    ReportToTeam("staff@r01"),
    ConveneTeam("staff@r01"),
    WorkFirst("staff@r01"),
    CallPolice("staff@r01"),
    InterimPlan("staff@r01"),
    PutOff("staff@r01", 86_400.0),
    TextFamilies("staff@r00"),
    AddPosts("staff@r00", "table", 2),
    SetChannel("pa", False),
    DelayUnit("police-1", 30.0),
    Inform("staff@r01"),
    AllClear(),
    PressBadge("staff@r01"),
    CallOut("staff@r00"),
]
SLOW_WITNESS = witness(recognition=900)


def quiet(horizon: str = "1 h", **changes: Any) -> Tables:
    """Four rooms with an app and a PA, in which nothing happens by itself for a quarter of an hour."""
    campus = plain_campus(**row_of_rooms(4), pa=public_address(reach_microphone=always(20)))
    campus |= {"psap": plain_psap(connect=always(3), pick_up=always(2), service=always(60), processing=always(30))}
    campus |= {"locks": [{"id": "bolt", "secure": always(8), "fails": chance(0, "event")}]}
    scenario = plain_scenario(witnessing=SLOW_WITNESS, horizon=horizon)
    return tables_of(campus | changes, scenario, app_strategy("plain", ["pa"], notice=always(6)))


def played(
    tables: Tables, *acts: tuple[float, Intervention], until: float = 600.0, by_people: Collection[str] = ()
) -> tuple[list[Event], list[Outcome]]:
    """A play with interventions at their times, and what each of them said. by_people: who is played."""
    engine, outcomes = SimpyEngine(tables, 5, 0, played=by_people), []
    for time, intervention in acts:
        engine.run_until(time)
        outcomes.append(engine.apply(intervention))
    engine.run_until(until)
    return list(engine.trace.events()), outcomes


def with_an_office(radios: bool = False, **changes: Any) -> Tables:
    """Like `quiet`, with a clerk and a boss in the office, which calls 911 and makes a PA announcement; perhaps with radios."""
    rooms = row_of_rooms(4)
    rooms["roster"] += [
        {"id": "clerk", "role": "clerk", "post": "r00", "office": True, "radio": radios},
        {"id": "boss", "role": "boss", "post": "r03", "office": True, "radio": radios},
        {"id": "sro", "role": "sro", "post": "r03", "radio": radios},
    ]
    pa = public_address(reach_microphone=always(20))
    campus = plain_campus(**rooms, pa=pa, psap=plain_psap(connect=always(3), service=always(60)))
    campus |= {"radio": {"talk": always(4), "received": chance(1, "event")}} if radios else {}
    scenario = plain_scenario(
        witnessing=SLOW_WITNESS, responding=[{"role": "sro", "intervenes": True}], hazard=assailant()
    )
    strategy = app_strategy("plain", ["pa", *(["radio"] if radios else [])], notice=always(6))
    office = {"calls_911": True, "announces": "at-once"}
    return tables_of(campus | changes, scenario, strategy | {"office": office})
