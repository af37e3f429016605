"""Random emergencies with what is rare elsewhere: a silent PA, mistakes made together, an app added to present practice, a search.

The tests of the model take one such option at a time; here they meet each other.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.sim.inputs import Data, chance, lognormal, share
from tests.sim.model.random_campuses import Dice, Played, emergencies, pa
from tests.sim.model.random_hazards import arrests, bomb_threats, fires, hoaxes, leaks, plumes, searches, storms, visits

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def false_alarms(draw: Draw, steady: bool | None = None) -> Played:
    """A random emergency of which it turns out that there is none."""
    steady = draw(st.booleans()) if steady is None else steady
    played: Played = draw(emergencies(steady=steady))
    dice = Dice(draw, steady)
    names = tuple(line["id"] for line in played.campus["zones"])
    hazard: Data = {"kind": "false-alarm", "where": [{"zones": dice.some(names) or list(names)}]}
    hazard |= {"found_false": dice.seconds("replication", 90), "fades": dice.seconds("replication", 500)}
    return played.changed(scenario=played.scenario | {"hazard": hazard})


KINDS: dict[str, Callable[..., st.SearchStrategy[Played]]] = {
    "threats": emergencies,
    "fires": fires,
    "arrests": arrests,
    "false alarms": false_alarms,
    "visits": visits,
    "storms": storms,
    "searches": searches,
    "leaks": leaks,
    "plumes": plumes,
    "hoaxes": hoaxes,
    "bomb threats": bomb_threats,
}


@st.composite
def rare_emergencies(draw: Draw, kind: str) -> Played:
    """An emergency of a kind, with rare options switched on or off."""
    steady = draw(st.booleans())
    played: Played = draw(KINDS[kind](steady=steady))
    dice = Dice(draw, steady)
    conditions = {*played.conditions, *dice.one((), ("pa-failed",))}
    return played.changed(
        campus=rare_campus(dice, played.campus),
        scenario=rare_scenario(dice, played.scenario),
        strategies=[rare_strategy(dice, played.campus, strategy) for strategy in played.strategies],
        conditions=tuple(sorted(conditions)),
    )


def rare_campus(dice: Dice, campus: Data) -> Data:
    """A PA whose silence is noticed, phones in rooms, locks that fail unnoticed, help that finds its way sooner."""
    changes: Data = {"psap": rare_psap(dice, campus["psap"])}
    if dice.maybe():
        changes["pa"] = pa(dice) | {"silence_noticed": dice.seconds("replication")}
    if dice.maybe():
        unnoticed = chance(dice.one(0.5, 1), "zone")
        changes["locks"] = [lock | {"unnoticed": unnoticed} for lock in campus["locks"]]
    if dice.maybe():
        changes["phones"] = working_phones()
    if dice.maybe():
        second = [line | {"role": "sro"} for line in campus["roster"][1:2]]
        changes["roster"] = [campus["roster"][0], *second, *campus["roster"][2:]]
    return campus | changes


def working_phones() -> Data:
    """In every pocket and heard everywhere; what comes after them is rare where each link of the chain may fail."""
    carrier = {"id": "one", "share": share(1), "covers": chance(1, "zone")}
    return {"on_person": chance(1, "person"), "audible": chance(1, "person"), "carriers": [carrier]}


def rare_psap(dice: Dice, psap: Data) -> Data:
    changes: Data = {}
    if dice.maybe():
        changes |= {"processing": dice.seconds("replication"), "location_saves": dice.seconds("replication")}
        changes["least_processing"] = dice.one("0 s", "2.7 s")
    if dice.maybe():
        changes["neighbors"] = {"rate": share(dice.one(2, 10)), "lasts": "3 min", "begins": dice.seconds("replication")}
    return psap | changes


def rare_scenario(dice: Dice, scenario: Data) -> Data:
    changes: Data = {}
    if dice.maybe():
        changes["witnessing"] = scenario["witnessing"] | {"common": common_cause(dice)}
    is_for_no_one = scenario["hazard"]["kind"] in ("fire", "release-inside", "release-outside", "swatting")
    if not is_for_no_one and dice.maybe():
        changes["responding"] = [{"role": "sro", "intervenes": dice.one(True, True, False)}]
    if scenario["hazard"]["kind"] == "assailant":
        changes["hazard"] = rare_threat(dice, scenario["hazard"])
    return scenario | changes


def common_cause(dice: Dice) -> Data:
    """What all witnesses share."""
    varied = lognormal(1, 0.6, "replication") | {"lognormal": {"median": 1, "sigma": 0.6}}
    factors = [share(1), share(2), share(0.5)] if dice.steady else [share(1), varied]
    common = {"recognition": dice.one(*factors), "decision": dice.one(*factors)}
    if dice.maybe():
        common["misread"] = {"happens": dice.p("replication"), "adds": dice.seconds("replication", 60)}
    return common


def rare_threat(dice: Dice, hazard: Data) -> Data:
    """Officers may fail, and search the campus afterwards."""
    changes: Data = {}
    if dice.maybe():
        contact = {"succeeds": dice.p("event"), "takes": dice.seconds("event")}
        changes["contact"] = contact | {"overwhelmed_after": dice.seconds("replication")}
    if dice.maybe():
        changes["search"] = dice.seconds("replication", 60)
    return hazard | changes


def rare_strategy(dice: Dice, campus: Data, strategy: Data) -> Data:
    """An app that alerts some only; an app that is added to a practice without one."""
    if "app" not in strategy:
        return strategy
    app: Data = working_app(dice, strategy["app"]) if dice.maybe() else strategy["app"]
    changes: Data = {"app": app}
    if dice.maybe():
        roles = [line["role"] for line in campus["roster"]]
        alerts = {"office": dice.maybe(), "authority": dice.maybe(), "roles": dice.some(tuple(roles))[:1]}
        changes["app"] = app | {"alerts": alerts}
    if dice.maybe():
        added: Data = {name: dice.maybe() for name in ("radio_first", "one_911_call", "phone_waits")}
        added["press"] = "last" if dice.maybe() else "first"
        report = dice.some(("dial-911", "tell-office")) or ["tell-office"]
        office = {"calls_911": dice.maybe()}
        changes |= {"added": added, "report": report, "told": ["app", "dial-911"], "office": office}
    return strategy | changes


def working_app(dice: Dice, app: Data) -> Data:
    """On every phone, and by any of its channels."""
    always_works = {name: chance(1, "person") for name in ("installed", "on_roster", "press_works")}
    changes: Data = {
        **always_works,
        "legs": {"psap": dice.one("on", "off"), "staff": "on"},
        "leg_fails": {leg: chance(0, "replication") for leg in ("psap", "staff")},
        "push": {"delivered": dice.p("person"), "delay": dice.seconds("person")},
        "gives_room": True,
        "acknowledges": dice.p("person"),
        "email": {"delay": dice.seconds("person"), "notice": dice.seconds("person")},
        "text": {"rate": share(dice.one(0.3, 10)), "delay": dice.seconds("person"), "lost": dice.p("person")},
    }
    return app | {name: changes[name] for name in (*always_works, *dice.some(tuple(changes)))}
