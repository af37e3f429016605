"""The floor plan in characters: every room of the shipped campuses can be told apart, by its glyph alone too."""

import pytest
from rich.console import Console
from textual.color import Color

import sim.hazards  # noqa: F401 - registers the hazards
from scenarios.floor_plan import ROOMS
from sim.exercise.floor_blocks import Outline, build_floor_blocks
from tests.sim.exercise.exercises import ASSAILANT, known, opened
from tui.terminal.glyphs import ASCII_GLYPHS, UTF8_GLYPHS, Glyphs
from tui.widgets import floor_plan
from tui.widgets.floor_plan import DrawnFloor, DrawnZone, draw_plan, find_scale

VARIABLES = {"primary": "#0178D4", "warning": "#ffa62b", "error": "#ba3c5b", "success": "#4EBF71"}
VARIABLES |= {"background": "#121212", "foreground": "#e0e0e0"}
CONSOLE = Console()
CAMPUSES = [ASSAILANT, "cardiac-arrest-20"]


def palette(glyphs: Glyphs = UTF8_GLYPHS) -> floor_plan.Palette:
    return floor_plan.build_palette(VARIABLES, glyphs)


def floors(name: str) -> list[DrawnFloor]:
    """Every room is aware, everything else empty."""
    drawn = []
    for block in build_floor_blocks(opened(name).emergency.place):
        kinds = [(outline, zone.kind in ROOMS) for zone, outline in zip(block.zones, block.outlines, strict=True)]
        zones = tuple(DrawnZone(outline, "aware" if is_room else "empty", "", is_room) for outline, is_room in kinds)
        drawn.append(DrawnFloor(f"{block.buildings[0]} {block.floor}", zones))
    return drawn


@pytest.mark.parametrize("glyphs", [UTF8_GLYPHS, ASCII_GLYPHS], ids=["utf8", "ascii"])
@pytest.mark.parametrize("size", [(66, 12), (74, 15), (112, 22)])
@pytest.mark.parametrize("name", CAMPUSES)
def test_each_room_has_a_glyph_and_the_plan_its_space(name: str, size: tuple[int, int], glyphs: Glyphs) -> None:
    drawn = floors(name)
    lines = draw_plan(drawn, *size, palette(glyphs))
    rooms = sum(zone.is_room for floor in drawn for zone in floor.zones)
    assert sum(line.plain.count(glyphs.aware) for line in lines) >= rooms
    assert len(lines) <= size[1]
    assert max(len(line) for line in lines) <= size[0]


def test_where_rooms_would_be_too_small_there_is_no_plan() -> None:
    assert draw_plan(floors(ASSAILANT), 40, 6, palette()) == []
    assert draw_plan(floors(ASSAILANT), 66, 3, palette()) == []


@pytest.mark.parametrize("rows", range(5, 12))
def test_a_hall_between_two_rooms_keeps_its_glyph(rows: int) -> None:
    """Two rooms above each other, 5 m deep, with a hall of 2.5 m between them."""
    zones = (
        DrawnZone(Outline(0, 0, 10, 10), "protected"),
        DrawnZone(Outline(0, 10, 10, 15), "hazard", is_room=False),
        DrawnZone(Outline(0, 15, 10, 25), "unaware"),
    )
    lines = draw_plan([DrawnFloor("A", zones)], 10, rows, palette())
    glyphs = [next((letter for letter in line.plain if letter in "●H·"), "") for line in lines]
    assert [one for one in glyphs if one] == ["●", "H", "·"]


def test_north_is_up_and_east_is_right() -> None:
    """Two rooms of a floor of each campus that people call by a name, or else the outermost ones, where they lie on the map."""
    for name in CAMPUSES:
        for block in build_floor_blocks(opened(name).emergency.place):
            every = zip(block.zones, block.outlines, strict=True)
            rooms = [(zone, outline) for zone, outline in every if zone.kind in ROOMS]
            by_north = max(rooms, key=lambda one: one[0].y)[0], min(rooms, key=lambda one: one[0].y)[0]
            by_east = min(rooms, key=lambda one: one[0].x)[0], max(rooms, key=lambda one: one[0].x)[0]
            for first, last in (by_north, by_east):
                states = {first.id: "hazard", last.id: "protected"}
                zones = tuple(DrawnZone(outline, states.get(zone.id, "unaware")) for zone, outline in rooms)
                lines = [line.plain for line in draw_plan([DrawnFloor("", zones)], 120, 60, palette())]
                found = ((glyph, row, line) for row, line in enumerate(lines) for glyph in "H●" if glyph in line)
                places = {glyph: (row, line.index(glyph)) for glyph, row, line in found}
                if (first, last) == by_north and first.y > last.y:
                    assert places["H"][0] < places["●"][0]
                if (first, last) == by_east and first.x < last.x:
                    assert places["H"][1] < places["●"][1]


def test_states_differ_in_lightness_or_glyph() -> None:
    """In gray, two states with one glyph would be the same."""
    looks = palette().looks
    shown = ["unaware", "aware", "protected", "in_reach", "hazard", "responder"]
    assert len({looks[state].glyph for state in shown}) == len(shown)
    for state in shown:
        ink = looks[state].fill + looks[state].fill.get_contrast_text(0.95)
        assert contrast(ink, looks[state].fill) >= 3.0


def contrast(one: Color, other: Color) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_plan_is_drawn_cell_by_cell() -> None:
    """A room of three rows with a name, a low one with a name beside its glyph, and a hall whose glyph is in its first free cell."""
    zones = (
        DrawnZone(Outline(0, 0, 6, 3), "hazard", "GYM"),
        DrawnZone(Outline(6, 0, 9, 3), "protected", is_room=False),
        DrawnZone(Outline(0, 3, 12, 4), "aware", "LIBR"),
        DrawnZone(Outline(12, 3, 19, 4), "unaware", "SHOP"),
    )
    canvas = floor_plan.Canvas(palette(ASCII_GLYPHS))
    canvas.draw_floor(DrawnFloor("A 2nd", zones), 2, 1, floor_plan.Scale(1.0, 1.0, ()))
    drawn = ["", "  A 2nd", "  |      #", "  | GYM", "  |  H", "  | LIBR o    |  ."]
    assert [line.plain.rstrip() for line in canvas.render(6)] == drawn


@pytest.mark.parametrize(
    ("widths", "depths", "size"),
    [
        ([20, 8, 5, 3, 11], [2, 9, 4, 7, 6], (5, 4)),
        ([20, 8, 5, 3], [9, 2, 4, 7], (5, 4)),
        ([8, 5, 3], [4, 9, 2], (3, 2)),
    ],
)
def test_a_typical_room_is_the_upper_quartile(widths: list[int], depths: list[int], size: tuple[int, int]) -> None:
    rooms = [Outline(7, 30, 7 + wide, 30 + deep) for wide, deep in zip(widths, depths, strict=True)]
    assert floor_plan.find_typical_size(rooms) == size


SIZES = (40, 9, 3), (20, 8, 5), (10, 7, 30), (20, 6, 4)


@pytest.mark.parametrize(
    ("width", "shelves"), [(62, ((0, 1), (2, 3))), (61, ((0,), (1, 2), (3,))), (40, ((0,), (1,), (2,), (3,)))]
)
def test_floors_stand_side_by_side_the_widest_first(width: int, shelves: tuple[tuple[int, ...], ...]) -> None:
    """A name can be wider than its floor; two columns are between two floors."""
    assert floor_plan.pack(SIZES, 1.0, width) == shelves


def test_the_scale_is_the_one_at_which_a_typical_room_is_largest() -> None:
    """Alone a floor fills its width, at most 1.6 times as high as true to scale; two on a low screen stand side by side."""
    assert find_scale(((20, 20, 0),), (20, 20), 40, 100) == floor_plan.Scale(2.0, 1.6, ((0,),))
    found = known(find_scale(((20, 10, 3), (20, 10, 3)), (5, 4), 22, 5))
    assert found.shelves == ((0, 1),)
    assert (found.across, found.down) == pytest.approx((1.1 * 22 / 48, 0.36))
    assert find_scale(((20, 10, 3), (20, 10, 3)), (5, 4), 22, 3) is None
    wide = find_scale(((40, 10, 1), (40, 10, 1)), (20, 8), 82, 10)
    assert wide is not None  # more than nine columns a room are no gain
    assert (wide.across, wide.down, len(wide.shelves)) == pytest.approx((2.05 * 23 / 48, 0.8 * 2.05 * 23 / 48, 1))
    assert floor_plan.measure_floor(
        DrawnFloor("name", (DrawnZone(Outline(1, 2, 9, 4), "aware"), DrawnZone(Outline(0, 0, 5, 7), "")))
    ) == (9, 7, 4)


def test_a_cell_of_two_looks_is_a_half_block_on_the_other_one() -> None:
    looks = palette().looks
    safe, hazard = looks["protected"], looks["hazard"]
    cells = dict.fromkeys([(0, 0), (1, 0), (1, 1), (0, 2), (2, 1), (3, 1)], safe) | {(1, 0): hazard}
    canvas = floor_plan.Canvas(palette(), cells)
    top, bottom = canvas.render(2)
    assert (top.plain, bottom.plain) == ("▀▄▀", "   ")
    styles = [(style.color, style.bgcolor) for style in (top.get_style_at_offset(CONSOLE, n) for n in range(3))]
    blue, red = safe.fill.rich_color, hazard.fill.rich_color
    assert styles == [(blue, red), (blue, None), (blue, None)]
    assert bottom.get_style_at_offset(CONSOLE, 1).bgcolor == blue
