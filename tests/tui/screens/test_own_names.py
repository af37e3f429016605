"""A school's own names on screens."""

from pathlib import Path

import pytest

from scenarios.library import open_names
from sim.exercise.events import Setup
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import ASSAILANT, SEED, begun, opened
from tests.tui.application import application, awaited, settled
from tui.screens.prepare import Prepare
from tui.widgets.campus_map import list_floors, name_row


def test_maps_have_the_schools_own_names() -> None:
    """On both views."""
    own = open_names("riverside", "large-high-school").model_dump()
    conductor = begun(Setup(ASSAILANT, SEED, {"principal": ""}, names=own))
    rows = build_participant_view(conductor.state, {"principal"}).rooms
    assert [f"{row.building} {row.floor}" for row in rows][::2] == ["North 2nd", "South 2nd", "Activities 2nd"]
    assert [name for row in rows for name, _ in row.named] == ["LIBR", "Fieldhouse", "Commons", "SHOP"]
    place, labels = conductor.state.opened.emergency.place, conductor.state.labels
    names = [name_row(place, floor, labels) for floor in list_floors(place)]
    assert names[:4] == ["North 2nd", "North 1st", "South 2nd", "South 1st"]


@pytest.mark.slow
@awaited
async def test_prepare_has_the_schools_own_names(tmp_path: Path) -> None:
    app = application(
        tmp_path, lambda: Prepare(opened(ASSAILANT), open_names("riverside", "large-high-school").model_dump(), limit=1)
    )
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        shown = "".join(segment.text for line in app.screen._compositor.render_strips() for segment in line)
        assert "In the main office, the North building." in shown
        assert "building A" not in shown
