"""The pages of `allcall show`: what they say is what the files say, and what nobody has measured is called assumed."""

import math
from pathlib import Path

import pytest

from reports.datasheets import compute_proportion_answered, compute_waiting_probability, describe_standard
from reports.text.evidence import merge_named_inputs
from reports.text.formatting import (
    describe_amount,
    describe_amount_and_scale,
    describe_plausible_range,
    format_count,
    format_list,
)
from scenarios.campus import Psap
from scenarios.evidence import rows_by_number, sources_by_number
from scenarios.inputs import ChanceInput, CountInput, DurationInput, Input, ShareInput, SpeedInput
from scenarios.library import list_shipped, open_emergency, open_place, open_strategy
from tests.reports.handouts.datasheets import shown
from tests.scenarios.broken_files import CAMPUS, SOUND, sound_copy
from tui.cli import main

ALL = [name for kind in ("scenario", "campus", "strategy") for name in list_shipped(kind)]


def in_one_line(page: str) -> str:
    """A page without its line breaks, so that a sentence can be found in it."""
    return " ".join(page.split())


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_every_page_fits_80_columns(name: str) -> None:
    assert [line for line in shown(name).splitlines() if len(line) > 80] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["active-assailant", "large-high-school", "app"])
def test_every_assumed_input_is_called_so(name: str) -> None:
    if name in list_shipped("scenario"):
        emergency = open_emergency(name)
        named = ("app-no-staff-leg", "app", "office-pa")
        models = [emergency.scenario, emergency.place.campus, *(emergency.strategies[one] for one in named)]
        inputs = merge_named_inputs(models)
    else:
        inputs = merge_named_inputs(
            [open_place(name).campus if name in list_shipped("campus") else open_strategy(name)]
        )
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


def test_a_campus_is_counted_by_hand() -> None:
    page = shown(str(SOUND / CAMPUS))
    said = in_one_line(page)
    assert "classroom 3 3" in said
    assert "5 adults on the roster:" in said
    assert "3 × teacher" in said
    assert "60 students or visitors in 3 groups." in said
    assert "carried by 2 of 5" in said
    assert "Desk phones in 1 of 7 zones" in said
    assert "4 seats, 4 call-takers on duty" in said


@pytest.mark.slow
def test_a_scenario_says_what_is_compared_and_measured() -> None:
    said = in_one_line(shown("active-assailant"))
    assert "Begins in hall (85%), exit (11%), gym (2%) and cafeteria (2%)" in said  # 13 × 3 : 5 : 1 : 1
    assert "1. Effect of adding the staff alert to the app: the app compared with" in said
    assert "Staff leg OFF: the app alerts no staff" in said
    assert "Smallest difference that matters: 15 s." in said
    assert "office + PA (today)" in said.replace("Office", "office")


# numbers in words

NOTED = {"basis": "assumed", "note": "invented"}


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (
            DurationInput.model_validate({"lognormal": {"median": "15 s", "sigma": 0.8}, "varies": "person", "evidence": NOTED}),
            "about 15 s, 90% between 4 s and 56 s; drawn for each person",  # 15 exp(±1.645 × 0.8)
        ),
        (
            DurationInput.model_validate({"exponential": {"mean": "90 s"}, "varies": "event", "evidence": NOTED}),
            "about 62 s, 90% between 4.6 s and 4 min 30 s; drawn for each event",  # −90 ln 0.5, 0.95, 0.05
        ),
        (DurationInput.model_validate({"fixed": "5 min", "evidence": NOTED}), "5 min"),
        (ChanceInput.model_validate({"chance": 0.93, "varies": "zone", "evidence": NOTED}), "93%; drawn for each room"),
        (
            ChanceInput.model_validate({"chance": {"uniform": {"low": 0.8, "high": 1}}, "varies": "person", "evidence": NOTED}),
            "90%; sites vary, 90% between 81% and 99%; drawn for each person",
        ),
        (SpeedInput.model_validate({"fixed": "1.19 m/s", "evidence": NOTED}), "1.19 m/s"),
        (
            CountInput.model_validate({"uniform": {"low": 0, "high": 10}, "varies": "site", "evidence": NOTED}),
            "5; sites vary, 90% between 0.5 and 9.5",
        ),
    ],
)  # fmt: skip
def test_an_input_in_words(source: Input, says: str) -> None:
    assert describe_amount_and_scale(source) == says
    assert says.startswith(describe_amount(source))


def test_a_range_in_words() -> None:
    evidence = {"basis": "assumed", "range": "5 s to 4 min"}
    source = DurationInput.model_validate({"fixed": "60 s", "evidence": evidence})
    assert describe_plausible_range(source) == "5 s to 4 min"


def test_counts_and_lists_in_words() -> None:
    assert [format_count(n, "door") for n in (0, 1, 1234)] == ["no doors", "1 door", "1,234 doors"]
    assert [format_list("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


# the 911 center


@pytest.mark.parametrize(("takers", "offered"), [(1, 0.4), (2, 1.5), (4, 1.6), (20, 19.0)])
def test_erlang_c_is_the_closed_form(takers: int, offered: float) -> None:
    """Erlang 1917: the last term of the Poisson sum, weighted, over the whole of it."""
    last = offered**takers / math.factorial(takers) * takers / (takers - offered)
    below = sum(offered**n / math.factorial(n) for n in range(takers))
    assert compute_waiting_probability(takers, offered) == pytest.approx(last / (below + last), rel=1e-12)


def center(**changed: object) -> Psap:
    """The 911 center of the small school: four takers at 0.4, calls of 90 s on average, pick-up of 4 s."""
    return open_place(str(SOUND / CAMPUS)).campus.psap.model_copy(update=changed)


def test_the_share_answered_in_time_is_the_closed_form() -> None:
    """P(wait ≤ 11 s) = 1 − C exp(−(cμ − λ) 11 s)."""
    waiting = compute_waiting_probability(4, 1.6) * math.exp(-(4 / 90) * 0.6 * 11)
    assert compute_proportion_answered(center()) == pytest.approx(1 - waiting, rel=1e-9)


def test_an_overloaded_center_answers_nobody_in_time() -> None:
    assert compute_proportion_answered(center(), busy=1.0) == 0.0


def test_the_reference_center_meets_the_standard_just_so() -> None:
    """The pick-up was scaled so that four staffed takers at 0.4 answer 90% within 15 s."""
    psap = open_place("large-high-school").campus.psap
    staffed = ShareInput.model_validate({"fixed": 1, "evidence": NOTED})
    assert compute_proportion_answered(psap.model_copy(update={"staffed": staffed})) == pytest.approx(0.9, abs=0.02)


def test_a_small_center_says_that_it_misses_the_standard() -> None:
    said = describe_standard(center(takers=1))
    assert "misses the standard of 90%" in said
    assert "meets" in describe_standard(center())


# what a principal asked about


@pytest.mark.slow
def test_a_campus_of_many_floors_is_told_building_by_building() -> None:
    page = shown("small-college")
    assert "…" not in page.partition("People")[0]
    assert "Arts                  5 × classroom, 4 × office, 2 × hall, 2 × exit" in page
    assert "37 of the groups without an adult" in in_one_line(page)


def test_an_office_without_a_microphone_is_not_said_to_do_so_at_once() -> None:
    assert "The office calls 911; does not use the PA" in in_one_line(shown("word-of-mouth"))
    assert "The office calls 911, and makes a PA announcement after the call" in in_one_line(shown("r1-sequential"))


def test_a_number_without_a_plausible_range_says_so() -> None:
    assert describe_plausible_range(DurationInput.model_validate({"fixed": "60 s", "evidence": NOTED})) == "none given"
    assert "Plausible range: the bounds" in in_one_line(shown("app"))
    assert "Plausible range:" not in in_one_line(shown("r1-sequential"))


@pytest.mark.slow
def test_the_places_where_it_may_begin_are_named_if_they_are_few() -> None:
    said = in_one_line(shown("laboratory-fire"))
    assert "Begins in classroom (100%) A217 (25%); A218 (25%); A219 (25%); A220 (25%)" in said
    assert said.count("Witnesses ") == 1


def test_long_times_are_told_in_whole_minutes() -> None:
    source = {"lognormal": {"median": "20 min", "sigma": 1.2}, "varies": "person", "evidence": NOTED}
    said = describe_amount(DurationInput.model_validate(source))
    assert said == "about 20 min, 90% between 2 min 47 s and 2 h 24 min"  # 1200 exp(±1.645 × 1.2)


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


def test_an_added_app_is_shown_with_what_a_campus_does_today() -> None:
    page = in_one_line(shown("practice+app", "--campus", "small-college"))
    assert "Witness dial 911, else tell the office" in page


@pytest.mark.slow
def test_a_role_that_no_one_on_this_campus_has_is_not_said_to_respond() -> None:
    page = in_one_line(shown("active-assailant", "--campus", "rural-k12"))
    assert "Responds on campus no one on campus the scenario also sends SRO, which no one" in page


def test_substitutes_and_access_needs_are_on_the_page_of_a_campus(tmp_path: Path) -> None:
    path = sound_copy(tmp_path) / CAMPUS
    text = (
        path.read_text()
        .replace("role: teacher,", "role: teacher, substitute: true,")
        .replace("role: principal,", "role: principal, needs: mobility,")
    )
    path.write_text(text)
    page = in_one_line(shown(str(path)))
    rooms = sum(zone.kind == "classroom" for zone in open_place(str(path)).zones)
    assert f"Substitutes {rooms}, 0 of them with the app" in page
    assert "Mobility needs principal" in page
