"""The data of an exercise for other programs: everything is there, in order, in the form of its standard, and nobody is named."""

import csv
import io
import json
import re
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree

import pytest

from reports.exports import export_files, tabular
from reports.exports.cap import build_cap
from reports.exports.xes import build_xes
from reports.exports.xml_document import serialize_xml
from sim.exercise.events import Setup
from sim.exercise.journal import Entry
from sim.exercise.participants import Participant
from sim.exercise.review import Review
from sim.exercise.state import State
from tests.sim.exercise.exercises import ASSAILANT, EACH, begun, in_minutes
from tests.sim.exercise.reviews import looked_back

XES = "{http://www.xes-standard.org/}"
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
CAP_ALERT = (
    "identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses", "code", "note",
    "references", "incidents", "info",
)  # fmt: skip
CAP_INFO = (
    "language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience", "eventCode", "effective",
    "onset", "expires", "senderName", "headline", "description", "instruction", "web", "contact", "parameter", "resource", "area",
)  # fmt: skip
"""The order in which CAP 1.2 wants its elements."""


def after(name: str = "cardiac-arrest") -> Review:
    return looked_back(name)


def test_json_lines_and_csv_of_the_journal_say_the_same() -> None:
    rows = list(tabular.iterate_journal_rows(after().state, with_names=True))
    lines = [json.loads(line) for line in tabular.format_json_lines(rows).splitlines()]
    table = list(csv.DictReader(io.StringIO(tabular.format_csv(rows, tabular.JOURNAL_COLUMNS))))
    assert [json.loads(entry.payload) for entry in after().state.log] == [line["payload"] for line in lines]
    found = [(int(row["seq"]), float(row["incident_time"]), row["kind"], json.loads(row["payload"])) for row in table]
    assert found == [(line["seq"], line["incident_time"], line["kind"], line["payload"]) for line in lines]


def test_traces_have_every_event_of_every_arm_in_order() -> None:
    rows = list(tabular.iterate_trace_rows(after()))
    for arm, trace in after().traces.items():
        mine = [row for row in rows if row["arm"] == arm]
        written = [(row["time"], row["kind"], row["place"]) for row in mine]
        assert written == [(event.time, event.kind, event.place) for event in trace.events()]


def test_an_event_log_has_a_trace_for_the_room_and_one_for_each_arm() -> None:
    log = ElementTree.fromstring(build_xes(after(), "one"))
    names = {trace.find(f"{XES}string").get("value"): trace for trace in log.iter(f"{XES}trace")}  # type: ignore[union-attr]
    assert [*names] == ["conduct", "room", "autopilot", "twin"]
    for arm, trace in after().traces.items():
        times = [date.get("value", "") for date in names[arm].iter(f"{XES}date")]
        assert len(times) == len(trace.rows)
        assert times == sorted(times)


def test_an_event_log_is_stamped_with_scenario_time() -> None:
    """A decision is stamped with its T+ after the onset, and not with the time of the room, which has gone on during discussions."""
    state = after().state
    decided = [entry for entry in state.log if entry.kind == "decide"]
    assert decided[0].room_time > decided[0].incident_time + 60.0
    hours, minutes = map(int, state.exercise.onset.split(":"))
    onset = datetime(2000, 1, 1, hours, minutes)
    conduct = next(ElementTree.fromstring(build_xes(after(), "one")).iter(f"{XES}trace"))
    events = conduct.iter(f"{XES}event")
    decisions = [{one.get("key"): one.get("value", "") for one in event} for event in events]
    stamps = [datetime.fromisoformat(one["time:timestamp"]) for one in decisions if one["concept:name"] == "decide"]
    assert stamps[0] == onset + timedelta(seconds=decided[0].incident_time)
    assert len(stamps) == len(decided)


def test_an_event_log_is_as_its_schema_has_it() -> None:
    """IEEE 1849-2016: a number for its version; extensions, then attributes, then traces; keys are names of XML."""
    log = ElementTree.fromstring(build_xes(after(), "one"))
    assert Decimal(log.get("xes.version", "")) == Decimal("1849.2016")
    tags = [child.tag.removeprefix(XES) for child in log]
    assert tags == sorted(tags, key=["extension", "string", "trace"].index)
    for event in log.iter(f"{XES}event"):
        for attribute in event:
            assert re.fullmatch(r"[a-z]+:[a-z_]+", attribute.get("key", ""))
            assert attribute.get("value")
    said = [one.get("value", "") for one in log.iter(f"{XES}string") if one.get("key") == "allcall:words"]
    assert any(words.startswith("inject 1: ") for words in said)
    assert [words for words in said if "  " in words] == []


@pytest.mark.parametrize(
    "name",
    [one for one in in_minutes(EACH) if not {"hoax-and-rumor", "at-the-counter", "missing-student"} & {*one.values}],
)  # no alert goes out
def test_the_alert_is_a_cap_message_of_status_exercise_with_its_elements_in_order(name: str) -> None:
    text = build_cap(after(name), "one, two")
    assert text is not None
    message = ElementTree.fromstring(text)
    tags = [child.tag.removeprefix(CAP) for child in message]
    info = message.find(f"{CAP}info")
    assert info is not None
    inner = [child.tag.removeprefix(CAP) for child in info]
    assert tags == sorted(tags, key=CAP_ALERT.index)
    assert inner == sorted(inner, key=CAP_INFO.index)
    assert message.findtext(f"{CAP}status") == "Exercise"
    assert message.findtext(f"{CAP}identifier") == "EXERCISE-one-two"
    for must in ("identifier", "sender", "sent", "status", "msgType", "scope", "restriction"):
        assert message.findtext(f"{CAP}{must}")
    for must in ("category", "event", "urgency", "severity", "certainty", "area"):
        assert info.find(f"{CAP}{must}") is not None
    assert "is not known" in (message.findtext(f"{CAP}note") or "")  # the day of a script
    assert "EXERCISE" in (info.findtext(f"{CAP}headline") or "")


@pytest.mark.slow
def test_nobody_is_named_unless_that_is_asked_for(tmp_path: Path) -> None:
    own = {"names": "own", "campus": "large-high-school", "school": "Ours", "people": {"sro": "Officer Lee"}}
    conductor = begun(Setup(ASSAILANT, 34, {"principal": "Ana Ruiz"}, names=own))
    nurse = Participant("nurse", "Bo Wu", "Clinic", "bo@example.org")
    conductor.set_participants([Participant("principal", "Ana Ruiz"), nurse])
    conductor.add_note("mark", text="Ana Ruiz left the room")
    for asked in (False, True):
        found = export_files(Review(conductor), "one", tmp_path / str(asked), with_names=asked)
        text = "".join(path.read_text(encoding="utf-8") for path in found.paths)
        assert [name in text for name in ("Ana Ruiz", "Bo Wu", "bo@example.org", "Officer Lee")] == [asked] * 4
        assert ("Principal left the room" in text) == (not asked)


@pytest.mark.slow
def test_an_exercise_in_which_nothing_was_sent_has_no_alert_and_says_so(tmp_path: Path) -> None:
    after = Review(begun(Setup(ASSAILANT, 34)))
    assert after.projected_measures["room"]["first_campus_alert"] > after.stopped  # the model sends one later
    found = export_files(after, "one", tmp_path)
    assert [path.name for path in found.paths if "cap" in path.name] == []
    assert "no campus alert went out" in found.missing[0]


def test_a_control_character_leaves_no_xml_that_cannot_be_read() -> None:
    written = ElementTree.Element("event", {"value": "\x1b]52;c;x\x07"})
    written.text = "a\x00b\u202ec"
    read = ElementTree.fromstring(serialize_xml(written))
    assert (read.get("value"), read.text) == ("\ufffd]52;c;x\ufffd", "a\ufffdb\ufffdc")


def test_no_row_tells_whose_vote_it_was_or_why() -> None:
    """A note may well have a reason, and keeps it."""
    vote = {"asking": "a1", "vote": "v1", "seat": 7, "option": "pa", "sure": 2, "reason": "digest"}
    said: dict[str, Any] = {"vote": vote, "note": {"reason": "late", "seat": 7}}
    log = [Entry(1, 0.0, 0.0, kind, json.dumps(payload)) for kind, payload in said.items()]
    state = cast("State", SimpleNamespace(log=log))
    rows = [*tabular.iterate_journal_rows(state, with_names=True)]
    assert rows[0]["payload"] == {"asking": "a1", "option": "pa", "sure": 2}
    assert rows[1]["payload"] == {"reason": "late", "seat": 7}
