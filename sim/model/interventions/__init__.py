"""What the facilitator and participants can do to a running simulation, and what each intervention does to the model.

This is a closed list (`kinds`), the same as in exercise files (`scenarios.exercise`). The scope of an intervention is `players` (the
participants' arm), `world` or `fiat` (all arms). An intervention does what its simulated counterpart would do, with the same random
numbers, and never changes the past. Where it can have no effect it says why and changes nothing. A person does one thing at a time:
callers of `apply_intervention` check `is_busy` first. `find_obstacle` and `start` of a kind read numbers and are translated, so both
engines have them; `preview` adds words.
"""

from scenarios.errors import UnknownName
from sim.model.interventions.aid import AssignTasks, CallForAed, FetchAed, SendAed, StartCpr
from sim.model.interventions.application import (
    apply_intervention,
    build_request,
    check_names,
    find_actor,
    is_busy,
    list_persons,
    preview_intervention,
)
from sim.model.interventions.assessing import CallPolice, ConveneTeam, InterimPlan, PutOff, ReportToTeam, WorkFirst
from sim.model.interventions.base import Intervention, find_area, find_person, find_unit, find_zone
from sim.model.interventions.fire_safety import ShutOff, StopHorns
from sim.model.interventions.kinds import KINDS, from_json, to_json
from sim.model.interventions.messages import Announce, Call911, CallOut, Message, Press, PressBadge, Radio
from sim.model.interventions.outcome import BEGAN, Outcome, describe_notification, reject_because
from sim.model.interventions.persons import CallTeam, Engage, Lock, Send, StepAside, Tell
from sim.model.interventions.places import CloseIn, Look, Move, OpenDoor, RollCall, SecureDoors, TakeShelter
from sim.model.interventions.played_roles import return_to_simulation
from sim.model.interventions.releasing import AddPosts, TextFamilies
from sim.model.interventions.responders import ClearWay, MeetResponders, TellRoom
from sim.model.interventions.rulings import AllClear, DelayUnit, Inform, SetChannel
from sim.model.interventions.searching import SearchArea, WatchExit
from sim.model.interventions.ventilation import AirOut, StopVentilation

__all__ = [
    "BEGAN",
    "KINDS",
    "AddPosts",
    "AirOut",
    "AllClear",
    "AssignTasks",
    "TellRoom",
    "MeetResponders",
    "ClearWay",
    "CloseIn",
    "StopHorns",
    "StopVentilation",
    "ShutOff",
    "StartCpr",
    "SendAed",
    "FetchAed",
    "CallForAed",
    "Announce",
    "Call911",
    "CallOut",
    "CallPolice",
    "CallTeam",
    "ConveneTeam",
    "DelayUnit",
    "Engage",
    "Inform",
    "InterimPlan",
    "Intervention",
    "Lock",
    "Look",
    "Message",
    "Move",
    "OpenDoor",
    "Outcome",
    "Press",
    "PressBadge",
    "PutOff",
    "Radio",
    "ReportToTeam",
    "RollCall",
    "SearchArea",
    "SecureDoors",
    "Send",
    "SetChannel",
    "StepAside",
    "TakeShelter",
    "Tell",
    "TextFamilies",
    "UnknownName",
    "WatchExit",
    "WorkFirst",
    "apply_intervention",
    "build_request",
    "check_names",
    "describe_notification",
    "find_actor",
    "find_area",
    "find_person",
    "find_unit",
    "find_zone",
    "from_json",
    "is_busy",
    "list_persons",
    "preview_intervention",
    "reject_because",
    "return_to_simulation",
    "to_json",
]
