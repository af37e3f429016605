"""`sees:` names all that is in open view: a count or a pattern means every zone of it, seen by every zone of its line."""

from itertools import permutations
from pathlib import Path

import pytest

from scenarios.campus_expansion import Place
from scenarios.library import Loader, list_shipped, open_place
from sim.model.geometry import build_layout
from tests.scenarios.broken_files import CAMPUS, sound_copy

HALL = "{id: hall, kind: hall, building: A, at: {start: [0 m, 0 m]}, sees: [door]}"
HALLS = '"hall-{1..3}", kind: hall, building: A, at: {start: [0 m, 9 m], step: [9 m, 0 m]}'
LINKS = 'links:\n  - {start: "hall-{1..3}", end: hall, length: 5 m, width: 2 m}\n'


def campus_with(folder: Path, sees: str) -> Path:
    """The small school with a row of three halls that see this."""
    path = sound_copy(folder) / CAMPUS
    text = path.read_text()
    assert HALL in text
    path.write_text(
        text.replace(HALL, f"{HALL}\n  - {{id: {HALLS}, sees: {sees}}}").replace("links:\n", LINKS)
    )
    return path


def seen(place: Place) -> dict[str, set[str]]:
    """What each zone sees."""
    layout = build_layout(place, 0.5)
    return {zone: {layout.zones[z] for z in layout.in_sight[n]} for n, zone in enumerate(layout.zones)}


@pytest.mark.parametrize(
    "sees", ['["hall-{1..3}"]', '["hall-?"]', '["hall-[1-3]"]', "[hall-1, hall-2, hall-3]"]
)
def test_a_row_that_sees_its_own_names_sees_every_other_stretch(sees: str, tmp_path: Path) -> None:
    lines = seen(open_place(str(campus_with(tmp_path, sees))))
    assert lines["hall-1"] == {"hall-2", "hall-3"}
    assert lines["hall-2"] == {"hall-1", "hall-3"}
    assert lines["hall-3"] == {"hall-1", "hall-2"}


def test_two_counts_need_not_be_as_long(tmp_path: Path) -> None:
    """They do not go in step as those of a link do."""
    lines = seen(open_place(str(campus_with(tmp_path, '["room-{1..2}"]'))))
    assert lines["hall-3"] == {"room-1", "room-2"}
    assert lines["room-1"] == lines["room-2"] == {"hall-1", "hall-2", "hall-3"}


def test_a_pattern_that_fits_no_zone_is_refused(tmp_path: Path) -> None:
    opening = Loader()
    opening.check(campus_with(tmp_path, '["halls-*"]'))
    assert [problem.message for problem in opening.problems] == ['no zone of this campus fits "halls-*"']


def notes_on(path: Path) -> list[str]:
    """What is merely odd in a file without problems."""
    opening = Loader()
    opening.check(path)
    assert opening.problems == []
    return [note.message for note in opening.notes]


def test_a_zone_that_sees_only_itself_is_noted(tmp_path: Path) -> None:
    """A zone of a row may name itself among the others, and being seen is seeing."""
    path = campus_with(tmp_path, "[hall-2]")
    assert notes_on(path) == []
    path.write_text(path.read_text().replace("sees: [door]", "sees: [hall]"))
    assert notes_on(path) == ['"hall" sees only itself; name what else is in open view']


@pytest.mark.parametrize("name", list_shipped("campus"))
def test_every_stretch_of_a_shipped_hall_sees_every_other(name: str) -> None:
    """The stretches of a counted line stand in a straight line, so no sight goes round a corner."""
    place = open_place(name)
    lines = seen(place)
    at = {zone.id: (zone.x, zone.y) for zone in place.zones}
    for n in range(len(place.campus.zones)):
        row = [zone.id for zone in place.zones if zone.where == ("zones", n) and zone.kind == "hall"]
        assert all(b in lines[a] for a, b in permutations(row, 2)), row
        east, north = ({at[zone][axis] for zone in row} for axis in (0, 1))
        assert min(len(east), len(north)) <= 1
