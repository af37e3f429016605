"""What must be true of any play of any emergency, said a second time from the named events alone.

`broken_rules` walks through the events of one play once, keeping its own small picture of who is where, who knows what and which doors are
locked, and returns every rule that was broken, in words. It knows nothing of how the engine works.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sim.model.tables import NOBODY, Tables
from sim.model.trace import Event
from sim.sampling.distributions import DistributionFamily as LawKind
from sim.sampling.keyed_rng import Purpose

PHONE = {"push", "text", "email"}
SENT = {
    *("pa", "radio", "alarm", "badge", "takeover", "strobe"),
    *("screen", "desktop", "campus_siren", "phone_tree", "runner"),
}
KNOWING = {
    *("reports", "pressed", "badge_pressed", "contact_begins", "lock_tried", "locked"),
    *("acts", "doubts", "acknowledged"),
}
STANDING = {"sets_out", "perceived", "recognized", "acts", "responder_on_scene", "locked", "lock_tried"}
BEFORE_ONSET = {"absent", "enters", "locked_before", "lock_unnoticed", "onset"}
OVER = {
    "false-alarm": ("hazard_ends", "nobody knows yet that it is false"),
    **dict.fromkeys(("agitated-person", "weapon-seen"), ("hazard_ends", "the hazard goes on")),
    "missing-student": ("found", "the child is not found yet"),
}
"""Hazards whose all clear waits for one event."""
CALLS = {"calling", "queued", "gave_up", "answered", "call_ended"}
UNIT_STEPS = ("en_route", "on_scene", "contact_made")


class Watcher:
    """The picture that events draw, and the rules they broke."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        layout, staff, groups = tables.layout, tables.staff, tables.groups
        zones = layout.zones
        self.staff = [f"staff/{name}" for name in staff.ids]
        self.groups = [f"group/{name}" for name in groups.ids]
        self.everybody = self.staff + self.groups
        self.zone = dict(zip(self.everybody, (zones[z] for z in staff.zone + groups.zone), strict=True))
        self.heads = dict(zip(self.everybody, [1] * len(self.staff) + groups.occupants, strict=True))
        self.ways = {zones[z]: {zones[n] for n in layout.neighbors[z]} for z in range(len(zones))}
        self.lockable = {zones[z] for z in range(len(zones)) if layout.is_lockable[z]}
        self.adult = {g: self.staff[a] for g, a in zip(self.groups, groups.adult, strict=True) if a != NOBODY}
        self.responds = {p for p, responds in zip(self.staff, staff.is_responder, strict=True) if responds}
        self.fire = tables.hazard.kind == "fire"
        self.outdoors = {zones[z] for z, out in enumerate(tables.fire.outdoors) if out}
        self.may_be_away = tables.means.office_may_be_empty
        self.office = zones[tables.means.office_zone]
        self.is_silenced = tables.hazard.silences
        self.heard_by_radio: set[str] = set()
        self.radioed = ""  # an officer whose report by radio is the next that is answered
        self.office_staff = {p for p, office in zip(self.staff, staff.office, strict=True) if office}
        self.time = 0.0
        self.seen: Counter[str] = Counter()
        self.by: defaultdict[str, set[str]] = defaultdict(set)  # kind → subjects so far
        self.delivered: set[tuple[str, str]] = set()
        self.contacts: set[tuple[str, str]] = set()
        self.met: set[tuple[str, str]] = set()  # who acts, and who was in the same zone then
        self.sent: Counter[str] = Counter()
        self.locked: set[str] = set()
        self.unlatched: set[str] = set()  # believed to be locked
        self.hazard = ""
        self.calls: Counter[tuple[str, str]] = Counter()  # caller, kind
        self.busy = 0
        self.queue: list[str] = []  # callers, first come first
        self.ahead: list[str] = []  # who came before somebody who was served at this time
        self.served = 0.0
        is_fixed = tables.streams[Purpose.PICK_UP].distributions[0].family == LawKind.FIXED
        self.in_turn = is_fixed and tables.psap.redials == NOBODY
        self.broken: list[str] = []

    def rule(self, holds: bool, event: Event, words: str) -> None:
        if not holds:
            self.broken.append(f"{words}: {event}")

    def watch(self, event: Event) -> None:
        of_people = self.knows_before, self.learns, self.moves, self.hazard_moves, self.locks, self.protects
        for check in (self.time_goes_on, *of_people, self.calls_911, self.units_go, self.ends, self.note):
            check(event)

    def note(self, event: Event) -> None:
        self.seen[event.kind] += 1
        self.by[event.kind].add(event.subject)
        if event.kind == "absent":
            self.adult = {group: adult for group, adult in self.adult.items() if adult != event.subject}
        elif event.kind == "delivered":
            self.delivered.add((event.subject, event.object))
        elif event.kind in ("acts", "enters") and event.subject in self.by["acts"]:
            here = self.zone[event.subject]
            self.met |= {(event.subject, other) for other in self.everybody if self.zone[other] == here}
        elif event.kind == "contact_begins":
            self.contacts.add((event.subject, event.object))
        elif event.kind == "sent":
            self.sent[event.object] += 1

    def time_goes_on(self, event: Event) -> None:
        """Time never goes back, is on the grid, and within the play."""
        self.rule(event.time >= self.time, event, f"time goes back from {self.time}")
        self.rule((event.time * 2**20).is_integer(), event, "time is off the grid")
        self.rule(0.0 <= event.time <= self.tables.horizon, event, "outside onset and horizon")
        self.rule(not event.place or event.place in self.ways, event, "there is no such zone")
        self.rule(self.seen["end"] == 0, event, "after the end")
        self.rule(self.seen["onset"] > 0 or event.kind in BEFORE_ONSET, event, "before onset")
        self.time = event.time

    # knowing

    def knows_before(self, event: Event) -> None:
        """Nobody acts before they are aware, and nobody who is away does anything."""
        who = event.subject
        self.rule(who not in self.by["absent"] or event.kind == "absent", event, "somebody who is away")
        if event.kind in KNOWING and who:
            self.rule(who in self.by["aware"], event, "does something before being aware")
        if event.kind == "reports" and event.object in ("app", "badge", "dial_911", "desk_phone"):
            beside = self.is_silenced and self.hazard_is_in(self.zone[who])
            self.rule(not beside, event, "phones or presses beside the threat")
        if event.kind == "office_told" and self.may_be_away:
            there = any(zone == self.office for who, zone in self.zone.items() if who in self.staff)
            self.rule(there, event, "no one is in the office")
        if event.kind in ("reports", "contact_begins", "lock_tried", "locked"):
            self.rule(who in self.by["acts"], event, "does something before acting")
        if event.kind == "recognized":
            self.rule(who in self.by["perceived"], event, "recognizes what was not perceived")
        if event.kind in ("sets_out", "responder_on_scene"):
            self.rule(self.adult.get(who, who) in self.by["aware"], event, "walks without knowing why")
        for kind in ("acts", "doubts", "perceived", "recognized", "acknowledged", "absent"):
            self.rule(event.kind != kind or who not in self.by[kind], event, f"{kind} twice")

    def learns(self, event: Event) -> None:
        """Nobody is aware before something told them, and only once."""
        if event.kind != "aware":
            return
        who, channel = event.subject, event.object
        self.rule(who not in self.by["aware"], event, "aware twice")
        self.rule(who not in self.adult, event, "a group with an adult knows what the adult knows")
        self.rule(event.place == self.zone[who], event, "aware somewhere else")
        if channel in PHONE:
            self.rule((who, channel) in self.delivered and self.sent["push"] > 0, event, "nothing was delivered")
        elif channel == "hazard":
            self.rule(who in self.by["recognized"], event, "did not recognize it")
        elif channel == "police_radio":
            self.rule(self.seen["dispatched"] > 0, event, "nobody was dispatched")
        elif channel == "desk_phone":
            was_told = self.seen["office_told"] > 0 and who in self.office_staff
            phoned = self.sent["desk_phone"] > 0
            self.rule(was_told or phoned, event, "the office was not told, and phoned nobody")
        elif channel in SENT:
            self.rule(self.sent[channel] > 0, event, "nothing was sent by it")
        elif channel == "pupils":
            told = [g for g in self.groups if self.zone[g] == event.place and g in self.by["aware"]]
            self.rule(bool(told), event, "no pupils who know are there")
        else:
            self.rule(channel == "voice", event, "an odd channel")
            self.told_by_voice(event)

    def told_by_voice(self, event: Event) -> None:
        """By a contact, by somebody in the room or at its door, or within the office."""
        if event.value == NOBODY:
            told = self.seen["office_told"] > 0 and event.subject in self.office_staff
            self.rule(told or self.seen["silent"] > 0, event, "nobody of the office knew, and nobody was sent")
            return
        teller = self.everybody[int(event.value)]
        self.rule(teller in self.by["acts"], event, "told by somebody who does not act")
        taken_in = self.zone[teller] == self.zone[event.subject]
        pair = teller, event.subject
        met = self.tables.protocol.tells_room and pair in self.met
        self.rule(pair in self.contacts or met or taken_in, event, "there was no contact")

    # being somewhere

    def moves(self, event: Event) -> None:
        """Everybody is somewhere, and goes from there to a neighboring zone."""
        who = event.subject
        if event.kind == "enters" and not self.seen["onset"]:
            away = who in self.office_staff and self.may_be_away
            self.rule(away, event, "only people of the office may be elsewhere")
            self.zone[who] = event.place
        elif event.kind == "enters":
            self.rule(event.place in self.ways[self.zone[who]], event, f"no way from {self.zone[who]}")
            stays = event.place in self.outdoors if self.fire else False
            self.rule(stays or who not in self.by["protected"], event, "leaves protection")
            self.zone[who] = event.place
        elif event.kind in STANDING:
            self.rule(event.place == self.zone[who], event, f"is in {self.zone[who]}")

    def hazard_moves(self, event: Event) -> None:
        """The hazard goes through open ways, never into a locked zone, and ends once."""
        if event.kind == "left_campus":
            self.hazard = ""
        if not event.kind.startswith("hazard") and event.kind != "onset":
            return
        self.rule(self.seen["hazard_ends"] == 0, event, "the hazard is over")
        if event.kind == "onset":
            self.rule(self.seen["onset"] == 0 and event.time == 0.0, event, "onset is at 0, once")
            self.hazard = event.place
        elif event.kind == "hazard_enters":
            self.rule(self.fire or event.place not in self.locked, event, "the hazard enters a locked zone")
            ways = {self.hazard} | self.ways[self.hazard]
            self.rule(event.place in ways, event, f"no way for the hazard from {self.hazard}")
            self.hazard = event.place
        else:
            self.rule(event.place == self.hazard, event, f"the hazard is in {self.hazard}")
        if event.kind == "hazard_ends" and self.seen["siege_begins"]:
            self.rule(event.value == 1.0, event, "a siege ends by its own clock")

    def hazard_is_in(self, zone: str) -> bool:
        """The hazard is there and goes on."""
        return zone == self.hazard and not self.seen["hazard_ends"]

    def locks(self, event: Event) -> None:
        """A door is locked once, from inside, never with the hazard."""
        if event.kind in ("locked", "locked_before"):
            self.rule(event.place in self.lockable, event, "there is no lock")
            self.rule(event.place not in self.locked, event, "locked twice")
            self.rule(event.place not in self.unlatched, event, "locked after it was believed to be")
            self.rule(not self.hazard_is_in(event.place), event, "the hazard is locked in")
            self.locked.add(event.place)
        elif event.kind == "lock_unnoticed":
            self.rule(event.place in self.lockable, event, "there is no lock")
            self.rule(event.place not in self.locked | self.unlatched, event, "believed locked twice")
            self.unlatched.add(event.place)

    def protects(self, event: Event) -> None:
        """Protected is once, with all heads, in a zone that protects and without the hazard."""
        if event.kind != "protected":
            return
        who, place = event.subject, event.place
        self.rule(who not in self.by["protected"], event, "protected twice")
        self.rule(place == self.zone[who], event, f"is in {self.zone[who]}")
        self.rule(not self.hazard_is_in(place), event, "protected with the hazard")
        self.rule(event.value == self.heads[who], event, "heads are lost")
        if self.fire:
            self.rule(place in self.outdoors, event, "not out of the building")
        else:
            self.behind_a_door(event)

    def behind_a_door(self, event: Event) -> None:
        """In a locked zone, with an adult there who acts."""
        who, place = event.subject, event.place
        self.rule(place in self.locked, event, "not in a locked zone")
        adults = [who] if who in self.staff else [p for p in self.staff if self.zone[p] == place]
        self.rule(any(p in self.by["acts"] and p not in self.responds for p in adults), event, "no adult acts there")

    # 911

    def calls_911(self, event: Event) -> None:
        """A call goes its steps in order; takers are never more than there are; help is sent once, for a call that was heard."""
        caller = event.subject
        if event.kind == "dispatched":
            self.rule(self.seen["dispatched"] == 0, event, "help is sent twice")
            was_heard = self.calls[caller, "answered"] > 0 or caller in self.heard_by_radio
            self.rule(was_heard, event, "help for a call that nobody heard")
        if event.kind == "radioed":
            self.radioed = caller
        if event.kind not in CALLS:
            return
        if event.kind == "answered" and self.radioed == caller:
            self.radioed = ""
            self.heard_by_radio.add(caller)
            return
        self.calls[caller, event.kind] += 1
        made, joined, gone, heard, done = (
            self.calls[caller, kind] for kind in ("calling", "queued", "gave_up", "answered", "call_ended")
        )
        self.rule(done <= heard and heard + gone <= joined and made + gone >= joined, event, "a call out of order")
        self.busy += (event.kind == "answered") - (event.kind == "call_ended")
        self.rule(self.busy <= self.tables.psap.call_takers, event, "more calls in service than takers")
        self.queues(event)

    def queues(self, event: Event) -> None:
        """First come, first served, where nobody hangs up and every pick-up takes the same; at one instant in any order."""
        if event.time > self.served:
            late = [caller for caller in self.ahead if caller in self.queue]
            self.rule(not (self.in_turn and late), event, f"not in turn: {late}")
            self.ahead = []
        if event.kind == "queued":
            self.queue.append(event.subject)
        elif event.kind in ("answered", "gave_up") and event.subject in self.queue:
            place = self.queue.index(event.subject)
            self.ahead, self.served = [*self.ahead, *self.queue[:place]], event.time
            self.queue.pop(place)

    def units_go(self, event: Event) -> None:
        """A unit is sent, drives, arrives and makes contact, each once and in order."""
        if event.kind not in UNIT_STEPS or not event.subject:
            return
        self.rule(self.seen["dispatched"] > 0, event, "nobody sent it")
        self.rule(event.subject not in self.by[event.kind], event, "twice")
        for earlier in UNIT_STEPS[: UNIT_STEPS.index(event.kind)]:
            self.rule(event.subject in self.by[earlier], event, f"without {earlier}")

    def ends(self, event: Event) -> None:
        """All clear comes when all is done; the end comes once."""
        if event.kind == "all_clear" and self.tables.hazard.kind in OVER:
            kind, words = OVER[self.tables.hazard.kind]
            self.rule(self.seen[kind] == 1, event, words)
        elif event.kind == "all_clear":
            present = [p for p in self.everybody if p not in self.by["absent"]]
            protects = self.tables.hazard.kind != "cardiac-arrest" and not self.fire  # see `fire_rules`
            to_protect = [p for p in present if protects and p not in self.responds]
            self.rule(not self.hazard or self.seen["hazard_ends"] == 1, event, "the hazard goes on")
            self.rule(self.seen["on_scene"] > 0, event, "nobody came")
            if self.tables.hazard.kind == "assailant":
                return  # the police give it, whoever knows and wherever people are
            self.rule(all(p in self.by["aware"] for p in present if p in self.staff), event, "somebody does not know")
            self.rule(all(p in self.by["protected"] for p in to_protect), event, "somebody is not protected")
        elif self.seen["all_clear"]:
            self.rule(event.kind == "end", event, "something happens after all clear")


def broken_rules(tables: Tables, events: Sequence[Event]) -> list[str]:
    """All rules that a play breaks, each with the event that broke it."""
    watcher = Watcher(tables)
    for event in events:
        watcher.watch(event)
    last = events[-1]
    watcher.rule(watcher.seen["end"] == 1, last, "there is no end")
    watcher.rule(watcher.seen["onset"] == 1, last, "there is no onset")
    watcher.rule(watcher.seen["all_clear"] == 1 or last.time == tables.horizon, last, "ends too early")
    return watcher.broken
