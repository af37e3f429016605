"""A fire and leaving the building, on the page of a scenario."""

from collections.abc import Iterator

from reports.input_words import amount, listed
from scenarios.hazards import Evacuate
from scenarios.place import Place
from sim.hazards.fire import Fire


def fire(hazard: Fire, begins: str, place: Place) -> Iterator[tuple[str, str]]:
    """How it grows, what sets off the alarm, when it is too late. begins: where, in words."""
    alarm = place.campus.fire_alarm
    yield (
        "Hazard",
        "a fire that grows with the square of time in the zone where it starts; smoke is not modelled",
    )
    yield "Begins in", begins
    yield "Grows", f"{amount(hazard.growth)} kW/s² × time²; noticed from {amount(hazard.perceptible)} kW"
    yield "Pull stations", f"a witness pulls one: {amount(hazard.pulls)}, after {amount(hazard.pull)}"
    if alarm is None:
        yield "Fire alarm", "none"
    else:
        yield "Fire alarm", f"the horns sound {amount(alarm.sounds_after)} later, in every arm"
        if alarm.detectors is not None:
            kinds = listed(alarm.detectors.kinds)
            yield "", f"detectors in {kinds} go off at {amount(alarm.detectors.at)} kW"
        if alarm.reports_after is not None:
            yield "", f"and a company calls 911 after {amount(alarm.reports_after)}"
    if hazard.untenable is not None:
        yield "All must be out", f"when the fire reaches {amount(hazard.untenable)} kW"
    elif hazard.aset is not None:
        yield "All must be out", f"after {amount(hazard.aset)}"


def evacuation(protocol: Evacuate) -> str:
    """What staff do once they are aware."""
    return (
        f"evacuate: classes set out after {amount(protocol.pre_movement.older)}, adults without a class after "
        f"{amount(protocol.pre_movement.offices)}; out by the shortest way that does not lead through the fire, "
        f"on to the assembly point, roll call {amount(protocol.roll_call)}"
    )
