"""A campus as a page: what there is, who is there, and who answers a call for help."""

from collections import Counter
from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from reports.input_words import amount, counted, listed, quantity
from reports.inputs import named_inputs
from reports.names import label
from scenarios.campus import Agency
from scenarios.checks.centre import seats
from scenarios.place import Place
from scenarios.units import TIME
from sim.drill.labels import Labels
from tui.pages.centre import standard
from tui.pages.inputs import inputs_part
from tui.pages.layout import facts, part

MOST_FLOORS = 8  # side by side
AGENCIES = {"police": "Police", "fire": "Fire department", "ems": "Ambulance"}


def campus_page(place: Place) -> Iterator[RenderableType]:
    """The whole page."""
    campus = place.campus
    yield part(campus.title, first=True)
    yield Text(campus.summary)
    yield part("Buildings and rooms")
    yield rooms(place) if is_narrow(place) else facts(buildings(place))
    yield part("People")
    yield from people(place)
    yield part("How people can be reached")
    yield facts(devices(place))
    yield part("Who answers a call for help")
    yield facts(help_from_outside(place))
    yield part("What the numbers rest on")
    yield from inputs_part(named_inputs([campus]))


def floors_of(place: Place) -> list[tuple[str, int]]:
    """Every floor of every building."""
    return list(dict.fromkeys((zone.building, zone.floor) for zone in place.zones))


def is_narrow(place: Place) -> bool:
    """Whether a table with a column for each floor can be read on 80 columns."""
    return len(floors_of(place)) <= MOST_FLOORS


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
    kinds = list(dict.fromkeys(zone.kind for zone in place.zones))
    storeys = Counter(building for building, _ in floors)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column("", no_wrap=True)
    for building, floor in floors:
        table.add_column(
            building if storeys[building] == 1 else f"{building}, floor {floor}", justify="right"
        )
    table.add_column("all", justify="right")
    numbers = Counter((zone.kind, zone.building, zone.floor) for zone in place.zones)
    for kind in kinds:
        row = [numbers[kind, *floor] for floor in floors]
        table.add_row(kind, *(str(number or "") for number in row), str(sum(row)))
    return table


def people(place: Place) -> Iterator[RenderableType]:
    """Staff by role, and groups."""
    yield Text(f"{counted(len(place.staff), 'adult')} on the roster:")
    yield roles(place)
    heads = sum(group.heads for group in place.groups)
    if not place.groups:
        yield Text("No pupils or visitors.")
        return
    alone = [group for group in place.groups if all(adult is None for adult in group.adults.values())]
    said = f"{heads:,} pupils or visitors in {counted(len(place.groups), 'group')}"
    if alone:
        said += f", {len(alone)} of the groups without an adult"
    yield Text(f"{said}.")
    lengths = (f"{period.id} ({quantity(period.lasts, TIME)})" for period in place.campus.periods)
    yield Text(f"Parts of the day: {listed(lengths)}.")


def roles(place: Place) -> Table:
    """How many there are of each role, side by side."""
    table = Table.grid(padding=(0, 3, 0, 0))
    numbers = Counter(member.role for member in place.staff).most_common()
    cells = [f"  {number:>3} × {role}" for role, number in numbers]
    rows = -(-len(cells) // 3)
    for row in range(rows):
        table.add_row(*(cells[row::rows]))
    return table


def devices(place: Place) -> Iterator[tuple[str, str]]:
    """What carries a message, what locks, what saves."""
    campus, staff, labels = place.campus, place.staff, Labels(place)
    yield "Present practice", label(campus.present_practice)
    yield (
        "Office",
        f"{labels.zone(campus.office)}; {counted(sum(m.office for m in staff), 'person works', 'people work')} in it",
    )
    pa = campus.pa
    if pa is None:
        yield "PA", "none"
    else:
        yield "PA", f"the way to the microphone takes {amount(pa.reach_microphone)}"
        may = sum(member.authority or member.office for member in staff)
        whoever = "whoever is there may speak" if pa.authority is None else f"{may} people may declare"
        yield (
            "",
            f"{whoever}; the message is read {counted(pa.readings, 'time')}, {quantity(pa.reading, TIME)} each",
        )
    carried = sum(member.radio for member in staff)
    yield "Campus radio", "none" if campus.radio is None else f"carried by {carried} of {len(staff)}"
    yield "Desk phones", f"in {sum(zone.phone for zone in place.zones)} of {len(place.zones)} zones"
    locks = Counter(zone.lock for zone in place.zones if zone.lock is not None)
    yield "Doors that lock", listed(f"{number} {lock}" for lock, number in locks.items()) or "none"
    aeds = [labels.zone(zone.id) for zone in place.zones if zone.aed]
    yield "AEDs", f"{len(aeds)}: {'; '.join(aeds)}" if aeds else "none"


def help_from_outside(place: Place) -> Iterator[tuple[str, str]]:
    """The 911 centre and the agencies."""
    psap, labels = place.campus.psap, Labels(place)
    yield "911 centre", f"{counted(psap.takers, 'seat')}, {counted(seats(psap), 'taker')} on duty"
    yield "", standard(psap)
    for agency in place.campus.agencies:
        yield AGENCIES[agency.kind], agency_words(agency, labels)


def agency_words(agency: Agency, labels: Labels) -> str:
    """Who comes, and how long each step takes."""
    steps = [("turnout", agency.turnout), ("from dispatch to the campus", agency.travel)]
    steps.append(("from the door to contact", agency.locate))
    said = [f"{name} {amount(source)}" for name, source in steps if source is not None]
    return f"{counted(agency.units, 'unit')}; {'; '.join(said)}; they come in at {labels.zone(agency.enters)}"
