"""An exercise as a page to step through: both arms of the floor plan side by side, a slider of T+, and what happened until then.

The zones, shares and events are in the page as numbers and texts (`reports.replay.campus_states`, the log of the exercise); `replay.js`
draws them. Without JavaScript the page has the shares as a table, and the events as a list. It shows the ground truth, for the hot wash
and after; like a report, it names no one unless that is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.after_action.chronology import JUDGMENT_PREFIXES, format_logged, list_arm_titles
from reports.after_action.data import ReportData
from reports.after_action.report import collect_names, redact
from reports.documents.fonts import clean_texts
from reports.documents.web_page import encode_numbers, load_page
from reports.floor_plan.site_plan import NAME_HEIGHT, SitePlan, build_site_plan
from reports.replay.campus_states import CampusStates, record_campus_states
from reports.text.terms import capitalize_first
from scenarios.floor_plan import build_plan
from sim.exercise.arms import BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import format_t_plus
from sim.experiment.comparison import to_percent
from sim.hazards import HAZARDS

PLAN_WIDTH, PLAN_HEIGHT = 440.0, 400.0
"""Pixels of a floor plan; higher where rooms would be too small."""
AFTERWARDS = 60
"""Seconds of T+ that the page goes on after the last change, rounded up to a whole minute."""
TABLE_STEP = 60
"""Seconds of T+ between two rows of the table."""
CODES = (None, "unaware", "aware", "protected")
"""Of zones, in the numbers of the page: by place in this list."""


@dataclass(frozen=True)
class LoggedEvent:
    """A line of the log. second: of T+."""

    second: int
    time: str
    text: str


@dataclass(frozen=True)
class PageTexts:
    """What may name a person or a place, and is redacted like a report."""

    title: str
    school: str
    zones: tuple[str, ...]
    floors: tuple[str, ...]
    events: tuple[LoggedEvent, ...]


def build_replay_page(facts: ReportData) -> bytes | None:
    """The page, as UTF-8; None where the exercise was stopped before anything happened, or was not replayed. In days no one is on a map."""
    if not facts.state.has_alert or not facts.is_replayed or facts.replay.stopped <= 0.0:
        return None
    review = facts.replay
    first = PLAYER_ARM if review.state.has_decision_points else BASELINE_ARM
    states = record_campus_states(review, (first, COMPARISON_ARM))
    end = find_end(states.values(), int(review.chart_end))
    outdoors = set().union(*(arm.list_zones() for arm in states.values()))
    site = build_site_plan(
        build_plan(facts.state.opened.emergency.place), facts.state.labels, (PLAN_WIDTH, PLAN_HEIGHT), outdoors
    )
    zones = [zone for zone, _ in site.boxes()]
    texts = clean_texts(_collect_texts(facts, zones, site, end))
    texts = texts if facts.with_names else redact(texts, collect_names(facts.state))
    titles = list_arm_titles(facts.state)
    kind = facts.state.running_arms.player.tables.hazard.kind
    page = load_page("reports.replay", "replay").render(
        texts=texts,
        date=facts.held_on,
        ended=facts.describe_end,
        arms=[titles[arm] for arm in states],
        hazard=HAZARDS[kind].words.on_map,
        has_protection=review.has_protection,
        end=end,
        rows=list(_iterate_rows(states, end, with_protected=review.has_protection)),
        zones=sorted(enumerate(texts.zones), key=lambda item: item[1]),
        data=encode_numbers(
            {
                "end": end,
                "stopped": int(review.stopped),
                "width": PLAN_WIDTH,
                "height": round(site.height, 1),
                "hasProtection": review.has_protection,
                "zones": [
                    {"name": name, "box": [round(value, 1) for value in (box.west, -box.north, box.width, box.height)]}
                    for name, (_, box) in zip(texts.zones, site.boxes(), strict=True)
                ],
                "floors": [
                    {"name": name, "at": [round(placed.left, 1), round(placed.top + NAME_HEIGHT - 3.0, 1)]}
                    for name, placed in zip(texts.floors, site.blocks, strict=True)
                ],
                "arms": [_encode_arm(titles[arm], states[arm], zones, end) for arm in states],
            }
        ),
    )
    return page.encode("utf-8")


def find_end(arms: Iterable[CampusStates], longest: int) -> int:
    """Seconds of T+ up to which the page goes: a whole minute after the last change, at most that of the charts."""
    last = max((second for arm in arms for second in (*arm.changes, *arm.hazard, *arm.responders)), default=0)
    return min(longest, 60 * math.ceil((last + AFTERWARDS) / 60))


def _collect_texts(facts: ReportData, zones: Sequence[str], site: SitePlan, end: int) -> PageTexts:
    events = tuple(
        LoggedEvent(math.floor(line.time), format_t_plus(line.time), capitalize_first(format_logged(line.text)))
        for line in facts.log
        if line.time <= end and line.time == line.scenario_time and not line.subject_id.startswith(JUDGMENT_PREFIXES)
    )
    labels = facts.state.labels
    floors = tuple(placed.block.name for placed in site.blocks)
    return PageTexts(facts.exercise.title, labels.school, tuple(map(labels.zone, zones)), floors, events)


def _iterate_rows(states: Mapping[str, CampusStates], end: int, *, with_protected: bool) -> Iterator[tuple[str, ...]]:
    """T+ and the shares of each arm, minute by minute."""
    for second in range(0, end + 1, TABLE_STEP):
        shares = [arm.aware[second] for arm in states.values()]
        shares += [arm.protected[second] for arm in states.values()] if with_protected else []
        yield format_t_plus(second), *(f"{to_percent(share)}%" for share in shares)


def _encode_arm(title: str, arm: CampusStates, zones: Sequence[str], end: int) -> dict[str, Any]:
    """changes: by second, zone and code in turn. hazard: by second, the zone, or -1. responders: by second, the zones."""
    number = {zone: n for n, zone in enumerate(zones)}
    return {
        "title": title,
        "aware": arm.aware[: end + 1],
        "protected": arm.protected[: end + 1],
        "changes": [
            [second, [part for zone, shade in changed.items() for part in (number[zone], CODES.index(shade))]]
            for second, changed in arm.changes.items()
        ],
        "hazard": [[second, number.get(zone, -1)] for second, zone in arm.hazard.items()],
        "responders": [[second, [number[zone] for zone in there]] for second, there in arm.responders.items()],
    }
