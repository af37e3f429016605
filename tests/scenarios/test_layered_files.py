"""What a file takes over by `like:` and does not fit is told in the file that takes it over, and nothing stands on another's evidence."""

from pathlib import Path

import pytest

from scenarios.diagnostics import Problems
from scenarios.library import Loader, resolve_base
from scenarios.loading.loader import LayeredDocument, read_document
from tests.scenarios.broken_files import CAMPUS, SCENARIO, sound_copy

OWN = "campus: {name}\nlike: small-school\n"


def told(path: Path) -> list[str]:
    """Problems of a file and of those that it names, with their file and line."""
    opening = Loader()
    opening.check(path)
    found = Problems(opening.problems).problems
    return [f"{Path(one.file).name}:{one.line}: {one.text}" for one in found]


def notes(path: Path) -> list[str]:
    """Notes, likewise."""
    opening = Loader()
    opening.check(path)
    return [f"{Path(one.file).name}:{one.line}: {one.text}" for one in opening.notes]


def beside(folder: Path, name: str, text: str) -> Path:
    """A campus like the small school, beside it."""
    path = folder / "campuses" / f"{name}.yaml"
    path.write_text(OWN.format(name=name) + text)
    return path


def line_of(path: Path, text: str) -> int:
    """The line in which a text begins."""
    return path.read_text().partition(text)[0].count("\n") + 1


def part(path: Path, key: str) -> str:
    """A list of a campus file, as it is written."""
    text = path.read_text()
    start = text.index(f"\n{key}:") + 1
    lines = text[start:].splitlines(keepends=True)
    end = next((n for n, line in enumerate(lines[1:], 1) if line[0] not in " #\n"), len(lines))
    return "".join(lines[:end])


def test_a_problem_of_what_is_taken_over_is_told_where_it_was_taken_over(tmp_path: Path) -> None:
    """With the file and the line that it came from, however many files stand between."""
    folder = sound_copy(tmp_path)
    base = folder / SCENARIO
    base.write_text(base.read_text().replace("role: sro", "role: srp"))
    (folder / "between.yaml").write_text("scenario: between\nlike: small\n")
    own = folder / "own.yaml"
    own.write_text("scenario: own\nlike: between\nperiod: lunsh\n")
    assert told(own) == [
        f'own.yaml:2: taken over from "small", line {line_of(base, "role: srp")}: '
        '"srp" is not a role on campus "small-school"; nearest is "sro"',
        'own.yaml:3: "lunsh" is not a period of campus "small-school"; nearest is "lunch"',
    ]


def test_a_note_on_what_is_taken_over_too(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    zones = part(folder / CAMPUS, "zones").replace(" lock: bolt,", "")
    line = line_of(folder / CAMPUS, "id: bolt")
    own = beside(folder, "own", zones)
    assert notes(own) == [
        f'own.yaml:2: taken over from "small-school", line {line}: no zone has the lock "bolt"'
    ]


def test_an_entry_of_an_own_list_is_never_taken_over(tmp_path: Path) -> None:
    """Lists are replaced whole, so that the other file has more at that place says nothing."""
    folder = sound_copy(tmp_path)
    own = beside(folder, "own", "periods:\n  - {id: class}\n")
    document = resolve_base(read_document(own))
    assert isinstance(document, LayeredDocument)
    assert not document.is_inherited(("periods", 0, "lasts"))
    assert document.is_inherited(("zones", 0, "id"))


@pytest.mark.parametrize("own", ["{chance: 0.5}", "{fixed: 1}", "{varies: person}"])
def test_a_number_does_not_stand_on_the_evidence_of_another_school(own: str, tmp_path: Path) -> None:
    path = beside(sound_copy(tmp_path), "own", f"phones:\n  on_person: {own}\n")
    assert any(one.startswith("own.yaml:4: on_person has no ") and '"evidence"' in one for one in told(path))


def test_rooms_of_ones_own_and_the_ways_and_people_of_another_are_one_problem(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    zones = part(folder / CAMPUS, "zones").replace('"room-', '"class-').replace("id: hall", "id: corridor")
    (said,) = told(beside(folder, "own", zones.replace("to: hall", "to: corridor")))
    assert said.startswith(
        'own.yaml:2: this file has its own "zones", but takes over "links", "roster" and "groups" from "small-school", '
        'which do not fit: "hall" is not a zone of this campus, and '
    )
    assert said.endswith(" more; write these too")


def test_what_is_wrong_in_the_own_lines_is_told_beside(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    zones = part(folder / CAMPUS, "zones").replace('"room-', '"class-').replace("id: hall", "id: corridor")
    half, own = told(beside(folder, "own", zones.replace("to: hall", "to: coridor")))
    assert "this file has its own" in half
    assert '"coridor" is not a zone of this campus (also in line 8); nearest is "corridor"' in own


def test_one_room_less_is_told_by_its_name(tmp_path: Path) -> None:
    """A campus may well take over ways and people of another and write the same rooms a little differently."""
    folder = sound_copy(tmp_path)
    zones = part(folder / CAMPUS, "zones")
    assert told(beside(folder, "same", zones)) == []
    (said,) = told(beside(folder, "own", zones.replace("{id: attic,", "{id: atic,")))
    assert '"attic" is not a zone of this campus; nearest is "atic"' in said


def without_sro(folder: Path, name: str) -> None:
    """Writes the small school again, under a name, without the role sro."""
    text = (folder / CAMPUS).read_text().replace("role: sro", "role: guard")
    path = folder / f"campuses/{name}.yaml"
    path.write_text(text.replace("campus: small-school", f"campus: {name}"))


def test_a_role_that_was_taken_over_is_noted_on_a_campus_of_ones_own(tmp_path: Path) -> None:
    """As it is when the campus is named on the command line."""
    folder = sound_copy(tmp_path)
    without_sro(folder, "other-school")
    own = folder / "own.yaml"
    own.write_text("scenario: own\nlike: small\ncampus: other-school\n")
    assert told(own) == []
    assert notes(own) == [
        f'own.yaml:2: taken over from "small", line {line_of(folder / SCENARIO, "role: sro")}: '
        '"sro" is not a role on campus "other-school", so it is left out'
    ]


def test_a_role_that_was_taken_over_with_its_campus_is_a_mistake(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    without_sro(folder, "small-school")
    own = folder / "own.yaml"
    own.write_text("scenario: own\nlike: small\n")
    assert '"sro" is not a role on campus "small-school"' in "".join(told(own))


def test_a_role_that_the_file_writes_itself_is_a_mistake(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    own = folder / "own.yaml"
    responding = part(folder / SCENARIO, "responding").replace("role: sro", "role: guard")
    own.write_text(f"scenario: own\nlike: small\ncampus: small-school\n{responding}")
    assert '"guard" is not a role on campus "small-school"' in "".join(told(own))
