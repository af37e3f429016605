"""Random emergencies for hypothesis: small campuses with everything on them that a campus file can say.

A handful of zones, people and groups, and every option of the formats switched on or off. Times are as often a few whole
numbers, zero among them, as they are drawn from continuous laws, so that much falls on one instant. Chances are often 0 or 1.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st

from scenarios.scenario import CONDITIONS, Emergency
from scenarios.strategies import STARTED_BY_A_PRESS
from sim.engine import SimpyEngine
from sim.model.tables import Tables
from sim.sampling.streams import DrawLog
from sim.tabulation import tabulate
from tests.sim.inputs import Data, always, chance, exponential, lognormal, share, uniform
from tests.sim.worlds import Plain, app_strategy, assailant, emergency, link, zone

T = TypeVar("T")
fewer = settings(max_examples=min(settings().max_examples, 50))
"""For a test that plays each emergency several times."""
KINDS = ("classroom", "classroom", "gym", "office", "hall")
whole_numbers = cache(st.integers)
"""Made once: a campus draws a hundred numbers."""


@dataclass(frozen=True)
class Played:
    """An emergency as plain data, its strategies (named s0, s1 …), and which replication of it."""

    campus: Data
    scenario: Data
    strategies: list[Data]
    conditions: tuple[str, ...]
    seed: int
    replication: int

    @cached_property
    def emergency(self) -> Emergency:
        """The emergency, the way of a file."""
        return emergency(self.campus, self.scenario, *self.strategies)

    def tables(self, strategy: str = "s0", *conditions: str) -> Tables:
        """Its tables under one of its strategies and maybe more conditions, made once."""
        key = (strategy, conditions)
        if key not in self._tables:
            self._tables[key] = tabulate(self.emergency, strategy, (*self.conditions, *conditions))
        return self._tables[key]

    @cached_property
    def _tables(self) -> dict[tuple[str, tuple[str, ...]], Tables]:
        return {}

    def engine(self, strategy: str = "s0", log: DrawLog | None = None) -> SimpyEngine:
        """An engine before its first step."""
        return SimpyEngine(self.tables(strategy), self.seed, self.replication, log=log)

    def changed(self, **changes: Any) -> "Played":
        """The same with other parts."""
        return replace(self, **changes)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """Without evidence, so that what hypothesis found can be read."""
        parts = (self.campus, self.scenario, self.strategies, self.conditions, self.seed, self.replication)
        printer.text("Played(" + ",\n".join(str(bare(part)) for part in parts) + ")")


def bare(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: bare(value) for key, value in data.items() if key != "evidence"}
    return [bare(value) for value in data] if isinstance(data, list) else data


class Dice:
    """Choices, in the words of this file. steady: only whole numbers, so that ties are everywhere."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], steady: bool) -> None:
        self.draw = draw
        self.steady = steady

    def one(self, *options: T) -> T:
        return options[self.whole(0, len(options) - 1)]

    def whole(self, low: int, high: int) -> int:
        number: int = self.draw(whole_numbers(low, high))
        return number

    def maybe(self) -> bool:
        return self.one(False, True)

    def perhaps(self, **makes: Callable[[], Any]) -> Data:
        """Each of these keys, or not."""
        return {name: make() for name, make in makes.items() if self.maybe()}

    def some(self, options: tuple[T, ...]) -> list[T]:
        some: list[T] = self.draw(st.lists(st.sampled_from(options), unique=True))
        return some

    def seconds(self, varies: str, most: int = 40) -> Data:
        low = self.one(0, 1, 2, 5, 10, most)
        if self.steady:
            return always(low)
        laws = (always(low), always(low + 0.3), uniform(low, low + 7, varies))
        return self.one(*laws, exponential(low + 1, varies), lognormal(low + 1, 0.6, varies))

    def p(self, varies: str) -> Data:
        return chance(self.one(1.0, 1.0, 0.0) if self.steady else self.one(1.0, 0.8, 0.3, 0.0), varies)


def zones_and_links(dice: Dice) -> tuple[list[Data], list[Data]]:
    """Halls in a tree, rooms on them; a room may lie behind another; more links make rings."""
    halls = [f"h{n}" for n in range(dice.whole(1, 3))]
    rooms = [f"r{n:02}" for n in range(dice.whole(1, 5))]
    zones = [zone(name, dice.one("hall", "outdoors", "stair"), None, floor=dice.whole(1, 2)) for name in halls]
    links = [
        link(dice.one(*halls[:n]), halls[n], dice.one(0.5, 6, 20), dice.one("corridor", "stair"))
        for n in range(1, len(halls))
    ]
    for n, name in enumerate(rooms):
        lock = dice.one("bolt", "bolt", "key", None)
        kind, phone = dice.one(*KINDS), dice.maybe()
        zones.append(zone(name, kind, lock, phone=phone, building=dice.one("main", "main", "annexe")))
        links.append(link(dice.one(*halls, *rooms[:n]), name, dice.one(0.5, 3, 10), "door"))
    names = halls + rooms
    if dice.maybe():
        zones[-1]["sees"] = [dice.one(*names[:-1])]
    if dice.maybe() and len(names) > 3:
        links.append(link(names[0], names[-1], 15))
    return zones, links


def roster(dice: Dice, names: list[str]) -> list[Data]:
    """One to six adults, now and then all in one room; the first is there under every condition."""
    adults, posts = [], dice.one(names, names, names[-1:])
    for n in range(dice.whole(1, 6)):
        role = dice.one("teacher", "teacher", "sro") if n else "teacher"
        adult: Data = {"id": f"a{n}", "role": role, "post": dice.one(*posts)}
        adult |= {flag: dice.maybe() for flag in ("radio", "office", "police_radio", "authority", "keys")}
        if n and dice.maybe():
            adult["on_site"] = chance(0.7, "person")
        adults.append(adult | elsewhere(dice, names))
    return adults


def elsewhere(dice: Dice, names: list[str]) -> Data:
    return dice.perhaps(elsewhere=lambda: [{"during": "any", "place": dice.one(*names)}])


def groups(dice: Dice, names: list[str], adults: list[Data]) -> list[Data]:
    """Up to three groups, with an adult or without."""
    found = []
    for n in range(dice.whole(0, 3)):
        group: Data = {"id": f"g{n}", "heads": dice.whole(1, 30), "age": dice.one("teen", "child")}
        group |= {"post": dice.one(*names), "with": dice.one("nobody", *(adult["id"] for adult in adults))}
        found.append(group | elsewhere(dice, names))
    return found


def psap(dice: Dice) -> Data:
    background: Data = {"service": exponential(30), "past": dice.one("0 s", "2 min", "90.3 s")}
    background |= dice.one({}, {"utilization": share(0.6)}, {"every": exponential(35)})
    changes: Data = {"takers": dice.whole(1, 2), "background": background}
    changes |= {name: dice.seconds("event") for name in ("connect", "pick_up", "service")}
    changes |= dice.perhaps(
        transfer=lambda: {"wrong": dice.p("event"), "takes": dice.seconds("event")},
        patience=lambda: {n: dice.seconds("event") for n in ("waits", "redials_after")} | {"redials": dice.whole(0, 2)},
        neighbors=lambda: {"rate": share(dice.one(0, 2, 10)), "lasts": dice.one("0 s", "3 min")},
        processing=lambda: dice.seconds("replication"),
        says_room=lambda: dice.p("event"),
    )
    if dice.maybe():
        changes |= {"location_saves": dice.seconds("replication"), "least_processing": dice.one("0 s", "2.7 s")}
    return Plain.psap(**changes)


def agency(dice: Dice, names: list[str]) -> Data:
    """One to three units of police."""
    police: Data = {"id": "police", "kind": "police", "units": dice.whole(1, 3), "enters": dice.one(*names)}
    police["travel"] = dice.seconds("event", 200)
    police |= dice.perhaps(turnout=lambda: dice.seconds("event"))
    if dice.maybe():
        police |= {"locate": dice.seconds("event"), "located": share(dice.one(0, 0.4, 1))}
    return police


def pa(dice: Dice) -> Data:
    """A PA; some kinds of zone are deaf to it."""
    audible = [
        {"kinds": ["classroom", "office"], "heard": dice.p("zone")},
        {"kinds": ["hall"], "heard": dice.p("event")},
    ]
    changes: Data = {"reach_microphone": dice.seconds("event"), "reading": dice.one("0 s", "6 s", "3.3 s")}
    changes |= dice.perhaps(authority=lambda: {"needed": dice.p("event"), "takes": dice.seconds("event")})
    return Plain.pa(audible=audible, understood=dice.p("person"), **changes)


def phones(dice: Dice) -> Data:
    names = dice.one(["one"], ["one", "two"])
    carriers = [{"id": name, "share": share(1 / len(names)), "covers": dice.p("zone")} for name in names]
    return {"on_person": dice.p("person"), "audible": dice.p("person"), "carriers": carriers}


def campus(dice: Dice) -> Data:
    zones, links = zones_and_links(dice)
    names = [line["id"] for line in zones]
    adults = roster(dice, names)
    locks = [
        {"id": name, "secure": dice.seconds("event"), "fails": chance(dice.one(0, 0.4), "event")}
        for name in ("bolt", "key")
    ]
    changes: Data = {"zones": zones, "links": links, "roster": adults, "groups": groups(dice, names, adults)}
    changes |= {"office": dice.one(*names), "locks": locks, "locked_already": chance(dice.one(0, 0, 0.5), "zone")}
    changes |= {"psap": psap(dice), "agencies": [agency(dice, names)], "phones": phones(dice)}
    changes["office_reached"] = {"by_phone": dice.seconds("person")}
    speeds = {"adult": dice.one("1 m/s", "1.3 m/s"), "child": "0.5 m/s", "responder": "2 m/s"}
    changes["walking"] = {name: always(speed) for name, speed in speeds.items()} | {"stairs": share(0.5)}
    changes |= dice.perhaps(
        pa=lambda: pa(dice),
        radio=lambda: radio(dice),
        shared_causes=lambda: shared_causes(dice),
        police_radio=lambda: dice.seconds("event"),
        officer_reports=lambda: dice.seconds("event"),
        office_people=lambda: office_people(dice, names),
    )
    return Plain.campus(**changes)


def radio(dice: Dice) -> Data:
    found: Data = {"talk": dice.seconds("event"), "received": dice.p("person"), "one_speaker": dice.maybe()}
    return found | dice.perhaps(overrun=lambda: dice.p("event"))


def shared_causes(dice: Dice) -> Data:
    """What stops several channels at once."""
    power = {name: dice.p("replication") for name in ("out", "pa", "network", "badges")}
    network: Data = {"down": dice.p("replication"), "phones": dice.p("person")}
    network |= {"carries_pa": dice.maybe(), "carries_room_phones": dice.maybe()}
    cells = {"busy": dice.p("replication"), "slows": share(dice.one(1, 4)), "loses": dice.p("person")}
    cells |= {"blocks": dice.p("event"), "retry": dice.seconds("event")}
    return {"network": network, "power": power, "cells": cells}


def office_people(dice: Dice, names: list[str]) -> Data:
    """How often people of the office are elsewhere, and where."""
    places = [{"zones": [name], "weight": dice.one(1, 3)} for name in dice.some(tuple(names))]
    return {
        "leaders": dice.p("person"),
        "others": dice.p("person"),
        "twice_during": dice.one([], ["any"]),
        "places": places or [{"zones": ["*"]}],
        "unanswered": dice.seconds("event"),
    }


def scenario(dice: Dice, zones: list[str]) -> Data:
    """A threat, more often than the reference hazard, and what people do about it."""
    perception = {"same_zone": chance(1, "event")}
    perception |= {name: dice.p("event") for name in dice.some(("in_sight", "adjacent", "same_floor", "same_building"))}
    witnessing: Data = {name: dice.seconds("person") for name in ("recognition", "decision")}
    witnessing |= {"perception": perception, "protects": dice.one("at-once", "after-report")}
    witnessing |= {"beside_it": dice.one("silent", "reports"), "unseen_room": dice.one("checked", "ignored")}
    witnessing |= dice.perhaps(misread=lambda: {"happens": dice.p("person"), "adds": dice.seconds("person")})
    changes: Data = {"witnessing": witnessing, "belief": {"at_once": dice.p("person"), "doubt": dice.seconds("person")}}
    changes |= {"told_calls_911": dice.p("person"), "told_call": dice.one("after-deciding", "at-once")}
    changes |= {"protocol": protocol(dice), "horizon": dice.one("4 min", "15 min")}
    changes |= dice.perhaps(responding=lambda: [{"role": "sro", "intervenes": dice.maybe()}])
    hazard = assailant(stays=dice.seconds("event"), walks=always("1 m/s"), lasts=dice.seconds("replication", 300))
    hazard |= dice.perhaps(contact=lambda: contact(dice))
    hazard["where"] = [{"zones": [name]} for name in dice.some(tuple(zones))] or [{"zones": ["*"]}]
    if hazard["stays"] == always(0):
        hazard["stays"] = always(3)  # it would go round for ever in no time
    changes["hazard"] = dice.one(hazard, hazard, {"kind": "notice", "witness": "a0"})
    return Plain.scenario(**changes)


def contact(dice: Dice) -> Data:
    """Contact that succeeds or fails, and a siege from the first."""
    found: Data = {"succeeds": dice.p("event"), "takes": dice.seconds("event")}
    found["overwhelmed_after"] = dice.seconds("replication")
    each = "replication"
    return found | dice.perhaps(siege=lambda: {"happens": dice.p(each), "lasts": dice.seconds(each, 300)})


def protocol(dice: Dice) -> Data:
    tell: Data = {"when": dice.one("while", "while", "never"), "whom": dice.one("adjacent-rooms", "roster-ring")}
    tell |= {"most": dice.whole(0, 3), "until": dice.one("locked", "done"), "contact": dice.seconds("event")}
    tell |= dice.perhaps(same_room=lambda: dice.seconds("event"), who=lambda: "witnesses")
    found: Data = {"kind": "lockdown", "reaction": dice.seconds("person"), "tell": tell}
    return found | dice.perhaps(sweep=lambda: dice.seconds("person"))


def app(dice: Dice) -> Data:
    """An app with any of its parts broken or missing."""
    changes: Data = {name: dice.p("person") for name in ("installed", "on_roster", "press_works")}
    changes |= {name: dice.seconds("person") for name in ("press", "notice")} | {"connect": dice.seconds("event")}
    changes["legs"] = {"psap": dice.one("on", "on", "off"), "staff": dice.one("on", "on", "off")}
    changes["leg_fails"] = {name: chance(dice.one(0, 0, 0.4), "replication") for name in ("psap", "staff")}
    changes["gives_room"] = dice.maybe()
    changes["push"] = {"delivered": dice.p("person"), "delay": dice.seconds("person")}
    rate = share(dice.one(0.3, 1, 10))
    return changes | dice.perhaps(
        text=lambda: {"rate": rate, "delay": dice.seconds("person"), "lost": dice.p("person")},
        email=lambda: {"delay": dice.seconds("person"), "notice": dice.seconds("person")},
        acknowledges=lambda: dice.p("person"),
        service=lambda: dice.seconds("event"),
    )


def badge(dice: Dice) -> Data:
    worn = {name: dice.p("person") for name in ("worn", "charged")}
    return worn | {"press": dice.seconds("event"), "notifies": dice.seconds("event")}


def channels(dice: Dice) -> list[Data]:
    """Some of the channels that have a record of their own."""
    starts = dice.seconds("event")
    found: list[Data] = [
        {"kind": "takeover", "speaks": starts, "reaches": dice.p("zone")},
        {"kind": "strobes", "lights": starts, "seen": dice.p("person"), "notice": dice.seconds("person")},
        {"kind": "screens", "shows": starts, "lit": dice.p("zone"), "notice": dice.seconds("person")},
        {"kind": "desktops", "shows": starts, "at_computer": dice.p("person"), "notice": dice.seconds("person")},
        {"kind": "campus-siren", "sounds": starts, "indoors": dice.p("zone"), "outdoors": dice.p("zone")},
        {"kind": "runners", "speed": always(dice.one("1 m/s", "1.9 m/s")), "tells": dice.seconds("event")},
        {"kind": "phone-tree", "fan_out": dice.whole(1, 3), "answered": dice.p("event"), "call": dice.seconds("person"),
         "in_vain": dice.seconds("event"), "recalled": dice.p("person")},
    ]  # fmt: skip
    return [one for one in found if dice.maybe()]


def has_its_button(channel: Data, strategy: Data) -> bool:
    """Whether there is something to press where a press starts the channel."""
    return channel["kind"] not in STARTED_BY_A_PRESS or "app" in strategy or "badge" in strategy


def strategy(dice: Dice, name: str) -> Data:
    """Any means in any order, with an app or without."""
    everyday = dice.one(["pa", "radio", "word-of-mouth"], dice.some(("pa", "radio", "word-of-mouth")))
    with_app = dice.one(True, True, False)
    means: tuple[str, ...] = ("app", "dial-911", "tell-office") if with_app else ("dial-911", "tell-office")
    found = app_strategy(name, everyday, **app(dice)) if with_app else Plain.strategy(name, everyday=everyday)
    if dice.maybe():
        found["badge"] = badge(dice)
        means = ("badge", *means)
    found["channels"] = [one for one in channels(dice) if has_its_button(one, found)]
    found |= {"radios": dice.one("as-issued", "as-issued", "everyone")}
    found |= dice.perhaps(microphone=lambda: dice.seconds("event"))
    found["report"] = dice.some(means) or ["dial-911"]
    found["told"] = dice.some(("app", "dial-911") if with_app else ("dial-911",)) or ["dial-911"]
    found |= {"then": dice.some(("dial-911", "tell-office")), "authority": dice.one("anyone", "office")}
    office: Data = {"calls_911": dice.maybe(), "announces": dice.one("at-once", "after-call")}
    return found | {"office": office | dice.perhaps(service=lambda: dice.seconds("event"))}


@st.composite
def emergencies(
    draw: Callable[[st.SearchStrategy[Any]], Any], strategies: int = 1, steady: bool | None = None
) -> Played:
    """An emergency with so many strategies, named s0, s1 …, and one replication of it. steady: with ties everywhere."""
    dice = Dice(draw, draw(st.booleans()) if steady is None else steady)
    place = campus(dice)
    what = scenario(dice, [line["id"] for line in place["zones"]])
    played = [strategy(dice, f"s{n}") for n in range(strategies)]
    conditions = tuple(sorted(dice.some(tuple(CONDITIONS))))
    return Played(place, what, played, conditions, dice.whole(0, 1_000), dice.whole(0, 3))
