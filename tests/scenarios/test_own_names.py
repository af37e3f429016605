"""A school's own names over what people read: buildings within sentences, in the exercise, in its papers and in its report."""

import re
from functools import cache

import pytest

from reports.documents.markdown_writer import write_markdown
from reports.handouts import build_handouts
from scenarios.base import FileModel
from scenarios.campus import OwnNames, apply_own_names
from scenarios.library import open_names, open_place
from sim.exercise.events import Setup
from sim.exercise.labels import Labels
from sim.exercise.review import Review
from tests.sim.exercise.exercises import ASSAILANT, SEED, begun, opened

OURS = OwnNames(names="ours", campus="x", school="Ours", buildings={"A": "North building", "B": "Lincoln Hall"})


@cache
def riverside() -> OwnNames:
    return open_names("riverside", "large-high-school")


class Said(FileModel):
    """Something that people read, as deep as exercises are."""

    text: str
    parts: tuple["Said", ...] = ()


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("in the office of building A, upstairs", "in the office of the North building, upstairs"),
        ("Building A is empty", "The North building is empty"),
        ("building B, the kitchen", "Lincoln Hall, the kitchen"),
        ("You can have buildings A and B back", "You can have the North building and Lincoln Hall back"),
        ("building C", "building C"),
        ("other-building A1, building AB", "other-building A1, building AB"),
    ],
)
def test_a_building_is_called_by_its_own_name_within_a_sentence(text: str, theirs: str) -> None:
    read = apply_own_names(OURS, Said(text="-", parts=(Said(text=text),)))
    assert read.parts[0].text == theirs
    assert read.text == "-"


def test_somebody_is_in_the_building_and_without_its_name_nothing_is_touched() -> None:
    theirs = Labels(open_place("large-high-school"), riverside()).inline_person("assistant-principal-c")
    assert theirs == "the assistant principal in the Activities building"
    plain = Labels(open_place("large-high-school")).inline_person("assistant-principal-c")
    assert plain == "the assistant principal in building C"
    read = Said(text="building A")
    assert apply_own_names(OURS.model_copy(update={"buildings": {}}), read) is read


@pytest.mark.slow
@pytest.mark.parametrize("name", [ASSAILANT, "active-assailant-90", "laboratory-fire-45"])
def test_no_building_of_the_fictional_campus_is_left_in_papers_and_exercise(name: str) -> None:
    fictional = re.compile(r"\b[Bb]uildings? [ABC]\b")
    there = opened(name)
    assert fictional.search(there.exercise.model_dump_json())
    for one in build_handouts(there, riverside()):
        assert not fictional.findall(write_markdown(one.paper)), one.stem
    conductor = begun(Setup(name, SEED, {}, names=riverside().model_dump()))
    assert not fictional.findall(conductor.state.exercise.model_dump_json())
    assert not fictional.findall(Review(conductor).exercise.model_dump_json())
