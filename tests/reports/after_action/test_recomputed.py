"""Every number in a report a second way: from the rows of the journal file, and from the events of runs made one by one.

Nothing here reads the state of an exercise, `sim.measures`, `sim.exercise.counterfactual` or `reports.counterfactual`: measures are the
slow ones, and means are plain sums.
"""

import math
import re
from functools import cache
from itertools import accumulate
from statistics import fmean, median
from typing import Any, NamedTuple

import pytest

from reports.documents.model import Paper, plain
from sim.exercise.arms import ARM_NAMES
from sim.exercise.counterfactual import build_replication_task
from sim.exercise.replay import Replay
from sim.model.tables import Tables
from sim.model.trace import Event, EventKind
from tests.reports.reports import facts, journal_rows, report, rows, tables, words
from tests.sim.exercise import exercises
from tests.sim.exercise.reviews import FEW
from tests.sim.hazards.crisis_measures import crisis_measures
from tests.sim.hazards.fire_invariants import fire_measures
from tests.sim.model.reference_measures import Story, measure_slowly

EACH, EACH_SLOW = exercises.in_minutes(exercises.EACH), exercises.in_minutes(exercises.EACH_SLOW)
SIGNS = {"+": 1.0, "-": -1.0}
NAMED = {
    "Emergency recognized": "recognition", "First notification": "first_report", "911 call answered": "call_answered",
    "911 processing": "processing", "First unit dispatched": "dispatched", "Travel of the first unit": "travel",
    "First unit on scene": "first_unit_on_scene", "First responder on scene": "first_responder_on_scene",
    "First intervention, on or off campus": "intervention", "911 call to off-campus intervention": "total_response",
    "Hazard over": "hazard_over", "First campus alert": "first_campus_alert",
    "Time to spare in the building on fire": "aset_margin",
    "50% of staff aware": "aware_t50", "90% of staff aware": "aware_t90", "All staff aware": "aware_t100",
    "Staff who checked in": "acknowledgement_rate", "Calls to 911 that were given up": "hang_ups",
    "The threat was barricaded": "siege",
    "50% of people protected": "protected_t50", "90% of people protected": "protected_t90",
    "All people protected": "protected_t100", "App was the first report": "app_was_first_report",
    "Staff aware when the danger ends": "aware_when_over", "People protected when the danger ends": "protected_when_over",
    "Collapse to CPR": "cpr_begins", "Collapse to shock": "shock", "Response team at the patient": "responder_on_scene",
    "AED at the patient": "aed_there", "Ambulance crew at the patient": "patient_reached",
    "Unaware, per staff member": "unaware_time", "Unaware if all knew at the first report": "unaware_time_bound",
    "Unaware until the danger ends in the other arm": "unaware_time_same_span", "PA speaks": "pa_speaks",
    "Fire alarm sounds": "alarm_sounds", "Last person out of the building on fire (RSET)": "rset",
    "Last person out of the other buildings": "rset_other_buildings",
    "Safety margin for the last person out": "aset_margin", "Accountability complete": "accountability_complete",
    "People sheltered when the storm arrives": "sheltered_when_it_arrives", "90% of people sheltered": "sheltered_t90",
    "Time to spare before the storm": "shelter_margin", "Person-minutes interrupted": "interrupted_person_minutes",
    "A helper is there": "helper_arrives", "Escalates": "escalated", "Adult alone with the person": "alone_seconds",
    "Missing child found, from when missed": "found", "Missing child left the campus": "left_campus",
    "90% of zones searched, from when missed": "zones_searched_t90", "911 called before the child was found": "call_911",
    "Person-minutes of plume": "outdoor_equivalent_person_minutes", "90% of people closed in": "closed_in_t90",
    "Person-minutes in after the plume": "late_out_person_minutes",
}  # fmt: skip
HIGH_SHARES = {"acknowledgement_rate", "app_was_first_report", "aware_when_over", "protected_when_over"}
HIGH_SHARES |= {"sheltered_when_it_arrives"}
SHARES = HIGH_SHARES | {"escalated", "left_campus", "call_911"}
COUNTED = {"hang_ups", "siege"}
MORE_IS_BETTER = {*HIGH_SHARES, "aset_margin", "shelter_margin"}
PAIRS = {1: ("twin", "autopilot"), 2: ("autopilot", "room")}
CARE = ("cpr_begins", "shock", "responder_on_scene", "aed_there", "patient_reached")

Values = dict[str, float]
"""Measures of one arm; a time that did not come is infinite."""


class Many(NamedTuple):
    """A report, its plays, and the play of the room."""

    paper: Paper
    plays: list[dict[str, Values]]
    here: dict[str, Values]
    horizon: float


def slow(tables: Tables, events: list[Event]) -> Values:
    """All that a table of an exercise may show."""
    found = measure_slowly(tables, events)
    if tables.hazard.kind == "cardiac-arrest":
        story = Story(tables, events)
        found |= {kind: story.first(kind) for kind in CARE}
    return found | (fire_measures(tables, events) if tables.hazard.kind == "fire" else crisis_measures(tables, events))


def brought(paper: Paper) -> list[list[str]]:
    """The rows of the table; spaces that do not break are spaces."""
    return [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in rows(paper, "Effects")]


@cache
def many(name: str) -> Many:
    """A shipped exercise looked back at, and its decisions in others, each played anew."""
    after = facts(name).replay
    work = build_replication_task(after.state)
    plays = []
    for replication in range(FEW):
        arms = work.create_arms(replication)
        Replay(arms, work.plan, work.roles).run()
        plays.append({arm: slow(engine.tables, list(engine.run().events())) for arm, engine in arms.items()})
    until = after.stopped
    here = {
        arm: slow(after.traces[arm].tables, [e for e in after.traces[arm].events() if e.time <= until])
        for arm in ARM_NAMES
    }
    return Many(report(name), plays, here, work.player_tables.horizon)


def gain(measure: str, before: float, after: float) -> float:
    """How much sooner or better."""
    return after - before if measure in MORE_IS_BETTER else before - after


def came(measure: str, play: Values) -> bool:
    """Whether it was reached; what is no time always is."""
    return measure in MORE_IS_BETTER | SHARES or play[measure] < math.inf


def gains(found: Many, measure: str, column: int) -> list[float]:
    """Emergency by emergency, by the headline: a time that an arm missed counts as the horizon for a mean, and as infinite for a median."""
    horizon = math.inf if is_median(found, measure, column) else found.horizon
    pairs = [[min(play[arm][measure], horizon) for arm in PAIRS[column]] for play in found.plays]
    return [0.0 if first == second else gain(measure, first, second) for first, second in pairs]


def is_median(found: Many, measure: str, column: int) -> bool:
    """Whether either arm misses it in more than one emergency of fifty."""
    missed = (sum(not came(measure, play[arm]) for play in found.plays) for arm in PAIRS[column])
    return max(missed) / len(found.plays) > 0.02


def headline(found: Many, measure: str, column: int) -> float:
    """The mean, or the median where one is missed too often."""
    values = gains(found, measure, column)
    return median(values) if is_median(found, measure, column) else fmean(values)


def seconds(cell: str) -> float:
    """The first number of a cell, `+2:12 (+2:01 +2:23)` or `+10 min (+7 +14)`, in seconds."""
    first, _, behind = cell.replace("\N{NO-BREAK SPACE}", " ").partition(" ")
    if first.rstrip(";") == "0":
        return 0.0
    sign, rest = SIGNS[first[0]], first[1:]
    if behind.startswith("min"):
        return sign * 60.0 * float(rest)
    whole, part = rest.split(":")
    return sign * (60.0 * float(whole) + float(part))


def size(measure: str, cell: str) -> float:
    """The first number of a cell, in seconds, as a share or as a count."""
    if measure in SHARES | COUNTED:
        number = float(re.sub("[^0-9+.-]", "", cell.split(maxsplit=1)[0]))
        return number / 100 if measure in SHARES else number
    return seconds(cell)


def half(measure: str, cell: str) -> float:
    """Of the last digit in which a cell is told, and a little for what the machine rounds."""
    if measure in COUNTED:
        return 0.0501
    return 0.00501 if measure in SHARES else 30.01 if " min" in cell else 0.501


@pytest.mark.parametrize("name", EACH_SLOW)
def test_each_mean_and_count_of_the_table_is_that_of_its_plays(name: str) -> None:
    found = many(name)
    rows = brought(found.paper)
    few = ("hoax-and-rumor", "missing-student")  # which have three measures that a room is shown
    assert len(rows) > 3 or name in few
    for row in rows:
        measure = NAMED[row[0]]
        for column, arms in PAIRS.items():
            if row[column].startswith(("never in both", "achieved only")):
                assert not any(all(came(measure, play[arm]) for arm in arms) for play in found.plays) or (
                    math.isinf(headline(found, measure, column))
                )
                continue
            expected = headline(found, measure, column)
            assert size(measure, row[column]) == pytest.approx(expected, abs=half(measure, row[column])), row
        missed = [sum(not came(measure, play[arm]) for play in found.plays) for arm in ("twin", "autopilot", "room")]
        assert row[3] == (", ".join(map(str, missed)) if any(missed) else "none"), row[0]
        assert [bool(re.search("†", row[column])) for column in PAIRS] == [
            is_median(found, measure, column) and row[column][0] in "+-0" for column in PAIRS
        ]


@pytest.mark.parametrize("name", EACH_SLOW)
def test_the_columns_of_this_play_are_differences_of_its_own_events(name: str) -> None:
    found = many(name)
    until = facts(name).replay.stopped
    for row in brought(found.paper):
        measure = NAMED[row[0]]
        for column, (before, after) in PAIRS.items():
            cell, first, second = row[column + 3], found.here[before], found.here[after]
            if cell == "not achieved":
                assert not came(measure, first) or not came(measure, second)
            elif cell.startswith("at least"):
                ends = [min(one[measure], until) for one in (first, second)]
                assert math.inf in (first[measure], second[measure])
                assert seconds(cell.removeprefix("at least ")) == pytest.approx(
                    gain(measure, *ends), abs=half(measure, cell)
                )
            elif cell != "n/a":
                expected = gain(measure, first[measure], second[measure])
                assert size(measure, cell) == pytest.approx(expected, abs=half(measure, cell)), row[0]


# from the journal


def clock(seconds: float) -> str:
    """`T+mm:ss`, written anew."""
    return "T+{:02d}:{:02d}".format(*divmod(round(seconds), 60))


def length(seconds: float) -> str:
    """`m:ss`, written anew."""
    return "{}:{:02d}".format(*divmod(round(seconds), 60))


def numbers(words_: str) -> list[str]:
    """All numbers in a text."""
    return re.findall(r"\d+(?::\d\d)?", words_)


@pytest.mark.parametrize("name", EACH_SLOW)
def test_the_sentences_of_the_summary_count_what_is_in_the_file(name: str) -> None:
    paper, entries, data = report(name), journal_rows(name), facts(name)
    decided = [row for row in entries if row.kind == "decide"]
    asked_ = [row for row in entries if row.kind == "ask" and row.payload["state"] == "open"]
    opened_ = {row.payload["decision"]: row.exercise_time for row in asked_}
    talked, free = 0.0, 0.0
    # one question at a time: it is talked about from when it opened, or from when the one before was settled
    for row in entries:
        if row.kind == "decide" and row.payload["source"] != "measured":
            talked += row.exercise_time - max(opened_[row.payload["decision"]], free)
        if row.kind in ("decide", "lapse") and row.payload["decision"] in opened_:
            free = row.exercise_time
    asked, injects = len(opened_), [row.payload["outcome"] for row in entries if row.kind == "inject"]
    first, second = re.split(r"Of (?=\d+ planned)", words(paper, "people"))
    assert numbers(first)[:2] == [str(asked), str(len(decided))]
    assert length(talked) in first
    assert numbers(second)[:2] == [str(len(data.exercise.injects)), str(injects.count("delivered"))]
    held = injects.count("held")
    assert (f"; {held} {'was' if held == 1 else 'were'} held" in second) == (held > 0)


def story_times(name: str) -> list[float]:
    """T+ of each row of the journal, or the later time to which a module before it has jumped: one clock, as it is shown."""
    stories = {segment.id: segment.story or 0.0 for segment in facts(name).exercise.segments}
    began = (stories[row.payload["segment"]] if row.kind == "segment" else 0.0 for row in journal_rows(name))
    jumps = accumulate(began, max)
    return [max(row.incident_time, jump) for row, jump in zip(journal_rows(name), jumps, strict=True)]


@pytest.mark.parametrize("name", EACH)
def test_each_line_of_the_log_has_the_times_of_its_row(name: str) -> None:
    paper, entries, shown = report(name), journal_rows(name), story_times(name)
    times = {(clock(time), length(row.exercise_time)) for row, time in zip(entries, shown, strict=True)}
    log = rows(paper, "Log of the exercise")
    heard = [line for line in log if line[2].startswith("heard")]
    told = {clock(row[0]) for row in facts(name).replay.traces["room"].rows if row[1] == EventKind.AWARE}
    assert {line[0] for line in heard} <= told
    assert [line for line in log if line not in heard and (line[0], line[1]) not in times] == []
    for row, time in zip(entries, shown, strict=True):
        if row.kind == "inject" and row.payload["outcome"] == "delivered":
            assert any(line[0] == clock(time) and row.payload["says"] in line[2] for line in log)


@pytest.mark.parametrize("name", EACH)
def test_each_decision_stands_in_the_log_with_its_times_its_cost_and_what_was_expected(name: str) -> None:
    log, entries, data = rows(report(name), "Log of the exercise"), journal_rows(name), facts(name)
    expected = {one.id: f"{one.expects} ({one.reference})" for one in data.exercise.decisions}
    asked = 0
    for row, time in zip(entries, story_times(name), strict=True):
        if row.kind == "ask" and row.payload["state"] == "open":
            decision = row.payload["decision"]
            (line,) = (line for line in log if line[2].startswith(f"{decision} asked: "))
            assert (line[0], line[3]) == (clock(time), expected[decision])
            asked += 1
        if row.kind == "decide" and row.payload["does"]:
            decision = row.payload["decision"]
            (line,) = (line for line in log if line[2].startswith(f"{decision} decided: "))
            assert length(row.payload["cost"]) in line[2]
    assert asked


@pytest.mark.parametrize("name", EACH)
def test_the_times_from_a_question_to_its_acts_are_read_a_second_time_off_events_and_log(name: str) -> None:
    paper, entries, data = report(name), journal_rows(name), facts(name)
    kinds, kind, asked = {one.id: one.kind for one in data.exercise.segments}, "", {}
    for row in entries:
        kind = kinds[row.payload["segment"]] if row.kind == "segment" else kind
        if row.kind == "ask" and row.payload["state"] == "open" and kind == "played":
            asked[row.payload["decision"]] = row.incident_time
    log = [(line[0], line[2]) for line in rows(paper, "Log of the exercise")]
    found = {row[0]: row[1:] for row in rows(paper, "From the question to the action")}
    assert set(found) == set(asked)
    for decision, (at, first, last) in found.items():
        assert at == clock(asked[decision])
        acts = [row.incident_time for row in entries if row.kind == "act" and row.payload["of"] == decision]
        told = {shown for shown, words_ in log if words_.startswith(f"{decision} begins")}
        began = [time for time in acts if clock(time) in told]
        assert [first, last] == ([length(end(began) - asked[decision]) for end in (min, max)] if began else ["–", "–"])


@pytest.mark.parametrize("name", EACH)
def test_ratings_and_the_improvement_plan_are_those_of_the_file(name: str) -> None:
    paper, entries, data = report(name), journal_rows(name), facts(name)
    notes: dict[str, dict[str, Any]] = {row.payload["id"]: dict(row.payload) for row in entries if row.kind == "note"}
    for row in entries:
        if row.kind == "correct" and row.payload["of"] in notes:
            notes[row.payload["of"]].update(row.payload["set"])
    final = {(one["objective"], one.get("task", "")): one["rating"] for one in notes.values() if one.get("final")}
    shown = rows(paper, "Objectives, targets and ratings")
    expected = [
        (f"{n}. {one.says}", final.get((one.id, ""), "not rated")) for n, one in enumerate(data.exercise.objectives, 1)
    ]
    assert [(row[0], row[4]) for row in shown] == expected
    found = [row for table in tables(paper, "Strengths and areas for improvement") for row in table.rows]
    findings = " ".join(plain(row[2]) for row in found)
    assert all(f"{task} ({rating})" in findings for (_, task), rating in final.items() if task)
    issues = [one["text"] for one in notes.values() if one["kind"] == "improve"]
    assert [row[1] for row in rows(paper, "Improvement plan")] == (issues or [""])
