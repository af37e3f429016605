"""Random emergencies of `random_campuses`, made into one hazard each, with what that hazard needs here and there on the campus."""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.sim import schools
from tests.sim.inputs import Data, always, lognormal, share
from tests.sim.model.random_campuses import Dice, Played, emergencies
from tests.sim.worlds import door, group_in, outside


def made_into(change: Callable[[Dice, Played], Played]) -> Callable[..., st.SearchStrategy[Played]]:
    """Random emergencies, changed. They have so many strategies; steady: with ties everywhere."""

    @st.composite
    def change_one(
        draw: Callable[[st.SearchStrategy[Any]], Any], strategies: int = 1, steady: bool | None = None
    ) -> Played:
        steady = draw(st.booleans()) if steady is None else steady
        return change(Dice(draw, steady), draw(emergencies(strategies=strategies, steady=steady)))

    return change_one


def list_inside(zones: Sequence[Data]) -> list[str]:
    return [line["id"] for line in zones if line["kind"] != "outdoors"]


def ways_out(dice: Dice, zones: list[Data]) -> list[Data]:
    """Doors to the yard, the last of the zones; and from each other zone outdoors a path."""
    inside = list_inside(zones)
    open_air = [line["id"] for line in zones[:-1] if line["kind"] == "outdoors"]
    doors = [door(dice.one(*inside), "yard", dice.one(1, 8, 30), dice.one(0.9, 1.8)) for _ in range(2)]
    return [*doors[: dice.whole(1, 2)], *(door(name, "yard", 20, 4, "path") for name in open_air)]


def with_yard(dice: Dice, played: Played) -> Data:
    """The campus with a yard to gather in, and one door or two to it."""
    zones = [*played.campus["zones"], outside()]
    return played.campus | {"zones": zones, "links": [*played.campus["links"], *ways_out(dice, zones)]}


def with_team(dice: Dice, played: Played) -> list[Data]:
    """The roster with a response team here and there."""
    return [line | {"response_team": dice.maybe()} for line in played.campus["roster"]]


def engine(dice: Dice, names: Sequence[str]) -> Data:
    found: Data = {"id": "engine", "kind": "fire", "units": dice.whole(1, 2), "enters": dice.one(*names)}
    return found | {"travel": dice.seconds("event", 200)}


def tell(played: Played) -> Data:
    found: Data = played.scenario["protocol"]["tell"]
    return found


@made_into
def fires(dice: Dice, played: Played) -> Played:
    """Horns here and there, and a fire engine."""
    truck = engine(dice, [line["id"] for line in (*played.campus["zones"], outside())])
    truck |= dice.one({}, {"turnout": dice.seconds("event"), "locate": dice.seconds("event")})
    campus = with_yard(dice, played)
    campus |= {"agencies": [*campus["agencies"], truck], "fire_alarm": random_alarm(dice), "assembly": "yard"}
    scenario = played.scenario | {
        "hazard": random_fire(dice, list_inside(campus["zones"])),
        "protocol": random_leaving(dice, tell(played)),
        "sends": dice.one(["fire"], ["fire", "police"]),
        "responding": [],
    }
    return played.changed(campus=campus, scenario=scenario)


def random_alarm(dice: Dice) -> Data:
    """Horns in one building or both, on one panel or two, heard or not, with detectors or without."""
    panels = dice.one([["main"]], [["annexe"]], [["main"], ["annexe"]], [["main", "annexe"]])
    changes: Data = {"panels": [{"id": names[0], "buildings": names} for names in panels]}
    changes |= {"sounds_after": dice.seconds("replication")}
    heard = [["classroom", "gym", "office"], ["hall", "stair", "exit"]]
    changes["heard"] = [{"kinds": kinds, "heard": dice.p("zone")} for kinds in heard]
    changes |= dice.perhaps(
        detectors=lambda: schools.detected_at(dice.one(1, 100), "classroom", "hall"),
        reports_after=lambda: dice.seconds("replication"),
    )
    return schools.horns(**changes)


def random_fire(dice: Dice, inside: list[str]) -> Data:
    """Anywhere in a building, slow or fast."""
    where = [{"zones": dice.some(tuple(inside)) or inside}]
    changes: Data = {"where": where, "growth": share(dice.one(1, 0.04)), "perceptible": share(dice.one(1, 4))}
    changes |= {"pulls": dice.p("person"), "pull": dice.seconds("person")}
    changes["untenable"] = share(dice.one(4, 900, 900_000))
    found = schools.burning(**changes)
    if dice.maybe():
        del found["untenable"]
        found["aset"] = dice.seconds("replication", 200)
    return found


def random_leaving(dice: Dice, tell: Data) -> Data:
    """Any times; doors that let through more or fewer."""
    ready = {key: dice.seconds("person") for key in schools.leaving()["pre_movement"]}
    flow = {"level": share(dice.one(1, 1.3)), "boundary": always(dice.one("0.1 m", "0.2 m"))}
    flow = schools.leaving()["flow"] | flow
    return schools.leaving(pre_movement=ready, flow=flow, roll_call=dice.seconds("person"), tell=tell)


@made_into
def leaks(dice: Dice, played: Played) -> Played:
    inside = list_inside(played.campus["zones"])
    truck = engine(dice, inside) | dice.one({}, {"locate": dice.seconds("event")})
    campus = with_yard(dice, played)
    campus |= {"agencies": [*campus["agencies"], truck], "assembly": "yard"}
    decision = {name: dice.seconds("replication", 90) for name in ("inspection", "sweeps_after")}
    decision["inspects"] = dice.p("replication")
    scenario = played.scenario | {
        "hazard": random_gas(dice, inside),
        "protocol": random_leaving(dice, tell(played)) | {"decision": decision},
        "witnessing": played.scenario["witnessing"] | {"beside_it": dice.one("silent", "reports")},
        "sends": dice.one(["fire"], ["fire", "police"]),
        "responding": [],
    }
    return played.changed(campus=campus, scenario=scenario)


def random_gas(dice: Dice, inside: Sequence[str]) -> Data:
    return schools.gas(
        where=[{"zones": dice.some(tuple(inside)) or list(inside)}],
        front=schools.front(dice.one("0.1 m/s", "1 m/s", schools.FAST), dice.one(1, 10, 1000)),
        smells=dice.p("replication"),
        symptoms=dice.seconds("person", 90),
        detector={"present": dice.p("replication"), "sounds": dice.seconds("replication", 90)},
    )


@made_into
def plumes(dice: Dice, played: Played) -> Played:
    """Fans here and there."""
    buildings = {line["building"]: None for line in (*played.campus["zones"], outside())}
    switches = {name: dice.one({}, {"fans": "at-hand"}, {"fans": "walk"}) for name in buildings}
    campus = with_yard(dice, played)
    campus["zones"] = [line | switches[line["building"]] for line in campus["zones"]]
    parts = {"hazard": random_release(dice), "protocol": random_closing(dice, tell(played)), "responding": []}
    return played.changed(campus=campus, scenario=played.scenario | parts)


def random_release(dice: Dice) -> Data:
    plume = {name: dice.seconds("replication", most) for name, most in (("arrives", 300), ("lasts", 600))}
    plume["smells"] = dice.p("replication")
    air = schools.air(dice.one(1, 6), dice.one(0, 0.1, 1), dice.one(3, 12))
    return schools.release(called=dice.seconds("replication", 90), plume=plume, air=air)


def random_closing(dice: Dice, tell: Data) -> Data:
    fans = {name: dice.seconds("replication", most) for name, most in (("at_hand", 90), ("walk", 300))}
    return schools.closing(
        reaction=dice.seconds("person"),
        decision={"takes": dice.seconds("replication"), "sweeps_after": dice.seconds("replication", 90)},
        openings=dice.seconds("zone"),
        said_out=dice.seconds("replication", 300),
        fans=fans | {"cannot": dice.p("replication")},
        tell=tell,
    )


@made_into
def storms(dice: Dice, played: Played) -> Played:
    """Shelter areas here and there, rooms with windows, students with phones."""
    zones = [line | random_areas(dice, line) for line in played.campus["zones"]]
    phones = played.campus["phones"] | dice.one({}, {"students": share(dice.one(0, 0.3, 1))})
    campus = with_yard(dice, played.changed(campus=played.campus | {"zones": zones, "phones": phones}))
    parts = {"hazard": random_storm(dice), "protocol": random_sheltering(dice, tell(played)), "responding": []}
    return played.changed(campus=campus, scenario=played.scenario | parts)


def random_areas(dice: Dice, line: Data) -> Data:
    windows = {"windows": dice.maybe()}
    may = line["kind"] in ("classroom", "office", "hall", "stair")
    return windows | (schools.area(dice.one(1, 5, 40, 400), *dice.one((), ("r0*",))) if may and dice.maybe() else {})


def random_storm(dice: Dice) -> Data:
    return schools.storm(
        lead=dice.seconds("replication", 600),
        travels=dice.seconds("replication"),
        seen=dice.seconds("replication", 90),
        no_tornado=dice.p("replication"),
        late={"happens": dice.p("replication"), "adds": dice.seconds("replication")},
        weather_radio={"sounds": dice.seconds("replication"), "absent": dice.p("replication")},
        wireless={"delay": always(dice.one(0, 1, 10)) | {"varies": "person"}, "missed": dice.p("person")},
        siren={"sounds": dice.seconds("replication"), "indoors": dice.p("zone"), "outdoors": dice.p("zone")},
        parents={"rate": share(dice.one(0, 1, 10)), "begin": f"{dice.one(0, 10, 180)} s"},
        all_clear={"after_warning": always(dice.one(1, 60, 1800)), "after_storm": "5 min"},
    )


def random_sheltering(dice: Dice, tell: Data) -> Data:
    decision = {name: dice.seconds("replication") for name in ("takes", "sweeps_after")}
    return schools.sheltering(
        reaction=dice.seconds("person"),
        decision=decision | {"waits": dice.p("replication")},
        knowing={name: dice.p("person") for name in schools.knowing()},
        get_down=dice.seconds("person"),
        tell=tell,
    )


@made_into
def hoaxes(dice: Dice, played: Played) -> Played:
    center = {name: dice.seconds("replication", most) for name, most in (("after", 90), ("police", 200))}
    hazard = schools.hoax(
        center=center | {"phones": dice.p("replication")},
        order=random_order(dice),
        officer_hears=dice.maybe(),
        found_false=dice.one(always(1), always(600)),
    )
    return played.changed(scenario=played.scenario | {"hazard": hazard, "responding": []})


@made_into
def bomb_threats(dice: Dice, played: Played) -> Played:
    campus = with_yard(dice, played) | {"assembly": "yard"}
    takes = dice.seconds("replication", 200)
    ordering = random_order(dice) | {"takes": takes}
    hazard = schools.bomb_threat(order=ordering, found_false=dice.one(always(1), always(600)))
    parts = {"hazard": hazard, "protocol": random_leaving(dice, tell(played)), "responding": []}
    return played.changed(campus=campus, scenario=played.scenario | parts)


def random_order(dice: Dice) -> Data:
    order = {"full": dice.p("replication"), "interrupts": always(dice.one(0, 30, 1000))}
    return order | {"sweeps_after": dice.seconds("replication", 90)}


@made_into
def arrests(dice: Dice, played: Played) -> Played:
    """AEDs here and there, a response team, an ambulance."""
    names = [line["id"] for line in played.campus["zones"]]
    ambulance: Data = {"id": "ambulance", "kind": "ems", "units": dice.whole(1, 2), "enters": dice.one(*names)}
    ambulance["travel"] = dice.seconds("event", 200)
    if dice.maybe():
        ambulance |= {"turnout": dice.seconds("event"), "locate": dice.seconds("event")}
    zones = [line | {"aed": dice.maybe()} for line in played.campus["zones"]]
    agencies = [*played.campus["agencies"], ambulance]
    campus = played.campus | {"zones": zones, "roster": with_team(dice, played), "agencies": agencies}
    where = [{"zones": [name]} for name in dice.some(tuple(names))] or [{"zones": ["*"]}]
    found = {"witnessed": dice.p("replication"), "found_after": dice.seconds("replication")}
    scenario = played.scenario | {
        "hazard": schools.collapse(where=where, **found),
        "witnessing": played.scenario["witnessing"] | {"protects": "at-once"},
        "protocol": random_aid(dice, tell(played)),
        "sends": dice.one(["ems"], ["ems", "police"]),
    }
    return played.changed(campus=campus, scenario=scenario)


def random_aid(dice: Dice, tell: Data) -> Data:
    return schools.aid(
        reaction=dice.seconds("person"),
        cpr={"given": dice.p("replication"), "start": dice.seconds("person")},
        defibrillation={"search": dice.seconds("person"), "shock": dice.seconds("replication")},
        hurry=always("2 m/s") if dice.steady else schools.HURRY,
        tell=tell,
    )


@made_into
def visits(dice: Dice, played: Played) -> Played:
    """An agitated person or a weapon that was seen, with a response team here and there."""
    names = tuple(line["id"] for line in played.campus["zones"])
    campus = played.campus | {"roster": with_team(dice, played)}
    where = [{"zones": [name], "together": dice.maybe()} for name in dice.some(names)] or [{"zones": ["*"]}]
    is_weapon = dice.maybe()
    hazard = random_weapon(dice, where) if is_weapon else random_person(dice, where)
    told = tell(played)
    protocol = schools.secure(reaction=dice.seconds("person"), tell=told) if is_weapon else random_assist(dice, told)
    return played.changed(campus=campus, scenario=played.scenario | {"hazard": hazard, "protocol": protocol})


def random_person(dice: Dice, where: list[Data]) -> Data:
    return schools.upset(
        where=where,
        escalates=dice.p("replication"),
        escalates_after=dice.seconds("replication", 90),
        lasts=dice.seconds("replication", 200),
        calms=share(dice.one(0, 0.5, 1)),
    )


def random_weapon(dice: Dice, where: list[Data]) -> Data:
    times = {name: dice.seconds("replication", 90) for name in ("student_tells", "lasts", "search")}
    return {"kind": "weapon-seen", "where": where, **times}


def random_assist(dice: Dice, tell: Data) -> Data:
    chances = {name: dice.p("person") for name in ("free", "trained", "engages")}
    times = {"reaction": dice.seconds("person"), "relay": dice.seconds("replication")}
    times["interrupts"] = always(dice.one(0, 5, 60))
    return schools.assist(**chances, **times, alerts=dice.one("team", "everyone"), tell=tell)


@made_into
def searches(dice: Dice, played: Played) -> Played:
    """Exits, fences and water here and there."""
    zones = [line | random_exit(dice, line) for line in played.campus["zones"]]
    names = tuple(line["id"] for line in zones)
    groups = played.campus["groups"] or [group_in(names[0], 5, name="class")]
    groups = [line | {"age": "child"} for line in groups]
    times = {name: dice.seconds("replication", 300) for name in ("missed_after", "found_off_campus", "reported")}
    changes: Data = {name: dice.p("person") for name in ("known", "described")} | {"photo": dice.maybe()}
    changes |= {"pauses": dice.one(always(1), always(7), lognormal(5, 0.6)), "favors": share(dice.one(1, 3, 100))}
    hazard = schools.child(where=[{"zones": dice.some(names) or ["*"]}], **times, **changes)
    searched = {"room": always(dice.one(1, 10)), "outdoors": always(dice.one(5, 60)), "watches_exits": dice.maybe()}
    protocol = schools.searching(**searched, reaction=dice.seconds("person"), tell=tell(played))
    scenario = played.scenario | {"hazard": hazard, "protocol": protocol, "horizon": "20 min"}
    return played.changed(campus=played.campus | {"zones": zones, "groups": groups}, scenario=scenario)


def random_exit(dice: Dice, line: Data) -> Data:
    kind = dice.one(line["kind"], "exit") if line["lock"] is None else line["kind"]
    near = dice.one([], [], ["water"], ["road"])
    return {"kind": kind, "watched": kind == "exit" and dice.maybe(), "fenced": dice.maybe(), "near": near}
