"""The schools that tests of one hazard, channel or experiment are played on, as data for the builder (`worlds`).

In those of staff assist, of a cardiac arrest and of a missing student each step takes a power of two of seconds, so that a step left out or
counted twice shows in the sum. In the others nothing takes time but what a test switches on.
"""

from collections.abc import Sequence
from typing import Any

from scenarios.scenario import Emergency
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim import worlds
from tests.sim.inputs import EVIDENCE, Data, always, assumed, chance, lognormal, share, uniform
from tests.sim.plays import measured_once, play
from tests.sim.worlds import NEVER, Plain, adult, door, group_in, like, link, scenario_like, teacher, witness, zone

RECOGNIZES, DECIDES, REACTS, PHONES, PUSH = 1.0, 2.0, 4.0, 8.0, 0.5
BY_PA = Plain.strategy(report=["tell-office"], everyday=["pa"])
WIDE = 1000
"""Meters, of doors at which no column waits."""


def by_app(**changes: Any) -> Data:
    """Everybody has the app, and a press tells whom it is for half a second later."""
    return worlds.app_strategy(**{"push": {"delivered": chance(1, "person"), "delay": always(PUSH)}, **changes})


def by_phone() -> Data:
    """The adult phones the office."""
    return Plain.strategy(report=["tell-office"])


def story(campus: Data, scenario: Data, strategy: Data | None = None, replication: int = 0) -> list[Event]:
    """With the app, unless told otherwise."""
    return play(worlds.tables_of(campus, scenario, strategy or by_app()), replication)


def measured_in(campus: Data, scenario: Data, strategy: Data | None = None) -> dict[str, float]:
    """With the app, unless told otherwise."""
    return measured_once(worlds.tables_of(campus, scenario, strategy or by_app()))


# staff assist: the person faces the teacher in the room, helpers are a nurse and a custodian, who go at 2 m/s
#
#     room — 10 m — hall — 20 m — clinic (nurse), hall — 60 m — store (custodian), hall — 10 m — other (a teacher)

RELAYS, TALKS = 16.0, 0.25
FROM_CLINIC, FROM_STORE = 30 / 2, 70 / 2
ESCALATES_AT, LASTS, INTERRUPTS = 512.0, 1024.0, 64.0
CHANCE, CALMS = 0.25, 0.5
TEACHER = adult("teacher", "room")
CLERK = adult("clerk", "office", "clerk", office=True)
NURSE = adult("nurse", "clinic", "nurse", response_team=True)
CUSTODIAN = adult("custodian", "store", "custodian", response_team=True)
OFFICER = adult("officer", "clinic", "sro", response_team=True, police_radio=True)
ROSTER = (TEACHER, adult("other", "other"), CLERK, NURSE, CUSTODIAN)

assist = like(
    kind="assist",
    reaction=always(REACTS),
    free=chance(1, "person"),
    trained=chance(1, "person"),
    engages=chance(1, "person"),
    relay=always(RELAYS),
    interrupts=always(INTERRUPTS),
    tell=NEVER,
)
upset = like(
    kind="agitated-person",
    where=[{"zones": ["room"]}],
    escalates=chance(CHANCE, "replication"),
    escalates_after=always(ESCALATES_AT),
    lasts=always(LASTS),
    calms=share(CALMS),
)
"""Somebody who is agitated, in the room."""
visit = scenario_like(
    upset,
    assist,
    witnessing=witness(RECOGNIZES, DECIDES),
    primary=[{"measure": "helper_arrives", "smallest_difference": 15}],
)
secure = like(kind="secure", reaction=always(REACTS), interrupts=always(INTERRUPTS), tell=NEVER)
weapon_seen = like(
    kind="weapon-seen", where=[{"zones": ["room"]}], student_tells=always(128), lasts=always(LASTS), search=always(256)
)
weapon = like(visit, hazard=weapon_seen(), protocol=secure(), responding=[{"role": "sro", "intervenes": True}])
"""A student has seen a weapon in the room."""


def assist_school(*roster: Data, **changes: Any) -> Data:
    ways = [("room", 10), ("clinic", 20), ("store", 60), ("other", 10), ("office", 40)]
    groups = [group_in("room", 20, "teacher", name="class"), group_in("other", 30, "other", name="others")]
    given: Data = {
        "zones": [zone("hall", "hall", None), *(zone(name, phone=True) for name, _ in ways)],
        "links": [link("hall", name, meters) for name, meters in ways],
        "roster": list(roster or ROSTER),
        "groups": [] if roster else groups,
        "office": "office",
        "office_reached": {"by_phone": always(PHONES)},
        "agencies": [{"id": "police", "kind": "police", "travel": always(100), "locate": always(50), "enters": "hall"}],
    }
    return Plain.campus(**given | changes)


# a cardiac arrest: the patient is in the gym with a teacher, an AED hangs in the lobby, the nurse is in the clinic; everybody hurries at
# 2 m/s, the crew walks at 1 m/s
#
#     gym — 10 m — hall — 20 m — lobby (AED), hall — 30 m — clinic

KNEELS, SEARCHES, SHOCKS, TRAVEL = 8.0, 16.0, 32.0, 512.0
GYM_TEACHER = adult("teacher", "gym")
SCHOOL_NURSE = adult("nurse", "clinic", "nurse")

aid = like(
    kind="aid",
    reaction=always(REACTS),
    cpr={"given": chance(1, "replication"), "start": always(KNEELS)},
    defibrillation={"search": always(SEARCHES), "shock": always(SHOCKS)},
    hurry=always("2 m/s"),
    crew_walks=always("1 m/s"),
    tell=NEVER,
)
seen = chance(1, "replication")
collapse = like(kind="cardiac-arrest", where=[{"zones": ["gym"]}], witnessed=seen, found_after=always(64))
"""Somebody collapses in the gym, and is seen."""
arrest = scenario_like(
    collapse,
    aid,
    witnessing=witness(RECOGNIZES, DECIDES),
    sends=["ems"],
    responding=[{"role": "nurse", "intervenes": False}],
    primary=[{"measure": "collapse_to_shock", "smallest_difference": 15}],
)


def arrest_school(*roster: Data, aeds: tuple[str, ...] = ("lobby",), **changes: Any) -> Data:
    zones = [zone("gym", "gym"), zone("hall", "hall", None), zone("lobby", "hall", None), zone("clinic", "office")]
    given: Data = {
        "zones": [line | {"aed": line["id"] in aeds} for line in zones],
        "links": [link("gym", "hall", 10), link("hall", "lobby", 20), link("hall", "clinic", 30)],
        "roster": list(roster) or [GYM_TEACHER, SCHOOL_NURSE],
        "office": "clinic",
        "agencies": [{"id": "ambulance", "kind": "ems", "travel": always(TRAVEL), "enters": "lobby"}],
    }
    return Plain.campus(**given | changes)


HURRY: Data = {
    "triangular": {"low": "1.65 m/s", "mode": "1.9 m/s", "high": "3.1 m/s"},
    "varies": "person",
    "evidence": EVIDENCE | {"note": "invented"},
}


def with_luck(protocol: Data) -> Data:
    """The protocol with times that differ from person to person and play to play."""
    return protocol | {
        "reaction": lognormal(8, 0.6, "person"),
        "cpr": {"given": chance(0.93, "replication"), "start": lognormal(25, 0.5, "person")},
        "defibrillation": {"search": uniform(10, 60, "person"), "shock": lognormal(83, 0.54, "replication")},
        "hurry": HURRY,
    }


# a missing student: a child of the class in the room goes through the hall to the exit at 0.5 m/s; searchers go at 2 m/s
#
#     room — 16 m — hall — 40 m — store (custodian), hall — 10 m — other (a teacher), hall — 10 m — office, hall — 8 m — exit

PAUSES, MISSED, REPORTED, OUTSIDE = 64.0, 512.0, 2048.0, 1024.0
ROOM, FIELD = 16.0, 128.0
TO_HALL, TO_EXIT = 16 / 0.5, 8 / 0.5
IN_HALL = PAUSES + TO_HALL
"""When the child enters the hall."""
AT_EXIT = IN_HALL + PAUSES + TO_EXIT
STORE_TO_HALL = 40 / 2
SEEN: Data = {"watched": True}
"""Of an exit: the child does not go by."""

searching = like(
    kind="search", reaction=always(REACTS), room=always(ROOM), outdoors=always(FIELD), hall=always("1 m/s"), tell=NEVER
)
child = like(
    kind="missing-student",
    where=[{"zones": ["room"]}],
    missed_after=always(MISSED),
    speed=always("0.5 m/s"),
    pauses=always(PAUSES),
    favors=share(3),
    found_off_campus=always(OUTSIDE),
    reported=always(REPORTED),
    known=chance(1, "person"),
    described=chance(0, "person"),
)
"""A child of the class in the room."""
missing = scenario_like(
    child,
    searching,
    witnessing=witness(0, DECIDES),
    horizon="4 h",
    primary=[{"measure": "found", "smallest_difference": 60}],
)


def search_school(exit_: Data | None = None, clerks: int = 1, **changes: Any) -> Data:
    """exit_: more of the line of the exit. clerks: in the office."""
    ways = [("room", 16), ("store", 40), ("other", 10), ("office", 10)]
    halls = [zone("hall", "hall", None), zone("exit", "exit", None) | (exit_ or {})]
    given: Data = {
        "zones": [*halls, *(zone(name, phone=True) for name, _ in ways)],
        "links": [link("hall", "exit", 8), *(link("hall", name, meters) for name, meters in ways)],
        "roster": [
            adult("teacher", "room"),
            adult("colleague", "other"),
            *(adult(f"clerk-{n}", "office", "clerk", office=True) for n in range(clerks)),
            adult("custodian", "store", "custodian"),
        ],
        "groups": [
            group_in("room", 20, "teacher", "child", "class"),
            group_in("other", 30, "colleague", "child", "others"),
        ],
        "office": "office",
        "office_reached": {"by_phone": always(PHONES)},
        "agencies": [{"id": "police", "kind": "police", "travel": always(100), "locate": always(50), "enters": "exit"}],
    }
    return Plain.campus(**given | changes)


# a fire

horns = like(
    panels=[{"id": "main", "buildings": ["main"]}],
    sounds_after=always(0),
    heard=[{"kinds": ["classroom", "hall", "gym", "office", "stair", "exit"], "heard": chance(1, "zone")}],
)
"""An alarm that sounds at once and is heard everywhere in the building."""
burning = like(
    kind="fire",
    where=[{"zones": ["r00"]}],
    growth=share(1),
    perceptible=share(1),
    untenable=share(900_000_000),
    pulls=chance(1, "person"),
    pull=always(0),
)
"""A fire in r00 that is 1 kW strong after a second, is noticed then, and is never too strong; stations are pulled at once."""
leaving = like(
    kind="evacuate",
    pre_movement={key: always(0) for key in ("ages_3_4", "ages_5_6", "older", "offices")},
    flow={"level": share(1.3), "down": share(1.1), "up": share(0.88), "boundary": always("0.15 m")},
    roll_call=always(0),
    tell=NEVER,
)
"""Everybody sets out at once and is counted at once."""
fire_scenario = scenario_like(burning, leaving, sends=["fire"], primary=[{"measure": "rset", "smallest_difference": 5}])
"""Whoever is where it burns sees it and understands at once; nobody else does."""


def detected_at(kilowatts: float, *kinds: str) -> Data:
    """Detectors in zones of these kinds."""
    return {"kinds": list(kinds) or ["classroom"], "at": share(kilowatts)}


def fire_campus(zones: Sequence[Data], links: Sequence[Data], **changes: Any) -> Data:
    """A building with a yard; a fire engine comes after five minutes and needs one more for the first water."""
    given: Data = {
        "zones": [*zones, worlds.outside()],
        "links": list(links),
        "roster": [teacher("r00")],
        "groups": [],
        "agencies": [{"id": "fire", "kind": "fire", "travel": always(300), "locate": always(60), "enters": "yard"}],
        "fire_alarm": horns(),
        "assembly": "yard",
    }
    return Plain.campus(**given | changes)


def fire_school(**changes: Any) -> Data:
    """Three rooms on a hall, a teacher in each; a door from the hall to the yard."""
    rooms = ("r00", "r01", "r02")
    zones = [*(zone(room) for room in rooms), zone("hall", "hall", None)]
    links = [*(door(room, "hall", 5, 1) for room in rooms), door("hall", "yard", 10, 2)]
    return fire_campus(zones, links, **{"roster": [teacher(room) for room in rooms], **changes})


# a tornado


def area(capacity: int, *rooms: str) -> Data:
    """Of a zone where people shelter."""
    return {"shelter": {"capacity": capacity, "rooms": list(rooms)}}


def deciding(takes: float = 0, waits: float = 0, sweeps_after: float = 7000) -> Data:
    """Of the office."""
    return {"takes": always(takes), "waits": chance(waits, "replication"), "sweeps_after": always(sweeps_after)}


def knowing(shelters: float = 0, presses: float = 0, tells_office: float = 0) -> Data:
    names = {"shelters": shelters, "presses": presses, "tells_office": tells_office}
    return {name: chance(p, "person") for name, p in names.items()}


def office_and_rooms(*rooms: str, **hall: Any) -> Data:
    """An office r00 and rooms 10 m off a hall, and a yard 10 m off it, with a PA that is not heard outdoors. hall: more of its line."""
    names = ("r00", *rooms)
    return {
        "zones": [*(zone(name, phone=True) for name in names), zone("hall", "hall", None, **hall), worlds.outside()],
        "links": [*(door(name, "hall", 10, 2) for name in names), door("hall", "yard", 10, 2)],
        "pa": Plain.pa(),
    }


storm = like(
    kind="tornado",
    lead=always(600),
    travels=always(0),
    seen=always(0),
    no_tornado=chance(1, "replication"),
    late={"happens": chance(0, "replication"), "adds": always(120)},
    weather_radio={"sounds": always(0), "absent": chance(0, "replication")},
    wireless={"delay": always(0) | {"varies": "person"}, "missed": chance(1, "person")},
    siren={"sounds": always(0), "indoors": chance(0, "zone"), "outdoors": chance(0, "zone")},
    parents={"rate": share(0), "begin": "3 min"},
    all_clear={"after_warning": always(1800), "after_storm": "5 min"},
)
"""A warning, 600 s later a tornado that no one sees, and after half an hour the all clear. Only the weather radio sounds, at once."""
sheltering = like(
    kind="shelter",
    reaction=always(0),
    decision=deciding(),
    knowing=knowing(),
    flow=leaving()["flow"],
    get_down=always(0),
    tell=NEVER,
)
"""The office orders shelter at once, and adults who know of the warning wait for the order. No one tells anyone."""
SHELTERED = [{"measure": "sheltered_t90", "smallest_difference": 15}]
storm_scenario = scenario_like(storm, sheltering, horizon="2 h", primary=SHELTERED)
storm_campus = like(
    Plain.campus,
    **office_and_rooms("r01", "r02", **area(100)),
    roster=[adult("clerk", "r00", "secretary", office=True), teacher("r01"), teacher("r02")],
    groups=[],
)
"""With a clerk in the office, a teacher in each room, and a hall where a hundred can shelter."""
STORM = worlds.World(storm_campus, storm_scenario, BY_PA)


# a release inside; everyone walks at 1 m/s
#
#     r00 (teacher, class of 9) — 10 m — hall — 20 m — r01 (a teacher); hall — 10 m — yard; hall — 5 m — a1 in the annex

FAST = "1000 m/s"
PLAIN_LINKS = [
    door("r00", "hall", 10, WIDE),
    door("r01", "hall", 20, WIDE),
    door("hall", "yard", 10, WIDE),
    door("hall", "a1", 5, WIDE),
]


def front(speed: str = "0.5 m/s", reach: float = 1000) -> Data:
    return {"speed": always(speed), "reach": always(f"{reach} m")}


def ordering(inspects: float = 0, inspection: float = 0, sweeps_after: float = 3000) -> Data:
    """Of the office."""
    times = {"inspection": always(inspection), "sweeps_after": always(sweeps_after)}
    return {"inspects": chance(inspects, "replication"), **times}


def silent(recognition: float = 0) -> Data:
    """Whoever is in the front does not report from there."""
    return witness(recognition) | {"beside_it": "silent"}


gas = like(
    kind="release-inside",
    where=[{"zones": ["r00"]}],
    front=front(),
    smells=chance(1, "replication"),
    symptoms=always(720),
    detector={"present": chance(0, "replication"), "sounds": always(0)},
)
"""Gas in r00 that spreads at half a meter a second through the whole building, and smells. There is no detector."""
gas_scenario = scenario_like(
    gas,
    like(leaving, decision=ordering()),
    witnessing=silent(),
    sends=["fire"],
    primary=[{"measure": "last_out", "smallest_difference": 15}],
)
building = like(
    fire_campus,
    zones=[zone("r00"), zone("r01"), zone("hall", "hall", None), zone("a1", building="annex")],
    links=PLAIN_LINKS,
    roster=[teacher("r00"), teacher("r01")],
    groups=[group_in("r00", 9, "staff@r00")],
    fire_alarm=None,
)
"""A fire engine closes the source six minutes after it is sent."""
GAS = worlds.World(building, gas_scenario, Plain.strategy())


# a release outside; everyone walks at 1 m/s
#
#     r00 (office, clerk), r01 (teacher, class of 19), store (custodian with keys), each 10 m from the hall; hall — 10 m — yard


def plume(arrives: float = 600, lasts: float = 1800, smells: float = 0) -> Data:
    return {"arrives": always(arrives), "lasts": always(lasts), "smells": chance(smells, "replication")}


def air(open_: float = 2, closed: float = 0.5, airing: float = 6) -> Data:
    return {"open": share(open_), "closed": share(closed), "airing": share(airing)}


def fans(at_hand: float = 0, walk: float = 0, cannot: float = 0) -> Data:
    return {"at_hand": always(at_hand), "walk": always(walk), "cannot": chance(cannot, "replication")}


release = like(kind="release-outside", called=always(0), plume=plume(), air=air())
"""The fire department phones at once. The plume is there from 600 s to 2,400 s, and no one smells it."""
closing = like(
    kind="close-in",
    reaction=always(0),
    decision={"takes": always(0), "sweeps_after": always(7000)},
    openings=always(0),
    said_out=always(1800),
    fans=fans(),
    tell=NEVER,
)
"""The office orders everyone in at once, no fan is in the way, and half an hour after the plume everyone is told to go out."""
CLOSED = [{"measure": "closed_in_t90", "smallest_difference": 15}]
plume_scenario = scenario_like(release, closing, horizon="8 h", primary=CLOSED)
plume_school = like(
    Plain.campus,
    **office_and_rooms("r01", "store"),
    roster=[
        adult("clerk", "r00", "secretary", office=True),
        adult("teacher", "r01"),
        adult("custodian", "store", "custodian", keys=True),
    ],
    groups=[group_in("r01", 19, "teacher", "child", "class")],
)
PLUME = worlds.World(plume_school, plume_scenario, BY_PA)


# a hoax call: everyone walks at 1 m/s, police at 2 m/s, and a door is locked in a minute
#
#     office (clerk), r01 (teacher, class of 19), r02 (teacher), each 10 m from the hall (10 students by themselves)
#     hall — 10 m — yard, the assembly point; hall — 30 m — front, where police come in

HEADS = 32
ALONE = 10
"""Students in the hall."""


def center(phones: float = 1, after: float = 90, police: float = 240) -> Data:
    return {"phones": chance(phones, "replication"), "after": always(after), "police": always(police)}


def order(full: float = 1, sweeps_after: float = 7000, **more: Data) -> Data:
    """Where lessons go on, a class loses two minutes."""
    times = {"interrupts": always(120), "sweeps_after": always(sweeps_after)}
    return {"full": chance(full, "replication"), **times, **more}


hoax = like(kind="swatting", call="center", center=center(), order=order(), found_false=always(3300))
"""The center phones the school after 90 s, police are there after 240 s and order a lockdown. They search for 55 minutes."""


def bomb_threat(full: float = 1, takes: float = 360, **changes: Any) -> Data:
    """The office decides after six minutes."""
    given = {"call": "school", "order": order(full, takes=always(takes)), **changes}
    return {name: part for name, part in hoax(**given).items() if name != "center"}


def hoax_scenario(hazard: Data | None = None, protocol: Data | None = None, **changes: Any) -> Data:
    chosen = hazard or hoax()
    given: Data = {"hazard": chosen, "horizon": "2 h"}
    if protocol or chosen["call"] == "school":
        given["protocol"] = protocol or leaving()
    return Plain.scenario(**given | changes)


hoax_school = like(
    Plain.campus,
    zones=[
        *(zone(room, phone=True) for room in ("office", "r01", "r02")),
        zone("hall", "hall", None),
        zone("front", "exit", None),
        worlds.outside(),
    ],
    links=[
        *(door(room, "hall", 10, WIDE) for room in ("office", "r01", "r02")),
        door("hall", "front", 30, WIDE),
        door("hall", "yard", 10, WIDE),
    ],
    roster=[adult("clerk", "office", "secretary", office=True), adult("teacher", "r01"), adult("other", "r02")],
    groups=[group_in("r01", 19, "teacher", name="class"), group_in("hall", ALONE, "nobody", name="alone")],
    locks=[worlds.bolt(60)],
    office="office",
    assembly="yard",
    pa=Plain.pa(audible=[{"kinds": ["classroom", "hall", "exit"], "heard": chance(1, "zone")}]),
    agencies=[{"id": "police", "kind": "police", "travel": always(300), "enters": "front"}],
)
"""With a PA that is heard everywhere."""


# an assailant or a notice: quiet schools, in which nothing happens by itself for a quarter of an hour

SLOW_WITNESS = witness(recognition=900)


def quiet(horizon: str = "1 h", **changes: Any) -> Tables:
    """Four rooms with an app and a PA, in which nothing happens by itself for a quarter of an hour."""
    campus = Plain.campus(**worlds.row_of_rooms(4), pa=Plain.pa(reach_microphone=always(20)))
    campus |= {"psap": Plain.psap(connect=always(3), pick_up=always(2), service=always(60), processing=always(30))}
    campus |= {"locks": [worlds.bolt(8)]}
    scenario = Plain.scenario(witnessing=SLOW_WITNESS, horizon=horizon)
    return worlds.tables_of(campus | changes, scenario, worlds.app_strategy("plain", ["pa"], notice=always(6)))


def with_an_office(radios: bool = False, **changes: Any) -> Tables:
    """Like `quiet`, with a clerk and a boss in the office, which calls 911 and makes a PA announcement; perhaps with radios."""
    rooms = worlds.row_of_rooms(4)
    rooms["roster"] += [
        adult("clerk", "r00", "clerk", office=True, radio=radios),
        adult("boss", "r03", "boss", office=True, radio=radios),
        adult("sro", "r03", "sro", radio=radios),
    ]
    pa = Plain.pa(reach_microphone=always(20))
    campus = Plain.campus(**rooms, pa=pa, psap=Plain.psap(connect=always(3), service=always(60)))
    campus |= {"radio": {"talk": always(4), "received": chance(1, "event")}} if radios else {}
    responding = [{"role": "sro", "intervenes": True}]
    scenario = Plain.scenario(witnessing=SLOW_WITNESS, responding=responding, hazard=worlds.assailant())
    strategy = worlds.app_strategy("plain", ["pa", *(["radio"] if radios else [])], notice=always(6))
    office = {"calls_911": True, "announces": "at-once"}
    return worlds.tables_of(campus | changes, scenario, strategy | {"office": office})


# channels: a row of rooms with a teacher each, and an office; the witness is in r00

BADGE = {"worn": chance(1, "person"), "charged": chance(1, "person"), "press": always(4), "notifies": always(6)}
TAKEOVER = {"kind": "takeover", "speaks": always(3), "reaches": chance(1, "zone")}


def row(rooms: int, **changes: Any) -> Data:
    """The office is a room of its own, and nobody is in it unless told otherwise."""
    place = worlds.row_of_rooms(rooms)
    place["zones"].append(zone("front", "office"))
    place["links"].append(link("hall", "front", 10))
    return Plain.campus(**(place | {"office": "front", "pa": Plain.pa(reach_microphone=always(4000))} | changes))


def with_clerk(rooms: int, **changes: Any) -> Data:
    campus = row(rooms, **changes)
    campus["roster"].append(adult("clerk", "front", "clerk", office=True))
    return campus


def badge_strategy(*channels: Data, **changes: Any) -> Data:
    return Plain.strategy(report=["badge", "dial-911"], badge=BADGE | changes, channels=list(channels), everyday=["pa"])


def play_once(campus: Data, strategy: Data, *conditions: str, **scenario: Any) -> list[Event]:
    return play(worlds.tables_of(campus, Plain.scenario(**scenario), strategy, *conditions))


# the experiment: eight rooms, luck in everything, three strategies, inputs that nobody has measured; a play takes a millisecond

small_campus = like(
    Plain.campus,
    **worlds.row_of_rooms(8),
    present_practice="announces",
    pa=Plain.pa(reach_microphone=assumed(lognormal(30, 0.5, "event"), "10 s to 90 s")),
    office_reached={"by_phone": lognormal(20, 0.5, "event")},
    psap=Plain.psap(
        takers=2,
        connect=lognormal(10, 0.3) | {"evidence": {"basis": "measured", "source": "a test", "range": "8 s to 20 s"}},
        service=assumed(lognormal(60, 0.4), "30 s to 120 s"),
    ),
)
"""Rooms on a hall, a PA, a center with two takers."""
small_scenario = like(
    Plain.scenario,
    protocol=worlds.telling("roster-ring", 2, assumed(lognormal(25, 0.5), "10 s to 60 s")),
    headlines=[
        {"without": "dials", "with": "alerts", "says": "what the alert adds"},
        {"without": "present-practice", "with": "alerts", "says": "what adopting it adds"},
    ],
    strategies=["dials", "alerts", "announces"],
    baseline="dials",
    primary=[
        {"measure": "aware_t90", "smallest_difference": 5},
        {"measure": "first_unit_on_scene", "smallest_difference": 5},
    ],
    witnessing=witness() | {"recognition": assumed(lognormal(10, 0.8, "person"), "5 s to 45 s")},
)
"""A notice; people tell others along the ring."""


def small_school(campus: Data | None = None, **changes: Any) -> Emergency:
    """The emergency. campus: instead of the small one. changes: of the scenario."""
    alerts = worlds.app_strategy(
        "alerts",
        push={"delivered": chance(0.8, "person"), "delay": assumed(lognormal(4, 0.6, "person"), "1 s to 30 s")},
        leg_fails={
            "psap": chance(0, "replication"),
            "staff": chance(0.1, "replication") | {"evidence": {"basis": "assumed", "range": "0 to 0.3"}},
        },
        press=always(5),
    )
    dials = Plain.strategy("dials", everyday=["word-of-mouth"])
    announces = Plain.strategy("announces", report=["tell-office"], everyday=["pa", "word-of-mouth"])
    announces["office"] = {"calls_911": True, "announces": "at-once"}
    return worlds.emergency(campus or small_campus(), small_scenario(**changes), dials, alerts, announces)


def mostly_nothing() -> Emergency:
    """A school with an input that cannot be moved: its median is 0."""
    parts = [{"weight": 3, "of": {"fixed": "0 s"}}, {"weight": 1, "of": {"fixed": "10 s"}}]
    input_ = assumed({"mixture": parts, "varies": "event"}, "0 s to 5 s")
    return small_school(small_campus(office_reached={"by_phone": input_}))
