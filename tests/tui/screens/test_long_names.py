"""The desk of a school whose buildings and places have long names: they are cut where a cut is seen, and nothing else gives way."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.facilitator import SMALL, WIDE, AtTheDesk

LONG = {
    "names": "long",
    "campus": "large-high-school",
    "school": "Consolidated Regional High School of the Upper Valley",
    "buildings": {
        "A": "Administration and Humanities building",
        "B": "Science, Technology and Mathematics building",
        "C": "Athletics and Performing Arts building",
    },
    "zones": {
        "gym": "Margaret Ellison Memorial Gymnasium",
        "cafeteria": "Student Commons and Cafeteria",
        "shop": "Career and Technical Workshop",
        "field": "Veterans Memorial Practice Field",
        "yard": "Founders' Courtyard of the East Wing",
    },
    "people": {},
    "units": {},
}
LEGEND = ("· unaware  ○ aware  ● protected", "R responder on the way")


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_the_map_cuts_long_names_and_keeps_what_its_signs_mean_in_sight(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """Also while the map is read to its end; where one floor is shown, its names are whole."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("tab", "tab")
        for key in ("home", "end"):
            await pilot.press(key)
            await pilot.pause()
            assert [line for line in LEGEND if line not in desk.shows()] == []
        assert "Veterans M… -" in desk.shows()
        await pilot.press("home")
        await pilot.pause()
        assert "Administra… 2nd" in desk.shows()
        assert "Memorial" not in desk.shows()
        while "Memorial Gymnasium" not in desk.shows():
            await pilot.press("f")
            await pilot.pause()
        assert [line for line in LEGEND if line not in desk.shows()] == []

    AtTheDesk(tmp_path, stops=2, names=LONG).run(steps, size)
