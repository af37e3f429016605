"""One clock of the story: where a talked module has jumped ahead, header, log, ages, decisions and exports tell the same time of day."""

from pathlib import Path

from textual.pilot import Pilot

from sim.drill import facilitator
from sim.drill.after import After
from sim.drill.conduct import Conduct
from sim.drill.decisions import Answer
from sim.drill.frame import room_frame
from sim.drill.heard import waiting
from sim.drill.said import lines
from sim.drill.times import age, clock_of
from tests.desk import AtTheDesk
from tests.exercises import conducted
from tui.widgets.room_words import just_in_title
from tui.widgets.wash import Wash, values

PLAYED = frozenset(["principal", "assistant-principal", "secretary", "nurse", "teacher"])
IN_THE_STORY = "10:59"  # 45 minutes after onset, at 10:14; the incident itself lasts ten


def talked(conduct: Conduct | None = None) -> Conduct:
    """The exercise in its talked module, its first question open; questions of the played one went by without an answer."""
    conduct = conduct or conducted(PLAYED)
    while conduct.segment.kind == "played" and not (conduct.over or conduct.nothing_more):
        conduct.jump()
        for window in conduct.state.open_windows():
            conduct.no_decision(window.decision.id)
    conduct.next_segment()
    while conduct.state.front is None:
        conduct.jump()
    return conduct


def test_ages_of_reports_are_those_of_the_story() -> None:
    conduct = talked()
    state = conduct.state
    told = [one for one in state.deliveries.values() if one.zone and one.outcome == "delivered"]
    newest = max(one.time for one in told)
    reported = [one for one in room_frame(state, PLAYED)["known"] if one.startswith("reported:")]
    assert reported[0].endswith(f", {round(45 - newest / 60)} min ago")


def test_what_was_heard_before_the_story_jumped_is_not_just_in() -> None:
    """From where the story goes on until something comes there; what was read and is of now still came just now."""

    def title() -> str:
        return just_in_title(room_frame(conduct.state, PLAYED))

    conduct = conducted(PLAYED)
    conduct.jump()
    conduct.play()
    assert (title(), waiting(conduct.state)) == ("Just in", [])
    while conduct.segment.kind == "played":
        conduct.next_segment()
    assert title() == "Last heard"
    facilitator.make_up(conduct, "A parent", ["principal"], "phone", "What is going on?")
    assert title() == "Just in"


def test_an_age_is_read_in_seconds_while_it_is_fresh() -> None:
    assert [age(seconds) for seconds in (0.0, 48.0, 599.0, 600.0, 2640.0)] == [
        "0:00",
        "0:48",
        "9:59",
        "10 min",
        "44 min",
    ]


def test_a_decision_of_the_talked_module_is_as_late_as_its_header() -> None:
    conduct = talked()
    front = conduct.state.front
    assert front is not None
    conduct.answer(front.decision.id, Answer(option=front.decision.options[0].id))
    frame = room_frame(conduct.state, PLAYED)
    assert frame["clock"].startswith(IN_THE_STORY)
    assert f" {IN_THE_STORY}" in frame["decided"][-1]


def test_the_log_of_the_desk_stamps_the_time_of_its_header(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        talked(desk.conduct)
        await pilot.press("m")
        await pilot.pause()
        shown = desk.shows().splitlines()
        assert f"Tue {IN_THE_STORY}" in shown[2]
        assert any(f"{IN_THE_STORY}:00 T+" in line and "mark 1" in line for line in shown)

    AtTheDesk(tmp_path).run(steps)


def test_the_story_never_goes_back_not_even_in_the_hot_wash() -> None:
    conduct = talked()
    conduct.next_segment()
    conduct.note("observe", text="radios were shared")
    said = list(lines(conduct.state))
    assert [line.story for line in said] == sorted(line.story for line in said)
    assert clock_of(conduct.state.exercise, said[-1].story).startswith(IN_THE_STORY)


def test_the_cursor_of_the_hot_wash_tells_the_time_of_the_story() -> None:
    """Before the talked module that of T+, from there on that of the story; on a line that of the line, also where both have one T+."""
    conduct = talked()
    conduct.next_segment()
    said = [*lines(conduct.state)]
    begins = next(line for line in said if line.words.startswith("begins") and line.story > line.time)
    earlier = [line for line in said if line.time < begins.time][-1]

    def reads(wash: Wash) -> str:
        return values(wash, 80)[0].plain.split()[1]

    wash = Wash(After(conduct), said, utf8=True, cursor=begins.time)
    assert reads(wash).startswith(IN_THE_STORY)
    wash.cursor = earlier.time + 1.0
    assert reads(wash) == clock_of(conduct.state.exercise, wash.cursor)
    wash.cursor, wash.line = begins.time, earlier
    assert reads(wash) == clock_of(conduct.state.exercise, earlier.story)
