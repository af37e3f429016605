"""Conducting an exercise: what reaches which arm, when a question opens, and what an answer costs the incident."""

import json

import pytest

from scenarios.conditions import Condition
from scenarios.script import Answer as Written
from sim.draws import Block
from sim.drill import facilitator
from sim.drill.conduct import Conduct, Refused
from sim.drill.decisions import Answer, preview
from sim.drill.state import State, played
from sim.drill.truth import in_words, why_not
from sim.model.replication import Engine
from sim.tabulate import tabulate
from tests.exercises import ASSAILANT, SEED, conducted, opened, script, scripted, traces

PRINCIPAL = "principal"
FAR = 120  # a safe number of stops


def entries(conduct: Conduct, kind: str) -> list[dict[str, object]]:
    """Payloads of the entries of a kind."""
    return [json.loads(entry.payload) for entry in conduct.journal.entries() if entry.kind == kind]


def to_a_question(conduct: Conduct) -> str:
    """Plays on until a question is open, and returns its id."""
    for _ in range(FAR):
        if conduct.state.open_windows():
            return conduct.state.open_windows()[0].decision.id
        conduct.jump()
    raise AssertionError("no question opened")


def half_a_minute_without_an_answer(question: str, *conducts: Conduct) -> None:
    """What comes after a question to which nobody had an answer."""
    for one in conducts:
        one.no_decision(question)
        one.clock = one.clock.plays()
        for _ in range(30):
            one.second()


def test_with_everybody_modelled_the_arms_are_the_replications_that_compare_plays() -> None:
    """Bit for bit, in the room's arm too, however often it was stopped and looked at."""
    conduct = conducted()
    while conduct.next_stop() is not None:
        conduct.jump()
    conduct.next_segment()
    while conduct.segment.kind != "hot-wash":
        conduct.next_segment()
    emergency, block = opened().emergency, Block(SEED, range(1))
    for engine, strategy in zip(conduct.state.engines, ("app", "app", "app-no-staff-leg"), strict=True):
        engine.run()
        assert engine.trace.rows == Engine(tabulate(emergency, strategy), SEED, 0, block).run().rows


def test_t_plus_stands_still_while_the_room_talks() -> None:
    """Four minutes of talk move the incident by nothing; then the answer costs the thinking of its role."""
    conduct = conducted([PRINCIPAL])
    question = to_a_question(conduct)
    window = conduct.state.windows[question]
    if window.decision.kind == "pressed":
        conduct.answer(question, Answer(talk_only="we lock down"))
        question = to_a_question(conduct)
        window = conduct.state.windows[question]
    before = conduct.state.time
    conduct.tick(0.5)
    conduct.pass_room_time(240.0)
    with pytest.raises(Refused, match="open"):
        conduct.jump()
    assert conduct.state.time == before == window.opened
    assert conduct.clock.room >= 240.0


def test_players_reach_the_room_alone_and_the_world_reaches_all() -> None:
    """What the room decides leaves autopilot and twin as they were; a failed channel does not."""
    alone = conducted([PRINCIPAL])
    question = to_a_question(alone)
    answer = Answer(write_in=[{"kind": "call-911", "by": PRINCIPAL}])
    alone.answer(question, answer)
    alone.no_decision(question) if alone.state.windows[question].state == "open" else None
    for _ in range(60):
        alone.clock = alone.clock.plays()
        alone.second()
    quiet = conducted([PRINCIPAL])
    to_a_question(quiet)
    quiet.no_decision(question)
    for _ in range(60):
        quiet.clock = quiet.clock.plays()
        quiet.second()
    assert traces(alone)[1:] == traces(quiet)[1:]
    assert traces(alone)[0] != traces(quiet)[0]
    contingency = next(one for one in opened().exercise.injects if one.contingency and one.world)
    quiet.inject(contingency.number, "delivered")
    quiet.clock = quiet.clock.plays()
    quiet.second()
    assert [len(view.channels) for view in (engine.view() for engine in quiet.state.engines)] == [1, 1, 1]


def test_why_it_stopped_is_past_once_t_plus_goes_on_a_question_opens_or_a_module_ends() -> None:
    """A jump has no entry of its own that says that it plays; read again from the journal it is the same."""
    conduct = conducted([PRINCIPAL, "teacher"])
    conduct.play()
    conduct.stop()
    assert conduct.state.why_stopped == "facilitator"
    while (front := conduct.state.front) is None or front.decision.kind == "pressed":
        conduct.jump() if front is None else conduct.no_decision(front.decision.id)
    assert conduct.state.why_stopped == "" == played(conduct.opened, conduct.journal.entries()).why_stopped
    conduct.stop("the alarm stays silent")
    conduct.next_segment()
    assert conduct.state.why_stopped == ""


def test_a_guard_that_fails_for_want_of_knowing_says_who_does_not_know_yet() -> None:
    """Of a role that is called by two words, and of what has not happened."""
    state = conducted([PRINCIPAL]).state
    unaware = Condition.model_validate({"aware": "assistant-principal"})
    assert why_not([unaware], [], state) == "the assistant principal does not know yet"
    assert why_not([Condition(happened="alert-sent")], [], state) == "needs alert sent"
    assert in_words(unaware) == "the assistant principal knows"


def test_a_question_waits_until_its_role_knows() -> None:
    """It opens no sooner than its role is aware, and says since when."""
    conduct = conducted(one.id for one in opened().exercise.roles)
    for _ in range(FAR):
        if conduct.over or conduct.nothing_more:
            break
        for window in conduct.state.open_windows():
            assert window.aware is not None
            assert window.opened is not None
            assert window.aware <= window.opened
            conduct.no_decision(window.decision.id)
        if not conduct.over:
            conduct.jump()
    assert any(window.opened is not None for window in conduct.state.windows.values())


def test_every_line_of_the_msel_ends_one_way_and_once() -> None:
    """Delivered, held with a reason, or cancelled; none disappears."""
    conduct = scripted(script())
    seen = [int(str(payload["inject"])) for payload in entries(conduct, "inject")]
    numbers = [one.number for one in opened().exercise.injects]
    assert sorted(seen) == sorted(numbers)
    for payload in entries(conduct, "inject"):
        assert payload["outcome"] in ("delivered", "held", "cancelled")
        assert payload["outcome"] == "delivered" or payload["why"]
    settled = {payload["decision"] for kind in ("decide", "lapse") for payload in entries(conduct, kind)}
    held = {payload["decision"] for payload in entries(conduct, "ask") if payload["state"] == "held"}
    assert settled | held == {one.id for one in opened().exercise.decisions}


def test_state_is_what_comes_of_the_journal() -> None:
    """Playing the entries again gives the same traces, questions and injects."""
    conduct = scripted(script())
    again = played(opened(), conduct.journal.entries())
    assert [engine.trace.rows for engine in again.engines] == traces(conduct)
    assert {name: window.state for name, window in again.windows.items()} == {
        name: window.state for name, window in conduct.state.windows.items()
    }
    assert again.deliveries == conduct.state.deliveries
    assert (again.time, again.room, again.ended) == (conduct.state.time, conduct.state.room, True)


def test_taking_back_leaves_what_would_have_been_without_it() -> None:
    """The same traces as if nothing had been decided, and both are in the journal."""
    conduct, quiet = conducted([PRINCIPAL]), conducted([PRINCIPAL])
    question = to_a_question(conduct)
    to_a_question(quiet)
    conduct.answer(question, Answer(write_in=[{"kind": "call-911", "by": PRINCIPAL}]))
    assert conduct.take_back() == question
    assert conduct.state.windows[question].state == "open"
    half_a_minute_without_an_answer(question, conduct, quiet)
    assert traces(conduct) == traces(quiet)
    assert [payload["of"] for payload in entries(conduct, "take-back")] == [question]
    with pytest.raises(Refused, match="depend on it"):
        conduct.take_back()


def test_preview_says_what_would_happen_and_changes_nothing() -> None:
    """Twice the same, and the play goes on as without it."""
    conduct, quiet = conducted([PRINCIPAL]), conducted([PRINCIPAL])
    question = to_a_question(conduct)
    to_a_question(quiet)
    window = conduct.state.windows[question]
    answer = Answer(write_in=[{"kind": "announce", "by": PRINCIPAL}])
    assert preview(window, answer, conduct.state) == preview(window, answer, conduct.state)
    half_a_minute_without_an_answer(question, conduct, quiet)
    assert traces(conduct) == traces(quiet)


@pytest.mark.parametrize("talked", [0.0, 360.0])
def test_the_exercise_ends_inside_its_slot_with_the_hot_wash_whole(talked: float) -> None:
    """However long the room talks."""
    answers = [answer.model_copy(update={"talked": talked}) for answer in script().answers]
    conduct = scripted(script().model_copy(update={"answers": answers}))
    exercise = opened().exercise
    assert conduct.state.room <= 60.0 * exercise.minutes
    assert conduct.state.room - conduct.state.segment_room == 60.0 * exercise.segments[-1].minutes


def test_what_cannot_be_is_refused_in_words_and_changes_nothing() -> None:
    """A question that is not open, an inject that is none, an objective that is none."""
    conduct = conducted([PRINCIPAL])
    count = conduct.state.log[-1].seq
    for refused, said in (
        (lambda: conduct.answer("D9", Answer(talk_only="x")), "D9 is not open"),
        (lambda: conduct.inject(77, "delivered"), "there is no inject 77"),
        (lambda: conduct.note("observe", text="x", objective="nothing"), "no objective nothing"),
        (lambda: conduct.hand_back("nobody"), "nobody is not played"),
        (conduct.take_back, "nothing|depend"),
    ):
        with pytest.raises(Refused, match=said):
            refused()
    assert conduct.state.log[-1].seq == count


def test_a_real_emergency_freezes_everything() -> None:
    """Nothing runs any more, and it is in the journal."""
    conduct = conducted([PRINCIPAL])
    conduct.play()
    conduct.freeze()
    conduct.tick(0.5)
    for refused in (conduct.play, conduct.jump):
        with pytest.raises(Refused, match="real emergency"):
            refused()
    assert conduct.state.frozen
    assert State(opened()).frozen is False
    assert conduct.state.log[-1].kind == "freeze"


def test_a_role_that_is_handed_back_is_modelled_again() -> None:
    """Its questions are not asked any more."""
    conduct = conducted([PRINCIPAL])
    conduct.hand_back(PRINCIPAL)
    for _ in range(FAR):
        if conduct.over or conduct.nothing_more:
            break
        conduct.jump()
    asked = {payload["decision"]: payload for payload in entries(conduct, "ask")}
    mine = [one.id for one in opened().exercise.decisions if one.of == PRINCIPAL]
    assert all(asked[name]["state"] == "held" for name in mine if name in asked)


def test_an_answer_is_one_thing() -> None:
    """An option, a write-in, or talk only."""
    with pytest.raises(ValueError, match="one of"):
        Written(decision="D1", option="a", nothing=True)
    assert opened().exercise.exercise == ASSAILANT


def test_t_plus_stands_still_in_a_talked_module_whatever_is_pressed() -> None:
    """Play, time pressure, an act that is written in: refused in words, and five minutes later the incident is where it was."""
    conduct = conducted([PRINCIPAL])
    conduct.next_segment()
    assert conduct.segment.kind == "talked"
    before, rows = conduct.state.time, [len(one) for one in traces(conduct)]
    while conduct.state.front is None:
        with pytest.raises(Refused, match="T\\+ stands still in Continued response"):
            conduct.play(60)
        conduct.tick(1.0)
        conduct.jump()
    question = conduct.state.front.decision.id
    with pytest.raises(Refused, match="under time pressure here"):
        facilitator.press(conduct, question)
    with pytest.raises(Refused, match="nothing is done in the model here; talk only"):
        conduct.answer(question, Answer(write_in=[{"kind": "radio", "by": PRINCIPAL}]))
    for _ in range(300):
        conduct.tick(1.0)
    conduct.answer(question, Answer(talk_only="the prepared message"))
    assert (conduct.state.time, [len(one) for one in traces(conduct)]) == (before, rows)
    assert conduct.clock.room >= 300.0
