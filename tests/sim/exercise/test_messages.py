"""What the room is told stops T+, and is read one after the other: nothing goes by unread, and how long that takes changes nothing."""

import re

import pytest

from scenarios.exercise import Inject
from sim.exercise import facilitator, schedule
from sim.exercise.conductor import Conductor, read_next
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import Setup, StopCause
from sim.exercise.journal import CLOCK_ENTRY_KINDS
from sim.exercise.journal_replay import replay_journal
from sim.exercise.labels import Labels
from sim.exercise.messages import build_message_queue, list_messages, list_unread
from sim.exercise.narrative import describe_executed, narrate
from sim.exercise.room_frame import RoomFrame
from sim.exercise.room_view import build_participant_view
from sim.model.trace import Channel, EventKind
from tests.sim.exercise import exercises
from tests.sim.exercise.exercises import EACH_SLOW, SEEDS, SHIPPED, TEAM, all_roles, begun, conducted, opened, script

TOLD_AFTER = 72.0  # seconds; in the next one the secretary is told, and rooms have checked in already
ALL = ("principal", "assistant-principal", "secretary", "nurse")


def frame(conductor: Conductor) -> RoomFrame:
    return build_participant_view(conductor.state, frozenset(conductor.state.played))


def goes_on(conductor: Conductor) -> None:
    window = conductor.state.current_decision
    if read_next(conductor):
        return
    if window is None:
        conductor.jump() if conductor.find_next_stop() is not None else conductor.next_segment()
    elif not any(not option.does for option in window.decision.options):
        conductor.submit_decision(window.decision.id, DecisionResponse(talk_only="wait"))
    else:
        conductor.no_decision(window.decision.id)


def test_an_inject_that_the_room_hears_stops_the_clock() -> None:
    conductor = conducted(ALL)
    conductor.jump()
    (heard,) = conductor.state.deliveries.values()
    assert (conductor.state.stop_reason, conductor.state.time) == (f"inject {heard.inject.number}", heard.time)
    assert (conductor.clock.is_running, conductor.state.decision_points) == (False, {})
    conductor.jump()
    assert conductor.state.time > heard.time


@pytest.mark.slow
def test_what_you_know_has_only_what_has_been_the_first_on_the_face(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several messages of one instant: that 911 has it and where it was reported come with the messages that say so."""
    monkeypatch.setattr(schedule, "MESSAGES_PER_STOP", 1000)
    name, seed = SHIPPED["laboratory-fire"]
    conductor = conducted(script("laboratory-fire").played, name, seed)
    while len(list_unread(conductor.state)) < 3:
        goes_on(conductor)
    first, known = [], []
    while True:
        shown = build_participant_view(conductor.state, conductor.state.player_roles)
        first.append(list_unread(conductor.state)[0])
        known.append([line.partition(":")[0] for line in (*shown.reports, *shown.responders)])
        if not read_next(conductor):
            break
    answered = [one.sender for one in first].index("911")
    reports = {f"inject-{one.inject.number}" for one in conductor.state.deliveries.values() if one.zone}
    reported = [one.id in reports for one in first].index(True)
    assert min(answered, reported) > 0
    assert ["911" in lines for lines in known] == [at >= answered for at in range(len(first))]
    assert ["reported" in lines for lines in known] == [at >= reported for at in range(len(first))]


def test_no_room_has_checked_in_before_the_message_that_says_what_happens_is_read() -> None:

    def check_ins() -> int:
        rows = build_participant_view(conductor.state, frozenset(["secretary"])).rooms
        return sum(row.marks.count("+") for row in rows)

    conductor = conducted(["secretary"])
    while not conductor.state.milestones.checked_in or conductor.state.time < TOLD_AFTER:
        conductor.play()
        conductor.play_second()
    facilitator.improvise_inject(conductor, "A parent", ["secretary"], "phone", "What is going on?")
    conductor.play_second()
    assert [one.sender for one in list_unread(conductor.state)] == ["A parent", "face to face", "911"]
    assert check_ins() == 0
    assert read_next(conductor)
    assert check_ins() > 0


def test_an_alert_that_the_model_told_stops_it_as_well() -> None:
    """The nurse hears of it in the model: no line of the MSEL says so, and T+ stands still all the same."""
    conductor = conducted(["nurse"])
    plays = next(one.plays for one in conductor.state.exercise.roles if one.id == "nurse")
    while not conductor.state.milestones.told.get(plays):
        assert not build_message_queue(conductor.state, {"nurse"}).waiting
        conductor.play()
        while conductor.clock.is_running:
            conductor.play_second()
    told, *_ = conductor.state.milestones.told[plays]
    assert conductor.state.time - told <= 1.0
    assert conductor.state.stop_cause == StopCause.READING
    assert [one.time for one in build_message_queue(conductor.state, {"nurse"}).waiting] == [told]


@pytest.mark.slow
def test_an_inject_that_nobody_plays_stops_nothing() -> None:
    conductor = conducted([])
    conductor.jump()
    assert "inject" not in conductor.state.stop_reason


def test_one_that_is_made_up_or_delivered_by_hand_stops_it_too() -> None:
    conductor = conducted(ALL)
    conductor.play()
    facilitator.improvise_inject(conductor, "A parent", ["principal"], "phone", "What is going on?")
    assert not conductor.clock.is_running
    conductor.play()
    conductor.dispose_inject(conductor.state.exercise.injects[-1].number, "delivered")
    assert not conductor.clock.is_running


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(TEAM, marks=pytest.mark.slow),
        *(one for one in EACH_SLOW if not {"cardiac-arrest", "missing-student"} & {*one.values}),
    ],
)  # of these two few messages come to a team that answers nothing
def test_every_message_to_the_room_is_the_first_on_its_face_once(name: str) -> None:
    """Also those of one instant: played through with keys alone, nothing that was delivered is passed over."""
    conductor = conducted(script(name).played, script(name).exercise, SEEDS[name])
    shown = []
    first = conductor.segment
    while conductor.segment is first and not conductor.is_over and not conductor.is_nothing_left:
        goes_on(conductor)
        shown.append(str(frame(conductor).messages[0].says))
    told = [one for one in conductor.state.deliveries.values() if one.outcome == "delivered"]
    delivered = [one.text for one in told if conductor.state.played.intersection(one.inject.to)]
    assert len(delivered) > 3
    assert [one for one in delivered if one[:100] not in {words[:100] for words in shown}] == []


def test_what_was_read_is_known_after_a_break_and_is_no_part_of_what_happened() -> None:
    conductor = conducted(ALL)
    while conductor.state.current_decision is None:
        conductor.jump()
    assert read_next(conductor)
    again = replay_journal(conductor.opened, conductor.journal)
    assert build_participant_view(again, frozenset(again.played)).reading == frame(conductor).reading
    assert "read" in CLOCK_ENTRY_KINDS


def test_what_a_role_saw_or_was_told_says_what_it_is_about_and_who_told_it() -> None:
    conductor = conducted(all_roles(TEAM), TEAM, seed=24)
    while conductor.state.current_decision is None:
        conductor.jump()
    said = {one.sender: one.text for one in list_messages(conductor.state, conductor.state.played) if not one.mode}
    assert said == {
        "your own eyes and ears": "Someone has collapsed in front of you.",
        "The PE teacher, radio, also in the office": "Call to everyone with a radio: someone has collapsed.",
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
    conductor = conducted(ALL)
    roles = {one.id: one for one in conductor.state.exercise.roles}
    assert "no radio" in roles["secretary"].knows
    for one in heard:
        conductor.state.milestones.told[roles[one].plays] = (12.0, Channel.RADIO, "assistant-principal-c")
    (message,) = list_messages(conductor.state, frozenset(ALL))
    assert message.sender.endswith(f", {by}")


def test_whoever_knows_by_ruling_reads_that_it_is_ruled_and_what_it_is() -> None:
    name, seed = TEAM, SEEDS[TEAM]
    conductor = conducted(all_roles(name), name, seed)
    facilitator.rule_awareness(conductor, "D3")
    (message,) = list_messages(conductor.state, {"nurse"})
    says = "The facilitator has ruled that you are aware: someone has collapsed."
    assert (message.sender, message.text) == ("facilitator", says)


def test_nobody_is_called_an_officer_where_the_story_has_none() -> None:
    """The questions say that no officer is on campus; those who look after its doors are no police."""
    exercise = opened("active-assailant-90")
    assert any("o officer is here" in one.asks for one in exercise.exercise.decisions)
    place = exercise.emergency.place
    names = [Labels(place).inline_person(one.id) for one in place.staff if one.id != "sro"]
    assert [name for name in names if "officer" in name] == []


def play_unanswered(name: str, seed: int) -> Conductor:
    """The first played module with every role played and no question answered."""
    exercise = SHIPPED[name][0]
    conductor = conducted(all_roles(exercise), exercise, seed)
    module = conductor.segment
    while conductor.segment is module and not conductor.is_over:
        if conductor.state.current_decision is not None:
            conductor.no_decision(conductor.state.current_decision.decision.id)
        elif conductor.find_next_stop() is None:
            break
        else:
            conductor.jump()
    return conductor


def list_asked(conductor: Conductor) -> dict[str, float | None]:
    return {name: point.opened_at for name, point in conductor.state.decision_points.items()}


@pytest.mark.parametrize("name", EACH_SLOW)
def test_two_messages_at_most_in_ten_seconds_and_no_question_moves(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spread = play_unanswered(name, SHIPPED[name][1])
    state = spread.state
    awaited = {one.delivered for item in state.exercise.injects for one in (*item.after, *item.when)}
    awaited |= {one.delivered for item in state.exercise.decisions for one in (*item.after, *item.when)}
    told = [(message.time, message.id) for message in list_messages(state, state.player_roles)]
    for number, delivery in state.deliveries.items():
        if delivery.outcome == "delivered" and number not in awaited and not delivery.inject.world:
            together = [id_ for time, id_ in told if delivery.time - 10.0 < time <= delivery.time]
            assert len(together) <= 2, (number, together)
    monkeypatch.setattr(schedule, "MESSAGES_PER_STOP", 1000)
    unspread = play_unanswered(name, SHIPPED[name][1])
    assert list_asked(spread) == list_asked(unspread)
    assert spread.state.deliveries.keys() == unspread.state.deliveries.keys()


ROLES = frozenset(all_roles())


def first_to(role: str) -> Inject:
    return next(one for one in opened().exercise.injects if one.to == [role])


@pytest.mark.slow
def test_what_a_role_was_told_stays_on_the_rooms_face_when_it_is_handed_back() -> None:
    reports = next(one for one in opened().exercise.injects if one.reports_hazard)
    role = reports.to[0]
    conductor = conducted(ROLES)
    while reports.number not in conductor.state.deliveries:
        for window in conductor.state.list_open_decisions():
            conductor.no_decision(window.decision.id)
        conductor.jump()
    before = build_participant_view(conductor.state, ROLES)
    assert before.reports
    conductor.return_to_simulation(role)
    after = build_participant_view(conductor.state, conductor.state.player_roles)
    kept = ("messages", "reading", "reports", "responders", "rooms", "since", "decisions")
    assert [getattr(after, key) for key in kept] == [getattr(before, key) for key in kept]


def test_what_comes_to_a_role_after_it_was_handed_back_is_not_for_the_room() -> None:
    """Not an inject of the same second, nor an alert of the model."""
    conductor = conducted(ROLES)
    one = first_to("secretary")
    conductor.return_to_simulation("secretary")
    conductor.dispose_inject(one.number, "delivered")
    assert conductor.state.deliveries[one.number].readers == frozenset()
    assert build_participant_view(conductor.state, conductor.state.player_roles).messages == ()
    person = conductor.state.roster_id("secretary")
    while person not in conductor.state.milestones.told:
        conductor.play_second()
    only = build_participant_view(conductor.state, frozenset(["secretary"]))
    assert (only.messages, only.reports, only.responders) == ((), (), ())


def test_what_nobody_read_is_told_as_such() -> None:
    told = {}
    for played in (ROLES, ROLES - {"secretary"}):
        conductor = conducted(played)
        conductor.dispose_inject(first_to("secretary").number, "delivered")
        told[len(played)] = next(line.text for line in narrate(conductor.state) if line.kind == "inject")
    assert "no reader" in told[len(ROLES) - 1]
    assert "nobody" not in told[len(ROLES)]


def test_a_role_that_is_handed_back_in_the_briefing_has_never_been_in_the_room() -> None:
    conductor = begun(Setup(exercises.ASSAILANT, exercises.SEED, dict.fromkeys(ROLES, "")))
    conductor.return_to_simulation("secretary")
    conductor.next_segment()
    assert conductor.state.player_roles == ROLES - {"secretary"}


def test_teachers_read_the_instruction_and_the_roll_call_names_who_is_missing() -> None:
    conductor = conducted(all_roles())
    exercises.to_a_question(conductor)
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
