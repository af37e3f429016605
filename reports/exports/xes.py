"""The event log of an exercise as XES (IEEE 1849-2016): a trace for what was said and done, and one for each arm.

Times are the story's clock. An event's resource is who did it in the model, by id, never the name of somebody in the room.
"""

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from reports.after_action.came_of_it import as_told
from reports.after_action.unnamed import names_in, unnamed
from reports.exports.story_time import NO_DAY, day_of, story_time
from sim.drill.after import After
from sim.drill.said import lines
from sim.trace import Event

NAMESPACE = "http://www.xes-standard.org/"
EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)
VERSION = "1849.2016"
"""Of the standard, a number in its schema."""
MARKING = "EXERCISE EXERCISE EXERCISE"


def xes_of(after: After, session: str, *, with_names: bool = False) -> bytes:
    """The whole log, UTF-8."""
    log = Element("log", {"xes.version": VERSION, "xes.features": "", "xmlns": NAMESPACE})
    for name, prefix, uri in EXTENSIONS:
        SubElement(log, "extension", {"name": name, "prefix": prefix, "uri": uri})
    _text(log, "concept:name", f"{MARKING}: {session}")
    if day_of(after.state) == NO_DAY:
        _text(log, "allcall:day", "not known; written as 2000-01-01")
    log.append(_conduct(after, with_names))
    for arm, trace in after.traces.items():
        log.append(_arm(after, arm, trace.events()))
    indent(log)
    return bytes(tostring(log, encoding="utf-8", xml_declaration=True)) + b"\n"


def _conduct(after: After, with_names: bool) -> Element:
    """What was said and done in the room."""
    trace, names = _trace("conduct"), {} if with_names else names_in(after.state)
    for line in lines(after.state):
        event = _event(trace, line.kind, story_time(after.state, line.story))
        _text(event, "allcall:words", as_told(unnamed(line.words, names)))
        _number(event, "allcall:room_seconds", line.room)
    return trace


def _arm(after: After, arm: str, events: Iterator[Event]) -> Element:
    """What happened in an arm."""
    trace = _trace(arm)
    for one in events:
        event = _event(trace, one.kind, story_time(after.state, one.time))
        if one.subject:
            _text(event, "org:resource", one.subject)
        if one.object:
            _text(event, "allcall:object", one.object)
        if one.place:
            _text(event, "allcall:place", one.place)
        _number(event, "allcall:value", one.value)
    return trace


def _trace(name: str) -> Element:
    trace = Element("trace")
    _text(trace, "concept:name", name)
    return trace


def _event(trace: Element, name: str, when: datetime) -> Element:
    event = SubElement(trace, "event")
    _text(event, "concept:name", name)
    SubElement(event, "date", {"key": "time:timestamp", "value": when.isoformat(timespec="milliseconds")})
    return event


def _text(parent: Element, key: str, value: str) -> None:
    SubElement(parent, "string", {"key": key, "value": value})


def _number(parent: Element, key: str, value: float) -> None:
    SubElement(parent, "float", {"key": key, "value": repr(float(value))})
