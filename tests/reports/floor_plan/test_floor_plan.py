"""The map: everything of the file is on it, once, and it can be read in 80 columns, in ASCII, and in black and white."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations
from xml.etree import ElementTree

import pytest

from reports.floor_plan import text as text_map
from reports.floor_plan.styles import ZONE_STYLES
from reports.floor_plan.svg import fit_text, measure_text, read_number, render_svg_map
from scenarios.campus_expansion import Link, Place
from scenarios.floor_plan import Box, CampusPlan, build_plan
from scenarios.library import list_shipped, open_place
from tests.sim.worlds import at, link, made, zone

SVG = "{http://www.w3.org/2000/svg}"
CAMPUSES = list_shipped("campus")
REAL = [name for name in CAMPUSES if not name.startswith("reference-")]


@cache
def place(name: str) -> Place:
    """A shipped campus, written out."""
    return open_place(name)


@cache
def drawn(name: str) -> ElementTree.Element:
    """The drawing of a shipped campus."""
    return ElementTree.fromstring(render_svg_map(place(name)))


def told(name: str, part: str = ".") -> list[str]:
    """What a pointer over each thing of a drawing is told."""
    return [title.text or "" for title in drawn(name).iterfind(f"{part}//{SVG}g/{SVG}title")]


# the drawing


@pytest.mark.slow
@pytest.mark.parametrize("name", CAMPUSES)
def test_every_zone_and_every_way_is_on_the_drawing(name: str) -> None:
    titles = told(name)
    for there in place(name).zones:
        assert any(title.startswith(f"{there.id}: {ZONE_STYLES[there.kind].words}") for title in titles), there.id
    floors = {there.id: there.floor for there in place(name).zones}  # a way to another floor is written beside its ends
    ways = {(way.start, way.end) for way in place(name).links if floors[way.start] == floors[way.end]}
    inside = {tuple(title.split(": ")[0].split(" to ")) for title in titles if " m long" in title}
    elsewhere = {(way.start, way.end) for sheet in build_plan(place(name)).sheets for way in sheet.outgoing_links}
    assert ways <= inside | elsewhere | {(b, a) for a, b in elsewhere}


@pytest.mark.parametrize("name", CAMPUSES)
def test_everybody_is_drawn_once_in_every_period(name: str) -> None:
    rooms = {title.split(": ")[0]: title for title in told(name) if "; " in title and " staff, " in title}
    assert set(rooms) == set(place(name).list_zone_ids())
    for period in place(name).campus.periods:
        counts = [re.search(rf"\b{period.id}: (\d+) staff, (\d+) others", title) for title in rooms.values()]
        assert sum(int(count[1]) for count in counts if count) == len(place(name).staff)
        assert sum(int(count[2]) for count in counts if count) == sum(g.occupants for g in place(name).groups)


@pytest.mark.parametrize("name", REAL)
def test_every_aed_is_on_the_site_and_on_its_floor(name: str) -> None:
    posts = [there for there in place(name).zones if there.aed]
    signs = [text for text in drawn(name).iter(f"{SVG}text") if text.text == "AED"]
    assert len(signs) == 2 * len(posts) + 1  # and one in the legend


@pytest.mark.parametrize("name", CAMPUSES)
def test_a_drawing_can_be_read_aloud_and_runs_nothing(name: str) -> None:
    root = drawn(name)
    assert root.get("role") == "img"
    labelled = (root.get("aria-labelledby") or "").split()
    assert [root.find(f"{SVG}{key}").get("id") for key in ("title", "desc")] == labelled  # type: ignore[union-attr]
    assert place(name).campus.title in (root.findtext(f"{SVG}title") or "")
    assert not list(root.iter(f"{SVG}script"))
    assert not any(key.startswith("on") or "href" in key for part in root.iter() for key in part.attrib)


def test_nothing_is_drawn_off_the_page() -> None:
    for name in CAMPUSES:
        wide, high = (float(part) for part in (drawn(name).get("viewBox") or "").split()[2:])
        for box in drawn(name).iter(f"{SVG}rect"):
            x, y = float(box.get("x", 0)), float(box.get("y", 0))
            assert 0 <= x <= x + float(box.get("width", 0)) <= wide
            assert 0 <= y <= y + float(box.get("height", 0)) <= high


def test_kinds_are_told_apart_in_black_and_white() -> None:
    """By lightness, or by hatching of their own."""

    def grey(fill: str) -> float:
        red, green, blue = (int(fill[n : n + 2], 16) for n in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    for a, b in combinations(ZONE_STYLES.values(), 2):
        assert a.hatch != b.hatch or abs(grey(a.fill) - grey(b.fill)) > 5


def test_names_are_text_and_never_markup() -> None:
    name = 'a<b>&"c'
    campus = made(zones=[zone(name), zone("r00", at=at(9, 0))], links=[link(name, "r00", 10)], title="<i>\x07&")
    root = ElementTree.fromstring(render_svg_map(campus))
    assert root.findtext(f"{SVG}title") == "Map of <i>&"
    assert any((title.text or "").startswith(f"{name}: ") for title in root.iter(f"{SVG}title"))


@cache
def plan(name: str) -> CampusPlan:
    """The plan of a shipped campus."""
    return build_plan(place(name))


# the terminal


@pytest.mark.parametrize("name", CAMPUSES)
@pytest.mark.parametrize("plain", [False, True])
def test_the_map_is_80_columns_wide_and_ascii_where_asked(name: str, plain: bool) -> None:
    text = text_map.render_text_map(place(name), plain)
    assert max(len(line) for line in text.splitlines()) <= 80
    assert text.isascii() == plain
    assert not any(line != line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("name", CAMPUSES)
def test_every_zone_has_its_line_with_lock_place_and_people(name: str) -> None:
    lines = [line.split() for line in text_map.render_text_map(place(name)).splitlines()]
    for there in place(name).zones:
        (line,) = [line for line in lines if line[:2] == [there.id, there.kind]]
        assert there.lock is None or there.lock in line
        assert ("AED" in line) == there.aed
        assert ("tel" in line) == there.phone


@pytest.mark.parametrize("name", REAL)
def test_every_way_is_listed_once_with_its_length(name: str) -> None:
    """Halls list the rooms along them, so a way may be told from its other end."""
    ways = place(name).links
    listed = Counter(read_back(text_map.build_links_table(ways, place(name).list_zone_ids())))
    assert listed == Counter((frozenset((way.start, way.end)), f"{way.length:g} m {way.kind}") for way in ways)


def read_back(lines: list[str]) -> Iterator[tuple[frozenset[str], str]]:
    """The ways of a table: both ends, and the words between."""
    for line in re.split(r"\n(?! )", "\n".join(lines)):
        hub, said = re.sub(r"\n +", " ", line).split(": ")
        for part in said.split("; "):
            length, metre, kind, names = part.split(" ", 3)
            for name in names.split(", "):
                yield from ((frozenset((hub, end)), f"{length} {metre} {kind}") for end in counted(name))


def counted(text: str) -> list[str]:
    """`a101..a103` is a101, a102, a103."""
    first, _, last = text.partition("..")
    digits = re.search(r"\d+$", first)
    if not last or digits is None:
        return [text]
    stem, end = first[: digits.start()], int(last[digits.start() :])
    return [f"{stem}{n:0{len(digits[0])}}" for n in range(int(digits[0]), end + 1)]


def test_a_grid_joins_the_walls_of_two_rooms() -> None:
    grid = text_map.Grid(Box(0, 0, 10, 4), columns=11)
    grid.draw_room(Box(0, 0, 5, 4), [["a"], ["much too long", "1+9"]])
    grid.draw_room(Box(5, 0, 10, 4), [["much too long"], ["b"]])
    assert grid.render() == ["┌────┬────┐", "│ a  │ b  │", "│1+9 │    │", "└────┴────┘"]
    assert grid.render(plain=True)[0] == "+----+----+"


@pytest.mark.parametrize(
    ("extent", "columns", "across", "down", "place"),
    [
        (Box(10, 20, 30, 26), 41, 0.55, 1.1, (3, 9)),  # 3.3 of 3.3 m below the north, 4.95 of 4.95 m from the west
        (Box(10, 20, 88, 26), 79, 1.0, 1.5, (2, 5)),
        (Box(10, 20, 30, 620), 41, 600 / 180, 600 / 90, (0, 1)),
    ],
)
def test_a_grid_counts_rows_from_the_north_and_columns_from_the_west(
    extent: Box, columns: int, across: float, down: float, place: tuple[int, int]
) -> None:
    grid = text_map.Grid(extent, columns)
    assert (grid.across, grid.down) == pytest.approx((across, down))
    assert grid.locate(extent.west + 4.95, extent.north - 3.3) == place


def test_ways_stand_under_the_end_that_has_more_of_them_or_comes_first() -> None:
    ways = [("hall", "a1", 6), ("a2", "hall", 6), ("hall", "a3", 6), ("hall", "b", 9), ("b", "yard", 30), ("x", "y", 2)]
    links = [Link(start, end, length, 2.0, "corridor", ()) for start, end, length in ways]
    assert text_map.build_links_table(links, ["y", "x", "yard", "b", "a1", "a2", "a3", "hall"]) == [
        "y: 2 m corridor x",
        "b: 30 m corridor yard",
        "hall: 6 m corridor a1..a3; 9 m corridor b",
    ]


def test_a_tower_and_a_long_road_are_still_a_page() -> None:
    for far in (at(0, 900_000), at(900_000, 0)):
        there = made(zones=[zone("r00"), zone("far", at=far)], links=[link("r00", "far", 900_000)])
        assert len(text_map.render_text_map(there).splitlines()) < 150
        ElementTree.fromstring(render_svg_map(there))


def test_names_are_shortened_so_that_they_still_say_something() -> None:
    assert text_map.list_abbreviations("hum-2-hall-1")[1:3] == ["hall-1", "hal-1"]
    assert text_map.list_abbreviations("sci-101") == ["sci-101", "101", "01"]
    assert "coun" in text_map.list_abbreviations("a-counsel")
    assert text_map.collapse_runs(["a1", "a2", "a3", "b1", "b2"]) == ["a1..a3", "b1", "b2"]


# mistakes that show


@pytest.mark.parametrize("name", REAL)
def test_nothing_looks_odd_on_a_shipped_campus(name: str) -> None:
    assert text_map.list_oddities(plan(name)) == []


def test_two_rooms_in_one_spot_are_told() -> None:
    there = made(zones=[zone("r00"), zone("twin")], links=[link("r00", "twin", 5)])
    assert text_map.list_oddities(build_plan(there)) == ["r00 and twin are in the same spot, 0 m east and 0 m north"]
    assert "- r00 and twin are in the same spot" in text_map.render_text_map(there)


@pytest.mark.parametrize(
    ("east", "meters", "said"),
    [
        *(
            (40, 3, "3 m long, but they are 28 m apart"),
            (40, 40, ""),
            (40, 400, "400 m long, but only 40 m on the map"),
        ),
        *((12, 2, "2 m long, but 12 m from middle to middle on the map"), (12, 3, ""), (12, 12, "")),  # neighbors
    ],
)
def test_a_way_that_cannot_be_as_long_as_it_says_is_told(east: float, meters: float, said: str) -> None:
    zones = [zone("r00"), zone("other", at=at(east, 0))]
    found = text_map.list_oddities(build_plan(made(zones=zones, links=[link("r00", "other", meters)])))
    assert found == ([f"r00 to other is {said}"] if said else [])


# writing


def test_text_is_made_smaller_and_broken_until_it_fits() -> None:
    fits = fit_text("union-office-1", 45, 40)
    assert all(measure_text(line, fits.size) <= 45 for line in fits.lines)
    assert fits.height <= 40
    assert "".join(fits.lines) == "union-office-1"
    assert [read_number(value) for value in (0.04, -0.04, 2.0, 2.25, 1200.0)] == ["0", "0", "2", "2.2", "1200"]


def test_a_campus_with_one_building_and_no_yard_needs_no_site() -> None:
    alone = replace(place("reference-ring"))
    assert "Site" not in text_map.render_text_map(alone)
