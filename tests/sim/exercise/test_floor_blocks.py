"""Floors as participants see them."""

from sim.exercise.floor_blocks import build_floor_blocks
from tests.sim.worlds import link, place_of, zone


def test_north_is_at_the_top_and_west_on_the_left() -> None:
    """A room 20 m north of another, and one 30 m east of that."""
    places = {"south": (0, 0), "north": (0, 20), "east": (30, 20)}
    zones = [zone(name, at={"start": [f"{x} m", f"{y} m"], "step": ["1 m", "0 m"]}) for name, (x, y) in places.items()]
    (block,) = build_floor_blocks(place_of(zones, [link("south", "north", 20), link("north", "east", 30)]))
    found = dict(zip((each.id for each in block.zones), block.outlines, strict=True))
    assert 0 == found["north"].top < found["north"].bottom <= found["south"].top
    assert 0 == found["north"].left < found["north"].right <= found["east"].left
