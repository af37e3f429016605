"""What comes when, the agenda, and conditions, in an exercise that is not played: items, times and minutes by hand."""

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
import yaml

from scenarios.exercise import Condition, Decision, Inject
from sim.exercise import schedule, triggers
from sim.exercise.events import ClockMarked, DecisionPoint, Delivery, SegmentBegun
from sim.exercise.schedule import item_name, list_upcoming
from sim.exercise.state import State
from sim.exercise.triggers import Trigger, build_trigger
from sim.model.tables import NOBODY
from sim.model.trace import EventKind, News
from tests.sim.exercise.decisions_by_hand import engine_of, let_lapse, log, put_arms, unplayed
from tests.sim.exercise.exercises import opened


def inject(number: int, **given: Any) -> Inject:
    shared = {"segment": "response", "sender": "X", "to": ["nurse"], "mode": "phone", "says": "X", "expects": "X"}
    return Inject.model_validate({**shared, "objective": "warn", "number": number, **given})


def asked(name: str, of: str = "principal", **given: Any) -> Decision:
    one = opened().exercise.decisions[0]
    clear: dict[str, Any] = {"after": [], "when": [], "unless": [], "at": None, "must": True}
    return one.model_copy(update={"id": name, "of": of, **clear, **given})


def state_of(*items: Inject | Decision, segment: str = "response", time: float = 0.0) -> State:
    """These items, in a segment of the shipped lockdown: 6, 24, 7 and 8 minutes."""
    shipped = opened()
    injects = [one for one in items if isinstance(one, Inject)]
    decisions = [one for one in items if isinstance(one, Decision)]
    update = {"injects": injects, "decisions": decisions}
    state = unplayed(replace(shipped, exercise=shipped.exercise.model_copy(update=update)))
    state.segment = next(one for one in state.exercise.segments if one.id == segment)
    state.time = time
    return state


def deliver(state: State, number: int, time: float, to: tuple[str, ...] = ("nurse",)) -> None:
    state.deliveries[number] = Delivery(inject(number, to=list(to)), "delivered", time, readers=frozenset(to))


def names(items: Any) -> list[str]:
    return [item_name(item) for item in items]


# ---- what comes -------------------------------------------------------------------------------------

IN_ORDER = (
    inject(1, at="10 s"),
    inject(2, after=[{"aware": "nurse"}], must=False),
    inject(3, at="500 s", must=False),
    inject(4, contingency=True),
    inject(5, at="7 s", segment="after"),
    asked("D1", at=500.0, limit=60.0),
    asked("D2", after=[Condition(aware="nurse")], limit=100.0, must=False),
    asked("D3", at=20.0, limit=115.0, must=False),
)


def test_items_of_a_module_come_by_time_then_as_written_and_contingencies_never() -> None:
    state = state_of(*IN_ORDER)
    assert names(schedule.list_items(state, "response")) == ["inject-1", "D3", "inject-3", "D1", "inject-2", "D2"]
    deliver(state, 1, 12.0)
    let_lapse(state, "D3", 20.0, 30.0)
    assert names(list_upcoming(state)) == ["inject-3", "D1", "inject-2", "D2"]
    state.decision_points["D1"] = DecisionPoint(IN_ORDER[5], "waiting", 500.0)
    assert names(list_upcoming(state)) == ["inject-3", "inject-2", "D2"]
    waits = inject(9, after=[{"aware": "nurse"}, {"decided": "D3"}])
    ended = dict[str, bool]()
    for kind in ("waiting", "open", "decided", "held", "lapsed"):
        state.decision_points["D3"].state = kind
        ended[kind] = bool(triggers.find_undecided(waits, state))
    assert ended == {"waiting": False, "open": False, "decided": False, "held": True, "lapsed": True}
    assert triggers.find_undecided(inject(9, after=[{"decided": "D2"}]), state) == ""


@pytest.mark.parametrize(
    ("time", "recent", "due"),
    [
        (9.9, (), []),
        (10.0, (), ["inject-6", "inject-3", "inject-8", "inject-1", "inject-7", "D1"]),
        (21.0, (10.9, 11.0), ["inject-6", "inject-3", "inject-8", "inject-1", "inject-2", "D1", "D2"]),
        (21.0, (11.1,), ["inject-6", "inject-3", "inject-8", "inject-1", "D1", "D2"]),
        (21.0, (11.1, 20.0), ["inject-6", "inject-3", "inject-8", "D1", "D2"]),
    ],
)
def test_messages_come_by_importance_and_questions_last(time: float, recent: tuple[float, ...], due: list[str]) -> None:
    """What changes the world, is waited for or has no reader comes at once; then what must come, then what goes to a role that is asked."""
    world = [{"kind": "channel", "channel": "pa", "works": False}]
    state = state_of(
        inject(2, at="10 s", to=["secretary"], must=False),
        inject(5, at="10 s", to=["secretary"], must=False),
        inject(7, at="10 s", to=["principal"], must=False),
        inject(1, at="10 s"),
        inject(6, at="10 s", world=world),
        inject(3, at="10 s", must=False),
        inject(8, at="10 s", to=["teacher"]),
        inject(9, at="900 s"),
        asked("D1", at=10.0),
        asked("D2", "secretary", at=21.0, after=[], unless=[Condition(delivered=3)]),
        time=time,
    )
    state.played -= {"teacher"}
    for number, at in enumerate(recent, 11):
        deliver(state, number, at)
    state.deliveries[20] = Delivery(inject(20), "held", time, readers=frozenset({"nurse"}))
    found = []
    for item in schedule.iterate_due(state):
        found.append(item_name(item))
        if isinstance(item, Inject) and item_name(item) in ("inject-1", "inject-2", "inject-5", "inject-7"):
            deliver(state, item.number, time)
    assert found == due


def test_in_a_discussion_what_follows_comes_first_and_what_waits_does_not_come() -> None:
    follows = asked("D3", segment="after", after=[Condition(delivered=9)])
    never = asked("D9", segment="after", after=[Condition(played="cook")])
    items = inject(2, segment="after"), asked("D1", segment="after"), follows, never
    state = state_of(*items, segment="after")
    assert item_name(cast(Any, schedule.find_next_discussion_item(state))) == "inject-2"
    deliver(state, 9, 3.0)
    assert item_name(cast(Any, schedule.find_next_discussion_item(state))) == "D3"
    for name in ("D1", "D3"):
        let_lapse(state, name, 1.0, 2.0)
    deliver(state, 2, 3.0)
    assert schedule.find_next_discussion_item(state) is None
    state.segment = None
    assert list_upcoming(state) == []


def test_the_last_thing_is_an_entry_or_a_moment_and_calls_that_linger_are_none() -> None:
    state = state_of()
    log(state, SegmentBegun("response"), 30.0)
    log(state, ClockMarked(), 99.0)
    assert [schedule.find_last_activity(state, since) for since in (29.9, 30.0)] == [30.0, None]
    state.milestones.first = {"shock": 41.2, "announced": 33.0}
    assert [schedule.find_last_activity(state, since) for since in (40.0, 42.0)] == [42.0, None]
    rows = [(5.0, EventKind.PROTECTED), (70.0, EventKind.CALLING), (80.0, EventKind.ACKNOWLEDGED)]
    engines = [engine_of(state, *((at + n, kind, 0, NOBODY, NOBODY, 0.0) for at, kind in rows)) for n in (0, 3, 1)]
    put_arms(state, *engines)
    assert schedule.find_last_event(state.running_arms) == 8.0


# ---- the agenda -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("segment", "began", "now", "left", "behind", "droppable"),
    [
        ("response", 400.0, 1_720.0, 120.0, 140.0, ["inject-3", "inject-2", "D2"]),  # 220 s are needed; 40 s late
        ("response", 400.0, 1_710.0, 130.0, 130.0, ["inject-2", "D2"]),
        ("response", 400.0, 1_680.5, 159.5, 100.5, ["inject-2", "D2"]),
        ("response", 400.0, 1_680.0, 160.0, 100.0, ["D2"]),
        ("response", 400.0, 1_465.0, 375.0, 40.0, ["D2"]),
        ("response", 350.0, 400.0, 1_390.0, -10.0, []),
        ("response", 350.0, 1_571.0, 219.0, -9.0, []),
        ("after", 1_890.0, 2_300.0, 10.0, 90.0, []),
        ("after", 1_790.0, 2_300.0, -90.0, -10.0, []),
    ],
)
def test_how_far_late(segment: str, began: float, now: float, left: float, behind: float, droppable: list[str]) -> None:
    """An inject is 30 s, a question its limit. What may be dropped is named from the last on until it is enough."""
    items = [one for one in IN_ORDER if one.segment == "response"]
    state = state_of(*items, segment=segment)
    spent = {"briefing": began, "response": 1_500.0}
    state.segment_started_at, state.spent = began, dict(spent) if segment == "after" else {"briefing": began}
    let_lapse(state, "D3", 20.0, 30.0)
    deliver(state, 1, 12.0)
    found = schedule.build_agenda(state, now)
    spent[segment] = now - began
    ends = {"briefing": (0.0, 360.0), "response": (360.0, 1_800.0), "after": (1_800.0, 2_220.0)}
    ends["hot-wash"] = (2_220.0, 2_700.0)
    expected = [(name, *both, spent.get(name, 0.0)) for name, both in ends.items()]
    assert [(one.id, one.start, one.end, one.spent) for one in found.segments] == expected
    assert (found.current, found.seconds_left, found.behind) == (segment, left, behind)
    assert names(found.droppable) == droppable


# ---- conditions -------------------------------------------------------------------------------------


def view(**given: Any) -> Any:
    known = {"is_hazard_active": True, "hazard": "b-hall-1", "staff_aware": 7, "staff": 20, "occupants_protected": 299}
    return lambda: SimpleNamespace(**{**known, "occupants": 1_000, "channels": {"pa", "app"}, **given})


NOW = {
    True: """
        {happened: shock}, {aware: secretary}, {aware: secretary-1}, {decided: D1}, {decided: D1, option: pa}, {delivered: 3},
        {played: nurse}, {world: radio-failed}, {world: sro-away}, {hazard_in: [gym, b-*]}, {aware_share: 0.35},
        {protected_share: 0.299}""",
    False: """
        {happened: secured}, {aware: nurse}, {decided: D1, option: radio}, {decided: D2}, {delivered: 4}, {played: cook},
        {world: pa-failed}, {world: network-down}, {hazard_in: [a-*]}, {aware_share: 0.36}, {protected_share: 0.3}""",
}
"""Conditions as a file writes them, by whether they are met."""


@pytest.mark.parametrize(
    ("condition", "met"), [(one, met) for met, written in NOW.items() for one in yaml.safe_load(f"[{written}]")]
)
def test_a_condition_is_met_by_what_is_so_now(condition: Mapping[str, Any], met: bool) -> None:
    decided = {("D1", None), ("D1", "pa")}
    now: Any = SimpleNamespace(
        milestones=SimpleNamespace(first={"shock": 9.0}, aware={"secretary-1": 5.0}),
        roster_id=lambda role: {"secretary": "secretary-1"}.get(role, role),
        has_decided=lambda name, option: (name, option) in decided,
        has_delivered=lambda number: number == 3,
        is_played=lambda role: role == "nurse",
        running_arms=SimpleNamespace(
            player=SimpleNamespace(view=view(), tables=SimpleNamespace(conditions=("sro-away",)))
        ),
    )
    one = Condition.model_validate(condition)
    assert triggers.is_met(one, now) is met
    assert (triggers.explain_unmet([one], [], now) == "") is met
    assert (triggers.explain_unmet([], [one], now) == "") is not met
    now.running_arms.player.view = view(is_hazard_active=False)
    assert triggers.is_met(one, now) is (met and "hazard_in" not in condition)


def test_a_cue_is_its_time_or_that_of_its_module_and_of_a_question_by_hand_the_time_of_asking() -> None:
    """The module began at 50 s, and once more at 90 s after it was taken back."""
    unless = Condition(hazard_in=["gym"]), Condition(decided="D1", option="pa")
    given = {"after": [Condition(aware="secretary")], "when": [Condition(aware_share=0.25)], "unless": [*unless]}
    question = asked("D1", "secretary", at=70.0, **given)
    state = state_of(question, inject(1), inject(2, segment="after", at="3 s"), time=123.0)
    assert build_trigger(question, state).at == 70.0
    for name, at in (("response", 50.0), ("response", 90.0), ("after", 300.0)):
        log(state, SegmentBegun(name), at)
    after, when = (Condition(aware="secretary-1"),), (Condition(aware_share=0.25),)
    cue = build_trigger(question, state)
    assert cue == Trigger(90.0, after, when, unless, "secretary-1", "secretary") == Trigger.from_json(cue.to_json())
    assert build_trigger(state.exercise.injects[0], state) == Trigger(90.0)
    assert build_trigger(state.exercise.injects[1], state) == Trigger(123.0)
    let_lapse(state, "D1", 100.0, 110.0)
    point = state.decision_points["D1"]
    point.asked_at, point.is_manual = 99.0, True
    assert triggers.build_decision_trigger(point, state) == Trigger(99.0, owner="secretary-1", role="secretary")
    point.is_manual = False
    assert triggers.build_decision_trigger(point, state).at == 90.0


@pytest.mark.parametrize(
    ("condition", "kinds", "people"),
    [
        ({"happened": "first-report"}, "PRESSED BADGE_PRESSED OFFICE_TOLD QUEUED", ()),
        ({"happened": "announced"}, "SENT", ()),
        ({"aware": "nurse"}, "", ("nurse",)),
        ({"hazard_in": ["gym"]}, "ONSET HAZARD_ENTERS HAZARD_ENDS", ()),
        ({"protected_share": 0.5}, "PROTECTED", ()),
        ({"world": "pa-failed"}, "CONDITION", ()),
        ({"delivered": 3}, "", ()),
    ],
)
def test_news_are_all_that_can_change_it(condition: Mapping[str, Any], kinds: str, people: tuple[str, ...]) -> None:
    one = Condition.model_validate(condition)
    known = frozenset(EventKind[kind] for kind in kinds.split())
    assert triggers.find_news(one) == News(known, frozenset(people))
    assert Trigger(when=(one,), owner="sro").news == News(known, frozenset({*people, "sro"}))
    assert triggers.find_news(Condition(aware_share=0.25)) == News(frozenset(), frozenset(), 0.25)


@pytest.mark.parametrize(
    ("states", "aware", "time", "unasked"),
    [
        ({}, None, 90.0, []),  # it may still come
        ({}, 40.3, 40.9, []),
        ({}, 40.3, 41.0, ["principal"]),
        ({"D1": ("open", 41.0, None)}, 40.3, 90.0, []),
        ({"D1": ("open", 41.1, None)}, 40.3, 90.0, ["principal"]),
        ({"D1": ("lapsed", 41.0, 41.0)}, 40.3, 90.0, ["principal"]),
        ({"D1": ("lapsed", 41.0, 60.0)}, 40.3, 90.0, []),
        ({"D1": ("lapsed", 41.0, 41.0), "D2": ("decided", 41.0, 41.0)}, 40.3, 90.0, []),
        ({"D1": ("held", None, 20.0)}, None, 20.0, []),
        ({"D1": ("held", None, 20.0), "D2": ("held", None, 20.0)}, None, 20.0, ["principal"]),
    ],
)
def test_who_is_held_is_unasked_once_no_question_came(
    states: Mapping[str, tuple[str, float | None, float | None]], aware: float | None, time: float, unasked: list[str]
) -> None:
    """Two questions to the principal, who knows at 40.3 s; cues are looked at in whole seconds."""
    after = [Condition(aware="principal")]
    state = state_of(asked("D1", after=after), asked("D2", after=after), time=time)
    state.held = frozenset({"principal"})
    state.milestones.aware = {"nurse": 3.0} if aware is None else {"nurse": 3.0, "principal": aware}
    for question in state.exercise.decisions:
        if question.id in states:
            kind, opened_at, resolved_at = states[question.id]
            point = DecisionPoint(question, kind, 0.0, opened_at=opened_at, resolved_at=resolved_at)
            state.decision_points[question.id] = point
    assert schedule.find_unasked(state) == unasked
