"""The hot wash on the room's face: the arms over time, the fog lifted, and nothing that is never projected; and the last stretch."""

import json
from functools import cache
from typing import Any

import pytest

from sim.drill.after import After
from sim.drill.conduct import Conduct
from sim.drill.decisions import Answer
from sim.drill.frame import room_frame
from sim.drill.headless import Headless
from sim.drill.lifted import STEPS
from sim.drill.sessions import header_of
from sim.drill.setup import Setup
from sim.percent import percent
from tests.doubles import MemoryJournal
from tests.exercises import SHIPPED, conducted, opened, script, scripted, to_a_question
from tests.room_secrets import leaks
from tests.test_room_face import drawn
from tests.test_room_secrecy import LIMIT, SEED
from tui.glyphs import UTF8
from tui.publisher import LARGEST
from tui.widgets.wash import Wash, values

SIZES = [(80, 24), (120, 40)]


@cache
def washed(name: str) -> Conduct:
    """A script played to its end."""
    return scripted(script(name), SHIPPED[name][1])


def frame(conduct: Conduct) -> dict[str, Any]:
    return room_frame(conduct.state, frozenset(conduct.state.played))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SHIPPED)
def test_the_arms_are_on_it_with_what_they_had_come_to(name: str, size: tuple[int, int]) -> None:
    conduct = washed(name)
    rows = drawn({**frame(conduct), "ended": False, "status": "hot wash"}, size)
    text = "\n".join(rows)
    assert "HOT WASH" in text
    assert "Hot wash: how it went" in text
    assert "What happened since" not in text
    after = After(conduct)
    for kind in ("aware", "protected") if after.protects else ("aware",):
        shares = [percent(getattr(after.curves[arm], kind).at(after.stopped)) for arm in after.curves]
        (row,) = [row for row in rows if row.count(" %") == len(shares) and f"│ {kind} " in row]
        assert [int(word) for word in row.split() if word.isdigit()] == shares
    assert len(rows) == size[1]
    assert "real emergency? say REAL WORLD" in rows[-1]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_fog_is_lifted_from_shares_alone(name: str) -> None:
    """Whole per cent of staff and heads, a fixed number of them; no name, no place, no count."""
    conduct = scripted(script(name), SEED)
    lifted = frame(conduct)["lifted"]
    assert set(lifted) == {"end", "stopped", "shares", "then"}
    for each in lifted["shares"].values():
        assert set(each) == {"room", "autopilot", "twin"}
        for sampled in each.values():
            assert len(sampled) == STEPS + 1
            assert sampled == sorted(sampled)
            assert 0 <= sampled[0] <= sampled[-1] <= 100
    assert leaks(frame(conduct), conduct.state, conduct.state.played) == []
    assert len(json.dumps(frame(conduct), ensure_ascii=False).encode()) <= LIMIT == LARGEST


def test_nothing_is_lifted_before_the_hot_wash() -> None:
    conduct = conducted(script().played)
    while conduct.segment.kind != "hot-wash":
        assert frame(conduct)["lifted"] is None
        conduct.next_segment()
    assert frame(conduct)["status"] == "hot wash"
    assert frame(conduct)["lifted"]["shares"]["aware"]["room"][-1] > 90
    conduct.end()
    assert frame(conduct)["status"] == "ended"
    assert "The exercise has ended" in "\n".join(drawn(frame(conduct), (80, 24)))


def test_a_twin_that_the_room_does_not_see_is_not_lifted_either() -> None:
    written, exercise = script(), opened()
    conduct = Conduct(exercise, MemoryJournal(*header_of(exercise, 34)))
    setup = Setup(written.exercise, 34, dict.fromkeys(written.played, ""), twin=False)
    Headless(conduct, written).play(setup)
    assert set(frame(conduct)["lifted"]["then"]["aware"]) == {"room", "autopilot"}
    assert "twin" not in "\n".join(drawn(frame(conduct), (80, 24)))


def test_a_share_is_the_same_number_live_and_in_the_hot_wash() -> None:
    """Rounded down on both, so that 100 % is all."""
    conduct = conducted(script().played)
    for _ in range(4):
        to_a_question(conduct)
        if conduct.state.front is not None:
            conduct.no_decision(conduct.state.front.decision.id)
    shown, time = frame(conduct)["bars"], conduct.state.time
    after = After(conduct)
    wash = Wash(after, [], True, time)
    head, *rows = [line.plain for line in values(wash, 80)]
    names = head.split()[2:]
    for row, kind in zip(rows, ("aware", "protected"), strict=False):
        said = dict(zip(names, [int(word) for word in row.split() if word.isdigit()], strict=True))
        assert (said["room"], said["twin"]) == (shown["room"][kind], shown["twin"][kind])


def test_what_happened_since_is_about_the_last_stretch() -> None:
    """What an answer cost is told until T+ goes on for the second time; nothing older stays."""
    conduct = conducted(script().played)
    to_a_question(conduct)
    conduct.pass_room_time(60.0)
    conduct.no_decision("D1")
    to_a_question(conduct)
    conduct.pass_room_time(90.0)
    conduct.answer("D2", Answer(option="1"))
    conduct.jump()
    begun = conduct.state.windows["D2"].settled
    assert begun is not None
    told = frame(conduct)["since"]
    assert told[0].startswith("You talked for 1:30")
    assert frame(conduct)["since_when"] == "T+00:51"
    conduct.jump()
    conduct.state.windows.pop("D3", None)
    again = frame(conduct)
    assert again["since_when"] != "T+00:51"
    assert not any("You talked" in line for line in again["since"])
    rows = "\n".join(drawn({**again, "question": None}, (80, 24)))
    assert f"What happened since {again['since_when']}" in rows


def test_the_status_says_nothing_that_is_not_so() -> None:
    """A pressed question that has just opened: T+ stands still, and will run."""
    conduct = conducted(script().played)
    to_a_question(conduct)
    state = conduct.state
    assert state.front is not None
    state.front.decision = state.front.decision.model_copy(update={"kind": "pressed"})
    state.running = False
    assert frame(conduct)["status"] == "stopped: time will run"
    assert UTF8.stopped in drawn(frame(conduct), (80, 24))[1]
