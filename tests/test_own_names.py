"""A school's own names over what people read: buildings within sentences, in the exercise, in its papers and in its report."""

import re

import pytest

from reports.documents.to_markdown import to_markdown
from reports.kit.papers import kit
from scenarios.exercise_library import open_names
from scenarios.own_names import OwnNames, put_over
from scenarios.records import Record
from sim.drill.after import After
from sim.drill.conduct import Conduct
from sim.drill.sessions import header_of
from sim.drill.setup import Setup
from tests.doubles import MemoryJournal
from tests.exercises import ASSAILANT, SEED, opened

OURS = OwnNames(
    names="ours", campus="x", school="Ours", buildings={"A": "North building", "B": "Lincoln Hall"}
)


class Said(Record):
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
    read = put_over(OURS, Said(text="-", parts=(Said(text=text),)))
    assert read.parts[0].text == theirs
    assert read.text == "-"


def test_without_names_of_buildings_nothing_is_touched() -> None:
    read = Said(text="building A")
    assert put_over(OURS.model_copy(update={"buildings": {}}), read) is read


@pytest.mark.parametrize("name", [ASSAILANT, "active-assailant-90", "laboratory-fire-45"])
def test_no_building_of_the_fictional_campus_is_left_in_papers_and_exercise(name: str) -> None:
    own = open_names("riverside", "large-high-school")
    fictional = re.compile(r"\b[Bb]uildings? [ABC]\b")
    there = opened(name)
    assert fictional.search(there.exercise.model_dump_json())
    for one in kit(there, own):
        assert not fictional.findall(to_markdown(one.paper)), one.stem
    conduct = Conduct(there, MemoryJournal(*header_of(there, SEED)))
    conduct.begin(Setup(name, SEED, {}, names=own.model_dump()))
    assert not fictional.findall(conduct.state.exercise.model_dump_json())
    assert not fictional.findall(After(conduct).exercise.model_dump_json())
