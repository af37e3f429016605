"""What panes of the exercise and of the Lab work out before they draw: signs, legends, shares, break-evens, values of two arms."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from scenarios.settings import collect_inputs
from sim.exercise.clock import Clock
from sim.exercise.narrative import LogLine
from sim.exercise.review import ArmCurves, StepCurve
from sim.exercise.schedule import Agenda, AgendaSegment
from sim.experiment.break_even import BreakEvens
from sim.experiment.live_comparison import LiveAnswer
from sim.experiment.used_inputs import RangedInput
from sim.measures import MEASURES
from sim.statistics.break_even import BreakEven, Crossing
from sim.statistics.paired import Pairing
from sim.statistics.verdicts import MIN_PAIRS, Verdict
from tests.sim.exercise.exercises import opened
from tests.sim.experiment.comparisons import contrast, primary
from tests.sim.schools import small_school
from tui.keymap import KeyMap
from tui.terminal.glyphs import UTF8_GLYPHS
from tui.widgets import agenda, arm_comparison
from tui.widgets.base import FacilitatorData, render_bar, to_percent, truncate
from tui.widgets.chart import HotWashData, find_identical, list_shares, list_signs, render_legend, render_values
from tui.widgets.live_answer import describe_break_evens, render_adverse, render_differences
from tui.widgets.live_curves import format_moment
from tui.widgets.slider import SliderInput, find_round_step, round_to_digits


def made(**fields: Any) -> Any:
    return SimpleNamespace(**fields)


# ---- the chart of the hot wash ----------------------------------------------------------------------


def line(kind: str, time: float, text: str = "words", subject_id: str = "") -> LogLine:
    return cast(LogLine, made(kind=kind, time=time, scenario_time=time, text=text, subject_id=subject_id))


LINES = [
    line("decide", 70.0), line("inject", 10.0, "held"), line("note", 40.0, subject_id="rate-1"),
    line("inject", 20.0, "says “x”"), line("note", 50.0, subject_id="mark-2"), line("clock", 5.0), line("lapse", 60.0),
]  # fmt: skip


def curve(*steps: tuple[float, float]) -> StepCurve:
    return StepCurve(tuple(time for time, _ in steps), tuple(share for _, share in steps))


def a_wash(cursor: float = 0.0, lines: list[LogLine] = LINES, done: list[Any] | None = None) -> HotWashData:
    arms = {"room": 0.999, "autopilot": 0.5, "twin": 0.25}
    curves = {arm: ArmCurves(curve((30.0, share)), curve((40.0, share / 2)), curve()) for arm, share in arms.items()}
    exercise = opened().exercise
    state = made(hazard="active-assailant", done=done or [])
    review = made(curves=curves, share_kinds=("aware", "protected"), exercise=exercise, state=state, chart_end=600.0)
    return HotWashData(cast(Any, review), lines, True, cursor)


def test_a_chart_has_signs_of_what_was_decided_delivered_and_marked_with_decisions_on_top() -> None:
    assert list_signs(a_wash()) == [(50.0, "m"), (20.0, "i"), (60.0, "D"), (70.0, "D")]


def test_the_values_are_those_at_the_cursor_and_the_event_is_the_last_before_it() -> None:
    head, aware, protected = (text.plain for text in list_shares(a_wash(30.0)))
    assert head.split() == ["T+00:30", "10:14:30", "your", "team", "fully", "simulated", "no", "app", "alert"]
    assert aware.split() == ["aware", "99%", "50%", "25%"]
    assert protected.split() == ["protected", "0%", "0%", "0%"]
    assert [text.plain for text in render_values(a_wash(60.0), 20)][-1] == "T+01:00 words"
    assert [text.plain for text in render_values(a_wash(59.9), 20)][-1] == "T+00:50 words"
    assert [text.plain for text in render_values(a_wash(19.9), 80)][-1] == "D decided  i inject  m mark"
    assert a_wash().limits == (0.0, 600.0)


ARMS = {"room": "", "autopilot": "room", "twin": ""}


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (58, " y your team f fully simulated = your team n no app alert"),
        (57, " y your team f fully simulated = your team n no app alert"),
        (56, " y your team f fully simulated = y n no app alert"),
        (48, " y team f simulated=y n no alert"),
        (5, " y team f simulated=y n no alert"),
    ],
)
def test_a_legend_is_the_longest_that_has_room(width: int, text: str) -> None:
    assert render_legend(ARMS, width).plain == text


def test_an_arm_is_held_equal_to_the_first_one_with_its_curve() -> None:
    shares = {"a": curve((10.0, 0.5)), "b": curve((60.0, 0.5)), "c": curve((10.0, 0.5)), "d": curve((60.0, 0.5))}
    found = {name: one.at for name, one in shares.items()}
    assert find_identical(found, 50.0) == {"a": "", "b": "", "c": "a", "d": "b"}
    assert find_identical(found, 5.0) == {"a": "", "b": "a", "c": "a", "d": "a"}


# ---- the Lab ----------------------------------------------------------------------------------------

INPUT = "witnessing.recognition"
SHOWN = SliderInput(RangedInput(INPUT, "assumed", 5.0, 45.0, "s"), collect_inputs(small_school())[INPUT], "", 5.0)
ZERO = BreakEven(0.0, Crossing.ONCE, (-1, 1), 12.0, 9.0, None, rises=True)


def once(**more: Any) -> BreakEven:
    return BreakEven(**{**vars(ZERO), **more})


AT = "break-even at 12 s (95% CI 9 s to beyond the range). Above it, B is"


@pytest.mark.parametrize(
    ("measure", "zero", "matters", "words"),
    [
        ("aware_t50", once(), None, f"{AT} sooner."),
        ("aware_t50", once(rises=False), None, f"{AT} later."),
        ("aware_when_over", once(), None, f"{AT} worse."),
        ("aware_when_over", once(rises=False), once(threshold=-0.05, value=30.0, low=20.0, high=40.0, rises=False),
         f"{AT} better. At least 5 points better above 30 s (95% CI 20 s to 40 s)."),
        ("aware_t50", once(), once(threshold=15.0, value=7.0, low=None, high=8.0, rises=False),
         f"{AT} sooner. At least 15 s better below 7 s (95% CI beyond the range to 8 s)."),
        ("aware_t50", once(), once(crossing=Crossing.NEVER), f"{AT} sooner."),
        ("aware_t50", once(crossing=Crossing.NEVER, signs=(0, 1)), None, "B is sooner over the whole range, 5 s to 45 s."),
        ("aware_t50", once(crossing=Crossing.NEVER, signs=(0, -1)), None, "B is later over the whole range, 5 s to 45 s."),
        ("aware_when_over", once(crossing=Crossing.NEVER, signs=(1, 1)), None,
         "B is worse over the whole range, 5 s to 45 s."),
        ("aware_t50", once(crossing=Crossing.NEVER, signs=(0, 0)), None, "no difference from 5 s to 45 s."),
        ("aware_t50", once(crossing=Crossing.SEVERAL, crossings=(8.0, 20.0)), None,
         "B and A change places several times, at 8 s and 20 s."),
        ("aware_t50", once(crossing=Crossing.UNRESOLVED), None, "not resolved; perhaps at 12 s."),
        ("aware_t50", once(crossing=Crossing.UNRESOLVED, value=None), None, "not resolved from 5 s to 45 s."),
    ],
)  # fmt: skip
def test_a_break_even_says_when_b_wins(measure: str, zero: BreakEven, matters: BreakEven | None, words: str) -> None:
    """Differences are A - B, so that of a time more is sooner."""
    found = describe_break_evens(BreakEvens("mean", zero, matters), MEASURES[measure], SHOWN)
    assert found.partition(": ")[2] == words


def test_both_arms_stand_beside_their_difference_and_its_sensitivity() -> None:
    pairing = Pairing("A", "B", ())
    first = primary(pairing, "aware_t50", 40.0, Verdict.SOONER.value)
    second = primary(pairing, "protected_t50", -90.0, Verdict.LATER.value)
    levels = {
        ("A", "aware_t50"): 100.0,
        ("B", "aware_t50"): 60.0,
        ("A", "protected_t50"): None,
        ("B", "protected_t50"): 9.0,
    }
    answer = LiveAnswer((), 400, 400, 1_800.0, (), (first, second), levels)
    joint = [
        cast(Any, made(measure=one, p05=low, p95=high, pairs=100, above_delta=above, p05_word=None, p95_word=None))
        for one, low, high, above in (("aware_t50", 10.0, 50.0, 0.9), ("protected_t50", None, 4.0, None))
    ]
    lines = [one.plain for one in render_differences(answer, 70, joint)]
    assert [one.split() for one in lines[:2]] == [["A", "B"], ["50%", "of", "staff", "aware", "1:40", "1:00"]]
    assert lines[2] == "  40 s sooner (95% CI 35 to 45), practically significant"
    assert lines[3].strip() == "all inputs moved, 5% to 95%: 10 to 50 s sooner"
    assert lines[4].split()[-3:] == ["never", "9", "s"]
    assert len(lines) == 6
    assert render_differences(answer, 70, joint, all_joint=True)[6].plain.endswith("not resolvable")
    assert render_differences(answer, 32, joint)[2].plain == "  40 s sooner (95% CI 35 to 45)"
    assert render_differences(answer, 24, joint)[2].plain == "  40 s sooner (35 to 45)"


def answered(pairs: int, *worse: str) -> LiveAnswer:
    pairing = Pairing("A", "B", ())
    contrasts = tuple(contrast(pairing, name, -40.0, 5.0) for name in worse)
    return LiveAnswer((), pairs, 400, 1_800.0, (), contrasts, {})


def test_adverse_effects_are_named_once_there_are_pairs_enough_and_no_more_than_four() -> None:
    names = ("aware_t90", "protected_t50", "protected_t90", "first_campus_alert", "call_answered", "dispatched")
    (few,) = render_adverse(answered(MIN_PAIRS - 1, *names), 80, 9)
    assert few.plain.endswith(f"{MIN_PAIRS - 1} of {MIN_PAIRS}.")
    (none,) = render_adverse(answered(MIN_PAIRS), 80, 9)
    assert "%" in none.plain
    text = " ".join(one.plain.strip() for one in render_adverse(answered(MIN_PAIRS, *names), 60, 9))
    assert (text.count("40 s later"), text.endswith("; 2 more")) == (4, True)
    assert len(render_adverse(answered(MIN_PAIRS, *names), 60, 2)) == 2
    assert "more" not in " ".join(one.plain for one in render_adverse(answered(MIN_PAIRS, *names[:4]), 60, 9))


def test_a_round_step_is_the_next_of_one_two_and_five() -> None:
    steps = [find_round_step(least) for least in (1.0, 1.01, 2.0, 2.1, 5.1, 0.041, 0.02, 0.3)]
    assert steps == pytest.approx([1.0, 2.0, 2.0, 5.0, 10.0, 0.05, 0.02, 0.5])


def test_seconds_are_minutes_until_they_are_a_day() -> None:
    assert [format_moment(one) for one in (190.0, 86_400.0, 216_000.0)] == ["3:10", "1", "2.5"]
    assert [round_to_digits(one, 2) for one in (12.6, 0.01249, 187.0)] == [13.0, 0.012, 190.0]


# ---- two arms ---------------------------------------------------------------------------------------


def a_view(**more: Any) -> Any:
    since = made(answered=more.pop("answered", None), message=more.pop("message", None))
    shares = {"staff": 9, "staff_aware": 5, "occupants": 70, "occupants_protected": 69}
    return made(**{**shares, "since": since, "patient": None, "fire": None, "units": [], **more})


def a_unit(status: str, eta: float | None = None) -> Any:
    return made(status=status, eta=eta)


def test_the_unit_that_is_furthest_along_is_told() -> None:
    sent, coming = a_unit("dispatched"), a_unit("en_route", 95.0)
    there, met = a_unit("on_scene"), a_unit("contact_made")
    later, unknown = a_unit("", 130.0), a_unit("en_route")
    units: list[list[Any]] = [[], [sent], [later, coming], [unknown], [there, coming], [there, met]]
    said = [arm_comparison.describe_first_unit(a_view(units=one)) for one in units]
    assert said == ["not yet", "sent", "in 1:35", "not yet", "on scene", "contact"]
    assert arm_comparison.describe_first_unit(a_view(units=[there, met], fire=made())) == "at fire"


def test_the_rows_of_two_arms_are_those_of_the_hazard_and_percents_are_rounded_down() -> None:
    patient = made(shocked=False, defibrillator=True, cpr=True)
    fire = made(counted=199, to_count=200)
    assert [name for name, _ in arm_comparison.list_values(a_view())] == ["911 answered", "first alert", "first unit"]
    assert [name for name, _ in arm_comparison.list_values(a_view(patient=patient, fire=fire))][2:4] == [
        "patient",
        "counted",
    ]
    assert [name for name, _ in arm_comparison.list_bars(a_view(patient=patient))] == ["aware"]
    assert arm_comparison.describe_counted(a_view(fire=fire)) == "99%"
    steps = [(True, True, True), (False, True, True), (False, False, True), (False, False, False)]
    patients = [made(shocked=one, defibrillator=two, cpr=three) for one, two, three in steps]
    assert [arm_comparison.describe_patient(a_view(patient=one)) for one in patients] == [
        "shock",
        "AED there",
        "CPR",
        "no CPR",
    ]
    first = dict(arm_comparison.list_values(a_view(answered=62.0, message=31.0)))
    read = [first[name](a_view(answered=62.0, message=31.0)) for name in ("911 answered", "first alert")]
    assert read == ["T+01:02", "T+00:31"]
    state = made(exercise=made(in_days=False), has_alert=True)
    desk = made(state=state, view=a_view(message=31.0), comparison_view=a_view(staff_aware=2, occupants_protected=7))
    said = "aware 55% | 22%   protected 98% | 10%   first alert T+00:31 | not yet"
    assert arm_comparison.format_in_line(desk) == said


def test_bars_and_texts_keep_to_their_columns() -> None:
    assert [to_percent(part, whole) for part, whole in ((199, 200), (200, 200), (1, 3), (5, 0))] == [99, 100, 33, 0]
    assert [render_bar(one, 5, UTF8_GLYPHS) for one in (0, 19, 20, 99, 100)] == [
        "░░░░░", "░░░░░", "█░░░░", "████░", "█████",
    ]  # fmt: skip
    assert [truncate("abcdef", width) for width in (6, 5, 0)] == ["abcdef", "abcd…", "…"]


# ---- the agenda -------------------------------------------------------------------------------------

PART = AgendaSegment("m1", "The attack: now", "played", 600.0, 1500.0, 300.0)


def a_desk(exercise_time: float, segment: str, started: float, **clock: Any) -> FacilitatorData:
    exercise = opened().exercise
    state = made(
        exercise=exercise, segment=next(one for one in exercise.segments if one.id == segment), spent={"briefing": 370.0},
        segment_started_at=started, exercise_time=exercise_time, frozen=False, in_order={}, deliveries={}, setup=None,
        decision_points={}, is_resolved=lambda _: True, improvised={},
    )  # fmt: skip
    desk = made(state=state, conductor=made(clock=Clock(exercise_time, **clock)), glyphs=UTF8_GLYPHS, is_compact=False)
    desk.keymap, desk.current_decision = KeyMap({}), None
    return cast(FacilitatorData, desk)


def test_a_segment_shows_its_share_and_its_end_while_it_is_on_and_else_its_minutes() -> None:
    now = Agenda((PART,), "m1", 600.0, 0.0, ())
    desk = a_desk(0.0, "response", 0.0)
    assert agenda.format_segment(PART, now, desk, 6) == "attack █░░░░░ to 25:00"
    assert agenda.format_segment(PART, Agenda((PART,), "m2", 0.0, 0.0, ()), desk, 4) == "attack █░░░ 15"
    assert agenda.format_segment(replace(PART, kind="hot-wash"), now, desk, 6) == "hot wash 15 reserved"
    assert agenda.suggest_action(Agenda((PART,), "m2", 0.0, 0.0, ()), desk) == ""
    assert agenda.format_segment(replace(PART, spent=2_000.0), now, desk, 3) == "attack ███ to 25:00"


def test_it_is_behind_from_a_minute_on_or_when_the_time_of_a_module_is_up() -> None:
    behind = (1_810.0, "response", 370.0), (500.0, "response", 420.0), (2_221.0, "after", 1_800.0)
    in_time = (
        (1_800.0, "response", 370.0),
        (1_809.9, "response", 370.0),
        (500.0, "response", 419.9),
        (400.0, "briefing", 0.0),
    )
    assert [agenda.is_behind(a_desk(*one)) for one in (*behind, *in_time)] == [True] * 3 + [False] * 4


def test_the_header_says_whether_time_runs_and_how_late_it_is() -> None:
    desk = a_desk(500.0, "response", 480.0)
    assert agenda.format_exercise_time(desk, has_delay=True) == "exercise 8:20 of 45:00, 2 min behind"
    assert agenda.format_exercise_time(desk, has_delay=False) == "exercise 8:20 of 45:00"
    assert agenda.format_status(desk) == "■ STOPPED"
    for is_timed, words in ((True, "▶ RUNNING timed"), (False, "▶ RUNNING")):
        assert agenda.format_status(a_desk(0.0, "response", 0.0, is_running=True, is_timed=is_timed)) == words
    asked = a_desk(0.0, "response", 0.0)
    cast(Any, asked).current_decision = made(decision=made(kind="pressed"))
    assert agenda.format_status(asked) == "■ STOPPED timed"
    fast = [a_desk(0.0, "response", 0.0, speed=5, **clock) for clock in ({}, {"is_running": True}, {"is_timed": True})]
    for one in fast:
        cast(Any, one).speed = 10
    assert [agenda.format_pace(one) for one in fast] == [10, 5, 1]


def test_the_bars_of_the_agenda_are_the_widest_that_leave_room_for_the_words() -> None:
    """Briefing 6 minutes, response 24 to 30:00, then 7 and the hot wash; 510 s of the second are spent."""
    desk = a_desk(880.0, "response", 370.0)
    wide, middle, narrow = (
        f" briefing {one} │ initial {two} to 30:00 │ continued {three} │ hot wash 8 reserved │ on time, 15:30 left"
        for one, two, three in (
            ("█████ 6", "█████░░░░░░░░░░░", "░░░░░ 7"), ("███ 6", "██░░░░░░", "░░░ 7"), ("6", "█░░░", "7"),
        )
    )  # fmt: skip
    for width, line_ in ((len(wide), wide), (len(wide) - 1, middle), (len(middle) - 1, narrow), (9, narrow)):
        assert agenda.render_agenda_bar(desk, width).plain == line_
