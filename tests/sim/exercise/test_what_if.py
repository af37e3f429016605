"""What if: the same past byte for byte, a different future, and nothing changed in the exercise."""

import json

import pytest

from sim.exercise.conductor import Conductor
from sim.exercise.decisions import DecisionResponse, InvalidDecision
from sim.exercise.replay import play_what_if
from sim.exercise.review import Review
from sim.model.trace import Channel, EventKind, Row
from tests.sim.exercise.exercises import SHIPPED, script, scripted, traces


def finished(name: str = "active-assailant") -> Conductor:
    """A script played to its end."""
    return scripted(script(name))


def test_the_past_is_the_same_and_the_future_is_not() -> None:
    conductor = finished()
    was = Review(conductor).traces["room"].rows
    found = play_what_if(conductor, "D3", DecisionResponse(option="look"))
    past = [row for row in was if row[0] < found.changes_from]
    assert past
    assert found.trace.rows[: len(past)] == past
    assert found.trace.rows != was
    assert found.made.starts == 158.0 + 90.0  # what the exercise says that looking takes
    assert (
        found.changes_from
        == conductor.state.decision_points["D3"].response.starts
        == pytest.approx(175.9, abs=0.05)
    )


def test_the_same_answer_gives_the_same_future() -> None:
    """So what differs comes of the answer alone: acts under way and later ones are done as they were, once."""
    conductor = finished()
    was = Review(conductor).traces["room"].rows
    for decision, option in (("D1", "pa-radio"), ("D2", "call"), ("D3", "both")):
        assert play_what_if(conductor, decision, DecisionResponse(option=option)).trace.rows == was


def test_it_leaves_one_note_in_the_journal_and_the_exercise_as_it_was() -> None:
    """The note says which answer was looked at; to play the journal again changes nothing."""
    conductor = finished()
    before, arms = [*conductor.journal.entries()], [[*rows] for rows in traces(conductor)]
    play_what_if(conductor, "D1", DecisionResponse(option="pa"))
    entries = [*conductor.journal.entries()]
    assert entries[:-1] == before
    assert entries[-1].kind == "what-if"
    said = json.loads(entries[-1].payload)
    assert (said["decision"], said["option"], said["until"]) == ("D1", "pa", 64.0)
    assert traces(conductor) == arms
    again = Review(conductor)
    assert again.state.decision_points["D1"].response.option == "pa-radio"


def test_a_question_that_ran_out_can_be_looked_at_and_one_that_never_opened_cannot() -> None:
    """And an answer that cannot be given is refused as in the exercise."""
    conductor = finished("too-late")
    assert conductor.state.decision_points["D5"].state == "lapsed"
    assert play_what_if(conductor, "D5", DecisionResponse(option="prepared")).made.does == []
    with pytest.raises(LookupError, match="D9 was not open"):
        play_what_if(conductor, "D9", DecisionResponse(option="x"))
    with pytest.raises(InvalidDecision, match="no option 'x'"):
        play_what_if(conductor, "D1", DecisionResponse(option="x"))
    assert sum(entry.kind == "what-if" for entry in conductor.journal.entries()) == 1


def arrest() -> Conductor:
    """The cardiac arrest, in an emergency that its story fits; the nurse answers with a call on the radio."""
    written = script("cardiac-arrest")
    answers = [
        one.model_copy(update={"option": "radio"}) if one.decision == "D3" else one for one in written.answers
    ]
    return scripted(written.model_copy(update={"answers": answers}), SHIPPED["cardiac-arrest"][1])


def nurse_calls(rows: list[Row], conductor: Conductor) -> list[float]:
    """When the nurse takes the radio."""
    nurse = conductor.state.running_arms.player.tables.staff.ids.index("nurse")
    return [row[0] for row in rows if row[1:4] == (EventKind.REPORTS, nurse, Channel.RADIO)]


def test_a_later_answer_follows_its_cue_and_not_the_clock() -> None:
    """Without the radio the nurse learns 67 s later, is asked then, and calls as long after it as in the exercise."""
    conductor = arrest()
    found = play_what_if(conductor, "D1", DecisionResponse(option="pa"))
    was = conductor.state.decision_points["D3"]
    assert was.opened_at is not None
    assert found.trigger_times["D3"] == 184.0 > was.opened_at
    assert found.untriggered == ()
    assert nurse_calls(Review(conductor).traces["room"].rows, conductor) == [was.response.starts]
    assert nurse_calls(found.trace.rows, conductor) == [184.0 + was.response.cost]


def test_a_later_answer_whose_question_does_not_come_up_is_not_given_and_that_is_said() -> None:
    conductor = arrest()
    found = play_what_if(conductor, "D1", DecisionResponse(option="go-and-see"))
    assert found.untriggered == ("D3",)
    assert "D3" not in found.trigger_times
    assert nurse_calls(found.trace.rows, conductor) == []
    assert json.loads([*conductor.journal.entries()][-1].payload)["never"] == ["D3"]


def test_every_answer_given_again_gives_the_same_future_in_other_exercises() -> None:
    """Those of the arrest and of the fire, with the thinking that the room said."""
    for name in ("cardiac-arrest", "laboratory-fire"):
        conductor = scripted(script(name), SHIPPED[name][1])
        was = Review(conductor).traces["room"].rows
        for window in conductor.state.decision_points.values():
            if window.state == "decided" and window.response.option:
                found = play_what_if(
                    conductor, window.decision.id, DecisionResponse(option=window.response.option)
                )
                assert found.trace.rows == was, (name, window.decision.id)
                assert found.untriggered == ()
