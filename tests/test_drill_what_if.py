"""What if: the same past byte for byte, a different future, and nothing changed in the exercise."""

import json

import pytest

from sim.drill.after import After
from sim.drill.conduct import Conduct
from sim.drill.decisions import Answer, NoAnswer
from sim.drill.what_if import what_if
from sim.trace import Channel, Kind, Row
from tests.exercises import SHIPPED, script, scripted, traces


def finished(name: str = "active-assailant") -> Conduct:
    """A script played to its end."""
    return scripted(script(name))


def test_the_past_is_the_same_and_the_future_is_not() -> None:
    """Somebody looks first, instead of speaking at once: until the first answer began every event is the one that was."""
    conduct = finished()
    was = After(conduct).traces["room"].rows
    found = what_if(conduct, "D3", Answer(option="look"))
    past = [row for row in was if row[0] < found.until]
    assert past
    assert found.trace.rows[: len(past)] == past
    assert found.trace.rows != was
    assert found.payload["starts"] == 158.0 + 90.0  # what the exercise says that looking takes
    assert found.until == conduct.state.windows["D3"].answer["starts"] == pytest.approx(175.9, abs=0.05)


def test_the_same_answer_gives_the_same_future() -> None:
    """So what differs comes of the answer alone: acts under way and later ones are done as they were, once."""
    conduct = finished()
    was = After(conduct).traces["room"].rows
    for decision, option in (("D1", "pa-radio"), ("D2", "call"), ("D3", "both")):
        assert what_if(conduct, decision, Answer(option=option)).trace.rows == was


def test_it_leaves_one_note_in_the_journal_and_the_exercise_as_it_was() -> None:
    """The note says which answer was looked at; to play the journal again changes nothing."""
    conduct = finished()
    before, arms = [*conduct.journal.entries()], [[*rows] for rows in traces(conduct)]
    what_if(conduct, "D1", Answer(option="pa"))
    entries = [*conduct.journal.entries()]
    assert entries[:-1] == before
    assert entries[-1].kind == "what-if"
    said = json.loads(entries[-1].payload)
    assert (said["decision"], said["option"], said["until"]) == ("D1", "pa", 64.0)
    assert traces(conduct) == arms
    again = After(conduct)
    assert again.state.windows["D1"].answer["option"] == "pa-radio"


def test_a_question_that_ran_out_can_be_looked_at_and_one_that_never_opened_cannot() -> None:
    """And an answer that cannot be given is refused as in the exercise."""
    conduct = finished("too-late")
    assert conduct.state.windows["D5"].state == "lapsed"
    assert what_if(conduct, "D5", Answer(option="prepared")).payload["does"] == []
    with pytest.raises(LookupError, match="D9 was not open"):
        what_if(conduct, "D9", Answer(option="x"))
    with pytest.raises(NoAnswer, match="no option 'x'"):
        what_if(conduct, "D1", Answer(option="x"))
    assert sum(entry.kind == "what-if" for entry in conduct.journal.entries()) == 1


def arrest() -> Conduct:
    """The cardiac arrest, in an emergency that its story fits; the nurse answers with a call on the radio."""
    written = script("cardiac-arrest")
    answers = [
        one.model_copy(update={"option": "radio"}) if one.decision == "D3" else one for one in written.answers
    ]
    return scripted(written.model_copy(update={"answers": answers}), SHIPPED["cardiac-arrest"][1])


def nurse_calls(rows: list[Row], conduct: Conduct) -> list[float]:
    """When the nurse takes the radio."""
    nurse = conduct.state.engines.room.tables.staff.ids.index("nurse")
    return [row[0] for row in rows if row[1:4] == (Kind.REPORTS, nurse, Channel.RADIO)]


def test_a_later_answer_follows_its_cue_and_not_the_clock() -> None:
    """Without the radio the nurse learns 67 s later, is asked then, and calls as long after it as in the exercise."""
    conduct = arrest()
    found = what_if(conduct, "D1", Answer(option="pa"))
    was = conduct.state.windows["D3"]
    assert was.opened is not None
    assert found.came["D3"] == 184.0 > was.opened
    assert found.never == ()
    assert nurse_calls(After(conduct).traces["room"].rows, conduct) == [was.answer["starts"]]
    assert nurse_calls(found.trace.rows, conduct) == [184.0 + was.answer["cost"]]


def test_a_later_answer_whose_question_does_not_come_up_is_not_given_and_that_is_said() -> None:
    """The principal goes to see for herself, and the nurse never knows: nobody calls, and the note in the journal says so."""
    conduct = arrest()
    found = what_if(conduct, "D1", Answer(option="go-and-see"))
    assert found.never == ("D3",)
    assert "D3" not in found.came
    assert nurse_calls(found.trace.rows, conduct) == []
    assert json.loads([*conduct.journal.entries()][-1].payload)["never"] == ["D3"]


def test_every_answer_given_again_gives_the_same_future_in_other_exercises() -> None:
    """Those of the arrest and of the fire, with the thinking that the room said."""
    for name in ("cardiac-arrest", "laboratory-fire"):
        conduct = scripted(script(name), SHIPPED[name][1])
        was = After(conduct).traces["room"].rows
        for window in conduct.state.windows.values():
            if window.state == "decided" and window.answer["option"]:
                found = what_if(conduct, window.decision.id, Answer(option=window.answer["option"]))
                assert found.trace.rows == was, (name, window.decision.id)
                assert found.never == ()
