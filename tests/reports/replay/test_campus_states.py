"""The shade of a zone: of a room where one still does not know, nobody says that it knows."""

from types import SimpleNamespace
from typing import Any, cast

from reports.replay.campus_states import shade_zones
from sim.model.snapshot import PartyView, WorldView


def party(name: str, **states: bool) -> PartyView:
    plain: dict[str, Any] = dict.fromkeys(PartyView._fields, False)
    return PartyView(**{**plain, "id": name, "zone": "r1", "occupants": 1, "is_present": True, **states})


AWARE, PROTECTED = {"is_aware": True}, {"is_aware": True, "is_protected": True}


def shade(*people: PartyView, group: dict[str, bool] | None = None) -> str:
    """Of the one zone; none where it is empty."""
    groups = () if group is None else (party("class", **group),)
    view = cast("WorldView", SimpleNamespace(people=people, groups=groups))
    return shade_zones(view, with_groups=True).get("r1", "none")


def test_a_zone_is_as_the_last_of_its_adults_and_a_class_as_its_adults_are() -> None:
    unknowing, knowing, safe = (party(f"staff/{states}", **states) for states in ({}, AWARE, PROTECTED))
    assert [shade(knowing, unknowing), shade(knowing, knowing)] == ["unaware", "aware"]
    assert [shade(knowing, group={}), shade(safe, group=AWARE)] == ["aware", "aware"]
    assert shade(safe, safe, group=PROTECTED) == "protected"
    assert [shade(group=AWARE), shade(group={})] == ["aware", "unaware"]
    assert shade(party("a", is_present=False)) == "none"
