"""The shade of a zone: of a room where one still does not know, nobody says that it knows."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from reports.replay.campus_states import shade_zones
from sim.model.snapshot import PartyView, WorldView


def party(name: str, **states: bool) -> PartyView:
    plain: dict[str, Any] = dict.fromkeys(PartyView._fields, False)
    return PartyView(**{**plain, "id": name, "zone": "r1", "occupants": 1, "is_present": True, **states})


AWARE, PROTECTED = {"is_aware": True}, {"is_aware": True, "is_protected": True}


@pytest.mark.parametrize(
    ("adults", "group", "shade"),
    [
        ([AWARE, {}], None, "unaware"),
        ([AWARE, AWARE], None, "aware"),
        ([AWARE], {}, "aware"),  # a class is as its adults are
        ([PROTECTED], AWARE, "aware"),
        ([PROTECTED, PROTECTED], PROTECTED, "protected"),
        ([], AWARE, "aware"),
        ([], {}, "unaware"),
    ],
)
def test_a_zone_is_as_the_last_of_its_adults(
    adults: list[dict[str, bool]], group: dict[str, bool] | None, shade: str
) -> None:
    people = tuple(party(f"staff/{number}", **states) for number, states in enumerate(adults))
    groups = () if group is None else (party("class", **group),)
    view = cast("WorldView", SimpleNamespace(people=people, groups=groups))
    assert shade_zones(view, with_groups=True) == {"r1": shade}


def test_an_empty_zone_has_no_shade() -> None:
    view = cast("WorldView", SimpleNamespace(people=(party("a", is_present=False),), groups=()))
    assert shade_zones(view, with_groups=True) == {}
