"""Makes the tables of one emergency under one strategy: files in, arrays out.

Parts that the strategy does not touch are the same whatever the strategy, streams included, so that arms share their random numbers.
`tabulate` makes tables once. A `Tabulator` makes them again and again as inputs move, and anew only what the moved inputs go into.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate
from typing import Any

from scenarios.campus_expansion import Member
from scenarios.hazards import Aid, Assessment, Assist, Lockdown, Reunify, Secure, Shelter
from scenarios.inputs import iterate_named_inputs
from scenarios.scenario import Emergency
from scenarios.strategies import App, Strategy
from scenarios.validation.campus import describe_saturation
from sim.hazards.base import HAZARDS
from sim.model.channels import match_devices
from sim.model.geometry import Layout, build_layout
from sim.model.shelter import build_shelter_table
from sim.model.tables import (
    NO_PROTOCOL,
    NOBODY,
    AidTable,
    Day,
    EntityKeys,
    GroupTable,
    HazardTable,
    Means,
    MeansTable,
    ProtocolTable,
    PsapTable,
    ShelterTable,
    StaffTable,
    Tables,
    UnitsTable,
)
from sim.model.trace import Channel
from sim.sampling.elementary import round_to_grid
from sim.sampling.streams import CommonParts, Stream, StreamBuilder
from sim.stream_catalogue import add_streams, list_dispatched_units

MAX_CANDIDATES = 8  # adults in adjacent rooms that one person could tell, nearest first


def tabulate(
    emergency: Emergency, strategy: str, conditions: Sequence[str] = (), overrides: Mapping[str, float] | None = None
) -> Tables:
    """The tables of an emergency. overrides: inputs by name, each with the median (or probability) to use instead of its own.

    What the emergency sets, for every arm or for this one, stays as it is set.
    """
    played, given = emergency.strategies[strategy], overrides or {}
    builders = build_periods(emergency, played, tuple(conditions), given)
    return join_periods(emergency, [builder.build() for builder in builders])


def build_periods(
    emergency: Emergency, strategy: Strategy, conditions: tuple[str, ...], overrides: Mapping[str, float]
) -> "list[TableBuilder]":
    """A builder for each period in which the emergency may begin. Arguments as for `tabulate`."""
    first, *later = emergency.by_period
    begun = TableBuilder(first, strategy, conditions, overrides)
    return [begun, *(TableBuilder(part, strategy, conditions, overrides, similar=begun) for part in later)]


def join_periods(emergency: Emergency, parts: Sequence[Tables]) -> Tables:
    """The tables of a school day. parts: those of each period, of which there is one where the emergency is in one period."""
    if not emergency.is_over_a_day:
        return parts[0]
    shares = emergency.period_shares
    return replace(parts[0], day=Day(tuple(shares), tuple(accumulate(shares.values())), tuple(parts)))


def collect_named_inputs(emergency: Emergency, strategy: Strategy) -> dict[str, object]:
    """All uncertain inputs of this emergency under this strategy, by name."""
    named: dict[str, object] = {}
    for model in (*emergency.common_files, strategy):
        named.update(iterate_named_inputs(model))
    return named


class Tabulator:
    """Makes tables of one emergency under one strategy as often as inputs move. Threads may share it."""

    def __init__(self, emergency: Emergency, strategy: Strategy, conditions: Sequence[str] = ()) -> None:
        self._made_of = emergency, strategy, tuple(conditions)
        self._unmoved = build_periods(emergency, strategy, tuple(conditions), {})
        """By period."""
        self.tables = join_periods(emergency, [builder.build() for builder in self._unmoved])
        """With every input at its own value."""

    def build(self, overrides: Mapping[str, float], common: CommonParts | None = None) -> Tables:
        """As `tabulate`. What the moved inputs do not change is the same object as in `tables`, or `tables` itself.

        common: parts of other arms of the emergency with the same overrides, to which those of this one are added.
        """
        if not overrides:
            return self.tables
        emergency, strategy, conditions = self._made_of
        parts = [
            TableBuilder(part, strategy, conditions, overrides, unmoved, common).build()
            for part, unmoved in zip(emergency.by_period, self._unmoved, strict=True)
        ]
        tables = join_periods(emergency, parts)
        return self.tables if tables == self.tables else tables

    def list_inputs(self, purposes: Collection[int]) -> Iterator[str]:
        """The names of the inputs that stand in the tables as a number, or that draws for these purposes come from."""
        for part in self._unmoved:
            yield from part.streams.list_inputs([purpose for purpose in purposes if purpose in part.streams.made])

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process makes its own, because inputs are known by their identity."""
        return Tabulator, self._made_of


class TableBuilder:
    """Makes one set of tables, of the parts of another builder where these do not differ."""

    def __init__(
        self,
        emergency: Emergency,
        strategy: Strategy,
        conditions: tuple[str, ...],
        overrides: Mapping[str, float],
        unmoved: "TableBuilder | None" = None,
        common: CommonParts | None = None,
        similar: "TableBuilder | None" = None,
    ) -> None:
        """unmoved: the builder, done, of the same without overrides. common: as for `Tabulator.build`. similar: that of another period."""
        emergency = emergency.as_played(strategy.strategy)
        self.emergency = emergency
        self.scenario, self.place = emergency.scenario, emergency.place
        self.campus, self.strategy = emergency.place.campus, strategy
        self.conditions = conditions
        overrides = emergency.hold(overrides)
        self.streams: StreamBuilder
        if similar is not None:
            of_period = similar.streams
            self.streams = StreamBuilder(of_period.names, overrides, adopted=emergency.adopted, similar=of_period)
        elif unmoved is None:
            names = {id(source): name for name, source in collect_named_inputs(emergency, strategy).items()}
            self.streams = StreamBuilder(names, overrides, adopted=emergency.adopted)
        else:
            before = unmoved.streams
            self.streams = StreamBuilder(before.names, overrides, before, common, before.adopted)
        with self._naming_zeros():
            self.layout = self.streams.make_part("layout", self.build_layout)
        self.zone = {name: i for i, name in enumerate(self.layout.zones)}
        self.person = {member.id: i for i, member in enumerate(self.place.staff)}

    def build(self) -> Tables:
        """The tables. Raises ValueError where an input cannot have the value that it is moved to."""
        with self._naming_zeros():
            return self._build()

    @contextmanager
    def _naming_zeros(self) -> Iterator[None]:
        """Raises ValueError where an input was moved to 0 by which the model divides."""
        try:
            yield
        except ZeroDivisionError as error:
            zeros = sorted(name for name, value in self.streams.overrides.items() if not value)
            raise ValueError(f"{' and '.join(zeros)} cannot be 0") from error

    def _build(self) -> Tables:
        """In the order in which one part needs another."""
        make_part, of = self.streams.make_part, (id(self.emergency), self.conditions)
        staff = make_part("staff", self.build_staff, self.layout, of=(*of, self.strategy.radios))
        units, psap = make_part("units", self.build_units, of=of), make_part("psap", self.build_psap, of=of)
        shared = Tables(
            scenario=self.scenario.scenario,
            campus=self.campus.campus,
            strategy=self.strategy.strategy,
            conditions=self.conditions,
            horizon=round_to_grid(self.scenario.horizon),
            layout=self.layout,
            staff=staff,
            groups=make_part("groups", self.build_groups, self.layout, of=of),
            hazard=make_part("hazard", self.build_hazard, of=of),
            protocol=make_part("protocol", self.build_protocol),
            means=make_part("means", lambda: self.leave_out_911(self.build_means())),
            psap=psap,
            units=units,
            streams={},
            aid=make_part("aid", self.build_aid, of=of),
            shelter=make_part("shelter", self.build_shelter, self.layout, of=of),
        )
        fill = HAZARDS[shared.hazard.kind].tables
        tables = make_part("own", lambda: fill(shared, self.emergency, self.streams), shared)
        own = {
            device.table: device.build_table(model, tables, self.emergency)
            for model, _, device in match_devices(self.strategy.channels)
            if device.table and device.build_table
        }
        return replace(tables, own={**tables.own, **own}, streams=self.build_streams(staff, psap, units))

    def build_streams(self, staff: StaffTable, psap: PsapTable, units: UnitsTable) -> dict[int, Stream]:
        counts, of = (psap.neighbors, psap.background, psap.end), (id(self.emergency), self.conditions)
        keys = self.streams.make_part(
            "keys", lambda: EntityKeys(self.place, staff, psap, units), staff, units, *counts, of=of
        )
        gaps = self.compute_background_gap(psap.call_takers), self.compute_neighbor_gap()
        add_streams(self.streams, self.emergency, self.strategy, keys, gaps, of)
        return self.streams.made

    def build_layout(self) -> Layout:
        return build_layout(self.place, self.streams.median_of(self.campus.walking.stairs))

    # people

    def current_zone(self, posts: Mapping[str, str]) -> int:
        """The zone of a post in the scenario's period."""
        return self.zone[posts[self.scenario.period]]

    def lockable_zone(self, post: str) -> int:
        """The zone of a post if it can be locked."""
        zone = self.zone[post]
        return zone if self.layout.is_lockable[zone] else NOBODY

    def build_staff(self) -> StaffTable:
        staff = self.place.staff
        responding = {role.role: role.intervenes for role in self.scenario.responding}
        team = isinstance(self.scenario.protocol, Aid | Assist)
        zones = [self.current_zone(member.posts) for member in staff]
        candidates = self.find_candidates(zones)
        return StaffTable(
            ids=tuple(member.id for member in staff),
            roles=tuple(member.role for member in staff),
            zone=zones,
            room=[self.lockable_zone(member.post) for member in staff],
            groups=self.find_supervised(),
            radio=[member.radio or self.strategy.radios == "everyone" for member in staff],
            office=[member.office for member in staff],
            police_radio=[member.police_radio for member in staff],
            authority=[member.authority for member in staff],
            keys=[member.keys for member in staff],
            may_be_absent=[self.campus.roster[member.line].on_site is not None for member in staff],
            is_away=["sro-away" in self.conditions and member.role == "sro" for member in staff],
            is_responder=[member.role in responding or (team and self.is_on_team(member)) for member in staff],
            can_intervene=[responding.get(member.role, False) for member in staff],
            candidates=candidates,
            pairs=list(accumulate(map(len, candidates), initial=0))[:-1],
        )

    def is_on_team(self, member: Member) -> bool:
        """Whether they are of the response team. An officer is not for a call for help that no weapon is the reason of."""
        is_officer = isinstance(self.scenario.protocol, Assist) and member.police_radio
        return member.response_team and not is_officer

    def find_supervised(self) -> list[list[int]]:
        """The groups of each person, by unit."""
        groups: list[list[int]] = [[] for _ in self.place.staff]
        for g, group in enumerate(self.place.groups):
            adult = group.adults[self.scenario.period]
            if adult is not None:
                groups[self.person[adult]].append(len(self.place.staff) + g)
        return groups

    def build_groups(self) -> GroupTable:
        groups, period = self.place.groups, self.scenario.period
        adults = [group.adults[period] for group in groups]
        return GroupTable(
            ids=tuple(group.id for group in groups),
            occupants=[group.occupants for group in groups],
            zone=[self.current_zone(group.posts) for group in groups],
            room=[self.lockable_zone(group.post) for group in groups],
            adult=[NOBODY if adult is None else self.person[adult] for adult in adults],
        )

    def find_candidates(self, zones: list[int]) -> list[list[int]]:
        """By person, adults that they could tell: along the roster as a ring, or in the nearest rooms on the same hall."""
        protocol, ring = self.scenario.protocol, (-1, 1, -2, 2, -3, 3)
        if isinstance(protocol, Assessment | Reunify):
            return [[] for _ in zones]
        tell = protocol.tell
        if tell.when == "never" or tell.most == 0:
            return [[] for _ in zones]
        if tell.whom == "roster-ring":
            return [[(i + step) % len(zones) for step in ring] for i in range(len(zones))]
        adults: dict[int, list[int]] = {}
        for person, zone in enumerate(zones):
            adults.setdefault(zone, []).append(person)
        nearest = {zone: self.find_nearest_adults(zone, adults) for zone in adults}
        return [nearest[zone] for zone in zones]

    def find_nearest_adults(self, here: int, adults: Mapping[int, list[int]]) -> list[int]:
        """Adults in the nearest rooms on the same hall, by distance, then in the order of the roster. adults: by zone."""
        meters, near = self.layout.distance[here], self.find_adjacent(here)
        nearest = sorted((meters[zone], j) for zone in near for j in adults.get(zone, ()))
        return [j for _, j in nearest[:MAX_CANDIDATES]]

    def find_adjacent(self, here: int) -> set[int]:
        """Zones whose doors open on the same hall as the door of this one, or on it."""
        ways = self.layout.neighbors
        return {zone for hall in ways[here] for zone in (hall, *ways[hall])} - {here}

    # the emergency

    def build_hazard(self) -> HazardTable:
        hazard, witnessing = self.scenario.hazard, self.scenario.witnessing
        plain = HazardTable(
            kind=hazard.kind,
            model=type(hazard),
            start=self.emergency.find_onset_weights() if hazard.starts else [],
            perception=[],
            witness=NOBODY,
            misread=False,
            in_sight=False,
            silences=False,
            silences_radios=False,
            spreads=False,
            unseen_room_counts=False,
            is_witnessed=False,
        )
        if witnessing is None:
            return plain
        perception = witnessing.perception
        order = (perception.same_zone, perception.in_sight, perception.adjacent)
        inputs = (*order, perception.same_floor, perception.same_building)
        chances = [0.0 if source is None else self.streams.probability_of(source) for source in inputs]
        return replace(
            plain,
            perception=[*chances, 0.0],
            misread=witnessing.misread is not None,
            in_sight=hazard.reaches_in_sight,
            silences=hazard.silences_near and witnessing.beside_it == "silent",
            silences_radios=hazard.silences_radios and witnessing.beside_it == "silent",
            spreads=hazard.spreads,
            unseen_room_counts=witnessing.unseen_room == "checked",
            is_witnessed=True,
        )

    def build_aid(self) -> AidTable:
        """Zones with an AED, and the walking speed of the ambulance crew; an empty table under another protocol."""
        protocol = self.scenario.protocol
        if not isinstance(protocol, Aid):
            return AidTable()
        aeds = tuple(i for i, zone in enumerate(self.place.zones) if zone.aed)
        return AidTable(aeds=aeds, crew_speed=self.streams.median_of(protocol.crew_walks))

    def build_shelter(self) -> ShelterTable:
        """The shelter areas and the ways there; an empty table under another protocol."""
        protocol = self.scenario.protocol
        if not isinstance(protocol, Shelter):
            return ShelterTable()
        return build_shelter_table(self.place, self.layout, protocol, self.streams)

    def build_protocol(self) -> ProtocolTable:
        protocol, witnessing = self.scenario.protocol, self.scenario.witnessing
        if witnessing is None or isinstance(protocol, Assessment | Reunify):
            return NO_PROTOCOL
        return ProtocolTable(
            witness_protects_at_once=witnessing.protects == "at-once",
            tells=protocol.tell.when != "never" and protocol.tell.most > 0,
            only_witnesses_tell=protocol.tell.who == "witnesses",
            tells_in_order=protocol.tell.whom == "roster-ring",
            tells_at_most=protocol.tell.most,
            tells_until_locked=protocol.tell.until == "locked",
            tells_room=protocol.tell.same_room is not None,
            locks_protect=isinstance(protocol, Lockdown),
            told_decide=self.scenario.told_call == "after-deciding",
            sweeps=isinstance(protocol, Lockdown) and protocol.sweep is not None,
        )

    # means

    def build_means(self) -> MeansTable:
        strategy, app, everyday = self.strategy, self.strategy.app, self.strategy.everyday
        pa, radio, added = self.campus.pa, self.campus.radio, strategy.added
        causes, is_assist = self.campus.shared_causes, isinstance(self.scenario.protocol, Assist)
        cumulated, share = [], 0.0
        for carrier in self.campus.phones.carriers:
            share += self.streams.median_of(carrier.share)
            cumulated.append(share)
        return MeansTable(
            report=self.list_means(strategy.report),
            then=self.list_means(strategy.then),
            told=self.list_means(strategy.told),
            app=app is not None,
            badge=strategy.badge is not None,
            is_on_team=[self.is_on_team(member) for member in self.place.staff],
            psap_leg=app is not None and app.legs.psap == "on" and not is_assist,
            staff_leg=app is not None and app.legs.staff == "on",
            is_recipient=self.find_recipients(app),
            app_is_added=added is not None,
            presses_last=added is not None and added.press == "last",
            radio_first=added is not None and added.radio_first,
            one_911_call=added is not None and added.one_911_call,
            phone_waits=added is not None and added.phone_waits,
            gives_room=app is not None and app.gives_room,
            text=app is not None and app.text is not None,
            text_gap=self.compute_text_gap(app),
            email=app is not None and app.email is not None,
            acknowledges=app is not None and app.acknowledges is not None,
            authority_office=strategy.authority == "office",
            authority=pa is not None
            and pa.authority is not None
            and isinstance(self.scenario.protocol, Lockdown | Secure),
            pa=pa is not None and "pa" in everyday and not is_assist,
            pa_works="pa-failed" not in self.conditions,
            pa_chance=self.find_pa_audibility(),
            reading=0.0 if pa is None else round_to_grid(pa.reading),
            readings=1 if pa is None else pa.readings,
            radio=radio is not None and "radio" in everyday,
            radio_works="radio-failed" not in self.conditions,
            one_speaker=radio is not None and radio.one_speaker,
            causes=causes is not None,
            network_down="network-down" in self.conditions,
            power_out="power-out" in self.conditions,
            cells_busy="cells-busy" in self.conditions,
            network_carries_pa=causes is not None and causes.network.carries_pa,
            network_carries_room_phones=causes is not None and causes.network.carries_room_phones,
            office_zone=self.zone[self.campus.office],
            office_may_be_empty=self.campus.office_people is not None,
            out_chance=self.find_out_chances(),
            out_shares=self.find_out_shares(),
            calls_team=is_assist,
            office_calls=strategy.office.calls_911 and not is_assist,
            office_after_call=strategy.office.announces == "after-call",
            app_service=app is not None and app.service is not None,
            office_service=strategy.office.service is not None,
            carrier_shares=cumulated,
            devices=self.find_devices(),
            calls_out=any(device.by_office for _, _, device in match_devices(self.strategy.channels)),
        )

    def list_means(self, named: Sequence[str]) -> tuple[Means, ...]:
        """The means of a strategy, in order. No one calls 911 for staff assist: whoever would tells the office."""
        means = [Means.of(name) for name in named]
        if isinstance(self.scenario.protocol, Assist):
            means = [Means.TELL_OFFICE if one == Means.DIAL_911 else one for one in means]
        return tuple(dict.fromkeys(means))

    def leave_out_911(self, means: MeansTable) -> MeansTable:
        """The means, without those that call 911 where no one calls it about the hazard."""
        if self.scenario.hazard.calls_911:
            return means
        report, then, told = (
            tuple(one for one in listed if one != Means.DIAL_911) for listed in (means.report, means.then, means.told)
        )
        return replace(means, report=report, then=then, told=told, psap_leg=False, office_calls=False)

    def find_out_chances(self) -> list[float]:
        """By person: the chance that somebody of the office is elsewhere at onset, 0 for everyone else."""
        people = self.campus.office_people
        if people is None:
            return [0.0] * len(self.place.staff)
        leaders, others = (self.streams.probability_of(source) for source in (people.leaders, people.others))
        times = 2.0 if self.scenario.period in people.twice_during else 1.0
        return [
            min(1.0, times * (leaders if member.authority else others)) if member.office and not member.at_post else 0.0
            for member in self.place.staff
        ]

    def find_out_shares(self) -> list[float]:
        """By zone, cumulated: the shares of the places where people of the office are who are elsewhere."""
        people = self.campus.office_people
        if people is None:
            return []
        weights = [
            math.fsum(line.weight for line in people.places if line.fits(zone.kind, zone.id))
            for zone in self.place.zones
        ]
        return [total / math.fsum(weights) for total in accumulate(weights)]

    def find_devices(self) -> list[bool]:
        """Whether the strategy has a channel with a record of its own, by channel."""
        is_assist = isinstance(self.scenario.protocol, Assist)  # which sounds nothing
        used = {record.channel for _, record, _ in match_devices(self.strategy.channels) if not is_assist}
        return [number in used for number in range(max(Channel) + 1)]

    def find_recipients(self, app: App | None) -> list[bool]:
        """Whom the staff leg alerts, by person."""
        protocol = self.scenario.protocol
        if isinstance(protocol, Assist) and protocol.alerts == "team":
            return [app is not None and self.is_on_team(member) for member in self.place.staff]
        if app is None or app.alerts is None:
            return [app is not None] * len(self.place.staff)
        alerts = app.alerts
        return [
            (alerts.office and member.office) or (alerts.authority and member.authority) or member.role in alerts.roles
            for member in self.place.staff
        ]

    def compute_text_gap(self, app: App | None) -> float:
        """Seconds between two text messages leaving the gateway, on the time grid."""
        return 0.0 if app is None or app.text is None else round_to_grid(1.0 / self.streams.median_of(app.text.rate))

    def find_pa_audibility(self) -> list[float]:
        """Chance that the PA is heard, by zone; 0 where no line of the campus fits."""
        lines = [] if self.campus.pa is None else self.campus.pa.audible
        chances: dict[str, float] = {}
        for kind in dict.fromkeys(zone.kind for zone in self.place.zones):
            fits = [x for x in lines if kind in x.kinds and x.during in (None, self.scenario.period)]
            chances[kind] = self.streams.probability_of(fits[0].heard) if fits else 0.0
        return [chances[zone.kind] for zone in self.place.zones]

    def build_psap(self) -> PsapTable:
        psap = self.campus.psap
        office = len(self.place.staff)
        neighbors = office + 1
        last = 0.0 if psap.neighbors is None else psap.neighbors.lasts
        background = neighbors + max_poisson_calls(last, self.compute_neighbor_gap())
        takers = max(1, round(psap.takers * self.streams.median_of(psap.staffed)))
        gap = self.compute_background_gap(takers)
        return PsapTable(
            call_takers=takers,
            past=round_to_grid(psap.background.past),
            office=office,
            neighbors=neighbors,
            background=background,
            end=background + max_poisson_calls(psap.background.past + self.scenario.horizon, gap),
            neighbors_last=last,
            transfers=psap.transfer is not None,
            redials=NOBODY if psap.patience is None else psap.patience.redials,
            dispatch_at_call_end=psap.processing is None,
            location_saves=psap.location_saves is not None,
            least_processing=round_to_grid(psap.least_processing),
        )

    def compute_neighbor_gap(self) -> float:
        """Mean seconds between two calls of students and neighbors; inf without any."""
        neighbors = self.campus.psap.neighbors if self.scenario.hazard.neighbors_call else None
        rate = 0.0 if neighbors is None else self.streams.median_of(neighbors.rate)
        return 60.0 / rate if rate > 0.0 else math.inf

    def compute_background_gap(self, takers: int) -> float:
        """Mean seconds between two background calls, given or from the utilization of the staffed call-takers.

        Raises ValueError where they take all of the time of the call-takers, or more.
        """
        if not self.scenario.hazard.calls_911:
            return math.inf
        background = self.campus.psap.background
        service = self.streams.compile_input(background.service).mean()
        gap, busy = math.inf, 0.0
        if background.every is not None:
            gap = self.streams.compile_input(background.every).mean()
            busy = service / (gap * takers)
        elif background.utilization is not None:
            busy = self.streams.median_of(background.utilization)
            gap = service / (busy * takers) if busy > 0.0 else math.inf
        if busy >= 1.0:
            raise ValueError(describe_saturation(busy, takers))
        return gap

    def build_units(self) -> UnitsTable:
        units, arrival = list_dispatched_units(self.emergency), self.scenario.hazard.arrival
        return UnitsTable(
            ids=tuple(name for name, _ in units),
            kind=tuple(agency.kind for _, agency in units),
            is_ambulance=[agency.kind == "ems" for _, agency in units],
            first=[next(n for n, (_, other) in enumerate(units) if other is agency) for _, agency in units],
            turnout=[agency.turnout is not None and arrival is None for _, agency in units],
            must_locate=[agency.locate is not None for _, agency in units],
            location_gain=[agency.located is not None for _, agency in units],
            enters=[self.zone[agency.enters] for _, agency in units],
            speed=self.streams.median_of(self.campus.walking.responder),
            police_radio=self.campus.police_radio is not None,
        )


def max_poisson_calls(seconds: float, gap: float) -> int:
    """More calls than a Poisson stream makes in this time: six standard deviations above its mean, and ten."""
    expected = seconds / gap
    return 0 if expected == 0.0 else math.ceil(expected + 6.0 * math.sqrt(expected) + 10.0)
