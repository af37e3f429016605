"""What `show` and `map` tell of a file."""

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

import pytest

from reports.text.evidence import merge_named_inputs
from reports.text.formatting import describe_plausible_range
from scenarios.evidence import rows_by_number, sources_by_number
from scenarios.exercise import describe_slots
from scenarios.inputs import DurationInput
from scenarios.library import list_shipped, open_emergency, open_exercise, open_place, open_strategy
from tests.scenarios.broken_files import CAMPUS, SOUND, sound_copy
from tests.sim.exercise.exercises import EACH_EXERCISE
from tests.sim.inputs import EVIDENCE
from tui.cli import main


@pytest.mark.parametrize("name", ["too-late", "riverside"])
def test_a_script_and_names_have_no_page(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", name]) == 2
    assert "have no page; to check the file: allcall check" in capsys.readouterr().err


ONE_OF_EACH = ("active-assailant", "large-high-school", "app")
ALL = [
    pytest.param(name, marks=pytest.mark.slow if name in ONE_OF_EACH else pytest.mark.full(step="pages"))
    for kind in ("scenario", "campus", "strategy")
    for name in list_shipped(kind)
]


@cache
def shown(name: str, *options: str) -> str:
    """The page as it goes into a pipe."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        assert main(["show", name, *options]) == 0
    assert err.getvalue() == ""
    out.seek(0)
    return out.read()


def in_one_line(page: str) -> str:
    """A page without its line breaks, so that a sentence can be found in it."""
    return " ".join(page.split())


@pytest.mark.parametrize("name", ALL)
def test_every_page_fits_80_columns(name: str) -> None:
    assert [line for line in shown(name).splitlines() if len(line) > 80] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_every_assumed_input_is_called_so(name: str) -> None:
    if name in list_shipped("scenario"):
        emergency = open_emergency(name)
        used = (emergency.strategies[one] for one in ("app-no-staff-leg", "app", "office-pa"))
        inputs = merge_named_inputs([emergency.scenario, emergency.place.campus, *used])
    else:
        one = open_place(name).campus if name in list_shipped("campus") else open_strategy(name)
        inputs = merge_named_inputs([one])
    bases = [source.evidence.basis for source in inputs.values()]
    page = shown(name)
    assert page.count("ASSUMED") == bases.count("assumed")
    assert page.count("MEASURED") == bases.count("measured")
    assert f"{len(inputs)} uncertain inputs" in page


def test_every_row_that_is_cited_stands_on_the_page_with_its_sources() -> None:
    page = shown("app").replace("\n", "").replace(" ", "")
    rows = rows_by_number()
    for source in merge_named_inputs([open_strategy("app")]).values():
        for number in source.evidence.row:
            assert rows[number].parameter.replace(" ", "") in page
            for page_ in (one for cited in rows[number].sources for one in sources_by_number()[cited].pages):
                site_alone = page_.look_for is not None
                assert page.count(page_.address) == 1 or (site_alone and page_.address in page)
                assert (page_.title or "").replace(" ", "") in page


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        (
            str(SOUND / CAMPUS),  # counted by hand
            ["classroom 3 3", "5 adults on the roster:", "3 × teacher", "60 students or visitors in 3 groups.", "carried by 2 of 5",
             "Desk phones in 1 of 7 zones", "4 seats, 4 call-takers on duty"],
        ),
        ("word-of-mouth", ["The office calls 911; does not use the PA"]),  # without a microphone
        ("r1-sequential", ["The office calls 911, and makes a PA announcement after the call"]),
        ("practice+app --campus small-college", ["Witness dial 911, else tell the office"]),
        pytest.param(
            "active-assailant",
            ["Begins in hall (85%), exit (11%), gym (2%) and cafeteria (2%)",  # 13 × 3 : 5 : 1 : 1
             "1. Effect of adding the staff alert to the app: the app compared with", "Staff leg OFF: the app alerts no staff",
             "Smallest difference that matters: 15 s.", "ffice + PA (today)"],
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "active-assailant --campus rural-k12",  # a role that no one on this campus has
            ["Responds on campus no one on campus the scenario also sends SRO, which no one"], marks=pytest.mark.slow,
        ),
        pytest.param(
            "laboratory-fire",  # the places where it may begin are few
            ["Begins in classroom (100%) A217 (25%); A218 (25%); A219 (25%); A220 (25%)"], marks=pytest.mark.slow,
        ),
        pytest.param(
            "small-college", ["Arts 5 × classroom, 4 × office, 2 × hall, 2 × exit", "37 of the groups without an adult"],
            marks=pytest.mark.slow,
        ),
    ],
)  # fmt: skip
def test_a_page_says_what_its_file_says(line: str, sentences: list[str]) -> None:
    said = in_one_line(shown(*line.split()))
    assert [sentence for sentence in sentences if sentence not in said] == []
    assert said.count("Witnesses ") <= 1
    assert "…" not in said.partition("People")[0]


def test_a_number_without_a_plausible_range_says_so() -> None:
    fixed = DurationInput.model_validate({"fixed": "60 s", "evidence": EVIDENCE})
    assert describe_plausible_range(fixed) == "none given"
    assert "Plausible range: the bounds" in in_one_line(shown("app"))
    assert "Plausible range:" not in in_one_line(shown("r1-sequential"))


@pytest.mark.slow
def test_the_page_of_a_scenario_says_where_it_can_begin_on_this_campus(tmp_path: Path) -> None:
    """Three of the four places are halls with three times the weight; nobody is posted in one of the halls."""
    path = tmp_path / "alarm.yaml"
    path.write_text(
        "scenario: alarm\nlike: false-alarm\nhazard:\n  where:\n    - {zones: [entrance], weight: 1}\n"
        "    - {zones: [core-hall-2], weight: 3}\n    - {zones: [core-hall-1], weight: 3}\n"
    )
    page = in_one_line(shown(str(path), "--campus", "suburban-elementary"))
    assert "hall (75%) and exit (25%)" in page
    assert "hall 2, Core (75%); entrance (25%)" in page


def test_a_campus_is_only_for_what_is_played_on_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "large-high-school", "--campus", "rural-k12"]) == 2
    assert "name a scenario or a strategy" in capsys.readouterr().err


def test_substitutes_and_access_needs_are_on_the_page_of_a_campus(tmp_path: Path) -> None:
    path = sound_copy(tmp_path) / CAMPUS
    text = path.read_text().replace("role: teacher,", "role: teacher, substitute: true,")
    path.write_text(text.replace("role: principal,", "role: principal, needs: mobility,"))
    page = in_one_line(shown(str(path)))
    rooms = sum(zone.kind == "classroom" for zone in open_place(str(path)).zones)
    assert f"Substitutes {rooms}, 0 of them with the app" in page
    assert "Mobility needs principal" in page


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_the_page_fits_80_columns_and_has_everything(name: str) -> None:
    page = shown(name)
    assert [line for line in page.splitlines() if len(line) > 80] == []
    words = " ".join(page.split())
    exercise = open_exercise(name).exercise
    for inject in exercise.injects:
        assert f"Inject {inject.number} " in page
        assert f'"{describe_slots(inject.says)}"' in words
        assert all(hint in words for hint in inject.hints)
    for decision in exercise.decisions:
        assert decision.asks in words
        assert all(option.says in words for option in decision.options)
    for objective in exercise.objectives:
        assert all(f"[ ] {task}" in words for task in objective.tasks)
    assert all(need.says[:20] in words for need in exercise.needs)


@pytest.mark.slow
def test_the_map_of_a_campus_has_the_same_bytes_in_another_process() -> None:
    code, made = "from tui.cli import main; raise SystemExit(main(['map', 'rural-k12', '--svg', '-']))", []
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code]
        made.append(subprocess.run(command, capture_output=True, check=True, env={"PYTHONHASHSEED": seed}).stdout)
    assert made[0] == made[1]
    assert made[0].startswith(b"<?xml")


def test_a_map_keeps_to_what_the_terminal_can_write(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii", write_through=True))
    assert main(["map", "rural-k12"]) == 0
    assert b"+----" in written.getvalue()
