"""What a team asked people to do is what the others read, and what it asked for is answered."""

import re

from sim.exercise.decisions import DecisionResponse
from sim.exercise.messages import list_messages
from sim.exercise.narrative import describe_executed
from sim.model.trace import EventKind
from tests.sim.exercise.exercises import all_roles, conducted, to_a_question


def test_teachers_read_the_instruction_and_the_roll_call_names_who_is_missing() -> None:
    conductor = conducted(all_roles())
    to_a_question(conductor)
    asks = {"instruction": "evacuate", "place": "B", "exit": "b-exit-east"}
    acts = [{"kind": "announce", "by": "principal", **asks}, {"kind": "roll-call", "by": "nurse"}]
    conductor.submit_decision("D1", DecisionResponse(write_in=acts))
    conductor.next_segment()
    state = conductor.state
    texts = [message.text for message in list_messages(state, {"teacher"})]
    assert any("evacuate (building B, by east exit, B)" in text for text in texts)
    assert "evacuate (building B, by east exit, B)" in describe_executed(state.done[0], state)
    rows = state.running_arms.player.trace.rows
    (missing,) = (row[5] for row in rows if row[1] == EventKind.ROLL_CALLED)
    (answer,) = (notice.text for notice in state.notices if notice.text.startswith("roll call"))
    assert re.match(rf"roll call: {missing:.0f} people not accounted for \(.+ and \d+ more places\)", answer)
    reached = {row[2] for row in rows if row[1] == EventKind.INSTRUCTED}
    left = {row[2] for row in rows if row[1] == EventKind.ENTERS and row[2] in reached}
    assert left, "those who heard it left"
