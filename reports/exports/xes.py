"""The event log of an exercise as XES (IEEE 1849-2016): a trace for the conduct of the exercise, and one for each arm.

Times are scenario times. The resource of an event is the id of a person in the model, never the name of a participant.
"""

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement

from reports.after_action.chronology import format_logged
from reports.after_action.report import collect_names, redact
from reports.exports.tabular import PLACEHOLDER_DATE, find_exercise_date, to_scenario_datetime
from reports.exports.xml_document import serialize_xml
from sim.exercise.narrative import narrate
from sim.exercise.review import Review
from sim.exercise.transcript import Transcript
from sim.model.trace import Event

NAMESPACE = "http://www.xes-standard.org/"
EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)
VERSION = "1849.2016"
"""Of the standard; its schema wants a number."""
MARKING = "EXERCISE EXERCISE EXERCISE"


def build_xes(review: Review | Transcript, session: str, *, with_names: bool = False) -> bytes:
    """The whole log, UTF-8."""
    log = Element("log", {"xes.version": VERSION, "xes.features": "", "xmlns": NAMESPACE})
    for name, prefix, uri in EXTENSIONS:
        SubElement(log, "extension", {"name": name, "prefix": prefix, "uri": uri})
    _add_text(log, "concept:name", f"{MARKING}: {session}")
    if find_exercise_date(review.state) == PLACEHOLDER_DATE:
        _add_text(log, "allcall:day", "not known; written as 2000-01-01")
    log.append(_build_conduct_trace(review, with_names))
    if isinstance(review, Review):
        for arm, trace in review.traces.items():
            log.append(_build_arm_trace(review, arm, trace.events()))
    return serialize_xml(log)


def _build_conduct_trace(review: Review | Transcript, with_names: bool) -> Element:
    trace, names = _start_trace("conduct"), {} if with_names else collect_names(review.state)
    for line in narrate(review.state):
        event = _add_event(trace, line.kind, to_scenario_datetime(review.state, line.scenario_time))
        _add_text(event, "allcall:words", format_logged(redact(line.text, names)))
        _add_number(event, "allcall:room_seconds", line.exercise_time)
    return trace


def _build_arm_trace(review: Review, arm: str, events: Iterator[Event]) -> Element:
    trace = _start_trace(arm)
    for one in events:
        event = _add_event(trace, one.kind, to_scenario_datetime(review.state, one.time))
        if one.subject:
            _add_text(event, "org:resource", one.subject)
        if one.object:
            _add_text(event, "allcall:object", one.object)
        if one.place:
            _add_text(event, "allcall:place", one.place)
        _add_number(event, "allcall:value", one.value)
    return trace


def _start_trace(name: str) -> Element:
    trace = Element("trace")
    _add_text(trace, "concept:name", name)
    return trace


def _add_event(trace: Element, name: str, when: datetime) -> Element:
    event = SubElement(trace, "event")
    _add_text(event, "concept:name", name)
    SubElement(event, "date", {"key": "time:timestamp", "value": when.isoformat(timespec="milliseconds")})
    return event


def _add_text(parent: Element, key: str, value: str) -> None:
    SubElement(parent, "string", {"key": key, "value": value})


def _add_number(parent: Element, key: str, value: float) -> None:
    SubElement(parent, "float", {"key": key, "value": repr(float(value))})
