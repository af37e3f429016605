"""What the room is told stops T+, and is read one after the other: nothing goes by unread, and how long that takes changes nothing."""

import pytest

from sim.drill import facilitator
from sim.drill.conduct import Conduct
from sim.drill.decisions import Answer
from sim.drill.frame import room_frame
from sim.drill.heard import TOLD, in_turn, reads_on, waiting
from sim.drill.journal import CLOCK_MARKS
from sim.drill.labels import Labels
from sim.drill.state import played
from sim.drill.told import messages
from sim.trace import Channel
from tests.exercises import EACH, SHIPPED, conducted, opened, script

TOLD_AFTER = 41.0  # seconds; in the next one the secretary is told, and rooms have checked in already
ALL = ("principal", "assistant-principal", "secretary", "nurse")


def frame(conduct: Conduct) -> dict[str, object]:
    return room_frame(conduct.state, frozenset(conduct.state.played))


def first_words(conduct: Conduct) -> str:
    """What the room's face shows first."""
    return str(room_frame(conduct.state, frozenset(conduct.state.played))["just_in"][0]["says"])


def goes_on(conduct: Conduct) -> None:
    """As the keys do: the next message first, then the first answer to what is asked, then T+."""
    window = conduct.state.front
    if reads_on(conduct):
        return
    if window is None:
        conduct.jump() if conduct.next_stop() is not None else conduct.next_segment()
    elif not any(not option.does for option in window.decision.options):
        conduct.answer(window.decision.id, Answer(talk_only="wait"))
    else:
        conduct.no_decision(window.decision.id)


def test_an_inject_that_the_room_hears_stops_the_clock() -> None:
    conduct = conducted(ALL)
    conduct.jump()
    (heard,) = conduct.state.deliveries.values()
    assert conduct.state.why_stopped == f"inject {heard.inject.number}"
    assert conduct.state.time == heard.time
    assert (conduct.clock.running, conduct.state.windows) == (False, {})
    conduct.jump()
    assert conduct.state.time > heard.time


def test_what_you_know_has_only_what_has_been_the_first_on_the_face() -> None:
    """Five messages of one instant: that 911 has it and where it was reported come with the messages that say so."""
    name, seed = SHIPPED["laboratory-fire"]
    conduct = conducted(script("laboratory-fire").played, name, seed)
    while len(waiting(conduct.state)) < 5:
        goes_on(conduct)
    first, known = [], []
    while True:
        shown = room_frame(conduct.state, conduct.state.in_the_room)
        first.append(waiting(conduct.state)[0])
        known.append([line.partition(":")[0] for line in shown["known"]])
        if not reads_on(conduct):
            break
    answered = [one.sender for one in first].index("911")
    reports = {f"inject-{one.inject.number}" for one in conduct.state.deliveries.values() if one.zone}
    reported = [one.id in reports for one in first].index(True)
    assert 0 < answered < reported
    assert ["911" in lines for lines in known] == [at >= answered for at in range(len(first))]
    assert ["reported" in lines for lines in known] == [at >= reported for at in range(len(first))]


def test_no_room_has_checked_in_before_the_message_that_says_what_happens_is_read() -> None:
    """The secretary is called just before somebody tells her, and the call is read first."""

    def check_ins() -> int:
        rows = room_frame(conduct.state, frozenset(["secretary"]))["rooms"]
        return sum(row["marks"].count("+") for row in rows)

    conduct = conducted(["secretary"])
    while not conduct.state.moments.checked_in or conduct.state.time < TOLD_AFTER:
        conduct.play()
        conduct.second()
    facilitator.make_up(conduct, "A parent", ["secretary"], "phone", "What is going on?")
    conduct.second()
    assert [one.sender for one in waiting(conduct.state)] == ["A parent", "face to face"]
    assert check_ins() == 0
    assert reads_on(conduct)
    assert check_ins() > 0


def test_an_alert_that_the_model_told_stops_it_as_well() -> None:
    """The nurse hears of it in the model: no line of the MSEL says so, and T+ stands still all the same."""
    conduct = conducted(["nurse"])
    plays = next(one.plays for one in conduct.state.exercise.roles if one.id == "nurse")
    while not conduct.state.moments.told.get(plays):
        assert not in_turn(conduct.state, {"nurse"}).waiting
        conduct.play()
        while conduct.clock.running:
            conduct.second()
    told, *_ = conduct.state.moments.told[plays]
    assert conduct.state.time - told <= 1.0
    assert conduct.state.why_stopped == TOLD
    assert [one.time for one in in_turn(conduct.state, {"nurse"}).waiting] == [told]


def test_an_inject_that_nobody_plays_stops_nothing() -> None:
    conduct = conducted([])
    conduct.jump()
    assert "inject" not in conduct.state.why_stopped


def test_one_that_is_made_up_or_delivered_by_hand_stops_it_too() -> None:
    conduct = conducted(ALL)
    conduct.play()
    facilitator.make_up(conduct, "A parent", ["principal"], "phone", "What is going on?")
    assert not conduct.clock.running
    conduct.play()
    conduct.inject(conduct.state.exercise.injects[-1].number, "delivered")
    assert not conduct.clock.running


@pytest.mark.parametrize("name", EACH)
def test_every_message_to_the_room_is_the_first_on_its_face_once(name: str) -> None:
    """Also those of one instant: played through with keys alone, nothing that was delivered is passed over."""
    exercise, seed = SHIPPED[name]
    conduct = conducted(script(name).played, exercise, seed)
    shown = []
    first = conduct.segment
    while conduct.segment is first and not conduct.over and not conduct.nothing_more:
        goes_on(conduct)
        shown.append(first_words(conduct))
    delivered = [
        one.says
        for one in conduct.state.deliveries.values()
        if one.outcome == "delivered" and conduct.state.played.intersection(one.inject.to)
    ]
    assert len(delivered) > 3
    assert [one for one in delivered if one[:100] not in {words[:100] for words in shown}] == []


def test_several_in_one_instant_are_counted_and_the_oldest_is_first() -> None:
    conduct = conducted(ALL)
    while conduct.state.front is None:
        conduct.jump()
    counts = [frame(conduct)["reading"]]
    while reads_on(conduct):
        counts.append(frame(conduct)["reading"])
    of = len(counts)
    assert of > 2
    assert counts == [{"at": at, "of": of} for at in range(1, of + 1)]
    newest = max(conduct.state.deliveries.values(), key=lambda one: (one.time, one.inject.number))
    assert first_words(conduct)[:60] == newest.says[:60]


def test_what_was_read_is_known_after_a_break_and_is_no_part_of_what_happened() -> None:
    conduct = conducted(ALL)
    while conduct.state.front is None:
        conduct.jump()
    assert reads_on(conduct)
    again = played(conduct.opened, conduct.journal.entries())
    assert room_frame(again, frozenset(again.played))["reading"] == frame(conduct)["reading"]
    assert "read" in CLOCK_MARKS


def test_what_a_role_saw_or_was_told_says_what_it_is_about_and_who_told_it() -> None:
    """Nobody reads "it can be seen" without what it is, and nobody is called by the number of a roster."""
    name, seed = SHIPPED["cardiac-arrest"]
    conduct = conducted(tuple(one.id for one in opened(name).exercise.roles), name, seed)
    while conduct.state.front is None:
        conduct.jump()
    said = {one.sender: one.says for one in messages(conduct.state, conduct.state.played) if not one.mode}
    assert said == {
        "own eyes and ears": "Seen or heard from here: somebody has collapsed.",
        "A kitchen worker, phone": "Somebody has collapsed.",
    }


@pytest.mark.parametrize(
    ("heard", "by"),
    [
        (("secretary",), "radio in the office"),
        (("principal",), "radio"),
        (("principal", "secretary"), "radio, also in the office"),
    ],
)
def test_whoever_carries_no_radio_hears_that_of_the_office(heard: tuple[str, ...], by: str) -> None:
    """As their cards have it: the secretary has none, and sits beside the one in the office."""
    conduct = conducted(ALL)
    roles = {one.id: one for one in conduct.state.exercise.roles}
    assert "no radio" in roles["secretary"].knows
    for one in heard:
        conduct.state.moments.told[roles[one].plays] = (12.0, Channel.RADIO, "assistant-principal-c")
    (message,) = messages(conduct.state, frozenset(ALL))
    assert message.sender.endswith(f", {by}")


def test_whoever_knows_by_ruling_reads_that_it_is_ruled_and_what_it_is() -> None:
    name, seed = SHIPPED["cardiac-arrest"]
    conduct = conducted(tuple(one.id for one in opened(name).exercise.roles), name, seed)
    facilitator.rule(conduct, "D3")
    (message,) = messages(conduct.state, {"nurse"})
    assert (message.sender, message.says) == (
        "facilitator",
        "It is ruled that you know: somebody has collapsed.",
    )


def test_nobody_is_called_an_officer_where_the_story_has_none() -> None:
    """The questions say that no officer is on campus; those who look after its doors are no police."""
    exercise = opened("active-assailant-90")
    assert any("No officer is on campus" in one.asks for one in exercise.exercise.decisions)
    place = exercise.emergency.place
    names = [Labels(place).person_in_a_sentence(one.id) for one in place.staff if one.id != "sro"]
    assert [name for name in names if "officer" in name] == []
