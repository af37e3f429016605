"""What each screen shows, by hand, field by field: whatever is not named here is not on it."""

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from reports.room.decision_cards import DecisionCard, build_scale
from reports.room.guesses import CardStage, Comparison, Guesses
from reports.room.hot_wash_plans import PlansView
from reports.room.views import Door, View, ViewBuilder, write_view
from sim.exercise import room_frame
from sim.exercise.arms import build_tables
from sim.exercise.events import Remarked, SeatKind, Setup
from sim.exercise.floor_blocks import MarkedFloor, Outline
from sim.exercise.room_stage import Steps
from sim.exercise.seats import Seat
from sim.exercise.state import State
from sim.model.tables import NOBODY
from sim.model.trace import EventKind, Trace
from tests.sim.exercise.exercises import all_roles, opened
from tests.sim.exercise.rooms import D3, ask, put_to_vote, split, tell, vote

A, B, C, D, E = (option.id for option in D3.options)
TABLES = build_tables(opened())[0]
ROLES = {role.id: role for role in opened().exercise.roles}
NOW = room_frame.Message("10:15", "911", ("Secretary",), "phone", "Where?")
EARLIER = room_frame.Message("10:14", "A student", ("Secretary",), "in person", "Shouting")
OUTLINE = Outline(1, 2, 3, 5)
FRAME = room_frame.RoomFrame(
    agenda=room_frame.Place(7, 45),
    school="Hill",
    day="Tuesday",
    time="T+02:05",
    clock="10:16:05",
    messages=(NOW, EARLIER),
    reports=("reported: B",),
    responders=("911: answered",),
    hazard="B111",
    plan=(MarkedFloor("A", (OUTLINE,), "+", {}),),
    bars=room_frame.Bars({"room": "you", "twin": "no app"}, {"aware": {"room": 62, "twin": 31}}),
    race=room_frame.Race(600.0, 125.0, {}, (room_frame.Milestone("aware", 50, {"room": 40.0, "twin": None}),)),
    countdown=room_frame.Countdown("discussion", 95),
    question=room_frame.Question(
        "Principal", D3.asks, False, (room_frame.Option(D3.options[3].says, "guard: away today"),)
    ),
    since=("first line", "last line"),
    since_when="T+01:00",
    decisions=("PA 10:15",),
    kind="release",
)
HEAD = {"agenda": {"at": 7, "of": 45}, "school": "Hill", "clock": "10:16:05", "time": "T+02:05"}
HEAD |= {"countdown": {"of": "discussion", "seconds": 95}}
DOOR = Door(4, 2, "012345", "29 M1", "192.0.2.7:8411")
UP, SHOWN = Steps(question="D3"), Steps(options="D3")
SCALE = build_scale("aware_t50")


def seat(number: int, *roles: str, of: SeatKind = SeatKind.PARTICIPANT) -> Seat:
    return Seat(number, of, roles)


def a_state(*open_: str) -> State:
    state = State(opened(), is_played=False)
    state.arms = cast(Any, SimpleNamespace())
    state.played = {*all_roles()}
    for name in open_:
        ask(state, name)
    return state


def builder(state: State, frame: room_frame.RoomFrame = FRAME, steps: Steps = UP, **more: Any) -> ViewBuilder:
    return ViewBuilder(state, frame, steps, more.pop("awaited", frozenset()), **more)


def sent(view: View) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write_view(view))
    return found


def voted(is_split: bool = False) -> State:
    """Seat 2 chose B, seat 5 C and then B, seat 9 A; a card C, and one vote came late."""
    state = a_state("D3")
    votes = [vote(1, 2, B, sure=2), vote(2, 5, C), vote(3, 5, B, sure=0), vote(4, 9, A)]
    put_to_vote(state, "D3", *votes, paper=(0, 0, 1, 0, 0, 0))
    if is_split:
        split(state)
        state.ballots = state.ballots.cast(vote(5, 11, D, late=True))
    return state


CHOICES = [
    {"id": one.id, "letter": letter, "says": one.says, **({"struck": "guard: away today"} if letter == "D" else {})}
    for letter, one in zip("ABCDE", D3.options, strict=True)
] + [{"id": "else", "letter": "F", "says": ""}]
ASKED = {"role": "Principal", "asks": D3.asks, "is_timed": False}


def test_stop_and_black_leave_nothing_on_any_screen() -> None:
    state = voted()
    for stage, frame in {"stop": replace(FRAME, stop=True, black=True), "black": replace(FRAME, black=True)}.items():
        screens = builder(state, frame, plans=PlansView("T+01:00", ()), guesses=Guesses(None))
        assert sent(screens.build_wall(DOOR)) == {"stage": stage, "agenda": {"at": 7, "of": 45}}
        for of in SeatKind:
            head = {"agenda": {"at": 7, "of": 45}} if of == SeatKind.OBSERVER else {"seat": 2}
            assert sent(screens.build(Seat(2, of))) == {"stage": stage, **head}


def test_a_card_is_alone_on_the_wall_and_the_door_stands_beside_it() -> None:
    frame = replace(FRAME, card=room_frame.Card("Rules", ("One",), room_frame.Place(1, 3)))
    assert sent(builder(a_state(), frame).build_wall(DOOR)) == {
        "stage": "card",
        **HEAD,
        "card": {"title": "Rules", "lines": ["One"], "place": {"at": 1, "of": 3}},
        "door": {"seats": 4, "waiting": 2, "pin": "012345", "qr": "29 M1", "address": "192.0.2.7:8411"},
    }


def test_an_observer_has_the_wall_without_the_door() -> None:
    view = sent(builder(a_state(), replace(FRAME, since=())).build(seat(3, of=SeatKind.OBSERVER)))
    assert "door" not in view
    assert view == sent(builder(a_state(), replace(FRAME, since=())).build_wall())


def test_the_wall_shows_the_message_that_is_read_and_no_other() -> None:
    view = sent(builder(a_state("D3"), replace(FRAME, reading=room_frame.Place(1, 2))).build_wall())
    shown = {"at": "10:15", "sender": "911", "to": ["Secretary"], "mode": "phone", "says": "Where?"}
    assert view == {"stage": "message", **HEAD, "message": shown, "reading": {"at": 1, "of": 2}}


@pytest.mark.parametrize(
    ("state", "steps", "stage", "more"),
    [
        (a_state("D3"), UP, "question", ASKED),
        (a_state("D3"), SHOWN, "options", {**ASKED, "choices": CHOICES}),
        (voted(), UP, "votes", {**ASKED, "choices": CHOICES, "asking": "1"}),
        (voted(is_split=True), UP, "split",
         {**ASKED, "choices": [{**one, "count": n} for one, n in zip(CHOICES, (1, 2, 1, 0, 0, 0), strict=True)]}),
    ],
)  # fmt: skip
def test_options_come_with_their_stage_and_counts_with_the_split(
    state: State, steps: Steps, stage: str, more: dict[str, Any]
) -> None:
    """Cards are counted, late votes are not. The wall says how many of those here have voted: 2, 5 and 9, and of 3 not."""
    view = sent(builder(state, steps=steps, awaited={2, 3, 5}).build_wall())
    turnout = {"turnout": {"cast": 3, "of": 4}} if stage in ("votes", "split") else {}
    assert view == {"stage": stage, **HEAD, "question": more, **turnout}


def test_a_timed_question_shows_its_options_at_once() -> None:
    view = sent(builder(a_state("D1"), replace(FRAME, question=replace(FRAME.question, is_timed=True))).build_wall())  # type: ignore[type-var]
    assert (view["stage"], view["question"]["is_timed"], len(view["question"]["choices"])) == ("options", True, 7)
    assert "struck" not in view["question"]["choices"][3]


def test_after_a_second_vote_the_split_says_how_many_moved_and_before_it_nothing() -> None:
    state = voted(is_split=True)
    put_to_vote(state, "D3", *(vote(n, n - 10, option, "D3/2") for n, option in ((12, C), (15, B), (19, D), (21, E))))
    view = sent(builder(state).build_wall())
    assert view["turnout"] == {"cast": 4, "of": 4}
    assert view["question"]["asking"] == "2"
    split(state, "D3/2")
    assert sent(builder(state).build_wall())["turnout"] == {"cast": 4, "of": 4, "moved": 2}


@pytest.mark.parametrize(
    ("reason", "shown"), [(("D3/1", "Because"), ["Because"]), (("D4/1", "Because"), None), (("D3/1", ""), None)]
)
def test_a_picked_reason_stands_beside_its_own_split_alone(reason: tuple[str, str], shown: list[str] | None) -> None:
    assert sent(builder(voted(is_split=True), steps=Steps(reason=reason)).build_wall()).get("reasons") == shown
    assert "reasons" not in sent(builder(a_state("D3"), steps=Steps(reason=reason)).build_wall())


def test_a_consequence_names_the_decision_that_was_taken_and_compares_the_arms() -> None:
    state = a_state()
    ask(state, "D3", "decided", option=B)
    frame = replace(FRAME, question=None, impact=room_frame.Impact("D3", 7, 41, True, 12))
    expected = {
        "decision": D3.options[1].says,
        "impact": {"about": "", "reached": 7, "sooner": 41, "at_least": True, "cost": 12},
        "bars": {"names": {"room": "you", "twin": "no app"}, "shares": {"aware": {"room": 62, "twin": 31}}},
        "milestones": [{"of": "aware", "percent": 50, "times": {"room": 40.0, "twin": None}}],
    }
    assert sent(builder(state, frame).build_wall()) == {"stage": "consequence", **HEAD, "consequence": expected}
    assert sent(builder(state, replace(frame, race=None)).build_wall())["consequence"]["milestones"] == []


RUNNING = {"plan": [{"name": "A", "outlines": [[1, 2, 3, 5]], "marks": "+", "names": {}}],
           "reports": ["reported: B"], "responders": ["911: answered"]}  # fmt: skip


def test_while_it_runs_the_wall_has_the_plan_and_one_line_of_news() -> None:
    """The last line; a jump of the scenario in its place. No arm is compared, and the hazard stays out."""
    frame = replace(FRAME, question=None)
    assert sent(builder(a_state(), frame).build_wall()) == {"stage": "running", **HEAD, **RUNNING, "news": "last line"}
    jumped = replace(frame, jump=room_frame.Jump("45 minutes later", "10:59: Families"))
    assert sent(builder(a_state(), jumped).build_wall())["news"] == "10:59: Families"
    assert "news" not in sent(builder(a_state(), replace(frame, since=())).build_wall())


def test_in_days_the_date_stands_for_clock_and_time() -> None:
    state = a_state()
    state.exercise = cast(Any, SimpleNamespace(in_days=True))
    view = sent(builder(state, replace(FRAME, question=None)).build_wall())
    assert view["clock"] == view["time"] == "Tuesday, 10:16:05"


DEBRIEF = room_frame.Debrief(90.0, 80.0, {"aware": {"room": (1, 2)}}, {})
BUILT = {"end": 90.0, "stopped": 80.0, "shares": {"aware": {"room": [1, 2]}}, "then": {}}
PLANS = PlansView("T+01:00", ())
CARD = DecisionCard(
    "D3", room_frame.Place(1, 1), "Principal", "What?", "T+01:00", SCALE, "own", "other", best="the best"
)


def guesses(stage: CardStage, is_told: bool = False, **by_seat: int) -> Guesses:
    seats = {int(name[1:]): amount for name, amount in by_seat.items()}
    return Guesses(Comparison("other", SCALE, 42), CARD, stage, seats, is_told)


def test_the_hot_wash_shows_curves_or_plans_or_a_card_with_guesses() -> None:
    frame = replace(FRAME, debrief=DEBRIEF)

    def wall(**more: Any) -> dict[str, Any]:
        view = sent(builder(a_state(), frame, **more).build_wall())
        return {name: part for name, part in view.items() if name not in (*HEAD, "stage")}

    assert wall() == {"debrief": BUILT, "hazard": "release"}
    assert wall(plans=PLANS).keys() == {"plans"}
    playing = guesses(CardStage.PLAYING, s2=30)
    assert wall(guesses=playing).keys() == {"debrief", "hazard", "decision"}
    assert wall(plans=PLANS, guesses=playing).keys() == {"plans", "decision"}
    assert "best" not in wall(plans=PLANS, guesses=playing)["decision"]
    shown = wall(plans=PLANS, guesses=guesses(CardStage.SHOWN, s2=30, s1=-5))
    assert shown.keys() == {"decision", "guesses"}
    assert (shown["guesses"]["values"], "best" in shown["decision"]) == ([-5, 30], False)
    told = wall(guesses=guesses(CardStage.TRUE, is_told=True, s2=30))
    assert (told["guesses"]["truth"], told["decision"]["best"], told["decision"]["in_run"]) == (42, "the best", 42)


# ---- phones -----------------------------------------------------------------------------------------


def told() -> State:
    state = voted()
    tell(state, 1, ["nurse"], "for the nurse", 20.0, is_read=True)
    tell(state, 2, ["secretary", "principal"], "for two", 31.0)
    tell(state, 3, ["principal"], "held back", 35.0, outcome="held")
    tell(state, 4, ["nurse"], "for the nurse alone", 42.0, share="role")
    tell(state, 5, ["teacher"], "before the teacher was played", 50.0, readers=[])
    return state


@pytest.mark.parametrize(
    ("roles", "messages"),
    [
        ([], []),
        (["nurse"], ["for the nurse alone", "for the nurse"]),
        (["principal"], ["for two"]),
        (["teacher"], []),
        (["nurse", "secretary"], ["for two", "for the nurse"]),
    ],
)
def test_a_phone_has_the_messages_of_its_own_roles(roles: list[str], messages: list[str]) -> None:
    """The oldest that is not read, then those that are, the newest first; a message for its role alone with its words."""
    screens = builder(told())
    screens.build_phone(seat(8, "secretary", "nurse", "principal"))
    view = sent(screens.build_phone(seat(2, *roles)))
    assert [one["says"] for one in view.get("messages", [])] == messages
    assert view.get("duties", []) == [ROLES[one].knows for one in sorted(roles, key=[*ROLES].index)]
    assert view.get("roles", []) == [ROLES[one].title for one in sorted(roles, key=[*ROLES].index)]
    state = told()
    state.played = {"secretary"}
    view = sent(builder(state).build_phone(seat(2, *roles)))
    assert [one["says"] for one in view.get("messages", [])] == (["for two"] if "secretary" in roles else [])


def test_a_latecomer_reads_the_last_twenty() -> None:
    state = a_state()
    for number in range(1, 24):
        tell(state, number, ["nurse"], f"says {number}", 10.0 + number, is_read=True)
    view = sent(builder(state).build_phone(seat(1, "nurse")))
    assert [one["says"] for one in view["messages"]] == [f"says {number}" for number in range(23, 3, -1)]
    state.arms = None
    assert "messages" not in sent(builder(state).build_phone(seat(1, "nurse")))
    frame = replace(FRAME, card=room_frame.Card("Rules", (), room_frame.Place(1, 3)))
    view = sent(builder(told(), frame).build_phone(seat(1, "nurse")))
    assert view.keys() == {"stage", "seat", "roles", "duties"}


@pytest.mark.parametrize(("number", "own"), [(2, {"option": B, "sure": 2}), (5, {"option": B, "sure": 0}), (3, None)])
def test_a_phone_has_the_question_and_its_own_vote_while_the_vote_is_on(number: int, own: dict[str, Any]) -> None:
    view = sent(builder(voted(), awaited={2, 5}).build_phone(seat(number)))
    asked = {"question": {**ASKED, "choices": CHOICES, "asking": "1"}, "looks_up": False}
    assert view == {"stage": "votes", "seat": number, **asked, **({"own": own} if own else {})}
    for state, steps in ((voted(is_split=True), UP), (a_state("D3"), SHOWN), (a_state("D3"), UP)):
        assert sent(builder(state, steps=steps).build_phone(seat(number))).keys() == {"stage", "seat"}


def test_a_phone_guesses_while_guesses_are_open_and_sees_its_own_alone() -> None:
    frame = replace(FRAME, debrief=DEBRIEF)
    for number, own in ((1, {"own": -5}), (7, {})):
        screens = builder(a_state(), frame, guesses=guesses(CardStage.OPEN, s1=-5, s3=60))
        scale = {"measure": "50% of staff aware", "unit": "s", "ways": "sooner"}
        expected = {"about": "other", "scale": scale, **own}
        assert sent(screens.build_phone(seat(number)))["guess"] == expected
        assert sent(screens.build_phone(seat(number)))["looks_up"] is False
    shut = sent(builder(a_state(), frame, guesses=guesses(CardStage.SHOWN, s1=-5)).build_phone(seat(1)))
    assert shut.keys() == {"stage", "seat"}
    early = sent(builder(voted(), guesses=guesses(CardStage.OPEN)).build_phone(seat(2)))
    assert "guess" not in early
    assert "question" in early


# ---- evaluators -------------------------------------------------------------------------------------


def rated(*remarks: tuple[int, str, str]) -> State:
    """Remarks: seat, objective and rating."""
    state = a_state()
    state.setup = Setup("x", 1, {}, left_out=("families",))
    trace = Trace(TABLES)
    trace.rows = [(50.0, EventKind.ON_SCENE, 0, NOBODY, 0, 0.0), (75.0, EventKind.UNIT_MET, 0, NOBODY, 0, 0.0)]
    state.arms = cast(Any, SimpleNamespace(player=SimpleNamespace(trace=trace)))
    state.time = 74.0
    for number, (by, objective, rating) in enumerate(remarks):
        state.remarks[f"{number}"] = Remarked(f"{number:032x}", by, objective, cast(Any, rating))
    return state


def rows(state: State, number: int) -> dict[str, dict[str, Any]]:
    view = sent(builder(state).build(seat(number, of=SeatKind.EVALUATOR)))
    return {row.pop("id"): row for row in view["rows"]}


def test_an_evaluator_sees_others_ratings_of_an_objective_once_there_is_an_own_one_of_it() -> None:
    """Words alone are no rating, and of two ratings the last one counts."""
    state = rated((4, "warn", "M"), (6, "warn", "S"), (6, "warn", "P"), (5, "warn", ""), (5, "overview", "U"))
    seen = {number: rows(state, number) for number in (4, 5, 6)}
    assert {number: one["warn"]["rating"] for number, one in seen.items()} == {4: "M", 5: "", 6: "P"}
    others = {number: one["warn"].get("others") for number, one in seen.items()}
    assert others == {4: ["P"], 5: None, 6: ["M"]}
    assert (seen[5]["overview"]["rating"], "others" in seen[5]["overview"]) == ("U", False)
    assert [*seen[4]] == ["warn", "inform-911", "coordinate", "overview"]


@pytest.mark.parametrize(("now", "measured", "is_met"), [(74.9, "", None), (75.0, "0:25", True)])
def test_a_target_is_measured_up_to_now(now: float, measured: str, is_met: bool | None) -> None:
    """A unit comes at 50 s and is met at 75 s, within 30."""
    state = rated()
    state.time = now
    row = rows(state, 4)["inform-911"]
    assert (row["measured"], row["is_met"], row["capability"]) == (measured, is_met, "Operational Communications")
    state.arms = None
    assert sent(builder(state).build_evaluator(seat(4, of=SeatKind.EVALUATOR))) == {"stage": "running", "seat": 4}


def test_an_objective_that_the_model_does_not_measure_has_no_time() -> None:
    state = rated()
    state.setup = None
    assert (rows(state, 4)["families"]["measured"], rows(state, 4)["families"]["is_met"]) == ("", None)
