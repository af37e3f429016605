"""What if: the same past byte for byte, a different future, and nothing changed in the exercise."""

import pytest

from sim.exercise.conductor import Conductor
from sim.exercise.decisions import DecisionResponse, InvalidDecision
from sim.exercise.events import WhatIfPlayed
from sim.exercise.journal import MemoryJournal
from sim.exercise.narrative import narrate
from sim.exercise.replay import WhatIf, record_what_if, replay_with_decision
from sim.exercise.review import Review
from sim.exercise.state import State
from sim.model.trace import Channel, EventKind, Row
from tests.sim.exercise.exercises import TEAM, TEAM_SEED, finished, known, script, scripted, traces


def copy(of: Conductor) -> Conductor:
    header = of.journal.header
    return Conductor(of.opened, MemoryJournal(header, of.journal.entries()))


def play_what_if(conductor: Conductor, decision: str, answer: DecisionResponse) -> WhatIf:
    what_if = replay_with_decision(State(conductor.opened), conductor.journal.entries(), decision, answer)
    record_what_if(conductor, what_if)
    return what_if


def test_the_past_is_the_same_and_the_future_is_not() -> None:
    """One note is left in the journal, which says which answer was looked at, and the exercise as it was."""
    conductor = copy(finished())
    before, arms = [*conductor.journal.entries()], [[*rows] for rows in traces(conductor)]
    was = Review(conductor).traces["room"].rows
    found = play_what_if(conductor, "D3", DecisionResponse(option="look"))
    past = [row for row in was if row[0] < found.changes_from]
    assert past
    assert found.trace.rows[: len(past)] == past
    assert found.trace.rows != was
    assert found.made.starts == 136.0 + 90.0  # asked, and what the exercise says that looking takes
    assert found.changes_from == conductor.state.decision_points["D3"].response.starts == 136.0
    *entries, note = conductor.journal.entries()
    assert entries == before
    assert isinstance(note.event, WhatIfPlayed)
    assert (note.event.decision, note.event.option, note.event.until) == ("D3", "look", found.changes_from)
    assert traces(conductor) == arms
    assert Review(conductor).state.decision_points["D3"].response.option == "both"


@pytest.mark.slow
def test_a_question_that_ran_out_can_be_looked_at_and_one_that_never_opened_cannot() -> None:
    """And an answer that cannot be given is refused as in the exercise."""
    conductor = copy(finished("too-late"))
    assert conductor.state.decision_points["D5"].state == "lapsed"
    assert play_what_if(conductor, "D5", DecisionResponse(option="shut")).made.does == []
    with pytest.raises(LookupError, match="D19 was not open"):
        play_what_if(conductor, "D19", DecisionResponse(option="x"))
    with pytest.raises(InvalidDecision, match="no option 'x'"):
        play_what_if(conductor, "D1", DecisionResponse(option="x"))
    assert sum(entry.kind == "what-if" for entry in conductor.journal.entries()) == 1


def arrest() -> Conductor:
    """The response team, in an emergency that its story fits; the nurse answers with a call on the radio."""
    written = script(TEAM)
    answers = [one.model_copy(update={"option": "radio"}) if one.decision == "D3" else one for one in written.answers]
    return scripted(written.model_copy(update={"answers": answers}), TEAM_SEED)


def nurse_calls(rows: list[Row], conductor: Conductor) -> list[float]:
    nurse = conductor.state.running_arms.player.tables.staff.ids.index("nurse")
    return [row[0] for row in rows if row[1:4] == (EventKind.REPORTS, nurse, Channel.RADIO)]


def test_a_later_answer_follows_its_cue_and_not_the_clock() -> None:
    """Without the radio the nurse learns 135 s later, is asked then, and calls as long after it as in the exercise."""
    conductor = arrest()
    found = play_what_if(conductor, "D1", DecisionResponse(option="pa"))
    was = conductor.state.decision_points["D3"]
    assert found.trigger_times["D3"] == 235.0 > known(was.opened_at)
    assert found.untriggered == ()
    assert nurse_calls(Review(conductor).traces["room"].rows, conductor) == [was.response.starts]
    assert nurse_calls(found.trace.rows, conductor) == [235.0 + was.response.cost]


def test_a_later_answer_whose_question_does_not_come_up_is_not_given_and_that_is_said() -> None:
    conductor = arrest()
    found = play_what_if(conductor, "D1", DecisionResponse(option="go-and-see"))
    assert found.untriggered == ("D3",)
    assert "D3" not in found.trigger_times
    assert nurse_calls(found.trace.rows, conductor) == []
    (*_, note) = conductor.journal.entries()
    assert isinstance(note.event, WhatIfPlayed)
    assert note.event.never == ["D3"]


@pytest.mark.slow
def test_every_answer_given_again_gives_the_same_future() -> None:
    """With the thinking that the room said: what differs comes of the answer alone, and acts under way are done as they were, once."""
    for name in ("active-assailant", "cardiac-arrest"):
        conductor = copy(finished(name))
        was = Review(conductor).traces["room"].rows
        for window in conductor.state.decision_points.values():
            if window.state == "decided" and window.response.option:
                found = play_what_if(conductor, window.decision.id, DecisionResponse(option=window.response.option))
                assert found.trace.rows == was, (name, window.decision.id)
                assert found.untriggered == ()


def test_the_log_tells_another_answer_in_its_words_and_not_by_its_id() -> None:
    conductor = copy(finished())
    other = conductor.state.decision_points["D1"].decision.options[1]
    play_what_if(conductor, "D1", DecisionResponse(option=other.id))
    (line,) = [line for line in narrate(conductor.state) if line.kind == WhatIfPlayed.KIND]
    assert line.text == f"what if  D1: {other.says}"
