"""Describes actions in words, and fills the placeholders of injects.

The facilitator view, the log, datasheets and documents share one wording. Participants read what they do themselves as `You call 911`.
Placeholders get their values from the participants' arm at the moment of delivery.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from scenarios.exercise import iterate_slots
from scenarios.units import TIME
from sim.exercise.clock import format_minutes, format_time_of_day
from sim.exercise.labels import Labels
from sim.exercise.participants import describe_person
from sim.exercise.state import State
from sim.model.interventions import Intervention, Outcome, list_persons, to_json

ACTION_VERBS = {
    "press": "presses the app",
    "press-badge": "presses the badge eight times",
    "call-out": "starts the phone tree or the runners",
    "call-911": "calls 911",
    "announce": "makes a PA announcement",
    "radio": "makes a radio call",
    "tell": "tells {whom}",
    "send": "sends {whom} to the scene",
    "lock": "locks the room they are in",
    "tell-911-room": "gives 911 the room",
    "meet-responders": "meets the responders ({at})",
    "clear-way": "clears the way for the ambulance",
    "start-cpr": "starts CPR",
    "fetch-aed": "fetches an AED",
    "send-aed": "sends {whom} for an AED",
    "call-for-aed": "asks by radio for the nearest AED",
    "assign-tasks": "assigns the tasks at the patient",
    "stop-horns": "stops the horns of the fire alarm",
    "shut-off": "shuts off the {what}",
    "look": "goes to look ({at})",
    "move": "leads their group elsewhere ({at})",
    "open-door": "opens the door for students outside",
    "roll-call": "calls the roll",
    "secure": "locks the outside doors of the building",
    "take-shelter": "leads their group to a shelter area",
    "call-team": "calls the response team",
    "engage": "keeps a distance and speaks calmly",
    "step-aside": "steps aside with their group ({at})",
    "close-in": "leads their group inside and closes windows and doors",
    "stop-ventilation": "stops the ventilation{of}",
    "air-out": "sees to it that everyone goes out and airs once it has passed",
    "search": "sends {whom} to search ({area})",
    "watch-exit": "sends {whom} to watch an exit ({at})",
    "report-to-team": "gives the report to the whole team",
    "convene-team": "convenes the team now",
    "work-first": "sets the team's hours aside for this case first",
    "call-police": "calls 911 because the threat may be imminent",
    "interim-plan": "arranges supports and a safety plan for the meantime",
    "put-off": "lets the report wait for {how_long}",
    "text-families": "sends a text to all families",
    "add-posts": "sends for {more}",
}
"""What a player does."""

OWN_ACTIONS = {
    "press": "You press the app",
    "press-badge": "You press your badge eight times",
    "call-out": "You start the phone tree or the runners",
    "call-911": "You call 911",
    "announce": "You make a PA announcement",
    "radio": "You make a radio call",
    "tell": "You {reach} {whom}",
    "send": "You send {whom} to the scene",
    "lock": "You lock the room you are in",
    "tell-911-room": "You give 911 the room",
    "meet-responders": "You meet the responders ({at})",
    "clear-way": "You clear the way for the ambulance",
    "start-cpr": "You start CPR",
    "fetch-aed": "You fetch an AED",
    "send-aed": "You send {whom} for an AED",
    "call-for-aed": "You ask by radio for the nearest AED",
    "assign-tasks": "You assign the tasks at the patient",
    "stop-horns": "You stop the horns of the fire alarm",
    "shut-off": "You shut off the {what}",
    "look": "You go to look ({at})",
    "move": "You lead your group elsewhere ({at})",
    "open-door": "You open the door for students outside",
    "roll-call": "You call the roll",
    "secure": "You lock the outside doors of the building",
    "take-shelter": "You lead your group to a shelter area",
    "call-team": "You call the response team",
    "engage": "You keep a distance and speak calmly",
    "step-aside": "You step aside with your group ({at})",
    "close-in": "You lead your group inside and close windows and doors",
    "stop-ventilation": "You stop the ventilation{of}",
    "air-out": "You see to it that everyone goes out and airs once it has passed",
    "search": "You send {whom} to search ({area})",
    "watch-exit": "You send {whom} to watch an exit ({at})",
    "report-to-team": "You give the report to the whole team",
    "convene-team": "You convene the team now",
    "work-first": "You set the team's hours aside for this case first",
    "call-police": "You call 911 because the threat may be imminent",
    "interim-plan": "You arrange supports and a safety plan for the meantime",
    "put-off": "You let the report wait for {how_long}",
    "text-families": "You send a text to all families",
    "add-posts": "You send for {more}",
}
"""The same as participants read it who play that person."""

ALONE = {"search": "searches ({area})", "watch-exit": "watches an exit ({at})"}
OWN_ALONE = {"search": "You search ({area})", "watch-exit": "You watch an exit ({at})"}
"""The same where they send no one, but go themself."""


def choose_phrase(one: Mapping[str, Any], is_own: bool) -> str:
    """The words for an act, with slots. is_own: as those read it who play the person."""
    kind: str = one["kind"]
    alone, phrases = (OWN_ALONE, OWN_ACTIONS) if is_own else (ALONE, ACTION_VERBS)
    return phrases[kind] if one.get("whom") or kind not in alone else alone[kind]


CHANNELS = {"pa": "PA", "radio": "radio", "network": "campus network", "power": "power", "cells": "mobile network"}


def describe_action(one: Intervention, state: State) -> str:
    """`the principal calls 911`; `the PA fails, in the comparison too`."""
    return describe_planned_action(
        to_json(one), lambda name: describe_person(name, state.exercise, state.labels), state.labels
    )


def describe_planned_action(one: Mapping[str, Any], person: Callable[[str], str], labels: Labels) -> str:
    """An action as a file has it. person: names a role or a person on the roster."""
    match one["kind"]:
        case "channel":
            does = "works again" if one["works"] else "is busy" if one["channel"] == "cells" else "fails"
            return f"the {CHANNELS[one['channel']]} {does}, in the comparison too"
        case "delay-unit":
            return f"{labels.unit(one['unit'])} needs {TIME.format(one['seconds'])} longer, in the comparison too"
        case "inform":
            return f"{person(one['whom'])} is aware, in the comparison too (ruled)"
        case "all-clear":
            return "all clear, in the comparison too (ruled)"
        case _:
            names = name_details(one, labels, whom=person(one["whom"]) if one.get("whom") else "")
            phrase = choose_phrase(one, is_own=False).format(**names)
            return f"{person(one['by'])} {phrase}{describe_instruction(one, labels)}"


def describe_instruction(one: Mapping[str, Any], labels: Labels) -> str:
    """What a message asks for: `: evacuate (building B, by the exit, B, in code)`. Empty where it asks for nothing."""
    instruction = one.get("instruction")
    if instruction is None:
        return ""
    parts = [labels.area(one["place"])] if one.get("place") else []
    parts += [f"by {labels.zone(one['exit'])}"] if one.get("exit") else []
    parts += ["in code"] if one.get("words") == "coded" else []
    return f": {instruction}" + (f" ({', '.join(parts)})" if parts else "")


def name_details(one: Mapping[str, Any], labels: Labels, whom: str) -> dict[str, str]:
    """What a phrase says beside the person who acts: whom, where, what. The place is as the file has it where it is no zone."""
    area = labels.area(one["place"]) if one.get("place") else ""
    return {
        "whom": whom,
        "at": labels.place(one.get("at", "")),
        "area": area,
        "of": f" ({area})" if area else "",
        "what": one.get("what", ""),
        "how_long": TIME.format(one["seconds"]).replace("day", "school day") if "seconds" in one else "",
        "more": count_posts(one.get("count", 0), one.get("post", "")),
    }


POST_PHRASES = {"table": "at tables", "runner": "as runners", "line": "for calls"}


def count_posts(count: int, post: str) -> str:
    """`4 more adults at tables`; empty for an act of another kind."""
    return f"{count} more adult{'' if count == 1 else 's'} {POST_PHRASES[post]}" if post else ""


def explain_outcome(one: Intervention, outcome: Outcome, state: State) -> str:
    """The reason of an outcome, with names in place of roster ids."""
    names = [name for name in list_persons(one) if name]
    if not names:
        return outcome.reason
    any_name = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(?![\w-])")
    return any_name.sub(lambda found: describe_person(found[0], state.exercise, state.labels), outcome.reason)


NO_HAZARD, NOT_PRESSED = "the hazard has no location now", "no one has pressed the app"

MISSING_VALUE_REASONS = {
    "hazard.zone": NO_HAZARD,
    "hazard.building": NO_HAZARD,
    "hazard.floor": NO_HAZARD,
    "hazard.reported": "participants have heard no location yet",
    "unaware.nearest": "the hazard can reach no place with unaware staff",
    "unaware.count": "all staff are aware",
    "unit.eta": "no unit is en route",
    "reporter": "no one has reported it",
    "presser": NOT_PRESSED,
    "alert.zone": NOT_PRESSED,
}
"""Why a slot has no value, by its name; the others always have one."""


class MissingValue(LookupError):
    """A slot has no value now: why, in words."""


def fill_slots(text: str, state: State) -> str:
    """The words, with every slot filled. Raises MissingValue with the reason why the inject is held."""
    for name in iterate_slots(text):
        value = SLOT_VALUES[name](state)
        if not value:
            raise MissingValue(MISSING_VALUE_REASONS[name])
        if name in ZONE_SLOTS:
            text = text.replace(f"in {{{name}}}", state.labels.locate(value, "near"))
            value = state.labels.inline_zone(value)
        text = text.replace(f"{{{name}}}", value)
    return text


def find_reported_zone(state: State) -> str:
    """The zone of the hazard that the room was last told of, by an inject that reports it or by an alert; empty if by none."""
    reports = [
        (delivery.time, delivery.zone)
        for delivery in state.deliveries.values()
        if delivery.outcome == "delivered" and delivery.zone
    ]
    return max(reports)[1] if reports else ""


def _nearest_unaware(state: State) -> str:
    layout = state.running_arms.player.tables.layout
    view = state.view
    if not view.hazard:
        return ""
    meters = layout.distance[layout.zones.index(view.hazard)]
    zones = {person.zone for person in view.people if person.is_present and not person.is_aware}
    places = [layout.zones.index(zone) for zone in zones]
    reachable = [zone for zone in places if meters[zone] < math.inf]
    return layout.zones[min(reachable, key=lambda z: (meters[z], z))] if reachable else ""


def _unaware_count(state: State) -> str:
    view = state.view
    left = view.staff - view.staff_aware
    return str(left) if left else ""


def _unit_eta(state: State) -> str:
    etas = [unit.eta for unit in state.view.units if unit.eta is not None and unit.eta > 0.0]
    return format_minutes(min(etas)) if etas else ""


def _person(person: str, state: State) -> str:
    return describe_person(person, state.exercise, state.labels) if person else ""


ZONE_SLOTS = {"hazard.zone", "hazard.reported", "unaware.nearest"}
"""Slots whose value is a zone, which is worded for its place in the sentence."""
SLOT_VALUES: dict[str, Callable[[State], str]] = {
    "hazard.zone": lambda state: state.view.hazard,
    "hazard.building": lambda state: state.labels.building(zone) if (zone := state.view.hazard) else "",
    "hazard.floor": lambda state: state.labels.floor(zone) if (zone := state.view.hazard) else "",
    "hazard.reported": find_reported_zone,
    "unaware.nearest": _nearest_unaware,
    "unaware.count": _unaware_count,
    "aware.share": lambda state: f"{100 * (view := state.view).staff_aware // view.staff} %",
    "protected.share": lambda state: f"{100 * (view := state.view).occupants_protected // view.occupants} %",
    "unit.eta": _unit_eta,
    "reporter": lambda state: _person(state.milestones.reporter, state),
    "presser": lambda state: _person(state.milestones.presser, state),
    "alert.zone": lambda state: state.labels.zone(state.milestones.pressed_in),
    "clock": lambda state: format_time_of_day(state.exercise, state.scenario_time),
}
