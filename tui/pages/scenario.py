"""A scenario as a page: what happens, who is there, how they are alerted, what is measured, and what is only assumed."""

import math
from collections import Counter
from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from reports.input_words import amount, counted, listed, quantity
from reports.inputs import named_inputs
from reports.names import capital, definition, inside, label, measure_name
from scenarios.emergency import Emergency
from scenarios.hazards import Aid, Evacuate, HazardModel, Protocol
from scenarios.place import Place
from scenarios.scenario import CONDITIONS
from scenarios.strategies import Strategy
from scenarios.units import TIME
from sim.drill.labels import Labels
from sim.hazards.assailant import Assailant
from sim.hazards.cardiac_arrest import CardiacArrest
from sim.hazards.false_alarm import FalseAlarm
from sim.hazards.fire import Fire
from sim.hazards.notice import Notice
from sim.measures import MEASURES, measures_for
from tui.pages.fire import evacuation, fire
from tui.pages.inputs import inputs_part
from tui.pages.layout import facts, part
from tui.pages.strategy import means

FEW = 6  # zones that are named one by one


def scenario_page(emergency: Emergency) -> Iterator[RenderableType]:
    """The whole page."""
    scenario = emergency.scenario
    yield part(scenario.title, first=True)
    yield Text(scenario.summary)
    yield part("What happens")
    yield facts(hazard(emergency))
    yield part("Who is there")
    yield facts(there(emergency))
    yield part("What is asked")
    yield from questions(emergency)
    yield part("How people are alerted")
    yield from alerting(emergency)
    yield part("What is measured")
    yield facts(measured(emergency))
    yield part("What the numbers rest on")
    models = [scenario, emergency.place.campus, *compared(emergency).values()]
    yield from inputs_part(named_inputs(models))


def hazard(emergency: Emergency) -> Iterator[tuple[str, str]]:
    """The hazard, and what people do about it."""
    scenario = emergency.scenario
    if isinstance(scenario.hazard, Assailant):
        yield from threat(scenario.hazard, emergency.place)
    elif isinstance(scenario.hazard, CardiacArrest):
        yield from collapse(scenario.hazard, emergency.place)
    elif isinstance(scenario.hazard, FalseAlarm):
        yield from nothing(scenario.hazard, emergency.place)
    elif isinstance(scenario.hazard, Fire):
        yield from fire(scenario.hazard, begins(scenario.hazard, emergency.place), emergency.place)
    elif isinstance(scenario.hazard, Notice):
        witness = Labels(emergency.place).person(scenario.hazard.witness)
        yield "Hazard", f"a notice that {witness} alone receives; it does nothing more"
    yield "Witnesses", f"recognise it after {amount(scenario.witnessing.recognition)}"
    yield "", f"and decide to report it after {amount(scenario.witnessing.decision)}"
    yield "Staff who are told", f"believe it at once: {amount(scenario.belief.at_once)}"
    yield "", f"call 911 too: {amount(scenario.told_calls_911)}"
    yield "Protocol", protocol(scenario.protocol)
    roles = [f"{one.role}{' (ends it on contact)' if one.intervenes else ''}" for one in scenario.responding]
    if isinstance(scenario.protocol, Aid) and any(member.response_team for member in emergency.place.staff):
        roles.append("response team")
    yield "Goes towards it", listed(roles) or "nobody on campus"
    yield "Followed for", f"{quantity(scenario.horizon, TIME)} from onset"


def threat(hazard: Assailant, place: Place) -> Iterator[tuple[str, str]]:
    """Where it may begin, and how it goes on."""
    yield "Hazard", "a threat: where it is and for how long; nothing else about it is modelled"
    yield "Begins in", begins(hazard, place)
    yield "Stays in a place", amount(hazard.stays)
    yield "Ends", f"by itself after {amount(hazard.lasts)}, or when an officer makes contact"
    yield "Doors", "it does not enter a locked zone"


def collapse(hazard: CardiacArrest, place: Place) -> Iterator[tuple[str, str]]:
    """Where somebody may collapse, and when they are found."""
    yield "Hazard", "somebody's heart stops; a pupil or a visitor"
    yield "Happens in", begins(hazard, place)
    yield "", "of these, only where somebody is posted at that time of day"
    yield "Seen at once", amount(hazard.witnessed)
    yield "Else found", f"after {amount(hazard.found_after)}"


def nothing(hazard: FalseAlarm, place: Place) -> Iterator[tuple[str, str]]:
    """Where somebody may take something harmless for a threat, and when it is over."""
    yield "Hazard", "none: something harmless that is taken for a threat"
    yield "Begins in", f"{begins(hazard, place)}, as far as somebody is there"
    yield "All clear", f"{amount(hazard.found_false)} after the first report of the school"
    yield "", f"never reported: forgotten after {amount(hazard.fades)}"


def begins(hazard: HazardModel, place: Place) -> str:
    """Where it may begin: the zones by name if they are few, and how likely each kind of zone is."""
    labels = Labels(place)
    zones = [labels.zone(zone.id) for zone in place.zones if any(line.fits(zone) for line in hazard.starts)]
    shares = listed(f"{kind} ({100 * share:.0f} %)" for kind, share in starts(hazard, place).items())
    return f"{shares}: {'; '.join(zones)}" if len(zones) <= FEW else shares


def starts(hazard: HazardModel, place: Place) -> dict[str, float]:
    """The chance of each kind of zone to be where it begins, the likeliest first."""
    weights: dict[str, float] = {}
    for line in hazard.starts:
        for zone in place.zones:
            if line.fits(zone):
                weights[zone.kind] = weights.get(zone.kind, 0.0) + line.weight
    total = math.fsum(weights.values())
    return {kind: weights[kind] / total for kind in sorted(weights, key=lambda kind: -weights[kind])}


def protocol(said_to_do: Protocol) -> str:
    """What staff do once they are aware."""
    if isinstance(said_to_do, Aid):
        said = f"aid: react after {amount(said_to_do.reaction)}; who is there gives CPR, the response team"
        return f"{said} brings an AED, everybody else stays away"
    if isinstance(said_to_do, Evacuate):
        said = evacuation(said_to_do)
    else:
        said = f"lockdown: react after {amount(said_to_do.reaction)}, clear the hall, lock the door, stay out of sight"
    if said_to_do.tell.when == "never" or said_to_do.tell.most == 0:
        return said
    return f"{said}; meanwhile each tells at most {counted(said_to_do.tell.most, 'neighbour')}"


def there(emergency: Emergency) -> Iterator[tuple[str, str]]:
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
        yield "", f"{listed(absent)} may be absent"
    heads = sum(group.heads for group in place.groups)
    alone = sum(group.heads for group in place.groups if group.adults[period] is None)
    pupils = f"{heads:,} in {counted(len(place.groups), 'group')}"
    if alone:
        pupils += f"; {alone:,} of the {heads:,} without an adult"
    yield "Pupils and visitors", pupils if heads else "none"


def questions(emergency: Emergency) -> Iterator[RenderableType]:
    """The headline rows, and how often each is played."""
    scenario, today = emergency.scenario, emergency.place.campus.present_practice
    for number, line in enumerate(scenario.headlines, 1):
        with_, without = (inside(emergency.strategy_name(n), today) for n in (line.with_, line.without))
        when = f", when {listed(CONDITIONS[one] for one in line.conditions)}" if line.conditions else ""
        yield Text(f"{number}. {capital(line.says)}: {with_} compared with {without}{when}.")
    yield Text(f"Each is played {scenario.replications:,} times unless said otherwise, with the same luck.")


def compared(emergency: Emergency) -> dict[str, Strategy]:
    """The strategies that the scenario compares, by the name of each."""
    names = dict.fromkeys(emergency.strategy_name(name) for name in emergency.scenario.strategies)
    return {name: emergency.strategies[name] for name in names}


def alerting(emergency: Emergency) -> Iterator[RenderableType]:
    """Each strategy in a few lines."""
    today = emergency.place.campus.present_practice
    for n, (name, strategy) in enumerate(compared(emergency).items()):
        yield Text(f"{'' if n == 0 else chr(10)}{capital(label(name, today))}", "bold")
        yield Text(strategy.summary)
        yield facts(means(strategy))


def measured(emergency: Emergency) -> Iterator[tuple[str, str]]:
    """The measures that the verdict is about, and the names of the rest."""
    scenario = emergency.scenario
    matter = emergency.smallest_differences()
    for line in scenario.primary:
        unit, least = MEASURES[line.measure].unit, matter[line.measure]
        matters = quantity(least, TIME) if unit == "s" else f"{least:g} {unit}"
        if line.smallest_difference.unit == "s per head":
            matters = f"{quantity(line.smallest_difference.amount, TIME)} per head, here {matters},"
        said = f"{definition(line.measure)} Less than {matters} does not matter."
        yield capital(measure_name(line.measure)), said
    primary = {line.measure for line in scenario.primary}
    others = [measure_name(name) for name in measures_for(scenario.hazard.kind) if name not in primary]
    yield "Shown beside them", f"{listed(others)}."
