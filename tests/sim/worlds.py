"""Small emergencies built for tests: a plain one to change in one place, and others like it (`like`, `schools`).

Everything in the plain one is still: no delay, nobody tells anybody, the PSAP is empty, doors lock at once. A test switches on the one
thing it is about, so that what must come out can be worked out by hand. Values are written as a file would write them, and go the
way of a file: models, writing out, tables.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from scenarios.campus import Campus
from scenarios.campus_expansion import Place, expand_campus
from scenarios.scenario import Emergency, Scenario
from scenarios.strategies import Strategy
from sim.model.tables import Tables
from sim.model.trace import Event
from sim.tabulation import tabulate
from tests.sim.inputs import Data, always, chance, share
from tests.sim.plays import measured_once, play

NEVER: Data = {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0)}
"""Of a protocol: nobody tells anybody."""
NO_PUSH: Data = {"delivered": chance(0, "person"), "delay": always(0)}
"""Of an app: no phone gets one."""
Builder = Callable[..., Data]


def like(build: Builder = dict, **given: Any) -> Builder:
    """Builds data like these, with changes; made anew each time."""
    return lambda **changes: build(**deepcopy(given) | changes)


# places


def zone(name: str, kind: str = "classroom", lock: str | None = "bolt", **more: Any) -> Data:
    """A zone line; where it lies on the map matters to nobody here."""
    at = {"start": ["0 m", "0 m"], "step": ["1 m", "0 m"]}
    return {"id": name, "kind": kind, "building": "main", "at": at, "lock": lock} | more


def at(x: float, y: float) -> Data:
    """A position."""
    return {"start": [f"{x} m", f"{y} m"]}


def outside(name: str = "yard") -> Data:
    return zone(name, "outdoors", None, building="grounds")


def link(start: str, end: str, meters: float, kind: str = "corridor") -> Data:
    return {"start": start, "end": end, "length": f"{meters} m", "width": "2 m", "kind": kind}


def door(start: str, end: str, meters: float, width: float, kind: str = "door") -> Data:
    return link(start, end, meters, kind) | {"width": f"{width} m"}


def adult(name: str, post: str | Data, role: str = "teacher", **more: Any) -> Data:
    return {"id": name, "role": role, "post": post, **more}


def teacher(room: str) -> Data:
    return adult(f"staff@{room}", room)


def group_in(room: str, heads: int, adult: str | None = None, age: str = "teen", name: str = "") -> Data:
    """A group in a room, with an adult or by itself."""
    group = {"id": name or f"group@{room}", "heads": heads, "age": age, "post": room}
    return group | ({"with": adult} if adult else {})


def bolt(seconds: float) -> Data:
    """A lock that takes so long and always holds."""
    return {"id": "bolt", "secure": always(seconds), "fails": chance(0, "event")}


def row_of_rooms(rooms: int) -> Data:
    """Rooms r00, r01 … with a member of staff each, one door each on the same hall."""
    last = f"{rooms - 1:02}"
    return {
        "zones": [zone("hall", "hall", None), zone(f"r{{00..{last}}}")],
        "links": [link("hall", f"r{{00..{last}}}", 10)],
        "roster": [adult("staff@{zone}", {"each": "classroom"})] if rooms > 1 else [teacher("r00")],
    }


# the plain emergency


def witness(recognition: float = 0, decision: float = 0, **perception: Data) -> Data:
    """Whoever is in the zone perceives it, takes so many seconds to recognize it and to decide, and reports beside it."""
    return {
        "beside_it": "reports",
        "perception": {"same_zone": chance(1, "event"), **perception},
        "recognition": always(recognition),
        "decision": always(decision),
    }


TITLED: Data = {"title": "Plain", "summary": "For a test."}


class Plain:
    """The parts of the plain emergency, each with changes."""

    @staticmethod
    def psap(**changes: Any) -> Data:
        """A 911 center that is never busy and takes no time; help is sent when the first call ends."""
        return {
            "takers": 50,
            "staffed": share(1),
            "background": {"service": always(60), "past": "0 s"},
            **{name: always(0) for name in ("connect", "pick_up", "service")},
            **changes,
        }

    @staticmethod
    def campus(**changes: Any) -> Data:
        """A campus where nothing takes time; one room with one teacher unless told otherwise."""
        return {
            "campus": "plain",
            **TITLED,
            "present_practice": "plain",
            "office": "r00",
            "periods": [{"id": "any", "lasts": "1 h"}],
            "locks": [bolt(0)],
            "locked_already": chance(0, "zone"),
            "walking": {"adult": always("1 m/s"), "responder": always("2 m/s"), "stairs": share(1)},
            "phones": {
                "on_person": chance(1, "person"),
                "audible": chance(1, "person"),
                "carriers": [{"id": "any", "share": share(1), "covers": chance(1, "zone")}],
            },
            "office_reached": {"by_phone": always(0)},
            "psap": Plain.psap(),
            "agencies": [{"id": "police", "kind": "police", "travel": always(300), "enters": "r00"}],
            **row_of_rooms(1),
            **changes,
        }

    pa = staticmethod(
        like(
            reach_microphone=always(0),
            reading="0 s",
            audible=[{"kinds": ["classroom", "hall", "gym", "office"], "heard": chance(1, "zone")}],
            understood=chance(1, "person"),
        )
    )
    """A PA that is heard and understood everywhere, at once."""

    @staticmethod
    def scenario(**changes: Any) -> Data:
        """One witness, staff@r00, who recognizes at once; nobody tells anybody."""
        return {
            "scenario": "plain",
            **TITLED,
            "campus": "plain",
            "period": "any",
            "hazard": {"kind": "notice", "witness": "staff@r00"},
            "horizon": "1 h",
            "witnessing": witness(),
            "belief": {"at_once": chance(1, "person"), "doubt": always(0)},
            "told_calls_911": chance(0, "person"),
            "protocol": Plain.protocol(),
            "strategies": ["plain"],
            "baseline": "plain",
            "headlines": [],
            "primary": [{"measure": "aware_t90", "smallest_difference": 5}],
            "replications": 10,
            **changes,
        }

    protocol = staticmethod(like(kind="lockdown", reaction=always(0), tell=NEVER))
    """Lock up at once, tell nobody."""

    @staticmethod
    def strategy(name: str = "plain", **changes: Any) -> Data:
        """The witness dials 911; there is no PA, no radio, no app."""
        return {"strategy": name, **TITLED, "authority": "anyone", "report": ["dial-911"], "everyday": [], **changes}


def telling(whom: str, most: int, contact: Data, **more: Any) -> Data:
    """A lockdown under which people tell others."""
    tell = {"when": "while", "whom": whom, "most": most, "until": "done", "contact": contact, **more}
    return Plain.protocol(tell=tell)


LONG = always(10_000)
assailant = like(kind="assailant", where=[{"zones": ["r00"]}], stays=LONG, walks=always("1 m/s"), lasts=LONG)
"""A threat that starts in r00 and stays there for the whole hour."""


def app_strategy(name: str = "plain", everyday: Sequence[str] = (), **changes: Any) -> Data:
    """The witness presses an app that everybody has and that works at once; changes are of the app."""
    app = {
        **{name: chance(1, "person") for name in ("installed", "on_roster", "press_works")},
        "press": always(0),
        "legs": {"psap": "on", "staff": "on"},
        "leg_fails": {"psap": chance(0, "replication"), "staff": chance(0, "replication")},
        "connect": always(0),
        "gives_room": False,
        "push": {"delivered": chance(1, "person"), "delay": always(0)},
        "notice": always(0),
        **changes,
    }
    return Plain.strategy(name, report=["app", "dial-911"], everyday=list(everyday), app=app)


# putting it together


def written_out(campus: Data) -> Place:
    place, findings = expand_campus(Campus.model_validate(campus))
    assert not findings, findings
    return place


def made(**changes: Any) -> Place:
    """The plain campus with changes."""
    return written_out(Plain.campus(**changes))


def place_of(zones: Sequence[Data], links: Sequence[Data] = ()) -> Place:
    """A campus of these zones and links, and a teacher in the first."""
    first = zones[0]["id"]
    return made(zones=zones, links=links, roster=[adult("staff", first)], office=first)


def emergency(campus: Data, scenario: Data, *strategies: Data) -> Emergency:
    """From plain data to an emergency, the way of a file."""
    place = written_out(campus)
    opened = {data["strategy"]: Strategy.model_validate(data) for data in strategies or (Plain.strategy(),)}
    return Emergency(Scenario.model_validate(scenario), place, opened)


def tables_of(campus: Data, scenario: Data, strategy: Data | None = None, *conditions: str) -> Tables:
    chosen = strategy or Plain.strategy()
    return tabulate(emergency(campus, scenario, chosen), chosen["strategy"], conditions)


def scenario_like(usual: Builder, usual_protocol: Builder, **given: Any) -> Builder:
    """Builds scenarios with this hazard and protocol, or with others."""

    def build(hazard: Data | None = None, protocol: Data | None = None, **changes: Any) -> Data:
        parts = {"hazard": hazard or usual(), "protocol": protocol or usual_protocol()}
        return Plain.scenario(**parts | deepcopy(given) | changes)

    return build


@dataclass(frozen=True)
class World:
    """An emergency of which any part can be another; other changes are of the scenario."""

    campus: Builder
    scenario: Builder
    strategy: Data

    def tables(
        self,
        hazard: Data | None = None,
        protocol: Data | None = None,
        campus: Data | None = None,
        strategy: Data | None = None,
        conditions: Sequence[str] = (),
        **changes: Any,
    ) -> Tables:
        scenario = self.scenario(hazard, protocol, **changes)
        return tables_of(campus or self.campus(), scenario, strategy or self.strategy, *conditions)

    def play(self, *parts: Any, **changes: Any) -> list[Event]:
        """The events. parts: hazard, protocol, campus, strategy."""
        return play(self.tables(*parts, **changes))

    def measure(self, *parts: Any, **changes: Any) -> dict[str, float]:
        return measured_once(self.tables(*parts, **changes))
