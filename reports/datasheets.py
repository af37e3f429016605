"""Scenario, campus and strategy as documents: the contents of the file in words, with the evidence behind every number.

An assumed input says ASSUMED, in capitals, wherever it stands.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel

from reports.documents.model import Block, Column, Heading, Paper, Paragraph, Run, Section, Table, Words
from reports.text.evidence import (
    PLAUSIBLE_HEADING,
    RANGES_NOTE,
    describe_basis,
    describe_control,
    describe_inputs,
    describe_source,
    expand_notation,
    list_cited_rows,
    list_cited_sources,
    merge_named_inputs,
    to_sentence,
)
from reports.text.formatting import (
    append_unit,
    describe_amount,
    describe_amount_and_scale,
    describe_plausible_range,
    format_count,
    format_list,
    format_quantity,
)
from reports.text.terms import (
    capitalize_first,
    define_measure,
    label_strategy,
    name_input,
    name_measure,
    name_strategy,
    register_strategies,
)
from scenarios.campus import Agency, Period, Psap
from scenarios.campus_expansion import Member, Place
from scenarios.evidence import EvidenceRow
from scenarios.hazards import (
    Aid,
    Assessment,
    Assist,
    CloseIn,
    Evacuate,
    EvacuationDecision,
    ResponseProtocol,
    Reunify,
    Search,
    Secure,
    Shelter,
    Witnessing,
)
from scenarios.inputs import Input
from scenarios.scenario import CONDITIONS, Emergency, Scenario, Structure
from scenarios.settings import format_value
from scenarios.stated_levers import StatedLever, collect_levers
from scenarios.strategies import Added, App, Badge, Strategy
from scenarios.training import Training
from scenarios.units import TIME
from scenarios.validation.campus import compute_utilization, count_call_takers
from scenarios.validation.limits import find_mean
from sim.exercise.labels import Labels
from sim.hazards import HAZARDS
from sim.hazards.base import Part
from sim.measures import MEASURES, list_measures
from sim.model.channels import match_devices
from sim.model.measure import Unit
from sim.sampling.quantile_tables import compile_distribution

FEW = 6  # zones that are named one by one
LARGE_SHARE = 0.05  # of the onsets, from which a zone is named
MAX_FLOORS = 8  # side by side
AGENCY_NAMES = {"police": "Police", "fire": "Fire department", "ems": "Ambulance"}
MEANS = {"app": "activate the app", "dial-911": "dial 911", "tell-office": "tell the office"}
TOLD = {"app": "activate the app unless its alert reached them", "dial-911": "dial 911"}
EVERYDAY_TEXTS = {"pa": "the PA", "radio": "the campus radio", "word-of-mouth": "word of mouth"}
AUTHORITY_TEXTS = {
    "anyone": "anyone",
    "office": "the office and those with authority; others look for one of them first",
}
STANDARD_SECONDS, WANTED = 15.0, 0.9
"""NENA-STA-020.1: this share of 911 calls answered within so many seconds."""
STEPS = 2000
Facts = Iterable[tuple[Words, Words]]


def build_facts_table(pairs: Facts) -> Table:
    """Facts, each beside its name. An empty name continues the row above."""
    return Table("", (Column("", 0.25), Column("", 0.75)), tuple(pairs))


def build_datasheet(kind: str, title: str, sections: Iterable[tuple[str, Iterable[Block]]]) -> Paper:
    """A document of titled sections."""
    made = (Section(title.lower().replace(" ", "-"), title, tuple(blocks)) for title, blocks in sections)
    return Paper(kind, title, (), tuple(made), contents=False)


def build_scenario_sheet(emergency: Emergency) -> Paper:
    """Hazard, campus, questions, strategies, measures and inputs of a scenario."""
    register_strategies(emergency.strategies.values())
    scenario = emergency.scenario
    models = [*emergency.common_files, *_select_strategies(emergency).values()]
    return build_datasheet(
        "Scenario",
        emergency.title,
        [
            ("", [Paragraph(scenario.summary)]),
            ("Hazard and response", [build_facts_table(_list_hazard_facts(emergency))]),
            ("Campus", [build_facts_table(_list_campus_facts(emergency))]),
            ("Questions", _list_questions(emergency)),
            ("Alert strategies", _render_strategies(emergency)),
            ("Measures", [build_facts_table(_list_measure_facts(emergency))]),
            ("Structures", _render_structures(scenario)),
            ("Levers", _build_levers(models)),
            ("Inputs and evidence", _build_inputs(models)),
        ],
    )


def build_campus_sheet(place: Place) -> Paper:
    """Buildings, people, equipment and responders of a campus."""
    campus = place.campus
    return build_datasheet(
        "Campus",
        campus.title,
        [
            ("", [Paragraph(campus.summary)]),
            (
                "Buildings and rooms",
                [_build_rooms_table(place) if _is_narrow(place) else build_facts_table(_list_buildings(place))],
            ),
            ("People", _describe_people(place)),
            ("Alerting and security", [build_facts_table(_list_devices(place))]),
            ("911 and responders", [build_facts_table(_list_agencies(place))]),
            ("Levers", _build_levers([campus])),
            ("Inputs and evidence", _build_inputs([campus])),
        ],
    )


def build_strategy_sheet(strategy: Strategy) -> Paper:
    """How a strategy notifies, and its inputs."""
    none = Paragraph("This strategy has no inputs of its own.")
    return build_datasheet(
        "Strategy",
        strategy.title,
        [
            ("", [Paragraph(strategy.summary)]),
            ("Notification", [build_facts_table(_list_means(strategy))]),
            ("Levers", _build_levers([strategy])),
            ("Inputs and evidence", list(_build_inputs([strategy])) or [none]),
        ],
    )


def build_training_sheet(training: Training) -> Paper:
    """What a training set assumes, and why."""
    rows = [
        (setting.input, setting.value, f"{span.low} to {span.high}", setting.evidence.note)
        for setting in training.assumes
        for span in (setting.evidence.range,)
    ]
    columns = (Column("Input", 0.3), Column("Value", 0.1), Column("Range", 0.2), Column("Reason", 0.4))
    return build_datasheet(
        "Training set",
        training.title,
        [("", [Paragraph(training.summary)]), ("Assumed inputs", [Table("", columns, tuple(rows))])],
    )


def _list_hazard_facts(emergency: Emergency) -> Iterator[tuple[str, str]]:
    scenario = emergency.scenario
    for place, (head, parts) in enumerate(HAZARDS[scenario.hazard.kind].facts(emergency)):
        yield head, "".join(_write_part(part, emergency) for part in parts)
        if place == 0 and scenario.hazard.starts:
            yield from _list_origin_facts(emergency)
    if scenario.hazard.is_witnessed:
        yield from _list_response_facts(emergency)
    yield "Followed for", f"{format_quantity(scenario.horizon, TIME)} from onset"


def _list_response_facts(emergency: Emergency) -> Iterator[tuple[str, str]]:
    """What people on campus do about it."""
    scenario = emergency.scenario
    if scenario.witnessing is not None:
        yield from _list_witness_facts(scenario.witnessing)
    if scenario.belief is not None:
        yield "Staff on receipt", f"believe it at once: {describe_amount(scenario.belief.at_once)}"
    if scenario.told_calls_911 is not None:
        yield "", f"call 911 too: {describe_amount(scenario.told_calls_911)}"
    if scenario.office_silent is not None:
        yield "The office", f"never announces, though the PA works: {describe_amount(scenario.office_silent)}"
    if not isinstance(scenario.protocol, Assessment | Reunify):
        yield "Protocol", _describe_protocol(scenario.protocol)
    here = {member.role for member in emergency.place.staff}
    roles = [
        f"{_name_role(responder.role)}{' (tries to end it)' if responder.intervenes else ''}"
        for responder in scenario.responding
        if responder.role in here
    ]
    if isinstance(scenario.protocol, Aid | Assist) and any(member.response_team for member in emergency.place.staff):
        roles.append("response team")
    yield "Responds on campus", format_list(roles) or "no one on campus"
    lacking = [_name_role(responder.role) for responder in scenario.responding if responder.role not in here]
    if lacking:
        yield "", f"the scenario also sends {format_list(lacking)}, which no one on this campus is"


def _list_witness_facts(witnessing: Witnessing) -> Iterator[tuple[str, str]]:
    yield "Witnesses", f"recognize it after {describe_amount(witnessing.recognition)}"
    yield "", f"and decide to report it after {describe_amount(witnessing.decision)}"
    common = witnessing.common
    if common is not None:
        yield "", "both times have a factor that all witnesses of one emergency share"
        if common.misread is not None:
            happens, adds = describe_amount(common.misread.happens), describe_amount(common.misread.adds)
            yield "", f"all misread it together at first: {happens}, for {adds}"


def _write_part(part: Part, emergency: Emergency) -> str:
    match part:
        case str():
            return part
        case Input():
            return describe_amount(part)
        case Member():
            return Labels(emergency.place).person(part.id)
    return format_list(part)


def _list_origin_facts(emergency: Emergency) -> Iterator[tuple[str, str]]:
    """Where the hazard can begin on this campus: by kind of zone, then the zones, or those that a large share falls on."""
    labels, weights = Labels(emergency.place), emergency.find_onset_weights()
    zones = zip(emergency.place.zones, weights, strict=True)
    shares = {zone: weight / math.fsum(weights) for zone, weight in zones if weight > 0.0}
    kinds = Counter[str]()
    for zone, share in shares.items():
        kinds[zone.kind] += share  # type: ignore[assignment]
    yield "Begins in", format_list(f"{kind} ({share:.0%})" for kind, share in kinds.most_common())
    if emergency.scenario.hazard.happens_to_people:
        yield "", "only where people are posted at that time of day"
    ordered = sorted(shares.items(), key=lambda found: -found[1])
    named = [found for found in ordered if len(shares) <= FEW or found[1] >= LARGE_SHARE][:FEW]
    if named:
        places = "; ".join(f"{labels.zone(zone.id)} ({share:.0%})" for zone, share in named)
        yield "", places if len(shares) <= FEW else f"most likely {places}"


def _describe_protocol(said_to_do: ResponseProtocol) -> str:
    if isinstance(said_to_do, Aid):
        said = f"aid: react after {describe_amount(said_to_do.reaction)}; bystanders give CPR, the response team"
        return f"{said} brings an AED, everyone else stays away"
    if isinstance(said_to_do, Evacuate):
        said = _describe_evacuation(said_to_do)
    elif isinstance(said_to_do, Assist):
        said = _describe_assist(said_to_do)
    elif isinstance(said_to_do, Secure):
        said = f"secure: react after {describe_amount(said_to_do.reaction)}, come inside, lock the outside doors; lessons go on"
    elif isinstance(said_to_do, Shelter):
        said = _describe_shelter(said_to_do)
    elif isinstance(said_to_do, Search):
        said = _describe_search(said_to_do)
    elif isinstance(said_to_do, CloseIn):
        said = _describe_close_in(said_to_do)
    else:
        said = f"lockdown: react after {describe_amount(said_to_do.reaction)}, clear the hall, lock the door, stay out of sight"
    if said_to_do.tell.when == "never" or said_to_do.tell.most == 0:
        return said
    tellers = "each witness" if said_to_do.tell.who == "witnesses" else "each"
    return f"{said}; meanwhile {tellers} tells at most {format_count(said_to_do.tell.most, 'neighbor')}"


def _describe_assist(protocol: Assist) -> str:
    alerts = "everyone" if protocol.alerts == "everyone" else "the response team"
    return (
        f"assist: the alert is for {alerts}; the office calls the team after {describe_amount(protocol.relay)}; a member reacts after "
        f"{describe_amount(protocol.reaction)} and comes if free ({describe_amount(protocol.free)}); trained in de-escalation: "
        f"{describe_amount(protocol.trained)}, and then engages well: {describe_amount(protocol.engages)}; everyone else goes on, "
        f"interrupted for {describe_amount(protocol.interrupts)}"
    )


def _describe_search(protocol: Search) -> str:
    watchers = "; every second one goes to an exit and watches it" if protocol.watches_exits else ""
    return (
        f"search: react after {describe_amount(protocol.reaction)}, look in the own zone; adults with students stay, "
        f"the others search zone by zone: a room {describe_amount(protocol.room)}, outdoors {describe_amount(protocol.outdoors)}, halls at "
        f"{describe_amount(protocol.hall)}{watchers}"
    )


def _describe_evacuation(protocol: Evacuate) -> str:
    decision = "" if protocol.decision is None else _describe_evacuation_decision(protocol.decision)
    return (
        f"evacuate: {decision}classes set out after {describe_amount(protocol.pre_movement.older)}, adults without a class after "
        f"{describe_amount(protocol.pre_movement.offices)}; out by the shortest way that avoids the hazard, "
        f"on to the assembly point, roll call {describe_amount(protocol.roll_call)}"
    )


def _describe_evacuation_decision(decision: EvacuationDecision) -> str:
    return (
        f"the office has it inspected first {describe_amount(decision.inspects)}, for {describe_amount(decision.inspection)}, then orders "
        f"everyone out, and sends someone through the buildings {describe_amount(decision.sweeps_after)} later; "
    )


def _describe_close_in(protocol: CloseIn) -> str:
    return (
        f"close in: the office decides after {describe_amount(protocol.decision.takes)}, and sends someone through the buildings "
        f"{describe_amount(protocol.decision.sweeps_after)} later; react after {describe_amount(protocol.reaction)}, come inside, close "
        f"windows and doors in {describe_amount(protocol.openings)}; fans stand still {describe_amount(protocol.fans.at_hand)} after the "
        f"order by a switch, {describe_amount(protocol.fans.walk)} by a walk, and cannot be stopped "
        f"{describe_amount(protocol.fans.cannot)}; everyone is told to go out and to air {describe_amount(protocol.said_out)} after it "
        "has passed"
    )


def _describe_shelter(protocol: Shelter) -> str:
    return (
        f"shelter: the office decides after {describe_amount(protocol.decision.takes)}, until a second source "
        f"{describe_amount(protocol.decision.waits)}, and sends someone through the buildings "
        f"{describe_amount(protocol.decision.sweeps_after)} later; "
        f"an adult who knows shelters unasked {describe_amount(protocol.knowing.shelters)}, "
        f"presses the app {describe_amount(protocol.knowing.presses)}, tells the office "
        f"{describe_amount(protocol.knowing.tells_office)}; react after {describe_amount(protocol.reaction)}, walk to a shelter area "
        f"with room, get down in {describe_amount(protocol.get_down)}"
    )


def _list_campus_facts(emergency: Emergency) -> Iterator[tuple[str, str]]:
    place = emergency.place
    yield "Campus", f"{place.campus.title}; more: allcall show {place.campus.campus}"
    yield "Time of day", _describe_time_of_day(emergency)
    roles = Counter(member.role for member in place.staff).most_common()
    yield ("Staff", f"{len(place.staff)}: {', '.join(f'{number} × {_name_role(role)}' for role, number in roles)}")
    labels = Labels(place)
    absent = [
        labels.person(member.id) for member in place.staff if place.campus.roster[member.line].on_site is not None
    ]
    if absent:
        yield "", f"{format_list(absent)} may be absent"
    heads = sum(group.occupants for group in place.groups)
    students = f"{heads:,} in {format_count(len(place.groups), 'group')}"
    for period in emergency.period_shares:
        if alone := sum(group.occupants for group in place.groups if group.adults[period] is None):
            when = f" during {period}" if emergency.is_over_a_day else ""
            students += f"; {alone:,} of the {heads:,} without an adult{when}"
    yield "Students and visitors", students if heads else "none"


def _describe_time_of_day(emergency: Emergency) -> str:
    """The period, or the chance of each over a school day."""
    if isinstance(emergency.scenario.protocol, Assessment):
        return "any hour of a school year"
    if not emergency.is_over_a_day:
        return emergency.scenario.period
    shares = (f"{period} {share:.0%}" for period, share in emergency.period_shares.items())
    return f"on a school day, at any minute of it: {format_list(shares)} (evidence rows 420 and 421, assumed)"


def _list_questions(emergency: Emergency) -> Iterator[Block]:
    scenario, today = emergency.scenario, emergency.place.campus.present_practice
    for number, line in enumerate(scenario.headlines, 1):
        with_, without = (name_strategy(emergency.resolve_strategy(n), today) for n in (line.with_, line.without))
        when = f", when {format_list(CONDITIONS[one] for one in line.conditions)}" if line.conditions else ""
        yield Paragraph(f"{number}. {capitalize_first(line.says)}: {with_} compared with {without}{when}.")
    yield Paragraph(f"Default: {scenario.replications:,} replications with common random numbers.")


def _select_strategies(emergency: Emergency) -> dict[str, Strategy]:
    names = dict.fromkeys(emergency.resolve_strategy(name) for name in emergency.scenario.strategies)
    return {name: emergency.strategies[name] for name in names}


def _render_strategies(emergency: Emergency) -> Iterator[Block]:
    today = emergency.place.campus.present_practice
    for name, strategy in _select_strategies(emergency).items():
        yield Heading(capitalize_first(label_strategy(name, today)))
        yield Paragraph(strategy.summary)
        yield build_facts_table(_list_means(strategy))


def _render_structures(scenario: Scenario) -> Iterator[Block]:
    if not scenario.structures:
        yield Paragraph("None.")
        return
    yield Paragraph("Alternatives to the model itself. A comparison plays each of them alone.")
    yield build_facts_table((structure.id, _describe_structure(structure)) for structure in scenario.structures)


def _describe_structure(structure: Structure) -> str:
    settings = format_list(f"{name} to {text}" for name, text in structure.settings.items())
    return f"{capitalize_first(structure.title)}. Sets {settings}."


def _list_measure_facts(emergency: Emergency) -> Iterator[tuple[str, str]]:
    scenario = emergency.scenario
    matter = emergency.smallest_differences()
    for line in scenario.primary:
        unit, least = MEASURES[line.measure].unit, matter[line.measure]
        matters = format_quantity(least, TIME) if unit == "s" else describe_least(least, unit)
        if line.smallest_difference.unit == "s per head":
            matters = f"{format_quantity(line.smallest_difference.amount, TIME)} per person, here {matters}"
        said = f"{define_measure(line.measure)} Smallest difference that matters: {matters}."
        yield capitalize_first(name_measure(line.measure)), said
    primary = {line.measure for line in scenario.primary}
    others = [name_measure(name) for name in list_measures(scenario.hazard.kind) if name not in primary]
    yield "Exploratory", f"{format_list(others)}."


def describe_least(least: float, unit: Unit) -> str:
    """A smallest difference that is no time: `1 day`, `0.05 share`."""
    return append_unit(f"{least:g}", unit) if unit in ("days", "hours") else f"{least:g} {unit}"


def _list_floors(place: Place) -> list[tuple[str, int]]:
    return list(dict.fromkeys((zone.building, zone.floor) for zone in place.zones))


def _is_narrow(place: Place) -> bool:
    return len(_list_floors(place)) <= MAX_FLOORS


def _list_buildings(place: Place) -> Iterator[tuple[str, str]]:
    floor_counts = Counter(building for building, _ in _list_floors(place))
    for building, floors in floor_counts.items():
        kinds = Counter(zone.kind for zone in place.zones if zone.building == building)
        named = building if floors == 1 else f"{building}, {floors} floors"
        yield named, ", ".join(f"{number} × {kind}" for kind, number in kinds.most_common())
    everywhere = Counter(zone.kind for zone in place.zones)
    yield "all", ", ".join(f"{number} × {kind}" for kind, number in everywhere.most_common())


def _build_rooms_table(place: Place) -> Table:
    floors = _list_floors(place)
    floor_counts = Counter(building for building, _ in floors)
    heads = [building if floor_counts[building] == 1 else f"{building}, floor {floor}" for building, floor in floors]
    share = 1 / (len(floors) + 2)
    numbers = Counter((zone.kind, zone.building, zone.floor) for zone in place.zones)
    rows = []
    for kind in dict.fromkeys(zone.kind for zone in place.zones):
        row = [numbers[kind, *floor] for floor in floors]
        rows.append((kind, *(str(number or "") for number in row), str(sum(row))))
    columns = (Column("", share), *(Column(head, share, "right") for head in (*heads, "all")))
    return Table("", columns, tuple(rows))


def _describe_people(place: Place) -> Iterator[Block]:
    yield Paragraph(f"{format_count(len(place.staff), 'adult')} on the roster:")
    yield _build_roles_table(place)
    heads = sum(group.occupants for group in place.groups)
    if not place.groups:
        yield Paragraph("No students or visitors.")
        return
    alone = [group for group in place.groups if all(adult is None for adult in group.adults.values())]
    said = f"{heads:,} students or visitors in {format_count(len(place.groups), 'group')}"
    if alone:
        said += f", {len(alone)} of the groups without an adult"
    yield Paragraph(f"{said}.")
    yield Paragraph(f"Parts of the day: {format_list(map(_describe_period, place.campus.periods))}.")


def _describe_period(period: Period) -> str:
    often = f", {period.per_day} times a day" if period.per_day > 1 else ""
    return f"{period.id} ({format_quantity(period.lasts, TIME)}{often})"


def _name_role(role: str) -> str:
    return "SRO" if role == "sro" else role.replace("-", " ")


def _build_roles_table(place: Place) -> Table:
    numbers = Counter(member.role for member in place.staff).most_common()
    cells = [f"  {number:>3} × {_name_role(role)}" for role, number in numbers]
    rows = -(-len(cells) // 3)
    cells += [""] * (3 * rows - len(cells))
    return Table("", (Column("", 1 / 3),) * 3, tuple(tuple(cells[row::rows]) for row in range(rows)))


def _list_devices(place: Place) -> Iterator[tuple[str, str]]:
    campus, staff, labels = place.campus, place.staff, Labels(place)
    yield "Present practice", label_strategy(campus.present_practice)
    yield (
        "Office",
        f"{labels.zone(campus.office)}; {format_count(sum(m.office for m in staff), 'person works', 'people work')} in it",
    )
    pa = campus.pa
    if pa is None:
        yield "PA", "none"
    else:
        yield "PA", f"time to the microphone {describe_amount(pa.reach_microphone)}"
        may = sum(member.authority or member.office for member in staff)
        speakers = "anyone may speak" if pa.authority is None else f"{may} people may declare"
        yield (
            "",
            f"{speakers}; the message is read {format_count(pa.readings, 'time')}, {format_quantity(pa.reading, TIME)} each",
        )
    carried = sum(member.radio for member in staff)
    yield "Campus radio", "none" if campus.radio is None else f"carried by {carried} of {len(staff)}"
    yield "Desk phones", f"in {sum(zone.phone for zone in place.zones)} of {len(place.zones)} zones"
    if substitutes := [member for member in staff if member.substitute]:
        given = sum(member.app for member in substitutes)
        yield "Substitutes", f"{len(substitutes)}, {given} of them with the app"
    if needs := [labels.person(party.id) for party in place.parties if party.needs]:
        yield "Mobility needs", "; ".join(needs)
    locks = Counter(zone.lock for zone in place.zones if zone.lock is not None)
    yield "Doors that lock", format_list(f"{number} {lock}" for lock, number in locks.items()) or "none"
    aeds = [labels.zone(zone.id) for zone in place.zones if zone.aed]
    yield "AEDs", f"{len(aeds)}: {'; '.join(aeds)}" if aeds else "none"


def _list_agencies(place: Place) -> Iterator[tuple[str, str]]:
    psap, labels = place.campus.psap, Labels(place)
    yield (
        "911 center",
        f"{format_count(psap.takers, 'seat')}, {format_count(count_call_takers(psap), 'call-taker')} on duty",
    )
    yield "", describe_standard(psap)
    for agency in place.campus.agencies:
        yield AGENCY_NAMES[agency.kind], _describe_agency(agency, labels)


def _describe_agency(agency: Agency, labels: Labels) -> str:
    steps = [("turnout", agency.turnout), ("from dispatch to the campus", agency.travel)]
    steps.append(("from the door to contact", agency.locate))
    said = [f"{name} {describe_amount(source)}" for name, source in steps if source is not None]
    return f"{format_count(agency.units, 'unit')}; {'; '.join(said)}; they enter at {labels.zone(agency.enters)}"


def compute_proportion_answered(psap: Psap, busy: float | None = None) -> float:
    """Share of calls answered within STANDARD_SECONDS while nothing special happens.

    By Erlang C for the wait until a taker is free, and the answer time of a free taker after it (row 6 of the evidence). Smaller centers
    share the answer times of larger ones and may miss the standard. busy: share of the takers' time that calls take,
    instead of what the file says.
    """
    takers = count_call_takers(psap)
    busy = compute_utilization(psap) if busy is None else busy
    if busy >= 1.0:
        return 0.0
    waits = compute_waiting_probability(takers, takers * busy)
    leaving = takers * (1.0 - busy) / find_mean(psap.background.service.distribution)
    pick_up = compile_distribution(psap.pick_up.distribution)
    left = (STANDARD_SECONDS - pick_up.quantile((n + 0.5) / STEPS) for n in range(STEPS))
    return math.fsum(1.0 - waits * math.exp(-leaving * rest) for rest in left if rest >= 0.0) / STEPS


def compute_waiting_probability(takers: int, offered: float) -> float:
    """Probability that a call waits. offered: mean calls in service without waiting, below the number of takers."""
    blocked = 1.0
    for n in range(1, takers + 1):
        blocked = offered * blocked / (n + offered * blocked)
    return blocked / (1.0 - offered / takers * (1.0 - blocked))


def describe_standard(psap: Psap) -> str:
    """A sentence on whether the center meets the standard, and at which loads it does not."""
    share = compute_proportion_answered(psap)
    verdict = "meets" if share >= WANTED else "misses"
    said = (
        f"In quiet times it answers {_format_percent(share)} of calls within {STANDARD_SECONDS:.0f} s "
        f"and so {verdict} the standard of {_format_percent(WANTED)}"
    )
    utilization = psap.background.utilization
    between = None if utilization is None else utilization.evidence.range
    if between is None:
        return f"{said}."
    ends = [compute_proportion_answered(psap, busy=min(end, 0.999)) for end in (between.low, between.high)]
    return (
        f"{said}; {_format_percent(ends[0])} if its call-takers are busy {_format_percent(between.low)} of the time, "
        f"{_format_percent(ends[1])} if {_format_percent(between.high)}."
    )


def _format_percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _list_means(strategy: Strategy) -> Iterator[tuple[str, str]]:
    if strategy.added is not None:
        yield from _list_addition(strategy, strategy.added)
    if all(channel.is_alert for channel in strategy.channels):
        yield from _list_everyday_means(strategy)
    for model, record, device in match_devices(strategy.channels):
        says = (describe_amount(part) if isinstance(part, Input) else part for part in device.says(model))
        yield capitalize_first(record.sender), "".join(says)
    if strategy.badge is not None:
        yield from _list_badge(strategy.badge)
    if strategy.app is not None:
        yield from _list_app_legs(strategy.app)


def _list_everyday_means(strategy: Strategy) -> Iterator[tuple[str, str]]:
    yield "Witness", ", else ".join(MEANS[one] for one in strategy.report)
    if strategy.then:
        yield "Then", ", then ".join(MEANS[one] for one in strategy.then)
    yield "Staff who are told", ", else ".join(TOLD[one] for one in strategy.told)
    yield "Who may declare", AUTHORITY_TEXTS[strategy.authority]
    yield "The office", _describe_office(strategy)
    everyday = format_list(EVERYDAY_TEXTS[one] for one in strategy.everyday)
    yield "Everyday channels", everyday or "none"


def _list_addition(strategy: Strategy, added: Added) -> Iterator[tuple[str, str]]:
    what = "the app" if strategy.app is not None else "it"
    yield "Added", f"{what} joins what the campus does today, which keeps its order"
    if strategy.app is not None:
        yield from _list_press(added)


def _list_press(added: Added) -> Iterator[tuple[str, str]]:
    if added.press == "last":
        yield "Press", "after the campus's own means"
    elif added.radio_first:
        yield "Press", "after a call on the radio, by those who carry one; first, by the others"
    else:
        yield "Press", "first"
    if added.one_911_call:
        yield "", "replaces the campus's own 911 call"
    if added.phone_waits:
        yield "", "phone calls to the office wait until the 911 call of the press has ended"


def _list_badge(badge: Badge) -> Iterator[tuple[str, str]]:
    yield "Badge", f"worn by {describe_amount(badge.worn)}, charged: {describe_amount(badge.charged)}"
    yield "", f"pressed before anything else, in {describe_amount(badge.press)}; calls no one"
    yield ("", f"the response team and an office with someone in it know {describe_amount(badge.notifies)} later")


def _describe_office(strategy: Strategy) -> str:
    if "pa" not in strategy.everyday:
        return "calls 911; does not use the PA" if strategy.office.calls_911 else "does not use the PA"
    if not strategy.office.calls_911:
        return "makes a PA announcement"
    return f"calls 911, and makes a PA announcement {'after the call' if strategy.office.announces == 'after-call' else 'at once'}"


def _list_app_legs(app: App) -> Iterator[tuple[str, str]]:
    room = ", with the room attached" if app.gives_room else ""
    yield "911 leg", f"on: a press is a call in the 911 queue{room}" if app.legs.psap == "on" else "OFF"
    sent = ["push to those who have the app"]
    sent += ["text to every number on the roster"] if app.text is not None else []
    sent += ["email to every address on the roster"] if app.email is not None else []
    yield ("Staff leg", f"on: {format_list(sent)}" if app.legs.staff == "on" else "OFF: the app alerts no staff")
    if app.alerts is not None:
        designated = [
            name
            for name, is_in in (("the office", app.alerts.office), ("those who may declare", app.alerts.authority))
            if is_in
        ]
        yield "", f"only {format_list([*designated, *app.alerts.roles])}"


def _build_levers(models: Sequence[BaseModel]) -> Iterator[Block]:
    """What the school can change, as the files state it."""
    levers = collect_levers(models).values()
    if not levers:
        yield Paragraph("No lever is stated.")
        return
    columns = (Column("Lever", 0.3), Column("Changes", 0.46), Column("Cost", 0.1), Column("Kept", 0.14, "right"))
    rows = (
        ((lever.says, Run(f"\n{lever.id}", "emphasis")), _describe_changes(lever), lever.cost, f"{lever.kept:.0%}")
        for lever in levers
    )
    yield Table("", columns, tuple(rows), "Kept: how surely a change is kept on the day.")


def _describe_changes(lever: StatedLever) -> str:
    inputs = [f"{name_input(change.name)}: {format_value(change.source, change.to)}" for change in lever.inputs]
    switches = [f"{change.name}: {'yes' if change.to else 'no'}" for change in lever.switches]
    return "\n".join([*inputs, *switches])


def _build_inputs(models: Sequence[BaseModel]) -> Iterator[Block]:
    inputs = merge_named_inputs(models)
    if not inputs:
        return
    yield Paragraph(describe_inputs(inputs.values()))
    if any(source.evidence.range is not None for source in inputs.values()):
        yield Paragraph(RANGES_NOTE)
    if any(source.evidence.row for source in inputs.values()):
        yield Paragraph("Rows refer to the evidence below the table.")
    yield Paragraph("")
    heads = (("Input", 0.27), ("Value", 0.4), ("Basis", 0.17), (PLAUSIBLE_HEADING, 0.16))
    rows = (
        (name_input(name), _format_value(source), _format_basis(source), describe_plausible_range(source))
        for name, source in inputs.items()
    )
    yield Table("", tuple(Column(*head) for head in heads), tuple(rows))
    levers = [lever.row for lever in collect_levers(models).values() if lever.row is not None]
    yield from _build_evidence(list_cited_rows(inputs, levers))


def _format_value(source: Input) -> Words:
    note = source.evidence.note
    return (describe_amount_and_scale(source), Run(f"\n({note})" if note else "", "emphasis"))


def _format_basis(source: Input) -> Words:
    first, comma, rest = describe_basis(source).partition(",")
    return (Run(first, "strong" if source.evidence.basis == "assumed" else ""), f"{comma}{rest}")


def _build_evidence(cited: Sequence[EvidenceRow]) -> Iterator[Block]:
    if not cited:
        return
    yield Heading("The evidence, in seconds where no unit is given")
    rows = []
    for row in cited:
        known = f": {expand_notation(row.recommended)}\n{to_sentence(row.basis)}"
        if "unverified" in row.tags:
            known += "\n(partly stated from general knowledge; check it before quoting it)"
        known += f"\n{describe_control(row)}" if row.control else ""
        rows.append((str(row.row), (Run(row.parameter, "strong"), known)))
    yield _number_paragraphs(rows)
    found = list_cited_sources(cited)
    if found:
        yield Heading("Sources")
        yield _number_paragraphs((f"[{source.number}]", describe_source(source)) for source in found)


def _number_paragraphs(pairs: Facts) -> Table:
    return Table("", (Column("", 0.08, "right"), Column("", 0.92)), tuple(pairs))
