"""Scenario, campus and strategy as documents: the contents of the file in words, with the evidence behind every number.

An assumed input says ASSUMED, in capitals, wherever it stands.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator

from reports.documents.model import Block, Column, Heading, Paper, Paragraph, Run, Section, Table, Words
from reports.text.evidence import (
    PLAUSIBLE_HEADING,
    RANGES_NOTE,
    describe_basis,
    describe_inputs,
    describe_source,
    expand_notation,
    list_cited_rows,
    list_cited_sources,
    merge_named_inputs,
    to_sentence,
)
from reports.text.formatting import (
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
)
from scenarios.campus import Agency, Psap
from scenarios.campus_expansion import Place
from scenarios.hazards import Aid, Evacuate, HazardModel, Protocol
from scenarios.inputs import Input
from scenarios.scenario import CONDITIONS, Emergency
from scenarios.strategies import App, Strategy
from scenarios.units import TIME
from scenarios.validation.campus import compute_utilization, count_call_takers
from scenarios.validation.limits import find_mean
from sim.exercise.labels import Labels
from sim.hazards.assailant import Assailant
from sim.hazards.cardiac_arrest import CardiacArrest
from sim.hazards.false_alarm import FalseAlarm
from sim.hazards.fire import Fire
from sim.hazards.notice import Notice
from sim.measures import MEASURES, list_measures
from sim.sampling.quantile_tables import compile_distribution

FEW = 6  # zones that are named one by one
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


def facts(pairs: Facts) -> Table:
    """Facts, each beside its name. An empty name goes on with the one above."""
    return Table("", (Column("", 0.25), Column("", 0.75)), tuple(pairs))


def datasheet(kind: str, title: str, sections: Iterable[tuple[str, Iterable[Block]]]) -> Paper:
    """A document of sections, each with its title."""
    made = (Section(title.lower().replace(" ", "-"), title, tuple(blocks)) for title, blocks in sections)
    return Paper(kind, title, (), tuple(made), contents=False)


def scenario_sheet(emergency: Emergency) -> Paper:
    """Hazard, campus, questions, strategies, measures and inputs of a scenario."""
    scenario = emergency.scenario
    models = [scenario, emergency.place.campus, *compared(emergency).values()]
    return datasheet(
        "Scenario",
        scenario.title,
        [
            ("", [Paragraph(scenario.summary)]),
            ("Hazard and response", [facts(list_hazard_facts(emergency))]),
            ("Campus", [facts(list_campus_facts(emergency))]),
            ("Questions", questions(emergency)),
            ("Alert strategies", render_strategies(emergency)),
            ("Measures", [facts(measured(emergency))]),
            ("Inputs and evidence", inputs_blocks(merge_named_inputs(models))),
        ],
    )


def campus_sheet(place: Place) -> Paper:
    """Buildings, people, equipment and responders of a campus."""
    campus = place.campus
    return datasheet(
        "Campus",
        campus.title,
        [
            ("", [Paragraph(campus.summary)]),
            ("Buildings and rooms", [rooms(place) if is_narrow(place) else facts(buildings(place))]),
            ("People", people(place)),
            ("Alerting and security", [facts(list_devices(place))]),
            ("911 and responders", [facts(list_agencies(place))]),
            ("Inputs and evidence", inputs_blocks(merge_named_inputs([campus]))),
        ],
    )


def strategy_sheet(strategy: Strategy) -> Paper:
    """How a strategy notifies, and its inputs."""
    inputs = merge_named_inputs([strategy])
    none = Paragraph("This strategy has no inputs of its own.")
    return datasheet(
        "Strategy",
        strategy.title,
        [
            ("", [Paragraph(strategy.summary)]),
            ("Notification", [facts(list_means(strategy))]),
            ("Inputs and evidence", inputs_blocks(inputs) if inputs else [none]),
        ],
    )


def list_hazard_facts(emergency: Emergency) -> Iterator[tuple[str, str]]:
    """The hazard and the response."""
    scenario = emergency.scenario
    if isinstance(scenario.hazard, Assailant):
        yield from threat(scenario.hazard, emergency.place)
    elif isinstance(scenario.hazard, CardiacArrest):
        yield from collapse(scenario.hazard, emergency.place)
    elif isinstance(scenario.hazard, FalseAlarm):
        yield from list_false_alarm_facts(scenario.hazard, emergency.place)
    elif isinstance(scenario.hazard, Fire):
        yield from fire(scenario.hazard, begins(scenario.hazard, emergency.place), emergency.place)
    elif isinstance(scenario.hazard, Notice):
        witness = Labels(emergency.place).person(scenario.hazard.witness)
        yield "Hazard", f"a notice to {witness} alone, with no further effect"
    yield "Witnesses", f"recognise it after {describe_amount(scenario.witnessing.recognition)}"
    yield "", f"and decide to report it after {describe_amount(scenario.witnessing.decision)}"
    yield "Staff on receipt", f"believe it at once: {describe_amount(scenario.belief.at_once)}"
    yield "", f"call 911 too: {describe_amount(scenario.told_calls_911)}"
    yield "Protocol", describe_protocol(scenario.protocol)
    roles = [f"{one.role}{' (ends it on contact)' if one.intervenes else ''}" for one in scenario.responding]
    if isinstance(scenario.protocol, Aid) and any(member.response_team for member in emergency.place.staff):
        roles.append("response team")
    yield "Responds on campus", format_list(roles) or "no one on campus"
    yield "Followed for", f"{format_quantity(scenario.horizon, TIME)} from onset"


def threat(hazard: Assailant, place: Place) -> Iterator[tuple[str, str]]:
    """Where it may begin, and how it goes on."""
    yield "Hazard", "a threat with a location and a duration; nothing else about it is modeled"
    yield "Begins in", begins(hazard, place)
    yield "Stays in a place", describe_amount(hazard.stays)
    yield "Ends", f"by itself after {describe_amount(hazard.lasts)}, or when an officer makes contact"
    yield "Doors", "it does not enter a locked zone"


def collapse(hazard: CardiacArrest, place: Place) -> Iterator[tuple[str, str]]:
    """Where someone may collapse, and when they are found."""
    yield "Hazard", "sudden cardiac arrest of a student or visitor"
    yield "Happens in", begins(hazard, place)
    yield "", "of these, only where people are posted at that time of day"
    yield "Witnessed", describe_amount(hazard.witnessed)
    yield "Otherwise found", f"after {describe_amount(hazard.found_after)}"


def list_false_alarm_facts(hazard: FalseAlarm, place: Place) -> Iterator[tuple[str, str]]:
    """Where something harmless may be taken for a threat, and when it is over."""
    yield "Hazard", "none: something harmless is taken for a threat"
    yield "Begins in", f"{begins(hazard, place)}, where people are present"
    yield "All clear", f"{describe_amount(hazard.found_false)} after the first notification"
    yield "", f"never reported: forgotten after {describe_amount(hazard.fades)}"


def fire(hazard: Fire, origin: str, place: Place) -> Iterator[tuple[str, str]]:
    """How it grows, what starts the alarm, when it is untenable. origin: where it begins, in words."""
    alarm = place.campus.fire_alarm
    yield (
        "Hazard",
        "a t-squared fire in the zone where it starts; smoke is not modeled",
    )
    yield "Begins in", origin
    yield (
        "Grows",
        f"{describe_amount(hazard.growth)} kW/s² × time²; noticed from {describe_amount(hazard.perceptible)} kW",
    )
    yield (
        "Pull stations",
        f"a witness pulls one: {describe_amount(hazard.pulls)}, after {describe_amount(hazard.pull)}",
    )
    if alarm is None:
        yield "Fire alarm", "none"
    else:
        yield (
            "Fire alarm",
            f"notification appliances sound {describe_amount(alarm.sounds_after)} later, in every arm",
        )
        if alarm.detectors is not None:
            kinds = format_list(alarm.detectors.kinds)
            yield "", f"detectors in {kinds} go off at {describe_amount(alarm.detectors.at)} kW"
        if alarm.reports_after is not None:
            yield "", f"and a company calls 911 after {describe_amount(alarm.reports_after)}"
    if hazard.untenable is not None:
        yield "Untenable", f"when the fire reaches {describe_amount(hazard.untenable)} kW"
    elif hazard.aset is not None:
        yield "Untenable", f"after {describe_amount(hazard.aset)}"


def begins(hazard: HazardModel, place: Place) -> str:
    """Where it may begin: the zones by name if they are few, and how likely each kind of zone is."""
    labels = Labels(place)
    zones = [
        labels.zone(zone.id) for zone in place.zones if any(line.matches(zone) for line in hazard.starts)
    ]
    shares = format_list(
        f"{kind} ({100 * share:.0f}%)" for kind, share in find_onset_probabilities(hazard, place).items()
    )
    return f"{shares}: {'; '.join(zones)}" if len(zones) <= FEW else shares


def find_onset_probabilities(hazard: HazardModel, place: Place) -> dict[str, float]:
    """The chance of each kind of zone to be where it begins, the likeliest first."""
    weights: dict[str, float] = {}
    for line in hazard.starts:
        for zone in place.zones:
            if line.matches(zone):
                weights[zone.kind] = weights.get(zone.kind, 0.0) + line.weight
    total = math.fsum(weights.values())
    return {kind: weights[kind] / total for kind in sorted(weights, key=lambda kind: -weights[kind])}


def describe_protocol(said_to_do: Protocol) -> str:
    """What staff do once they are aware."""
    if isinstance(said_to_do, Aid):
        said = (
            f"aid: react after {describe_amount(said_to_do.reaction)}; bystanders give CPR, the response team"
        )
        return f"{said} brings an AED, everyone else stays away"
    if isinstance(said_to_do, Evacuate):
        said = describe_evacuation(said_to_do)
    else:
        said = f"lockdown: react after {describe_amount(said_to_do.reaction)}, clear the hall, lock the door, stay out of sight"
    if said_to_do.tell.when == "never" or said_to_do.tell.most == 0:
        return said
    return f"{said}; meanwhile each tells at most {format_count(said_to_do.tell.most, 'neighbor')}"


def describe_evacuation(protocol: Evacuate) -> str:
    """What staff do once they are aware."""
    return (
        f"evacuate: classes set out after {describe_amount(protocol.pre_movement.older)}, adults without a class after "
        f"{describe_amount(protocol.pre_movement.offices)}; out by the shortest way that does not lead through the fire, "
        f"on to the assembly point, roll call {describe_amount(protocol.roll_call)}"
    )


def list_campus_facts(emergency: Emergency) -> Iterator[tuple[str, str]]:
    """The campus, the time of day, and people by role."""
    place, period = emergency.place, emergency.scenario.period
    yield "Campus", f"{place.campus.title}; more: allcall show {place.campus.campus}"
    yield "Time of day", period
    roles = Counter(member.role for member in place.staff).most_common()
    yield "Staff", f"{len(place.staff)}: {', '.join(f'{number} × {role}' for role, number in roles)}"
    labels = Labels(place)
    absent = [
        labels.person(member.id)
        for member in place.staff
        if place.campus.roster[member.line].on_site is not None
    ]
    if absent:
        yield "", f"{format_list(absent)} may be absent"
    heads = sum(group.occupants for group in place.groups)
    alone = sum(group.occupants for group in place.groups if group.adults[period] is None)
    students = f"{heads:,} in {format_count(len(place.groups), 'group')}"
    if alone:
        students += f"; {alone:,} of the {heads:,} without an adult"
    yield "Students and visitors", students if heads else "none"


def questions(emergency: Emergency) -> Iterator[Block]:
    """The headline rows, and how often each is played."""
    scenario, today = emergency.scenario, emergency.place.campus.present_practice
    for number, line in enumerate(scenario.headlines, 1):
        with_, without = (
            name_strategy(emergency.resolve_strategy(n), today) for n in (line.with_, line.without)
        )
        when = f", when {format_list(CONDITIONS[one] for one in line.conditions)}" if line.conditions else ""
        yield Paragraph(f"{number}. {capitalize_first(line.says)}: {with_} compared with {without}{when}.")
    yield Paragraph(f"Default: {scenario.replications:,} replications with common random numbers.")


def compared(emergency: Emergency) -> dict[str, Strategy]:
    """The strategies that the scenario compares, by the name of each."""
    names = dict.fromkeys(emergency.resolve_strategy(name) for name in emergency.scenario.strategies)
    return {name: emergency.strategies[name] for name in names}


def render_strategies(emergency: Emergency) -> Iterator[Block]:
    """Each strategy in a few lines."""
    today = emergency.place.campus.present_practice
    for name, strategy in compared(emergency).items():
        yield Heading(capitalize_first(label_strategy(name, today)))
        yield Paragraph(strategy.summary)
        yield facts(list_means(strategy))


def measured(emergency: Emergency) -> Iterator[tuple[str, str]]:
    """The measures that the verdict is about, and the names of the rest."""
    scenario = emergency.scenario
    matter = emergency.smallest_differences()
    for line in scenario.primary:
        unit, least = MEASURES[line.measure].unit, matter[line.measure]
        matters = format_quantity(least, TIME) if unit == "s" else f"{least:g} {unit}"
        if line.smallest_difference.unit == "s per head":
            matters = f"{format_quantity(line.smallest_difference.amount, TIME)} per person, here {matters}"
        said = f"{define_measure(line.measure)} Smallest difference that matters: {matters}."
        yield capitalize_first(name_measure(line.measure)), said
    primary = {line.measure for line in scenario.primary}
    others = [name_measure(name) for name in list_measures(scenario.hazard.kind) if name not in primary]
    yield "Exploratory", f"{format_list(others)}."


def floors_of(place: Place) -> list[tuple[str, int]]:
    """Every floor of every building."""
    return list(dict.fromkeys((zone.building, zone.floor) for zone in place.zones))


def is_narrow(place: Place) -> bool:
    """Whether a table with a column for each floor can be read on 80 columns."""
    return len(floors_of(place)) <= MAX_FLOORS


def buildings(place: Place) -> Iterator[tuple[str, str]]:
    """Each building with its rooms by kind."""
    storeys = Counter(building for building, _ in floors_of(place))
    for building, floors in storeys.items():
        kinds = Counter(zone.kind for zone in place.zones if zone.building == building)
        named = building if floors == 1 else f"{building}, {floors} floors"
        yield named, ", ".join(f"{number} × {kind}" for kind, number in kinds.most_common())
    everywhere = Counter(zone.kind for zone in place.zones)
    yield "all", ", ".join(f"{number} × {kind}" for kind, number in everywhere.most_common())


def rooms(place: Place) -> Table:
    """Rooms by kind, on each floor of each building."""
    floors = floors_of(place)
    storeys = Counter(building for building, _ in floors)
    heads = [
        building if storeys[building] == 1 else f"{building}, floor {floor}" for building, floor in floors
    ]
    share = 1 / (len(floors) + 2)
    numbers = Counter((zone.kind, zone.building, zone.floor) for zone in place.zones)
    rows = []
    for kind in dict.fromkeys(zone.kind for zone in place.zones):
        row = [numbers[kind, *floor] for floor in floors]
        rows.append((kind, *(str(number or "") for number in row), str(sum(row))))
    columns = (Column("", share), *(Column(head, share, "right") for head in (*heads, "all")))
    return Table("", columns, tuple(rows))


def people(place: Place) -> Iterator[Block]:
    """Staff by role, and groups."""
    yield Paragraph(f"{format_count(len(place.staff), 'adult')} on the roster:")
    yield build_roles_table(place)
    heads = sum(group.occupants for group in place.groups)
    if not place.groups:
        yield Paragraph("No students or visitors.")
        return
    alone = [group for group in place.groups if all(adult is None for adult in group.adults.values())]
    said = f"{heads:,} students or visitors in {format_count(len(place.groups), 'group')}"
    if alone:
        said += f", {len(alone)} of the groups without an adult"
    yield Paragraph(f"{said}.")
    lengths = (f"{period.id} ({format_quantity(period.lasts, TIME)})" for period in place.campus.periods)
    yield Paragraph(f"Parts of the day: {format_list(lengths)}.")


def build_roles_table(place: Place) -> Table:
    """How many there are of each role, side by side."""
    numbers = Counter(member.role for member in place.staff).most_common()
    cells = [f"  {number:>3} × {role}" for role, number in numbers]
    rows = -(-len(cells) // 3)
    cells += [""] * (3 * rows - len(cells))
    return Table("", (Column("", 1 / 3),) * 3, tuple(tuple(cells[row::rows]) for row in range(rows)))


def list_devices(place: Place) -> Iterator[tuple[str, str]]:
    """PA, radio, phones, locks and AEDs."""
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
    locks = Counter(zone.lock for zone in place.zones if zone.lock is not None)
    yield "Doors that lock", format_list(f"{number} {lock}" for lock, number in locks.items()) or "none"
    aeds = [labels.zone(zone.id) for zone in place.zones if zone.aed]
    yield "AEDs", f"{len(aeds)}: {'; '.join(aeds)}" if aeds else "none"


def list_agencies(place: Place) -> Iterator[tuple[str, str]]:
    """The 911 center and the agencies."""
    psap, labels = place.campus.psap, Labels(place)
    yield (
        "911 center",
        f"{format_count(psap.takers, 'seat')}, {format_count(count_call_takers(psap), 'call-taker')} on duty",
    )
    yield "", describe_standard(psap)
    for agency in place.campus.agencies:
        yield AGENCY_NAMES[agency.kind], describe_agency(agency, labels)


def describe_agency(agency: Agency, labels: Labels) -> str:
    """Units and the duration of each step."""
    steps = [("turnout", agency.turnout), ("from dispatch to the campus", agency.travel)]
    steps.append(("from the door to contact", agency.locate))
    said = [f"{name} {describe_amount(source)}" for name, source in steps if source is not None]
    return (
        f"{format_count(agency.units, 'unit')}; {'; '.join(said)}; they enter at {labels.zone(agency.enters)}"
    )


def proportion_answered_within(
    psap: Psap, seconds: float = STANDARD_SECONDS, busy: float | None = None
) -> float:
    """Share of calls answered within so many seconds while nothing special happens.

    By Erlang C for the wait until a taker is free, and the answer time of a free taker after it (row 6 of the evidence). Smaller centers
    share the answer times of larger ones and may miss the standard. busy: share of the takers' time that calls take,
    instead of what the file says.
    """
    takers = count_call_takers(psap)
    busy = compute_utilization(psap) if busy is None else busy
    if busy >= 1.0:
        return 0.0
    waits = waiting_probability(takers, takers * busy)
    leaving = takers * (1.0 - busy) / find_mean(psap.background.service.distribution)
    pick_up = compile_distribution(psap.pick_up.distribution)
    left = (seconds - pick_up.quantile((n + 0.5) / STEPS) for n in range(STEPS))
    return math.fsum(1.0 - waits * math.exp(-leaving * rest) for rest in left if rest >= 0.0) / STEPS


def waiting_probability(takers: int, offered: float) -> float:
    """Chance that a call has to wait. offered: calls in service if nobody had to wait, below the number of takers."""
    blocked = 1.0
    for n in range(1, takers + 1):
        blocked = offered * blocked / (n + offered * blocked)
    return blocked / (1.0 - offered / takers * (1.0 - blocked))


def describe_standard(psap: Psap) -> str:
    """A sentence on whether the center meets the standard, and at which loads it does not."""
    share = proportion_answered_within(psap)
    verdict = "meets" if share >= WANTED else "misses"
    said = (
        f"In quiet times it answers {_format_percent(share)} of calls within {STANDARD_SECONDS:.0f} s "
        f"and so {verdict} the standard of {_format_percent(WANTED)}"
    )
    utilisation = psap.background.utilisation
    between = None if utilisation is None else utilisation.evidence.range
    if between is None:
        return f"{said}."
    ends = [proportion_answered_within(psap, busy=min(end, 0.999)) for end in (between.low, between.high)]
    return (
        f"{said}; {_format_percent(ends[0])} if its call-takers are busy {_format_percent(between.low)} of the time, "
        f"{_format_percent(ends[1])} if {_format_percent(between.high)}."
    )


def _format_percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def list_means(strategy: Strategy) -> Iterator[tuple[str, str]]:
    """Means in order, who may start them, and whom they reach."""
    yield "Witness", ", else ".join(MEANS[one] for one in strategy.report)
    if strategy.then:
        yield "Then", ", then ".join(MEANS[one] for one in strategy.then)
    yield "Staff who are told", ", else ".join(TOLD[one] for one in strategy.told)
    yield "Who may declare", AUTHORITY_TEXTS[strategy.authority]
    yield "The office", describe_office(strategy)
    everyday = format_list(EVERYDAY_TEXTS[one] for one in strategy.everyday)
    yield "Everyday channels", everyday or "none"
    if strategy.app is not None:
        yield from list_app_legs(strategy.app)


def describe_office(strategy: Strategy) -> str:
    """What the office does once it knows."""
    if "pa" not in strategy.everyday:
        return "calls 911; does not use the PA" if strategy.office.calls_911 else "does not use the PA"
    if not strategy.office.calls_911:
        return "speaks on the PA"
    return f"calls 911, and speaks on the PA {'after the call' if strategy.office.announces == 'after-call' else 'at once'}"


def list_app_legs(app: App) -> Iterator[tuple[str, str]]:
    """The two legs of an app."""
    room = ", with the room attached" if app.gives_room else ""
    yield "911 leg", f"on: a press is a call in the 911 queue{room}" if app.legs.psap == "on" else "OFF"
    sent = ["push to those who have the app"]
    sent += ["text to every number on the roster"] if app.text is not None else []
    sent += ["email to every address on the roster"] if app.email is not None else []
    yield (
        "Staff leg",
        f"on: {format_list(sent)}" if app.legs.staff == "on" else "OFF: the app alerts no staff",
    )


def inputs_blocks(inputs: dict[str, Input]) -> Iterator[Block]:
    """A table of inputs, and the evidence that they cite."""
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
        (name_input(name), value(source), format_basis(source), describe_plausible_range(source))
        for name, source in inputs.items()
    )
    yield Table("", tuple(Column(*head) for head in heads), tuple(rows))
    yield from evidence(inputs)


def value(source: Input) -> Words:
    """How much, with the note."""
    note = source.evidence.note
    return (describe_amount_and_scale(source), Run(f"\n({note})" if note else "", "emphasis"))


def format_basis(source: Input) -> Words:
    """What an input rests on; an assumption stands out."""
    first, comma, rest = describe_basis(source).partition(",")
    return (Run(first, "strong" if source.evidence.basis == "assumed" else ""), f"{comma}{rest}")


def evidence(inputs: dict[str, Input]) -> Iterator[Block]:
    """The rows of the table of evidence that inputs cite, and their sources."""
    cited = list_cited_rows(inputs)
    if not cited:
        return
    yield Heading("The evidence, in seconds where no unit is given")
    rows = []
    for row in cited:
        known = f": {expand_notation(row.recommended)}\n{to_sentence(row.basis)}"
        if "unverified" in row.tags:
            known += "\n(partly stated from general knowledge; check it before quoting it)"
        rows.append((str(row.row), (Run(row.parameter, "strong"), known)))
    yield number_parts(rows)
    found = list_cited_sources(cited)
    if found:
        yield Heading("Sources")
        yield number_parts((f"[{source.number}]", describe_source(source)) for source in found)


def number_parts(pairs: Facts) -> Table:
    """Paragraphs with their numbers before them."""
    return Table("", (Column("", 0.08, "right"), Column("", 0.92)), tuple(pairs))
