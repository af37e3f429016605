"""What the room says, and what the model already did: the table of the written model, a row a test.

Decisions add; they never rewrite the past. Each row is read where people read it: beforehand (`preview`, which the desk shows beside the
marked answer), in the log of the desk, in the log of the hot wash, and on the room's face.
"""

from dataclasses import replace

import pytest

from scenarios.exercise import Exercise, Option
from scenarios.exercise_library import OpenedExercise
from sim.drill.conduct import Conduct, Refused
from sim.drill.decisions import Answer, preview
from sim.drill.frame import room_frame
from sim.drill.said import lines
from sim.drill.sessions import header_of
from sim.drill.setup import Setup
from sim.trace import Channel, Kind, Row
from tests.doubles import MemoryJournal
from tests.exercises import SEED, conducted, opened, traces
from tui.in_words import entry_in_words

ROLES = [role.id for role in opened().exercise.roles]
OFFICE = frozenset(ROLES)


def asked(conduct: Conduct, wanted: str) -> Conduct:
    """Plays on until this question is open; others are left unanswered."""
    while (front := conduct.state.front) is None or front.decision.id != wanted:
        conduct.jump() if front is None else conduct.no_decision(front.decision.id)
    return conduct


def plays_on(conduct: Conduct, seconds: int) -> None:
    """So many seconds of T+; what is asked meanwhile is left unanswered."""
    until = conduct.state.time + seconds
    while conduct.state.time < until and not conduct.over:
        while conduct.state.front is not None:
            conduct.no_decision(conduct.state.front.decision.id)
        conduct.play()
        conduct.second()


def beforehand(conduct: Conduct, answer: Answer) -> str:
    """What the desk reads of an answer before it is given."""
    front = conduct.state.front
    assert front is not None
    would = preview(front, answer, conduct.state)
    return "; ".join([*would.reasons, *(f"left {outcome.left}" for _, outcome in would.acts if outcome.left)])


def desk(conduct: Conduct) -> str:
    """The log of the desk."""
    return "\n".join(entry_in_words(entry, conduct.state) for entry in conduct.state.log)


def hot_wash(conduct: Conduct) -> str:
    """The log of the hot wash."""
    return "\n".join(line.words for line in lines(conduct.state))


def face(conduct: Conduct) -> str:
    """What the room's face says of what happened since the last decision."""
    return "\n".join(room_frame(conduct.state, OFFICE)["since"])


def staff_told(rows: list[Row], channel: Channel, people: int) -> int:
    """Staff whose first word of it came by this means."""
    return sum(row[1] == Kind.AWARE and row[3] == channel and row[2] < people for row in rows)


def test_lockdown_on_the_pa_where_the_app_has_told_many() -> None:
    """It goes out, and only those change whom nothing had reached: the room reads since when, and how many more."""
    conduct = asked(conducted(ROLES), "D1")
    quiet = asked(conducted(ROLES), "D1")
    answer = Answer(option="pa")
    assert "alert out since T+00:27 by app; left " in beforehand(conduct, answer)
    conduct.answer("D1", answer)
    quiet.no_decision("D1")
    while not conduct.state.notices:
        for one in (conduct, quiet):
            plays_on(one, 1)
    rows, without = traces(conduct)[0], traces(quiet)[0]
    (sent,) = [row[0] for row in rows if row[1] == Kind.SENT and row[3] == Channel.PA]
    people = conduct.state.engines.room.tables.people
    more = staff_told(rows, Channel.PA, people)
    assert more > 0
    assert [row for row in rows if row[0] < sent] == [row for row in without if row[0] < sent]
    known = {row[2]: row[0] for row in without if row[1] == Kind.AWARE and row[0] <= sent}
    assert {row[2]: row[0] for row in rows if row[1] == Kind.AWARE and row[2] in known} == known
    words = f"alert out since T+00:27 by app; your call by PA reached {more} more"
    assert words in desk(conduct)
    assert words in hot_wash(conduct)
    assert words in face(conduct)


def test_of_two_calls_of_one_decision_each_says_by_which_means_it_reached_whom() -> None:
    """The radio is heard at once, the PA once somebody is at the microphone; each counts those whom it told first."""
    conduct = asked(conducted(ROLES), "D1")
    conduct.answer("D1", Answer(option="pa-radio"))
    seen = ""
    while len(conduct.state.notices) < 2:
        plays_on(conduct, 1)
        seen += face(conduct)
    rows, people = traces(conduct)[0], conduct.state.engines.room.tables.people
    for means, channel in (("radio", Channel.RADIO), ("PA", Channel.PA)):
        words = f"your call by {means} reached {staff_told(rows, channel, people)} more"
        for said in (desk(conduct), hot_wash(conduct), seen):
            assert words in said


def test_the_room_reads_no_number_but_the_one_that_was_counted() -> None:
    """Of an app that is pressed once more while its first alert still reaches people, the second press has reached nobody."""
    conduct = asked(conducted(ROLES), "D1")
    conduct.answer("D1", Answer(write_in=[{"kind": "press", "by": "principal"}]))
    told = set[str]()
    while not conduct.state.notices:
        plays_on(conduct, 1)
        told.update(face(conduct).splitlines())
    reached = [line.rpartition("; ")[2] for line in told if "reached" in line]
    assert reached == ["your alert by app reached 0 more"]


def test_a_call_to_911_that_has_it_already_is_one_more_call_and_takes_a_taker() -> None:
    """The desk reads since when; the room reads the one time that it knows, at which 911 called back, before and after."""
    conduct = asked(conducted(ROLES), "D2")
    quiet = asked(conducted(ROLES), "D2")
    assert beforehand(conduct, Answer(option="call")) == "911 has it since T+00:50"
    known = room_frame(conduct.state, frozenset(ROLES))["known"]
    assert "911: answered 10:14:51" in known
    conduct.answer("D2", Answer(option="call"))
    quiet.no_decision("D2")
    for one in (conduct, quiet):
        plays_on(one, 30)
    calls, without = (one.state.engines.room.view().calls for one in (conduct, quiet))
    assert calls.free + 1 == without.free or calls.waiting == without.waiting + 1
    caller = conduct.state.engines.room.tables.psap.office  # the secretary calls for it
    assert [row[1] for row in traces(conduct)[0] if row[2] == caller and row[1] == Kind.QUEUED]
    for said in (desk, hot_wash):
        assert "911 has it since T+00:50" in said(conduct), said.__name__
    assert "911 has it since T+00:51" in face(conduct)
    assert "911: answered 10:14:51" in room_frame(conduct.state, frozenset(ROLES))["known"]


def test_a_pa_that_is_down_and_nobody_knows_is_tried_and_fails_after_its_time() -> None:
    """Beforehand nothing gives it away; when it fails the clock stops, and the room reads why."""
    conduct = asked(conducted(ROLES), "D1")
    working = beforehand(conduct, Answer(option="pa"))
    conduct.inject(11, "delivered")
    assert beforehand(conduct, Answer(option="pa")) == working
    conduct.answer("D1", Answer(option="pa"))
    begun = conduct.state.time
    while not conduct.state.moments.silent:
        assert "stays silent" not in desk(conduct) + hot_wash(conduct) + face(conduct)
        plays_on(conduct, 1)
    (failed,) = [row[0] for row in traces(conduct)[0] if row[1] == Kind.SILENT]
    assert begun < failed <= conduct.state.time < failed + 2.0
    assert not conduct.clock.running
    assert conduct.state.why_stopped == "the PA stays silent"
    for said in (desk, hot_wash, face):
        assert "the PA stays silent" in said(conduct), said.__name__
    people = conduct.state.engines.room.tables.people
    assert staff_told(traces(conduct)[0], Channel.PA, people) == 0


def with_the_officer() -> Conduct:
    """The same exercise, in which the third question may be answered by sending the officer, who is away."""
    exercise: Exercise = opened().exercise
    send = Option.model_validate(
        {
            "id": "sro",
            "says": "The officer goes there",
            "does": [{"kind": "send", "by": "principal", "whom": "sro"}],
        }
    )
    decisions = [
        one.model_copy(update={"options": [send, *one.options]}) if one.id == "D3" else one
        for one in exercise.decisions
    ]
    changed: OpenedExercise = replace(opened(), exercise=exercise.model_copy(update={"decisions": decisions}))
    conduct = Conduct(changed, MemoryJournal(*header_of(changed, SEED)))
    conduct.begin(Setup(exercise.exercise, SEED, dict.fromkeys(ROLES, "")))
    conduct.next_segment()
    return asked(conduct, "D3")


def test_an_officer_who_is_away_is_struck_out_with_the_reason() -> None:
    """The room sees the option, and why it cannot be; whoever chooses it all the same is refused, and that is logged."""
    conduct = with_the_officer()
    question = room_frame(conduct.state, OFFICE)["question"]
    officer = conduct.state.labels.person("sro")
    assert [one["struck"] for one in question["options"]] == [f"{officer}: away today", *[""] * 5]
    front = conduct.state.front
    assert front is not None
    assert preview(front, Answer(option="sro"), conduct.state).away == ("sro",)
    before = traces(conduct)
    with pytest.raises(Refused, match="away today"):
        conduct.answer("D3", Answer(option="sro"))
    assert traces(conduct) == before
    assert conduct.state.front is front
    for said in (desk, hot_wash):
        assert "away today" in said(conduct), said.__name__


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("D4", Answer(option="evacuate")),
        ("D4", Answer(talk_only="call the parents")),
    ],
    ids=["evacuate a building that is locked", "call parents"],
)
def test_what_the_model_does_not_have_is_talk_only_and_noted(question: str, answer: Answer) -> None:
    """No such transition: it is logged, the room reads that it is noted, and every trace is as if nothing had been said."""
    conduct = asked(conducted(ROLES), question)
    quiet = asked(conducted(ROLES), question)
    assert beforehand(conduct, answer) == ""
    conduct.answer(question, answer)
    assert face(conduct).startswith("Noted: what you say is written down")
    quiet.no_decision(question)
    for one in (conduct, quiet):
        plays_on(one, 120)
    assert traces(conduct) == traces(quiet)
    words = answer.talk_only or "Evacuate the buildings where it is not"
    for said in (desk, hot_wash):
        assert f"{question} decided  {words}" in said(conduct) or f"{question} {words}" in said(conduct)


def test_whatever_is_done_once_it_is_over_is_logged_and_has_no_effect() -> None:
    """The thinking takes half an hour; until then it has long been over, in the words of the room since when."""
    conduct = asked(conducted(ROLES, seed=1), "D3")
    quiet = asked(conducted(ROLES, seed=1), "D3")
    conduct.answer("D3", Answer(option="all-stay", thinking=1_500.0))
    quiet.no_decision("D3")
    for one in (conduct, quiet):
        while one.segment.kind != "hot-wash":
            one.next_segment()
    (over,) = [row[0] for row in traces(conduct)[0] if row[1] == Kind.ALL_CLEAR]
    assert traces(conduct) == traces(quiet)
    since = f"over since T+{int(over) // 60:02}:{int(over) % 60:02}"
    for said in (desk, hot_wash, face):
        assert since in said(conduct), said.__name__
    (done,) = [one for one in conduct.state.done if one.act.of == "D3"]
    assert not done.outcome.began
