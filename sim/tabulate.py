"""Makes the tables of one emergency under one strategy: files in, arrays out.

Everything the strategy does not touch comes out the same whatever the strategy, streams included, so that arms share their numbers.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate

from scenarios.emergency import Emergency
from scenarios.hazards import Aid, HazardModel, Lockdown
from scenarios.named_inputs import inputs_of
from scenarios.strategies import App, Strategy
from sim.arithmetic import to_grid
from sim.hazards import HAZARDS
from sim.layout import lay_out
from sim.stream_list import list_streams, units_sent
from sim.streams import Streams
from sim.tables import (
    NOBODY,
    AidTable,
    GroupTable,
    HazardTable,
    KeyRing,
    MeansTable,
    ProtocolTable,
    PsapTable,
    StaffTable,
    Tables,
    UnitsTable,
)

CANDIDATES = 8  # adults in adjacent rooms whom one person could tell, nearest first


def tabulate(
    emergency: Emergency,
    strategy: str,
    conditions: Sequence[str] = (),
    overrides: Mapping[str, float] | None = None,
) -> Tables:
    """The tables of an emergency. overrides: inputs by name, each with the median (or chance) to use instead of its own."""
    return Tabulation(emergency, emergency.strategies[strategy], tuple(conditions), overrides or {}).tables()


def named_inputs(emergency: Emergency, strategy: Strategy) -> dict[str, object]:
    """All uncertain inputs that a play of this emergency under this strategy can read, by name."""
    named: dict[str, object] = {}
    for model in (emergency.scenario, emergency.place.campus, strategy):
        named.update(inputs_of(model))
    return named


class Tabulation:
    """Makes one set of tables."""

    def __init__(
        self,
        emergency: Emergency,
        strategy: Strategy,
        conditions: tuple[str, ...],
        overrides: Mapping[str, float],
    ) -> None:
        self.emergency = emergency
        self.scenario, self.place = emergency.scenario, emergency.place
        self.campus, self.strategy = emergency.place.campus, strategy
        self.conditions = conditions
        names = {id(source): name for name, source in named_inputs(emergency, strategy).items()}
        self.streams = Streams(names, overrides)
        self.layout = lay_out(self.place, self.streams.number(self.campus.walking.stairs))
        self.zone = {name: i for i, name in enumerate(self.layout.zones)}
        self.person = {member.id: i for i, member in enumerate(self.place.staff)}

    def tables(self) -> Tables:
        """Everything, in the order in which one part needs the other."""
        staff, groups, psap, means = self.staff(), self.groups(), self.psap(), self.means()
        units, hazard = self.units(), self.hazard()
        gaps = (self.background_gap(psap.takers), self.neighbour_gap())
        list_streams(
            self.streams, self.emergency, self.strategy, KeyRing(self.place, staff, psap, units), gaps
        )
        tables = Tables(
            scenario=self.scenario.scenario,
            campus=self.campus.campus,
            strategy=self.strategy.strategy,
            conditions=self.conditions,
            horizon=to_grid(self.scenario.horizon),
            layout=self.layout,
            staff=staff,
            groups=groups,
            hazard=hazard,
            protocol=self.protocol(),
            means=means,
            psap=psap,
            units=units,
            streams=self.streams.made,
            aid=self.aid(),
        )
        return HAZARDS[hazard.kind].tables(tables, self.emergency, self.streams)

    # people

    def now(self, posts: Mapping[str, str]) -> int:
        """The zone of a post in the scenario's period."""
        return self.zone[posts[self.scenario.period]]

    def room(self, post: str) -> int:
        """The zone of a post if it can be locked."""
        zone = self.zone[post]
        return zone if self.layout.lockable[zone] else NOBODY

    def staff(self) -> StaffTable:
        staff = self.place.staff
        responding = {role.role: role.intervenes for role in self.scenario.responding}
        aid = isinstance(self.scenario.protocol, Aid)
        zones = [self.now(member.posts) for member in staff]
        candidates = [self.candidates(i, zones) for i in range(len(staff))]
        return StaffTable(
            ids=tuple(member.id for member in staff),
            roles=tuple(member.role for member in staff),
            zone=zones,
            room=[self.room(member.post) for member in staff],
            groups=self.looked_after(),
            radio=[member.radio for member in staff],
            office=[member.office for member in staff],
            police_radio=[member.police_radio for member in staff],
            authority=[member.authority or member.office for member in staff],
            keys=[member.keys for member in staff],
            may_be_absent=[self.campus.roster[member.line].on_site is not None for member in staff],
            away=["sro-away" in self.conditions and member.role == "sro" for member in staff],
            responds=[member.role in responding or (aid and member.response_team) for member in staff],
            intervenes=[responding.get(member.role, False) for member in staff],
            candidates=candidates,
            pairs=list(accumulate(map(len, candidates), initial=0))[:-1],
        )

    def looked_after(self) -> list[list[int]]:
        """The groups of each person, by unit."""
        groups: list[list[int]] = [[] for _ in self.place.staff]
        for g, group in enumerate(self.place.groups):
            adult = group.adults[self.scenario.period]
            if adult is not None:
                groups[self.person[adult]].append(len(self.place.staff) + g)
        return groups

    def groups(self) -> GroupTable:
        groups, period = self.place.groups, self.scenario.period
        adults = [group.adults[period] for group in groups]
        return GroupTable(
            ids=tuple(group.id for group in groups),
            heads=[group.heads for group in groups],
            zone=[self.now(group.posts) for group in groups],
            room=[self.room(group.post) for group in groups],
            adult=[NOBODY if adult is None else self.person[adult] for adult in adults],
        )

    def candidates(self, i: int, zones: list[int]) -> list[int]:
        """Whom a person could tell: along the roster as a ring, or the adults in the nearest rooms on the same hall."""
        tell = self.scenario.protocol.tell
        if tell.when == "never" or tell.most == 0:
            return []
        if tell.whom == "roster-ring":
            return [(i + step) % len(zones) for step in (-1, 1, -2, 2, -3, 3)]
        metres, near = self.layout.distance[zones[i]], self.adjacent(zones[i])
        nearest = sorted((metres[zone], j) for j, zone in enumerate(zones) if zone in near)
        return [j for _, j in nearest[:CANDIDATES]]

    def adjacent(self, here: int) -> set[int]:
        """Zones whose doors open on the same hall as the door of this one, or on it."""
        ways = self.layout.ways
        return {zone for hall in ways[here] for zone in (hall, *ways[hall])} - {here}

    # the emergency

    def hazard(self) -> HazardTable:
        hazard, witnessing = self.scenario.hazard, self.scenario.witnessing
        perception = witnessing.perception
        order = (perception.same_zone, perception.in_sight, perception.adjacent)
        inputs = (*order, perception.same_floor, perception.same_building)
        chances = [0.0 if source is None else self.streams.chance(source) for source in inputs]
        return HazardTable(
            kind=hazard.kind,
            model=type(hazard),
            start=self.start(hazard) if hazard.starts else [],
            chances=[*chances, 0.0],
            witness=NOBODY,
            misread=witnessing.misread is not None,
            in_sight=hazard.reaches_in_sight,
        )

    def start(self, hazard: HazardModel) -> list[float]:
        """Weight of each zone as the place of onset: the weights of all lines that it fits, added up."""
        weights = [0.0] * len(self.place.zones)
        for line in hazard.starts:
            for i, zone in enumerate(self.place.zones):
                weights[i] += line.weight if line.fits(zone) else 0.0
        return self.where_people_are(weights) if hazard.happens_to_people else weights

    def where_people_are(self, weights: list[float]) -> list[float]:
        """The weights of the zones where somebody is posted in this period, 0 for the others; all of them if none would be left."""
        period, place = self.scenario.period, self.place
        peopled = {one.posts[period] for one in place.staff} | {one.posts[period] for one in place.groups}
        zones = zip(weights, self.place.zones, strict=True)
        kept = [weight if zone.id in peopled else 0.0 for weight, zone in zones]
        return kept if any(kept) else weights

    def aid(self) -> AidTable:
        """Zones with an AED, and the walking speed of the ambulance crew; an empty table under another protocol."""
        protocol = self.scenario.protocol
        if not isinstance(protocol, Aid):
            return AidTable()
        aeds = tuple(i for i, zone in enumerate(self.place.zones) if zone.aed)
        return AidTable(aeds=aeds, crew_speed=self.streams.number(protocol.crew_walks))

    def protocol(self) -> ProtocolTable:
        protocol = self.scenario.protocol
        return ProtocolTable(
            witness_protects_at_once=self.scenario.witnessing.protects == "at-once",
            tells=protocol.tell.when != "never" and protocol.tell.most > 0,
            tells_in_order=protocol.tell.whom == "roster-ring",
            tells_at_most=protocol.tell.most,
            tells_until_locked=protocol.tell.until == "locked",
            tells_room=protocol.tell.same_room is not None,
            sweeps=isinstance(protocol, Lockdown) and protocol.sweep is not None,
        )

    # means

    def means(self) -> MeansTable:
        strategy, app, everyday = self.strategy, self.strategy.app, self.strategy.everyday
        pa, radio = self.campus.pa, self.campus.radio
        cumulated, share = [], 0.0
        for carrier in self.campus.phones.carriers:
            share += self.streams.number(carrier.share)
            cumulated.append(share)
        return MeansTable(
            report=tuple(strategy.report),
            then=tuple(strategy.then),
            told=tuple(strategy.told),
            app=app is not None,
            psap_leg=app is not None and app.legs.psap == "on",
            staff_leg=app is not None and app.legs.staff == "on",
            gives_room=app is not None and app.gives_room,
            text=app is not None and app.text is not None,
            text_gap=self.text_gap(app),
            email=app is not None and app.email is not None,
            acknowledges=app is not None and app.acknowledges is not None,
            authority_office=strategy.authority == "office",
            authority=pa is not None
            and pa.authority is not None
            and isinstance(self.scenario.protocol, Lockdown),
            pa=pa is not None and "pa" in everyday,
            pa_works="pa-failed" not in self.conditions,
            pa_chance=self.pa_chances(),
            reading=0.0 if pa is None else to_grid(pa.reading),
            readings=1 if pa is None else pa.readings,
            radio=radio is not None and "radio" in everyday,
            radio_works="radio-failed" not in self.conditions,
            office_zone=self.zone[self.campus.office],
            office_calls=strategy.office.calls_911,
            office_after_call=strategy.office.announces == "after-call",
            app_service=app is not None and app.service is not None,
            office_service=strategy.office.service is not None,
            carrier_shares=cumulated,
        )

    def text_gap(self, app: App | None) -> float:
        """Seconds between two text messages leaving the gateway, on the time grid."""
        return 0.0 if app is None or app.text is None else to_grid(1.0 / self.streams.number(app.text.rate))

    def pa_chances(self) -> list[float]:
        """Chance that the PA is heard, by zone; 0 where no line of the campus fits."""
        lines = [] if self.campus.pa is None else self.campus.pa.audible
        chances = []
        for zone in self.place.zones:
            fits = [x for x in lines if zone.kind in x.kinds and x.during in (None, self.scenario.period)]
            chances.append(self.streams.chance(fits[0].heard) if fits else 0.0)
        return chances

    def psap(self) -> PsapTable:
        psap = self.campus.psap
        office = len(self.place.staff)
        neighbours = office + 1
        last = 0.0 if psap.neighbours is None else psap.neighbours.lasts
        background = neighbours + most_calls(last, self.neighbour_gap())
        takers = max(1, round(psap.takers * self.streams.number(psap.staffed)))
        return PsapTable(
            takers=takers,
            past=to_grid(psap.background.past),
            office=office,
            neighbours=neighbours,
            background=background,
            end=background
            + most_calls(psap.background.past + self.scenario.horizon, self.background_gap(takers)),
            neighbours_last=last,
            transfers=psap.transfer is not None,
            redials=NOBODY if psap.patience is None else psap.patience.redials,
            dispatch_at_call_end=psap.processing is None,
            location_saves=psap.location_saves is not None,
            least_processing=to_grid(psap.least_processing),
        )

    def neighbour_gap(self) -> float:
        """Mean seconds between two calls of pupils and neighbours; inf where nobody calls."""
        neighbours = self.campus.psap.neighbours if self.scenario.hazard.neighbors_call else None
        rate = 0.0 if neighbours is None else self.streams.number(neighbours.rate)
        return 60.0 / rate if rate > 0.0 else math.inf

    def background_gap(self, takers: int) -> float:
        """Mean seconds between two background calls, given or from the utilisation of the staffed takers."""
        background = self.campus.psap.background
        if background.every is not None:
            return self.streams.law(background.every).mean()
        if background.utilisation is None:
            return math.inf
        return self.streams.law(background.service).mean() / (
            self.streams.number(background.utilisation) * takers
        )

    def units(self) -> UnitsTable:
        units = units_sent(self.emergency)
        return UnitsTable(
            ids=tuple(name for name, _ in units),
            kind=tuple(agency.kind for _, agency in units),
            turnout=[agency.turnout is not None for _, agency in units],
            locates=[agency.locate is not None for _, agency in units],
            located=[agency.located is not None for _, agency in units],
            enters=[self.zone[agency.enters] for _, agency in units],
            police_radio=self.campus.police_radio is not None,
        )


def most_calls(seconds: float, gap: float) -> int:
    """More calls than a Poisson stream makes in this time: six standard deviations above its mean, and ten."""
    expected = seconds / gap
    return 0 if expected == 0.0 else math.ceil(expected + 6.0 * math.sqrt(expected) + 10.0)
