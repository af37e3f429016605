"""What `allcall inputs` prints: every name in one piece, with a value, on every campus."""

import re
from itertools import product

import pytest

from reports.inputs import print_inputs
from scenarios.diagnostics import Problems
from scenarios.library import list_shipped, open_emergency
from scenarios.scenario import Emergency
from scenarios.settings import apply_settings, collect_inputs, list_fields, parse_setting
from tests.covers import mark_all_but_each_once
from tests.reports.golden_texts import print_to_text

CAMPUSES = [name for name in list_shipped("campus") if name != "reference-ring"]


def print_page(emergency: Emergency, word: str = "") -> list[str]:
    return print_to_text(lambda console: print_inputs(emergency, word, True, console)).splitlines()


@pytest.mark.parametrize(
    ("scenario", "campus"), mark_all_but_each_once([*product(list_shipped("scenario"), CAMPUSES)], "pages")
)
def test_every_input_and_field_has_a_name_in_one_piece_and_a_readable_value(scenario: str, campus: str) -> None:
    try:
        emergency = open_emergency(scenario, campus, list_shipped("strategy"))
    except Problems:
        return
    named = [line for line in print_page(emergency)[1:] if line[0] != " "]
    values = dict(re.split(r" {2,}", line, maxsplit=2)[:2] for line in named)
    assert list(values) == [*collect_inputs(emergency), *list_fields(emergency)]
    odd = [text for text in values.values() if not text or re.search(r"<|object|None|\[[^\]]*\d\.\d|\d\.\d{5}", text)]
    assert odd == []


def test_a_distribution_has_its_median_and_the_middle_of_its_draws() -> None:
    emergency = open_emergency("active-assailant-class")
    page = "\n".join([*print_page(emergency, "witnessing.recognition"), *print_page(emergency, "hazard.lasts")])
    # lognormal with median 15 s and sigma 0.53: 15 s times and divided by exp(1.2816 * 0.53)
    assert re.search(r"^witnessing\.recognition +15 s \(7\.6 s to 30 s\) +5 s to 45 s$", page, re.MULTILINE)
    assert re.search(r"^hazard\.lasts +2 min 55 s \(", page, re.MULTILINE)


@pytest.mark.slow
def test_a_plain_field_set_to_its_printed_value_changes_nothing_and_to_the_opposite_only_itself() -> None:
    emergency = open_emergency("active-assailant-class", "large-high-school", ["practice+app"])
    fields = list_fields(emergency)
    asked = [(name, value) for name, value in [*fields.items()][::20] if " or " not in value]
    asked += [(name, {"yes": "no", "no": "yes"}[fields[name]]) for name in [*fields] if name.endswith(".keys")][::9]
    assert {value != fields[name] for name, value in asked} == {True, False}
    for name, value in asked:
        assert list_fields(apply_settings(emergency, [parse_setting(f"{name}={value}")])) == fields | {name: value}


def test_an_id_with_a_span_is_set_as_printed_and_as_in_the_file() -> None:
    emergency = open_emergency("active-assailant-class")
    for name in ("roster.pe-teacher-{1-2}.keys", "roster.pe-teacher-{1..2}.keys"):
        staff = apply_settings(emergency, [parse_setting(f"{name}=no")]).place.staff
        assert {member.keys for member in staff if member.id.startswith("pe-teacher-")} == {False}
