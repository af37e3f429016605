"""The alert of an exercise as a CAP 1.2 message (OASIS, 2010), status Exercise, for tests of a receiver.

It is the first campus alert of the team's arm before the end of the exercise. Nothing here sends anything.
"""

import re
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement

from reports.exports.tabular import PLACEHOLDER_DATE, find_exercise_date, to_scenario_datetime
from reports.exports.xml_document import serialize_xml
from sim.exercise.arms import PLAYER_ARM
from sim.exercise.review import Review
from sim.hazards import HAZARDS

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MARKING = "EXERCISE EXERCISE EXERCISE"
SENDER = "exercise@allcall.invalid"
_FORBIDDEN = re.compile(r"[\s,<&]+")
"""Not allowed in an identifier of CAP."""
NO_ALERT = "no campus alert went out in the team's arm before the exercise ended, so there is no alert to write"


def build_cap(review: Review, session: str) -> bytes | None:
    """The message, UTF-8; None where no alert went out."""
    sent = review.observed_measures[PLAYER_ARM].get("first_campus_alert", float("inf"))
    if sent == float("inf"):
        return None
    category, event, response = HAZARDS[review.state.running_arms.player.tables.hazard.kind].words.cap
    is_dated = find_exercise_date(review.state) != PLACEHOLDER_DATE
    day = "" if is_dated else f" The day of the exercise is not known; it is written as {PLACEHOLDER_DATE}."
    message = Element("alert", {"xmlns": NAMESPACE})
    for name, value in (
        ("identifier", f"EXERCISE-{_FORBIDDEN.sub('-', session)}"),
        ("sender", SENDER),
        ("sent", _format_time(to_scenario_datetime(review.state, sent))),
        ("status", "Exercise"),
        ("msgType", "Alert"),
        ("scope", "Restricted"),
        ("restriction", "Participants of the exercise only"),
        ("note", f"{MARKING}. A tabletop exercise; times are scenario times.{day}"),
    ):
        SubElement(message, name).text = value
    info = SubElement(message, "info")
    for name, value in (
        ("language", "en-US"),
        ("category", category),
        ("event", f"EXERCISE: {event}"),
        ("responseType", response),
        ("urgency", "Immediate"),
        ("severity", "Severe"),
        ("certainty", "Observed"),
        ("senderName", review.state.labels.school),
        ("headline", f"EXERCISE: {review.exercise.title}"),
        ("description", f"{MARKING}. First message to all staff, {event.lower()}. {MARKING}."),
    ):
        SubElement(info, name).text = value
    SubElement(SubElement(info, "area"), "areaDesc").text = review.state.labels.school
    return serialize_xml(message)


def _format_time(when: datetime) -> str:
    """As CAP writes times: whole seconds, and a zone, here an unknown one."""
    return f"{when.isoformat(timespec='seconds')}-00:00"
