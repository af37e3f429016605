"""Notes on exercises against the guidance of the National Academies, and none on what is shipped."""

from typing import Any

import pytest

from scenarios.library import list_shipped
from scenarios.validation.guidance import review_guidance
from tests.sim.exercise.exercises import opened


@pytest.mark.parametrize("name", list_shipped("exercise"))
def test_shipped_exercises_follow_the_guidance(name: str) -> None:
    assert [finding.message for finding in review_guidance(opened(name).exercise)] == []


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("purpose", "An unannounced test of how teachers react.", "not announced in advance"),
        ("situation", "Staff believe it is real until the bell rings.", "deceives participants"),
        ("situation", "This is not a drill.", "deceives participants"),
        ("situation", "A staff member plays the intruder in the hall.", "realistic effects"),
        ("purpose", "We use recordings of gunfire.", "realistic effects"),
        ("situation", "Two students in the hall are wounded.", "violence toward students"),
        ("people", "All staff must take part.", "does not let people opt out"),
        ("people", "Participation is mandatory.", "does not let people opt out"),
    ],
)
def test_each_rule_of_the_guidance_has_its_note_with_what_to_do_instead(field: str, text: str, reason: str) -> None:
    changes: dict[str, Any] = {field: text}
    (finding,) = review_guidance(opened().exercise.model_copy(update=changes))
    assert finding.where == (field,)
    assert f"{reason} (NASEM 2025); " in finding.message


def test_students_at_the_door_and_an_inhaler_are_no_violence() -> None:
    """The debates that matter stay free of notes."""
    says = "Two students knock on your locked door. A student is short of breath. She needs her inhaler."
    assert [*review_guidance(opened().exercise.model_copy(update={"situation": says}))] == []
