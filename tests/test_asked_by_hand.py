"""A question that the facilitator asks by hand: at once, or held until its role knows, or ruled; and a thousand emergencies have it too."""

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from sim.drill import facilitator
from sim.drill.after import After
from sim.drill.conduct import Conduct, Refused
from sim.drill.course import Course, plan_of
from sim.drill.decisions import Answer
from sim.drill.frame import room_frame
from sim.drill.heard import reads_on
from sim.drill.ruled import ruled
from sim.drill.said import lines
from sim.drill.split import thousand
from sim.drill.state import played
from tests.desk import SMALL, WIDE, AtTheDesk
from tests.exercises import SHIPPED, conducted, opened, traces
from tui.screens.choose import Ask
from tui.widgets.arms_pane import ArmsPane
from tui.widgets.decision_pane import DecisionPane
from tui.widgets.wash import Wash, values

NAME, SEED = SHIPPED["cardiac-arrest"]
ROLES = tuple(one.id for one in opened(NAME).exercise.roles)


def untold(conduct: Conduct | None = None) -> Conduct:
    """The nurse does not know: the principal goes to see, and the secretary only calls."""
    conduct = conduct or conducted(ROLES, NAME, SEED)
    for decision, option in (("D1", "go-and-see"), ("D2", "office")):
        while conduct.state.front is None:
            conduct.jump()
        conduct.answer(decision, Answer(option=option))
    assert "nurse" not in conduct.state.moments.aware
    return conduct


def asks_of(conduct: Conduct, decision: str) -> list[str]:
    """How a question stood, entry by entry."""
    payloads = [json.loads(one.payload) for one in conduct.state.log if one.kind == "ask"]
    return [one["state"] for one in payloads if one["decision"] == decision]


def test_a_question_whose_role_does_not_know_waits_and_opens_when_they_do() -> None:
    """Asked by hand it is held until aware; the principal's call on the radio tells the nurse, and opens it."""
    conduct = conducted(ROLES, NAME, SEED)
    while conduct.state.front is None:
        conduct.jump()
    facilitator.ask(conduct, "D3")
    window = conduct.state.windows["D3"]
    assert (window.state, window.why) == ("waiting", "Nurse does not know yet")
    conduct.answer("D1", Answer(option="radio"))
    conduct.answer("D2", Answer(option="stay"))
    while window.state == "waiting":
        conduct.jump()
    assert asks_of(conduct, "D3") == ["waiting", "open"]
    assert window.aware == conduct.state.moments.aware["nurse"]
    assert window.opened is not None
    assert window.aware <= window.opened <= window.aware + 1.0


def test_what_is_ruled_reaches_all_arms_opens_the_question_and_marks_what_follows() -> None:
    """In each arm the nurse knows at that T+ at the latest; the log and the figures say that it was ruled."""
    conduct = untold()
    facilitator.rule(conduct, "D3")
    window, now = conduct.state.windows["D3"], conduct.state.time
    assert (window.state, window.aware) == ("open", now)
    for engine in conduct.state.engines:
        assert engine.view().time == now
        assert next(one for one in engine.view().people if one.id == "nurse").aware
    said = [one.words for one in lines(conduct.state)]
    assert any("D3 ruled  Nurse knows, in all arms" in words for words in said)
    with pytest.raises(Refused, match="cannot be asked"):
        facilitator.rule(conduct, "D3")
    conduct.answer("D3", Answer(option="radio"))
    while conduct.segment.kind != "hot-wash":
        conduct.next_segment()
    assert "are ruled by the facilitator" in ruled(conduct.state)
    again = played(conduct.opened, conduct.journal.entries())
    assert [engine.trace.rows for engine in again.engines] == traces(conduct)


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_numbers_after_a_ruling_are_marked_on_every_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    """On the desk, on the room's face, and in the hot wash from that T+ on; before it, nowhere."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        conduct = untold(desk.conduct)
        assert room_frame(conduct.state, conduct.state.played)["bars"]["names"]["room"] == "you"
        desk.drill.draw()
        await pilot.pause()
        assert "ruled" not in desk.shows()
        facilitator.rule(conduct, "D3")
        await pilot.press("m")
        await pilot.pause()
        title = str(desk.drill.query_one(ArmsPane).border_title)
        assert title == ("Both arms, ruled" if size == WIDE else "Both arms: room | twin (one play, ruled)")
        await pilot.press("v")
        await pilot.pause()
        assert "you, ruled" in desk.shows()
        conduct.answer("D3", Answer(option="radio"))
        while conduct.segment.kind != "hot-wash":
            conduct.next_segment()
        wash = Wash(After(conduct), [], utf8=True, cursor=conduct.state.time)
        assert values(wash, 78)[0].plain.endswith("  ruled")
        wash.cursor = 1.0
        assert "ruled" not in values(wash, 78)[0].plain

    AtTheDesk(tmp_path, name=NAME, played=ROLES, seed=SEED).run(steps, size)


def test_in_the_same_emergency_its_replication_is_the_exercise_again() -> None:
    """The ruling and the answer come at the same T+, in every arm."""
    conduct = untold()
    facilitator.rule(conduct, "D3")
    conduct.answer("D3", Answer(option="radio"))
    while conduct.segment.kind != "hot-wash":
        conduct.next_segment()
    work = thousand(conduct.state)
    arms = work.arms(0)
    came = Course(arms, plan_of(conduct.state), work.roles).run()
    assert {"rule-D3", "D3"} <= set(came)
    for engine, rows in zip(arms, traces(conduct), strict=True):
        assert engine.run().rows == rows


def test_a_question_whose_role_knows_is_asked_at_once() -> None:
    """Before it would have come by itself, and then it does not come again."""
    conduct = conducted(ROLES, NAME, SEED)
    conduct.clock = conduct.clock.plays()
    while "principal" not in conduct.state.moments.aware and conduct.clock.incident < 90:
        conduct.second()
    conduct.stop()
    known = next(
        (one.id for one in facilitator.to_ask(conduct.state) if facilitator.knows(conduct.state, one)), None
    )
    if known is None:
        known = "D1"
        facilitator.rule(conduct, known)
    else:
        facilitator.ask(conduct, known)
    assert asks_of(conduct, known)[-1] == "open"
    conduct.no_decision(known)
    for _ in range(60):
        conduct.clock = conduct.clock.plays()
        conduct.second()
    assert asks_of(conduct, known).count("open") == 1


def test_what_cannot_be_asked_is_refused_in_words() -> None:
    """A question that is open, one of another module, one of a role that nobody plays."""
    conduct = conducted(["principal"], NAME, SEED)
    for one in ("D9", "D3"):
        with pytest.raises(Refused, match=f"{one} cannot be asked"):
            facilitator.ask(conduct, one)
        with pytest.raises(Refused, match=f"{one} cannot be asked"):
            facilitator.rule(conduct, one)


def test_at_the_desk_i_offers_to_hold_or_to_rule(tmp_path: Path) -> None:
    """The list of i has the question below the injects; the second line rules."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        conduct = untold(desk.conduct)
        await pilot.press("i")
        await pilot.pause()
        assert "ask D3: Nurse" in desk.shows()
        assert "{" not in desk.shows()  # a slot that is not filled yet is said in words
        await pilot.press("end", "up", "enter")
        await pilot.pause()
        assert "Nurse does not know yet" in desk.shows()
        await pilot.press("2")
        await pilot.pause()
        assert conduct.state.windows["D3"].state == "open"

    AtTheDesk(tmp_path, name=NAME, played=ROLES, seed=SEED).run(steps)


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_a_question_that_cannot_come_is_said_with_the_key_that_asks_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """After two wrong answers the nurse is never told: as soon as nothing else is wanting, in Next, and before the module is ended."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        conduct = desk.conduct
        assert [one.id for one in facilitator.untold(conduct.state, ends=False)] == []
        untold(conduct)
        while conduct.state.front is None:
            conduct.jump()
        conduct.answer("D4", Answer(option="wait"))
        while reads_on(conduct) or (not conduct.over and conduct.next_stop() is not None):
            conduct.jump()
        await pilot.press("m")
        await pilot.pause()
        shown = " ".join(str(desk.drill.query_one(DecisionPane).query_one(Static).content).split())
        assert "D3 must come and waits: Nurse does not know yet. i asks it, or rules that they know." in shown
        assert "waits  D3  Nurse does not know yet" in desk.shows()
        await pilot.press("E")
        await pilot.pause()
        assert isinstance(desk.app.screen, Ask)
        assert desk.app.screen.words.endswith("Must come and has not: inject 4, D3; i brings it.")

    AtTheDesk(tmp_path, name=NAME, played=ROLES, seed=SEED).run(steps, size)


def test_slots_of_a_new_inject_are_filled() -> None:
    """As those of written ones; one that is none is refused with those that there are."""
    conduct = untold()
    number = facilitator.make_up(conduct, "An aide", ["secretary"], "phone", "Come to {hazard.zone}!")
    zone = conduct.state.labels.zone(conduct.state.view.hazard)
    assert conduct.state.deliveries[number].says == f"Come to {zone}!"
    with pytest.raises(Refused, match=r"no slot 'hazard\.colour'; there is hazard\.zone"):
        facilitator.make_up(conduct, "An aide", ["secretary"], "phone", "{hazard.colour}")
