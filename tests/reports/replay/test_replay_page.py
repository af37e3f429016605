"""The page to step through an exercise: its numbers against the traces, who is named, and what its script does in Chromium."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Screen

from reports.after_action.data import ReportData
from reports.replay.page import CODES, build_replay_page
from sim.exercise.arms import COMPARISON_ARM, PLAYER_ARM
from sim.exercise.participants import Participant
from sim.exercise.review import Review
from sim.model.trace import Trace
from tests.chromium import check_reading, needs_chromium, open_page
from tests.reports.documents.html_pages import Page as Parsed
from tests.reports.documents.html_pages import check_fetches_nothing, read_numbers
from tests.reports.drawn_lines import present
from tests.reports.reports import facts
from tests.sim.exercise.exercises import conducted, opened
from tests.sim.exercise.reviews import looked_back, stopped_at_once

ARMS = (PLAYER_ARM, COMPARISON_ARM)
MOMENTS = (0, 30, 75, 135, 200, 400)


@cache
def written(name: str = "active-assailant") -> Parsed:
    return Parsed(present(build_replay_page(facts(name))))


def codes_at(numbers: Any, arm: int, second: int) -> list[int]:
    codes = [0] * len(numbers["zones"])
    for since, changed in numbers["arms"][arm]["changes"]:
        if since <= second:
            for zone, code in zip(changed[::2], changed[1::2], strict=True):
                codes[zone] = code
    return codes


@pytest.mark.slow
@pytest.mark.parametrize("name", ["active-assailant", "cardiac-arrest", "laboratory-fire"])
def test_the_shares_of_each_second_are_those_of_the_traces(name: str) -> None:
    numbers = read_numbers(written(name))
    for drawn, arm in zip(numbers["arms"], ARMS, strict=True):
        curves = looked_back(name).curves[arm]
        for what, curve in (("aware", curves.aware), ("protected", curves.protected)):
            before = [(0.0, *curve.shares)[bisect_left(curve.times, second)] for second in range(numbers["end"] + 1)]
            assert drawn[what] == pytest.approx(before, abs=1e-4)


def who_knows(trace: Trace, time: float) -> dict[str, set[bool]]:
    """From the trace alone: zones with adults in them, and whether those know."""
    staff, zones = trace.tables.staff, trace.tables.layout.zones
    where = {f"staff/{name}": zones[zone] for name, zone in zip(staff.ids, staff.zone, strict=True)}
    aware: set[str] = set()
    for event in trace.events():
        if event.time >= time:
            break
        match event.kind:
            case "absent":
                del where[event.subject]
            case "enters" if event.subject in where:
                where[event.subject] = event.place
            case "aware":
                aware.add(event.subject)
    known: dict[str, set[bool]] = {}
    for person, zone in where.items():
        known.setdefault(zone, set()).add(person in aware)
    return known


def test_north_is_up_on_the_map() -> None:
    """Of two rooms of one floor, the one farther north lies higher on the page, whose numbers grow downward; and east is right."""
    place = opened("cardiac-arrest-20").emergency.place
    labels = facts("cardiac-arrest").state.labels
    boxes = {zone["name"]: zone["box"] for zone in read_numbers(written("cardiac-arrest"))["zones"]}
    rooms = [zone for zone in place.zones if zone.kind == "classroom" and labels.zone(zone.id) in boxes]
    floors = {zone.id: (zone.building, zone.floor) for zone in rooms}
    pairs = [(one, other) for one, other in combinations(rooms, 2) if floors[one.id] == floors[other.id]]
    assert any(one.y != other.y for one, other in pairs)
    for one, other in pairs:
        (x1, y1, *_), (x2, y2, *_) = (boxes[labels.zone(zone.id)] for zone in (one, other))
        if abs(one.y - other.y) > 5.0:
            assert (y1 < y2) == (one.y > other.y)
        if abs(one.x - other.x) > 5.0:
            assert (x1 < x2) == (one.x < other.x)
    assert all(box[1] >= 0.0 for box in boxes.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["active-assailant", "laboratory-fire"])
def test_the_changes_of_both_arms_add_up_to_what_their_traces_say_of_each_zone(name: str) -> None:
    numbers, review = read_numbers(written(name)), looked_back(name)
    names = [zone["name"] for zone in numbers["zones"]]
    for number, arm in enumerate(ARMS):
        for second in MOMENTS[1:]:
            shown = dict(zip(names, codes_at(numbers, number, second), strict=True))
            for zone, knows in who_knows(review.traces[arm], second).items():
                shade = CODES[shown[review.state.labels.zone(zone)]]
                assert shade == "protected" or (shade == "aware") == (knows == {True}), (arm, second, zone)
                assert shade is not None


@pytest.mark.slow
def test_the_hazard_is_where_the_trace_has_it() -> None:
    numbers = read_numbers(written("laboratory-fire"))
    for drawn, arm in zip(numbers["arms"], ARMS, strict=True):
        review = looked_back("laboratory-fire")
        ended = [event.time for event in review.traces[arm].events() if event.kind == "hazard_ends"]
        (_, zone), (over, nowhere) = drawn["hazard"]
        assert numbers["zones"][zone]["name"] == review.state.labels.zone("a217")
        assert (nowhere, over - ended[0]) == (-1, pytest.approx(0.5, abs=0.51))


@pytest.mark.slow
def test_the_list_has_the_lines_of_the_log_up_to_its_end() -> None:
    page, numbers = written(), read_numbers(written())
    shown = [one.text for one in page.all("li") if "data-second" in one.attributes]
    decided = [line for line in facts().log if line.kind == "decide" and line.scenario_time <= numbers["end"]]
    assert decided
    for line in decided:
        assert any(re.sub(r"  +", ": ", line.text)[1:] in text for text in shown)


@pytest.mark.slow
def test_nothing_is_fetched_from_anywhere() -> None:
    check_fetches_nothing(written())


@pytest.mark.slow
def test_it_names_people_only_where_that_is_asked_for() -> None:
    conductor = conducted(("principal",))
    conductor.set_participants([Participant("principal", "Ana Ruiz", "Jefferson High")])
    conductor.jump(20.0)
    conductor.add_note("observe", text="Ana Ruiz asked twice", objective="warn")
    one = ReportData("named", Review(conductor))
    default, named = (build_replay_page(replace(one, with_names=asked)) or b"" for asked in (False, True))
    assert (b"Ruiz" in default, b"Principal asked twice" in default, b"Ana Ruiz" in named) == (False, True, True)


def test_there_is_none_where_nothing_happened() -> None:
    assert build_replay_page(ReportData("left", stopped_at_once())) is None


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_bytes(written().content)
    return path.as_uri()


@pytest.mark.slow
@needs_chromium
class TestInChromium:
    @pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light")])
    def test_axe_is_content_and_nothing_scrolls(self, browser: Browser, address: str, width: int, scheme: str) -> None:
        page = open_page(browser, address, width, scheme)
        check_reading(page, width)
        page.close()

    def test_it_opens_where_the_arms_are_farthest_apart(self, screen: Screen) -> None:
        here, there = (arm["aware"] for arm in read_numbers(written())["arms"])
        gaps = [abs(a - b) for a, b in zip(here, there, strict=True)]
        assert screen.evaluate("Number(slider.value)") == gaps.index(max(gaps))

    def test_rooms_and_shares_follow_the_slider(self, screen: Screen) -> None:
        numbers = read_numbers(written())
        for second in MOMENTS:
            screen.locator("#time").fill(str(second))
            assert screen.locator("#clock").text_content() == f"T+{second // 60:02d}:{second % 60:02d}"
            for arm, figure in enumerate(screen.locator(".pair figure").all()):
                shown = figure.locator("rect.zone").evaluate_all("rooms => rooms.map((room) => room.classList[1])")
                codes = [None if name in (None, "chosen") else name for name in shown]
                assert codes == [CODES[code] for code in codes_at(numbers, arm, second)]
                share = int(100 * numbers["arms"][arm]["aware"][second] + 1e-6)
                assert figure.locator(".share-aware").text_content() == f"{share}%"

    def test_a_room_says_since_when(self, screen: Screen) -> None:
        numbers = read_numbers(written())
        (zone,) = (n for n, one in enumerate(numbers["zones"]) if one["name"] == "B204")
        since = [
            next(at for at, changed in arm["changes"] if (zone, 3) in zip(changed[::2], changed[1::2], strict=True))
            for arm in numbers["arms"]
        ]
        screen.locator("#time").fill(str(max(since)))
        screen.get_by_label("Room").select_option(str(zone))
        said = screen.locator("#zone-said").text_content() or ""
        assert [int(a) * 60 + int(b) for a, b in re.findall(r"protected since T\+(\d+):(\d+)", said)] == since

    def test_events_are_stepped_through_and_jumped_to(self, screen: Screen) -> None:
        screen.locator("#time").fill("0")
        screen.get_by_role("button", name="Next event").click()
        second = int(screen.locator("#time").input_value())
        now = screen.locator(".events .now").first
        assert (second, now.get_attribute("data-second")) == (second, str(second))
        screen.get_by_role("button", name="Event before").click()
        assert int(screen.locator("#time").input_value()) < second
        last = screen.locator(".events button").last
        last.click()
        assert screen.locator("#clock").text_content() == last.text_content()

    def test_without_javascript_there_are_the_table_and_the_list(self, browser: Browser, address: str) -> None:
        page = open_page(browser, address, 390, java_script_enabled=False)
        assert not page.locator("#stage").is_visible()
        assert page.get_by_text("Stepping through needs JavaScript").is_visible()
        page.locator("summary").click()
        assert page.get_by_role("rowheader", name="T+02:00").is_visible()
        page.close()
