"""The measures: every interval and amount, read off the trace of one replication and nothing else.

Seconds from onset unless stated otherwise; math.inf means *not reached by the horizon*. Heads are people of every age. Names follow
NFPA 1225 and 1710 where they have one.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Mapping, Sequence

from scenarios import plug_ins
from scenarios.diagnostics import Problem, quote, suggest
from scenarios.errors import ArgumentError, UnknownName
from scenarios.hazards import MEASURE_NAMES, add_measure, remove_measure
from sim.hazards import base
from sim.model.measure import AddedMeasure, Measure, TraceReader
from sim.model.tables import Tables
from sim.model.trace import EventKind, Trace
from sim.model.trace_reader import (
    TraceSummary,
    exposed_seconds,
    exposure_end,
    read_trace,
    share_protected,
    time_of_aware,
    time_of_protected,
    unprotected_seconds,
)
from sim.queues import MEASURES as MEASURES_OF_QUEUES


def _time(name: str, definition: str) -> Measure:
    return Measure(name, "s", "lower", definition, is_time=True)


NOT_REACHED = math.inf
UNAWARE_SAME_SPAN = "unaware_time_same_span"
"""The one measure that reads two arms: `sim.experiment.runner` counts it to the end of the danger in the other. Of one trace alone it is
the unaware time.
"""
GENERAL: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        _time("recognition", "Onset to the first person who has understood what it is."),
        _time(
            "first_report",
            "Onset to the first notification: the app pressed, a call from the school in the 911 queue, an officer's report by "
            "radio, or the office told.",
        ),
        _time(
            "call_answered",
            "Onset to the first call about the emergency that a 911 call taker picks up, or an officer's report by radio.",
        ),
        _time("processing", "Answer of the call that leads to dispatch to the dispatch itself."),
        _time("dispatched", "Onset to the first unit being sent."),
        _time(
            "travel",
            "Dispatch to the first off-campus unit on scene; contains the turnout where a source does not part them.",
        ),
        _time("first_unit_on_scene", "Onset to the first off-campus unit on scene."),
        _time("first_responder_on_scene", "Onset to the first responder at the hazard or on scene, on campus or off."),
        _time(
            "intervention",
            "Onset to the first officer who makes contact, or reaches the hazard's last place; to the first water.",
        ),
        _time(
            "total_response",
            "First call about the emergency at the 911 center, or report by radio, to the first unit's contact.",
        ),
        _time("hazard_over", "Onset to the end of the hazard: by its own clock, by contact, or found to be false."),
        _time("first_campus_alert", "Onset to the first message sent to many by any means but face to face."),
        _time("aware_t50", "Onset to half of the staff on campus being aware (noticed and understood, not sent)."),
        _time("aware_t90", "Onset to 90% of the staff on campus being aware."),
        _time("aware_t100", "Onset to the last member of staff on campus being aware."),
        Measure("acknowledgement_rate", "share", "higher", "Share of the staff on campus who checked in by the app."),
        _time(
            "protected_t50",
            "Onset to half of all people being protected: behind a locked door, their adult done with the protocol; "
            "in a fire, out of the building.",
        ),
        _time("protected_t90", "Onset to 90% of all people being protected."),
        _time("protected_t100", "Onset to all people being protected."),
        Measure(
            "unprotected_person_minutes",
            "person-min",
            "lower",
            "Heads times minutes not yet protected, from onset to the hazard's end, wherever they are.",
        ),
        Measure(
            "exposed_person_minutes",
            "person-min",
            "lower",
            "Heads times minutes not protected and in reach of the hazard, from onset to its end.",
        ),
        Measure(
            "app_was_first_report",
            "share",
            "higher",
            "Whether the first report that was out was a press of the app.",
            is_yes_no=True,
        ),
        Measure(
            "aware_when_over",
            "share",
            "higher",
            "Share of the staff on campus aware when the danger ends. Descriptive: a faster officer lowers it.",
        ),
        Measure(
            "protected_when_over",
            "share",
            "higher",
            "Share of all heads protected when the danger ends. Descriptive: a faster officer lowers it.",
        ),
        Measure(
            "unaware_time",
            "s",
            "lower",
            "Mean over the staff on campus of the seconds until each is aware, counted to the end of the danger or the horizon at most.",
        ),
        Measure(
            "unaware_time_bound",
            "s",
            "lower",
            "Unaware time if everyone who was not aware before became aware at the first report.",
        ),
        Measure(
            UNAWARE_SAME_SPAN,
            "s",
            "lower",
            "Unaware time counted to the end of the danger in the arm that this one is compared with.",
        ),
        _time("pa_speaks", "Onset to the first announcement that sounds on the PA."),
        Measure(
            "hang_ups",
            "count",
            "lower",
            "Calls of the school to 911 that end before anyone answers, until units are sent.",
        ),
    )
}


MEASURES: Mapping[str, Measure] = ChainMap(base.MEASURES, GENERAL, dict(MEASURES_OF_QUEUES))
"""All: those of queues and of most hazards first, then those that a hazard brought along."""


DESCRIPTIVE = frozenset(
    {
        "pa_speaks",
        "unaware_time_bound",
        UNAWARE_SAME_SPAN,
        "aware_when_over",
        "protected_when_over",
        "app_was_first_report",
        "hang_ups",
        "siege",
        "open_cases",
        "team_hours_a_week",
        "transient_hours_a_week",
        "reading_hours_a_week",
    }
)
"""They say what happened, and are no cost: a faster officer lowers some, a strategy without an app has none to press,
and a report that is lost makes no work."""


UNJUDGED_COSTS = ("suspensions", "team_hours_a_week")
"""More of them has no verdict, and is what a strategy costs all the same; effects on people first."""


def is_judged(name: str) -> bool:
    """Whether more of a measure, or less, may be called better or worse."""
    return name not in DESCRIPTIVE and not MEASURES[name].proportional_to


READERS_OF_PACKAGES: dict[str, TraceReader] = {}
"""Of measures that installed packages add, by name."""
REGISTERED: set[str] = set()
"""The names of the measures that `register_measure` added in this process."""


def list_measures(hazard: str) -> list[str]:
    """The measures that apply to a kind of hazard, in their order."""
    return list(MEASURE_NAMES[hazard])


def compute_measures(trace: Trace, tables: Tables) -> dict[str, float]:
    """Every measure that applies, of one replication, by name; time measures are math.inf where they were not reached."""
    reading = read_trace(trace, tables)
    return {name: READERS[name](reading) for name in list_measures(tables.hazard.kind)}


def _first(kind: EventKind) -> base.Reader:
    return lambda reading: reading.first_times[kind]


def _staff_aware(share: float) -> base.Reader:
    return lambda reading: time_of_aware(reading, share)


def _heads_protected(share: float) -> base.Reader:
    return lambda reading: time_of_protected(reading, share)


def share_aware(reading: TraceSummary, end: float) -> float:
    """Share of the staff on campus who are aware by this time."""
    return sum(time <= end for time in reading.aware) / reading.staff


def unaware_seconds(reading: TraceSummary, end: float) -> float:
    """Seconds until each member of staff is aware, `end` at most; their mean."""
    total = sum(min(time, end) for time in reading.aware)
    return (total + (reading.staff - len(reading.aware)) * end) / reading.staff


def seconds_between(start: float, end: float) -> float:
    """From one event to another, not reached where that is not."""
    return end - start if end < NOT_REACHED else NOT_REACHED


def total_response(reading: TraceSummary) -> float:
    """From the first call in the queue, or report by radio, to contact."""
    first = reading.first_times
    return seconds_between(min(first[EventKind.QUEUED], first[EventKind.RADIOED]), reading.unit_contact)


DURATION_MEASURES = frozenset({"processing", "travel", "total_response", "longest_wait"})
"""Seconds between two events rather than from onset: they are shorter or longer, not sooner or later."""
_GENERAL_READERS: dict[str, base.Reader] = {
    "recognition": _first(EventKind.RECOGNIZED),
    "first_report": lambda reading: reading.first_report,
    "call_answered": _first(EventKind.ANSWERED),
    "processing": lambda reading: reading.processing,
    "dispatched": _first(EventKind.DISPATCHED),
    "travel": lambda reading: seconds_between(
        reading.first_times[EventKind.DISPATCHED], reading.first_times[EventKind.ON_SCENE]
    ),
    "first_unit_on_scene": _first(EventKind.ON_SCENE),
    "first_responder_on_scene": lambda reading: min(
        reading.first_times[EventKind.ON_SCENE], reading.first_times[EventKind.RESPONDER_ON_SCENE]
    ),
    "intervention": _first(EventKind.CONTACT_MADE),
    "total_response": total_response,
    "hazard_over": _first(EventKind.HAZARD_ENDS),
    "first_campus_alert": _first(EventKind.SENT),
    "aware_t50": _staff_aware(0.5),
    "aware_t90": _staff_aware(0.9),
    "aware_t100": _staff_aware(1.0),
    "unaware_time": lambda reading: unaware_seconds(reading, exposure_end(reading)),
    "unaware_time_bound": lambda reading: unaware_seconds(reading, min(reading.first_report, exposure_end(reading))),
    UNAWARE_SAME_SPAN: lambda reading: unaware_seconds(reading, exposure_end(reading)),
    "pa_speaks": lambda reading: reading.announced,
    "acknowledgement_rate": lambda reading: reading.acknowledged / reading.staff,
    "protected_t50": _heads_protected(0.5),
    "protected_t90": _heads_protected(0.9),
    "protected_t100": _heads_protected(1.0),
    "unprotected_person_minutes": lambda reading: unprotected_seconds(reading) / 60.0,
    "exposed_person_minutes": lambda reading: exposed_seconds(reading) / 60.0,
    "aware_when_over": lambda reading: share_aware(reading, exposure_end(reading)),
    "protected_when_over": lambda reading: share_protected(reading, exposure_end(reading)),
    "app_was_first_report": lambda reading: float(reading.is_app_first),
    "hang_ups": lambda reading: float(reading.hang_ups),
}
READERS: Mapping[str, base.Reader] = ChainMap(base.READERS, _GENERAL_READERS)


def register_measure(measure: Measure, reader: TraceReader, hazards: Sequence[str] | None = None) -> None:
    """Adds a measure, which every comparison of these hazards then has. A name that was added before is defined anew.

    reader: its value, from the trace of one replication; math.inf for a time that was not reached. `trace.events()` has the events with
    names, `trace.rows` the same as numbers, which are faster to read, and `trace.tables` everything that the replication was made of.
    hazards: kinds of hazards; by default all. A scenario file can name the measure among its `primary` ones.

    One that an installed package adds is compiled with the model. For one that is registered here, the compiled engine plays each
    replication once more for its trace, and the measure is read in Python. At the large high school that
    adds about 4 ms to a play with `trace.rows`, and 8 ms with `trace.events()`; SimPy takes 20 ms for a play. SimPy plays in this process
    alone, a cluster is refused, and no result is kept on disk, because none of these knows the reader. Raises ArgumentError for a name
    that is taken, UnknownName for a hazard that there is not.

        >>> import math
        >>> from sim import Measure, compare, register_measure, unregister_measure
        >>> def find_last_lock(trace):
        ...     return max((event.time for event in trace.events() if event.kind == "locked"), default=math.inf)
        >>> last_lock = Measure("last_lock", "s", "lower", "Onset to the last door being locked.", is_time=True)
        >>> register_measure(last_lock, find_last_lock, hazards=["assailant"])
        >>> result = compare("active-assailant", strategies=["office-pa", "app"], pairs=20, input_pairs=0, joint=0)
        >>> [contrast.unit for contrast in result.contrasts if contrast.measure == "last_lock"]
        ['s']
        >>> unregister_measure("last_lock")
    """
    _require_usable(measure, reader, hazards)
    if measure.name in REGISTERED:
        unregister_measure(measure.name)
    _add(AddedMeasure(measure, reader, hazards))
    REGISTERED.add(measure.name)


def _add(added: AddedMeasure) -> None:
    measure, reader, hazards = added
    add_measure(measure.name, measure.unit, list(MEASURE_NAMES) if hazards is None else list(hazards))
    base.MEASURES[measure.name] = measure
    base.READERS[measure.name] = lambda reading: _read_checked(measure, reader, reading)


def _add_from_plug_in(added: AddedMeasure) -> None:
    _require_usable(*added)
    _add(added)
    READERS_OF_PACKAGES[added.measure.name] = added.reader


def _require_usable(measure: object, reader: object, hazards: Sequence[str] | None) -> None:
    if not isinstance(measure, Measure):
        raise ArgumentError(
            f"measure: {quote(measure)} is not a Measure; write Measure(name, unit, direction, definition)"
        )
    if not callable(reader):
        raise ArgumentError(f"reader: {quote(reader)} is not a function; write one that takes a trace")
    if isinstance(hazards, str):
        raise ArgumentError(f"hazards: {quote(hazards)} is a text, not a list of names; write [{quote(hazards)}]")
    if not measure.name.isidentifier() or (measure.name in MEASURES and measure.name not in REGISTERED):
        why = "is there already" if measure.name in MEASURES else "is not a name such as last_lock"
        raise ArgumentError(f"measure {quote(measure.name)} {why}; give it another name")
    for kind in hazards or ():
        if kind not in MEASURE_NAMES:
            raise UnknownName(f"hazard {quote(kind)} is not known; {suggest(kind, MEASURE_NAMES)}")


def unregister_measure(name: str) -> None:
    """Takes a measure away that was added. Raises UnknownName for another one."""
    if name not in REGISTERED:
        raise UnknownName(f"measure {quote(name)} was not added; {suggest(name, REGISTERED)}".rstrip("; "))
    remove_measure(name)
    del base.MEASURES[name], base.READERS[name]
    REGISTERED.discard(name)


def _read_checked(measure: Measure, reader: TraceReader, reading: TraceSummary) -> float:
    return measure.check(float(reader(reading.trace)))


def _require_defined() -> None:
    """Raises Problems for measures that a hazard names and nothing defines, unless what is broken is left out."""
    unknown = [(kind, name) for kind, names in MEASURE_NAMES.items() for name in names if name not in MEASURES]
    if unknown:
        plug_ins.refuse(
            *(
                Problem(
                    "allcall",
                    None,
                    None,
                    f"hazard {quote(kind)} names the measure {quote(name)}, which is not defined",
                    suggest(name, MEASURES),
                )
                for kind, name in unknown
            )
        )


plug_ins.register_all(plug_ins.MEASURES, _add_from_plug_in)
_require_defined()
