"""The write-in dialog: the team's own sentence, then what stands for it in the simulation, step by step: what, by which means, who, to
whom, where, in which words.

Every act of an exercise file is here that this hazard and this campus have a use for. Groups keep each list within nine lines.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from scenarios.campus_expansion import Place
from scenarios.units import DAY_SECONDS
from scenarios.validation.exercise import AED_ACTS, CALLED_OUT, NO_ERRANDS, ONLY_FOR, is_simulated
from sim.exercise.action_text import ACTION_VERBS, POST_PHRASES
from sim.exercise.state import State
from sim.model.posts import MOST_ADDED
from tui.screens.dialogs import Cancelled, DialogHost, ask_text, choose_line, choose_person
from tui.widgets.base import truncate

MESSAGES = ("press", "press-badge", "announce", "radio", "tell")
"""Acts that may carry an instruction."""

NOT_SIMULATED_OPTION = "something else: recorded, not simulated"

TITLE_WIDTH = 40  # columns of the sentence above a list


@dataclass(frozen=True)
class ActGroup:
    """Acts that are offered together. title: the question that leads to one of them. acts: by kind, what the person does."""

    says: str
    title: str
    acts: Mapping[str, str]


GROUPS = (
    ActGroup(
        "says something to everyone",
        "Channel",
        {
            "press": "by the app",
            "press-badge": "by a badge, pressed eight times",
            "announce": "on the PA",
            "radio": "by radio, to everyone who carries one",
            "call-out": "by the office's phone tree or runners",
        },
    ),
    ActGroup("tells one person, in person or by phone", "", {"tell": ""}),
    ActGroup(
        "calls 911",
        "What 911 is told",
        {"call-911": "that there is an emergency", "tell-911-room": "the room, so that units find it sooner"},
    ),
    ActGroup("sends a person to the scene (to a patient, by way of an AED if that is faster)", "", {"send": ""}),
    ActGroup(
        "locks or opens a door, or moves a group",
        "What",
        {
            "lock": ACTION_VERBS["lock"],
            "open-door": ACTION_VERBS["open-door"],
            "secure": ACTION_VERBS["secure"],
            "move": "leads their group elsewhere",
        },
    ),
    ActGroup(
        "finds out: goes to look, or calls the roll",
        "What",
        {"look": "goes to look, alone", "roll-call": ACTION_VERBS["roll-call"]},
    ),
    ActGroup("leads their group to a shelter area", "", {"take-shelter": ""}),
    ActGroup(
        "closes in, stops the ventilation, or sees to airing",
        "What",
        {
            "close-in": ACTION_VERBS["close-in"],
            "stop-ventilation": "stops the ventilation of a building, or of all",
            "air-out": ACTION_VERBS["air-out"],
        },
    ),
    ActGroup(
        "looks for the child, or sends a person to look",
        "What",
        {"search": "searches a building or a zone", "watch-exit": "watches an exit"},
    ),
    ActGroup(
        "helps with a person who is agitated",
        "What",
        {
            "call-team": ACTION_VERBS["call-team"],
            "engage": ACTION_VERBS["engage"],
            "step-aside": "steps aside with their group",
        },
    ),
    ActGroup(
        "does something about the report of a threat",
        "What",
        {
            kind: ACTION_VERBS[kind]
            for kind in ("call-police", "report-to-team", "convene-team", "work-first", "interim-plan")
        }
        | {"put-off": "lets it wait"},
    ),
    ActGroup("meets responders at a door, best with keys", "", {"meet-responders": ""}),
    ActGroup(
        "CPR, an AED, the way of the ambulance",
        "What",
        {
            "start-cpr": ACTION_VERBS["start-cpr"],
            "fetch-aed": ACTION_VERBS["fetch-aed"],
            "send-aed": "sends a person for an AED",
            "call-for-aed": ACTION_VERBS["call-for-aed"],
            "assign-tasks": ACTION_VERBS["assign-tasks"],
            "clear-way": ACTION_VERBS["clear-way"],
        },
    ),
    ActGroup(
        "texts families, or sends for adults",
        "What",
        {"text-families": ACTION_VERBS["text-families"], "add-posts": "sends for adults who serve families"},
    ),
    ActGroup(
        "horns, gas, power", "What", {"stop-horns": ACTION_VERBS["stop-horns"], "shut-off": "shuts off gas or power"}
    ),
)

ERRANDS = ("look", "move")
"""Acts without use where people are sent to a patient, to help or to search."""

WAITS = (1, 2, 3, 5, 10)
"""School days that a report can be let wait."""

TARGET_PROMPTS = {
    "tell": "Who is told",
    "send": "Who goes to the scene",
    "send-aed": "Who gets an AED",
    "search": "Who searches",
    "watch-exit": "Who watches it",
}

UNCHOSEN = {
    "whom": "a person",
    "at": "which place",
    "area": "which place",
    "of": "",
    "what": "gas or power",
    "how_long": "some days",
    "more": "adults who serve families",
}
"""What an act says of its details before they are chosen."""

INSTRUCTIONS = {
    "": "what is going on, and no instruction",
    "lockdown": "lockdown",
    "secure": "secure: outside doors locked, classes go on",
    "hold": "hold: stay in rooms, clear the halls",
    "evacuate": "evacuate",
    "shelter": "shelter",
}
"""What people are asked to do, with the words of the menu."""

EVERYWHERE = "everywhere"
NEAREST_EXIT = "by the nearest exit"
WORDS = {"plain": "in plain words", "coded": "in a code that not everyone knows"}


async def compose_write_in(drill: DialogHost) -> tuple[str, list[dict[str, Any]]]:
    """The team's sentence and the acts that stand for it. Esc in a list leads back to the sentence. Raises Cancelled."""
    says = ""
    while True:
        says = await ask_text(drill, "what the team decides", says)
        with suppress(Cancelled):
            return says, await compose_actions(drill, f"In the simulation: “{truncate(says, TITLE_WIDTH)}”")


async def compose_actions(drill: DialogHost, title: str) -> list[dict[str, Any]]:
    """The acts of a written-in answer. Empty if the simulation has no such act. Raises Cancelled."""
    acts: list[dict[str, Any]] = []
    groups = list_groups(drill.conductor.state)
    while True:
        lines = [group.says for group in groups]
        place = await choose_line(drill, title, [*lines, *([] if acts else [NOT_SIMULATED_OPTION])])
        if place == len(groups):
            return []
        acts.append(await _compose_act(drill, groups[place]))
        if not await choose_line(drill, "Anything else?", ["Done", "Add another act at the same time"]):
            return acts


async def _compose_act(drill: DialogHost, group: ActGroup) -> dict[str, Any]:
    kind, *others = group.acts
    if others:
        kind = [*group.acts][await choose_line(drill, group.title, [*group.acts.values()])]
    front = drill.conductor.state.current_decision
    by = await choose_person(
        drill, f"Who {ACTION_VERBS[kind].format(**UNCHOSEN)}", first=front.decision.of if front else ""
    )
    act = {"kind": kind, "by": by, **await _choose_details(drill, kind)}
    if kind in TARGET_PROMPTS:
        act["whom"] = await choose_person(drill, TARGET_PROMPTS[kind], but=by if kind == "tell" else "")
    if kind in MESSAGES:
        act.update(await choose_instruction(drill))
    return act


def list_groups(state: State) -> list[ActGroup]:
    """The groups, with the acts that this hazard and this campus have a use for."""
    offered = [ActGroup(one.says, one.title, _keep_offered(one.acts, state)) for one in GROUPS]
    return [group for group in offered if group.acts]


def _keep_offered(acts: Mapping[str, str], state: State) -> dict[str, str]:
    emergency = state.opened.emergency
    hazard, campus, place = emergency.scenario.hazard.kind, emergency.place.campus, emergency.place
    impossible = {kind for kind, needed in ONLY_FOR.items() if needed != hazard}
    impossible.update(ERRANDS if hazard in NO_ERRANDS else ())
    impossible.update(() if any(zone.aed for zone in place.zones) else AED_ACTS)
    impossible.update(() if campus.pa else ("announce",))
    strategy = emergency.strategy(state.exercise.strategy)
    impossible.update(() if strategy.badge else ("press-badge",))
    impossible.update(() if CALLED_OUT.intersection(one.kind for one in strategy.channels) else ("call-out",))
    impossible.update(() if campus.radio else ("radio", "call-for-aed"))
    impossible.update(kind for kind in acts if not is_simulated(kind, emergency))
    return {kind: says for kind, says in acts.items() if kind not in impossible}


async def _choose_details(drill: DialogHost, kind: str) -> dict[str, Any]:
    """Where, or what: the further fields of an act."""
    state = drill.conductor.state
    if kind == "meet-responders":
        return {"at": await _choose_zone(drill, "Door", list_doors(state))}
    if kind == "watch-exit":
        return {"at": await _choose_zone(drill, "Exit", list_exits(state))}
    if kind == "search":
        areas = list_areas(state.opened.emergency.place)
        return {"place": areas[await choose_line(drill, "Where", [*map(state.labels.area, areas)])]}
    if kind == "stop-ventilation":
        buildings = list_ventilated(state.opened.emergency.place)
        lines = [EVERYWHERE, *map(state.labels.area, buildings)]
        chosen = await choose_line(drill, "For which place", lines)
        return {"place": buildings[chosen - 1]} if chosen else {}
    if kind in ("look", "move", "step-aside"):
        zones = [zone.id for zone in state.opened.emergency.place.zones]
        return {"at": await _choose_zone(drill, "Where to", zones)}
    if kind == "put-off":
        lines = [f"{days} school day{'' if days == 1 else 's'}" for days in WAITS]
        return {"seconds": WAITS[await choose_line(drill, "How long", lines)] * DAY_SECONDS}
    if kind == "shut-off":
        sources = ["gas", "power"]
        return {"what": sources[await choose_line(drill, "What", sources)]}
    if kind == "add-posts":
        posts = [*POST_PHRASES]
        post = posts[await choose_line(drill, "Where", [*POST_PHRASES.values()])]
        counts = range(1, MOST_ADDED + 1)
        return {"post": post, "count": counts[await choose_line(drill, "How many", [*map(str, counts)])]}
    return {}


async def choose_instruction(drill: DialogHost) -> dict[str, str]:
    """What a message asks for, for which place, by which exit, in which words. Empty where it asks for nothing. Raises Cancelled."""
    instruction = [*INSTRUCTIONS][await choose_line(drill, "What it says", [*INSTRUCTIONS.values()])]
    if not instruction:
        return {}
    state = drill.conductor.state
    asked = {"instruction": instruction}
    areas = list_areas(state.opened.emergency.place)
    lines = [EVERYWHERE, *map(state.labels.area, areas)]
    if place := await choose_line(drill, "For which place", lines):
        asked["place"] = areas[place - 1]
    if instruction == "evacuate":
        doors = list_exits(state)
        lines = [NEAREST_EXIT, *(state.labels.zone(door) for door in doors)]
        if place := await choose_line(drill, "By which exit", lines):
            asked["exit"] = doors[place - 1]
    words = [*WORDS][await choose_line(drill, "In which words", [*WORDS.values()])]
    return asked if words == "plain" else {**asked, "words": words}


async def _choose_zone(drill: DialogHost, title: str, zones: Sequence[str]) -> str:
    return zones[await choose_line(drill, title, [drill.conductor.state.labels.zone(zone) for zone in zones])]


def list_areas(place: Place) -> list[str]:
    """Buildings, then zones: what an instruction can be for."""
    buildings = dict.fromkeys(zone.building for zone in place.zones)
    return [*buildings, *(zone.id for zone in place.zones)]


def list_ventilated(place: Place) -> list[str]:
    """Buildings with fans."""
    return [*dict.fromkeys(zone.building for zone in place.zones if zone.fans is not None)]


def list_exits(state: State) -> list[str]:
    """Exits of the campus."""
    return [zone.id for zone in state.opened.emergency.place.zones if zone.kind == "exit"]


def list_doors(state: State) -> list[str]:
    """Exits of the campus, and where else a unit may come in."""
    agencies = state.opened.emergency.place.campus.agencies
    return [*dict.fromkeys([*list_exits(state), *(agency.enters for agency in agencies)])]
